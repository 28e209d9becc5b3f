//! `SafeText`: other people's words, made fit for Discord.
//!
//! Nothing in it pings, hides where a link leads, unfurls, or leaves its frame.
//! A message's `Body` is plain text, so nothing but this rule keeps raw words out of
//! it: whoever builds a `Body` takes other people's words from here. What the words
//! say is not judged: that the agent speaks is for the frame around them to show.

mod block;
mod clean;
mod inline;
mod secrets;
mod table;
#[cfg(test)]
mod tests;
mod url;

use std::fmt;

pub use clean::{Hidden, clean, hidden_in};
pub(super) use inline::{closing_ticks, code_span};

use super::prose;

/// Discord Markdown without tricks. Its code blocks are fenced by exactly three
/// backticks at a line's start and are balanced; no other line has three.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SafeText(String);

impl SafeText {
    /// Prose in Markdown: the agent's messages, descriptions, a person's prompt.
    /// Hidden characters are removed. Twice does no more than once.
    #[must_use]
    pub fn markdown(raw: &str) -> Self {
        Self(settled(raw))
    }

    /// Like `markdown`, but hidden characters are shown (`⟦U+202E⟧`): for a text
    /// that somebody is about to approve.
    #[must_use]
    pub fn plan(raw: &str) -> Self {
        Self(settled(&clean(raw, Hidden::Show)))
    }

    /// A code block with the text as it is, hidden characters shown: patches, output.
    /// `info` is the language, or empty. Blank text gives an empty `SafeText`.
    #[must_use]
    pub fn code(raw: &str, info: &str) -> Self {
        Self(block::fenced(info, &secrets::redact(&clean(raw, Hidden::Show))))
    }

    /// One line of plain words, for the middle of a sentence of ours: a title, a
    /// name, an error of Jules'. Markdown in it is escaped; at most `max` UTF-16
    /// units are kept before that.
    #[must_use]
    pub fn line(raw: &str, max: usize) -> Self {
        Self(escaped(&name(raw, max)))
    }

    /// Words of our own; what went into them is safe already.
    #[must_use]
    pub fn ours(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as Discord gets it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text as Discord gets it.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for SafeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One line where Discord reads no Markdown: a thread's name, a button's label, a
/// file's description. At most `max` UTF-16 units; mentions in it are broken.
#[must_use]
pub fn name(raw: &str, max: usize) -> String {
    let words = secrets::redact(&clean(raw, Hidden::Remove));
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    prose::clip(&inline::unmention(&line), max)
}

/// Applies the rules until they change nothing: removing a bracket can bring a
/// link together that was not one before.
fn settled(raw: &str) -> String {
    let mut text = raw.to_owned();
    for _ in 0..6 {
        let next = block::blocks(&secrets::redact(&clean(&text, Hidden::Remove)));
        if next == text {
            return text;
        }
        text = next;
    }
    // Somebody made this on purpose. In a code block nothing means anything.
    block::fenced("", &text)
}

fn escaped(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for (at, c) in line.char_indices() {
        let special = matches!(c, '\\' | '*' | '_' | '~' | '`' | '|' | '[' | ']' | '<' | '>')
            || at == 0 && matches!(c, '#' | '-' | '+');
        if special {
            out.push('\\');
        }
        out.push(c);
        // Discord links what looks like an address, whatever stands before it.
        if c == ':' && line[at + 1..].starts_with("//") || c == '.' && is_invite(&line[..at]) {
            out.push(clean::ZWSP);
        }
    }
    out
}

fn is_invite(before: &str) -> bool {
    before.len() >= 7
        && before.is_char_boundary(before.len() - 7)
        && url::starts_with(&before[before.len() - 7..], "discord")
}
