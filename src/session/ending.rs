//! When a turn ends, and when it goes on after all: no state of Jules is final,
//! history and state are not updated together, and some ends leave no activity.

use super::Machine;
use super::attention::Callee;
use super::checkpoint::Ended;
use super::effect::Effect;
use super::ids::{PostKey, Purpose};
use super::machine::post;
use crate::jules::model::{ActivityId, Session, SessionState};
use crate::render::body::Body;
use crate::render::cards::{self, Answered};
use crate::render::locale::Locale;
use crate::render::text::{self, Outcome};

/// How much of an upstream reason is shown.
const REASON_CHARS: usize = 400;

impl Machine {
    /// Takes over the state, after what its activities said.
    pub(super) fn on_state(&mut self, session: &Session, out: &mut Vec<Effect>) {
        let before = std::mem::replace(&mut self.cp.state, session.state.clone());
        if before.is_ended() && !self.cp.state.is_ended() {
            self.resume_turn();
        }
        if before == SessionState::AwaitingUserFeedback
            && matches!(self.cp.state, SessionState::InProgress | SessionState::Planning)
        {
            self.settle_question(Answered::Dropped, out);
        }
        match self.cp.state {
            SessionState::AwaitingPlanApproval => self.plan_does_wait(),
            SessionState::InProgress => self.approval_shows_in_state(&before),
            SessionState::AwaitingUserFeedback => self.waits_for_words(out),
            SessionState::Completed | SessionState::Failed if self.cp.ended.is_none() && self.cp.ending.is_none() => {
                // Its activities may not be visible yet: give them a moment.
                self.cp.ending = Some(self.now);
            }
            _ => {}
        }
        if self.cp.state != SessionState::AwaitingUserFeedback {
            self.cp.asked_for_words = false;
            self.cp.waiting = None;
        }
    }

    /// A turn begins again: somebody wrote, or Jules planned anew.
    pub(super) fn resume_turn(&mut self) {
        if self.cp.ended.take().is_some() {
            self.cp.turn += 1;
        }
        self.cp.ending = None;
    }

    pub(super) fn on_completed(&mut self, activity: &ActivityId, out: &mut Vec<Effect>) {
        self.answered();
        self.end(activity.as_str(), out);
    }

    pub(super) fn on_failed(&mut self, reason: &str, activity: &ActivityId, out: &mut Vec<Effect>) {
        self.answered();
        self.fail(reason, activity.as_str(), out);
    }

    /// The state has said ended for a while and no activity explains it.
    pub(super) fn end_without_history(&mut self, out: &mut Vec<Effect>) {
        self.cp.ending = None;
        if self.cp.ended.is_some() || !self.cp.state.is_ended() {
            return;
        }
        let subject = format!("turn-{}", self.cp.turn);
        if self.cp.state == SessionState::Failed {
            self.fail("", &subject, out);
        } else if self.cp.pending_plan().is_some() {
            self.faded(out);
        } else {
            self.end(&subject, out);
        }
    }

    fn end(&mut self, subject: &str, out: &mut Vec<Effect>) {
        self.cp.ended = Some(Ended::Completed);
        self.cp.ending = None;
        // The end sums up what stands above it.
        if self.cp.catching_up.is_none() {
            if self.open_question().is_none() && self.cp.spoken.as_ref().is_some_and(|spoken| spoken.asks) {
                self.ask_what_was_said(out);
            }
            self.refresh_results(out);
        }
        self.gather(out);
        let content = text::finished(&self.outcome());
        self.end_with(
            subject,
            Body {
                content,
                attachments: self.patch_file(Locale::English),
                silent: true,
                plain: true,
                ..Body::default()
            },
            out,
        );
    }

    fn fail(&mut self, reason: &str, subject: &str, out: &mut Vec<Effect>) {
        self.cp.ended = Some(Ended::Failed);
        self.cp.ending = None;
        self.settle_question(Answered::Dropped, out);
        let reason = cards::line(reason, REASON_CHARS);
        let reason = if reason.is_empty() { text::no_reason() } else { reason };
        self.cp.failure = Some(reason.clone());
        self.gather(out);
        let sentence = text::failed(&reason, &self.last_lines());
        self.end_with(subject, cards::trouble(sentence, self.failure_row()), out);
    }

    fn end_with(&self, subject: &str, body: Body, out: &mut Vec<Effect>) {
        out.push(post(PostKey::new(Purpose::End, subject), self.calling(Callee::Requester, body)));
    }

    /// What came out so far.
    pub(super) fn outcome(&self) -> Outcome<'_> {
        let address = self.cp.pull_request.as_ref().map(|pull| pull.url.as_str());
        Outcome {
            minutes: (self.now - self.cp.task.since).num_minutes(),
            changes: self.cp.changes.as_ref().map(|changes| (changes.files, changes.added, changes.removed)),
            pull_request: address.filter(|url| cards::https(url).is_some()),
            asks: self.open_question().is_some(),
        }
    }
}
