//! Owns every conversation: opens, restores, routes to and joins them.

mod homes;
mod known;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serenity::model::id::{ChannelId, GuildId, InteractionId, MessageId};
use tokio::sync::oneshot;
use tokio_util::task::TaskTracker;
use tracing::{error, warn};

use super::asleep::{Bell, Home};
use super::batching;
use super::conversation::Request;
use super::ledger::{self, Ledger, LedgerError};
use super::opening::{self, Opening};
use super::starts::{Claim, Starts};
use super::unavailable::Unavailable;
use super::{Gate, Shell};
use crate::crash;
use crate::discord::WriteError;
use crate::policy::{Grant, Right};
use crate::render::body::Body;
use crate::render::locale::Locale;
use crate::session::Machine;
use crate::session::action::{Action, Changes, Ping, Said, Want};
use crate::session::amends::{Amended, Amendment};
use crate::session::checkpoint::Checkpoint;
use crate::session::input::Input;
use crate::store::{Batch, Tree, record};

/// How long an answer from a conversation may take; it never waits for the network.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// All conversations. Cheap to clone.
#[derive(Clone)]
pub struct Supervisor {
    pub(super) shell: Arc<Shell>,
    homes: Arc<Mutex<HashMap<ChannelId, Home>>>,
    bell: Arc<Bell>,
    /// Where there are conversations.
    guilds: Arc<Mutex<HashSet<GuildId>>>,
    pub(super) tasks: TaskTracker,
    starts: Starts,
    /// The batches under way.
    pub(super) batches: batching::Mailboxes,
}

impl Supervisor {
    /// A supervisor without conversations.
    #[must_use]
    pub fn new(shell: Arc<Shell>) -> Self {
        Self {
            shell,
            homes: Arc::default(),
            bell: Arc::default(),
            guilds: Arc::default(),
            tasks: TaskTracker::new(),
            starts: Starts::default(),
            batches: Arc::default(),
        }
    }

