//! The feed over real HTTP: what it delivers, and what it asks for.

use std::time::Duration;

use serde_json::json;

use super::server::{Reply, Server, google, status};
use crate::jules::model::{SessionId, SessionState};
use crate::jules::{Cursor, Feed, News, Pace, Settings, Watch};

/// Long enough for any machine; never waited out when the test passes.
const PATIENCE: Duration = Duration::from_secs(20);

async fn next(watch: &mut Watch) -> News {
    tokio::time::timeout(PATIENCE, watch.next()).await.expect("news in time").expect("a running feed")
}

/// Takes news until these activities came, and gives the last cursor.
async fn gets(watch: &mut Watch, wanted: &[&str]) -> Cursor {
    let (mut got, mut last) = (Vec::new(), Cursor::default());
    while got.len() < wanted.len() {
        if let News::Update { activities, cursor, .. } = next(watch).await {
            got.extend(activities.into_iter().map(|activity| activity.id.0));
            last = cursor;
        }
    }
    assert_eq!(got, wanted);
    last
}

/// Waits until something visible holds.
async fn until(what: &str, holds: impl Fn() -> bool) {
    let begun = std::time::Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "never: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn watch(feed: &Feed, id: &str) -> Watch {
    feed.watch(SessionId::from(id), Cursor::default())
}

#[tokio::test]
async fn the_first_update_holds_the_session_even_when_nothing_happened() {
    let server = Server::start().await;
    server.session("1", "IN_PROGRESS");
    let feed = Feed::start(server.jules());
    let News::Update { session, activities, skipped, .. } = next(&mut watch(&feed, "1")).await else { panic!() };
    assert_eq!(session.unwrap().state, SessionState::InProgress);
    assert_eq!((activities.len(), skipped), (0, 0));
    feed.stop().await;
}

#[tokio::test]
async fn activities_are_delivered_once_in_order_and_from_the_given_cursor() {
    let server = Server::start().await;
    server.session("1", "IN_PROGRESS");
    for index in 0..250 {
        server.progress("1", &format!("a{index:03}"), index * 100);
    }
    let all: Vec<String> = (0..250).map(|index| format!("a{index:03}")).collect();
    let feed = Feed::start(server.jules());
    let mut first = watch(&feed, "1");
    let cursor = gets(&mut first, &all.iter().map(String::as_str).collect::<Vec<_>>()).await;
    drop(first);
    server.progress("1", "late", 23_000);
    server.progress("1", "same time", 24_900);
    server.progress("1", "new", 30_000);
    let mut second = feed.watch(SessionId::from("1"), cursor);
    gets(&mut second, &["late", "same time", "new"]).await;
    feed.stop().await;
}

#[tokio::test]
async fn a_queued_session_has_nothing_new_and_costs_no_list_calls() {
    let server = Server::start().await;
    server.session("1", "QUEUED");
    let feed = Feed::start(server.jules());
    let mut watch = watch(&feed, "1");
    let News::Update { session, .. } = next(&mut watch).await else { panic!() };
    assert_eq!(session.unwrap().state, SessionState::Queued);
    let listed = server.count("/activities");
    until("it is asked about", || server.count("GET /sessions/1?") > 5).await;
    assert_eq!(server.count("/activities"), listed);
    server.set("1", "state", json!("PLANNING"));
    server.progress("1", "a", 0);
    gets(&mut watch, &["a"]).await;
    feed.stop().await;
}

#[tokio::test]
async fn a_parked_session_is_read_at_once_when_the_list_shows_movement() {
    let server = Server::start().await;
    server.session("1", "COMPLETED");
    server.session("2", "IN_PROGRESS");
    let settings = Settings { poll_max: Duration::from_mins(10), ..server.settings() };
    let feed = Feed::start(crate::jules::Jules::new(settings).unwrap());
    let (mut parked, mut working) = (watch(&feed, "1"), watch(&feed, "2"));
    parked.set_pace(Pace::Parked);
    working.set_pace(Pace::Working);
    next(&mut parked).await;
    next(&mut working).await;
    let before = server.count("GET /sessions/1/activities");
    until("the list goes on", || server.count("GET /sessions?") > 10).await;
    assert!(server.count("GET /sessions/1/activities") <= before + 1);
    server.progress("1", "revived", 0);
    server.set("1", "updateTime", json!("2026-09-02T11:00:00Z"));
    gets(&mut parked, &["revived"]).await;
    feed.stop().await;
}

