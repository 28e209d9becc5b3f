//! What Jules does, as the thread shows it.

use super::Machine;
use super::checkpoint::{Approval, Ask, Changes, History, PlanSeen, PullRequestSeen};
use super::effect::Effect;
use super::ids::{PostKey, Purpose, digest};
use super::input::{Time, Update};
use super::machine::post;
use crate::jules::model::{
    Activity, ActivityId, Artifact, BashOutput, ChangeSet, Event, Media, Plan, PlanId, Session, SessionState,
};
use crate::jules::patch;
use crate::render::body::{Attachment, Body, Origin};
use crate::render::safe::SafeText;
use crate::render::{cards, prose, text};

/// Lines of progress kept for the status card.
const PROGRESS_LINES: usize = 5;
/// Messages one activity may fill before the rest goes into a file.
const MAX_PARTS: usize = 4;
/// UTF-16 units per message; Discord allows 2,000 characters.
const PART_LIMIT: usize = 1_900;
/// Files named on the change set card.
const TOP_FILES: usize = 5;
/// Lines of a failing command's output that are shown.
const OUTPUT_LINES: usize = 10;
/// And as much of them as a card has room for.
const OUTPUT_UNITS: usize = 700;

impl Machine {
    pub(super) fn on_update(&mut self, update: Update, now: Time, out: &mut Vec<Effect>) {
        let moved = !update.activities.is_empty()
            || update.session.as_ref().is_some_and(|session| session.state != self.cp.state);
        if moved {
            self.cp.moved_at = now;
            self.cp.stall_told = false;
        }
        self.cp.cursor = update.cursor;
        if let Some(session) = &update.session {
            self.take_outputs(session);
        }
        self.cp.catching_up = self.cp.catching_up.filter(|history| *history != History::Full);
        // What happened before an attached thread existed is taken in, not told again.
        let mut untold = Vec::new();
        let told = if self.cp.catching_up.is_some() { &mut untold } else { &mut *out };
        for (index, activity) in update.activities.iter().enumerate() {
            self.on_activity(activity, &update.activities[index + 1..], now, told);
        }
        let past = self.cp.catching_up.take();
        if update.skipped > 0 {
            let sentence = text::unreadable(update.skipped, self.cp.url.as_deref());
            self.notice("unreadable", sentence, true, out);
        }
        let left_out = update.activities.iter().map(|activity| activity.left_out).sum();
        if left_out > 0 {
            let sentence = text::too_large(left_out, self.cp.url.as_deref());
            self.notice("too-large", sentence, true, out);
        }
        if past == Some(History::Summary) {
            let plans = self.cp.plan.as_ref().map_or(0, |seen| seen.number);
            self.notice("past", text::caught_up(update.activities.len(), plans), true, out);
        }
        if let Some(session) = &update.session {
            self.on_state(session, now, out);
        }
    }

    /// `later` is what the same batch brings after it.
    fn on_activity(&mut self, activity: &Activity, later: &[Activity], now: Time, out: &mut Vec<Effect>) {
        // Artifacts first: the end of a turn sums up what its own activity brought.
        for (index, artifact) in activity.artifacts.iter().enumerate() {
            self.on_artifact(&activity.id, index, artifact, out);
        }
        match &activity.event {
            Event::PlanGenerated(plan) => self.on_plan(plan, &activity.id, later, out),
            Event::PlanApproved { plan } => self.on_approved(plan, out),
            Event::AgentMessaged(words) => self.on_agent_words(words, &activity.id, out),
            Event::UserMessaged(words) => self.on_user_words(words, out),
            Event::Progress { title, description } => self.on_progress(title, description, &activity.artifacts),
            Event::Completed => self.on_completed(&activity.id, now, out),
            Event::Failed { reason } => self.on_failed(reason, &activity.id, out),
            Event::Unknown(kind) => self.on_unknown(kind, out),
        }
    }

