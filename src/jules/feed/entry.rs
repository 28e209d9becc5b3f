//! One watched session in the feed: when to look at it next. No I/O; time is an
//! argument.

mod interval;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::floors::Floors;
use super::look::{Found, Row, Scope};
use super::watch::{News, Pace, Slot};
use crate::jules::budget::doubled;
use crate::jules::cursor::Cursor;
use crate::jules::model::{Session, SessionId, SessionState};
use crate::jules::{Error, Settings};

/// Failures in a row after which a watch is told.
const TROUBLE_AFTER: u32 = 5;
/// Or this long after the first of them.
const TROUBLE_AFTER_TIME: Duration = Duration::from_mins(1);
/// An urgent session that stays quiet this long is looked at a little less often.
const URGENT_FOR: Duration = Duration::from_mins(2);
/// Looks soon after a state change: its activities may show later than it.
const FOLLOW_UPS: u8 = 3;

pub(super) struct Entry {
    pub id: SessionId,
    pub slot: Arc<Slot>,
    pub cursor: Cursor,
    pub pace: Pace,
    pub due: Instant,
    /// The look under way.
    pub flight: Option<Flight>,
    /// The list showed movement that no look has followed yet.
    pub moved: bool,
    /// It did so by moving itself: a first row only shows what was missed before.
    told: bool,
    /// Read the session itself with the next look.
    pub whole: bool,
    /// As the list last showed it.
    pub row: Option<Row>,
    /// A look found something of which the list had not told; since when.
    pub unannounced: Option<Instant>,
    /// Deep lists in a row that did not show it.
    unlisted: u8,
    state: SessionState,
    known: Known,
    interval: Duration,
    /// When the last look began that was answered.
    looked: Instant,
    paced_at: Instant,
    follow_ups: u8,
    /// Looks that did not find it, and since when.
    missing: Option<(u32, Instant)>,
    /// Boxed, like all that few have: most are parked, and shall cost next to nothing.
    failing: Option<Box<Failing>>,
}

/// What is known of a session before the next look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// Nobody has ever seen it.
    Nothing,
    /// The state an earlier life left it in.
    Left,
    /// What a person would see of it, digested; the watch was told.
    Told(u64),
}

/// Looks that fail.
struct Failing {
    times: u32,
    since: Instant,
    /// The watch knows.
    told: bool,
    /// The key may not see this session, it seems.
    refusal: Option<Error>,
}

/// A look under way, and what was known when it began. What the list shows
/// meanwhile is for the next one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flight {
    moved: bool,
    told: bool,
    scope: Scope,
    begun: Instant,
}

/// What a look found out about the list's trustworthiness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Nothing new.
    Quiet,
    /// New activities.
    News,
    /// New activities, of which the list had told.
    AnnouncedNews,
    /// The session is gone; the entry is to be removed.
    Gone,
}

impl Entry {
    pub(super) fn new(
        id: SessionId,
        cursor: Cursor,
        left: Option<SessionState>,
        slot: Arc<Slot>,
        now: Instant,
        settings: &Settings,
    ) -> Self {
        let pace = slot.pace();
        // One that nobody expects anything of waits for the list to show it elsewhere, or its turn.
        let idle = left.is_some() && pace >= Pace::Waiting;
        let turn = if idle { (settings.poll_max * 30).mul_f64(fastrand::f64()) } else { Duration::ZERO };
        Self {
            id,
            slot,
            cursor,
            pace,
            due: now + turn,
            flight: None,
            unlisted: 0,
            moved: false,
            told: false,
            whole: true,
            row: None,
            unannounced: None,
            known: if left.is_some() { Known::Left } else { Known::Nothing },
            state: left.unwrap_or_default(),
            interval: settings.poll_min,
            looked: now,
            paced_at: now,
            follow_ups: 0,
            missing: None,
            failing: None,
        }
    }

    /// What the next look shall include.
    pub(super) fn scope(&self) -> Scope {
        Scope { whole: self.whole, queued: self.state == SessionState::Queued }
    }

    /// Who goes first among those that are due: whose last look is longest ago, with a
    /// head start for those in a hurry. Those from which nothing is expected and that
    /// show no other state count little. All of it is finite, so that any number of them
    /// starves nobody; `unit` is the shortest pause.
    pub(super) fn claim(&self, now: Instant, unit: Duration) -> Duration {
        let elsewhere = self.row.as_ref().is_some_and(|row| row.state != self.state);
        if self.pace >= Pace::Waiting && self.known != Known::Nothing && !elsewhere {
            return now.saturating_duration_since(self.due) / 16;
        }
        let head_start = match self.pace {
            // More than any round of all others takes; `Floors` keeps them within their share.
            Pace::Urgent => 300,
            _ if self.known == Known::Nothing => 8,
            _ => 0,
        };
        now.saturating_duration_since(self.looked) + unit * head_start
    }

