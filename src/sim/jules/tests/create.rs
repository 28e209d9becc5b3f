//! What a new session is, costs and meets.

use super::*;
use crate::sim::jules::state::State;
use crate::sim::jules::{Fault, Operation};

const SOURCE: &str = "sources/github/acme/todo";

fn context(source: &str, branch: &str) -> Value {
    json!({"source": source, "githubRepoContext": {"startingBranch": branch}})
}

#[tokio::test]
async fn a_new_session_is_queued_and_says_who_it_is() {
    let world = World::turned(json!({"create": {"queued_for": "1m"}})).await;
    let body = json!({"prompt": "Make it so", "title": "so", "sourceContext": context(SOURCE, "main"),
        "requirePlanApproval": true, "automationMode": "AUTO_CREATE_PR"});
    let got = world.post("sessions", body).await;
    let id = got.json["id"].as_str().unwrap();
    assert_eq!(got.json["name"], format!("sessions/{id}"));
    assert_eq!(got.json["url"], format!("https://jules.google.com/session/{id}"));
    assert_eq!(got.json["state"], "QUEUED");
    assert_eq!(got.json["sourceContext"], context(SOURCE, "main"));
    assert!((17..=20).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit()), "{id}");
    for absent in ["requirePlanApproval", "automationMode", "outputs", "archived"] {
        assert!(got.json.get(absent).is_none(), "{absent} is not in an answer");
    }
    assert_eq!(world.get(&format!("sessions/{id}")).await.json, got.json);
}

#[tokio::test]
async fn the_older_reply_has_no_state() {
    let world = World::turned(json!({"create": {"legacy_reply": true}})).await;
    let got = world.post("sessions", json!({"prompt": "x"})).await;
    assert!(got.json.get("state").is_none() && got.json.get("id").is_some());
}

#[tokio::test]
async fn a_title_is_made_where_none_is_given() {
    let world = World::plain().await;
    let prompt = "Make the login test deterministic so that it never fails again for anybody\nand more";
    let got = world.post("sessions", json!({"prompt": prompt})).await;
    assert_eq!(got.json["title"], "Make the login test deterministic so that it never fails");
    world.jules.patch_knobs(&json!({"create": {"title_is_prompt": true}})).unwrap();
    assert_eq!(world.post("sessions", json!({"prompt": prompt})).await.json["title"], prompt);
}

#[tokio::test]
async fn an_unknown_source_or_branch_is_an_invalid_argument() {
    let world = World::plain().await;
    let no_branch = json!({"source": SOURCE});
    for wrong in [context("sources/github/acme/none", "main"), context(SOURCE, "none"), no_branch, json!({})] {
        let got = world.post("sessions", json!({"prompt": "x", "sourceContext": wrong})).await;
        assert_refused(&got, 400, "INVALID_ARGUMENT");
        assert_eq!(got.json["error"]["message"], "Request contains an invalid argument.");
    }
    assert_refused(&world.post("sessions", json!({"prompt": ""})).await, 400, "INVALID_ARGUMENT");
    assert!(world.jules.sessions().is_empty());
}

#[tokio::test]
async fn a_session_needs_no_repository() {
    let world = World::plain().await;
    let got = world.post("sessions", json!({"prompt": "x"})).await;
    assert_eq!(got.status, 200);
    assert!(got.json.get("sourceContext").is_none());
}

#[tokio::test]
async fn too_many_creates_in_a_moment_are_refused() {
    let world = World::turned(json!({"create": {"burst": 2, "burst_window": "10m"}})).await;
    for _ in 0..2 {
        world.create(json!({})).await;
    }
    let got = world.post("sessions", json!({"prompt": "x"})).await;
    assert_refused(&got, 400, "FAILED_PRECONDITION");
    assert!(got.json["error"].get("details").is_none());
}

#[tokio::test]
async fn the_daily_quota_is_per_account() {
    let world = World::turned(json!({"create": {"daily": 1}})).await;
    world.create(json!({})).await;
    assert_refused(&world.post("sessions", json!({"prompt": "x"})).await, 429, "RESOURCE_EXHAUSTED");
    let url = format!("{}/sessions", world.jules.api_url());
    let other = world.http.post(url).header("x-goog-api-key", "other").json(&json!({"prompt": "x"}));
    assert_eq!(got(other).await.unwrap().status, 200);
}

#[tokio::test]
async fn an_overlong_prompt_fails_a_precondition() {
    let world = World::turned(json!({"create": {"max_prompt": 5}})).await;
    assert_refused(&world.post("sessions", json!({"prompt": "123456"})).await, 400, "FAILED_PRECONDITION");
}

