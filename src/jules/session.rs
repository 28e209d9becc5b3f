//! One session: what can be asked of it and done to it.

use std::sync::{Arc, Mutex};

use reqwest::Method;
use serde_json::{Value, json};

use super::budget::Class;
use super::cursor::Cursor;
use super::model::{Activity, ActivityId, Session, SessionId};
use super::read::Reading;
use super::transport::Call;
use super::wire::escape;
use super::{Error, Jules};

/// A client for one session. Cheap to clone.
///
/// ```
/// use jules_discord::jules::{NewSession, model::SessionId};
///
/// # jules_discord::docs::play(async |jules| {
/// let session = jules.session(NewSession::new("Refactor todo/dates.py")).await?;
/// let kept = session.id().to_string(); // all there is to keep of it
/// let later = jules.resume(SessionId(kept));
/// assert_eq!(later.info().await?.prompt, "Refactor todo/dates.py");
/// # Ok(()) });
/// ```
#[derive(Clone, Debug)]
pub struct SessionClient {
    pub(super) jules: Jules,
    id: SessionId,
    pub(super) shared: Arc<Shared>,
}

/// What all clients of one session share.
#[derive(Debug)]
pub(super) struct Shared {
    /// Asks go one after the other, so that each gets its own answer.
    pub asking: tokio::sync::Semaphore,
    /// The furthest position an ask has read to; saves the next one the history.
    pub position: Mutex<Option<Cursor>>,
}

impl Default for Shared {
    fn default() -> Self {
        Self { asking: tokio::sync::Semaphore::new(1), position: Mutex::default() }
    }
}

impl SessionClient {
    pub(super) fn new(jules: Jules, id: SessionId, shared: Arc<Shared>) -> Self {
        Self { jules, id, shared }
    }

    /// The session's id.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// let session = jules.resume(SessionId::from("123"));
    /// assert_eq!(session.id().as_str(), "123");
    /// # Ok(()) });
    /// ```
    #[must_use]
    pub fn id(&self) -> &SessionId {
        &self.id
    }

