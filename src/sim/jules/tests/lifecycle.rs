//! From QUEUED to the end, and back again.

use super::*;
use crate::sim::scenario::Step;

#[tokio::test]
async fn an_automatic_session_approves_its_own_plan() {
    let world = World::plain().await;
    let id = world.create(json!({})).await;
    world.until_state(&id, "COMPLETED").await;
    let all = world.activities(&id).await;
    assert_eq!(kinds(&all), ["planGenerated", "planApproved", "agentMessaged", "sessionCompleted"]);
    assert_eq!(all[1]["originator"], "user");
    assert_eq!(all[1]["planApproved"], json!({"planId": "p"}));
    assert_eq!(all[3]["sessionCompleted"], json!({}));
}

#[tokio::test]
async fn a_plan_waits_for_its_approval_and_then_the_work_begins() {
    let world = World::plain().await;
    let id = world.planned().await;
    assert_eq!(kinds(&world.activities(&id).await), ["planGenerated"]);
    assert_eq!(world.approve(&id).await.status, 200);
    world.until_state(&id, "COMPLETED").await;
    let all = kinds(&world.activities(&id).await);
    assert_eq!(all, ["planGenerated", "planApproved", "agentMessaged", "sessionCompleted"]);
    assert_eq!(world.jules.approvals(&id), 1);
}

#[tokio::test]
async fn an_approval_takes_effect_later_and_not_at_once() {
    let world = World::turned(json!({"lifecycle": {"approve_after": "40s", "state_lag": "40s"}})).await;
    let id = world.planned().await;
    world.approve(&id).await;
    assert_eq!(world.jules.state(&id).unwrap(), "AWAITING_PLAN_APPROVAL");
    assert_eq!(kinds(&world.activities(&id).await), ["planGenerated"]);
    world.until_activities(&id, "planApproved", 1).await;
    assert_eq!(world.jules.state(&id).unwrap(), "AWAITING_PLAN_APPROVAL", "the activity first, the state later");
}

#[tokio::test]
async fn states_that_trail_far_behind_keep_their_order() {
    let world = World::turned(json!({"lifecycle": {"state_lag": "15s..20s"}})).await;
    let id = world.planned().await;
    world.approve(&id).await;
    world.until_activities(&id, "sessionCompleted", 1).await;
    assert_eq!(world.jules.state(&id).unwrap(), "AWAITING_PLAN_APPROVAL", "both states are still on their way");
    world.until_state(&id, "COMPLETED").await;
    world.send(&id, "One thing more").await;
    world.until_activities(&id, "sessionCompleted", 2).await;
    world.until_state(&id, "COMPLETED").await;
}

#[tokio::test]
async fn the_state_may_show_before_its_activity() {
    let world = World::turned(json!({"lifecycle": {"state_lag": "20s", "state_leads": true}})).await;
    let id = world.planned().await;
    assert!(world.activities(&id).await.is_empty());
    world.until_activities(&id, "planGenerated", 1).await;
}

#[tokio::test]
async fn a_second_approval_is_refused_or_ignored_and_never_doubled() {
    let world = World::plain().await;
    let id = world.planned().await;
    world.approve(&id).await;
    assert_refused(&world.approve(&id).await, 400, "FAILED_PRECONDITION");
    world.jules.patch_knobs(&json!({"lifecycle": {"double_approve": "accept"}})).unwrap();
    assert_eq!(world.approve(&id).await.status, 200);
    world.until_state(&id, "COMPLETED").await;
    assert_eq!(world.approve(&id).await.status, 200);
    world.send(&id, "and now?").await;
    world.until_activities(&id, "sessionCompleted", 2).await;
    let approved = kinds(&world.activities(&id).await).into_iter().filter(|kind| kind == "planApproved").count();
    assert_eq!((approved, world.jules.approvals(&id)), (1, 1));
}

#[tokio::test]
async fn approving_takes_an_object_and_not_null() {
    let world = World::plain().await;
    let id = world.planned().await;
    let path = format!("sessions/{id}:approvePlan");
    assert_refused(&world.call(Method::POST, &path, Some("null")).await, 400, "INVALID_ARGUMENT");
    assert_refused(&world.post(&path, json!({"planId": "p"})).await, 400, "INVALID_ARGUMENT");
    world.jules.patch_knobs(&json!({"lifecycle": {"approve_without_body": false}})).unwrap();
    assert_refused(&world.call(Method::POST, &path, None).await, 400, "INVALID_ARGUMENT");
    world.jules.patch_knobs(&json!({"lifecycle": {"approve_without_body": true}})).unwrap();
    assert_eq!(world.call(Method::POST, &path, None).await.status, 200);
}

