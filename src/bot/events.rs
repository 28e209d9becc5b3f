//! Gateway events, as far as they matter for replies: what serenity read becomes an [`Intake`].

use serenity::model::channel::Message;
use serenity::model::event::Event;
use serenity::model::id::{ChannelId, MessageId, UserId};

use super::replies::{Incoming, Voice};
use super::strangers;

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
    /// A lock, a permission or a role is not what it was.
    Reopened,
    /// Our account has written this, and we have not.
    Strange(ChannelId, MessageId),
    /// An event of this kind that serenity could not read.
    Unparsed(String),
}

/// Events that serenity may fail to read, and whose loss matters.
const EVENTS: [&str; 6] = [
    "MESSAGE_CREATE",
    "MESSAGE_UPDATE",
    "MESSAGE_DELETE",
    "MESSAGE_DELETE_BULK",
    "INTERACTION_CREATE",
    "THREAD_UPDATE",
];

/// Takes from a gateway event what matters for replies.
#[must_use]
pub fn taken(event: &Event, us: UserId) -> Option<Intake> {
    match event {
        Event::MessageCreate(event) if event.message.author.id == us && strangers::is_strange(&event.message) => {
            Some(Intake::Strange(event.message.channel_id, event.message.id))
        }
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
        Event::ThreadUpdate(_) | Event::ChannelUpdate(_) | Event::GuildRoleUpdate(_) | Event::GuildCreate(_) => {
            Some(Intake::Reopened)
        }
        Event::Unknown(event) if EVENTS.contains(&event.kind.as_str()) => Some(Intake::Unparsed(event.kind.clone())),
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
