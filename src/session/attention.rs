//! Whom the thread calls, when, and how it keeps still otherwise: silence is the rule,
//! and each thing that needs a person calls one person once.

use chrono::{Duration, FixedOffset, NaiveTime};
use serenity::model::id::{RoleId, UserId};

use super::Machine;
use super::action::{Changes, Ping, Verbosity};
use super::effect::Effect;
use super::ids::{PostKey, Purpose};
use super::input::Time;
use super::machine::post;
use crate::render::body::{Body, Button, Pings};
use crate::render::locale::Locale;
use crate::render::{cards, text};

/// How attention is asked for, as this installation wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attention {
    /// Called for a plan in place of the requester.
    pub approvers: Option<RoleId>,
    /// How long after a question each reminder is due, shortest first.
    pub reminders: Vec<Duration>,
    /// When no reminder goes out.
    pub quiet: Option<QuietHours>,
    /// How long Jules keeps a plan that nobody approves; about ten minutes, by observation.
    pub plan_lasts: Duration,
}

impl Default for Attention {
    fn default() -> Self {
        Self {
            approvers: None,
            reminders: vec![Duration::minutes(30), Duration::minutes(240)],
            quiet: None,
            plan_lasts: Duration::minutes(10),
        }
    }
}

/// Hours of each day, in one fixed offset from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    /// When they begin.
    pub from: NaiveTime,
    /// When they end; may be before `from`, on the next day then.
    pub to: NaiveTime,
    /// Whose clock that is.
    pub offset: FixedOffset,
}

impl QuietHours {
    /// `at`, or the end of the quiet hours it falls into.
    #[must_use]
    pub fn defer(&self, at: Time) -> Time {
        let local = at.with_timezone(&self.offset);
        let time = local.time();
        let inside = if self.from <= self.to {
            (self.from..self.to).contains(&time)
        } else {
            time >= self.from || time < self.to
        };
        if !inside {
            return at;
        }
        // A day has 24 hours here: the offset is fixed.
        let left = self.to - time;
        at + if left < Duration::zero() { left + Duration::days(1) } else { left }
    }
}

impl Attention {
    /// When the next reminder of something asked then is due, if `sent` have gone out.
    #[must_use]
    pub fn reminder(&self, asked: Time, sent: usize) -> Option<Time> {
        let due = asked + *self.reminders.get(sent)?;
        Some(self.quiet.map_or(due, |quiet| quiet.defer(due)))
    }

    /// How many reminders are behind us at `now`: those that quiet hours have held back
    /// together are one.
    #[must_use]
    pub fn behind(&self, asked: Time, now: Time) -> usize {
        self.reminders.iter().take_while(|after| asked + **after <= now).count()
    }
}

/// Who is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Callee {
    /// The requester, or whoever the thread was told to call instead.
    Requester,
    /// Whoever approves plans.
    Approver,
    /// Exactly this person.
    Person(UserId),
}

impl Machine {
    /// The same message, calling whom it concerns, unless the thread is muted.
    pub(super) fn calling(&self, callee: Callee, body: Body) -> Body {
        let ping = match (callee, self.attention.approvers) {
            (Callee::Approver, Some(role)) if self.cp.manner.ping == Ping::Requester => Ping::Role(role),
            (Callee::Person(user), _) => Ping::Person(user),
            _ => self.cp.manner.ping,
        };
        let mut pings = Pings::default();
        let who = match ping {
            Ping::Role(role) => {
                pings.roles.push(role);
                format!("<@&{role}>")
            }
            Ping::Person(user) => {
                pings.users.push(user);
                format!("<@{user}>")
            }
            Ping::Requester => {
                pings.users.push(self.cp.task.requester);
                format!("<@{}>", self.cp.task.requester)
            }
        };
        let content = text::called(&who, &body.content);
        if self.cp.manner.muted {
            return Body { content, pings: Pings::default(), silent: true, ..body };
        }
        Body { content, pings, silent: false, ..body }
    }

