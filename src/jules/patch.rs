//! A unified diff as a list of files: what became of each, and how many lines.
//!
//! Pure. It reads headers only outside hunks and hunks by their stated lengths,
//! so a removed SQL comment (`--- x` on its line) is a line and not a header.
//! It never fails: what it does not understand it passes over.

use std::ops::Range;

/// What a patch changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Patch {
    /// One entry per file, in the patch's order.
    pub files: Vec<FileChange>,
}

/// What becomes of one file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileChange {
    /// Its path afterwards; for a deleted file, before.
    pub path: String,
    /// Its path before, where that differs.
    pub old_path: Option<String>,
    /// What kind of change this is.
    pub kind: ChangeKind,
    /// The content is not text: the counts say nothing.
    pub binary: bool,
    /// Lines added.
    pub added: usize,
    /// Lines removed.
    pub removed: usize,
    /// Its mode before and after, where that changes; empty for none.
    pub modes: Option<(String, String)>,
    /// Where this file stands in the patch, in bytes.
    pub span: Range<usize>,
}

/// The kind of a change. A file may change its content besides being renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ChangeKind {
    /// Its content changes, at most.
    #[default]
    Modified,
    /// It is new.
    Added,
    /// It is gone.
    Deleted,
    /// It has another path.
    Renamed,
    /// It is a copy of another file.
    Copied,
    /// Only its mode changes.
    ModeChanged,
}

impl Patch {
    /// Lines added in all files.
    #[must_use]
    pub fn added(&self) -> usize {
        self.files.iter().map(|file| file.added).sum()
    }

    /// Lines removed in all files.
    #[must_use]
    pub fn removed(&self) -> usize {
        self.files.iter().map(|file| file.removed).sum()
    }
}

/// Reads a unified diff, as git writes it or plain.
///
/// ```
/// use jules_discord::jules::patch::{ChangeKind, parse};
///
/// let patch = parse("--- a/q.sql\n+++ b/q.sql\n@@ -1,2 +1,1 @@\n--- a comment\n select 1;\n");
/// assert_eq!(patch.files[0].path, "q.sql");
/// assert_eq!(patch.files[0].kind, ChangeKind::Modified);
/// assert_eq!((patch.added(), patch.removed()), (0, 1));
/// ```
#[must_use]
pub fn parse(unidiff: &str) -> Patch {
    let mut reader = Reader::default();
    let mut at = 0;
    for line in unidiff.split_inclusive('\n') {
        reader.line(line.strip_suffix('\n').unwrap_or(line), at);
        at += line.len();
    }
    reader.close(at);
    Patch { files: reader.files }
}

/// What is left of a hunk.
#[derive(Default, Clone, Copy)]
struct Hunk {
    old: usize,
    new: usize,
}

/// One file while it is being read.
#[derive(Default)]
struct Open {
    change: FileChange,
    /// From `diff --git`, for files without other names.
    named: String,
    /// From `---` or `rename from`; none for `/dev/null`.
    before: Option<String>,
    after: Option<String>,
    has_content: bool,
    old_mode: String,
    new_mode: String,
}

#[derive(Default)]
struct Reader {
    files: Vec<FileChange>,
    open: Option<Open>,
    hunk: Hunk,
    /// A `--- ` line that may begin a file without a `diff --git` line.
    minus: Option<(String, usize)>,
}

impl Reader {
    fn line(&mut self, line: &str, at: usize) {
        if self.in_hunk(line) {
            return;
        }
        let header = line.strip_suffix('\r').unwrap_or(line);
        if let Some((minus, start)) = self.minus.take()
            && let Some(plus) = header.strip_prefix("+++ ")
        {
            self.names(&minus, plus, start);
        } else if let Some(names) = header.strip_prefix("diff --git ") {
            self.close(at);
            let named = common_name(names);
            self.open =
                Some(Open { named, change: FileChange { span: at..at, ..FileChange::default() }, ..Open::default() });
        } else if let Some(minus) = header.strip_prefix("--- ") {
            self.minus = Some((minus.to_owned(), at));
        } else if let Some(open) = &mut self.open {
            if let Some(hunk) = header.strip_prefix("@@ -").and_then(hunk_lengths) {
                open.has_content = true;
                self.hunk = hunk;
            } else {
                open.header(header);
            }
        }
    }

    /// Takes a line of the hunk that is being read, if one is.
    fn in_hunk(&mut self, line: &str) -> bool {
        let Some(open) = &mut self.open else { return false };
        let Hunk { old, new } = &mut self.hunk;
        if *old == 0 && *new == 0 {
            return false;
        }
        match line.as_bytes().first() {
            Some(b'+') if *new > 0 => {
                *new -= 1;
                open.change.added += 1;
            }
            Some(b'-') if *old > 0 => {
                *old -= 1;
                open.change.removed += 1;
            }
            // An empty line is a context line whose blank was trimmed on the way.
            Some(b' ' | b'\r') | None if *old > 0 && *new > 0 => {
                *old -= 1;
                *new -= 1;
            }
            Some(b'\\') => {}
            _ => {
                self.hunk = Hunk::default(); // the lengths lied; look for headers again
                return false;
            }
        }
        true
    }

    fn names(&mut self, minus: &str, plus: &str, start: usize) {
        if self.open.as_ref().is_none_or(|open| open.has_content) {
            self.close(start);
            self.open =
                Some(Open { change: FileChange { span: start..start, ..FileChange::default() }, ..Open::default() });
        }
        let Some(open) = &mut self.open else { return };
        open.has_content = true;
        let (before, after) = (name(minus), name(plus));
        match (&before, &after) {
            (None, Some(_)) => open.change.kind = ChangeKind::Added,
            (Some(_), None) => open.change.kind = ChangeKind::Deleted,
            _ => {}
        }
        // `rename from` and `copy from` are exact; these carry prefixes.
        open.before = open.before.take().or(before);
        open.after = open.after.take().or(after);
    }

