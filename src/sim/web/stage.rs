//! `/director/live`: a WebSocket that shows the director's panel what goes over the wire, `{wire}`,
//! and how bot, clock, faults and scenario stand, `{stage}`. It listens to nothing.

use std::time::Duration;

use axum::extract::State as Extract;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use serde_json::{Value, json};
use tokio::time::{MissedTickBehavior, interval};

use super::{Shared, director};

/// How often the wire and the stage are looked at; nothing announces them.
const GLANCE: Duration = Duration::from_millis(200);

/// Upgrades.
pub(super) async fn connect(Extract(shared): Extract<Shared>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.max_message_size(1024).on_upgrade(move |socket| async move {
        let _ = Watcher { shared, socket, stage: Value::Null, wire: 0 }.watch().await;
    })
}

struct Watcher {
    shared: Shared,
    socket: WebSocket,
    stage: Value,
    wire: u64,
}

/// The page is gone.
struct Gone;

impl Watcher {
    async fn watch(&mut self) -> Result<(), Gone> {
        let mut ticks = interval(GLANCE);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let stop = self.shared.stop.clone();
        loop {
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                said = self.socket.recv() => match said {
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(Gone),
                    Some(Ok(_)) => {}
                },
                _ = ticks.tick() => self.glance().await?,
            }
        }
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
