//! Bytes: compression, indentation, sizes, forms, the key's other place, and what the ledger counts.

use std::io::Read as _;

use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING};

use super::*;
use crate::sim::scenario::knobs::Transport;
use crate::sim::scenario::{Span, Step};

/// An answer as it travels: nothing is unpacked.
async fn raw(world: &World, path: &str, accept: Option<&str>) -> (bool, Vec<u8>) {
    let client = Client::builder().no_gzip().no_proxy().build().unwrap();
    let request = client.get(format!("{}/{path}", world.jules.api_url())).header("x-goog-api-key", "key");
    let request = accept.into_iter().fold(request, |request, accept| request.header(ACCEPT_ENCODING, accept));
    let response = request.send().await.unwrap();
    let packed = response.headers().get(CONTENT_ENCODING).is_some_and(|coding| coding == "gzip");
    (packed, response.bytes().await.unwrap().to_vec())
}

async fn with_patch(kilobytes: usize) -> (World, String) {
    let world = World::plain().await;
    let id = world.planned().await;
    let step = json!({"change_set": {"file": "todo.patch", "pad_kb": kilobytes}});
    world.jules.inject(&id, &Step::from_json(step).unwrap()).unwrap();
    (world, format!("sessions/{id}/activities"))
}

#[tokio::test]
async fn an_answer_is_compressed_for_whoever_accepts_it() {
    let (world, path) = with_patch(200).await;
    let (packed, plain) = raw(&world, &path, None).await;
    assert!(!packed && plain.len() > 200_000);
    for accept in ["gzip", "gzip, deflate", "br;q=1.0, GZIP;q=0.8", "*"] {
        let (packed, bytes) = raw(&world, &path, Some(accept)).await;
        assert!(packed && bytes.len() < plain.len() / 4, "{accept}: {}", bytes.len());
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&*bytes).read_to_end(&mut unpacked).unwrap();
        assert!(unpacked == plain);
    }
    for accept in ["identity", "gzip;q=0", "br, deflate"] {
        assert_eq!(raw(&world, &path, Some(accept)).await, (false, plain.clone()), "{accept}");
    }
}

#[tokio::test]
async fn small_answers_are_not_compressed_and_a_knob_turns_it_off() {
    let (world, path) = with_patch(200).await;
    assert!(!raw(&world, "sessions/1", Some("gzip")).await.0, "a short refusal");
    world.jules.patch_knobs(&json!({"transport": {"gzip": false}})).unwrap();
    assert!(!raw(&world, &path, Some("gzip")).await.0);
    world.jules.patch_knobs(&json!({"transport": {"gzip": true, "gzip_from": 10_000_000}})).unwrap();
    assert!(!raw(&world, &path, Some("gzip")).await.0);
}

#[tokio::test]
async fn the_ledger_counts_bytes_as_they_travel_and_as_they_are() {
    let (world, path) = with_patch(200).await;
    world.jules.clear_calls();
    let (_, packed) = raw(&world, &path, Some("gzip")).await;
    let (_, plain) = raw(&world, &path, None).await;
    let body = json!({"prompt": "as long as it is"}).to_string();
    world.call(Method::POST, "sessions", Some(&body)).await;
    let calls = world.jules.calls();
    assert_eq!((calls[0].response_bytes, calls[0].plain_bytes), (packed.len(), plain.len()));
    assert_eq!((calls[1].response_bytes, calls[1].plain_bytes), (plain.len(), plain.len()));
    assert_eq!((calls[0].request_bytes, calls[2].request_bytes), (0, body.len()));
    let counters = world.jules.counters();
    let sums = counters.all();
    assert_eq!(sums.request_bytes, body.len() as u64);
    assert_eq!(sums.plain_bytes - sums.response_bytes, (plain.len() - packed.len()) as u64);
    assert_eq!(counters.sessions.values().map(|one| one.request_bytes).sum::<u64>(), body.len() as u64);
    // Headers, too, are bytes: some hundred for each of the three calls.
    let wire = counters.wire;
    assert!((sums.response_bytes + 300..sums.response_bytes + 3_000).contains(&wire.sent), "{wire:?}");
    assert!((sums.request_bytes + 300..sums.request_bytes + 3_000).contains(&wire.received), "{wire:?}");
    assert!((2..=3).contains(&wire.connections), "{wire:?}");
}

#[tokio::test]
async fn an_answer_that_is_cut_counts_for_what_has_left() {
    let (world, path) = with_patch(10).await;
    world.jules.fail(None, 1, crate::sim::jules::Fault::cut()).unwrap();
    let url = format!("{}/{path}", world.jules.api_url());
    assert!(got(world.http.get(url).header("x-goog-api-key", "key")).await.is_err());
    let calls = world.jules.calls();
    let (last, whole) = (calls.last().unwrap(), raw(&world, &path, Some("gzip")).await.1.len());
    assert_eq!(last.response_bytes, whole / 2);
}

