//! Things that go wrong on purpose: the next N matching REST calls fail, before or after their effect.

use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

static NEXT: AtomicU64 = AtomicU64::new(1);

/// What a failing call looks like to the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// An answer with this HTTP status; 429 has the body and headers of a rate limit.
    Status(u16),
    /// No answer, ever; the connection stays open.
    Hang,
    /// The connection is reset.
    Drop,
    /// Half of the answer's body.
    Cut,
    /// The call goes well, so many milliseconds late.
    Delay(u64),
    /// The call goes well, and its answer comes byte by byte, so many milliseconds apart.
    Trickle(u64),
}

/// Which calls fail, and how.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Set by the simulator.
    #[serde(default, skip_deserializing)]
    pub id: u64,
    /// `GET`, `POST`, …; none matches all.
    #[serde(default)]
    pub method: Option<String>,
    /// Text that is in the route (`/channels/{channel}/messages`) or in the path; none matches all.
    #[serde(default)]
    pub path: Option<String>,
    /// Text that is in the JSON body.
    #[serde(default)]
    pub body: Option<String>,
    /// How often.
    #[serde(default = "once")]
    pub times: u32,
    /// Matching calls that pass before the first one fails.
    #[serde(default)]
    pub skip: u32,
    /// How it looks.
    pub failure: Failure,
    /// Whether the call still has its effect.
    #[serde(default)]
    pub after_effect: bool,
    /// For status answers: Discord's error code in the body.
    #[serde(default)]
    pub code: Option<u32>,
    /// For 429: seconds to wait.
    #[serde(default)]
    pub retry_after: Option<f64>,
    /// For 429: `user`, `global` or `shared`.
    #[serde(default)]
    pub scope: Option<String>,
    /// For 429: whether the answer has no rate limit headers at all.
    #[serde(default)]
    pub bare: bool,
}

fn once() -> u32 {
    1
}

impl Fault {
    /// The next `times` calls of `method` on routes with `path` in them fail like this.
    #[must_use]
    pub fn new(method: &str, path: &str, times: u32, failure: Failure) -> Self {
        Self {
            id: 0,
            method: Some(method.to_owned()).filter(|method| !method.is_empty()),
            path: Some(path.to_owned()).filter(|path| !path.is_empty()),
            body: None,
            times,
            skip: 0,
            failure,
            after_effect: false,
            code: None,
            retry_after: None,
            scope: None,
            bare: false,
        }
    }

    /// The same, but the call has its effect and only the answer is lost.
    #[must_use]
    pub fn after_effect(mut self) -> Self {
        self.after_effect = true;
        self
    }

    /// Whether the call has its effect all the same.
    pub(crate) fn has_effect(&self) -> bool {
        self.after_effect || matches!(self.failure, Failure::Trickle(_))
    }

    fn matches(&self, method: &str, route: &str, path: &str, body: &str) -> bool {
        self.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && self.path.as_deref().is_none_or(|wanted| route.contains(wanted) || path.contains(wanted))
            && self.body.as_deref().is_none_or(|wanted| body.contains(wanted))
    }
}

/// The faults that are still to come.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    pub pending: Vec<Fault>,
}

impl Faults {
    /// Adds a fault; its id.
    pub(crate) fn add(&mut self, mut fault: Fault) -> u64 {
        fault.id = NEXT.fetch_add(1, Ordering::Relaxed);
        let id = fault.id;
        self.pending.push(fault);
        id
    }

    /// The fault that strikes this call, if any does.
    pub(crate) fn strike(&mut self, method: &str, route: &str, path: &str, body: &str) -> Option<Fault> {
        let at = self.pending.iter().position(|fault| fault.matches(method, route, path, body))?;
        let fault = &mut self.pending[at];
        if fault.skip > 0 {
            fault.skip -= 1;
            return None;
        }
        fault.times = fault.times.saturating_sub(1);
        let struck = fault.clone();
        if fault.times == 0 {
            self.pending.remove(at);
        }
        Some(struck)
    }
}
