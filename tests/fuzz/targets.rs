//! What must hold for any bytes at all. One function per target; the fuzzer runs
//! them on what it makes up, `cargo test` on what it found worth keeping.

use std::time::Duration;

use jules_discord::jules::fuzz::{self, Split};
use jules_discord::jules::model::{Activity, Session, Source};
use jules_discord::jules::patch::{FileChange, parse};
use jules_discord::jules::{Cursor, Error};
use jules_discord::render::prose;
use jules_discord::render::safe::{SafeText, name};
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

/// More than any input has, so nothing is left out.
const ALL: usize = 1 << 20;

/// Pages, single resources and errors. The first byte says in how large pieces the
/// rest arrives, the second how long a text may be.
pub fn decode(data: &[u8]) {
    let [size, cap, body @ ..] = data else { return };
    for key in ["activities", "sessions", "sources"] {
        let whole = fuzz::split(key, ALL, [body]);
        assert_eq!(whole, fuzz::split(key, ALL, pieces(body, *size)), "the pieces make a difference");
        agrees_with_serde(key, body, &whole);
        let cap = usize::from(*cap) * 16;
        let small = fuzz::split(key, cap, [body]);
        assert_eq!(small, fuzz::split(key, cap, pieces(body, *size)), "the pieces make a difference");
        is_the_same_but_for_long_texts(&whole, &small, cap);
    }
    activities(&fuzz::split("activities", ALL, [body]).items);
    for (bytes, _) in fuzz::split("sessions", ALL, [body]).items {
        resources(&bytes);
    }
    resources(body);
    errors(body);
}

/// Pieces of changing sizes, the same ones for the same seed.
fn pieces(mut body: &[u8], seed: u8) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    let mut state = u32::from(seed);
    while !body.is_empty() {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        let longest = if seed.is_multiple_of(2) { 4 } else { 64 };
        let (piece, rest) = body.split_at(body.len().min(1 + (state >> 16) as usize % longest));
        pieces.push(piece);
        body = rest;
    }
    pieces
}

/// Where a body is JSON, taking it apart gives what serde finds in it, byte for byte.
fn agrees_with_serde(key: &str, body: &[u8], split: &Split) {
    let text = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    if text.trim_ascii().is_empty() {
        assert_eq!((split.items.len(), &split.end), (0, &Ok(None)), "nothing is an empty page");
        return;
    }
    let mut json = serde_json::Deserializer::from_slice(text);
    let read = json.deserialize_map(Page { key }).and_then(|page| json.end().map(|()| page));
    let Ok((items, token)) = read else { return };
    match &split.end {
        Ok(next) => {
            let found: Vec<&str> = split.items.iter().map(|(item, _)| std::str::from_utf8(item).unwrap()).collect();
            assert_eq!(found, items.iter().map(|item| item.get()).collect::<Vec<_>>());
            assert_eq!(next, &token.filter(|token| !token.is_empty()));
        }
        // A key or a list that is written in no way a server writes it; or too deep.
        Err(_) => assert!(
            body.contains(&b'\\') || items.is_empty() || token.is_none(),
            "a page is refused that serde reads: {:?}",
            split.end
        ),
    }
}

/// A page as serde reads it: all items of all lists under the key, and the last token.
struct Page<'k> {
    key: &'k str,
}

impl<'de> Visitor<'de> for Page<'_> {
    type Value = (Vec<Box<RawValue>>, Option<String>);

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a page")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let (mut items, mut token) = (Vec::new(), None);
        while let Some(key) = fields.next_key::<String>()? {
            if key == self.key {
                items.extend(fields.next_value::<Option<Vec<Box<RawValue>>>>()?.unwrap_or_default());
            } else if key == "nextPageToken" {
                token = match fields.next_value()? {
                    Value::String(text) => Some(text),
                    Value::Number(number) => Some(number.to_string()),
                    _ => None,
                };
            } else {
                fields.next_value::<IgnoredAny>()?;
            }
        }
        Ok((items, token))
    }
}

