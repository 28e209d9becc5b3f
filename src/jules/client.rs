//! One key's view of Jules: its sessions and its sources.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use reqwest::Method;
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;

use super::budget::Class;
use super::model::{Session, SessionId, Source, SourceName};
use super::read::Mode;
use super::retry::{Patience, Tries};
use super::session::{SessionClient, Shared};
use super::transport::{Call, Transport};
use super::wire::{Page, escape};
use super::{Error, Settings};

/// Pages followed before a list counts as endless.
pub(super) const PAGES: usize = 1_000;

/// A client for one API key. Cheap to clone; clones share connections and budget.
///
/// ```
/// use jules_discord::jules::NewSession;
///
/// # jules_discord::docs::play(async |jules| {
/// let session = jules.run(NewSession::new("Correct the typo in the help text")).await?;
/// let again = jules.clone().resume(session.id().clone()); // the same key, the same session
/// assert_eq!(again.info().await?.id, *session.id());
/// # Ok(()) });
/// ```
#[derive(Clone)]
pub struct Jules {
    pub(super) inner: Arc<Inner>,
}

/// What all clones share.
pub(super) struct Inner {
    pub settings: Settings,
    pub transport: Transport,
    /// How the server lets us read incrementally, as far as we know.
    pub mode: AtomicU8,
    /// Cleared when the server refuses a `fields` mask.
    pub masks: AtomicBool,
    /// Creates go one after the other: most of ten parallel ones fail (jules-api.md 2.3).
    pub creating: Semaphore,
    sessions: Mutex<HashMap<SessionId, Weak<Shared>>>,
}

/// Which sessions a list shows.
///
/// ```
/// use jules_discord::jules::{NewSession, Shown};
///
/// # jules_discord::docs::play(async |jules| {
/// let session = jules.run(NewSession::new("Correct the typo")).await?;
/// session.archive().await?;
/// let archived = jules.sessions(Shown::Archived, None).await?;
/// # let archived = if archived.items.is_empty() { tokio::time::sleep(std::time::Duration::from_secs(1)).await; jules.sessions(Shown::Archived, None).await? } else { archived };
/// assert_eq!(archived.items[0].id, *session.id());
/// # Ok(()) });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    /// Those not archived; the server's default.
    #[default]
    Active,
    /// Archived ones only.
    Archived,
    /// Both.
    All,
}

impl Shown {
    /// The only filters the server knows (jules-api.md 1.2).
    pub(super) fn query(self) -> &'static str {
        match self {
            Self::Active => "",
            Self::Archived => "&filter=archived%20%3D%20true",
            Self::All => "&filter=archived%20%3D%20true%20OR%20archived%20%3D%20false",
        }
    }
}

impl std::fmt::Debug for Jules {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Jules").field("api_url", &self.inner.settings.api_url).finish_non_exhaustive()
    }
}

impl Jules {
    /// Prepares a client. Makes no request.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// let jules = Jules::new(Settings::new("the key"))?; // no request yet
    /// assert!(Jules::new(Settings::new("")).is_err());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`Error::Settings`] when the address or the key cannot work.
    pub fn new(settings: Settings) -> Result<Self, Error> {
        let transport = Transport::new(&settings)?;
        Ok(Self {
            inner: Arc::new(Inner {
                settings,
                transport,
                mode: AtomicU8::new(Mode::Filter as u8),
                masks: AtomicBool::new(true),
                creating: Semaphore::new(1),
                sessions: Mutex::default(),
            }),
        })
    }

    /// Goes on with another key of the same account, in this client and all its clones: for a
    /// key that is rotated. Requests under way keep the one they began with.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*}; use secrecy::SecretString; jules_discord::docs::play(async |jules| {
    /// jules.replace_key(&SecretString::from("not a key of this account"))?;
    /// assert!(jules.sources().await.unwrap_err().is_unauthenticated());
    /// assert!(jules.replace_key(&SecretString::from("")).is_err());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`Error::Settings`] when the key cannot work; then nothing changes.
    pub fn replace_key(&self, key: &SecretString) -> Result<(), Error> {
        self.inner.transport.replace_key(key)
    }

