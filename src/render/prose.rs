//! Long prose in parts that each stand alone as a message.
//!
//! A cut prefers the end of a paragraph, then of a line, of a word, of a character
//! as people count them. A code block or span that is cut is closed and opened
//! again. Lengths are UTF-16 units, what Discord's own client counts; its API
//! counts code points, of which there are never more.

#[cfg(test)]
mod tests;

use unicode_segmentation::UnicodeSegmentation as _;

use super::safe::{SafeText, closing_ticks, code_span};

/// The most a part of a message may have: Discord's limit is 2,000.
pub const LIMIT: usize = 1_900;
/// Below this, fences alone would fill a part.
const SMALLEST_LIMIT: usize = 64;
const FENCE: &str = "```";

/// Length in UTF-16 units.
#[must_use]
pub fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// `text`, or as much of it as fits into `max` units with `…` at the end. For plain
/// words; Markdown wants `excerpt`.
#[must_use]
pub fn clip(text: &str, max: usize) -> String {
    if fits(text, max) {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut room = max.saturating_sub(1);
    for grapheme in text.graphemes(true) {
        let Some(left) = room.checked_sub(units(grapheme)) else { break };
        room = left;
        out.push_str(grapheme);
    }
    out.truncate(out.trim_end().len());
    if max > 0 {
        out.push('…');
    }
    out
}

/// The first part of `text`, with `…` where something is missing.
#[must_use]
pub fn excerpt(text: &SafeText, max: usize) -> SafeText {
    if fits(text.as_str(), max) {
        return text.clone();
    }
    if max < SMALLEST_LIMIT + 2 {
        return SafeText::ours(clip(text.as_str(), max));
    }
    let first = split(text, max - 2).into_iter().next().unwrap_or_default();
    let gap = if first.ends_with(FENCE) { "\n" } else { " " };
    SafeText::ours(first + gap + "…")
}

/// `text` in parts of at most `limit` units (64 to 1,900), fences that had to be
/// added included. Only white space at a cut is left out; no part is empty.
#[must_use]
pub fn split(text: &SafeText, limit: usize) -> Vec<String> {
    pieces(text.as_str(), limit).iter().map(Piece::show).filter(|part| !part.trim().is_empty()).collect()
}

fn fits(text: &str, max: usize) -> bool {
    text.len() <= max || units(text) <= max
}

/// What a cut interrupts, and the next part has to begin with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Frame<'a> {
    /// The line that opened the code block.
    fence: Option<&'a str>,
    /// How many ticks opened the code span; 0 outside.
    ticks: usize,
    /// In the middle of a quoted line.
    quote: bool,
}

impl Frame<'_> {
    fn open(&self) -> String {
        match self.fence {
            Some(opener) => format!("{opener}\n"),
            None => format!("{}{}", if self.quote { "> " } else { "" }, "`".repeat(self.ticks)),
        }
    }

    fn close(&self) -> &'static str {
        match (self.fence, self.ticks) {
            (Some(_), _) => "\n```",
            (None, 0) => "",
            (None, 1) => "`",
            (None, _) => "``",
        }
    }
}

/// A stretch of the text, and what it is framed by. All bodies together are the text.
#[derive(Debug)]
struct Piece<'a> {
    before: Frame<'a>,
    body: &'a str,
    after: Frame<'a>,
}

impl Piece<'_> {
    fn show(&self) -> String {
        let mut body = self.body;
        if self.before.fence.is_none() {
            body = body.trim_start_matches('\n');
        }
        body = if self.after.fence.is_some() { body.strip_suffix('\n').unwrap_or(body) } else { body.trim_end() };
        self.before.open() + body + self.after.close()
    }
}

fn pieces(text: &str, limit: usize) -> Vec<Piece<'_>> {
    let limit = limit.max(SMALLEST_LIMIT);
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut before = Frame::default();
    while from < text.len() {
        let room = limit - units(&before.open());
        let (at, after) = if fits(&text[from..], room) {
            (text.len(), Frame::default())
        } else {
            Walk::new(text, from, before, room).best()
        };
        pieces.push(Piece { before, body: &text[from..at], after });
        (from, before) = (at, after);
    }
    pieces
}

/// How good a place is for a cut; better ones first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rank {
    Paragraph,
    Line,
    Word,
    /// Between words of a code span.
    Span,
    Grapheme,
}

const RANKS: [Rank; 5] = [Rank::Paragraph, Rank::Line, Rank::Word, Rank::Span, Rank::Grapheme];

impl Rank {
    /// A good place is no use when it leaves the part nearly empty.
    fn least(self, room: usize) -> usize {
        match self {
            Rank::Paragraph | Rank::Line => room / 3,
            Rank::Word | Rank::Span => room / 4,
            Rank::Grapheme => 0,
        }
    }
}

