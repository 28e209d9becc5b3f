//! A unified diff as a list of files: what became of each, and how many lines.
//!
//! Pure. It reads headers only outside hunks and hunks by their stated lengths,
//! so a removed SQL comment (`--- x` on its line) is a line and not a header.
//! It never fails: what it does not understand it passes over.

mod path;

use std::ops::Range;

/// What a patch changes.
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
/// let patch = patch::parse("--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n-a\n+b\n+c\n");
/// assert_eq!(patch.files[0].path, "x");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Patch {
    /// One entry per file, in the patch's order.
    pub files: Vec<FileChange>,
}

/// What becomes of one file.
///
/// ```
/// use jules_discord::jules::patch::{ChangeKind, parse};
///
/// let text = "diff --git a/old name b/run.sh\nold mode 100644\nnew mode 100755\nsimilarity index 100%\n\
///             rename from old name\nrename to run.sh\n";
/// let file = &parse(text).files[0];
/// assert_eq!((file.kind, file.path.as_str()), (ChangeKind::Renamed, "run.sh"));
/// assert_eq!(file.old_path.as_deref(), Some("old name"));
/// assert_eq!(file.modes, Some(("100644".to_owned(), "100755".to_owned())));
/// assert_eq!(&text[file.span.clone()], text);
/// ```
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
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
/// let patch = patch::parse("--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n-a\n+b\n+c\n");
/// assert_eq!(patch.files[0].kind, patch::ChangeKind::Modified);
/// ```
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
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
    /// let patch = patch::parse("--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n-a\n+b\n+c\n");
    /// assert_eq!(patch.added(), 2);
    /// ```
    #[must_use]
    pub fn added(&self) -> usize {
        self.files.iter().map(|file| file.added).sum()
    }

    /// Lines removed in all files.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
    /// let patch = patch::parse("--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n-a\n+b\n+c\n");
    /// assert_eq!(patch.removed(), 1);
    /// ```
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
    /// From `diff --git`, without prefixes; none where the line holds two paths.
    named: Option<String>,
    /// From `rename from` or `copy from` and their `to`: exact, without prefixes.
    moved: (Option<String>, Option<String>),
    /// From `---` and `+++`, with prefixes; none for `/dev/null`.
    sides: (Option<String>, Option<String>),
    /// Begun by a `--- ` line. Two lines of prose may look like that; a hunk tells.
    plain: bool,
    /// Past its headers: what looks like one now is somebody's prose.
    in_content: bool,
    has_hunks: bool,
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
            self.sides(&minus, plus, start);
        } else if let Some(names) = header.strip_prefix("diff --git ") {
            self.begin(at);
            if let Some(open) = &mut self.open {
                open.named = path::common(names);
            }
        } else if let Some(minus) = header.strip_prefix("--- ") {
            self.minus = Some((minus.to_owned(), at));
        } else if let Some(open) = &mut self.open {
            if let Some(hunk) = header.strip_prefix("@@ -").and_then(hunk_lengths) {
                (open.in_content, open.has_hunks) = (true, true);
                self.hunk = hunk;
            } else if !open.in_content {
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

    fn sides(&mut self, minus: &str, plus: &str, start: usize) {
        if self.open.as_ref().is_none_or(|open| open.in_content) {
            self.begin(start);
        }
        let Some(open) = &mut self.open else { return };
        open.plain = open.change.span.start == start;
        open.in_content = true;
        open.sides = (path::on_line(minus), path::on_line(plus));
        match &open.sides {
            (None, Some(_)) => open.change.kind = ChangeKind::Added,
            (Some(_), None) => open.change.kind = ChangeKind::Deleted,
            _ => {}
        }
    }

    fn begin(&mut self, at: usize) {
        self.close(at);
        self.open = Some(Open { change: FileChange { span: at..at, ..FileChange::default() }, ..Open::default() });
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
            self.moved.0 = Some(path::unquoted(path));
        } else if let Some(path) = line.strip_prefix("copy from ") {
            *kind = ChangeKind::Copied;
            self.moved.0 = Some(path::unquoted(path));
        } else if let Some(path) = line.strip_prefix("rename to ").or_else(|| line.strip_prefix("copy to ")) {
            self.moved.1 = Some(path::unquoted(path));
        } else if line == "GIT binary patch" || (line.starts_with("Binary files ") && line.ends_with(" differ")) {
            self.change.binary = true;
        }
    }

    /// None for something that only looked like a file.
    fn finish(self) -> Option<FileChange> {
        let Self { mut change, named, moved, sides, plain, has_hunks, old_mode, new_mode, .. } = self;
        if plain && !has_hunks {
            return None;
        }
        let (before, after) = match (moved, named) {
            ((None, None), Some(path)) => (None, Some(path)),
            ((None, None), None) => path::without_prefixes(sides.0, sides.1),
            (moved, _) => moved,
        };
        let (path, old_path) = match change.kind {
            ChangeKind::Deleted => (before.or(after)?, None),
            _ => match (before, after) {
                (before, Some(after)) => (after, before),
                (before, None) => (before?, None),
            },
        };
        if path.is_empty() {
            return None;
        }
        change.old_path = old_path.filter(|old| *old != path);
        change.path = path;
        let changes = !old_mode.is_empty() && !new_mode.is_empty();
        if changes || matches!(change.kind, ChangeKind::Added | ChangeKind::Deleted) {
            change.modes = (!(old_mode.is_empty() && new_mode.is_empty())).then_some((old_mode, new_mode));
        }
        if change.kind == ChangeKind::Modified && changes && !has_hunks && !change.binary {
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
