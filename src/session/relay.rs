//! What Jules does, as the thread shows it.

use super::Machine;
use super::burst::Burst;
use super::checkpoint::{Ask, History};
use super::effect::Effect;
use super::ids::{PostKey, Purpose, digest};
use super::input::Update;
use super::question::Coming;
use crate::jules::model::{Activity, ActivityId, Artifact, Event};
use crate::render::body::{Attachment, Body, Origin};
use crate::render::cards::{self, Answered};
use crate::render::safe::SafeText;
use crate::render::{prose, text};

/// Lines of progress kept for the status card.
const PROGRESS_LINES: usize = 5;
/// Messages one activity may fill before the rest goes into a file.
const MAX_PARTS: usize = 4;
/// UTF-16 units per message; Discord allows 2,000 characters.
const PART_LIMIT: usize = 1_900;

impl Machine {
    pub(super) fn on_update(&mut self, update: Update, out: &mut Vec<Effect>) {
        let moved = !update.activities.is_empty()
            || update.session.as_ref().is_some_and(|session| session.state != self.cp.state);
        if moved {
            self.cp.moved_at = self.now;
            self.cp.stall_told = false;
            self.cp.nudged = self.cp.nudged.filter(|_| is_only_us(&update));
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
            let coming = Coming { later: &update.activities[index + 1..], session: update.session.as_deref() };
            self.on_activity(activity, coming, told);
        }
        let past = self.cp.catching_up.take();
        if past.is_some() {
            self.cp.burst = Burst::default();
        }
        if update.skipped > 0 {
            let sentence = text::unreadable(update.skipped, self.cp.url.as_deref());
            self.notice("unreadable", sentence, out);
        }
        let left_out = update.activities.iter().map(|activity| activity.left_out).sum();
        if left_out > 0 {
            let sentence = text::too_large(left_out, self.cp.url.as_deref());
            self.notice("too-large", sentence, out);
        }
        if past == Some(History::Summary) {
            let plans = self.cp.plan.as_ref().map_or(0, |seen| seen.number);
            self.notice("past", text::caught_up(update.activities.len(), plans), out);
        }
        if let Some(session) = &update.session {
            self.on_state(session, out);
        }
    }

    fn on_activity(&mut self, activity: &Activity, coming: Coming<'_>, out: &mut Vec<Effect>) {
        // Artifacts first: the end of a turn sums up what its own activity brought.
        for (index, artifact) in activity.artifacts.iter().enumerate() {
            self.on_artifact(activity, index, artifact, out);
        }
        match &activity.event {
            Event::PlanGenerated(plan) => self.on_plan(plan, activity, coming, out),
            Event::PlanApproved { plan } => self.on_approved(plan, out),
            Event::AgentMessaged(words) => self.on_agent_words(words, &activity.id, coming, out),
            Event::UserMessaged(words) => self.on_user_words(words, out),
            Event::Progress { title, description } => self.on_progress(title, description, activity, out),
            Event::Completed => self.on_completed(&activity.id, out),
            Event::Failed { reason } => self.on_failed(reason, &activity.id, out),
            Event::Unknown(kind) => self.on_unknown(kind, out),
        }
    }

    fn on_agent_words(&mut self, words: &str, activity: &ActivityId, coming: Coming<'_>, out: &mut Vec<Effect>) {
        if words.trim().is_empty() {
            return;
        }
        let answers = self.answered().and_then(|ask| ask.message);
        // What stands nowhere in the thread can still turn out to be a question.
        if self.cp.catching_up.is_some() {
            return self.spoke(activity, words, Self::for_card(words));
        }
        if self.is_asked(words, coming) {
            return self.ask_words(activity, words, answers, out);
        }
        if self.is_quiet() && answers.is_none() {
            self.cp.kept_back += 1;
            return self.spoke(activity, words, Self::for_card(words));
        }
        if self.is_bursting() && answers.is_none() {
            self.put_off_words(words, activity, out);
            return self.spoke(activity, words, Self::for_card(words));
        }
        self.spoke(activity, words, String::new());
        let mut parts = prose::split(&SafeText::markdown(words), PART_LIMIT);
        let mut attachments = Vec::new();
        if parts.len() > MAX_PARTS {
            parts.truncate(1);
            parts.push(text::continued("message.md"));
            attachments.push(Attachment {
                name: "message.md".into(),
                description: text::message_file(),
                origin: Origin::Words(activity.clone()),
            });
        }
        let last = parts.len().saturating_sub(1);
        for (part, content) in parts.into_iter().enumerate() {
            let key = PostKey {
                part: u16::try_from(part).unwrap_or(u16::MAX),
                ..PostKey::new(Purpose::Prose, activity.as_str())
            };
            let body = Body {
                content,
                attachments: if part == last { std::mem::take(&mut attachments) } else { vec![] },
                reply_to: answers.filter(|_| part == 0),
                silent: true,
                plain: true,
                ..Body::default()
            };
            self.relay(key, body, out);
        }
    }

