//! What serenity only mentions in its log, and which ends the bot: it goes on with a socket
//! that Discord has closed for good with 4010 or 4011.

use std::fmt;
use std::sync::atomic::{AtomicU8, Ordering};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// Where serenity 0.12.5 says what a shard ends with.
const TARGET: &str = "serenity::gateway::bridge::shard_runner";

static HEARD: AtomicU8 = AtomicU8::new(0);

/// A refusal that no other attempt will turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Close code 4011: one connection is not enough.
    TooManyGuilds,
    /// Close code 4010.
    Shard,
}

/// What has been said so far in this process.
#[must_use]
pub fn overheard() -> Option<Refusal> {
    match HEARD.load(Ordering::Relaxed) {
        1 => Some(Refusal::TooManyGuilds),
        2 => Some(Refusal::Shard),
        _ => None,
    }
}

/// The layer that listens; it costs only those events.
pub fn layer<S: Subscriber + for<'a> LookupSpan<'a>>() -> impl Layer<S> {
    Ear.with_filter(Targets::new().with_target(TARGET, Level::ERROR))
}

struct Ear;

impl<S: Subscriber> Layer<S> for Ear {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut text = Text(String::new());
        event.record(&mut text);
        let heard = match text.0 {
            text if text.contains("OverloadedShard") => 1,
            text if text.contains("InvalidShardData") => 2,
            _ => return,
        };
        HEARD.store(heard, Ordering::Relaxed);
    }
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, _: &Field, value: &dyn fmt::Debug) {
        use fmt::Write as _;
        // Writing to a string does not fail.
        let _ = write!(self.0, "{value:?}");
    }
}
