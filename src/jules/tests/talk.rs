//! Asking, waiting and streaming over real HTTP.

use std::time::Duration;

use futures::StreamExt;
use serde_json::json;

use super::server::{Reply, Server, status};
use crate::jules::model::{SessionId, SessionState};
use crate::jules::{
    Answer, Approval, Cursor, End, Ending, Error, Jules, Reached, SessionClient, Settings, Streamed, Until,
};

const LONG: Duration = Duration::from_secs(10);
const SHORT: Duration = Duration::from_millis(150);

async fn working() -> (Server, SessionClient) {
    let server = Server::start().await;
    server.session("1", "IN_PROGRESS");
    let settings = Settings { overlap: Duration::from_millis(50), ..server.settings() };
    let session = Jules::new(settings).unwrap().resume(SessionId::from("1"));
    (server, session)
}

/// Adds an activity as soon as a message has arrived.
fn then(server: &Server, id: &'static str, millis: i64, event: serde_json::Value) {
    let server = server.clone();
    tokio::spawn(async move {
        while server.count("sendMessage") == 0 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        server.activity("1", id, millis, event);
    });
}

fn message(text: &str) -> serde_json::Value {
    json!({"agentMessaged": {"agentMessage": text}, "originator": "agent"})
}

#[tokio::test]
async fn an_answer_is_what_the_agent_says_after_our_own_words() {
    let (server, session) = working().await;
    server.activity("1", "old", 5_000, message("something said before"));
    then(&server, "new", 20_000, message("yes"));
    let Answer::Message { text, .. } = session.ask("really?", LONG).await.unwrap() else { panic!() };
    assert_eq!(text, "yes");
}

#[tokio::test]
async fn what_the_agent_said_just_before_our_words_is_no_answer() {
    let (server, session) = working().await;
    server.activity("1", "old", 5_000, json!({"progressUpdated": {}}));
    // Our words will be dated 6,000; this comes to light later but happened before.
    then(&server, "crossed", 5_500, message("crossed in the post"));
    assert!(matches!(session.ask("really?", SHORT).await, Err(Error::Deadline { .. })));
}

#[tokio::test]
async fn plans_and_ends_are_answers_of_their_own() {
    for (event, check) in [
        (
            json!({"planGenerated": {"plan": {"id": "p"}}}),
            (|answer| matches!(answer, Answer::Plan { .. })) as fn(&Answer) -> bool,
        ),
        (json!({"sessionCompleted": {}}), |answer| matches!(answer, Answer::Completed { .. })),
        (json!({"sessionFailed": {"reason": "r"}}), |answer| matches!(answer, Answer::Failed { .. })),
    ] {
        let (server, session) = working().await;
        then(&server, "x", 20_000, event);
        let answer = session.ask("go on", LONG).await.unwrap();
        assert!(check(&answer), "{answer:?}");
    }
}

