//! Creating a session. A create can fail and still leave a session behind, and
//! there is no idempotency key (jules-api.md 2.4); so a marker in the title says
//! whose it is, and a doubtful create is looked for before it is tried again.

use std::time::Instant;

use futures::{Stream, StreamExt};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::budget::{doubled, jittered};
use super::model::{Session, SourceName};
use super::retry::Patience;
use super::session::SessionClient;
use super::{Error, Jules, Shown};

/// Creates tried for one session, all of them looked for in between.
const ATTEMPTS: u32 = 3;
/// Pages of the newest sessions searched for a marker.
const SEARCHED_PAGES: usize = 2;
/// A title made of the prompt is cut to this many characters.
const TITLE: usize = 80;

/// What a session shall be.
///
/// ```
/// use jules_discord::jules::{NewSession, model::SourceName};
///
/// let task = NewSession::new("Correct a typo")
///     .on(SourceName::from("sources/github/acme/api"), "main")
///     .titled("Typo");
/// let task = NewSession { environment_variables: Some(true), ..task };
/// assert_eq!(task.require_plan_approval, None, "as the mode has it");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// The task. The server's limit is undocumented; 9,000 characters were refused for some.
    pub prompt: String,
    /// The title; without one the server makes one up.
    pub title: Option<String>,
    /// The repository; none for a session without one.
    pub source: Option<SourceName>,
    /// The branch to start from; the server requires one for GitHub sources.
    pub branch: Option<String>,
    /// The branch to push to; semantics undocumented upstream.
    pub working_branch: Option<String>,
    /// Whether the repository's environment variables reach the agent's machine.
    pub environment_variables: Option<bool>,
    /// Wait for `approvePlan` before working. Left open, [`Jules::session`] waits
    /// and [`Jules::run`] does not; upstream's own default is not to.
    pub require_plan_approval: Option<bool>,
    /// Open a pull request at the end. Left open, [`Jules::run`] does and
    /// [`Jules::session`] does not; upstream's own default is not to.
    pub auto_create_pr: Option<bool>,
}

impl NewSession {
    /// A session without a repository, and everything else as the call that makes it has it.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
    /// let task = NewSession::new("Correct the typo in the help text");
    /// assert_eq!((task.title, task.source), (None, None)); // without a repository
    /// ```
    #[must_use]
    pub fn new(prompt: impl Into<String>) -> Self {
        Self {
            prompt: prompt.into(),
            title: None,
            source: None,
            branch: None,
            working_branch: None,
            environment_variables: None,
            require_plan_approval: None,
            auto_create_pr: None,
        }
    }

    /// On a repository, starting from a branch.
    ///
    /// ```
    /// use jules_discord::jules::NewSession;
    /// use jules_discord::jules::model::SourceName;
    ///
    /// let task = NewSession::new("Make the login test deterministic")
    ///     .on(SourceName::from("sources/github/acme/api"), "main")
    ///     .titled("flaky login test");
    /// // A plan first, and a pull request all the same:
    /// let task = NewSession { require_plan_approval: Some(true), auto_create_pr: Some(true), ..task };
    /// assert_eq!(task.working_branch, None);
    /// ```
    #[must_use]
    pub fn on(mut self, source: SourceName, branch: impl Into<String>) -> Self {
        self.source = Some(source);
        self.branch = Some(branch.into());
        self
    }

    /// With a title.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
    /// assert_eq!(NewSession::new("Correct the typo").titled("typo").title.as_deref(), Some("typo"));
    /// ```
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// What was left open, as a mode has it.
    fn or(mut self, approval: bool, pull_request: bool) -> Self {
        self.require_plan_approval.get_or_insert(approval);
        self.auto_create_pr.get_or_insert(pull_request);
        self
    }

    /// The request body. Only legal enum values, only documented fields: the
    /// server refuses what it does not know.
    pub(super) fn body(&self) -> Value {
        let mut body = json!({ "prompt": self.prompt });
        if let Some(title) = &self.title {
            body["title"] = json!(title);
        }
        if let Some(source) = &self.source {
            let mut context = json!({ "source": source });
            if let Some(branch) = &self.branch {
                context["githubRepoContext"] = json!({ "startingBranch": branch });
            }
            if let Some(branch) = &self.working_branch {
                context["workingBranch"] = json!(branch);
            }
            if let Some(enabled) = self.environment_variables {
                context["environmentVariablesEnabled"] = json!(enabled);
            }
            body["sourceContext"] = context;
        }
        if self.require_plan_approval == Some(true) {
            body["requirePlanApproval"] = json!(true);
        }
        if self.auto_create_pr == Some(true) {
            body["automationMode"] = json!("AUTO_CREATE_PR");
        }
        body
    }

