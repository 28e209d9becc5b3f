//! Where conversations are: who runs, who sleeps, and what wakes them up.

use std::collections::HashMap;
use std::sync::{MutexGuard, PoisonError};

use serenity::model::id::ChannelId;
use tokio::sync::mpsc::{self, Receiver};
use tokio::task::JoinHandle;
use tracing::{error, info};

use super::Supervisor;
use crate::session::checkpoint::{Checkpoint, Place};
use crate::store::{Tree, record};
use crate::worker::asleep::{Asleep, Home, Woken};
use crate::worker::clock;
use crate::worker::conversation::{Conversation, Left, MAILBOX, Request};
use crate::worker::ledger::{self, Ledger, LedgerError};
use crate::worker::unavailable::Unavailable;

/// A conversation that panics this often in a row is left alone until the next start.
const MAX_PANICS: u32 = 5;

/// A conversation that runs, and what is left of it when it rests.
type Running = JoinHandle<Result<Option<Left>, LedgerError>>;

impl Supervisor {
    pub(super) fn homes(&self) -> MutexGuard<'_, HashMap<ChannelId, Home>> {
        self.homes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a conversation run. One that owes nothing, as it was stored, may begin asleep.
    pub(super) fn spawn(&self, Place { guild, thread, .. }: Place, stored: Option<Checkpoint>) {
        self.guilds.lock().unwrap_or_else(PoisonError::into_inner).insert(guild);
        // One whose key was revoked has something to say first.
        let stored = stored.filter(|checkpoint| !self.shell.is_cut_off(checkpoint));
        let machine = stored.map(|checkpoint| self.machine(checkpoint)).filter(|machine| machine.rests(clock::now()));
        let Some(machine) = machine else { return self.rouse(&mut self.homes(), thread, Asleep::new(), None) };
        let asleep = Asleep { watch: self.shell.watch(&machine), ..Asleep::new() };
        self.rest(&mut self.homes(), thread, asleep);
    }

    /// Hands a request to a conversation; wakes it up for that if it sleeps.
    pub(super) fn deliver(&self, thread: ChannelId, request: Box<Request>) -> Result<(), Unavailable> {
        let mut homes = self.homes();
        match homes.remove(&thread).ok_or(Unavailable::NoSession)? {
            Home::Awake(mailbox) => {
                let sent = mailbox.try_send(request);
                homes.insert(thread, Home::Awake(mailbox));
                sent.map_err(|_| Unavailable::Busy)
            }
            Home::Asleep(asleep) if self.shell.stop.is_cancelled() => {
                homes.insert(thread, Home::Asleep(asleep));
                Err(Unavailable::Busy)
            }
            Home::Asleep(asleep) => {
                self.rouse(&mut homes, thread, asleep, Some(Woken::Request(request)));
                Ok(())
            }
        }
    }

    /// Wakes up whoever has news, until everything stops.
    pub(super) async fn answer_bell(self) {
        while let Some(threads) = self.shell.stop.run_until_cancelled(self.bell.rung()).await {
            for thread in threads {
                let mut homes = self.homes();
                match homes.remove(&thread) {
                    Some(Home::Asleep(asleep)) => self.rest(&mut homes, thread, asleep),
                    // It woke up meanwhile.
                    Some(awake @ Home::Awake(_)) => drop(homes.insert(thread, awake)),
                    None => {}
                }
            }
        }
    }

    /// Lets a conversation sleep, unless there is news for it.
    fn rest(&self, homes: &mut HashMap<ChannelId, Home>, thread: ChannelId, mut asleep: Asleep) {
        match asleep.news(thread, &self.bell) {
            // Somebody else watches the session now, or everything stops: it goes on sleeping.
            Some(Woken::Unwatched) if self.shell.stop.is_cancelled() || !self.is_cut_off(thread) => {
                homes.insert(thread, Home::Asleep(asleep));
            }
            Some(woken) => self.rouse(homes, thread, asleep, Some(woken)),
            None => drop(homes.insert(thread, Home::Asleep(asleep))),
        }
    }

    fn rouse(&self, homes: &mut HashMap<ChannelId, Home>, thread: ChannelId, asleep: Asleep, woken: Option<Woken>) {
        let (mailbox, requests) = mpsc::channel(MAILBOX);
        homes.insert(thread, Home::Awake(mailbox));
        self.tasks.spawn(self.clone().keep_running(thread, requests, asleep, woken));
    }

    /// Runs a conversation until it rests; takes it up again from the store if it panics.
    async fn keep_running(
        self,
        thread: ChannelId,
        mut requests: Receiver<Box<Request>>,
        mut asleep: Asleep,
        mut woken: Option<Woken>,
    ) {
        let mut panics = 0;
        while panics < MAX_PANICS {
            let running = match self.wake(thread, requests, asleep, woken.take()) {
                Ok(Some(running)) => running,
                Ok(None) => return,
                Err(error) => return self.give_up(thread, &error),
            };
            match running.await {
                Ok(Ok(Some((mut left, resting)))) => {
                    let mut homes = self.homes();
                    // Nothing is sent to a mailbox but while the homes are locked.
                    let Ok(request) = left.try_recv() else { return self.rest(&mut homes, thread, resting) };
                    (requests, asleep, woken, panics) = (left, resting, Some(Woken::Request(request)), 0);
                }
                Ok(Ok(None)) => return,
                Ok(Err(error)) => return self.give_up(thread, &error),
                Err(panic) => {
                    error!(%thread, %panic, "a conversation panicked; taking it up again from the store");
                    let (mailbox, anew) = mpsc::channel(MAILBOX);
                    (requests, asleep, panics) = (anew, Asleep::new(), panics + 1);
                    self.homes().insert(thread, Home::Awake(mailbox));
                }
            }
        }
        error!(%thread, "a conversation panicked {MAX_PANICS} times; leaving it alone until the next start");
    }

    /// Reads a conversation from the store and lets it run; none if the store has forgotten it.
    fn wake(
        &self,
        thread: ChannelId,
        requests: Receiver<Box<Request>>,
        asleep: Asleep,
        woken: Option<Woken>,
    ) -> Result<Option<Running>, LedgerError> {
        let Some(value) = self.shell.store.get(Tree::Threads, &ledger::thread_key(thread))? else { return Ok(None) };
        let machine = self.machine(record::decode(&value)?);
        let ledger = Ledger::load(self.shell.store.clone(), thread)?;
        info!(%thread, owed = ledger.outbox().len() + ledger.inbox().len(), "following a session");
        let conversation = Conversation::new(self.shell.clone(), machine, ledger, requests, asleep, woken);
        Ok(Some(tokio::spawn(conversation.run())))
    }
}
