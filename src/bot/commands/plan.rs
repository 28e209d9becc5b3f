//! `/jules plan`: the newest plan again.

use super::act;
use crate::bot::{Context, Error};
use crate::policy::Right;
use crate::session::action::Want;

/// Show the newest plan with its buttons
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn plan(ctx: Context<'_>) -> Result<(), Error> {
    act(ctx, Right::View, Want::Plan).await
}
