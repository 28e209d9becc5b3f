//! Servers that we were invited to, but not set up for.

use std::sync::Arc;

use serenity::model::id::{ChannelId, GuildId};
use tracing::warn;

use super::Edge;
use crate::render::body::Body;
use crate::render::text;

/// Leaves a server that is not one of ours, if any is; says so there first.
pub fn consider(edge: &Arc<Edge>, guild: GuildId, channel: Option<ChannelId>) {
    if !edge.leave_others || edge.guilds.is_empty() || edge.guilds.contains(&guild) {
        return;
    }
    let edge = edge.clone();
    // Nobody waits for it; if it is cut short, the next start meets the server again.
    tokio::spawn(async move {
        if let Some(channel) = channel {
            let body = Body { content: text::leaving(), plain: true, ..Body::default() };
            let nonce = format!("jdl{guild}");
            if let Err(error) = edge.writer.post(channel, &body, vec![], &nonce).await {
                warn!(%guild, %error, "could not say that we leave this server");
            }
        }
        match edge.writer.leave(guild).await {
            Ok(()) => warn!(%guild, "left a server that is not in discord.guilds"),
            Err(error) => warn!(%guild, %error, "could not leave a server that is not in discord.guilds"),
        }
    });
}
