//! How far a reader has come in a session's activities.
//!
//! A time alone is no position: two activities can carry the same `createTime`,
//! and one can turn up a few seconds after a younger one. So a cursor is a
//! *floor* below which everything has been seen, and the ids seen above it. The
//! floor trails the newest activity by the overlap, so whatever becomes visible
//! within that time is read again and recognised, or delivered for the first time.
//! All times are the server's own. Our clock takes part in one thing only: a time
//! more than a day ahead of it is no time, for a single such activity would move the
//! floor past everything still to come.

use std::time::Duration;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A position in one session's activities. Small (a few dozen bytes and 16 per
/// activity inside the overlap), serialisable, and independent of list order.
///
/// `Cursor::default()` is the beginning. Store it together with what was done about
/// what stands before it.
///
/// ```
/// use std::time::Duration;
/// use jules_discord::jules::{Cursor, NewSession};
///
/// # jules_discord::docs::play(async |jules| {
/// let session = jules.run(NewSession::new("Correct the typo")).await?;
/// session.result(Duration::from_secs(3600)).await?;
/// let past = session.read_since(&Cursor::default()).await?;
/// assert_eq!(past.cursor.newest(), past.activities.iter().filter_map(|activity| activity.create_time).max());
///
/// let stored = serde_json::to_string(&past.cursor)?; // … and after a restart:
/// let news = session.read_since(&serde_json::from_str(&stored)?).await?;
/// assert!(news.activities.is_empty());
/// # Ok(()) });
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cursor {
    /// The newest `createTime` seen, in nanoseconds since 1970.
    newest: Option<i64>,
    /// Everything at or before this was seen or is out of reach, same unit.
    floor: Option<i64>,
    /// `(time, hash of the id)` of what was seen after the floor.
    seen: Vec<(i64, u64)>,
    /// Hashes of ids that came without a readable time; these are kept for good.
    undated: Vec<u64>,
}

impl Cursor {
    /// The newest `createTime` this cursor has passed; `None` at the beginning.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
    /// # session.wait_for(&[SessionState::AwaitingPlanApproval], Duration::from_secs(60)).await?;
    /// # while session.activities().await?.is_empty() { tokio::task::yield_now().await }
    /// let past = session.read_since(&Cursor::default()).await?;
    /// assert_eq!(past.cursor.newest(), past.activities.last().and_then(|last| last.create_time));
    /// # Ok(()) });
    /// ```
    #[must_use]
    pub fn newest(&self) -> Option<DateTime<Utc>> {
        self.newest.map(DateTime::from_timestamp_nanos)
    }

    /// Whether nothing was read yet.
    ///
    /// ```
    /// assert!(jules_discord::jules::Cursor::default().is_start());
    /// ```
    #[must_use]
    pub fn is_start(&self) -> bool {
        self == &Self::default()
    }

    /// The floor as `create_time > "…"` wants it, to the nanosecond.
    pub(super) fn after(&self) -> Option<String> {
        let floor = DateTime::from_timestamp_nanos(self.floor?);
        Some(floor.to_rfc3339_opts(SecondsFormat::Nanos, true))
    }

    /// The floor as a page token: "the first activity at or after", so one more.
    pub(super) fn token(&self) -> Option<String> {
        Some(self.floor?.saturating_add(1).to_string())
    }

    /// Whether the server should not have sent this, had it honoured our bound.
    pub(super) fn is_below(&self, time: Option<DateTime<Utc>>) -> bool {
        matches!((nanos(time), self.floor), (Some(time), Some(floor)) if time <= floor)
    }

    /// Whether an activity was delivered before this position.
    pub(super) fn has(&self, id: &str, time: Option<DateTime<Utc>>) -> bool {
        let hash = hash(id.as_bytes());
        match nanos(time) {
            // What was ahead of its time when it was passed may have become readable since.
            _ if self.undated.contains(&hash) => true,
            None => false,
            Some(time) => self.floor.is_some_and(|floor| time <= floor) || self.seen.contains(&(time, hash)),
        }
    }

    /// Passes one activity. False if it had been passed before.
    pub(super) fn pass(&mut self, id: &str, time: Option<DateTime<Utc>>) -> bool {
        if self.has(id, time) {
            return false;
        }
        match nanos(time) {
            None => self.undated.push(hash(id.as_bytes())),
            Some(time) => {
                self.seen.push((time, hash(id.as_bytes())));
                self.newest = self.newest.max(Some(time));
            }
        }
        true
    }

    /// As [`Self::pass`], for what has no readable time and perhaps no id.
    pub(super) fn pass_undated(&mut self, hash: u64) -> bool {
        let new = !self.undated.contains(&hash);
        if new {
            self.undated.push(hash);
        }
        new
    }

    /// Moves the floor up to `behind` the newest activity, and forgets what is
    /// below it. Call it when everything up to the newest one was passed.
    pub(super) fn settle(&mut self, behind: Duration) {
        let Some(newest) = self.newest else { return };
        let behind = i64::try_from(behind.as_nanos()).unwrap_or(i64::MAX);
        self.floor = self.floor.max(Some(newest.saturating_sub(behind).saturating_sub(1)));
        let floor = self.floor;
        self.seen.retain(|(time, _)| Some(*time) > floor);
        self.seen.shrink_to(2 * self.seen.len());
    }
}

