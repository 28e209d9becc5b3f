//! Messages come to be, change and go: the part that is the same for the bot, for people and for interactions.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::call::Upload;
use super::hooks::Face;
use super::model::{Message, Reaction, Reference};
use super::polls::Poll;
use super::state::State;

/// A message takes so many different emoji.
pub(crate) const MOST_EMOJI: usize = 20;

/// A message that is about to be posted.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub author: u64,
    pub kind: u8,
    pub content: String,
    pub embeds: Vec<Value>,
    pub components: Vec<Value>,
    pub flags: u64,
    pub tts: bool,
    pub attachments: Vec<u64>,
    pub nonce: Option<Value>,
    pub reference: Option<Reference>,
    pub allowed_mentions: Value,
    /// `Some` when it comes through an interaction's webhook.
    pub interaction: Option<Value>,
    pub only_for: Option<u64>,
    /// Whom a system message is about.
    pub concerns: Option<u64>,
    pub extra: Extra,
}

/// What few messages have.
#[derive(Debug, Clone, Default)]
pub(crate) struct Extra {
    pub poll: Option<Poll>,
    pub stickers: Vec<Value>,
    /// What a forward keeps of the message it forwards.
    pub snapshots: Vec<Value>,
    /// It was written by a webhook.
    pub face: Option<Face>,
}

impl State {
    /// Posts; a thread that was archived is active again. The message's id.
    pub(crate) fn post(&mut self, channel: u64, draft: Draft) -> u64 {
        self.post_as(channel, None, draft)
    }

    /// The same with an id that is given: the first message of a forum post has the post's.
    pub(crate) fn post_as(&mut self, channel: u64, id: Option<u64>, draft: Draft) -> u64 {
        let now = self.now();
        let id = id.unwrap_or_else(|| self.next_id());
        let mentions = self.mentions_of(channel, &draft);
        let shown = draft.only_for.is_none();
        if shown {
            self.set_archived(channel, false);
        }
        let author = draft.author;
        let message = Message {
            id,
            channel,
            author,
            kind: draft.kind,
            content: draft.content.trim().to_owned(),
            created: now,
            edited: None,
            late_edits: Vec::new(),
            tts: draft.tts,
            flags: draft.flags,
            pinned: None,
            pinged: mentions.clone(),
            mentions,
            attachments: draft.attachments,
            embeds: draft.embeds,
            components: number_components(draft.components),
            reactions: Vec::new(),
            nonce: draft.nonce,
            reference: draft.reference,
            thread: None,
            interaction: draft.interaction,
            only_for: draft.only_for,
            extra: draft.extra,
        };
        self.messages.entry(channel).or_default().insert(id, message);
        if shown {
            self.count_message(channel, id, author);
        }
        self.tell_message("MESSAGE_CREATE", channel, id);
        self.ping(channel, id);
        id
    }

    /// Books a new message on its channel; who writes in a thread joins it.
    fn count_message(&mut self, channel: u64, id: u64, author: u64) {
        let now = self.now();
        let Some(place) = self.channels.get_mut(&channel) else { return };
        place.last_message = Some(id);
        let mut joined = false;
        if let Some(thread) = &mut place.thread {
            thread.total_sent += 1;
            thread.messages += 1;
            joined = self.users.contains_key(&author) && thread.members.insert(author, now).is_none();
        }
        if joined {
            self.tell_thread_members(channel, &[author], &[]);
        }
    }

    /// Changes a message by a JSON patch of `content`, `embeds`, `components`, `flags` and the kept attachments.
    pub(crate) fn rewrite(&mut self, channel: u64, id: u64, patch: &Value, attachments: Option<Vec<u64>>) {
        let now = Some(self.now());
        self.rewrite_at(channel, id, patch, attachments, now);
    }

    /// The same with the time that is shown as the last edit; filling in "is thinking…" is none.
    pub(crate) fn rewrite_at(
        &mut self,
        channel: u64,
        id: u64,
        patch: &Value,
        attachments: Option<Vec<u64>>,
        edited: Option<DateTime<Utc>>,
    ) {
        let Some(message) = self.message(channel, id) else { return };
        // Only new words are read anew; in version 2 they are in the components.
        let v2 = message.flags & super::model::COMPONENTS_V2 != 0;
        let reads_anew = patch.get("content").is_some() || (v2 && patch.get("components").is_some());
        let mentions = if reads_anew { self.mentions_after(message, patch) } else { message.mentions.clone() };
        let Some(message) = self.message_mut(channel, id) else { return };
        message.mentions = mentions;
        if let Some(content) = patch.get("content") {
            content.as_str().unwrap_or_default().trim().clone_into(&mut message.content);
        }
        if let Some(embeds) = patch.get("embeds") {
            message.embeds = embeds.as_array().cloned().unwrap_or_default();
        }
        if let Some(components) = patch.get("components") {
            message.components = number_components(components.as_array().cloned().unwrap_or_default());
        }
        if let Some(flags) = patch["flags"].as_u64() {
            let settable = super::model::SUPPRESS_EMBEDS | super::model::COMPONENTS_V2;
            let kept = message.flags & !super::model::SUPPRESS_EMBEDS;
            message.flags = kept | (flags & settable);
        }
        if let Some(attachments) = attachments {
            message.attachments = attachments;
        }
        message.edited = edited;
        self.tell_message("MESSAGE_UPDATE", channel, id);
        self.pull_in(channel, id);
    }

