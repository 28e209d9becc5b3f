//! The repositories Jules may work on: read once a minute, or sooner for a name that is
//! not among them.

use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::Error;
use crate::error::UserError;
use crate::jules::model::{Source, SourceName};
use crate::jules::{self, Jules};
use crate::render::cards;

/// New repositories are connected by hand on a web page; a minute is soon enough.
const FRESH_FOR: Duration = Duration::from_mins(1);
/// A repository that is not in the list may have been connected since.
const LOOK_AGAIN_AFTER: Duration = Duration::from_secs(3);

/// How long a person waits for Jules before they hear that it does not answer.
const PATIENCE: Duration = Duration::from_secs(8);

/// The connected repositories.
pub struct Catalog {
    jules: Jules,
    read: Mutex<Option<(Instant, Vec<Source>)>>,
}

impl Catalog {
    /// A catalog that has not been read yet.
    #[must_use]
    pub fn new(jules: Jules) -> Self {
        Self { jules, read: Mutex::new(None) }
    }

    /// The connected repositories, read again if the last look is old.
    ///
    /// # Errors
    /// Jules could not be read.
    pub async fn sources(&self) -> Result<Vec<Source>, Error> {
        self.younger_than(FRESH_FOR).await
    }

    async fn younger_than(&self, age: Duration) -> Result<Vec<Source>, Error> {
        let mut read = self.read.lock().await;
        match &*read {
            Some((at, sources)) if at.elapsed() < age => Ok(sources.clone()),
            _ => {
                let sources = patiently(self.jules.sources()).await?;
                *read = Some((Instant::now(), sources.clone()));
                Ok(sources)
            }
        }
    }

    /// The repository and branch that were asked for; `None` for a session without one.
    ///
    /// # Errors
    /// A sentence for the person when that repository or branch does not exist.
    pub async fn choose(&self, repo: Option<&str>, branch: Option<&str>) -> Result<Option<(Source, String)>, Error> {
        let mut sources = self.sources().await?;
        let source = match repo.map(str::trim) {
            Some("none") => return Ok(None),
            Some(repo) => {
                if find(&sources, repo).is_none() {
                    sources = self.younger_than(LOOK_AGAIN_AFTER).await?;
                }
                find(&sources, repo).ok_or_else(|| UserError::NoSuchRepository(cards::code(repo, 100)))?
            }
            None if sources.is_empty() && branch.is_none() => return Ok(None),
            None if sources.len() == 1 => &sources[0],
            None => return Err(UserError::WhichRepository.into()),
        };
        let branch = choose_branch(source, branch.map(str::trim))?;
        Ok(Some((source.clone(), branch)))
    }
}

/// What a person waits for at most: the client itself would go on trying for a minute.
///
/// # Errors
/// Jules does not answer in time, or refuses.
pub async fn patiently<T>(read: impl Future<Output = Result<T, jules::Error>>) -> Result<T, jules::Error> {
    let waited = tokio::time::timeout(PATIENCE, read).await;
    waited.unwrap_or(Err(jules::Error::Deadline { waited: PATIENCE }))
}

fn find<'a>(sources: &'a [Source], repo: &str) -> Option<&'a Source> {
    let wanted = SourceName::from(repo);
    sources.iter().find(|source| source.slug().eq_ignore_ascii_case(wanted.slug()))
}

fn choose_branch(source: &Source, wanted: Option<&str>) -> Result<String, Error> {
    let known: Vec<&str> =
        source.github_repo.iter().flat_map(|repo| &repo.branches).map(|branch| branch.display_name.as_str()).collect();
    match wanted {
        // A list that is missing says nothing about the branch; Jules will.
        Some(branch) if known.is_empty() || known.contains(&branch) => Ok(branch.to_owned()),
        Some(branch) => Err(UserError::NoSuchBranch(cards::code(branch, 80), cards::code(&source.slug(), 100)).into()),
        None => Ok(source.default_branch().or(known.first().copied()).unwrap_or("main").to_owned()),
    }
}
