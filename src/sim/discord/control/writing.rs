//! Routes for what people write, react with and open. Each names a verb of [`Person`].
//!
//! [`Person`]: crate::sim::people::Person

use axum::Json;
use axum::extract::{Path, Query, State as Extract};
use serde_json::{Value, json};

use super::super::Discord;
use super::people::person;
use super::{Answer, Asked, Body};

fn message_of(discord: &Discord, channel: u64, message: u64) -> Json<Value> {
    let found = discord.look(|state| state.message(channel, message).map(|message| state.message_json(message)));
    Json(found.unwrap_or(Value::Null))
}

fn channel_of(discord: &Discord, channel: u64) -> Json<Value> {
    let found = discord.look(|state| state.channels.get(&channel).map(|channel| state.channel_json(channel)));
    Json(found.unwrap_or(Value::Null))
}

pub(super) async fn write(Extract(discord): Extract<Discord>, Path(who): Path<String>, body: Body) -> Answer {
    let channel = body.channel(&discord)?;
    let person = person(&discord, &who, &body)?;
    let message = person.say(channel, &body.0)?;
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

pub(super) async fn forward(Extract(discord): Extract<Discord>, Path(who): Path<String>, body: Body) -> Answer {
    let (channel, to) = (body.channel(&discord)?, discord.channel(body.text("to")?)?);
    let message = person(&discord, &who, &body)?.forward(channel, body.id("message")?, to)?;
    Ok(message_of(&discord, to, message))
}

pub(super) async fn vote(Extract(discord): Extract<Discord>, Path(who): Path<String>, body: Body) -> Answer {
    let channel = body.channel(&discord)?;
    let answers = body.texts("answers").unwrap_or_default();
    let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
    person(&discord, &who, &body)?.vote(channel, body.id("message")?, &answers)?;
    Ok(message_of(&discord, channel, body.id("message")?))
}

pub(super) async fn pin(Extract(discord): Extract<Discord>, Path(who): Path<String>, body: Body) -> Answer {
    let channel = body.channel(&discord)?;
    person(&discord, &who, &body)?.pin(channel, body.id("message")?, true)?;
    Ok(Json(json!({})))
}

pub(super) async fn unpin(Extract(discord): Extract<Discord>, Path(who): Path<String>, body: Body) -> Answer {
    let channel = body.channel(&discord)?;
    person(&discord, &who, &body)?.pin(channel, body.id("message")?, false)?;
    Ok(Json(json!({})))
}

pub(super) async fn post(Extract(discord): Extract<Discord>, Path(who): Path<String>, body: Body) -> Answer {
    let forum = body.channel(&discord)?;
    let tags = body.texts("tags").unwrap_or_default();
    let person = person(&discord, &who, &body)?;
    let id = discord.with(|state| state.person_posts(person.id(), forum, body.text("name")?, &body.0, &tags))?;
    Ok(channel_of(&discord, id))
}

pub(super) async fn open_thread(Extract(discord): Extract<Discord>, Path(who): Path<String>, body: Body) -> Answer {
    let channel = body.channel(&discord)?;
    let on = if body.0["message"].is_null() { None } else { Some(body.id("message")?) };
    let private = body.0["private"] == true;
    let id = person(&discord, &who, &body)?.open_thread(channel, body.text("name")?, on, private)?;
    Ok(channel_of(&discord, id))
}

pub(super) async fn join(
    Extract(discord): Extract<Discord>,
    Path((who, thread)): Path<(String, String)>,
    body: Body,
) -> Answer {
    let (thread, person) = (discord.channel(&thread)?, person(&discord, &who, &body)?);
    let user = body.0["user"].as_str().map(|user| discord.look(|state| state.find_user(user))).transpose()?;
    person.add(thread, user.unwrap_or(person.id()))?;
    Ok(Json(json!({})))
}

pub(super) async fn leave(Extract(discord): Extract<Discord>, Path((who, thread)): Path<(String, String)>) -> Answer {
    let thread = discord.channel(&thread)?;
    discord.person(&who)?.leave(thread)?;
    Ok(Json(json!({})))
}

pub(super) async fn thread(
    Extract(discord): Extract<Discord>,
    Path((who, thread)): Path<(String, String)>,
    body: Body,
) -> Answer {
    let thread = discord.channel(&thread)?;
    let person = person(&discord, &who, &body)?;
    if let Some(name) = body.0["name"].as_str() {
        person.rename(thread, name)?;
    }
    if let Some(tags) = body.texts("tags") {
        person.tag(thread, &tags.iter().map(String::as_str).collect::<Vec<_>>())?;
    }
    if let Some(locked) = body.0["locked"].as_bool() {
        person.lock(thread, locked)?;
    }
    if let Some(archived) = body.0["archived"].as_bool() {
        person.archive(thread, archived)?;
    }
    Ok(channel_of(&discord, thread))
}

pub(super) async fn delete_thread(
    Extract(discord): Extract<Discord>,
    Path((who, thread)): Path<(String, String)>,
) -> Answer {
    let thread = discord.channel(&thread)?;
    discord.person(&who)?.delete_thread(thread)?;
    Ok(Json(json!({})))
}
