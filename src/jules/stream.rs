//! One session's activities as a stream, for those who watch one or two; for
//! many, the feed costs less.

use std::collections::VecDeque;
use std::time::Instant;

use futures::Stream;
use futures::stream::unfold;
use tokio_util::sync::CancellationToken;

use super::ask::Pulse;
use super::cursor::Cursor;
use super::model::{Activity, Session};
use super::session::SessionClient;
use super::{Error, Jules};

/// What a stream gives.
///
/// ```
/// use futures::StreamExt;
/// use jules_discord::jules::{Cursor, NewSession, Streamed, Until};
///
/// # jules_discord::docs::play(async |jules| {
/// let session = jules.run(NewSession::new("Correct the typo")).await?;
/// let until_the_end = Until { ended: true, ..Until::default() };
/// let mut activities = std::pin::pin!(session.stream_until(Cursor::default(), until_the_end));
/// while let Some(item) = activities.next().await {
///     match item? {
///         Streamed::Activity(activity, cursor) => println!("{:?}, now at {:?}", activity.event, cursor.newest()),
///         Streamed::Skipped(count, _) => println!("{count} things this version cannot read"),
///         Streamed::End(end) => println!("that was all: {end:?}"),
///     }
/// }
/// # Ok(()) });
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Streamed {
    /// An activity, and the position behind it: store it once the activity is dealt with.
    Activity(Box<Activity>, Cursor),
    /// So many activities that this version cannot read, and the position behind
    /// what was given so far.
    Skipped(usize, Cursor),
    /// The last item: why nothing follows.
    End(End),
}

/// Why a stream ended.
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
/// fn in_words(end: &End) -> String {
///     match end {
///         End::Ended(session) => format!("it is {}", session.state.as_str()),
///         End::Deleted => "somebody deleted it".to_owned(),
///         End::Asked => "we stopped listening".to_owned(),
///     }
/// }
/// assert_eq!(in_words(&End::Asked), "we stopped listening");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// The session has completed or failed, and everything was delivered.
    Ended(Box<Session>),
    /// The session does not exist (any more).
    Deleted,
    /// The caller asked.
    Asked,
}

/// When a stream shall end by itself.
///
/// ```
/// use futures::StreamExt;
/// use jules_discord::jules::{Cursor, End, NewSession, Streamed, Until};
/// use tokio_util::sync::CancellationToken;
///
/// # jules_discord::docs::play(async |jules| {
/// let session = jules.session(NewSession::new("Refactor todo/dates.py")).await?;
/// let asked = CancellationToken::new();
/// let until = Until { asked: asked.clone(), ..Until::default() };
/// asked.cancel();
/// let items: Vec<_> = session.stream_until(Cursor::default(), until).collect().await;
/// assert!(matches!(items.last(), Some(Ok(Streamed::End(End::Asked)))));
/// # Ok(()) });
/// ```
#[derive(Debug, Clone, Default)]
pub struct Until {
    /// When the session has completed or failed. It may be woken again later.
    pub ended: bool,
    /// When this is cancelled.
    pub asked: CancellationToken,
}

impl SessionClient {
    /// The activities after a position, once each, oldest first, for as long as
    /// the session exists. Waits through `QUEUED`; faults that may pass are given
    /// as `Err` only after a whole round of retries, and the stream goes on;
    /// after a permanent error it ends.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// use futures::StreamExt;
    /// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
    ///
    /// let mut activities = session.stream(Cursor::default());
    /// while let Some(item) = activities.next().await {
    ///     if let Streamed::Activity(activity, cursor) = item? {
    ///         println!("{:?}, stored as {}", activity.event, serde_json::to_string(&cursor)?);
    ///         break; // it goes on for as long as the session exists
    ///     }
    /// }
    /// # Ok(()) });
    /// ```
    pub fn stream(&self, cursor: Cursor) -> impl Stream<Item = Result<Streamed, Error>> + Send + use<> {
        self.stream_until(cursor, Until::default())
    }

