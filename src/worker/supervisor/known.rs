//! What can be said of the conversations without asking them.

use std::collections::{BTreeSet, HashSet};
use std::sync::PoisonError;

use serenity::model::id::{ChannelId, GuildId, MessageId};
use tracing::error;

use super::Supervisor;
use crate::jules::model::SessionId;
use crate::session::checkpoint::Checkpoint;
use crate::session::effect::{Telling, Word};
use crate::store::{Tree, record};
use crate::worker::{Accounts, Guarded, ledger};

impl Supervisor {
    /// Whether a channel is one of our threads.
    #[must_use]
    pub fn has(&self, thread: ChannelId) -> bool {
        self.homes().contains_key(&thread)
    }

    /// All our threads, in no order.
    #[must_use]
    pub fn threads(&self) -> Vec<ChannelId> {
        self.homes().keys().copied().collect()
    }

    /// The guilds they are in.
    #[must_use]
    pub fn guilds(&self) -> Vec<GuildId> {
        self.guilds.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }

    /// The threads with messages that are still on their way to Jules and cannot have been heard.
    #[must_use]
    pub fn queueing(&self) -> BTreeSet<ChannelId> {
        let rows = self.shell.store.scan(Tree::Inbox, &[]).unwrap_or_default();
        let queueing = |(key, value): (Vec<u8>, Vec<u8>)| queued(&value).and_then(|_| ledger::thread_of(&key));
        rows.into_iter().filter_map(queueing).collect()
    }

    /// The messages of a thread that are still on their way to Jules and cannot have been heard,
    /// with what Jules would be told.
    #[must_use]
    pub fn queued_messages(&self, thread: ChannelId) -> Vec<(MessageId, String)> {
        let rows = self.shell.store.scan(Tree::Inbox, &ledger::thread_key(thread)).unwrap_or_default();
        rows.into_iter().filter_map(|(_, value)| queued(&value)).collect()
    }

    /// The messages of a thread were compared with what Jules is to be told: it may be told.
    pub fn release(&self, thread: ChannelId) {
        self.shell.restored.release(thread);
    }

    /// What a thread's conversation last stored.
    #[must_use]
    pub fn checkpoint(&self, thread: ChannelId) -> Option<Checkpoint> {
        let value = self.shell.store.get(Tree::Threads, &ledger::thread_key(thread)).ok()??;
        record::decode(&value).ok()
    }

    /// Every conversation as last stored, in no order.
    #[must_use]
    pub fn checkpoints(&self) -> Vec<Checkpoint> {
        self.each(Some)
    }

    /// What `take` wants of every conversation as last stored, in no order. There may be
    /// thousands: they are read one by one.
    pub fn each<T>(&self, mut take: impl FnMut(Checkpoint) -> Option<T>) -> Vec<T> {
        let mut taken = Vec::new();
        let read = self.shell.store.each(Tree::Threads, &[], &mut |(_, value)| {
            taken.extend(record::decode(&value).ok().and_then(&mut take));
        });
        if let Err(error) = read {
            error!(%error, "the conversations could not be read");
        }
        taken
    }

    /// The accounts at Jules.
    #[must_use]
    pub fn accounts(&self) -> &Accounts {
        &self.shell.accounts
    }

    /// The way to Jules for a conversation; none if its key was revoked.
    #[must_use]
    pub fn jules(&self, conversation: &Checkpoint) -> Option<Guarded> {
        self.shell.jules(conversation.task.account)
    }

    /// Whether a thread's conversation has to end because its key was revoked.
    pub(super) fn is_cut_off(&self, thread: ChannelId) -> bool {
        self.checkpoint(thread).is_some_and(|known| self.shell.is_cut_off(&known))
    }

    /// The sessions that are known, as a server sees them.
    #[must_use]
    pub fn sessions_for(&self, guild: GuildId) -> KnownSessions {
        let mut known = KnownSessions::default();
        self.each(|conversation| {
            let session = conversation.session?;
            if conversation.place.guild != guild {
                known.elsewhere.insert(session);
            } else if !conversation.closed {
                known.tied.insert(session);
            }
            None::<()>
        });
        known
    }
}

/// The sessions that are known, as a server sees them.
#[derive(Debug, Default)]
pub struct KnownSessions {
    /// Those that have a thread here in which they are relayed.
    pub tied: HashSet<SessionId>,
    /// Those of other servers: here they do not exist.
    pub elsewhere: HashSet<SessionId>,
}

/// The message that a row of the inbox carries, while Jules cannot have heard it, and its words.
fn queued(row: &[u8]) -> Option<(MessageId, String)> {
    let Word { what, attempted: None, .. } = record::decode(row).ok()? else { return None };
    let Telling::Message { text, message } = what else { return None };
    Some((message?, text))
}
