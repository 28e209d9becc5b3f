//! What the gateway did not bring: a thread's messages after the last one that was
//! taken, read by REST and judged like any other.

use serenity::model::channel::MessageType;
use serenity::model::id::ChannelId;

use super::Edge;
use super::replies::{Incoming, Voice};
use crate::discord::{Message, WriteError};
use crate::session::checkpoint::Place;

/// Messages of one thread that are fetched at once.
const AT_ONCE: usize = 500;

/// The messages of a thread that nobody has looked at, oldest first.
pub async fn missed(edge: &Edge, thread: ChannelId) -> Result<Vec<Incoming>, WriteError> {
    let Some(known) = edge.supervisor.checkpoint(thread) else { return Ok(vec![]) };
    let messages = edge.writer.messages_after(thread, known.heard, AT_ONCE).await?;
    let ours = |id| messages.iter().any(|message| message.id == id && message.author_id == edge.me);
    let mut missed = Vec::new();
    for message in &messages {
        let answers_us = match message.reference {
            Some(id) => ours(id) || known.cards.values().any(|card| card.message == Some(id)),
            None => false,
        };
        let mut incoming = from_history(edge, message, &known.place);
        incoming.addresses_us |= answers_us;
        missed.push(incoming);
    }
    Ok(missed)
}

fn from_history(edge: &Edge, message: &Message, place: &Place) -> Incoming {
    Incoming {
        id: message.id,
        channel: place.thread,
        guild: Some(place.guild),
        author: message.author_id,
        roles: None,
        voice: Voice::of(MessageType::from(message.kind), message.author_is_bot || message.webhook),
        content: message.content.clone(),
        addresses_us: message.content.contains(&format!("<@{}>", edge.me)),
    }
}
