//! Saying something and getting the answer to *it*: by the server's own history,
//! never by comparing clocks. Our words come back as a `userMessaged` activity;
//! the answer is what the agent does next.

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use tokio::time::timeout;

use super::cursor::Cursor;
use super::history::{find_message, in_order};
use super::model::{Activity, Event, Plan, Session, SessionState};
use super::read::Reading;
use super::session::SessionClient;
use super::{Error, Settings};

/// Times one message is sent at most, each of them looked for in between.
const ATTEMPTS: u32 = 3;

/// What Jules did after our message.
///
/// ```
/// use jules_discord::jules::Answer;
///
/// fn in_words(answer: &Answer) -> String {
///     match answer {
///         Answer::Message { text, .. } => text.clone(),
///         Answer::Plan { plan, .. } => format!("another plan, of {} steps", plan.steps.len()),
///         Answer::Completed { .. } => "done, without a word".to_owned(),
///         Answer::Failed { reason, .. } => format!("gave up: {reason}"),
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// It answered.
    Message {
        /// Its words (Markdown).
        text: String,
        /// The whole activity.
        activity: Activity,
    },
    /// It wrote a plan.
    Plan {
        /// The plan.
        plan: Plan,
        /// The whole activity.
        activity: Activity,
    },
    /// It finished without a word.
    Completed {
        /// The whole activity.
        activity: Activity,
    },
    /// It gave up.
    Failed {
        /// Upstream's reason.
        reason: String,
        /// The whole activity.
        activity: Activity,
    },
}

/// What came of an approval.
///
/// ```
/// use jules_discord::jules::Approval;
///
/// fn in_words(approval: &Approval) -> String {
///     match approval {
///         Approval::Confirmed => "the work begins".to_owned(),
///         // Seen live with plans that had waited for more than ten minutes (jules-api.md 1.4).
///         Approval::Unconfirmed(session) => format!("accepted, but still {}; write to it", session.state.as_str()),
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Approval {
    /// A `planApproved` activity followed, or the session went to work.
    Confirmed,
    /// Accepted, but nothing showed within the deadline. A message may wake the session.
    Unconfirmed(Box<Session>),
}

