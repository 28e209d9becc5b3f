//! One line of prose: code spans, links, mentions.
//!
//! Whatever Discord might read in two ways is escaped, so that what we took for
//! code is code there, too, and everything else has been through the same rules.

use super::clean::ZWSP;
use super::url::{self, Shown};

/// How far a link's parts may reach, in bytes; bounds the work on hostile input.
const LONGEST_LABEL: usize = 500;
const LONGEST_TARGET: usize = 2_000;

/// The line with nothing in it that pings, hides where it leads or unfurls.
pub(super) fn line(text: &str) -> String {
    let mut out = Line::default();
    out.scan(&short_ticks(text));
    out.finish()
}

/// Runs of three and more backticks would open a code block anywhere in a line.
fn short_ticks(text: &str) -> String {
    let mut run = 0;
    text.chars()
        .filter(|c| {
            run = if *c == '`' { run + 1 } else { 0 };
            run <= 2
        })
        .collect()
}

/// The line as it grows: what is done, and the text behind it that is still open
/// to the rules for mentions.
#[derive(Default)]
struct Line {
    done: String,
    text: String,
}

impl Line {
    fn scan(&mut self, text: &str) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let taken = match c {
                '\\' => self.escape(rest),
                '`' => Some(self.code(rest)),
                '!' if rest[1..].starts_with('[') => self.link(&rest[1..]).map(|length| length + 1),
                '[' => self.link(rest),
                '<' => self.angle(rest),
                _ if url::starts(rest) => self.bare(rest),
                _ => None,
            };
            let taken = taken.unwrap_or_else(|| {
                self.push(c);
                c.len_utf8()
            });
            rest = &rest[taken..];
        }
    }

    fn push(&mut self, c: char) {
        // Wherever the two came from: together they would make a link.
        if c == '(' && self.text.ends_with(']') {
            self.text.push(' ');
        }
        self.text.push(c);
    }

    fn escape(&mut self, rest: &str) -> Option<usize> {
        let next = rest[1..].chars().next().filter(char::is_ascii_punctuation)?;
        self.text.push('\\');
        self.push(next);
        Some(2)
    }

    /// A code span that closes on its line is left alone; a stray tick is escaped,
    /// because it would pair up with one further down.
    fn code(&mut self, rest: &str) -> usize {
        let ticks = leading_ticks(rest);
        if let Some(length) = code_span(rest) {
            self.fix(&rest[..length]);
            return length;
        }
        self.text.push_str(&r"\`".repeat(ticks));
        ticks
    }

    /// `[label](target)` becomes `label (<target>)`.
    fn link(&mut self, rest: &str) -> Option<usize> {
        let label = label(rest)?;
        let target_at = label + 2;
        let inside = rest[target_at..].strip_prefix('(')?;
        let (target, length) = target(inside)?;
        self.scan(&rest[1..=label]);
        if !target.is_empty() {
            self.text.push_str(if self.is_empty() { "(" } else { " (" });
            self.target(target);
            self.text.push(')');
        }
        Some(target_at + 1 + length)
    }

    fn is_empty(&self) -> bool {
        self.done.is_empty() && self.text.is_empty()
    }

    /// `<scheme:/…>`
    fn angle(&mut self, rest: &str) -> Option<usize> {
        let end = head(rest, LONGEST_TARGET).find('>')?;
        let inside = &rest[1..end];
        let scheme = inside.find(":/")?;
        let plain =
            |text: &str| !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '`'));
        if !plain(inside) || !plain(&inside[..scheme]) || inside[..scheme].contains(':') {
            return None;
        }
        self.target(inside);
        Some(end + 1)
    }

    fn bare(&mut self, rest: &str) -> Option<usize> {
        let url = url::bare(rest);
        if url.is_empty() {
            return None;
        }
        self.target(url);
        Some(url.len())
    }

    fn target(&mut self, target: &str) {
        match url::judge(target) {
            Shown::Link(url) => self.fix(&format!("<{url}>")),
            Shown::Code(text) if text.is_empty() => {}
            Shown::Code(text) => self.fix(&format!("`{text}`")),
        }
    }

    /// Appends what the rules for text must not touch.
    fn fix(&mut self, piece: &str) {
        let slashes = self.text.len() - self.text.trim_end_matches('\\').len();
        if slashes % 2 == 1 && !self.text.ends_with(r"\\") {
            self.text.push('\\');
        }
        self.settle();
        if piece.starts_with('`') && self.done.ends_with('`') {
            self.done.push(' ');
        }
        self.done.push_str(piece);
    }

    fn settle(&mut self) {
        let text = std::mem::take(&mut self.text);
        self.done.push_str(&unmention(&text));
    }

    fn finish(mut self) -> String {
        self.settle();
        self.done
    }
}

/// The start of `text`, about `length` bytes of it.
fn head(text: &str, length: usize) -> &str {
    &text[..text.floor_char_boundary(length)]
}

fn leading_ticks(text: &str) -> usize {
    text.bytes().take_while(|b| *b == b'`').count()
}

/// The length of the code span at the start of `rest`, its ticks included.
pub(in crate::render) fn code_span(rest: &str) -> Option<usize> {
    let ticks = leading_ticks(rest);
    closing_ticks(rest, ticks, ticks)
}

/// Where the first run of exactly `ticks` backticks at or after `from` ends.
pub(in crate::render) fn closing_ticks(text: &str, from: usize, ticks: usize) -> Option<usize> {
    let mut at = from;
    while let Some(found) = text[at..].find('`') {
        at += found;
        let run = leading_ticks(&text[at..]);
        at += run;
        if run == ticks {
            return Some(at);
        }
    }
    None
}

/// The length of the label in `[label]` at the start of `rest`, brackets inside it balanced.
fn label(rest: &str) -> Option<usize> {
    let rest = head(rest, LONGEST_LABEL);
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(c) = rest[at..].chars().next() {
        match c {
            '\\' => at += rest[at + 1..].chars().next().filter(char::is_ascii_punctuation).map_or(0, char::len_utf8),
            '`' => at += code_span(&rest[at..]).unwrap_or(1) - 1,
            '[' => depth += 1,
            ']' if depth == 1 => return Some(at - 1),
            ']' => depth -= 1,
            _ => {}
        }
        at += c.len_utf8();
    }
    None
}

/// The target in `target)` or `<target> "title")`, and how much of the text it all took.
fn target(inside: &str) -> Option<(&str, usize)> {
    let mut depth = 1_usize;
    let end = head(inside, LONGEST_TARGET).char_indices().find_map(|(at, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })?;
    let target = inside[..end].trim();
    let target = match target.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
        Some((url, _title)) => url,
        None => target.split(['"', '\'']).next().unwrap_or(target),
    };
    Some((target.trim(), end + 1))
}

/// Text in which Discord finds nobody to mention, no time stamp and no spoiler.
pub(super) fn unmention(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        out.push(c);
        let rest = &text[at + c.len_utf8()..];
        let broken = match c {
            '@' => ["everyone", "here"].iter().any(|name| url::starts_with(rest, name)),
            '<' => {
                rest.starts_with(['@', '#', '/', ':'])
                    || ["t:", "a:", "id:"].iter().any(|kind| url::starts_with(rest, kind))
            }
            '|' => rest.starts_with('|'),
            _ => false,
        };
        if broken {
            out.push(ZWSP);
        }
    }
    out
}
