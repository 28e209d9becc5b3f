//! Waiting for a session, and what came of it. Neither ever hangs: there is a
//! deadline, and a working session that shows no change for long counts as
//! stalled (jules-api.md 2.5).

use std::time::{Duration, Instant};

use super::ask::Pulse;
use super::history;
use super::model::{Activity, ChangeSet, Event, Plan, PullRequest, Session, SessionState};
use super::read::Reading;
use super::session::SessionClient;
use super::{Cursor, Error};

/// How a wait ended, with the session as it was then.
///
/// ```
/// use jules_discord::jules::Reached;
///
/// fn in_words(reached: &Reached) -> String {
///     let state = reached.session().state.as_str();
///     match reached {
///         Reached::State(_) => format!("it is {state}"),
///         Reached::Ended(_) => format!("it ended instead: {state}"),
///         Reached::Stalled(_) => format!("it says {state}, but nothing changes any more"),
///         Reached::Deadline(_) => format!("still {state} when the time was up"),
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Reached {
    /// In one of the states waited for.
    State(Session),
    /// Completed or failed instead.
    Ended(Session),
    /// Working, but nothing changes any more.
    Stalled(Session),
    /// The deadline passed.
    Deadline(Session),
}

impl Reached {
    /// The session, however it ended.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
    /// # session.wait_for(&[SessionState::AwaitingPlanApproval], Duration::from_secs(60)).await?;
    ///
    /// let reached = session.wait_for(&[SessionState::AwaitingPlanApproval], Duration::from_secs(60)).await?;
    /// assert_eq!(reached.session().state, SessionState::AwaitingPlanApproval);
    /// # Ok(()) });
    /// ```
    #[must_use]
    pub fn session(&self) -> &Session {
        match self {
            Self::State(session) | Self::Ended(session) | Self::Stalled(session) | Self::Deadline(session) => session,
        }
    }
}

/// How a session ended.
///
/// ```
/// use jules_discord::jules::Ending;
///
/// fn in_words(ending: &Ending) -> String {
///     match ending {
///         Ending::Completed => "done".to_owned(),
///         Ending::NeverApproved(plan) => format!("nobody approved its {} steps", plan.steps.len()),
///         Ending::Failed { reason } => format!("failed: {}", reason.as_deref().unwrap_or("nobody knows why")),
///         Ending::Stalled => "at work, but nothing changes any more".to_owned(),
///         Ending::Unfinished => "not finished in time".to_owned(),
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Ending {
    /// The agent's turn is over.
    Completed,
    /// It reads `COMPLETED`, but nobody ever approved this plan, so no work was done.
    NeverApproved(Plan),
    /// The agent gave up.
    Failed {
        /// The best reason to be had, if any.
        reason: Option<String>,
    },
    /// Working, but nothing changes any more.
    Stalled,
    /// The deadline passed; [`Outcome::session`] says where it stands.
    Unfinished,
}

/// What came of a session.
///
/// ```
/// use std::time::Duration;
/// use jules_discord::jules::{Ending, NewSession, model::SessionState, patch};
///
/// # jules_discord::docs::play(async |jules| {
/// let session = jules.session(NewSession::new("Refactor todo/dates.py")).await?;
/// session.wait_for(&[SessionState::AwaitingPlanApproval], Duration::from_secs(60)).await?;
/// let outcome = session.result(Duration::from_millis(1)).await?;
/// assert_eq!(outcome.ending, Ending::Unfinished); // a deadline is no error
///
/// session.approve_and_confirm(Duration::from_secs(60)).await?;
/// let outcome = session.result(Duration::from_secs(3600)).await?;
/// assert_eq!((&outcome.ending, &outcome.pull_request), (&Ending::Completed, &None));
/// let change_set = outcome.change_set.ok_or("no changes")?; // from its last activity
/// assert_eq!(patch::parse(&change_set.git_patch.unidiff_patch).files.len(), 5);
/// # Ok(()) });
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The session as last read.
    pub session: Session,
    /// How it ended.
    pub ending: Ending,
    /// The pull request, if there is one (yet).
    pub pull_request: Option<PullRequest>,
    /// The complete patch: from the outputs, or the last cumulative change set.
    pub change_set: Option<ChangeSet>,
    /// The last thing Jules said; it may be a question, even when completed.
    pub last_message: Option<String>,
}