    /// Takes up every conversation the store knows, and every start that was cut short.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn restore(&self) -> Result<usize, LedgerError> {
        self.tasks.spawn(self.clone().answer_bell());
        let (owing, mut count) = (self.owing()?, 0);
        self.shell.restored.hold(self.queueing());
        let mut unread = Ok(());
        self.shell.store.each(Tree::Threads, &[], &mut |(_, value)| match record::decode::<Checkpoint>(&value) {
            Ok(checkpoint) => {
                let place = checkpoint.place;
                self.starts.know(checkpoint.task.start, place.thread);
                self.spawn(place, Some(checkpoint).filter(|_| !owing.contains(&place.thread)));
                count += 1;
            }
            Err(error) => unread = Err(error),
        })?;
        unread?;
        for (_, value) in self.shell.store.scan(Tree::Starts, &[])? {
            let opening: Opening = record::decode(&value)?;
            let Ok(claim) = self.starts.claim(opening.task.start) else { continue };
            let supervisor = self.clone();
            self.tasks.spawn(async move {
                if let Err(error) = supervisor.carry_out(&opening, claim, true).await {
                    warn!(%error, "a start that was cut short could not be finished");
                }
            });
        }
        self.restore_batches()?;
        self.follow_posts()?;
        Ok(count)
    }

    /// How many sessions of one batch are at work at the same time.
    #[must_use]
    pub fn batch_at_once(&self) -> usize {
        self.shell.batch_at_once
    }

    /// Opens a thread for a task. The grant is the caller's proof that this person may.
    /// Once this was called the start goes on by itself, even when the caller is gone.
    ///
    /// # Errors
    /// In words for the person. After [`Unavailable::NoThread`] and [`Unavailable::NoPost`] nothing was started.
    pub async fn open(&self, grant: Grant, opening: Opening) -> Result<ChannelId, Unavailable> {
        drop(grant);
        let start = opening.task.start;
        let opened = self.open_noted(opening).await;
        if opened.is_err() {
            self.forget(start);
        }
        opened
    }

    /// A start that was let in came to nothing: it does not count.
    pub fn forget(&self, start: InteractionId) {
        self.shell.admitted.forget(start);
    }

    /// Who may do what.
    #[must_use]
    pub fn gate(&self) -> &Gate {
        &self.shell.gate
    }

    /// The same for a start whose grant was given before, and noted durably.
    pub(super) async fn open_noted(&self, opening: Opening) -> Result<ChannelId, Unavailable> {
        let claim = match self.starts.claim(opening.task.start) {
            Ok(claim) => claim,
            Err(Some(thread)) => return Ok(thread),
            Err(None) => return Err(Unavailable::Opening),
        };
        if self.shell.jules(opening.task.account).is_none() {
            return Err(Unavailable::KeyGone);
        }
        let mut batch = Batch::default();
        let value = record::encode(&opening).map_err(|error| store_failed(&error))?;
        batch.put(Tree::Starts, opening.key(), value);
        crash::point("before_intent");
        self.shell.store.commit(batch).await.map_err(|error| store_failed(&error))?;
        crash::point("after_intent");
        // In a task of its own: the command may be gone before Discord has answered.
        let supervisor = self.clone();
        let task = self.tasks.spawn(async move { supervisor.carry_out(&opening, claim, false).await });
        task.await.map_err(|_| Unavailable::Busy)?
    }

    /// Hands an action to a thread's conversation.
    ///
    /// # Errors
    /// In words for the person. After [`Unavailable::NoSession`] nothing was done; after
    /// [`Unavailable::Busy`] it may still be, when the conversation was only slow.
    pub async fn act(&self, thread: ChannelId, grant: Grant, locale: Locale, what: Want) -> Result<Body, Unavailable> {
        if takes(&what) != grant.right() {
            // A mistake of ours; the gate was asked about something else.
            return Err(Unavailable::Busy);
        }
        let action = Action { by: grant.user(), locale, what };
        self.request(thread, Input::User(action)).await?.ok_or(Unavailable::Unconfirmed)
    }

    /// Hands a message written in a thread to its conversation. Returns when it is stored;
    /// `Some` is what a conversation that is over has to say to it. A message that was
    /// taken before is not taken again.
    ///
    /// # Errors
    /// In words for the person; repeat it, the message may or may not have been taken.
    pub async fn reply(
        &self,
        thread: ChannelId,
        grant: &Grant,
        said: Said,
        message: MessageId,
    ) -> Result<Option<Body>, Unavailable> {
        let action = Action { by: grant.user(), locale: Locale::English, what: Want::Say(said) };
        self.request(thread, Input::Reply(action, message)).await
    }

    /// Tells a conversation that a message in its thread is not what it was. Returns when
    /// that is stored.
    ///
    /// # Errors
    /// Nothing was changed, as far as is known.
    pub async fn amend(&self, thread: ChannelId, message: MessageId, now: Amended) -> Result<(), Unavailable> {
        let amendment = Amendment { message, now, queued: None };
        self.request(thread, Input::Amended(amendment)).await.map(drop)
    }

    /// Asks a conversation whose task failed to leave it to its batch; `false` if it is tried
    /// again there. To be asked twice is no different.
    ///
    /// # Errors
    /// Nobody knows; ask again.
    pub(super) async fn hand_on(&self, thread: ChannelId) -> Result<bool, Unavailable> {
        Ok(self.request(thread, Input::HandOn).await?.is_none())
    }

    /// A conversation as this installation wants it.
    fn machine(&self, checkpoint: Checkpoint) -> Machine {
        Machine::new(checkpoint).with(self.shell.attention.clone()).at_once(self.shell.messages_at_once)
    }

    /// Something has changed at Discord that may have opened threads which were closed to us.
    pub fn try_again(&self) {
        self.shell.reopened.send_modify(|count| *count += 1);
    }

    /// Waits until every conversation has stopped; [`Shell::stop`] tells them to.
    pub async fn join(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// `Ok(None)` when the conversation took it and has nothing to say.
    async fn request(&self, thread: ChannelId, input: Input) -> Result<Option<Body>, Unavailable> {
        let (answer, answered) = oneshot::channel();
        self.deliver(thread, Box::new(Request { input, answer }))?;
        match tokio::time::timeout(ANSWER_WITHIN, answered).await {
            Ok(Ok(body)) => Ok(body),
            // Dropped unanswered: it panicked or stopped before it was stored.
            Ok(Err(_)) => Err(Unavailable::Busy),
            Err(_) => Err(Unavailable::Unconfirmed),
        }
    }

    async fn carry_out(&self, opening: &Opening, claim: Claim, resumed: bool) -> Result<ChannelId, Unavailable> {
        let taken: HashSet<ChannelId> = self.homes().keys().copied().collect();
        let carried_out = opening::carry_out(&self.shell, opening, &taken, resumed);
        let thread = match self.shell.stop.run_until_cancelled(carried_out).await {
            Some(Ok(thread)) => thread,
            // Its row stays: the next start takes it up.
            None => return Err(Unavailable::Busy),
            Some(Err(error)) => {
                let mut batch = Batch::default();
                batch.drop(Tree::Starts, opening.key());
                self.shell.store.commit(batch).await.map_err(|error| store_failed(&error))?;
                let why = if opening.forum { Unavailable::NoPost } else { Unavailable::NoThread };
                return Err(why(reason(&error)));
            }
        };
        let mut machine = self.machine(opening.checkpoint(thread));
        let effects = machine.begin();
        crash::point("before_begin");
        let begun = Ledger::begin(self.shell.store.clone(), opening, machine.checkpoint(), &effects).await;
        begun.map_err(|error| store_failed(&error))?;
        crash::point("after_begin");
        claim.succeed(thread);
        self.spawn(machine.checkpoint().place, None);
        Ok(thread)
    }

    /// The threads that owe something to Discord or to Jules.
    fn owing(&self) -> Result<HashSet<ChannelId>, LedgerError> {
        let mut owing = HashSet::new();
        for tree in [Tree::Outbox, Tree::Inbox] {
            let rows = self.shell.store.scan(tree, &[])?;
            owing.extend(rows.iter().filter_map(|(key, _)| ledger::thread_of(key)));
        }
        Ok(owing)
    }

    /// Without a store nothing may be done: everything stops, to be started again.
    fn give_up(&self, thread: ChannelId, error: &LedgerError) {
        error!(%thread, %error, "the store failed; stopping");
        self.shell.stop.cancel();
    }
}

pub(super) fn store_failed(error: &dyn std::fmt::Display) -> Unavailable {
    error!(%error, "the store failed");
    Unavailable::Store
}

/// The right a wish takes.
fn takes(what: &Want) -> Right {
    match what {
        Want::Approve(_) | Want::Wake(_) => Right::Approve,
        Want::Retry => Right::Start,
        // Looking takes less than changing, and calling a whole role takes more.
        Want::Status | Want::Plan | Want::Diff | Want::Patch | Want::Result | Want::More => Right::View,
        Want::Configure(changes) if *changes == Changes::default() => Right::View,
        Want::Stop | Want::Archive | Want::Detach | Want::Configure(Changes { ping: Some(Ping::Role(_)), .. }) => {
            Right::Admin
        }
        Want::Revise { .. }
        | Want::Say(_)
        | Want::Pause(_)
        | Want::Answer { .. }
        | Want::Nudge
        | Want::Resend(_)
        | Want::Configure(_) => Right::Reply,
    }
}

fn reason(error: &WriteError) -> String {
    match error {
        WriteError::Refused { message, .. } => crate::render::cards::line(message, 120),
        _ => "it did not answer in time".into(),
    }
}
