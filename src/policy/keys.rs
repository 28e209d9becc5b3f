//! With whose Jules key a session begins, where more than one could be meant.

use serenity::model::id::GuildId;

/// Who may entrust keys, and where the operator's own serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRules {
    /// A server's admins may, for all that is started in it.
    pub servers: bool,
    /// People may, for what they start themselves.
    pub people: bool,
    /// The servers that may use the operator's key; `None` for all of them.
    pub operator: Option<Vec<GuildId>>,
}

impl Default for KeyRules {
    fn default() -> Self {
        Self { servers: true, people: true, operator: None }
    }
}

/// Whose key it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whose {
    /// The person's who starts the session.
    Person,
    /// The server's in which it is started.
    Server,
    /// The operator's.
    Operator,
}

impl KeyRules {
    /// The nearest key that may be used in a server; `None` leaves nothing to begin with.
    /// `person` and `server` say whether these two have entrusted one.
    #[must_use]
    pub fn choose(&self, guild: GuildId, person: bool, server: bool) -> Option<Whose> {
        let operator = self.operator.as_ref().is_none_or(|guilds| guilds.contains(&guild));
        let nearest = [
            (self.people && person, Whose::Person),
            (self.servers && server, Whose::Server),
            (operator, Whose::Operator),
        ];
        nearest.into_iter().find_map(|(may, whose)| may.then_some(whose))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: GuildId = GuildId::new(7);

    #[test]
    fn the_nearest_key_is_the_one_that_is_used() {
        let rules = KeyRules::default();
        assert_eq!(rules.choose(HERE, true, true), Some(Whose::Person));
        assert_eq!(rules.choose(HERE, false, true), Some(Whose::Server));
        assert_eq!(rules.choose(HERE, false, false), Some(Whose::Operator));
    }

    #[test]
    fn a_key_that_may_not_be_used_any_more_is_passed_over() {
        let rules = KeyRules { servers: false, people: false, ..KeyRules::default() };
        assert_eq!(rules.choose(HERE, true, true), Some(Whose::Operator));
    }

    #[test]
    fn the_operators_key_serves_only_where_it_was_said_to() {
        let elsewhere = KeyRules { operator: Some(vec![GuildId::new(8)]), ..KeyRules::default() };
        assert_eq!(elsewhere.choose(HERE, false, false), None);
        assert_eq!(elsewhere.choose(HERE, false, true), Some(Whose::Server));
        assert_eq!(elsewhere.choose(GuildId::new(8), false, false), Some(Whose::Operator));
        let nowhere = KeyRules { operator: Some(vec![]), ..KeyRules::default() };
        assert_eq!(nowhere.choose(GuildId::new(8), false, false), None);
    }
}
