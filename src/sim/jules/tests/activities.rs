//! Activities: when they exist, in which order they come, and how they are asked for.

use super::*;
use crate::sim::scenario::Step;

/// A session with what `steps` say, all of it visible.
async fn session_with(world: &World, steps: &[Value]) -> String {
    let id = world.create(json!({"requirePlanApproval": true})).await;
    world.jules.set_state(&id, "IN_PROGRESS").unwrap();
    world.until_activities(&id, "planGenerated", 1).await;
    for step in steps {
        world.jules.inject(&id, &Step::from_json(step.clone()).unwrap()).unwrap();
    }
    id
}

fn messages(activities: &Value) -> Vec<&str> {
    let all = activities["activities"].as_array().into_iter().flatten();
    all.filter_map(|activity| activity["agentMessaged"]["agentMessage"].as_str()).collect()
}

fn escaped(time: &Value) -> String {
    format!("filter=create_time%3E%22{}%22", time.as_str().unwrap())
}

#[tokio::test]
async fn activities_are_not_found_while_the_session_is_queued() {
    let world = World::turned(json!({"create": {"queued_for": "50s"}})).await;
    let id = world.create(json!({})).await;
    assert_refused(&world.get(&format!("sessions/{id}/activities")).await, 404, "NOT_FOUND");
    assert_refused(&world.send(&id, "hello").await, 404, "NOT_FOUND");
    assert_refused(&world.approve(&id).await, 404, "NOT_FOUND");
    assert_eq!(world.get(&format!("sessions/{id}")).await.json["state"], "QUEUED");
    world.until("it materialises", async || world.get(&format!("sessions/{id}/activities")).await.status == 200).await;
}

#[tokio::test]
async fn before_the_first_event_the_list_is_an_empty_object() {
    let script = "[[scripts]]\nwhen = 'quiet'\nsteps = [{ after = '10m', message = 'at last' }]";
    let world = World::with(script).await;
    let id = world.create(json!({"prompt": "quiet"})).await;
    world.until_state(&id, "PLANNING").await;
    let got = world.get(&format!("sessions/{id}/activities")).await;
    assert_eq!((got.status, got.json), (200, json!({})));
}

#[tokio::test]
async fn an_activity_has_a_name_an_id_and_omits_what_is_default() {
    let world = World::plain().await;
    let bash = json!({"bash": {"command": "true", "output": "", "exit_code": 0}});
    let id = session_with(&world, &[bash, json!({"progress": {}}), json!({"change_set": {}})]).await;
    let all = world.activities(&id).await;
    let plan = &all[0];
    let activity = plan["id"].as_str().unwrap();
    assert_eq!(activity.len(), 32);
    assert_eq!(plan["name"], format!("sessions/{id}/activities/{activity}"));
    assert_eq!(plan["originator"], "agent");
    let steps = &plan["planGenerated"]["plan"]["steps"];
    assert!(steps[0].get("index").is_none() && steps[0].get("description").is_none());
    assert_eq!((&steps[1]["index"], &steps[1]["description"]), (&json!(1), &json!("more")));
    assert_eq!(all[1]["artifacts"], json!([{"bashOutput": {"command": "true"}}]));
    assert_eq!(all[2]["progressUpdated"], json!({}));
    assert!(all[3]["artifacts"][0]["changeSet"]["gitPatch"].get("unidiffPatch").is_none());
    let one = world.get(&format!("sessions/{id}/activities/{activity}")).await;
    assert_eq!(&one.json, plan);
    assert_refused(&world.get(&format!("sessions/{id}/activities/none")).await, 404, "NOT_FOUND");
}

