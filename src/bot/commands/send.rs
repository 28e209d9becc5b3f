//! `/jules send`: says something to Jules without waiting for an answer.

use super::{act, words};
use crate::bot::{Context, Error};
use crate::policy::Right;
use crate::session::action::{Said, Want};

/// Say something to Jules
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn send(ctx: Context<'_>, #[description = "What to say"] text: String) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    let said = Said { text: words(&text)?, ask: false, message: None };
    act(ctx, Right::Reply, Want::Say(said)).await
}
