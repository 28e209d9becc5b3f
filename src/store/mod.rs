//! EDGE OUT. What survives a restart: small records in a few fixed trees, written in
//! batches that are durable when the call returns.
//!
//! [`Store`] is all the shell knows; [`SledStore`] keeps it on disk. What a record means
//! is its owner's business; [`record`] gives it a kind, a version and a checksum.

mod committer;
mod directory;
mod disk;
mod error;
pub mod export;
mod meta;
mod open;
mod pieces;
pub mod record;
mod replace;
mod restore;
mod salvage;

#[cfg(test)]
mod tests;

use async_trait::async_trait;

pub use disk::SledStore;
pub use error::StoreError;
pub use restore::{Imported, Repair, import, repair};
pub use salvage::{Salvage, is_restored, salvage};

/// A key and its value.
pub type Pair = (Vec<u8>, Vec<u8>);

/// Where a record lives. Few and fixed: sled keeps every tree it ever saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tree {
    /// Which thread belongs to which session, and the checkpoint of each.
    Threads,
    /// Posts owed to Discord.
    Outbox,
    /// Words owed to Jules.
    Inbox,
    /// Sessions being started, so that a kill between two calls is noticed.
    Starts,
    /// What was set for a channel.
    Channels,
    /// One prompt for several repositories, and how far it got.
    Batches,
    /// Threads that are posts of a forum, and what their tags tell.
    Posts,
    /// Keys that were entrusted, sealed.
    Keys,
}

impl Tree {
    /// Every tree, in the order in which they are numbered.
    pub const ALL: [Self; 8] = [
        Self::Threads,
        Self::Outbox,
        Self::Inbox,
        Self::Starts,
        Self::Channels,
        Self::Batches,
        Self::Posts,
        Self::Keys,
    ];

    /// The name on disk. Never change one.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Threads => "threads",
            Self::Outbox => "outbox",
            Self::Inbox => "inbox",
            Self::Starts => "starts",
            Self::Channels => "channels",
            Self::Batches => "batches",
            Self::Posts => "posts",
            Self::Keys => "keys",
        }
    }

    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

/// Changes that become durable together or not at all, applied in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    changes: Vec<Change>,
}

/// One key given a value, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Change {
    tree: Tree,
    key: Vec<u8>,
    value: Option<Vec<u8>>,
}

impl Batch {
    /// Sets `key`, whatever it held.
    pub fn put(&mut self, tree: Tree, key: impl Into<Vec<u8>>, value: Vec<u8>) {
        self.changes.push(Change { tree, key: key.into(), value: Some(value) });
    }

    /// Removes `key`; nothing happens if it is not there.
    pub fn drop(&mut self, tree: Tree, key: impl Into<Vec<u8>>) {
        self.changes.push(Change { tree, key: key.into(), value: None });
    }

    /// Appends the changes of `other`, to be committed with these.
    pub fn append(&mut self, other: Self) {
        self.changes.extend(other.changes);
    }

    /// Whether there is nothing to commit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// What survives a restart. One process at a time holds it.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Applies a batch, all or nothing. It is durable, power loss included, when this returns.
    ///
    /// Dropping the future does not take the batch back: it may still be applied.
    /// After [`StoreError::Full`] the store works again as soon as there is room; until then
    /// reads mostly work, too.
    ///
    /// # Errors
    /// After any error it is unknown whether the batch survives; read before repeating.
    async fn commit(&self, batch: Batch) -> Result<(), StoreError>;

    /// The value of `key`.
    ///
    /// # Errors
    /// When the value cannot be read.
    fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Every pair whose key starts with `prefix`, in order of the keys.
    ///
    /// # Errors
    /// When one of them cannot be read; never a part of them.
    fn scan(&self, tree: Tree, prefix: &[u8]) -> Result<Vec<Pair>, StoreError>;

    /// The same, one by one: of thousands nobody needs to hold all. `take` must not ask the
    /// store: commits wait for it, and whatever reads would wait for them.
    ///
    /// # Errors
    /// As [`Store::scan`]; what was read before stays read.
    fn each(&self, tree: Tree, prefix: &[u8], take: &mut dyn FnMut(Pair)) -> Result<(), StoreError>;

    /// Commits what is queued, then lets go of the directory. Later calls fail with [`StoreError::Closed`].
    ///
    /// # Errors
    /// When what was queued could not be written.
    async fn close(&self) -> Result<(), StoreError>;
}
