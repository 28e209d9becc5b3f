//! Reading a session's activities incrementally, by whichever means the server
//! takes: the time filter, a page token made of a time, or the whole list.
//! What works is remembered for the client (jules-api.md 1.6, 3.3).

use std::sync::atomic::Ordering;
use std::time::Instant;

use super::budget::Class;
use super::client::{PAGES, endless, token_query};
use super::cursor::Cursor;
use super::harvest::Harvest;
use super::model::{Activity, SessionId};
use super::retry::Patience;
use super::transport::{Call, Over};
use super::wire::{Splitter, escape};
use super::{Error, Jules};

/// How the server lets us leave out what we have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
#[repr(u8)]
pub(super) enum Mode {
    /// `filter=create_time>"…"`, exclusive.
    Filter = 0,
    /// `pageToken=<nanoseconds>`, inclusive.
    Token = 1,
    /// Neither: everything, every time.
    Whole = 2,
}

impl Mode {
    fn from_u8(mode: u8) -> Self {
        match mode {
            0 => Self::Filter,
            1 => Self::Token,
            _ => Self::Whole,
        }
    }

    fn next(self) -> Option<Self> {
        match self {
            Self::Filter => Some(Self::Token),
            Self::Token => Some(Self::Whole),
            Self::Whole => None,
        }
    }
}

/// Enough to know what is there.
const ONLY_IDS: &str = "&fields=activities(name,id,createTime),nextPageToken";

/// What a read found: [`SessionClient::read_since`](super::SessionClient::read_since).
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration; jules_discord::docs::play(async |jules| {
/// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
/// # session.wait_for(&[SessionState::AwaitingPlanApproval], Duration::from_secs(60)).await?;
///
/// let Reading { activities, skipped, cursor, .. } = session.read_since(&Cursor::default()).await?;
/// println!("{} activities up to {:?}, and {skipped} that cannot be read", activities.len(), cursor.newest());
/// # Ok(()) });
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// New ones only, by time, then by place in the list.
    pub activities: Vec<Activity>,
    /// The position after them: store it together with what you do about them.
    pub cursor: Cursor,
    /// Items this version could not read at all.
    pub skipped: usize,
    /// There is more: as much as may be held at a time is here, or the connection broke.
    pub(super) more: bool,
}

impl Jules {
    /// Reads what is new since the cursor.
    pub(super) async fn read(&self, id: &SessionId, cursor: &Cursor, patience: Patience) -> Result<Reading, Error> {
        let first = Mode::from_u8(self.inner.mode.load(Ordering::Relaxed));
        let mut mode = first;
        // Whoever has a schedule takes the first list call out of the budget itself.
        let mut paid = patience == Patience::Once;
        loop {
            match self.read_by(mode, id, cursor, patience, "", &mut paid).await {
                Err(error) if error.is_bad_argument() && cursor.after().is_some() => {
                    let Some(next) = mode.next() else { return Err(error) };
                    mode = next;
                }
                Err(error) => return Err(error),
                Ok((reading, honoured)) => {
                    // Remembered only once the other way worked: the 400 may have had another cause.
                    let known = if honoured { Some(mode) } else { mode.next() };
                    if let Some(known) = known.filter(|known| *known != first) {
                        tracing::info!(?known, "reading activities in another way");
                        self.inner.mode.store(known as u8, Ordering::Relaxed);
                    }
                    return Ok(reading);
                }
            }
        }
    }

    /// The position behind everything there is; only ids and times are read.
    pub(super) async fn end_of(&self, id: &SessionId, patience: Patience) -> Result<Cursor, Error> {
        let mut cursor = Cursor::default();
        let mut paid = false;
        loop {
            let mask = if self.masks() { ONLY_IDS } else { "" };
            match self.read_by(Mode::Whole, id, &cursor, patience, mask, &mut paid).await {
                Err(error) if error.is_bad_argument() && !mask.is_empty() => self.refuse_masks(),
                Err(error) => return Err(error),
                Ok((Reading { cursor, more: false, .. }, _)) => return Ok(cursor),
                Ok((reading, _)) => cursor = reading.cursor,
            }
        }
    }

    /// Reads page after page one way, until the end or until there is enough. Also
    /// tells whether the server honoured our bound.
    async fn read_by(
        &self,
        mode: Mode,
        id: &SessionId,
        cursor: &Cursor,
        patience: Patience,
        mask: &str,
        paid: &mut bool,
    ) -> Result<(Reading, bool), Error> {
        let begun = Instant::now();
        let filter = match (mode, cursor.after()) {
            (Mode::Filter, Some(after)) => format!("&filter={}{mask}", escape(&format!("create_time>\"{after}\""))),
            _ => mask.to_owned(),
        };
        let session = escape(id.as_str());
        let mut token = if mode == Mode::Token { cursor.token() } else { None };
        let mut harvest = Harvest::new(cursor, self.inner.transport.value_cap);
        for _ in 0..PAGES {
            let last_page_at = Instant::now();
            let path = format!("sessions/{session}/activities?pageSize=100{filter}{}", token_query(token.as_deref()));
            let next = match self.list(&path, patience, paid, &mut harvest).await? {
                Over::Page { next } => next.filter(|next| token.as_deref() != Some(next)),
                Over::BrokenOff => {
                    harvest.more = true;
                    None
                }
            };
            harvest.more |= next.is_some() && harvest.is_enough();
            if next.is_none() || harvest.more {
                let honoured = mode == Mode::Whole || !harvest.below;
                // What turned up in an early page's range after we had read it is still to come.
                let behind = self.inner.settings.overlap + last_page_at.duration_since(begun);
                return Ok((harvest.settle(behind), honoured));
            }
            token = next;
        }
        Err(endless())
    }

    /// One page into the harvest. One that breaks in its middle counts for what it brought.
    async fn list(
        &self,
        path: &str,
        patience: Patience,
        paid: &mut bool,
        harvest: &mut Harvest<'_>,
    ) -> Result<Over, Error> {
        let transport = &self.inner.transport;
        let mut tries = self.tries(Class::Activities, patience);
        let mark = harvest.len();
        loop {
            tries.ready().await?;
            if !std::mem::take(paid) {
                transport.budget.taken().await;
            }
            let call = Call { class: Class::Activities, ..Call::get(path) };
            let splitter = Splitter::new("activities", transport.value_cap);
            match transport.items(call, splitter, |item| harvest.take(item)).await {
                Err(_) if harvest.may_stop() && harvest.len() > mark => return Ok(Over::BrokenOff),
                Err(error) => {
                    harvest.back_to(mark);
                    tries.again(error).await?;
                }
                over => return over,
            }
        }
    }
}
