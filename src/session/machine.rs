//! The conversation itself: takes inputs, returns effects. Each kind of input has
//! a file of its own; this one ties them together and keeps the time.

use chrono::Duration;
use serenity::model::id::UserId;

use super::attention::{Attention, Callee};
use super::burst::AT_ONCE;
use super::checkpoint::{Approval, Checkpoint};
use super::effect::{Effect, Owed, Telling, Word};
use super::ids::{PostKey, digest};
use super::input::{Input, Time};
use super::question::WORDS_LAG;
use super::recalled::Recalled;
use crate::jules::Pace;
use crate::jules::model::SessionState;
use crate::render::body::Body;
use crate::render::text;

/// After an accepted approval, how long until the thread is told that nothing moves.
pub(super) const CONFIRM_WITHIN: Duration = Duration::seconds(90);
/// How long Jules' history may lag behind a state that says the turn is over.
pub(super) const HISTORY_LAG: Duration = Duration::seconds(20);
/// How long a working session may be silent before the thread is told.
pub(super) const STALL_AFTER: Duration = Duration::minutes(15);
/// How long after an action of ours its effect is looked for eagerly.
const EAGER_FOR: Duration = Duration::seconds(60);
/// How long somebody is taken to wait for an answer or a plan: answers took up to
/// 8 minutes (jules-api.md 1.3).
const PATIENT_FOR: Duration = Duration::minutes(10);

/// One thread talking to one session.
#[derive(Debug, Clone)]
pub struct Machine {
    pub(super) cp: Checkpoint,
    pub(super) attention: Attention,
    /// Messages of Jules that the thread takes at once.
    pub(super) at_once: u16,
    /// What a thread's cards say of the time before the store was lost.
    pub(super) recalled: Recalled,
    /// Who answered the open question then.
    pub(super) recalled_answer: Option<UserId>,
    /// The moment of the input that is being taken.
    pub(super) now: Time,
}

impl Machine {
    /// Takes up a conversation where its checkpoint left it.
    #[must_use]
    pub fn new(checkpoint: Checkpoint) -> Self {
        Self {
            now: checkpoint.moved_at,
            cp: checkpoint,
            attention: Attention::default(),
            at_once: AT_ONCE,
            recalled: Recalled::default(),
            recalled_answer: None,
        }
    }

    /// The same, asking for attention as this installation wants it.
    #[must_use]
    pub fn with(self, attention: Attention) -> Self {
        Self { attention, ..self }
    }

    /// The same, taking so many messages of Jules at once.
    #[must_use]
    pub fn at_once(self, at_once: u16) -> Self {
        Self { at_once, ..self }
    }

    /// What the first moment of a conversation owes: its status card and, unless
    /// it attaches to an existing session, the session itself.
    #[must_use]
    pub fn begin(&mut self) -> Vec<Effect> {
        let mut out = Vec::new();
        if self.cp.session.is_none() {
            let id = self.number();
            out.push(Effect::Tell(Word { id, by: self.cp.task.requester, what: Telling::Create, attempted: None }));
        }
        self.refresh_cards(true, &mut out);
        out
    }

