//! Rate limits: one bucket per route and major parameter, one for the whole bot, and the one that
//! Discord does not announce, for renaming channels.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// So many calls in so many milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rate(pub u32, pub i64);

/// A route without a limit of its own and outside the global one (interaction callbacks).
pub(crate) const EXEMPT: Rate = Rate(0, 0);
/// Renames: 2 in 10 minutes per channel (discord-api-docs #1900), not told in headers.
const RENAME: Rate = Rate(2, 600_000);
/// The whole bot.
const GLOBAL: Rate = Rate(50, 1_000);

#[derive(Debug, Clone)]
struct Bucket {
    left: u32,
    resets: DateTime<Utc>,
}

/// The buckets in use.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    buckets: HashMap<String, Bucket>,
}

/// What the limiter says of a call.
#[derive(Debug, Clone)]
pub(crate) struct Verdict {
    /// The answer's headers.
    pub headers: Vec<(&'static str, String)>,
    /// Seconds to wait, and whether for everything: the call is refused with 429.
    pub refused: Option<(f64, bool)>,
    pub bucket: String,
}

impl Verdict {
    /// A call that no limit applies to.
    pub(crate) fn free() -> Self {
        Self { headers: Vec::new(), refused: None, bucket: String::new() }
    }

    /// The body of the 429.
    pub(crate) fn body(&self) -> serde_json::Value {
        let (wait, global) = self.refused.unwrap_or_default();
        json!({ "message": "You are being rate limited.", "retry_after": wait, "global": global })
    }
}

impl Limiter {
    /// Counts a call on a route; `factor` stretches every window, 0 turns limits off.
    pub(crate) fn take(
        &mut self,
        route: &str,
        major: &str,
        rate: Rate,
        counts_globally: bool,
        factor: f64,
        now: DateTime<Utc>,
    ) -> Verdict {
        if factor <= 0.0 || rate == EXEMPT {
            return Verdict::free();
        }
        if self.buckets.len() > 5_000 {
            self.buckets.retain(|_, bucket| bucket.resets > now);
        }
        let hash = Sha256::digest(route).iter().take(16).fold(String::new(), |out, byte| out + &format!("{byte:02x}"));
        let key = format!("{hash}:{major}");
        let (passed, left, reset_after, resets) = self.count(&key, rate, factor, now);
        let mut headers = vec![
            ("x-ratelimit-limit", rate.0.to_string()),
            ("x-ratelimit-remaining", left.to_string()),
            ("x-ratelimit-reset", format!("{}.{:03}", resets.timestamp(), resets.timestamp_subsec_millis())),
            ("x-ratelimit-reset-after", format!("{reset_after:.3}")),
            ("x-ratelimit-bucket", hash.clone()),
        ];
        if !passed {
            refuse(&mut headers, reset_after, "user");
            return Verdict { headers, refused: Some((reset_after, false)), bucket: hash };
        }
        let (passed, wait) = if counts_globally {
            let (passed, _, wait, _) = self.count("global", GLOBAL, factor, now);
            (passed, wait)
        } else {
            (true, 0.0)
        };
        if !passed {
            refuse(&mut headers, wait, "global");
            headers.push(("x-ratelimit-global", "true".into()));
            return Verdict { headers, refused: Some((wait, true)), bucket: hash };
        }
        Verdict { headers, refused: None, bucket: hash }
    }

    /// Counts a rename; seconds to wait when there were too many.
    pub(crate) fn rename(&mut self, channel: u64, factor: f64, now: DateTime<Utc>) -> Option<f64> {
        if factor <= 0.0 {
            return None;
        }
        let (passed, _, wait, _) = self.count(&format!("rename:{channel}"), RENAME, factor, now);
        (!passed).then_some(wait)
    }

    /// Empties every bucket at once, as after a pause.
    pub(crate) fn clear(&mut self) {
        self.buckets.clear();
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "windows are minutes at most")]
    fn count(&mut self, key: &str, rate: Rate, factor: f64, now: DateTime<Utc>) -> (bool, u32, f64, DateTime<Utc>) {
        let window = Duration::microseconds((rate.1 as f64 * 1_000.0 * factor) as i64);
        let fresh = Bucket { left: rate.0, resets: now + window };
        let bucket = self.buckets.entry(key.to_owned()).or_insert_with(|| fresh.clone());
        if bucket.resets <= now {
            *bucket = fresh;
        }
        let passed = bucket.left > 0;
        bucket.left = bucket.left.saturating_sub(1);
        let wait = (bucket.resets - now).num_microseconds().unwrap_or(0) as f64 / 1e6;
        (passed, bucket.left, (wait * 1_000.0).ceil() / 1_000.0, bucket.resets)
    }
}

fn refuse(headers: &mut Vec<(&'static str, String)>, wait: f64, scope: &str) {
    headers.push(("retry-after", format!("{:.0}", wait.ceil())));
    headers.push(("x-ratelimit-scope", scope.to_owned()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_call_in_a_window_is_refused_and_the_next_window_is_free() {
        let mut limiter = Limiter::default();
        let now = Utc::now();
        for left in (0..5).rev() {
            let verdict = limiter.take("POST messages", "1", Rate(5, 5_000), true, 1.0, now);
            assert!(verdict.refused.is_none());
            assert_eq!(verdict.headers[1], ("x-ratelimit-remaining", left.to_string()));
        }
        assert_eq!(limiter.take("POST messages", "1", Rate(5, 5_000), true, 1.0, now).refused, Some((5.0, false)));
        assert!(limiter.take("POST messages", "2", Rate(5, 5_000), true, 1.0, now).refused.is_none());
        let later = now + Duration::seconds(5);
        assert!(limiter.take("POST messages", "1", Rate(5, 5_000), true, 1.0, later).refused.is_none());
    }
}
