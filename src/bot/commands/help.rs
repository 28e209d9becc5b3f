//! `/jules help`: short, with what this person may do.

use super::say;
use crate::bot::gate::Ask;
use crate::bot::{Context, Error, answer};
use crate::policy::Right;
use crate::render::text::{self, Group};

/// What you can do here
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn help(ctx: Context<'_>) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    let locale = answer::locale(&ctx);
    let ask = Ask::of_command(&ctx)?;
    let actor = ask.actor().await;
    let may = |group: &Group| actor.as_ref().is_ok_and(|actor| ask.may_here(actor, right(*group)));
    let may: Vec<Group> = Group::ALL.into_iter().filter(may).collect();
    // Whoever may not even look is told why; everybody else, what they may do.
    let looks = may.contains(&Group::Look);
    let denied = if looks { None } else { ask.right(Right::View).await.err().map(|denied| denied.told(locale)) };
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
