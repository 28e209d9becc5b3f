//! Messages by the bot: list, read, post, edit, delete.

use chrono::Duration;
use serde_json::{Value, json};

use super::super::call::Call;
use super::super::error::{
    ApiError, BULK_DELETE_COUNT, BULK_DELETE_OLD, CANNOT_FORWARD, EMPTY_MESSAGE, FORUM_MESSAGE, Form,
    MISSING_PERMISSIONS, NO_HISTORY_TO_REPLY, NOT_AUTHOR, OLD_EDITS, POLL_EDIT, SYSTEM_MESSAGE, UNKNOWN_MESSAGE,
};
use super::super::ids::created_at;
use super::super::limits::Rate;
use super::super::model::{
    CHAT_INPUT, COMPONENTS_V2, CONTEXT_MENU, Message, REPLY, Reference, SILENT, SUPPRESS_EMBEDS, THREAD_STARTER,
};
use super::super::permissions::{
    ATTACH_FILES, EMBED_LINKS, MANAGE_MESSAGES, READ_MESSAGE_HISTORY, SEND_POLLS, VIEW_CHANNEL,
};
use super::super::polls::Poll;
use super::super::post::Draft;
use super::super::state::State;
use super::super::validate;
use super::{Endpoint, Reply, no_content, ok, on};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    on("GET", "/channels/{channel}/messages", Rate(10, 10_000), list),
    on("POST", "/channels/{channel}/messages", Rate(5, 5_000), create),
    on("POST", "/channels/{channel}/messages/bulk-delete", Rate(1, 1_000), bulk_delete),
    on("GET", "/channels/{channel}/messages/{message}", Rate(5, 5_000), get),
    on("PATCH", "/channels/{channel}/messages/{message}", Rate(5, 5_000), edit),
    on("DELETE", "/channels/{channel}/messages/{message}", Rate(5, 1_000), delete),
];

/// What a message may have as flags when created.
pub(crate) const SETTABLE: u64 = SUPPRESS_EMBEDS | SILENT | COMPONENTS_V2 | 1 << 13;

/// Whether somebody said it: all other kinds of messages are Discord's own words.
pub(crate) fn is_said(kind: u8) -> bool {
    matches!(kind, 0 | REPLY | CHAT_INPUT | CONTEXT_MENU)
}

impl State {
    /// A message the bot's REST calls can reach: not an ephemeral one.
    pub(super) fn reach_message(&self, channel: u64, id: u64) -> Result<&Message, ApiError> {
        self.reach(channel)?;
        let found = self.message(channel, id).filter(|message| message.only_for.is_none());
        Ok(found.ok_or(UNKNOWN_MESSAGE)?)
    }

    /// A REST reply with this message.
    pub(super) fn message_reply(&self, channel: u64, id: u64) -> Value {
        self.message(channel, id).map_or(Value::Null, |message| self.message_json(message))
    }

    /// Strict mode: what a careful bot always sends.
    pub(super) fn check_careful(&self, body: &Value, create: bool) -> Result<(), ApiError> {
        if !self.settings.strict {
            return Ok(());
        }
        let mut form = Form::default();
        if !body["allowed_mentions"].is_object() {
            form.fault(
                "allowed_mentions",
                "SIM_STRICT",
                "The strict simulator wants allowed_mentions on every create and edit.",
            );
        }
        if create && (body["nonce"].is_null() || body["enforce_nonce"] != true) {
            form.fault("nonce", "SIM_STRICT", "The strict simulator wants an enforced nonce on every create.");
        }
        form.finish()
    }
}

