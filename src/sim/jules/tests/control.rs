//! The control API over HTTP.

use super::*;
use crate::sim::jules::control_router;

/// The world, and the base of its control API served as the Discord simulator does.
async fn controlled() -> (World, String) {
    let world = World::plain().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/control/jules", listener.local_addr().unwrap());
    let router = axum::Router::new().nest("/control/jules", control_router(world.jules.clone()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (world, base)
}

#[tokio::test]
async fn people_can_see_and_turn_what_tests_can() {
    let (world, base) = controlled().await;
    let id = world.planned().await;
    let get = async |path: &str| got(world.http.get(format!("{base}{path}"))).await.unwrap().json;
    let post = async |path: &str, body: Value| got(world.http.post(format!("{base}{path}")).json(&body)).await.unwrap();
    assert_eq!(get("").await["api_url"], world.jules.api_url());
    assert_eq!(get("/sessions").await["sessions"][0]["requirePlanApproval"], true);
    assert_eq!(get(&format!("/sessions/{id}")).await["id"], id);
    assert_eq!(post(&format!("/sessions/{id}/steps"), json!({"message": "from outside"})).await.status, 200);
    let all = get(&format!("/sessions/{id}/activities")).await;
    assert_eq!(all["activities"][1]["agentMessaged"]["agentMessage"], "from outside");
    let state = world.http.put(format!("{base}/sessions/{id}/state")).json(&json!({"state": "VERIFYING"}));
    assert_eq!(got(state).await.unwrap().status, 200);
    assert_eq!(world.jules.state(&id).unwrap(), "VERIFYING");
    let fault = json!({"operation": "sessions.list", "count": 1, "fault": {"status": 503}});
    assert_eq!(post("/faults", fault).await.status, 200);
    assert_eq!(get("/faults").await["faults"][0]["operation"], "sessions.list");
    assert_eq!(world.get("sessions").await.status, 503);
    let knobs = world.http.patch(format!("{base}/knobs")).json(&json!({"lists": {"activities_per_minute": 1}}));
    assert_eq!(got(knobs).await.unwrap().json["lists"]["activities_per_minute"], 1);
    assert!(get("/counters").await["operations"]["sessions.create"]["calls"] == 1);
    assert!(get("/calls").await["calls"].as_array().unwrap().len() > 2);
    assert_eq!(got(world.http.delete(format!("{base}/calls"))).await.unwrap().status, 200);
    assert_eq!(get("/calls").await, json!({"calls": []}));
    assert_eq!(post("/keys", json!({"key": "third", "account": ""})).await.status, 200);
    assert_eq!(got(world.http.delete(format!("{base}/keys/key"))).await.unwrap().status, 200);
    assert_ne!(world.jules.api_key(), "key");
}

#[tokio::test]
async fn wrong_input_is_answered_with_one_sentence() {
    let (world, base) = controlled().await;
    let id = world.create(json!({})).await;
    for (method, path, body, status) in [
        (Method::POST, format!("/sessions/{id}/steps"), "{}", 400),
        (Method::POST, format!("/sessions/{id}/steps"), r#"{"change_set": {"file": "none"}}"#, 400),
        (Method::POST, "/sessions/1/steps".into(), r#"{"message": "x"}"#, 404),
        (Method::PUT, format!("/sessions/{id}/state"), r#"{"sate": "x"}"#, 400),
        (Method::POST, "/faults".into(), r#"{"operation": "sessions.fly", "fault": {"status": 503}}"#, 400),
        (Method::POST, "/faults".into(), r#"{"fault": {"status": 200}}"#, 400),
        (Method::PATCH, "/knobs".into(), r#"{"lists": {"lag": "soon"}}"#, 400),
        (Method::PATCH, "/knobs".into(), "nonsense", 400),
        (Method::DELETE, "/keys/none".into(), "", 404),
        (Method::GET, "/sessions/1".into(), "", 404),
    ] {
        let got = got(world.http.request(method, format!("{base}{path}")).body(body)).await.unwrap();
        assert_eq!(got.status, status, "{path} {body} {got:?}");
        let sentence = got.json["error"].as_str().unwrap();
        assert!(sentence.ends_with('.') && !sentence.contains('\n'), "{sentence}");
    }
}
