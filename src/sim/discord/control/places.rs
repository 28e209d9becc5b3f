//! Guilds, roles, channels and their permissions, as an administrator would change them.

use axum::Json;
use axum::extract::{Path, Query, State as Extract};
use serde_json::{Value, json};

use super::super::Discord;
use super::super::model::{FORUM, Overwrite, TEXT};
use super::super::permissions;
use super::super::state::State;
use super::super::view::sid;
use super::{Answer, Asked, Body};
use crate::sim::people::Refused;

pub(super) async fn world(Extract(discord): Extract<Discord>) -> Answer {
    let world = discord.look(|state| {
        let guilds = state.guilds.values().map(|guild| {
            let mut out = State::guild_json(guild);
            let members = guild.members.keys().filter_map(|user| state.member_json(guild, *user, true));
            out["members"] = members.collect();
            out
        });
        let people = state.users.values().filter(|user| !user.bot).map(|user| state.user_json(user.id));
        json!({
            "bot": state.user_json(state.app.bot), "application": state.application_json(),
            "token": state.app.token, "guilds": guilds.collect::<Value>(), "people": people.collect::<Value>(),
            "channels": all_channels(state),
            "commands": state.commands.iter().map(|each| each.definition.clone()).collect::<Value>(),
        })
    });
    Ok(Json(world))
}

fn all_channels(state: &State) -> Value {
    state.channels.values().map(|channel| state.channel_json(channel)).collect()
}

fn guild_of(state: &State, body: &Body) -> Result<u64, Refused> {
    let id = if body.0["guild"].is_null() { state.first_guild() } else { body.id("guild")? };
    if state.guilds.contains_key(&id) { Ok(id) } else { Err(Refused::missing("there is no such guild")) }
}

fn bits_of(body: &Body, key: &str) -> Result<Option<u64>, Refused> {
    body.texts(key).map(|names| permissions::parse(&names).map_err(Refused::new)).transpose()
}

pub(super) async fn create_guild(Extract(discord): Extract<Discord>, body: Body) -> Answer {
    discord.with(|state| {
        let owner = state.find_person(body.text("owner")?)?;
        let now = state.now();
        let id = state.found_guild(body.text("name")?, owner, now);
        state.found_channel(id, TEXT, "general", None, now);
        if let Some(guild) = state.guilds.get(&id) {
            let (event, reply) = (state.guild_create(guild), State::guild_json(guild));
            state.dispatch("GUILD_CREATE", Some(id), super::super::events::intent::GUILDS, &event);
            return Ok(Json(reply));
        }
        Err(Refused::new("the guild could not be made"))
    })
}

pub(super) async fn change_guild(Extract(discord): Extract<Discord>, Path(guild): Path<String>, body: Body) -> Answer {
    discord.with(|state| {
        let id = if guild == "first" { state.first_guild() } else { guild.parse().unwrap_or(0) };
        let home = state.guilds.get_mut(&id).ok_or_else(|| Refused::missing("there is no such guild"))?;
        if let Some(locale) = super::people::locale_of(&body)? {
            home.locale = locale;
        }
        if let Some(name) = body.0["name"].as_str() {
            name.clone_into(&mut home.name);
        }
        let told = State::guild_json(home);
        state.dispatch("GUILD_UPDATE", Some(id), super::super::events::intent::GUILDS, &told);
        Ok(Json(told))
    })
}

pub(super) async fn create_role(Extract(discord): Extract<Discord>, body: Body) -> Answer {
    discord.with(|state| {
        let guild = guild_of(state, &body)?;
        let bits = bits_of(&body, "permissions")?.unwrap_or(0);
        let now = state.now();
        let id = state.found_role(guild, body.text("name")?, bits, now);
        tell_role(state, guild, id, "GUILD_ROLE_CREATE")
    })
}

fn tell_role(state: &mut State, guild: u64, id: u64, event: &str) -> Answer {
    let role = state.guilds.get(&guild).and_then(|home| home.roles.get(&id)).map(State::role_json);
    let role = role.ok_or_else(|| Refused::missing("there is no such role"))?;
    let data = json!({ "guild_id": sid(guild), "role": role });
    state.dispatch(event, Some(guild), super::super::events::intent::GUILDS, &data);
    Ok(Json(role))
}

/// `everyone`, `bot`, or a role's name or id.
fn role_named(state: &State, name: &str) -> Result<u64, Refused> {
    let bot = state.app.bot;
    match name {
        "everyone" | "@everyone" => Ok(state.first_guild()),
        "bot" => {
            let mut roles = state.guilds.values().flat_map(|guild| guild.roles.values());
            let managed = roles.find(|role| role.bot == Some(bot)).map(|role| role.id);
            managed.ok_or_else(|| Refused::missing("the bot has no role"))
        }
        _ => state.find_role(name),
    }
}

