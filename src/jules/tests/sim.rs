//! The client against the simulated Jules: whole conversations, hostile feeds.

use std::time::Duration;

use futures::StreamExt;
use serde_json::json;

use crate::jules::history::pending_plan;
use crate::jules::model::{Event, SessionId, SessionState};
use crate::jules::{
    Answer, Cursor, Ending, Error, Feed, Jules, NewSession, News, Pace, Reached, SessionClient, Settings, Streamed,
    Until,
};
use crate::sim::jules::{Fault, Jules as Handle, Operation, Server, Settings as Sim};
use crate::sim::scenario::Scenario;

const LONG: Duration = Duration::from_mins(1);

struct World {
    sim: Handle,
    jules: Jules,
    _server: Server,
}

impl World {
    async fn start(scenario: &str, speed: f64) -> Self {
        let scenario = Scenario::load(scenario).unwrap();
        let server = Server::start(Sim { port: 0, scenario, speed }).await.unwrap();
        let sim = server.handle();
        sim.patch_knobs(
            &json!({"lists": {"activities_per_minute": 0}, "create": {"burst": 0, "concurrent": 0, "daily": 0}}),
        )
        .unwrap();
        let settings = Settings {
            api_url: sim.api_url(),
            poll_min: Duration::from_millis(15),
            poll_max: Duration::from_millis(100),
            retry_min: Duration::from_millis(5),
            retry_max: Duration::from_millis(50),
            ghost_wait: Duration::from_secs(2),
            list_calls_per_minute: 100_000,
            ..Settings::new(sim.api_key())
        };
        Self { jules: Jules::new(settings).unwrap(), sim, _server: server }
    }

    fn shown(&self, id: &SessionId) -> Vec<String> {
        let all = self.sim.activities(id.as_str());
        all.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    }
}

/// Answers what a person is asked, until the session has ended.
async fn attend(session: SessionClient) -> SessionState {
    loop {
        let states = [SessionState::AwaitingPlanApproval, SessionState::AwaitingUserFeedback];
        match session.wait_for(&states, LONG).await.unwrap() {
            Reached::State(at) if at.state == SessionState::AwaitingPlanApproval => {
                if pending_plan(&session.activities().await.unwrap()).is_some() {
                    let _ = session.approve_and_confirm(LONG).await;
                }
            }
            Reached::State(_) => {
                let _ = session.deliver("Yes, please.", LONG).await;
            }
            reached => return reached.session().state.clone(),
        }
    }
}

/// Follows a session through the feed until all that happened was delivered.
async fn follow(world: &World, feed: &Feed, id: &SessionId, restarts: bool) {
    let mut cursor = Cursor::default();
    let mut watch = feed.watch(id.clone(), cursor.clone());
    watch.set_pace(Pace::Working);
    let mut got: Vec<String> = Vec::new();
    let deadline = tokio::time::Instant::now() + LONG;
    loop {
        let ended = world.sim.state(id.as_str()).is_some_and(|state| state == "COMPLETED" || state == "FAILED");
        let mut wanted = world.shown(id);
        if ended && got.len() >= wanted.len() {
            wanted.sort();
            got.sort();
            assert_eq!(got, wanted, "each activity once");
            return;
        }
        let news = tokio::time::timeout_at(deadline, watch.next()).await;
        let news = news.unwrap_or_else(|_| panic!("{} of {} came", got.len(), wanted.len())).expect("a running feed");
        if let News::Update { activities, cursor: next, .. } = news {
            got.extend(activities.into_iter().map(|one| one.id.0));
            cursor = serde_json::from_str(&serde_json::to_string(&next).unwrap()).unwrap();
        }
        if restarts && got.len() % 2 == 1 {
            watch = feed.watch(id.clone(), cursor.clone()); // as after a restart
            watch.set_pace(Pace::Working);
        }
    }
}

async fn conversation(scenario: &str, knobs: serde_json::Value, restarts: bool) {
    let world = World::start(scenario, 40.0).await;
    world.sim.patch_knobs(&knobs).unwrap();
    let feed = Feed::start(world.jules.clone());
    let session = world.jules.session(NewSession::new("Do it")).await.unwrap();
    let person = tokio::spawn(attend(session.clone()));
    follow(&world, &feed, session.id(), restarts).await;
    feed.stop().await;
    person.await.unwrap();
}

#[tokio::test]
async fn every_shipped_scenario_is_delivered_whole_and_once() {
    for scenario in ["tour", "two_steps", "question", "failing", "kill"] {
        conversation(scenario, json!({}), false).await;
    }
}

#[tokio::test]
async fn a_hostile_feed_is_delivered_whole_and_once() {
    let knobs = json!({
        "activities": {"late_rate": 0.3, "digits": [6, 0, 3, 9]},
        "lists": {"empty_pages": true, "lag": "5s"},
        "transport": {"fields": "refuse", "error_rate": 0.1, "reset_rate": 0.05},
    });
    conversation("hostile", knobs.clone(), true).await;
    conversation("kill", knobs, true).await;
}

