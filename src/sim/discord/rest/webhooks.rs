//! Webhooks of channels: making them, and writing through them without the bot's token.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::error::{
    ApiError, BOTH_THREADS, EMPTY_MESSAGE, Form, INVALID_WEBHOOK_TOKEN, MAX_WEBHOOKS, MISSING_PERMISSIONS, NO_THREAD,
    NOT_A_FORUM, THREAD_LOCKED, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK,
};
use super::super::hooks::Webhook;
use super::super::limits::Rate;
use super::super::model::{COMPONENTS_V2, Channel, PUBLIC_THREAD};
use super::super::permissions::MANAGE_WEBHOOKS;
use super::super::state::State;
use super::super::threads::NewThread;
use super::super::validate;
use super::{Endpoint, Reply, no_content, ok, on};

const RATE: Rate = Rate(5, 5_000);
/// A channel takes so many.
const MOST: usize = 15;

pub(super) const ENDPOINTS: &[Endpoint] = &[
    on("POST", "/channels/{channel}/webhooks", RATE, create),
    on("GET", "/channels/{channel}/webhooks", RATE, list),
    on("GET", "/webhooks/{webhook}", RATE, get),
    on("DELETE", "/webhooks/{webhook}", RATE, delete),
    on("GET", "/webhooks/{webhook}/{token}", RATE, get),
    on("DELETE", "/webhooks/{webhook}/{token}", RATE, delete),
];

fn create(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let channel = call.id(0)?;
    state.reach_with(channel, MANAGE_WEBHOOKS)?;
    let mut form = Form::default();
    form.length("name", call.body["name"].as_str().unwrap_or_default().trim(), 1, 80);
    form.finish()?;
    if state.webhooks.values().filter(|hook| hook.channel == channel).count() >= MOST {
        return Err(MAX_WEBHOOKS.into());
    }
    let (name, bot) = (call.body["name"].as_str().unwrap_or_default().trim().to_owned(), state.app.bot);
    let id = state.found_webhook(channel, &name, bot);
    ok(state.webhooks.get(&id).map_or(Value::Null, |hook| state.webhook_json(hook)))
}

fn list(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let channel = call.id(0)?;
    state.reach_with(channel, MANAGE_WEBHOOKS)?;
    let hooks = state.webhooks.values().filter(|hook| hook.channel == channel);
    ok(hooks.map(|hook| state.webhook_json(hook)).collect())
}

/// Whether a call is about a channel's webhook and not about an interaction's.
pub(super) fn is_one(state: &State, call: &Call) -> bool {
    call.text(0).parse().is_ok_and(|id: u64| state.webhooks.contains_key(&id))
}

/// The webhook of a call, by its token or with the right to manage it.
fn named(state: &State, call: &Call) -> Result<Webhook, ApiError> {
    let hook = state.webhooks.get(&call.id(0)?).ok_or(UNKNOWN_WEBHOOK)?;
    if call.params.len() > 1 {
        return if hook.token == call.text(1) { Ok(hook.clone()) } else { Err(INVALID_WEBHOOK_TOKEN.into()) };
    }
    let place = state.channels.get(&hook.channel).ok_or(UNKNOWN_CHANNEL)?;
    if state.may(place, state.app.bot, MANAGE_WEBHOOKS) { Ok(hook.clone()) } else { Err(MISSING_PERMISSIONS.into()) }
}

fn get(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let hook = named(state, call)?;
    ok(state.webhook_json(&hook))
}

fn delete(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let hook = named(state, call)?;
    state.webhooks.remove(&hook.id);
    no_content()
}

/// The channel or thread a call writes to.
fn target(state: &State, call: &Call, hook: &Webhook) -> Result<u64, ApiError> {
    let Some(thread) = call.query_id("thread_id")? else { return Ok(hook.channel) };
    let place =
        state.channels.get(&thread).filter(|place| place.parent == Some(hook.channel)).ok_or(UNKNOWN_CHANNEL)?;
    match &place.thread {
        Some(inner) if inner.locked && inner.archived => Err(THREAD_LOCKED.into()),
        _ => Ok(thread),
    }
}

/// Posts as the webhook; the message when `wait=true` asks for it.
pub(super) fn execute(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let hook = named(state, call)?;
    let (body, channel) = (&call.body, target(state, call, &hook)?);
    let mut form = Form::default();
    form.length("username", body["username"].as_str().unwrap_or_default(), 0, 80);
    form.finish()?;
    validate::sizes(&call.files)?;
    validate::message(body, &call.files, false, false)?;
    if validate::says_nothing(body, call.files.len()) {
        return Err(EMPTY_MESSAGE.into());
    }
    let in_forum = state.channels.get(&channel).is_some_and(Channel::is_forum);
    let mut draft = State::webhook_draft(&hook, body);
    let (channel, message) = match (body["thread_name"].as_str(), in_forum) {
        (None, true) => return Err(NO_THREAD.into()),
        (Some(_), false) if call.query.contains_key("thread_id") => return Err(BOTH_THREADS.into()),
        (Some(_), false) => return Err(NOT_A_FORUM.into()),
        (Some(name), true) => {
            let name = name.trim().to_owned();
            let new = NewThread {
                parent: channel,
                owner: hook.id,
                kind: PUBLIC_THREAD,
                name,
                auto_archive: 4320,
                slowmode: 0,
                invitable: true,
                tags: Vec::new(),
                starter: None,
            };
            let thread = state.open_post(&new, draft, body, &call.files)?;
            (thread, thread)
        }
        (None, false) => {
            draft.attachments = state.store_all(channel, body, &call.files);
            (channel, state.post(channel, draft))
        }
    };
    if call.flag("wait") { ok(state.message_reply(channel, message)) } else { no_content() }
}

/// A message of this webhook.
fn own(state: &State, call: &Call) -> Result<(u64, u64), ApiError> {
    let hook = named(state, call)?;
    let (channel, id) = (target(state, call, &hook)?, call.id(2)?);
    let message = state.message(channel, id).filter(|message| message.author == hook.id).ok_or(UNKNOWN_MESSAGE)?;
    Ok((channel, message.id))
}

pub(super) fn read(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (channel, id) = own(state, call)?;
    ok(state.message_reply(channel, id))
}

pub(super) fn edit(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (channel, id) = own(state, call)?;
    let message = state.message(channel, id).ok_or(UNKNOWN_MESSAGE)?;
    validate::sizes(&call.files)?;
    validate::message(&call.body, &call.files, true, message.flags & COMPONENTS_V2 != 0)?;
    let mut kept = super::messages::kept_attachments(message, &call.body, call.files.len());
    if super::messages::says_nothing_after(message, &call.body, &kept, call.files.len()) {
        return Err(EMPTY_MESSAGE.into());
    }
    kept.extend(state.store_all(channel, &call.body, &call.files));
    state.rewrite(channel, id, &super::messages::patch_of(&call.body), Some(kept));
    ok(state.message_reply(channel, id))
}

pub(super) fn delete_message(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (channel, id) = own(state, call)?;
    state.remove(channel, &[id]);
    no_content()
}

/// A webhook by id, for the control API: its own message without a token.
pub(crate) fn as_hook(state: &mut State, id: u64, channel: Option<u64>, body: &Value) -> Option<Value> {
    let hook = state.webhooks.get(&id)?.clone();
    let channel = channel.unwrap_or(hook.channel);
    let draft = State::webhook_draft(&hook, body);
    let message = state.post(channel, draft);
    state.message(channel, message).map(|message| json!(state.message_json(message)))
}