    /// What is to be remembered.
    #[must_use]
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.cp
    }

    /// Takes one input and says what to do about it. The caller stores the new
    /// checkpoint and what is owed in one transaction before it acts.
    #[must_use]
    pub fn handle(&mut self, input: Input, now: Time) -> Vec<Effect> {
        let mut out = Vec::new();
        self.now = now;
        let headline = self.headline();
        match input {
            Input::User(action) => self.on_action(action, &mut out),
            Input::Reply(action, message) => {
                if message > self.cp.heard {
                    self.cp.heard = message;
                    self.on_action(action, &mut out);
                }
            }
            Input::Amended(amendment) => self.on_amended(amendment, &mut out),
            Input::Jules(update) => {
                self.cp.key_refused = false;
                self.on_update(update, &mut out);
            }
            Input::Gone => self.on_gone(&mut out),
            Input::KeyRefused => self.on_key_refused(&mut out),
            Input::CutOff => self.on_cut_off(&mut out),
            Input::ThreadGone => self.cp.closed = true,
            Input::Held => self.cp.held = true,
            Input::HandOn => self.hand_on(&mut out),
            Input::Shown(owed, shown) => self.on_shown(&owed, shown, &mut out),
            Input::Told(word, told) => self.on_told(&word, told, &mut out),
            Input::Tick => self.on_tick(&mut out),
        }
        let calm = headline == self.headline();
        self.refresh_cards(calm, &mut out);
        out
    }

    /// How soon to look at Jules again.
    #[must_use]
    pub fn pace(&self, now: Time) -> Pace {
        let waits = !self.cp.pending.is_empty()
            || !self.cp.echoes.is_empty()
            || !self.cp.asks.is_empty()
            || self.cp.ending.is_some()
            || matches!(self.cp.plan.as_ref().map(|seen| seen.approval), Some(Approval::Asked { .. }));
        let acted = now - self.cp.acted_at;
        if (waits && acted < EAGER_FOR) || (self.somebody_waits() && acted < PATIENT_FOR) {
            return Pace::Urgent;
        }
        match self.cp.state {
            SessionState::AwaitingPlanApproval | SessionState::AwaitingUserFeedback => Pace::Waiting,
            SessionState::Completed | SessionState::Failed | SessionState::Paused if self.cp.ending.is_none() => {
                Pace::Parked
            }
            _ => Pace::Working,
        }
    }

    /// Nothing is expected of the session, of a person or of time: until somebody says or does
    /// something, there is nothing to do.
    #[must_use]
    pub fn rests(&self, now: Time) -> bool {
        let quiet = self.cp.closed || self.pace(now) == Pace::Parked;
        quiet && self.cp.catching_up.is_none() && self.wake_at().is_none() && !self.is_answer_due(now)
    }

    /// Somebody waits for an answer, or for the plan that they are to approve.
    fn somebody_waits(&self) -> bool {
        let planning =
            matches!(self.cp.state, SessionState::Unspecified | SessionState::Queued | SessionState::Planning);
        !self.cp.asks.is_empty() || (planning && self.cp.task.approval && self.cp.pending_plan().is_none())
    }

    /// When [`Input::Tick`] is due, if time alone can change anything.
    #[must_use]
    pub fn wake_at(&self) -> Option<Time> {
        if self.cp.detached.is_some() || self.cp.cut_off {
            return None;
        }
        let confirm = match self.cp.plan.as_ref().map(|seen| seen.approval) {
            Some(Approval::Asked { taken: Some(taken), .. }) => Some(taken + CONFIRM_WITHIN),
            _ => None,
        };
        let lag = self.cp.ending.map(|since| since + HISTORY_LAG);
        let stall = self.may_stall().then(|| self.silent_since() + STALL_AFTER);
        let waiting = self.cp.waiting.map(|since| since + WORDS_LAG);
        let due = [confirm, lag, stall, waiting, self.warning_due(), self.reminder_due(), self.gathering_due()];
        due.into_iter().flatten().min()
    }

    /// Whether somebody waits for an answer, so that the thread should show typing.
    #[must_use]
    pub fn is_answer_due(&self, now: Time) -> bool {
        !self.cp.asks.is_empty() && now - self.cp.acted_at < PATIENT_FOR && !self.cp.closed
    }

    /// Whether Jules' history has already shown this word, whatever its request said.
    #[must_use]
    pub fn is_proven(&self, word: u64) -> bool {
        self.cp.pending.iter().any(|pending| pending.word == word && pending.proven)
    }

    /// How many messages with this text Jules has taken from us that its history,
    /// as far as we have read it, does not show yet.
    #[must_use]
    pub fn unseen_echoes(&self, text: &str) -> usize {
        let digest = digest(text);
        self.cp.echoes.iter().filter(|echo| **echo == digest).count()
    }

    fn on_tick(&mut self, out: &mut Vec<Effect>) {
        if self.cp.ending.is_some_and(|since| self.now - since >= HISTORY_LAG) {
            self.end_without_history(out);
        }
        self.doubt_approval(out);
        self.note_silence(out);
        self.waits_indeed(out);
        self.warn_of_fading(out);
        self.remind(out);
        self.gather_in_time(out);
    }

    fn on_gone(&mut self, out: &mut Vec<Effect>) {
        if !self.cp.closed {
            self.cp.closed = true;
            self.alert("gone", Callee::Requester, text::gone(), vec![], out);
        }
    }

    /// Said once, and not where nothing is expected any more.
    fn on_key_refused(&mut self, out: &mut Vec<Effect>) {
        if !self.cp.closed && !self.cp.key_refused && self.pace(self.now) != Pace::Parked {
            self.cp.key_refused = true;
            self.alert("key-refused", Callee::Requester, text::key_not_accepted_here(), vec![], out);
        }
    }

    /// The session goes on at Jules; what is still owed there will not be taken any more.
    fn on_cut_off(&mut self, out: &mut Vec<Effect>) {
        if !self.cp.closed {
            self.cp.closed = true;
            self.cp.cut_off = true;
            self.cp.catching_up = None;
            let sentence = text::cut_off(self.cp.url.as_deref());
            self.alert("cut-off", Callee::Requester, sentence, vec![], out);
        }
    }

    /// A number nothing in this conversation has had: for words and notices.
    pub(super) fn number(&mut self) -> u64 {
        self.cp.next += 1;
        self.cp.next
    }
}

/// Owes a message to the thread.
pub(super) fn post(key: PostKey, body: Body) -> Effect {
    Effect::Owe(Owed::Post { key, body })
}