    /// Owes a sentence of ours to the thread, silently. `label` tells kinds of notices apart.
    pub(super) fn notice(&mut self, label: &str, sentence: String, out: &mut Vec<Effect>) {
        self.note(label, Body { content: sentence, silent: true, plain: true, ..Body::default() }, out);
    }

    /// Owes a sentence that calls somebody, with what to press about it.
    pub(super) fn alert(
        &mut self,
        label: &str,
        callee: Callee,
        sentence: String,
        row: Vec<Button>,
        out: &mut Vec<Effect>,
    ) {
        let body = self.calling(callee, cards::trouble(sentence, row));
        self.note(label, body, out);
    }

    /// Owes any message of ours that is said once.
    pub(super) fn note(&mut self, label: &str, body: Body, out: &mut Vec<Effect>) {
        let key = PostKey::new(Purpose::Notice, format!("{label}-{}", self.number()));
        out.push(post(key, body));
    }

    pub(super) fn is_quiet(&self) -> bool {
        self.cp.manner.verbosity == Verbosity::Quiet
    }

    pub(super) fn is_verbose(&self) -> bool {
        self.cp.manner.verbosity == Verbosity::Verbose && self.cp.paused.is_none()
    }

    pub(super) fn configure(&mut self, locale: Locale, changes: Changes) -> String {
        let manner = &mut self.cp.manner;
        manner.verbosity = changes.verbosity.unwrap_or(manner.verbosity);
        manner.muted = changes.mute.unwrap_or(manner.muted);
        manner.ping = changes.ping.unwrap_or(manner.ping);
        let ping = match manner.ping {
            Ping::Requester => format!("<@{}>", self.cp.task.requester),
            Ping::Person(user) => format!("<@{user}>"),
            Ping::Role(role) => format!("<@&{role}>"),
        };
        let shows = match manner.verbosity {
            Verbosity::Quiet => text::Shows::Quiet,
            Verbosity::Normal => text::Shows::Normal,
            Verbosity::Verbose => text::Shows::Verbose,
        };
        text::thread_settings(locale, shows, manner.muted, &ping)
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn at(text: &str) -> Time {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn night(from: &str, to: &str, hours: i32) -> QuietHours {
        let time = |text| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
        QuietHours { from: time(from), to: time(to), offset: FixedOffset::east_opt(hours * 3_600).unwrap() }
    }

    #[test]
    fn quiet_hours_hold_a_reminder_back_until_they_end() {
        let quiet = night("22:00", "07:00", 2);
        for (due, goes) in [
            ("2026-09-02T19:59:00Z", "2026-09-02T19:59:00Z"), // 21:59 there
            ("2026-09-02T20:00:00Z", "2026-09-03T05:00:00Z"),
            ("2026-09-03T00:30:00Z", "2026-09-03T05:00:00Z"),
            ("2026-09-03T05:00:00Z", "2026-09-03T05:00:00Z"),
        ] {
            assert_eq!(quiet.defer(at(due)), at(goes), "{due}");
        }
        let noon = night("12:00", "13:00", 0);
        assert_eq!(noon.defer(at("2026-09-02T12:30:00Z")), at("2026-09-02T13:00:00Z"));
        assert_eq!(noon.defer(at("2026-09-02T13:30:00Z")), at("2026-09-02T13:30:00Z"));
    }

    #[test]
    fn reminders_that_fall_into_one_night_are_one() {
        let attention = Attention { quiet: Some(night("22:00", "07:00", 0)), ..Attention::default() };
        let asked = at("2026-09-02T21:45:00Z");
        let first = attention.reminder(asked, 0).unwrap();
        assert_eq!(first, at("2026-09-03T07:00:00Z"));
        assert_eq!(attention.behind(asked, first), 2);
        assert_eq!(attention.reminder(asked, 2), None);
    }
}
