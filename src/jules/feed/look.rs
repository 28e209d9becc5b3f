//! The two requests of the feed: the list that shows which sessions moved, and
//! the look at one session.

use chrono::{DateTime, Utc};

use crate::jules::cursor::Cursor;
use crate::jules::model::{Activity, Event, Session, SessionId, SessionState};
use crate::jules::retry::Patience;
use crate::jules::{Error, Jules, Page, Shown};

/// Only what shows movement: a whole row holds the prompt and the patch.
const MASK: &str = "&fields=sessions(name,id,state,updateTime,archived,outputs/pullRequest/url),nextPageToken";

/// What of a session shows that it moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub state: SessionState,
    pub update_time: Option<DateTime<Utc>>,
    pub archived: bool,
    pub pull_request: bool,
}

impl Row {
    pub(super) fn of(session: &Session) -> Self {
        Self {
            state: session.state.clone(),
            update_time: session.update_time,
            archived: session.archived,
            pull_request: session.pull_request().is_some(),
        }
    }

    /// Whether more than the update time differs.
    pub(super) fn differs_in_substance(&self, other: &Self) -> bool {
        (&self.state, self.archived, self.pull_request) != (&other.state, other.archived, other.pull_request)
    }
}

/// Some of the newest sessions.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub rows: Vec<(SessionId, Row)>,
    /// Read in so many pages.
    pub pages: u32,
    /// There are no others.
    pub complete: bool,
}

/// Lists sessions until `enough` says so, at most `pages` pages.
pub(super) async fn list(jules: Jules, pages: usize, enough: impl Fn(&Listing) -> bool) -> Result<Listing, Error> {
    let mut rows = Listing::default();
    let mut token: Option<String> = None;
    for _ in 0..pages {
        jules.inner.transport.budget.charge();
        let page = page(&jules, token.as_deref()).await?;
        rows.pages += 1;
        rows.rows.extend(page.items);
        rows.complete = page.next.is_none();
        if page.next.is_none() || page.next == token || enough(&rows) {
            break;
        }
        token = page.next;
    }
    Ok(rows)
}

/// One page, masked as long as the server takes masks.
async fn page(jules: &Jules, token: Option<&str>) -> Result<Page<(SessionId, Row)>, Error> {
    let read = |mask| {
        let row = |session: Session| (session.id.clone(), Row::of(&session));
        jules.sessions_page(Shown::Active, token, mask, Patience::Once, row)
    };
    if !jules.masks() {
        return read("").await;
    }
    match read(MASK).await {
        Err(error) if error.is_bad_argument() => {
            let page = read("").await?;
            jules.refuse_masks();
            Ok(page)
        }
        outcome => outcome,
    }
}

/// What a look at one session found.
#[derive(Debug)]
pub(super) struct Found {
    pub session: Option<Box<Session>>,
    pub activities: Vec<Activity>,
    pub skipped: usize,
    pub cursor: Cursor,
    /// There is more to read at once.
    pub more: bool,
}

/// What a look shall include.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope {
    /// The session itself, whatever the activities say.
    pub whole: bool,
    /// Nothing else: it was not materialised when last seen, so its activities
    /// would answer 404, out of our list quota.
    pub queued: bool,
}

/// Reads what is new in one session, and the session itself where it is wanted
/// or has probably changed. `None` when it does not exist.
pub(super) async fn look(jules: Jules, id: SessionId, cursor: Cursor, scope: Scope) -> Result<Option<Found>, Error> {
    let mut found = Found { session: None, activities: Vec::new(), skipped: 0, cursor, more: false };
    let mut whole = scope.whole || scope.queued;
    if !scope.queued {
        match jules.read(&id, &found.cursor, Patience::Once).await {
            Ok(reading) => {
                whole |= reading.activities.iter().any(is_telling);
                found = Found {
                    session: None,
                    activities: reading.activities,
                    skipped: reading.skipped,
                    cursor: reading.cursor,
                    more: reading.more,
                };
            }
            // Deleted, or not materialised: the session itself tells.
            Err(Error::NotFound { .. }) => whole = true,
            Err(error) => return Err(error),
        }
    }
    if whole {
        match jules.session_info(&id, Patience::Once).await {
            Ok(session) => found.session = Some(Box::new(session)),
            Err(Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    Ok(Some(found))
}

/// The session's state has probably changed with it.
fn is_telling(activity: &Activity) -> bool {
    matches!(
        activity.event,
        Event::PlanGenerated(_)
            | Event::PlanApproved { .. }
            | Event::AgentMessaged(_)
            | Event::Completed
            | Event::Failed { .. }
    )
}
