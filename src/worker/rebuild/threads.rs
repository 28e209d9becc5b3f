//! The threads of ours that Discord has, archived ones too: we made them, and the message
//! each hangs under, or begins with, has the marker of a start.

use chrono::DateTime;
use serenity::model::id::{GuildId, MessageId, UserId};

use crate::discord::model::Channel;
use crate::discord::{WriteError, Writer};
use crate::session::checkpoint::Place;

/// A thread of ours.
pub(super) struct Found {
    pub place: Place,
    /// Whether it is a forum's post.
    pub forum: bool,
    pub name: String,
    /// The marker of its start.
    pub marker: String,
    pub requester: UserId,
}

/// Finds them in these guilds; in all that the bot is in, if none is named.
pub(super) async fn find(
    writer: &Writer,
    guilds: &[GuildId],
    me: UserId,
    notes: &mut Vec<String>,
) -> Result<Vec<Found>, WriteError> {
    let guilds = if guilds.is_empty() { writer.guilds().await? } else { guilds.to_vec() };
    let mut found = Vec::new();
    for guild in guilds {
        let mut threads = writer.active_threads(guild).await?;
        let channels = writer.guild_channels(guild).await?;
        // Text and announcement channels, and forums.
        for channel in channels.iter().filter(|channel| matches!(channel.kind, 0 | 5) || channel.is_forum()) {
            match writer.archived_threads(channel.id, DateTime::UNIX_EPOCH).await {
                Ok(archived) => threads.extend(archived),
                Err(error) if error.is_gone() || error.is_forbidden() => {
                    notes.push(format!("the archived threads of #{} cannot be read ({error})", channel.name));
                }
                Err(error) => return Err(error),
            }
        }
        for thread in threads.iter().filter(|thread| thread.owner_id == Some(me)) {
            let forum = channels.iter().any(|channel| Some(channel.id) == thread.parent_id && channel.is_forum());
            found.extend(read(writer, guild, thread, forum, me).await?);
        }
    }
    found.sort_by_key(|found| found.place.thread);
    found.dedup_by_key(|found| found.place.thread);
    Ok(found)
}

async fn read(
    writer: &Writer,
    guild: GuildId,
    thread: &Channel,
    forum: bool,
    me: UserId,
) -> Result<Option<Found>, WriteError> {
    let Some(channel) = thread.parent_id else { return Ok(None) };
    let starter = writer.message(if forum { thread.id } else { channel }, MessageId::new(thread.id.get())).await;
    let starter = match starter {
        Ok(starter) if starter.author_id == me => starter,
        Ok(_) => return Ok(None),
        Err(error) if error.is_gone() || error.is_forbidden() || error.code().is_some() => return Ok(None),
        Err(error) => return Err(error),
    };
    let place = Place { guild, channel, thread: thread.id };
    Ok(marks(&starter.content).map(|(marker, requester)| Found {
        place,
        forum,
        name: thread.name.clone(),
        marker,
        requester,
    }))
}

/// The marker and the requester of a message that opened a thread.
fn marks(content: &str) -> Option<(String, UserId)> {
    let marker = content.lines().rev().find_map(|line| line.strip_prefix("-# jd-"))?;
    let marker: String = marker.chars().take_while(char::is_ascii_hexdigit).collect();
    let requester = content.lines().rev().find_map(|line| line.rsplit_once("<@"))?.1;
    let requester: u64 = requester.split_once('>')?.0.parse().ok()?;
    (!marker.is_empty() && requester != 0).then(|| (format!("jd-{marker}"), UserId::new(requester)))
}

#[cfg(test)]
mod tests {
    use serenity::model::id::InteractionId;

    use super::*;
    use crate::render::text;
    use crate::session::ids::marker;

    #[test]
    fn the_message_that_opens_a_thread_tells_its_start_and_who_asked() {
        let start = marker(InteractionId::new(7));
        let content = text::starter("Fix <@9> all", "`acme/api` @ `main`", UserId::new(42), &start);
        assert_eq!(marks(&content), Some((start, UserId::new(42))));
        for other in ["", "Fix it", "🧵 **x**\nstarted by <@1>", "-# jd-0011"] {
            assert_eq!(marks(other), None);
        }
    }
}
