//! Names that are computed, never stored: the same inputs give the same name after
//! any restart, which is what makes a repeated post or create recognisable.

use serde::{Deserialize, Serialize};
use serenity::model::id::{ChannelId, InteractionId};
use sha2::{Digest, Sha256};

use super::input::Time;

/// What a post is for. One activity may cause posts for different purposes, and
/// each needs its own nonce: sharing one would swallow the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The card that says where the session stands.
    Status,
    /// A plan with its buttons.
    Plan,
    /// Something the agent said.
    Prose,
    /// A line of progress, in a thread that wants each.
    Progress,
    /// A picture or another file.
    Media,
    /// Several of the three above that came at once.
    Gathered,
    /// The change set.
    Changes,
    /// The pull request.
    PullRequest,
    /// "Jules waits for you."
    Question,
    /// What a person said through a command, shown to everybody.
    Said,
    /// The agent's turn is over.
    End,
    /// Something went wrong or needs explaining.
    Notice,
    /// Stands in for a post that Discord refused.
    Fallback,
}

/// Identifies one post of one thread for good.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PostKey {
    /// What it is for.
    pub purpose: Purpose,
    /// What it is about: an activity, a plan, one of our own words.
    pub subject: String,
    /// Which part of a long text, from 0.
    pub part: u16,
}

impl PostKey {
    /// The first (mostly the only) part of a post.
    #[must_use]
    pub fn new(purpose: Purpose, subject: impl Into<String>) -> Self {
        Self { purpose, subject: subject.into(), part: 0 }
    }

    /// The card this is a post of: a card that is posted anew is the same card.
    #[must_use]
    pub fn card(&self) -> Self {
        Self { part: 0, ..self.clone() }
    }

    /// The nonce Discord recognises a repetition by: 24 of the 25 characters it allows.
    #[must_use]
    pub fn nonce(&self, thread: ChannelId) -> String {
        let name = format!("{thread}/{:?}/{}/{}", self.purpose, self.subject, self.part);
        hex(&name, 12)
    }
}

/// The mark a start leaves in the session's title and in the channel, so that
/// both can be found again: Jules has no idempotency key.
#[must_use]
pub fn marker(start: InteractionId) -> String {
    format!("jd-{}", hex(&format!("start/{start}"), 5))
}

/// A session's title as people gave it, without the marker of the start it came from.
#[must_use]
pub fn without_marker(title: &str) -> &str {
    let is_marker = |end: &str| end.strip_suffix(']').is_some_and(|hex| hex.chars().all(|c| c.is_ascii_hexdigit()));
    title.rsplit_once(" [jd-").filter(|(_, end)| is_marker(end)).map_or(title, |(name, _)| name)
}

/// The nonce of the message that opens a thread.
#[must_use]
pub fn starter_nonce(start: InteractionId) -> String {
    hex(&format!("starter/{start}"), 12)
}

/// Recognises a text again without keeping it. Upstream may trim what it stores.
#[must_use]
pub fn digest(text: &str) -> String {
    hex(text.trim(), 12)
}

fn hex(text: &str, bytes: usize) -> String {
    use std::fmt::Write as _;
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(bytes).fold(String::new(), |mut out, byte| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// When Discord made something, as its id tells to the millisecond.
#[must_use]
pub fn made_at(id: u64) -> Time {
    /// The first second of 2015.
    const EPOCH_MS: i64 = 1_420_070_400_000;
    let since = i64::try_from(id >> 22).unwrap_or_default();
    Time::from_timestamp_millis(EPOCH_MS + since).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marker_of_a_start_goes_from_a_title_and_nothing_else_does() {
        let title = format!("Fix [all] [{}]", marker(InteractionId::new(7)));
        assert_eq!(without_marker(&title), "Fix [all]");
        for kept in ["Fix [jd-all]", "Fix [jd-12] it", "Fix"] {
            assert_eq!(without_marker(kept), kept);
        }
    }
}
