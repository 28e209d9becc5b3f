//! What the feed and those who watch share: a slot per watch, a desk for notes
//! to the feed. A slot holds at most one update; a session is not read again
//! before that was taken, so a slow reader costs nobody else anything.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use futures::task::AtomicWaker;
use tokio::sync::Notify;

use crate::jules::Error;
use crate::jules::cursor::Cursor;
use crate::jules::model::{Activity, Session, SessionId, SessionState};

/// How soon something is expected of a session.
///
/// ```
/// use jules_discord::jules::{Pace, model::SessionState};
///
/// fn pace(state: &SessionState) -> Pace {
///     match state {
///         SessionState::AwaitingPlanApproval | SessionState::AwaitingUserFeedback => Pace::Waiting,
///         SessionState::Completed | SessionState::Failed => Pace::Parked,
///         _ => Pace::Working,
///     }
/// }
/// # assert_eq!(pace(&SessionState::Planning), Pace::Working);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Pace {
    /// A person just acted, or waits for an answer.
    Urgent = 0,
    /// Jules is working.
    Working = 1,
    /// Parked for a person.
    Waiting = 2,
    /// Ended; it may be woken elsewhere.
    Parked = 3,
}

impl Pace {
    fn from_u8(pace: u8) -> Self {
        match pace {
            0 => Self::Urgent,
            1 => Self::Working,
            2 => Self::Waiting,
            _ => Self::Parked,
        }
    }
}

/// What a watch is told.
///
/// ```
/// use jules_discord::jules::News;
///
/// fn in_words(news: &News) -> String {
///     match news {
///         News::Update { activities, skipped: 0, .. } => format!("{} new activities", activities.len()),
///         News::Update { skipped, .. } => format!("something new, and {skipped} things this version cannot read"),
///         News::Gone => "deleted".to_owned(),
///         News::Refused(error) | News::Trouble(error) => format!("cannot look: {error}"),
///         News::Recovered => "it works again".to_owned(),
///     }
/// }
/// # assert_eq!(in_words(&News::Gone), "deleted");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    /// Something is new. The first one after [`Feed::watch`](super::Feed::watch)
    /// always comes and always holds the session.
    Update {
        /// The session, where it changed or was read again.
        session: Option<Box<Session>>,
        /// New activities, oldest first.
        activities: Vec<Activity>,
        /// Items this version could not read at all.
        skipped: usize,
        /// The position after this update: store it together with what you do about it.
        cursor: Cursor,
    },
    /// The session was deleted. Nothing follows.
    Gone,
    /// The key (or this session to this key) is refused. The feed only probes
    /// now and then, until [`News::Recovered`].
    Refused(Error),
    /// Jules cannot be reached for a while now. Told once.
    Trouble(Error),
    /// After `Refused` or `Trouble`: it works again.
    Recovered,
}

