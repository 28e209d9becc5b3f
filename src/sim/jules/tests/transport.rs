//! Keys, envelopes, unknown names, masks, bodies, and the way a server ends.

use super::*;
use crate::sim::jules::wire::omit_defaults;

#[tokio::test]
async fn a_call_without_a_key_is_unauthenticated() {
    let world = World::plain().await;
    let got = got(world.http.get(format!("{}/sessions", world.jules.api_url()))).await.unwrap();
    assert_refused(&got, 401, "UNAUTHENTICATED");
    let error = &got.json["error"];
    assert!(error["message"].as_str().unwrap().starts_with("Request is missing required authentication credential."));
    assert_eq!(error["details"][0]["reason"], "CREDENTIALS_MISSING");
    assert_eq!(error["details"][0]["metadata"]["method"], "google.labs.jules.v1alpha.JulesService.ListSessions");
}

#[tokio::test]
async fn a_wrong_key_is_refused_with_a_misleading_message() {
    let world = World::plain().await;
    let url = format!("{}/sessions/1", world.jules.api_url());
    let got = got(world.http.get(url).header("x-goog-api-key", "wrong")).await.unwrap();
    assert_refused(&got, 401, "UNAUTHENTICATED");
    assert!(got.json["error"]["message"].as_str().unwrap().starts_with("API keys are not supported by this API."));
}

#[tokio::test]
async fn a_revoked_key_is_refused_in_mid_life() {
    let world = World::plain().await;
    assert_eq!(world.get("sessions").await.status, 200);
    assert!(world.jules.revoke_key("key") && world.jules.revoke_key("other"));
    assert_refused(&world.get("sessions").await, 401, "UNAUTHENTICATED");
    world.jules.add_key("new", "");
    assert_eq!(world.get("sessions").await.status, 200);
}

#[tokio::test]
async fn the_name_of_the_key_header_has_no_case() {
    let world = World::plain().await;
    for name in ["x-goog-api-key", "X-GOOG-API-KEY", "X-Goog-Api-Key"] {
        let request = world.http.get(format!("{}/sessions", world.jules.api_url())).header(name, "key");
        assert_eq!(got(request).await.unwrap().status, 200);
    }
}

#[tokio::test]
async fn a_session_of_another_account_does_not_exist() {
    let world = World::plain().await;
    let id = world.create(json!({})).await;
    let url = format!("{}/sessions/{id}", world.jules.api_url());
    let got = got(world.http.get(url).header("x-goog-api-key", "other")).await.unwrap();
    assert_refused(&got, 404, "NOT_FOUND");
}

#[tokio::test]
async fn verbs_and_paths_that_do_not_exist_are_not_found() {
    let world = World::plain().await;
    let id = world.create(json!({})).await;
    for verb in ["cancel", "approve", "resume", "pause", "publish"] {
        let got = world.post(&format!("sessions/{id}:{verb}"), json!({})).await;
        assert_refused(&got, 404, "NOT_FOUND");
    }
    for path in ["plans", "sessions/1/outputs", "sessions/"] {
        assert_eq!(world.get(path).await.status, 404, "{path}");
    }
    assert!(world.get("nonsense").await.text.starts_with("<!DOCTYPE html>"));
    assert_eq!(world.call(Method::PATCH, &format!("sessions/{id}"), Some("{}")).await.status, 404);
}

#[tokio::test]
async fn unknown_fields_are_refused_by_name() {
    let world = World::plain().await;
    let got = world.post("sessions", json!({"prompt": "x", "autoPr": true})).await;
    assert_refused(&got, 400, "INVALID_ARGUMENT");
    let text = "Invalid JSON payload received. Unknown name \"autoPr\" at 'session': Cannot find field.";
    assert_eq!(got.json["error"]["message"], text);
    assert_eq!(got.json["error"]["details"][0]["fieldViolations"][0]["field"], "session");
    let got = world.post("sessions", json!({"prompt": "x", "sourceContext": {"startingBranch": "main"}})).await;
    assert!(got.json["error"]["message"].as_str().unwrap().contains("at 'session.source_context'"));
    let got = world.post("sessions/1:sendMessage", json!({"message": "x"})).await;
    assert!(got.json["error"]["message"].as_str().unwrap().contains("Unknown name \"message\": Cannot find field."));
}

