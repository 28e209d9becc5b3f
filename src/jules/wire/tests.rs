//! Bodies taken apart as they arrive, whole and broken.

use super::*;
use proptest::prelude::*;
use serde_json::{Value, json};

type Split = (Vec<Vec<u8>>, Result<Option<String>, Error>);

fn split(key: &'static str, body: &[u8], chunk: usize) -> Split {
    let mut splitter = Splitter::new(key, 1 << 20);
    let mut items = Vec::new();
    for bytes in body.chunks(chunk.max(1)) {
        let _ = splitter.feed(bytes, |item| {
            items.push(item.bytes.to_vec());
            ControlFlow::Continue(())
        });
    }
    (items, splitter.finish())
}

#[test]
fn a_list_is_split_whatever_stands_around_and_in_it() {
    let body = br#" { "other" : [ 1, {"activities":[2]} ], "activities" : [ {"a":"]},{\"" } , null, [1,2], "x,]" ], "nextPageToken":"t" } "#;
    for chunk in [1, 2, 7, 1000] {
        let (items, next) = split("activities", body, chunk);
        assert_eq!(items, [&br#"{"a":"]},{\"" }"#[..], b"null", b"[1,2]", br#""x,]""#]);
        assert_eq!(next, Ok(Some("t".to_owned())));
    }
}

#[test]
fn empty_answers_are_empty_lists() {
    for body in [&b""[..], b"{}", b" { } \n", br#"{"activities":[]}"#, br#"{"nextPageToken":""}"#] {
        assert_eq!(split("activities", body, 3), (Vec::new(), Ok(None)));
    }
}

#[test]
fn a_cut_or_foreign_body_is_an_error_and_not_an_empty_list() {
    for body in [
        &br#"{"activities":[{"id":"a"},{"#[..],
        b"<html></html>",
        b"[1]",
        b"[]",
        b"null",
        br#"{"activities":{"0":1}}"#,
        br#"{"activ\u0069ties":[1]}"#,
        br#"{"activities":[1]"#,
        b"nul",
    ] {
        assert!(split("activities", body, 4).1.is_err(), "{}", String::from_utf8_lossy(body));
    }
}

#[test]
fn what_is_odd_about_a_page_does_not_cost_it() {
    let frame = |key: &str| format!(r#"{{"{key}":[1],"nextPageToken":7,"nextPageToken":8}}"#);
    let (items, next) = split("activities", frame("activities").as_bytes(), 3);
    assert_eq!((items.len(), next.unwrap().as_deref()), (1, Some("8")));
    let (items, next) = split("activities", frame(r#"x\"activities"#).as_bytes(), 3);
    assert_eq!((items.len(), next.unwrap().as_deref()), (0, Some("8")), "another key, though it ends as ours");
    let marked = ["\u{FEFF}", r#"{"activities":[1]}"#].concat();
    assert_eq!(split("activities", marked.as_bytes(), 2), (vec![b"1".to_vec()], Ok(None)));
}

#[test]
fn names_are_escaped_and_numbers_are_not() {
    assert_eq!(escape("create_time>\"2026Z\""), "create_time%3E%222026Z%22");
    assert_eq!(escape("14361725569735593935"), "14361725569735593935");
    assert_eq!(escape("../é"), "..%2F%C3%A9");
}

/// The items of a list, with what was left out of each, and the most bytes held at a time.
fn split_small(body: &[u8], value_cap: usize, chunk: usize) -> (Vec<(String, u32)>, usize) {
    let mut splitter = Splitter::new("activities", value_cap);
    let (mut items, mut held) = (Vec::new(), 0);
    for bytes in body.chunks(chunk) {
        let _ = splitter.feed(bytes, |item| {
            items.push((String::from_utf8(item.bytes.to_vec()).unwrap(), item.left_out));
            ControlFlow::Continue(())
        });
        held = held.max(splitter.item.capacity() + splitter.frame.capacity());
    }
    splitter.finish().unwrap();
    (items, held)
}

#[test]
fn a_value_above_the_cap_is_left_out_and_everything_around_it_stays() {
    let (long, edge) = ("\\\"x".repeat(1_000), "y".repeat(2_000));
    let body = format!(r#"{{"activities":[{{"id":"a","data":"{long}","mimeType":"image/png"}},{{"data":"{edge}"}}]}}"#);
    for chunk in [1, 3, 4096] {
        let (items, _) = split_small(body.as_bytes(), 2_000, chunk);
        assert_eq!(items[0], (r#"{"id":"a","data":"","mimeType":"image/png"}"#.to_owned(), 1));
        assert_eq!(items[1], (format!(r#"{{"data":"{edge}"}}"#), 0), "exactly the cap is kept");
    }
}

#[test]
fn fifty_megabytes_cost_a_few_times_the_cap() {
    let giant = format!(r#"{{"data":"{}"}}"#, "x".repeat(25 << 20));
    let many = format!(r#"{{"a":[{}"x"]}}"#, format!(r#""{}","#, "y".repeat(60_000)).repeat(400));
    let numbers = format!(r#"{{"a":[{}1]}}"#, "123456789,".repeat(100_000));
    let body = format!(r#"{{"activities":[{giant},{many},{numbers},{{"id":"last"}}]}}"#);
    let (items, held) = split_small(body.as_bytes(), 1 << 16, 1 << 14);
    assert_eq!(items.len(), 4);
    assert_eq!(items[0], (r#"{"data":""}"#.to_owned(), 1));
    assert!(items[1].1 > 390, "an item of many large values keeps the first of them only");
    assert!(serde_json::from_str::<Value>(&items[2].0).is_err(), "what is no string and endless decodes to nothing");
    assert_eq!(items[3].0, r#"{"id":"last"}"#);
    assert!(held < 1 << 20, "{held}");
}

#[test]
fn reading_can_end_in_the_middle() {
    let mut splitter = Splitter::new("activities", 1 << 10);
    let mut seen = 0;
    let flow = splitter.feed(br#"{"activities":[1,2,3,4"#, |_| {
        seen += 1;
        if seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((seen, flow), (2, ControlFlow::Break(())));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from)
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::btree_map(".*", inner, 0..5).prop_map(|map| json!(map)),
        ]
    })
}

proptest! {
    #[test]
    fn splitting_agrees_with_serde(items in proptest::collection::vec(any_json(), 0..6), pretty: bool, chunk in 1usize..40) {
        let whole = json!({"before": {"activities": [1]}, "activities": items, "nextPageToken": "n]\"{"});
        let body = if pretty { serde_json::to_vec_pretty(&whole) } else { serde_json::to_vec(&whole) }.unwrap();
        let (parts, next) = split("activities", &body, chunk);
        let parts: Vec<Value> = parts.iter().map(|part| serde_json::from_slice(part).unwrap()).collect();
        prop_assert_eq!(parts, items);
        prop_assert_eq!(next.unwrap().unwrap(), "n]\"{");
    }

    #[test]
    fn no_bytes_make_it_panic(body: Vec<u8>, chunk in 1usize..9) {
        let _ = split("activities", &body, chunk);
    }
}
