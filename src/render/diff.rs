//! A change set, file by file and page by page. Every view stands alone: its buttons say
//! where they lead, and which change set they belong to.

use super::body::{Body, Button, Choice, Style};
use super::cards::{code, press};
use super::locale::Locale;
use super::press::{PatchKey, Press};
use super::safe::{self, SafeText};
use super::{prose, text};

/// Files in one menu: as many as Discord takes.
const SHELF: usize = 25;
/// UTF-16 units of a page of a diff, so that the lines above it fit into a message, too.
const PAGE_LIMIT: usize = 1_600;
/// Characters of a line of a menu.
const LABEL: usize = 100;

/// A change set, as far as the list of its files shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffView {
    /// Which change set.
    pub key: PatchKey,
    /// Its files, in the patch's order.
    pub files: Vec<DiffFile>,
    /// Lines added in all of them.
    pub added: usize,
    /// Lines removed.
    pub removed: usize,
    /// The view that was left was of an older change set.
    pub newer: bool,
    /// The language of whoever looks.
    pub locale: Locale,
}

/// One file of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffFile {
    /// Its path, raw.
    pub path: String,
    /// What becomes of it, in words, without Markdown.
    pub change: String,
}

/// The list of files, for choice.
#[must_use]
pub fn overview(view: &DiffView, shelf: usize) -> Body {
    let heading =
        text::diff_overview(view.locale, &text::counts(view.locale, view.files.len(), view.added, view.removed));
    let shelf = shelf.min(view.files.len().saturating_sub(1) / SHELF);
    Body { content: with_notice(view, heading), rows: files_rows(view, shelf, None), ..framed() }
}

/// One page of one file. `raw` is that file's part of the patch.
#[must_use]
pub fn page(view: &DiffView, file: usize, page: usize, raw: &str) -> Body {
    let file = file.min(view.files.len().saturating_sub(1));
    let Some(shown) = view.files.get(file) else { return overview(view, 0) };
    let pages = prose::split(&SafeText::code(raw.trim_end(), "diff"), PAGE_LIMIT);
    let page = page.min(pages.len().saturating_sub(1));
    let (path, change) = (code(&shown.path, 150), code(&shown.change, 200));
    let heading = text::diff_heading(view.locale, &path, &change, page + 1, pages.len().max(1));
    let block = pages.get(page).cloned().unwrap_or_else(|| text::file_without_lines(view.locale));
    let mut rows = vec![paging(view, file, page, pages.len())];
    rows.extend(files_rows(view, file / SHELF, Some(file)));
    rows.retain(|row| !row.is_empty());
    Body { content: format!("{}\n{block}", with_notice(view, heading)), rows, ..framed() }
}

fn framed() -> Body {
    Body { silent: true, plain: true, ..Body::default() }
}

fn with_notice(view: &DiffView, heading: String) -> String {
    if view.newer { format!("{}\n{heading}", text::diff_newer(view.locale)) } else { heading }
}

fn paging(view: &DiffView, file: usize, page: usize, pages: usize) -> Vec<Button> {
    let to = |page: usize, label: String| {
        let (file, page) = (number(file), number(page));
        press(&Press::DiffPage { patch: view.key.clone(), file, page }, &label, Style::Secondary)
    };
    let back = (page > 0).then(|| to(page - 1, text::previous_page(view.locale)));
    let on = (page + 1 < pages).then(|| to(page + 1, text::next_page(view.locale)));
    back.into_iter().chain(on).collect()
}

/// The menu of files, and the way to those that do not fit into it.
fn files_rows(view: &DiffView, shelf: usize, chosen: Option<usize>) -> Vec<Vec<Button>> {
    let to = |shelf: usize, label: String| {
        let shelf = number(shelf);
        press(&Press::DiffFiles { patch: view.key.clone(), shelf }, &label, Style::Secondary)
    };
    let on_shelf = view.files.iter().enumerate().skip(shelf * SHELF).take(SHELF);
    let choices: Vec<Choice> = on_shelf.map(|(at, file)| choice(at, file, chosen == Some(at))).collect();
    let menu = Button::Menu {
        custom_id: Press::PickFile(view.key.clone()).custom_id(),
        placeholder: text::choose_file(view.locale),
        choices,
    };
    let back = (shelf > 0).then(|| to(shelf - 1, text::earlier_files(view.locale)));
    let on = ((shelf + 1) * SHELF < view.files.len()).then(|| to(shelf + 1, text::more_files(view.locale)));
    let patch = press(&Press::PatchFile, text::PATCH_FILE, Style::Secondary);
    vec![vec![menu], back.into_iter().chain(on).chain([patch]).collect()]
}

