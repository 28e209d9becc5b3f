//! One Discord message as plain data. `discord` turns it into what the API takes;
//! nothing here knows how a message travels.

use serde::{Deserialize, Serialize};
use serenity::model::id::MessageId;

use crate::jules::model::ActivityId;

/// A message to be created, or what an existing one should look like.
///
/// Mentions never ping: the writer sends an empty `allowed_mentions` with every body.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// At most 2,000 characters. Words of other people in it, and in `embeds`, have been
    /// through [`SafeText`](super::safe::SafeText).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub content: String,
    /// At most 10, 6,000 characters in total.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub embeds: Vec<Embed>,
    /// At most 5 rows of at most 5 buttons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Vec<Button>>,
    /// At most 10. Named, not held: their bytes are fetched when the message is posted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// The message this one answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// Do not notify anybody (`SUPPRESS_NOTIFICATIONS`, on create only).
    pub silent: bool,
    /// Let Discord unfurl no link (`SUPPRESS_EMBEDS`). Set whenever `content` carries
    /// somebody else's words; it would hide our own embeds, too.
    pub plain: bool,
}

/// An embed; see Discord's limits on each part.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Embed {
    /// At most 256 characters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Where the title leads; `https` and ours to choose, never the agent's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// At most 4,096 characters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// `0xRRGGBB`; never the only carrier of a meaning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<u32>,
    /// At most 25: name (256), value (1,024).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<(String, String)>,
    /// At most 2,048 characters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub footer: String,
}

/// A button under a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Button {
    /// Comes back to us as an interaction.
    Press {
        /// At most 100 characters.
        custom_id: String,
        /// At most 80 characters.
        label: String,
        /// How much it asks for attention.
        style: Style,
        /// Shown, but cannot be pressed.
        disabled: bool,
    },
    /// Opens a page.
    Link {
        /// `https`, at most 512 characters.
        url: String,
        /// At most 80 characters.
        label: String,
    },
}

/// A button's style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// The one thing to do.
    Primary,
    /// Something else to do.
    Secondary,
    /// Go ahead.
    Success,
    /// Cannot be undone.
    Danger,
}

/// A file that goes with a message, by where its bytes come from.
///
/// Activities are immutable and stay at Jules, so that the store never has to
/// hold a patch of megabytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The name people see; never taken from the agent.
    pub name: String,
    /// What screen readers say; may be empty.
    pub description: String,
    /// Where the bytes come from.
    pub origin: Origin,
}

/// Where the bytes of an attachment come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The text itself; for short things only.
    Text(String),
    /// The n-th artifact of an activity: a patch, a picture, a command's output.
    Artifact(ActivityId, usize),
    /// The words of an activity: a long message, a plan.
    Words(ActivityId),
    /// The change set in the session's outputs.
    Outputs,
}
