//! `/jules run`: automation. No approval, a pull request at the end.

use super::start::{Wanted, begin};
use crate::bot::{Context, Error, complete};

/// Let Jules do it all: no approval, and a pull request at the end
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn run(
    ctx: Context<'_>,
    #[description = "What Jules should do"] prompt: String,
    #[description = "Repository; `none` for a task without one"]
    #[autocomplete = "complete::repository"]
    repo: Option<String>,
    #[description = "Branch to start from; the default branch if you leave it out"]
    #[autocomplete = "complete::branch"]
    branch: Option<String>,
    #[description = "A short name for the thread"] title: Option<String>,
) -> Result<(), Error> {
    begin(ctx, Wanted { prompt, repo, branch, title, approval: false, auto_pr: true }).await
}
