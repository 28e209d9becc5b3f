//! Whose Jules account a conversation speaks to: the operator's, or one whose key a server or
//! a person has entrusted to the bot. Decided when it starts, and the same for good.

use serde::{Deserialize, Serialize};
use serenity::model::id::{GuildId, InteractionId, UserId};

/// Who entrusted a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// A server, for all that is started in it.
    Guild(GuildId),
    /// A person, for what they start themselves.
    Person(UserId),
}

impl Holder {
    /// What tells it from every other, in the store and in what a key is sealed with: nine bytes.
    #[must_use]
    pub fn bytes(self) -> [u8; 9] {
        let (kind, id) = match self {
            Self::Guild(guild) => (b'g', guild.get()),
            Self::Person(user) => (b'p', user.get()),
        };
        let mut bytes = [kind; 9];
        bytes[1..].copy_from_slice(&id.to_be_bytes());
        bytes
    }
}

impl std::fmt::Display for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Guild(guild) => write!(f, "server {guild}"),
            Self::Person(user) => write!(f, "person {user}"),
        }
    }
}

/// An account at Jules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// The one whose key the operator configured.
    #[default]
    Operator,
    /// One whose key was entrusted. Another key of the same account takes its place; after a
    /// key was revoked, the next one is of another account, even of the same holder.
    Entrusted {
        /// By whom.
        holder: Holder,
        /// The form in which the first key of this account came.
        since: InteractionId,
    },
}

impl Account {
    /// Who entrusted it; nobody did with the operator's.
    #[must_use]
    pub fn holder(self) -> Option<Holder> {
        match self {
            Self::Operator => None,
            Self::Entrusted { holder, .. } => Some(holder),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_and_a_person_of_the_same_number_are_two_holders() {
        let (guild, person) = (Holder::Guild(GuildId::new(7)), Holder::Person(UserId::new(7)));
        assert_ne!(guild.bytes(), person.bytes());
        assert_eq!(guild.bytes(), *b"g\0\0\0\0\0\0\0\x07");
    }
}
