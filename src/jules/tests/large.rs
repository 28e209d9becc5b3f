//! Pages and texts of many megabytes: taken in several goes, held a little at a time.

use std::time::Duration;

use serde_json::json;

use super::server::{Reply, Server};
use crate::jules::model::{Activity, ActivityId, Artifact, SessionId};
use crate::jules::{Cursor, Feed, Jules, News, Settings, Shown};

fn picture(bytes: usize) -> serde_json::Value {
    json!({"progressUpdated": {}, "artifacts": [{"media": {"data": "x".repeat(bytes), "mimeType": "image/png"}}]})
}

fn data(activity: &Activity) -> usize {
    match activity.artifacts.as_slice() {
        [Artifact::Media(media)] => media.data.len(),
        other => panic!("{other:?}"),
    }
}

fn ids(count: i64) -> Vec<String> {
    (0..count).map(|index| format!("a{index:03}")).collect()
}

async fn with_pictures(count: i64, bytes: usize) -> Server {
    let server = Server::start().await;
    server.session("1", "IN_PROGRESS");
    for (index, id) in (0..).zip(ids(count)) {
        server.activity("1", &id, index * 10_000, picture(bytes));
    }
    server
}

/// The updates of a feed until so many activities came: their ids, and the size of each update.
async fn follow(server: &Server, settings: Settings, wanted: usize) -> (Vec<String>, Vec<usize>) {
    let feed = Feed::start(Jules::new(settings).unwrap());
    let mut watch = feed.watch(SessionId::from("1"), Cursor::default());
    let (mut ids, mut sizes) = (Vec::new(), Vec::new());
    while ids.len() < wanted {
        let news = tokio::time::timeout(Duration::from_secs(30), watch.next()).await;
        let news = news.unwrap_or_else(|_| panic!("{} of {wanted}: {:?}", ids.len(), server.lines("/activities")));
        let Some(News::Update { activities, .. }) = news else { continue };
        sizes.push(activities.iter().map(data).sum());
        ids.extend(activities.into_iter().map(|activity| activity.id.0));
    }
    feed.stop().await;
    (ids, sizes)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_fifty_megabytes_comes_in_several_updates_of_bounded_size() {
    let server = with_pictures(100, 500_000).await;
    let settings = Settings { timeout: Duration::from_secs(30), ..server.settings() };
    let cap = settings.value_cap;
    let (got, sizes) = follow(&server, settings, 100).await;
    assert_eq!(got, ids(100));
    assert!(sizes.iter().all(|size| *size < cap + 600_000), "{sizes:?}");
    assert!(sizes.len() >= 6, "{sizes:?}");
}

#[tokio::test]
async fn a_whole_history_is_read_in_goes_and_none_twice() {
    let server = with_pictures(30, 1_000).await;
    let session = Jules::new(Settings { value_cap: 8_000, ..server.settings() }).unwrap().resume("1".into());
    let all = session.activities().await.unwrap();
    assert_eq!(all.iter().map(|activity| activity.id.0.clone()).collect::<Vec<_>>(), ids(30));
    assert!(all.iter().all(|activity| data(activity) == 1_000 && activity.left_out == 0));
    assert!(server.count("/activities") >= 4);
}

#[tokio::test]
async fn without_filter_and_token_the_goes_still_come_to_an_end() {
    let server = with_pictures(30, 1_000).await;
    server.world().ignored = vec!["filter", "pageToken"];
    let (got, _) = follow(&server, Settings { value_cap: 8_000, ..server.settings() }, 30).await;
    assert_eq!(got, ids(30));
}

#[tokio::test]
async fn newest_first_nothing_is_passed_over_though_large_texts_are_left_out() {
    let server = with_pictures(90, 200_000).await;
    server.world().reversed = true;
    let (mut got, sizes) = follow(&server, Settings { value_cap: 600_000, ..server.settings() }, 90).await;
    got.sort();
    assert_eq!(got, ids(90));
    assert!(sizes.iter().sum::<usize>() < 2_000_000, "{sizes:?}");
}

#[tokio::test]
async fn a_text_above_the_cap_is_counted_and_can_be_read_by_itself() {
    let server = with_pictures(2, 100).await;
    server.activity("1", "giant", 60_000, picture(70_000));
    let session = Jules::new(Settings { value_cap: 50_000, ..server.settings() }).unwrap().resume("1".into());
    let all = session.activities().await.unwrap();
    assert_eq!(all.iter().map(|activity| activity.left_out).collect::<Vec<_>>(), [0, 0, 1]);
    assert_eq!(data(all.last().unwrap()), 0);
    let body = picture(70_000).to_string().replacen('{', r#"{"id":"giant","#, 1);
    server.script("/activities/giant", Reply::Answer(200, Vec::new(), body));
    assert_eq!(data(&session.activity(&ActivityId::from("giant")).await.unwrap()), 70_000);
}

#[tokio::test]
async fn a_page_that_breaks_in_its_middle_counts_for_what_it_brought() {
    let server = with_pictures(40, 100).await;
    server.script("/activities?", Reply::Half);
    let session = server.jules().resume("1".into());
    let all = session.activities().await.unwrap();
    assert_eq!(all.iter().map(|activity| activity.id.0.clone()).collect::<Vec<_>>(), ids(40));
    let lines = server.lines("/activities");
    assert_eq!(lines.len(), 2);
    assert!(lines[1].contains("filter=create_time>"), "{lines:?}");
}

#[tokio::test]
async fn a_session_list_of_many_megabytes_is_held_without_its_largest_texts() {
    let server = Server::start().await;
    for index in 0..50 {
        server.session(&index.to_string(), "COMPLETED");
        server.set(&index.to_string(), "prompt", json!("p".repeat(40_000)));
    }
    let jules = Jules::new(Settings { value_cap: 400_000, ..server.settings() }).unwrap();
    let page = jules.sessions(Shown::Active, None).await.unwrap();
    assert_eq!((page.items.len(), page.skipped), (50, 0));
    assert_eq!(page.items[0].prompt.len(), 40_000);
    assert!(page.items[49].prompt.is_empty() && page.items[49].title == "0");
}