/// The watch's end of the feed. Dropping it ends the watch.
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration; jules_discord::docs::play(async |jules| {
/// # let session = jules.run(NewSession::new("Correct the typo")).await?;
///
/// let feed = Feed::start(jules.clone());
/// let mut watch = feed.watch(session.id().clone(), Cursor::default());
/// while let Some(News::Update { activities, .. }) = watch.next().await {
///     if activities.iter().any(|activity| activity.event == Event::Completed) {
///         break;
///     }
/// }
/// drop(watch); // from now on nothing is read for it
/// # Ok(()) });
/// ```
#[derive(Debug)]
pub struct Watch {
    slot: Arc<Slot>,
    desk: Arc<Desk>,
}

impl Watch {
    pub(super) fn new(slot: Arc<Slot>, desk: Arc<Desk>) -> Self {
        Self { slot, desk }
    }

    /// The next news; `None` once the feed has stopped, the session is gone, or
    /// the same session is watched anew. Cancel-safe: what was not returned stays.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.run(NewSession::new("Correct the typo")).await?;
    ///
    /// let feed = Feed::start(jules.clone());
    /// let mut watch = feed.watch(session.id().clone(), Cursor::default());
    /// let Some(News::Update { cursor, .. }) = watch.next().await else { panic!("it ended") };
    /// # let _ = cursor;
    /// # Ok(()) });
    /// ```
    pub async fn next(&mut self) -> Option<News> {
        poll_fn(|cx| self.poll(cx)).await
    }

    /// The same for whoever follows thousands and has no task to spare for each: looks
    /// without waiting, and wakes the task of the last call once there is something to see.
    ///
    /// ```
    /// # use std::task::{Context, Poll, Waker};
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.run(NewSession::new("Correct the typo")).await?;
    ///
    /// let feed = Feed::start(jules.clone());
    /// let mut watch = feed.watch(session.id().clone(), Cursor::default());
    /// let mut nobody = Context::from_waker(Waker::noop());
    /// assert_eq!(watch.poll(&mut nobody), Poll::Pending, "nothing was read yet");
    /// # Ok(()) });
    /// ```
    pub fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<News>> {
        // Before the look: what comes in between wakes the task, so nothing is missed.
        self.slot.ready.register(cx.waker());
        let mut held = self.slot.held();
        if let Some(news) = held.news.pop_front() {
            drop(held);
            self.desk.touch(&self.slot);
            return Poll::Ready(Some(*news));
        }
        if held.closed { Poll::Ready(None) } else { Poll::Pending }
    }

    /// Says how soon something is expected. `Urgent` is looked at at once.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.run(NewSession::new("Correct the typo")).await?;
    ///
    /// let feed = Feed::start(jules.clone());
    /// let watch = feed.watch(session.id().clone(), Cursor::default());
    /// watch.set_pace(Pace::Urgent); // a person has just asked something
    /// # Ok(()) });
    /// ```
    pub fn set_pace(&self, pace: Pace) {
        self.slot.pace.store(pace as u8, Ordering::Relaxed);
        self.slot.repaced.store(true, Ordering::Release);
        self.desk.touch(&self.slot);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.slot.held().closed = true;
        self.desk.touch(&self.slot);
    }
}

/// One watch's mailbox.
#[derive(Debug)]
pub(super) struct Slot {
    pub key: u64,
    held: Mutex<Held>,
    ready: AtomicWaker,
    pace: AtomicU8,
    repaced: AtomicBool,
    /// A note about this slot lies on the desk.
    touched: AtomicBool,
}

#[derive(Debug, Default)]
struct Held {
    /// Boxed: an empty slot of a parked session shall cost next to nothing.
    news: VecDeque<Box<News>>,
    closed: bool,
}

impl Slot {
    pub(super) fn new(key: u64, pace: Pace) -> Self {
        Self {
            key,
            held: Mutex::default(),
            ready: AtomicWaker::new(),
            pace: AtomicU8::new(pace as u8),
            repaced: AtomicBool::new(false),
            touched: AtomicBool::new(false),
        }
    }

    /// The pace as it was last set.
    pub(super) fn pace(&self) -> Pace {
        Pace::from_u8(self.pace.load(Ordering::Relaxed))
    }

    /// A pace set since the last call.
    pub(super) fn new_pace(&self) -> Option<Pace> {
        let repaced = self.repaced.swap(false, Ordering::Acquire);
        repaced.then(|| self.pace())
    }

    /// Allows the next note.
    pub(super) fn noticed(&self) {
        self.touched.store(false, Ordering::Release);
    }

    /// Nobody listens any more, or nothing follows.
    pub(super) fn is_closed(&self) -> bool {
        self.held().closed
    }

    /// An update waits to be taken.
    pub(super) fn is_full(&self) -> bool {
        self.held().news.iter().any(|news| matches!(**news, News::Update { .. }))
    }

    /// Adds news. What was not taken and no longer holds is left out.
    pub(super) fn push(&self, news: News) {
        let mut held = self.held();
        let standing = |news: &News| matches!(news, News::Refused(_) | News::Trouble(_) | News::Recovered);
        if standing(&news) {
            held.news.retain(|old| !standing(old));
        }
        held.news.push_back(Box::new(news));
        drop(held);
        self.ready.wake();
    }

    /// Nothing follows.
    pub(super) fn close(&self) {
        self.held().closed = true;
        self.ready.wake();
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A note to the feed.
#[derive(Debug)]
pub(super) enum Note {
    /// A new watch, with the state it was left in if it is one of an earlier life.
    Watch { id: SessionId, cursor: Cursor, left: Option<SessionState>, slot: Arc<Slot> },
    /// Something about this slot changed: taken, repaced or closed.
    Touched(u64),
}

/// Where notes wait; at most two per watch.
#[derive(Debug, Default)]
pub(super) struct Desk {
    notes: Mutex<Vec<Note>>,
    pub bell: Notify,
}

impl Desk {
    pub(super) fn add(&self, note: Note) {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).push(note);
        self.bell.notify_one();
    }

    pub(super) fn take(&self) -> Vec<Note> {
        std::mem::take(&mut *self.notes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn touch(&self, slot: &Slot) {
        if !slot.touched.swap(true, Ordering::AcqRel) {
            self.add(Note::Touched(slot.key));
        }
    }
}