/// One pass over what might fit into a part, keeping the last cut of each rank.
struct Walk<'a> {
    text: &'a str,
    from: usize,
    room: usize,
    used: usize,
    frame: Frame<'a>,
    /// Per rank: units used, where, and what is cut through.
    cuts: [Option<(usize, usize, Frame<'a>)>; 5],
}

impl<'a> Walk<'a> {
    fn new(text: &'a str, from: usize, frame: Frame<'a>, room: usize) -> Self {
        Self { text, from, room, used: 0, frame, cuts: [None; 5] }
    }

    /// The best place to cut, and what it cuts through.
    fn best(mut self) -> (usize, Frame<'a>) {
        let mut at = self.from;
        while at < self.text.len() {
            let end = self.text[at..].find('\n').map_or(self.text.len(), |length| at + length);
            if !self.line(at, end) {
                break;
            }
            at = end + 1;
        }
        let good = RANKS.iter().zip(&self.cuts).find_map(|(rank, cut)| {
            cut.filter(|(used, ..)| *used >= rank.least(self.room)).map(|(_, at, frame)| (at, frame))
        });
        good.or_else(|| self.cuts.iter().flatten().map(|(_, at, frame)| (*at, *frame)).max_by_key(|cut| cut.0))
            .unwrap_or_else(|| self.forced())
    }

    /// A single character as people count them, too long for a part: only its
    /// code points are left to cut between.
    fn forced(&self) -> (usize, Frame<'a>) {
        let room = self.room - units(self.frame.close());
        let mut used = 0;
        let length = self.text[self.from..].char_indices().find_map(|(at, c)| {
            used += c.len_utf16();
            (used > room).then_some(at)
        });
        (length.map_or(self.text.len(), |length| self.from + length), self.frame)
    }

    fn note(&mut self, rank: Rank, at: usize, frame: Frame<'a>) {
        if at > self.from && self.used + units(frame.close()) <= self.room {
            self.cuts[rank as usize] = Some((self.used, at, frame));
        }
    }

    /// Whether `piece` still fits.
    fn take(&mut self, piece: &str) -> bool {
        self.used += units(piece);
        self.used <= self.room
    }

    /// Walks one line and its end; false when the part is full.
    fn line(&mut self, start: usize, end: usize) -> bool {
        let line = &self.text[start..end];
        let whole = start == 0 || self.text[..start].ends_with('\n');
        let marker = whole && line.starts_with(FENCE);
        if marker {
            self.frame.fence = if self.frame.fence.is_some() { None } else { Some(line) };
            if !self.take(line) {
                return false;
            }
        } else if !self.words(start, end) {
            return false;
        }
        if end == self.text.len() || !self.take("\n") {
            return false;
        }
        self.frame = Frame { fence: self.frame.fence, ..Frame::default() };
        self.line_end(line, marker, end + 1);
        true
    }

    /// Notes the cut after a line, unless it would leave an empty code block behind.
    fn line_end(&mut self, line: &str, marker: bool, at: usize) {
        let inside = self.frame.fence.is_some();
        if inside && (marker || self.text[at..].starts_with(FENCE)) {
            return;
        }
        let rank = if !inside && (marker || line.trim().is_empty()) {
            Rank::Paragraph
        } else if !inside && line.starts_with('#') {
            // A heading belongs to what follows.
            Rank::Word
        } else {
            Rank::Line
        };
        self.note(rank, at, self.frame);
    }

    /// Walks the inside of a line; false when the part is full.
    fn words(&mut self, start: usize, end: usize) -> bool {
        let line = &self.text[start..end];
        let code = self.frame.fence.is_some();
        let quote = !code && (self.frame.quote || line.starts_with("> "));
        let mut solid = Solid { ticks: self.frame.ticks, ..Solid::default() };
        if solid.ticks > 0 {
            solid.end = closing_ticks(line, 0, solid.ticks).unwrap_or(line.len());
        }
        let mut space = false;
        for (at, grapheme) in line.grapheme_indices(true) {
            if !code && at >= solid.end {
                solid = Solid::at(line, at);
            }
            let blank = grapheme.chars().all(char::is_whitespace);
            if let Some(ticks) = solid.cut(at) {
                let frame = Frame { ticks, quote, ..self.frame };
                let rank = match (space && !blank, ticks) {
                    (true, 0) => Rank::Word,
                    (true, _) => Rank::Span,
                    (false, _) => Rank::Grapheme,
                };
                self.note(rank, start + at, frame);
            }
            space = blank;
            if !self.take(grapheme) {
                return false;
            }
        }
        true
    }
}

/// What should not be cut through: a code span, a link, an escape.
#[derive(Default)]
struct Solid {
    start: usize,
    end: usize,
    /// Of a code span; 0 for the others.
    ticks: usize,
}

impl Solid {
    /// What starts at `at`; a single character where nothing does.
    fn at(line: &str, at: usize) -> Self {
        let rest = &line[at..];
        let escape = || rest[1..].chars().next().map_or(1, |c| 1 + c.len_utf8());
        let address = || {
            let inside = rest.strip_prefix("<http")?;
            let end = inside.find(|c: char| c == '>' || c.is_whitespace())?;
            inside[end..].starts_with('>').then_some("<http>".len() + end)
        };
        let (length, ticks) = match rest.as_bytes().first() {
            Some(b'`') => match code_span(rest) {
                Some(length) => (length, rest.bytes().take_while(|b| *b == b'`').count()),
                None => (1, 0),
            },
            Some(b'\\') => (escape(), 0),
            Some(b'<') => (address().unwrap_or(1), 0),
            _ => (1, 0),
        };
        Self { start: at, end: at + length, ticks }
    }

    /// Whether a cut before `at` is possible, and how many ticks it then takes to
    /// close what it cuts through.
    fn cut(&self, at: usize) -> Option<usize> {
        if at <= self.start || at >= self.end {
            return Some(0);
        }
        let inside = self.ticks > 0 && at > self.start + self.ticks && at + self.ticks < self.end;
        inside.then_some(self.ticks)
    }
}