    fn on_plan(&mut self, plan: &Plan, activity: &ActivityId, later: &[Activity], out: &mut Vec<Effect>) {
        let old = self.cp.plan.take();
        if let Some(old) = old.as_ref().filter(|old| old.approval.is_open()) {
            self.retire_plan(old, out);
            if matches!(old.approval, Approval::Asked { .. }) {
                self.notice("superseded", text::approval_came_late(), false, out);
            }
        }
        self.resume_turn();
        // Approval carries forward: Jules does not ask again for a plan it revises
        // while working. The state says so if it does, after all (`on_state`).
        let carried = self.cp.approvals > 0 && self.cp.state != SessionState::AwaitingPlanApproval;
        let approval = match next_about_plans(later) {
            _ if carried || !self.cp.task.approval => Approval::NotNeeded,
            // Nobody is called for a plan that is settled already.
            Some(Event::PlanApproved { .. }) => Approval::Approved { by: None },
            _ => Approval::Pending,
        };
        let number = old.map_or(1, |old| old.number + 1);
        let seen = PlanSeen { plan: plan.clone(), activity: activity.clone(), number, approval };
        self.cp.plan = Some(seen.clone());
        self.answered();
        // Shown here and not at the end of the batch, so that it keeps its place.
        if self.cp.catching_up.is_none() {
            match next_about_plans(later) {
                Some(Event::PlanGenerated(_)) => self.show_replaced(&seen, out),
                _ => self.refresh_plan(out),
            }
        }
    }

