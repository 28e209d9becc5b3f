//! `/jules detach`: stops relaying; the session goes on.

use super::act;
use crate::bot::{Context, Error};
use crate::policy::Right;
use crate::session::action::Want;

/// Stop relaying in this thread; the session goes on at Jules
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn detach(ctx: Context<'_>) -> Result<(), Error> {
    act(ctx, Right::Admin, Want::Detach).await
}
