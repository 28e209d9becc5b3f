//! The way to Jules for everything that people ask for. Reading is free; what changes
//! something there takes a [`Grant`] and uses it up.
//!
//! The client itself knows of no grants, so that it can be used alone; so nothing in the bot
//! holds the client itself: an unchecked call does not compile.

use crate::jules::model::{Activity, ActivityId, Session, SessionId, Source};
use crate::jules::{Cursor, Error, Jules, NewSession, Page, Reading, SessionClient, Shown};
use crate::policy::{Grant, Right};

/// Jules, for those who can show a grant.
///
/// ```
/// # use jules_discord::{jules::{Error, model::SessionId}, policy::Grant, worker::{Barred, Guarded}};
/// async fn approve(jules: &Guarded, grant: Grant, session: &SessionId) -> Result<(), Barred> {
///     jules.approve(grant, session).await
/// }
/// ```
///
/// Without one it does not compile:
///
/// ```compile_fail
/// # use jules_discord::{jules::{Error, model::SessionId}, policy::Grant, worker::{Barred, Guarded}};
/// async fn approve(jules: &Guarded, session: &SessionId) -> Result<(), Barred> {
///     jules.approve(session).await
/// }
/// ```
///
/// nor does a second call with the same one:
///
/// ```compile_fail
/// # use jules_discord::{jules::{Error, model::SessionId}, policy::Grant, worker::{Barred, Guarded}};
/// async fn approve(jules: &Guarded, grant: Grant, session: &SessionId) -> Result<(), Barred> {
///     jules.approve(grant, session).await?;
///     jules.approve(grant, session).await
/// }
/// ```
///
/// nor the way around it:
///
/// ```compile_fail
/// # use jules_discord::{jules::{Error, model::SessionId}, policy::Grant, worker::{Barred, Guarded}};
/// async fn approve(jules: &Guarded, session: SessionId) -> Result<(), Error> {
///     jules.resume(session).approve().await
/// }
/// ```
#[derive(Clone)]
pub struct Guarded(Jules);

/// Why something was not changed.
#[derive(Debug, thiserror::Error)]
pub enum Barred {
    /// The grant was for something else. A mistake of ours; nothing was asked of Jules.
    #[error("a grant to {} does not open this", .0.word())]
    Mismatch(Right),
    /// Jules would not, or could not.
    #[error(transparent)]
    Jules(#[from] Error),
}

impl Guarded {
    /// Takes the client in.
    #[must_use]
    pub fn new(jules: Jules) -> Self {
        Self(jules)
    }

    /// A session, to be read.
    #[must_use]
    pub fn resume(&self, id: SessionId) -> Reader {
        Reader(self.0.resume(id))
    }

    /// [`Jules::sessions`].
    ///
    /// # Errors
    /// Jules could not be read; so with all that follow.
    pub async fn sessions(&self, shown: Shown, token: Option<&str>) -> Result<Page<Session>, Error> {
        self.0.sessions(shown, token).await
    }

    /// [`Jules::sources`].
    ///
    /// # Errors
    /// As above.
    pub async fn sources(&self) -> Result<Vec<Source>, Error> {
        self.0.sources().await
    }

    /// [`Jules::find_created`].
    ///
    /// # Errors
    /// As above.
    pub async fn find_created(&self, marker: &str) -> Result<Option<Session>, Error> {
        self.0.find_created(marker).await
    }

    /// [`Jules::create`], for a grant to start.
    ///
    /// # Errors
    /// The grant is for something else, or Jules refuses; so with all that follow.
    pub async fn create(&self, grant: Grant, new: &NewSession) -> Result<Session, Barred> {
        uses_up(grant, Right::Start)?;
        Ok(self.0.create(new).await?)
    }

    /// [`SessionClient::send`], for a grant to reply.
    ///
    /// # Errors
    /// As above.
    pub async fn send(&self, grant: Grant, session: &SessionId, text: &str) -> Result<(), Barred> {
        uses_up(grant, Right::Reply)?;
        Ok(self.0.resume(session.clone()).send(text).await?)
    }

    /// [`SessionClient::approve`], for a grant to approve.
    ///
    /// # Errors
    /// As above.
    pub async fn approve(&self, grant: Grant, session: &SessionId) -> Result<(), Barred> {
        uses_up(grant, Right::Approve)?;
        Ok(self.0.resume(session.clone()).approve().await?)
    }

    /// [`SessionClient::archive`], for a grant to administer.
    ///
    /// # Errors
    /// As above.
    pub async fn archive(&self, grant: Grant, session: &SessionId) -> Result<(), Barred> {
        uses_up(grant, Right::Admin)?;
        Ok(self.0.resume(session.clone()).archive().await?)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "a grant is used up by what it allows")]
fn uses_up(grant: Grant, right: Right) -> Result<(), Barred> {
    if grant.right() == right { Ok(()) } else { Err(Barred::Mismatch(grant.right())) }
}

/// A session of which only reading is left.
pub struct Reader(SessionClient);

impl Reader {
    /// [`SessionClient::info`].
    ///
    /// # Errors
    /// Jules could not be read; so with all that follow.
    pub async fn info(&self) -> Result<Session, Error> {
        self.0.info().await
    }

    /// [`SessionClient::activities`].
    ///
    /// # Errors
    /// As above.
    pub async fn activities(&self) -> Result<Vec<Activity>, Error> {
        self.0.activities().await
    }

    /// [`SessionClient::activity`].
    ///
    /// # Errors
    /// As above.
    pub async fn activity(&self, id: &ActivityId) -> Result<Activity, Error> {
        self.0.activity(id).await
    }

    /// [`SessionClient::read_since`].
    ///
    /// # Errors
    /// As above.
    pub async fn read_since(&self, cursor: &Cursor) -> Result<Reading, Error> {
        self.0.read_since(cursor).await
    }
}
