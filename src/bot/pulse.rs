//! Signs of life of the gateway, and what their absence means. serenity notices neither that
//! it spins on a dead socket nor that a connection that lives says nothing any more.
//!
//! Four signs: its runtime ticks, heartbeats are answered, our own posts come back as
//! events, and what people write is not found by REST first.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serenity::model::id::MessageId;

use crate::worker::clock;

/// Echoes that may come before the writer knows what it has posted.
const EARLY: usize = 256;
/// Posts whose echoes are waited for; more than this are not needed as evidence.
const AWAITED: usize = 256;
/// How long a heartbeat may go unanswered: three of Discord's, which are 41 s apart.
const SILENT_AFTER: Duration = Duration::from_secs(125);

/// What is wrong with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ailment {
    /// Its runtime does nothing: serenity spins.
    Frozen,
    /// It has not got as far as READY.
    NotReady,
    /// Heartbeats are not answered.
    Silent,
    /// It is connected, and events do not come.
    Deaf,
}

/// The signs, as they come from the gateway's threads. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Pulse(Arc<Mutex<Signs>>);

#[derive(Debug)]
struct Signs {
    began: Instant,
    ready: Option<(Instant, chrono::DateTime<chrono::Utc>)>,
    readies: u32,
    tick: Instant,
    latency: Option<Duration>,
    beat: Instant,
    awaited: VecDeque<(MessageId, Instant)>,
    early: VecDeque<MessageId>,
    missed: bool,
    /// An echo has come since this connection began.
    heard: bool,
}

impl Signs {
    fn new(now: Instant) -> Self {
        Self {
            began: now,
            ready: None,
            readies: 0,
            tick: now,
            latency: None,
            beat: now,
            awaited: VecDeque::new(),
            early: VecDeque::new(),
            missed: false,
            heard: false,
        }
    }

    fn ailment(&self, now: Instant, limit: Duration) -> Option<Ailment> {
        let age = |at: Instant| now.saturating_duration_since(at);
        if age(self.tick) > limit {
            return Some(Ailment::Frozen);
        }
        if self.ready.is_none() {
            return (age(self.began) > limit).then_some(Ailment::NotReady);
        }
        if age(self.beat) > SILENT_AFTER {
            return Some(Ailment::Silent);
        }
        let unechoed = self.awaited.front().is_some_and(|(_, at)| age(*at) > limit);
        (unechoed || self.missed).then_some(Ailment::Deaf)
    }
}

impl Default for Pulse {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Signs::new(Instant::now()))))
    }
}

