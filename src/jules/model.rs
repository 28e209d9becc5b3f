//! Plain data as the Jules API (v1alpha) sends it.
//!
//! The API is proto3 JSON: default values are *omitted* and new fields, event
//! kinds and enum members appear without notice. So nothing here is required
//! that the server may leave out, enums are open, and a list is decoded item by
//! item: one item this version cannot read never costs the others.
//! Source of every fact: `reference/jules-api.md` 1.1–2.1.

mod activity;
mod lenient;
mod session;
mod source;
mod state;
#[cfg(test)]
mod tests;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

pub use activity::{Activity, Artifact, BashOutput, Event, Media, Originator, Plan, Step};
pub use lenient::parse_time;
pub use session::{ChangeSet, GitPatch, GithubRepoContext, Output, PullRequest, Session, SourceContext};
pub use source::{Branch, GithubRepo, Source};
pub use state::SessionState;

/// Declares a string newtype for an identifier that Jules hands out.
macro_rules! string_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The identifier as text.
            ///
            /// ```
            /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
            /// assert_eq!(SessionId::from("123").as_str(), "123");
            /// ```
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = Value::deserialize(deserializer)?;
                lenient::identifier(&value).map(Self).ok_or_else(|| D::Error::custom("no identifier"))
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }
    };
}

string_id! {
    /// A session's id: a decimal string of up to 20 digits, which may exceed `i64`.
    SessionId
}
string_id! {
    /// An activity's id within its session: 32 hexadecimal digits.
    ActivityId
}
string_id! {
    /// A plan's id, as in `planGenerated.plan.id` and `planApproved.planId`.
    PlanId
}
string_id! {
    /// A source's resource name, verbatim, e.g. `sources/github/acme/api`.
    SourceName
}

impl SessionId {
    /// Reads a session id from what a person pastes: the id, `sessions/<id>`,
    /// or a `https://jules.google.com/session/<id>` address.
    ///
    /// ```
    /// use jules_discord::jules::model::SessionId;
    ///
    /// for pasted in ["42", "sessions/42", "https://jules.google.com/session/42/plan?x"] {
    ///     assert_eq!(SessionId::parse(pasted), Some(SessionId::from("42")));
    /// }
    /// assert_eq!(SessionId::parse("forty-two"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let rest = ["https://jules.google.com/", "http://jules.google.com/", "jules.google.com/"]
            .iter()
            .find_map(|host| text.strip_prefix(host))
            .unwrap_or(text);
        let rest = ["sessions/", "session/", "task/"].iter().find_map(|kind| rest.strip_prefix(kind)).unwrap_or(rest);
        let id = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let plausible = (1..=20).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit());
        plausible.then(|| Self(id.to_owned()))
    }
}
