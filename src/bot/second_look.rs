//! A second look at messages whose words are on their way: they may have been edited or deleted
//! while nobody listened. Until it was taken, a restart holds them (`worker/restored.rs`).

use std::collections::HashMap;

use serenity::model::id::{ChannelId, MessageId};

use super::{Edge, backfill, replies};
use crate::discord::{Message, WriteError};
use crate::session::amends::Amended;
use crate::worker::Unavailable;

/// Why it has to be taken again.
#[derive(Debug, thiserror::Error)]
pub enum Unsure {
    /// Discord cannot be read.
    #[error(transparent)]
    Discord(#[from] WriteError),
    /// A change could not be handed over.
    #[error(transparent)]
    Conversation(#[from] Unavailable),
}

impl Unsure {
    /// We may not read there: repeating it leads nowhere.
    pub fn is_forbidden(&self) -> bool {
        matches!(self, Self::Discord(error) if error.is_forbidden())
    }
}

/// Compares what a thread's people wrote with what Jules is to be told, and hands every
/// difference over. From then on it may be told.
///
/// # Errors
/// Nothing is known of some of it: to be repeated.
pub async fn take(edge: &Edge, thread: ChannelId) -> Result<(), Unsure> {
    let queued = edge.supervisor.queued_messages(thread);
    let ids: Vec<MessageId> = queued.iter().map(|(message, _)| *message).collect();
    let found = read(edge, thread, &ids).await?;
    for (message, text) in queued {
        let now = match found.get(&message) {
            None => Amended::Deleted,
            Some(found) => {
                let said = backfill::known(edge, thread, found).and_then(|now| replies::said(&now, edge.me));
                match said {
                    Some(said) if said.text == text => continue,
                    Some(said) => Amended::Says(said),
                    None => Amended::Aside,
                }
            }
        };
        match edge.supervisor.amend(thread, message, now).await {
            Ok(()) | Err(Unavailable::NoSession) => {}
            Err(error) => return Err(error.into()),
        }
    }
    edge.supervisor.release(thread);
    Ok(())
}

/// The messages of these that are still there: by pages, for there may be a hundred of them.
async fn read(edge: &Edge, thread: ChannelId, wanted: &[MessageId]) -> Result<HashMap<MessageId, Message>, WriteError> {
    let mut found = HashMap::new();
    for id in wanted {
        if found.contains_key(id) {
            continue;
        }
        if wanted.len() > 1 {
            let before = MessageId::new(id.get().saturating_sub(1).max(1));
            let page = edge.writer.messages_after(thread, before, backfill::AT_ONCE).await?;
            found.extend(page.into_iter().map(|message| (message.id, message)));
        }
        if !found.contains_key(id) {
            // A history that we may not read is empty: only this says that a message is gone.
            match edge.writer.message(thread, *id).await {
                Ok(message) => drop(found.insert(*id, message)),
                Err(error) if error.is_gone() => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(found)
}
