//! A message as Discord shows it, decoded leniently: what cannot be read is left out, and one
//! strange message never costs the others.

use std::num::NonZeroU64;

use serde_json::Value;
use serenity::model::id::{AttachmentId, MessageId, UserId};

use crate::render::body::{Body, Button};

/// A message in a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Also its time and its place in the order.
    pub id: MessageId,
    /// Who wrote it; of a webhook, the webhook's id.
    pub author_id: UserId,
    /// What its author calls themselves; anybody may call themselves anything.
    pub author_name: String,
    /// Written by an application.
    pub author_is_bot: bool,
    /// Written through a webhook, by whoever had its address.
    pub webhook: bool,
    /// 0 regular, 19 reply, everything else is Discord speaking.
    pub kind: u8,
    /// Empty without the message content intent, except where the bot is mentioned or wrote itself.
    pub content: String,
    /// Discord shows it in the answer to a post, seldom later.
    pub nonce: Option<String>,
    /// The words of its embeds.
    pub embeds: Vec<EmbedWords>,
    /// Of its buttons and menus, in order.
    pub custom_ids: Vec<String>,
    /// Where its link buttons lead.
    pub links: Vec<String>,
    /// The emojis of our own reactions.
    pub marks: Vec<String>,
    /// The message it replies to.
    pub reference: Option<MessageId>,
    /// Users it mentions.
    pub mentions: Vec<UserId>,
    /// Files that came with it.
    pub attachments: Vec<Upload>,
    /// Changed after it was posted.
    pub edited: bool,
}

/// The words of an embed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EmbedWords {
    /// The title, or nothing.
    pub title: String,
    /// The description, or nothing.
    pub description: String,
    /// The footer, or nothing.
    pub footer: String,
}

/// A file that came with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its id.
    pub id: AttachmentId,
    /// The name, as the sender chose it.
    pub name: String,
    /// Signed, expires: fetch at once.
    pub url: String,
    /// In bytes.
    pub size: u64,
    /// As Discord guessed it.
    pub content_type: Option<String>,
}

impl Message {
    /// Reads one message; `None` without an id or an author.
    #[must_use]
    pub fn read(json: &Value) -> Option<Self> {
        // A forward (type 1) also refers to a message, but answers nothing.
        let reference = &json["message_reference"];
        let is_reply = reference["type"].as_u64().unwrap_or(0) == 0;
        Some(Self {
            id: id(&json["id"])?,
            author_id: id(&json["author"]["id"])?,
            author_name: [&json["author"]["global_name"], &json["author"]["username"]]
                .into_iter()
                .map(text)
                .find(|name| !name.is_empty())
                .unwrap_or_default(),
            author_is_bot: json["author"]["bot"] == true,
            webhook: json["webhook_id"].is_string(),
            kind: json["type"].as_u64().and_then(|kind| kind.try_into().ok()).unwrap_or(u8::MAX),
            content: text(&json["content"]),
            nonce: match &json["nonce"] {
                Value::String(nonce) => Some(nonce.clone()),
                Value::Number(nonce) => Some(nonce.to_string()),
                _ => None,
            },
            embeds: list(&json["embeds"]).map(EmbedWords::read).collect(),
            custom_ids: of_components(&json["components"], "custom_id"),
            links: of_components(&json["components"], "url"),
            marks: list(&json["reactions"])
                .filter(|reaction| reaction["me"] == true)
                .map(|reaction| text(&reaction["emoji"]["name"]))
                .collect(),
            reference: id(&reference["message_id"]).filter(|_| is_reply),
            mentions: list(&json["mentions"]).filter_map(|user| id(&user["id"])).collect(),
            attachments: list(&json["attachments"]).filter_map(Upload::read).collect(),
            edited: json["edited_timestamp"].is_string(),
        })
    }

    /// Whether this is what posting `body` looks like: the same words, buttons and files.
    ///
    /// For finding a post whose outcome is unknown. Discord trims what it is given.
    #[must_use]
    pub fn shows(&self, body: &Body) -> bool {
        let presses = body.rows.iter().flatten().filter_map(|button| match button {
            Button::Press { custom_id, .. } | Button::Menu { custom_id, .. } => Some(custom_id),
            Button::Link { .. } => None,
        });
        let same_embeds = body.plain
            || self.embeds.len() == body.embeds.len()
                && self.embeds.iter().zip(&body.embeds).all(|(shown, meant)| {
                    same(&shown.title, &meant.title)
                        && same(&shown.description, &meant.description)
                        && same(&shown.footer, &meant.footer)
                });
        same(&self.content, &body.content)
            && same_embeds
            && self.custom_ids.iter().eq(presses)
            && self.attachments.len() == body.attachments.len()
            && (body.reply_to.is_none() || self.reference.is_none() || self.reference == body.reply_to)
    }
}

impl EmbedWords {
    fn read(json: &Value) -> Self {
        Self {
            title: text(&json["title"]),
            description: text(&json["description"]),
            footer: text(&json["footer"]["text"]),
        }
    }
}

impl Upload {
    fn read(json: &Value) -> Option<Self> {
        Some(Self {
            id: id(&json["id"])?,
            name: text(&json["filename"]),
            url: text(&json["url"]),
            size: json["size"].as_u64().unwrap_or_default(),
            content_type: json["content_type"].as_str().map(str::to_owned),
        })
    }
}

fn same(shown: &str, meant: &str) -> bool {
    shown.trim() == meant.trim()
}

/// Components nest, in ways that are still being invented.
fn of_components(components: &Value, field: &str) -> Vec<String> {
    let mut found = Vec::new();
    for component in list(components) {
        found.extend(component[field].as_str().map(str::to_owned));
        found.extend(of_components(&component["components"], field));
        found.extend(component["accessory"][field].as_str().map(str::to_owned));
    }
    found
}

/// A snowflake: text, or a number as some libraries and fakes write it. Never 0.
pub(super) fn id<T: From<NonZeroU64>>(json: &Value) -> Option<T> {
    let number = json.as_u64().or_else(|| json.as_str()?.parse().ok())?;
    NonZeroU64::new(number).map(T::from)
}

pub(super) fn text(json: &Value) -> String {
    json.as_str().unwrap_or_default().to_owned()
}

pub(super) fn list(json: &Value) -> impl Iterator<Item = &Value> {
    json.as_array().into_iter().flatten()
}
