//! What can go wrong, in the words a caller decides by: may it be tried again,
//! and, for a request that changes something, may it have happened anyway?
//!
//! Classified by HTTP code and canonical status, never by the message: Google
//! answers a revoked key with "API keys are not supported" (jules-api.md 2.2).

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

/// The longest `Retry-After` that is believed.
const LONGEST_RETRY_AFTER: Duration = Duration::from_mins(15);

/// Why a request to Jules did not give what was asked. Never holds the key.
///
/// ```
/// use jules_discord::jules::{Error, model::SessionId};
///
/// # jules_discord::docs::play(async |jules| {
/// match jules.resume(SessionId::from("1")).send("Hello?").await {
///     Ok(()) => println!("sent"),
///     Err(error) if error.may_have_happened() => println!("look for it before sending it again: {error}"),
///     Err(error) if error.is_transient() => println!("not sent, try again later: {error}"),
///     Err(Error::Unauthenticated { .. }) => println!("another key is needed"),
///     Err(error) => println!("not sent: {error}"),
/// }
/// # Ok(()) });
/// ```
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// The settings cannot work.
    #[error("settings: {0}")]
    Settings(String),
    /// 401 or 403: the key is missing, wrong, revoked or not allowed.
    #[error("Jules does not accept the key (HTTP {http}): {message}")]
    Unauthenticated {
        /// 401 or 403.
        http: u16,
        /// Upstream's words; often misleading.
        message: String,
    },
    /// 404: unknown, deleted, or (activities and messages) not materialised yet.
    #[error("not found: {message}")]
    NotFound {
        /// Upstream's words.
        message: String,
    },
    /// Another 4xx: the request as it stands will not be done.
    #[error("refused (HTTP {http} {status}): {message}{}", list(violations))]
    Refused {
        /// The HTTP code.
        http: u16,
        /// The canonical status, e.g. `INVALID_ARGUMENT`; may be empty.
        status: String,
        /// Upstream's words.
        message: String,
        /// `field: description` of each `google.rpc.BadRequest` violation.
        violations: Vec<String>,
        /// A create refused with `FAILED_PRECONDITION`: the session may exist all the same.
        doubtful: bool,
    },
    /// 429, or our own cool-down after one. The request was not done.
    #[error("rate limited{}", after(*retry_after))]
    RateLimited {
        /// How long to wait, if upstream said so; at most 15 minutes.
        retry_after: Option<Duration>,
    },
    /// 5xx: upstream could not. A change may have been made.
    #[error("Jules is unavailable (HTTP {http}): {message}")]
    Unavailable {
        /// The HTTP code.
        http: u16,
        /// Upstream's words, or none for an HTML page.
        message: String,
    },
    /// No usable answer: no connection, a broken one, or too slow.
    #[error("network: {message}")]
    Network {
        /// False when the request certainly did not leave this machine.
        sent: bool,
        /// What happened, without the address.
        message: String,
    },
    /// The answer was not what the API promises.
    #[error("unreadable answer: {message}")]
    Decode {
        /// Where reading stopped.
        message: String,
    },
    /// The answer was larger than the body cap.
    #[error("the answer is larger than {cap} bytes")]
    TooLarge {
        /// The cap in bytes.
        cap: usize,
    },
    /// The caller's deadline passed first.
    #[error("not reached within {waited:?}")]
    Deadline {
        /// How long it was waited for.
        waited: Duration,
    },
    /// The caller cancelled before this was begun.
    #[error("cancelled before it was begun")]
    Cancelled,
}