#[tokio::test]
async fn pages_hold_fifty_and_at_most_a_hundred_oldest_first() {
    let world = World::plain().await;
    let steps: Vec<Value> = (0..119).map(|n| json!({"message": format!("m{n}")})).collect();
    let id = session_with(&world, &steps).await;
    let first = world.get(&format!("sessions/{id}/activities")).await.json;
    assert_eq!(first["activities"].as_array().unwrap().len(), 50);
    assert_eq!(messages(&first)[0], "m0");
    let large = world.get(&format!("sessions/{id}/activities?pageSize=1000")).await.json;
    assert_eq!(large["activities"].as_array().unwrap().len(), 100);
    let token = large["nextPageToken"].as_str().unwrap();
    let rest = world.get(&format!("sessions/{id}/activities?pageToken={token}")).await.json;
    assert_eq!(rest["activities"].as_array().unwrap().len(), 20);
    assert_eq!(messages(&rest)[0], "m99");
    assert!(rest.get("nextPageToken").is_none());
}

#[tokio::test]
async fn a_page_token_is_a_moment_in_nanoseconds_and_may_be_made_up() {
    let world = World::plain().await;
    let id = session_with(&world, &[json!({"message": "a"}), json!({"message": "b"}), json!({"message": "c"})]).await;
    let all = world.activities(&id).await;
    let b = chrono::DateTime::parse_from_rfc3339(all[2]["createTime"].as_str().unwrap()).unwrap();
    let nanos = b.timestamp_nanos_opt().unwrap();
    let from = async |token: i64| world.get(&format!("sessions/{id}/activities?pageToken={token}")).await.json;
    assert_eq!(messages(&from(nanos).await), ["b", "c"], "inclusive");
    assert_eq!(messages(&from(nanos + 1).await), ["c"]);
    assert_eq!(messages(&from(1).await), ["a", "b", "c"]);
    assert_refused(&world.get(&format!("sessions/{id}/activities?pageToken=x1")).await, 400, "INVALID_ARGUMENT");
}

#[tokio::test]
async fn the_create_time_filter_is_exclusive_to_the_nanosecond() {
    let world = World::plain().await;
    let steps = [json!({"message": "a", "digits": 9}), json!({"message": "b", "digits": 9})];
    let id = session_with(&world, &steps).await;
    let all = world.activities(&id).await;
    let after = async |time: &Value| world.get(&format!("sessions/{id}/activities?{}", escaped(time))).await.json;
    assert_eq!(messages(&after(&all[0]["createTime"]).await), ["a", "b"]);
    assert_eq!(messages(&after(&all[1]["createTime"]).await), ["b"]);
    assert_eq!(after(&all[2]["createTime"]).await, json!({}));
    let filter = escaped(&all[0]["createTime"]);
    let first = world.get(&format!("sessions/{id}/activities?pageSize=1&{filter}")).await.json;
    let token = first["nextPageToken"].as_str().unwrap();
    let second = world.get(&format!("sessions/{id}/activities?pageToken={token}&{filter}")).await.json;
    assert_eq!((messages(&first), messages(&second)), (vec!["a"], vec!["b"]));
}

#[tokio::test]
async fn activities_may_share_a_moment_and_a_page_may_end_between_them() {
    let world = World::plain().await;
    let twin = |text: &str| json!({"message": text, "same_time": true});
    let id = session_with(&world, &[json!({"message": "a"}), twin("b"), twin("c")]).await;
    let all = world.activities(&id).await;
    assert_eq!(all[1]["createTime"], all[2]["createTime"]);
    assert_ne!(all[1]["id"], all[2]["id"]);
    let mut seen = Vec::new();
    let mut path = format!("sessions/{id}/activities?pageSize=2");
    for _ in 0..5 {
        let page = world.get(&path).await.json;
        seen.extend(messages(&page).into_iter().map(str::to_owned));
        let Some(token) = page["nextPageToken"].as_str() else { break };
        path = format!("sessions/{id}/activities?pageSize=2&pageToken={token}");
    }
    assert_eq!(seen.iter().filter(|text| *text == "a").count(), 2, "the token names a moment, so `a` comes again");
    assert!(seen.ends_with(&["a".to_owned(), "b".to_owned(), "c".to_owned()]), "{seen:?}");
}