    /// A sweep leaves the last list call of the budget to those in a hurry, unless it has waited long.
    pub(super) fn reserve(&self, now: Instant, unit: Duration) -> f64 {
        let hurried = self.pace == Pace::Urgent || self.moved || self.known == Known::Nothing;
        if hurried || self.claim(now, unit) >= unit * 10 { 0.0 } else { 1.0 }
    }

    /// A look begins.
    pub(super) fn begin(&mut self, now: Instant) -> Scope {
        let scope = self.scope();
        self.whole = false;
        let (moved, told) = (std::mem::take(&mut self.moved), std::mem::take(&mut self.told));
        self.flight = Some(Flight { moved, told, scope, begun: now });
        scope
    }

    /// A person acted, or what was said of it before no longer holds.
    pub(super) fn set_pace(&mut self, pace: Pace, now: Instant, settings: &Settings) {
        let same = std::mem::replace(&mut self.pace, pace) == pace;
        self.paced_at = now;
        if same {
            // Said again with every step of a conversation; only a person's next one is worth a look.
            if pace == Pace::Urgent {
                self.due = self.due.min(now + settings.poll_min);
            }
            return;
        }
        self.interval = self.shortest(settings);
        if pace == Pace::Urgent {
            self.due = now;
        } else if matches!(self.known, Known::Told(_)) && self.failing.is_none() && !self.moved && self.follow_ups == 0
        {
            self.due = now + self.interval;
        }
    }

    /// The list shows the session like this.
    pub(super) fn shown(&mut self, row: Row, now: Instant, settings: &Settings) -> bool {
        self.unlisted = 0;
        let changed = self.row.as_ref().is_some_and(|old| *old != row);
        let other = match &self.row {
            Some(old) => old.differs_in_substance(&row),
            // The first row says nothing, unless the session was seen otherwise before it.
            None => self.known != Known::Nothing && row.state != self.state,
        };
        let is_past = |margin: Duration| {
            let newest = self.cursor.newest().map(|newest| newest + margin);
            row.update_time.is_none_or(|time| newest.is_none_or(|newest| time > newest))
        };
        let newer = match &self.row {
            // A time that we have read up to announces nothing.
            Some(_) => changed && is_past(Duration::ZERO),
            // A state may follow its activity by seconds.
            None => self.known == Known::Left && is_past(settings.overlap * 2),
        };
        let known = self.row.replace(row).is_some();
        if other || newer {
            self.whole |= other;
            self.moved = true;
            self.told |= known;
            self.due = now;
        }
        changed || other
    }

    /// The list is not to be trusted after all: a look that was put off until it would
    /// tell is due as if it had never been.
    pub(super) fn distrust(&mut self, now: Instant, settings: &Settings) {
        if self.pace == Pace::Working {
            self.due = self.due.min(now + spread(self.longest(settings)));
        }
    }

    /// It is archived or very old, so the list is not to be read to its end for it. One
    /// list says little: a new session shows in it after seconds.
    pub(super) fn is_unlisted(&self) -> bool {
        self.unlisted >= 2
    }

    /// A deep list does not show it: archived, deleted or old.
    pub(super) fn vanished(&mut self, now: Instant) {
        self.unlisted = self.unlisted.saturating_add(1);
        if self.row.take().is_some() {
            self.whole = true;
            self.moved = true;
            self.due = now;
        }
    }

    /// Takes what a look saw, tells the watch, and decides when to look again.
    pub(super) fn saw(
        &mut self,
        seen: Option<Found>,
        trusted: bool,
        floors: Floors,
        now: Instant,
        settings: &Settings,
    ) -> Outcome {
        let flight = self.flight.take();
        self.looked = flight.map_or(now, |flight| flight.begun);
        self.recovered();
        let Some(Found { session, activities, skipped, cursor, more }) = seen else {
            return self.missed(now, settings);
        };
        self.missing = None;
        let first = !matches!(self.known, Known::Told(_));
        let found = !activities.is_empty();
        let changed = session.as_ref().is_some_and(|session| self.note_session(session));
        self.cursor = cursor.clone();
        if first || found || skipped > 0 || changed {
            self.slot.push(News::Update { session, activities, skipped, cursor });
        }
        // The list may have told while the look was under way.
        let announced = flight.is_some_and(|flight| flight.moved) || (found && self.moved);
        let told = flight.is_some_and(|flight| flight.told) || (found && self.told);
        if found {
            self.moved &= self.whole || !self.is_read_up();
            self.unannounced = if announced || first || self.is_shown() { None } else { Some(now) };
        }
        if changed && !first {
            self.follow_ups = FOLLOW_UPS;
        }
        let trusted = trusted && self.row.is_some();
        self.interval = self.next_interval(found, announced, trusted, settings);
        let quiet_for = now.saturating_duration_since(self.paced_at);
        let floor = match self.pace {
            _ if self.follow_ups > 0 => Duration::ZERO,
            Pace::Urgent if quiet_for > URGENT_FOR => floors.urgent * 2,
            Pace::Urgent => floors.urgent,
            Pace::Working if trusted => floors.announced,
            Pace::Working => Duration::ZERO, // these queue by age
            Pace::Waiting | Pace::Parked if trusted => floors.background * 2,
            Pace::Waiting | Pace::Parked => floors.background,
        };
        let pause = self.interval.max(floor);
        let asked_since = flight.is_some_and(|flight| self.pace == Pace::Urgent && self.paced_at > flight.begun);
        let begins = flight.is_some_and(|flight| flight.scope.queued) && !self.scope().queued;
        self.due = if self.moved || asked_since || more || begins { now } else { now + spread(pause) };
        match (found, told) {
            (false, _) => Outcome::Quiet,
            (true, false) => Outcome::News,
            (true, true) => Outcome::AnnouncedNews,
        }
    }

