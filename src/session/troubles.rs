//! What goes wrong, and what people press then: silence, approvals without effect,
//! failures, tasks that were never begun. Each is told once, with its way out.

use chrono::Duration;
use serenity::model::id::UserId;

use super::Machine;
use super::attention::Callee;
use super::checkpoint::{Approval, Ended};
use super::effect::{Effect, Telling, Word};
use super::input::Time;
use super::machine::{CONFIRM_WITHIN, STALL_AFTER};
use super::standing::Standing;
use crate::jules::model::SessionState;
use crate::render::body::{Body, Button, Style};
use crate::render::locale::Locale;
use crate::render::press::{PlanKey, Press};
use crate::render::safe::SafeText;
use crate::render::{cards, prose, text};

/// A message that was meant to wake Jules is not sent again for as long: it mostly answers
/// within a minute or two, at worst in eight (jules-api.md 1.3).
const NUDGE_AGAIN_AFTER: Duration = Duration::minutes(5);
/// Lines of progress shown with a failure.
const LAST_LINES: usize = 3;
/// And UTF-16 units of each.
const LAST_UNITS: usize = 200;

impl Machine {
    /// The approval was taken a while ago, and nothing followed.
    pub(super) fn doubt_approval(&mut self, out: &mut Vec<Effect>) {
        let now = self.now;
        let Some(seen) = &mut self.cp.plan else { return };
        if let Approval::Asked { by, taken: Some(taken) } = seen.approval
            && now - taken >= CONFIRM_WITHIN
        {
            // Offer the button again: 200 from approvePlan is not success.
            seen.approval = Approval::Unconfirmed { by };
            let key = PlanKey::shown(&seen.plan);
            let row = vec![
                cards::press(&Press::Wake(key.clone()), text::WAKE, Style::Primary),
                cards::press(&Press::Approve(key), text::APPROVE_AGAIN, Style::Success),
            ];
            self.alert("unconfirmed", Callee::Approver, text::approval_without_effect(), row, out);
        }
    }

    /// Since when Jules has been silent: since it last moved, or was last nudged.
    pub(super) fn silent_since(&self) -> Time {
        self.cp.nudged.map_or(self.cp.moved_at, |(_, at)| at.max(self.cp.moved_at))
    }

    pub(super) fn may_stall(&self) -> bool {
        let working = matches!(self.cp.state, SessionState::InProgress | SessionState::Planning);
        working && self.cp.ended.is_none() && !self.cp.stall_told && !self.cp.closed
    }

    pub(super) fn note_silence(&mut self, out: &mut Vec<Effect>) {
        if self.may_stall() && self.now - self.silent_since() >= STALL_AFTER {
            self.cp.stall_told = true;
            let minutes = (self.now - self.cp.moved_at).num_minutes();
            let mut row = vec![
                cards::press(&Press::Nudge, text::NUDGE, Style::Primary),
                cards::press(&Press::Stop, text::STOP, Style::Danger),
            ];
            row.extend(cards::open_button(self.cp.url.as_deref()));
            self.alert("stall", Callee::Requester, text::stalled(minutes), row, out);
        }
    }

    /// The session could not be created.
    pub(super) fn not_started(&mut self, reason: &str, out: &mut Vec<Effect>) {
        self.cp.closed = true;
        self.cp.failure = Some(reason.to_owned());
        let row = vec![cards::press(&Press::Retry, text::RETRY, Style::Primary)];
        self.alert("not-started", Callee::Requester, text::not_started(reason), row, out);
    }

    /// The buttons under a failure.
    pub(super) fn failure_row(&self) -> Vec<Button> {
        let mut row = vec![
            cards::press(&Press::Retry, text::RETRY, Style::Primary),
            cards::press(&Press::Reply(None), text::SEND_MESSAGE, Style::Secondary),
        ];
        row.extend(cards::open_button(self.cp.url.as_deref()));
        row
    }

