//! Reading bodies: whole ones under a cap, and lists item by item while they
//! arrive, so that a page costs its largest item in memory and not itself, and
//! an item that cannot be read costs only itself. A value larger than the cap
//! (a patch, a picture) is left out while it arrives; the item says so.

use std::fmt::Write as _;
use std::ops::ControlFlow;

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

/// One item of a list, as it arrived.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'a> {
    /// Its JSON, without what was left out.
    pub bytes: &'a [u8],
    /// Values that were larger than the cap; the JSON has `""` in their place.
    pub left_out: u32,
}

/// Takes a list's JSON apart while it arrives. It knows just enough JSON to see
/// where an item and a string end; what an item means is up to serde.
pub(super) struct Splitter {
    key: &'static str,
    /// The longest string kept, in bytes.
    value_cap: usize,
    depth: usize,
    in_list: bool,
    text: Text,
    /// Everything but the items.
    frame: Vec<u8>,
    item: Vec<u8>,
    left_out: u32,
}

/// Where in a string the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Text {
    /// Not in one.
    Outside,
    /// In one whose content begins at this byte of the item or frame.
    Inside { from: usize, escaped: bool },
    /// In one that was too large; nothing of it is kept.
    LeftOut { escaped: bool },
}

/// What is no item of the list: a page token, fields nobody knows.
const FRAME_CAP: usize = 1 << 20;
/// The least that is kept of a string, however full its item is.
const SHORT: usize = 1 << 10;

impl Splitter {
    /// For the list under this key of the top-level object. A string longer than
    /// `value_cap` bytes (as written) is left out; an item is kept up to four times that.
    pub(super) fn new(key: &'static str, value_cap: usize) -> Self {
        let (frame, item) = (Vec::new(), Vec::new());
        Self { key, value_cap, depth: 0, in_list: false, text: Text::Outside, frame, item, left_out: 0 }
    }

    /// From here on, strings longer than this are left out, too.
    pub(super) fn tighten(&mut self, value_cap: usize) {
        self.value_cap = self.value_cap.min(value_cap);
    }

    /// Takes the next bytes and hands every item they complete to `each`, until
    /// that breaks. Bytes after a break are not looked at.
    pub(super) fn feed(&mut self, bytes: &[u8], mut each: impl FnMut(Item<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            rest = after;
            match self.text {
                Text::Outside => self.structure(byte, &mut each)?,
                Text::Inside { escaped: false, .. } | Text::LeftOut { escaped: false } => {
                    // Most of a large body is strings: take what is plain in one go.
                    let whole = &bytes[bytes.len() - rest.len() - 1..];
                    let plain = memchr::memchr2(b'"', b'\\', whole).unwrap_or(whole.len());
                    let (plain, special) = whole.split_at(plain);
                    self.plain(plain);
                    rest = special.get(1..).unwrap_or_default();
                    if let Some(&special) = special.first() {
                        self.special(special);
                    }
                }
                Text::Inside { .. } | Text::LeftOut { .. } => self.escaped(byte),
            }
        }
        ControlFlow::Continue(())
    }

    /// Content of a string, up to its next special byte.
    fn plain(&mut self, bytes: &[u8]) {
        let Text::Inside { from, .. } = self.text else { return };
        self.keep(bytes);
        if self.in_list && self.item.len() - from > self.room(from) {
            self.item.truncate(from);
            self.left_out += 1;
            self.text = Text::LeftOut { escaped: false };
        }
    }

    /// A quote that ends a string, or the backslash that escapes what follows.
    fn special(&mut self, byte: u8) {
        if byte == b'"' {
            self.keep(b"\"");
            self.text = Text::Outside;
            return;
        }
        self.plain(b"\\");
        match &mut self.text {
            Text::Inside { escaped, .. } | Text::LeftOut { escaped } => *escaped = true,
            Text::Outside => {}
        }
    }

    /// The byte behind a backslash.
    fn escaped(&mut self, byte: u8) {
        match &mut self.text {
            Text::Inside { escaped, .. } | Text::LeftOut { escaped } => *escaped = false,
            Text::Outside => {}
        }
        self.plain(&[byte]);
    }

    /// What a string may hold that begins here: less when its item is large already.
    fn room(&self, from: usize) -> usize {
        self.value_cap.min((2 * self.value_cap).saturating_sub(from)).max(SHORT)
    }

    fn structure(&mut self, byte: u8, each: &mut impl FnMut(Item<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        match byte {
            b',' if self.at_list_level() => return self.finish_item(each),
            b']' if self.at_list_level() => {
                let flow = self.finish_item(each);
                self.in_list = false;
                self.depth -= 1;
                self.keep(&[byte]);
                return flow;
            }
            b'{' | b'[' => {
                self.keep(&[byte]);
                self.in_list |= byte == b'[' && self.depth == 1 && self.opens_the_list();
                self.depth += 1;
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                self.keep(&[byte]);
            }
            b'"' => {
                self.keep(&[byte]);
                let from = if self.in_list { self.item.len() } else { self.frame.len() };
                self.text = Text::Inside { from, escaped: false };
            }
            _ => self.keep(&[byte]),
        }
        ControlFlow::Continue(())
    }

    fn at_list_level(&self) -> bool {
        self.in_list && self.depth == 2
    }

    /// Beyond any sensible size nothing is kept: what is left decodes to nothing.
    fn keep(&mut self, bytes: &[u8]) {
        let (kept, cap) =
            if self.in_list { (&mut self.item, 4 * self.value_cap + SHORT) } else { (&mut self.frame, FRAME_CAP) };
        let room = cap.saturating_sub(kept.len());
        kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    fn finish_item(&mut self, each: &mut impl FnMut(Item<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        let left_out = std::mem::take(&mut self.left_out);
        let bytes = self.item.trim_ascii();
        let flow = if bytes.is_empty() { ControlFlow::Continue(()) } else { each(Item { bytes, left_out }) };
        self.item.clear();
        self.item.shrink_to(64 << 10);
        flow
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
        let body =
            format!(r#"{{"activities":[{{"id":"a","data":"{long}","mimeType":"image/png"}},{{"data":"{edge}"}}]}}"#);
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
        assert!(
            serde_json::from_str::<Value>(&items[2].0).is_err(),
            "what is no string and endless decodes to nothing"
        );
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
}
