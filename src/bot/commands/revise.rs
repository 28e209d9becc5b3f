//! `/jules revise`: asks for another plan, in your words.

use super::{act, words};
use crate::bot::{Context, Error};
use crate::policy::Right;
use crate::session::action::Want;

/// Ask Jules for another plan
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn revise(
    ctx: Context<'_>,
    #[description = "What should be different"] feedback: String,
) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    let feedback = words(&feedback)?;
    act(ctx, Right::Reply, Want::Revise { plan: None, feedback }).await
}
