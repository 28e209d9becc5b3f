//! Which starts are under way and which have led to a thread: the same start twice, by two
//! presses or by a press and a restart, opens one thread.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serenity::model::id::{ChannelId, InteractionId};

/// The starts of this process and of those before it. `None` is one under way.
#[derive(Clone, Default)]
pub struct Starts {
    known: Arc<Mutex<HashMap<InteractionId, Option<ChannelId>>>>,
}

/// The right to carry out one start; given back when dropped.
pub struct Claim {
    starts: Starts,
    start: InteractionId,
}

impl Starts {
    /// Claims a start.
    ///
    /// # Errors
    /// The thread it has led to, or nothing when somebody else is at it.
    pub fn claim(&self, start: InteractionId) -> Result<Claim, Option<ChannelId>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(taken) = known.get(&start) {
            return Err(*taken);
        }
        known.insert(start, None);
        Ok(Claim { starts: self.clone(), start })
    }

    /// Notes where a start has led to.
    pub fn know(&self, start: InteractionId, thread: ChannelId) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(start, Some(thread));
    }
}

impl Claim {
    /// It has led to this thread.
    pub fn succeed(self, thread: ChannelId) {
        self.starts.know(self.start, thread);
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut known = self.starts.known.lock().unwrap_or_else(PoisonError::into_inner);
        // What has succeeded stays known.
        if known.get(&self.start) == Some(&None) {
            known.remove(&self.start);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_is_carried_out_once_and_again_only_after_it_failed() {
        let (starts, start) = (Starts::default(), InteractionId::new(1));
        let claim = starts.claim(start).ok().unwrap();
        assert!(matches!(starts.claim(start), Err(None)));
        drop(claim);
        starts.claim(start).ok().unwrap().succeed(ChannelId::new(2));
        assert!(matches!(starts.claim(start), Err(Some(thread)) if thread == ChannelId::new(2)));
    }
}