impl Error {
    /// For a request that changes something: may it have taken effect although
    /// it failed? Then read before trying again; Jules has no idempotency key.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// let error = jules.source(&SourceName::from("sources/github/acme/other")).await.unwrap_err();
    /// assert!(error.is_not_found() && error.is_permanent());
    /// assert!(!error.is_transient() && !error.may_have_happened());
    /// # Ok(()) });
    /// ```
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        match self {
            Self::Network { sent, .. } => *sent,
            Self::Refused { doubtful, .. } => *doubtful,
            Self::Unavailable { .. } | Self::Decode { .. } | Self::TooLarge { .. } | Self::Deadline { .. } => true,
            Self::Settings(_)
            | Self::Unauthenticated { .. }
            | Self::NotFound { .. }
            | Self::RateLimited { .. }
            | Self::Cancelled => false,
        }
    }

    /// The same read may succeed later.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
    /// assert!(Error::RateLimited { retry_after: None }.is_transient());
    /// assert!(!Error::Cancelled.is_transient());
    /// ```
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::RateLimited { .. } | Self::Unavailable { .. } | Self::Network { .. } | Self::Decode { .. } => true,
            Self::Refused { http, .. } => matches!(http, 408 | 409),
            _ => false,
        }
    }

    /// Asking again in the same way is pointless.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
    /// assert!(!Error::RateLimited { retry_after: None }.is_permanent());
    /// ```
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        matches!(self, Self::Settings(_) | Self::Unauthenticated { .. } | Self::NotFound { .. } | Self::TooLarge { .. })
            || matches!(self, Self::Refused { http, .. } if !matches!(http, 408 | 409))
    }

    /// Jules has no such session, or not yet.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration; jules_discord::docs::play(async |jules| {
    /// let nobody = jules.resume(SessionId::from("1"));
    /// assert!(nobody.info().await.is_err_and(|error| error.is_not_found()));
    /// # Ok(()) });
    /// ```
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }

    /// The key is not accepted.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
    /// assert!(!Error::Cancelled.is_unauthenticated());
    /// ```
    #[must_use]
    pub fn is_unauthenticated(&self) -> bool {
        matches!(self, Self::Unauthenticated { .. })
    }

    /// A parameter of a read was refused; another form of it may not be.
    pub(super) fn is_bad_argument(&self) -> bool {
        matches!(self, Self::Refused { http: 400, .. })
    }

    /// From the transport. The address is left out: it may hold a session's id, and says nothing.
    pub(super) fn from_transport(error: reqwest::Error) -> Self {
        let error = error.without_url();
        let sent = !(error.is_connect() || error.is_builder());
        if error.is_decode() {
            return Self::Decode { message: chain(&error) };
        }
        Self::Network { sent, message: chain(&error) }
    }

    /// From an answer other than 2xx. The body may be a `google.rpc.Status`, HTML or nothing.
    pub(super) fn from_answer(http: u16, headers: &HeaderMap, body: &[u8]) -> Self {
        let status = Envelope::read(body);
        let message = status.message;
        match http {
            401 | 403 => Self::Unauthenticated { http, message },
            404 => Self::NotFound { message },
            429 => Self::RateLimited { retry_after: retry_after(headers, Utc::now()).or(status.retry_delay) },
            500.. => Self::Unavailable { http, message },
            _ => Self::Refused { http, status: status.status, message, violations: status.violations, doubtful: false },
        }
    }

    /// Marks what only a create leaves in doubt (jules-api.md 2.4).
    pub(super) fn of_create(self) -> Self {
        match self {
            Self::Refused { http, status, message, violations, .. } => {
                let doubtful = status == "FAILED_PRECONDITION";
                Self::Refused { http, status, message, violations, doubtful }
            }
            other => other,
        }
    }
}

/// What is worth keeping of a `google.rpc.Status`.
#[derive(Default)]
struct Envelope {
    status: String,
    message: String,
    violations: Vec<String>,
    retry_delay: Option<Duration>,
}

/// What a caller decides by. Decoded alone it does not mind what stands beside it.
#[derive(Deserialize)]
struct Bare {
    error: BareError,
}

#[derive(Deserialize)]
struct BareError {
    #[serde(default)]
    message: Value,
    #[serde(default)]
    status: Value,
}

impl Envelope {
    /// Reads as much as can be read; a byte order mark and a list around the one
    /// error, as some front ends send them, do no harm.
    fn read(body: &[u8]) -> Self {
        let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
        let error = match serde_json::from_slice::<Value>(body) {
            Ok(Value::Array(list)) => list.into_iter().find_map(error_of).unwrap_or_default(),
            Ok(whole) => error_of(whole).unwrap_or_default(),
            // Something in the details is deeper or larger than JSON is read here.
            Err(_) => match serde_json::from_slice::<Bare>(body) {
                Ok(bare) => json!({"message": bare.error.message, "status": bare.error.status}),
                Err(_) => return Self::default(),
            },
        };
        let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let details = error.get("details").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let violations = details.iter().filter_map(|detail| detail.get("fieldViolations")?.as_array());
        let violations =
            violations.flatten().map(|one| format!("{}: {}", text(one, "field"), text(one, "description")));
        let mut delays = details.iter().filter_map(|detail| detail.get("retryDelay")?.as_str());
        let message = error.as_str().map_or_else(|| text(&error, "message"), str::to_owned);
        Self {
            message: cut(message),
            status: text(&error, "status"),
            violations: violations.take(10).map(cut).collect(),
            retry_delay: delays.find_map(|delay| seconds(delay.trim_end_matches('s'))),
        }
    }
}

