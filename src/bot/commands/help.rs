//! `/jules help`: short, with what this person may do.

use super::say;
use crate::bot::{Context, Error, answer, gate};
use crate::policy::Right;
use crate::render::text::{self, Group};

/// What you can do here
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn help(ctx: Context<'_>) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    let locale = answer::locale(&ctx);
    let may: Vec<Group> = Group::ALL.into_iter().filter(|group| gate::grant(&ctx, right(*group)).is_ok()).collect();
    // Whoever may not even look is told why; everybody else, what they may do.
    let denied = gate::grant(&ctx, Right::View).err().map(|denied| denied.told(locale));
    say(ctx, text::help(locale, &may, denied.as_deref())).await
}

fn right(group: Group) -> Right {
    match group {
        Group::Start => Right::Start,
        Group::Talk => Right::Reply,
        Group::Approve => Right::Approve,
        Group::Look => Right::View,
        Group::SetUp => Right::Admin,
    }
}
