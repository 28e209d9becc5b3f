//! Snowflakes: real-looking, made from the simulated time, strictly increasing.

use chrono::{DateTime, TimeZone as _, Utc};

/// Milliseconds from the Unix epoch to Discord's, the first second of 2015.
const EPOCH_MS: u64 = 1_420_070_400_000;

/// Hands out ids; each is greater than all before it.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    last: u64,
}

impl Ids {
    /// A new id for something that comes to be at `now`.
    pub(crate) fn next(&mut self, now: DateTime<Utc>) -> u64 {
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(EPOCH_MS);
        let candidate = millis.saturating_sub(EPOCH_MS) << 22;
        self.last = candidate.max(self.last + 1);
        self.last
    }
}

/// When the thing behind `id` came to be.
pub(crate) fn created_at(id: u64) -> DateTime<Utc> {
    let millis = (id >> 22) + EPOCH_MS;
    Utc.timestamp_millis_opt(i64::try_from(millis).unwrap_or(0)).single().unwrap_or_default()
}

/// The way Discord writes a moment.
pub(crate) fn iso(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_even_within_one_millisecond_and_keep_their_time() {
        let mut ids = Ids::default();
        let now = Utc::now();
        let (a, b) = (ids.next(now), ids.next(now));
        assert!(a < b);
        assert_eq!(created_at(b).timestamp_millis(), now.timestamp_millis());
    }
}
