//! The messages with a shape of their own: status, plan, change set, pull request.
//! Only these carry buttons, and what the agent wrote sits inside their frame.

// Writing to a String cannot fail: the results are dropped.
use std::fmt::Write as _;

use serenity::model::id::UserId;

use super::body::{Attachment, Body, Button, Embed, Origin, Style};
use super::press::{PlanKey, Press};
use super::prose;
use super::safe::{self, SafeText};
use super::text;
use crate::jules::model::{ActivityId, Plan, SourceName};

/// Discord's limit on an embed is 4,096; the rest is for our own words around it.
const PLAN_BUDGET: usize = 3_400;

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

/// One line of foreign words as inline code.
#[must_use]
pub fn code(raw: &str, max: usize) -> String {
    format!("`{}`", safe::name(raw, max).replace('`', "'"))
}

/// A repository and branch as people write them.
#[must_use]
pub fn place(source: Option<&SourceName>, branch: Option<&str>) -> String {
    let Some(source) = source else { return "no repository".into() };
    let slug = source.slug();
    match branch {
        Some(branch) => format!("{} @ {}", code(slug, 120), code(branch, 80)),
        None => code(slug, 120),
    }
}

/// What the status card shows.
#[derive(Debug, Clone)]
pub struct Status<'a> {
    /// The state in words, with its icon.
    pub state: String,
    /// Repository and branch, from [`place`].
    pub place: String,
    /// Who asked for it.
    pub requester: UserId,
    /// Since when, in seconds since 1970.
    pub since: i64,
    /// The last lines of progress, already sanitised, oldest first.
    pub progress: Vec<&'a str>,
    /// The session's page.
    pub url: Option<&'a str>,
    /// Whether there is something to show as a diff.
    pub has_changes: bool,
}

/// The card that says where the session stands.
#[must_use]
pub fn status(view: &Status<'_>) -> Body {
    // Discord counts the time for us, in each reader's language and without an edit.
    let mut description = format!("{} · for <@{}> · since <t:{}:R>", view.place, view.requester, view.since);
    if !view.progress.is_empty() {
        description.push_str("\n\n");
        description.push_str(&view.progress.join("\n"));
    }
    let mut row = open_button(view.url);
    if view.has_changes {
        row.push(press(&Press::Diff, "View changes", Style::Secondary));
    }
    Body {
        embeds: vec![Embed { title: view.state.clone(), description, ..Embed::default() }],
        rows: rows(row),
        silent: true,
        ..Body::default()
    }
}

/// What became of a plan, as its card shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Waits for somebody.
    Open,
    /// Somebody pressed Approve; Jules has not confirmed.
    Asked(UserId),
    /// Approved, by somebody here or elsewhere.
    Approved(Option<UserId>),
    /// Nobody has to approve it.
    NotNeeded,
    /// A newer plan took its place.
    Superseded,
}

/// A plan as a card.
#[must_use]
pub fn plan(plan: &Plan, number: u32, activity: &ActivityId, fate: Fate, url: Option<&str>) -> Body {
    let (steps, complete) = steps(plan, fate == Fate::Superseded);
    let head = match fate {
        Fate::Open => String::new(),
        Fate::Asked(by) => format!("⏳ <@{by}> approved it; waiting for Jules to confirm.\n\n"),
        Fate::Approved(Some(by)) => format!("✅ Approved by <@{by}>.\n\n"),
        Fate::Approved(None) => format!("{}\n\n", text::approved_elsewhere()),
        Fate::NotNeeded => "Jules goes ahead; no approval is needed.\n\n".into(),
        Fate::Superseded => "Replaced by a newer plan.\n\n".into(),
    };
    let count = match plan.steps.len() {
        1 => "1 step".to_owned(),
        n => format!("{n} steps"),
    };
    let footer =
        if fate == Fate::Open { "Jules waits for approval, and puts a plan aside after about 10 minutes." } else { "" };
    let mut row = plan_buttons(&plan.id, fate);
    row.extend(open_button(url));
    let attachments = if complete { vec![] } else { vec![plan_file(activity)] };
    Body {
        embeds: vec![Embed {
            title: format!("{} {number} · {count}", if fate == Fate::Superseded { "Old plan" } else { "Plan" }),
            description: format!("{head}{steps}"),
            footer: footer.into(),
            ..Embed::default()
        }],
        rows: rows(row),
        attachments,
        // The one card that needs a person; everything settled is quiet.
        silent: fate != Fate::Open,
        ..Body::default()
    }
}