    /// The session as the server has it now; failed sessions included.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
    /// let info = session.info().await?;
    /// assert_eq!(info.prompt, "Refactor the dates");
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`Error::NotFound`] when it does not exist (any more); any error of a read, after retries.
    pub async fn info(&self) -> Result<Session, Error> {
        self.jules.session_info(&self.id, self.jules.patience()).await
    }

    /// Approves the plan that is pending, whichever it is. One POST.
    ///
    /// Never gated on the state: a session whose plan nobody approved reads
    /// `COMPLETED` after about ten minutes, and may still be woken by this
    /// (jules-api.md 1.4). Success means *accepted*; a `planApproved` activity
    /// or another state confirms it.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
    /// # session.wait_for(&[SessionState::AwaitingPlanApproval], Duration::from_secs(60)).await?;
    /// session.approve().await?; // accepted; `approve_and_confirm` looks whether it took effect
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// See [`Error::may_have_happened`] before trying again.
    pub async fn approve(&self) -> Result<(), Error> {
        self.verb("approvePlan", &json!({})).await
    }

    /// Sends a message. One POST; the reply comes as an activity.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
    /// # session.wait_for(&[SessionState::AwaitingPlanApproval], Duration::from_secs(60)).await?;
    /// session.send("Please keep it small.").await?;
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`Error::NotFound`] also while the session is `QUEUED`. Where
    /// [`Error::may_have_happened`] says so, look for the message among the
    /// activities before sending it again, or use [`SessionClient::deliver`].
    pub async fn send(&self, text: &str) -> Result<(), Error> {
        self.verb("sendMessage", &json!({ "prompt": text })).await
    }

    /// Archives the session: hidden from lists; a working one stops.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
    /// session.archive().await?;
    /// assert!(session.info().await?.archived);
    /// session.unarchive().await?;
    /// assert!(!session.info().await?.archived);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Any [`Error`]; archiving twice does no harm.
    pub async fn archive(&self) -> Result<(), Error> {
        self.verb("archive", &json!({})).await
    }

    /// Takes the session out of the archive.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.run(NewSession::new("Correct the typo")).await?;
    ///
    /// session.archive().await?;
    /// session.unarchive().await?; // and it is in the list again
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Any [`Error`]; doing it twice does no harm.
    pub async fn unarchive(&self) -> Result<(), Error> {
        self.verb("unarchive", &json!({})).await
    }

    /// Deletes the session for good. One that is gone already counts as deleted.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
    /// session.delete().await?;
    /// session.delete().await?; // gone is gone
    /// assert!(session.info().await.unwrap_err().is_not_found());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Any [`Error`] but `NotFound`.
    pub async fn delete(&self) -> Result<(), Error> {
        let path = self.path();
        let call = Call { class: Class::Write, method: Method::DELETE, path: &path, body: None };
        match self.jules.write(call).await {
            Err(Error::NotFound { .. }) => Ok(()),
            outcome => outcome,
        }
    }

    /// The whole history, oldest first. While the session is `QUEUED`, nothing.
    /// What cannot be read is left out; [`read_since`](Self::read_since) counts it.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
    /// # session.wait_for(&[SessionState::AwaitingPlanApproval], Duration::from_secs(60)).await?;
    /// # while session.activities().await?.is_empty() { tokio::task::yield_now().await }
    /// let activities = session.activities().await?;
    /// assert!(matches!(activities[0].event, Event::PlanGenerated(_)));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`Error::NotFound`] when the session does not exist; any error of a read, after retries.
    pub async fn activities(&self) -> Result<Vec<Activity>, Error> {
        Ok(self.read_since(&Cursor::default()).await?.activities)
    }

    /// One activity.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
    /// # session.wait_for(&[SessionState::AwaitingPlanApproval], Duration::from_secs(60)).await?;
    /// # while session.activities().await?.is_empty() { tokio::task::yield_now().await }
    /// let first = &session.activities().await?[0];
    /// assert_eq!(session.activity(&first.id).await?, *first);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`Error::NotFound`] when it does not exist; any error of a read, after retries.
    pub async fn activity(&self, id: &ActivityId) -> Result<Activity, Error> {
        let path = format!("{}/activities/{}", self.path(), escape(id.as_str()));
        self.jules.get(&path, self.jules.patience()).await
    }

    /// What is new since a position, oldest first, and the position after it.
    /// Reads only what is new, plus the few seconds in which late ones turn up.
    /// While the session is `QUEUED` there is nothing new.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
    /// # session.wait_for(&[SessionState::AwaitingPlanApproval], Duration::from_secs(60)).await?;
    /// # while session.activities().await?.is_empty() { tokio::task::yield_now().await }
    /// let past = session.read_since(&Cursor::default()).await?;
    /// let stored = serde_json::to_string(&past.cursor)?; // survives a restart
    /// let news = session.read_since(&serde_json::from_str(&stored)?).await?;
    /// assert!(!past.activities.is_empty() && news.activities.is_empty());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`Error::NotFound`] when the session does not exist; any error of a read, after retries.
    pub async fn read_since(&self, cursor: &Cursor) -> Result<Reading, Error> {
        let mut all = Reading { cursor: cursor.clone(), ..Reading::default() };
        loop {
            let reading = self.read_some(&all.cursor).await?;
            all.activities.extend(reading.activities);
            all.skipped += reading.skipped;
            all.cursor = reading.cursor;
            if !reading.more {
                return Ok(all);
            }
        }
    }

    /// As [`Self::read_since`], no more of it than shall be held at a time.
    pub(super) async fn read_some(&self, cursor: &Cursor) -> Result<Reading, Error> {
        match self.jules.read(&self.id, cursor, self.jules.patience()).await {
            // Not materialised yet looks like deleted; the session itself tells.
            Err(Error::NotFound { .. }) => {
                self.info().await.map(|_| Reading { cursor: cursor.clone(), ..Reading::default() })
            }
            outcome => outcome,
        }
    }

    fn path(&self) -> String {
        format!("sessions/{}", escape(self.id.as_str()))
    }

    /// `{}` where there is nothing to say: an empty or `null` body is refused.
    async fn verb(&self, verb: &str, body: &Value) -> Result<(), Error> {
        let path = format!("{}:{verb}", self.path());
        self.jules.write(Call { class: Class::Write, method: Method::POST, path: &path, body: Some(body) }).await
    }
}
