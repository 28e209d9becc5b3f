//! Reading bodies: whole ones under a cap, and lists item by item while they
//! arrive, so that a page costs its largest item in memory and not itself, and
//! an item that cannot be read costs only itself.

use std::fmt::Write as _;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Error;

/// One page of a list, as much of it as could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The items that could be read, in the server's order.
    pub items: Vec<T>,
    /// How many could not be.
    pub skipped: usize,
    /// The token of the next page. A page may be empty and still have a next one.
    pub next: Option<String>,
}

/// Takes a list's JSON apart while it arrives. It knows just enough JSON to see
/// where an item ends; what an item means is up to serde.
pub(super) struct Splitter {
    key: &'static str,
    depth: usize,
    in_list: bool,
    in_string: bool,
    escaped: bool,
    /// Everything but the items.
    frame: Vec<u8>,
    item: Vec<u8>,
}

impl Splitter {
    /// For the list under this key of the top-level object.
    pub(super) fn new(key: &'static str) -> Self {
        Self { key, depth: 0, in_list: false, in_string: false, escaped: false, frame: Vec::new(), item: Vec::new() }
    }

    /// Takes the next bytes and hands every item they complete to `each`.
    pub(super) fn feed(&mut self, bytes: &[u8], mut each: impl FnMut(&[u8])) {
        for &byte in bytes {
            self.byte(byte, &mut each);
        }
    }

    fn byte(&mut self, byte: u8, each: &mut impl FnMut(&[u8])) {
        if self.in_string {
            self.keep(byte);
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return;
        }
        match byte {
            b',' if self.at_list_level() => self.finish_item(each),
            b']' if self.at_list_level() => {
                self.finish_item(each);
                self.in_list = false;
                self.depth -= 1;
                self.keep(byte);
            }
            b'{' | b'[' => {
                self.keep(byte);
                self.in_list |= byte == b'[' && self.depth == 1 && self.opens_the_list();
                self.depth += 1;
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                self.keep(byte);
            }
            b'"' => {
                self.in_string = true;
                self.keep(byte);
            }
            _ => self.keep(byte),
        }
    }

    fn at_list_level(&self) -> bool {
        self.in_list && self.depth == 2
    }

    fn keep(&mut self, byte: u8) {
        if self.in_list { self.item.push(byte) } else { self.frame.push(byte) }
    }

    fn finish_item(&mut self, each: &mut impl FnMut(&[u8])) {
        let item = self.item.trim_ascii();
        if !item.is_empty() {
            each(item);
        }
        self.item.clear();
    }

    /// Whether the frame ends in `"key" : [`.
    fn opens_the_list(&self) -> bool {
        let before = self.frame[..self.frame.len() - 1].trim_ascii_end();
        let name = before.strip_suffix(b":").map(<[u8]>::trim_ascii_end);
        name.and_then(|name| name.strip_suffix(b"\""))
            .and_then(|name| name.strip_suffix(self.key.as_bytes()))
            .is_some_and(|rest| rest.ends_with(b"\""))
    }

    /// The body is over: the next page's token, or why this was no complete list.
    pub(super) fn finish(self) -> Result<Option<String>, Error> {
        let frame = self.frame.trim_ascii();
        if frame.is_empty() && self.item.is_empty() {
            return Ok(None); // zero bytes are a valid empty answer
        }
        let tail: Tail = decode(frame)?;
        Ok(tail.next_page_token.filter(|token| !token.is_empty()))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tail {
    #[serde(default)]
    next_page_token: Option<String>,
}

/// Decodes a whole body. An empty one reads as `{}` (jules-api.md 1.0).
pub(super) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    let body = if body.trim_ascii().is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|why| Error::Decode { message: why.to_string() })
}

/// Percent-encodes a path segment or a query value.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn split(key: &'static str, body: &[u8], chunk: usize) -> (Vec<Vec<u8>>, Result<Option<String>, Error>) {
        let mut splitter = Splitter::new(key);
        let mut items = Vec::new();
        for bytes in body.chunks(chunk.max(1)) {
            splitter.feed(bytes, |item| items.push(item.to_vec()));
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
        for body in [&br#"{"activities":[{"id":"a"},{"#[..], b"<html></html>", b"[1]", br#"{"activities":[1]"#, b"nul"]
        {
            assert!(split("activities", body, 4).1.is_err(), "{}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn names_are_escaped_and_numbers_are_not() {
        assert_eq!(escape("create_time>\"2026Z\""), "create_time%3E%222026Z%22");
        assert_eq!(escape("14361725569735593935"), "14361725569735593935");
        assert_eq!(escape("../é"), "..%2F%C3%A9");
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
}