    /// The settings this client was made with.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// assert_eq!(jules.settings().poll_min, Duration::from_millis(10)); // as this stage has it
    /// # Ok(()) });
    /// ```
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// A client for a session that exists. Makes no request.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// let id = SessionId::parse("https://jules.google.com/session/14361725569735593935").unwrap();
    /// let session = jules.resume(id); // from anywhere: nothing is asked yet
    /// assert!(session.info().await.unwrap_err().is_not_found());
    /// # Ok(()) });
    /// ```
    #[must_use]
    pub fn resume(&self, id: SessionId) -> SessionClient {
        let mut sessions = self.inner.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let shared = sessions.get(&id).and_then(Weak::upgrade).unwrap_or_else(|| {
            sessions.retain(|_, shared| shared.strong_count() > 0);
            let shared = Arc::new(Shared::default());
            sessions.insert(id.clone(), Arc::downgrade(&shared));
            shared
        });
        drop(sessions);
        SessionClient::new(self.clone(), id, shared)
    }

    /// One page of sessions, newest first. Rows may lag [`SessionClient::info`] by
    /// seconds; on a page of many megabytes, their largest texts read as empty.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
    /// // A new session may take a moment to show.
    /// # while jules.sessions(Shown::Active, None).await?.items.is_empty() { tokio::task::yield_now().await }
    /// let page = jules.sessions(Shown::Active, None).await?;
    /// assert_eq!(page.items[0].id, *session.id());
    /// assert_eq!(page.next, None, "no further page");
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Any [`Error`] of a read, after retries.
    pub async fn sessions(&self, shown: Shown, token: Option<&str>) -> Result<Page<Session>, Error> {
        self.sessions_page(shown, token, "", self.patience(), |session| session).await
    }

    /// All connected sources, page after page; what cannot be read is left out and logged.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// let sources = jules.sources().await?;
    /// assert_eq!(sources[0].slug(), "acme/todo");
    /// assert_eq!(sources[0].default_branch(), Some("main"));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Any [`Error`] of a read, after retries; an incomplete list is never returned.
    pub async fn sources(&self) -> Result<Vec<Source>, Error> {
        let mut sources = Vec::new();
        let mut token: Option<String> = None;
        for _ in 0..PAGES {
            let path = format!("sources?pageSize=100{}", token_query(token.as_deref()));
            let named = |source: Source| (!source.name.as_str().is_empty()).then_some(source);
            let page: Page<Source> = self.get_page(&path, "sources", self.patience(), named).await?;
            sources.extend(page.items);
            if page.skipped > 0 {
                tracing::warn!(skipped = page.skipped, "sources that this version cannot read");
            }
            match page.next {
                Some(next) if token.as_deref() != Some(&next) => token = Some(next),
                _ => return Ok(sources),
            }
        }
        Err(endless())
    }

