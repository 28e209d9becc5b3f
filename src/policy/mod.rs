//! PURE. Who may do what where. One function decides for commands, autocomplete,
//! buttons, forms and thread replies alike, and what it was not told to allow it denies.
//!
//! Ids only: names, nicknames and role names can be taken by anybody. Discord's own
//! command permissions are a matter of display; they are not asked.

#![deny(clippy::disallowed_methods)]

mod denied;
mod keys;
mod quota;
mod rules;
#[cfg(test)]
mod tests;

use serenity::model::id::{ChannelId, GuildId, RoleId, UserId};

pub use denied::Denied;
pub use keys::{KeyRules, Whose};
pub use quota::{Limits, Reached, Started, Usage};
pub use rules::{Policy, RepoRule, Rights, Who};

/// What somebody may be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// See sessions, plans, changes. Whoever has any other right has this one.
    View,
    /// Start or attach sessions.
    Start,
    /// Talk to Jules, ask for another plan.
    Reply,
    /// Approve a plan.
    Approve,
    /// Stop a session, set a channel up, read the audit, entrust a server's key.
    Admin,
}

impl Right {
    /// Every right there is.
    pub const ALL: [Self; 5] = [Self::View, Self::Start, Self::Reply, Self::Approve, Self::Admin];

    /// Its word in the configuration and in the audit.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Start => "start",
            Self::Reply => "reply",
            Self::Approve => "approve",
            Self::Admin => "admin",
        }
    }

    /// The right with this word.
    #[must_use]
    pub fn called(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|right| right.word() == word)
    }
}

/// Who acts, as Discord vouches for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub user: UserId,
    /// Its roles in the guild it acts in.
    pub roles: Vec<RoleId>,
    /// Bots and webhooks may do nothing.
    pub automated: bool,
}

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action<'a> {
    /// Look.
    View,
    /// Start a session under these terms; `None` asks whether any may be started.
    Start(Option<&'a Terms<'a>>),
    /// Say something to Jules.
    Reply,
    /// Approve a plan that came about like this; `None` asks whether any may be approved.
    Approve(Option<&'a Origin>),
    /// Administer.
    Admin,
}

impl Action<'_> {
    /// The right it takes.
    #[must_use]
    pub fn right(&self) -> Right {
        match self {
            Self::View => Right::View,
            Self::Start(_) => Right::Start,
            Self::Reply => Right::Reply,
            Self::Approve(_) => Right::Approve,
            Self::Admin => Right::Admin,
        }
    }
}

impl From<Right> for Action<'_> {
    fn from(right: Right) -> Self {
        match right {
            Right::View => Self::View,
            Right::Start => Self::Start(None),
            Right::Reply => Self::Reply,
            Right::Approve => Self::Approve(None),
            Right::Admin => Self::Admin,
        }
    }
}

/// What a session would begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms<'a> {
    /// From which branch.
    pub branch: Option<&'a str>,
    /// Whether a person approves the plan.
    pub approval: bool,
    /// Whether Jules opens a pull request by itself.
    pub auto_pr: bool,
    /// What was started already.
    pub usage: Usage,
}

/// Whose words a plan came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// Whoever asked for the session.
    pub starter: UserId,
    /// Whoever spoke last before the plan came.
    pub shaped_by: Option<UserId>,
}

/// What it is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resource<'a> {
    /// Where it happens; `None` is a direct message.
    pub guild: Option<GuildId>,
    /// The channel or forum it belongs to, of a thread the one above it; `None` asks about any.
    pub channel: Option<ChannelId>,
    /// Which repository.
    pub repo: Repo<'a>,
}

/// Which repository somebody means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repo<'a> {
    /// Whichever they may.
    Any,
    /// None: a task without one.
    Nowhere,
    /// This one, as `owner/repo`.
    Named(&'a str),
}

/// Proof that the gate let somebody do something, once: it is used up by what it allows.
/// Only [`authorize`] makes one, and nobody can copy it.
///
/// ```compile_fail
/// # use jules_discord::policy::{Grant, Right};
/// # use serenity::model::id::UserId;
/// let forged = Grant { user: UserId::new(1), right: Right::Approve };
/// ```
///
/// ```compile_fail
/// # use jules_discord::policy::Grant;
/// fn twice(grant: Grant) -> (Grant, Grant) {
///     (grant.clone(), grant)
/// }
/// ```
#[derive(Debug, PartialEq, Eq)]
#[must_use]
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

/// Decides.
///
/// # Errors
/// Says why not.
pub fn authorize(
    policy: &Policy,
    actor: &Actor,
    action: &Action<'_>,
    resource: &Resource<'_>,
) -> Result<Grant, Denied> {
    let guild = resource.guild.ok_or(Denied::Elsewhere)?;
    if !policy.guilds.is_empty() && !policy.guilds.contains(&guild) {
        return Err(Denied::Elsewhere);
    }
    if actor.automated {
        return Err(Denied::Automated);
    }
    let right = action.right();
    match resource.repo {
        Repo::Named(slug) => policy.allows_in(actor, guild, action, resource.channel, policy.rule(slug))?,
        Repo::Nowhere => policy.allows_in(actor, guild, action, resource.channel, None)?,
        Repo::Any => {
            // What holds where nothing else is said comes first: its refusal is the one that is told.
            let general = policy.allows_in(actor, guild, action, resource.channel, None);
            let mut rules = policy.repos.iter();
            let any = |rule| policy.allows_in(actor, guild, action, resource.channel, Some(rule)).is_ok();
            if general.is_err() && !rules.any(any) {
                return general.map(|()| Grant { user: actor.user, right });
            }
        }
    }
    Ok(Grant { user: actor.user, right })
}
