//! Faults before and after the effect, and what the ledger makes of it all.

use super::*;
use crate::sim::jules::{Fault, Operation};
use crate::sim::scenario::Span;

#[tokio::test]
async fn the_next_calls_of_an_operation_fail_and_then_no_more() {
    let world = World::plain().await;
    world.jules.fail(Operation::List, 2, Fault::status(503)).unwrap();
    assert_eq!(world.jules.pending_faults()[0].count, 2);
    assert_eq!(world.get("sources").await.status, 200);
    for _ in 0..2 {
        assert_refused(&world.get("sessions").await, 503, "UNAVAILABLE");
    }
    assert_eq!(world.get("sessions").await.status, 200);
    assert!(world.jules.pending_faults().is_empty());
    world.jules.fail(None, 1, Fault::status(500)).unwrap();
    assert_refused(&world.get("sessions").await, 500, "INTERNAL");
    assert_eq!(world.get("sessions").await.status, 200);
}

#[tokio::test]
async fn a_front_end_answers_in_html_or_not_at_all() {
    let world = World::plain().await;
    for status in [502, 504] {
        world.jules.fail(None, 1, Fault::html(status)).unwrap();
        let got = world.get("sessions").await;
        assert!(got.status == status && got.text.starts_with("<!DOCTYPE html>"));
    }
    let empty = serde_json::from_value(json!({"status": 504, "body": "empty"})).unwrap();
    world.jules.fail(None, 1, empty).unwrap();
    let got = world.get("sessions").await;
    assert!(got.status == 504 && got.text.is_empty());
}

#[tokio::test]
async fn a_429_may_say_when_to_come_back() {
    let world = World::plain().await;
    let fault = Fault { retry_after: Some(7), ..Fault::status(429) };
    world.jules.fail(None, 1, fault).unwrap();
    let url = format!("{}/sessions", world.jules.api_url());
    let answer = world.http.get(url).header("x-goog-api-key", "key").send().await.unwrap();
    assert_eq!((answer.status().as_u16(), &answer.headers()["retry-after"]), (429, &"7".parse().unwrap()));
}

#[tokio::test]
async fn a_connection_ends_before_or_after_the_effect() {
    let world = World::plain().await;
    let id = world.planned().await;
    let url = format!("{}/sessions/{id}:sendMessage", world.jules.api_url());
    let send = async |text: &str| {
        got(world.http.post(&url).header("x-goog-api-key", "key").json(&json!({"prompt": text}))).await
    };
    world.jules.fail(Operation::SendMessage, 1, Fault::drop()).unwrap();
    assert!(send("lost").await.is_err());
    world.jules.fail(Operation::SendMessage, 1, Fault::drop().after_effect()).unwrap();
    assert!(send("arrived").await.is_err());
    assert_eq!(world.jules.sent_messages(&id), ["arrived"]);
    let calls = world.jules.calls();
    assert!(calls[calls.len() - 2..].iter().all(|call| call.fault && call.status.is_none()));
}

#[tokio::test]
async fn an_error_may_come_although_the_call_has_done_its_work() {
    let world = World::plain().await;
    let id = world.planned().await;
    world.jules.fail(Operation::ApprovePlan, 1, Fault::status(500).after_effect()).unwrap();
    assert_refused(&world.approve(&id).await, 500, "INTERNAL");
    world.until_activities(&id, "planApproved", 1).await;
}

#[tokio::test]
async fn a_hang_outlasts_a_client_before_or_after_the_effect() {
    let world = World::plain().await;
    let id = world.planned().await;
    let impatient = async |text: &str| {
        let url = format!("{}/sessions/{id}:sendMessage", world.jules.api_url());
        let request = world.http.post(url).header("x-goog-api-key", "key").timeout(Duration::from_millis(100));
        got(request.json(&json!({"prompt": text}))).await
    };
    world.jules.fail(Operation::SendMessage, 1, Fault::hang(Span::secs(3_000))).unwrap();
    assert!(impatient("lost").await.unwrap_err().is_timeout());
    world.jules.fail(Operation::SendMessage, 1, Fault::hang(Span::secs(3_000)).after_effect()).unwrap();
    assert!(impatient("arrived").await.unwrap_err().is_timeout());
    assert_eq!(world.jules.sent_messages(&id), ["arrived"]);
    world.jules.fail(Operation::List, 1, Fault::hang(Span::secs(1))).unwrap();
    assert_eq!(world.get("sessions").await.status, 200, "a short hang ends with the true answer");
}

#[tokio::test]
async fn an_answer_may_drip_or_end_in_its_middle() {
    let world = World::plain().await;
    world.create(json!({})).await;
    let slow = Fault { slow: Some(Span::secs(30)), ..Fault::default() };
    world.jules.fail(Operation::List, 1, slow).unwrap();
    let start = Instant::now();
    assert_eq!(world.get("sessions").await.json["sessions"].as_array().unwrap().len(), 1);
    assert!(start.elapsed() >= Duration::from_millis(550), "half a minute, fifty times as fast");
    world.jules.fail(Operation::List, 1, Fault::cut()).unwrap();
    let url = format!("{}/sessions", world.jules.api_url());
    assert!(got(world.http.get(url).header("x-goog-api-key", "key")).await.is_err());
}

#[tokio::test]
async fn connections_and_answers_fail_at_random_when_told() {
    let world = World::turned(json!({"transport": {"reset_rate": 0.3, "error_rate": 0.3}})).await;
    let (mut broken, mut refused) = (0, 0);
    let url = format!("{}/sources", world.jules.api_url());
    while broken == 0 || refused == 0 {
        match got(world.http.get(&url).header("x-goog-api-key", "key")).await {
            Ok(got) => refused += u32::from(got.status == 503),
            Err(_) => broken += 1,
        }
    }
}

#[tokio::test]
async fn a_fault_that_does_nothing_is_refused() {
    let world = World::plain().await;
    assert!(world.jules.fail(None, 1, Fault::default()).unwrap_err().contains("needs one of"));
    assert!(world.jules.fail(None, 1, Fault::status(200)).unwrap_err().contains("between 400 and 599"));
}

#[tokio::test]
async fn every_request_is_in_the_ledger_with_its_bytes() {
    let world = World::plain().await;
    let id = world.create(json!({"title": "counted"})).await;
    let got = world.get("sessions?pageSize=7").await;
    world.get("nonsense").await;
    let calls = world.jules.calls();
    let (create, list, nonsense) = (&calls[0], &calls[1], &calls[2]);
    assert_eq!((create.method.as_str(), create.operation, create.status), ("POST", Some(Operation::Create), Some(200)));
    assert_eq!((create.session.as_ref(), &create.body["title"]), (Some(&id), &json!("counted")));
    assert_eq!((list.path.as_str(), list.query.as_str()), ("/v1alpha/sessions", "pageSize=7"));
    assert_eq!(list.response_bytes, got.text.len());
    assert_eq!((nonsense.operation, nonsense.status), (None, Some(404)));
    let counters = world.jules.counters();
    assert_eq!(counters.of(Operation::List).response_bytes, got.text.len() as u64);
    assert_eq!((counters.sessions[&id].calls, counters.all().calls, counters.all().refused), (1, 3, 1));
    world.jules.clear_calls();
    assert_eq!((world.jules.calls().len(), world.jules.counters().all().calls), (0, 0));
}
