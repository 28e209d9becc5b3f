//! Channels and their permissions, as an administrator would change them.

use axum::Json;
use axum::extract::{Path, Query, State as Extract};
use serde_json::{Value, json};

use super::super::Discord;
use super::super::forum::with_tag_ids;
use super::super::model::{FORUM, MEDIA, Overwrite, TEXT};
use super::super::post::Draft;
use super::super::state::State;
use super::guilds::{bits_of, guild_of};
use super::{Answer, Asked, Body};
use crate::sim::people::Refused;

/// Every channel and thread.
pub(super) fn all_channels(state: &State) -> Value {
    state.channels.values().map(|channel| state.channel_json(channel)).collect()
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
            16 => MEDIA,
            4 => 4,
            5 => 5,
            _ => return Err(Refused::new("\"type\" must be 0 (text), 4, 5, 15 (forum) or 16 (media)")),
        };
        let now = state.now();
        let id = state.found_channel(guild, kind, body.text("name")?, None, now);
        let patch = patch_of(state, id, &body)?;
        state.amend_channel(id, &patch);
        state.tell_channel("CHANNEL_CREATE", id);
        Ok(Json(channel_json(state, id)))
    })
}

fn channel_json(state: &State, id: u64) -> Value {
    state.channels.get(&id).map_or(Value::Null, |channel| state.channel_json(channel))
}

/// What a control body means for a channel, in the words of Discord's own API.
fn patch_of(state: &State, id: u64, body: &Body) -> Result<Value, Refused> {
    let mut patch = body.0.clone();
    if let Some(seconds) = body.0.get("slowmode") {
        patch["rate_limit_per_user"] = seconds.clone();
    }
    let Some(channel) = state.channels.get(&id) else { return Ok(patch) };
    let Some(tags) = body.0["tags"].as_array() else { return Ok(patch) };
    if channel.thread.is_some() {
        let names = body.texts("tags").unwrap_or_default();
        patch["applied_tags"] = json!(state.tags_named(channel, &names)?);
    } else {
        let known = |name: &Value| channel.tags.iter().find(|tag| tag["name"] == *name).cloned();
        let named = |tag: &Value| match tag {
            Value::String(_) => known(tag).unwrap_or_else(|| json!({ "name": tag })),
            _ => tag.clone(),
        };
        patch["available_tags"] = json!(with_tag_ids(&channel.tags, &tags.iter().map(named).collect::<Vec<_>>(), id));
    }
    Ok(patch)
}

pub(super) async fn change_channel(Extract(discord): Extract<Discord>, Path(name): Path<String>, body: Body) -> Answer {
    discord.with(|state| {
        let id = state.find_channel(&name)?;
        let patch = patch_of(state, id, &body)?;
        let guild = state.channels.get(&id).and_then(|channel| channel.guild);
        let owner = guild.and_then(|id| state.guilds.get(&id)).map_or(0, |guild| guild.owner);
        state.change_channel(id, &patch, owner);
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
        let guild = match state.channels.get(&id) {
            Some(channel) if channel.thread.is_none() => channel.guild.unwrap_or(0),
            _ => return Err(Refused::new("a thread has the permissions of its parent")),
        };
        state.regrant(guild, |state| state.overwrite(id, Overwrite { id: target, member, allow, deny }));
        Ok(Json(channel_json(state, id)))
    })
}

pub(super) async fn create_webhook(Extract(discord): Extract<Discord>, body: Body) -> Answer {
    let channel = body.channel(&discord)?;
    discord.with(|state| {
        let guild = state.channels.get(&channel).and_then(|place| place.guild);
        let owner = guild.and_then(|id| state.guilds.get(&id)).map_or(0, |guild| guild.owner);
        let id = state.found_webhook(channel, body.text("name")?, owner);
        Ok(Json(state.webhooks.get(&id).map_or(Value::Null, |hook| state.webhook_json(hook))))
    })
}

pub(super) async fn write_as_webhook(Extract(discord): Extract<Discord>, Path(id): Path<u64>, body: Body) -> Answer {
    let thread = body.0["thread"].as_str().map(|name| discord.channel(name)).transpose()?;
    let posted = discord.with(|state| super::super::rest::as_hook(state, id, thread, &body.0));
    Ok(Json(posted.ok_or_else(|| Refused::missing("there is no such webhook"))?))
}

pub(super) async fn say_as_discord(Extract(discord): Extract<Discord>, Path(name): Path<String>, body: Body) -> Answer {
    let channel = discord.channel(&name)?;
    discord.with(|state| {
        let author = state.find_user(body.text("who")?)?;
        let kind = body.0["type"].as_u64().and_then(|kind| u8::try_from(kind).ok());
        let kind = kind.filter(|kind| !super::super::rest::is_said(*kind));
        let kind = kind.ok_or_else(|| Refused::new("\"type\" must be that of a message in Discord's own words"))?;
        let content = body.0["content"].as_str().unwrap_or_default().to_owned();
        let id = state.post(channel, Draft { author, kind, content, ..Draft::default() });
        Ok(Json(state.message(channel, id).map_or(Value::Null, |message| state.message_json(message))))
    })
}