/// A time outside 1677–2262 is as good as none, and so is one in the future.
fn nanos(time: Option<DateTime<Utc>>) -> Option<i64> {
    const SKEW: TimeDelta = TimeDelta::days(1);
    time.filter(|time| *time <= Utc::now() + SKEW)?.timestamp_nanos_opt()
}

/// FNV-1a: stable across builds, which a stored cursor needs. Two ids inside one
/// overlap window and with the same time would have to collide to do harm.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OVERLAP: i64 = 4_000;

    fn at(millis: i64) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_millis(1_780_000_000_000 + millis)
    }

    /// Reads what is visible the way a client does: the bound to the server, a
    /// page at a time, sorted, what was passed is dropped.
    fn read(cursor: &mut Cursor, visible: &[(i64, usize)], honours_bound: bool) -> Vec<usize> {
        let mut items: Vec<_> =
            visible.iter().filter(|(time, _)| !honours_bound || !cursor.is_below(at(*time))).collect();
        items.sort_by_key(|(time, _)| *time);
        let new = items.into_iter().filter(|(time, id)| cursor.pass(&id.to_string(), at(*time)));
        let new = new.map(|(_, id)| *id).collect();
        cursor.settle(Duration::from_secs(4));
        new
    }

    #[test]
    fn an_activity_with_the_time_of_the_newest_one_is_delivered_when_it_appears_later() {
        let mut cursor = Cursor::default();
        assert_eq!(read(&mut cursor, &[(0, 1)], true), [1]);
        assert_eq!(read(&mut cursor, &[(0, 1), (0, 2)], true), [2]);
        assert_eq!(read(&mut cursor, &[(0, 1), (0, 2)], true), Vec::<usize>::new());
    }

    #[test]
    fn the_bound_is_written_to_the_nanosecond() {
        let mut cursor = Cursor::default();
        assert_eq!((cursor.after(), cursor.token()), (None, None));
        cursor.pass("a", crate::jules::model::parse_time("2026-08-21T21:07:05.522664Z"));
        cursor.settle(Duration::from_secs(4));
        assert_eq!(cursor.after().unwrap(), "2026-08-21T21:07:01.522663999Z");
        assert_eq!(cursor.token().unwrap(), "1787346421522664000");
    }

    #[test]
    fn an_activity_without_a_time_is_delivered_once() {
        let mut cursor = Cursor::default();
        assert!(cursor.pass("x", None));
        cursor.settle(Duration::ZERO);
        assert!(!cursor.pass("x", None));
    }

    #[test]
    fn an_activity_out_of_the_future_does_not_hide_those_to_come() {
        for year in ["2150", "2999", "9999", "0001"] {
            let odd = crate::jules::model::parse_time(&format!("{year}-01-01T00:00:00Z"));
            let mut cursor = Cursor::default();
            assert!(cursor.pass("a", at(0)) && cursor.pass("odd", odd));
            cursor.settle(Duration::from_secs(4));
            assert!(!cursor.pass("odd", odd), "delivered once all the same");
            assert!(!cursor.pass("odd", at(1)), "also when its time can be read later");
            assert!(!cursor.is_below(at(1)) && cursor.pass("b", at(1)), "{year}");
            assert_eq!(cursor.newest(), at(1));
        }
    }

    #[test]
    fn a_cursor_stays_small_however_long_the_session() {
        let mut cursor = Cursor::default();
        for index in 0..10_000 {
            cursor.pass(&index.to_string(), at(index * 26_000));
            cursor.settle(Duration::from_secs(4));
        }
        let stored = serde_json::to_string(&cursor).unwrap();
        assert!(stored.len() < 200, "{stored}");
        assert_eq!(serde_json::from_str::<Cursor>(&stored).unwrap(), cursor);
    }

    proptest! {
        /// Activities are created at any times, each becomes visible up to an overlap
        /// later, reads happen at any moments, and between reads the cursor is stored.
        #[test]
        fn nothing_is_lost_or_doubled_when_late_by_at_most_the_overlap(
            made in proptest::collection::vec((0i64..60_000, 0i64..=OVERLAP), 0..60),
            mut reads in proptest::collection::vec(0i64..70_000, 0..30),
            coarse: bool,
            honours_bound: bool,
        ) {
            let step = if coarse { 1_000 } else { 1 };
            let made: Vec<_> = made.into_iter().enumerate()
                .map(|(id, (time, late))| { let time = time / step * step; (time, time + late, id) }).collect();
            reads.sort_unstable();
            reads.push(100_000);
            let mut cursor = Cursor::default();
            let mut got = Vec::new();
            for now in reads {
                let visible: Vec<_> = made.iter().filter(|(_, shown, _)| *shown <= now).map(|(time, _, id)| (*time, *id)).collect();
                got.extend(read(&mut cursor, &visible, honours_bound));
                cursor = serde_json::from_str(&serde_json::to_string(&cursor).unwrap()).unwrap();
            }
            got.sort_unstable();
            prop_assert_eq!(got, (0..made.len()).collect::<Vec<_>>());
        }
    }
}
