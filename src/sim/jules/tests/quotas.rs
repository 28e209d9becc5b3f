//! Keys, accounts and plans: who may call how often, and who sees what.

use reqwest::RequestBuilder;

use super::*;
use crate::sim::jules::{Operation, Totals};

/// Two keys of one account, one of another, at this speed.
async fn keyed(more: &str, speed: f64) -> World {
    let text = format!("[[keys]]\nkey = 'ada-1'\naccount = 'ada'\n{more}\n[[keys]]\nkey = 'ada-2'\naccount = 'ada'");
    let text = format!("{text}\n{PLAIN}");
    let world = World::new(Scenario::parse("test", &text, Files::new(None)).unwrap(), speed).await;
    world.jules.turn_knobs(|knobs| knobs.lists.activities_per_minute = 3);
    world
}

async fn by(world: &World, key: &str, method: Method, path: &str, body: Option<Value>) -> Got {
    let request = world.http.request(method, format!("{}/{path}", world.jules.api_url())).header("x-goog-api-key", key);
    got(body.iter().fold(request, RequestBuilder::json)).await.unwrap()
}

async fn create(world: &World, key: &str) -> Got {
    by(world, key, Method::POST, "sessions", Some(json!({"prompt": "x"}))).await
}

#[tokio::test]
async fn keys_of_one_account_share_its_sessions_and_not_the_minute() {
    let world = keyed("", 1.0).await;
    let id = create(&world, "ada-1").await.json["id"].as_str().unwrap().to_owned();
    let other = create(&world, "ada-1").await.json["id"].as_str().unwrap().to_owned();
    let list = async |key: &str, id: &str| {
        by(&world, key, Method::GET, &format!("sessions/{id}/activities"), None).await.status
    };
    for id in [&id, &other, &id] {
        assert_ne!(list("ada-1", id).await, 429);
    }
    assert_eq!((list("ada-1", &id).await, list("ada-1", &other).await), (429, 429), "one quota for all sessions");
    assert_ne!(list("ada-2", &id).await, 429, "the account's other key has its own");
    assert_eq!(by(&world, "ada-2", Method::GET, &format!("sessions/{id}"), None).await.status, 200);
    assert_eq!(by(&world, "key", Method::GET, &format!("sessions/{id}"), None).await.status, 404);
}

#[tokio::test]
async fn a_key_may_have_a_quota_of_its_own() {
    let world = keyed("activities_per_minute = 1", 1.0).await;
    let path = "sessions/1/activities";
    assert_eq!(by(&world, "ada-1", Method::GET, path, None).await.status, 404);
    assert_eq!(by(&world, "ada-1", Method::GET, path, None).await.status, 429);
    for _ in 0..3 {
        assert_eq!(by(&world, "ada-2", Method::GET, path, None).await.status, 404);
    }
    assert_eq!(by(&world, "ada-2", Method::GET, path, None).await.status, 429);
}

#[tokio::test]
async fn calls_and_bytes_are_counted_by_key() {
    let world = keyed("", 1.0).await;
    create(&world, "ada-2").await;
    by(&world, "ada-1", Method::GET, "sessions", None).await;
    by(&world, "ada-1", Method::GET, "sessions", None).await;
    by(&world, "wrong", Method::GET, "sessions", None).await;
    let counters = world.jules.counters();
    let calls: Vec<(u32, u64, u64)> =
        counters.keys.iter().map(|(number, totals)| (*number, totals.calls, totals.refused)).collect();
    assert_eq!(calls, [(0, 1, 1), (1, 2, 0), (2, 1, 0)]);
    assert_eq!(counters.keys.values().map(|one| one.response_bytes).sum::<u64>(), counters.all().response_bytes);
    assert_eq!(world.jules.calls().iter().map(|call| call.key).collect::<Vec<_>>(), [Some(2), Some(1), Some(1), None]);
    assert!(!serde_json::to_string(&world.jules.calls()).unwrap().contains("ada-1"), "keys are not recorded");
    assert_ne!(counters.of(Operation::List), Totals::default());
}

#[tokio::test]
async fn the_minute_of_a_quota_slides() {
    let world = keyed("", 600.0).await;
    let mut passed = Vec::new();
    while passed.len() < 10 {
        let start = Instant::now();
        if by(&world, "ada-1", Method::GET, "sessions/1/activities", None).await.status != 429 {
            passed.push((start, Instant::now()));
        }
    }
    // A minute lasts 100 ms here, wherever it begins: four calls never fit into it.
    for calls in passed.windows(4) {
        assert!(calls[3].1 - calls[0].0 >= Duration::from_millis(100));
    }
}

