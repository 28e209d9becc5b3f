//! `enforce_nonce`: the same author and nonce within a few minutes is the same message.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

/// Remembered nonces by author and nonce.
#[derive(Debug, Default)]
pub(crate) struct Nonces {
    seen: HashMap<(u64, String), (DateTime<Utc>, u64, u64)>,
}

impl Nonces {
    /// The channel and id of the message that carried this nonce lately.
    pub(crate) fn find(&self, author: u64, nonce: &Value, now: DateTime<Utc>, window: Duration) -> Option<(u64, u64)> {
        let (at, channel, message) = self.seen.get(&(author, key(nonce)))?;
        (now - *at < window).then_some((*channel, *message))
    }

    /// Remembers a message's nonce, and forgets those past the window.
    pub(crate) fn remember(
        &mut self,
        author: u64,
        nonce: &Value,
        place: (u64, u64),
        now: DateTime<Utc>,
        window: Duration,
    ) {
        if self.seen.len() > 10_000 {
            self.seen.retain(|_, (at, ..)| now - *at < window);
        }
        self.seen.insert((author, key(nonce)), (now, place.0, place.1));
    }
}

/// `1` and `"1"` are the same nonce.
fn key(nonce: &Value) -> String {
    nonce.as_str().map_or_else(|| nonce.to_string(), str::to_owned)
}