fn choice(at: usize, file: &DiffFile, chosen: bool) -> Choice {
    Choice {
        value: at.to_string(),
        label: path_label(&file.path),
        description: safe::name(&file.change, LABEL),
        chosen,
    }
}

/// A path as a label. What tells files apart is at its end.
fn path_label(path: &str) -> String {
    let label = safe::name(path, 4_096);
    let length = prose::units(&label);
    if length <= LABEL {
        return if label.is_empty() { "?".into() } else { label };
    }
    let mut left_out = 0;
    let tail = label.chars().skip_while(|c| {
        let skip = length - left_out + 1 > LABEL;
        left_out += c.len_utf16();
        skip
    });
    format!("…{}", tail.collect::<String>())
}

/// A number for a `custom_id`; more than so many files or pages cannot be paged through.
fn number(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(count: usize) -> DiffView {
        let file = |n| DiffFile { path: format!("src/{}{n}.rs", "deep/".repeat(30)), change: "+1 −2".into() };
        DiffView {
            key: PatchKey::of("x"),
            files: (0..count).map(file).collect(),
            added: count,
            removed: 2 * count,
            newer: false,
            locale: Locale::English,
        }
    }

    fn ids(body: &Body) -> Vec<String> {
        let id = |button: &Button| match button {
            Button::Press { custom_id, .. } | Button::Menu { custom_id, .. } => Some(custom_id.clone()),
            Button::Link { .. } => None,
        };
        body.rows.iter().flatten().filter_map(id).collect()
    }

    fn choices(body: &Body) -> Vec<Choice> {
        let menu = body.rows.iter().flatten().find_map(|button| match button {
            Button::Menu { choices, .. } => Some(choices.clone()),
            _ => None,
        });
        menu.unwrap()
    }

    #[test]
    fn files_come_twenty_five_at_a_time_and_each_can_be_reached() {
        let view = view(60);
        let mut seen = vec![];
        for shelf in 0..3 {
            let body = overview(&view, shelf);
            let choices = choices(&body);
            assert!(choices.iter().all(|choice| prose::units(&choice.label) <= LABEL && choice.label.contains(".rs")));
            seen.extend(choices.into_iter().map(|choice| choice.value));
            let more = ids(&body).contains(&Press::DiffFiles { patch: view.key.clone(), shelf: 1 }.custom_id());
            assert_eq!(more, shelf != 1, "shelf {shelf}");
        }
        assert_eq!(seen, (0..60).map(|n| n.to_string()).collect::<Vec<_>>());
    }

    #[test]
    fn every_line_of_a_long_diff_is_on_one_of_its_pages() {
        let view = view(3);
        let lines: Vec<String> = (0..900).map(|n| format!("+line {n} with ``` and **stars**")).collect();
        let raw = lines.join("\n");
        let first = page(&view, 1, 0, &raw);
        assert!(first.content.contains("page 1 of"), "{}", first.content);
        let pages: usize = first.content.split("page 1 of ").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
        let mut read = String::new();
        for at in 0..pages {
            let body = page(&view, 1, at, &raw);
            assert!(prose::units(&body.content) <= 2_000);
            assert!(body.content.contains("```diff\n") && body.content.trim_end().ends_with("```"));
            let mut all = ids(&body);
            all.sort();
            all.dedup();
            assert_eq!(all.len(), ids(&body).len(), "an id is there twice");
            read.push_str(&body.content);
        }
        assert!((0..900).all(|n| read.contains(&format!("+line {n} with"))));
        // A press that leads past the end, because the file has become shorter, shows the end.
        assert_eq!(page(&view, 1, usize::MAX, &raw).content, page(&view, 1, pages - 1, &raw).content);
    }

    #[test]
    fn a_file_without_lines_says_so() {
        let body = page(&view(1), 0, 0, "");
        assert!(body.content.contains("no line to show"), "{}", body.content);
    }
}