    /// One source by its resource name, e.g. `sources/github/acme/api`.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// let source = jules.source(&SourceName::from("sources/github/acme/todo")).await?;
    /// assert!(source.github_repo.unwrap().is_private);
    /// let other = jules.source(&SourceName::from("sources/github/acme/other")).await;
    /// assert!(other.unwrap_err().is_not_found(), "not connected to Jules");
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`Error::NotFound`] when the repository is not connected to Jules (or is
    /// spelled in another case).
    pub async fn source(&self, name: &SourceName) -> Result<Source, Error> {
        // The pattern is `sources/**`: slashes stay, everything else is escaped.
        let path: Vec<String> = name.as_str().split('/').map(escape).collect();
        if path.iter().any(|part| part.is_empty() || part.trim_matches('.').is_empty()) {
            return Err(Error::NotFound { message: format!("{name:?} is no name of a source") });
        }
        self.get(&path.join("/"), self.patience()).await
    }

    pub(super) fn patience(&self) -> Patience {
        Patience::For(self.inner.settings.retry_for)
    }

    /// One page of sessions; `mask` is a `&fields=…` or nothing. Only what `keep`
    /// makes of a session is held.
    pub(super) async fn sessions_page<T>(
        &self,
        shown: Shown,
        token: Option<&str>,
        mask: &str,
        patience: Patience,
        keep: impl Fn(Session) -> T,
    ) -> Result<Page<T>, Error> {
        let path = format!("sessions?pageSize=100{}{}{mask}", shown.query(), token_query(token));
        // A row that does not say whose it is is no use to anybody.
        let identified = |session: Session| {
            let session = session.with_identity();
            (!session.id.as_str().is_empty()).then(|| keep(session))
        };
        self.get_page(&path, "sessions", patience, identified).await
    }

    pub(super) async fn session_info(&self, id: &SessionId, patience: Patience) -> Result<Session, Error> {
        let session: Session = self.get(&format!("sessions/{}", escape(id.as_str())), patience).await?;
        let session = session.with_identity();
        // `{}` decodes, too; it must not stand for the session asked for.
        if session.id.as_str().is_empty() {
            return Err(Error::Decode { message: "a session without a name".to_owned() });
        }
        Ok(session)
    }

    /// A read of one resource.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str, patience: Patience) -> Result<T, Error> {
        let mut tries = self.tries(Class::Read, patience);
        loop {
            tries.ready().await?;
            match self.inner.transport.whole(Call::get(path)).await {
                Err(error) => tries.again(error).await?,
                found => return found,
            }
        }
    }

    pub(super) fn tries(&self, class: Class, patience: Patience) -> Tries<'_> {
        Tries::new(&self.inner.settings, &self.inner.transport.budget, class, patience)
    }

    async fn get_page<R: DeserializeOwned, T>(
        &self,
        path: &str,
        key: &'static str,
        patience: Patience,
        keep: impl Fn(R) -> Option<T>,
    ) -> Result<Page<T>, Error> {
        let mut tries = self.tries(Class::Read, patience);
        loop {
            tries.ready().await?;
            // A list would read as a structure, field by field.
            let item = |bytes: &[u8]| {
                let read = bytes.starts_with(b"{").then(|| serde_json::from_slice(bytes).ok())?;
                read.and_then(&keep)
            };
            match self.inner.transport.page(Call::get(path), key, item).await {
                Err(error) => tries.again(error).await?,
                found => return found,
            }
        }
    }

    /// One POST or DELETE, once. Waits out a short `Retry-After`, refuses a long one.
    pub(super) async fn write(&self, call: Call<'_>) -> Result<(), Error> {
        self.gate().await?;
        self.inner.transport.done(call).await
    }

    /// As [`Self::write`], decoding the answer.
    pub(super) async fn post<T: DeserializeOwned>(&self, path: &str, body: &serde_json::Value) -> Result<T, Error> {
        self.gate().await?;
        let call = Call { class: Class::Write, method: Method::POST, path, body: Some(body) };
        self.inner.transport.whole(call).await
    }

    async fn gate(&self) -> Result<(), Error> {
        const BEARABLE: std::time::Duration = std::time::Duration::from_secs(5);
        let closed = self.inner.transport.budget.closed_for(Class::Write);
        if closed > BEARABLE {
            return Err(Error::RateLimited { retry_after: Some(closed) });
        }
        tokio::time::sleep(closed).await;
        Ok(())
    }

    /// Remembers that the server refuses `fields` masks.
    pub(super) fn refuse_masks(&self) {
        tracing::info!("Jules refuses field masks; reading whole rows");
        self.inner.masks.store(false, Ordering::Relaxed);
    }

    /// Whether the server takes a `fields` mask, as far as we know.
    pub(super) fn masks(&self) -> bool {
        self.inner.masks.load(Ordering::Relaxed)
    }
}

pub(super) fn token_query(token: Option<&str>) -> String {
    token.map(|token| format!("&pageToken={}", escape(token))).unwrap_or_default()
}

pub(super) fn endless() -> Error {
    Error::Decode { message: format!("a list of more than {PAGES} pages") }
}
