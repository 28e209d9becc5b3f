//! The ledger: every request the server has seen, and what it cost.
//!
//! Totals never forget; the list of calls keeps the newest [`KEPT`].

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;
use serde_json::Value;

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
    /// The request body: JSON, or a text if it is none; null if empty.
    pub body: Value,
    /// The answer's status; none while it is pending and if the connection ended without an answer.
    pub status: Option<u16>,
    /// The bytes of the answer's body.
    pub response_bytes: usize,
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
    /// Bytes of response bodies.
    pub response_bytes: u64,
}

impl Totals {
    fn add(&mut self, status: Option<u16>, bytes: usize) {
        self.refused += u64::from(status.is_some_and(|status| status >= 400));
        self.response_bytes += bytes as u64;
    }
}

/// Sums by operation and by session. What is no operation is counted under `unknown`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Counters {
    /// By the operation's name.
    pub operations: BTreeMap<&'static str, Totals>,
    /// By session id.
    pub sessions: BTreeMap<String, Totals>,
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
        self.operations.values().fold(Totals::default(), |sum, one| Totals {
            calls: sum.calls + one.calls,
            refused: sum.refused + one.refused,
            response_bytes: sum.response_bytes + one.response_bytes,
        })
    }
}

#[derive(Debug, Default)]
pub(super) struct Ledger {
    begun: u64,
    calls: VecDeque<Call>,
    counters: Counters,
}

impl Ledger {
    /// Notes a call at its arrival: one whose client gives up is in the ledger, too.
    pub(super) fn begin(&mut self, mut call: Call) -> u64 {
        let number = self.begun;
        self.begun += 1;
        call.number = number;
        self.counters.operations.entry(key(call.operation)).or_default().calls += 1;
        if let Some(session) = &call.session {
            self.counters.sessions.entry(session.clone()).or_default().calls += 1;
        }
        if self.calls.len() == KEPT {
            self.calls.pop_front();
        }
        self.calls.push_back(call);
        number
    }

    /// Notes the answer. `created` is the session that a create has made.
    pub(super) fn finish(&mut self, number: u64, answer: Answer) {
        // The calls that are kept have consecutive numbers.
        let place = self.calls.front().and_then(|first| number.checked_sub(first.number));
        let place = place.and_then(|place| usize::try_from(place).ok());
        let Some(call) = place.and_then(|place| self.calls.get_mut(place)) else { return };
        (call.status, call.response_bytes, call.fault) = (answer.status, answer.bytes, answer.fault);
        self.counters.operations.entry(key(call.operation)).or_default().add(answer.status, answer.bytes);
        if let Some(created) = answer.created {
            self.counters.sessions.entry(created.clone()).or_default().calls += 1;
            call.session = Some(created);
        }
        if let Some(session) = &call.session {
            self.counters.sessions.entry(session.clone()).or_default().add(answer.status, answer.bytes);
        }
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
    pub(super) fault: bool,
    pub(super) created: Option<String>,
}

fn key(operation: Option<Operation>) -> &'static str {
    operation.map_or("unknown", Operation::name)
}