fn error_of(mut whole: Value) -> Option<Value> {
    whole.get_mut("error").map(Value::take)
}

/// Reads `Retry-After`: seconds or an HTTP date. Garbage is as good as nothing.
fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let text = headers.get(reqwest::header::RETRY_AFTER)?.to_str().ok()?.trim();
    seconds(text).or_else(|| {
        let then = DateTime::parse_from_rfc2822(text).ok()?;
        let wait = then.with_timezone(&Utc).signed_duration_since(now).to_std().unwrap_or_default();
        Some(wait.min(LONGEST_RETRY_AFTER))
    })
}

fn seconds(text: &str) -> Option<Duration> {
    let seconds: f64 = text.parse().ok().filter(|seconds: &f64| !seconds.is_nan())?;
    Duration::try_from_secs_f64(seconds.clamp(0.0, LONGEST_RETRY_AFTER.as_secs_f64())).ok()
}

/// An upstream message may quote the whole prompt; 500 characters explain enough.
fn cut(text: String) -> String {
    match text.char_indices().nth(500) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

fn list(violations: &[String]) -> String {
    if violations.is_empty() { String::new() } else { format!(" ({})", violations.join("; ")) }
}

fn after(retry_after: Option<Duration>) -> String {
    retry_after.map(|wait| format!(", try again in {} s", wait.as_secs())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(retry_after: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(reqwest::header::RETRY_AFTER, retry_after.parse().unwrap());
        headers
    }

    #[test]
    fn retry_after_is_clamped_and_garbage_is_tolerated() {
        let now = DateTime::parse_from_rfc3339("2026-09-02T10:00:00Z").unwrap().to_utc();
        let wait = |text: &str| retry_after(&headers(text), now);
        assert_eq!(wait("3"), Some(Duration::from_secs(3)));
        assert_eq!(wait("0.5"), Some(Duration::from_millis(500)));
        assert_eq!(wait("-7"), Some(Duration::ZERO));
        assert_eq!(wait("99999999999999999999"), Some(LONGEST_RETRY_AFTER));
        assert_eq!(wait("inf"), Some(LONGEST_RETRY_AFTER));
        assert_eq!(wait("NaN"), None);
        assert_eq!(wait("soon"), None);
        assert_eq!(wait("Wed, 02 Sep 2026 10:00:30 GMT"), Some(Duration::from_secs(30)));
        assert_eq!(wait("Wed, 02 Sep 2020 10:00:30 GMT"), Some(Duration::ZERO));
    }

    #[test]
    fn a_google_status_is_read_with_its_violations() {
        let body = br#"{"error":{"code":400,"message":"Invalid value","status":"INVALID_ARGUMENT","details":[
            {"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"session.automation_mode","description":"bad"}]}]}}"#;
        let error = Error::from_answer(400, &HeaderMap::new(), body);
        let Error::Refused { status, violations, .. } = &error else { panic!("{error:?}") };
        assert_eq!((status.as_str(), violations.len()), ("INVALID_ARGUMENT", 1));
        assert!(error.is_permanent() && !error.may_have_happened());
        assert!(error.to_string().contains("session.automation_mode: bad"));
    }

    #[test]
    fn html_and_empty_bodies_are_classified_by_their_code() {
        for body in [&b"<html>502</html>"[..], b""] {
            let error = Error::from_answer(502, &HeaderMap::new(), body);
            assert!(error.is_transient() && error.may_have_happened(), "{error:?}");
            assert!(Error::from_answer(401, &HeaderMap::new(), body).is_permanent());
        }
    }

    #[test]
    fn only_a_create_leaves_a_failed_precondition_in_doubt() {
        let body = br#"{"error":{"code":400,"message":"Precondition check failed.","status":"FAILED_PRECONDITION"}}"#;
        let error = Error::from_answer(400, &HeaderMap::new(), body);
        assert!(!error.may_have_happened());
        assert!(error.of_create().may_have_happened());
    }

    #[test]
    fn a_retry_info_detail_counts_when_there_is_no_header() {
        let body = br#"{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"retryDelay":"2.5s"}]}}"#;
        let error = Error::from_answer(429, &HeaderMap::new(), body);
        assert_eq!(error, Error::RateLimited { retry_after: Some(Duration::from_millis(2500)) });
    }
}
