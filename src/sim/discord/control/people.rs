//! Routes under `/control/people`: each names a verb of [`Person`] and its arguments.

use axum::Json;
use axum::extract::{Path, Query, State as Extract};
use chrono::Duration;
use serde_json::{Value, json};

use super::super::Discord;
use super::super::interact::Kind;
use super::super::locale::LOCALES;
use super::super::model::User;
use super::super::state::State;
use super::super::view::sid;
use super::{Answer, Asked, Body, number};
use crate::sim::people::{Outcome, Person, Refused};

/// The person a path names.
fn person(discord: &Discord, who: &str, body: &Body) -> Result<Person, Refused> {
    Ok(discord.person(who)?.patient(body.patience()))
}

fn told(outcome: &Outcome) -> Json<Value> {
    Json(json!(outcome))
}

fn message_of(discord: &Discord, channel: u64, message: u64) -> Json<Value> {
    let found = discord.look(|state| state.message(channel, message).map(|message| state.message_json(message)));
    Json(found.unwrap_or(Value::Null))
}

fn described(state: &State, id: u64, guild: u64) -> Value {
    let mut out = state.user_json(id);
    if let Some(member) = state.guilds.get(&guild).and_then(|guild| state.member_json(guild, id, false)) {
        out["member"] = member;
    }
    out
}

fn guild_of(state: &State, body: &Body) -> Result<u64, Refused> {
    match body.0.get("guild") {
        None | Some(Value::Null) => Ok(state.first_guild()),
        Some(_) => Ok(body.id("guild")?),
    }
}

fn roles_of(state: &State, body: &Body) -> Result<Option<Vec<u64>>, Refused> {
    body.texts("roles").map(|names| names.iter().map(|name| state.find_role(name)).collect()).transpose()
}

/// The language a body names, one that Discord has.
pub(super) fn locale_of(body: &Body) -> Result<Option<String>, Refused> {
    let Some(locale) = body.0["locale"].as_str() else { return Ok(None) };
    if LOCALES.contains(&locale) {
        return Ok(Some(locale.to_owned()));
    }
    Err(Refused::new(format!("there is no locale {locale:?}, only {}", LOCALES.join(", "))))
}

pub(super) async fn create(Extract(discord): Extract<Discord>, body: Body) -> Answer {
    let name = body.text("name")?;
    discord.with(|state| {
        if state.users.values().any(|user| user.name == name) {
            return Err(Refused::new(format!("there is a person {name:?} already")));
        }
        let (guild, roles) = (guild_of(state, &body)?, roles_of(state, &body)?.unwrap_or_default());
        let at = state.now() - Duration::days(1);
        // Ids only grow, so an account is as young as the world's last event at the oldest.
        let id = state.ids.next(at);
        let display = body.0["display"].as_str().unwrap_or(name).to_owned();
        let locale = locale_of(&body)?.unwrap_or_else(|| "en-US".to_owned());
        let bot = body.0["bot"] == true;
        state.users.insert(id, User { id, name: name.to_owned(), display: Some(display), bot, locale });
        state.join(guild, id, roles);
        state.tell_member("GUILD_MEMBER_ADD", guild, id);
        Ok(Json(described(state, id, guild)))
    })
}

pub(super) async fn change(Extract(discord): Extract<Discord>, Path(who): Path<String>, body: Body) -> Answer {
    discord.with(|state| {
        let (id, guild) = (state.find_person(&who)?, guild_of(state, &body)?);
        let roles = roles_of(state, &body)?;
        if let Some(user) = state.users.get_mut(&id) {
            if let Some(display) = body.0["display"].as_str() {
                user.display = Some(display.to_owned());
            }
            if let Some(locale) = locale_of(&body)? {
                user.locale = locale;
            }
        }
        let mut event = "GUILD_MEMBER_UPDATE";
        match body.0["member"].as_bool() {
            Some(false) => {
                event = "GUILD_MEMBER_REMOVE";
                state.guilds.get_mut(&guild).and_then(|guild| guild.members.remove(&id));
            }
            Some(true) => {
                event = "GUILD_MEMBER_ADD";
                state.join(guild, id, Vec::new());
            }
            None => {}
        }
        if let Some(member) = state.guilds.get_mut(&guild).and_then(|guild| guild.members.get_mut(&id)) {
            if let Some(roles) = roles {
                member.roles = roles;
            }
            if let Some(nick) = body.0.get("nick") {
                member.nick = nick.as_str().map(str::to_owned);
            }
        }
        if body.0["silent"] != true {
            state.tell_member(event, guild, id);
        }
        Ok(Json(described(state, id, guild)))
    })
}