impl SessionClient {
    /// Sends a message and gives what Jules does next: its answer, a plan, or an
    /// end. Several asks of one session go one after the other.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
    /// # session.wait_for(&[SessionState::AwaitingPlanApproval], Duration::from_secs(60)).await?;
    /// # session.approve_and_confirm(Duration::from_secs(60)).await?;
    /// match session.ask("Will anything change for people?", Duration::from_secs(600)).await? {
    ///     Answer::Message { text, .. } => println!("{text}"),
    ///     other => println!("{other:?}"), // a plan, or the end
    /// }
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`Error::Deadline`] when nothing came in time (the message may be there);
    /// otherwise as [`SessionClient::deliver`].
    pub async fn ask(&self, text: &str, deadline: Duration) -> Result<Answer, Error> {
        let answer = async {
            let _turn = self.shared.asking.acquire().await.map_err(|_| Error::Cancelled)?;
            let mut after = After::new(self.position().await?);
            self.deliver_after(text, &mut after).await?;
            let mut pulse = Pulse::new(self.jules.settings());
            loop {
                if let Some(answer) = after.answer_to(text) {
                    return Ok(answer);
                }
                pulse.beat(after.read(self).await?).await;
            }
        };
        timeout(deadline, answer).await.unwrap_or(Err(Error::Deadline { waited: deadline }))
    }

    /// Sends a message so that it arrives once: one that may have arrived although
    /// sending failed is looked for before it is sent again. Waits while the
    /// session is `QUEUED`.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
    /// # session.wait_for(&[SessionState::AwaitingPlanApproval], Duration::from_secs(60)).await?;
    /// session.deliver("Tests first, please.", Duration::from_secs(600)).await?; // once, whatever the network does
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`Error::Deadline`] when it could not be settled in time; any error that
    /// is not transient.
    pub async fn deliver(&self, text: &str, deadline: Duration) -> Result<(), Error> {
        let delivery = async {
            let _turn = self.shared.asking.acquire().await.map_err(|_| Error::Cancelled)?;
            let mut after = After::new(self.position().await?);
            self.deliver_after(text, &mut after).await
        };
        timeout(deadline, delivery).await.unwrap_or(Err(Error::Deadline { waited: deadline }))
    }

    /// Approves, and waits until that shows: `200` alone may mean nothing
    /// (jules-api.md 1.4). Approving is harmless to repeat, so a doubtful POST is
    /// tried again unless the approval shows.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
    /// # session.wait_for(&[SessionState::AwaitingPlanApproval], Duration::from_secs(60)).await?;
    /// let approval = session.approve_and_confirm(Duration::from_secs(600)).await?;
    /// assert_eq!(approval, Approval::Confirmed);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Any [`Error`] of the approval that is not doubtful; any error of a read.
    pub async fn approve_and_confirm(&self, deadline: Duration) -> Result<Approval, Error> {
        let begun = Instant::now();
        let before = self.info().await?.state;
        let mut after = After::new(self.position().await?);
        let mut pulse = Pulse::new(self.jules.settings());
        let mut doubt = self.approve_once().await?;
        loop {
            let news = after.read(self).await?;
            if after.activities.iter().any(|activity| matches!(activity.event, Event::PlanApproved { .. })) {
                return Ok(Approval::Confirmed);
            }
            let session = self.info().await?;
            if session.state != before && session.state == SessionState::InProgress {
                return Ok(Approval::Confirmed);
            }
            if begun.elapsed() >= deadline {
                return doubt.map_or(Ok(Approval::Unconfirmed(Box::new(session))), Err);
            }
            pulse.beat(news).await;
            if doubt.is_some() {
                doubt = self.approve_once().await?;
            }
        }
    }

    /// One approval: done, in doubt, or an error.
    async fn approve_once(&self) -> Result<Option<Error>, Error> {
        match self.approve().await {
            Ok(()) => Ok(None),
            Err(error) if error.is_transient() => Ok(Some(error)),
            Err(error) => Err(error),
        }
    }

    /// The position behind everything there is now.
    async fn position(&self) -> Result<Cursor, Error> {
        let known = self.shared.position.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let position = match known {
            Some(known) => self.read_since(&known).await?.cursor,
            None => match self.jules.end_of(self.id(), self.jules.patience()).await {
                // Not materialised: there is nothing before our words.
                Err(Error::NotFound { .. }) => self.info().await.map(|_| Cursor::default())?,
                outcome => outcome?,
            },
        };
        self.remember(&position);
        Ok(position)
    }

    fn remember(&self, position: &Cursor) {
        *self.shared.position.lock().unwrap_or_else(PoisonError::into_inner) = Some(position.clone());
    }

    async fn deliver_after(&self, text: &str, after: &mut After) -> Result<(), Error> {
        let settings = self.jules.settings();
        let mut pulse = Pulse::new(settings);
        let mut attempts = 0;
        loop {
            let error = match self.send(text).await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            match &error {
                // Queued, if it exists; then it was not taken, and there is no limit to waiting.
                Error::NotFound { .. } => {
                    self.info().await?;
                    pulse.beat(false).await;
                }
                Error::RateLimited { retry_after } => {
                    tokio::time::sleep(retry_after.unwrap_or(settings.retry_max)).await;
                }
                _ if error.may_have_happened() => {
                    attempts += 1;
                    if self.arrived(text, after).await? {
                        return Ok(());
                    }
                    if attempts >= ATTEMPTS {
                        return Err(error);
                    }
                }
                _ if error.is_transient() && attempts < ATTEMPTS => {
                    attempts += 1;
                    pulse.beat(false).await;
                }
                _ => return Err(error),
            }
        }
    }

    /// Looks for our words for as long as they may take to show.
    async fn arrived(&self, text: &str, after: &mut After) -> Result<bool, Error> {
        let settings = self.jules.settings();
        let begun = Instant::now();
        loop {
            after.read(self).await?;
            if find_message(&after.activities, text).is_some() {
                return Ok(true);
            }
            if begun.elapsed() >= settings.ghost_wait {
                return Ok(false);
            }
            tokio::time::sleep(settings.poll_min.min(settings.ghost_wait / 5)).await;
        }
    }
}

/// What has happened since a position, in the server's order.
struct After {
    cursor: Cursor,
    activities: Vec<Activity>,
}

impl After {
    fn new(cursor: Cursor) -> Self {
        Self { cursor, activities: Vec::new() }
    }

    /// Reads on. True if there was something new.
    async fn read(&mut self, session: &SessionClient) -> Result<bool, Error> {
        let Reading { activities: new, cursor, .. } = session.read_since(&self.cursor).await?;
        self.cursor = cursor;
        session.remember(&self.cursor);
        let news = !new.is_empty();
        self.activities.extend(new);
        // A late one belongs before younger ones: it may be our own message.
        self.activities = in_order(std::mem::take(&mut self.activities));
        Ok(news)
    }

    /// The first thing after our words that answers them.
    fn answer_to(&self, words: &str) -> Option<Answer> {
        let ours = find_message(&self.activities, words)?;
        self.activities[ours + 1..].iter().find_map(|activity| {
            let whole = activity.clone();
            match &activity.event {
                Event::AgentMessaged(text) => Some(Answer::Message { text: text.clone(), activity: whole }),
                Event::PlanGenerated(plan) => Some(Answer::Plan { plan: plan.clone(), activity: whole }),
                Event::Completed => Some(Answer::Completed { activity: whole }),
                Event::Failed { reason } => Some(Answer::Failed { reason: reason.clone(), activity: whole }),
                _ => None,
            }
        })
    }
}

/// Pauses between reads: short after something happened, longer while nothing does.
pub(super) struct Pulse {
    shortest: Duration,
    longest: Duration,
    next: Duration,
}

impl Pulse {
    pub(super) fn new(settings: &Settings) -> Self {
        let shortest = settings.poll_min;
        Self { shortest, longest: (shortest * 5).min(settings.poll_max).max(shortest), next: shortest }
    }

    /// Waits for the next read.
    pub(super) async fn beat(&mut self, news: bool) {
        self.next = if news { self.shortest } else { self.next.mul_f64(1.2).min(self.longest) };
        tokio::time::sleep(self.next).await;
    }
}
