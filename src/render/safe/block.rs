//! Lines and code blocks: every fence becomes one that Discord and we read alike.
//!
//! Discord knows only three backticks, finds them anywhere in a line and closes at
//! the next three. So in what leaves here a line that starts with three backticks
//! opens or closes a block, blocks are balanced, and no other line has three.

use super::clean::ZWSP;
use super::inline;
use super::table::{self, Table};

/// Blank lines in a row that a code block keeps.
const BLANKS_IN_CODE: usize = 3;
/// Longer runs of spaces push text out of sight.
const SPACES: usize = 40;
/// A language's name; anything longer is a title of the agent's.
const LONGEST_INFO: usize = 20;

/// Markdown with only safe lines and balanced code blocks.
pub(super) fn blocks(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut open: Option<Fence> = None;
    let lines: Vec<&str> = text.split('\n').collect();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        if let Some(mut fence) = open.take() {
            match fence.takes(line) {
                Taken::Inside => open = Some(fence),
                Taken::Closed => fence.close_into(&mut out),
                Taken::Left => {
                    fence.close_into(&mut out);
                    open = text_line(line, &mut out);
                }
            }
        } else if let Some((taken, table)) = table::at(&lines[at - 1..]) {
            at += taken - 1;
            match table {
                Table::Block(text) => out.extend(fenced("", &text).split('\n').map(str::to_owned)),
                Table::List(rows) => out.extend(rows.iter().map(|row| inline::line(&squeeze(row)))),
            }
        } else {
            open = text_line(line, &mut out);
        }
    }
    if let Some(fence) = open {
        fence.close_into(&mut out);
    }
    while out.last().is_some_and(String::is_empty) {
        out.pop();
    }
    out.join("\n")
}

/// Adds a line of prose; a fence that it opens is handed back.
fn text_line(line: &str, out: &mut Vec<String>) -> Option<Fence> {
    if let Some((marker, fence)) = Fence::opened_by(line) {
        if !marker.is_empty() {
            out.push(marker.to_owned());
        }
        return Some(fence);
    }
    let line = inline::line(&squeeze(&reshape(line.trim_end())));
    if !line.is_empty() || out.last().is_some_and(|last| !last.is_empty()) {
        out.push(line);
    }
    None
}

/// Constructs that would leave our frame, or that Discord does not know.
fn reshape(line: &str) -> String {
    let text = line.trim_start();
    let indent = &line[..line.len() - text.len()];
    // `>>>` quotes the rest of the message, `-#` makes small print.
    if let Some(rest) = text.strip_prefix(">>>") {
        return format!("{indent}>{rest}");
    }
    if let Some(rest) = text.strip_prefix("-# ") {
        return format!("{indent}{}", rest.trim_start());
    }
    let hashes = text.bytes().take_while(|b| *b == b'#').count();
    if hashes > 3 && text[hashes..].starts_with(' ') {
        return format!("###{}", &text[hashes..]);
    }
    line.to_owned()
}

fn squeeze(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut run = String::new();
    for c in line.chars() {
        if c.is_whitespace() {
            run.push(c);
            continue;
        }
        push_gap(&mut out, &run);
        run.clear();
        out.push(c);
    }
    out
}

fn push_gap(out: &mut String, run: &str) {
    out.push_str(if run.chars().count() > SPACES { " " } else { run });
}

/// A code block of `text`, whatever is in it; nothing for blank text.
pub(super) fn fenced(info: &str, text: &str) -> String {
    let mut fence = Fence { info: language(info), ..Fence::default() };
    fence.lines.extend(text.split('\n').map(str::to_owned));
    let mut out = Vec::new();
    fence.close_into(&mut out);
    out.join("\n")
}

fn language(info: &str) -> String {
    let word = info.split_whitespace().next().unwrap_or_default();
    let known = word.len() <= LONGEST_INFO
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'#' | b'_' | b'.'));
    if known { word.to_ascii_lowercase() } else { String::new() }
}

/// A code block being read.
#[derive(Default)]
struct Fence {
    mark: char,
    length: usize,
    /// Opened inside a quote: it ends with the quote.
    quoted: bool,
    indent: usize,
    info: String,
    lines: Vec<String>,
}

enum Taken {
    Inside,
    Closed,
    /// The line is not part of the block.
    Left,
}

impl Fence {
    /// The fence that `line` opens, and the list marker before it.
    fn opened_by(line: &str) -> Option<(&str, Self)> {
        let (before, rest, quoted) = containers(line);
        let mark = rest.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let length = rest.chars().take_while(|c| *c == mark).count();
        let info = &rest[length..];
        if length < 3 || info.contains(mark) {
            return None;
        }
        let marker = before.trim_matches(|c: char| c.is_whitespace() || c == '>');
        let indent = if quoted { 0 } else { before.chars().count() };
        Some((marker, Self { mark, length, quoted, indent, info: language(info), lines: Vec::new() }))
    }

    fn takes(&mut self, line: &str) -> Taken {
        let mut inside = line;
        if self.quoted {
            let Some(rest) = line.trim_start().strip_prefix('>') else { return Taken::Left };
            inside = rest.strip_prefix(' ').unwrap_or(rest);
        }
        let trimmed = inside.trim();
        if trimmed.len() >= self.length && trimmed.chars().all(|c| c == self.mark) {
            return Taken::Closed;
        }
        let spaces = inside.bytes().take_while(|b| *b == b' ').count();
        self.lines.push(inside[spaces.min(self.indent)..].to_owned());
        Taken::Inside
    }

    /// An empty block is left out: Discord would take its end for the start of another.
    fn close_into(self, out: &mut Vec<String>) {
        let blank = |line: &String| line.trim().is_empty();
        let Some(first) = self.lines.iter().position(|line| !blank(line)) else { return };
        let last = self.lines.iter().rposition(|line| !blank(line)).unwrap_or(first);
        out.push(format!("```{}", self.info));
        let mut blanks = 0;
        for line in &self.lines[first..=last] {
            blanks = if blank(line) { blanks + 1 } else { 0 };
            if blanks <= BLANKS_IN_CODE {
                out.push(part_ticks(line));
            }
        }
        out.push("```".to_owned());
    }
}

/// Splits a line into the quote and list markers it starts with, the rest, and
/// whether there was a quote.
fn containers(line: &str) -> (&str, &str, bool) {
    let mut rest = line;
    let mut quoted = false;
    loop {
        let text = rest.trim_start();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let after = if let Some(after) = text.strip_prefix('>') {
            quoted = true;
            Some(after)
        } else if (1..=9).contains(&digits) {
            [". ", ") "].iter().find_map(|end| text[digits..].strip_prefix(end))
        } else {
            ["- ", "* ", "+ "].iter().find_map(|bullet| text.strip_prefix(bullet))
        };
        let Some(after) = after else { return (&line[..line.len() - text.len()], text, quoted) };
        rest = after;
    }
}

/// No three backticks in a row, and none lost.
fn part_ticks(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut run = 0;
    for c in line.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        if run == 3 {
            out.push(ZWSP);
            run = 1;
        }
        out.push(c);
    }
    out
}
