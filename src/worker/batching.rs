//! Carries a batch out: begins its rows one after the other, and keeps its card true.
//!
//! Everything a batch has to remember is in its record, which is stored before anything
//! that cannot be repeated: a row is `Opening` before its thread is asked for, and its start
//! names that thread for good. So a process that begins anew reads and goes on.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serenity::model::id::{ChannelId, InteractionId, MessageId};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};
use tracing::{info, warn};

use super::batch::{self, Run, Step, Wish};
use super::batch_card;
use super::supervisor::store_failed;
use super::unavailable::Unavailable;
use super::{LedgerError, Opening, Shell, Supervisor, clock};
use crate::crash;
use crate::discord::WriteError;
use crate::jules::model::SourceName;
use crate::policy::Grant;
use crate::render::body::Body;
use crate::session::ids::digest;
use crate::session::standing::Standing;
use crate::store::{Batch, Tree, record};

/// Wishes that may wait for one batch.
const MAILBOX: usize = 16;
/// Pause before something that did not work is tried again.
const AGAIN: Duration = Duration::from_secs(2);
/// A card that Discord will not have is tried again this late.
const CARD_AGAIN: Duration = Duration::from_mins(1);
/// Batches that began this long ago and are over are left alone until somebody wants something.
const FOLLOWED_FOR: chrono::Duration = chrono::Duration::days(7);

/// A wish and where its answer goes: how many rows it concerns.
type Asked = (Wish, oneshot::Sender<usize>);

/// The batches that are being carried out.
pub type Mailboxes = Arc<Mutex<HashMap<InteractionId, mpsc::Sender<Asked>>>>;

impl Supervisor {
    /// Begins a batch. The grant is the caller's proof that this person may start sessions.
    ///
    /// # Errors
    /// It could not be stored; nothing has begun.
    pub async fn begin_batch(&self, grant: Grant, run: Run) -> Result<(), Unavailable> {
        drop(grant);
        store(&self.shell, &run).await?;
        crash::point("after_batch");
        self.carry_on(run.id);
        Ok(())
    }

    /// Asks something of a batch; how many rows it concerns.
    ///
    /// # Errors
    /// In words for the person.
    pub async fn wish(&self, grant: Grant, id: InteractionId, wish: Wish) -> Result<usize, Unavailable> {
        drop(grant);
        load(&self.shell, id)?.ok_or(Unavailable::NoBatch)?;
        let (answer, answered) = oneshot::channel();
        self.carry_on(id).try_send((wish, answer)).map_err(|_| Unavailable::Busy)?;
        answered.await.map_err(|_| Unavailable::Busy)
    }

    /// Where a batch is, to see that a press comes from there and may.
    #[must_use]
    pub fn batch_place(&self, id: InteractionId) -> Option<BatchPlace> {
        let run = load(&self.shell, id).ok().flatten()?;
        let repos = run.rows.into_iter().map(|row| row.source).collect();
        Some(BatchPlace { card: run.card_channel, channel: run.channel, repos })
    }

    /// Takes up the batches that are not over, or not for long.
    pub(super) fn restore_batches(&self) -> Result<(), LedgerError> {
        for (_, value) in self.shell.store.scan(Tree::Batches, &[])? {
            let run: Run = record::decode(&value)?;
            let open = |row: &batch::Row| matches!(row.step, Step::Waiting | Step::Opening);
            let unfinished = run.stopped.is_none() && run.rows.iter().any(open);
            if unfinished || clock::now() - run.task.since < FOLLOWED_FOR {
                self.carry_on(run.id);
            }
        }
        Ok(())
    }

    /// Sees to it that somebody carries a batch out.
    fn carry_on(&self, id: InteractionId) -> mpsc::Sender<Asked> {
        let mut mailboxes = self.batches.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mailbox) = mailboxes.get(&id).filter(|mailbox| !mailbox.is_closed()) {
            return mailbox.clone();
        }
        let (mailbox, wishes) = mpsc::channel(MAILBOX);
        mailboxes.insert(id, mailbox.clone());
        let supervisor = self.clone();
        self.tasks.spawn(async move {
            if let Err(error) = Runner::take_up(supervisor, id, wishes).await {
                warn!(batch = %id, %error, "a batch could not be carried on");
            }
        });
        mailbox
    }
}

/// Where a batch is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchPlace {
    /// The channel its card is in.
    pub card: ChannelId,
    /// The channel its threads hang under, or the forum its posts are in.
    pub channel: ChannelId,
    /// Its repositories.
    pub repos: Vec<SourceName>,
}