/// A small cap changes nothing about where items begin and end, and nothing in
/// those that it does not touch.
fn is_the_same_but_for_long_texts(whole: &Split, small: &Split, cap: usize) {
    assert_eq!((whole.items.len(), &whole.end), (small.items.len(), &small.end));
    for ((all, none), (some, left_out)) in whole.items.iter().zip(&small.items) {
        assert_eq!(*none, 0);
        if *left_out == 0 && all.len() <= 4 * cap {
            assert_eq!(all, some);
        }
        if *left_out > 0 && serde_json::from_slice::<Value>(all).is_ok() && all.len() <= 4 * cap {
            assert!(serde_json::from_slice::<Value>(some).is_ok(), "what is left is no longer JSON");
        }
    }
}

/// Activities are given once, in order, and whatever has an id is read.
fn activities(items: &[(Vec<u8>, u32)]) {
    let mut cursor = Cursor::default();
    let (read, skipped) = fuzz::harvest(items, &mut cursor);
    let mut latest = None;
    for activity in &read {
        assert!(!activity.id.as_str().is_empty());
        if let Some(time) = activity.create_time {
            assert!(latest <= Some(time), "{activity:?} comes too late");
            latest = Some(time);
        }
    }
    let readable = |bytes: &[u8]| {
        let value: Option<Value> = serde_json::from_slice(bytes).ok();
        value.is_some_and(|value| value["id"].as_str().is_some_and(|id| !id.is_empty()))
    };
    let identified = items.iter().filter(|(bytes, _)| readable(bytes)).count();
    assert!(skipped <= items.len() - identified, "something with an id was not read");
    let stored = serde_json::to_string(&cursor).unwrap();
    let mut restored: Cursor = serde_json::from_str(&stored).unwrap();
    assert_eq!(cursor, restored);
    let (again, unread) = fuzz::harvest(items, &mut restored);
    assert_eq!((again, unread), (Vec::new(), 0), "nothing is given twice");
    assert_eq!(cursor, restored);
}

/// A resource by itself: what is an object is read, and what is read can be stored.
fn resources(body: &[u8]) {
    let object = serde_json::from_slice::<Value>(body).ok().filter(Value::is_object);
    if let Ok(session) = fuzz::decode::<Session>(body) {
        let session = session.with_identity();
        let stored = serde_json::to_string(&session).unwrap();
        assert_eq!(serde_json::from_str::<Session>(&stored).unwrap(), session);
        let _ = (session.pull_request(), session.change_set());
    }
    if let Ok(source) = fuzz::decode::<Source>(body) {
        let _ = (source.slug(), source.default_branch());
    }
    let _ = fuzz::decode::<Activity>(body);
    if let Some(object) = object {
        // From the value, in which no key stands twice.
        assert!(serde_json::from_value::<Session>(object.clone()).is_ok());
        assert!(serde_json::from_value::<Source>(object).is_ok());
    }
}

/// What kind of error it is, the body has no say in; and no message is endless.
fn errors(body: &[u8]) {
    for http in [302, 400, 401, 403, 404, 409, 429, 500, 502, 503, 504] {
        let ((created, error), (_, bare)) = (fuzz::error(http, body), fuzz::error(http, b""));
        assert_eq!(std::mem::discriminant(&error), std::mem::discriminant(&bare));
        assert_eq!(std::mem::discriminant(&error), std::mem::discriminant(&created));
        assert!(error.to_string().chars().count() < 13_000, "a short text");
        assert_eq!((error.is_transient(), error.is_permanent()), (bare.is_transient(), bare.is_permanent()));
        assert_eq!(error.may_have_happened(), bare.may_have_happened());
        let doubtful = matches!(&error, Error::Refused { status, .. } if status == "FAILED_PRECONDITION");
        assert_eq!(created.may_have_happened(), bare.may_have_happened() || doubtful);
    }
}

