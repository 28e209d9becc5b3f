//! What people look at that stays at Jules: the change set, page by page, and what a
//! command printed. A look changes nothing, so it needs no conversation.

use super::files;
use super::guarded::Guarded;
use crate::jules::Error;
use crate::jules::model::ActivityId;
use crate::jules::patch::{self, ChangeKind, FileChange};
use crate::render::body::{Attachment, Body, Origin};
use crate::render::diff::{self, DiffFile, DiffView};
use crate::render::locale::Locale;
use crate::render::press::PatchKey;
use crate::render::{cards, text};
use crate::session::checkpoint::Checkpoint;

/// Where in a change set somebody looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The list of files: which lot of it.
    Files(usize),
    /// A page of a file.
    Page(usize, usize),
    /// The first page of the file with this path, or the only one whose path ends so.
    Named(String),
}

/// The paths of the files in the newest change set; none while there is none.
///
/// # Errors
/// Jules could not be read.
pub async fn paths(jules: &Guarded, conversation: &Checkpoint) -> Result<Vec<String>, Error> {
    let Some((changes, session)) = conversation.changes.as_ref().zip(conversation.session.as_ref()) else {
        return Ok(vec![]);
    };
    let read = files::read(&jules.resume(session.clone()), &changes.origin).await?;
    let patch = read.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    Ok(patch::parse(&patch).files.into_iter().map(|file| file.path).collect())
}

/// Which of these files is meant: the one with this path, or the only one whose path ends so.
fn named(paths: &[&str], wanted: &str) -> Option<usize> {
    let exactly = paths.iter().position(|path| *path == wanted);
    let mut ending = paths.iter().enumerate().filter(|(_, path)| !wanted.is_empty() && path.ends_with(wanted));
    exactly.or_else(|| ending.next().map(|(at, _)| at).filter(|_| ending.next().is_none()))
}

/// The newest change set of a session at `place`. `seen` is the one that was looked at
/// before, so that a newer one is said.
///
/// # Errors
/// Jules could not be read.
pub async fn changes(
    jules: &Guarded,
    conversation: &Checkpoint,
    locale: Locale,
    seen: Option<&PatchKey>,
    place: Place,
) -> Result<Body, Error> {
    let Some(changes) = &conversation.changes else { return Ok(sentence(text::no_changes(locale))) };
    let Some(session) = &conversation.session else { return Ok(sentence(text::no_changes(locale))) };
    let read = files::read(&jules.resume(session.clone()), &changes.origin).await?;
    let Some(patch) = read.and_then(|bytes| String::from_utf8(bytes).ok()).filter(|patch| !patch.is_empty()) else {
        let url = conversation.url.as_deref();
        let unavailable =
            url.map_or_else(|| text::changes_unavailable(locale), |url| text::changes_unavailable_see(locale, url));
        return Ok(sentence(unavailable));
    };
    let parsed = patch::parse(&patch);
    let key = PatchKey::of(&patch);
    let newer = seen.is_some_and(|seen| *seen != key);
    let view = DiffView {
        key,
        files: parsed.files.iter().map(|change| file(locale, change)).collect(),
        added: parsed.added(),
        removed: parsed.removed(),
        newer,
        locale,
    };
    let place = match place {
        Place::Named(name) => {
            let paths: Vec<&str> = parsed.files.iter().map(|file| file.path.as_str()).collect();
            let Some(at) = named(&paths, name.trim()) else {
                let overview = diff::overview(&view, 0);
                return Ok(Body { content: text::no_such_file(locale, &cards::code(&name, 100)), ..overview });
            };
            Place::Page(at, 0)
        }
        place => place,
    };
    Ok(match place {
        // Another change set has other files: the number of one says nothing in it.
        Place::Page(at, page) if !newer => {
            let raw = parsed.files.get(at).and_then(|file| patch.get(file.span.clone())).unwrap_or_default();
            let lines = parsed.files.get(at).is_some_and(|file| file.added + file.removed > 0);
            diff::page(&view, at, page, if lines { raw } else { "" })
        }
        Place::Page(..) | Place::Named(_) => diff::overview(&view, 0),
        Place::Files(shelf) => diff::overview(&view, shelf),
    })
}

/// Everything a command printed, as a file. `chosen` is the value of its line in the menu.
#[must_use]
pub fn output(conversation: &Checkpoint, locale: Locale, chosen: &str) -> Body {
    let mut commands = conversation.commands.iter();
    let known = commands.find(|command| format!("{}:{}", command.index, command.activity) == chosen);
    // A menu may be older than what is kept of the commands; its value says where to read.
    let Some((index, activity)) = chosen.split_once(':') else { return sentence(text::file_unavailable(locale)) };
    let Ok(index) = index.parse() else { return sentence(text::file_unavailable(locale)) };
    let line = known.map_or_else(|| "$ …".to_owned(), |command| format!("$ {}", command.line));
    let file = Attachment {
        name: "output.txt".into(),
        description: text::output_file(locale),
        origin: Origin::Artifact(ActivityId::from(activity), index),
    };
    Body { attachments: vec![file], ..sentence(text::output(locale, &cards::code(&line, 160))) }
}

fn sentence(content: String) -> Body {
    Body { content, plain: true, ..Body::default() }
}

fn file(locale: Locale, file: &FileChange) -> DiffFile {
    let (added, removed) = (file.added, file.removed);
    let from = file.old_path.as_deref().unwrap_or_default();
    let change = match (file.kind, &file.modes) {
        _ if file.binary => text::file_binary(locale),
        (ChangeKind::Added, _) => text::file_added(locale, added),
        (ChangeKind::Deleted, _) => text::file_deleted(locale, removed),
        (ChangeKind::Renamed, _) => text::file_renamed(locale, from, added, removed),
        (ChangeKind::Copied, _) => text::file_copied(locale, from, added, removed),
        (ChangeKind::ModeChanged, Some((before, after))) => text::file_mode(locale, before, after),
        (ChangeKind::Modified | ChangeKind::ModeChanged, _) => text::file_modified(added, removed),
    };
    DiffFile { path: file.path.clone(), change }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_by_its_path_or_by_an_end_that_only_it_has() {
        let paths = ["src/a.rs", "src/b.rs", "a.rs", "tests/b.rs"];
        assert_eq!(named(&paths, "a.rs"), Some(2));
        assert_eq!(named(&paths, "tests/b.rs"), Some(3));
        assert_eq!(named(&paths, "b.rs"), None, "there are two");
        assert_eq!(named(&paths, "s/b.rs"), Some(3));
        assert_eq!((named(&paths, "c.rs"), named(&paths, "")), (None, None));
    }
}
