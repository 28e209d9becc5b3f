//! When a turn ends, and when it goes on after all: no state of Jules is final,
//! history and state are not updated together, and some ends leave no activity.

use super::Machine;
use super::checkpoint::{Approval, Ended};
use super::effect::Effect;
use super::ids::{PostKey, Purpose};
use super::input::Time;
use super::machine::post;
use crate::jules::model::{ActivityId, Session, SessionState};
use crate::render::body::Body;
use crate::render::{cards, text};

/// How much of an upstream reason is shown.
const REASON_CHARS: usize = 400;

impl Machine {
    /// Takes over the state, after what its activities said.
    pub(super) fn on_state(&mut self, session: &Session, now: Time, out: &mut Vec<Effect>) {
        let before = std::mem::replace(&mut self.cp.state, session.state.clone());
        if before.is_ended() && !self.cp.state.is_ended() {
            self.resume_turn();
        }
        match self.cp.state {
            SessionState::AwaitingPlanApproval => self.plan_does_wait(),
            SessionState::InProgress => self.approval_shows_in_state(&before),
            SessionState::AwaitingUserFeedback if !self.cp.asked_for_words => {
                self.cp.asked_for_words = true;
                let key = PostKey::new(Purpose::Question, self.number().to_string());
                out.push(post(key, Body { content: text::waiting_for_words(), ..Body::default() }));
            }
            SessionState::Completed | SessionState::Failed if self.cp.ended.is_none() && self.cp.ending.is_none() => {
                // Its activities may not be visible yet: give them a moment.
                self.cp.ending = Some(now);
            }
            _ => {}
        }
        if self.cp.state != SessionState::AwaitingUserFeedback {
            self.cp.asked_for_words = false;
        }
    }

    /// A turn begins again: somebody wrote, or Jules planned anew.
    pub(super) fn resume_turn(&mut self) {
        if self.cp.ended.take().is_some() {
            self.cp.turn += 1;
        }
        self.cp.ending = None;
    }

    /// Jules asks for approval, whatever earlier approvals made us think.
    fn plan_does_wait(&mut self) {
        if let Some(seen) = &mut self.cp.plan
            && seen.approval == Approval::NotNeeded
        {
            seen.approval = Approval::Pending;
        }
    }

    /// Work that begins after our approval confirms it as well as `planApproved` does.
    fn approval_shows_in_state(&mut self, before: &SessionState) {
        let was_waiting = matches!(before, SessionState::AwaitingPlanApproval | SessionState::Completed);
        let Some(seen) = &mut self.cp.plan else { return };
        match seen.approval {
            Approval::Asked { by, .. } | Approval::Unconfirmed { by } if was_waiting => {
                seen.approval = Approval::Approved { by: Some(by) };
                self.cp.approvals += 1;
            }
            // The state was late: Jules did not ask for this plan after all.
            Approval::Pending if was_waiting && self.cp.approvals > 0 => seen.approval = Approval::NotNeeded,
            _ => {}
        }
    }

    pub(super) fn on_completed(&mut self, activity: &ActivityId, now: Time, out: &mut Vec<Effect>) {
        self.answered();
        self.end(Ended::Completed, activity.as_str(), now, out);
    }

    pub(super) fn on_failed(&mut self, reason: &str, activity: &ActivityId, out: &mut Vec<Effect>) {
        self.answered();
        self.fail(reason, activity.as_str(), out);
    }

    /// The state has said ended for a while and no activity explains it.
    pub(super) fn end_without_history(&mut self, now: Time, out: &mut Vec<Effect>) {
        self.cp.ending = None;
        if self.cp.ended.is_some() || !self.cp.state.is_ended() {
            return;
        }
        let subject = format!("turn-{}", self.cp.turn);
        if self.cp.state == SessionState::Failed {
            self.fail("", &subject, out);
        } else if self.cp.pending_plan().is_some() {
            self.cp.ended = Some(Ended::Unapproved);
            self.notice("faded", text::faded(), false, out);
        } else {
            self.end(Ended::Completed, &subject, now, out);
        }
    }

    fn end(&mut self, ended: Ended, subject: &str, now: Time, out: &mut Vec<Effect>) {
        self.cp.ended = Some(ended);
        self.cp.ending = None;
        // The end sums up what stands above it.
        if self.cp.catching_up.is_none() {
            self.refresh_results(out);
        }
        let key = PostKey::new(Purpose::End, subject);
        let content = text::finished(&self.summary(now));
        out.push(post(key, Body { content, attachments: self.patch_file(), plain: true, ..Body::default() }));
    }

    fn fail(&mut self, reason: &str, subject: &str, out: &mut Vec<Effect>) {
        self.cp.ended = Some(Ended::Failed);
        self.cp.ending = None;
        let reason = cards::line(reason, REASON_CHARS);
        let reason = if reason.is_empty() { text::no_reason() } else { reason };
        let key = PostKey::new(Purpose::End, subject);
        out.push(post(key, Body { content: text::failed(&reason), plain: true, ..Body::default() }));
    }

    /// What came out, in parts: duration, changes, pull request.
    pub(super) fn summary(&self, now: Time) -> Vec<String> {
        let minutes = (now - self.cp.task.since).num_minutes();
        let mut parts = vec![match minutes {
            0 => "in under a minute".to_owned(),
            1 => "in 1 minute".to_owned(),
            2..=119 => format!("in {minutes} minutes"),
            _ => format!("in {} hours", minutes / 60),
        }];
        if let Some(changes) = &self.cp.changes {
            parts.push(cards::counts(changes.files, changes.added, changes.removed));
        }
        if let Some(url) = self.cp.pull_request.as_ref().and_then(|pull| cards::https(&pull.url)) {
            parts.push(format!("pull request <{url}>"));
        }
        parts
    }
}
