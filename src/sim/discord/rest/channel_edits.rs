//! Changing a channel or thread: name, topic, tags, archive, lock, timers.

use chrono::Utc;
use serde_json::{Value, json};

use super::super::call::Call;
use super::super::error::{
    ApiError, Form, MAX_PINNED_POSTS, MISSING_PERMISSIONS, THREAD_ARCHIVED, THREAD_LOCKED, WRONG_CHANNEL_TYPE,
};
use super::super::forum::check_available;
use super::super::limits::Rate;
use super::super::model::{Channel, PINNED, RENAMED};
use super::super::permissions::{MANAGE_CHANNELS, MANAGE_THREADS};
use super::super::post::Draft;
use super::super::state::State;
use super::super::validate;
use super::{Endpoint, Reply, ok, on};

pub(super) const ENDPOINTS: &[Endpoint] = &[on("PATCH", "/channels/{channel}", Rate(5, 15_000), edit)];

fn edit(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (id, body) = (call.id(0)?, &call.body);
    let channel = state.reach(id)?;
    check_form(channel, body)?;
    let is_thread = channel.thread.is_some();
    if is_thread {
        check_thread_edit(state, channel, body)?;
    } else if !state.may(channel, state.app.bot, MANAGE_CHANNELS) {
        return Err(MISSING_PERMISSIONS.into());
    }
    let name = body["name"].as_str().map(str::trim).filter(|name| *name != channel.name);
    if let Some(name) = name.filter(|_| is_thread) {
        state.moderate_title(channel, state.app.bot, name)?;
    }
    if name.is_some() || body["topic"].as_str().is_some_and(|topic| channel.topic.as_deref() != Some(topic)) {
        let factor = state.settings.rate_limits;
        if let Some(wait) = state.limiter.rename(id, factor, Utc::now()) {
            let body =
                json!({ "message": "The resource is being rate limited.", "retry_after": wait, "global": false });
            return Err(ApiError { status: 429, body });
        }
    }
    let bot = state.app.bot;
    state.change_channel(id, body, bot);
    ok(state.channels.get(&id).map_or(Value::Null, |channel| state.channel_json(channel)))
}

fn check_form(channel: &Channel, body: &Value) -> Result<(), ApiError> {
    let mut form = Form::default();
    if body.get("name").is_some() {
        validate::thread_name(&mut form, body);
    }
    validate::thread_times(&mut form, body);
    if let Some(topic) = body["topic"].as_str() {
        form.length("topic", topic, 0, if channel.is_forum() { 4096 } else { 1024 });
    }
    form.finish()?;
    if !body["available_tags"].is_null() {
        if !channel.is_forum() {
            return Err(WRONG_CHANNEL_TYPE.into());
        }
        check_available(&body["available_tags"])?;
    }
    Ok(())
}

/// Who may change what of a thread: its owner name, archive, tags and timer; the rest takes `MANAGE_THREADS`.
fn check_thread_edit(state: &State, channel: &Channel, body: &Value) -> Result<(), ApiError> {
    let Some(thread) = &channel.thread else { return Ok(()) };
    let bot = state.app.bot;
    let manages = state.may(channel, bot, MANAGE_THREADS);
    if thread.locked && !manages {
        return Err(THREAD_LOCKED.into());
    }
    if thread.archived && body["archived"] != false {
        return Err(THREAD_ARCHIVED.into());
    }
    let un_archives_only = body.as_object().is_some_and(|fields| fields.len() == 1) && body["archived"] == false;
    let joined = thread.members.contains_key(&bot);
    let manager_only = ["locked", "rate_limit_per_user", "flags"].iter().any(|key| !body[*key].is_null());
    if !(manages || (!manager_only && (thread.owner == bot || (un_archives_only && joined)))) {
        return Err(MISSING_PERMISSIONS.into());
    }
    let forum = channel.parent.and_then(|id| state.channels.get(&id)).filter(|parent| parent.is_forum());
    if !body["applied_tags"].is_null() {
        let forum = forum.ok_or(WRONG_CHANNEL_TYPE)?;
        state.check_tags(forum, bot, &body["applied_tags"], &thread.applied_tags)?;
    }
    let pins = body["flags"].as_u64().is_some_and(|flags| flags & PINNED != 0) && channel.flags & PINNED == 0;
    let pinned = |each: &Channel| each.parent == channel.parent && each.flags & PINNED != 0;
    if pins && state.channels.values().any(pinned) {
        return Err(MAX_PINNED_POSTS.into());
    }
    Ok(())
}

impl State {
    /// Changes a channel or thread as a checked body says, and tells of it.
    pub(crate) fn change_channel(&mut self, id: u64, body: &Value, by: u64) {
        let Some(channel) = self.channels.get(&id) else { return };
        let (is_thread, old_name) = (channel.thread.is_some(), channel.name.clone());
        let was_archived = channel.thread.as_ref().is_some_and(|thread| thread.archived);
        self.amend_channel(id, body);
        if !is_thread {
            return self.tell_channel("CHANNEL_UPDATE", id);
        }
        self.tell_thread_change(id, was_archived && body["archived"] == false);
        let name = body["name"].as_str().map(str::trim).filter(|name| *name != old_name);
        if let Some(name) = name {
            let content = name.to_owned();
            let allowed_mentions = json!({ "parse": [] });
            self.post(id, Draft { author: by, kind: RENAMED, content, allowed_mentions, ..Draft::default() });
        }
    }

    /// The same without a word about it.
    pub(crate) fn amend_channel(&mut self, id: u64, body: &Value) {
        self.apply(id, body);
        self.apply_to_thread(id, body);
        if let Some(tags) = body["available_tags"].as_array() {
            self.set_available_tags(id, tags);
        }
    }

    fn apply(&mut self, id: u64, body: &Value) {
        let Some(channel) = self.channels.get_mut(&id) else { return };
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
        if let Some(flags) = body["flags"].as_u64() {
            channel.flags = flags;
        }
        let defaults = &mut channel.defaults;
        if let Some(minutes) = body.get("default_auto_archive_duration") {
            defaults.auto_archive = minutes.as_u64();
        }
        if let Some(seconds) = body["default_thread_rate_limit_per_user"].as_u64() {
            defaults.slowmode = seconds;
        }
        if let Some(emoji) = body.get("default_reaction_emoji") {
            defaults.reaction = emoji.clone();
        }
        if let Some(order) = body.get("default_sort_order") {
            defaults.sort_order = order.clone();
        }
        if let Some(layout) = body["default_forum_layout"].as_u64() {
            defaults.layout = layout;
        }
    }

    fn apply_to_thread(&mut self, id: u64, body: &Value) {
        let now = self.now();
        let Some(channel) = self.channels.get_mut(&id) else { return };
        let Some(thread) = &mut channel.thread else { return };
        if let Some(archived) = body["archived"].as_bool().filter(|archived| *archived != thread.archived) {
            thread.archived = archived;
            thread.archive_changed = now;
            if archived {
                channel.flags &= !PINNED;
            }
        }
        if let Some(locked) = body["locked"].as_bool() {
            thread.locked = locked;
        }
        if let Some(minutes) = body["auto_archive_duration"].as_u64() {
            thread.auto_archive = minutes;
            thread.archive_changed = now;
        }
        if let Some(tags) = body["applied_tags"].as_array() {
            thread.applied_tags.clone_from(tags);
        }
        if let Some(invitable) = body["invitable"].as_bool() {
            thread.invitable = invitable;
        }
    }
}
