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
async fn the_first_activity_is_the_agents_plan_and_the_prompt_is_none() {
    let world = World::plain().await;
    let id = world.planned().await;
    let all = world.activities(&id).await;
    assert_eq!((kinds(&all), &all[0]["originator"]), (vec!["planGenerated".to_owned()], &json!("agent")));
    assert!(!all[0].to_string().contains("Fix the flaky test"));
}

#[tokio::test]
async fn a_plan_that_needs_no_approval_is_approved_two_seconds_later() {
    let world = World::plain().await;
    let id = world.create(json!({})).await;
    let all = world.until_activities(&id, "planApproved", 1).await;
    let gap = moment(&all[1]) - moment(&all[0]);
    assert!(gap >= chrono::TimeDelta::milliseconds(39), "{gap}: two seconds, fifty times as fast");
    world.jules.patch_knobs(&json!({"lifecycle": {"auto_approve_after": "20s"}})).unwrap();
    let id = world.create(json!({})).await;
    let all = world.until_activities(&id, "planApproved", 1).await;
    assert!(moment(&all[1]) - moment(&all[0]) >= chrono::TimeDelta::milliseconds(399));
}

#[tokio::test]
async fn a_session_is_queued_then_plans_then_waits() {
    let world = World::turned(json!({"create": {"queued_for": "15s"}, "lifecycle": {"state_lag": "15s"}})).await;
    let (mut states, mut plan_first) = (Vec::new(), false);
    let id = world.create(json!({"requirePlanApproval": true})).await;
    world
        .until("it waits for approval", async || {
            // The activities first: seen before the state, the plan is ahead of it.
            let planned = !world.activities(&id).await.is_empty();
            let state = world.jules.state(&id).unwrap();
            plan_first |= planned && state == "PLANNING";
            if states.last() != Some(&state) {
                states.push(state);
            }
            states.last().is_some_and(|state| state == "AWAITING_PLAN_APPROVAL")
        })
        .await;
    assert_eq!(states, ["QUEUED", "PLANNING", "AWAITING_PLAN_APPROVAL"]);
    assert!(plan_first, "the state shows after the plan");
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
async fn the_time_for_an_approval_counts_from_the_plan_or_from_the_creation() {
    let script = "[[scripts]]\nwhen = 'slow'\nsteps = [{ after = '30s', plan = { steps = ['One'] } }]";
    let mut waited = Vec::new();
    for from in ["plan", "creation"] {
        let world = World::with(script).await;
        let life = json!({"lifecycle": {"unapproved_after": "40s", "unapproved_from": from}});
        world.jules.patch_knobs(&life).unwrap();
        let id = world.create(json!({"prompt": "slow", "requirePlanApproval": true})).await;
        let plan = world.until_activities(&id, "planGenerated", 1).await;
        world.until_state(&id, "COMPLETED").await;
        let ended = world.get(&format!("sessions/{id}")).await.json["updateTime"].clone();
        waited.push((moment(&json!({"createTime": ended})) - moment(&plan[0])).num_milliseconds());
    }
    // 40 s and 10 s, fifty times as fast.
    assert!(waited[0] >= 795 && waited[1] < 790, "{waited:?}");
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
async fn a_session_may_hand_over_less_than_it_has_made_and_later() {
    futures::future::join_all([
        hands_over("pull_request", &["pullRequest"]),
        hands_over("change_set", &["changeSet"]),
        hands_over("scripted", &["pullRequest", "changeSet"]),
        hands_over("nothing", &[]),
    ])
    .await;
}

async fn hands_over(what: &str, expected: &[&str]) {
    let world = World::shipped("two_steps", 50.0).await;
    world.jules.patch_knobs(&json!({"lifecycle": {"hands_over": what, "hands_over_late": "1m"}})).unwrap();
    let context = json!({"source": "sources/github/acme/todo", "githubRepoContext": {"startingBranch": "dev"}});
    let id = world.create(json!({"sourceContext": context, "automationMode": "AUTO_CREATE_PR"})).await;
    world.until_state(&id, "COMPLETED").await;
    let outputs = async || {
        let session = world.get(&format!("sessions/{id}")).await.json;
        let all = session["outputs"].as_array().cloned().unwrap_or_default();
        all.iter().map(|output| output.as_object().unwrap().keys().next().unwrap().clone()).collect::<Vec<_>>()
    };
    assert_eq!(outputs().await, [""; 0], "{what}: COMPLETED comes before the outputs");
    world.until("outputs are on their way no more", async || world.jules.upcoming(&id).is_empty()).await;
    assert_eq!(outputs().await, expected, "{what}");
}

#[tokio::test]
async fn where_nothing_is_handed_over_the_last_change_set_is_in_the_activities() {
    let world = World::shipped("tour", 100.0).await;
    world.jules.patch_knobs(&json!({"lifecycle": {"hands_over": "nothing"}})).unwrap();
    let id = world.create(json!({})).await;
    world.until_state(&id, "AWAITING_USER_FEEDBACK").await;
    world.send(&id, "as you like").await;
    world.until_state(&id, "COMPLETED").await;
    assert!(world.get(&format!("sessions/{id}")).await.json.get("outputs").is_none());
    let all = world.activities(&id).await;
    let sets = all.iter().filter_map(|one| one["artifacts"].as_array()).flatten();
    let last = sets.filter_map(|one| one["changeSet"]["gitPatch"]["unidiffPatch"].as_str()).next_back();
    assert!(last.unwrap().matches("diff --git ").count() == 5);
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
    let all = world.activities(&id).await;
    assert_eq!(kinds(&all)[all.len() - 2..], ["agentMessaged", "sessionFailed"]);
    let gap = moment(&all[all.len() - 1]) - moment(&all[all.len() - 2]);
    assert!(gap >= chrono::TimeDelta::milliseconds(639), "{gap}: 32 s, fifty times as fast");
}

#[tokio::test]
async fn a_finished_session_may_revive_without_anybodys_word() {
    let world = World::shipped("hostile", 50.0).await;
    let id = world.create(json!({})).await;
    let all = world.until_activities(&id, "sessionCompleted", 2).await;
    assert!(!kinds(&all).contains(&"userMessaged".to_owned()));
}