/// One batch under way.
struct Runner {
    supervisor: Supervisor,
    run: Run,
    wishes: mpsc::Receiver<Asked>,
    opening: JoinSet<(InteractionId, Result<ChannelId, Unavailable>)>,
    /// An earlier life may have posted the card.
    suspicious: bool,
    /// Recognises what the card shows.
    shown: String,
    card_not_before: Instant,
}

impl Runner {
    async fn take_up(
        supervisor: Supervisor,
        id: InteractionId,
        wishes: mpsc::Receiver<Asked>,
    ) -> Result<(), Unavailable> {
        let Some(run) = load(&supervisor.shell, id)? else { return Ok(()) };
        let now = Instant::now();
        let mut runner = Self {
            supervisor,
            run,
            wishes,
            opening: JoinSet::new(),
            suspicious: true,
            shown: String::new(),
            card_not_before: now,
        };
        for row in runner.run.rows.clone() {
            if row.step == Step::Opening {
                runner.open(&row, Duration::ZERO);
            }
        }
        runner.carry_out().await
    }

    async fn carry_out(mut self) -> Result<(), Unavailable> {
        let mut moved = self.supervisor.shell.moved.subscribe();
        let stop = self.supervisor.shell.stop.clone();
        loop {
            self.begin_next().await?;
            let wake = self.show().await?;
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                Some(asked) = self.wishes.recv() => self.grant(asked).await?,
                Some(opened) = self.opening.join_next() => {
                    if let Ok((start, result)) = opened {
                        self.opened(start, result).await?;
                    }
                }
                () = until_ours(&mut moved, &self.run) => {}
                () = sleep_until(wake) => {}
            }
        }
    }

    fn standing(&self) -> impl Fn(ChannelId) -> Option<Standing> + use<> {
        let supervisor = self.supervisor.clone();
        move |thread| supervisor.checkpoint(thread).map(|known| Standing::of(&known))
    }

    async fn begin_next(&mut self) -> Result<(), Unavailable> {
        while let Some(next) = self.run.next(self.supervisor.shell.batch_at_once, self.standing()) {
            self.run.rows[next].step = Step::Opening;
            store(&self.supervisor.shell, &self.run).await?;
            crash::point("after_row");
            let row = self.run.rows[next].clone();
            self.open(&row, Duration::ZERO);
        }
        Ok(())
    }

    fn open(&mut self, row: &batch::Row, after: Duration) {
        let task = self.run.task(row, clock::now());
        let Run { guild, channel, forum, .. } = self.run;
        let opening = Opening { guild, channel, forum, task, attach: None };
        let (supervisor, start) = (self.supervisor.clone(), row.start);
        self.opening.spawn(async move {
            tokio::time::sleep(after).await;
            (start, supervisor.open_noted(opening).await)
        });
    }

    async fn opened(
        &mut self,
        start: InteractionId,
        result: Result<ChannelId, Unavailable>,
    ) -> Result<(), Unavailable> {
        let step = match result {
            Ok(thread) => {
                info!(batch = %self.run.id, %thread, "a session of a batch was started");
                Step::Open(thread)
            }
            Err(Unavailable::Store) => return Err(Unavailable::Store),
            Err(error @ (Unavailable::NoThread(_) | Unavailable::NoPost(_) | Unavailable::KeyGone)) => {
                Step::Failed(error.to_string())
            }
            // Somebody else is at it, or everything stops: nothing is decided.
            Err(_) => {
                if let Some(row) = self.run.rows.iter().find(|row| row.start == start).cloned() {
                    self.open(&row, AGAIN);
                }
                return Ok(());
            }
        };
        self.run.came_to(start, step);
        store(&self.supervisor.shell, &self.run).await
    }

    async fn grant(&mut self, (wish, answer): Asked) -> Result<(), Unavailable> {
        let standing = self.standing();
        let handed_on = if matches!(wish, Wish::Retry(_)) { self.hand_on().await } else { HashSet::new() };
        // What is tried again in its own thread is not begun in another, too.
        let count = self.run.grant(wish, |thread| {
            standing(thread).filter(|standing| *standing != Standing::Failed || handed_on.contains(&thread))
        });
        store(&self.supervisor.shell, &self.run).await?;
        // Whoever asked may be gone; what was asked is stored all the same.
        let _ = answer.send(count);
        // A person looks at the card right now.
        self.card_not_before = Instant::now();
        Ok(())
    }

    /// The threads of what failed that leave their task to us. That is stored there first: cut off
    /// after it, the row has failed as before, and is begun again when somebody presses again.
    async fn hand_on(&self) -> HashSet<ChannelId> {
        let standing = self.standing();
        let mut handed_on = HashSet::new();
        for row in &self.run.rows {
            let Step::Open(thread) = row.step else { continue };
            if standing(thread) != Some(Standing::Failed) {
                continue;
            }
            match self.supervisor.hand_on(thread).await {
                Ok(true) | Err(Unavailable::NoSession) => drop(handed_on.insert(thread)),
                Ok(false) => {}
                Err(error) => warn!(batch = %self.run.id, %thread, %error, "a failed session could not be handed on"),
            }
        }
        handed_on
    }

    /// Posts or edits the card, if it should look different and its time has come. Returns when
    /// to look again.
    async fn show(&mut self) -> Result<Instant, Unavailable> {
        let later = Instant::now() + Duration::from_hours(1);
        let body = batch_card::body(&self.supervisor, &self.run);
        let wanted = digest_of(&body);
        if wanted == self.shown {
            return Ok(later);
        }
        if Instant::now() < self.card_not_before {
            return Ok(self.card_not_before);
        }
        self.card_not_before = Instant::now() + self.supervisor.shell.card_interval;
        let shown = match self.run.card {
            Some(card) => self.supervisor.shell.writer.edit(self.run.card_channel, card, &body).await,
            None => self.post(&body).await?,
        };
        match shown {
            Ok(()) => {
                self.shown = wanted;
                return Ok(later);
            }
            // Too old to be edited any further: a new one takes its place.
            Err(WriteError::Refused { code: TOO_OLD, .. }) => {
                self.run.card = None;
                self.run.issue += 1;
                store(&self.supervisor.shell, &self.run).await?;
            }
            Err(error) => {
                warn!(batch = %self.run.id, %error, "the card of a batch could not be shown");
                self.suspicious = true;
                let pause = if error.is_temporary() { AGAIN } else { CARD_AGAIN };
                self.card_not_before = Instant::now() + pause;
            }
        }
        Ok(self.card_not_before)
    }

    async fn post(&mut self, body: &Body) -> Result<Result<(), WriteError>, Unavailable> {
        let shell = self.supervisor.shell.clone();
        let found = if self.suspicious { self.find().await } else { Ok(None) };
        let message = match found {
            Ok(Some(message)) => message,
            Ok(None) => {
                let nonce = batch_card::nonce(&self.run);
                match shell.writer.post(self.run.card_channel, body, vec![], &nonce).await {
                    Ok(message) => message,
                    Err(error) => return Ok(Err(error)),
                }
            }
            Err(error) => return Ok(Err(error)),
        };
        crash::point("after_batch_card");
        self.run.card = Some(message);
        store(&shell, &self.run).await?;
        if !self.suspicious {
            return Ok(Ok(()));
        }
        // What an earlier life posted shows less than it should by now.
        self.suspicious = false;
        Ok(shell.writer.edit(self.run.card_channel, message, body).await)
    }

    /// The card that an earlier life may have posted, by the marker in it.
    async fn find(&self) -> Result<Option<MessageId>, WriteError> {
        let shell = &self.supervisor.shell;
        let after = MessageId::new(self.run.id.get());
        let marker = batch_card::marker(&self.run);
        let messages = shell.writer.messages_after(self.run.card_channel, after, 500).await?;
        let is_ours = |message: &&crate::discord::Message| {
            message.author_id == shell.me && message.embeds.first().is_some_and(|embed| embed.footer == marker)
        };
        Ok(messages.iter().find(is_ours).map(|message| message.id))
    }
}

/// Discord's code for too many edits of a message older than an hour.
const TOO_OLD: i64 = 30_046;

/// Waits until a session of this batch has moved.
async fn until_ours(moved: &mut tokio::sync::broadcast::Receiver<ChannelId>, run: &Run) {
    loop {
        match moved.recv().await {
            Ok(thread) if run.rows.iter().any(|row| row.step == Step::Open(thread)) => return,
            Ok(_) => {}
            // Some were missed, and one of them may be ours.
            Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

fn digest_of(body: &Body) -> String {
    serde_json::to_string(body).map(|json| digest(&json)).unwrap_or_default()
}

fn load(shell: &Shell, id: InteractionId) -> Result<Option<Run>, Unavailable> {
    let stored = shell.store.get(Tree::Batches, &batch::key(id)).map_err(|error| store_failed(&error))?;
    stored.map(|value| record::decode(&value).map_err(|error| store_failed(&error))).transpose()
}

async fn store(shell: &Shell, run: &Run) -> Result<(), Unavailable> {
    let mut batch = Batch::default();
    batch.put(Tree::Batches, run.key(), record::encode(run).map_err(|error| store_failed(&error))?);
    shell.store.commit(batch).await.map_err(|error| store_failed(&error))
}
