//! One session's task: waits for the next input, lets the machine decide, makes the
//! decision durable, and carries it out.

mod next;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use serenity::model::id::ChannelId;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep, sleep_until};
use tracing::{info, warn};

use super::asleep::{Asleep, Woken};
use super::ledger::{Ledger, LedgerError, Settled};
use super::posts::PostStep;
use super::restored::released;
use super::words::WordStep;
use super::{Shell, clock};
use crate::crash;
use crate::jules::{News, Reading, Watch};
use crate::render::body::Body;
use crate::render::text;
use crate::session::Machine;
use crate::session::account::Account;
use crate::session::amends::Amendment;
use crate::session::effect::{Effect, Owed, Word};
use crate::session::input::{Input, Update};

/// What people ask of a conversation, and where the answer goes.
pub struct Request {
    /// What.
    pub input: Input,
    /// What there is to say to it, once what was asked is durable.
    pub answer: oneshot::Sender<Option<Body>>,
}

/// The requests of a conversation that rests, if any came, and what is left of it.
pub type Left = (mpsc::Receiver<Box<Request>>, Asleep);

/// Requests that may wait for one conversation.
pub const MAILBOX: usize = 64;
/// What is under way when everything stops gets this long to finish.
const DRAIN: Duration = Duration::from_secs(5);
/// After a change that may have opened the thread again; there may be several in a row.
const REOPENED: Duration = Duration::from_secs(1);
/// Discord shows "typing" for 10 seconds.
const TYPING_EVERY: Duration = Duration::from_secs(8);

/// The task's state.
pub struct Conversation {
    shell: Arc<Shell>,
    machine: Machine,
    ledger: Ledger,
    mailbox: mpsc::Receiver<Box<Request>>,
    watch: Option<Watch>,
    woken: Option<Woken>,
    posting: Option<BoxFuture<'static, (u64, Owed, PostStep)>>,
    telling: Option<BoxFuture<'static, (Word, WordStep)>>,
    /// Changes of the message whose words are being said to Jules right now.
    amendments: Vec<Amendment>,
    /// The outbox row under way.
    busy: Option<u64>,
    /// The oldest post of the outbox may be in the thread already.
    suspicious: bool,
    /// The thread is closed to us, and so is what we owe it.
    held: bool,
    reopened: watch::Receiver<u64>,
    restored: watch::Receiver<HashSet<ChannelId>>,
    post_failures: u32,
    word_failures: u32,
    post_not_before: Instant,
    word_not_before: Instant,
    lazy_not_before: Instant,
    /// Waits until an edit that can wait may be begun.
    leisure: Option<BoxFuture<'static, ()>>,
    at_leisure: bool,
    typing_at: Instant,
}

impl Conversation {
    /// Takes up a conversation from what the store holds of it, and from what was left of it.
    pub fn new(
        shell: Arc<Shell>,
        machine: Machine,
        ledger: Ledger,
        mailbox: mpsc::Receiver<Box<Request>>,
        Asleep { watch, suspicious }: Asleep,
        woken: Option<Woken>,
    ) -> Self {
        let now = Instant::now();
        let (reopened, restored) = (shell.reopened.subscribe(), shell.restored.follow());
        Self {
            shell,
            machine,
            ledger,
            mailbox,
            watch,
            woken,
            posting: None,
            telling: None,
            amendments: Vec::new(),
            busy: None,
            suspicious,
            held: false,
            reopened,
            restored,
            post_failures: 0,
            word_failures: 0,
            post_not_before: now,
            word_not_before: now,
            lazy_not_before: now,
            leisure: None,
            at_leisure: false,
            typing_at: now,
        }
    }

    /// Runs until nothing is expected any more: what is then left of it; or until everything stops.
    ///
    /// # Errors
    /// The store failed: nothing may be done that was not stored.
    pub async fn run(mut self) -> Result<Option<Left>, LedgerError> {
        self.catch_up().await?;
        match self.woken.take() {
            Some(Woken::Request(request)) => self.request(*request).await?,
            Some(Woken::News(news)) => self.news(Some(*news)).await?,
            Some(Woken::Unwatched) | None => {}
        }
        loop {
            if self.shell.is_cut_off(self.machine.checkpoint()) {
                self.take(Input::CutOff, None).await?;
            }
            self.begin_next().await?;
            if self.is_idle() {
                let Self { mailbox, watch, suspicious, .. } = self;
                return Ok(Some((mailbox, Asleep { watch, suspicious })));
            }
            let wake = self.wake();
            let (thread, held) = (self.machine.checkpoint().place.thread, self.held_until().is_some());
            let stopping = self.shell.stop.clone();
            tokio::select! {
                () = stopping.cancelled() => return self.drain().await.map(|()| None),
                request = self.mailbox.recv() => match request {
                    Some(request) => self.request(*request).await?,
                    None => return self.drain().await.map(|()| None),
                },
                (number, owed, step) = finished(&mut self.posting) => self.shown(number, owed, step).await?,
                (word, step) = finished(&mut self.telling) => self.told(word, step).await?,
                news = next_news(&mut self.watch) => self.news(news).await?,
                () = finished(&mut self.leisure) => (self.leisure, self.at_leisure) = (None, true),
                Ok(()) = self.reopened.changed(), if self.held => self.post_not_before = Instant::now() + REOPENED,
                () = released(&mut self.restored, thread), if held => {}
                () = sleep_until(wake) => self.wake_up().await?,
            }
        }
    }

