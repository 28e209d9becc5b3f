//! Lists, the inbox and help.

use serenity::model::id::{ChannelId, UserId};

use super::speech::sentences;
use crate::render::locale::Locale;

sentences! {
    /// A list with nothing in it.
    list_empty();
    /// Heads a page of a list.
    list_part(first: usize, last: usize, count: usize);
    /// Button to the page before.
    page_before();
    /// Button to the page after.
    page_after();
    /// An inbox with nothing in it.
    inbox_empty();
    /// Heads an inbox.
    inbox_whole(count: usize);
    /// Heads a page of an inbox.
    inbox_part(count: usize, first: usize, last: usize);
    /// A plan that waits; `since` is a moment that Discord words for each reader.
    plan_waits_for_you(thread: ChannelId, place: &str, whose: &str, since: &str);
    /// A question that waits.
    question_waits_for_you(thread: ChannelId, place: &str, whose: &str, since: &str);
    /// Whose session it is: the reader's.
    yours();
    /// Whose session it is: somebody else's.
    theirs(requester: UserId);

    /// Heads the newest decisions of the gate.
    audit_head();
    /// There are none.
    audit_nothing();
    /// Somebody was let in.
    audit_allowed();
    /// Somebody was not; `why` is the audit's own word.
    audit_denied(why: &str);

    /// What this is.
    help_what();
    /// How to start.
    help_start();
    /// How to talk.
    help_talk();
    /// Heads what the reader may do.
    help_you_may();
    /// What they may not do.
    help_not_here(rights: &str);
    /// Start sessions.
    right_start();
    /// How.
    right_start_how();
    /// Talk to Jules.
    right_talk();
    /// How.
    right_talk_how();
    /// Approve plans.
    right_approve();
    /// How.
    right_approve_how();
    /// Look.
    right_look();
    /// How.
    right_look_how();
    /// End sessions, set channels up.
    right_set_up();
    /// How.
    right_set_up_how();
}

/// `list`: one page of what there is. `first` is the number of its first line, from 1.
#[must_use]
pub fn sessions(locale: Locale, lines: &[String], first: usize, count: usize) -> String {
    if count == 0 {
        return list_empty(locale);
    }
    let whole = lines.len() == count;
    let head = (!whole).then(|| list_part(locale, first, first + lines.len() - 1, count));
    head.iter().chain(lines).map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// `inbox`: one page of what waits for the person who asks.
#[must_use]
pub fn inbox(locale: Locale, lines: &[String], first: usize, count: usize) -> String {
    if count == 0 {
        return inbox_empty(locale);
    }
    let head = if lines.len() < count {
        inbox_part(locale, count, first, first + lines.len() - 1)
    } else {
        inbox_whole(locale, count)
    };
    format!("{head}\n{}", lines.join("\n"))
}

/// Something that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits<'a> {
    /// A plan, not a question.
    pub plan: bool,
    /// Where.
    pub thread: ChannelId,
    /// For which repository.
    pub place: &'a str,
    /// Since when, in seconds since 1970.
    pub since: i64,
    /// Whose session it is.
    pub requester: UserId,
    /// It is the reader's own.
    pub yours: bool,
}

/// Something that waits, in one line.
#[must_use]
pub fn waits(locale: Locale, waits: Waits<'_>) -> String {
    let Waits { plan, thread, place, since, requester, yours: own } = waits;
    let whose = if own { yours(locale) } else { theirs(locale, requester) };
    let since = format!("<t:{since}:R>");
    let line = if plan { plan_waits_for_you } else { question_waits_for_you };
    line(locale, thread, place, &whose, &since)
}

/// A group of commands that one right opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Start sessions.
    Start,
    /// Talk to Jules.
    Talk,
    /// Approve plans.
    Approve,
    /// Look.
    Look,
    /// End sessions, set channels up.
    SetUp,
}

impl Group {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 5] = [Self::Start, Self::Talk, Self::Approve, Self::Look, Self::SetUp];

    fn what(self, locale: Locale) -> (String, String) {
        match self {
            Self::Start => (right_start(locale), right_start_how(locale)),
            Self::Talk => (right_talk(locale), right_talk_how(locale)),
            Self::Approve => (right_approve(locale), right_approve_how(locale)),
            Self::Look => (right_look(locale), right_look_how(locale)),
            Self::SetUp => (right_set_up(locale), right_set_up_how(locale)),
        }
    }
}

/// `help`, with what this person may do, and the reason if that is nothing.
#[must_use]
pub fn help(locale: Locale, may: &[Group], denied: Option<&str>) -> String {
    let mut lines = vec![help_what(locale), help_start(locale), help_talk(locale)];
    if let Some(denied) = denied {
        lines.push(format!("⚠️ {denied}"));
        return lines.join("\n");
    }
    lines.push(help_you_may(locale));
    lines.extend(may.iter().map(|group| group.what(locale)).map(|(what, how)| format!("• {what}: {how}")));
    let not = Group::ALL.iter().filter(|group| !may.contains(group)).map(|group| group.what(locale).0);
    let not = not.collect::<Vec<_>>().join(", ");
    if !not.is_empty() {
        lines.push(help_not_here(locale, &not));
    }
    lines.join("\n")
}