    /// Removes messages for good.
    pub(crate) fn remove(&mut self, channel: u64, ids: &[u64]) {
        let Some(inside) = self.messages.get_mut(&channel) else { return };
        let gone: Vec<u64> = ids.iter().copied().filter(|id| inside.contains_key(id)).collect();
        let mut seen = Vec::new();
        for id in &gone {
            if inside.remove(id).is_some_and(|message| message.only_for.is_none()) {
                seen.push(*id);
            }
        }
        if let Some(thread) = self.channels.get_mut(&channel).and_then(|place| place.thread.as_mut()) {
            thread.messages = thread.messages.saturating_sub(seen.len() as u64);
        }
        if !seen.is_empty() {
            self.tell_deleted(channel, &seen);
        }
    }

    /// Adds a reaction; false when it was there already.
    pub(crate) fn react(&mut self, channel: u64, id: u64, user: u64, emoji: &str) -> bool {
        let Some(message) = self.message_mut(channel, id) else { return false };
        let at = message.reactions.iter().position(|each| each.emoji == emoji);
        let at = at.unwrap_or_else(|| {
            message.reactions.push(Reaction { emoji: emoji.to_owned(), users: Vec::new() });
            message.reactions.len() - 1
        });
        let users = &mut message.reactions[at].users;
        if users.contains(&user) {
            return false;
        }
        users.push(user);
        self.tell_reaction("MESSAGE_REACTION_ADD", channel, id, user, emoji);
        true
    }

    /// Takes a reaction back; false when there was none.
    pub(crate) fn unreact(&mut self, channel: u64, id: u64, user: u64, emoji: &str) -> bool {
        let Some(message) = self.message_mut(channel, id) else { return false };
        let Some(reaction) = message.reactions.iter_mut().find(|each| each.emoji == emoji) else { return false };
        let before = reaction.users.len();
        reaction.users.retain(|each| *each != user);
        let taken = reaction.users.len() < before;
        message.reactions.retain(|each| !each.users.is_empty());
        if taken {
            self.tell_reaction("MESSAGE_REACTION_REMOVE", channel, id, user, emoji);
        }
        taken
    }

    /// Takes all reactions off, or all with one emoji.
    pub(crate) fn clear_reactions(&mut self, channel: u64, id: u64, only: Option<&str>) {
        let Some(message) = self.message_mut(channel, id) else { return };
        message.reactions.retain(|each| only.is_some_and(|only| each.emoji != only));
        self.tell_cleared(channel, id, only);
    }

    /// Stores uploads with the descriptions and names that `attachments` of the body gives them.
    pub(crate) fn store_all(&mut self, channel: u64, body: &Value, files: &[Upload]) -> Vec<u64> {
        let mut ids = Vec::new();
        for upload in files {
            let entry =
                body["attachments"].as_array().into_iter().flatten().find(|each| {
                    each["id"].as_u64().or_else(|| each["id"].as_str()?.parse().ok()) == Some(upload.number)
                });
            let text = |key: &str| entry.and_then(|entry| entry[key].as_str()).map(str::to_owned);
            let mut upload = upload.clone();
            if let Some(name) = text("filename") {
                upload.name = name;
            }
            ids.push(self.store(channel, &upload, text("description")));
        }
        ids
    }
}

/// Discord numbers components that have no id of their own.
pub(crate) fn number_components(mut components: Vec<Value>) -> Vec<Value> {
    fn number(component: &mut Value, next: &mut u64) {
        if component.is_object() {
            if component["id"].as_u64().is_none_or(|id| id == 0) {
                component["id"] = json!(*next);
            }
            *next += 1;
            if component["type"] == 2 && component["style"].is_null() {
                component["style"] = json!(2);
            }
        }
        for inner in component.get_mut("components").and_then(Value::as_array_mut).into_iter().flatten() {
            number(inner, next);
        }
        for key in ["accessory", "component"] {
            if let Some(inner) = component.get_mut(key).filter(|inner| inner.is_object()) {
                number(inner, next);
            }
        }
    }
    let mut next = 1;
    for component in &mut components {
        number(component, &mut next);
    }
    components
}
