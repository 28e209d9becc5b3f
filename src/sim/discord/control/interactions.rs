//! Routes for what people start: commands, presses, choices, modals. Each names a verb of [`Person`].
//!
//! [`Person`]: crate::sim::people::Person

use axum::Json;
use axum::extract::{Path, Query, State as Extract};
use serde_json::{Value, json};

use super::super::Discord;
use super::super::interact::Kind;
use super::people::person;
use super::{Answer, Asked, Body, number};
use crate::sim::people::{Outcome, Refused};

fn told(outcome: &Outcome) -> Json<Value> {
    Json(json!(outcome))
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

pub(super) async fn interaction_text(
    Extract(discord): Extract<Discord>,
    Path(id): Path<u64>,
) -> Result<String, Refused> {
    discord.interaction_text(id)
}
