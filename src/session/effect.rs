//! What the machine wants done. Effects that leave a trace are owed: they are
//! stored together with the checkpoint before they are tried.

use serde::{Deserialize, Serialize};
use serenity::model::id::{MessageId, UserId};

use super::ids::PostKey;
use super::input::Time;
use crate::jules::model::PlanId;
use crate::render::body::Body;

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Effect {
    /// Owed to Discord.
    Owe(Owed),
    /// Owed to Jules.
    Tell(Word),
    /// A word that is still owed says something else.
    Retell {
        /// Which.
        word: u64,
        /// Its text now.
        text: String,
    },
    /// A word that is still owed is owed no more.
    Untell {
        /// Which.
        word: u64,
    },
    /// Answer the person whose action this was, now or never.
    Reply(Body),
}

/// Something owed to the thread. Executed in order, one at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owed {
    /// A new message.
    Post {
        /// Its identity.
        key: PostKey,
        /// Its content.
        body: Body,
    },
    /// A card should look like this. Replaces an edit of the same card that has not begun.
    Edit {
        /// Which card.
        key: PostKey,
        /// All of it.
        body: Body,
        /// Progress only: may wait a few seconds for more of the same.
        lazy: bool,
    },
    /// Our reaction on somebody's message should be this one.
    Mark {
        /// The message.
        message: MessageId,
        /// The new mark.
        mark: Mark,
    },
}

/// The honest state of a reply, as a reaction on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Accepted and stored.
    Stored,
    /// Jules has it.
    Delivered,
    /// It could not be delivered; a message says why.
    Failed,
    /// It could not, and is tried again.
    Again,
    /// Its author took it back in time.
    Withdrawn,
}

impl Mark {
    /// The reaction's emoji.
    #[must_use]
    pub fn emoji(self) -> &'static str {
        match self {
            Self::Stored | Self::Again => "📨",
            Self::Delivered => "✅",
            Self::Failed => "⚠️",
            Self::Withdrawn => "↩️",
        }
    }

    /// The mark whose place it takes.
    #[must_use]
    pub fn replaces(self) -> Option<Self> {
        match self {
            Self::Stored => None,
            Self::Again => Some(Self::Failed),
            Self::Delivered | Self::Failed | Self::Withdrawn => Some(Self::Stored),
        }
    }
}

/// Something owed to Jules. Jules has no idempotency key, so each is looked for
/// before it is ever repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// Its number within the thread.
    pub id: u64,
    /// On whose behalf.
    pub by: UserId,
    /// What.
    pub what: Telling,
    /// Set (durably) before the first attempt; from then on it may have been heard.
    #[serde(default)]
    pub attempted: Option<Time>,
}

/// What can be told to Jules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Telling {
    /// Create the session described in the checkpoint.
    Create,
    /// Send a message.
    Message {
        /// Its text.
        text: String,
        /// The thread message that wants a mark.
        message: Option<MessageId>,
    },
    /// Approve this plan, and no other.
    Approve {
        /// Which one the person saw.
        plan: PlanId,
        /// What it said; see [`PlanKey::shown`](crate::render::press::PlanKey::shown).
        #[serde(default)]
        content: Option<String>,
        /// When they said so.
        #[serde(default)]
        asked: Option<Time>,
    },
    /// Archive the session.
    Archive,
}
