//! Who may do what, as the settings want it, and where that is written down.

use serenity::model::id::UserId;

use super::Failure;
use crate::audit::{Audit, Decision, Fact};
use crate::config::{self, Settings};
use crate::policy::{Limits, Policy, RepoRule, Rights, Who};

/// Who may do what, as the settings want it.
#[must_use]
pub fn policy(settings: &Settings, owners: Vec<UserId>) -> Policy {
    let config::Access { users, roles, open, rights: said, four_eyes, .. } = &settings.access;
    let config::Quota { user_per_day, per_day, user_live, live } = settings.quota;
    Policy {
        guilds: settings.discord.guilds.clone(),
        everything: Who { users: users.clone(), roles: roles.clone(), everyone: *open },
        rights: rights(said),
        four_eyes: *four_eyes,
        limits: Limits { user_day: user_per_day, day: per_day, user_live, live },
        repos: settings.repos.iter().map(rule).collect(),
        owners,
    }
}

fn rule(repo: &config::Repo) -> RepoRule {
    RepoRule {
        slug: repo.slug.clone(),
        channels: repo.channels.clone(),
        rights: rights(&repo.rights),
        branches: repo.branches.clone(),
        four_eyes: repo.four_eyes,
        auto_pr: repo.auto_pr,
        skip_approval: repo.skip_approval,
        max_live: repo.max_live,
        per_day: repo.per_day,
    }
}

fn rights(said: &config::Rights) -> Rights {
    let who = |group: &Option<config::Group>| {
        let group = group.clone()?;
        Some(Who { users: group.users, roles: group.roles, everyone: group.everyone })
    };
    Rights {
        view: who(&said.view),
        start: who(&said.start),
        reply: who(&said.reply),
        approve: who(&said.approve),
        admin: who(&said.admin),
    }
}

/// Opens the audit; its first row of this life says that there is one.
pub(super) async fn audit(settings: &Settings) -> Result<Audit, Failure> {
    let path = &settings.audit.path;
    let failed = |error: &dyn std::fmt::Display| Failure::Config(format!("The audit {}: {error}.", path.display()));
    let audit = Audit::open(path).map_err(|error| failed(&error))?;
    audit.record(ours("start of the bot")).await.map_err(|error| failed(&error))?;
    Ok(audit)
}

/// A row about the program itself.
pub(super) fn ours(entry: &str) -> Fact {
    Fact {
        who: 0,
        entry: entry.to_owned(),
        right: String::new(),
        decision: Decision::Noted,
        why: None,
        guild: None,
        channel: None,
        event: None,
        repo: None,
        session: None,
        plan: None,
        digest: None,
    }
}
