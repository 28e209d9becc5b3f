//! Faults: what becomes of the next calls instead of an answer.
//!
//! A scenario's `[[faults]]`, `POST /faults` and `Jules::fail` take the same fields:
//!
//! | field | meaning |
//! |---|---|
//! | `status = 503` | that status, in the error envelope that goes with it |
//! | `body = "html"` or `"empty"` | with that status, a front end's page or nothing |
//! | `retry_after = 7` | with that status, the header |
//! | `drop = true` | the connection ends without an answer |
//! | `hang = "30s"` | nothing for so long (scaled), then the rest of the fault or the true answer |
//! | `slow = "30s"` | the true answer in small pieces over so long (scaled) |
//! | `cut = true` | half of the true answer, then the connection ends |
//! | `after_effect = true` | all that only after the call has done its work: a ghost create, a message twice |

use serde::{Deserialize, Serialize};

use super::operation::Operation;
use crate::sim::scenario::Span;

/// What becomes of a call. See the module's table.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fault {
    /// The HTTP status to answer with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The shape of that answer's body.
    pub body: FaultBody,
    /// Seconds for a Retry-After header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// The connection ends without an answer.
    pub drop: bool,
    /// Half of the answer, then the connection ends.
    pub cut: bool,
    /// Silence before the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hang: Option<Span>,
    /// The answer in small pieces over this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slow: Option<Span>,
    /// The call does its work first.
    pub after_effect: bool,
}

/// The shape of an error's body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultBody {
    /// Google's error envelope.
    #[default]
    Json,
    /// A front end's page.
    Html,
    /// Zero bytes.
    Empty,
}

impl Fault {
    /// Answered with this status.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self { status: Some(status), ..Self::default() }
    }

    /// Answered with this status by a front end, in HTML.
    #[must_use]
    pub fn html(status: u16) -> Self {
        Self { body: FaultBody::Html, ..Self::status(status) }
    }

    /// The connection ends without an answer.
    #[must_use]
    pub fn drop() -> Self {
        Self { drop: true, ..Self::default() }
    }

    /// Half of the answer, then the connection ends. The call does its work.
    #[must_use]
    pub fn cut() -> Self {
        Self { cut: true, after_effect: true, ..Self::default() }
    }

    /// Silence for `span`, scaled, then the true answer.
    #[must_use]
    pub fn hang(span: Span) -> Self {
        Self { hang: Some(span), ..Self::default() }
    }

    /// The same, but the call does its work before.
    #[must_use]
    pub fn after_effect(self) -> Self {
        Self { after_effect: true, ..self }
    }

    /// Whether it can be played.
    ///
    /// # Errors
    /// One sentence that says why not.
    pub fn check(&self) -> Result<(), String> {
        if self.status.is_some_and(|status| !(400..600).contains(&status)) {
            return Err("A fault's status is between 400 and 599.".into());
        }
        let nothing = self.status.is_none() && self.hang.is_none() && self.slow.is_none() && !self.drop && !self.cut;
        if nothing {
            return Err("A fault needs one of status, drop, hang, slow and cut.".into());
        }
        Ok(())
    }

    /// Whether the true answer is never given.
    pub(super) fn replaces(&self) -> bool {
        self.drop || self.status.is_some()
    }
}

/// Faults that wait for their calls, oldest first.
#[derive(Debug, Default)]
pub(super) struct Faults {
    waiting: Vec<Waiting>,
}

/// So many faults that wait for calls of an operation.
#[derive(Clone, Debug, Serialize)]
pub struct Waiting {
    /// The operation; none = any.
    pub operation: Option<Operation>,
    /// How many calls it will still hit.
    pub count: u32,
    /// What becomes of them.
    pub fault: Fault,
}

impl Faults {
    pub(super) fn add(&mut self, operation: Option<Operation>, count: u32, fault: Fault) {
        self.waiting.push(Waiting { operation, count, fault });
    }

    pub(super) fn take(&mut self, operation: Operation) -> Option<Fault> {
        self.waiting.retain(|waiting| waiting.count > 0);
        let hits = |waiting: &&mut Waiting| waiting.operation.is_none_or(|only| only == operation);
        let waiting = self.waiting.iter_mut().find(hits)?;
        waiting.count -= 1;
        Some(waiting.fault.clone())
    }

    pub(super) fn pending(&self) -> Vec<Waiting> {
        self.waiting.iter().filter(|waiting| waiting.count > 0).cloned().collect()
    }

    pub(super) fn clear(&mut self) {
        self.waiting.clear();
    }
}