fn list(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let id = call.id(0)?;
    let channel = state.reach(id)?;
    let limit = call.query_number("limit", 50, 100)?;
    let (before, after, around) = (call.query_id("before")?, call.query_id("after")?, call.query_id("around")?);
    if !state.may(channel, state.app.bot, READ_MESSAGE_HISTORY) {
        return ok(json!([]));
    }
    let empty = std::collections::BTreeMap::new();
    let inside = state.messages.get(&id).unwrap_or(&empty);
    let shown = || inside.values().filter(|message| message.only_for.is_none());
    let mut found: Vec<&Message> = if let Some(around) = around {
        let half = limit / 2;
        let older = shown().rev().filter(|each| each.id < around).take(half);
        let newer = shown().filter(|each| each.id >= around).take(limit - half);
        older.chain(newer).collect()
    } else if let Some(after) = after {
        // The messages right after the id, and yet newest first.
        shown().filter(|each| each.id > after).take(limit).collect()
    } else {
        shown().rev().filter(|each| before.is_none_or(|before| each.id < before)).take(limit).collect()
    };
    found.sort_by_key(|message| std::cmp::Reverse(message.id));
    ok(found.into_iter().map(|message| state.message_json(message)).collect())
}

fn get(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let message = state.reach_message(call.id(0)?, call.id(1)?)?;
    if state.channels.get(&message.channel).is_some_and(|place| !state.may(place, state.app.bot, READ_MESSAGE_HISTORY))
    {
        return Err(MISSING_PERMISSIONS.into());
    }
    ok(state.message_json(message))
}

/// Looks an enforced nonce up: the message it made, or that this message is gone.
fn already_posted(state: &State, body: &Value) -> Option<Result<Reply, ApiError>> {
    if body["enforce_nonce"] != true || body["nonce"].is_null() {
        return None;
    }
    let window = Duration::from_std(state.settings.nonce_window).unwrap_or_default();
    let (channel, id) = state.nonces.find(state.app.bot, &body["nonce"], state.now(), window)?;
    let found = state.message(channel, id).map(|message| with_nonce(state.message_json(message), &body["nonce"]));
    Some(found.map_or(Err(UNKNOWN_MESSAGE.into()), ok))
}

fn with_nonce(mut message: Value, nonce: &Value) -> Value {
    if !nonce.is_null() {
        message["nonce"] = nonce.clone();
    }
    message
}

fn create(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (id, body) = (call.id(0)?, &call.body);
    let channel = state.reach(id)?;
    let bot = state.app.bot;
    if channel.is_forum() {
        return Err(FORUM_MESSAGE.into());
    }
    let mut needed = State::send_permission(channel);
    if !call.files.is_empty() {
        needed |= ATTACH_FILES;
    }
    if body["embeds"].as_array().is_some_and(|list| !list.is_empty()) {
        needed |= EMBED_LINKS;
    }
    if !state.may(channel, bot, needed) {
        return Err(MISSING_PERMISSIONS.into());
    }
    state.refuse_if_locked(channel)?;
    validate::sizes(&call.files)?;
    validate::message(body, &call.files, false, false)?;
    if validate::says_nothing(body, call.files.len()) && !forwards(body) {
        return Err(EMPTY_MESSAGE.into());
    }
    state.check_careful(body, true)?;
    state.check_media(body, &call.files, &[])?;
    if let Some(channel) = state.channels.get(&id) {
        state.moderate(channel, bot, &text_of(&body["content"]))?;
    }
    let draft = if forwards(body) { forward(state, body)? } else { own_words(state, id, body)? };
    if let Some(known) = already_posted(state, body) {
        return known;
    }
    let attachments = state.store_all(id, body, &call.files);
    let message = state.post(id, Draft { attachments, ..draft });
    let nonce = &body["nonce"];
    if !nonce.is_null() {
        let (now, window) = (state.now(), Duration::from_std(state.settings.nonce_window).unwrap_or_default());
        state.nonces.remember(bot, nonce, (id, message), now, window);
    }
    ok(with_nonce(state.message_reply(id, message), nonce))
}

/// Whether a body forwards a message: it says nothing itself then.
fn forwards(body: &Value) -> bool {
    body["message_reference"]["type"] == 1
}

