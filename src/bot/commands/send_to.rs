//! **Send to Jules** in a message's menu: in a session's thread the message is told to
//! Jules; elsewhere it is offered as the beginning of a session.

use serenity::model::channel::Message;

use super::place::{guild, interaction};
use super::{act, words};
use crate::bot::gate::Ask;
use crate::bot::offer::{self, Chosen};
use crate::bot::{Context, Error, answer, enclosures};
use crate::policy::Right;
use crate::render::press::order::{Offer, OfferPlace};
use crate::session::action::{Said, Want};

/// Send to Jules
#[poise::command(context_menu_command = "Send to Jules", guild_only, ephemeral)]
pub async fn send_to_jules(ctx: Context<'_>, message: Message) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    let edge = ctx.data();
    let (channel, guild) = (ctx.channel_id(), guild(&ctx)?);
    let of_ours = edge.supervisor.has(channel);
    let right = if of_ours { Right::Reply } else { Right::Start };
    let ask = Ask::of_command(&ctx)?;
    let grant = ask.right(right).await?;
    let told = offer::read(edge, guild, channel, message.id, grant.user()).await?;
    let said = words(&told.words)?;
    if of_ours {
        let enclosed = enclosures::enclose(&edge.writer, answer::locale(&ctx), &said, &told.files).await;
        let said = Said { text: enclosed.words, ask: false, message: None };
        act(ctx, right, Want::Say(said)).await?;
        if !enclosed.notes.is_empty() {
            super::say(ctx, enclosed.notes.join("\n")).await?;
        }
        return Ok(());
    }
    let (_, catalog) = edge.catalog(guild, grant.user())?;
    let chosen = Chosen::at_first(&catalog, &offer::settings(edge, channel).await?).await;
    let start = interaction(&ctx)?.get();
    let first = Offer { message: message.id.get(), start, place: OfferPlace::Open, branch: None };
    let asks = (&ask, &ask.actor().await?);
    let shown = offer::show(&catalog, answer::locale(&ctx), &told, first, &chosen, None, asks).await;
    answer::as_built(ctx, shown).await
}
