//! Thread replies, in the order they were written. serenity spawns a task per event,
//! which shuffles a quick conversation; here one task takes them one by one.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use serenity::model::id::{ChannelId, MessageId, UserId};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tracing::{debug, info, warn};

use super::arrears::Arrears;
use super::events::Intake;
use super::gate::Ask;
use super::replies::{self, Incoming, Voice};
use super::strangers::Strangers;
use super::{Edge, backfill, second_look};
use crate::crash;
use crate::policy::{Denied, Grant, Right};
use crate::render::body::Body;
use crate::render::text;
use crate::session::action::Said;
use crate::session::amends::Amended;
use crate::session::effect::Mark;
use crate::worker::Unavailable;

/// Events that may wait; what does not fit is fetched from the thread later.
pub const WAITING: usize = 4_096;
/// A person who may not reply is told so with a reaction this often.
const REFUSAL_EVERY: Duration = Duration::from_hours(1);
/// Attempts at handing over a message before it is left to the next backfill.
const HANDOVER_ATTEMPTS: u32 = 20;
/// Words of one thread that may wait for Jules; further ones stay in the thread meanwhile.
const MOST_WAITING: usize = 100;
/// The same for all threads together.
const MOST_WAITING_IN_ALL: usize = 2_000;
/// Pause before a thread that can take no more, or cannot be read, is tried again.
const AGAIN: Duration = Duration::from_secs(1);
/// Attempts at finding out who somebody is, [`AGAIN`] apart, before their words are refused.
const UNSURE: u32 = 10;
/// Between two threads that are in no hurry.
const UNHURRIED: Duration = Duration::from_millis(500);
/// The one task that takes messages.
pub struct Reader {
    edge: Arc<Edge>,
    arrears: Arrears,
    /// Threads that were given words which may still wait.
    busy: Vec<ChannelId>,
    refused: Vec<(UserId, Instant)>,
    /// The last message about whose author nothing could be found out, and how often.
    unsure: (MessageId, u32),
    /// Events that could not be read, in this process.
    unparsed: u64,
    strangers: Strangers,
    /// When to look for what the gateway did not bring.
    look_at: Instant,
    /// Threads whose words on their way may not be what their messages say.
    second_looks: VecDeque<ChannelId>,
    /// No second look is taken before.
    second_look_at: Instant,
    /// Nothing is read before.
    not_before: Instant,
}

impl Reader {
    /// A reader that has read nothing.
    #[must_use]
    pub fn new(edge: Arc<Edge>) -> Self {
        let now = Instant::now();
        let look_at = now + edge.look_again;
        // Those that waited for this process are held until then.
        let second_looks = edge.supervisor.queueing().into_iter().collect();
        Self {
            edge,
            arrears: Arrears::default(),
            busy: Vec::new(),
            refused: Vec::new(),
            unsure: (MessageId::new(1), 0),
            unparsed: 0,
            strangers: Strangers::default(),
            look_at,
            second_looks,
            second_look_at: now,
            not_before: now,
        }
    }

    /// Reads until nothing more can come. May be dropped at any point: what was not
    /// handed over is read again from the threads.
    pub async fn run(mut self, mut events: mpsc::Receiver<Intake>) {
        let mut unhurried = Instant::now();
        let mut leisure: Option<BoxFuture<'static, ()>> = None;
        loop {
            if leisure.is_none() && self.arrears.has_quiet() {
                let writer = self.edge.writer.clone();
                leisure = Some(Box::pin(async move { writer.leisure().await }));
            }
            let due = self.next_due();
            let read_at = if due.is_some() { self.not_before } else { Instant::now() + AGAIN };
            tokio::select! {
                biased;
                event = events.recv() => match event {
                    Some(event) => self.take(event).await,
                    None => return,
                },
                () = tokio::time::sleep_until(self.second_look_at), if !self.second_looks.is_empty() => {
                    self.second_look().await;
                }
                () = tokio::time::sleep_until(self.look_at) => self.look(true).await,
                () = tokio::time::sleep_until(read_at) => if let Some(thread) = due {
                    self.catch_up(thread, None).await;
                },
                () = async { if let Some(turn) = &mut leisure { turn.await } }, if leisure.is_some() => {
                    leisure = None;
                    if let Some(thread) = self.arrears.next_quiet() {
                        self.catch_up(thread, None).await;
                    }
                }
                () = tokio::time::sleep_until(unhurried), if self.arrears.has_later() => {
                    if let Some(thread) = self.arrears.next_later() {
                        self.catch_up(thread, None).await;
                    }
                    unhurried = Instant::now() + UNHURRIED;
                }
            }
        }
    }

