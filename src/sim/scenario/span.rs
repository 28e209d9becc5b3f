//! Lengths of scripted time as a scenario writes them: `"2s"`, `"350ms"`, `"1s..5s"`, `"~26s"`, `"agent"`,
//! `"reply"`.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A length of scripted time, or a range that is drawn from anew each time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Span {
    /// Anything between the two, both included; equal ends make a fixed length.
    Between(Duration, Duration),
    /// The gaps of a Poisson process: exponential, with this mean. Written `"~26s"`.
    Around(Duration),
    /// A pause as the real agent makes between two activities: median 26 s, 90 % under 77 s,
    /// 99 % under 7.6 minutes (562 real sessions, reference part 2.5). Written `"agent"`.
    Agent,
    /// The time the real agent takes to answer a message: median 70 s, at most 8 minutes
    /// (nine messages, reference part 1.3). Written `"reply"`.
    Reply,
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self::Between(Duration::ZERO, Duration::ZERO);

    /// Exactly this many milliseconds.
    #[must_use]
    pub const fn millis(millis: u64) -> Self {
        Self::Between(Duration::from_millis(millis), Duration::from_millis(millis))
    }

    /// Exactly this many seconds.
    #[must_use]
    pub const fn secs(secs: u64) -> Self {
        Self::millis(secs * 1_000)
    }

    /// One concrete length.
    pub fn pick(self, rng: &mut fastrand::Rng) -> Duration {
        match self {
            Self::Between(min, max) if max <= min => min,
            Self::Between(min, max) => min + max.saturating_sub(min).mul_f64(rng.f64()),
            // 1 - f64() is above 0, so the logarithm is finite.
            Self::Around(mean) => mean.mul_f64(-(1.0 - rng.f64()).ln()),
            Self::Agent => agent_pause(rng),
            Self::Reply => Duration::from_secs_f64((70.0 * (0.9 * normal(rng)).exp()).min(480.0)),
        }
    }
}

impl Default for Span {
    fn default() -> Self {
        Self::ZERO
    }
}

/// A log-normal pause (p50 26 s, p90 about 77 s) with two in a hundred drawn from the long tail.
fn agent_pause(rng: &mut fastrand::Rng) -> Duration {
    if rng.f64() < 0.02 {
        return Duration::from_secs_f64(180.0 + 320.0 * rng.f64());
    }
    Duration::from_secs_f64((26.0 * (0.82 * normal(rng)).exp()).min(500.0))
}

/// A number of the standard normal distribution.
fn normal(rng: &mut fastrand::Rng) -> f64 {
    let radius = (-2.0 * (1.0 - rng.f64()).ln()).sqrt();
    radius * (std::f64::consts::TAU * rng.f64()).cos()
}

impl TryFrom<String> for Span {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "agent" => return Ok(Self::Agent),
            "reply" => return Ok(Self::Reply),
            _ => {}
        }
        if let Some(mean) = text.strip_prefix('~').and_then(one) {
            return Ok(Self::Around(mean));
        }
        let (low, high) = text.split_once("..").unwrap_or((&text, &text));
        match (one(low), one(high)) {
            (Some(min), Some(max)) if min <= max => Ok(Self::Between(min, max)),
            _ => Err(format!(
                "`{text}` is no length of time; write for example \"2s\", \"350ms\", \"10m\", \"1s..5s\" or \"~26s\""
            )),
        }
    }
}

fn one(text: &str) -> Option<Duration> {
    let text = text.trim();
    let digits = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: f64 = number.parse().ok()?;
    let seconds = match unit.trim() {
        "ms" => number / 1_000.0,
        "s" => number,
        "m" => number * 60.0,
        "h" => number * 3_600.0,
        "d" => number * 86_400.0,
        _ => return None,
    };
    Duration::try_from_secs_f64(seconds).ok()
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Between(min, max) if min == max => write!(f, "{}ms", min.as_millis()),
            Self::Between(min, max) => write!(f, "{}ms..{}ms", min.as_millis(), max.as_millis()),
            Self::Around(mean) => write!(f, "~{}ms", mean.as_millis()),
            Self::Agent => f.write_str("agent"),
            Self::Reply => f.write_str("reply"),
        }
    }
}