/// Patches: files stand where they say they do, count what is there, and read the
/// same by themselves.
pub fn patch(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let patch = parse(&text);
    let mut end = 0;
    let (mut added, mut removed) = (0, 0);
    for file in &patch.files {
        assert!(end <= file.span.start && file.span.start < file.span.end && file.span.end <= text.len());
        end = file.span.end;
        let part = &text[file.span.clone()];
        let lines = |sign| part.lines().filter(|line| line.starts_with(sign)).count();
        assert!(file.added <= lines('+') && file.removed <= lines('-'));
        assert!(!file.path.is_empty() && file.old_path.as_ref() != Some(&file.path));
        let alone = FileChange { span: 0..part.len(), ..file.clone() };
        assert_eq!(parse(part).files, [alone]);
        (added, removed) = (added + file.added, removed + file.removed);
    }
    assert_eq!((patch.added(), patch.removed()), (added, removed));
}

/// Cursors: whatever was stored, an activity is new once, and bounds only move on.
/// The first line is a stored cursor, each further one an id and a time.
pub fn cursor(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.lines();
    let mut cursor: Cursor = lines.next().and_then(|line| serde_json::from_str(line).ok()).unwrap_or_default();
    for step in lines.collect::<Vec<_>>().chunks(3) {
        let activities: Vec<_> = step.iter().map(|line| line.split_once(' ').unwrap_or((line, ""))).collect();
        let (newest, bounds) = (cursor.newest(), fuzz::bounds(&cursor));
        let behind = Duration::from_secs(step[0].len() as u64);
        let new = fuzz::pass(&mut cursor, &activities, behind);
        for (at, activity) in activities.iter().enumerate().filter(|(at, _)| new[*at]) {
            assert!(!activities[..at].contains(activity), "new twice");
        }
        assert!(cursor.newest() >= newest);
        // A token is a number, and an earlier floor never a later one's.
        let number = |token: Option<String>| token.map(|token| token.parse::<i64>().unwrap());
        let after = fuzz::bounds(&cursor);
        assert_eq!(after.0.is_some(), after.1.is_some());
        assert!(number(after.1) >= number(bounds.1));
        let stored = serde_json::to_string(&cursor).unwrap();
        let mut restored: Cursor = serde_json::from_str(&stored).unwrap();
        assert_eq!(restored, cursor);
        assert!(fuzz::pass(&mut restored, &activities, behind).iter().all(|new| !new), "new again after a restart");
    }
}

/// Other people's words: what comes out says the same when it goes in again, pings nobody,
/// hides nothing, and stays in its frame however it is cut.
pub fn safe(data: &[u8]) {
    let raw = String::from_utf8_lossy(data);
    let prose = SafeText::markdown(&raw);
    assert_eq!(SafeText::markdown(prose.as_str()), prose, "twice does more than once");
    for text in [&prose, &SafeText::plan(&raw), &SafeText::code(&raw, "diff")] {
        stays_in_its_frame(text.as_str());
        for part in prose::split(text, prose::LIMIT) {
            assert!(prose::units(&part) <= prose::LIMIT, "a part is too long");
            stays_in_its_frame(&part);
        }
    }
    let line = name(&raw, 80);
    assert!(prose::units(&line) <= 80 && !line.contains(['\n', '\r']), "a name is no line");
    for text in [prose.as_str(), &line] {
        assert!(!text.contains("@everyone") || text.contains('`'), "everyone is called");
        assert!(!text.chars().any(|c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\0')), "hidden");
        assert!(
            !text.chars().any(|c| matches!(u32::from(c), 0xE0000..=0xE007F) && !text.contains('\u{1F3F4}')),
            "tags"
        );
    }
}

/// Every code block that is opened is closed, and no other line has three ticks.
fn stays_in_its_frame(text: &str) {
    let mut open = false;
    for line in text.lines() {
        if line.starts_with("```") {
            open = !open;
        }
    }
    assert!(!open, "a code block stays open");
}