    /// Whether the cursor is at what the list last showed.
    fn is_read_up(&self) -> bool {
        let shown = self.row.as_ref().and_then(|row| row.update_time);
        shown.is_some_and(|time| self.cursor.newest().is_some_and(|newest| time <= newest))
    }

    /// Whether the list has shown all that was read, as far as it can be told: its first row may.
    fn is_shown(&self) -> bool {
        let Some(row) = &self.row else { return true };
        row.update_time.is_some() && row.update_time >= self.cursor.newest()
    }

    /// Keeps what is needed of the session. True if a person would see a difference.
    fn note_session(&mut self, session: &Session) -> bool {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        let patch = session.change_set().map_or(0, |change| change.git_patch.unidiff_patch.len());
        let request = session.pull_request().map(|request| &request.url);
        (&session.state, session.archived, &session.title, session.outputs.len(), patch, request).hash(&mut hasher);
        let digest = Known::Told(hasher.finish());
        self.state = session.state.clone();
        std::mem::replace(&mut self.known, digest) != digest
    }

    fn missed(&mut self, now: Instant, settings: &Settings) -> Outcome {
        let (times, since) = self.missing.map_or((1, now), |(times, since)| (times + 1, since));
        self.missing = Some((times, since));
        // A session nobody has seen yet may only be too new to show.
        let known = self.known != Known::Nothing || !self.cursor.is_start();
        let gone = if known { times >= 2 } else { times >= 3 && now - since >= settings.ghost_wait };
        if gone {
            self.slot.push(News::Gone);
            self.slot.close();
            return Outcome::Gone;
        }
        self.whole = true;
        self.due = now + settings.poll_min;
        Outcome::Quiet
    }

    /// A look failed.
    pub(super) fn failed(&mut self, error: &Error, now: Instant, settings: &Settings) {
        if let Some(flight) = self.flight.take() {
            self.whole |= flight.scope.whole;
            self.moved |= flight.moved;
            self.told |= flight.told;
        }
        let failing =
            self.failing.get_or_insert_with(|| Box::new(Failing { times: 0, since: now, told: false, refusal: None }));
        if !matches!(error, Error::RateLimited { .. }) {
            failing.times += 1;
        }
        if let Error::Unauthenticated { .. } = error {
            failing.refusal.get_or_insert_with(|| error.clone());
            self.due = now + doubled(settings.poll_max, failing.times, settings.poll_max * 30);
            return;
        }
        self.due = now + spread(doubled(settings.poll_min, failing.times.min(8), settings.poll_max));
        let long = failing.times >= TROUBLE_AFTER || now - failing.since >= TROUBLE_AFTER_TIME;
        if long && !std::mem::replace(&mut failing.told, true) {
            self.slot.push(News::Trouble(error.clone()));
        }
    }

    /// The list works, so if a look was refused, it is this session that is refused.
    pub(super) fn tell_refusal(&mut self) {
        if let Some(Failing { told, refusal: Some(error), .. }) = self.failing.as_deref_mut()
            && !std::mem::replace(told, true)
        {
            self.slot.push(News::Refused(error.clone()));
        }
    }

    /// The key is accepted again.
    pub(super) fn accepted(&mut self, now: Instant) {
        self.failing = None;
        self.slot.push(News::Recovered);
        self.due = now;
    }

    fn recovered(&mut self) {
        if self.failing.take().is_some_and(|failing| failing.told) {
            self.slot.push(News::Recovered);
        }
    }
}

/// Up to a tenth earlier, so that sessions do not march in step.
fn spread(interval: Duration) -> Duration {
    interval.mul_f64(1.0 - fastrand::f64() / 10.0)
}
