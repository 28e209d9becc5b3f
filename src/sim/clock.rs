//! The world's clock: scripted time runs `speed` times faster than the clock on the wall, stands
//! still while it is paused, and can skip ahead to what happens next.
//!
//! Every delay that a scenario or the reference names is counted in scripted time.
//! Timestamps handed out are *not* scaled: they are the wall clock's, so that
//! a client which compares them with its own clock sees nothing odd.

use std::ops::Add;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

/// More than any script needs, and far from where arithmetic could overflow.
const LONGEST: Duration = Duration::from_hours(366 * 24);

/// A moment of scripted time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(Duration);

impl Moment {
    /// The scripted time from `earlier` to here; none if it is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

impl Add<Duration> for Moment {
    type Output = Self;

    fn add(self, scripted: Duration) -> Self {
        Self(self.0.saturating_add(scripted.min(LONGEST)))
    }
}

/// How time goes by since it was last changed.
#[derive(Clone, Copy, Debug)]
struct Pace {
    speed: f64,
    paused: bool,
    from: Moment,
    since: Instant,
}

impl Pace {
    fn now(&self) -> Moment {
        let gone = if self.paused { Duration::ZERO } else { self.since.elapsed().mul_f64(self.speed) };
        self.from + gone
    }
}

/// The clock of a world. Clones are the same clock.
#[derive(Clone, Debug)]
pub struct Clock {
    pace: Arc<watch::Sender<Pace>>,
}

impl Clock {
    /// A clock whose scripted seconds last `1 / speed` real ones.
    ///
    /// Anything that is not a sensible factor (zero, negative, not a number) counts as 1;
    /// the rest is kept between a thousandth and a million.
    #[must_use]
    pub fn new(speed: f64) -> Self {
        let pace = Pace { speed: sensible(speed), paused: false, from: Moment::default(), since: Instant::now() };
        Self { pace: Arc::new(watch::Sender::new(pace)) }
    }

    /// The factor in use, also while the clock is paused.
    #[must_use]
    pub fn speed(&self) -> f64 {
        self.pace.borrow().speed
    }

    /// Whether time stands still.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.pace.borrow().paused
    }

    /// The moment it is.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.pace.borrow().now()
    }

    /// How long `scripted` lasts on the wall clock, at the speed of now.
    #[must_use]
    pub fn real(&self, scripted: Duration) -> Duration {
        scripted.min(LONGEST).div_f64(self.speed())
    }

    /// The moment that is `scripted` away from now.
    #[must_use]
    pub fn after(&self, scripted: Duration) -> Moment {
        self.now() + scripted
    }

    /// Sleeps for `scripted`, scaled. A pause does not hold it: the wire is not part of the play.
    pub async fn sleep(&self, scripted: Duration) {
        if !scripted.is_zero() {
            tokio::time::sleep(self.real(scripted)).await;
        }
    }

    /// Waits until a moment has come, however the pace changes meanwhile.
    pub async fn reach(&self, moment: Moment) {
        let mut changes = self.pace.subscribe();
        loop {
            let pace = *changes.borrow_and_update();
            let left = moment.since(pace.now());
            if left.is_zero() {
                return;
            }
            let wait = if pace.paused { LONGEST } else { left.min(LONGEST).div_f64(pace.speed) };
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                // The sender lives as long as this clock.
                _ = changes.changed() => {}
            }
        }
    }

    /// Goes on at another speed, from the moment it is.
    pub fn set_speed(&self, speed: f64) {
        self.turn(|pace| pace.speed = sensible(speed));
    }

    /// Lets time stand still, or go on.
    pub fn pause(&self, on: bool) {
        self.turn(|pace| pace.paused = on);
    }

    /// Goes to a moment at once; time never goes back.
    pub fn skip_to(&self, moment: Moment) {
        self.turn(|pace| pace.from = pace.from.max(moment));
    }

    fn turn(&self, change: impl FnOnce(&mut Pace)) {
        self.pace.send_modify(|pace| {
            (pace.from, pace.since) = (pace.now(), Instant::now());
            change(pace);
        });
    }
}

fn sensible(speed: f64) -> f64 {
    if speed.is_finite() && speed > 0.0 { speed.clamp(1e-3, 1e6) } else { 1.0 }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_scripted_minutes_last_twelve_seconds_at_speed_fifty() {
        assert_eq!(Clock::new(50.0).real(Duration::from_mins(10)), Duration::from_secs(12));
    }

    #[test]
    fn a_senseless_speed_counts_as_one() {
        for speed in [0.0, -3.0, f64::NAN, f64::INFINITY] {
            assert!((Clock::new(speed).speed() - 1.0).abs() < f64::EPSILON);
        }
    }

    /// Within a scripted second, which a busy machine may take to get here.
    fn is_about(clock: &Clock, seconds: u64) {
        let now = clock.now().since(Moment::default());
        let wanted = Duration::from_secs(seconds);
        assert!(now >= wanted && now < wanted + Duration::from_secs(1), "{now:?} instead of {wanted:?}");
    }

    #[tokio::test]
    async fn a_paused_clock_stands_still_and_goes_on_from_there_after_a_skip() {
        let clock = Clock::new(0.01);
        clock.skip_to(Moment::default() + Duration::from_secs(10));
        is_about(&clock, 10);
        clock.pause(true);
        clock.set_speed(1e6);
        let then = clock.now();
        clock.skip_to(Moment::default() + Duration::from_secs(5));
        assert_eq!(clock.now(), then, "it goes on, or went back");
        clock.skip_to(then + Duration::from_secs(90));
        clock.set_speed(0.01);
        clock.pause(false);
        is_about(&clock, 100);
    }

    #[tokio::test]
    async fn who_waits_for_a_moment_hears_of_every_change_of_pace() {
        let clock = Clock::new(1.0);
        let wanted = clock.after(Duration::from_hours(1));
        let waiting = tokio::spawn({
            let clock = clock.clone();
            async move { clock.reach(wanted).await }
        });
        tokio::task::yield_now().await;
        clock.pause(true);
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        clock.skip_to(wanted);
        tokio::time::timeout(Duration::from_secs(5), waiting).await.unwrap().unwrap();
    }
}
