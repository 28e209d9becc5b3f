//! What the view of a change set says.

use super::counts;

/// Heads the list of files.
#[must_use]
pub fn diff_overview(files: usize, added: usize, removed: usize) -> String {
    format!("**{}** · choose a file to see what changes in it.", counts(files, added, removed))
}

/// Heads one page of one file. `page` counts from 1.
#[must_use]
pub fn diff_page(file: &str, change: &str, page: usize, pages: usize) -> String {
    if pages == 1 { format!("{file} · {change}") } else { format!("{file} · {change} · page {page} of {pages}") }
}

/// The view was of changes that are out of date.
#[must_use]
pub fn diff_newer() -> String {
    "🔄 Jules has changed more since you opened this; these are the newest changes.".into()
}

/// What becomes of a file, beside its counts.
#[must_use]
pub fn file_added(added: usize) -> String {
    format!("new file, +{added}")
}

/// A file that is gone.
#[must_use]
pub fn file_deleted(removed: usize) -> String {
    format!("deleted, −{removed}")
}

/// A file whose content changes.
#[must_use]
pub fn file_modified(added: usize, removed: usize) -> String {
    format!("+{added} −{removed}")
}

/// A file that has another name; `from` is the old one.
#[must_use]
pub fn file_renamed(from: &str, added: usize, removed: usize) -> String {
    format!("renamed from {from}, +{added} −{removed}")
}

/// A copy of another file.
#[must_use]
pub fn file_copied(from: &str, added: usize, removed: usize) -> String {
    format!("copied from {from}, +{added} −{removed}")
}

/// Only the mode changes.
#[must_use]
pub fn file_mode(from: &str, to: &str) -> String {
    format!("mode changed from {from} to {to}")
}

/// Content that is not text.
#[must_use]
pub fn file_binary() -> String {
    "not text: the patch holds its bytes".into()
}

/// A file without a line to show.
#[must_use]
pub fn file_without_lines() -> String {
    "There is no line to show: only the name or the mode changes, or the content is not text.".into()
}

/// The patch cannot be had from Jules.
#[must_use]
pub fn changes_unavailable(url: Option<&str>) -> String {
    match url {
        Some(url) => format!("Jules does not hand these changes out any more. See <{url}>."),
        None => "Jules does not hand these changes out any more.".into(),
    }
}

/// A file cannot be had from Jules: a patch, what a command printed.
#[must_use]
pub fn file_unavailable() -> String {
    "Jules does not hand that out any more, or it is empty or too large for Discord.".into()
}
