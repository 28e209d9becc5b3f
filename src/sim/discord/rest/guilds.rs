//! Guilds: channels, roles, members, active threads.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::error::{ApiError, Form, MISSING_PERMISSIONS, UNKNOWN_GUILD, UNKNOWN_MEMBER, UNKNOWN_ROLE};
use super::super::limits::Rate;
use super::super::model::{FORUM, Guild, TEXT};
use super::super::permissions::{self, MANAGE_CHANNELS, VIEW_CHANNEL};
use super::super::state::State;
use super::{Endpoint, Reply, no_content, ok, on};

const READS: Rate = Rate(10, 10_000);

pub(super) const ENDPOINTS: &[Endpoint] = &[
    on("GET", "/guilds/{guild}", READS, guild),
    on("GET", "/guilds/{guild}/channels", READS, channels),
    on("POST", "/guilds/{guild}/channels", Rate(10, 10_000), create_channel),
    on("GET", "/guilds/{guild}/roles", READS, roles),
    on("GET", "/guilds/{guild}/roles/{role}", READS, role),
    on("GET", "/guilds/{guild}/members", READS, members),
    on("GET", "/guilds/{guild}/members/search", READS, search),
    on("GET", "/guilds/{guild}/members/{user}", Rate(5, 1_000), member),
    on("GET", "/guilds/{guild}/threads/active", READS, active_threads),
    on("DELETE", "/users/@me/guilds/{guild}", Rate(5, 5_000), leave),
];

/// A guild the bot is in.
fn home<'a>(state: &'a State, call: &Call) -> Result<&'a Guild, ApiError> {
    let id = call.id(0)?;
    let found = state.guilds.get(&id).filter(|guild| guild.members.contains_key(&state.app.bot));
    Ok(found.ok_or(UNKNOWN_GUILD)?)
}

fn guild(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let guild = home(state, call)?;
    let mut out = state.guild_json(guild);
    if call.flag("with_counts") {
        out["approximate_member_count"] = json!(guild.members.len());
        out["approximate_presence_count"] = json!(guild.members.len());
    }
    ok(out)
}

fn channels(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let id = home(state, call)?.id;
    let own = state.channels.values().filter(|each| each.guild == Some(id) && each.thread.is_none());
    ok(own.map(|each| state.channel_json(each)).collect())
}

fn create_channel(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let guild = home(state, call)?;
    if permissions::base(guild, state.app.bot) & MANAGE_CHANNELS == 0 {
        return Err(MISSING_PERMISSIONS.into());
    }
    let id = guild.id;
    let mut form = Form::default();
    super::super::validate::thread_name(&mut form, &call.body);
    let kind = call.body["type"].as_u64().unwrap_or(0);
    let kind = [TEXT, 4, 5, FORUM].into_iter().find(|known| u64::from(*known) == kind);
    if kind.is_none() {
        form.choice("type", "0, 4, 5, 15");
    }
    form.finish()?;
    let name = call.body["name"].as_str().unwrap_or_default();
    let parent = call.body["parent_id"].as_str().and_then(|id| id.parse().ok());
    let now = state.now();
    let channel = state.found_channel(id, kind.unwrap_or(TEXT), name, parent, now);
    if let Some(made) = state.channels.get_mut(&channel) {
        made.topic = call.body["topic"].as_str().map(str::to_owned);
    }
    state.tell_channel("CHANNEL_CREATE", channel);
    let made = state.channels.get(&channel).map_or(Value::Null, |made| state.channel_json(made));
    Ok((201, Some(made)))
}

fn roles(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    ok(home(state, call)?.roles.values().map(State::role_json).collect())
}

fn role(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let role = home(state, call)?.roles.get(&call.id(1)?).ok_or(UNKNOWN_ROLE)?;
    ok(State::role_json(role))
}

fn members(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let guild = home(state, call)?;
    let limit = call.query_number("limit", 1, 1000)?;
    let after = call.query_id("after")?.unwrap_or(0);
    let users = guild.members.keys().filter(|user| **user > after).take(limit);
    ok(users.filter_map(|user| state.member_json(guild, *user, true)).collect())
}

fn search(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let guild = home(state, call)?;
    let limit = call.query_number("limit", 1, 1000)?;
    let wanted = call.query.get("query").map(|text| text.to_lowercase()).unwrap_or_default();
    let named = |user: &&u64| {
        let nick = guild.members.get(*user).and_then(|member| member.nick.as_deref()).unwrap_or_default();
        let name = state.users.get(*user).map_or("", |user| user.name.as_str());
        name.to_lowercase().starts_with(&wanted) || nick.to_lowercase().starts_with(&wanted)
    };
    let found = guild.members.keys().filter(named).take(limit);
    ok(found.filter_map(|user| state.member_json(guild, *user, true)).collect())
}

fn member(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let guild = home(state, call)?;
    let user = if call.text(1) == "@me" { state.app.bot } else { call.id(1)? };
    ok(state.member_json(guild, user, true).ok_or(UNKNOWN_MEMBER)?)
}

fn active_threads(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let id = home(state, call)?.id;
    let mut threads: Vec<_> = state
        .channels
        .values()
        .filter(|each| each.guild == Some(id) && each.thread.as_ref().is_some_and(|thread| !thread.archived))
        .filter(|each| state.may(each, state.app.bot, VIEW_CHANNEL))
        .collect();
    threads.sort_by_key(|thread| std::cmp::Reverse(thread.id));
    let members = super::threads::own_memberships(state, &threads);
    ok(json!({ "threads": threads.iter().map(|each| state.channel_json(each)).collect::<Value>(), "members": members }))
}

fn leave(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let id = home(state, call)?.id;
    state.dispatch("GUILD_DELETE", Some(id), super::super::events::intent::GUILDS, &json!({ "id": id.to_string() }));
    let bot = state.app.bot;
    if let Some(guild) = state.guilds.get_mut(&id) {
        guild.members.remove(&bot);
    }
    no_content()
}
