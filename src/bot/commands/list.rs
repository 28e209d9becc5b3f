//! `/jules list`: the sessions of this server.

use super::say;
use super::start::guild;
use crate::bot::{Context, Error, gate};
use crate::jules::model::{SessionState, SourceName};
use crate::policy::Right;
use crate::render::{cards, text};
use crate::session::Machine;
use crate::session::checkpoint::Checkpoint;

/// More would not fit on a phone.
const SHOWN: usize = 15;

/// Which sessions to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, poise::ChoiceParameter)]
pub enum Which {
    /// Jules is at it.
    #[name = "working"]
    Working,
    /// Somebody has to do something.
    #[name = "waiting"]
    Waiting,
    /// The turn is over.
    #[name = "ended"]
    Ended,
}

impl Which {
    fn fits(self, session: &Checkpoint) -> bool {
        let is = match session.state {
            _ if session.ended.is_some() || session.closed => Self::Ended,
            _ if session.pending_plan().is_some() => Self::Waiting,
            SessionState::AwaitingPlanApproval | SessionState::AwaitingUserFeedback => Self::Waiting,
            SessionState::Completed | SessionState::Failed | SessionState::Paused => Self::Ended,
            _ => Self::Working,
        };
        self == is
    }
}

/// List the sessions of this server, newest first
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn list(
    ctx: Context<'_>,
    #[description = "Only those in this state"] state: Option<Which>,
    #[description = "Only those of this repository"]
    #[autocomplete = "crate::bot::complete::repository"]
    repo: Option<String>,
    #[description = "Only those you started"] mine: Option<bool>,
) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    let grant = gate::grant(&ctx, Right::View)?;
    let here = guild(&ctx)?;
    let repo = repo.map(|repo| SourceName::from(repo.as_str()));
    let mut sessions = ctx.data().supervisor.checkpoints();
    sessions.retain(|session| {
        let source = session.task.source.as_ref();
        let in_repo = |repo: &SourceName| source.is_some_and(|known| known.slug().eq_ignore_ascii_case(repo.slug()));
        session.place.guild == here
            && (!mine.unwrap_or(false) || session.task.requester == grant.user())
            && repo.as_ref().is_none_or(in_repo)
            && state.is_none_or(|state| state.fits(session))
    });
    sessions.sort_by_key(|session| std::cmp::Reverse(session.task.since));
    let count = sessions.len();
    let lines = sessions.into_iter().take(SHOWN).map(|session| {
        let place = cards::place(session.task.source.as_ref(), session.task.branch.as_deref());
        let (thread, requester) = (session.place.thread, session.task.requester);
        format!("{} · <#{thread}> · {place} · <@{requester}>", Machine::new(session).headline())
    });
    say(ctx, text::sessions(&lines.collect::<Vec<_>>(), count)).await
}
