//! The ledger: every request the server has seen, and what it cost.
//!
//! Bytes are those of bodies, as they travel; [`Wire`] counts everything else with them.
//! Totals never forget; the list of calls keeps the newest [`KEPT`].

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;
use tokio::sync::broadcast;

use super::operation::Operation;

/// How many calls are kept one by one.
pub const KEPT: usize = 50_000;

/// One request. Keys are never recorded.
#[derive(Clone, Debug, Serialize)]
pub struct Call {
    /// Its number, from 0.
    pub number: u64,
    /// When it arrived, RFC 3339.
    pub at: String,
    /// GET, POST, DELETE …
    pub method: String,
    /// As sent, with `/v1alpha`.
    pub path: String,
    /// As sent, without the `?`.
    pub query: String,
    /// What it means, if anything.
    pub operation: Option<Operation>,
    /// The session it names or has created.
    pub session: Option<String>,
    /// The number of its key, from 1 in the order in which keys became known; none if it has no valid one.
    pub key: Option<u32>,
    /// The request body: JSON, or a text if it is none; null if empty.
    pub body: Value,
    /// The bytes of that body.
    pub request_bytes: usize,
    /// The answer's status; none while it is pending and if the connection ended without an answer.
    pub status: Option<u16>,
    /// The bytes of the answer's body on the wire.
    pub response_bytes: usize,
    /// The bytes of that body before compression.
    pub plain_bytes: usize,
    /// Whether a fault hit it.
    pub fault: bool,
}

/// Sums over calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// How many.
    pub calls: u64,
    /// How many were answered with a status of 400 or more.
    pub refused: u64,
    /// Bytes of request bodies.
    pub request_bytes: u64,
    /// Bytes of response bodies on the wire.
    pub response_bytes: u64,
    /// Bytes of response bodies before compression.
    pub plain_bytes: u64,
}

impl Totals {
    fn begin(&mut self, call: &Call) {
        self.calls += 1;
        self.request_bytes += call.request_bytes as u64;
    }

    fn finish(&mut self, answer: &Answer) {
        self.refused += u64::from(answer.status.is_some_and(|status| status >= 400));
        self.response_bytes += answer.bytes as u64;
        self.plain_bytes += answer.plain_bytes as u64;
    }

    fn plus(self, other: &Self) -> Self {
        Self {
            calls: self.calls + other.calls,
            refused: self.refused + other.refused,
            request_bytes: self.request_bytes + other.request_bytes,
            response_bytes: self.response_bytes + other.response_bytes,
            plain_bytes: self.plain_bytes + other.plain_bytes,
        }
    }
}

/// What went through the sockets, headers and all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Wire {
    /// Connections that clients have made.
    pub connections: u64,
    /// Bytes that came in.
    pub received: u64,
    /// Bytes that went out.
    pub sent: u64,
}

/// Sums by operation, by session and by key. What is no operation is counted under `unknown`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Counters {
    /// By the operation's name.
    pub operations: BTreeMap<&'static str, Totals>,
    /// By session id.
    pub sessions: BTreeMap<String, Totals>,
    /// By the number of the key, as in [`Call::key`]; 0 = none that was valid.
    pub keys: BTreeMap<u32, Totals>,
    /// All of it as the sockets saw it.
    pub wire: Wire,
}

impl Counters {
    /// The sums of one operation.
    #[must_use]
    pub fn of(&self, operation: Operation) -> Totals {
        self.operations.get(operation.name()).copied().unwrap_or_default()
    }

    /// The sums of everything.
    #[must_use]
    pub fn all(&self) -> Totals {
        self.operations.values().fold(Totals::default(), Totals::plus)
    }

    /// The sums that a call belongs to.
    fn touched<'a>(&'a mut self, call: &'a Call) -> impl Iterator<Item = &'a mut Totals> {
        let Self { operations, sessions, keys, .. } = self;
        let session = call.session.as_ref().map(|id| sessions.entry(id.clone()).or_default());
        let operation = operations.entry(call.operation.map_or("unknown", Operation::name)).or_default();
        [operation, keys.entry(call.key.unwrap_or(0)).or_default()].into_iter().chain(session)
    }
}

#[derive(Debug)]
pub(super) struct Ledger {
    begun: u64,
    calls: VecDeque<Call>,
    counters: Counters,
    /// Whoever watches hears of each call when it has been answered.
    feed: broadcast::Sender<Arc<Call>>,
}

impl Default for Ledger {
    fn default() -> Self {
        let feed = broadcast::Sender::new(1024);
        Self { begun: 0, calls: VecDeque::new(), counters: Counters::default(), feed }
    }
}

impl Ledger {
    /// Notes a call at its arrival: one whose client gives up is in the ledger, too.
    pub(super) fn begin(&mut self, mut call: Call) -> u64 {
        let number = self.begun;
        self.begun += 1;
        call.number = number;
        self.counters.touched(&call).for_each(|totals| totals.begin(&call));
        if self.calls.len() == KEPT {
            self.calls.pop_front();
        }
        self.calls.push_back(call);
        number
    }

    /// Notes the answer. `created` is the session that a create has made.
    pub(super) fn finish(&mut self, number: u64, mut answer: Answer) {
        let oldest = self.calls.front().map_or(number, |call| call.number);
        let place = number.checked_sub(oldest).and_then(|place| usize::try_from(place).ok());
        let Some(call) = place.and_then(|place| self.calls.get_mut(place)) else { return };
        (call.status, call.fault) = (answer.status, answer.fault);
        (call.response_bytes, call.plain_bytes) = (answer.bytes, answer.plain_bytes);
        if let Some(created) = answer.created.take() {
            self.counters.sessions.entry(created.clone()).or_default().begin(call);
            call.session = Some(created);
        }
        self.counters.touched(call).for_each(|totals| totals.finish(&answer));
        if self.feed.receiver_count() > 0 {
            // The last listener may just have gone; that is no fault.
            let _ = self.feed.send(Arc::new(call.clone()));
        }
    }

    pub(super) fn feed(&self) -> broadcast::Receiver<Arc<Call>> {
        self.feed.subscribe()
    }

    pub(super) fn calls(&self) -> Vec<Call> {
        self.calls.iter().cloned().collect()
    }

    pub(super) fn counters(&self) -> Counters {
        self.counters.clone()
    }

    pub(super) fn clear(&mut self) {
        self.calls.clear();
        self.counters = Counters::default();
    }
}

/// How a call ended.
pub(super) struct Answer {
    pub(super) status: Option<u16>,
    pub(super) bytes: usize,
    pub(super) plain_bytes: usize,
    pub(super) fault: bool,
    pub(super) created: Option<String>,
}