#[tokio::test]
async fn ask_is_answered_and_run_gives_a_result() {
    let world = World::start("question", 40.0).await;
    let session = world.jules.session(NewSession::new("Do it")).await.unwrap();
    assert!(matches!(
        session.ask("What is your plan?", LONG).await.unwrap(),
        Answer::Message { .. } | Answer::Plan { .. }
    ));
    let world = World::start("two_steps", 40.0).await;
    let session = world.jules.run(NewSession::new("Do it")).await.unwrap();
    let outcome = session.result(LONG).await.unwrap();
    assert_eq!(outcome.ending, Ending::Completed);
}

#[tokio::test]
async fn a_ghost_create_is_adopted_though_the_list_lags() {
    let world = World::start("two_steps", 10.0).await;
    world.sim.patch_knobs(&json!({"lists": {"lag": "5s"}})).unwrap();
    for fault in
        [Fault::drop().after_effect(), Fault::status(503).after_effect(), Fault::html(504).after_effect(), Fault::cut()]
    {
        let before = world.sim.sessions().len();
        world.sim.fail(Operation::Create, 1, fault).unwrap();
        world.jules.session(NewSession::new("Do it")).await.unwrap();
        assert_eq!(world.sim.sessions().len(), before + 1);
    }
    world.sim.patch_knobs(&json!({"create": {"ghost_rate": 1.0}})).unwrap();
    world.jules.session(NewSession::new("Do it")).await.unwrap();
    assert_eq!(world.sim.counters().of(Operation::Create).calls, 5);
}

#[tokio::test]
async fn a_message_is_delivered_once_whatever_becomes_of_the_answer() {
    let world = World::start("two_steps", 40.0).await;
    let session = world.jules.session(NewSession::new("Do it")).await.unwrap();
    session.wait_for(&[SessionState::AwaitingPlanApproval], LONG).await.unwrap();
    for (text, fault) in [
        ("one", Fault::drop().after_effect()),
        ("two", Fault::status(503).after_effect()),
        ("three", Fault::drop()),
        ("four", Fault::cut()),
        ("five", Fault::status(500)),
    ] {
        world.sim.fail(Operation::SendMessage, 1, fault).unwrap();
        session.deliver(text, LONG).await.unwrap();
    }
    assert_eq!(world.sim.sent_messages(session.id().as_str()), ["one", "two", "three", "four", "five"]);
}

#[tokio::test]
async fn an_unapproved_session_is_told_apart_from_a_finished_one() {
    let world = World::start("two_steps", 1000.0).await;
    let session = world.jules.session(NewSession::new("Do it")).await.unwrap();
    let outcome = session.result(LONG).await.unwrap();
    assert!(matches!(outcome.ending, Ending::NeverApproved(_)), "{outcome:?}");
}

#[tokio::test]
async fn a_stream_gives_a_whole_run_and_ends_with_it() {
    let world = World::start("two_steps", 40.0).await;
    let session = world.jules.run(NewSession::new("Do it")).await.unwrap();
    let until = Until { ended: true, ..Until::default() };
    let items: Vec<_> = session.stream_until(Cursor::default(), until).collect().await;
    let got: Vec<String> = items
        .iter()
        .filter_map(|item| match item.as_ref().unwrap() {
            Streamed::Activity(activity, _) => Some(activity.id.0.clone()),
            Streamed::Skipped(..) | Streamed::End(_) => None,
        })
        .collect();
    assert_eq!(got, world.shown(session.id()));
    assert!(matches!(items.last(), Some(Ok(Streamed::End(_)))));
}

#[tokio::test]
async fn a_revoked_key_is_told_and_other_keys_go_on() {
    let world = World::start("two_steps", 40.0).await;
    let session = world.jules.run(NewSession::new("Do it")).await.unwrap();
    let feed = Feed::start(world.jules.clone());
    let mut watch = feed.watch(session.id().clone(), Cursor::default());
    assert!(matches!(watch.next().await, Some(News::Update { .. })));
    let key = world.sim.api_key();
    assert!(world.sim.revoke_key(&key));
    loop {
        match tokio::time::timeout(LONG, watch.next()).await.unwrap().unwrap() {
            News::Refused(Error::Unauthenticated { http: 401, .. }) => break,
            News::Update { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    world.sim.add_key(&key, "");
    while !matches!(tokio::time::timeout(LONG, watch.next()).await.unwrap().unwrap(), News::Recovered) {}
    feed.stop().await;
}

#[tokio::test]
async fn a_busy_feed_makes_few_list_calls_for_each_activity() {
    let world = World::start("two_steps", 40.0).await;
    let feed = Feed::start(world.jules.clone());
    let mut sessions = Vec::new();
    for _ in 0..5 {
        sessions.push(world.jules.run(NewSession::new("Do it")).await.unwrap());
    }
    futures::future::join_all(sessions.iter().map(|session| follow(&world, &feed, session.id(), false))).await;
    let activities: usize = sessions.iter().map(|session| world.shown(session.id()).len()).sum();
    let calls = usize::try_from(world.sim.counters().of(Operation::ListActivities).calls).unwrap();
    assert!(calls <= 4 * activities, "{calls} list calls for {activities} activities");
    feed.stop().await;
    let completed = sessions[0].activities().await.unwrap();
    assert!(completed.iter().any(|activity| activity.event == Event::Completed));
}
