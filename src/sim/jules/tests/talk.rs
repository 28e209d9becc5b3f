//! Messages: feedback to a plan, questions, answers, revivals.

use super::*;

fn last_plan(activities: &[Value]) -> &Value {
    &activities.iter().rev().find(|one| one.get("planGenerated").is_some()).unwrap()["planGenerated"]["plan"]
}

#[tokio::test]
async fn an_empty_message_is_an_invalid_argument() {
    let world = World::plain().await;
    let id = world.planned().await;
    for body in [json!({}), json!({"prompt": ""}), json!({"prompt": "  "})] {
        assert_refused(&world.post(&format!("sessions/{id}:sendMessage"), body).await, 400, "INVALID_ARGUMENT");
    }
    assert!(world.jules.sent_messages(&id).is_empty());
}

#[tokio::test]
async fn feedback_to_a_plan_brings_another_plan_that_waits_again() {
    let world = World::plain().await;
    let id = world.planned().await;
    assert_eq!(world.send(&id, "Leave the tests alone").await.status, 200);
    let all = world.until_activities(&id, "planGenerated", 2).await;
    assert_eq!(kinds(&all), ["planGenerated", "userMessaged", "agentMessaged", "planGenerated"]);
    assert_eq!(
        (&all[1]["originator"], &all[1]["userMessaged"]["userMessage"]),
        (&json!("user"), &json!("Leave the tests alone"))
    );
    assert_ne!(all[0]["planGenerated"]["plan"]["id"], last_plan(&all)["id"]);
    assert_eq!(last_plan(&all)["steps"].as_array().unwrap().len(), 3);
    world.until_state(&id, "AWAITING_PLAN_APPROVAL").await;
    world.approve(&id).await;
    let approved = world.until_activities(&id, "planApproved", 1).await;
    let approval = approved.iter().find(|one| one.get("planApproved").is_some()).unwrap();
    assert_eq!(approval["planApproved"]["planId"], last_plan(&all)["id"]);
}

#[tokio::test]
async fn revisions_come_from_the_script_in_their_order() {
    let world = World::shipped("revise", 50.0).await;
    let id = world.planned().await;
    for (count, plan) in [(2, "p2"), (3, "p3")] {
        world.send(&id, "Not like this").await;
        let all = world.until_activities(&id, "planGenerated", count).await;
        assert_eq!(last_plan(&all)["id"], plan);
        world.until_state(&id, "AWAITING_PLAN_APPROVAL").await;
    }
    world.approve(&id).await;
    let all = world.until_activities(&id, "sessionCompleted", 1).await;
    assert_eq!(last_plan(&all)["id"], "p4", "a plan after the approval needs none");
    assert_eq!(kinds(&all).iter().filter(|kind| *kind == "planApproved").count(), 1);
}

#[tokio::test]
async fn an_agent_may_replace_its_own_plan() {
    let world = World::shipped("revise", 50.0).await;
    let id = world.create(json!({"prompt": "rethink", "requirePlanApproval": true})).await;
    let all = world.until_activities(&id, "planGenerated", 2).await;
    assert_eq!(last_plan(&all)["id"], "p2");
    world.until_state(&id, "AWAITING_PLAN_APPROVAL").await;
    world.approve(&id).await;
    world.until_state(&id, "COMPLETED").await;
}

#[tokio::test]
async fn whoever_asks_a_working_agent_gets_an_answer() {
    let script = "[[scripts]]\nwhen = 'long'\nsteps = [{ state = 'IN_PROGRESS' }, { after = '10m', completed = {} }]\n\
                  on_message = [{ contains = 'WHY', steps = [{ after = '1s', message = 'Because.' }] }]";
    let world = World::with(script).await;
    let id = world.create(json!({"prompt": "long"})).await;
    world.until_state(&id, "IN_PROGRESS").await;
    world.send(&id, "How far are you?").await;
    let all = world.until_activities(&id, "agentMessaged", 1).await;
    assert_eq!(kinds(&all), ["userMessaged", "agentMessaged"]);
    world.send(&id, "And why?").await;
    let all = world.until_activities(&id, "agentMessaged", 2).await;
    assert_eq!(all[3]["agentMessaged"]["agentMessage"], "Because.");
    world.jules.patch_knobs(&json!({"lifecycle": {"reply_with": "progress"}})).unwrap();
    world.send(&id, "Is it hard?").await;
    let all = world.until_activities(&id, "progressUpdated", 1).await;
    assert_eq!(kinds(&all)[4..], ["userMessaged", "progressUpdated"]);
    assert_eq!(world.jules.sent_messages(&id), ["How far are you?", "And why?", "Is it hard?"]);
}

