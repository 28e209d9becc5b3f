//! `/jules run`: automation. No approval, a pull request at the end.

use super::start::begin;
use crate::bot::starting::Wanted;
use crate::bot::{Context, Error, complete};

/// Let Jules do it all: no approval, and a pull request at the end
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn run(
    ctx: Context<'_>,
    #[description = "What Jules should do"] prompt: String,
    #[description = "Repository; `none` for a task without one; this channel's if you leave it out"]
    #[autocomplete = "complete::repository"]
    repo: Option<String>,
    #[description = "Branch to start from; the default branch if you leave it out"]
    #[autocomplete = "complete::branch"]
    branch: Option<String>,
    #[description = "A short name for the thread"] title: Option<String>,
) -> Result<(), Error> {
    begin(ctx, Wanted { prompt, repo, branch, title, approval: false, auto_pr: true, files: vec![] }).await
}