#[tokio::test]
async fn create_time_has_as_many_digits_as_told_and_never_goes_back() {
    let world = World::turned(json!({"activities": {"digits": [0, 3, 6, 9]}})).await;
    let steps: Vec<Value> = (0..4).map(|n| json!({"message": format!("{n}")})).collect();
    let id = session_with(&world, &steps).await;
    let all = world.activities(&id).await;
    let times: Vec<&str> = all.iter().map(|one| one["createTime"].as_str().unwrap()).collect();
    let mut lengths: Vec<usize> = times.iter().map(|time| time.len()).collect();
    lengths.sort_unstable();
    lengths.dedup();
    assert_eq!(lengths, ["2026-01-01T00:00:00Z".len(), 24, 27, 30]);
    let parsed: Vec<_> = times.iter().map(|time| chrono::DateTime::parse_from_rfc3339(time).unwrap()).collect();
    assert!(parsed.windows(2).all(|pair| pair[0] < pair[1]), "{times:?}");
}

#[tokio::test]
async fn a_late_activity_shows_after_a_younger_one() {
    let world = World::plain().await;
    let late = json!({"message": "late", "late_by": "50s"});
    let id = session_with(&world, &[late, json!({"message": "younger"})]).await;
    assert_eq!(messages(&json!({"activities": world.activities(&id).await})), ["younger"]);
    world.until_activities(&id, "agentMessaged", 2).await;
    assert_eq!(messages(&json!({"activities": world.activities(&id).await})), ["late", "younger"]);
}

#[tokio::test]
async fn kinds_artifacts_and_originators_of_the_future_can_be_played() {
    let world = World::plain().await;
    let id = session_with(
        &world,
        &[
            json!({"event": {"somethingNew": {"a": 0}}}),
            json!({"progress": {"title": "x"}, "artifacts": [{"raw": {"hologram": {}}}], "originator": "supervisor"}),
            json!({"message": "nobody", "originator": ""}),
            json!({"state": "VERIFYING"}),
        ],
    )
    .await;
    let all = world.activities(&id).await;
    assert_eq!(all[1]["somethingNew"], json!({"a": 0}));
    assert_eq!(all[2]["artifacts"], json!([{"hologram": {}}]));
    assert_eq!(all[2]["originator"], "supervisor");
    assert!(all[3].get("originator").is_none());
    assert_eq!(world.get(&format!("sessions/{id}")).await.json["state"], "VERIFYING");
}

#[tokio::test]
async fn a_share_of_activities_may_come_at_the_same_moment_or_late() {
    let world = World::turned(json!({"activities": {"same_time_rate": 0.5, "late_rate": 0.3, "late_by": "1m"}})).await;
    let steps: Vec<Value> = (0..60).map(|n| json!({"message": format!("m{n}")})).collect();
    let id = session_with(&world, &steps).await;
    let all = world.jules.activities(&id);
    let twins = all.windows(2).filter(|pair| pair[0]["createTime"] == pair[1]["createTime"]).count();
    assert!((15..=45).contains(&twins), "{twins} of 60");
    let seen = messages(&json!({"activities": world.activities(&id).await})).len();
    assert!((25..=58).contains(&seen), "{seen} of 60 at once");
    world.until_activities(&id, "agentMessaged", 60).await;
}

#[tokio::test]
async fn activities_may_share_a_millisecond() {
    let world = World::plain().await;
    let steps: Vec<Value> = (0..20).map(|n| json!({"message": format!("{n}")})).collect();
    let id = session_with(&world, &steps).await;
    let all = world.activities(&id).await;
    let pairs = all.windows(2).filter(|pair| {
        let (one, two) = (moment(&pair[0]), moment(&pair[1]));
        one < two && one.timestamp_millis() == two.timestamp_millis()
    });
    assert!(pairs.count() > 0, "{all:?}");
}

#[tokio::test]
async fn activities_never_change_and_their_ids_are_thirty_two_hexadecimal_digits() {
    let world = World::plain().await;
    let id = world.planned().await;
    let before = world.activities(&id).await;
    world.send(&id, "Another plan, please").await;
    world.until_activities(&id, "planGenerated", 2).await;
    world.until_state(&id, "AWAITING_PLAN_APPROVAL").await;
    world.approve(&id).await;
    let all = world.until_activities(&id, "sessionCompleted", 1).await;
    assert_eq!(all[..before.len()], before, "a superseded plan stays as it was");
    for activity in &all {
        let hex = activity["id"].as_str().unwrap();
        assert!(hex.len() == 32 && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)), "{hex}");
        assert_eq!(activity["name"], format!("sessions/{id}/activities/{hex}"));
        assert_eq!(&world.get(activity["name"].as_str().unwrap()).await.json, activity);
    }
    assert_eq!(world.activities(&id).await, all);
}