#[tokio::test]
async fn an_agent_may_answer_with_progress_alone_or_not_at_all() {
    let script = "[[scripts]]\nwhen = 'long'\nsteps = [{ state = 'IN_PROGRESS' }, { after = '1h', completed = {} }]";
    let world = World::with(script).await;
    let id = world.create(json!({"prompt": "long"})).await;
    world.until_state(&id, "IN_PROGRESS").await;
    world.jules.patch_knobs(&json!({"lifecycle": {"reply_with": "silence", "reply_after": "1s"}})).unwrap();
    world.send(&id, "Is anybody there?").await;
    world.until_activities(&id, "userMessaged", 1).await;
    assert!(!world.jules.upcoming(&id).iter().any(|one| one.ends_with("an answer")), "none is to come");
    world.jules.patch_knobs(&json!({"lifecycle": {"reply_with": "message", "progress_reply_rate": 0.5}})).unwrap();
    for count in 2..42 {
        world.send(&id, "And now?").await;
        world.until_activities(&id, "userMessaged", count).await;
    }
    world.until("all is answered", async || world.jules.upcoming(&id).len() == 1).await;
    let all = kinds(&world.activities(&id).await);
    let count = |kind: &str| all.iter().filter(|one| *one == kind).count();
    assert_eq!(count("agentMessaged") + count("progressUpdated"), 40);
    assert!(count("agentMessaged") > 5 && count("progressUpdated") > 5, "{all:?}");
}

#[tokio::test]
async fn an_answer_to_a_question_sets_the_session_in_progress_and_is_heard_later() {
    let script = "[[scripts]]\nwhen = 'ask'\nsteps = [{ question = 'Which?' }, { after = '1h', completed = {} }]";
    let world = World::with(script).await;
    world.jules.patch_knobs(&json!({"lifecycle": {"reply_after": "20s"}})).unwrap();
    let id = world.create(json!({"prompt": "ask"})).await;
    world.until_state(&id, "AWAITING_USER_FEEDBACK").await;
    world.send(&id, "that one").await;
    let all = world.until_activities(&id, "userMessaged", 1).await;
    assert_eq!(kinds(&all), ["agentMessaged", "userMessaged"]);
    assert_eq!(world.jules.state(&id).unwrap(), "IN_PROGRESS");
    let all = world.until_activities(&id, "agentMessaged", 2).await;
    assert!(moment(&all[2]) - moment(&all[1]) >= chrono::TimeDelta::milliseconds(399), "20 s, fifty times as fast");
}

#[tokio::test]
async fn a_question_waits_for_its_answer() {
    let world = World::shipped("question", 50.0).await;
    let id = world.create(json!({})).await;
    world.until_state(&id, "AWAITING_USER_FEEDBACK").await;
    let before = world.activities(&id).await.len();
    world.send(&id, "the first").await;
    let all = world.until_activities(&id, "agentMessaged", 3).await;
    assert_eq!(kinds(&all[before..before + 2]), ["userMessaged", "agentMessaged"]);
    world.until_state(&id, "AWAITING_USER_FEEDBACK").await;
    world.send(&id, "yes").await;
    world.until_state(&id, "COMPLETED").await;
    let all = kinds(&world.activities(&id).await);
    assert_eq!(all.iter().filter(|kind| *kind == "agentMessaged").count(), 4, "the second answer is answered, too");
}

#[tokio::test]
async fn a_message_is_visible_only_after_the_call() {
    let world = World::turned(json!({"lifecycle": {"message_visible_after": "50s"}})).await;
    let id = world.planned().await;
    world.send(&id, "hello").await;
    assert_eq!(kinds(&world.activities(&id).await), ["planGenerated"]);
    world.until_activities(&id, "userMessaged", 1).await;
}

#[tokio::test]
async fn a_message_revives_what_has_ended() {
    let world = World::plain().await;
    let id = world.create(json!({})).await;
    for round in 1..3 {
        world.until_state(&id, "COMPLETED").await;
        assert_eq!(world.send(&id, "One thing more").await.status, 200);
        world.until_activities(&id, "sessionCompleted", round + 1).await;
    }
    let all = kinds(&world.activities(&id).await);
    assert_eq!(all[all.len() - 4..], ["userMessaged", "progressUpdated", "agentMessaged", "sessionCompleted"]);
}

#[tokio::test]
async fn a_failed_and_a_paused_session_go_on_after_a_message() {
    let world = World::shipped("failing", 50.0).await;
    for (prompt, parked) in [("fails", "FAILED"), ("pause", "PAUSED")] {
        let id = world.create(json!({"prompt": prompt})).await;
        world.until_state(&id, parked).await;
        world.send(&id, "Try again").await;
        world.until_state(&id, "COMPLETED").await;
    }
}

#[tokio::test]
async fn the_same_message_twice_is_two_messages() {
    let world = World::plain().await;
    let id = world.planned().await;
    world.send(&id, "again").await;
    world.send(&id, "again").await;
    world.until_activities(&id, "userMessaged", 2).await;
}
