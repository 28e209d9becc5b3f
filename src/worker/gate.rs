//! The gate as everything else meets it: who somebody is right now, what the policy says to
//! that, and the row in the audit. It is asked when somebody wants something, and once more
//! by the hand that does it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serenity::model::id::{ChannelId, GuildId, RoleId, UserId};
use tracing::{error, warn};

use super::clock;
use crate::audit::{Audit, Decision, Fact};
use crate::discord::{WriteError, Writer};
use crate::policy::{Action, Actor, Denied, Grant, Policy, Repo, Resource, Right, authorize};
use crate::session::input::Time;

/// Roles that are older than this are asked for again.
const FRESH_FOR: Duration = Duration::from_mins(1);
/// How long Discord has to say what they are.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// Somebody who wants something, and how Discord vouches for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asker {
    /// The account.
    pub user: UserId,
    /// A bot's or a webhook's.
    pub automated: bool,
    /// The guild they act in.
    pub guild: Option<GuildId>,
    /// Their roles and when Discord said so; `None` where it did not.
    pub roles: Option<(Vec<RoleId>, Time)>,
}

/// By which way somebody came, and about what: for the audit, so ids and words of ours only.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// `/jules start`, `button approve`, `reply`, …
    pub name: String,
    /// The channel or thread.
    pub channel: Option<ChannelId>,
    /// The interaction or message.
    pub event: Option<u64>,
    /// The session at Jules.
    pub session: Option<String>,
    /// The plan.
    pub plan: Option<String>,
    /// Recognises the words that are passed on.
    pub digest: Option<String>,
}

/// Somebody's roles, and when they were said.
type Seen = (Instant, Vec<RoleId>);

/// Decides, with fresh roles, and writes down what it decided.
pub struct Gate {
    policy: Arc<Policy>,
    writer: Writer,
    audit: Audit,
    members: Mutex<HashMap<(GuildId, UserId), Seen>>,
}

impl Gate {
    /// A gate that has seen nobody.
    #[must_use]
    pub fn new(policy: Policy, writer: Writer, audit: Audit) -> Self {
        Self { policy: Arc::new(policy), writer, audit, members: Mutex::default() }
    }

    /// What was configured.
    #[must_use]
    pub fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }

    /// What was decided so far.
    #[must_use]
    pub fn audit(&self) -> &Audit {
        &self.audit
    }

    /// Asks. A grant is written down durably before it is given, unless it is only for looking.
    ///
    /// # Errors
    /// Why not; that is written down, too.
    pub async fn ask(
        &self,
        entry: &Entry,
        asker: &Asker,
        action: &Action<'_>,
        resource: &Resource<'_>,
    ) -> Result<Grant, Denied> {
        let decided = match self.actor(asker).await {
            Ok(actor) => authorize(&self.policy, &actor, action, resource),
            Err(denied) => Err(denied),
        };
        self.write_down(entry, asker.user, action.right(), resource, decided).await
    }

    /// Asks without leaving a trace: what is shown to somebody depends on it, and nothing happens.
    #[must_use]
    pub fn may(&self, actor: &Actor, action: &Action<'_>, resource: &Resource<'_>) -> bool {
        authorize(&self.policy, actor, action, resource).is_ok()
    }

    /// Writes a decision down, and gives it back; what cannot be written down is refused.
    ///
    /// # Errors
    /// The decision's own, or that it could not be written down.
    pub async fn write_down(
        &self,
        entry: &Entry,
        user: UserId,
        right: Right,
        resource: &Resource<'_>,
        decided: Result<Grant, Denied>,
    ) -> Result<Grant, Denied> {
        let fact = fact(entry, user, right, resource, decided.as_ref().err().copied());
        let written = self.audit.record(fact);
        if decided.is_ok() && right != Right::View {
            return match written.await {
                Ok(()) => decided,
                Err(error) => {
                    error!(%error, "nothing is done that cannot be written down");
                    Err(Denied::Unrecorded)
                }
            };
        }
        // Nothing happens, so nobody waits for the disk.
        if let Err(error) = written.await {
            error!(%error, "a decision was not written down");
        }
        decided
    }

    /// Who somebody is right now.
    ///
    /// # Errors
    /// They are gone, or it cannot be found out: then they may nothing.
    pub async fn actor(&self, asker: &Asker) -> Result<Actor, Denied> {
        let Asker { user, automated, guild, .. } = *asker;
        let actor = |roles| Actor { user, roles, automated };
        // In a direct message or for a bot the answer does not depend on roles.
        let Some(guild) = guild.filter(|_| !automated) else { return Ok(actor(vec![])) };
        if let Some((roles, said_at)) = &asker.roles {
            let age = (clock::now() - *said_at).to_std().unwrap_or_default();
            if age < FRESH_FOR {
                self.remember(guild, user, roles.clone());
                return Ok(actor(roles.clone()));
            }
        } else if let Some(roles) = self.remembered(guild, user) {
            return Ok(actor(roles));
        }
        // Somebody may sit in front of it, and the writer is more patient than they are.
        let answer = tokio::time::timeout(ANSWER_WITHIN, self.writer.guild_member(guild, user)).await;
        match answer.unwrap_or_else(|_| Err(WriteError::Unknown("it takes too long".into()))) {
            Ok(member) => {
                self.remember(guild, user, member.roles.clone());
                Ok(actor(member.roles))
            }
            Err(error) => {
                warn!(%user, %error, "somebody's roles could not be asked for, so they may nothing");
                self.members.lock().unwrap_or_else(PoisonError::into_inner).remove(&(guild, user));
                let gone = error.code() == Some(UNKNOWN_MEMBER) || error.code() == Some(UNKNOWN_USER);
                Err(if gone { Denied::Gone } else { Denied::Unknown })
            }
        }
    }

    fn remember(&self, guild: GuildId, user: UserId, roles: Vec<RoleId>) {
        let mut members = self.members.lock().unwrap_or_else(PoisonError::into_inner);
        members.retain(|_, (at, _)| at.elapsed() < FRESH_FOR);
        members.insert((guild, user), (Instant::now(), roles));
    }

    fn remembered(&self, guild: GuildId, user: UserId) -> Option<Vec<RoleId>> {
        let members = self.members.lock().unwrap_or_else(PoisonError::into_inner);
        members.get(&(guild, user)).filter(|(at, _)| at.elapsed() < FRESH_FOR).map(|(_, roles)| roles.clone())
    }
}

/// Discord's codes for somebody who is not in the guild.
const UNKNOWN_MEMBER: i64 = 10_007;
const UNKNOWN_USER: i64 = 10_013;

fn fact(entry: &Entry, user: UserId, right: Right, resource: &Resource<'_>, denied: Option<Denied>) -> Fact {
    let Entry { name, channel, event, session, plan, digest } = entry.clone();
    Fact {
        who: user.get(),
        entry: name,
        right: right.word().to_owned(),
        decision: if denied.is_some() { Decision::Denied } else { Decision::Allowed },
        why: denied.map(|denied| denied.word().to_owned()),
        guild: resource.guild.map(GuildId::get),
        channel: channel.or(resource.channel).map(ChannelId::get),
        event,
        repo: match resource.repo {
            Repo::Named(slug) => Some(slug.to_owned()),
            Repo::Any | Repo::Nowhere => None,
        },
        session,
        plan,
        digest,
    }
}
