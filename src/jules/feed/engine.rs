//! The feed's task: what to ask next, what to make of the answers.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt};
use tokio_util::sync::CancellationToken;

use super::entry::{Entry, Outcome};
use super::floors::Floors;
use super::look::{self, Found, Listing};
use super::watch::{Desk, News, Note, Pace};
use crate::jules::budget::Class;
use crate::jules::model::SessionId;
use crate::jules::{Error, Jules};

/// Looks under way at a time.
const LOOKS: usize = 16;
/// So many of them begin within [`STEP`]. One list may show that a hundred sessions have moved:
/// all read at once, the news of each would wait for everybody else's.
const ABREAST: u8 = 2;
const STEP: Duration = Duration::from_millis(4);
/// Pages of the session list read at most.
const PAGES: usize = 5;
/// A list that has not announced what a look found within this many of the shortest
/// pauses (16 s by default; rows lag by up to 5 s) and one list more did not announce it.
const LIST_LAG: u32 = 8;
/// The longest pause between two probes of a refused key.
const LONGEST_PROBE: Duration = Duration::from_mins(15);
/// From this many correct announcements on, net of missed ones, the list is trusted.
const TRUSTED: i32 = 5;

pub(super) struct Engine {
    jules: Jules,
    desk: Arc<Desk>,
    /// Boxed: a map keeps room for far more than it holds.
    entries: HashMap<u64, Box<Entry>>,
    keys: HashMap<SessionId, u64>,
    /// Sessions being looked at, for an old watch or a new one.
    looking: HashSet<SessionId>,
    running: FuturesUnordered<BoxFuture<'static, Done>>,
    /// When the current step began, and the looks that began within it.
    step: (Instant, u8),
    listing: bool,
    list_due: Instant,
    /// How many pages the last list took that was not a deep one.
    pages: u32,
    deep_due: Instant,
    /// How well the list announces activities.
    trust: i32,
    /// Why the key is refused, and the pause before the next probe.
    refused: Option<(Error, Duration)>,
}

impl Drop for Engine {
    /// However the task ends, nobody waits for it.
    fn drop(&mut self) {
        self.read_notes();
        for entry in self.entries.values() {
            entry.slot.close();
        }
    }
}

/// A request that has ended.
enum Done {
    Listed(bool, Result<Listing, Error>),
    Looked(u64, SessionId, Result<Option<Found>, Error>),
}

impl Engine {
    pub(super) fn new(jules: Jules, desk: Arc<Desk>) -> Self {
        let now = Instant::now();
        Self {
            jules,
            desk,
            entries: HashMap::new(),
            keys: HashMap::new(),
            looking: HashSet::new(),
            running: FuturesUnordered::new(),
            step: (now, 0),
            listing: false,
            list_due: now,
            pages: 1,
            deep_due: now,
            trust: 0,
            refused: None,
        }
    }

    pub(super) async fn run(mut self, stopping: CancellationToken) {
        let desk = Arc::clone(&self.desk);
        loop {
            self.read_notes();
            let wake = self.start(Instant::now());
            tokio::select! {
                () = stopping.cancelled() => break,
                () = desk.bell.notified() => {}
                Some(done) = self.running.next(), if !self.running.is_empty() => self.finished(done, Instant::now()),
                () = tokio::time::sleep_until(wake.into()) => {}
            }
        }
    }

    fn read_notes(&mut self) {
        let now = Instant::now();
        for note in self.desk.take() {
            match note {
                Note::Watch { id, cursor, left, slot } => {
                    let key = slot.key;
                    if let Some(old) = self.keys.insert(id.clone(), key).and_then(|old| self.entries.remove(&old)) {
                        old.slot.close();
                    }
                    if let Some((error, _)) = &self.refused {
                        slot.push(News::Refused(error.clone()));
                    }
                    let entry = Entry::new(id, cursor, left, slot, now, self.jules.settings());
                    self.entries.insert(key, Box::new(entry));
                    self.list_due = self.list_due.min(now + self.list_interval());
                }
                Note::Touched(key) => self.touched(key, now),
            }
        }
    }

