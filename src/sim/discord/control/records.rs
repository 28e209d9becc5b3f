//! What was said and done: messages, transcripts, REST calls, gateway events, and waiting for them.

use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, Query, State as Extract};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;

use super::super::Discord;
use super::{Answer, Asked, number};
use crate::sim::people::Refused;

pub(super) async fn messages(Extract(discord): Extract<Discord>, Path(name): Path<String>) -> Answer {
    let channel = discord.channel(&name)?;
    let list = discord.look(|state| {
        let inside = state.messages.get(&channel).into_iter().flat_map(|inside| inside.values());
        inside.map(|message| state.message_json(message)).collect::<Value>()
    });
    Ok(Json(list))
}

pub(super) async fn transcript(
    Extract(discord): Extract<Discord>,
    Path(name): Path<String>,
    Query(query): Asked,
) -> Result<String, Refused> {
    let channel = discord.channel(&name)?;
    match query.get("as") {
        Some(who) => Ok(discord.person(who)?.transcript(channel)),
        None => Ok(discord.transcript(channel)),
    }
}

pub(super) async fn wait(Extract(discord): Extract<Discord>, Path(name): Path<String>, Query(query): Asked) -> Answer {
    let limit = Duration::from_millis(number(&query, "timeout_ms", 10_000));
    let find = |state: &super::super::state::State| state.find_channel(&name).ok();
    // The thread itself may be what is waited for.
    let channel = discord.until(limit, find).await;
    let channel = channel.ok_or_else(|| Refused::missing(format!("there is no channel {name:?}")))?;
    let (text, author, button) = (query.get("text"), query.get("author"), query.get("button"));
    let after = number(&query, "after", 0);
    let fits = |message: &Value| {
        let newer = message["id"].as_str().and_then(|id| id.parse::<u64>().ok()).is_some_and(|id| id > after);
        // A card's words are in its embeds: look at all that is shown.
        let shown = text.is_none_or(|text| says(message, text));
        let by = author.is_none_or(|author| message["author"]["username"] == author.as_str());
        let pressable = button.is_none_or(|button| has_button(&message["components"], button));
        newer && shown && by && pressable
    };
    if let Some(message) = discord.wait_for(channel, limit, fits).await {
        return Ok(Json(message));
    }
    let shown = discord.transcript(channel);
    Err(Refused::new(format!("no such message came within {limit:?}; the channel shows:\n{shown}")))
}

/// Whether a text is in any string of a message's content, embeds, components or attachment names.
fn says(message: &Value, text: &str) -> bool {
    fn any(value: &Value, text: &str) -> bool {
        match value {
            Value::String(inner) => inner.contains(text),
            Value::Array(list) => list.iter().any(|each| any(each, text)),
            Value::Object(fields) => fields.values().any(|each| any(each, text)),
            _ => false,
        }
    }
    ["content", "embeds", "components", "attachments"].iter().any(|key| any(&message[*key], text))
}

fn has_button(component: &Value, name: &str) -> bool {
    match component {
        Value::Array(list) => list.iter().any(|each| has_button(each, name)),
        Value::Object(_) => {
            let enabled = component["disabled"] != true;
            (enabled && (component["label"] == name || component["custom_id"] == name))
                || has_button(&component["components"], name)
        }
        _ => false,
    }
}

pub(super) async fn delete_message(Extract(discord): Extract<Discord>, Path(message): Path<u64>) -> Answer {
    discord.with(|state| {
        let channel = state.channel_of(message).ok_or_else(|| Refused::missing("there is no such message"))?;
        state.remove(channel, &[message]);
        Ok(Json(json!({})))
    })
}

pub(super) async fn pings(Extract(discord): Extract<Discord>, Query(query): Asked) -> Answer {
    let channel = query.get("channel").map(|name| discord.channel(name)).transpose()?;
    let message = number(&query, "message", 0);
    discord.look(|state| {
        let who = query.get("who").map(|name| state.find_person(name)).transpose()?;
        let fits = |ping: &&super::super::pings::Ping| {
            channel.is_none_or(|channel| ping.channel == channel) && (message == 0 || ping.message == message)
        };
        Ok(Json(state.pings_of(who).filter(fits).map(super::super::pings::Ping::json).collect()))
    })
}

pub(super) async fn calls(Extract(discord): Extract<Discord>, Query(query): Asked) -> Answer {
    let since = number(&query, "since", 0);
    let fits = |call: &Value| {
        let same = |key: &str| query.get(key).is_none_or(|wanted| call[key] == wanted.as_str());
        let within = query.get("path").is_none_or(|part| call["path"].as_str().is_some_and(|path| path.contains(part)));
        same("method") && same("route") && within && call["n"].as_u64().is_some_and(|n| n >= since)
    };
    Ok(Json(discord.look(|state| state.log.calls.iter().filter(|call| fits(call)).cloned().collect())))
}

pub(super) async fn forget_calls(Extract(discord): Extract<Discord>) -> Answer {
    discord.with(|state| state.log.calls.clear());
    Ok(Json(json!({})))
}

pub(super) async fn gateway(Extract(discord): Extract<Discord>) -> Answer {
    let told = discord.look(|state| {
        let sessions = state.hub.sessions.iter().map(|(id, session)| {
            json!({ "session_id": id, "intents": session.intents, "seq": session.seq, "connected": session.alive(),
                    "shard": [session.shard.0, session.shard.1] })
        });
        json!({
            "connections": state.hub.connections.len(), "identified": state.hub.identified,
            "sessions": sessions.collect::<Value>(), "events": state.log.gateway,
        })
    });
    Ok(Json(told))
}

pub(super) async fn events(Extract(discord): Extract<Discord>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let feed = discord.feed();
    let stream = futures::stream::unfold(feed, |mut feed| async move {
        loop {
            match feed.recv().await {
                Ok(event) => return Some((Ok(Event::default().data(event.to_string())), feed)),
                // A slow reader misses some; better than stopping the world.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}
