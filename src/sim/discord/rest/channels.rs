//! Channels and threads as such: read, change, delete, typing.

use chrono::Utc;
use serde_json::{Value, json};

use super::super::call::Call;
use super::super::error::{
    ApiError, Form, MISSING_ACCESS, MISSING_PERMISSIONS, THREAD_ARCHIVED, THREAD_LOCKED, UNKNOWN_CHANNEL,
};
use super::super::limits::Rate;
use super::super::model::{Channel, Overwrite, RENAMED};
use super::super::permissions::{MANAGE_CHANNELS, MANAGE_ROLES, MANAGE_THREADS, VIEW_CHANNEL};
use super::super::post::Draft;
use super::super::state::State;
use super::super::validate;
use super::{Endpoint, Reply, no_content, ok, on};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    on("GET", "/channels/{channel}", Rate(5, 5_000), get),
    on("PATCH", "/channels/{channel}", Rate(5, 15_000), edit),
    on("DELETE", "/channels/{channel}", Rate(5, 5_000), delete),
    on("POST", "/channels/{channel}/typing", Rate(5, 5_000), typing),
    on("PUT", "/channels/{channel}/permissions/{overwrite}", Rate(10, 10_000), put_overwrite),
    on("DELETE", "/channels/{channel}/permissions/{overwrite}", Rate(10, 10_000), delete_overwrite),
];

impl State {
    /// A channel the bot can see.
    pub(super) fn reach(&self, id: u64) -> Result<&Channel, ApiError> {
        let channel = self.channels.get(&id).ok_or(UNKNOWN_CHANNEL)?;
        if self.may(channel, self.app.bot, VIEW_CHANNEL) { Ok(channel) } else { Err(MISSING_ACCESS.into()) }
    }

    /// The same, where the bot also has a permission.
    pub(super) fn reach_with(&self, id: u64, needed: u64) -> Result<&Channel, ApiError> {
        let channel = self.reach(id)?;
        if self.may(channel, self.app.bot, needed) { Ok(channel) } else { Err(MISSING_PERMISSIONS.into()) }
    }

    /// Refuses what cannot be done in an archived thread.
    pub(super) fn refuse_if_archived(channel: &Channel) -> Result<(), ApiError> {
        match &channel.thread {
            Some(thread) if thread.archived => Err(THREAD_ARCHIVED.into()),
            _ => Ok(()),
        }
    }

    /// Refuses what cannot be done in a locked thread.
    pub(super) fn refuse_if_locked(&self, channel: &Channel) -> Result<(), ApiError> {
        let locked = channel.thread.as_ref().is_some_and(|thread| thread.locked);
        if locked && !self.may(channel, self.app.bot, MANAGE_THREADS) {
            return Err(THREAD_LOCKED.into());
        }
        Ok(())
    }
}

fn get(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    ok(state.channel_json(state.reach(call.id(0)?)?))
}

fn edit(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (id, body) = (call.id(0)?, &call.body);
    let channel = state.reach(id)?;
    let mut form = Form::default();
    if body.get("name").is_some() {
        validate::thread_name(&mut form, body);
    }
    validate::thread_times(&mut form, body);
    if let Some(topic) = body["topic"].as_str() {
        form.length("topic", topic, 0, 1024);
    }
    if body["applied_tags"].as_array().is_some_and(|tags| tags.len() > 5) {
        form.fault("applied_tags", "BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length.");
    }
    form.finish()?;
    let is_thread = channel.thread.is_some();
    if is_thread {
        check_thread_edit(state, channel, body)?;
    } else if !state.may(channel, state.app.bot, MANAGE_CHANNELS) {
        return Err(MISSING_PERMISSIONS.into());
    }
    let name = body["name"].as_str().map(str::trim).filter(|name| *name != channel.name);
    if name.is_some() || body["topic"].as_str().is_some_and(|topic| channel.topic.as_deref() != Some(topic)) {
        let factor = state.settings.rate_limits;
        if let Some(wait) = state.limiter.rename(id, factor, Utc::now()) {
            let body =
                json!({ "message": "The resource is being rate limited.", "retry_after": wait, "global": false });
            return Err(ApiError { status: 429, body });
        }
    }
    apply(state, id, body);
    state.tell_channel(if is_thread { "THREAD_UPDATE" } else { "CHANNEL_UPDATE" }, id);
    if let Some(name) = name.filter(|_| is_thread) {
        let draft = Draft {
            author: state.app.bot,
            kind: RENAMED,
            content: name.to_owned(),
            allowed_mentions: json!({ "parse": [] }),
            ..Draft::default()
        };
        state.post(id, draft);
    }
    ok(state.channels.get(&id).map_or(Value::Null, |channel| state.channel_json(channel)))
}

