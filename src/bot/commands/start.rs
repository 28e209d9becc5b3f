//! `/jules start`: an interactive session, and the thread it lives in.

use serenity::model::channel::Attachment;

use super::place::{guild, interaction};
use super::say;
use crate::bot::gate::Ask;
use crate::bot::starting::{self, Site, Wanted};
use crate::bot::{Context, Error, answer, complete};

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
#[expect(clippy::too_many_arguments, reason = "a command's options are its arguments")]
pub async fn start(
    ctx: Context<'_>,
    #[description = "What Jules should do"] prompt: String,
    #[description = "Repository; `none` for a task without one; this channel's if you leave it out"]
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
    #[description = "A file for Jules: text becomes part of the task, anything else a link"] attachment: Option<
        Attachment,
    >,
) -> Result<(), Error> {
    let approval = plan_approval != Some(PlanApproval::Skip);
    let files = attachment.iter().map(Into::into).collect();
    let auto_pr = auto_pr.unwrap_or(false);
    begin(ctx, Wanted { prompt, repo, branch, title, approval, auto_pr, files }).await
}

/// Opens a thread for a new session.
pub async fn begin(ctx: Context<'_>, wanted: Wanted) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    let ask = Ask::of_command(&ctx)?;
    let (start, locale) = (interaction(&ctx)?, answer::locale(&ctx));
    let site = Site { guild: guild(&ctx)?, channel: ctx.channel_id(), start, locale };
    let answer = starting::begin(ctx.data(), &ask, site, wanted).await?;
    say(ctx, answer).await
}
