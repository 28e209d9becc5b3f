//! `/jules result`: the outcome.

use super::act;
use crate::bot::{Context, Error};
use crate::policy::Right;
use crate::session::action::Want;

/// Show what came out
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn result(ctx: Context<'_>) -> Result<(), Error> {
    act(ctx, Right::View, Want::Result).await
}
