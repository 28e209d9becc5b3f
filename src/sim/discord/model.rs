//! What exists in the simulated Discord, as plain data. How it is written on the wire is `view.rs`.

use std::collections::BTreeMap;

use axum::body::Bytes;
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::post::Extra;

/// Channel type: text channel of a guild.
pub(crate) const TEXT: u8 = 0;
/// Channel type: direct messages.
pub(crate) const DM: u8 = 1;
/// Channel type: public thread.
pub(crate) const PUBLIC_THREAD: u8 = 11;
/// Channel type: private thread.
pub(crate) const PRIVATE_THREAD: u8 = 12;
/// Channel type: forum.
pub(crate) const FORUM: u8 = 15;
/// Channel type: media channel, which is a forum but for how its posts are laid out.
pub(crate) const MEDIA: u8 = 16;

/// Message flag: no link previews, and no embeds at all.
pub(crate) const SUPPRESS_EMBEDS: u64 = 1 << 2;
/// Message flag: only one person sees it.
pub(crate) const EPHEMERAL: u64 = 1 << 6;
/// Message flag: "is thinking…".
pub(crate) const LOADING: u64 = 1 << 7;
/// Message flag: nobody is notified.
pub(crate) const SILENT: u64 = 1 << 12;
/// Message flag: components version 2.
pub(crate) const COMPONENTS_V2: u64 = 1 << 15;
/// Message flag: it forwards another one.
pub(crate) const HAS_SNAPSHOT: u64 = 1 << 14;
/// Message flag: a thread hangs on this message.
pub(crate) const HAS_THREAD: u64 = 1 << 5;

/// Flag of a forum: each post needs a tag.
pub(crate) const REQUIRE_TAG: u64 = 1 << 4;
/// Flag of a post: it stays on top of its forum.
pub(crate) const PINNED: u64 = 1 << 1;

/// Message type: somebody was added to a thread.
pub(crate) const RECIPIENT_ADD: u8 = 1;
/// Message type: somebody was taken out of a thread.
pub(crate) const RECIPIENT_REMOVE: u8 = 2;
/// Message type: a reply.
pub(crate) const REPLY: u8 = 19;
/// Message type: a thread was begun in this channel.
pub(crate) const THREAD_CREATED: u8 = 18;
/// Message type: first message of a thread that hangs on a message.
pub(crate) const THREAD_STARTER: u8 = 21;
/// Message type: the answer to a slash command.
pub(crate) const CHAT_INPUT: u8 = 20;
/// Message type: the answer to a context menu command.
pub(crate) const CONTEXT_MENU: u8 = 23;
/// Message type: a message was pinned.
pub(crate) const PIN_ADDED: u8 = 6;
/// Message type: somebody joined the guild.
pub(crate) const JOINED: u8 = 7;
/// Message type: a poll has ended.
pub(crate) const POLL_RESULT: u8 = 46;
/// Message type: a channel was renamed.
pub(crate) const RENAMED: u8 = 4;

/// A person or the bot.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub id: u64,
    pub name: String,
    pub display: Option<String>,
    pub bot: bool,
    pub locale: String,
}

/// A user in a guild.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub nick: Option<String>,
    pub roles: Vec<u64>,
    pub joined: DateTime<Utc>,
    /// Until when they can only read.
    pub timed_out: Option<DateTime<Utc>>,
}

/// A role of a guild; the one with the guild's own id is @everyone.
#[derive(Debug, Clone)]
pub(crate) struct Role {
    pub id: u64,
    pub name: String,
    pub permissions: u64,
    pub position: usize,
    pub color: u32,
    pub bot: Option<u64>,
    pub mentionable: bool,
}

/// A guild.
#[derive(Debug, Clone)]
pub(crate) struct Guild {
    pub id: u64,
    pub name: String,
    pub owner: u64,
    /// Its preferred language.
    pub locale: String,
    /// In an outage: the gateway says nothing of it.
    pub unavailable: bool,
    /// What auto moderation does not let pass.
    pub blocked_words: Vec<String>,
    pub roles: BTreeMap<u64, Role>,
    pub members: BTreeMap<u64, Member>,
}

/// What a role or member may or may not do in one channel.
#[derive(Debug, Clone)]
pub(crate) struct Overwrite {
    pub id: u64,
    pub member: bool,
    pub allow: u64,
    pub deny: u64,
}

/// A channel, a thread or a direct conversation.
#[derive(Debug, Clone)]
pub(crate) struct Channel {
    pub id: u64,
    pub kind: u8,
    pub guild: Option<u64>,
    pub parent: Option<u64>,
    pub name: String,
    pub topic: Option<String>,
    pub position: usize,
    pub slowmode: u64,
    pub nsfw: bool,
    pub overwrites: Vec<Overwrite>,
    pub last_message: Option<u64>,
    pub tags: Vec<Value>,
    pub flags: u64,
    pub recipients: Vec<u64>,
    pub thread: Option<Thread>,
    pub created: DateTime<Utc>,
    pub last_pin: Option<DateTime<Utc>>,
    /// What new threads in it begin with.
    pub defaults: Defaults,
}

