//! Who may do what, as the settings want it, and where that is written down.

use serenity::model::id::UserId;

use super::Failure;
use crate::audit::{Audit, Fact};
use crate::config::{self, Settings};
use crate::policy::{Policy, Who};

/// Who may do what, as the settings want it.
#[must_use]
pub fn policy(settings: &Settings, owners: Vec<UserId>) -> Policy {
    let config::Access { users, roles, open, rights, four_eyes, .. } = &settings.access;
    Policy {
        guilds: settings.discord.guilds.clone(),
        everything: Who { users: users.clone(), roles: roles.clone(), everyone: *open },
        rights: rights.clone(),
        four_eyes: *four_eyes,
        limits: settings.quota,
        repos: settings.repos.clone(),
        owners,
    }
}

/// Opens the audit; its first row of this life says that there is one.
pub(super) async fn audit(settings: &Settings) -> Result<Audit, Failure> {
    let path = &settings.audit.path;
    let failed = |error: &dyn std::fmt::Display| Failure::Config(format!("The audit {}: {error}.", path.display()));
    let audit = Audit::open(path).map_err(|error| failed(&error))?;
    audit.record(Fact::of_program("start of the bot")).await.map_err(|error| failed(&error))?;
    Ok(audit)
}
