//! A conversation's durable side: its checkpoint, what it owes Discord (outbox) and
//! what it owes Jules (inbox). One call to [`Ledger::record`] is one transaction.

use std::collections::VecDeque;
use std::sync::Arc;

use serenity::model::id::{ChannelId, MessageId};

use super::opening::Opening;
use super::tags::Post;
use crate::crash;
use crate::session::checkpoint::Checkpoint;
use crate::session::effect::{Effect, Owed, Telling, Word};
use crate::session::input::Time;
use crate::store::record::{self, Record, RecordError};
use crate::store::{Batch, Store, StoreError, Tree};

impl Record for Checkpoint {
    const KIND: u8 = 1;
    const VERSION: u8 = 1;
}

impl Record for Owed {
    const KIND: u8 = 2;
    const VERSION: u8 = 1;
}

impl Record for Word {
    const KIND: u8 = 3;
    const VERSION: u8 = 1;
}

impl Record for Opening {
    const KIND: u8 = 4;
    const VERSION: u8 = 1;
}

/// Why the ledger cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record cannot be read or written.
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// Something that was owed and is settled: its row can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// A row of the outbox.
    Post(u64),
    /// A row of the inbox.
    Word(u64),
}

/// One conversation's rows.
pub struct Ledger {
    store: Arc<dyn Store>,
    thread: ChannelId,
    outbox: VecDeque<(u64, Owed)>,
    inbox: VecDeque<Word>,
    next: u64,
}

impl Ledger {
    /// Reads what a thread still owes.
    ///
    /// # Errors
    /// The store cannot be read, or holds a row this version does not understand.
    pub fn load(store: Arc<dyn Store>, thread: ChannelId) -> Result<Self, LedgerError> {
        let prefix = thread.get().to_be_bytes();
        let mut outbox = VecDeque::new();
        for (key, value) in store.scan(Tree::Outbox, &prefix)? {
            outbox.push_back((number_of(&key), record::decode(&value)?));
        }
        let mut inbox = VecDeque::new();
        for (_, value) in store.scan(Tree::Inbox, &prefix)? {
            inbox.push_back(record::decode(&value)?);
        }
        let next = outbox.back().map_or(1, |(number, _)| number + 1);
        Ok(Self { store, thread, outbox, inbox, next })
    }

    /// Turns a start into a conversation, in one transaction.
    ///
    /// # Errors
    /// The conversation is not durable; the start still is.
    pub async fn begin(
        store: Arc<dyn Store>,
        opening: &Opening,
        checkpoint: &Checkpoint,
        effects: &[Effect],
    ) -> Result<(), LedgerError> {
        let thread = checkpoint.place.thread;
        let mut ledger = Self { store, thread, outbox: VecDeque::new(), inbox: VecDeque::new(), next: 1 };
        let mut batch = ledger.batch(checkpoint, effects, None)?;
        batch.drop(Tree::Starts, opening.key());
        if opening.forum {
            // What its tags tell, nobody has looked at yet.
            let post = Post { forum: opening.channel, shows: None };
            batch.put(Tree::Posts, thread_key(thread), record::encode(&post)?);
        }
        Ok(ledger.store.commit(batch).await?)
    }

    /// What is owed to Discord, oldest first.
    pub fn outbox(&self) -> &VecDeque<(u64, Owed)> {
        &self.outbox
    }

    /// What is owed to Jules, oldest first.
    pub fn inbox(&self) -> &VecDeque<Word> {
        &self.inbox
    }

    /// Makes what a comparison with the thread has found durable, in one transaction: the
    /// checkpoint, what is owed besides, and the posts that turned out to be there.
    ///
    /// # Errors
    /// Nothing of it is durable.
    pub async fn rewrite(
        &mut self,
        checkpoint: &Checkpoint,
        effects: &[Effect],
        settled: &[u64],
        more: Batch,
    ) -> Result<(), LedgerError> {
        self.outbox.retain(|(number, _)| !settled.contains(number));
        let mut batch = more;
        for number in settled {
            batch.drop(Tree::Outbox, self.key(*number));
        }
        batch.append(self.batch(checkpoint, effects, None)?);
        Ok(self.store.commit(batch).await?)
    }

    /// Makes one step durable: the new checkpoint, what it newly owes, and the row
    /// whose outcome led to it. `busy` is the outbox row being carried out right now.
    ///
    /// # Errors
    /// The step is not durable, and nothing of it may be acted upon.
    pub async fn record(
        &mut self,
        checkpoint: &Checkpoint,
        effects: &[Effect],
        settled: Option<Settled>,
        busy: Option<u64>,
    ) -> Result<(), LedgerError> {
        let mut batch = self.batch(checkpoint, effects, busy)?;
        match settled {
            Some(Settled::Post(number)) => {
                self.outbox.retain(|(owed, _)| *owed != number);
                batch.drop(Tree::Outbox, self.key(number));
            }
            Some(Settled::Word(id)) => {
                self.inbox.retain(|word| word.id != id);
                batch.drop(Tree::Inbox, self.key(id));
            }
            None => {}
        }
        crash::point("before_commit");
        self.store.commit(batch).await?;
        crash::point("after_commit");
        Ok(())
    }