    fn close(&mut self, end: usize) {
        self.hunk = Hunk::default();
        if let Some(mut open) = self.open.take() {
            open.change.span.end = end;
            self.files.extend(open.finish());
        }
    }
}

impl Open {
    fn header(&mut self, line: &str) {
        let kind = &mut self.change.kind;
        if let Some(mode) = line.strip_prefix("new file mode ") {
            *kind = ChangeKind::Added;
            mode.clone_into(&mut self.new_mode);
        } else if let Some(mode) = line.strip_prefix("deleted file mode ") {
            *kind = ChangeKind::Deleted;
            mode.clone_into(&mut self.old_mode);
        } else if let Some(mode) = line.strip_prefix("old mode ") {
            mode.clone_into(&mut self.old_mode);
        } else if let Some(mode) = line.strip_prefix("new mode ") {
            mode.clone_into(&mut self.new_mode);
        } else if let Some(path) = line.strip_prefix("rename from ") {
            *kind = ChangeKind::Renamed;
            self.before = Some(unquoted(path));
        } else if let Some(path) = line.strip_prefix("copy from ") {
            *kind = ChangeKind::Copied;
            self.before = Some(unquoted(path));
        } else if let Some(path) = line.strip_prefix("rename to ").or_else(|| line.strip_prefix("copy to ")) {
            self.after = Some(unquoted(path));
        } else if line == "GIT binary patch" || (line.starts_with("Binary files ") && line.ends_with(" differ")) {
            self.change.binary = true;
        }
    }

    /// None for something that only looked like a file.
    fn finish(self) -> Option<FileChange> {
        let Self { mut change, named, before, after, has_content, old_mode, new_mode } = self;
        let named = (!named.is_empty()).then_some(named);
        let path = match change.kind {
            ChangeKind::Deleted => before.clone().or(named),
            _ => after.or(named).or_else(|| before.clone()),
        };
        change.path = path?;
        change.old_path = before.filter(|old| *old != change.path);
        let moved = !old_mode.is_empty() && !new_mode.is_empty();
        if moved || matches!(change.kind, ChangeKind::Added | ChangeKind::Deleted) {
            change.modes = (!(old_mode.is_empty() && new_mode.is_empty())).then_some((old_mode, new_mode));
        }
        if change.kind == ChangeKind::Modified && moved && !has_content && !change.binary {
            change.kind = ChangeKind::ModeChanged;
        }
        Some(change)
    }
}

/// Reads `a,b +c,d @@ …`; a length of one may be left out.
fn hunk_lengths(text: &str) -> Option<Hunk> {
    fn length(range: &str) -> Option<usize> {
        match range.split_once(',') {
            Some((_, length)) => length.parse().ok(),
            None => range.parse::<usize>().ok().map(|_| 1),
        }
    }
    let (ranges, _) = text.split_once(" @@")?;
    let (old, new) = ranges.split_once(" +")?;
    Some(Hunk { old: length(old)?, new: length(new)? })
}

/// The name on a `---` or `+++` line: quoted or followed by a tab, with a prefix.
fn name(text: &str) -> Option<String> {
    let path = if text.starts_with('"') {
        unquoted(text)
    } else {
        text.split_once('\t').map_or(text, |(path, _)| path).to_owned()
    };
    (path != "/dev/null").then(|| without_prefix(&path).to_owned())
}

fn without_prefix(path: &str) -> &str {
    path.strip_prefix("a/").or_else(|| path.strip_prefix("b/")).unwrap_or(path)
}

/// The path in `a/path b/path`; empty when the two differ (then other headers name them).
fn common_name(names: &str) -> String {
    let (first, second) = if names.starts_with('"') {
        let Some(end) = closing_quote(names) else { return String::new() };
        (unquoted(&names[..=end]), unquoted(names[end + 1..].trim_start()))
    } else if let Some(start) = names.find(" \"") {
        (names[..start].to_owned(), unquoted(&names[start + 1..]))
    } else {
        // Paths may hold spaces: equal ones split the text in the middle.
        let middle = names.len() / 2;
        if names.len().is_multiple_of(2) || names.as_bytes()[middle] != b' ' {
            return String::new();
        }
        (names[..middle].to_owned(), names[middle + 1..].to_owned())
    };
    let (first, second) = (without_prefix(&first), without_prefix(&second));
    if first == second { first.to_owned() } else { String::new() }
}

fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().enumerate().skip(1).find_map(|(at, byte)| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes.then_some(at)
    })
}

/// Undoes git's C-style quoting: `"tab\there"`, `"\303\244"`.
fn unquoted(text: &str) -> String {
    let Some(end) = text.strip_prefix('"').and_then(|_| closing_quote(text)) else { return text.to_owned() };
    let mut bytes = text[1..end].bytes().peekable();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        match bytes.next() {
            Some(digit @ b'0'..=b'7') => {
                let mut value = u32::from(digit - b'0');
                for _ in 0..2 {
                    if let Some(digit) = bytes.next_if(|byte| (b'0'..=b'7').contains(byte)) {
                        value = value * 8 + u32::from(digit - b'0');
                    }
                }
                out.extend(u8::try_from(value));
            }
            Some(b'a') => out.push(7),
            Some(b'b') => out.push(8),
            Some(b't') => out.push(b'\t'),
            Some(b'n') => out.push(b'\n'),
            Some(b'v') => out.push(11),
            Some(b'f') => out.push(12),
            Some(b'r') => out.push(b'\r'),
            Some(other) => out.push(other),
            None => {}
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