    async fn take(&mut self, event: Intake) {
        match event {
            Intake::Ready => {
                self.arrears.suspect(self.edge.supervisor.threads());
                info!(threads = self.arrears.count(), "looking for what was written while the gateway was away");
                self.look(false).await;
                let queueing = self.edge.supervisor.queueing();
                self.second_looks.extend(queueing.difference(&self.second_looks.iter().copied().collect()));
            }
            Intake::Message(message) => self.live(*message).await,
            Intake::Edited(message) => self.edited(*message).await,
            Intake::Deleted(thread, message) => self.deleted(thread, message).await,
            Intake::Strange(channel, message) => self.strangers.met(&self.edge, channel, message).await,
            Intake::Reopened => self.edge.supervisor.try_again(),
            Intake::Unparsed(kind) => {
                self.unparsed += 1;
                warn!(kind, count = self.unparsed, "an event could not be read; looking for what it was about");
                self.look_at = self.look_at.min(Instant::now() + AGAIN);
            }
        }
    }

    /// The next thread to be read that can take something.
    fn next_due(&mut self) -> Option<ChannelId> {
        let supervisor = self.edge.supervisor.clone();
        let waiting = |thread| supervisor.checkpoint(thread).map_or(0, |known| known.pending.len());
        let mut all = 0;
        self.busy.retain(|thread| {
            let here = waiting(*thread);
            all += here;
            here > 0
        });
        let due = self.arrears.next(|thread| waiting(thread) >= MOST_WAITING)?;
        (all < MOST_WAITING_IN_ALL).then_some(due)
    }

    /// Asks Discord which threads have something new. `timed`: the gateway should have brought it.
    async fn look(&mut self, timed: bool) {
        self.look_at = Instant::now() + self.edge.look_again;
        match backfill::newest(&self.edge).await {
            Ok(newest) => {
                let supervisor = self.edge.supervisor.clone();
                let open = |thread| supervisor.checkpoint(thread).filter(|known| !known.closed);
                self.arrears.compare(&newest, timed, |thread| open(thread).map(|known| known.heard));
            }
            Err(error) => {
                warn!(%error, timed, "the threads could not be listed yet");
                self.look_at = Instant::now() + AGAIN.min(self.edge.look_again);
            }
        }
    }

    /// A live message says that there is something to read. The gateway may have lost what came
    /// before it, and once this one is taken nobody would look for that any more.
    async fn live(&mut self, message: Incoming) {
        let thread = message.channel;
        if message.voice != Voice::Person || !self.edge.supervisor.has(thread) {
            return;
        }
        if self.arrears.has(thread) {
            self.arrears.add(thread);
        } else if self.is_full(thread) {
            self.arrears.add(thread);
            self.say_full(thread, message.id).await;
        } else {
            self.catch_up(thread, Some(message)).await;
        }
    }

    /// Takes what a thread has to say since it was last read; `live` is what the gateway has
    /// just brought of it, which knows its author's roles.
    async fn catch_up(&mut self, thread: ChannelId, live: Option<Incoming>) {
        let Some(known) = self.edge.supervisor.checkpoint(thread).filter(|known| !known.closed) else {
            self.arrears.forget(thread);
            if let Some(message) = live {
                self.consider(message).await;
            }
            return;
        };
        let from = self.arrears.read_up_to(thread, known.heard);
        let (mut missed, more) = match backfill::missed(&self.edge, &known, from).await {
            Ok(missed) => missed,
            Err(error) => {
                warn!(%thread, %error, "a thread's history could not be read yet");
                if error.is_gone() || error.is_forbidden() {
                    self.arrears.forget(thread);
                } else {
                    self.put_off(thread);
                }
                return;
            }
        };
        if let Some(live) = live {
            match missed.iter_mut().find(|message| message.id == live.id) {
                Some(copy) => *copy = live,
                // Without the right to read the history there is nothing but this.
                None if !more && live.id > from => missed.push(live),
                None => {}
            }
        }
        let last = missed.last().map_or(from, |message| message.id);
        for message in missed {
            let (id, person) = (message.id, message.voice == Voice::Person);
            // What fits; the rest is read when Jules has taken some.
            if self.is_full(thread) {
                self.arrears.add(thread);
                return self.say_full(thread, id).await;
            }
            if person && message.roles.is_none() {
                self.edge.pulse.missed(id, self.edge.echo_within);
            }
            if !self.consider(message).await {
                return;
            }
            self.arrears.read(thread, id, true);
        }
        if more {
            self.arrears.add(thread);
        }
        self.arrears.read(thread, last, more);
    }

    fn is_full(&self, thread: ChannelId) -> bool {
        self.edge.supervisor.checkpoint(thread).is_some_and(|known| known.pending.len() >= MOST_WAITING)
    }

    /// Says once that what is written here has to wait, and that none of it is lost.
    async fn say_full(&mut self, thread: ChannelId, first: MessageId) {
        if !self.arrears.is_newly_full(thread) {
            return;
        }
        let body = Body { content: text::many_wait(MOST_WAITING), plain: true, silent: true, ..Body::default() };
        // The same message again after a restart is the same notice.
        let nonce = format!("jdw{first}");
        if let Err(error) = self.edge.writer.post(thread, &body, vec![], &nonce).await {
            warn!(%thread, %error, "could not say that messages wait");
        }
    }

