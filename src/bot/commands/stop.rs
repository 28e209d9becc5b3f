//! `/jules stop`: the nearest thing to a cancel that Jules has.

use super::act;
use crate::bot::{Context, Error};
use crate::policy::Right;
use crate::session::action::Want;

/// Archive the session; running work pauses
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn stop(ctx: Context<'_>) -> Result<(), Error> {
    act(ctx, Right::Admin, Want::Stop).await
}