#[tokio::test]
async fn above_the_ceiling_a_session_waits_for_a_place() {
    let script = "[[scripts]]\nwhen = 'busy'\n\
                  steps = [{ state = 'IN_PROGRESS' }, { wait_for = 'message' }, { completed = {} }]";
    let world = World::with(script).await;
    world.jules.patch_knobs(&json!({"create": {"concurrent": 1}})).unwrap();
    let busy = json!({"prompt": "busy"});
    let first = world.create(busy.clone()).await;
    world.until_state(&first, "IN_PROGRESS").await;
    let second = world.create(busy.clone()).await;
    world
        .until("its time has come", async || !world.jules.upcoming(&second).iter().any(|one| one.ends_with("QUEUED")))
        .await;
    assert_eq!(world.jules.state(&second).unwrap(), "QUEUED");
    world.send(&first, "That will do").await;
    world.until_state(&second, "IN_PROGRESS").await;
    world.jules.patch_knobs(&json!({"create": {"over_limit": "refuse"}})).unwrap();
    let refused = world.post("sessions", busy).await;
    assert_refused(&refused, 400, "FAILED_PRECONDITION");
    assert!(refused.json["error"].get("details").is_none());
    world.send(&second, "That will do, too").await;
    world.until_state(&second, "COMPLETED").await;
    world.create(json!({})).await;
}

#[tokio::test]
async fn a_ghost_create_fails_and_yet_the_session_exists() {
    let world = World::plain().await;
    let faults = [Fault::status(400), Fault::status(503), Fault::drop()];
    world.jules.patch_knobs(&json!({"lists": {"lag": "20s"}})).unwrap();
    for (n, fault) in faults.into_iter().enumerate() {
        world.jules.fail(Operation::Create, 1, fault.after_effect()).unwrap();
        let request = world.http.post(format!("{}/sessions", world.jules.api_url())).header("x-goog-api-key", "key");
        let outcome = got(request.json(&json!({"prompt": "x", "title": format!("ghost {n}")}))).await;
        assert!(outcome.is_err() || outcome.is_ok_and(|got| got.status >= 400));
        let title = format!("ghost {n}");
        assert_ne!(world.get("sessions").await.json["sessions"][0]["title"], title, "not at once");
        world
            .until("the ghost shows in the list", async || {
                world.get("sessions").await.json["sessions"].as_array().is_some_and(|all| all[0]["title"] == title)
            })
            .await;
    }
    let calls = world.jules.calls();
    let ghosts = calls.iter().filter(|call| call.operation == Some(Operation::Create));
    assert!(ghosts.clone().count() == 3 && ghosts.clone().all(|call| call.session.is_some() && call.fault));
}

#[tokio::test]
async fn a_share_of_creates_may_be_ghosts_of_any_kind() {
    let world = World::turned(json!({"create": {"ghost_rate": 1.0}})).await;
    let outcome = async || {
        let request = world.http.post(format!("{}/sessions", world.jules.api_url())).header("x-goog-api-key", "key");
        got(request.json(&json!({"prompt": "x"}))).await
    };
    assert_refused(&outcome().await.unwrap(), 400, "FAILED_PRECONDITION");
    world.jules.patch_knobs(&json!({"create": {"ghost_as": "unavailable"}})).unwrap();
    assert_refused(&outcome().await.unwrap(), 503, "UNAVAILABLE");
    world.jules.patch_knobs(&json!({"create": {"ghost_as": "dropped"}})).unwrap();
    assert!(outcome().await.is_err());
    assert_eq!(world.jules.sessions().len(), 3);
    let wrong = world.post("sessions", json!({"prompt": ""})).await;
    assert_refused(&wrong, 400, "INVALID_ARGUMENT");
    assert_eq!(world.jules.sessions().len(), 3, "what is refused has no ghost");
}

#[tokio::test]
async fn ids_have_seventeen_to_twenty_digits_and_may_exceed_an_i64() {
    let world = World::plain().await;
    let ids: Vec<String> = (0..200).map(|_| world.jules.0.with(State::session_id)).collect();
    for length in 17..=20 {
        assert!(ids.iter().any(|id| id.len() == length), "none of {length} digits");
    }
    assert!(ids.iter().all(|id| id.parse::<u64>().is_ok() && id.len() >= 17));
    assert!(ids.iter().any(|id| id.parse::<i64>().is_err()));
}

#[tokio::test]
async fn a_new_session_may_be_hidden_from_get_for_a_moment() {
    let world = World::turned(json!({"create": {"hidden_for": "40s"}})).await;
    let id = world.create(json!({})).await;
    assert_refused(&world.get(&format!("sessions/{id}")).await, 404, "NOT_FOUND");
    world.until("it appears", async || world.get(&format!("sessions/{id}")).await.status == 200).await;
}
