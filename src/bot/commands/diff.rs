//! `/jules diff`: the change set, or one file of it.

use super::{act, show};
use crate::bot::catalog::patiently;
use crate::bot::{Context, Error, answer, complete, gate};
use crate::policy::Right;
use crate::session::action::Want;
use crate::worker::Unavailable;
use crate::worker::looks::{self, Place};

/// Show what Jules has changed, with the patch as a file, or one file page by page
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn diff(
    ctx: Context<'_>,
    #[description = "Only this file, page by page"]
    #[autocomplete = "complete::file"]
    file: Option<String>,
) -> Result<(), Error> {
    let Some(file) = file else { return act(ctx, Right::View, Want::Diff).await };
    ctx.defer_ephemeral().await?;
    drop(gate::grant(&ctx, Right::View).await?);
    let thread = ctx.channel_id();
    let known = ctx.data().supervisor.checkpoint(thread).ok_or(Unavailable::NoSession)?;
    let jules = ctx.data().jules(&known)?;
    let body = patiently(looks::changes(&jules, &known, answer::locale(&ctx), None, Place::Named(file))).await?;
    show(ctx, thread, &body).await
}