fn plan_file(activity: &ActivityId) -> Attachment {
    Attachment { name: "plan.md".into(), description: "The whole plan".into(), origin: Origin::Words(activity.clone()) }
}

/// The numbered steps, and whether all of their text fitted.
fn steps(plan: &Plan, struck: bool) -> (String, bool) {
    let title = |n: usize, raw: &str| {
        let title = prose_line(raw, 200);
        let title = if title.is_empty() { "(no title)".to_owned() } else { title };
        if struck { format!("{n}. ~~{title}~~") } else { format!("**{n}.** {title}") }
    };
    let titles: Vec<String> = plan.steps.iter().enumerate().map(|(i, step)| title(i + 1, &step.title)).collect();
    if struck {
        return (clip_lines(&titles), true);
    }
    let full: Vec<String> = titles
        .iter()
        .zip(&plan.steps)
        .map(|(title, step)| match step.description.trim() {
            "" => title.clone(),
            words => format!("{title}\n{}", SafeText::plan(words)),
        })
        .collect();
    let full = full.join("\n");
    if full.chars().count() <= PLAN_BUDGET { (full, true) } else { (clip_lines(&titles), false) }
}

/// As many lines as fit, and how many more there are.
fn clip_lines(lines: &[String]) -> String {
    let mut out = String::new();
    for (shown, line) in lines.iter().enumerate() {
        if out.chars().count() + line.chars().count() > PLAN_BUDGET {
            return format!("{out}… and {} more", lines.len() - shown);
        }
        out.push_str(line);
        out.push('\n');
    }
    out.trim_end().to_owned()
}

fn plan_buttons(plan: &crate::jules::model::PlanId, fate: Fate) -> Vec<Button> {
    let key = PlanKey::of(plan);
    match fate {
        Fate::Open => vec![
            press(&Press::Approve(key.clone()), "Approve", Style::Success),
            press(&Press::RequestChanges(key), "Request changes", Style::Secondary),
        ],
        Fate::Superseded => vec![Button::Press {
            custom_id: Press::Approve(key).custom_id(),
            label: "Approve".into(),
            style: Style::Secondary,
            disabled: true,
        }],
        Fate::Asked(_) | Fate::Approved(_) | Fate::NotNeeded => vec![],
    }
}

/// What the change set card shows.
#[derive(Debug, Clone)]
pub struct ChangesView<'a> {
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

/// `5 files +120 −34`.
#[must_use]
pub fn counts(files: usize, added: usize, removed: usize) -> String {
    let files = if files == 1 { "1 file".to_owned() } else { format!("{files} files") };
    format!("{files} +{added} −{removed}")
}

/// The change set, always the newest cumulative one.
#[must_use]
pub fn changes(view: &ChangesView<'_>, attachments: Vec<Attachment>) -> Body {
    let mut description = view.top.join("\n");
    if view.files > view.top.len() {
        let _ = write!(description, "\n… and {} more", view.files - view.top.len());
    }
    if !view.message.trim().is_empty() {
        let subject = view.message.lines().next().unwrap_or_default();
        let _ = write!(description, "\n\n**Suggested commit message**\n{}", line(subject, 300));
    }
    Body {
        embeds: vec![Embed {
            title: format!("Changes: {}", counts(view.files, view.added, view.removed)),
            description,
            ..Embed::default()
        }],
        rows: rows(vec![press(&Press::Diff, "View changes", Style::Secondary)]),
        attachments,
        silent: true,
        ..Body::default()
    }
}

/// The pull request.
#[must_use]
pub fn pull_request(url: &str, title: &str, branch: &str) -> Body {
    let title = line(title, 200);
    let mut description = if title.is_empty() { String::new() } else { format!("**{title}**") };
    if !branch.is_empty() {
        let _ = write!(description, "\nBranch {}", code(branch, 120));
    }
    let address = https(url);
    let row = address.iter().map(|url| Button::Link { url: url.clone(), label: "Open pull request".into() }).collect();
    Body {
        embeds: vec![Embed {
            title: "Pull request opened".into(),
            url: address,
            description: description.trim().to_owned(),
            ..Embed::default()
        }],
        rows: rows(row),
        ..Body::default()
    }
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

fn open_button(url: Option<&str>) -> Vec<Button> {
    url.and_then(https).map(|url| Button::Link { url, label: "Open in Jules".into() }).into_iter().collect()
}

fn press(press: &Press, label: &str, style: Style) -> Button {
    Button::Press { custom_id: press.custom_id(), label: label.into(), style, disabled: false }
}

fn rows(row: Vec<Button>) -> Vec<Vec<Button>> {
    if row.is_empty() { vec![] } else { vec![row] }
}