    /// The one way in for words, live or from a thread's history. `false`: it has to be
    /// tried again, before anything behind it.
    async fn consider(&mut self, message: Incoming) -> bool {
        if !self.edge.supervisor.has(message.channel) {
            return true;
        }
        let Some(said) = replies::said(&message, self.edge.me) else { return true };
        match self.may_reply(&message).await {
            Ok(grant) => return self.hand_over(grant, said, &message).await,
            Err(Denied::Elsewhere | Denied::Automated) => {}
            // Discord does not answer: that is no reason to lose somebody's words.
            Err(Denied::Unknown) if self.asked_in_vain(message.id) < UNSURE => return self.put_off(message.channel),
            Err(denied) => {
                debug!(user = %message.author, ?denied, "a reply was not forwarded");
                self.refuse(&message).await;
            }
        }
        true
    }

    /// How often in a row nobody could say whether this message counts.
    fn asked_in_vain(&mut self, message: MessageId) -> u32 {
        let before = if self.unsure.0 == message { self.unsure.1 } else { 0 };
        self.unsure = (message, before + 1);
        before + 1
    }

    /// Asks the gate. History carries no roles: then they are asked for, and where that fails
    /// the words stay here.
    async fn may_reply(&self, message: &Incoming) -> Result<Grant, Denied> {
        let name = if message.roles.is_some() { "reply" } else { "reply, read later" };
        Ask::of_message(&self.edge, message, name).right(Right::Reply).await
    }

    /// A change goes through the same gate as the words it changes.
    async fn edited(&mut self, message: Incoming) {
        let person = message.voice == Voice::Person && message.author != self.edge.me;
        if !person || !self.edge.supervisor.has(message.channel) {
            return;
        }
        let said = replies::said(&message, self.edge.me);
        if Ask::of_message(&self.edge, &message, "edit").right(Right::Reply).await.is_ok() {
            let now = said.map_or(Amended::Aside, Amended::Says);
            self.amend(message.channel, message.id, now).await;
        }
    }

    /// Taking words back needs no right: whoever could delete the message may.
    async fn deleted(&mut self, thread: ChannelId, message: MessageId) {
        if self.edge.supervisor.has(thread) {
            self.amend(thread, message, Amended::Deleted).await;
        }
    }

    /// A change that cannot be handed over is looked for later; a word that is said by then
    /// was said as it was, which the thread's mark on it shows.
    async fn amend(&mut self, thread: ChannelId, message: MessageId, now: Amended) {
        if let Err(error) = self.edge.supervisor.amend(thread, message, now).await {
            warn!(%thread, %message, %error, "a change of a message could not be handed over yet");
            self.second_looks.push_back(thread);
        }
    }

    /// Compares the words of one thread that are on their way with their messages.
    async fn second_look(&mut self) {
        let Some(thread) = self.second_looks.pop_front() else { return };
        if let Err(error) = second_look::take(&self.edge, thread).await {
            warn!(%thread, %error, "messages on their way could not be read again yet");
            if !error.is_forbidden() {
                self.second_looks.push_back(thread);
            }
            self.second_look_at = Instant::now() + AGAIN;
        }
    }

    async fn hand_over(&mut self, grant: Grant, said: Said, message: &Incoming) -> bool {
        crash::point("before_reply");
        if !self.busy.contains(&message.channel) {
            self.busy.push(message.channel);
        }
        for _ in 0..HANDOVER_ATTEMPTS {
            match self.edge.supervisor.reply(message.channel, &grant, said.clone(), message.id).await {
                Ok(None) => {
                    crash::point("after_reply");
                    return true;
                }
                // Only a conversation that is over has anything to say to a reply.
                Ok(Some(_)) | Err(Unavailable::NoSession) => {
                    self.react(message, Mark::Failed.emoji()).await;
                    return true;
                }
                Err(error) => {
                    warn!(thread = %message.channel, %error, "a reply could not be handed over yet");
                    tokio::time::sleep(Duration::from_millis(250)).await;
                }
            }
        }
        self.put_off(message.channel)
    }

    /// Leaves a message in its thread for a little later.
    fn put_off(&mut self, thread: ChannelId) -> bool {
        self.arrears.add(thread);
        self.not_before = Instant::now() + AGAIN;
        false
    }

    async fn refuse(&mut self, message: &Incoming) {
        let now = Instant::now();
        self.refused.retain(|(_, at)| now.duration_since(*at) < REFUSAL_EVERY);
        if self.refused.iter().all(|(user, _)| *user != message.author) {
            self.refused.push((message.author, now));
            self.react(message, "🚫").await;
        }
    }

    async fn react(&self, message: &Incoming, emoji: &str) {
        if let Err(error) = self.edge.writer.react(message.channel, message.id, emoji).await {
            warn!(thread = %message.channel, %error, "could not react to a message");
        }
    }
}
