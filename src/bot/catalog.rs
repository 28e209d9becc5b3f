//! The repositories Jules may work on, for each account by itself: read once a minute, or
//! sooner for a name that is not among them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::Error;
use super::shelf::Shelf;
use crate::error::UserError;
use crate::jules::model::{Session, Source, SourceName};
use crate::jules::{self, Shown};
use crate::render::cards;
use crate::session::account::Account;
use crate::session::checkpoint::{Changes, Checkpoint};
use crate::worker::{Accounts, ChannelSettings, Guarded, looks};

/// New repositories are connected by hand on a web page; a minute is soon enough.
const FRESH_FOR: Duration = Duration::from_mins(1);
/// A repository that is not in the list may have been connected since.
const LOOK_AGAIN_AFTER: Duration = Duration::from_secs(3);
/// Sessions come and move all the time; while somebody types, this is soon enough.
const SESSIONS_FRESH_FOR: Duration = Duration::from_secs(10);

/// How long a person waits for Jules before they hear that it does not answer.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long suggestions wait: they are asked for with every key.
const AT_ONCE: Duration = Duration::from_millis(800);

/// A catalog for each account; none of one shows in another.
#[derive(Default)]
pub struct Catalogs(Mutex<HashMap<Account, Arc<Catalog>>>);

impl Catalogs {
    /// An account's catalog; none if its key was revoked.
    pub fn of(&self, accounts: &Accounts, account: Account) -> Option<Arc<Catalog>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What was read with a key that was revoked goes with it.
        known.retain(|account, _| accounts.access(*account).is_some());
        let access = accounts.access(account)?;
        Some(known.entry(account).or_insert_with(|| Arc::new(Catalog::new(access.jules.clone()))).clone())
    }
}

/// What people choose from: the connected repositories, the newest sessions.
pub struct Catalog {
    jules: Guarded,
    sources: Shelf<Vec<Source>>,
    sessions: Shelf<Vec<Session>>,
    /// The files of the change set that somebody looks at, and whose that is.
    paths: Shelf<(Option<Changes>, Vec<String>)>,
}

impl Catalog {
    /// A catalog that has not been read yet.
    fn new(jules: Guarded) -> Self {
        Self { jules, sources: Shelf::default(), sessions: Shelf::default(), paths: Shelf::default() }
    }

    /// The connected repositories, read again if the last look is old.
    ///
    /// # Errors
    /// Jules could not be read.
    pub async fn sources(&self) -> Result<Arc<Vec<Source>>, Error> {
        self.sources_younger_than(FRESH_FOR).await
    }

    async fn sources_younger_than(&self, age: Duration) -> Result<Arc<Vec<Source>>, Error> {
        self.sources.younger_than(age, async { Ok(patiently(self.jules.sources()).await?) }).await
    }

    /// The newest sessions that are not archived, newest first.
    async fn sessions(&self) -> Result<Arc<Vec<Session>>, Error> {
        let read = async {
            let page = patiently(self.jules.sessions(Shown::Active, None)).await?;
            let mut sessions: Vec<Session> = page.items.into_iter().map(Session::with_identity).collect();
            sessions.sort_by_key(|session| std::cmp::Reverse(session.create_time));
            Ok(sessions)
        };
        self.sessions.younger_than(SESSIONS_FRESH_FOR, read).await
    }

    /// The repositories for suggestions: what is known, or what can be read in no time.
    pub async fn sources_at_once(catalog: &Arc<Self>) -> Arc<Vec<Source>> {
        at_once(catalog, catalog.sources.known(FRESH_FOR), |catalog| async move { catalog.sources().await }).await
    }

    /// The files of a conversation's newest change set for suggestions, likewise.
    pub async fn paths_at_once(catalog: &Arc<Self>, conversation: Checkpoint) -> Vec<String> {
        let wanted = conversation.changes.clone();
        let is_wanted = |known: &(Option<Changes>, Vec<String>)| known.0.is_some() && known.0 == wanted;
        let known = catalog.paths.known(FRESH_FOR).filter(|(fresh, known)| *fresh && is_wanted(known));
        let read = |catalog: Arc<Self>| async move {
            let read = async {
                let paths = patiently(looks::paths(&catalog.jules, &conversation)).await?;
                Ok((conversation.changes.clone(), paths))
            };
            catalog.paths.younger_than(Duration::ZERO, read).await
        };
        let found = at_once(catalog, known, read).await;
        if is_wanted(&found) { found.1.clone() } else { Vec::new() }
    }