    /// Puts the marker into the title, behind the words a person reads.
    fn marked(mut self, marker: &str) -> Self {
        let title = self.title.take().unwrap_or_else(|| {
            let line = self.prompt.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            line.trim().chars().take(TITLE).collect()
        });
        self.title = Some(format!("{title} [{marker}]").trim().to_owned());
        self
    }
}

impl Jules {
    /// Creates a session: exactly one POST, never repeated.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// let created = jules.create(&NewSession::new("Correct a typo").titled("Typo [ticket-7]")).await?;
    /// assert_eq!(created.state, SessionState::Queued);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Where [`Error::may_have_happened`] says so, the session may exist: look
    /// for it with [`Jules::find_created`] before trying again.
    pub async fn create(&self, new: &NewSession) -> Result<Session, Error> {
        let Ok(_turn) = self.inner.creating.acquire().await else { return Err(Error::Cancelled) };
        let session: Session = self.post("sessions", &new.body()).await.map_err(Error::of_create)?;
        let session = session.with_identity();
        if session.id.as_str().is_empty() {
            return Err(Error::Decode { message: "a created session without a name".to_owned() });
        }
        Ok(session)
    }

    /// Looks for a session whose title holds the marker, among the newest 200.
    /// A new session may take seconds to appear in the list.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// jules.create(&NewSession::new("Correct a typo").titled("Typo [ticket-7]")).await?;
    /// # while jules.find_created("[ticket-7]").await?.is_none() { tokio::task::yield_now().await }
    /// let found = jules.find_created("[ticket-7]").await?; // after an answer that was lost
    /// assert_eq!(found.unwrap().title, "Typo [ticket-7]");
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Any [`Error`] of a read, after retries.
    pub async fn find_created(&self, marker: &str) -> Result<Option<Session>, Error> {
        self.find_marked(marker, self.patience()).await
    }

    /// An interactive session: approval required and no pull request, unless
    /// `new` says otherwise. A doubtful create is looked for and adopted.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// let task = NewSession::new("Refactor the dates").on(SourceName::from("sources/github/acme/todo"), "main");
    /// let session = jules.session(task).await?;
    /// let reached = session.wait_for(&[SessionState::AwaitingPlanApproval], Duration::from_secs(600)).await?;
    /// assert!(matches!(reached, Reached::State(_)), "it waits for approval");
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// As [`Jules::create`], once it is clear enough that no session came of it.
    pub async fn session(&self, new: NewSession) -> Result<SessionClient, Error> {
        self.create_once(new.or(true, false)).await
    }

    /// An automated session: no approval and a pull request at the end, unless
    /// `new` says otherwise. A doubtful create is looked for and adopted.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// let task = NewSession::new("Correct a typo").on(SourceName::from("sources/github/acme/todo"), "main");
    /// let outcome = jules.run(task).await?.result(Duration::from_secs(600)).await?;
    /// assert_eq!(outcome.ending, Ending::Completed);
    /// assert!(outcome.pull_request.is_some());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// As [`Jules::session`].
    pub async fn run(&self, new: NewSession) -> Result<SessionClient, Error> {
        self.create_once(new.or(false, true)).await
    }

    /// Creates a session with exactly these options (upstream's defaults where
    /// they are left open), and reconciles a doubtful create.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// // Approval and a pull request: neither mode has both.
    /// let new = NewSession { require_plan_approval: Some(true), auto_create_pr: Some(true), ..NewSession::new("Refactor") };
    /// let session = jules.create_once(new).await?;
    /// # let _ = session.id();
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// As [`Jules::session`].
    pub async fn create_once(&self, new: NewSession) -> Result<SessionClient, Error> {
        let marker = marker();
        let new = new.marked(&marker);
        let mut attempt = 1;
        loop {
            let error = match self.create(&new).await {
                Ok(session) => return Ok(self.resume(session.id)),
                Err(error) => error,
            };
            if error.may_have_happened()
                && let Some(session) = self.look_for(&marker).await?
            {
                tracing::info!(session = %session.id, %error, "adopted the session of a create that failed");
                return Ok(self.resume(session.id));
            }
            if !error.is_transient() || attempt >= ATTEMPTS {
                return Err(error);
            }
            let Error::RateLimited { retry_after } = error else {
                attempt += 1;
                continue; // looking for it took longer than any back-off
            };
            let settings = &self.inner.settings;
            let pause =
                retry_after.unwrap_or_else(|| jittered(doubled(settings.retry_min, attempt, settings.retry_max)));
            if pause > settings.retry_for {
                return Err(error);
            }
            attempt += 1;
            tokio::time::sleep(pause).await;
        }
    }