    /// As [`SessionClient::stream`], ending when `until` says so.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// use futures::StreamExt;
    /// # let session = jules.run(NewSession::new("Correct a typo")).await?;
    ///
    /// let until = Until { ended: true, ..Until::default() };
    /// let items: Vec<_> = session.stream_until(Cursor::default(), until).collect().await;
    /// assert!(matches!(items.last(), Some(Ok(Streamed::End(End::Ended(_))))));
    /// # Ok(()) });
    /// ```
    pub fn stream_until(
        &self,
        cursor: Cursor,
        until: Until,
    ) -> impl Stream<Item = Result<Streamed, Error>> + Send + use<> {
        let jules: &Jules = &self.jules;
        let state = State {
            pulse: Pulse::new(jules.settings()),
            session: self.clone(),
            cursor: cursor.clone(),
            delivered: cursor,
            ready: VecDeque::new(),
            skipped: 0,
            missed: None,
            begun: false,
            news: false,
            over: false,
            until,
        };
        Box::pin(unfold(state, |mut state| async move {
            let item = state.next().await?;
            Some((item, state))
        }))
    }
}

struct State {
    session: SessionClient,
    pulse: Pulse,
    /// How far was read.
    cursor: Cursor,
    /// How far was delivered.
    delivered: Cursor,
    ready: VecDeque<Activity>,
    /// How many could not be read, and were not told yet.
    skipped: usize,
    /// Since when the session does not show.
    missed: Option<Instant>,
    /// Whether anything was read yet, and whether the last read brought anything.
    begun: bool,
    news: bool,
    over: bool,
    until: Until,
}

impl State {
    async fn next(&mut self) -> Option<Result<Streamed, Error>> {
        loop {
            if self.over {
                return None;
            }
            let skipped = std::mem::take(&mut self.skipped);
            let next = if skipped > 0 { None } else { self.ready.pop_front() };
            if let Some(activity) = &next {
                self.delivered.pass(activity.id.as_str(), activity.create_time);
            }
            // Behind the last one of a read stands exactly what was read.
            if self.ready.is_empty() {
                self.delivered = self.cursor.clone();
            }
            if skipped > 0 {
                return Some(Ok(Streamed::Skipped(skipped, self.delivered.clone())));
            }
            if let Some(activity) = next {
                return Some(Ok(Streamed::Activity(Box::new(activity), self.delivered.clone())));
            }
            let asked = self.until.asked.clone();
            let step = tokio::select! {
                () = asked.cancelled() => Ok(Some(End::Asked)),
                step = self.read() => step,
            };
            match step {
                Ok(None) => {}
                Ok(Some(end)) => {
                    self.over = true;
                    return Some(Ok(Streamed::End(end)));
                }
                Err(error) => {
                    self.over = error.is_permanent();
                    return Some(Err(error));
                }
            }
        }
    }

    /// Reads on until there is something, or it is over.
    async fn read(&mut self) -> Result<Option<End>, Error> {
        loop {
            if std::mem::replace(&mut self.begun, true) {
                self.pulse.beat(std::mem::take(&mut self.news)).await;
            }
            // The state first: what it includes is then among the activities.
            let ended = if self.until.ended { self.ended().await? } else { None };
            match self.session.read_some(&self.cursor).await {
                Ok(reading) => {
                    self.missed = None;
                    self.cursor = reading.cursor;
                    self.ready.extend(reading.activities);
                    self.begun = !reading.more; // go on at once
                    self.skipped = reading.skipped;
                }
                Err(Error::NotFound { .. }) => {
                    let missed = *self.missed.get_or_insert_with(Instant::now);
                    // One never seen may be too new to show.
                    if !self.cursor.is_start() || missed.elapsed() >= self.session.jules.settings().ghost_wait {
                        return Ok(Some(End::Deleted));
                    }
                }
                Err(error) => return Err(error),
            }
            if !self.ready.is_empty() || self.skipped > 0 {
                self.news = true;
                return Ok(None);
            }
            if let Some(session) = ended.filter(|_| self.begun) {
                return Ok(Some(End::Ended(Box::new(session))));
            }
        }
    }

    /// The session, if it has ended. Late activities get their time to show.
    async fn ended(&mut self) -> Result<Option<Session>, Error> {
        let session = match self.session.info().await {
            Err(Error::NotFound { .. }) => return Ok(None), // the read will tell
            outcome => outcome?,
        };
        if !session.state.is_ended() {
            return Ok(None);
        }
        tokio::time::sleep(self.session.jules.settings().overlap).await;
        Ok(Some(session))
    }
}