#[tokio::test]
async fn sessions_of_an_earlier_life_are_read_when_the_list_shows_them_elsewhere() {
    let server = Server::start().await;
    let settings = Settings { poll_max: Duration::from_mins(10), ..server.settings() };
    for id in ["asleep", "woken", "moved", "working"] {
        server.session(id, "COMPLETED");
        server.progress(id, &format!("{id}-old"), 0);
    }
    server.set("woken", "state", json!("IN_PROGRESS"));
    server.set("moved", "updateTime", json!("2026-09-02T11:00:00Z"));
    let mut cursors = std::collections::HashMap::new();
    for id in ["asleep", "woken", "moved", "working"] {
        let session = server.jules().resume(SessionId::from(id));
        cursors.insert(id, session.read_since(&Cursor::default()).await.unwrap().cursor);
    }
    for id in ["woken", "moved", "working"] {
        server.progress(id, &format!("{id}-new"), 60_000);
    }
    let feed = Feed::start(crate::jules::Jules::new(settings).unwrap());
    let resume = |id: &str, pace| feed.resume(SessionId::from(id), cursors[id].clone(), SessionState::Completed, pace);
    let _asleep = resume("asleep", Pace::Parked);
    for (id, pace) in [("woken", Pace::Parked), ("moved", Pace::Waiting), ("working", Pace::Working)] {
        gets(&mut resume(id, pace), &[&format!("{id}-new")]).await;
    }
    until("the list goes on", || server.count("GET /sessions?") > 10).await;
    assert_eq!(server.count("GET /sessions/asleep/activities"), 1, "only the read that made the cursor");
    feed.stop().await;
}

#[tokio::test]
async fn a_changed_state_is_confirmed_by_reading_the_session() {
    let server = Server::start().await;
    server.session("1", "IN_PROGRESS");
    let feed = Feed::start(server.jules());
    let mut watch = watch(&feed, "1");
    next(&mut watch).await;
    server.set("1", "state", json!("COMPLETED"));
    server.set("1", "outputs", json!([{"pullRequest": {"url": "https://github.com/a/b/pull/1"}}]));
    let News::Update { session: Some(session), .. } = next(&mut watch).await else { panic!() };
    assert_eq!(session.state, SessionState::Completed);
    assert_eq!(session.prompt, "p", "the whole session, not the masked row");
    feed.stop().await;
}

#[tokio::test]
async fn an_update_that_is_not_taken_stops_reading_that_session_only() {
    let server = Server::start().await;
    server.session("1", "IN_PROGRESS");
    server.session("2", "IN_PROGRESS");
    let feed = Feed::start(server.jules());
    let (_stuck, mut lively) = (watch(&feed, "1"), watch(&feed, "2"));
    for index in 0..5 {
        let id = format!("a{index}");
        server.progress("2", &id, index * 1000);
        gets(&mut lively, &[&id]).await;
    }
    assert_eq!(server.count("GET /sessions/1/activities"), 1);
    feed.stop().await;
}

#[tokio::test]
async fn a_deleted_session_is_gone_after_two_misses() {
    let server = Server::start().await;
    server.session("1", "IN_PROGRESS");
    let feed = Feed::start(server.jules());
    let mut watch = watch(&feed, "1");
    next(&mut watch).await;
    server.world().sessions.clear();
    assert_eq!(next(&mut watch).await, News::Gone);
    assert_eq!(watch.next().await, None);
    feed.stop().await;
}

#[tokio::test]
async fn a_session_that_does_not_show_yet_is_waited_for() {
    let server = Server::start().await;
    let feed = Feed::start(server.jules());
    let mut watch = watch(&feed, "1");
    until("it is asked for", || server.count("GET /sessions/1?") >= 3).await;
    server.session("1", "QUEUED");
    assert!(matches!(next(&mut watch).await, News::Update { session: Some(_), .. }));
    feed.stop().await;
}

#[tokio::test]
async fn a_refused_key_stops_polling_until_a_probe_succeeds() {
    let server = Server::start().await;
    server.session("1", "IN_PROGRESS");
    let feed = Feed::start(server.jules());
    let mut watch = watch(&feed, "1");
    next(&mut watch).await;
    server.world().standing.push((String::new(), google(401, "UNAUTHENTICATED")));
    let News::Refused(error) = next(&mut watch).await else { panic!() };
    assert!(!format!("{error:?} {error}").contains(super::server::KEY));
    let reads = server.count("/activities");
    until("it probes", || server.lines("GET /sessions?").len() > 3).await;
    assert!(server.count("/activities") <= reads + 1);
    server.world().standing.clear();
    server.progress("1", "a", 0);
    assert_eq!(next(&mut watch).await, News::Recovered);
    gets(&mut watch, &["a"]).await;
    feed.stop().await;
}

#[tokio::test]
async fn trouble_is_told_once_and_so_is_its_end() {
    let server = Server::start().await;
    server.session("1", "IN_PROGRESS");
    let feed = Feed::start(server.jules());
    let mut watch = watch(&feed, "1");
    next(&mut watch).await;
    server.world().standing.push((String::new(), status(503)));
    assert!(matches!(next(&mut watch).await, News::Trouble(_)));
    let calls = server.count("");
    until("it goes on trying", || server.count("") > calls).await;
    server.progress("1", "a", 0);
    server.world().standing.clear();
    assert_eq!(next(&mut watch).await, News::Recovered);
    gets(&mut watch, &["a"]).await;
    feed.stop().await;
}

