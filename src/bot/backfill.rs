//! What the gateway did not bring: which threads have something new, and their messages after
//! the last one that was taken, read by REST and judged like any other.

use std::collections::HashMap;

use serenity::model::channel::MessageType;
use serenity::model::id::{ChannelId, MessageId};
use tracing::warn;

use super::Edge;
use super::replies::{Incoming, Voice};
use crate::discord::{Message, WriteError};
use crate::session::checkpoint::{Checkpoint, Place};

/// Messages of one thread that are fetched at once.
pub const AT_ONCE: usize = 100;

/// The newest message of every thread that is not archived; writing brings an archived one back.
pub async fn newest(edge: &Edge) -> Result<HashMap<ChannelId, MessageId>, WriteError> {
    let mut newest = HashMap::new();
    for guild in edge.supervisor.guilds() {
        match edge.writer.active_threads(guild).await {
            Ok(threads) => {
                newest.extend(threads.iter().filter_map(|thread| Some((thread.id, thread.last_message?))));
            }
            // Thrown out of it, or it is down: there is nothing to read either.
            Err(error) if error.is_forbidden() || error.code().is_some() => {
                warn!(%guild, %error, "the threads of a server cannot be listed");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(newest)
}

/// The next messages of a thread that nobody has looked at, oldest first, and whether there
/// are more. `from` is where the thread was read up to.
pub async fn missed(edge: &Edge, known: &Checkpoint, from: MessageId) -> Result<(Vec<Incoming>, bool), WriteError> {
    let messages = edge.writer.messages_after(known.place.thread, from, AT_ONCE).await?;
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
    Ok((missed, messages.len() == AT_ONCE))
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

/// A message that was read by itself, if its thread is one of ours.
pub fn known(edge: &Edge, thread: ChannelId, message: &Message) -> Option<Incoming> {
    let known = edge.supervisor.checkpoint(thread)?;
    let mut incoming = from_history(edge, message, &known.place);
    incoming.addresses_us |=
        known.cards.values().any(|card| card.message.is_some() && card.message == message.reference);
    Some(incoming)
}
