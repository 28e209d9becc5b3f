//! What a new session costs and meets (13–21, 24, 26).

use serde::{Deserialize, Serialize};

use crate::sim::scenario::Span;

/// What a new session costs and meets.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Create {
    /// How long a session stays QUEUED; activities and sendMessage are 404 meanwhile.
    pub queued_for: Span,
    /// How long a GET of the new session is 404 (not confirmed live).
    pub hidden_for: Span,
    /// Answer with name, id, title, prompt and sourceContext only, as older examples show.
    pub legacy_reply: bool,
    /// The title of a session created without one is its whole prompt.
    pub title_is_prompt: bool,
    /// Working sessions an account may have; parked and finished ones do not count. 0 = no limit.
    /// An account with a plan has that plan's limit instead.
    pub concurrent: usize,
    /// What happens above that limit.
    pub over_limit: OverLimit,
    /// Creates an account may make within `burst_window`; more are `FAILED_PRECONDITION`. 0 = no limit.
    pub burst: usize,
    /// See `burst`.
    pub burst_window: Span,
    /// Sessions per rolling 24 hours and account; 0 = no limit. A plan goes first, as above.
    pub daily: usize,
    /// How a create above that quota is refused.
    pub daily_refusal: DailyRefusal,
    /// Characters a prompt may have; more are `FAILED_PRECONDITION`. 0 = no limit.
    pub max_prompt: usize,
    /// Share of creates that fail although the session exists.
    pub ghost_rate: f64,
    /// How they fail.
    pub ghost_as: GhostAs,
}

impl Default for Create {
    fn default() -> Self {
        Self {
            queued_for: Span::secs(2),
            hidden_for: Span::ZERO,
            legacy_reply: false,
            title_is_prompt: false,
            concurrent: 15,
            over_limit: OverLimit::Queue,
            burst: 5,
            burst_window: Span::secs(10),
            daily: 100,
            daily_refusal: DailyRefusal::Exhausted,
            max_prompt: 25_000,
            ghost_rate: 0.0,
            ghost_as: GhostAs::Precondition,
        }
    }
}

/// What happens to a session above the account's limit of working ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverLimit {
    /// It stays QUEUED until another one parks or ends.
    Queue,
    /// 400 `FAILED_PRECONDITION` without details.
    Refuse,
}

/// The refusal of a create above the daily quota; its real shape is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DailyRefusal {
    /// 429 `RESOURCE_EXHAUSTED`.
    Exhausted,
    /// 400 `FAILED_PRECONDITION`.
    Precondition,
}

/// How a create fails that has made its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GhostAs {
    /// 400 `FAILED_PRECONDITION`, as seen live.
    Precondition,
    /// 503 `UNAVAILABLE`.
    Unavailable,
    /// The connection ends without an answer.
    Dropped,
}