    /// Starts many sessions, `at_once` creates in flight, and gives each one's own
    /// result, in the order of `tasks`. One failure stops nothing and hides no
    /// session that was created.
    ///
    /// To stop early, cancel `asked` and read on: what was begun is finished and
    /// given, the rest are [`Error::Cancelled`]. Dropping the stream instead loses
    /// the ids of creates that were under way.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// use futures::StreamExt;
    /// use tokio_util::sync::CancellationToken;
    ///
    /// let tasks = ["Correct a typo", "Correct another typo"].map(NewSession::new).to_vec();
    /// let results: Vec<_> = jules.all(tasks, 2, CancellationToken::new()).collect().await;
    /// for session in results {
    ///     println!("{}", session?.id()); // each by itself: one failure hides no other
    /// }
    /// # Ok(()) });
    /// ```
    pub fn all(
        &self,
        tasks: Vec<NewSession>,
        at_once: usize,
        asked: CancellationToken,
    ) -> impl Stream<Item = Result<SessionClient, Error>> + Send + use<> {
        let jules = self.clone();
        let runs = futures::stream::iter(tasks).map(move |task| {
            let (jules, asked) = (jules.clone(), asked.clone());
            async move { if asked.is_cancelled() { Err(Error::Cancelled) } else { jules.run(task).await } }
        });
        runs.buffered(at_once.max(1))
    }

    /// Looks again and again until the list has had time to show a ghost.
    async fn look_for(&self, marker: &str) -> Result<Option<Session>, Error> {
        let settings = &self.inner.settings;
        let begun = Instant::now();
        loop {
            // A failing read must not end the search: the answer decides over a second create.
            let found = self.find_marked(marker, self.patience()).await?;
            if found.is_some() || begun.elapsed() >= settings.ghost_wait {
                return Ok(found);
            }
            tokio::time::sleep(settings.poll_min.min(settings.ghost_wait / 5)).await;
        }
    }

    async fn find_marked(&self, marker: &str, patience: Patience) -> Result<Option<Session>, Error> {
        let mut token: Option<String> = None;
        for _ in 0..SEARCHED_PAGES {
            let ours = |session: Session| session.title.contains(marker).then_some(session);
            let page = self.sessions_page(Shown::Active, token.as_deref(), "", patience, ours).await?;
            if let Some(session) = page.items.into_iter().flatten().next() {
                return Ok(Some(session));
            }
            match page.next {
                Some(next) => token = Some(next),
                None => break,
            }
        }
        Ok(None)
    }
}

/// Twelve characters nobody writes by chance.
fn marker() -> String {
    let mut marker = "j-".to_owned();
    marker.extend(std::iter::repeat_with(|| fastrand::char('a'..='z')).take(10));
    marker
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mode_has_its_defaults_and_what_was_said_wins() {
        let new = || NewSession::new("x");
        assert_eq!(new().body(), json!({"prompt": "x"}));
        assert_eq!(new().or(true, false).body(), json!({"prompt": "x", "requirePlanApproval": true}));
        assert_eq!(new().or(false, true).body(), json!({"prompt": "x", "automationMode": "AUTO_CREATE_PR"}));
        let said = NewSession { require_plan_approval: Some(false), auto_create_pr: Some(true), ..new() };
        assert_eq!(said.or(true, false).body(), json!({"prompt": "x", "automationMode": "AUTO_CREATE_PR"}));
    }

    #[test]
    fn every_option_has_its_place() {
        let new = NewSession {
            working_branch: Some("w".to_owned()),
            environment_variables: Some(false),
            require_plan_approval: Some(false),
            auto_create_pr: Some(true),
            ..NewSession::new("x").titled("t").on(SourceName::from("sources/github/a/b"), "main")
        };
        let context = json!({"source": "sources/github/a/b", "githubRepoContext": {"startingBranch": "main"},
            "workingBranch": "w", "environmentVariablesEnabled": false});
        let expected =
            json!({"prompt": "x", "title": "t", "sourceContext": context, "automationMode": "AUTO_CREATE_PR"});
        assert_eq!(new.body(), expected);
    }

    #[test]
    fn a_marker_follows_the_words_of_the_title() {
        let titled = NewSession::new("x").titled("Fix it").marked("j-abc");
        assert_eq!(titled.title.as_deref(), Some("Fix it [j-abc]"));
        let untitled = NewSession::new("\n  First line \nsecond").marked("j-abc");
        assert_eq!(untitled.title.as_deref(), Some("First line [j-abc]"));
    }
}
