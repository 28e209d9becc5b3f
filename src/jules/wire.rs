//! Reading bodies: whole ones under a cap, and lists item by item while they
//! arrive, so that a page costs its largest item in memory and not itself, and
//! an item that cannot be read costs only itself. A value larger than the cap
//! (a patch, a picture) is left out while it arrives; the item says so.

#[cfg(test)]
mod tests;

use std::fmt::{self, Write as _};
use std::ops::ControlFlow;

use serde::Deserializer as _;
use serde::de::{DeserializeOwned, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::Error;

/// One page of a list, as much of it as could be read.
///
/// ```
/// use jules_discord::jules::Shown;
///
/// # jules_discord::docs::play(async |jules| {
/// let mut token = None;
/// loop {
///     let page = jules.sessions(Shown::Active, token.as_deref()).await?;
///     if page.skipped > 0 {
///         println!("{} rows this version cannot read", page.skipped);
///     }
///     match page.next {
///         Some(next) => token = Some(next), // also after an empty page
///         None => break,
///     }
/// }
/// # Ok(()) });
/// ```
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
            .and_then(|rest| rest.strip_suffix(b"\""))
            // Or the quote is part of a longer key, which ends as ours does.
            .is_some_and(|rest| !rest.ends_with(b"\\"))
    }

    /// The body is over: the next page's token, or why this was no complete list.
    pub(super) fn finish(self) -> Result<Option<String>, Error> {
        let frame = self.frame.trim_ascii();
        if frame.is_empty() && self.item.is_empty() {
            return Ok(None); // zero bytes are a valid empty answer
        }
        let mut json = serde_json::Deserializer::from_slice(filled(frame));
        let token = json.deserialize_map(Frame { key: self.key }).and_then(|token| json.end().map(|()| token));
        token.map(|token| token.filter(|token| !token.is_empty())).map_err(unreadable)
    }
}

/// Reads what stands around the items: the token, and that no item stands there.
struct Frame {
    key: &'static str,
}

impl<'de> Visitor<'de> for Frame {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list's page")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let mut token = None;
        while let Some(key) = fields.next_key::<String>()? {
            if key == "nextPageToken" {
                token = match fields.next_value()? {
                    Value::String(text) => Some(text),
                    Value::Number(number) => Some(number.to_string()),
                    _ => None,
                };
            } else if key == self.key {
                // What the splitter took out left an empty list. Anything else it
                // did not see for what it is; that must not pass for an empty page.
                match fields.next_value()? {
                    Value::Null => {}
                    Value::Array(rest) if rest.is_empty() => {}
                    _ => return Err(A::Error::custom("the list is not written as one")),
                }
            } else {
                fields.next_value::<IgnoredAny>()?;
            }
        }
        Ok(token)
    }
}

/// Decodes a whole body. An empty one reads as `{}` (jules-api.md 1.0).
pub(super) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(filled(body)).map_err(unreadable)
}

/// The body without a byte order mark, which JSON must not but may begin with.
fn filled(body: &[u8]) -> &[u8] {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    if body.trim_ascii().is_empty() { b"{}" } else { body }
}

#[expect(clippy::needless_pass_by_value, reason = "what map_err gives")]
fn unreadable(why: serde_json::Error) -> Error {
    Error::Decode { message: why.to_string() }
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