/// Who may change what of a thread: its owner name, archive and timer; the rest takes `MANAGE_THREADS`.
fn check_thread_edit(state: &State, channel: &Channel, body: &Value) -> Result<(), ApiError> {
    let Some(thread) = &channel.thread else { return Ok(()) };
    let manages = state.may(channel, state.app.bot, MANAGE_THREADS);
    if thread.locked && !manages {
        return Err(THREAD_LOCKED.into());
    }
    if thread.archived && body["archived"] != false {
        return Err(THREAD_ARCHIVED.into());
    }
    let un_archives_only = body.as_object().is_some_and(|fields| fields.len() == 1) && body["archived"] == false;
    let manager_only = ["locked", "rate_limit_per_user"].iter().any(|key| !body[*key].is_null());
    if manages || (!manager_only && (thread.owner == state.app.bot || un_archives_only)) {
        return Ok(());
    }
    Err(MISSING_PERMISSIONS.into())
}

fn apply(state: &mut State, id: u64, body: &Value) {
    let now = state.now();
    let Some(channel) = state.channels.get_mut(&id) else { return };
    if let Some(name) = body["name"].as_str() {
        name.trim().clone_into(&mut channel.name);
    }
    if let Some(topic) = body.get("topic") {
        channel.topic = topic.as_str().map(str::to_owned);
    }
    if let Some(seconds) = body["rate_limit_per_user"].as_u64() {
        channel.slowmode = seconds;
    }
    if let Some(nsfw) = body["nsfw"].as_bool() {
        channel.nsfw = nsfw;
    }
    if let Some(tags) = body["available_tags"].as_array() {
        channel.tags = with_tag_ids(&channel.tags, tags, id);
    }
    if let Some(flags) = body["flags"].as_u64() {
        channel.flags = flags;
    }
    let Some(thread) = &mut channel.thread else { return };
    if let Some(archived) = body["archived"].as_bool().filter(|archived| *archived != thread.archived) {
        thread.archived = archived;
        thread.archive_changed = now;
    }
    if let Some(locked) = body["locked"].as_bool() {
        thread.locked = locked;
    }
    if let Some(minutes) = body["auto_archive_duration"].as_u64() {
        thread.auto_archive = minutes;
    }
    if let Some(tags) = body["applied_tags"].as_array() {
        thread.applied_tags.clone_from(tags);
    }
    if let Some(invitable) = body["invitable"].as_bool() {
        thread.invitable = invitable;
    }
}

/// New tags of a forum get ids; tags that had one keep it.
pub(crate) fn with_tag_ids(old: &[Value], new: &[Value], seed: u64) -> Vec<Value> {
    let base = seed + 1000 + old.len() as u64;
    let numbered = new.iter().zip(base..).map(|(tag, id)| {
        let mut tag = tag.clone();
        if tag["id"].as_str().is_none_or(str::is_empty) {
            tag["id"] = json!(id.to_string());
        }
        for key in ["emoji_id", "emoji_name"] {
            if tag[key].is_null() {
                tag[key] = Value::Null;
            }
        }
        tag["moderated"] = json!(tag["moderated"] == true);
        tag
    });
    numbered.collect()
}

fn delete(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let id = call.id(0)?;
    let needed = if state.reach(id)?.thread.is_some() { MANAGE_THREADS } else { MANAGE_CHANNELS };
    state.reach_with(id, needed)?;
    ok(state.delete_channel(id))
}

fn typing(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let id = call.id(0)?;
    let channel = state.reach(id)?;
    if !state.may(channel, state.app.bot, State::send_permission(channel)) {
        return Err(MISSING_PERMISSIONS.into());
    }
    let bot = state.app.bot;
    state.tell_typing(id, bot);
    no_content()
}

fn put_overwrite(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (id, target) = (call.id(0)?, call.id(1)?);
    state.reach_with(id, MANAGE_ROLES)?;
    let bits = |key: &str| {
        let value = &call.body[key];
        value.as_str().and_then(|text| text.parse().ok()).or_else(|| value.as_u64()).unwrap_or(0)
    };
    let new = Overwrite { id: target, member: call.body["type"] == 1, allow: bits("allow"), deny: bits("deny") };
    if let Some(channel) = state.channels.get_mut(&id) {
        channel.overwrites.retain(|each| each.id != target);
        channel.overwrites.push(new);
    }
    state.tell_channel("CHANNEL_UPDATE", id);
    no_content()
}

fn delete_overwrite(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (id, target) = (call.id(0)?, call.id(1)?);
    state.reach_with(id, MANAGE_ROLES)?;
    if let Some(channel) = state.channels.get_mut(&id) {
        channel.overwrites.retain(|each| each.id != target);
    }
    state.tell_channel("CHANNEL_UPDATE", id);
    no_content()
}