    /// The oldest question Jules has heard is answered by whatever it says next.
    pub(super) fn answered(&mut self) -> Option<Ask> {
        let first = self.cp.asks.iter().position(|ask| ask.heard)?;
        Some(self.cp.asks.remove(first))
    }

    fn on_user_words(&mut self, words: &str, out: &mut Vec<Effect>) {
        self.resume_turn();
        self.cp.spoken = None;
        self.cp.waiting = None;
        let digest = digest(words);
        let echo = self.cp.echoes.iter().position(|echo| *echo == digest);
        let pending = self.cp.pending.iter_mut().find(|pending| pending.digest == digest && !pending.proven);
        match (echo, pending) {
            (Some(echo), _) => {
                self.cp.echoes.remove(echo);
            }
            (None, Some(pending)) => pending.proven = true,
            (None, None) => {
                let here = self.recalled_answer.take();
                self.settle_question(here.map_or(Answered::Elsewhere, Answered::By), out);
                self.notice("elsewhere", text::said_elsewhere(), out);
                return;
            }
        }
        if let Some(ask) = self.cp.asks.iter_mut().find(|ask| ask.digest == digest && !ask.heard) {
            ask.heard = true;
        }
    }

    fn on_progress(&mut self, title: &str, description: &str, activity: &Activity, out: &mut Vec<Effect>) {
        self.note_step(title);
        let has_bash = activity.artifacts.iter().any(|artifact| matches!(artifact, Artifact::Bash(_)));
        // The command has its own line already.
        if has_bash && (title.is_empty() || title.starts_with("Ran bash command")) {
            return;
        }
        let first_line = description.trim().lines().next().unwrap_or_default();
        let (title, detail) = (cards::prose_line(title, 160), cards::prose_line(first_line, 200));
        let line = match (title.as_str(), detail.as_str()) {
            ("", "") => return,
            ("", only) => text::progress(only, ""),
            (title, detail) => text::progress(title, detail),
        };
        self.progress(&activity.id, 0, line, out);
    }

    /// Jules does not say which step of its plan it is at; some of its progress bears a step's title.
    fn note_step(&mut self, title: &str) {
        let Some(seen) = &self.cp.plan else { return };
        let same = |step: &str| !step.trim().is_empty() && step.trim().eq_ignore_ascii_case(title.trim());
        if let Some(step) = seen.plan.steps.iter().position(|step| same(&step.title)) {
            self.cp.step = Some(step);
        }
    }

    /// A line of progress for the status card; a verbose thread gets it as a message, too.
    pub(super) fn progress(&mut self, activity: &ActivityId, part: usize, line: String, out: &mut Vec<Effect>) {
        if self.is_verbose() && self.is_bursting() {
            self.put_off(activity, out);
        } else if self.is_verbose() {
            let part = u16::try_from(part).unwrap_or(u16::MAX);
            let key = PostKey { part, ..PostKey::new(Purpose::Progress, activity.as_str()) };
            let body = Body { content: line.clone(), silent: true, plain: true, ..Body::default() };
            self.relay(key, body, out);
        }
        self.cp.progress.push_back(line);
        while self.cp.progress.len() > PROGRESS_LINES {
            self.cp.progress.pop_front();
        }
    }

    pub(super) fn on_unknown(&mut self, kind: &str, out: &mut Vec<Effect>) {
        if self.cp.unknown.insert(kind.to_owned()) {
            let name = if kind.is_empty() { String::new() } else { cards::code(kind, 60) };
            let sentence = text::unknown(&name, self.cp.url.as_deref());
            self.notice("unknown", sentence, out);
        }
    }
}

/// Whether all that moved is what we said ourselves.
fn is_only_us(update: &Update) -> bool {
    let ours = |activity: &Activity| matches!(activity.event, Event::UserMessaged(_));
    !update.activities.is_empty() && update.activities.iter().all(ours)
}
