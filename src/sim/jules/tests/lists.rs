//! Session lists, archive, delete, and sources.

use super::*;
use crate::sim::scenario::Step;

fn ids(got: &Got) -> Vec<String> {
    let rows = got.json["sessions"].as_array().cloned().unwrap_or_default();
    rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

async fn many(world: &World, count: usize) -> Vec<String> {
    world.jules.turn_knobs(|knobs| (knobs.create.daily, knobs.create.concurrent) = (0, 0));
    let mut made = Vec::new();
    for _ in 0..count {
        made.push(world.create(json!({})).await);
    }
    made.reverse();
    made
}

#[tokio::test]
async fn an_empty_list_is_an_empty_object() {
    let world = World::plain().await;
    assert_eq!(world.get("sessions").await.json, json!({}));
}

#[tokio::test]
async fn sessions_come_newest_first_thirty_at_a_time() {
    let world = World::plain().await;
    let newest_first = many(&world, 103).await;
    let first = world.get("sessions").await;
    assert_eq!(ids(&first), newest_first[..30]);
    let token = first.json["nextPageToken"].as_str().unwrap();
    assert_eq!(ids(&world.get(&format!("sessions?pageToken={token}")).await), newest_first[30..60]);
    let coerced = world.get("sessions?pageSize=5000").await;
    assert_eq!(ids(&coerced), newest_first[..100]);
    let token = coerced.json["nextPageToken"].as_str().unwrap();
    let last = world.get(&format!("sessions?pageSize=100&pageToken={token}")).await;
    assert_eq!(ids(&last), newest_first[100..]);
    assert!(last.json.get("nextPageToken").is_none());
    assert_refused(&world.get("sessions?pageToken=garbage").await, 400, "INVALID_ARGUMENT");
}

#[tokio::test]
async fn archived_and_other_sessions_page_together_in_their_order() {
    let world = World::plain().await;
    let newest_first = many(&world, 9).await;
    for id in newest_first.iter().step_by(2) {
        world.post(&format!("sessions/{id}:archive"), json!({})).await;
    }
    world.call(Method::DELETE, &format!("sessions/{}", newest_first[4]), None).await;
    let path = "sessions?pageSize=3&filter=archived%20%3D%20true%20OR%20archived%20%3D%20false";
    let (mut seen, mut token) = (Vec::new(), String::new());
    loop {
        let page = world.get(&format!("{path}{token}")).await;
        seen.extend(ids(&page));
        let Some(next) = page.json["nextPageToken"].as_str() else { break };
        token = format!("&pageToken={next}");
    }
    let kept: Vec<String> = newest_first.iter().filter(|id| **id != newest_first[4]).cloned().collect();
    assert_eq!(seen, kept);
}

#[tokio::test]
async fn archived_sessions_hide_unless_asked_for() {
    let world = World::plain().await;
    let (kept, hidden) = (world.create(json!({})).await, world.create(json!({})).await);
    let got = world.post(&format!("sessions/{hidden}:archive"), json!({})).await;
    assert_eq!(got.json["archived"], true);
    assert_eq!(ids(&world.get("sessions").await), std::slice::from_ref(&kept));
    assert_eq!(ids(&world.get("sessions?filter=archived%20%3D%20true").await), std::slice::from_ref(&hidden));
    assert_eq!(ids(&world.get("sessions?filter=archived%20%3D%20false").await), std::slice::from_ref(&kept));
    let all = world.get("sessions?filter=archived%20%3D%20true%20OR%20archived%20%3D%20false").await;
    assert_eq!(ids(&all), [hidden.clone(), kept]);
    assert_refused(&world.get("sessions?filter=state%3DQUEUED").await, 400, "INVALID_ARGUMENT");
    assert_eq!(world.get(&format!("sessions/{hidden}")).await.status, 200);
    let got = world.post(&format!("sessions/{hidden}:unarchive"), json!({})).await;
    assert!(got.json.get("archived").is_none());
    assert_eq!(ids(&world.get("sessions").await).len(), 2);
}

#[tokio::test]
async fn archiving_a_working_session_pauses_it_and_a_message_resumes_it() {
    let script = "[[scripts]]\nwhen = 'long'\nsteps = [{ state = 'IN_PROGRESS' }, { after = '1m', completed = {} }]";
    let world = World::with(script).await;
    let id = world.create(json!({"prompt": "long"})).await;
    world.until_state(&id, "IN_PROGRESS").await;
    let got = world.post(&format!("sessions/{id}:archive"), json!({})).await;
    assert_eq!((&got.json["state"], &got.json["archived"]), (&json!("PAUSED"), &json!(true)));
    world.send(&id, "go on").await;
    world.until_state(&id, "COMPLETED").await;
    assert!(kinds(&world.activities(&id).await).contains(&"sessionCompleted".to_owned()));
}

#[tokio::test]
async fn a_deleted_session_is_gone_everywhere() {
    let world = World::plain().await;
    let id = world.planned().await;
    let activity = world.activities(&id).await[0]["id"].clone();
    assert_eq!(world.call(Method::DELETE, &format!("sessions/{id}"), None).await.status, 200);
    let activity = format!("sessions/{id}/activities/{}", activity.as_str().unwrap());
    for path in [format!("sessions/{id}"), format!("sessions/{id}/activities"), activity] {
        assert_refused(&world.get(&path).await, 404, "NOT_FOUND");
    }
    for verb in ["approvePlan", "archive", "unarchive"] {
        assert_refused(&world.post(&format!("sessions/{id}:{verb}"), json!({})).await, 404, "NOT_FOUND");
    }
    assert_refused(&world.send(&id, "hello").await, 404, "NOT_FOUND");
    assert_refused(&world.call(Method::DELETE, &format!("sessions/{id}"), None).await, 404, "NOT_FOUND");
    assert_eq!(world.get("sessions").await.json, json!({}));
}

#[tokio::test]
async fn a_row_lags_behind_its_session() {
    let world = World::turned(json!({"lists": {"lag": "50s"}})).await;
    let id = world.create(json!({"requirePlanApproval": true})).await;
    assert_eq!(world.get("sessions").await.json, json!({}), "its appearance lags, too");
    world.until_state(&id, "AWAITING_PLAN_APPROVAL").await;
    let row = || async { world.get("sessions").await.json["sessions"][0]["state"].clone() };
    // The whole path to here has taken less than the lag: the list has yet to hear of any of it.
    assert_ne!(row().await, "AWAITING_PLAN_APPROVAL");
    world.until("the list catches up", async || row().await == "AWAITING_PLAN_APPROVAL").await;
    assert_eq!(world.get(&format!("sessions/{id}")).await.json["state"], "AWAITING_PLAN_APPROVAL");
}

#[tokio::test]
async fn the_rest_of_a_row_is_fresh_or_lags_as_well() {
    for whole in [false, true] {
        let world = World::turned(json!({"lists": {"lag_whole_row": whole}})).await;
        let id = world.planned().await;
        world.jules.patch_knobs(&json!({"lists": {"lag": "1h"}})).unwrap();
        for step in [json!({"message": "news"}), json!({"outputs": {"change_set": {"file": "todo.patch"}}})] {
            world.jules.inject(&id, &Step::from_json(step).unwrap()).unwrap();
        }
        world.jules.set_state(&id, "IN_PROGRESS").unwrap();
        let row = world.get("sessions").await.json["sessions"][0].clone();
        let session = world.get(&format!("sessions/{id}")).await.json;
        assert_eq!((&row["state"], &session["state"]), (&json!("AWAITING_PLAN_APPROVAL"), &json!("IN_PROGRESS")));
        assert_eq!(row["updateTime"] != session["updateTime"], whole);
        assert_eq!((row.get("outputs").is_none(), session.get("outputs").is_none()), (whole, false));
    }
}

#[tokio::test]
async fn a_list_may_begin_with_an_empty_page() {
    let world = World::turned(json!({"lists": {"empty_pages": true}})).await;
    let id = world.create(json!({})).await;
    let first = world.get("sessions").await;
    assert!(ids(&first).is_empty());
    let token = first.json["nextPageToken"].as_str().unwrap();
    assert_eq!(ids(&world.get(&format!("sessions?pageToken={token}")).await), [id]);
    let first = world.get("sources").await;
    assert_eq!(first.json, json!({"nextPageToken": "github/acme/todo"}));
    assert_eq!(world.get("sources?pageToken=github/acme/todo").await.json["sources"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn sources_page_by_id_and_filter_by_name_only() {
    let world = World::shipped("hostile", 1.0).await;
    let first = world.get("sources?pageSize=1").await;
    assert_eq!(first.json["sources"][0]["name"], "sources/github/acme/todo");
    assert_eq!(first.json["nextPageToken"], "github/acme/bare");
    let second = world.get("sources?pageSize=1&pageToken=github/acme/bare").await;
    let bare = json!({"owner": "acme", "repo": "bare"});
    assert_eq!(second.json["sources"][0]["githubRepo"], bare, "no isPrivate, no branches, no default");
    let both = "name%3Dsources/github/acme/bare%20OR%20name%3Dsources/github/acme/branchy";
    let filtered = world.get(&format!("sources?filter={both}")).await;
    assert_eq!(filtered.json["sources"][1]["githubRepo"]["branches"].as_array().unwrap().len(), 515);
    for wrong in ["filter=owner%3Dacme", "pageToken=garbage"] {
        assert_refused(&world.get(&format!("sources?{wrong}")).await, 400, "INVALID_ARGUMENT");
    }
}

#[tokio::test]
async fn a_source_is_found_by_its_exact_name() {
    let world = World::shipped("two_steps", 1.0).await;
    let got = world.get("sources/github/acme/todo").await;
    assert_eq!(got.json["id"], "github/acme/todo");
    assert_eq!(got.json["githubRepo"]["isPrivate"], true);
    for wrong in ["sources/github/acme/none", "sources/github/Acme/todo"] {
        assert_refused(&world.get(wrong).await, 404, "NOT_FOUND");
    }
}

#[tokio::test]
async fn each_account_sees_and_uses_the_sources_it_has_connected_and_no_other() {
    let text = super::PLAIN.replace("repo = \"todo\"", "repo = \"todo\"\naccounts = [\"\"]").replace(
        "[knobs.create]",
        "[[sources]]\nowner = \"acme\"\nrepo = \"vault\"\nbranches = [\"main\"]\naccounts = [\"other\"]\n[knobs.create]",
    );
    let world = World::new(Scenario::parse("test", &text, Files::new(None)).unwrap(), 50.0).await;
    let url = world.jules.api_url();
    for (key, theirs, others) in [("key", "todo", "vault"), ("other", "vault", "todo")] {
        let get = |path: &str| got(world.http.get(format!("{url}/{path}")).header("x-goog-api-key", key));
        let listed = get("sources").await.unwrap().json;
        assert_eq!(listed["sources"].as_array().unwrap().len(), 1, "{key}: {listed}");
        assert_eq!(listed["sources"][0]["id"], format!("github/acme/{theirs}"));
        assert_eq!(get(&format!("sources/github/acme/{theirs}")).await.unwrap().status, 200);
        assert_refused(&get(&format!("sources/github/acme/{others}")).await.unwrap(), 404, "NOT_FOUND");
        let create = |repo: &str| {
            let context = json!({"source": format!("sources/github/acme/{repo}"), "githubRepoContext": {"startingBranch": "main"}});
            let body = json!({"prompt": "Fix it", "sourceContext": context});
            got(world.http.post(format!("{url}/sessions")).header("x-goog-api-key", key).json(&body))
        };
        assert_eq!(create(theirs).await.unwrap().status, 200, "{key}");
        assert_refused(&create(others).await.unwrap(), 400, "INVALID_ARGUMENT");
    }
}
