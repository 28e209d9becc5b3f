//! The agenda: everything that is still to happen, in the order of its time.
//!
//! One task plays it for all sessions, so that what happens in a session
//! happens in one place and in one order, however many sessions there are.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::state::{Draft, State};
use super::{Shared, agent};
use crate::sim::clock::Moment;
use crate::sim::scenario::Step;

/// Something that will happen in a session.
#[derive(Debug)]
pub(super) enum Act {
    /// QUEUED is over.
    Materialise,
    /// The next step of the script, unless the script has been rescheduled since.
    Next { epoch: u64 },
    /// A step beside the script: an answer.
    Aside(Arc<Step>),
    /// An activity that trails its state.
    Post(Box<Draft>),
    /// A state that trails its activity, unless the state has changed since.
    Turn { epoch: u64, state: String },
    /// A person's message reaches the session.
    Deliver(String),
    /// The agent has rethought its plan because of this message.
    Revise(String),
    /// The pending plan's approval takes effect.
    Approve,
    /// Nobody has approved this plan in time.
    Expire { plan: String },
    /// An account that was full may have room.
    Admit(String),
    /// The outputs that this step names are there.
    HandOver(Arc<Step>),
    /// updateTime moves.
    Touch,
    /// The agent comes back by itself, unless it has ended once more since.
    Revive { ends: usize },
}

impl Act {
    /// For people who wonder what a session waits for.
    pub(super) const fn says(&self) -> &'static str {
        match self {
            Self::Materialise | Self::Admit(_) => "the end of QUEUED",
            Self::Next { .. } => "the next step of its script",
            Self::Aside(_) => "an answer",
            Self::Post(_) => "an activity after its state",
            Self::Turn { .. } => "a state after its activity",
            Self::Deliver(_) => "a message that reaches the agent",
            Self::Revise(_) => "another plan",
            Self::Approve => "the effect of the approval",
            Self::Expire { .. } => "COMPLETED if nobody approves",
            Self::HandOver(_) => "outputs",
            Self::Touch => "another updateTime",
            Self::Revive { .. } => "a life after the end",
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Agenda {
    queue: BTreeMap<(Moment, u64), (String, Act)>,
    pushed: u64,
}

impl Agenda {
    pub(super) fn push(&mut self, at: Moment, session: &str, act: Act) {
        self.pushed += 1;
        self.queue.insert((at, self.pushed), (session.to_owned(), act));
    }

    fn pop(&mut self, now: Moment) -> Option<(String, Act)> {
        let first = self.queue.first_entry().filter(|first| first.key().0 <= now)?;
        Some(first.remove())
    }

    /// What is to happen in a session and when, the next first.
    pub(super) fn of<'a>(&'a self, session: &str) -> impl Iterator<Item = (Moment, &'a Act)> {
        let its = move |(_, (whose, _)): &(&_, &(String, Act))| whose == session;
        self.queue.iter().filter(its).map(|((at, _), (_, act))| (*at, act))
    }

    /// Everything that is to happen, the next first, with its session.
    pub(super) fn all(&self) -> impl Iterator<Item = (Moment, &str, &Act)> {
        self.queue.iter().map(|((at, _), (session, act))| (*at, session.as_str(), act))
    }

    fn next(&self) -> Option<Moment> {
        self.queue.first_key_value().map(|((at, _), _)| *at)
    }
}

impl State {
    /// Plays what is due and tells when the next thing is.
    fn catch_up(&mut self) -> Option<Moment> {
        // Against a fixed moment: a script without pauses must not keep the lock for ever.
        let now = self.clock.now();
        while let Some((session, act)) = self.agenda.pop(now) {
            agent::play(self, &session, act);
        }
        self.agenda.next()
    }
}

/// Plays the agenda until the server stops.
pub(super) async fn drive(shared: Arc<Shared>) {
    loop {
        let next = shared.with(State::catch_up);
        let next = next.unwrap_or_else(|| shared.clock.after(Duration::from_hours(1)));
        tokio::select! {
            () = shared.stop.cancelled() => return,
            () = shared.wake.notified() => {}
            () = shared.clock.reach(next) => {}
        }
    }
}
