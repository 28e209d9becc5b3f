//! `GET /control/live`: a WebSocket that shows what somebody sees, as it changes.
//!
//! The client says who looks and where, `{as, channel?, newest?}` with ids as texts, as often as that
//! changes; it is told `{set: {key: thing}, gone: [keys], fresh?}` of the [`Sight`], `{typing}`, and
//! `{refused}` when there is no such person. `fresh` begins anew: what was told before is of no use.

use std::time::Duration;

use axum::extract::State as Extract;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::sleep;

use super::super::Discord;
use crate::sim::people::{Person, Sight};

/// What happens together is told together.
const TOGETHER: Duration = Duration::from_millis(30);
/// The most messages somebody is shown at once.
const MOST: usize = 1_000;

/// Upgrades.
pub(super) async fn connect(Extract(discord): Extract<Discord>, upgrade: WebSocketUpgrade) -> Response {
    let tracker = discord.tasks().clone();
    // A client says where it looks, and nothing longer.
    upgrade
        .max_message_size(4 * 1024)
        .on_upgrade(move |socket| tracker.track_future(Watcher::new(discord, socket).run()))
}

/// Who looks, and where.
#[derive(Debug, Deserialize)]
struct Look {
    r#as: String,
    #[serde(default)]
    channel: Option<String>,
    #[serde(default)]
    newest: Option<usize>,
}

struct Eyes {
    person: Person,
    channel: Option<u64>,
    newest: usize,
}

struct Watcher {
    discord: Discord,
    socket: WebSocket,
    eyes: Option<Eyes>,
    sight: Sight,
}

/// The client is gone.
struct Gone;

impl Watcher {
    fn new(discord: Discord, socket: WebSocket) -> Self {
        Self { discord, socket, eyes: None, sight: Sight::default() }
    }

    async fn run(mut self) {
        let _ = self.watch().await;
    }

    async fn watch(&mut self) -> Result<(), Gone> {
        let mut news = self.discord.changes();
        let mut feed = self.discord.feed();
        let stop = self.discord.root().clone();
        loop {
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                said = self.socket.recv() => match said {
                    Some(Ok(Message::Text(text))) => self.turn(&text).await?,
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(Gone),
                    Some(Ok(_)) => {}
                },
                changed = news.changed() => {
                    changed.map_err(|_| Gone)?;
                    sleep(TOGETHER).await;
                    news.mark_unchanged();
                    self.show(false).await?;
                }
                event = feed.recv() => match event {
                    Ok(event) if event["kind"] == "typing" => self.say(&json!({ "typing": event["data"] })).await?,
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return Err(Gone),
                },
            }
        }
    }

    /// Somebody else looks, or elsewhere.
    async fn turn(&mut self, text: &str) -> Result<(), Gone> {
        let look: Look = match serde_json::from_str(text) {
            Ok(look) => look,
            Err(error) => return self.say(&json!({ "refused": format!("that cannot be read: {error}") })).await,
        };
        match self.discord.person(&look.r#as) {
            Err(refused) => self.say(&json!({ "refused": refused.reason })).await,
            Ok(person) => {
                let channel = look.channel.and_then(|id| id.parse().ok());
                let newest = look.newest.unwrap_or(100).min(MOST);
                let same = |eyes: &Eyes| eyes.person.id() == person.id() && eyes.channel == channel;
                let fresh = !self.eyes.as_ref().is_some_and(same);
                self.eyes = Some(Eyes { person, channel, newest });
                self.show(fresh).await
            }
        }
    }

    /// Tells what has changed; all of it to a client that knows nothing.
    async fn show(&mut self, fresh: bool) -> Result<(), Gone> {
        let Some(eyes) = &self.eyes else { return Ok(()) };
        let sight = eyes.person.sight(eyes.channel, eyes.newest);
        let before = if fresh { Sight::default() } else { std::mem::take(&mut self.sight) };
        let news = sight.since(&before);
        self.sight = sight;
        let Some(mut news) = news else { return Ok(()) };
        if fresh {
            news["fresh"] = json!(true);
        }
        self.say(&news).await
    }

    async fn say(&mut self, message: &Value) -> Result<(), Gone> {
        self.socket.send(Message::Text(message.to_string().into())).await.map_err(|_| Gone)
    }
}
