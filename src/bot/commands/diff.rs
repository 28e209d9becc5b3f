//! `/jules diff`: the change set.

use super::act;
use crate::bot::{Context, Error};
use crate::policy::Right;
use crate::session::action::Want;

/// Show what Jules has changed, with the patch as a file
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn diff(ctx: Context<'_>) -> Result<(), Error> {
    act(ctx, Right::View, Want::Diff).await
}
