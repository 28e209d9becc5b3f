//! What an answer says about limits, read without trust: a wrong number here must never
//! become a panic, a busy loop, or a silence of days.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// Nobody waits longer than this because a header says so.
const LONGEST_WAIT: Duration = Duration::from_mins(15);

/// Discord's code for a message older than an hour that was edited too often; comes with a 429.
const OLD_EDITS: i64 = 30_046;

/// What an answer says about limits.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Signals {
    /// Discord's name for the bucket.
    pub bucket: Option<String>,
    pub limit: Option<u32>,
    pub remaining: Option<u32>,
    pub reset_after: Option<Duration>,
    /// Set if this is a 429 that waiting helps against.
    pub limited: Option<Limited>,
}

/// A 429.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Limited {
    /// None if neither header nor body makes sense.
    pub after: Option<Duration>,
    pub scope: Scope,
}

/// Whose limit a 429 is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Ours, for this bucket.
    User,
    /// Ours, for everything; also whatever the edge in front of Discord says without headers.
    Global,
    /// Other bots' on this resource. Not counted as an invalid request.
    Shared,
}

impl Signals {
    pub fn read(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        // One message was edited too often; nothing else has to wait for that.
        let about_us = body["code"] != OLD_EDITS;
        let limited = (status == StatusCode::TOO_MANY_REQUESTS && about_us).then(|| {
            let waits = [text("retry-after").and_then(delay), body["retry_after"].as_f64().and_then(clamped)];
            let scope = match text("x-ratelimit-scope") {
                Some("shared") => Scope::Shared,
                Some("global") => Scope::Global,
                _ if text("x-ratelimit-global").is_some() || body["global"] == true => Scope::Global,
                None if text("x-ratelimit-bucket").is_none() && !body.is_object() => Scope::Global,
                _ => Scope::User,
            };
            // The header is in whole seconds, the body is exact; should they disagree, be late.
            Limited { after: waits.into_iter().flatten().max(), scope }
        });
        Self {
            bucket: text("x-ratelimit-bucket").filter(|name| !name.is_empty()).map(str::to_owned),
            limit: text("x-ratelimit-limit").and_then(count),
            remaining: text("x-ratelimit-remaining").and_then(count),
            reset_after: text("x-ratelimit-reset-after").and_then(delay),
            limited,
        }
    }
}

/// A whole number, also if written as `5.0`.
fn count(text: &str) -> Option<u32> {
    text.split('.').next()?.parse().ok()
}

/// Seconds, within 0 and [`LONGEST_WAIT`]. `inf` and `1e300` are long, `-1` is now, a date or `NaN` is nothing.
fn delay(text: &str) -> Option<Duration> {
    text.parse().ok().and_then(clamped)
}

fn clamped(seconds: f64) -> Option<Duration> {
    if seconds.is_nan() {
        return None;
    }
    Some(Duration::from_secs_f64(seconds.clamp(0.0, LONGEST_WAIT.as_secs_f64())))
}
