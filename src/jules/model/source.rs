//! Repositories connected to Jules.

use serde::Deserialize;

use super::SourceName;
use super::lenient::{lenient_list, or_default};

/// A repository connected to Jules.
///
/// ```
/// use jules_discord::jules::model::Source;
///
/// let source: Source = serde_json::from_str(
///     r#"{"name": "sources/github/acme/api",
///         "githubRepo": {"owner": "acme", "repo": "api", "defaultBranch": {"displayName": "main"}}}"#,
/// )?;
/// assert_eq!((source.slug().as_str(), source.default_branch()), ("acme/api", Some("main")));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Source {
    /// Resource name; use it verbatim.
    #[serde(deserialize_with = "or_default")]
    pub name: SourceName,
    /// The name without its `sources/` prefix.
    #[serde(deserialize_with = "or_default")]
    pub id: String,
    /// Set for GitHub repositories.
    #[serde(deserialize_with = "or_default")]
    pub github_repo: Option<GithubRepo>,
}

/// A GitHub repository.
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
/// let source: Source = serde_json::from_str(
///     r#"{"name": "sources/github/acme/api", "githubRepo": {"owner": "acme", "repo": "api", "isPrivate": true,
///         "defaultBranch": {"displayName": "main"}, "branches": [{"displayName": "main"}, {"displayName": "dev"}]}}"#,
/// )?;
/// assert_eq!(source.github_repo.unwrap().owner, "acme");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GithubRepo {
    /// User or organisation.
    #[serde(deserialize_with = "or_default")]
    pub owner: String,
    /// Repository name.
    #[serde(deserialize_with = "or_default")]
    pub repo: String,
    /// Omitted by the server when false.
    #[serde(deserialize_with = "or_default")]
    pub is_private: bool,
    /// May be missing.
    #[serde(deserialize_with = "or_default")]
    pub default_branch: Option<Branch>,
    /// May be missing; one real repository had 515.
    #[serde(deserialize_with = "lenient_list")]
    pub branches: Vec<Branch>,
}

/// A branch.
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
/// let source: Source = serde_json::from_str(
///     r#"{"name": "sources/github/acme/api", "githubRepo": {"owner": "acme", "repo": "api", "isPrivate": true,
///         "defaultBranch": {"displayName": "main"}, "branches": [{"displayName": "main"}, {"displayName": "dev"}]}}"#,
/// )?;
/// assert_eq!(source.github_repo.unwrap().branches[1].display_name, "dev");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Branch {
    /// Its name.
    #[serde(deserialize_with = "or_default")]
    pub display_name: String,
}

impl SourceName {
    /// `owner/repo`, as people write it; reads what people write, too.
    ///
    /// ```
    /// use jules_discord::jules::model::SourceName;
    ///
    /// assert_eq!(SourceName::from("sources/github/acme/api").slug(), "acme/api");
    /// ```
    #[must_use]
    pub fn slug(&self) -> &str {
        self.as_str().trim_start_matches("sources/").trim_start_matches("github/")
    }
}

impl Source {
    /// `owner/repo`, as people write it.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
    /// let source: Source = serde_json::from_str(
    ///     r#"{"name": "sources/github/acme/api", "githubRepo": {"owner": "acme", "repo": "api", "isPrivate": true,
    ///         "defaultBranch": {"displayName": "main"}, "branches": [{"displayName": "main"}, {"displayName": "dev"}]}}"#,
    /// )?;
    /// assert_eq!(source.slug(), "acme/api");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn slug(&self) -> String {
        match &self.github_repo {
            Some(repo) if !repo.owner.is_empty() => format!("{}/{}", repo.owner, repo.repo),
            _ => self.name.slug().to_owned(),
        }
    }

    /// The default branch, where the server names one.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
    /// let source: Source = serde_json::from_str(
    ///     r#"{"name": "sources/github/acme/api", "githubRepo": {"owner": "acme", "repo": "api", "isPrivate": true,
    ///         "defaultBranch": {"displayName": "main"}, "branches": [{"displayName": "main"}, {"displayName": "dev"}]}}"#,
    /// )?;
    /// assert_eq!(source.default_branch(), Some("main"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn default_branch(&self) -> Option<&str> {
        let branch = self.github_repo.as_ref()?.default_branch.as_ref()?;
        (!branch.display_name.is_empty()).then_some(branch.display_name.as_str())
    }
}
