//! Routes under `/control/people`: who there is, and what they see.

use axum::Json;
use axum::extract::{Path, Query, State as Extract};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use chrono::Duration;
use serde_json::{Value, json};

use super::super::Discord;
use super::super::locale::LOCALES;
use super::super::model::User;
use super::super::state::State;
use super::super::view::sid;
use super::{Answer, Asked, Body};
use crate::sim::people::{Person, Refused};

/// The person a path names.
pub(super) fn person(discord: &Discord, who: &str, body: &Body) -> Result<Person, Refused> {
    Ok(discord.person(who)?.patient(body.patience()))
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
        let (roles, now) = (roles_of(state, &body)?, state.now());
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
            if let Some(millis) = body.0["timeout_ms"].as_i64() {
                member.timed_out = Some(now + Duration::milliseconds(millis)).filter(|_| millis > 0);
            }
        }
        if body.0["silent"] != true {
            state.tell_member(event, guild, id);
        }
        Ok(Json(described(state, id, guild)))
    })
}

pub(super) async fn dm(Extract(discord): Extract<Discord>, Path(who): Path<String>) -> Answer {
    let person = discord.person(&who)?.id();
    let channel = discord.with(|state| state.dm_with(person));
    Ok(Json(json!({ "id": sid(channel), "type": 1 })))
}

pub(super) async fn view(Extract(discord): Extract<Discord>, Path(who): Path<String>, Query(query): Asked) -> Answer {
    let channel = discord.channel(query.get("channel").map_or("", String::as_str))?;
    Ok(Json(json!(discord.person(&who)?.view(channel))))
}

pub(super) async fn pings(Extract(discord): Extract<Discord>, Path(who): Path<String>) -> Answer {
    Ok(Json(json!(discord.person(&who)?.pings())))
}

pub(super) async fn unread(Extract(discord): Extract<Discord>, Path(who): Path<String>) -> Answer {
    Ok(Json(json!(discord.person(&who)?.unread())))
}

pub(super) async fn read(Extract(discord): Extract<Discord>, Path(who): Path<String>, body: Body) -> Answer {
    let channel = body.channel(&discord)?;
    discord.person(&who)?.reads(channel)?;
    Ok(Json(json!({})))
}

pub(super) async fn download(
    Extract(discord): Extract<Discord>,
    Path(who): Path<String>,
    Query(query): Asked,
) -> Result<Response, Refused> {
    let text = |key: &str| query.get(key).map_or("", String::as_str);
    let channel = discord.channel(text("channel"))?;
    let message = text("message").parse().map_err(|_| Refused::new("\"message\" is missing or not an id"))?;
    let (kind, bytes) = discord.person(&who)?.download(channel, message, text("name"))?;
    Ok(([(CONTENT_TYPE, kind)], bytes).into_response())
}
