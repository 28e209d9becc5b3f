//! A plan as a card: its steps, what became of it, and who may do what about it.

use serenity::model::id::UserId;

use super::{open_button, plan_line, press, rows};
use crate::jules::model::{ActivityId, Plan};
use crate::render::body::{Attachment, Body, Button, Embed, Origin, Style};
use crate::render::locale::Locale;
use crate::render::press::{PlanKey, Press};
use crate::render::safe::SafeText;
use crate::render::text;

/// Discord's limit on an embed is 4,096; the rest is for our own words around it.
const PLAN_BUDGET: usize = 3_000;
/// The file a long plan comes with.
const FILE: &str = "plan.md";

/// What became of a plan, as its card shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Waits for somebody; when the offer goes stale, in seconds since 1970.
    Open(Option<i64>),
    /// Still waits, but Jules has put it aside.
    Faded,
    /// Somebody pressed Approve; Jules has not confirmed.
    Asked(UserId),
    /// Jules took the approval, and nothing followed.
    Unconfirmed(UserId),
    /// Approved, by somebody here or elsewhere.
    Approved(Option<UserId>),
    /// Nobody has to approve it.
    NotNeeded,
    /// A newer plan took its place.
    Superseded,
}

impl Fate {
    fn waits(self) -> bool {
        matches!(self, Self::Open(_) | Self::Faded | Self::Unconfirmed(_))
    }
}

/// What a plan's card shows.
#[derive(Debug, Clone)]
pub struct PlanView<'a> {
    /// English in a thread, the reader's language where only one person reads it.
    pub locale: Locale,
    /// The plan.
    pub plan: &'a Plan,
    /// Its number in the session's row of plans.
    pub number: u32,
    /// The activity that brought it.
    pub activity: &'a ActivityId,
    /// What became of it.
    pub fate: Fate,
    /// The session's page.
    pub url: Option<&'a str>,
    /// A mention of the role that is asked to approve, if there is one.
    pub approvers: Option<&'a str>,
}

/// A plan as a card.
#[must_use]
pub fn plan(view: &PlanView<'_>) -> Body {
    let locale = view.locale;
    let (steps, complete) = steps(locale, view.plan, view.fate == Fate::Superseded);
    let mut blocks: Vec<String> = head(locale, view.fate).into_iter().collect();
    blocks.push(steps);
    if !complete {
        blocks.push(text::plan_in_file(locale, FILE));
    }
    if let Fate::Open(Some(at)) = view.fate {
        blocks.push(text::plan_stale_at(locale, &text::moment(at)));
    }
    if view.fate.waits() {
        blocks.push(match view.approvers {
            Some(role) => text::role_may_approve(locale, role),
            None => text::all_may_approve(locale),
        });
    }
    let count = view.plan.steps.len();
    let title = match view.fate {
        Fate::Superseded => text::old_plan_title(locale, view.number, count),
        _ => text::plan_title(locale, view.number, count),
    };
    let mut row = buttons(view.plan, view.fate);
    row.extend(open_button(view.url));
    Body {
        content: if view.fate.waits() { text::plan_waits() } else { String::new() },
        embeds: vec![Embed { title, description: blocks.join("\n\n"), ..Embed::default() }],
        rows: rows(row),
        attachments: if complete { vec![] } else { vec![file(locale, view.activity)] },
        silent: true,
        ..Body::default()
    }
}

fn head(locale: Locale, fate: Fate) -> Option<String> {
    Some(match fate {
        Fate::Open(_) => return None,
        Fate::Faded => text::plan_faded(locale),
        Fate::Asked(by) => text::plan_asked(locale, by),
        Fate::Unconfirmed(by) => text::plan_unconfirmed(locale, by),
        Fate::Approved(Some(by)) => text::plan_approved(locale, by),
        Fate::Approved(None) => text::approved_elsewhere(locale),
        Fate::NotNeeded => text::plan_goes_ahead(locale),
        Fate::Superseded => text::plan_replaced(locale),
    })
}

fn file(locale: Locale, activity: &ActivityId) -> Attachment {
    Attachment { name: FILE.into(), description: text::plan_file(locale), origin: Origin::Words(activity.clone()) }
}

/// The numbered steps, and whether all of their text fitted.
fn steps(locale: Locale, plan: &Plan, struck: bool) -> (String, bool) {
    let title = |n: usize, raw: &str| {
        let title =
            Some(plan_line(raw, 200)).filter(|title| !title.is_empty()).unwrap_or_else(|| text::no_title(locale));
        if struck { format!("{n}. ~~{title}~~") } else { format!("**{n}.** {title}") }
    };
    let titles: Vec<String> = plan.steps.iter().enumerate().map(|(i, step)| title(i + 1, &step.title)).collect();
    if struck {
        return (clip_lines(locale, &titles), true);
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
    if full.chars().count() <= PLAN_BUDGET { (full, true) } else { (clip_lines(locale, &titles), false) }
}

/// As many lines as fit, and how many more there are.
fn clip_lines(locale: Locale, lines: &[String]) -> String {
    let mut out = String::new();
    for (shown, line) in lines.iter().enumerate() {
        if out.chars().count() + line.chars().count() > PLAN_BUDGET {
            return format!("{out}{}", text::and_more(locale, lines.len() - shown));
        }
        out.push_str(line);
        out.push('\n');
    }
    out.trim_end().to_owned()
}

fn buttons(plan: &Plan, fate: Fate) -> Vec<Button> {
    let key = PlanKey::shown(plan);
    let changes = press(&Press::RequestChanges(key.clone()), text::REQUEST_CHANGES, Style::Secondary);
    match fate {
        Fate::Open(_) | Fate::Faded => vec![press(&Press::Approve(key), text::APPROVE, Style::Success), changes],
        Fate::Unconfirmed(_) => vec![
            press(&Press::Approve(key.clone()), text::APPROVE_AGAIN, Style::Success),
            press(&Press::Wake(key), text::WAKE, Style::Primary),
            changes,
        ],
        Fate::Superseded => vec![Button::Press {
            custom_id: Press::Approve(key).custom_id(),
            label: text::APPROVE.into(),
            style: Style::Secondary,
            disabled: true,
        }],
        Fate::Asked(_) | Fate::Approved(_) | Fate::NotNeeded => vec![],
    }
}
