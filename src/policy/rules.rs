//! What was configured: who may everything, who may what where nothing else is said, and
//! what holds for single repositories.

use serenity::model::id::{ChannelId, GuildId, RoleId, UserId};

use super::quota::Limits;
use super::{Action, Actor, Denied, Right, Terms};

/// Some people, by id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Who {
    /// Accounts.
    pub users: Vec<UserId>,
    /// Roles.
    pub roles: Vec<RoleId>,
    /// Everybody in the configured guilds; without any it is nobody.
    pub everyone: bool,
}

impl Who {
    fn includes(&self, actor: &Actor, at_home: bool) -> bool {
        self.users.contains(&actor.user)
            || actor.roles.iter().any(|role| self.roles.contains(role))
            || self.everyone && at_home
    }

    /// Whether it names nobody at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.users.is_empty() && self.roles.is_empty() && !self.everyone
    }
}

/// Who has which right; `None` says nothing about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rights {
    /// Who may look.
    pub view: Option<Who>,
    /// Who may start.
    pub start: Option<Who>,
    /// Who may talk.
    pub reply: Option<Who>,
    /// Who may approve.
    pub approve: Option<Who>,
    /// Who may administer.
    pub admin: Option<Who>,
}

impl Rights {
    /// What is said about a right.
    #[must_use]
    pub fn of(&self, right: Right) -> Option<&Who> {
        match right {
            Right::View => self.view.as_ref(),
            Right::Start => self.start.as_ref(),
            Right::Reply => self.reply.as_ref(),
            Right::Approve => self.approve.as_ref(),
            Right::Admin => self.admin.as_ref(),
        }
    }

    /// The same, to be changed.
    pub fn of_mut(&mut self, right: Right) -> &mut Option<Who> {
        match right {
            Right::View => &mut self.view,
            Right::Start => &mut self.start,
            Right::Reply => &mut self.reply,
            Right::Approve => &mut self.approve,
            Right::Admin => &mut self.admin,
        }
    }

    /// Whether nothing is said about any right.
    #[must_use]
    pub fn says_nothing(&self) -> bool {
        Right::ALL.into_iter().all(|right| self.of(right).is_none())
    }

    fn is_empty(&self) -> bool {
        Right::ALL.into_iter().all(|right| self.of(right).is_none_or(Who::is_empty))
    }
}

/// What holds for one repository.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RepoRule {
    /// As `owner/repo`.
    pub slug: String,
    /// The only channels and forums it is worked on in; empty: any.
    pub channels: Vec<ChannelId>,
    /// Who may what, in place of what holds elsewhere.
    pub rights: Rights,
    /// The only branches to start from; empty: any.
    pub branches: Vec<String>,
    /// Whoever asked for a plan does not approve it.
    pub four_eyes: bool,
    /// Jules may open pull requests by itself.
    pub auto_pr: bool,
    /// Whoever may approve may do without.
    pub skip_approval: bool,
    /// Sessions at once.
    pub max_live: Option<u32>,
    /// Sessions in a day.
    pub per_day: Option<u32>,
}

/// What was configured.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// Where anything may happen at all; empty means any guild the bot is in.
    pub guilds: Vec<GuildId>,
    /// Who may do everything.
    pub everything: Who,
    /// Who may what, where no repository says otherwise.
    pub rights: Rights,
    /// Whoever asked for a plan does not approve it, in any repository.
    pub four_eyes: bool,
    /// How much may be started.
    pub limits: Limits,
    /// What holds for single repositories.
    pub repos: Vec<RepoRule>,
    /// The owners of the Discord application: let in only while nobody is configured.
    pub owners: Vec<UserId>,
}

impl Policy {
    /// What holds for a repository, if anything was said about it.
    #[must_use]
    pub fn rule(&self, slug: &str) -> Option<&RepoRule> {
        self.repos.iter().find(|rule| rule.slug.eq_ignore_ascii_case(slug))
    }

    /// Whether nobody was let in at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.everything.is_empty() && self.rights.is_empty() && self.repos.iter().all(|rule| rule.rights.is_empty())
    }

    /// Whether an action is allowed where this rule holds.
    pub(super) fn allows_in(
        &self,
        actor: &Actor,
        guild: GuildId,
        action: &Action<'_>,
        channel: Option<ChannelId>,
        rule: Option<&RepoRule>,
    ) -> Result<(), Denied> {
        let at_home = self.guilds.contains(&guild);
        if !self.has(actor, at_home, action.right(), rule) {
            return Err(self.refusal(actor, at_home, action.right()));
        }
        let elsewhere = |rule: &RepoRule| {
            !rule.channels.is_empty() && channel.is_some_and(|channel| !rule.channels.contains(&channel))
        };
        if rule.is_some_and(elsewhere) {
            return Err(Denied::Channel);
        }
        match action {
            Action::Start(Some(terms)) => {
                let may_approve = self.has(actor, at_home, Right::Approve, rule);
                self.accepts(terms, may_approve, rule)
            }
            Action::Approve(Some(origin)) => {
                let theirs = origin.starter == actor.user || origin.shaped_by == Some(actor.user);
                let four_eyes = self.four_eyes || rule.is_some_and(|rule| rule.four_eyes);
                if four_eyes && theirs { Err(Denied::FourEyes) } else { Ok(()) }
            }
            Action::View | Action::Reply | Action::Admin | Action::Start(None) | Action::Approve(None) => Ok(()),
        }
    }

    fn has(&self, actor: &Actor, at_home: bool, right: Right, rule: Option<&RepoRule>) -> bool {
        if self.everything.includes(actor, at_home) {
            return true;
        }
        if self.is_empty() {
            return self.owners.contains(&actor.user);
        }
        let holds = |right| {
            let said = rule.and_then(|rule| rule.rights.of(right)).or(self.rights.of(right));
            said.is_some_and(|who| who.includes(actor, at_home))
        };
        // Nobody can do anything with what they may not look at.
        if right == Right::View { Right::ALL.into_iter().any(holds) } else { holds(right) }
    }

    /// The most helpful of the reasons.
    fn refusal(&self, actor: &Actor, at_home: bool, right: Right) -> Denied {
        if self.is_empty() {
            return Denied::NobodyConfigured;
        }
        let somewhere = |rule: Option<&RepoRule>| self.has(actor, at_home, right, rule);
        if somewhere(None) || self.repos.iter().any(|rule| somewhere(Some(rule))) {
            Denied::Repository
        } else {
            Denied::NotListed
        }
    }

    fn accepts(&self, terms: &Terms<'_>, may_approve: bool, rule: Option<&RepoRule>) -> Result<(), Denied> {
        if let Some(rule) = rule {
            let known = |branch: &str| rule.branches.iter().any(|each| each == branch);
            if !rule.branches.is_empty() && !terms.branch.is_some_and(known) {
                return Err(Denied::Branch);
            }
            if terms.auto_pr && !rule.auto_pr {
                return Err(Denied::AutoPr);
            }
        }
        // Doing without approval is approving whatever comes.
        let may_skip = may_approve && rule.is_none_or(|rule| rule.skip_approval);
        if !terms.approval && !may_skip {
            return Err(Denied::Unattended);
        }
        terms.usage.permits(&self.limits, rule)
    }
}
