//! The messages that are edited over time. What each should show is derived from
//! the checkpoint after every input; an edit is owed only where that differs from
//! what the card was last told. An edit calls nobody, and a card that is posted
//! anew has called already.

use chrono::Duration;
use serenity::model::id::MessageId;

use super::Machine;
use super::attention::Callee;
use super::checkpoint::{Approval, Card, Ended, PlanSeen};
use super::effect::{Effect, Owed};
use super::ids::{PostKey, Purpose, digest};
use super::machine::post;
use crate::jules::model::SessionState;
use crate::render::body::{Attachment, Body, Pings};
use crate::render::cards::{self, ChangesView, Fate, PlanView, Status};
use crate::render::locale::Locale;
use crate::render::text;

/// Discord limits edits of messages older than an hour: the status card then moves down.
const MOVE_AFTER: Duration = Duration::hours(1);
/// Names what is left of a status card that has moved.
const LEFT_BEHIND: &str = "before-";

impl Machine {
    /// Owes what the cards need to show the checkpoint. `calm` says that nothing
    /// but progress changed, so that the edit may wait for more of it.
    pub(super) fn refresh_cards(&mut self, calm: bool, out: &mut Vec<Effect>) {
        if self.cp.catching_up.is_some() {
            return;
        }
        self.show_card(PostKey::new(Purpose::Status, ""), self.status_body(Locale::English), calm, out);
        self.refresh_plan(out);
        self.refresh_results(out);
    }

    /// Owes the cards of what came out, or their changes.
    pub(super) fn refresh_results(&mut self, out: &mut Vec<Effect>) {
        let key = PostKey::new(Purpose::Changes, "");
        // A quiet thread shows what came out once it has.
        let due = !self.is_quiet() || self.cp.ended.is_some() || self.cp.cards.contains_key(&key);
        if let Some(body) = self.changes_body(Locale::English, vec![]).filter(|_| due) {
            self.show_card(key, body, false, out);
        }
        if let Some(pull) = self.cp.pull_request.clone() {
            let body = cards::pull_request(&pull.url, &pull.title, &pull.branch);
            let body = self.calling(Callee::Requester, body);
            self.show_card(PostKey::new(Purpose::PullRequest, pull.url), body, false, out);
        }
    }

