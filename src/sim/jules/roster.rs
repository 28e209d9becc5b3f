//! The rosters: of each account, which sessions there are in the order of their making, and how
//! many of them work. Kept up to date with every change, so that no call counts or looks through
//! all sessions.

use std::collections::{BTreeMap, VecDeque};
use std::iter::Peekable;

use super::session::Session;
use super::stamp::Nanos;

/// Where a session stands in lists: the moment of its creation, and its number among all that were
/// ever made. Page tokens name it.
pub(super) type Place = (Nanos, u64);

/// Before and after all of them.
const ENDS: (Place, Place) = ((Nanos::MIN, 0), (Nanos::MAX, u64::MAX));

/// What a roster needs to know of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    archived: bool,
    work: Work,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    Queued,
    Working,
    Parked,
}

impl Standing {
    pub(super) fn of(session: &Session) -> Self {
        let work = match session.state.as_str() {
            _ if session.archived => Work::Parked,
            "QUEUED" => Work::Queued,
            "PLANNING" | "IN_PROGRESS" => Work::Working,
            _ => Work::Parked,
        };
        Self { archived: session.archived, work }
    }
}

/// The sessions of one account.
#[derive(Debug, Default)]
pub(super) struct Roster {
    shown: BTreeMap<Place, String>,
    archived: BTreeMap<Place, String>,
    queued: usize,
    working: usize,
    /// Sessions that could be working if there were room, the first to come at the front.
    pub(super) waiting: VecDeque<String>,
}

impl Roster {
    /// Sessions that take one of the account's places.
    pub(super) fn working(&self) -> usize {
        self.working
    }

    /// Those, and those that are about to.
    pub(super) fn taken(&self) -> usize {
        self.working + self.queued
    }

    pub(super) fn add(&mut self, place: Place, id: &str, standing: Standing) {
        self.list(standing).insert(place, id.to_owned());
        self.count(standing.work, 1);
    }

    pub(super) fn remove(&mut self, place: Place, standing: Standing) {
        self.list(standing).remove(&place);
        self.count(standing.work, -1);
    }

    fn list(&mut self, standing: Standing) -> &mut BTreeMap<Place, String> {
        if standing.archived { &mut self.archived } else { &mut self.shown }
    }

    fn count(&mut self, work: Work, by: isize) {
        let counter = match work {
            Work::Queued => &mut self.queued,
            Work::Working => &mut self.working,
            Work::Parked => return,
        };
        *counter = counter.saturating_add_signed(by);
    }

    /// The archived sessions, the others, or (none) all: newest first from `start` on, or oldest first.
    pub(super) fn rows(&self, archived: Option<bool>, start: Option<Place>, oldest_first: bool) -> Rows<'_> {
        let wanted = |which: bool| archived.is_none_or(|only| only == which);
        let part =
            |map, wanted: bool| if wanted { part(map, start, oldest_first) } else { Box::new(std::iter::empty()) };
        let (one, other) = (part(&self.shown, wanted(false)), part(&self.archived, wanted(true)));
        Rows { one: one.peekable(), other: other.peekable(), oldest_first }
    }
}

type Part<'a> = Box<dyn Iterator<Item = (Place, &'a str)> + 'a>;

fn row<'a>((place, id): (&'a Place, &'a String)) -> (Place, &'a str) {
    (*place, id)
}

fn part(map: &BTreeMap<Place, String>, start: Option<Place>, oldest_first: bool) -> Part<'_> {
    if oldest_first {
        Box::new(map.range(start.unwrap_or(ENDS.0)..).map(row))
    } else {
        Box::new(map.range(..=start.unwrap_or(ENDS.1)).rev().map(row))
    }
}

/// Two parts of a roster as one list.
pub(super) struct Rows<'a> {
    one: Peekable<Part<'a>>,
    other: Peekable<Part<'a>>,
    oldest_first: bool,
}

impl<'a> Iterator for Rows<'a> {
    type Item = (Place, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let first = match (self.one.peek(), self.other.peek()) {
            (Some((one, _)), Some((other, _))) => (one < other) == self.oldest_first,
            (one, _) => one.is_some(),
        };
        if first { self.one.next() } else { self.other.next() }
    }
}
