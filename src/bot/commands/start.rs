//! `/jules start`: an interactive session, and the thread it lives in.

use chrono::Utc;
use serenity::model::channel::ChannelType;
use serenity::model::id::ChannelId;
use tracing::info;

use super::{say, words};
use crate::bot::{Context, Error, complete, gate};
use crate::error::UserError;
use crate::policy::Right;
use crate::render::{cards, prose, text};
use crate::session::checkpoint::Task;
use crate::worker::Opening;

/// Whether Jules waits for approval of its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, poise::ChoiceParameter)]
pub enum PlanApproval {
    /// Wait.
    #[name = "required"]
    Required,
    /// Go ahead.
    #[name = "skip"]
    Skip,
}

/// Start a session: Jules writes a plan and waits for your approval
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn start(
    ctx: Context<'_>,
    #[description = "What Jules should do"] prompt: String,
    #[description = "Repository; `none` for a task without one"]
    #[autocomplete = "complete::repository"]
    repo: Option<String>,
    #[description = "Branch to start from; the default branch if you leave it out"]
    #[autocomplete = "complete::branch"]
    branch: Option<String>,
    #[description = "A short name for the thread"] title: Option<String>,
    #[description = "Whether Jules waits for approval of its plan"]
    #[rename = "plan-approval"]
    plan_approval: Option<PlanApproval>,
    #[description = "Whether Jules opens a pull request by itself"]
    #[rename = "auto-pr"]
    auto_pr: Option<bool>,
) -> Result<(), Error> {
    let approval = plan_approval != Some(PlanApproval::Skip);
    begin(ctx, Wanted { prompt, repo, branch, title, approval, auto_pr: auto_pr.unwrap_or(false) }).await
}

/// A session somebody wants.
pub struct Wanted {
    /// What Jules should do.
    pub prompt: String,
    /// Where.
    pub repo: Option<String>,
    /// From which branch.
    pub branch: Option<String>,
    /// Under which name.
    pub title: Option<String>,
    /// Whether a person approves the plan.
    pub approval: bool,
    /// Whether Jules opens a pull request by itself.
    pub auto_pr: bool,
}

/// Opens a thread for a new session.
pub async fn begin(ctx: Context<'_>, wanted: Wanted) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    let grant = gate::grant(&ctx, Right::Start)?;
    let prompt = words(&wanted.prompt)?;
    let chosen = ctx.data().catalog.choose(wanted.repo.as_deref(), wanted.branch.as_deref()).await?;
    let (source, branch) = chosen.map(|(source, branch)| (source.name, branch)).unzip();
    let title = wanted.title.filter(|title| !title.trim().is_empty()).unwrap_or_else(|| prompt.clone());
    let title = cards::line(&prose::clip(&title, 200), 80);
    let task = Task {
        start: interaction(&ctx)?,
        requester: grant.user(),
        title: if title.is_empty() { text::UNTITLED.into() } else { title },
        prompt,
        source,
        branch,
        approval: wanted.approval,
        auto_pr: wanted.auto_pr,
        since: Utc::now(),
    };
    let opening = Opening { guild: guild(&ctx)?, channel: parent(&ctx).await?, task, attach: None };
    let thread = ctx.data().supervisor.open(&grant, opening).await?;
    info!(user = %grant.user(), %thread, "a session was started");
    say(ctx, text::opened(thread)).await
}

/// The id of the interaction behind a command: it names the start for good.
pub fn interaction(ctx: &Context<'_>) -> Result<serenity::model::id::InteractionId, Error> {
    match ctx {
        poise::Context::Application(ctx) => Ok(ctx.interaction.id),
        poise::Context::Prefix(_) => Err(crate::policy::Denied::Elsewhere.into()),
    }
}

/// The guild a command was used in; the gate has seen to it that there is one.
pub fn guild(ctx: &Context<'_>) -> Result<serenity::model::id::GuildId, Error> {
    ctx.guild_id().ok_or_else(|| Error::from(crate::policy::Denied::Elsewhere))
}

/// The channel a new thread hangs under: this one, or the one this thread hangs under.
pub async fn parent(ctx: &Context<'_>) -> Result<ChannelId, Error> {
    let channel = ctx.data().writer.channel(ctx.channel_id()).await.map_err(|error| {
        tracing::error!(%error, "the channel of a command could not be read");
        UserError::CannotSee
    })?;
    match ChannelType::from(channel.kind) {
        ChannelType::Text | ChannelType::News => Ok(ctx.channel_id()),
        ChannelType::PublicThread | ChannelType::NewsThread | ChannelType::PrivateThread => {
            Ok(channel.parent_id.ok_or(UserError::NoThreadsHere)?)
        }
        _ => Err(UserError::NoThreadsHere.into()),
    }
}