    /// What Jules did last, for a failure whose reason says nothing.
    pub(super) fn last_lines(&self) -> String {
        let first_line = |line: &String| {
            let line = SafeText::ours(line.lines().next().unwrap_or_default());
            prose::excerpt(&line, LAST_UNITS).into_string()
        };
        let lines: Vec<String> = self.cp.progress.iter().rev().take(LAST_LINES).map(first_line).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }

    /// Tells Jules with a message that its plan is approved.
    pub(super) fn wake(&mut self, by: UserId, locale: Locale, plan: &PlanKey, out: &mut Vec<Effect>) -> String {
        if let Some(sentence) = self.not_that_plan(locale, Some(plan)).or_else(|| self.is_approved(locale)) {
            return sentence;
        }
        if self.cp.plan.as_ref().is_some_and(|seen| seen.approval == Approval::Pending) {
            return text::approve_first(locale);
        }
        if let Some(by) = self.just_nudged() {
            return text::nudged_already(locale, by);
        }
        self.send_ours(by, "woken", text::woken(by), text::WAKE_WORDS, out);
        text::waking(locale)
    }

    /// Asks a silent Jules how it is going.
    pub(super) fn nudge(&mut self, by: UserId, locale: Locale, out: &mut Vec<Effect>) -> String {
        if let Some(by) = self.just_nudged() {
            return text::nudged_already(locale, by);
        }
        if !self.cp.stall_told {
            return text::moved_since(locale);
        }
        self.cp.stall_told = false;
        self.send_ours(by, "nudged", text::nudged(by), text::NUDGE_WORDS, out);
        text::nudging(locale)
    }

    /// Tries once more what failed: the start, or the task.
    pub(super) fn retry(&mut self, by: UserId, locale: Locale, out: &mut Vec<Effect>) -> String {
        if self.cp.handed_on {
            return text::retried_by_batch(locale);
        }
        if self.cp.closed && self.cp.session.is_none() {
            self.cp.closed = false;
            self.cp.acted_at = self.now;
            let id = self.number();
            // An earlier attempt may have made it after all: look before creating again.
            out.push(Effect::Tell(Word { id, by, what: Telling::Create, attempted: Some(self.now) }));
            self.notice("retried", text::retried(by), out);
            return text::retrying(locale);
        }
        if self.cp.ended != Some(Ended::Failed) || self.cp.closed || !self.cp.pending.is_empty() {
            return text::nothing_to_retry(locale);
        }
        if let Some(by) = self.just_nudged() {
            return text::nudged_already(locale, by);
        }
        self.send_ours(by, "retried", text::retried(by), text::RETRY_WORDS, out);
        text::retrying(locale)
    }

    /// Lets the batch begin anew what failed here, from when on it is not tried again here; says
    /// so if it cannot, because it was.
    pub(super) fn hand_on(&mut self, out: &mut Vec<Effect>) {
        let failed = Standing::of(&self.cp) == Standing::Failed;
        self.cp.handed_on |= failed && self.cp.pending.is_empty() && self.just_nudged().is_none();
        if !self.cp.handed_on {
            let content = text::nothing_to_retry(Locale::English);
            out.push(Effect::Reply(Body { content, plain: true, ..Body::default() }));
        }
    }

    fn just_nudged(&self) -> Option<UserId> {
        self.cp.nudged.filter(|(_, at)| self.now - *at < NUDGE_AGAIN_AFTER).map(|(by, _)| by)
    }

    fn send_ours(&mut self, by: UserId, label: &str, shown: String, words: &str, out: &mut Vec<Effect>) {
        self.cp.nudged = Some((by, self.now));
        self.tell_message(by, words.to_owned(), None, out);
        self.notice(label, shown, out);
    }

    /// Why a form is not worth filling in any more, if it is not.
    #[must_use]
    pub fn too_late_for(&self, locale: Locale, press: &Press) -> Option<String> {
        match press {
            Press::RequestChanges(plan) => self.not_that_plan(locale, Some(plan)),
            Press::Reply(Some(key)) => self.settled_question(locale, key),
            _ => None,
        }
    }
}
