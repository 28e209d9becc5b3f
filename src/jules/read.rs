//! Reading a session's activities incrementally, by whichever means the server
//! takes: the time filter, a page token made of a time, or the whole list.
//! What works is remembered for the client (jules-api.md 1.6, 3.3).

use std::sync::atomic::Ordering;
use std::time::Instant;

use super::budget::Class;
use super::client::{PAGES, endless};
use super::cursor::Cursor;
use super::model::{Activity, SessionId};
use super::retry::Patience;
use super::transport::Call;
use super::wire::{Page, escape};
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

/// Page sizes tried while a page is larger than the body cap.
const PAGE_SIZES: [u32; 4] = [100, 20, 4, 1];
/// Leaves out what makes an activity large; the rest is small.
const WITHOUT_ARTIFACTS: &str = "&fields=activities(name,id,createTime,originator,description,planGenerated,planApproved,\
agentMessaged,userMessaged,progressUpdated,sessionCompleted,sessionFailed),nextPageToken";

/// Enough to know what is there.
const ONLY_IDS: &str = "&fields=activities(name,id,createTime),nextPageToken";

/// What a read found.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// New ones only, by time, then by place in the list.
    pub activities: Vec<Activity>,
    /// The position after them.
    pub cursor: Cursor,
    /// Items that could not be read.
    pub skipped: usize,
}

/// One activity as it stands in a list, or what little can be said of it.
enum Item {
    Read(Box<Activity>),
    /// Not readable; already known ones are told apart by their bytes.
    Unreadable(String),
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
        let start = Cursor::default();
        let mut paid = false;
        if self.masks() {
            match self.read_by(Mode::Whole, id, &start, patience, ONLY_IDS, &mut paid).await {
                Err(error) if error.is_bad_argument() => self.refuse_masks(),
                outcome => return outcome.map(|(reading, _)| reading.cursor),
            }
        }
        let (reading, _) = self.read_by(Mode::Whole, id, &start, patience, "", &mut paid).await?;
        Ok(reading.cursor)
    }

    /// Reads all pages one way. Also tells whether the server honoured our bound.
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
        let mut token = if mode == Mode::Token { cursor.token() } else { None };
        let mut items = Vec::new();
        for _ in 0..PAGES {
            let last_page_at = Instant::now();
            let page = self.activities_page(id, &filter, token.as_deref(), patience, paid).await?;
            items.extend(page.items);
            match page.next {
                Some(next) if token.as_deref() != Some(&next) => token = Some(next),
                _ => {
                    let honoured = mode == Mode::Whole || !items.iter().any(|item| is_below(cursor, item));
                    // What turned up in an early page's range after we had read it is still to come.
                    let behind = self.inner.settings.overlap + last_page_at.duration_since(begun);
                    return Ok((settle(items, cursor.clone(), behind), honoured));
                }
            }
        }
        Err(endless())
    }

    /// One page, in smaller pieces if it is too large.
    async fn activities_page(
        &self,
        id: &SessionId,
        filter: &str,
        token: Option<&str>,
        patience: Patience,
        paid: &mut bool,
    ) -> Result<Page<Item>, Error> {
        let token = super::client::token_query(token);
        let session = escape(id.as_str());
        let mut too_large = Error::TooLarge { cap: self.inner.settings.body_cap };
        for size in PAGE_SIZES {
            let path = format!("sessions/{session}/activities?pageSize={size}{filter}{token}");
            match self.list(&path, patience, paid).await {
                Err(error @ Error::TooLarge { .. }) => too_large = error,
                outcome => return outcome,
            }
        }
        if !self.masks() {
            return Err(too_large);
        }
        // A single activity above the cap: better without its artifacts than not at all.
        let path = format!("sessions/{session}/activities?pageSize=1{filter}{token}{WITHOUT_ARTIFACTS}");
        self.list(&path, patience, paid).await
    }

    async fn list(&self, path: &str, patience: Patience, paid: &mut bool) -> Result<Page<Item>, Error> {
        let transport = &self.inner.transport;
        let mut tries = self.tries(Class::Activities, patience);
        loop {
            tries.ready().await?;
            if !std::mem::take(paid) {
                transport.budget.taken().await;
            }
            let call = Call { class: Class::Activities, ..Call::get(path) };
            match transport.page(call, "activities", |bytes| Some(item(bytes))).await {
                Err(error) => tries.again(error).await?,
                found => return found,
            }
        }
    }
}

fn item(bytes: &[u8]) -> Item {
    match serde_json::from_slice(bytes) {
        Ok(activity) => Item::Read(Box::new(activity)),
        Err(_) => Item::Unreadable(String::from_utf8_lossy(bytes).into_owned()),
    }
}

fn is_below(cursor: &Cursor, item: &Item) -> bool {
    matches!(item, Item::Read(activity) if cursor.is_below(activity.create_time))
}

/// Sorts, drops what the cursor has passed, and moves it.
fn settle(items: Vec<Item>, mut cursor: Cursor, behind: std::time::Duration) -> Reading {
    let mut skipped = 0;
    let mut activities = Vec::new();
    for item in items {
        match item {
            Item::Read(activity) => activities.push(*activity),
            Item::Unreadable(bytes) => skipped += usize::from(cursor.pass(&bytes, None)),
        }
    }
    // One without a readable time stays behind the one it was listed after.
    let mut time = None;
    let mut dated: Vec<_> = activities
        .into_iter()
        .map(|activity| {
            time = activity.create_time.or(time);
            (time, activity)
        })
        .collect();
    dated.sort_by_key(|(time, _)| *time); // stable: equal times keep the list's order
    let new = dated.into_iter().map(|(_, activity)| activity);
    let activities = new.filter(|activity| cursor.pass(activity.id.as_str(), activity.create_time)).collect();
    cursor.settle(behind);
    Reading { activities, cursor, skipped }
}