    /// Reads the past of a session this thread was attached to, before following it.
    async fn catch_up(&mut self) -> Result<(), LedgerError> {
        while self.machine.checkpoint().catching_up.is_some() {
            let Some(session) = self.machine.checkpoint().session.clone() else { return Ok(()) };
            // Without a key it is over; the loop will see that.
            let Some(jules) = self.shell.jules(self.machine.checkpoint().task.account) else { return Ok(()) };
            let client = jules.resume(session);
            let past = async {
                let past = client.read_since(&self.machine.checkpoint().cursor).await?;
                let session = Some(Box::new(client.info().await?));
                let Reading { activities, skipped, cursor, .. } = past;
                Ok::<_, crate::jules::Error>(Update { session, activities, skipped, cursor })
            };
            let stopping = self.shell.stop.clone();
            tokio::select! {
                () = stopping.cancelled() => return Ok(()),
                past = past => match past {
                    Ok(update) => self.take(Input::Jules(update), None).await.map(drop)?,
                    Err(error) if error.is_not_found() => self.take(Input::Gone, None).await.map(drop)?,
                    Err(error) => {
                        warn!(%error, "could not read the session's past yet");
                        sleep(Duration::from_secs(2)).await;
                    }
                },
            }
            if self.machine.checkpoint().closed {
                return Ok(());
            }
        }
        Ok(())
    }

    /// One step: decide, store, then (by the caller) act.
    async fn take(&mut self, input: Input, settled: Option<Settled>) -> Result<Vec<Effect>, LedgerError> {
        let before = self.machine.checkpoint().clone();
        let effects = self.machine.handle(input, clock::now());
        let owes = effects.iter().any(|effect| !matches!(effect, Effect::Reply(_)));
        if owes || settled.is_some() || before != *self.machine.checkpoint() {
            self.ledger.record(self.machine.checkpoint(), &effects, settled, self.busy).await?;
            // Nobody may be listening.
            let _ = self.shell.moved.send(self.machine.checkpoint().place.thread);
        }
        if let Some(watch) = &self.watch {
            watch.set_pace(self.machine.pace(clock::now()));
        }
        Ok(effects)
    }

    async fn request(&mut self, request: Request) -> Result<(), LedgerError> {
        let effects = match request.input {
            Input::Amended(amendment) => {
                self.amend(amendment).await?;
                Vec::new()
            }
            input => self.take(input, None).await?,
        };
        let said = effects.into_iter().find_map(|effect| match effect {
            Effect::Reply(body) => Some(body),
            _ => None,
        });
        // Whoever asked may be gone; what was asked is stored all the same.
        let _ = request.answer.send(said);
        Ok(())
    }

    /// Words that are just being said may or may not arrive: then the change waits for that.
    async fn amend(&mut self, amendment: Amendment) -> Result<(), LedgerError> {
        if self.telling.is_some() && self.ledger.is_next(amendment.message) {
            self.amendments.push(amendment);
            return Ok(());
        }
        let queued = self.ledger.queued(amendment.message);
        self.take(Input::Amended(Amendment { queued, ..amendment }), None).await.map(drop)
    }

    async fn news(&mut self, news: Option<News>) -> Result<(), LedgerError> {
        let input = match news {
            Some(News::Update { session, activities, skipped, cursor }) => {
                crash::point("before_news");
                Input::Jules(Update { session, activities, skipped, cursor })
            }
            Some(News::Gone) => {
                self.watch = None;
                Input::Gone
            }
            // The feed goes on trying; what it cannot read now it will read then.
            Some(News::Refused(error) | News::Trouble(error)) => {
                let checkpoint = self.machine.checkpoint();
                warn!(thread = %checkpoint.place.thread, %error, "Jules cannot be read");
                // The operator's key is for the operator to mend, who has the log.
                if !error.is_unauthenticated() || checkpoint.task.account == Account::Operator {
                    return Ok(());
                }
                Input::KeyRefused
            }
            Some(News::Recovered) => {
                info!(thread = %self.machine.checkpoint().place.thread, "Jules can be read again");
                return Ok(());
            }
            None => {
                // The feed stops when everything does, or when its key was revoked.
                self.watch = None;
                return Ok(());
            }
        };
        self.take(input, None).await.map(drop)
    }