    /// Owes the newest plan's card, or its change.
    pub(super) fn refresh_plan(&mut self, out: &mut Vec<Effect>) {
        if let Some(seen) = self.cp.plan.clone() {
            let body = self.plan_body(Locale::English, &seen, self.fate(&seen));
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
        let body = self.plan_body(Locale::English, seen, Fate::Superseded);
        self.show_card(plan_key(seen), body, false, out);
    }

    pub(super) fn show_card(&mut self, key: PostKey, body: Body, lazy: bool, out: &mut Vec<Effect>) {
        let shows = fingerprint(&body);
        let now = self.now;
        let Some(card) = self.cp.cards.get_mut(&key) else {
            self.cp.cards.insert(key.clone(), Card { shows, ..Card::default() });
            return out.push(post(key, body));
        };
        if card.shows == shows {
            return;
        }
        card.shows = shows;
        let old = card.message.is_some() && card.posted.is_some_and(|at| now - at >= MOVE_AFTER);
        if old && key.purpose == Purpose::Status {
            self.post_anew(&key, body, out);
        } else {
            let body = Body { pings: Pings::default(), ..body };
            out.push(Effect::Owe(Owed::Edit { key, body, lazy }));
        }
    }

    /// Owes a card as a new message, silently.
    pub(super) fn post_anew(&mut self, key: &PostKey, body: Body, out: &mut Vec<Effect>) {
        let Some(card) = self.cp.cards.get_mut(key) else { return };
        card.issue = card.issue.wrapping_add(1);
        card.before = card.message.take();
        card.posted = None;
        let key = PostKey { part: card.issue, ..key.clone() };
        out.push(post(key, Body { pings: Pings::default(), silent: true, ..body }));
    }

    /// Leaves one line where the status card was, that leads to where it is.
    pub(super) fn leave_behind(&mut self, key: &PostKey, old: MessageId, new: MessageId, out: &mut Vec<Effect>) {
        let place = self.cp.place;
        let link = format!("https://discord.com/channels/{}/{}/{new}", place.guild, place.thread);
        let left = PostKey::new(Purpose::Status, format!("{LEFT_BEHIND}{}", key.part));
        self.cp.cards.insert(left.clone(), Card { message: Some(old), ..Card::default() });
        out.push(Effect::Owe(Owed::Edit { key: left, body: cards::moved(&link), lazy: false }));
    }

    /// The state in words, as the status card's title says it.
    #[must_use]
    pub fn headline(&self) -> String {
        self.headline_in(Locale::English)
    }

    /// The same in a language, for one person.
    #[must_use]
    pub fn headline_in(&self, locale: Locale) -> String {
        let cp = &self.cp;
        if cp.detached.is_some() {
            return text::state_detached(locale);
        }
        if cp.cut_off {
            return text::state_cut_off(locale);
        }
        if cp.closed && cp.session.is_none() {
            return text::state(locale, &SessionState::Failed);
        }
        match cp.ended {
            Some(Ended::Unapproved) if !cp.plan.as_ref().is_some_and(|seen| seen.approval == Approval::Pending) => {
                text::state_faded_approved(locale)
            }
            Some(Ended::Unapproved) => text::state_faded(locale),
            Some(Ended::Completed) if self.open_question().is_some() => text::state_finished_asking(locale),
            Some(Ended::Completed) => text::state(locale, &SessionState::Completed),
            Some(Ended::Failed) => text::state(locale, &SessionState::Failed),
            // State and history do not move together; the plan is what a person has to know of.
            None if cp.pending_plan().is_some()
                && matches!(cp.state, SessionState::Planning | SessionState::Completed) =>
            {
                text::state(locale, &SessionState::AwaitingPlanApproval)
            }
            None => text::state(locale, &cp.state),
        }
    }

    /// The status card as it should be now.
    pub(super) fn status_body(&self, locale: Locale) -> Body {
        let cp = &self.cp;
        let steps = cp.plan.as_ref().map(|seen| seen.plan.steps.as_slice()).unwrap_or_default();
        let at = cp.step.filter(|_| cp.ended.is_none());
        cards::status(&Status {
            locale,
            state: self.headline_in(locale),
            place: cards::place_in(locale, cp.task.source.as_ref(), cp.task.branch.as_deref()),
            requester: cp.task.requester,
            since: cp.task.since.timestamp(),
            step: at.and_then(|at| Some((at + 1, steps.len(), steps.get(at)?.title.as_str()))),
            progress: cp.progress.iter().map(String::as_str).collect(),
            paused: cp.paused,
            kept_back: cp.kept_back,
            url: cp.url.as_deref(),
            has_changes: cp.changes.is_some(),
            is_over: cp.closed,
        })
    }

    /// A plan's card.
    pub(super) fn plan_body(&self, locale: Locale, seen: &PlanSeen, fate: Fate) -> Body {
        let role = self.attention.approvers.map(|role| format!("<@&{role}>"));
        let body = cards::plan(&PlanView {
            locale,
            plan: &seen.plan,
            number: seen.number,
            activity: &seen.activity,
            fate,
            url: self.cp.url.as_deref(),
            approvers: role.as_deref(),
        });
        if body.content.is_empty() { body } else { self.calling(Callee::Approver, body) }
    }

    /// The change set, with its patch as a file where one is wanted.
    pub(super) fn changes_body(&self, locale: Locale, attachments: Vec<Attachment>) -> Option<Body> {
        let changes = self.cp.changes.as_ref()?;
        let view = ChangesView {
            locale,
            files: changes.files,
            added: changes.added,
            removed: changes.removed,
            top: &changes.top,
            message: &changes.message,
        };
        Some(cards::changes(&view, attachments))
    }

    /// The newest patch as a file.
    pub(super) fn patch_file(&self, locale: Locale) -> Vec<Attachment> {
        let file = |changes: &super::checkpoint::Changes| Attachment {
            name: "changes.patch".into(),
            description: text::patch_file(locale),
            origin: changes.origin.clone(),
        };
        self.cp.changes.iter().map(file).collect()
    }

    /// What has no room on the status card.
    pub(super) fn more_body(&self, locale: Locale) -> Body {
        let command = |command: &super::checkpoint::Command| {
            (format!("{}:{}", command.index, command.activity), command.line.clone(), command.exit_code)
        };
        // Discord refuses a menu for one value of more than 100 characters.
        let commands: Vec<_> = self.cp.commands.iter().map(command).filter(|(value, ..)| value.len() <= 100).collect();
        let commands: Vec<_> =
            commands.iter().map(|(value, line, code)| (value.clone(), line.as_str(), *code)).collect();
        cards::more(locale, &commands)
    }
}

/// Recognises what a card shows. Whom it calls is said once and shows nothing.
fn fingerprint(body: &Body) -> String {
    let shown = Body { pings: Pings::default(), silent: false, ..body.clone() };
    serde_json::to_string(&shown).map(|json| digest(&json)).unwrap_or_default()
}

/// Whether this is what is left of a card that has moved.
pub(super) fn is_left_behind(key: &PostKey) -> bool {
    key.purpose == Purpose::Status && key.subject.starts_with(LEFT_BEHIND)
}

/// A plan's card is known by the activity that brought the plan: plan ids may be missing.
fn plan_key(seen: &PlanSeen) -> PostKey {
    PostKey::new(Purpose::Plan, seen.activity.as_str())
}
