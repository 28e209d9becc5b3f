//! Guilds and roles, and the bot's place in them, as an owner would change them.

use axum::Json;
use axum::extract::{Path, State as Extract};
use serde_json::{Value, json};

use super::super::Discord;
use super::super::events::intent;
use super::super::model::TEXT;
use super::super::permissions;
use super::super::state::State;
use super::super::view::sid;
use super::{Answer, Body};
use crate::sim::people::Refused;

pub(super) async fn world(Extract(discord): Extract<Discord>) -> Answer {
    let world = discord.look(|state| {
        let guilds = state.guilds.values().map(|guild| {
            let mut out = state.guild_json(guild);
            let members = guild.members.keys().filter_map(|user| state.member_json(guild, *user, true));
            out["members"] = members.collect();
            out
        });
        let people = state.users.values().filter(|user| !user.bot).map(|user| state.user_json(user.id));
        json!({
            "bot": state.user_json(state.app.bot), "application": state.application_json(),
            "token": state.app.token, "guilds": guilds.collect::<Value>(), "people": people.collect::<Value>(),
            "channels": super::places::all_channels(state),
            "commands": state.commands.iter().map(|each| each.definition.clone()).collect::<Value>(),
        })
    });
    Ok(Json(world))
}

/// The guild a body names; none is the first.
pub(super) fn guild_of(state: &State, body: &Body) -> Result<u64, Refused> {
    let id = if body.0["guild"].is_null() { state.first_guild() } else { body.id("guild")? };
    if state.guilds.contains_key(&id) { Ok(id) } else { Err(Refused::missing("there is no such guild")) }
}

/// A set of permissions by their names.
pub(super) fn bits_of(body: &Body, key: &str) -> Result<Option<u64>, Refused> {
    body.texts(key).map(|names| permissions::parse(&names).map_err(Refused::new)).transpose()
}

pub(super) async fn create_guild(Extract(discord): Extract<Discord>, body: Body) -> Answer {
    discord.with(|state| {
        let owner = state.find_person(body.text("owner")?)?;
        let now = state.now();
        let id = state.found_guild(body.text("name")?, owner, now);
        state.found_channel(id, TEXT, "general", None, now);
        if let Some(guild) = state.guilds.get(&id) {
            let (event, reply) = (state.guild_create(guild), state.guild_json(guild));
            state.dispatch("GUILD_CREATE", Some(id), intent::GUILDS, &event);
            return Ok(Json(reply));
        }
        Err(Refused::new("the guild could not be made"))
    })
}

/// A guild by id, or `first`.
fn named(state: &State, guild: &str) -> Result<u64, Refused> {
    let id = if guild == "first" { state.first_guild() } else { guild.parse().unwrap_or(0) };
    if state.guilds.contains_key(&id) { Ok(id) } else { Err(Refused::missing("there is no such guild")) }
}

pub(super) async fn change_guild(Extract(discord): Extract<Discord>, Path(guild): Path<String>, body: Body) -> Answer {
    discord.with(|state| {
        let id = named(state, &guild)?;
        if let Some(on) = body.0["unavailable"].as_bool() {
            state.set_unavailable(id, on);
        }
        let locale = super::people::locale_of(&body)?;
        let home = state.guilds.get_mut(&id).ok_or_else(|| Refused::missing("there is no such guild"))?;
        home.locale = locale.unwrap_or_else(|| home.locale.clone());
        if let Some(name) = body.0["name"].as_str() {
            name.clone_into(&mut home.name);
        }
        if let Some(words) = body.texts("blocked_words") {
            home.blocked_words = words;
        }
        let told = state.guilds.get(&id).map(|home| state.guild_json(home)).unwrap_or_default();
        state.dispatch("GUILD_UPDATE", Some(id), intent::GUILDS, &told);
        Ok(Json(told))
    })
}

pub(super) async fn kick(Extract(discord): Extract<Discord>, Path(guild): Path<String>) -> Answer {
    discord.with(|state| {
        let id = named(state, &guild)?;
        state.kick_bot(id);
        Ok(Json(json!({})))
    })
}

pub(super) async fn invite(Extract(discord): Extract<Discord>, Path(guild): Path<String>) -> Answer {
    discord.with(|state| {
        let id = named(state, &guild)?;
        state.ask_bot_back(id);
        Ok(Json(json!({})))
    })
}

pub(super) async fn create_role(Extract(discord): Extract<Discord>, body: Body) -> Answer {
    discord.with(|state| {
        let guild = guild_of(state, &body)?;
        let bits = bits_of(&body, "permissions")?.unwrap_or(0);
        let now = state.now();
        let id = state.found_role(guild, body.text("name")?, bits, now);
        if let Some(role) = state.guilds.get_mut(&guild).and_then(|guild| guild.roles.get_mut(&id)) {
            role.mentionable = body.0["mentionable"] == true;
        }
        tell_role(state, guild, id, "GUILD_ROLE_CREATE")
    })
}

fn tell_role(state: &mut State, guild: u64, id: u64, event: &str) -> Answer {
    let role = state.guilds.get(&guild).and_then(|home| home.roles.get(&id)).map(State::role_json);
    let role = role.ok_or_else(|| Refused::missing("there is no such role"))?;
    let data = json!({ "guild_id": sid(guild), "role": role });
    state.dispatch(event, Some(guild), intent::GUILDS, &data);
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
        let guild = state.guilds.values().find(|guild| guild.roles.contains_key(&id)).map(|guild| guild.id);
        let guild = guild.ok_or_else(|| Refused::missing("there is no such role"))?;
        state.regrant(guild, |state| {
            let role = state.guilds.get_mut(&guild).and_then(|guild| guild.roles.get_mut(&id));
            if let Some(role) = role {
                role.permissions = bits.unwrap_or(role.permissions);
                role.mentionable = body.0["mentionable"].as_bool().unwrap_or(role.mentionable);
                if let Some(name) = body.0["name"].as_str() {
                    name.clone_into(&mut role.name);
                }
            }
            tell_role(state, guild, id, "GUILD_ROLE_UPDATE")
        })
    })
}
