//! One poller per API key, for any number of sessions.
//!
//! Nothing pushes from Jules, so somebody has to ask; the art is in asking
//! little. One masked list of sessions shows which of them moved; only those are
//! read, and only what is new in them. Since the update time may not move with an
//! activity (jules-api.md 2.5), sessions from which something is expected are
//! swept as well; how often, depends on whether the list has been telling so far.
//!
//! The feed owns one task. It never reads one session twice at a time, and never
//! reads one whose last update was not taken.

mod engine;
mod entry;
mod floors;
mod look;
mod watch;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::Jules;
use super::cursor::Cursor;
use super::model::{SessionId, SessionState};
use engine::Engine;
use watch::{Desk, Note, Slot};
pub use watch::{News, Pace, Watch};

/// The poller of one API key.
///
/// ```
/// # use jules_discord::jules::{Cursor, Feed, News, NewSession, Pace};
/// # jules_discord::docs::play(async |jules| {
/// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
/// let feed = Feed::start(jules);
/// let mut watch = feed.watch(session.id().clone(), Cursor::default());
/// watch.set_pace(Pace::Working);
/// while let Some(news) = watch.next().await {
///     if let News::Update { activities, cursor, .. } = news {
///         println!("{} new, now at {:?}", activities.len(), cursor.newest());
///         # if !activities.is_empty() { break }
///     }
/// }
/// feed.stop().await;
/// # Ok(()) });
/// ```
#[derive(Debug)]
pub struct Feed {
    desk: Arc<Desk>,
    keys: AtomicU64,
    stopping: CancellationToken,
    task: Mutex<Option<JoinHandle<()>>>,
    _stop_on_drop: DropGuard,
}

impl Feed {
    /// Starts the poller's task. Needs a tokio runtime.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// let feed = Feed::start(jules.clone()); // one for each key, for any number of sessions
    /// feed.stop().await;
    /// # Ok(()) });
    /// ```
    #[must_use]
    pub fn start(jules: Jules) -> Self {
        let desk = Arc::new(Desk::default());
        let stopping = CancellationToken::new();
        let engine = Engine::new(jules, Arc::clone(&desk));
        let task = tokio::spawn(engine.run(stopping.clone()));
        Self {
            desk,
            keys: AtomicU64::new(0),
            _stop_on_drop: stopping.clone().drop_guard(),
            stopping,
            task: Mutex::new(Some(task)),
        }
    }

    /// Watches a session from a position on. Starts at [`Pace::Urgent`]. One that
    /// was watched before is watched anew: the older watch ends.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.run(NewSession::new("Correct the typo")).await?;
    ///
    /// let feed = Feed::start(jules.clone());
    /// let mut watch = feed.watch(session.id().clone(), Cursor::default());
    /// assert!(matches!(watch.next().await, Some(News::Update { session: Some(_), .. })));
    /// # Ok(()) });
    /// ```
    pub fn watch(&self, id: SessionId, cursor: Cursor) -> Watch {
        self.add(id, cursor, None, Pace::Urgent)
    }

    /// Takes up a watch of an earlier life, as it was left. A session that waits or
    /// has ended is read when the list shows it elsewhere or newer than the cursor,
    /// and otherwise in its turn, so that thousands of them cost no burst; one that
    /// works is read at once. The first update then comes with the first read.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
    /// # session.wait_for(&[SessionState::AwaitingPlanApproval], Duration::from_secs(60)).await?;
    /// let feed = Feed::start(jules.clone());
    /// let cursor = session.read_since(&Cursor::default()).await?.cursor; // as it was stored
    /// let watch = feed.resume(session.id().clone(), cursor, SessionState::AwaitingPlanApproval, Pace::Waiting);
    /// # drop(watch);
    /// feed.stop().await;
    /// # Ok(()) });
    /// ```
    pub fn resume(&self, id: SessionId, cursor: Cursor, state: SessionState, pace: Pace) -> Watch {
        self.add(id, cursor, Some(state), pace)
    }

    fn add(&self, id: SessionId, cursor: Cursor, left: Option<SessionState>, pace: Pace) -> Watch {
        let slot = Arc::new(Slot::new(self.keys.fetch_add(1, Ordering::Relaxed), pace));
        self.desk.add(Note::Watch { id, cursor, left, slot: Arc::clone(&slot) });
        if self.stopping.is_cancelled() {
            slot.close();
        }
        Watch::new(slot, Arc::clone(&self.desk))
    }

    /// Stops the task and waits for its end; every watch then ends.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.run(NewSession::new("Correct the typo")).await?;
    ///
    /// let feed = Feed::start(jules.clone());
    /// feed.stop().await;
    /// assert_eq!(feed.watch(session.id().clone(), Cursor::default()).next().await, None);
    /// # Ok(()) });
    /// ```
    pub async fn stop(&self) {
        self.stopping.cancel();
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            let _ = task.await;
        }
    }
}
