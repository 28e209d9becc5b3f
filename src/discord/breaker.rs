//! The budget of refused requests: after 10,000 of them within 10 minutes Discord's edge bans
//! the address. Long before that something is wrong that more requests cannot mend.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::WriteError;

const WINDOW: Duration = Duration::from_mins(10);
const SLOT: Duration = Duration::from_secs(30);

/// Counts refusals, and stops everything when there are too many.
#[derive(Debug)]
pub(super) struct Breaker {
    limit: u32,
    /// When each slot began, and what it counted; oldest first.
    slots: Mutex<VecDeque<(Instant, u32)>>,
}

impl Breaker {
    pub fn new(limit: u32) -> Self {
        Self { limit, slots: Mutex::default() }
    }

    /// Counts one 401, 403 or 429.
    pub fn count(&self, now: Instant) {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        match slots.back_mut() {
            Some((began, count)) if now < *began + SLOT => *count += 1,
            _ => slots.push_back((now, 1)),
        }
    }

    /// Fails while too many were counted in the last 10 minutes.
    pub fn check(&self, now: Instant) -> Result<(), WriteError> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        while slots.front().is_some_and(|(began, _)| now >= *began + SLOT + WINDOW) {
            slots.pop_front();
        }
        let count: u32 = slots.iter().map(|(_, count)| count).sum();
        if count < self.limit {
            return Ok(());
        }
        Err(WriteError::NotSent(format!(
            "Discord refused {count} requests within 10 minutes; all requests stop until that is over, \
             check the bot's token and permissions"
        )))
    }
}
