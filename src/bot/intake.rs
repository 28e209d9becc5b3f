//! Thread replies, in the order they were written. serenity spawns a task per event,
//! which shuffles a quick conversation; here one task takes them one by one.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serenity::model::channel::Message;
use serenity::model::event::Event;
use serenity::model::id::{ChannelId, MessageId, UserId};
use tokio::sync::mpsc;
use tracing::{debug, info, warn};

use super::gate::Ask;
use super::replies::{self, Incoming, Voice};
use super::{Edge, backfill};
use crate::crash;
use crate::policy::{Denied, Grant, Right};
use crate::session::action::Said;
use crate::session::amends::Amended;
use crate::session::effect::Mark;
use crate::worker::Unavailable;

/// What the gateway tells the intake.
#[derive(Debug)]
pub enum Intake {
    /// A new gateway session: whatever was written before it has to be fetched.
    Ready,
    /// A message.
    Message(Box<Incoming>),
    /// A message that is not what it was.
    Edited(Box<Incoming>),
    /// A message that was deleted; Discord does not say by whom.
    Deleted(ChannelId, MessageId),
}

/// Events that may wait; what does not fit is fetched from the thread later.
pub const WAITING: usize = 4_096;
/// A person who may not reply is told so with a reaction this often.
const REFUSAL_EVERY: Duration = Duration::from_hours(1);
/// Attempts at handing over a message before it is left to the next backfill.
const HANDOVER_ATTEMPTS: u32 = 20;

/// The one task that takes messages.
pub struct Reader {
    edge: Arc<Edge>,
    /// Threads whose history has to be read before anything else said in them.
    behind: HashSet<ChannelId>,
    refused: Vec<(UserId, Instant)>,
}

impl Reader {
    /// A reader that has read nothing.
    #[must_use]
    pub fn new(edge: Arc<Edge>) -> Self {
        Self { edge, behind: HashSet::new(), refused: Vec::new() }
    }

    /// Reads until nothing more can come. May be dropped at any point: what was not
    /// handed over is read again from the threads.
    pub async fn run(mut self, mut events: mpsc::Receiver<Intake>) {
        loop {
            let behind = self.behind.iter().next().copied();
            tokio::select! {
                biased;
                event = events.recv() => match event {
                    Some(Intake::Ready) => self.fall_behind(),
                    Some(Intake::Message(message)) => self.live(*message).await,
                    Some(Intake::Edited(message)) => self.edited(*message).await,
                    Some(Intake::Deleted(thread, message)) => self.deleted(thread, message).await,
                    None => return,
                },
                () = std::future::ready(()), if behind.is_some() => {
                    if let Some(thread) = behind {
                        self.catch_up(thread).await;
                    }
                }
            }
        }
    }

    fn fall_behind(&mut self) {
        let open = self.edge.supervisor.each(|known| (!known.closed).then_some(known.place.thread));
        self.behind.extend(open);
        info!(threads = self.behind.len(), "reading what was written while the gateway was away");
    }

    async fn live(&mut self, message: Incoming) {
        // Older messages first, whatever comes over the gateway meanwhile.
        if self.behind.contains(&message.channel) {
            self.catch_up(message.channel).await;
        }
        self.consider(message).await;
    }

    async fn catch_up(&mut self, thread: ChannelId) {
        match backfill::missed(&self.edge, thread).await {
            Ok(missed) => {
                self.behind.remove(&thread);
                for message in missed {
                    self.consider(message).await;
                }
            }
            Err(error) => {
                warn!(%thread, %error, "a thread's history could not be read yet");
                if error.is_gone() || error.is_forbidden() {
                    self.behind.remove(&thread);
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }

    /// The one way in for words, live or from a thread's history.
    async fn consider(&mut self, message: Incoming) {
        if !self.edge.supervisor.has(message.channel) {
            return;
        }
        let Some(said) = replies::said(&message, self.edge.me) else { return };
        match self.may_reply(&message).await {
            Ok(grant) => self.hand_over(grant, said, &message).await,
            Err(Denied::Elsewhere | Denied::Automated) => {}
            Err(denied) => {
                debug!(user = %message.author, ?denied, "a reply was not forwarded");
                self.refuse(&message).await;
            }
        }
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
        if !person || !self.edge.supervisor.has(message.channel) || self.behind.contains(&message.channel) {
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

    async fn amend(&self, thread: ChannelId, message: MessageId, now: Amended) {
        if let Err(error) = self.edge.supervisor.amend(thread, message, now).await {
            // Jules gets the words as they were, which the thread's mark on them shows.
            warn!(%thread, %message, %error, "a change of a message could not be handed over");
        }
    }

    async fn hand_over(&mut self, grant: Grant, said: Said, message: &Incoming) {
        crash::point("before_reply");
        for _ in 0..HANDOVER_ATTEMPTS {
            match self.edge.supervisor.reply(message.channel, &grant, said.clone(), message.id).await {
                Ok(None) => return crash::point("after_reply"),
                // Only a conversation that is over has anything to say to a reply.
                Ok(Some(_)) | Err(Unavailable::NoSession) => return self.react(message, Mark::Failed.emoji()).await,
                Err(error) => {
                    warn!(thread = %message.channel, %error, "a reply could not be handed over yet");
                    tokio::time::sleep(Duration::from_millis(250)).await;
                }
            }
        }
        self.behind.insert(message.channel);
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

/// Takes from a gateway event what matters for replies.
#[must_use]
pub fn taken(event: &Event, us: UserId) -> Option<Intake> {
    match event {
        Event::MessageCreate(event) => Some(Intake::Message(Box::new(incoming(&event.message, us)))),
        // A link that unfolds comes as an update, too; only an edit has a time.
        Event::MessageUpdate(event) if event.edited_timestamp.is_some() => {
            let (author, content) = (event.author.as_ref()?, event.content.clone()?);
            let automated = author.bot || author.system || event.webhook_id.flatten().is_some();
            let answered = event.referenced_message.as_ref().and_then(|answered| answered.as_deref());
            Some(Intake::Edited(Box::new(Incoming {
                id: event.id,
                channel: event.channel_id,
                guild: event.guild_id,
                author: author.id,
                roles: event.member.as_ref().and_then(|member| member.as_deref()).map(|member| member.roles.clone()),
                voice: Voice::of(event.kind?, automated),
                addresses_us: addresses(us, &content, answered),
                content,
            })))
        }
        Event::MessageDelete(event) => Some(Intake::Deleted(event.channel_id, event.message_id)),
        _ => None,
    }
}

fn addresses(us: UserId, content: &str, answered: Option<&Message>) -> bool {
    content.contains(&format!("<@{us}>")) || answered.is_some_and(|answered| answered.author.id == us)
}

/// Takes from a gateway message what matters for a reply.
#[must_use]
pub fn incoming(message: &Message, us: UserId) -> Incoming {
    Incoming {
        id: message.id,
        channel: message.channel_id,
        guild: message.guild_id,
        author: message.author.id,
        roles: message.member.as_ref().map(|member| member.roles.clone()),
        voice: Voice::of(message.kind, message.author.bot || message.author.system || message.webhook_id.is_some()),
        content: message.content.clone(),
        addresses_us: addresses(us, &message.content, message.referenced_message.as_deref()),
    }
}
