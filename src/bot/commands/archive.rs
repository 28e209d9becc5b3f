//! `/jules archive`: puts a session away that is over.

use super::act;
use crate::bot::{Context, Error};
use crate::policy::Right;
use crate::session::action::Want;

/// Put the session away at Jules; a message here brings it back
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn archive(ctx: Context<'_>) -> Result<(), Error> {
    act(ctx, Right::Admin, Want::Archive).await
}
