//! `/jules approve`: what the Approve button does, typed.

use super::act;
use crate::bot::{Context, Error};
use crate::policy::Right;
use crate::session::action::Want;

/// Approve the newest plan
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn approve(ctx: Context<'_>) -> Result<(), Error> {
    act(ctx, Right::Approve, Want::Approve(None)).await
}