    /// The sessions for suggestions, likewise.
    pub async fn sessions_at_once(catalog: &Arc<Self>) -> Arc<Vec<Session>> {
        let known = catalog.sessions.known(SESSIONS_FRESH_FOR);
        at_once(catalog, known, |catalog| async move { catalog.sessions().await }).await
    }

    /// The whole name of a repository of which perhaps only the part behind the owner was given.
    ///
    /// # Errors
    /// Jules could not be read.
    pub async fn whole_name(&self, name: &str) -> Result<String, Error> {
        let sources = self.sources().await?;
        Ok(bare(&sources, name).map_or_else(|| name.to_owned(), Source::slug))
    }

    /// The repository and branch that were asked for; what was not asked for is what the
    /// channel was set to.
    ///
    /// # Errors
    /// A sentence for the person when that repository or branch does not exist.
    pub async fn choose(
        &self,
        repo: Option<&str>,
        branch: Option<&str>,
        channel: &ChannelSettings,
    ) -> Result<Choice, Error> {
        let mut sources = self.sources().await?;
        let [repo, branch] = [repo, branch].map(|words| words.map(str::trim).filter(|words| !words.is_empty()));
        let set = channel.repo.as_deref();
        let by_default = repo.is_none() && set.is_some();
        let source = match repo.or(set) {
            Some(NO_REPOSITORY) => return Ok(Choice { place: None, by_default }),
            Some(repo) => {
                if find(&sources, repo).is_none() {
                    sources = self.sources_younger_than(LOOK_AGAIN_AFTER).await?;
                }
                let why = if by_default { UserError::NoSuchDefault } else { UserError::NoSuchRepository };
                find(&sources, repo).ok_or_else(|| why(cards::code(repo, 100)))?
            }
            None if sources.is_empty() && branch.is_none() => return Ok(Choice { place: None, by_default }),
            None if sources.len() == 1 => &sources[0],
            None => return Err(UserError::WhichRepository.into()),
        };
        // A channel's branch belongs to the channel's repository, and to no other.
        let is_set = set.is_some_and(|set| find(&sources, set).is_some_and(|set| set.name == source.name));
        let set_branch = channel.branch.as_deref().filter(|_| is_set);
        let chosen = choose_branch(source, branch.or(set_branch))?;
        Ok(Choice { place: Some((source.clone(), chosen)), by_default })
    }
}

/// Where a session will work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The repository and branch; `None` for a session without one.
    pub place: Option<(Source, String)>,
    /// Nobody named the repository: the channel was set to it.
    pub by_default: bool,
}

/// What people write for a task without a repository.
pub const NO_REPOSITORY: &str = "none";

/// What is fresh; else what there is, if nothing fresh comes soon. The reading goes on by
/// itself: with the next key its result is there.
async fn at_once<T, R>(
    catalog: &Arc<Catalog>,
    known: Option<(bool, Arc<T>)>,
    read: impl FnOnce(Arc<Catalog>) -> R,
) -> Arc<T>
where
    T: Default + Send + Sync + 'static,
    R: Future<Output = Result<Arc<T>, Error>> + Send + 'static,
{
    if let Some((true, fresh)) = known {
        return fresh;
    }
    let reading = tokio::spawn(read(Arc::clone(catalog)));
    match tokio::time::timeout(AT_ONCE, reading).await {
        Ok(Ok(Ok(fresh))) => fresh,
        // Suggestions never fail loudly: whoever types on is told what is wrong by the command.
        _ => known.map(|(_, old)| old).unwrap_or_default(),
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

/// The repository of that name among `sources`, as people write it.
pub fn find<'a>(sources: &'a [Source], repo: &str) -> Option<&'a Source> {
    let wanted = SourceName::from(repo);
    sources.iter().find(|source| source.slug().eq_ignore_ascii_case(wanted.slug()))
}

/// The repository whose name behind its owner is this, if there is only one.
fn bare<'a>(sources: &'a [Source], name: &str) -> Option<&'a Source> {
    let is = |source: &&Source| source.slug().rsplit('/').next().is_some_and(|repo| repo.eq_ignore_ascii_case(name));
    let mut found = sources.iter().filter(is);
    found.next().filter(|_| found.next().is_none())
}

/// How a repository may be written in a list: short where that is clear.
pub fn short_name(sources: &[Source], source: &Source) -> String {
    let slug = source.slug();
    let short = slug.rsplit('/').next().unwrap_or_default();
    if bare(sources, short).is_some() { short.to_owned() } else { slug }
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
