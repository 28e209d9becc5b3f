//! How lists behave (22, 23, 27, 28, 33, 59).

use serde::{Deserialize, Serialize};

use crate::sim::scenario::Span;

/// How lists behave.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches, each named in scenario files")]
pub struct Lists {
    /// How far a row of the session list lags behind its GET: its state, and its appearance.
    pub lag: Span,
    /// The rest of the row lags with them: updateTime, outputs (not known).
    pub lag_whole_row: bool,
    /// Lists of activities begin with the newest one. Never seen; no client should lose anything by
    /// it. Their tokens still name the next one's moment, so they mean "at or before".
    pub newest_first: bool,
    /// Lists of sessions begin with the oldest one; never seen either.
    pub oldest_first: bool,
    /// Begin every list with an empty page that carries a `nextPageToken`.
    pub empty_pages: bool,
    /// What becomes of the filter of an activities list.
    pub filter: Filter,
    /// `create_time>=` works besides `create_time>` (not known).
    pub filter_at_or_after: bool,
    /// What the page tokens of activities are.
    pub tokens: Tokens,
    /// `ListActivities` calls per sliding minute and key; more are 429. 0 = no limit.
    /// A key with a quota of its own has that instead.
    pub activities_per_minute: usize,
    /// The same for `ListSessions`; whether the real one has such a quota is not known.
    pub sessions_per_minute: usize,
    /// Seconds for a Retry-After header on that 429; the real one sends none.
    pub retry_after: Option<u32>,
}

impl Default for Lists {
    fn default() -> Self {
        Self {
            lag: Span::secs(1),
            lag_whole_row: false,
            newest_first: false,
            oldest_first: false,
            empty_pages: false,
            filter: Filter::Honour,
            filter_at_or_after: false,
            tokens: Tokens::Moments,
            activities_per_minute: 120,
            sessions_per_minute: 0,
            retry_after: None,
        }
    }
}

/// What becomes of the filter of an activities list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// The list holds only what was asked for.
    Honour,
    /// 400 `INVALID_ARGUMENT`, to test a client's fallback.
    Refuse,
    /// The whole list, as if no filter had been sent.
    Ignore,
}

/// What a page token of an activities list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tokens {
    /// Nanoseconds since the epoch, inclusive; clients may make their own (seen live).
    Moments,
    /// Base64 that only the server understands, as one example in the docs shows; numbers are 400.
    Opaque,
}
