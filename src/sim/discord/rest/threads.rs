//! Threads by the bot: open, join, leave, list.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::error::{
    ApiError, EMPTY_MESSAGE, Form, MAX_PARTICIPANTS, MISSING_ACCESS, MISSING_PERMISSIONS, THREAD_EXISTS,
    UNKNOWN_CHANNEL, UNKNOWN_MEMBER, WRONG_CHANNEL_TYPE,
};
use super::super::limits::Rate;
use super::super::model::{Channel, PRIVATE_THREAD, PUBLIC_THREAD, TEXT};
use super::super::permissions::{
    CREATE_PRIVATE_THREADS, CREATE_PUBLIC_THREADS, MANAGE_THREADS, READ_MESSAGE_HISTORY, SEND_MESSAGES, VIEW_CHANNEL,
};
use super::super::state::State;
use super::super::threads::NewThread;
use super::super::validate;
use super::{Endpoint, Reply, no_content, ok, on};

const READS: Rate = Rate(10, 10_000);
/// A thread takes so many people.
const MOST_MEMBERS: usize = 1000;

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
    on("GET", "/channels/{channel}/users/@me/threads/archived/private", READS, archived_joined),
];

fn new_thread(state: &State, parent: u64, body: &Value, kind: u8, starter: Option<u64>) -> NewThread {
    let defaults = state.channels.get(&parent).map(|parent| parent.defaults.clone()).unwrap_or_default();
    NewThread {
        parent,
        owner: state.app.bot,
        kind,
        name: body["name"].as_str().unwrap_or_default().trim().to_owned(),
        auto_archive: body["auto_archive_duration"].as_u64().or(defaults.auto_archive).unwrap_or(4320),
        slowmode: body["rate_limit_per_user"].as_u64().unwrap_or(defaults.slowmode),
        invitable: body["invitable"] != false,
        tags: Vec::new(),
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
    if parent.is_forum() {
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
    let parent = state.reach_with(id, needed)?;
    state.moderate_title(parent, state.app.bot, body["name"].as_str().unwrap_or_default())?;
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
    let tags = state.check_first_tags(forum, state.app.bot, &body["applied_tags"])?;
    state.moderate_title(forum, state.app.bot, body["name"].as_str().unwrap_or_default())?;
    state.moderate(forum, state.app.bot, message["content"].as_str().unwrap_or_default())?;
    validate::sizes(&call.files)?;
    validate::message(message, &call.files, false, false)?;
    if validate::says_nothing(message, call.files.len()) {
        return Err(EMPTY_MESSAGE.into());
    }
    state.check_careful(message, false)?;
    let new = NewThread { tags, ..new_thread(state, id, body, PUBLIC_THREAD, None) };
    let mut draft = super::messages::draft(state.app.bot, message);
    draft.flags = message["flags"].as_u64().unwrap_or(0) & super::messages::SETTABLE;
    let thread = state.open_post(&new, draft, message, &call.files)?;
    let mut reply = opened(state, thread);
    if let Some(body) = &mut reply.1 {
        body["message"] = state.message_reply(thread, thread);
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
    state.moderate_title(state.reach(id)?, state.app.bot, body["name"].as_str().unwrap_or_default())?;
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
    // Who is in a thread is told only to applications with the members intent.
    if !state.settings.members_intent {
        return Err(MISSING_ACCESS.into());
    }
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
    if channel.thread.as_ref().is_some_and(|inner| inner.members.len() >= MOST_MEMBERS) {
        return Err(MAX_PARTICIPANTS.into());
    }
    if user != state.app.bot {
        if !state.may(channel, state.app.bot, State::send_permission(channel)) {
            return Err(MISSING_PERMISSIONS.into());
        }
        let guild = channel.guild.and_then(|id| state.guilds.get(&id));
        if !guild.is_some_and(|guild| guild.members.contains_key(&user)) {
            return Err(UNKNOWN_MEMBER.into());
        }
    }
    let bot = state.app.bot;
    state.add_to_thread(id, user, Some(bot));
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
    let bot = state.app.bot;
    state.take_from_thread(id, user, Some(bot));
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
pub(crate) fn own_memberships(state: &State, threads: &[&Channel]) -> Value {
    let bot = state.app.bot;
    let mine = threads.iter().filter_map(|channel| {
        let inner = channel.thread.as_ref().filter(|inner| inner.members.contains_key(&bot))?;
        Some(State::thread_member(channel, inner, bot))
    });
    mine.collect()
}

/// Archived threads of a channel, the one archived last first.
fn archived(state: &State, call: &Call, kind: u8) -> Result<Reply, ApiError> {
    let before = match call.query.get("before") {
        None => None,
        Some(text) => Some(chrono::DateTime::parse_from_rfc3339(text).map_err(|_| {
            let message = format!("Could not parse {text}. Should be ISO8601.");
            Form::refuse("before", "DATE_TIME_TYPE_PARSE", message)
        })?),
    };
    let threads = archived_in(state, call.id(0)?, kind).filter(|each| {
        before.is_none_or(|before| each.thread.as_ref().is_some_and(|inner| inner.archive_changed < before))
    });
    let mut threads: Vec<&Channel> = threads.collect();
    threads.sort_by_key(|each| std::cmp::Reverse(each.thread.as_ref().map(|inner| inner.archive_changed)));
    page(state, call, threads)
}

fn archived_in(state: &State, parent: u64, kind: u8) -> impl Iterator<Item = &Channel> {
    let inside = state.channels.values().filter(move |each| each.parent == Some(parent) && each.kind == kind);
    inside.filter(|each| {
        each.thread.as_ref().is_some_and(|inner| inner.archived) && state.may(each, state.app.bot, VIEW_CHANNEL)
    })
}

fn page(state: &State, call: &Call, mut threads: Vec<&Channel>) -> Result<Reply, ApiError> {
    let limit = call.query_number("limit", 50, 100)?;
    let more = threads.len() > limit;
    threads.truncate(limit);
    let members = own_memberships(state, &threads);
    let list = threads.iter().map(|each| state.channel_json(each)).collect::<Value>();
    ok(json!({ "threads": list, "members": members, "has_more": more }))
}

fn archived_public(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    state.reach_with(call.id(0)?, READ_MESSAGE_HISTORY)?;
    archived(state, call, PUBLIC_THREAD)
}

fn archived_private(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    state.reach_with(call.id(0)?, READ_MESSAGE_HISTORY | MANAGE_THREADS)?;
    archived(state, call, PRIVATE_THREAD)
}

/// The archived private threads the bot is in, the newest first; `before` is an id here.
fn archived_joined(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let id = call.id(0)?;
    state.reach_with(id, READ_MESSAGE_HISTORY)?;
    let (bot, before) = (state.app.bot, call.query_id("before")?);
    let joined = archived_in(state, id, PRIVATE_THREAD)
        .filter(|each| each.thread.as_ref().is_some_and(|inner| inner.members.contains_key(&bot)))
        .filter(|each| before.is_none_or(|before| each.id < before));
    let mut threads: Vec<&Channel> = joined.collect();
    threads.sort_by_key(|each| std::cmp::Reverse(each.id));
    page(state, call, threads)
}
