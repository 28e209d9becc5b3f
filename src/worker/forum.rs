//! Opening a post in a forum, and finding one whose opening got no answer.
//!
//! Discord takes no nonce with a post. So whenever an earlier attempt may have got somewhere,
//! the forum is searched first: our own posts since then, by the marker in their first message.

use std::collections::HashSet;

use chrono::DateTime;
use serenity::model::id::{ChannelId, MessageId};
use tracing::warn;

use super::Shell;
use super::opening::{AUTO_ARCHIVE_MINUTES, Opening};
use super::tags::{self, Moderated};
use crate::crash;
use crate::discord::WriteError;
use crate::discord::model::Channel;
use crate::render::body::Body;
use crate::render::text::PostState;

/// Opens the post, unless an earlier attempt has.
pub async fn open_once(
    shell: &Shell,
    opening: &Opening,
    (name, first): (&str, &Body),
    taken: &HashSet<ChannelId>,
    suspicious: bool,
) -> Result<ChannelId, WriteError> {
    if suspicious && let Some(post) = find(shell, opening, first, taken).await? {
        return Ok(post);
    }
    let mut forum = shell.writer.channel(opening.channel).await?;
    if forum.requires_tag() && tags::at_first(&forum, PostState::Working, Moderated::Too).is_empty() {
        // Without a tag there is no post, so this once it cannot wait for later.
        forum = with_tags(shell, forum).await.map_err(|(_, error)| error)?;
    }
    let open = async |moderated| {
        let tags = tags::at_first(&forum, PostState::Working, moderated);
        shell.writer.open_post(opening.channel, name, first, &tags, AUTO_ARCHIVE_MINUTES).await
    };
    let opened = match open(Moderated::Too).await {
        // It may be the tag that the bot may not put on.
        Err(error) if error.is_forbidden() && forum.tags.iter().any(|tag| tag.moderated) => open(Moderated::Not).await,
        opened => opened,
    };
    crash::point("after_forum_post");
    opened
}

/// Gives a forum the tags it lacks; it stays as it is where it has some.
pub async fn with_tags(shell: &Shell, forum: Channel) -> Result<Channel, (Box<Channel>, WriteError)> {
    let missing = tags::missing(&forum);
    if missing.is_empty() {
        return Ok(forum);
    }
    match shell.writer.add_forum_tags(&forum, &missing).await {
        Ok(changed) => Ok(changed),
        Err(error) => Err((Box::new(forum), error)),
    }
}

/// The post an earlier attempt opened: one of our own, not taken, and with this first message.
async fn find(
    shell: &Shell,
    opening: &Opening,
    first: &Body,
    taken: &HashSet<ChannelId>,
) -> Result<Option<ChannelId>, WriteError> {
    let start = opening.task.start;
    let since = DateTime::from_timestamp(start.created_at().unix_timestamp(), 0).unwrap_or_default();
    let mut posts = shell.writer.active_threads(opening.guild).await?;
    // It takes a person, or very long, for it to have been archived meanwhile.
    match shell.writer.archived_threads(opening.channel, since).await {
        Ok(archived) => posts.extend(archived),
        Err(error) if error.is_forbidden() => warn!(%error, "the archived posts of a forum cannot be read"),
        Err(error) => return Err(error),
    }
    let may_be = |post: &&Channel| {
        post.parent_id == Some(opening.channel)
            && post.owner_id == Some(shell.me)
            && post.id.get() > start.get()
            && !taken.contains(&post.id)
    };
    for post in posts.iter().filter(may_be) {
        match shell.writer.message(post.id, MessageId::new(post.id.get())).await {
            Ok(message) if message.content.trim() == first.content.trim() => return Ok(Some(post.id)),
            Ok(_) => {}
            Err(error) if error.is_gone() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}