pub(super) async fn commands(
    Extract(discord): Extract<Discord>,
    Path(who): Path<String>,
    Query(query): Asked,
) -> Answer {
    let channel = discord.channel(query.get("channel").map_or("", String::as_str))?;
    Ok(Json(json!(discord.person(&who)?.commands(channel)?)))
}

pub(super) async fn command(Extract(discord): Extract<Discord>, Path(who): Path<String>, body: Body) -> Answer {
    let channel = body.channel(&discord)?;
    let person = person(&discord, &who, &body)?;
    Ok(told(&person.command(channel, body.text("command")?, body.0["options"].clone()).await?))
}

pub(super) async fn autocomplete(Extract(discord): Extract<Discord>, Path(who): Path<String>, body: Body) -> Answer {
    let channel = body.channel(&discord)?;
    let person = person(&discord, &who, &body)?;
    let typed = body.0["value"].as_str().unwrap_or_default();
    let (command, option) = (body.text("command")?, body.text("option")?);
    Ok(told(&person.autocomplete(channel, command, option, typed, body.0["options"].clone()).await?))
}

pub(super) async fn message_command(Extract(discord): Extract<Discord>, Path(who): Path<String>, body: Body) -> Answer {
    let channel = body.channel(&discord)?;
    let person = person(&discord, &who, &body)?;
    Ok(told(&person.message_command(channel, body.id("message")?, body.text("command")?).await?))
}

pub(super) async fn user_command(Extract(discord): Extract<Discord>, Path(who): Path<String>, body: Body) -> Answer {
    let channel = body.channel(&discord)?;
    let user = discord.look(|state| state.find_user(body.text("user")?))?;
    Ok(told(&person(&discord, &who, &body)?.user_command(channel, user, body.text("command")?).await?))
}

pub(super) async fn click(Extract(discord): Extract<Discord>, Path(who): Path<String>, body: Body) -> Answer {
    let channel = body.channel(&discord)?;
    let person = person(&discord, &who, &body)?;
    Ok(told(&person.click(channel, body.id("message")?, body.text("button")?).await?))
}

pub(super) async fn select(Extract(discord): Extract<Discord>, Path(who): Path<String>, body: Body) -> Answer {
    let channel = body.channel(&discord)?;
    let person = person(&discord, &who, &body)?;
    let values = body.texts("values").unwrap_or_default();
    Ok(told(&person.select(channel, body.id("message")?, body.text("menu")?, &values).await?))
}

pub(super) async fn modal(Extract(discord): Extract<Discord>, Path(who): Path<String>, body: Body) -> Answer {
    let person = person(&discord, &who, &body)?;
    Ok(told(&person.submit_modal(body.id("interaction")?, body.0["values"].clone()).await?))
}

pub(super) async fn forge(Extract(discord): Extract<Discord>, Path(who): Path<String>, body: Body) -> Answer {
    let channel = body.channel(&discord)?;
    let person = person(&discord, &who, &body)?;
    let kind = match body.0["type"].as_u64() {
        Some(2) => Kind::Command,
        Some(3) => Kind::Component,
        Some(4) => Kind::Autocomplete,
        Some(5) => Kind::Modal,
        _ => return Err(Refused::new("\"type\" must be 2, 3, 4 or 5")),
    };
    let source = body.id("message").ok();
    let id = discord.with(|state| state.begin(kind, person.id(), channel, source, &body.0["data"]))?;
    Ok(told(&person.outcome(id).await?))
}

