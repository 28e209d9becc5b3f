//! One Discord message as plain data. `discord` turns it into what the API takes;
//! nothing here knows how a message travels.

use serde::{Deserialize, Serialize};
use serenity::model::id::{MessageId, RoleId, UserId};

use crate::jules::model::ActivityId;

/// A message to be created, or what an existing one should look like.
///
/// Mentions ping nobody but those in `pings`: every create and every edit says so to Discord.
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
    /// At most 5 rows, each of at most 5 buttons or of one menu.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Vec<Button>>,
    /// At most 10. Named, not held: their bytes are fetched when the message is posted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// The message this one answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// Whom a new message notifies, of those that `content` mentions: embeds notify nobody.
    /// An edit never notifies anybody.
    #[serde(skip_serializing_if = "Pings::is_empty")]
    pub pings: Pings,
    /// Do not notify anybody (`SUPPRESS_NOTIFICATIONS`, on create only).
    pub silent: bool,
    /// Let Discord unfurl no link (`SUPPRESS_EMBEDS`). Set whenever `content` carries
    /// somebody else's words; it would hide our own embeds, too.
    pub plain: bool,
}

/// Whom a message notifies: at most 100 of each.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Pings {
    /// These accounts.
    pub users: Vec<UserId>,
    /// Everybody with one of these roles, if the role may be mentioned.
    pub roles: Vec<RoleId>,
}

impl Pings {
    /// Nobody at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.users.is_empty() && self.roles.is_empty()
    }
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

/// A button or a menu under a message.
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
    /// A menu of which one thing can be chosen; takes a row of its own.
    Menu {
        /// At most 100 characters.
        custom_id: String,
        /// What stands there before anything is chosen: at most 150 characters.
        placeholder: String,
        /// 1 to 25.
        choices: Vec<Choice>,
    },
}

/// A line of a menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What comes back to us: at most 100 characters, different for each.
    pub value: String,
    /// What people read: 1 to 100 characters, no Markdown.
    pub label: String,
    /// Below it, smaller: at most 100 characters, or empty.
    pub description: String,
    /// Whether it is the one shown as chosen.
    pub chosen: bool,
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
    /// What several activities say, each under the time it came at.
    Said(Vec<ActivityId>),
    /// The change set in the session's outputs.
    Outputs,
}
