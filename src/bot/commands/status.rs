//! `/jules status`: the status card, for your eyes.

use super::act;
use crate::bot::{Context, Error};
use crate::policy::Right;
use crate::session::action::Want;

/// Show where the session stands
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn status(ctx: Context<'_>) -> Result<(), Error> {
    act(ctx, Right::View, Want::Status).await
}
