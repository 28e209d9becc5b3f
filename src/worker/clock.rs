//! What time it is, for everything that waits or measures how long something took.
//!
//! A clock that is set while we run (by hand, or by a time server that was out of reach) must
//! neither let an hour pass at once, with reminders and alarms for all of it, nor stop time. So
//! a step is worked off slowly. Time that passes while the machine sleeps is time that passed.
//! The audit writes down what the wall clock says.

use std::fs;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

/// A difference beyond what two clocks differ by.
const STEP: TimeDelta = TimeDelta::seconds(1);
/// A clock that was wrong by more was never right: it is followed at once.
const LOST: TimeDelta = TimeDelta::days(2);
/// A step is worked off at one part in so many of the time that passes.
const SLEW: i32 = 10;

static CLOCK: Mutex<Option<(Clock, Instant, Duration)>> = Mutex::new(None);

/// What time it is.
#[must_use]
pub fn now() -> DateTime<Utc> {
    let mut known = CLOCK.lock().unwrap_or_else(PoisonError::into_inner);
    let (clock, began, up) = known.get_or_insert_with(|| (Clock::new(Utc::now()), Instant::now(), uptime()));
    clock.read(Utc::now(), began.elapsed(), || uptime().saturating_sub(*up))
}

/// How long the machine has been up, time asleep included; only read when the clock seems to have
/// jumped. Where nobody says, sleep looks like a clock that was set.
fn uptime() -> Duration {
    let text = fs::read_to_string("/proc/uptime").unwrap_or_default();
    let seconds = text.split(' ').next().and_then(|seconds| seconds.parse().ok()).unwrap_or(0.0);
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}

/// A clock that does not jump. All durations are since it began.
#[derive(Debug)]
struct Clock {
    shown: DateTime<Utc>,
    awake: Duration,
    asleep: Duration,
}

impl Clock {
    fn new(now: DateTime<Utc>) -> Self {
        Self { shown: now, awake: Duration::ZERO, asleep: Duration::ZERO }
    }

    /// `wall` is what the wall clock says, `awake` how long we have run, `up` how long the machine
    /// has, asleep or not.
    fn read(&mut self, wall: DateTime<Utc>, awake: Duration, up: impl FnOnce() -> Duration) -> DateTime<Utc> {
        let mut passed = awake.saturating_sub(self.awake);
        self.awake = awake;
        if wall - self.after(passed) > STEP {
            let asleep = up().saturating_sub(awake);
            passed += asleep.saturating_sub(self.asleep);
            self.asleep = self.asleep.max(asleep);
        }
        let (steady, most) = (self.after(passed), TimeDelta::from_std(passed).unwrap_or(LOST) / SLEW);
        let step = wall - steady;
        self.shown = if step.abs() > LOST { wall } else { steady + step.clamp(-most, most) };
        self.shown
    }

    fn after(&self, passed: Duration) -> DateTime<Utc> {
        self.shown + TimeDelta::from_std(passed).unwrap_or(LOST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    /// What the clock shows, in seconds, when the wall clock, our time and the machine's are these.
    fn read(clock: &mut Clock, wall: i64, awake: u64, up: u64) -> i64 {
        (clock.read(at(wall), Duration::from_secs(awake), || Duration::from_secs(up)) - at(0)).num_seconds()
    }

    #[test]
    fn a_clock_that_is_set_forward_or_back_is_followed_slowly() {
        for step in [HOUR, -HOUR] {
            let mut clock = Clock::new(at(0));
            assert_eq!(read(&mut clock, 100, 100, 100), 100);
            let mut last = 100;
            for minute in 1..=30 {
                let passed = 100 + 60 * minute;
                let shown = read(&mut clock, passed + step, passed.unsigned_abs(), passed.unsigned_abs());
                assert!((54..=66).contains(&(shown - last)), "{shown} after {last}");
                last = shown;
            }
            let day = 100 + 24 * HOUR;
            assert_eq!(read(&mut clock, day + step, day.unsigned_abs(), day.unsigned_abs()), day + step);
        }
    }

    #[test]
    fn time_asleep_has_passed_and_a_clock_that_was_never_right_is_set() {
        let mut clock = Clock::new(at(0));
        assert_eq!(read(&mut clock, 10 + 8 * HOUR, 10, 10 + 8 * 3_600), 10 + 8 * HOUR);
        assert_eq!(read(&mut clock, 20 + 9 * HOUR, 20, 20 + 9 * 3_600), 20 + 9 * HOUR, "and the next night");
        let decades = 20 * 366 * 24 * HOUR;
        assert_eq!(read(&mut clock, decades, 30, 30 + 9 * 3_600), decades);
    }
}