/// A session and its whole history, read together.
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration; jules_discord::docs::play(async |jules| {
/// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
/// # session.wait_for(&[SessionState::AwaitingPlanApproval], Duration::from_secs(60)).await?;
///
/// # while session.activities().await?.is_empty() { tokio::task::yield_now().await }
/// let snapshot = session.snapshot().await?; // all there is to know, in one value
/// assert_eq!((snapshot.activities.len(), snapshot.skipped), (1, 0));
/// assert!(snapshot.pending_plan.is_some() && snapshot.change_set.is_none());
/// # Ok(()) });
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The session.
    pub session: Session,
    /// Its activities, oldest first.
    pub activities: Vec<Activity>,
    /// How many more there are that this version cannot read.
    pub skipped: usize,
    /// The plan that waits for approval.
    pub pending_plan: Option<Plan>,
    /// The complete patch so far.
    pub change_set: Option<ChangeSet>,
    /// From creation to the last update.
    pub duration: Option<Duration>,
    /// The position after the activities.
    pub cursor: Cursor,
}

impl SessionClient {
    /// Waits until the session is in one of these states, has ended, has
    /// stalled, or the deadline has passed, and says which.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
    /// let states = [SessionState::AwaitingPlanApproval];
    /// match session.wait_for(&states, Duration::from_secs(600)).await? {
    ///     Reached::State(session) => println!("{} waits", session.id),
    ///     Reached::Ended(_) | Reached::Stalled(_) | Reached::Deadline(_) => println!("something else came first"),
    /// }
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`Error::NotFound`] when it does not exist; any error of a read, after retries.
    pub async fn wait_for(&self, states: &[SessionState], deadline: Duration) -> Result<Reached, Error> {
        let settings = self.jules.settings();
        let begun = Instant::now();
        let mut pulse = Pulse::new(settings);
        let mut seen: Option<(Session, Instant)> = None;
        loop {
            let left = deadline.saturating_sub(begun.elapsed());
            let answer = tokio::time::timeout(left.max(settings.poll_min), self.info()).await;
            let session = match answer {
                Err(_) => {
                    return seen
                        .map(|(session, _)| Reached::Deadline(session))
                        .ok_or(Error::Deadline { waited: deadline });
                }
                // A session just created may not show yet.
                Ok(Err(Error::NotFound { .. }))
                    if seen.is_none() && begun.elapsed() < settings.ghost_wait.min(deadline) =>
                {
                    pulse.beat(false).await;
                    continue;
                }
                Ok(outcome) => outcome?,
            };
            let changed = seen.as_ref().is_none_or(|(old, _)| *old != session);
            let since = if changed { Instant::now() } else { seen.map_or(begun, |(_, since)| since) };
            if states.contains(&session.state) {
                return Ok(Reached::State(session));
            }
            if session.state.is_ended() {
                return Ok(Reached::Ended(session));
            }
            if is_at_work(&session.state) && since.elapsed() >= settings.stall_after {
                return Ok(Reached::Stalled(session));
            }
            if begun.elapsed() >= deadline {
                return Ok(Reached::Deadline(session));
            }
            seen = Some((session, since));
            let left = deadline.saturating_sub(begun.elapsed());
            let _ = tokio::time::timeout(left, pulse.beat(changed)).await;
        }
    }

    /// Waits for the end and gathers what came of it. A failed session is an
    /// outcome, not an error.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.run(NewSession::new("Upgrade the runtime")).await?;
    /// let outcome = session.result(Duration::from_secs(600)).await?;
    /// let Ending::Failed { reason } = outcome.ending else { panic!("{outcome:?}") };
    /// assert!(reason.unwrap().contains("Upgrading"), "with what it did last");
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`Error::NotFound`] when it does not exist; any error of a read, after retries.
    pub async fn result(&self, deadline: Duration) -> Result<Outcome, Error> {
        let reached = self.wait_for(&[], deadline).await?;
        let Reading { mut activities, cursor, .. } = self.read_since(&Cursor::default()).await?;
        let ended = matches!(reached, Reached::Ended(_));
        let mut session = reached.session().clone();
        if ended && !has_final_event(&activities) {
            // The state may show seconds before its activities and outputs.
            tokio::time::sleep(self.jules.settings().overlap).await;
            activities.extend(self.read_since(&cursor).await?.activities);
            session = self.info().await?;
        }
        let ending = match (reached, &session.state) {
            (Reached::Stalled(_), _) => Ending::Stalled,
            (_, SessionState::Failed) => Ending::Failed { reason: history::failure_reason(&activities) },
            (_, SessionState::Completed) => match history::pending_plan(&activities) {
                Some(plan) if !has_final_event(&activities) => Ending::NeverApproved(plan.clone()),
                _ => Ending::Completed,
            },
            _ => Ending::Unfinished,
        };
        Ok(Outcome {
            pull_request: session.pull_request().cloned(),
            change_set: session.change_set().or_else(|| history::last_change_set(&activities)).cloned(),
            last_message: history::last_message(&activities).map(str::to_owned),
            ending,
            session,
        })
    }

    /// The session and its whole history; failed sessions included.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
    /// # session.wait_for(&[SessionState::AwaitingPlanApproval], Duration::from_secs(60)).await?;
    /// # while session.activities().await?.is_empty() { tokio::task::yield_now().await }
    /// let snapshot = session.snapshot().await?;
    /// assert_eq!(snapshot.pending_plan.unwrap().steps[0].title, "Give the code a clock");
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`Error::NotFound`] when it does not exist; any error of a read, after retries.
    pub async fn snapshot(&self) -> Result<Snapshot, Error> {
        let Reading { activities, cursor, skipped, .. } = self.read_since(&Cursor::default()).await?;
        let session = self.info().await?;
        let duration = session.update_time.zip(session.create_time);
        Ok(Snapshot {
            pending_plan: history::pending_plan(&activities).cloned(),
            change_set: session.change_set().or_else(|| history::last_change_set(&activities)).cloned(),
            duration: duration.and_then(|(end, begin)| (end - begin).to_std().ok()),
            session,
            activities,
            skipped,
            cursor,
        })
    }
}

fn is_at_work(state: &SessionState) -> bool {
    matches!(state, SessionState::Planning | SessionState::InProgress | SessionState::Paused | SessionState::Other(_))
}

fn has_final_event(activities: &[Activity]) -> bool {
    activities.iter().any(|activity| matches!(activity.event, Event::Completed | Event::Failed { .. }))
}
