//! The messages with a shape of their own: status, question, change set, pull request.
//! Only our cards carry buttons, and what the agent wrote sits inside their frame.
//! Their words are in `text`; the plan's card has a file of its own.

mod plan;

use serde::{Deserialize, Serialize};
use serenity::model::id::UserId;

use super::body::{Attachment, Body, Button, Choice, Embed, Style};
use super::locale::Locale;
use super::press::{Press, QuestionKey};
use super::prose;
use super::safe::{self, SafeText};
use super::text;
use crate::jules::model::SourceName;

pub use plan::{Fate, PlanView, plan};

/// Characters of progress on the status card; Discord's limit on an embed is 4,096.
const PROGRESS_BUDGET: usize = 3_000;

/// One line of foreign words for the middle of a sentence: sanitised, escaped, clipped.
#[must_use]
pub fn line(raw: &str, max: usize) -> String {
    SafeText::line(raw, max).into_string()
}

/// One line of foreign Markdown, as a line of its own: its code stays code.
#[must_use]
pub fn prose_line(raw: &str, max: usize) -> String {
    let flat = raw.split_whitespace().collect::<Vec<_>>().join(" ");
    SafeText::markdown(&prose::clip(&flat, max)).into_string()
}

/// The same of a plan: hidden characters are shown.
#[must_use]
pub fn plan_line(raw: &str, max: usize) -> String {
    let flat = raw.split_whitespace().collect::<Vec<_>>().join(" ");
    SafeText::plan(&prose::clip(&flat, max)).into_string()
}

/// One line of foreign words as inline code.
#[must_use]
pub fn code(raw: &str, max: usize) -> String {
    format!("`{}`", safe::name(raw, max).replace('`', "'"))
}

/// A repository and branch as people write them.
#[must_use]
pub fn place(source: Option<&SourceName>, branch: Option<&str>) -> String {
    place_in(Locale::English, source, branch)
}

/// The same in a language, for one person.
#[must_use]
pub fn place_in(locale: Locale, source: Option<&SourceName>, branch: Option<&str>) -> String {
    let Some(source) = source else { return text::no_repository(locale) };
    let slug = source.slug();
    match branch {
        Some(branch) => format!("{} @ {}", code(slug, 120), code(branch, 80)),
        None => code(slug, 120),
    }
}

/// What the status card shows.
#[derive(Debug, Clone)]
pub struct Status<'a> {
    /// English in a thread, the reader's language where only one person reads it.
    pub locale: Locale,
    /// The state in words, with its icon.
    pub state: String,
    /// Repository and branch, from [`place`].
    pub place: String,
    /// Who asked for it.
    pub requester: UserId,
    /// Since when, in seconds since 1970.
    pub since: i64,
    /// The step of the plan it is at: its number, how many there are, its title, raw.
    pub step: Option<(usize, usize, &'a str)>,
    /// The last lines of progress, already sanitised, oldest first.
    pub progress: Vec<&'a str>,
    /// Who paused the updates, while they are.
    pub paused: Option<UserId>,
    /// Messages of the agent that a quiet thread does not show.
    pub kept_back: u32,
    /// The session's page.
    pub url: Option<&'a str>,
    /// Whether there is something to show as a diff.
    pub has_changes: bool,
    /// Whether anything is still to come.
    pub is_over: bool,
}

/// The card that says where the session stands.
#[must_use]
pub fn status(view: &Status<'_>) -> Body {
    // Discord counts the time for us, in each reader's language and without an edit.
    let since = text::moment(view.since);
    let mut blocks = vec![text::status_line(view.locale, &view.place, view.requester, &since)];
    if let Some(by) = view.paused {
        blocks.push(text::updates_paused(view.locale, by));
    } else {
        let step = |(number, of, title)| text::step(view.locale, number, of, &prose_line(title, 160));
        blocks.extend(view.step.map(step));
        blocks.extend(Some(newest(&view.progress)).filter(|lines| !lines.is_empty()));
    }
    if view.kept_back > 0 {
        blocks.push(text::kept_back(view.locale, view.kept_back));
    }
    let mut row = open_button(view.url);
    if view.has_changes {
        row.push(press(&Press::Diff, text::VIEW_CHANGES, Style::Secondary));
    }
    if !view.is_over {
        row.push(match view.paused {
            Some(_) => press(&Press::Resume, text::RESUME_UPDATES, Style::Primary),
            None => press(&Press::Pause, text::PAUSE_UPDATES, Style::Secondary),
        });
    }
    row.push(press(&Press::More, text::MORE, Style::Secondary));
    Body {
        embeds: vec![Embed { title: view.state.clone(), description: blocks.join("\n\n"), ..Embed::default() }],
        rows: vec![row],
        silent: true,
        ..Body::default()
    }
}

/// As many of the last lines as the card has room for.
fn newest(lines: &[&str]) -> String {
    let mut room = PROGRESS_BUDGET;
    let fits = |line: &&&str| {
        let length = line.chars().count() + 1;
        let fits = length <= room;
        room = room.saturating_sub(length);
        fits
    };
    let mut shown: Vec<&str> = lines.iter().rev().take_while(fits).copied().collect();
    shown.reverse();
    shown.join("\n")
}

/// What is left of a status card after it has been posted anew further down.
#[must_use]
pub fn moved(link: &str) -> Body {
    Body { content: text::card_moved(link), silent: true, plain: true, ..Body::default() }
}