#[tokio::test]
async fn listing_activities_has_a_quota_per_key_and_minute() {
    let world = World::turned(json!({"lists": {"activities_per_minute": 3}})).await;
    let id = world.create(json!({})).await;
    let path = format!("sessions/{id}/activities");
    let mut last = world.get(&path).await;
    while last.status != 429 {
        last = world.get(&path).await;
    }
    assert_refused(&last, 429, "RESOURCE_EXHAUSTED");
    let url = format!("{}/{path}", world.jules.api_url());
    let other = got(world.http.get(url).header("x-goog-api-key", "other")).await.unwrap();
    assert_eq!(other.status, 404, "another key has its own quota");
    world.until("the minute passes", async || world.get(&path).await.status == 200).await;
}

#[tokio::test]
async fn a_session_can_begin_in_the_middle_and_goes_on() {
    let steps = "[[scripts]]\nwhen = 'long'\nsteps = [{ after = '1s', message = 'again', repeat = 130 }]";
    let world = World::with(steps).await;
    let young = world.jules.in_the_middle("", "a long one", 2, Duration::from_mins(1));
    let old = world.jules.in_the_middle("", "a long one", 120, Duration::from_mins(1));
    let listed = world.get("sessions").await.json;
    let ids: Vec<&str> = listed["sessions"].as_array().unwrap().iter().filter_map(|one| one["id"].as_str()).collect();
    assert_eq!(ids, [young.as_str(), old.as_str()], "newest first, by the time of their creation");
    let session = world.get(&format!("sessions/{old}")).await.json;
    assert_eq!(session["state"], "IN_PROGRESS");
    let all = world.jules.activities(&old);
    let times: Vec<&str> = all.iter().filter_map(|one| one["createTime"].as_str()).collect();
    assert!(times.len() >= 120 && times.is_sorted() && session["createTime"].as_str().unwrap() < times[0]);
    let time = |at: usize| super::super::stamp::parse(times[at]).unwrap();
    assert_eq!(time(1) - time(0), 1_200_000_000, "a minute at fifty times the speed");
    let first = world.get(&format!("sessions/{old}/activities?pageSize=100")).await.json;
    let second =
        format!("sessions/{old}/activities?pageSize=100&pageToken={}", first["nextPageToken"].as_str().unwrap());
    while world.get(&second).await.json["activities"].as_array().unwrap().len() < 30 {
        tokio::task::yield_now().await; // it plays the rest of its script
    }
}

#[tokio::test]
async fn lists_can_begin_with_the_newest() {
    let steps = "[[scripts]]\nwhen = 'five'\nsteps = [{ message = 'again', repeat = 5 }]";
    let world = World::with(steps).await;
    let id = world.jules.in_the_middle("", "five", 5, Duration::from_secs(1));
    let oldest = world.activities(&id).await;
    world.jules.turn_knobs(|knobs| knobs.lists.newest_first = true);
    let mut newest = Vec::new();
    let mut path = format!("sessions/{id}/activities?pageSize=2");
    loop {
        let page = world.get(&path).await.json;
        newest.extend(page["activities"].as_array().unwrap().clone());
        let Some(token) = page["nextPageToken"].as_str() else { break };
        path = format!("sessions/{id}/activities?pageSize=2&pageToken={token}");
    }
    assert!(newest.iter().rev().eq(&oldest));
    let after = oldest[2]["createTime"].as_str().unwrap();
    let filtered = world.get(&format!("sessions/{id}/activities?filter=create_time%3E%22{after}%22")).await.json;
    assert_eq!(filtered["activities"], json!([oldest[4], oldest[3]]));
}