pub(super) async fn change_role(Extract(discord): Extract<Discord>, Path(role): Path<String>, body: Body) -> Answer {
    discord.with(|state| {
        let id = role_named(state, &role)?;
        let bits = bits_of(&body, "permissions")?;
        let guild = state.guilds.values_mut().find(|guild| guild.roles.contains_key(&id));
        let guild = guild.ok_or_else(|| Refused::missing("there is no such role"))?;
        if let Some(role) = guild.roles.get_mut(&id) {
            role.permissions = bits.unwrap_or(role.permissions);
            if let Some(name) = body.0["name"].as_str() {
                name.clone_into(&mut role.name);
            }
        }
        let guild = guild.id;
        tell_role(state, guild, id, "GUILD_ROLE_UPDATE")
    })
}

pub(super) async fn channels(Extract(discord): Extract<Discord>) -> Answer {
    Ok(Json(discord.look(all_channels)))
}

pub(super) async fn create_channel(Extract(discord): Extract<Discord>, body: Body) -> Answer {
    discord.with(|state| {
        let guild = guild_of(state, &body)?;
        let kind = match body.0["type"].as_u64().unwrap_or(0) {
            0 => TEXT,
            15 => FORUM,
            4 => 4,
            5 => 5,
            _ => return Err(Refused::new("\"type\" must be 0 (text), 4, 5 or 15 (forum)")),
        };
        let now = state.now();
        let id = state.found_channel(guild, kind, body.text("name")?, None, now);
        if let Some(channel) = state.channels.get_mut(&id) {
            let tags = body.0["tags"].as_array().map(Vec::as_slice).unwrap_or_default();
            let named = |tag: &Value| tag.as_str().map_or_else(|| tag.clone(), |name| json!({ "name": name }));
            let tags: Vec<Value> = tags.iter().map(named).collect();
            channel.tags = super::super::rest::with_tag_ids(&[], &tags, id);
            channel.flags = body.0["flags"].as_u64().unwrap_or(0);
        }
        state.tell_channel("CHANNEL_CREATE", id);
        Ok(Json(channel_json(state, id)))
    })
}

fn channel_json(state: &State, id: u64) -> Value {
    state.channels.get(&id).map_or(Value::Null, |channel| state.channel_json(channel))
}

pub(super) async fn change_channel(Extract(discord): Extract<Discord>, Path(name): Path<String>, body: Body) -> Answer {
    discord.with(|state| {
        let id = state.find_channel(&name)?;
        if let Some(name) = body.0["name"].as_str() {
            if let Some(channel) = state.channels.get_mut(&id) {
                name.clone_into(&mut channel.name);
            }
            let thread = state.channels.get(&id).is_some_and(|channel| channel.thread.is_some());
            state.tell_channel(if thread { "THREAD_UPDATE" } else { "CHANNEL_UPDATE" }, id);
        }
        if let Some(locked) = body.0["locked"].as_bool() {
            state.set_locked(id, locked);
        }
        if let Some(archived) = body.0["archived"].as_bool() {
            state.set_archived(id, archived);
        }
        Ok(Json(channel_json(state, id)))
    })
}

pub(super) async fn delete_channel(
    Extract(discord): Extract<Discord>,
    Path(name): Path<String>,
    Query(query): Asked,
) -> Answer {
    discord.with(|state| {
        let id = state.find_channel(&name)?;
        if query.get("silent").is_some_and(|silent| silent == "true") {
            state.channels.remove(&id);
            state.messages.remove(&id);
        } else {
            state.delete_channel(id);
        }
        Ok(Json(json!({})))
    })
}

pub(super) async fn permissions(Extract(discord): Extract<Discord>, Path(name): Path<String>, body: Body) -> Answer {
    discord.with(|state| {
        let id = state.find_channel(&name)?;
        let who = body.text("who")?;
        let (target, member) = match who {
            "bot" => (state.app.bot, true),
            "everyone" | "@everyone" => (state.channels.get(&id).and_then(|channel| channel.guild).unwrap_or(0), false),
            _ => match state.find_person(who) {
                Ok(person) => (person, true),
                Err(_) => (state.find_role(who)?, false),
            },
        };
        let (allow, deny) = (bits_of(&body, "allow")?.unwrap_or(0), bits_of(&body, "deny")?.unwrap_or(0));
        let Some(channel) = state.channels.get_mut(&id).filter(|channel| channel.thread.is_none()) else {
            return Err(Refused::new("a thread has the permissions of its parent"));
        };
        channel.overwrites.retain(|each| each.id != target);
        if allow | deny != 0 {
            channel.overwrites.push(Overwrite { id: target, member, allow, deny });
        }
        state.tell_channel("CHANNEL_UPDATE", id);
        Ok(Json(channel_json(state, id)))
    })
}
