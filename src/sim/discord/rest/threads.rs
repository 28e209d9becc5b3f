//! Threads by the bot: open, join, leave, list.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::error::{
    ApiError, EMPTY_MESSAGE, Form, MISSING_PERMISSIONS, TAG_REQUIRED, THREAD_EXISTS, UNKNOWN_CHANNEL, UNKNOWN_MEMBER,
    WRONG_CHANNEL_TYPE,
};
use super::super::limits::Rate;
use super::super::model::{Channel, FORUM, PRIVATE_THREAD, PUBLIC_THREAD, TEXT};
use super::super::permissions::{
    CREATE_PRIVATE_THREADS, CREATE_PUBLIC_THREADS, MANAGE_THREADS, READ_MESSAGE_HISTORY, SEND_MESSAGES, VIEW_CHANNEL,
};
use super::super::state::State;
use super::super::threads::NewThread;
use super::super::validate;
use super::{Endpoint, Reply, no_content, ok, on};

const READS: Rate = Rate(10, 10_000);

pub(super) const ENDPOINTS: &[Endpoint] = &[
    on("POST", "/channels/{channel}/threads", Rate(10, 10_000), open),
    on("POST", "/channels/{channel}/messages/{message}/threads", Rate(10, 10_000), open_from_message),
    on("GET", "/channels/{channel}/thread-members", READS, members),
    on("PUT", "/channels/{channel}/thread-members/@me", READS, join),
    on("DELETE", "/channels/{channel}/thread-members/@me", READS, leave),
    on("GET", "/channels/{channel}/thread-members/{user}", READS, member),
    on("PUT", "/channels/{channel}/thread-members/{user}", READS, add),
    on("DELETE", "/channels/{channel}/thread-members/{user}", READS, remove),
    on("GET", "/channels/{channel}/threads/archived/public", READS, archived_public),
    on("GET", "/channels/{channel}/threads/archived/private", READS, archived_private),
    on("GET", "/channels/{channel}/users/@me/threads/archived/private", READS, archived_private),
];

fn new_thread(state: &State, parent: u64, body: &Value, kind: u8, starter: Option<u64>) -> NewThread {
    NewThread {
        parent,
        owner: state.app.bot,
        kind,
        name: body["name"].as_str().unwrap_or_default().trim().to_owned(),
        auto_archive: body["auto_archive_duration"].as_u64().unwrap_or(4320),
        slowmode: body["rate_limit_per_user"].as_u64().unwrap_or(0),
        invitable: body["invitable"] != false,
        tags: body["applied_tags"].as_array().cloned().unwrap_or_default(),
        starter,
    }
}

fn check_form(body: &Value) -> Result<(), ApiError> {
    let mut form = Form::default();
    validate::thread_name(&mut form, body);
    validate::thread_times(&mut form, body);
    form.finish()
}

fn opened(state: &State, id: u64) -> Reply {
    (201, state.channels.get(&id).map(|channel| state.channel_json(channel)))
}

fn open(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (id, body) = (call.id(0)?, &call.body);
    let parent = state.reach(id)?;
    if parent.kind == FORUM {
        return open_post(state, call);
    }
    if !matches!(parent.kind, TEXT | 5) {
        return Err(WRONG_CHANNEL_TYPE.into());
    }
    check_form(body)?;
    // Without a type Discord makes a private thread.
    let kind = match body["type"].as_u64() {
        None | Some(12) => PRIVATE_THREAD,
        Some(11) => PUBLIC_THREAD,
        Some(_) => return Err(Form::refuse("type", "BASE_TYPE_CHOICES", "Value must be one of {10, 11, 12}.")),
    };
    let needed = if kind == PUBLIC_THREAD { CREATE_PUBLIC_THREADS } else { CREATE_PRIVATE_THREADS };
    state.reach_with(id, needed)?;
    let thread = state.open_thread(&new_thread(state, id, body, kind, None))?;
    Ok(opened(state, thread))
}

fn open_post(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (id, body, message) = (call.id(0)?, &call.body, &call.body["message"]);
    let forum = state.reach_with(id, SEND_MESSAGES)?;
    check_form(body)?;
    if !message.is_object() {
        return Err(Form::refuse("message", "BASE_TYPE_REQUIRED", "This field is required"));
    }
    let tags = body["applied_tags"].as_array().map(Vec::as_slice).unwrap_or_default();
    if tags.len() > 5 {
        return Err(Form::refuse("applied_tags", "BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length."));
    }
    // REQUIRE_TAG is 1 << 4.
    if forum.flags & 1 << 4 != 0 && tags.is_empty() {
        return Err(TAG_REQUIRED.into());
    }
    validate::sizes(&call.files)?;
    validate::message(message, &call.files, false, false)?;
    if validate::says_nothing(message, call.files.len()) {
        return Err(EMPTY_MESSAGE.into());
    }
    let thread = state.open_thread(&new_thread(state, id, body, PUBLIC_THREAD, None))?;
    let mut draft = super::messages::draft(state.app.bot, message);
    draft.flags = message["flags"].as_u64().unwrap_or(0) & super::messages::SETTABLE;
    draft.attachments = state.store_all(thread, message, &call.files);
    // A post's first message has the post's id.
    let posted = state.post_as(thread, Some(thread), draft);
    let mut reply = opened(state, thread);
    if let Some(body) = &mut reply.1 {
        body["message"] = state.message_reply(thread, posted);
    }
    Ok(reply)
}