fn forward(state: &State, body: &Value) -> Result<Draft, ApiError> {
    let given = &body["message_reference"];
    let id = |key: &str| given[key].as_str().and_then(|id| id.parse::<u64>().ok());
    let (Some(channel), Some(message)) = (id("channel_id"), id("message_id")) else {
        return Err(Form::refuse("message_reference.channel_id", "BASE_TYPE_REQUIRED", "This field is required"));
    };
    let place = state.channels.get(&channel).ok_or(CANNOT_FORWARD)?;
    let bot = state.app.bot;
    let found = state.message(channel, message).filter(|message| message.only_for.is_none());
    let source = found.filter(|_| state.may(place, bot, VIEW_CHANNEL | READ_MESSAGE_HISTORY)).ok_or(CANNOT_FORWARD)?;
    if !is_said(source.kind) {
        return Err(SYSTEM_MESSAGE.into());
    }
    let nonce = Some(body["nonce"].clone()).filter(|nonce| !nonce.is_null());
    Ok(Draft { nonce, allowed_mentions: body["allowed_mentions"].clone(), ..state.forward_of(bot, source) })
}

fn own_words(state: &State, channel: u64, body: &Value) -> Result<Draft, ApiError> {
    let reference = reference(state, channel, body)?;
    let place = state.reach(channel)?;
    if reference.is_some() && !state.may(place, state.app.bot, READ_MESSAGE_HISTORY) {
        return Err(NO_HISTORY_TO_REPLY.into());
    }
    let mut draft = draft(state.app.bot, body);
    draft.kind = if reference.is_some() { REPLY } else { 0 };
    draft.flags = body["flags"].as_u64().unwrap_or(0) & SETTABLE;
    draft.reference = reference;
    if body["poll"].is_object() {
        if !state.may(place, state.app.bot, SEND_POLLS) {
            return Err(MISSING_PERMISSIONS.into());
        }
        draft.extra.poll = Some(Poll::begin(&body["poll"], state.now()));
    }
    Ok(draft)
}

/// The parts of a body that are taken as they are.
pub(crate) fn draft(author: u64, body: &Value) -> Draft {
    Draft {
        author,
        content: text_of(&body["content"]),
        embeds: validate::rich(&body["embeds"]),
        components: body["components"].as_array().cloned().unwrap_or_default(),
        tts: body["tts"] == true,
        nonce: Some(body["nonce"].clone()).filter(|nonce| !nonce.is_null()),
        allowed_mentions: body["allowed_mentions"].clone(),
        ..Draft::default()
    }
}

/// Numbers and booleans are taken as text.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn reference(state: &State, channel: u64, body: &Value) -> Result<Option<Reference>, ApiError> {
    let given = &body["message_reference"];
    let Some(id) = given["message_id"].as_str().and_then(|id| id.parse().ok()).or_else(|| given["message_id"].as_u64())
    else {
        return Ok(None);
    };
    let there = state.message(channel, id).is_some_and(|message| message.only_for.is_none());
    if there {
        return Ok(Some(Reference { channel, message: Some(id) }));
    }
    if given["fail_if_not_exists"] == false {
        return Ok(None);
    }
    Err(Form::refuse("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message"))
}

