//! Words for Jules that waited in the store while nobody listened to the thread: somebody may
//! have edited or deleted them meanwhile. They wait on until their messages were read again,
//! which the edge does, thread by thread; for a minute at most, for a Discord that cannot be
//! read must not silence a person for good.

use std::collections::HashSet;
use std::time::Duration;

use serenity::model::id::ChannelId;
use tokio::sync::watch;
use tokio::time::Instant;

/// How long words are held. Discord has just told us who we are, so as a rule it can be read.
const PATIENCE: Duration = Duration::from_mins(1);

/// The threads whose words are held.
#[derive(Debug)]
pub struct Restored {
    threads: watch::Sender<HashSet<ChannelId>>,
    until: Instant,
}

impl Default for Restored {
    fn default() -> Self {
        Self::patient(PATIENCE)
    }
}

impl Restored {
    fn patient(patience: Duration) -> Self {
        Self { threads: watch::channel(HashSet::new()).0, until: Instant::now() + patience }
    }

    /// What waits in these threads is held from now on.
    pub(super) fn hold(&self, threads: impl IntoIterator<Item = ChannelId>) {
        self.threads.send_modify(|held| held.extend(threads));
    }

    /// Until when a thread's words are held, if they are.
    pub(super) fn held_until(&self, thread: ChannelId) -> Option<Instant> {
        let held = self.threads.borrow().contains(&thread) && Instant::now() < self.until;
        held.then_some(self.until)
    }

    /// Tells of every thread that is held no more.
    pub(super) fn follow(&self) -> watch::Receiver<HashSet<ChannelId>> {
        self.threads.subscribe()
    }

    /// The words of a thread are what its messages say.
    pub fn release(&self, thread: ChannelId) {
        self.threads.send_if_modified(|held| held.remove(&thread));
    }
}

/// Returns when a thread's words are not held by anything but time.
pub(super) async fn released(threads: &mut watch::Receiver<HashSet<ChannelId>>, thread: ChannelId) {
    if threads.wait_for(|held| !held.contains(&thread)).await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_thread_is_held_until_it_was_read_or_time_has_passed() {
        let (one, two) = (ChannelId::new(1), ChannelId::new(2));
        let restored = Restored::default();
        assert_eq!(restored.held_until(one), None);
        restored.hold([one, two]);
        assert!(restored.held_until(one).is_some() && restored.held_until(two).is_some());
        let mut follow = restored.follow();
        restored.release(one);
        released(&mut follow, one).await;
        assert_eq!(restored.held_until(one), None);
        assert!(restored.held_until(two).is_some());
        let impatient = Restored::patient(Duration::ZERO);
        impatient.hold([two]);
        assert_eq!(impatient.held_until(two), None);
    }
}
