//! What a conversation begins next, and when it has to wake up for that.

use std::time::Duration;

use tokio::time::Instant;

use super::Conversation;
use crate::jules::Watch;
use crate::session::Machine;
use crate::session::effect::{Owed, Telling};
use crate::worker::ledger::LedgerError;
use crate::worker::posts::{self, PostSite};
use crate::worker::words::{self, WordSite};
use crate::worker::{Shell, clock};

impl Shell {
    /// A session's place in the feed, if it has a session and is not over.
    pub(crate) fn watch(&self, machine: &Machine) -> Option<Watch> {
        let checkpoint = machine.checkpoint();
        let session = checkpoint.session.clone().filter(|_| !checkpoint.closed)?;
        let (cursor, pace) = (checkpoint.cursor.clone(), machine.pace(clock::now()));
        let feed = &self.accounts.access(checkpoint.task.account)?.feed;
        if !cursor.is_start() {
            return Some(feed.resume(session, cursor, checkpoint.state.clone(), pace));
        }
        let watch = feed.watch(session, cursor);
        watch.set_pace(pace);
        Some(watch)
    }
}

impl Conversation {
    /// Starts whatever can be started: the watch, the next post, the next word.
    pub(super) async fn begin_next(&mut self) -> Result<(), LedgerError> {
        if self.machine.checkpoint().closed {
            self.watch = None;
        } else if self.watch.is_none() {
            self.watch = self.shell.watch(&self.machine);
        }
        self.begin_post();
        self.begin_word().await
    }

    fn begin_post(&mut self) {
        let now = Instant::now();
        if self.busy.is_some() || now < self.post_not_before {
            return;
        }
        let lazy_may = now >= self.lazy_not_before && self.at_leisure;
        let ready = |owed: &Owed| lazy_may || !is_lazy(owed);
        let Some((number, owed)) = self.ledger.outbox().iter().find(|(_, owed)| ready(owed)).cloned() else {
            return self.begin_leisure(now);
        };
        self.at_leisure &= !is_lazy(&owed);
        let checkpoint = self.machine.checkpoint();
        let card = match &owed {
            Owed::Edit { key, .. } => checkpoint.cards.get(&key.card()).and_then(|card| card.message),
            Owed::Post { .. } | Owed::Mark { .. } => None,
        };
        let site = PostSite {
            thread: checkpoint.place.thread,
            session: checkpoint.session.clone(),
            account: checkpoint.task.account,
            last_post: checkpoint.last_post,
            card,
            suspicious: self.suspicious,
            failures: self.post_failures,
        };
        self.busy = Some(number);
        let shell = self.shell.clone();
        self.posting = Some(Box::pin(async move {
            let step = posts::carry_out(shell, site, owed.clone()).await;
            (number, owed, step)
        }));
    }

    /// Nothing is owed that cannot wait: what can gets in line, and lets go of its place for the rest.
    fn begin_leisure(&mut self, now: Instant) {
        let due = now >= self.lazy_not_before && !self.ledger.outbox().is_empty();
        if due && self.leisure.is_none() {
            let writer = self.shell.writer.clone();
            self.leisure = Some(Box::pin(async move { writer.leisure().await }));
        }
    }

    async fn begin_word(&mut self) -> Result<(), LedgerError> {
        if self.telling.is_some() || Instant::now() < self.word_not_before {
            return Ok(());
        }
        let Some(word) = self.ledger.inbox().front().cloned() else { return Ok(()) };
        if self.held_until().is_some() {
            return Ok(());
        }
        let checkpoint = self.machine.checkpoint();
        let text = if let Telling::Message { text, .. } = &word.what { text.as_str() } else { "" };
        let site = WordSite {
            place: checkpoint.place,
            task: checkpoint.task.clone(),
            session: checkpoint.session.clone(),
            cursor: checkpoint.cursor.clone(),
            plan: checkpoint.plan.clone(),
            unseen_echoes: self.machine.unseen_echoes(text),
            proven: self.machine.is_proven(word.id),
            cut_off: checkpoint.cut_off,
            attempted: word.attempted,
            failures: self.word_failures,
        };
        if word.attempted.is_none() {
            self.ledger.attempt(word.id, clock::now()).await?;
        }
        let shell = self.shell.clone();
        self.telling = Some(Box::pin(async move {
            let step = words::carry_out(shell, site, word.clone()).await;
            (word, step)
        }));
        Ok(())
    }

    /// Until when the next word waits for a look at its message, if it does.
    pub(super) fn held_until(&self) -> Option<Instant> {
        let word = self.ledger.inbox().front()?;
        let editable = matches!(word.what, Telling::Message { message: Some(_), .. });
        // One that may have been heard is looked for at Jules first, and stays as it was.
        let waits = editable && word.attempted.is_none() && self.telling.is_none();
        waits.then(|| self.shell.restored.held_until(self.machine.checkpoint().place.thread)).flatten()
    }

    /// Nothing is under way, owed or awaited: it may sleep.
    pub(super) fn is_idle(&self) -> bool {
        let still = self.busy.is_none() && self.posting.is_none() && self.telling.is_none();
        let owes = !self.ledger.outbox().is_empty() || !self.ledger.inbox().is_empty();
        still && !owes && self.amendments.is_empty() && self.machine.rests(clock::now())
    }

    /// When to look again at the latest.
    pub(super) fn wake(&self) -> Instant {
        let now = Instant::now();
        let mut wake = now + Duration::from_hours(1);
        if let Some(at) = self.machine.wake_at() {
            wake = wake.min(now + (at - clock::now()).to_std().unwrap_or_default());
        }
        if self.machine.is_answer_due(clock::now()) {
            wake = wake.min(self.typing_at);
        }
        if self.busy.is_none() && !self.ledger.outbox().is_empty() {
            let all_lazy = self.ledger.outbox().iter().all(|(_, owed)| is_lazy(owed));
            let due = if all_lazy { self.post_not_before.max(self.lazy_not_before) } else { self.post_not_before };
            // One that is in line is called.
            if !(all_lazy && self.leisure.is_some()) {
                wake = wake.min(due);
            }
        }
        if self.telling.is_none() && !self.ledger.inbox().is_empty() {
            wake = wake.min(self.held_until().unwrap_or(self.word_not_before));
        }
        wake
    }
}

/// It can wait.
fn is_lazy(owed: &Owed) -> bool {
    matches!(owed, Owed::Edit { lazy: true, .. })
}
