//! Timestamps: nanoseconds since the epoch, as RFC 3339 with 0 to 9 fractional digits.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, SecondsFormat, Utc};

/// Nanoseconds since the epoch.
pub(super) type Nanos = i64;

const SECOND: Nanos = 1_000_000_000;

/// Hands out timestamps that only ever grow, but for a past that is being made up.
#[derive(Debug, Default)]
pub(super) struct Stamps {
    last: Nanos,
    /// Play as if it were this moment.
    pub(super) back_at: Option<Nanos>,
}

impl Stamps {
    /// Now, later than everything handed out before, and a whole multiple of what `digits` can show.
    ///
    /// Few digits round *up*: rounded down, the activity would be older than its predecessor.
    pub(super) fn next(&mut self, digits: u8) -> Nanos {
        let unit = SECOND / 10_i64.pow(u32::from(digits.min(9)));
        if let Some(at) = self.back_at {
            return at.div_euclid(unit) * unit;
        }
        let earliest = now().max(self.last + 1_000.min(unit));
        self.last = earliest.div_euclid(unit) * unit + if earliest % unit == 0 { 0 } else { unit };
        self.last
    }
}

/// The wall clock.
pub(super) fn now() -> Nanos {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

/// RFC 3339 in UTC with exactly `digits` fractional digits.
pub(super) fn text(at: Nanos, digits: u8) -> String {
    // All years that nanoseconds can name have four digits, so all of these texts are of one length.
    let mut text = DateTime::<Utc>::from_timestamp_nanos(at).to_rfc3339_opts(SecondsFormat::Nanos, true);
    let digits = usize::from(digits.min(9));
    text.truncate("2026-09-02T10:00:00".len() + if digits == 0 { 0 } else { 1 + digits });
    text.push('Z');
    text
}

/// The moment an RFC 3339 text names.
pub(super) fn parse(text: &str) -> Option<Nanos> {
    DateTime::parse_from_rfc3339(text).ok()?.timestamp_nanos_opt()
}