#[tokio::test]
async fn without_a_plan_there_is_nothing_to_approve() {
    let world = World::with("[[scripts]]\nwhen = 'none'\nsteps = [{ message = 'no plan' }]").await;
    let id = world.create(json!({"prompt": "none", "requirePlanApproval": true})).await;
    world.until_activities(&id, "agentMessaged", 1).await;
    assert_refused(&world.approve(&id).await, 400, "FAILED_PRECONDITION");
}

#[tokio::test]
async fn a_plan_that_nobody_approves_reads_completed_and_can_be_resumed() {
    let world = World::turned(json!({"lifecycle": {"unapproved_after": "40s"}})).await;
    let id = world.planned().await;
    world.until_state(&id, "COMPLETED").await;
    assert_eq!(kinds(&world.activities(&id).await), ["planGenerated"]);
    assert!(world.get(&format!("sessions/{id}")).await.json.get("outputs").is_none());
    assert_eq!(world.approve(&id).await.status, 200);
    let all = world.until_activities(&id, "sessionCompleted", 1).await;
    assert_eq!(kinds(&all)[1], "planApproved");
}

#[tokio::test]
async fn approving_such_a_plan_may_have_no_effect() {
    let life = json!({"lifecycle": {"unapproved_after": "40s", "approve_inactive": "ignore"}});
    let world = World::turned(life).await;
    let id = world.planned().await;
    world.until_state(&id, "COMPLETED").await;
    assert_eq!(world.approve(&id).await.status, 200);
    world.send(&id, "please go on").await;
    let all = world.until_activities(&id, "planGenerated", 2).await;
    assert_eq!(kinds(&all), ["planGenerated", "userMessaged", "agentMessaged", "planGenerated"]);
    assert_eq!(world.jules.approvals(&id), 0);
}

#[tokio::test]
async fn outputs_are_a_pull_request_only_where_one_was_asked_for() {
    let world = World::shipped("two_steps", 50.0).await;
    let context = json!({"source": "sources/github/acme/todo", "githubRepoContext": {"startingBranch": "dev"}});
    let asked = world.create(json!({"sourceContext": context, "automationMode": "AUTO_CREATE_PR"})).await;
    let plain = world.create(json!({"sourceContext": context})).await;
    let repoless = world.create(json!({"automationMode": "AUTO_CREATE_PR"})).await;
    for id in [&asked, &plain, &repoless] {
        world.until_state(id, "COMPLETED").await;
    }
    let outputs = async |id: &str| world.get(&format!("sessions/{id}")).await.json["outputs"].clone();
    let both = outputs(&asked).await;
    assert_eq!(both[0]["pullRequest"]["baseRef"], "dev");
    assert_eq!(both[0]["pullRequest"]["headRef"], format!("jules-{asked}"));
    assert_eq!(both[1]["changeSet"]["source"], "sources/github/acme/todo");
    for id in [&plain, &repoless] {
        let only = outputs(id).await;
        assert!(only[0].get("changeSet").is_some() && only.get(1).is_none(), "{only}");
    }
}

#[tokio::test]
async fn update_time_moves_for_no_visible_reason() {
    let world = World::plain().await;
    let id = world.planned().await;
    let before = world.get(&format!("sessions/{id}")).await.json;
    let count = world.activities(&id).await.len();
    world.jules.inject(&id, &Step::from_json(json!({"touch": true})).unwrap()).unwrap();
    let after = world.get(&format!("sessions/{id}")).await.json;
    assert!(after["updateTime"].as_str() > before["updateTime"].as_str());
    assert_eq!(world.activities(&id).await.len(), count);
}

#[tokio::test]
async fn sessions_fail_with_and_without_a_word() {
    let world = World::shipped("failing", 50.0).await;
    let (loud, silent) = (world.create(json!({"prompt": "go"})).await, world.create(json!({"prompt": "silent"})).await);
    world.until_state(&loud, "FAILED").await;
    world.until_state(&silent, "FAILED").await;
    let all = world.activities(&loud).await;
    let reason = &all.last().unwrap()["sessionFailed"]["reason"];
    assert_eq!(reason, "Jules encountered an error while working on the task.");
    assert!(!kinds(&world.activities(&silent).await).contains(&"sessionFailed".to_owned()));
}

#[tokio::test]
async fn a_question_may_be_followed_by_failure() {
    let world = World::shipped("failing", 50.0).await;
    let id = world.create(json!({"prompt": "asks"})).await;
    world.until_state(&id, "FAILED").await;
    let all = kinds(&world.activities(&id).await);
    assert_eq!(all[all.len() - 2..], ["agentMessaged", "sessionFailed"]);
}

#[tokio::test]
async fn a_finished_session_may_revive_without_anybodys_word() {
    let world = World::shipped("hostile", 50.0).await;
    let id = world.create(json!({})).await;
    let all = world.until_activities(&id, "sessionCompleted", 2).await;
    assert!(!kinds(&all).contains(&"userMessaged".to_owned()));
}
