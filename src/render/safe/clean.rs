//! Characters: what a person cannot see, and what a terminal would act upon.
//!
//! Knows nothing of Markdown; `block` and `inline` do.

use unicode_segmentation::UnicodeSegmentation as _;

/// What becomes of a character that nobody can see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    /// Left out: prose and titles.
    Remove,
    /// Shown as `⟦U+202E⟧`: plans and patches, where it may be the whole trick.
    Show,
}

/// Marks kept on one letter; scripts that stack honestly need fewer.
const MARKS_PER_BASE: usize = 8;

/// Zero-width space: breaks what Discord would read as markup, and cannot be seen.
pub(super) const ZWSP: char = '\u{200B}';

/// `raw` with line ends unified, terminal sequences gone, control characters
/// visible, hidden characters treated as told and heaps of marks cut down.
#[must_use]
pub fn clean(raw: &str, hidden: Hidden) -> String {
    sweep(raw, hidden).0
}

/// How many hidden characters `raw` has; said to whoever reads the cleaned text.
#[must_use]
pub fn hidden_in(raw: &str) -> usize {
    sweep(raw, Hidden::Remove).1
}

fn sweep(raw: &str, hidden: Hidden) -> (String, usize) {
    let mut out = String::with_capacity(raw.len());
    let (mut found, mut marks) = (0, 0);
    let mut last = '\n';
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = terminal_sequence(rest) {
            rest = after;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        let next = rest.chars().next();
        if is_hidden(c) && !belongs(last, c, next, hidden) {
            found += 1;
            if hidden == Hidden::Show {
                out.push_str(&shown(c));
                last = '⟧';
            }
            continue;
        }
        marks = if is_mark(c) { marks + 1 } else { 0 };
        if marks > MARKS_PER_BASE {
            continue;
        }
        match c {
            '\r' if next == Some('\n') => continue,
            '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\n' | '\t' => out.push(c),
            '\0'..='\u{1F}' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}')),
            '\u{7F}' => out.push('\u{2421}'),
            '\u{80}'..='\u{9F}' => out.push_str(&shown(c)),
            '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            _ => out.push(c),
        }
        last = c;
    }
    (out, found)
}

fn shown(c: char) -> String {
    format!("⟦U+{:04X}⟧", u32::from(c))
}

/// What follows a terminal's escape sequence at the start of `text`, if there is one.
fn terminal_sequence(text: &str) -> Option<&str> {
    let mut chars = text.chars();
    let csi = match chars.next()? {
        '\u{1B}' => match chars.next()? {
            '[' => true,
            ']' => return Some(operating_system_command(chars.as_str())),
            ' '..='~' => false,
            _ => return Some(&text[1..]),
        },
        '\u{9B}' => true,
        _ => return None,
    };
    if csi {
        let rest = chars.as_str().trim_start_matches(|c| matches!(c, ' '..='?'));
        return Some(rest.strip_prefix(|c| matches!(c, '@'..='~')).unwrap_or(rest));
    }
    Some(chars.as_str())
}

/// Titles and hyperlinks end with BEL or `ESC \`; an unterminated one ends with its line.
fn operating_system_command(text: &str) -> &str {
    let end = text.find(['\u{7}', '\u{1B}', '\n']).unwrap_or(text.len());
    let rest = &text[end..];
    rest.strip_prefix('\u{7}').or_else(|| rest.strip_prefix("\u{1B}\\")).unwrap_or(rest)
}

fn is_hidden(c: char) -> bool {
    matches!(u32::from(c),
        0xAD | 0x34F | 0x61C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F
        | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0x2800 | 0x3164
        | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB
        | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

/// Joiners and selectors that honest text needs: emoji families, Persian, Indic scripts.
fn belongs(last: char, c: char, next: Option<char>, hidden: Hidden) -> bool {
    let both = |fits: fn(char) -> bool| fits(last) && next.is_some_and(fits);
    match c {
        '\u{200D}' => both(is_pictograph) || both(joins_letters),
        '\u{200C}' => both(joins_letters),
        '\u{FE0E}' | '\u{FE0F}' => last != '\u{FE0F}' && (is_pictograph(last) || matches!(last, '0'..='9' | '#' | '*')),
        // Ours: it keeps a fence from forming inside a code block.
        ZWSP => hidden == Hidden::Remove && both(|c| c == '`'),
        _ => false,
    }
}

fn is_pictograph(c: char) -> bool {
    matches!(u32::from(c),
        0xA9 | 0xAE | 0x203C | 0x2049 | 0x2122 | 0x2139 | 0x2190..=0x21FF | 0x2300..=0x27BF
        | 0x2900..=0x297F | 0x2B00..=0x2BFF | 0x3030 | 0x303D | 0x3297 | 0x3299
        | 0xFE0F | 0x1F000..=0x1FAFF)
}

fn joins_letters(c: char) -> bool {
    matches!(u32::from(c), 0x600..=0xDFF) && !is_hidden(c)
}

/// Whether `c` sits on the letter before it: asked of the segmentation rules
/// themselves rather than of a table of our own.
fn is_mark(c: char) -> bool {
    if c < '\u{300}' {
        return false;
    }
    let mut pair = String::from("a");
    pair.push(c);
    pair.graphemes(true).nth(1).is_none()
}
