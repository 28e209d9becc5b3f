//! The gateway socket: HELLO, then frames in and events out until one side ends it.

mod hello;
pub(crate) mod hub;
mod line;

use std::collections::HashMap;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{ConnectInfo, Query, State as Extract};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use tokio::time::Instant;

use self::hub::Order;
use self::line::Line;
use super::Discord;
use super::wire::Switch;

/// A client may send so many frames a minute.
const FRAMES_PER_MINUTE: usize = 120;
/// And so many bytes in one.
const FRAME_BYTES: usize = 4096;

/// What the socket does after a frame.
pub(super) enum Then {
    GoOn,
    Say(Value),
    Close(u16, &'static str),
}

/// Takes a WebSocket in.
pub(super) async fn accept(
    Extract(discord): Extract<Discord>,
    ConnectInfo(switch): ConnectInfo<Switch>,
    Query(query): Query<HashMap<String, String>>,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Response {
    let refusing = discord.with(|state| state.hub.refusing(state.now()));
    if refusing {
        switch.cut();
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    match upgrade {
        Err(refused) => refused.into_response(),
        Ok(upgrade) => {
            let tracker = discord.tasks().clone();
            let zlib = query.get("compress").is_some_and(|kind| kind == "zlib-stream");
            upgrade.on_upgrade(move |socket: WebSocket| {
                tracker.track_future(serve(discord, Line::new(socket, zlib), switch))
            })
        }
    }
}

async fn serve(discord: Discord, mut line: Line, switch: Switch) {
    let mut changes = discord.changes();
    let (number, every) = discord.with(|state| {
        let number = state.hub.connect(switch);
        state.record_gateway("connected", &json!({ "connection": number }));
        (number, state.settings.heartbeat)
    });
    let ended = converse(&discord, &mut line, &mut changes, number, every).await;
    discord.with(|state| {
        let now = state.now();
        state.hub.disconnect(number, ended, now);
        state.record_gateway("disconnected", &json!({ "connection": number, "session_ended": ended }));
    });
}

/// Talks until the end; true when the client ended its session (close 1000 or 1001).
async fn converse(
    discord: &Discord,
    line: &mut Line,
    changes: &mut tokio::sync::watch::Receiver<u64>,
    number: u64,
    every: Duration,
) -> bool {
    let hello = json!({ "op": 10, "s": null, "t": null,
                        "d": { "heartbeat_interval": every.as_millis(), "_trace": ["[\"sim\"]"] } });
    if !line.say(hello.to_string()).await {
        return false;
    }
    let mut frames: Vec<Instant> = Vec::new();
    let mut heard = Instant::now();
    loop {
        let frame = tokio::select! {
            () = discord.root().cancelled() => return false,
            () = tokio::time::sleep_until(heard + every * 2) => {
                line.close(Some(4009), "Session timed out.").await;
                return false;
            }
            news = changes.changed() => {
                if news.is_err() || !deliver(discord, line, number).await {
                    return false;
                }
                continue;
            }
            frame = line.hear() => frame,
        };
        let text = match frame {
            Some(Ok(Message::Text(text))) => text.to_string(),
            Some(Ok(Message::Binary(bytes))) => String::from_utf8_lossy(&bytes).into_owned(),
            Some(Ok(Message::Close(frame))) => {
                return frame.is_some_and(|frame| matches!(frame.code, 1000 | 1001));
            }
            Some(Ok(_)) => continue,
            Some(Err(_)) | None => return false,
        };
        heard = Instant::now();
        frames.retain(|at| at.elapsed() < Duration::from_mins(1));
        frames.push(heard);
        let then = if frames.len() > FRAMES_PER_MINUTE {
            Then::Close(4008, "Rate limited.")
        } else if text.len() > FRAME_BYTES {
            Then::Close(4002, "Error while decoding payload.")
        } else {
            discord.with(|state| state.hear(number, &text))
        };
        match then {
            Then::GoOn => {}
            Then::Say(value) => {
                if !line.say(value.to_string()).await {
                    return false;
                }
            }
            Then::Close(code, reason) => {
                discord.with(|state| state.record_gateway("closed", &json!({ "code": code, "reason": reason })));
                line.close(Some(code), reason).await;
                return false;
            }
        }
    }
}

/// Sends what is owed; false when the conversation is over.
async fn deliver(discord: &Discord, line: &mut Line, number: u64) -> bool {
    let parcel = discord.quietly(|state| state.hub.take(number));
    for text in parcel.texts {
        if !line.say(text.to_string()).await {
            return false;
        }
    }
    for order in parcel.orders {
        match order {
            Order::Say(text) => {
                if !line.say(text).await {
                    return false;
                }
            }
            Order::Close(code, reason) => {
                line.close(code, reason).await;
                return false;
            }
        }
    }
    if parcel.orphaned {
        line.close(Some(4000), "Session is gone or was resumed elsewhere.").await;
    }
    !parcel.orphaned
}