#[tokio::test]
async fn single_faults_of_every_kind_lose_and_double_nothing() {
    let server = Server::start().await;
    server.session("1", "IN_PROGRESS");
    let feed = Feed::start(server.jules());
    let mut watch = watch(&feed, "1");
    let faults = [
        status(503),
        status(500),
        Reply::Answer(502, Vec::new(), "<html>bad gateway</html>".to_owned()),
        Reply::Answer(200, Vec::new(), "{\"activities\":[{\"id\":\"half".to_owned()),
        Reply::Break,
        Reply::Answer(429, Vec::new(), String::new()),
        Reply::Answer(429, vec![("retry-after", "0".to_owned())], String::new()),
        Reply::Answer(429, vec![("retry-after", "what?".to_owned())], String::new()),
    ];
    for (index, fault) in (0..).zip(faults) {
        server.script("/activities", fault);
        let id = format!("a{index}");
        server.progress("1", &id, index * 100);
        gets(&mut watch, &[&id]).await;
    }
    feed.stop().await;
}

#[tokio::test]
async fn a_server_without_masks_and_filters_is_read_all_the_same() {
    let server = Server::start().await;
    server.world().refused = vec!["fields", "filter", "pageToken"];
    server.session("1", "IN_PROGRESS");
    let feed = Feed::start(server.jules());
    let mut watch = watch(&feed, "1");
    for index in 0..3 {
        let id = format!("a{index}");
        server.progress("1", &id, index * 100);
        gets(&mut watch, &[&id]).await;
    }
    until("the list goes on without a mask", || {
        server.lines("GET /sessions?").last().is_some_and(|line| !line.contains("fields"))
    })
    .await;
    assert!(server.count("filter=") <= 3, "a refused filter is not tried for ever");
    feed.stop().await;
}

#[tokio::test]
async fn items_that_cannot_be_read_are_counted_once() {
    let server = Server::start().await;
    server.session("1", "IN_PROGRESS");
    server.world().activities.insert("1".to_owned(), vec![json!("what?"), json!(7)]);
    server.progress("1", "a", 0);
    let feed = Feed::start(server.jules());
    let mut watch = watch(&feed, "1");
    let News::Update { skipped, activities, .. } = next(&mut watch).await else { panic!() };
    assert_eq!((skipped, activities.len()), (2, 1));
    server.progress("1", "b", 100);
    let News::Update { skipped, activities, .. } = next(&mut watch).await else { panic!() };
    assert_eq!((skipped, activities.len()), (0, 1));
    feed.stop().await;
}

#[tokio::test]
async fn no_request_is_made_inside_a_retry_after() {
    let server = Server::start().await;
    server.session("1", "IN_PROGRESS");
    let feed = Feed::start(server.jules());
    let mut watch = watch(&feed, "1");
    next(&mut watch).await;
    server.script("/activities", Reply::Answer(429, vec![("retry-after", "1".to_owned())], String::new()));
    until("the 429 was given", || server.world().script.is_empty()).await;
    let told = std::time::Instant::now();
    let calls = server.count("");
    until("it asks again", || server.count("") > calls + 1).await; // one list may have been under way
    assert!(told.elapsed() > Duration::from_millis(900), "{:?}", told.elapsed());
    feed.stop().await;
}

#[tokio::test]
async fn stopping_ends_every_watch_and_a_dropped_watch_ends_its_polling() {
    let server = Server::start().await;
    server.session("1", "IN_PROGRESS");
    server.session("2", "IN_PROGRESS");
    let feed = Feed::start(server.jules());
    let (mut one, mut two) = (watch(&feed, "1"), watch(&feed, "2"));
    next(&mut one).await;
    next(&mut two).await;
    drop(two);
    until("the other goes on", || server.count("GET /sessions/1/activities") > 3).await;
    let reads = server.count("GET /sessions/2/activities");
    until("the other goes on", || server.count("GET /sessions/1/activities") > 6).await;
    assert!(server.count("GET /sessions/2/activities") <= reads + 1);
    feed.stop().await;
    while let Some(news) = tokio::time::timeout(PATIENCE, one.next()).await.unwrap() {
        assert!(matches!(news, News::Update { .. }));
    }
    let mut late = watch(&feed, "1");
    assert_eq!(late.next().await, None);
}

#[tokio::test]
async fn fifty_sessions_share_a_small_budget_and_none_starves() {
    let server = Server::start().await;
    for index in 0..50 {
        server.session(&index.to_string(), "IN_PROGRESS");
        server.progress(&index.to_string(), "a", 0);
    }
    let settings = Settings { list_calls_per_minute: 1200, ..server.settings() };
    let feed = Feed::start(crate::jules::Jules::new(settings).unwrap());
    let mut watches: Vec<_> = (0..50).map(|index| watch(&feed, &index.to_string())).collect();
    let begun = std::time::Instant::now();
    for watch in &mut watches {
        watch.set_pace(Pace::Working);
        gets(watch, &["a"]).await;
    }
    let allowed = 60 + begun.elapsed().as_millis() / 50;
    assert!(server.count("/activities") as u128 <= allowed);
    feed.stop().await;
}
