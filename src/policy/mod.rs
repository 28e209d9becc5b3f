//! PURE. Who may do what where. One function decides for commands, autocomplete,
//! buttons, forms and thread replies alike, and what it was not told to allow it denies.
//!
//! Ids only: names, nicknames and role names can be taken by anybody. Discord's own
//! command permissions are a matter of display; they are not asked.

#![deny(clippy::disallowed_methods)]

use serenity::model::id::{GuildId, RoleId, UserId};

use crate::render::locale::Locale;
use crate::render::text;

/// What somebody may be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// See sessions, plans, changes.
    View,
    /// Start or attach sessions.
    Start,
    /// Talk to Jules, ask for another plan.
    Reply,
    /// Approve a plan.
    Approve,
    /// Stop a session.
    Admin,
}

/// Who acts, as Discord vouches for it with this very event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub user: UserId,
    /// Its roles in the guild it acts in.
    pub roles: Vec<RoleId>,
    /// Bots and webhooks may do nothing.
    pub automated: bool,
}

/// Who was let in by the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// Where anything may happen at all; empty means any guild the bot is in.
    pub guilds: Vec<GuildId>,
    /// Accounts that may do everything.
    pub users: Vec<UserId>,
    /// Roles that may do everything.
    pub roles: Vec<RoleId>,
    /// Everybody in `guilds` may do everything.
    pub open: bool,
    /// The owners of the Discord application: let in only while nobody is configured.
    pub owners: Vec<UserId>,
}

/// Proof that the gate let somebody do something. Only [`authorize`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    user: UserId,
    right: Right,
}

impl Grant {
    /// Who was let in.
    #[must_use]
    pub fn user(&self) -> UserId {
        self.user
    }

    /// For what.
    #[must_use]
    pub fn right(&self) -> Right {
        self.right
    }
}

/// Why somebody was not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// A direct message, or a guild that is not on the list.
    Elsewhere,
    /// Nobody was configured, and this is not the owner.
    NobodyConfigured,
    /// Somebody was configured, but not this person.
    NotListed,
    /// A bot or a webhook.
    Automated,
}

impl Denied {
    /// What the person reads.
    #[must_use]
    pub fn told(self, locale: Locale) -> String {
        match self {
            Self::Elsewhere => text::denied_elsewhere(locale),
            Self::NobodyConfigured => text::denied_nobody_configured(locale),
            Self::NotListed => text::denied_not_listed(locale),
            Self::Automated => text::denied_automated(locale),
        }
    }
}

impl std::fmt::Display for Denied {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.told(Locale::English))
    }
}

impl std::error::Error for Denied {}

/// Decides. `guild` is where it happens; `None` is a direct message.
///
/// # Errors
/// Says why not.
pub fn authorize(policy: &Policy, actor: &Actor, right: Right, guild: Option<GuildId>) -> Result<Grant, Denied> {
    let guild = guild.ok_or(Denied::Elsewhere)?;
    if !policy.guilds.is_empty() && !policy.guilds.contains(&guild) {
        return Err(Denied::Elsewhere);
    }
    if actor.automated {
        return Err(Denied::Automated);
    }
    let listed = policy.users.contains(&actor.user) || actor.roles.iter().any(|role| policy.roles.contains(role));
    // `open` speaks of the configured guilds; without any it opens nothing.
    let open = policy.open && policy.guilds.contains(&guild);
    let nobody = policy.users.is_empty() && policy.roles.is_empty() && !policy.open;
    let owner = nobody && policy.owners.contains(&actor.user);
    match listed || open || owner {
        true => Ok(Grant { user: actor.user, right }),
        false if nobody => Err(Denied::NobodyConfigured),
        false => Err(Denied::NotListed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: GuildId = GuildId::new(1);
    const ALL: [Right; 5] = [Right::View, Right::Start, Right::Reply, Right::Approve, Right::Admin];

    fn actor(user: u64, roles: &[u64]) -> Actor {
        Actor { user: UserId::new(user), roles: roles.iter().copied().map(RoleId::new).collect(), automated: false }
    }

    fn decide(policy: &Policy, actor: &Actor, guild: Option<GuildId>) -> Result<(), Denied> {
        let decisions: Vec<_> = ALL.iter().map(|right| authorize(policy, actor, *right, guild).map(|_| ())).collect();
        assert!(decisions.windows(2).all(|pair| pair[0] == pair[1]), "rights differ: {decisions:?}");
        decisions[0]
    }

    fn owned() -> Policy {
        Policy { owners: vec![UserId::new(7)], ..Policy::default() }
    }

    #[test]
    fn with_nobody_configured_only_the_owner_is_let_in() {
        assert_eq!(decide(&owned(), &actor(7, &[]), Some(HOME)), Ok(()));
        assert_eq!(decide(&owned(), &actor(8, &[1, 7]), Some(HOME)), Err(Denied::NobodyConfigured));
        assert_eq!(decide(&Policy::default(), &actor(7, &[]), Some(HOME)), Err(Denied::NobodyConfigured));
    }

    #[test]
    fn once_somebody_is_configured_the_owner_needs_a_place_on_the_list() {
        let policy = Policy { users: vec![UserId::new(8)], ..owned() };
        assert_eq!(decide(&policy, &actor(8, &[]), Some(HOME)), Ok(()));
        assert_eq!(decide(&policy, &actor(7, &[]), Some(HOME)), Err(Denied::NotListed));
    }

    #[test]
    fn a_role_lets_in_and_a_role_with_the_number_of_a_user_does_not() {
        let policy = Policy { roles: vec![RoleId::new(5)], users: vec![UserId::new(9)], ..owned() };
        assert_eq!(decide(&policy, &actor(1, &[4, 5]), Some(HOME)), Ok(()));
        assert_eq!(decide(&policy, &actor(5, &[9]), Some(HOME)), Err(Denied::NotListed));
    }

    #[test]
    fn nothing_happens_in_direct_messages_or_foreign_guilds() {
        let policy = Policy { guilds: vec![HOME], open: true, ..owned() };
        assert_eq!(decide(&policy, &actor(1, &[]), Some(HOME)), Ok(()));
        assert_eq!(decide(&policy, &actor(7, &[]), None), Err(Denied::Elsewhere));
        assert_eq!(decide(&policy, &actor(7, &[]), Some(GuildId::new(2))), Err(Denied::Elsewhere));
    }

    #[test]
    fn open_without_guilds_opens_nothing() {
        let policy = Policy { open: true, ..owned() };
        assert_eq!(decide(&policy, &actor(1, &[]), Some(HOME)), Err(Denied::NotListed));
    }

    #[test]
    fn bots_and_webhooks_are_never_let_in() {
        let policy = Policy { guilds: vec![HOME], open: true, users: vec![UserId::new(7)], ..owned() };
        let bot = Actor { automated: true, ..actor(7, &[]) };
        assert_eq!(decide(&policy, &bot, Some(HOME)), Err(Denied::Automated));
    }
}
