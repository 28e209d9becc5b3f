//! The world's clock: scripted time runs `speed` times faster than the clock on the wall.
//!
//! Every delay that a scenario or the reference names is divided by the speed.
//! Timestamps handed out are *not* scaled: they are the wall clock's, so that
//! a client which compares them with its own clock sees nothing odd.

use std::time::Duration;

use tokio::time::Instant;

/// How fast scripted time runs. Cheap to copy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clock {
    speed: f64,
}

impl Clock {
    /// A clock whose scripted seconds last `1 / speed` real ones.
    ///
    /// Anything that is not a sensible factor (zero, negative, not a number) counts as 1;
    /// the rest is kept between a thousandth and a million.
    #[must_use]
    pub fn new(speed: f64) -> Self {
        let speed = if speed.is_finite() && speed > 0.0 { speed.clamp(1e-3, 1e6) } else { 1.0 };
        Self { speed }
    }

    /// The factor in use.
    #[must_use]
    pub fn speed(self) -> f64 {
        self.speed
    }

    /// How long `scripted` lasts on the wall clock.
    #[must_use]
    pub fn real(self, scripted: Duration) -> Duration {
        // A year is more than any script needs and far from where the division could overflow.
        scripted.min(Duration::from_hours(366 * 24)).div_f64(self.speed)
    }

    /// The moment that is `scripted` away from now.
    #[must_use]
    pub fn after(self, scripted: Duration) -> Instant {
        Instant::now() + self.real(scripted)
    }

    /// Sleeps for `scripted`, scaled.
    pub async fn sleep(self, scripted: Duration) {
        if !scripted.is_zero() {
            tokio::time::sleep(self.real(scripted)).await;
        }
    }
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
}
