//! Filters, tokens and orders of activities lists: the ones seen live, and those that may be.

use super::*;
use crate::sim::scenario::Step;

/// A session in progress that says `a`, `b`, `c` … after its plan.
async fn speaking(world: &World, texts: &str) -> String {
    let id = world.planned().await;
    for text in texts.chars() {
        world.jules.inject(&id, &Step::from_json(json!({"message": text.to_string()})).unwrap()).unwrap();
    }
    id
}

fn said(page: &Got) -> String {
    assert_eq!(page.status, 200, "{page:?}");
    let all = page.json["activities"].as_array().into_iter().flatten();
    all.map(|activity| activity["agentMessaged"]["agentMessage"].as_str().unwrap_or("P")).collect()
}

fn filter(comparison: &str, activity: &Value) -> String {
    let comparison = comparison.replace('>', "%3E").replace('=', "%3D");
    format!("filter=create_time{comparison}%22{}%22", activity["createTime"].as_str().unwrap())
}

/// All pages of a list as one text, and how many there were.
async fn through(world: &World, path: &str) -> (String, usize) {
    let (mut all, mut pages, mut token) = (String::new(), 0, String::new());
    loop {
        let page = world.get(&format!("{path}{token}")).await;
        all += &said(&page);
        pages += 1;
        let Some(next) = page.json["nextPageToken"].as_str() else { return (all, pages) };
        token = format!("&pageToken={next}");
    }
}

#[tokio::test]
async fn other_filters_are_invalid_arguments() {
    let world = World::plain().await;
    let id = world.planned().await;
    let moment = "2026-09-02T10:00:00Z";
    for filter in [
        format!("create_time%3E{moment}"),
        format!("createTime%3E%22{moment}%22"),
        format!("create_time%3C%22{moment}%22"),
        format!("create_time%3E%3D%22{moment}%22"),
        "create_time%3E%22yesterday%22".to_owned(),
        "originator%3Dagent".to_owned(),
    ] {
        let got = world.get(&format!("sessions/{id}/activities?filter={filter}")).await;
        assert_refused(&got, 400, "INVALID_ARGUMENT");
    }
}

#[tokio::test]
async fn the_first_page_may_be_empty_and_lead_on() {
    let world = World::plain().await;
    let id = world.planned().await;
    world.jules.patch_knobs(&json!({"lists": {"empty_pages": true}})).unwrap();
    let first = world.get(&format!("sessions/{id}/activities")).await.json;
    assert!(first.get("activities").is_none());
    let token = first["nextPageToken"].as_str().unwrap();
    let next = world.get(&format!("sessions/{id}/activities?pageToken={token}")).await.json;
    assert_eq!(next["activities"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_filter_may_be_refused_or_have_no_effect() {
    let world = World::plain().await;
    let id = speaking(&world, "ab").await;
    let all = world.activities(&id).await;
    let path = format!("sessions/{id}/activities?{}", filter(">", &all[1]));
    assert_eq!(said(&world.get(&path).await), "b");
    world.jules.patch_knobs(&json!({"lists": {"filter": "ignore"}})).unwrap();
    assert_eq!(said(&world.get(&path).await), "Pab");
    world.jules.patch_knobs(&json!({"lists": {"filter": "refuse"}})).unwrap();
    assert_refused(&world.get(&path).await, 400, "INVALID_ARGUMENT");
    assert_eq!(said(&world.get(&format!("sessions/{id}/activities")).await), "Pab");
}

#[tokio::test]
async fn a_filter_may_take_at_or_after_as_well() {
    let world = World::plain().await;
    let id = speaking(&world, "abc").await;
    let all = world.activities(&id).await;
    let path = format!("sessions/{id}/activities?{}", filter(">=", &all[2]));
    assert_refused(&world.get(&path).await, 400, "INVALID_ARGUMENT");
    world.jules.patch_knobs(&json!({"lists": {"filter_at_or_after": true}})).unwrap();
    assert_eq!(said(&world.get(&path).await), "bc");
    assert_eq!(said(&world.get(&format!("sessions/{id}/activities?{}", filter(">", &all[2]))).await), "c");
}

#[tokio::test]
async fn tokens_may_be_texts_that_only_the_server_understands() {
    let world = World::turned(json!({"lists": {"tokens": "opaque"}})).await;
    let id = speaking(&world, "abcd").await;
    let path = format!("sessions/{id}/activities?pageSize=2");
    assert_eq!(through(&world, &path).await, ("Pabcd".to_owned(), 3));
    let token = world.get(&path).await.json["nextPageToken"].as_str().unwrap().to_owned();
    assert!(token.parse::<u64>().is_err(), "{token}");
    for made_up in ["1787346421522664000", "garbage"] {
        assert_refused(&world.get(&format!("{path}&pageToken={made_up}")).await, 400, "INVALID_ARGUMENT");
    }
}

#[tokio::test]
async fn every_list_may_come_in_the_opposite_order() {
    let world = World::turned(json!({"lists": {"newest_first": true, "oldest_first": true}})).await;
    let id = speaking(&world, "abcd").await;
    let path = format!("sessions/{id}/activities?pageSize=2");
    assert_eq!(through(&world, &path).await, ("dcbaP".to_owned(), 3));
    let last = world.jules.activities(&id)[2].clone();
    assert_eq!(through(&world, &format!("{path}&{}", filter(">", &last))).await, ("dc".to_owned(), 1));
    let other = world.create(json!({})).await;
    let third = world.create(json!({})).await;
    let page = world.get("sessions?pageSize=2").await.json;
    let ids: Vec<&str> = page["sessions"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [&id, &other], "oldest first");
    let token = page["nextPageToken"].as_str().unwrap();
    let rest = world.get(&format!("sessions?pageToken={token}")).await.json;
    assert_eq!((&rest["sessions"][0]["id"], rest["sessions"].as_array().unwrap().len()), (&json!(third), 1));
}

#[tokio::test]
async fn twins_are_not_torn_apart_in_the_opposite_order_either() {
    let world = World::turned(json!({"lists": {"newest_first": true, "oldest_first": true}})).await;
    let id = speaking(&world, "a").await;
    for text in ["b", "c"] {
        let twin = Step::from_json(json!({"message": text, "same_time": true})).unwrap();
        world.jules.inject(&id, &twin).unwrap();
    }
    assert_eq!(through(&world, &format!("sessions/{id}/activities?pageSize=1")).await, ("cbaP".to_owned(), 2));
}
