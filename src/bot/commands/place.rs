//! Where a command was used, and what that place has been set up for.

use serenity::all::PartialChannel;
use serenity::model::channel::ChannelType;
use serenity::model::id::{ChannelId, GuildId, InteractionId};

use crate::bot::{Context, Edge, Error};
use crate::error::UserError;
use crate::policy::Denied;

/// The id of the interaction behind a command: it names the start for good.
pub fn interaction(ctx: &Context<'_>) -> Result<InteractionId, Error> {
    match ctx {
        poise::Context::Application(ctx) => Ok(ctx.interaction.id),
        poise::Context::Prefix(_) => Err(Denied::Elsewhere.into()),
    }
}

/// The guild a command was used in; the gate has seen to it that there is one.
pub fn guild(ctx: &Context<'_>) -> Result<GuildId, Error> {
    ctx.guild_id().ok_or_else(|| Error::from(Denied::Elsewhere))
}

/// The channel a new thread hangs under: this one, or the one this thread hangs under.
pub async fn parent(ctx: &Context<'_>) -> Result<ChannelId, Error> {
    above(ctx.data(), ctx.channel_id()).await
}

/// The channel that a thread hangs under, or the channel itself.
pub async fn above(edge: &Edge, channel: ChannelId) -> Result<ChannelId, Error> {
    let found = edge.writer.channel(channel).await.map_err(|error| {
        tracing::error!(%error, "the channel of a command could not be read");
        UserError::CannotSee
    })?;
    match ChannelType::from(found.kind) {
        ChannelType::Text | ChannelType::News => Ok(channel),
        ChannelType::PublicThread | ChannelType::NewsThread | ChannelType::PrivateThread => {
            Ok(found.parent_id.ok_or(UserError::NoThreadsHere)?)
        }
        _ => Err(UserError::NoThreadsHere.into()),
    }
}

/// The same, from what came with the interaction: no request, for suggestions.
pub fn above_at_once(ctx: &Context<'_>) -> ChannelId {
    let poise::Context::Application(ctx) = ctx else { return ctx.channel_id() };
    let thread = |channel: &PartialChannel| {
        let kinds = [ChannelType::PublicThread, ChannelType::NewsThread, ChannelType::PrivateThread];
        kinds.contains(&channel.kind).then_some(channel.parent_id).flatten()
    };
    ctx.interaction.channel.as_ref().and_then(thread).unwrap_or(ctx.interaction.channel_id)
}