#[tokio::test]
async fn a_quota_may_say_when_to_come_back() {
    let world = keyed("", 1.0).await;
    world.jules.patch_knobs(&json!({"lists": {"activities_per_minute": 1}})).unwrap();
    let url = format!("{}/sessions/1/activities", world.jules.api_url());
    let ask = async || world.http.get(&url).header("x-goog-api-key", "ada-1").send().await.unwrap();
    ask().await;
    assert!(ask().await.headers().get("retry-after").is_none(), "the real one says nothing");
    world.jules.patch_knobs(&json!({"lists": {"retry_after": 17}})).unwrap();
    let answer = ask().await;
    assert_eq!((answer.status().as_u16(), &answer.headers()["retry-after"]), (429, &"17".parse().unwrap()));
}

#[tokio::test]
async fn listing_sessions_may_have_a_quota_too() {
    let world = keyed("", 1.0).await;
    assert_eq!(by(&world, "ada-1", Method::GET, "sessions", None).await.status, 200);
    world.jules.patch_knobs(&json!({"lists": {"sessions_per_minute": 1}})).unwrap();
    assert_eq!(by(&world, "ada-1", Method::GET, "sessions", None).await.status, 200);
    assert_refused(&by(&world, "ada-1", Method::GET, "sessions", None).await, 429, "RESOURCE_EXHAUSTED");
    assert_eq!(by(&world, "ada-2", Method::GET, "sessions", None).await.status, 200);
}

#[tokio::test]
async fn a_key_may_be_revoked_when_its_time_has_come() {
    let world = keyed("revoked_after = '10s'", 50.0).await;
    assert_eq!(by(&world, "ada-1", Method::GET, "sessions", None).await.status, 200);
    world.until("it is revoked", async || by(&world, "ada-1", Method::GET, "sessions", None).await.status == 401).await;
    let refused = by(&world, "ada-1", Method::GET, "sessions", None).await;
    assert_refused(&refused, 401, "UNAUTHENTICATED");
    assert!(refused.json["error"]["message"].as_str().unwrap().starts_with("API keys are not supported"));
    assert_eq!(by(&world, "ada-2", Method::GET, "sessions", None).await.status, 200);
}

#[tokio::test]
async fn a_key_may_be_disabled() {
    let world = keyed("", 1.0).await;
    world.jules.fail(None, 1, crate::sim::jules::Fault::status(403)).unwrap();
    assert_refused(&by(&world, "ada-1", Method::GET, "sessions", None).await, 403, "PERMISSION_DENIED");
}

#[tokio::test]
async fn the_plan_of_an_account_goes_before_the_knobs() {
    let script =
        "[[scripts]]\nwhen = 'x'\nsteps = [{ state = 'IN_PROGRESS' }]\n[[accounts]]\nname = 'ada'\nplan = 'free'";
    let text = format!("[[keys]]\nkey = 'ada-1'\naccount = 'ada'\n{PLAIN}\n{script}");
    let world = World::new(Scenario::parse("test", &text, Files::new(None)).unwrap(), 50.0).await;
    for _ in 0..15 {
        assert_eq!(create(&world, "ada-1").await.status, 200);
    }
    assert_refused(&create(&world, "ada-1").await, 429, "RESOURCE_EXHAUSTED");
    let in_state = |state: &str| {
        let states: Vec<Value> = world.jules.sessions().iter().map(|one| one["state"].clone()).collect();
        states.iter().filter(|one| *one == state).count()
    };
    world.until("three work", async || in_state("IN_PROGRESS") == 3).await;
    assert_eq!(in_state("QUEUED"), 12, "a free account has three places");
}

#[tokio::test]
async fn the_daily_quota_rolls_and_counts_every_create() {
    let world = keyed("", 500_000.0).await;
    world.jules.patch_knobs(&json!({"create": {"daily": 2, "concurrent": 0}})).unwrap();
    let (one, two) = (create(&world, "ada-1").await, create(&world, "ada-2").await);
    assert_ne!(one.json["id"], two.json["id"], "the same words twice are two sessions");
    assert_refused(&create(&world, "ada-1").await, 429, "RESOURCE_EXHAUSTED");
    assert_eq!(world.jules.repeated().len(), 1, "and somebody is told");
    world.jules.patch_knobs(&json!({"create": {"daily_refusal": "precondition"}})).unwrap();
    assert_refused(&create(&world, "ada-1").await, 400, "FAILED_PRECONDITION");
    // A day lasts 173 ms here.
    world.until("the day has passed", async || create(&world, "ada-1").await.status == 200).await;
}

#[tokio::test]
async fn a_burst_is_over_when_its_window_is() {
    let world = World::turned(json!({"create": {"burst": 2, "burst_window": "10s"}})).await;
    for _ in 0..2 {
        world.create(json!({})).await;
    }
    assert_refused(&world.post("sessions", json!({"prompt": "x"})).await, 400, "FAILED_PRECONDITION");
    world
        .until("the window has passed", async || world.post("sessions", json!({"prompt": "x"})).await.status == 200)
        .await;
}