    async fn shown(&mut self, number: u64, owed: Owed, step: PostStep) -> Result<(), LedgerError> {
        self.posting = None;
        match step {
            PostStep::Settled(shown) => {
                self.post_failures = 0;
                self.held = false;
                self.suspicious &= !matches!(owed, Owed::Post { .. });
                self.lazy_not_before = Instant::now() + self.shell.card_interval;
                let settled = Some(Settled::Post(number));
                let result = self.take(Input::Shown(owed, shown), settled).await.map(drop);
                self.busy = None;
                result
            }
            PostStep::Retry(pause) => {
                self.busy = None;
                self.suspicious |= matches!(owed, Owed::Post { .. });
                self.post_failures += 1;
                self.post_not_before = Instant::now() + pause;
                Ok(())
            }
            PostStep::Held { after, why } => {
                self.busy = None;
                self.suspicious |= matches!(owed, Owed::Post { .. });
                self.post_failures += 1;
                self.post_not_before = Instant::now() + after;
                self.held = true;
                self.reopened.mark_unchanged();
                self.say_held(&why).await
            }
            PostStep::ThreadGone => {
                self.busy = None;
                info!(thread = %self.machine.checkpoint().place.thread, "the thread is gone; its session is left alone");
                self.watch = None;
                self.take(Input::ThreadGone, Some(Settled::Post(number))).await.map(drop)
            }
        }
    }

    /// Says once, where the thread was started, that it is closed to us.
    async fn say_held(&mut self, why: &str) -> Result<(), LedgerError> {
        if self.machine.checkpoint().held {
            return Ok(());
        }
        // Saved first: said never rather than twice.
        self.take(Input::Held, None).await?;
        let place = self.machine.checkpoint().place;
        let body = Body { content: text::held(place.thread, why), plain: true, ..Body::default() };
        let shell = self.shell.clone();
        // A courtesy: nobody waits for it, and it ends by itself.
        tokio::spawn(async move {
            if let Err(error) = shell.writer.post(place.channel, &body, vec![], &format!("jdh{}", place.thread)).await {
                warn!(thread = %place.thread, %error, "could not say that the thread is closed to us");
            }
        });
        Ok(())
    }

    async fn told(&mut self, word: Word, step: WordStep) -> Result<(), LedgerError> {
        self.telling = None;
        match step {
            WordStep::Settled(told) => {
                self.word_failures = 0;
                let settled = Some(Settled::Word(word.id));
                self.take(Input::Told(word, told), settled).await.map(drop)?;
            }
            WordStep::Unheard => self.ledger.unheard(word.id),
            WordStep::Retry { after, doubtful } => {
                if !doubtful {
                    self.ledger.unheard(word.id);
                }
                self.word_failures += 1;
                self.word_not_before = Instant::now() + after;
            }
        }
        for amendment in std::mem::take(&mut self.amendments) {
            self.amend(amendment).await?;
        }
        Ok(())
    }

    async fn wake_up(&mut self) -> Result<(), LedgerError> {
        if self.machine.wake_at().is_some_and(|at| at <= clock::now()) {
            self.take(Input::Tick, None).await?;
        }
        if self.machine.is_answer_due(clock::now()) && self.typing_at <= Instant::now() {
            self.typing_at = Instant::now() + TYPING_EVERY;
            let (shell, thread) = (self.shell.clone(), self.machine.checkpoint().place.thread);
            // A courtesy: nobody waits for it, and it ends by itself.
            tokio::spawn(async move { shell.writer.typing(thread).await });
        }
        Ok(())
    }

    /// Lets what is under way finish, so that the next start has nothing to look for.
    async fn drain(mut self) -> Result<(), LedgerError> {
        let deadline = Instant::now() + DRAIN;
        while self.busy.is_some() || self.telling.is_some() {
            tokio::select! {
                (number, owed, step) = finished(&mut self.posting) => self.shown(number, owed, step).await?,
                (word, step) = finished(&mut self.telling) => self.told(word, step).await?,
                () = sleep_until(deadline) => break,
            }
        }
        Ok(())
    }
}

/// What is under way, once it is done; never while nothing is.
async fn finished<T>(work: &mut Option<BoxFuture<'static, T>>) -> T {
    match work {
        Some(work) => work.await,
        None => std::future::pending().await,
    }
}

/// The next news, or never while nothing is watched.
pub(super) async fn next_news(watch: &mut Option<Watch>) -> Option<News> {
    match watch {
        Some(watch) => watch.next().await,
        None => std::future::pending().await,
    }
}