    fn touched(&mut self, key: u64, now: Instant) {
        let Some(entry) = self.entries.get_mut(&key) else { return };
        entry.slot.noticed();
        if entry.slot.is_closed() {
            self.remove(key);
        } else if let Some(pace) = entry.slot.new_pace() {
            entry.set_pace(pace, now, self.jules.settings());
            self.list_due = self.list_due.min(now + self.list_interval());
        }
    }

    fn remove(&mut self, key: u64) {
        if let Some(entry) = self.entries.remove(&key)
            && self.keys.get(&entry.id) == Some(&key)
        {
            self.keys.remove(&entry.id);
        }
    }

    /// Starts what is due and allowed. Returns when to try again at the latest.
    fn start(&mut self, now: Instant) -> Instant {
        let idle = now + Duration::from_hours(1);
        if self.entries.is_empty() {
            return idle;
        }
        let closed = self.jules.inner.transport.budget.closed_for(Class::Read);
        if !closed.is_zero() {
            return now + closed;
        }
        if !self.listing && self.list_due <= now {
            self.start_list(now);
        }
        let listed = if self.listing { idle } else { self.list_due };
        if self.refused.is_some() {
            return listed;
        }
        listed.min(self.start_looks(now).unwrap_or(idle))
    }

    fn start_list(&mut self, now: Instant) {
        self.listing = true;
        self.list_due = now + self.list_interval();
        let (jules, probe) = (self.jules.clone(), self.refused.is_some());
        // Old parked sessions may be far down the list; these can wait for a deep one.
        let deep = self.deep_due <= now;
        if deep {
            self.deep_due = now + jules.settings().poll_max;
        }
        let wanted =
            self.entries.values().filter(|entry| deep || (entry.pace <= Pace::Working && !entry.is_unlisted()));
        let wanted: HashSet<SessionId> = wanted.map(|entry| entry.id.clone()).collect();
        let pages = if probe { 1 } else { PAGES };
        self.running.push(Box::pin(async move {
            let enough = |rows: &Listing| {
                rows.rows.len() >= wanted.len()
                    && rows.rows.iter().filter(|(id, _)| wanted.contains(id)).count() >= wanted.len()
            };
            Done::Listed(deep && !probe, look::list(jules, pages, enough).await)
        }));
    }

    /// Starts the looks that are due, those in a hurry first, within the budget.
    fn start_looks(&mut self, now: Instant) -> Option<Instant> {
        let budget = &self.jules.inner.transport.budget;
        let closed = budget.closed_for(Class::Activities);
        if !closed.is_zero() {
            return Some(now + closed);
        }
        let unit = self.jules.settings().poll_min;
        let free = |entry: &&mut Box<Entry>| {
            entry.flight.is_none() && !self.looking.contains(&entry.id) && !entry.slot.is_full()
        };
        let (mut due, later): (Vec<_>, Vec<_>) =
            self.entries.values_mut().filter(free).partition(|entry| entry.due <= now);
        let mut wake = later.iter().map(|entry| entry.due).min();
        due.sort_by_key(|entry| std::cmp::Reverse(entry.claim(now, unit)));
        if now >= self.step.0 + STEP {
            self.step = (now, 0);
        }
        for entry in due {
            if self.looking.len() >= LOOKS {
                break; // the next one to end wakes us
            }
            if self.step.1 >= ABREAST {
                return Some(self.step.0 + STEP);
            }
            let reserve = entry.reserve(now, unit);
            if !entry.scope().queued
                && let Err(wait) = budget.take(reserve)
            {
                wake = Some(wake.map_or(now + wait, |wake| wake.min(now + wait)));
                if reserve > 0.0 {
                    continue; // somebody in a hurry may still find one
                }
                break;
            }
            let scope = entry.begin(now);
            self.step.1 += 1;
            self.looking.insert(entry.id.clone());
            let (key, id, jules) = (entry.slot.key, entry.id.clone(), self.jules.clone());
            let cursor = entry.cursor.clone();
            self.running.push(Box::pin(async move {
                let seen = look::look(jules, id.clone(), cursor, scope).await;
                Done::Looked(key, id, seen)
            }));
        }
        wake
    }