pub(super) async fn interaction(
    Extract(discord): Extract<Discord>,
    Path(id): Path<u64>,
    Query(query): Asked,
) -> Answer {
    let patience = std::time::Duration::from_millis(number(&query, "wait_ms", 0));
    Ok(told(&discord.outcome(id, patience).await?))
}

pub(super) async fn write(Extract(discord): Extract<Discord>, Path(who): Path<String>, body: Body) -> Answer {
    let channel = body.channel(&discord)?;
    let person = person(&discord, &who, &body)?;
    let reply_to = body.0.get("reply_to").filter(|id| !id.is_null()).map(|_| body.id("reply_to")).transpose()?;
    let files = body.0["attachments"].as_array().cloned().unwrap_or_default();
    let content = body.0["content"].as_str().unwrap_or_default();
    let message = person.write_with(channel, content, reply_to, &files)?;
    Ok(message_of(&discord, channel, message))
}

pub(super) async fn edit(
    Extract(discord): Extract<Discord>,
    Path((who, message)): Path<(String, u64)>,
    body: Body,
) -> Answer {
    let channel = body.channel(&discord)?;
    person(&discord, &who, &body)?.edit(channel, message, body.text("content")?)?;
    Ok(message_of(&discord, channel, message))
}

pub(super) async fn delete(
    Extract(discord): Extract<Discord>,
    Path((who, message)): Path<(String, u64)>,
    Query(query): Asked,
) -> Answer {
    let channel = match query.get("channel") {
        Some(name) => discord.channel(name)?,
        None => discord.look(|state| state.channel_of(message)).unwrap_or(0),
    };
    discord.person(&who)?.delete(channel, message)?;
    Ok(Json(json!({})))
}

pub(super) async fn react(Extract(discord): Extract<Discord>, Path(who): Path<String>, body: Body) -> Answer {
    let channel = body.channel(&discord)?;
    person(&discord, &who, &body)?.react(channel, body.id("message")?, body.text("emoji")?)?;
    Ok(Json(json!({})))
}

pub(super) async fn unreact(Extract(discord): Extract<Discord>, Path(who): Path<String>, body: Body) -> Answer {
    let channel = body.channel(&discord)?;
    person(&discord, &who, &body)?.unreact(channel, body.id("message")?, body.text("emoji")?)?;
    Ok(Json(json!({})))
}

pub(super) async fn typing(Extract(discord): Extract<Discord>, Path(who): Path<String>, body: Body) -> Answer {
    let channel = body.channel(&discord)?;
    person(&discord, &who, &body)?.types(channel)?;
    Ok(Json(json!({})))
}

pub(super) async fn dm(Extract(discord): Extract<Discord>, Path(who): Path<String>) -> Answer {
    let person = discord.person(&who)?.id();
    let channel = discord.with(|state| state.dm_with(person));
    Ok(Json(json!({ "id": sid(channel), "type": 1 })))
}

pub(super) async fn thread(
    Extract(discord): Extract<Discord>,
    Path((who, thread)): Path<(String, String)>,
    body: Body,
) -> Answer {
    let thread = discord.channel(&thread)?;
    let person = person(&discord, &who, &body)?;
    if let Some(locked) = body.0["locked"].as_bool() {
        person.lock(thread, locked)?;
    }
    if let Some(archived) = body.0["archived"].as_bool() {
        person.archive(thread, archived)?;
    }
    let whole = discord.look(|state| state.channels.get(&thread).map(|channel| state.channel_json(channel)));
    Ok(Json(whole.unwrap_or(Value::Null)))
}

pub(super) async fn delete_thread(
    Extract(discord): Extract<Discord>,
    Path((who, thread)): Path<(String, String)>,
) -> Answer {
    let thread = discord.channel(&thread)?;
    discord.person(&who)?.delete_thread(thread)?;
    Ok(Json(json!({})))
}

pub(super) async fn view(Extract(discord): Extract<Discord>, Path(who): Path<String>, Query(query): Asked) -> Answer {
    let channel = discord.channel(query.get("channel").map_or("", String::as_str))?;
    Ok(Json(json!(discord.person(&who)?.view(channel))))
}