impl Pulse {
    fn with<R>(&self, look: impl FnOnce(&mut Signs) -> R) -> R {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Another connection begins.
    pub fn begin(&self) {
        self.with(|signs| *signs = Signs::new(Instant::now()));
    }

    /// READY: what was posted before will not come back over this session.
    pub fn ready(&self) {
        let now = Instant::now();
        self.with(|signs| {
            signs.ready = Some((now, clock::now()));
            signs.readies += 1;
            signs.beat = now;
            signs.awaited.clear();
            signs.missed = false;
        });
    }

    /// How often the connection got as far as READY: serenity may identify anew by itself.
    #[must_use]
    pub fn readies(&self) -> u32 {
        self.with(|signs| signs.readies)
    }

    /// Whether an echo has come over this connection.
    #[must_use]
    pub fn has_heard(&self) -> bool {
        self.with(|signs| signs.heard)
    }

    /// The gateway's runtime runs; this is how long its last heartbeat took.
    pub fn tick(&self, latency: Option<Duration>) {
        let now = Instant::now();
        self.with(|signs| {
            signs.tick = now;
            // Two heartbeats never take the same time to the nanosecond.
            if latency.is_some() && latency != signs.latency {
                signs.latency = latency;
                signs.beat = now;
            }
        });
    }

    /// We have posted this.
    pub fn posted(&self, message: MessageId) {
        self.with(|signs| {
            if let Some(at) = signs.early.iter().position(|early| *early == message) {
                signs.early.remove(at);
            } else if signs.ready.is_some() && signs.awaited.len() < AWAITED {
                signs.awaited.push_back((message, Instant::now()));
            }
        });
    }

    /// A post of ours has come back.
    pub fn heard(&self, message: MessageId) {
        self.with(|signs| {
            signs.heard = true;
            if let Some(at) = signs.awaited.iter().position(|(awaited, _)| *awaited == message) {
                signs.awaited.remove(at);
                return;
            }
            if signs.early.len() == EARLY {
                signs.early.pop_front();
            }
            signs.early.push_back(message);
        });
    }

    /// Something has come that serenity could not read. It may have been any of our posts.
    pub fn heard_unread(&self) {
        self.with(|signs| {
            signs.heard = true;
            signs.awaited.clear();
        });
    }

    /// A message was found by REST that the gateway has not brought, for `limit` now.
    pub fn missed(&self, message: MessageId, limit: Duration) {
        let written = message.created_at().unix_timestamp();
        let limit = i64::try_from(limit.as_secs()).unwrap_or(i64::MAX);
        self.with(|signs| {
            let since = signs.ready.map(|(_, at)| at.timestamp());
            // Clocks differ by seconds: only what was clearly written after READY counts.
            let due = since.is_some_and(|since| written > since + 2);
            signs.missed |= due && clock::now().timestamp() - written >= limit;
        });
    }

    /// What is wrong, if anything is; `limit` is what each sign may take.
    #[must_use]
    pub fn ailment(&self, limit: Duration) -> Option<Ailment> {
        self.with(|signs| signs.ailment(Instant::now(), limit))
    }

    /// This process itself was not running for a while: nothing can be concluded from before.
    pub fn slept(&self) {
        let now = Instant::now();
        self.with(|signs| {
            (signs.began, signs.tick, signs.beat) = (now, now, now);
            signs.awaited.iter_mut().for_each(|(_, at)| *at = now);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(30);

    /// A connection that became ready at `began` and has ticked and beaten at `alive`.
    fn signs(began: Instant, alive: Instant) -> Signs {
        let ready = Some((began, clock::now()));
        Signs { ready, tick: alive, beat: alive, ..Signs::new(began) }
    }

    #[test]
    fn each_sign_that_is_missing_for_too_long_has_a_name() {
        let began = Instant::now();
        let after = |seconds| began + Duration::from_secs(seconds);
        assert_eq!(signs(began, after(100)).ailment(after(100), LIMIT), None);
        assert_eq!(signs(began, after(60)).ailment(after(100), LIMIT), Some(Ailment::Frozen));
        let silent = Signs { beat: after(5), ..signs(began, after(200)) };
        assert_eq!(silent.ailment(after(120), LIMIT), None);
        assert_eq!(silent.ailment(after(200), LIMIT), Some(Ailment::Silent));
        let young = Signs { ready: None, ..signs(began, after(20)) };
        assert_eq!(young.ailment(after(20), LIMIT), None);
        let stuck = Signs { ready: None, ..signs(began, after(40)) };
        assert_eq!(stuck.ailment(after(40), LIMIT), Some(Ailment::NotReady));
        let mut deaf = signs(began, after(100));
        deaf.awaited.push_back((MessageId::new(1), after(60)));
        assert_eq!(deaf.ailment(after(80), LIMIT), None);
        assert_eq!(deaf.ailment(after(100), LIMIT), Some(Ailment::Deaf));
    }

    #[test]
    fn an_echo_is_taken_whether_it_comes_before_or_after_the_answer() {
        let pulse = Pulse::default();
        pulse.ready();
        let (one, two) = (MessageId::new(1), MessageId::new(2));
        pulse.posted(one);
        pulse.heard(one);
        pulse.heard(two);
        pulse.posted(two);
        assert_eq!(pulse.ailment(Duration::ZERO), Some(Ailment::Frozen));
        assert!(pulse.with(|signs| signs.awaited.is_empty()));
        pulse.posted(MessageId::new(3));
        pulse.ready();
        assert!(pulse.with(|signs| signs.awaited.is_empty()), "another session brings nothing of before");
    }
}
