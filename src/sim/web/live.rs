//! The live connection of one page: what its person sees, whoever types, what goes over the wire.
//!
//! The page says who looks and where, `{as, channel?, newest?}`, as often as that changes; it is
//! told `{fresh, set, gone}` of the sight, `{typing}`, `{wire}`, `{stage}`, and `{refused}`.

use std::time::Duration;

use axum::extract::State as Extract;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::{Shared, director};
use crate::sim::people::{Person, Sight};

/// What happens together is told together.
const TOGETHER: Duration = Duration::from_millis(30);
/// How often the wire and the stage are looked at; nothing announces them.
const GLANCE: Duration = Duration::from_millis(200);
/// The most messages a page is shown at once.
const MOST: usize = 1_000;

/// Upgrades.
pub(super) async fn connect(Extract(shared): Extract<Shared>, upgrade: WebSocketUpgrade) -> Response {
    // A page says where it looks, and nothing longer.
    upgrade.max_message_size(4 * 1024).on_upgrade(move |socket| Watcher::new(shared, socket).run())
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
    shared: Shared,
    socket: WebSocket,
    eyes: Option<Eyes>,
    sight: Sight,
    stage: Value,
    wire: u64,
}

/// The page is gone.
struct Gone;

impl Watcher {
    fn new(shared: Shared, socket: WebSocket) -> Self {
        Self { shared, socket, eyes: None, sight: Sight::default(), stage: Value::Null, wire: 0 }
    }

    async fn run(mut self) {
        let _ = self.watch().await;
    }

    async fn watch(&mut self) -> Result<(), Gone> {
        let mut news = self.shared.discord.changes();
        let mut feed = self.shared.discord.feed();
        let mut ticks = interval(GLANCE);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let stop = self.shared.stop.clone();
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
                _ = ticks.tick() => self.glance().await?,
            }
        }
    }

    /// Somebody else looks, or elsewhere.
    async fn turn(&mut self, text: &str) -> Result<(), Gone> {
        let Ok(look) = serde_json::from_str::<Look>(text) else { return Ok(()) };
        match self.shared.discord.person(&look.r#as) {
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

    /// Tells what has changed; all of it to a page that knows nothing.
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

    async fn glance(&mut self) -> Result<(), Gone> {
        let (newest, lines) = self.shared.wire.after(self.wire);
        self.wire = newest;
        if !lines.is_empty() {
            let lines: Vec<&Value> = lines.iter().map(AsRef::as_ref).collect();
            self.say(&json!({ "wire": lines })).await?;
        }
        let stage = director::stage(&self.shared);
        if stage != self.stage {
            self.say(&json!({ "stage": stage })).await?;
            self.stage = stage;
        }
        Ok(())
    }

    async fn say(&mut self, message: &Value) -> Result<(), Gone> {
        self.socket.send(Message::Text(message.to_string().into())).await.map_err(|_| Gone)
    }
}