    fn finished(&mut self, done: Done, now: Instant) {
        match done {
            Done::Listed(deep, outcome) => {
                self.listing = false;
                match outcome {
                    Ok(rows) => self.listed(rows, deep, now),
                    Err(error @ Error::Unauthenticated { .. }) => self.refuse(error, now),
                    Err(error) => tracing::debug!(%error, "the session list failed"),
                }
            }
            Done::Looked(key, id, outcome) => {
                self.looking.remove(&id);
                self.looked(key, outcome, now);
            }
        }
    }

    fn listed(&mut self, rows: Listing, deep: bool, now: Instant) {
        let settings = self.jules.settings();
        if self.refused.take().is_some() {
            for entry in self.entries.values_mut() {
                entry.accepted(now);
            }
            self.list_due = now + settings.poll_min;
        }
        if !deep {
            self.pages = rows.pages;
        }
        let (mut shown, lag) = (HashSet::new(), settings.poll_min * LIST_LAG + self.list_interval());
        for (id, row) in rows.rows {
            let Some(entry) = self.keys.get(&id).and_then(|key| self.entries.get_mut(key)) else { continue };
            shown.insert(id);
            if entry.shown(row, now, settings) && entry.unannounced.take().is_some() {
                self.trust = (self.trust + 1).min(2 * TRUSTED);
            }
        }
        let trusted = self.trust >= TRUSTED;
        for entry in self.entries.values_mut() {
            entry.tell_refusal();
            if (deep || rows.complete) && !shown.contains(&entry.id) {
                entry.vanished(now);
            }
            if entry.unannounced.is_some_and(|since| now - since > lag) {
                entry.unannounced = None;
                self.trust = (self.trust - 2).max(0);
            }
        }
        if trusted && self.trust < TRUSTED {
            self.entries.values_mut().for_each(|entry| entry.distrust(now, settings));
        }
    }

    fn looked(&mut self, key: u64, outcome: Result<Option<Found>, Error>, now: Instant) {
        let trusted = self.trust >= TRUSTED;
        let floors =
            Floors::new(self.entries.values().map(|entry| entry.pace), self.jules.inner.transport.budget.rate());
        let settings = self.jules.settings();
        let Some(entry) = self.entries.get_mut(&key) else { return };
        match outcome {
            Ok(seen) => match entry.saw(seen, trusted, floors, now, settings) {
                Outcome::Gone => self.remove(key),
                Outcome::AnnouncedNews => self.trust = (self.trust + 1).min(2 * TRUSTED),
                Outcome::News | Outcome::Quiet => {}
            },
            Err(error) => {
                entry.failed(&error, now, settings);
                if matches!(error, Error::Unauthenticated { .. }) {
                    self.list_due = now; // is it the key, or this session only?
                }
            }
        }
    }

    /// The key is refused: only probe from now on.
    fn refuse(&mut self, error: Error, now: Instant) {
        let pause = match &self.refused {
            Some((_, pause)) => (*pause * 2).min(LONGEST_PROBE),
            None => self.jules.settings().poll_max,
        };
        if self.refused.is_none() {
            tracing::warn!(%error, "the key is refused; polling pauses");
            for entry in self.entries.values() {
                entry.slot.push(News::Refused(error.clone()));
            }
        }
        self.list_due = now + pause;
        self.refused = Some((error, pause));
    }

    /// As often as the most impatient needs it, and the budget bears.
    fn list_interval(&self) -> Duration {
        let settings = self.jules.settings();
        if let Some((_, pause)) = &self.refused {
            return *pause;
        }
        let factor = match self.entries.values().map(|entry| entry.pace).min() {
            Some(Pace::Urgent | Pace::Working) => 1,
            Some(Pace::Waiting) => 2,
            _ => 5,
        };
        // Each page is a request: who needs many of them lists a little less often.
        let many = f64::from(self.pages + 1) / 2.0;
        let pause = self.jules.inner.transport.budget.list_pause(self.pages);
        (settings.poll_min * factor).mul_f64(many).min(settings.poll_max).max(pause)
    }
}
