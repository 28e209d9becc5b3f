//! Messages of our own account that this program did not write: somebody else has its token.
//! Every post of ours carries a nonce, and Discord tells it to us with the event; the first
//! message of a forum's post cannot have one.

use std::time::Duration;

use serenity::model::channel::{Message, MessageType};
use serenity::model::id::{ChannelId, MessageId};
use tokio::time::Instant;
use tracing::{error, warn};

use super::Edge;
use crate::audit::Fact;

/// Told this often, however many there are.
const TOLD_EVERY: Duration = Duration::from_hours(1);

/// Whether one of our account's messages lacks what ours have.
#[must_use]
pub fn is_strange(message: &Message) -> bool {
    let written = matches!(message.kind, MessageType::Regular | MessageType::InlineReply);
    let answers = message.webhook_id.is_some() || message.interaction_metadata.is_some();
    let opens_post = message.id.get() == message.channel_id.get();
    written && !answers && !opens_post && message.nonce.is_none()
}

/// Those that were met.
#[derive(Debug, Default)]
pub struct Strangers {
    count: u64,
    told: Option<Instant>,
}

impl Strangers {
    /// Writes down that there is one.
    pub async fn met(&mut self, edge: &Edge, channel: ChannelId, message: MessageId) {
        self.count += 1;
        if self.told.is_some_and(|told| told.elapsed() < TOLD_EVERY) {
            return;
        }
        self.told = Some(Instant::now());
        error!(
            %channel, %message, count = self.count,
            "our account has written what this bot did not: if no other program of yours uses its token, \
             make a new one in the developer portal"
        );
        let fact = Fact {
            channel: Some(channel.get()),
            event: Some(message.get()),
            ..Fact::of_program("a message that is not ours")
        };
        if let Err(error) = edge.supervisor.gate().audit().record(fact).await {
            warn!(%error, "a message that is not ours was not written down");
        }
    }
}
