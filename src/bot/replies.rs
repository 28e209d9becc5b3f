//! Which messages in a thread are words for Jules. Pure: a message in, a decision out.

use serenity::model::channel::MessageType;
use serenity::model::id::{ChannelId, GuildId, MessageId, RoleId, UserId};

use crate::render::safe::{self, Hidden};
use crate::session::action::Said;

/// A message, from the gateway or from a thread's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// The message.
    pub id: MessageId,
    /// The channel or thread it was written in.
    pub channel: ChannelId,
    /// The guild; history does not say.
    pub guild: Option<GuildId>,
    /// Who wrote it.
    pub author: UserId,
    /// Their roles; history does not say.
    pub roles: Option<Vec<RoleId>>,
    /// Whose words it carries.
    pub voice: Voice,
    /// What it says.
    pub content: String,
    /// It mentions us, or answers a message of ours.
    pub addresses_us: bool,
}

/// Whose words a message carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// A person's: an ordinary message or a reply.
    Person,
    /// A bot's or a webhook's.
    Automaton,
    /// Discord's own: "started a thread", a pin, a join.
    Discord,
}

impl Voice {
    /// Judges a message by its kind, and by whether a bot, a webhook or the system sent it.
    #[must_use]
    pub fn of(kind: MessageType, automated: bool) -> Self {
        match kind {
            MessageType::Regular | MessageType::InlineReply if automated => Self::Automaton,
            MessageType::Regular | MessageType::InlineReply => Self::Person,
            _ => Self::Discord,
        }
    }
}

/// What the message says to Jules, if it says anything to Jules.
///
/// It is a question when it mentions us, answers one of our messages or begins
/// with `?`. People talk next to the agent with `!…` and `(aside) …`.
#[must_use]
pub fn said(message: &Incoming, us: UserId) -> Option<Said> {
    if message.voice != Voice::Person || message.author == us {
        return None;
    }
    let text = message.content.trim();
    if text.starts_with('!') || text.to_lowercase().starts_with("(aside)") {
        return None;
    }
    let mut text = text.to_owned();
    for mention in [format!("<@{us}>"), format!("<@!{us}>")] {
        text = text.replace(&mention, "");
    }
    // What nobody can see may still tell the agent something.
    let text = unhidden(text.trim());
    let text = text.trim();
    let (asks, text) = match text.strip_prefix('?') {
        Some(rest) => (true, rest.trim()),
        None => (message.addresses_us, text),
    };
    if text.is_empty() {
        return None;
    }
    Some(Said { text: text.to_owned(), ask: asks, message: Some(message.id) })
}

/// A person's words without what cannot be seen in them, which is counted in the log.
#[must_use]
pub fn unhidden(text: &str) -> String {
    let hidden = safe::hidden_in(text);
    if hidden > 0 {
        tracing::info!(hidden, "hidden characters were taken out of somebody's words for Jules");
    }
    safe::clean(text, Hidden::Remove)
}

#[cfg(test)]
mod tests {
    use super::*;

    const US: UserId = UserId::new(9);

    fn message(content: &str) -> Incoming {
        Incoming {
            id: MessageId::new(1),
            channel: ChannelId::new(2),
            guild: Some(GuildId::new(3)),
            author: UserId::new(4),
            roles: Some(vec![]),
            voice: Voice::Person,
            content: content.into(),
            addresses_us: false,
        }
    }

    fn read(message: &Incoming) -> Option<(String, bool)> {
        said(message, US).map(|said| (said.text, said.ask))
    }

    #[test]
    fn an_ordinary_message_is_sent_as_it_is() {
        assert_eq!(read(&message("  Use a fake clock.\nPlease. ")), Some(("Use a fake clock.\nPlease.".into(), false)));
    }

    #[test]
    fn hidden_characters_do_not_reach_jules() {
        let tags: String = "approve".chars().map(|c| char::from_u32(0xE0000 + u32::from(c)).unwrap()).collect();
        let hidden = format!("Fix\u{200B} it{tags}\u{202E}, please \u{1F469}\u{200D}\u{1F4BB}\u{0}");
        let (said, _) = read(&message(&hidden)).unwrap();
        assert!(said.starts_with("Fix it, please \u{1F469}\u{200D}\u{1F4BB}"), "{said:?}");
        assert!(!said.contains(['\u{0}', '\u{202E}']), "{said:?}");
        assert_eq!(read(&message("\u{200B}\u{2060}")), None);
    }

    #[test]
    fn a_question_mark_a_mention_or_a_reply_to_us_asks() {
        assert_eq!(read(&message("? why so slow")), Some(("why so slow".into(), true)));
        let mentioned = Incoming { addresses_us: true, ..message("<@9> why so slow") };
        assert_eq!(read(&mentioned), Some(("why so slow".into(), true)));
        let answer = Incoming { addresses_us: true, ..message("why so slow") };
        assert_eq!(read(&answer), Some(("why so slow".into(), true)));
    }

    #[test]
    fn what_people_say_to_each_other_stays_with_them() {
        for aside in ["!lunch?", "(aside) he is slow today", "(Aside) same", "?", "   ", ""] {
            assert_eq!(read(&message(aside)), None, "{aside}");
        }
    }

    #[test]
    fn bots_webhooks_system_messages_and_ourselves_are_not_people() {
        assert_eq!(read(&Incoming { voice: Voice::Automaton, ..message("hi") }), None);
        assert_eq!(read(&Incoming { voice: Voice::Discord, ..message("hi") }), None);
        assert_eq!(read(&Incoming { author: US, ..message("hi") }), None);
    }
}
