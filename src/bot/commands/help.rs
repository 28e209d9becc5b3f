//! `/jules help`: short, with what this person may do.

use super::say;
use crate::bot::{Context, Error, gate};
use crate::policy::Right;
use crate::render::text;

/// What you can do here
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn help(ctx: Context<'_>) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    let denied = gate::grant(&ctx, Right::Start).err().map(|denied| denied.to_string());
    say(ctx, text::help(denied.as_deref())).await
}