    fn on_approved(&mut self, plan: &PlanId, out: &mut Vec<Effect>) {
        self.cp.approvals += 1;
        let Some(seen) = &mut self.cp.plan else { return };
        let same = plan.as_str().is_empty() || *plan == seen.plan.id;
        match seen.approval {
            Approval::Asked { .. } if !same => {
                seen.approval = Approval::Pending;
                self.notice("wrong-plan", text::wrong_plan_approved(), false, out);
            }
            Approval::Asked { by, .. } => seen.approval = Approval::Approved { by: Some(by) },
            Approval::Unconfirmed { by } if same => seen.approval = Approval::Approved { by: Some(by) },
            Approval::Pending if same => seen.approval = Approval::Approved { by: None },
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

    fn on_agent_words(&mut self, words: &str, activity: &ActivityId, out: &mut Vec<Effect>) {
        if words.trim().is_empty() {
            return;
        }
        let answers = self.answered();
        let mut parts = prose::split(&SafeText::markdown(words), PART_LIMIT);
        let mut attachments = Vec::new();
        if parts.len() > MAX_PARTS {
            parts.truncate(1);
            parts.push(text::continued("message.md"));
            attachments.push(Attachment {
                name: "message.md".into(),
                description: "The whole message from Jules".into(),
                origin: Origin::Words(activity.clone()),
            });
        }
        let last = parts.len().saturating_sub(1);
        for (part, content) in parts.into_iter().enumerate() {
            let key = PostKey {
                part: u16::try_from(part).unwrap_or(u16::MAX),
                ..PostKey::new(Purpose::Prose, activity.as_str())
            };
            let first = part == 0;
            out.push(post(
                key,
                Body {
                    content,
                    attachments: if part == last { std::mem::take(&mut attachments) } else { vec![] },
                    reply_to: answers.as_ref().filter(|_| first).and_then(|ask| ask.message),
                    // Somebody waits for an answer; anything else can be read later.
                    silent: answers.is_none() || !first,
                    plain: true,
                    ..Body::default()
                },
            ));
        }
    }

    /// The oldest question Jules has heard is answered by whatever it says next.
    pub(super) fn answered(&mut self) -> Option<Ask> {
        let first = self.cp.asks.iter().position(|ask| ask.heard)?;
        Some(self.cp.asks.remove(first))
    }

    fn on_user_words(&mut self, words: &str, out: &mut Vec<Effect>) {
        self.resume_turn();
        self.cp.asked_for_words = false;
        let digest = digest(words);
        let echo = self.cp.echoes.iter().position(|echo| *echo == digest);
        let pending = self.cp.pending.iter_mut().find(|pending| pending.digest == digest && !pending.proven);
        match (echo, pending) {
            (Some(echo), _) => {
                self.cp.echoes.remove(echo);
            }
            (None, Some(pending)) => pending.proven = true,
            (None, None) => {
                self.notice("elsewhere", text::said_elsewhere(), true, out);
                return;
            }
        }
        if let Some(ask) = self.cp.asks.iter_mut().find(|ask| ask.digest == digest && !ask.heard) {
            ask.heard = true;
        }
    }

    fn on_progress(&mut self, title: &str, description: &str, artifacts: &[Artifact]) {
        let has_bash = artifacts.iter().any(|artifact| matches!(artifact, Artifact::Bash(_)));
        // The command has its own line already.
        if has_bash && (title.is_empty() || title.starts_with("Ran bash command")) {
            return;
        }
        let first_line = description.trim().lines().next().unwrap_or_default();
        let (title, detail) = (cards::prose_line(title, 160), cards::prose_line(first_line, 200));
        match (title.as_str(), detail.as_str()) {
            ("", "") => {}
            ("", only) | (only, "") => self.progress(format!("• {only}")),
            (title, detail) => self.progress(format!("• {title}: {detail}")),
        }
    }

    fn progress(&mut self, line: String) {
        self.cp.progress.push_back(line);
        while self.cp.progress.len() > PROGRESS_LINES {
            self.cp.progress.pop_front();
        }
    }

    fn on_unknown(&mut self, kind: &str, out: &mut Vec<Effect>) {
        if self.cp.unknown.insert(kind.to_owned()) {
            let name = if kind.is_empty() { String::new() } else { cards::code(kind, 60) };
            let sentence = text::unknown(&name, self.cp.url.as_deref());
            self.notice("unknown", sentence, true, out);
        }
    }

    fn on_artifact(&mut self, activity: &ActivityId, index: usize, artifact: &Artifact, out: &mut Vec<Effect>) {
        match artifact {
            Artifact::ChangeSet(change) => self.take_changes(change, Origin::Artifact(activity.clone(), index)),
            Artifact::Media(media) => out.extend(picture(activity, index, media)),
            Artifact::Bash(bash) => self.progress(command(bash)),
            Artifact::Unknown(kind) => self.on_unknown(kind, out),
        }
    }

    fn take_changes(&mut self, change: &ChangeSet, origin: Origin) {
        let patch = &change.git_patch;
        if patch.unidiff_patch.trim().is_empty() {
            return;
        }
        let parsed = patch::parse(&patch.unidiff_patch);
        let earlier = self.cp.changes.take().map(|changes| changes.message).unwrap_or_default();
        let message = &patch.suggested_commit_message;
        self.cp.changes = Some(Changes {
            origin,
            files: parsed.files.len(),
            added: parsed.added(),
            removed: parsed.removed(),
            top: parsed.files.iter().take(TOP_FILES).map(file_line).collect(),
            message: if message.trim().is_empty() { earlier } else { prose::clip(message, 1_000) },
        });
    }

    fn take_outputs(&mut self, session: &Session) {
        if let Some(url) = cards::https(&session.url) {
            self.cp.url = Some(url);
        }
        if let Some(pull) = session.pull_request() {
            self.cp.pull_request = Some(PullRequestSeen {
                url: pull.url.clone(),
                title: pull.title.clone(),
                branch: pull.head_ref.clone(),
            });
        }
        if let Some(change) = session.change_set() {
            self.take_changes(change, Origin::Outputs);
        }
    }
}

/// The next thing that happens to the plans.
fn next_about_plans(later: &[Activity]) -> Option<&Event> {
    let about_plans = |event: &&Event| matches!(event, Event::PlanGenerated(_) | Event::PlanApproved { .. });
    later.iter().map(|activity| &activity.event).find(about_plans)
}

fn picture(activity: &ActivityId, index: usize, media: &Media) -> Option<Effect> {
    let kind = ["png", "jpeg", "gif", "webp"].into_iter().find(|kind| media.mime_type == format!("image/{kind}"))?;
    if media.data.is_empty() {
        return None;
    }
    let key =
        PostKey { part: u16::try_from(index).unwrap_or(u16::MAX), ..PostKey::new(Purpose::Media, activity.as_str()) };
    let file = Attachment {
        name: format!("picture-{}.{kind}", index + 1),
        description: "A picture made by Jules".into(),
        origin: Origin::Artifact(activity.clone(), index),
    };
    Some(post(key, Body { content: text::picture(), attachments: vec![file], silent: true, ..Body::default() }))
}

/// A command as a line of progress; one that failed shows the end of its output.
fn command(bash: &BashOutput) -> String {
    let head = format!("{} → exit {}", cards::code(&format!("$ {}", bash.command), 160), bash.exit_code);
    let output = bash.output.trim_end();
    if bash.exit_code == 0 || output.is_empty() {
        return head;
    }
    let lines: Vec<&str> = output.lines().collect();
    let tail = lines[lines.len().saturating_sub(OUTPUT_LINES)..].join("\n");
    format!("{head}\n{}", SafeText::code(&prose::clip(&tail, OUTPUT_UNITS), ""))
}

fn file_line(file: &patch::FileChange) -> String {
    format!("{} +{} −{}", cards::code(&file.path, 100), file.added, file.removed)
}
