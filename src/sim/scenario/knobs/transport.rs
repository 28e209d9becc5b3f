//! How bytes travel (3–5, 9–12, 60).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::sim::scenario::Span;

/// How bytes travel.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches, each named in scenario files")]
pub struct Transport {
    /// Time before a call is looked at; the real one takes about 350 ms.
    pub latency: Span,
    /// Latency of one call in a hundred; zero = like the rest.
    pub latency_tail: Span,
    /// Share of calls whose connection breaks, half of them after the effect took place.
    pub reset_rate: f64,
    /// Share of calls answered 503, without effect.
    pub error_rate: f64,
    /// What becomes of the `fields` mask.
    pub fields: FieldsMask,
    /// The body of a success that has nothing to say.
    pub empty_bodies: EmptyBodies,
    /// Answers are compressed for clients that accept gzip (not confirmed live, as usual with Google).
    pub gzip: bool,
    /// Shorter bodies are not: so many bytes.
    pub gzip_from: usize,
    /// A key in the query (`?key=`) is as good as one in the header (a system parameter of
    /// Google's; not confirmed live).
    pub key_in_query: bool,
    /// How a 404 looks that is about no operation at all; both were seen live.
    pub not_found: NotFound,
    /// Answers are indented unless `prettyPrint=false`, as Google's own default is; the reference
    /// does not say. `prettyPrint=true` indents in any case.
    pub pretty: bool,
    /// A body that says it is a form (what `curl -d` sends by itself) is read as JSON all the same.
    pub form_bodies: bool,
}

impl Default for Transport {
    fn default() -> Self {
        Self {
            latency: Span::ZERO,
            latency_tail: Span::ZERO,
            reset_rate: 0.0,
            error_rate: 0.0,
            fields: FieldsMask::Honour,
            empty_bodies: EmptyBodies::Alternate,
            gzip: true,
            gzip_from: 512,
            key_in_query: true,
            not_found: NotFound::Mixed,
            pretty: false,
            form_bodies: false,
        }
    }
}

impl Transport {
    /// How long the next call takes before anything looks at it.
    pub fn next_latency(&self, rng: &mut fastrand::Rng) -> Duration {
        let tail = self.latency_tail != Span::ZERO && rng.f64() < 0.01;
        if tail { self.latency_tail } else { self.latency }.pick(rng)
    }
}

/// What becomes of the `fields` mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldsMask {
    /// The answer holds only what was asked for.
    Honour,
    /// 400 `INVALID_ARGUMENT`, to test a client's fallback.
    Refuse,
    /// The whole answer, as if no mask had been sent.
    Ignore,
}

/// The body of an empty success.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmptyBodies {
    /// `{}` and zero bytes by turns; both were seen live.
    Alternate,
    /// Always `{}`.
    Object,
    /// Always zero bytes.
    Nothing,
}

/// A 404 about a path or a verb that does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotFound {
    /// Google's envelope for an unknown verb on a session, a front end's page for any other path.
    Mixed,
    /// Always the envelope.
    Json,
    /// Always the page.
    Html,
}
