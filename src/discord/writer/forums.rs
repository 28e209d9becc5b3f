//! Calls about forums: posts, their tags, and finding a post whose opening got no answer.

use chrono::{DateTime, Utc};
use reqwest::Method;
use serde_json::{Value, json};
use serenity::model::id::{ChannelId, ForumTagId, GuildId};

use super::{Writer, Written, check_name, unreadable};
use crate::discord::forum::ForumTag;
use crate::discord::message::{id, list};
use crate::discord::model::Channel;
use crate::discord::payload;
use crate::discord::route::Route;
use crate::discord::transport::Content;
use crate::render::body::Body;

/// Archived threads in one page.
const PAGE: usize = 100;
/// Pages of archived threads that are looked through at most.
const PAGES: usize = 20;

impl Writer {
    /// Opens a post in a forum: a thread and its first message, which has the thread's id.
    ///
    /// # Errors
    /// [`WriteError::Unknown`](crate::discord::WriteError::Unknown) at once when nobody knows
    /// whether it was opened. Discord takes no nonce here: look for it with
    /// [`active_threads`](Self::active_threads) and [`archived_threads`](Self::archived_threads)
    /// before repeating.
    pub async fn open_post(
        &self,
        forum: ChannelId,
        name: &str,
        first: &Body,
        tags: &[ForumTagId],
        auto_archive_minutes: u16,
    ) -> Written<ChannelId> {
        payload::check(first, &[])?;
        check_name(name)?;
        let route = Route::new(Method::POST, "/channels/{}/threads", &[&forum.to_string()]).once();
        let json = json!({
            "name": name,
            "auto_archive_duration": auto_archive_minutes,
            "applied_tags": ids(tags),
            "message": payload::first(first),
        });
        let opened = self.transport.send(&route, &Content::Json(json)).await?;
        id(&opened["id"]).ok_or_else(|| unreadable(&route))
    }

    /// Gives a post exactly these tags.
    ///
    /// # Errors
    /// As any; refused if it is archived, if one of them is moderated and the bot may not manage
    /// threads, or if it is somebody else's post.
    pub async fn tag_post(&self, post: ChannelId, tags: &[ForumTagId]) -> Written<()> {
        let route = Route::new(Method::PATCH, "/channels/{}", &[&post.to_string()]);
        self.transport.send(&route, &Content::Json(json!({ "applied_tags": ids(tags) }))).await.map(drop)
    }

    /// Adds tags to those a forum has, by name and emoji; the forum as it is then.
    ///
    /// # Errors
    /// As any; refused if the bot may not manage the forum (`MANAGE_CHANNELS`).
    pub async fn add_forum_tags(&self, forum: &Channel, new: &[(&str, &str)]) -> Written<Channel> {
        let route = Route::new(Method::PATCH, "/channels/{}", &[&forum.id.to_string()]).once();
        // What is left out of the list is taken away from the forum.
        let old = forum.tags.iter().map(|ForumTag { whole, .. }| whole.clone());
        let new = new.iter().map(|(name, emoji)| json!({ "name": name, "emoji_name": emoji }));
        let json = json!({ "available_tags": old.chain(new).collect::<Value>() });
        let changed = self.transport.send(&route, &Content::Json(json)).await?;
        Channel::read(&changed).ok_or_else(|| unreadable(&route))
    }

    /// The threads of a guild that are not archived, as far as the bot may see them.
    ///
    /// # Errors
    /// As any; refused if the bot is not in it.
    pub async fn active_threads(&self, guild: GuildId) -> Written<Vec<Channel>> {
        let read = |json: &Value| Some(list(&json["threads"]).filter_map(Channel::read).collect());
        self.get("/guilds/{}/threads/active", &[&guild.to_string()], read).await
    }

    /// The public threads of a channel that were archived since then, the last one first.
    ///
    /// # Errors
    /// As any; refused if the bot may not read the history.
    pub async fn archived_threads(&self, channel: ChannelId, since: DateTime<Utc>) -> Written<Vec<Channel>> {
        let mut found: Vec<Channel> = Vec::new();
        for _ in 0..PAGES {
            let mut route = Route::new(Method::GET, "/channels/{}/threads/archived/public", &[&channel.to_string()])
                .query("limit", &PAGE);
            if let Some(before) = found.last().and_then(|thread| thread.archive_changed) {
                route = route.query("before", &before.to_rfc3339());
            }
            let page = self.transport.send(&route, &Content::Nothing).await?;
            let before = found.len();
            found.extend(list(&page["threads"]).filter_map(Channel::read));
            let recent = |thread: &Channel| thread.archive_changed.is_some_and(|at| at >= since);
            let all = found.len();
            found.retain(recent);
            // One that is too old, a page of nothing, or the last page.
            if found.len() < all || found.len() == before || page["has_more"] != true {
                break;
            }
        }
        Ok(found)
    }
}

fn ids(tags: &[ForumTagId]) -> Value {
    tags.iter().map(ToString::to_string).collect()
}