fn open_from_message(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (id, message, body) = (call.id(0)?, call.id(1)?, &call.body);
    let parent = state.reach(id)?;
    if !matches!(parent.kind, TEXT | 5) {
        return Err(WRONG_CHANNEL_TYPE.into());
    }
    state.reach_with(id, CREATE_PUBLIC_THREADS | READ_MESSAGE_HISTORY)?;
    state.reach_message(id, message)?;
    check_form(body)?;
    if state.channels.contains_key(&message) {
        return Err(THREAD_EXISTS.into());
    }
    let thread = state.open_thread(&new_thread(state, id, body, PUBLIC_THREAD, Some(message)))?;
    Ok(opened(state, thread))
}

/// A thread the bot can see.
fn thread(state: &State, id: u64) -> Result<&Channel, ApiError> {
    let channel = state.reach(id)?;
    if channel.thread.is_some() { Ok(channel) } else { Err(WRONG_CHANNEL_TYPE.into()) }
}

fn member_json(state: &State, channel: &Channel, user: u64, whole: bool) -> Result<Value, ApiError> {
    let inner = channel.thread.as_ref().ok_or(UNKNOWN_CHANNEL)?;
    if !inner.members.contains_key(&user) {
        return Err(UNKNOWN_MEMBER.into());
    }
    let mut out = State::thread_member(channel, inner, user);
    if whole && let Some(guild) = channel.guild.and_then(|id| state.guilds.get(&id)) {
        out["member"] = state.member_json(guild, user, true).unwrap_or(Value::Null);
    }
    Ok(out)
}

fn members(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let channel = thread(state, call.id(0)?)?;
    let users = channel.thread.iter().flat_map(|inner| inner.members.keys());
    let list: Result<Value, ApiError> =
        users.map(|user| member_json(state, channel, *user, call.flag("with_member"))).collect();
    ok(list?)
}

fn member(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let channel = thread(state, call.id(0)?)?;
    let user = if call.text(1) == "@me" { state.app.bot } else { call.id(1)? };
    ok(member_json(state, channel, user, call.flag("with_member"))?)
}

fn put(state: &mut State, call: &Call, user: u64) -> Result<Reply, ApiError> {
    let id = call.id(0)?;
    let channel = thread(state, id)?;
    State::refuse_if_archived(channel)?;
    if user != state.app.bot {
        if !state.may(channel, state.app.bot, State::send_permission(channel)) {
            return Err(MISSING_PERMISSIONS.into());
        }
        let guild = channel.guild.and_then(|id| state.guilds.get(&id));
        if !guild.is_some_and(|guild| guild.members.contains_key(&user)) {
            return Err(UNKNOWN_MEMBER.into());
        }
    }
    state.add_to_thread(id, user);
    no_content()
}

fn join(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let bot = state.app.bot;
    put(state, call, bot)
}

fn add(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let user = call.id(1)?;
    put(state, call, user)
}

fn take(state: &mut State, call: &Call, user: u64) -> Result<Reply, ApiError> {
    let id = call.id(0)?;
    let channel = thread(state, id)?;
    State::refuse_if_archived(channel)?;
    let owns = channel.thread.as_ref().is_some_and(|inner| inner.owner == state.app.bot);
    let private = channel.kind == PRIVATE_THREAD;
    if user != state.app.bot && !(owns && private) && !state.may(channel, state.app.bot, MANAGE_THREADS) {
        return Err(MISSING_PERMISSIONS.into());
    }
    state.take_from_thread(id, user);
    no_content()
}

fn leave(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let bot = state.app.bot;
    take(state, call, bot)
}

fn remove(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let user = call.id(1)?;
    take(state, call, user)
}

/// The bot's thread member objects for those threads it is in.
pub(super) fn own_memberships(state: &State, threads: &[&Channel]) -> Value {
    let bot = state.app.bot;
    let mine = threads.iter().filter_map(|channel| {
        let inner = channel.thread.as_ref().filter(|inner| inner.members.contains_key(&bot))?;
        Some(State::thread_member(channel, inner, bot))
    });
    mine.collect()
}

fn archived(state: &State, call: &Call, kind: u8) -> Result<Reply, ApiError> {
    let id = call.id(0)?;
    state.reach_with(id, READ_MESSAGE_HISTORY)?;
    let limit = call.query_number("limit", 50, 100)?;
    let before = call.query.get("before").and_then(|text| chrono::DateTime::parse_from_rfc3339(text).ok());
    let mut threads: Vec<&Channel> = state
        .channels
        .values()
        .filter(|each| each.parent == Some(id) && each.kind == kind)
        .filter(|each| each.thread.as_ref().is_some_and(|inner| inner.archived))
        .filter(|each| state.may(each, state.app.bot, VIEW_CHANNEL))
        .filter(|each| {
            before.is_none_or(|before| each.thread.as_ref().is_some_and(|inner| inner.archive_changed < before))
        })
        .collect();
    threads.sort_by_key(|each| std::cmp::Reverse(each.thread.as_ref().map(|inner| inner.archive_changed)));
    let more = threads.len() > limit;
    threads.truncate(limit);
    let members = own_memberships(state, &threads);
    let list = threads.iter().map(|each| state.channel_json(each)).collect::<Value>();
    ok(json!({ "threads": list, "members": members, "has_more": more }))
}

fn archived_public(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    archived(state, call, PUBLIC_THREAD)
}

fn archived_private(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    archived(state, call, PRIVATE_THREAD)
}