#[tokio::test]
async fn several_asks_get_their_own_answers_in_order() {
    let (server, session) = working().await;
    let other = session.clone();
    let echo = server.clone();
    tokio::spawn(async move {
        for round in 1..=2 {
            while echo.count("sendMessage") < round {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            let words =
                echo.world().calls.iter().rfind(|call| call.line.contains("send")).unwrap().body["prompt"].clone();
            let millis = 10_000 * i64::try_from(round).unwrap();
            echo.activity("1", &format!("r{round}"), millis, message(&format!("re: {}", words.as_str().unwrap())));
        }
    });
    let (one, two) = tokio::join!(session.ask("one", LONG), other.ask("two", LONG));
    for (answer, expected) in [(one, "re: one"), (two, "re: two")] {
        let Answer::Message { text, .. } = answer.unwrap() else { panic!() };
        assert_eq!(text, expected);
    }
}

#[tokio::test]
async fn a_message_that_arrived_although_sending_failed_is_not_sent_again() {
    for fault in [Reply::DoThen(503), Reply::DoThenBreak] {
        let (server, session) = working().await;
        server.script("sendMessage", fault);
        session.deliver("only once", LONG).await.unwrap();
        assert_eq!(server.count("sendMessage"), 1);
    }
}

#[tokio::test]
async fn a_message_that_did_not_arrive_is_sent_again() {
    let (server, session) = working().await;
    server.activity("1", "earlier", 0, json!({"userMessaged": {"userMessage": "hello"}}));
    server.script("sendMessage", status(503));
    session.deliver("hello", LONG).await.unwrap();
    assert_eq!(server.count("sendMessage"), 2);
}

#[tokio::test]
async fn a_message_waits_for_a_queued_session() {
    let (server, session) = working().await;
    server.set("1", "state", json!("QUEUED"));
    let later = server.clone();
    tokio::spawn(async move {
        while later.count("sendMessage") < 2 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        later.set("1", "state", json!("IN_PROGRESS"));
    });
    session.deliver("hello", LONG).await.unwrap();
}

#[tokio::test]
async fn an_approval_is_confirmed_by_what_follows_or_told_as_unconfirmed() {
    let (server, session) = working().await;
    server.set("1", "state", json!("COMPLETED"));
    assert_eq!(session.approve_and_confirm(LONG).await.unwrap(), Approval::Confirmed);
    server.world().mute = true;
    assert!(matches!(session.approve_and_confirm(SHORT).await.unwrap(), Approval::Unconfirmed(_)));
}

#[tokio::test]
async fn a_wait_says_what_was_reached() {
    let (server, session) = working().await;
    let wait = |states: Vec<SessionState>, deadline| {
        let session = session.clone();
        async move { session.wait_for(&states, deadline).await.unwrap() }
    };
    assert!(matches!(wait(vec![SessionState::InProgress], LONG).await, Reached::State(_)));
    assert!(matches!(wait(vec![SessionState::Planning], SHORT).await, Reached::Deadline(_)));
    server.set("1", "state", json!("FAILED"));
    assert!(matches!(wait(vec![SessionState::Planning], LONG).await, Reached::Ended(_)));
}

#[tokio::test]
async fn a_working_session_without_any_change_counts_as_stalled() {
    let (server, _) = working().await;
    let settings = Settings { stall_after: SHORT, ..server.settings() };
    let session = Jules::new(settings).unwrap().resume(SessionId::from("1"));
    assert!(matches!(session.wait_for(&[], LONG).await.unwrap(), Reached::Stalled(_)));
    assert_eq!(session.result(LONG).await.unwrap().ending, Ending::Stalled);
}

#[tokio::test]
async fn a_result_takes_the_last_change_set_where_the_outputs_are_empty() {
    let (server, session) = working().await;
    let change = |patch: &str| json!({"progressUpdated": {}, "artifacts": [{"changeSet": {"gitPatch": {"unidiffPatch": patch}}}]});
    server.activity("1", "a", 0, change("first"));
    server.activity("1", "b", 1_000, change("whole"));
    server.activity("1", "c", 2_000, json!({"sessionCompleted": {}}));
    server.set("1", "state", json!("COMPLETED"));
    let outcome = session.result(LONG).await.unwrap();
    assert_eq!(outcome.ending, Ending::Completed);
    assert_eq!(outcome.change_set.unwrap().git_patch.unidiff_patch, "whole");
}

#[tokio::test]
async fn completed_with_a_plan_that_nobody_approved_is_told_apart() {
    let (server, session) = working().await;
    server.activity("1", "a", 0, json!({"planGenerated": {"plan": {"id": "p"}}}));
    server.set("1", "state", json!("COMPLETED"));
    assert!(
        matches!(session.result(LONG).await.unwrap().ending, Ending::NeverApproved(plan) if plan.id.as_str() == "p")
    );
}

#[tokio::test]
async fn a_failed_session_is_an_outcome_with_a_reason() {
    let (server, session) = working().await;
    server.activity("1", "a", 0, json!({"sessionFailed": {"reason": "no luck"}}));
    server.set("1", "state", json!("FAILED"));
    let outcome = session.result(LONG).await.unwrap();
    assert_eq!(outcome.ending, Ending::Failed { reason: Some("no luck".to_owned()) });
    assert_eq!(session.snapshot().await.unwrap().session.state, SessionState::Failed);
}

#[tokio::test]
async fn a_stream_goes_on_from_each_of_its_cursors_and_through_faults() {
    let (server, session) = working().await;
    for index in 0..6 {
        server.progress("1", &format!("a{index}"), index * 100);
    }
    let mut cursor = Cursor::default();
    for index in 0..6 {
        server.script("/activities", status(500));
        let mut stream = session.stream(cursor.clone());
        let Streamed::Activity(activity, after) = stream.next().await.unwrap().unwrap() else { panic!() };
        assert_eq!(activity.id.as_str(), format!("a{index}"));
        cursor = after;
    }
}

#[tokio::test]
async fn a_stream_says_why_it_ends() {
    let (server, session) = working().await;
    server.progress("1", "a", 0);
    server.set("1", "state", json!("COMPLETED"));
    let until = Until { ended: true, ..Until::default() };
    let items: Vec<_> = session.stream_until(Cursor::default(), until).collect().await;
    assert!(matches!(items[0], Ok(Streamed::Activity(..))));
    assert!(matches!(items[1], Ok(Streamed::End(End::Ended(_)))));
    assert_eq!(items.len(), 2);

    let until = Until::default();
    let mut stream = session.stream_until(Cursor::default(), until.clone());
    stream.next().await.unwrap().unwrap();
    until.asked.cancel();
    assert_eq!(stream.next().await, Some(Ok(Streamed::End(End::Asked))));
    assert_eq!(stream.next().await, None);

    let cursor = session.read_since(&Cursor::default()).await.unwrap().cursor;
    server.world().sessions.clear();
    let items: Vec<_> = session.stream(cursor).collect().await;
    assert_eq!(items, [Ok(Streamed::End(End::Deleted))]);
}
