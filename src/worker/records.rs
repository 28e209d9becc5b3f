//! What each tree of the store holds, for those who look at a store from outside.

use serenity::model::id::ChannelId;

use super::batch::Run;
use super::channels::ChannelSettings;
use super::keys::StoredKey;
use super::ledger::thread_of;
use super::opening::Opening;
use super::tags::Post;
use crate::session::checkpoint::Checkpoint;
use crate::session::effect::{Owed, Word};
use crate::store::Tree;
use crate::store::record::{RecordError, decode};

/// Sees that a record can be read by this version.
///
/// # Errors
/// Why not.
pub fn examine(tree: Tree, value: &[u8]) -> Result<(), RecordError> {
    match tree {
        Tree::Threads => decode::<Checkpoint>(value).map(drop),
        Tree::Outbox => decode::<Owed>(value).map(drop),
        Tree::Inbox => decode::<Word>(value).map(drop),
        Tree::Starts => decode::<Opening>(value).map(drop),
        Tree::Channels => decode::<ChannelSettings>(value).map(drop),
        Tree::Batches => decode::<Run>(value).map(drop),
        Tree::Posts => decode::<Post>(value).map(drop),
        Tree::Keys => decode::<StoredKey>(value).map(drop),
    }
}

/// The thread that a record is about, where it is about one.
#[must_use]
pub fn thread(tree: Tree, key: &[u8]) -> Option<ChannelId> {
    match tree {
        Tree::Threads | Tree::Outbox | Tree::Inbox | Tree::Posts => thread_of(key),
        Tree::Starts | Tree::Channels | Tree::Batches | Tree::Keys => None,
    }
}
