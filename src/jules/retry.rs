//! Trying again: reads only. Jules has no idempotency key, so whatever changes
//! something is sent once and reconciled by reading (jules-api.md 2.4).
//!
//! ```ignore
//! let mut tries = Tries::new(settings, budget, class, patience);
//! loop {
//!     tries.ready().await?;
//!     match attempt().await {
//!         Err(error) => tries.again(error).await?,
//!         found => return found,
//!     }
//! }
//! ```

use std::time::{Duration, Instant};

use super::budget::{Budget, Class, doubled, jittered};
use super::{Error, Settings};

/// How often a read may be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    /// One attempt; the caller has a schedule of its own.
    Once,
    /// Until it succeeds, fails for good, or this much time has passed.
    For(Duration),
}

/// The attempts at one read.
pub(super) struct Tries<'a> {
    settings: &'a Settings,
    budget: &'a Budget,
    class: Class,
    limit: Duration,
    begun: Instant,
    failed: u32,
}

impl<'a> Tries<'a> {
    pub(super) fn new(settings: &'a Settings, budget: &'a Budget, class: Class, patience: Patience) -> Self {
        let limit = match patience {
            Patience::Once => Duration::ZERO,
            Patience::For(limit) => limit,
        };
        Self { settings, budget, class, limit, begun: Instant::now(), failed: 0 }
    }

    /// Waits until a request may be made, or says that this would take too long.
    pub(super) async fn ready(&self) -> Result<(), Error> {
        loop {
            let closed = self.budget.closed_for(self.class);
            if closed.is_zero() {
                return Ok(());
            }
            if self.begun.elapsed() + closed > self.limit {
                return Err(Error::RateLimited { retry_after: Some(closed) });
            }
            tokio::time::sleep(closed).await; // and look again: it may have been prolonged
        }
    }

    /// Pauses before the next attempt, or gives the error back.
    pub(super) async fn again(&mut self, error: Error) -> Result<(), Error> {
        let pause = jittered(doubled(self.settings.retry_min, self.failed, self.settings.retry_max));
        if !error.is_transient() || self.begun.elapsed() + pause > self.limit {
            return Err(error);
        }
        self.failed += 1;
        tokio::time::sleep(pause).await;
        Ok(())
    }
}
