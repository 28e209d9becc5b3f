//! Where a command was used, and what that place has been set up for.

use serenity::all::PartialChannel;
use serenity::model::channel::ChannelType;
use serenity::model::id::{ChannelId, GuildId, InteractionId};

use crate::bot::{Context, Edge, Error};
use crate::discord::model::Channel;
use crate::error::UserError;
use crate::policy::Denied;
use crate::worker::ChannelSettings;

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

/// The channel whose settings hold here: this one, or the one this thread hangs under.
pub async fn parent(ctx: &Context<'_>) -> Result<ChannelId, Error> {
    above(ctx.data(), ctx.channel_id()).await
}

/// The channel or forum that a thread hangs under, or the channel itself.
pub async fn above(edge: &Edge, channel: ChannelId) -> Result<ChannelId, Error> {
    let found = read(edge, channel).await?;
    if found.is_thread() {
        return Ok(found.parent_id.ok_or(UserError::NoThreadsHere)?);
    }
    has_threads(&found)?;
    Ok(channel)
}

/// Where a session that is started somewhere gets its thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What was set for the channel it is started in.
    pub settings: ChannelSettings,
    /// Under which channel, or in which forum.
    pub channel: ChannelId,
    /// Whether that is a forum.
    pub forum: bool,
}

/// Where a session that is started here gets its thread: under this channel, in the forum that
/// this post is in, or in the one that this channel is set to.
pub async fn target(edge: &Edge, here: ChannelId) -> Result<Target, Error> {
    let found = read(edge, here).await?;
    let home = match found.parent_id.filter(|_| found.is_thread()) {
        Some(parent) => read(edge, parent).await?,
        None => found,
    };
    has_threads(&home)?;
    let settings = edge.supervisor.channel(home.id)?;
    let Some(forum) = settings.forum else {
        return Ok(Target { settings, channel: home.id, forum: home.is_forum() });
    };
    // It may have been deleted, or closed to us, since it was set.
    let found = edge.writer.channel(forum).await.map_err(|error| {
        tracing::warn!(%forum, %error, "the forum of a channel could not be read");
        UserError::ForumGone(forum)
    })?;
    if !found.is_forum() {
        return Err(UserError::ForumGone(forum).into());
    }
    Ok(Target { settings, channel: forum, forum: true })
}

async fn read(edge: &Edge, channel: ChannelId) -> Result<Channel, Error> {
    let found = edge.writer.channel(channel).await.map_err(|error| {
        tracing::error!(%error, "the channel of a command could not be read");
        UserError::CannotSee
    })?;
    Ok(found)
}

fn has_threads(channel: &Channel) -> Result<(), UserError> {
    let takes_messages = matches!(ChannelType::from(channel.kind), ChannelType::Text | ChannelType::News);
    if takes_messages || channel.is_forum() { Ok(()) } else { Err(UserError::NoThreadsHere) }
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