    fn batch(&mut self, checkpoint: &Checkpoint, effects: &[Effect], busy: Option<u64>) -> Result<Batch, LedgerError> {
        let mut batch = Batch::default();
        batch.put(Tree::Threads, thread_key(self.thread), record::encode(checkpoint)?);
        for effect in effects {
            match effect {
                Effect::Owe(owed) => self.owe(owed.clone(), busy, &mut batch)?,
                Effect::Tell(word) => {
                    batch.put(Tree::Inbox, self.key(word.id), record::encode(word)?);
                    self.inbox.push_back(word.clone());
                }
                Effect::Retell { word, text } => self.retell(*word, text, &mut batch)?,
                Effect::Untell { word } => {
                    self.inbox.retain(|owed| owed.id != *word);
                    batch.drop(Tree::Inbox, self.key(*word));
                }
                Effect::Reply(_) => {}
            }
        }
        Ok(batch)
    }

    fn retell(&mut self, id: u64, text: &str, batch: &mut Batch) -> Result<(), LedgerError> {
        let key = self.key(id);
        let Some(word) = self.inbox.iter_mut().find(|word| word.id == id) else { return Ok(()) };
        if let Telling::Message { text: old, .. } = &mut word.what {
            text.clone_into(old);
        }
        batch.put(Tree::Inbox, key, record::encode(word)?);
        Ok(())
    }

    /// The word that carries a message of the thread, while Jules cannot have heard it.
    pub fn queued(&self, message: MessageId) -> Option<u64> {
        let queued = |word: &&Word| word.attempted.is_none() && carries(word, message);
        self.inbox.iter().find(queued).map(|word| word.id)
    }

    /// Whether a message of the thread is what Jules is told next, or right now.
    pub fn is_next(&self, message: MessageId) -> bool {
        self.inbox.front().is_some_and(|word| carries(word, message))
    }

    /// Notes, before an attempt, that Jules may have heard a word from now on.
    ///
    /// # Errors
    /// The note is not durable: the attempt must not be made.
    pub async fn attempt(&mut self, id: u64, now: Time) -> Result<(), LedgerError> {
        let Some(word) = self.inbox.iter_mut().find(|word| word.id == id) else { return Ok(()) };
        word.attempted = Some(now);
        let value = record::encode(word)?;
        let mut batch = Batch::default();
        batch.put(Tree::Inbox, self.key(id), value);
        self.store.commit(batch).await?;
        crash::point("after_attempt");
        Ok(())
    }

    /// Takes back that Jules may have heard a word: it was looked for long enough.
    pub fn unheard(&mut self, id: u64) {
        for word in self.inbox.iter_mut().filter(|word| word.id == id) {
            word.attempted = None;
        }
    }

    fn owe(&mut self, owed: Owed, busy: Option<u64>, batch: &mut Batch) -> Result<(), LedgerError> {
        let replaced =
            self.outbox.iter_mut().find(|(number, row)| Some(*number) != busy && is_edit_of_same_card(row, &owed));
        let number = if let Some((number, row)) = replaced {
            // What cannot wait stays urgent, whatever replaces it.
            *row = merge(row, owed);
            *number
        } else {
            let number = self.next;
            self.next += 1;
            self.outbox.push_back((number, owed));
            number
        };
        if let Some((_, row)) = self.outbox.iter().find(|(row, _)| *row == number) {
            batch.put(Tree::Outbox, self.key(number), record::encode(row)?);
        }
        Ok(())
    }

    fn key(&self, number: u64) -> Vec<u8> {
        [self.thread.get().to_be_bytes(), number.to_be_bytes()].concat()
    }
}

/// The key of a thread's checkpoint.
pub fn thread_key(thread: ChannelId) -> Vec<u8> {
    thread.get().to_be_bytes().to_vec()
}

/// The thread that a key begins with.
pub fn thread_of(key: &[u8]) -> Option<ChannelId> {
    number_at(key, 0).filter(|id| *id != 0).map(ChannelId::new)
}

fn number_of(key: &[u8]) -> u64 {
    number_at(key, 8).unwrap_or_default()
}

fn number_at(key: &[u8], at: usize) -> Option<u64> {
    key.get(at..at + 8).and_then(|bytes| bytes.try_into().ok()).map(u64::from_be_bytes)
}

fn carries(word: &Word, message: MessageId) -> bool {
    matches!(&word.what, Telling::Message { message: Some(id), .. } if *id == message)
}

fn is_edit_of_same_card(row: &Owed, owed: &Owed) -> bool {
    matches!((row, owed), (Owed::Edit { key: old, .. }, Owed::Edit { key: new, .. }) if old == new)
}

fn merge(old: &Owed, new: Owed) -> Owed {
    match (old, new) {
        (Owed::Edit { lazy: was, .. }, Owed::Edit { key, body, lazy }) => Owed::Edit { key, body, lazy: lazy && *was },
        (_, new) => new,
    }
}
