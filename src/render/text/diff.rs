//! What the view of a change set says. Paths have been made safe.

use super::speech::sentences;
use crate::render::locale::Locale;

sentences! {
    /// `5 files +120 −34`.
    counts(files: usize, added: usize, removed: usize);
    /// Heads the list of files, with [`counts`].
    diff_overview(counts: &str);
    /// Heads one page of a file that has several. `page` counts from 1.
    diff_page(file: &str, change: &str, page: usize, pages: usize);
    /// The view was of changes that are out of date.
    diff_newer();
    /// What becomes of a file, beside its counts.
    file_added(added: usize);
    /// A file that is gone.
    file_deleted(removed: usize);
    /// A file that has another name; `from` is the old one.
    file_renamed(from: &str, added: usize, removed: usize);
    /// A copy of another file.
    file_copied(from: &str, added: usize, removed: usize);
    /// Only the mode changes.
    file_mode(from: &str, to: &str);
    /// Content that is not text.
    file_binary();
    /// A file without a line to show.
    file_without_lines();
    /// The patch cannot be had from Jules.
    changes_unavailable();
    /// The same, with the session's page.
    changes_unavailable_see(url: &str);
    /// A file cannot be had from Jules: a patch, what a command printed.
    file_unavailable();
    /// `diff` with a file that was not changed.
    no_such_file(path: &str);
    /// The menu of files.
    choose_file();
    /// One page on.
    next_page();
    /// One page back.
    previous_page();
    /// The next files in the menu.
    more_files();
    /// The files before these.
    earlier_files();
}

/// A file whose content changes.
#[must_use]
pub fn file_modified(added: usize, removed: usize) -> String {
    format!("+{added} −{removed}")
}

/// Heads one page of one file. `page` counts from 1.
#[must_use]
pub fn diff_heading(locale: Locale, file: &str, change: &str, page: usize, pages: usize) -> String {
    if pages == 1 { format!("{file} · {change}") } else { diff_page(locale, file, change, page, pages) }
}
