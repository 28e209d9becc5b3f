//! The messages that are edited over time. What each should show is derived from
//! the checkpoint after every input; an edit is owed only where that differs from
//! what the card was last told.

use super::Machine;
use super::checkpoint::{Approval, Card, Ended, PlanSeen};
use super::effect::{Effect, Owed};
use super::ids::{PostKey, Purpose, digest};
use super::machine::post;
use crate::jules::model::SessionState;
use crate::render::body::{Attachment, Body};
use crate::render::cards::{self, ChangesView, Fate, Status};
use crate::render::text;

impl Machine {
    /// Owes what the cards need to show the checkpoint. `calm` says that nothing
    /// but progress changed, so that the edit may wait for more of it.
    pub(super) fn refresh_cards(&mut self, calm: bool, out: &mut Vec<Effect>) {
        if self.cp.catching_up.is_some() {
            return;
        }
        self.show_card(PostKey::new(Purpose::Status, ""), self.status_body(), calm, out);
        self.refresh_plan(out);
        self.refresh_results(out);
    }

    /// Owes the cards of what came out, or their changes.
    pub(super) fn refresh_results(&mut self, out: &mut Vec<Effect>) {
        if let Some(body) = self.changes_body(vec![]) {
            self.show_card(PostKey::new(Purpose::Changes, ""), body, false, out);
        }
        if let Some(pull) = self.cp.pull_request.clone() {
            let body = cards::pull_request(&pull.url, &pull.title, &pull.branch);
            self.show_card(PostKey::new(Purpose::PullRequest, pull.url), body, false, out);
        }
    }

    /// Owes the newest plan's card, or its change.
    pub(super) fn refresh_plan(&mut self, out: &mut Vec<Effect>) {
        if let Some(seen) = self.cp.plan.clone() {
            let body = self.plan_body(&seen, fate(seen.approval));
            self.show_card(plan_key(&seen), body, false, out);
        }
    }

    /// Strikes a plan's card through, if it was ever posted.
    pub(super) fn retire_plan(&mut self, seen: &PlanSeen, out: &mut Vec<Effect>) {
        if self.cp.cards.contains_key(&plan_key(seen)) {
            self.show_replaced(seen, out);
        }
    }

    /// Shows a plan as one that was replaced.
    pub(super) fn show_replaced(&mut self, seen: &PlanSeen, out: &mut Vec<Effect>) {
        let body = self.plan_body(seen, Fate::Superseded);
        self.show_card(plan_key(seen), body, false, out);
    }

    fn show_card(&mut self, key: PostKey, body: Body, lazy: bool, out: &mut Vec<Effect>) {
        let shows = serde_json::to_string(&body).map(|json| digest(&json)).unwrap_or_default();
        match self.cp.cards.get_mut(&key) {
            Some(card) if card.shows == shows => {}
            Some(card) => {
                card.shows = shows;
                out.push(Effect::Owe(Owed::Edit { key, body, lazy }));
            }
            None => {
                self.cp.cards.insert(key.clone(), Card { message: None, shows });
                out.push(post(key, body));
            }
        }
    }

    /// The state in words, as the status card's title says it.
    #[must_use]
    pub fn headline(&self) -> String {
        let cp = &self.cp;
        if cp.closed && cp.session.is_none() {
            return text::state(&SessionState::Failed);
        }
        match cp.ended {
            Some(Ended::Unapproved) => text::state_faded(),
            Some(Ended::Completed) => text::state(&SessionState::Completed),
            Some(Ended::Failed) => text::state(&SessionState::Failed),
            // State and history do not move together; the plan is what a person has to know of.
            None if cp.pending_plan().is_some()
                && matches!(cp.state, SessionState::Planning | SessionState::Completed) =>
            {
                text::state(&SessionState::AwaitingPlanApproval)
            }
            None => text::state(&cp.state),
        }
    }

    /// The status card as it should be now.
    pub(super) fn status_body(&self) -> Body {
        let cp = &self.cp;
        cards::status(&Status {
            state: self.headline(),
            place: cards::place(cp.task.source.as_ref(), cp.task.branch.as_deref()),
            requester: cp.task.requester,
            since: cp.task.since.timestamp(),
            progress: cp.progress.iter().map(String::as_str).collect(),
            url: cp.url.as_deref(),
            has_changes: cp.changes.is_some(),
        })
    }

    /// A plan's card.
    pub(super) fn plan_body(&self, seen: &PlanSeen, fate: Fate) -> Body {
        cards::plan(&seen.plan, seen.number, &seen.activity, fate, self.cp.url.as_deref())
    }

    /// The change set, with its patch as a file where one is wanted.
    pub(super) fn changes_body(&self, attachments: Vec<Attachment>) -> Option<Body> {
        let changes = self.cp.changes.as_ref()?;
        let view = ChangesView {
            files: changes.files,
            added: changes.added,
            removed: changes.removed,
            top: &changes.top,
            message: &changes.message,
        };
        Some(cards::changes(&view, attachments))
    }

    /// The newest patch as a file.
    pub(super) fn patch_file(&self) -> Vec<Attachment> {
        let file = |changes: &super::checkpoint::Changes| Attachment {
            name: "changes.patch".into(),
            description: "All changes as a patch for git apply".into(),
            origin: changes.origin.clone(),
        };
        self.cp.changes.iter().map(file).collect()
    }
}

/// A plan's card is known by the activity that brought the plan: plan ids may be missing.
fn plan_key(seen: &PlanSeen) -> PostKey {
    PostKey::new(Purpose::Plan, seen.activity.as_str())
}

/// What a plan's card shows of its approval.
pub(super) fn fate(approval: Approval) -> Fate {
    match approval {
        Approval::Pending | Approval::Unconfirmed { .. } => Fate::Open,
        Approval::Asked { by, .. } => Fate::Asked(by),
        Approval::Approved { by } => Fate::Approved(by),
        Approval::NotNeeded => Fate::NotNeeded,
    }
}
