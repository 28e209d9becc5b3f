//! A session and its outputs.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::lenient::{lenient_list, or_default, time_or_none};
use super::{SessionId, SessionState, SourceName};

/// A session: one task on one repository (or on none).
///
/// ```
/// use jules_discord::jules::model::{Session, SessionState};
///
/// // What the server leaves out reads as its default, what it adds is passed over.
/// let session: Session = serde_json::from_str(r#"{"name": "sessions/1", "state": "VERIFYING", "mood": "good"}"#)?;
/// let session = session.with_identity();
/// assert_eq!(session.id.as_str(), "1");
/// assert_eq!(session.state, SessionState::Other("VERIFYING".to_owned()));
/// assert!(session.source_context.is_none() && session.pull_request().is_none());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Session {
    /// Resource name, `sessions/<id>`.
    #[serde(deserialize_with = "or_default")]
    pub name: String,
    /// The id; derived from `name` when the server sends only that.
    #[serde(deserialize_with = "or_default")]
    pub id: SessionId,
    /// The task as the person wrote it.
    #[serde(deserialize_with = "or_default")]
    pub prompt: String,
    /// Given at creation or made up by the server; may equal a prompt of many kilobytes.
    #[serde(deserialize_with = "or_default")]
    pub title: String,
    /// Absent for a session without a repository.
    #[serde(deserialize_with = "or_default")]
    pub source_context: Option<SourceContext>,
    /// Where the session stands.
    pub state: SessionState,
    /// The page on jules.google.com.
    #[serde(deserialize_with = "or_default")]
    pub url: String,
    /// When it was created.
    #[serde(deserialize_with = "time_or_none")]
    pub create_time: Option<DateTime<Utc>>,
    /// Moves for reasons unrelated to the agent, too: a hint, not a signal.
    #[serde(deserialize_with = "time_or_none")]
    pub update_time: Option<DateTime<Utc>>,
    /// Results; often empty although work was done (then see the last change set artifact).
    #[serde(deserialize_with = "lenient_list")]
    pub outputs: Vec<Output>,
    /// Archived sessions are hidden from the default list.
    #[serde(deserialize_with = "or_default")]
    pub archived: bool,
}

impl Session {
    /// Fills `id` from `name` or the reverse; the server may send only one of them.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
    /// let session: Session = serde_json::from_str(r#"{"name": "sessions/7"}"#)?;
    /// assert_eq!(session.with_identity().id.as_str(), "7");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn with_identity(mut self) -> Self {
        if self.id.0.is_empty() {
            self.id = SessionId(self.name.trim_start_matches("sessions/").to_owned());
        } else if self.name.is_empty() {
            self.name = format!("sessions/{}", self.id);
        }
        self
    }

    /// The pull request among the outputs, if there is one.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
    /// let session: Session = serde_json::from_str(
    ///     r#"{"name": "sessions/1", "outputs": [
    ///         {"pullRequest": {"url": "https://github.com/acme/api/pull/7", "title": "Fix", "headRef": "jules-1"}},
    ///         {"changeSet": {"source": "sources/github/acme/api", "gitPatch": {"unidiffPatch": "--- a/x", "baseCommitId": "abc"}}}]}"#,
    /// )?;
    /// assert_eq!(session.pull_request().unwrap().title, "Fix");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn pull_request(&self) -> Option<&PullRequest> {
        self.outputs.iter().find_map(|output| output.pull_request.as_ref())
    }

    /// The change set among the outputs, if there is one with a patch in it.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
    /// let session: Session = serde_json::from_str(
    ///     r#"{"name": "sessions/1", "outputs": [
    ///         {"pullRequest": {"url": "https://github.com/acme/api/pull/7", "title": "Fix", "headRef": "jules-1"}},
    ///         {"changeSet": {"source": "sources/github/acme/api", "gitPatch": {"unidiffPatch": "--- a/x", "baseCommitId": "abc"}}}]}"#,
    /// )?;
    /// assert_eq!(session.change_set().unwrap().git_patch.base_commit_id, "abc");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn change_set(&self) -> Option<&ChangeSet> {
        self.outputs
            .iter()
            .filter_map(|output| output.change_set.as_ref())
            .find(|change| !change.git_patch.unidiff_patch.is_empty())
    }
}

