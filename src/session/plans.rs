//! Plans: which one waits for somebody, who settled it, and when the offer goes stale.
//!
//! A plan waits as long as it is the newest and nothing has approved it, whatever the
//! state says: Jules puts an unapproved plan aside after some minutes and reads COMPLETED
//! then, and a 200 from approvePlan promises nothing (jules-api.md 1.4).

use super::Machine;
use super::attention::Callee;
use super::checkpoint::{Approval, Ended, PlanSeen};
use super::effect::Effect;
use super::input::Time;
use super::question::Coming;
use crate::jules::model::{Activity, Event, Plan, PlanId, SessionState};
use crate::render::body::{Button, Style};
use crate::render::cards::{self, Fate};
use crate::render::locale::Locale;
use crate::render::press::{PlanKey, Press};
use crate::render::text;

impl Machine {
    /// Why nothing can be done about this plan, or about the newest where none is named: there
    /// is no plan, or that one was replaced.
    pub(super) fn not_that_plan(&self, locale: Locale, plan: Option<&PlanKey>) -> Option<String> {
        let Some(seen) = &self.cp.plan else { return Some(text::no_plan(locale)) };
        // A button that names the plan by its id alone is from before contents counted; it does
        // as long as there was only one plan of that id.
        let is_it = |plan: &PlanKey| {
            *plan == PlanKey::shown(&seen.plan) || !seen.reissued && *plan == PlanKey::of(&seen.plan.id)
        };
        let other = plan.is_some_and(|plan| !is_it(plan));
        other.then(|| text::plan_superseded(locale))
    }

    /// Why the newest plan needs no approval any more.
    pub(super) fn is_approved(&self, locale: Locale) -> Option<String> {
        match self.cp.plan.as_ref()?.approval {
            Approval::Asked { by, .. } => Some(text::approval_under_way(locale, by)),
            Approval::Approved { by } => Some(text::already_approved(locale, by)),
            Approval::NotNeeded => Some(text::approval_not_needed(locale)),
            Approval::Pending | Approval::Unconfirmed { .. } => None,
        }
    }

    pub(super) fn on_plan(&mut self, plan: &Plan, activity: &Activity, coming: Coming<'_>, out: &mut Vec<Effect>) {
        let old = self.cp.plan.take();
        if let Some(old) = old.as_ref().filter(|old| old.approval.is_open()) {
            self.retire_plan(old, out);
            if matches!(old.approval, Approval::Asked { .. }) {
                self.notice("superseded", text::approval_came_late(), out);
            }
        }
        self.resume_turn();
        self.cp.step = None;
        // Approval carries forward: Jules does not ask again for a plan it revises
        // while working. The state says so if it does, after all (`on_state`).
        let carried = self.cp.approvals > 0 && self.cp.state != SessionState::AwaitingPlanApproval;
        let approval = match next_about_plans(coming.later) {
            _ if carried || !self.cp.task.approval => Approval::NotNeeded,
            // Nobody is called for a plan that is settled already.
            Some(Event::PlanApproved { .. }) => Approval::Approved { by: None },
            _ => Approval::Pending,
        };
        let reissued = old.as_ref().is_some_and(|old| old.reissued || old.plan.id == plan.id);
        let number = old.map_or(1, |old| old.number + 1);
        let stale_at = Some(self.stale_at(activity.create_time.unwrap_or(self.now)));
        let seen = PlanSeen {
            plan: plan.clone(),
            activity: activity.id.clone(),
            number,
            approval,
            stale_at,
            warned: false,
            shaped_by: self.cp.spoke,
            reissued,
        };
        self.cp.plan = Some(seen.clone());
        self.answered();
        // Shown here and not at the end of the batch, so that it keeps its place.
        if self.cp.catching_up.is_none() {
            match next_about_plans(coming.later) {
                Some(Event::PlanGenerated(_)) => self.show_replaced(&seen, out),
                _ => self.refresh_plan(out),
            }
        }
    }

    /// When a plan of this moment goes stale. It was seen some ten minutes after the session
    /// began, and nobody knows whether the plan or the session is what counts: the earlier of
    /// the two is said, as long as that leaves time to read the plan.
    fn stale_at(&self, planned: Time) -> Time {
        let lasts = self.attention.plan_lasts;
        let by_session = self.cp.task.since + lasts;
        if by_session - planned >= lasts / 2 { by_session } else { planned + lasts }
    }