#[tokio::test]
async fn a_page_of_ten_megabytes_is_served() {
    let world = World::turned(json!({"activities": {"pad_kb": 2_600}})).await;
    let id = world.planned().await;
    for step in [json!({"change_set": {"file": "todo.patch"}}), json!({"media": {"file": "todo.png", "pad_kb": 3_000}})]
    {
        world.jules.inject(&id, &Step::from_json(step).unwrap()).unwrap();
    }
    let (_, plain) = raw(&world, &format!("sessions/{id}/activities"), None).await;
    assert!((10_000_000..12_000_000).contains(&plain.len()), "{}", plain.len());
    let (_, packed) = raw(&world, &format!("sessions/{id}/activities"), Some("gzip")).await;
    assert!(packed.len() > 5_000_000, "pictures do not compress: {}", packed.len());
    let page: Value = serde_json::from_slice(&plain).unwrap();
    let patch = page["activities"][1]["artifacts"][0]["changeSet"]["gitPatch"]["unidiffPatch"].as_str().unwrap();
    assert!(patch.contains("+++ b/generated.txt") && patch.lines().count() > 40_000);
    assert!(page["activities"][2]["artifacts"][0]["media"]["data"].as_str().unwrap().starts_with("iVBORw0KGgo"));
}

#[tokio::test]
async fn an_answer_is_indented_where_that_is_asked_for() {
    let world = World::plain().await;
    let id = world.create(json!({})).await;
    let path = format!("sessions/{id}?prettyPrint=");
    let (compact, indented) = (world.get(&format!("{path}false")).await, world.get(&format!("{path}true")).await);
    assert!(!compact.text.contains('\n') && compact.json["id"] == id);
    assert!(indented.text.starts_with("{\n  \"") && indented.text.ends_with("}\n") && indented.json["id"] == id);
    assert!(!world.get("sessions").await.text.contains('\n'));
    world.jules.patch_knobs(&json!({"transport": {"pretty": true}})).unwrap();
    assert!(world.get("sessions").await.text.contains('\n'));
    assert!(world.get(&format!("sessions/{id}/activities/none")).await.text.contains('\n'), "refusals, too");
    assert_eq!(world.get(&format!("{path}false")).await.text.matches('\n').count(), 0);
}

#[tokio::test]
async fn a_key_may_stand_in_the_query_and_never_in_the_ledger() {
    let world = World::plain().await;
    let url = format!("{}/sessions", world.jules.api_url());
    let ask = async |query: &str| got(world.http.get(format!("{url}?{query}"))).await.unwrap().status;
    assert_eq!((ask("key=key").await, ask("$key=key&pageSize=1").await), (200, 200));
    assert_eq!((ask("key=wrong").await, ask("key=").await), (401, 401));
    let header = world.http.get(format!("{url}?key=key")).header("x-goog-api-key", "wrong");
    assert_eq!(got(header).await.unwrap().status, 401, "the header goes first");
    world.jules.patch_knobs(&json!({"transport": {"key_in_query": false}})).unwrap();
    assert_eq!(ask("key=key").await, 401);
    let queries: Vec<String> = world.jules.calls().into_iter().map(|call| call.query).collect();
    assert_eq!(queries, ["key=…", "$key=…&pageSize=1", "key=…", "key=…", "key=…", "key=…"]);
}

#[tokio::test]
async fn a_form_is_refused_as_a_query_that_does_not_fit() {
    let world = World::plain().await;
    let url = format!("{}/sessions", world.jules.api_url());
    let form = || {
        let request = world.http.post(&url).header("x-goog-api-key", "key");
        request.header("content-type", "application/x-www-form-urlencoded").body(r#"{"prompt": "x"}"#)
    };
    let refused = got(form()).await.unwrap();
    assert_refused(&refused, 400, "INVALID_ARGUMENT");
    assert!(refused.json["error"]["message"].as_str().unwrap().contains("Cannot bind query parameter"));
    world.jules.patch_knobs(&json!({"transport": {"form_bodies": true}})).unwrap();
    assert_eq!(got(form()).await.unwrap().status, 200);
    let bare = world.http.post(&url).header("x-goog-api-key", "key").body(r#"{"prompt": "x"}"#);
    assert_eq!(got(bare).await.unwrap().status, 200, "no content type at all is JSON");
}

#[tokio::test]
async fn nothing_but_json_is_to_be_had() {
    let world = World::plain().await;
    assert_eq!(world.get("sessions?alt=json&$alt=json").await.status, 200);
    for alt in ["proto", "media", "JSON"] {
        assert_refused(&world.get(&format!("sessions?alt={alt}")).await, 400, "INVALID_ARGUMENT");
    }
}

#[tokio::test]
async fn what_does_not_exist_is_not_found_in_json_or_in_html() {
    let world = World::plain().await;
    for (not_found, verb, path) in [("mixed", true, false), ("json", true, true), ("html", false, false)] {
        world.jules.patch_knobs(&json!({"transport": {"not_found": not_found}})).unwrap();
        let in_json = |got: Got| {
            assert_eq!(got.status, 404);
            if got.json["error"]["status"] == "NOT_FOUND" { true } else { !got.text.starts_with("<!DOCTYPE html>") }
        };
        assert_eq!(in_json(world.post("sessions/1:cancel", json!({})).await), verb, "{not_found}");
        assert_eq!(in_json(world.get("plans").await), path, "{not_found}");
    }
}

#[test]
fn one_call_in_a_hundred_takes_as_long_as_the_tail() {
    let (usual, tail) = (Span::Between(Duration::from_millis(250), Duration::from_millis(450)), Span::secs(3));
    let transport = Transport { latency: usual, latency_tail: tail, ..Transport::default() };
    let mut rng = fastrand::Rng::with_seed(1);
    let mut all: Vec<u128> = (0..10_000).map(|_| transport.next_latency(&mut rng).as_millis()).collect();
    all.sort_unstable();
    assert!((330..370).contains(&all[5_000]), "p50 {}", all[5_000]);
    assert!((250..=450).contains(&all[9_800]), "p98 {}", all[9_800]);
    assert_eq!((all[9_950], all[9_999]), (3_000, 3_000));
}