/// The repository and branch a session works on.
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
/// let context: SourceContext = serde_json::from_str(
///     r#"{"source": "sources/github/acme/api", "githubRepoContext": {"startingBranch": "main"}}"#,
/// )?;
/// assert_eq!(context.source.slug(), "acme/api");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SourceContext {
    /// Resource name as `sources.list` returns it.
    #[serde(deserialize_with = "or_default")]
    pub source: SourceName,
    /// Required by the server for GitHub sources.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "or_default")]
    pub github_repo_context: Option<GithubRepoContext>,
    /// Branch to push to; semantics undocumented upstream.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "or_default")]
    pub working_branch: Option<String>,
    /// Whether the repository's environment variables reach the agent's machine.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "or_default")]
    pub environment_variables_enabled: Option<bool>,
}

/// GitHub's part of a source context.
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
/// let context: GithubRepoContext = serde_json::from_str(r#"{"startingBranch": "main"}"#)?;
/// assert_eq!(context.starting_branch, "main");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GithubRepoContext {
    /// The branch the work starts from.
    #[serde(deserialize_with = "or_default")]
    pub starting_branch: String,
}

/// One result of a session. A union upstream: at most one field is set; both
/// `None` means a kind this version does not know.
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
/// let session: Session = serde_json::from_str(
///     r#"{"name": "sessions/1", "outputs": [
///         {"pullRequest": {"url": "https://github.com/acme/api/pull/7", "title": "Fix", "headRef": "jules-1"}},
///         {"changeSet": {"source": "sources/github/acme/api", "gitPatch": {"unidiffPatch": "--- a/x", "baseCommitId": "abc"}}}]}"#,
/// )?;
/// assert!(session.outputs[0].pull_request.is_some() && session.outputs[1].change_set.is_some());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Output {
    /// A pull request that Jules opened.
    #[serde(deserialize_with = "or_default")]
    pub pull_request: Option<PullRequest>,
    /// The complete patch.
    #[serde(deserialize_with = "or_default")]
    pub change_set: Option<ChangeSet>,
}

/// A pull request.
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
/// let session: Session = serde_json::from_str(
///     r#"{"name": "sessions/1", "outputs": [
///         {"pullRequest": {"url": "https://github.com/acme/api/pull/7", "title": "Fix", "headRef": "jules-1"}},
///         {"changeSet": {"source": "sources/github/acme/api", "gitPatch": {"unidiffPatch": "--- a/x", "baseCommitId": "abc"}}}]}"#,
/// )?;
/// assert_eq!(session.pull_request().unwrap().head_ref, "jules-1");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PullRequest {
    /// Its page.
    #[serde(deserialize_with = "or_default")]
    pub url: String,
    /// Its title.
    #[serde(deserialize_with = "or_default")]
    pub title: String,
    /// Its description (Markdown).
    #[serde(deserialize_with = "or_default")]
    pub description: String,
    /// The branch it wants to go into.
    #[serde(deserialize_with = "or_default")]
    pub base_ref: String,
    /// The branch it comes from.
    #[serde(deserialize_with = "or_default")]
    pub head_ref: String,
}

/// A patch against a source. Change sets are cumulative: the last one of a
/// session is the complete one.
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
/// let session: Session = serde_json::from_str(
///     r#"{"name": "sessions/1", "outputs": [
///         {"pullRequest": {"url": "https://github.com/acme/api/pull/7", "title": "Fix", "headRef": "jules-1"}},
///         {"changeSet": {"source": "sources/github/acme/api", "gitPatch": {"unidiffPatch": "--- a/x", "baseCommitId": "abc"}}}]}"#,
/// )?;
/// assert_eq!(session.change_set().unwrap().source.slug(), "acme/api");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ChangeSet {
    /// The source it applies to.
    #[serde(deserialize_with = "or_default")]
    pub source: SourceName,
    /// The patch; its parts may be empty.
    #[serde(deserialize_with = "or_default")]
    pub git_patch: GitPatch,
}

/// A patch as git writes it.
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
/// let session: Session = serde_json::from_str(
///     r#"{"name": "sessions/1", "outputs": [
///         {"pullRequest": {"url": "https://github.com/acme/api/pull/7", "title": "Fix", "headRef": "jules-1"}},
///         {"changeSet": {"source": "sources/github/acme/api", "gitPatch": {"unidiffPatch": "--- a/x", "baseCommitId": "abc"}}}]}"#,
/// )?;
/// assert_eq!(session.change_set().unwrap().git_patch.unidiff_patch, "--- a/x");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GitPatch {
    /// Unified diff; empty when upstream left it out.
    #[serde(deserialize_with = "or_default")]
    pub unidiff_patch: String,
    /// The commit it applies to; may be empty.
    #[serde(deserialize_with = "or_default")]
    pub base_commit_id: String,
    /// A commit message in Jules' words; may be empty.
    #[serde(deserialize_with = "or_default")]
    pub suggested_commit_message: String,
}