    pub(super) fn on_approved(&mut self, plan: &PlanId, out: &mut Vec<Effect>) {
        self.cp.approvals += 1;
        let Some(seen) = &mut self.cp.plan else { return };
        let same = plan.as_str().is_empty() || *plan == seen.plan.id;
        match seen.approval {
            Approval::Asked { .. } if !same => {
                seen.approval = Approval::Pending;
                self.alert("wrong-plan", Callee::Approver, text::wrong_plan_approved(), vec![], out);
            }
            Approval::Asked { by, .. } => seen.approval = Approval::Approved { by: Some(by) },
            Approval::Unconfirmed { by } if same => seen.approval = Approval::Approved { by: Some(by) },
            Approval::Pending if same => {
                let by = self.recalled.approvers.get(&seen.number).copied();
                seen.approval = Approval::Approved { by };
            }
            _ => {}
        }
        // History is ahead of the state now; a plan that follows needs no approval.
        if self.cp.state == SessionState::AwaitingPlanApproval {
            self.cp.state = SessionState::InProgress;
        }
        // At once: the batch may bring the next plan, too.
        if self.cp.catching_up.is_none() {
            self.refresh_plan(out);
        }
    }

    /// Jules asks for approval, whatever earlier approvals made us think.
    pub(super) fn plan_does_wait(&mut self) {
        if let Some(seen) = &mut self.cp.plan
            && seen.approval == Approval::NotNeeded
        {
            seen.approval = Approval::Pending;
        }
    }

    /// Work that begins after our approval confirms it as well as `planApproved` does.
    pub(super) fn approval_shows_in_state(&mut self, before: &SessionState) {
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

    /// When the thread has to be told that the plan is about to be put aside.
    pub(super) fn warning_due(&self) -> Option<Time> {
        let seen = self.cp.plan.as_ref().filter(|seen| seen.approval == Approval::Pending && !seen.warned)?;
        // Words on their way are an answer to the plan, and a turn that is over cannot fade.
        let waits = self.cp.ended.is_none() && !self.cp.closed && self.cp.pending.is_empty();
        let warning = seen.stale_at? - self.attention.plan_lasts / 5;
        waits.then_some(warning)
    }

    pub(super) fn warn_of_fading(&mut self, out: &mut Vec<Effect>) {
        if self.warning_due().is_none_or(|due| due > self.now) {
            return;
        }
        let Some(seen) = &mut self.cp.plan else { return };
        seen.warned = true;
        let at = seen.stale_at.filter(|at| *at > self.now);
        let row = approve_buttons(&seen.plan);
        // Too late to say "soon": we were away. The card says when it was.
        if let Some(at) = at {
            self.alert("fading", Callee::Approver, text::about_to_fade(at.timestamp()), row, out);
        }
    }

    /// Jules has put the plan aside.
    pub(super) fn faded(&mut self, out: &mut Vec<Effect>) {
        self.cp.ended = Some(Ended::Unapproved);
        // Where somebody has approved it, the thread is told that nothing came of it.
        let Some(seen) = self.cp.plan.as_ref().filter(|seen| seen.approval == Approval::Pending) else { return };
        let mut row = approve_buttons(&seen.plan);
        row.push(cards::press(&Press::Reply(None), text::SEND_MESSAGE, Style::Secondary));
        self.note("faded", cards::trouble(text::faded(), row), out);
    }

    /// What a plan's card shows of its approval.
    pub(super) fn fate(&self, seen: &PlanSeen) -> Fate {
        match seen.approval {
            Approval::Pending if self.cp.ended == Some(Ended::Unapproved) => Fate::Faded,
            Approval::Pending => Fate::Open(seen.stale_at.map(|at| at.timestamp())),
            Approval::Unconfirmed { by } => Fate::Unconfirmed(by),
            Approval::Asked { by, .. } => Fate::Asked(by),
            Approval::Approved { by } => Fate::Approved(by),
            Approval::NotNeeded => Fate::NotNeeded,
        }
    }
}

fn approve_buttons(plan: &Plan) -> Vec<Button> {
    let key = PlanKey::shown(plan);
    vec![
        cards::press(&Press::Approve(key.clone()), text::APPROVE, Style::Success),
        cards::press(&Press::RequestChanges(key), text::REQUEST_CHANGES, Style::Secondary),
    ]
}

/// The next thing that happens to the plans.
fn next_about_plans(later: &[Activity]) -> Option<&Event> {
    let about_plans = |event: &&Event| matches!(event, Event::PlanGenerated(_) | Event::PlanApproved { .. });
    later.iter().map(|activity| &activity.event).find(about_plans)
}
