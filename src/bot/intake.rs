//! Thread replies, in the order they were written. serenity spawns a task per event,
//! which shuffles a quick conversation; here one task takes them one by one.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serenity::model::channel::Message;
use serenity::model::id::{ChannelId, UserId};
use tokio::sync::mpsc;
use tracing::{debug, info, warn};

use super::replies::{self, Incoming, Voice};
use super::{Edge, backfill};
use crate::policy::{Denied, Right};
use crate::session::action::Said;
use crate::session::effect::Mark;
use crate::worker::Unavailable;

/// What the gateway tells the intake.
#[derive(Debug)]
pub enum Intake {
    /// A new gateway session: whatever was written before it has to be fetched.
    Ready,
    /// A message.
    Message(Box<Incoming>),
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
        let threads = self.edge.supervisor.checkpoints().into_iter().filter(|known| !known.closed);
        self.behind.extend(threads.map(|known| known.place.thread));
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
        let roles = match message.roles.clone() {
            Some(roles) => roles,
            // History carries no roles: ask for them, and refuse where that fails.
            None => match backfill::roles(&self.edge, &message).await {
                Some(roles) => roles,
                None => return self.refuse(&message).await,
            },
        };
        let granted =
            self.edge.authorize(message.author, &roles, message.voice != Voice::Person, Right::Reply, message.guild);
        match granted {
            Ok(grant) => self.hand_over(&grant, said, &message).await,
            Err(Denied::Elsewhere | Denied::Automated) => {}
            Err(denied) => {
                debug!(user = %message.author, %denied, "a reply was not forwarded");
                self.refuse(&message).await;
            }
        }
    }

    async fn hand_over(&mut self, grant: &crate::policy::Grant, said: Said, message: &Incoming) {
        for _ in 0..HANDOVER_ATTEMPTS {
            match self.edge.supervisor.reply(message.channel, grant, said.clone(), message.id).await {
                Ok(None) => return,
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

/// Takes from a gateway message what matters for a reply.
#[must_use]
pub fn incoming(message: &Message, us: UserId) -> Incoming {
    let answered = message.referenced_message.as_ref();
    Incoming {
        id: message.id,
        channel: message.channel_id,
        guild: message.guild_id,
        author: message.author.id,
        roles: message.member.as_ref().map(|member| member.roles.clone()),
        voice: Voice::of(message.kind, message.author.bot || message.author.system || message.webhook_id.is_some()),
        content: message.content.clone(),
        addresses_us: message.content.contains(&format!("<@{us}>"))
            || answered.is_some_and(|answered| answered.author.id == us),
    }
}
