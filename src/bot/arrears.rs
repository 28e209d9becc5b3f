//! Which threads have to be read again, and up to where each has been read. Pure.

use std::collections::{BTreeSet, HashMap};

use serenity::model::id::{ChannelId, MessageId};

/// The reader's arrears.
#[derive(Debug, Default)]
pub struct Arrears {
    /// To be read before anything else that is said in them.
    due: BTreeSet<ChannelId>,
    /// To be read while nobody waits for anything else: only our own posts are new there, most likely.
    quiet: BTreeSet<ChannelId>,
    /// Archived ones, where hardly anything can have happened: read one by one, slowly.
    later: BTreeSet<ChannelId>,
    /// Up to where a thread was read, also where nothing in it was for us.
    read: HashMap<ChannelId, MessageId>,
    /// Threads that were told that something has to wait.
    full: BTreeSet<ChannelId>,
}

impl Arrears {
    /// A gateway session began: any of these may have something new.
    pub fn suspect(&mut self, threads: impl IntoIterator<Item = ChannelId>) {
        self.due.extend(threads);
    }

    /// One of them has.
    pub fn add(&mut self, thread: ChannelId) {
        self.due.insert(thread);
    }

    /// Whether a thread has to be read before what is said in it counts.
    pub fn has(&self, thread: ChannelId) -> bool {
        self.due.contains(&thread) || self.quiet.contains(&thread) || self.later.contains(&thread)
    }

    /// Compares with the newest message of each active thread. `heard` is where each of our
    /// threads was read up to before this process began; none for threads that are not ours.
    /// `timed`: nothing is known to be missing.
    pub fn compare(
        &mut self,
        newest: &HashMap<ChannelId, MessageId>,
        timed: bool,
        heard: impl Fn(ChannelId) -> Option<MessageId>,
    ) {
        let suspects = std::mem::take(&mut self.due);
        self.later.extend(suspects.into_iter().filter(|thread| !newest.contains_key(thread)));
        for (thread, last) in newest {
            let Some(heard) = heard(*thread) else { continue };
            if *last > self.read_up_to(*thread, heard) {
                let news = if timed { &mut self.quiet } else { &mut self.due };
                news.insert(*thread);
            }
        }
    }

    /// Where to read on.
    pub fn read_up_to(&self, thread: ChannelId, heard: MessageId) -> MessageId {
        self.read.get(&thread).map_or(heard, |read| heard.max(*read))
    }

    /// A thread was read up to here; `more` says that there is something behind it.
    pub fn read(&mut self, thread: ChannelId, up_to: MessageId, more: bool) {
        self.read.insert(thread, up_to);
        if !more {
            self.forget(thread);
        }
    }

    /// A thread need not be read any more.
    pub fn forget(&mut self, thread: ChannelId) {
        self.due.remove(&thread);
        self.quiet.remove(&thread);
        self.later.remove(&thread);
        self.full.remove(&thread);
    }

    /// What to read next, unless `not_yet` says that it cannot take any more.
    pub fn next(&self, not_yet: impl Fn(ChannelId) -> bool) -> Option<ChannelId> {
        self.due.iter().copied().find(|thread| !not_yet(*thread))
    }

    /// What to read next while nobody waits.
    pub fn next_quiet(&mut self) -> Option<ChannelId> {
        self.quiet.pop_first()
    }

    /// Whether anything is to be read while nobody waits.
    pub fn has_quiet(&self) -> bool {
        !self.quiet.is_empty()
    }

    /// The next that is in no hurry.
    pub fn next_later(&mut self) -> Option<ChannelId> {
        self.later.pop_first()
    }

    /// Whether anything waits without hurry.
    pub fn has_later(&self) -> bool {
        !self.later.is_empty()
    }

    /// How many have to be read.
    pub fn count(&self) -> usize {
        self.due.len() + self.quiet.len() + self.later.len()
    }

    /// Notes that a thread has to wait; `true` the first time.
    pub fn is_newly_full(&mut self, thread: ChannelId) -> bool {
        self.full.insert(thread)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u64) -> ChannelId {
        ChannelId::new(n)
    }

    fn message(n: u64) -> MessageId {
        MessageId::new(n)
    }

    #[test]
    fn only_threads_with_something_new_are_read_at_once_and_archived_ones_slowly() {
        let mut arrears = Arrears::default();
        arrears.suspect([id(1), id(2), id(3)]);
        assert!(arrears.has(id(3)));
        let newest = HashMap::from([(id(1), message(10)), (id(2), message(20)), (id(9), message(30))]);
        arrears.compare(&newest, false, |thread| (thread != id(9)).then_some(message(10)));
        assert_eq!(arrears.next(|_| false), Some(id(2)), "1 has nothing new, 9 is not ours");
        assert_eq!(arrears.next(|thread| thread == id(2)), None);
        assert_eq!(arrears.next_later(), Some(id(3)));
        arrears.read(id(2), message(20), false);
        assert_eq!((arrears.count(), arrears.has(id(2))), (0, false));
        arrears.compare(&newest, false, |_| Some(message(10)));
        assert!(!arrears.has(id(2)), "what was read is not read again though none of it was for us");
    }
}