#[tokio::test]
async fn snake_case_is_accepted_in_bodies_and_queries() {
    let world = World::plain().await;
    let body = json!({"prompt": "x", "require_plan_approval": true,
        "source_context": {"source": "sources/github/acme/todo", "github_repo_context": {"starting_branch": "dev"}}});
    let got = world.post("sessions", body).await;
    assert_eq!(got.json["sourceContext"]["githubRepoContext"]["startingBranch"], "dev");
    assert_eq!(world.get("sessions?page_size=1").await.json["sessions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_value_outside_the_enum_names_the_field() {
    let world = World::plain().await;
    let got = world.post("sessions", json!({"prompt": "x", "automationMode": "MANUAL"})).await;
    assert_refused(&got, 400, "INVALID_ARGUMENT");
    let violation = &got.json["error"]["details"][0]["fieldViolations"][0];
    assert_eq!(violation["field"], "session.automation_mode");
    assert!(violation["description"].as_str().unwrap().ends_with("AutomationMode), \"MANUAL\""));
    for (key, value) in [("prompt", json!(5)), ("requirePlanApproval", json!("yes")), ("sourceContext", json!([]))] {
        let mut body = json!({"prompt": "x"});
        body[key] = value;
        assert_refused(&world.post("sessions", body).await, 400, "INVALID_ARGUMENT");
    }
}

#[tokio::test]
async fn a_body_that_is_no_message_is_refused() {
    let world = World::plain().await;
    for body in ["null", "[]", "5", "{", "prompt=x"] {
        let got = world.call(Method::POST, "sessions", Some(body)).await;
        assert_refused(&got, 400, "INVALID_ARGUMENT");
    }
}

#[tokio::test]
async fn unknown_query_parameters_are_refused() {
    let world = World::plain().await;
    let id = world.planned().await;
    let got = world.get(&format!("sessions/{id}/activities?createTime=2026-01-01T00:00:00Z")).await;
    assert_refused(&got, 400, "INVALID_ARGUMENT");
    assert!(got.json["error"]["message"].as_str().unwrap().contains("Unknown name \"createTime\""));
    assert_refused(&world.get("sessions?pageSize=many").await, 400, "INVALID_ARGUMENT");
    assert_eq!(world.get("sessions?alt=json&$.xgafv=2&quotaUser=me&prettyPrint=false").await.status, 200);
}

#[test]
fn what_proto3_leaves_out_is_left_out_at_every_depth() {
    let full = json!({"index": 0, "isPrivate": false, "title": "", "list": [], "none": null, "rate": 0.0,
        "empty": {"also": {"exitCode": 0}}, "steps": [{"index": 0}, {"index": 1}, "", 0], "kept": "0"});
    let left = json!({"empty": {"also": {}}, "steps": [{}, {"index": 1}, "", 0], "kept": "0"});
    assert_eq!(omit_defaults(full), left);
}

#[tokio::test]
async fn empty_successes_alternate_between_an_object_and_nothing() {
    let world = World::plain().await;
    let id = world.planned().await;
    let mut bodies = Vec::new();
    for text in ["a", "b", "c", "d"] {
        let got = world.send(&id, text).await;
        assert_eq!(got.status, 200);
        bodies.push(got.text);
    }
    bodies.push(world.approve(&id).await.text);
    bodies.push(world.call(Method::DELETE, &format!("sessions/{id}"), None).await.text);
    assert_eq!(bodies, ["{}", "", "{}", "", "{}", ""], "send, approve and delete alike");
    let id = world.planned().await;
    world.jules.patch_knobs(&json!({"transport": {"empty_bodies": "nothing"}})).unwrap();
    assert_eq!(world.send(&id, "e").await.text, "");
    world.jules.patch_knobs(&json!({"transport": {"empty_bodies": "object"}})).unwrap();
    for _ in 0..2 {
        assert_eq!(world.send(&id, "f").await.text, "{}");
    }
}

#[tokio::test]
async fn a_fields_mask_keeps_what_it_names() {
    let world = World::plain().await;
    let id = world.planned().await;
    let got = world.get("sessions?fields=sessions(id,state),nextPageToken").await;
    assert_eq!(got.json, json!({"sessions": [{"id": id, "state": "AWAITING_PLAN_APPROVAL"}]}));
    let got = world.get(&format!("sessions/{id}/activities?fields=activities/planGenerated/plan/id")).await;
    assert_eq!(got.json, json!({"activities": [{"planGenerated": {"plan": {"id": "p"}}}]}));
    assert_refused(&world.get("sessions?fields=sessions(id").await, 400, "INVALID_ARGUMENT");
    world.jules.patch_knobs(&json!({"transport": {"fields": "refuse"}})).unwrap();
    assert_refused(&world.get("sessions?fields=sessions(id)").await, 400, "INVALID_ARGUMENT");
    world.jules.patch_knobs(&json!({"transport": {"fields": "ignore"}})).unwrap();
    assert_eq!(world.get("sessions?fields=sessions(id)").await.json, world.get("sessions").await.json);
}

#[tokio::test]
async fn a_call_takes_as_long_as_told() {
    let world = World::turned(json!({"transport": {"latency": "2s"}})).await;
    let start = Instant::now();
    world.get("sessions").await;
    assert!(start.elapsed() >= Duration::from_millis(40), "two seconds, fifty times as fast");
}

#[tokio::test]
async fn a_stopped_server_is_gone_and_its_handle_still_answers() {
    let mut world = World::plain().await;
    let id = world.create(json!({})).await;
    world.server.take().unwrap().stop().await;
    let gone = world.http.get(format!("{}/sessions", world.jules.api_url())).send().await;
    assert!(gone.is_err_and(|error| error.is_connect()));
    assert!(world.jules.state(&id).is_some());
}