/// What has no room on the status card: the commands, whose output can be had as a file.
/// Each is its menu's value, its command line, raw, and its exit code.
#[must_use]
pub fn more(locale: Locale, commands: &[(String, &str, i64)]) -> Body {
    let choice = |(value, line, code): &(String, &str, i64)| {
        let label = Some(safe::name(line, 95)).filter(|label| !label.is_empty());
        Choice {
            value: value.clone(),
            label: format!("$ {}", label.unwrap_or_default()),
            description: text::exit_code(locale, *code),
            chosen: false,
        }
    };
    let choices: Vec<Choice> = commands.iter().rev().take(25).map(choice).collect();
    let placeholder = text::command_output_menu(locale);
    let menu = Button::Menu { custom_id: Press::Output.custom_id(), placeholder, choices };
    Body {
        content: text::more(locale, commands.len()),
        rows: if commands.is_empty() { vec![] } else { vec![vec![menu]] },
        plain: true,
        ..Body::default()
    }
}

/// What became of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answered {
    /// Waits for somebody.
    Open,
    /// Somebody here answered.
    By(UserId),
    /// Somebody answered elsewhere.
    Elsewhere,
    /// Jules went on without an answer.
    Dropped,
}

/// The agent waits for words. `words` are its own, made safe, or empty where they are
/// known from elsewhere; `above` says that they stand in the message it answers.
#[must_use]
pub fn question(key: QuestionKey, words: &str, above: bool, answered: Answered, url: Option<&str>) -> Body {
    let content = match answered {
        Answered::Open if above => text::question_above(),
        Answered::Open => text::question(),
        Answered::By(by) => text::question_answered(by),
        Answered::Elsewhere => text::question_answered_elsewhere(),
        Answered::Dropped => text::question_dropped(),
    };
    let mut row = vec![];
    if answered == Answered::Open {
        row.push(reply_button(key));
        row.extend(open_button(url));
    }
    let frame = Embed { description: words.to_owned(), ..Embed::default() };
    Body {
        content,
        embeds: if words.is_empty() { vec![] } else { vec![frame] },
        rows: rows(row),
        silent: true,
        ..Body::default()
    }
}

/// What the change set card shows.
#[derive(Debug, Clone)]
pub struct ChangesView<'a> {
    /// English in a thread, the reader's language where only one person reads it.
    pub locale: Locale,
    /// How many files.
    pub files: usize,
    /// Lines added.
    pub added: usize,
    /// Lines removed.
    pub removed: usize,
    /// The first files, already sanitised.
    pub top: &'a [String],
    /// The suggested commit message, raw.
    pub message: &'a str,
}

/// The change set, always the newest cumulative one.
#[must_use]
pub fn changes(view: &ChangesView<'_>, attachments: Vec<Attachment>) -> Body {
    let mut lines = view.top.to_vec();
    if view.files > view.top.len() {
        lines.push(text::and_more(view.locale, view.files - view.top.len()));
    }
    if !view.message.trim().is_empty() {
        lines.push(format!("\n{}", text::commit_message(view.locale)));
        lines.push(SafeText::code(&prose::clip(view.message.trim(), 600), "").into_string());
    }
    Body {
        embeds: vec![Embed {
            title: text::changes_title(view.locale, &text::counts(view.locale, view.files, view.added, view.removed)),
            description: lines.join("\n"),
            ..Embed::default()
        }],
        rows: vec![vec![
            press(&Press::Diff, text::VIEW_DIFF, Style::Secondary),
            press(&Press::PatchFile, text::PATCH_FILE, Style::Secondary),
        ]],
        attachments,
        silent: true,
        ..Body::default()
    }
}

/// The pull request.
#[must_use]
pub fn pull_request(url: &str, title: &str, branch: &str) -> Body {
    let title = line(title, 200);
    let title = (!title.is_empty()).then(|| format!("**{title}**"));
    let branch = (!branch.is_empty()).then(|| text::pull_request_branch(&code(branch, 120)));
    let address = https(url);
    let row = address.iter().map(|url| Button::Link { url: url.clone(), label: text::OPEN_PULL_REQUEST.into() });
    Body {
        content: text::pull_request(),
        rows: rows(row.collect()),
        embeds: vec![Embed {
            title: text::pull_request_title(),
            url: address,
            description: title.into_iter().chain(branch).collect::<Vec<_>>().join("\n"),
            ..Embed::default()
        }],
        silent: true,
        ..Body::default()
    }
}

/// A sentence of ours with buttons, for what went wrong.
#[must_use]
pub fn trouble(sentence: String, row: Vec<Button>) -> Body {
    Body { content: sentence, rows: rows(row), silent: true, plain: true, ..Body::default() }
}

/// An address that may be shown as a link: https, no surprises, short enough for a button.
#[must_use]
pub fn https(url: &str) -> Option<String> {
    let host = url.strip_prefix("https://")?.split(['/', '?', '#']).next()?;
    let plain = !host.is_empty()
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-')
        && url.len() <= 512
        && url.bytes().all(|b| b.is_ascii_graphic() && !b"<>\"`()[]\\".contains(&b));
    plain.then(|| url.to_owned())
}

/// The button that leads to the session's page, if it has one.
#[must_use]
pub fn open_button(url: Option<&str>) -> Vec<Button> {
    url.and_then(https).map(|url| Button::Link { url, label: text::OPEN_IN_JULES.into() }).into_iter().collect()
}

/// The button that opens the form for an answer.
#[must_use]
pub fn reply_button(question: QuestionKey) -> Button {
    press(&Press::Reply(Some(question)), text::REPLY, Style::Primary)
}

/// A button of ours.
#[must_use]
pub fn press(press: &Press, label: &str, style: Style) -> Button {
    Button::Press { custom_id: press.custom_id(), label: label.into(), style, disabled: false }
}

fn rows(row: Vec<Button>) -> Vec<Vec<Button>> {
    if row.is_empty() { vec![] } else { vec![row] }
}