/// What a channel gives to its new threads, and how a forum lays them out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Defaults {
    /// Minutes of silence.
    pub auto_archive: Option<u64>,
    pub slowmode: u64,
    pub reaction: Value,
    pub sort_order: Value,
    pub layout: u64,
}

impl Channel {
    /// Whether it holds posts and nothing else.
    pub(crate) fn is_forum(&self) -> bool {
        matches!(self.kind, FORUM | MEDIA)
    }

    /// A channel without anything special.
    pub(crate) fn new(id: u64, kind: u8, guild: Option<u64>, name: &str, created: DateTime<Utc>) -> Self {
        Self {
            id,
            kind,
            guild,
            parent: None,
            name: name.to_owned(),
            topic: None,
            position: 0,
            slowmode: 0,
            nsfw: false,
            overwrites: Vec::new(),
            last_message: None,
            tags: Vec::new(),
            flags: 0,
            recipients: Vec::new(),
            thread: None,
            created,
            last_pin: None,
            defaults: Defaults::default(),
        }
    }
}

/// What a thread has beyond a channel.
#[derive(Debug, Clone)]
pub(crate) struct Thread {
    pub owner: u64,
    pub archived: bool,
    pub locked: bool,
    pub invitable: bool,
    pub auto_archive: u64,
    pub archive_changed: DateTime<Utc>,
    pub members: BTreeMap<u64, DateTime<Utc>>,
    pub messages: u64,
    pub total_sent: u64,
    pub applied_tags: Vec<Value>,
}

/// An uploaded file.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub name: String,
    pub content_type: String,
    pub bytes: Bytes,
    pub description: Option<String>,
    pub channel: u64,
}

/// Who reacted with what, in order.
#[derive(Debug, Clone)]
pub(crate) struct Reaction {
    pub emoji: String,
    pub users: Vec<u64>,
}

/// Whom a message mentions, after `allowed_mentions`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mentions {
    pub users: Vec<u64>,
    pub roles: Vec<u64>,
    pub everyone: bool,
}

/// A message.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub id: u64,
    pub channel: u64,
    pub author: u64,
    pub kind: u8,
    pub content: String,
    pub created: DateTime<Utc>,
    pub edited: Option<DateTime<Utc>>,
    /// Edits of the last hour, when the message was older than an hour already.
    pub late_edits: Vec<DateTime<Utc>>,
    pub tts: bool,
    pub flags: u64,
    /// When it was pinned, if it is.
    pub pinned: Option<DateTime<Utc>>,
    pub mentions: Mentions,
    /// Whom it mentioned when it was new: an edit pings nobody any more.
    pub pinged: Mentions,
    pub attachments: Vec<u64>,
    pub embeds: Vec<Value>,
    pub components: Vec<Value>,
    pub reactions: Vec<Reaction>,
    pub nonce: Option<Value>,
    pub reference: Option<Reference>,
    pub thread: Option<u64>,
    /// Came through an interaction's webhook; then what it answers.
    pub interaction: Option<Value>,
    /// Only this person sees it.
    pub only_for: Option<u64>,
    pub extra: Extra,
}

impl Message {
    /// The embeds that are not suppressed.
    pub(crate) fn embeds_shown(&self) -> &[Value] {
        if self.flags & SUPPRESS_EMBEDS == 0 { &self.embeds } else { &[] }
    }
}

/// What a message answers or points at.
#[derive(Debug, Clone)]
pub(crate) struct Reference {
    pub channel: u64,
    pub message: Option<u64>,
}

/// A registered application command; `definition` is as replied to the client.
#[derive(Debug, Clone)]
pub(crate) struct Command {
    pub id: u64,
    pub guild: Option<u64>,
    pub definition: Value,
}

impl Command {
    /// Its name.
    pub(crate) fn name(&self) -> &str {
        self.definition["name"].as_str().unwrap_or_default()
    }

    /// 1 slash, 2 user, 3 message.
    pub(crate) fn kind(&self) -> u64 {
        self.definition["type"].as_u64().unwrap_or(1)
    }
}

/// One interaction and what became of it.
#[derive(Debug, Clone)]
pub(crate) struct Interaction {
    pub id: u64,
    pub token: String,
    /// 2 command, 3 component, 4 autocomplete, 5 modal submit.
    pub kind: u8,
    pub person: u64,
    pub channel: u64,
    pub created: DateTime<Utc>,
    /// The message with the component, or with the component that opened the modal.
    pub source: Option<u64>,
    /// The type of the initial response, once given.
    pub answered: Option<u8>,
    /// The message that is `@original`.
    pub original: Option<u64>,
    /// A type 5 response whose content is still owed.
    pub thinking: bool,
    pub followups: Vec<u64>,
    pub modal: Option<Value>,
    pub choices: Option<Vec<Value>>,
    pub metadata: Value,
    pub payload: Value,
}

/// The application and its bot.
#[derive(Debug, Clone)]
pub(crate) struct App {
    pub id: u64,
    pub bot: u64,
    pub owner: u64,
    pub name: String,
    pub token: String,
    pub endpoint: Option<String>,
}