fn edit(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (channel, id, body) = (call.id(0)?, call.id(1)?, &call.body);
    let bot = state.app.bot;
    let message = state.reach_message(channel, id)?;
    let place = state.reach(channel)?;
    let flags_only = body.as_object().is_some_and(|fields| fields.keys().all(|key| key == "flags"));
    if message.author != bot && !(flags_only && state.may(place, bot, MANAGE_MESSAGES)) {
        return Err(NOT_AUTHOR.into());
    }
    if !is_said(message.kind) {
        return Err(SYSTEM_MESSAGE.into());
    }
    State::refuse_if_archived(place)?;
    state.refuse_if_locked(place)?;
    let now = state.now();
    let late = now - message.created > Duration::hours(1);
    let edits = message.late_edits.iter().filter(|at| now - **at < Duration::hours(1)).count();
    validate::sizes(&call.files)?;
    validate::message(body, &call.files, true, message.flags & COMPONENTS_V2 != 0)?;
    state.check_careful(body, false)?;
    if message.extra.poll.is_some() {
        return Err(POLL_EDIT.into());
    }
    let attachments = kept_attachments(message, body, call.files.len());
    state.check_media(body, &call.files, &attachments)?;
    if says_nothing_after(message, body, &attachments, call.files.len()) {
        return Err(EMPTY_MESSAGE.into());
    }
    state.moderate(place, bot, &text_of(&body["content"]))?;
    if late && edits >= state.settings.old_edits as usize {
        return Err(OLD_EDITS.into());
    }
    if let Some(message) = state.message_mut(channel, id).filter(|_| late) {
        message.late_edits.retain(|at| now - *at < Duration::hours(1));
        message.late_edits.push(now);
    }
    let mut kept = attachments;
    kept.extend(state.store_all(channel, body, &call.files));
    state.rewrite(channel, id, &patch_of(body), Some(kept));
    ok(state.message_reply(channel, id))
}

/// An edit's body with its embeds as Discord gives them back.
pub(super) fn patch_of(body: &Value) -> Value {
    let mut patch = body.clone();
    if let Some(embeds) = patch.get_mut("embeds") {
        *embeds = json!(validate::rich(embeds));
    }
    if patch.get("content").is_some_and(|content| !content.is_string()) {
        patch["content"] = json!(text_of(&patch["content"]));
    }
    if !patch.is_object() {
        patch = json!({});
    }
    patch
}

/// The attachments that stay: those listed, or all when none are listed.
pub(super) fn kept_attachments(message: &Message, body: &Value, _new: usize) -> Vec<u64> {
    let Some(listed) = body.get("attachments") else { return message.attachments.clone() };
    let id = |entry: &Value| entry["id"].as_str().and_then(|id| id.parse().ok()).or_else(|| entry["id"].as_u64());
    let ids: Vec<u64> = listed.as_array().into_iter().flatten().filter_map(id).collect();
    message.attachments.iter().copied().filter(|each| ids.contains(each)).collect()
}

/// Whether an edit would leave nothing.
pub(super) fn says_nothing_after(message: &Message, body: &Value, kept: &[u64], new: usize) -> bool {
    let after = json!({
        "content": body.get("content").cloned().unwrap_or_else(|| json!(message.content)),
        "embeds": body.get("embeds").cloned().unwrap_or_else(|| json!(message.embeds)),
        "components": body.get("components").cloned().unwrap_or_else(|| json!(message.components)),
    });
    validate::says_nothing(&after, kept.len() + new)
}

fn delete(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (channel, id) = (call.id(0)?, call.id(1)?);
    let message = state.reach_message(channel, id)?;
    let place = state.reach(channel)?;
    if message.author != state.app.bot && !state.may(place, state.app.bot, MANAGE_MESSAGES) {
        return Err(MISSING_PERMISSIONS.into());
    }
    if message.kind == THREAD_STARTER {
        return Err(SYSTEM_MESSAGE.into());
    }
    // In an archived thread messages can be deleted, unless it is locked as well.
    if place.thread.as_ref().is_some_and(|thread| thread.archived) {
        state.refuse_if_locked(place)?;
    }
    state.remove(channel, &[id]);
    no_content()
}

fn bulk_delete(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let channel = call.id(0)?;
    state.reach_with(channel, MANAGE_MESSAGES)?;
    let listed = call.body["messages"].as_array().into_iter().flatten();
    let ids: Vec<u64> = listed.filter_map(|id| id.as_str()?.parse().ok()).collect();
    if !(2..=100).contains(&ids.len()) {
        return Err(BULK_DELETE_COUNT.into());
    }
    let oldest = state.now() - Duration::days(14);
    if ids.iter().any(|id| created_at(*id) < oldest) {
        return Err(BULK_DELETE_OLD.into());
    }
    state.remove(channel, &ids);
    no_content()
}
