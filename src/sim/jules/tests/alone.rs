//! What happens without anybody's word: queues, touches, silences, revivals.

use super::*;
use crate::sim::scenario::Step;

fn count(activities: &[Value], kind: &str) -> usize {
    kinds(activities).iter().filter(|one| *one == kind).count()
}

#[tokio::test]
async fn a_completed_session_comes_back_to_life_by_itself() {
    let script = "[[scripts]]\nwhen = 'reviewed'\nsteps = [{ message = 'Done.' }, { completed = {} }]\n\
                  revival = [{ message = 'A reviewer has a question.' }, { completed = {} }]";
    let world = World::with(script).await;
    world.jules.patch_knobs(&json!({"lifecycle": {"revivals": 2, "revive_after": "20s"}})).unwrap();
    let id = world.create(json!({"prompt": "reviewed"})).await;
    let all = world.until_activities(&id, "sessionCompleted", 3).await;
    assert_eq!((count(&all, "agentMessaged"), count(&all, "userMessaged")), (3, 0));
    let times: Vec<_> = all.iter().filter(|one| one.get("sessionCompleted").is_some()).map(moment).collect();
    assert!(times[1] - times[0] >= chrono::TimeDelta::milliseconds(390), "20 s, fifty times as fast");
    world.until_state(&id, "COMPLETED").await;
    let plain = world.create(json!({})).await;
    let all = world.until_activities(&plain, "sessionCompleted", 2).await;
    assert!(count(&all, "progressUpdated") >= 1, "a script without a revival has one all the same");
}

#[tokio::test]
async fn a_session_that_somebody_woke_is_not_revived_as_well() {
    let world = World::turned(json!({"lifecycle": {"revivals": 1, "revive_after": "30s"}})).await;
    let id = world.create(json!({})).await;
    world.until_state(&id, "COMPLETED").await;
    world.jules.patch_knobs(&json!({"lifecycle": {"revivals": 0}})).unwrap();
    world.send(&id, "One thing more").await;
    world.until_activities(&id, "sessionCompleted", 2).await;
    world.until("nothing is to come", async || world.jules.upcoming(&id).is_empty()).await;
    assert_eq!(count(&world.activities(&id).await, "sessionCompleted"), 2, "its own revival is void");
}

#[tokio::test]
async fn an_agent_may_fall_silent_until_somebody_writes() {
    for (stalled, state) in [("in_progress", "IN_PROGRESS"), ("paused", "PAUSED")] {
        let world = World::turned(json!({"lifecycle": {"stall_after": 2, "stalled": stalled}})).await;
        let id = world.create(json!({})).await;
        world.until_state(&id, state).await;
        // Nothing at all is to come any more: it would be silent for ever.
        world.until("nothing is to come", async || world.jules.upcoming(&id).is_empty()).await;
        let before = world.activities(&id).await;
        assert_eq!(kinds(&before), ["planGenerated", "planApproved"]);
        assert_eq!(world.jules.state(&id).unwrap(), state);
        world.send(&id, "Are you there?").await;
        world.until_activities(&id, "sessionCompleted", 1).await;
    }
}

#[tokio::test]
async fn a_session_may_be_in_progress_for_ever_after_its_last_change_set() {
    let world = World::shipped("failing", 50.0).await;
    let id = world.create(json!({"prompt": "stall"})).await;
    world.until_state(&id, "IN_PROGRESS").await;
    let all = world.until_activities(&id, "progressUpdated", 1).await;
    assert!(all.last().unwrap()["artifacts"][0].get("changeSet").is_some());
    world.until("nothing is to come", async || world.jules.upcoming(&id).is_empty()).await;
    assert_eq!(world.jules.state(&id).unwrap(), "IN_PROGRESS");
}

#[tokio::test]
async fn update_time_may_move_again_and_again() {
    let world = World::turned(json!({"lifecycle": {"touch_every": "1s"}})).await;
    let id = world.planned().await;
    let (mut moved, mut last) = (0, Value::Null);
    world
        .until("it has moved five times", async || {
            let session = world.get(&format!("sessions/{id}")).await.json;
            assert_eq!(session["state"], "AWAITING_PLAN_APPROVAL");
            moved += u32::from(last != session["updateTime"]);
            last = session["updateTime"].clone();
            moved > 5
        })
        .await;
    assert_eq!(kinds(&world.activities(&id).await), ["planGenerated"]);
}

#[tokio::test]
async fn update_time_may_stand_still_while_activities_come() {
    for (moves, with_activity) in [(true, true), (false, false)] {
        let world = World::turned(json!({"lifecycle": {"update_with_activity": with_activity}})).await;
        let id = world.planned().await;
        let time = async || world.get(&format!("sessions/{id}")).await.json["updateTime"].clone();
        let before = time().await;
        let step = Step::from_json(json!({"message": "x"})).unwrap();
        world.jules.inject(&id, &step).unwrap();
        assert_eq!(world.activities(&id).await.len(), 2);
        assert_eq!(time().await != before, moves);
    }
}

#[tokio::test]
async fn whoever_queues_longest_works_first() {
    let script =
        "[[scripts]]\nwhen = 'one'\nsteps = [{ state = 'IN_PROGRESS' }, { wait_for = 'message' }, { completed = {} }]";
    let world = World::with(script).await;
    world.jules.patch_knobs(&json!({"create": {"concurrent": 1}})).unwrap();
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(world.create(json!({"prompt": "one"})).await);
        world.until("the first works", async || world.jules.state(&ids[0]).unwrap() == "IN_PROGRESS").await;
    }
    let states = || ids.iter().map(|id| world.jules.state(id).unwrap()).collect::<Vec<_>>();
    assert_eq!(states(), ["IN_PROGRESS", "QUEUED", "QUEUED"]);
    assert_eq!(world.get(&format!("sessions/{}/activities", ids[1])).await.status, 404, "QUEUED for long");
    world.send(&ids[0], "go on").await;
    world.until("the second works", async || states()[1] == "IN_PROGRESS").await;
    assert_eq!(states(), ["COMPLETED", "IN_PROGRESS", "QUEUED"]);
    world.call(Method::DELETE, &format!("sessions/{}", ids[1]), None).await;
    world.until_state(&ids[2], "IN_PROGRESS").await;
}
