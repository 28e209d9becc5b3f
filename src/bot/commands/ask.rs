//! `/jules ask`: asks Jules something; the answer comes as a reply to the question.

use super::{act, words};
use crate::bot::{Context, Error};
use crate::policy::Right;
use crate::session::action::{Said, Want};

/// Ask Jules something; the answer arrives in the thread
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn ask(ctx: Context<'_>, #[description = "Your question"] text: String) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    let said = Said { text: words(&text)?, ask: true, message: None };
    act(ctx, Right::Reply, Want::Say(said)).await
}
