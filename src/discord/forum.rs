//! Forums as Discord shows them: their tags. A post is a thread, and its first message has
//! its id.

use serde_json::Value;
use serenity::model::id::ForumTagId;

use super::message::{id, list, text};
use super::model::Channel;

/// Tags that one post may have (OpenAPI, `CreateForumThreadRequest`).
pub const MOST_ON_A_POST: usize = 5;
/// Tags that a forum may have (OpenAPI, `UpdateGuildChannelRequestPartial`).
pub const MOST_IN_A_FORUM: usize = 20;
/// Flag of a forum in which a post needs a tag.
const REQUIRE_TAG: u64 = 1 << 4;

/// A tag that a forum has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForumTag {
    /// Its id.
    pub id: ForumTagId,
    /// What people read.
    pub name: String,
    /// Only who may manage threads puts it on a post or takes it off.
    pub moderated: bool,
    /// All of it, to be sent back when the forum's tags change.
    pub(super) whole: Value,
}

impl ForumTag {
    pub(super) fn read(json: &Value) -> Option<Self> {
        Some(Self {
            id: id(&json["id"])?,
            name: text(&json["name"]),
            moderated: json["moderated"] == true,
            whole: json.clone(),
        })
    }
}

impl Channel {
    /// Whether it holds posts and nothing else: a forum (15) or a media channel (16), which has
    /// the same endpoints.
    #[must_use]
    pub fn is_forum(&self) -> bool {
        matches!(self.kind, 15 | 16)
    }

    /// Whether a post in this forum needs a tag.
    #[must_use]
    pub fn requires_tag(&self) -> bool {
        self.flags & REQUIRE_TAG != 0
    }
}

/// Ids of tags, as a list in JSON.
pub(super) fn tag_ids(json: &Value) -> Vec<ForumTagId> {
    list(json).filter_map(id).collect()
}
