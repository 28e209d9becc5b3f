//! What a forum's posts are tagged with.

use serde::{Deserialize, Serialize};

/// Where a post's session stands, as far as its tag tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostState {
    /// Jules is at it, or is about to be.
    Working,
    /// Somebody has to do something.
    NeedsYou,
    /// Put aside.
    Paused,
    /// Over, and worked out.
    Done,
    /// Over, and did not.
    Failed,
    /// Nobody here knows.
    Unknown,
}

impl PostState {
    /// Those that have a tag, in the order in which a forum gets them.
    pub const TAGGED: [Self; 5] = [Self::Working, Self::NeedsYou, Self::Paused, Self::Done, Self::Failed];
}

/// The tag of a state: its name, at most 20 characters, by which it is found in a forum, and
/// the emoji it gets beside it.
#[must_use]
pub fn post_tag(state: PostState) -> Option<(&'static str, &'static str)> {
    match state {
        PostState::Working => Some(("Working", "🔧")),
        PostState::NeedsYou => Some(("Needs you", "🙋")),
        PostState::Paused => Some(("Paused", "💤")),
        PostState::Done => Some(("Done", "✅")),
        PostState::Failed => Some(("Failed", "❌")),
        PostState::Unknown => None,
    }
}
