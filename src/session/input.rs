//! What the machine has to know about: people, Jules, and what came of its effects.

use chrono::{DateTime, Utc};
use serenity::model::id::MessageId;

use super::action::Action;
use super::amends::Amendment;
use super::effect::{Owed, Word};
use crate::jules::Cursor;
use crate::jules::model::{Activity, Session};

/// Something the machine has to know about.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// A person wants something.
    User(Action),
    /// A reply in the thread, which also moves the mark up to which the thread was read.
    Reply(Action, MessageId),
    /// A reply in the thread is not what it was.
    Amended(Amendment),
    /// Jules moved.
    Jules(Update),
    /// The session is gone upstream.
    Gone,
    /// Jules does not accept the key that somebody entrusted for this conversation.
    KeyRefused,
    /// The key this conversation worked with was revoked.
    CutOff,
    /// The thread is gone from Discord, or closed to us for good.
    ThreadGone,
    /// The thread is closed to us until a person does something, and that was said.
    Held,
    /// Something owed to the thread came out.
    Shown(Owed, Shown),
    /// A word came out.
    Told(Word, Told),
    /// Its batch is about to begin the task anew in another thread.
    HandOn,
    /// Time passed; see [`crate::session::Machine::wake_at`].
    Tick,
}

/// What the feed brought. The cursor is the position after it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Update {
    /// The session, when it was read.
    pub session: Option<Box<Session>>,
    /// New activities, in order.
    pub activities: Vec<Activity>,
    /// How many more there were that this version cannot read.
    pub skipped: usize,
    /// Where to read on.
    pub cursor: Cursor,
}

/// What became of something owed to the thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Done; for a post, this is the message.
    Done(Option<MessageId>),
    /// Discord will not have it, ever.
    Refused(String),
    /// There is no such message: somebody deleted it, or it was never posted.
    Missing,
}

/// What became of a word.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// Jules has it.
    Done,
    /// The session exists.
    Created(Box<Session>),
    /// The plan to approve is no longer the newest.
    Superseded,
    /// The plan had been approved before we asked.
    AlreadyApproved,
    /// Jules will not have it: the reason, in words for a person.
    Refused(String),
}

/// When something happened or is due.
pub type Time = DateTime<Utc>;
