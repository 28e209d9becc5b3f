//! API keys and the accounts they belong to.

use serde::Deserialize;

use super::span::Span;

/// The key of a scenario that names none.
pub const DEFAULT_KEY: &str = "sim-jules-key";

/// An API key.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// The key itself.
    pub key: String,
    /// Whose it is; keys of one account see the same sessions.
    #[serde(default)]
    pub account: String,
    /// Its own quota of `ListActivities` calls instead of the one that the knobs name; 0 = no limit.
    #[serde(default)]
    pub activities_per_minute: Option<usize>,
    /// From this moment of the server's life on it is refused.
    #[serde(default)]
    pub revoked_after: Option<Span>,
}

/// An account that has a plan.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The name by which keys say that they are its.
    pub name: String,
    /// What it pays for.
    pub plan: Plan,
}

/// What an account pays for (reference part 2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the product's")]
pub enum Plan {
    Free,
    Pro,
    Ultra,
}

impl Plan {
    /// Sessions that may work at the same time.
    #[must_use]
    pub const fn concurrent(self) -> usize {
        match self {
            Self::Free => 3,
            Self::Pro => 15,
            Self::Ultra => 60,
        }
    }

    /// Sessions that may be created in 24 hours.
    #[must_use]
    pub const fn daily(self) -> usize {
        match self {
            Self::Free => 15,
            Self::Pro => 100,
            Self::Ultra => 300,
        }
    }
}
