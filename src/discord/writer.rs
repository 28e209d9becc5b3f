//! Every call the bot makes to Discord, one method each.

mod forums;

use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use secrecy::SecretString;
use serde_json::{Value, json};
use serenity::model::id::{ChannelId, GuildId, MessageId, UserId};
use tokio::sync::broadcast;

use super::message::{Message, id, list};
use super::model::{Application, Channel, GatewayInfo, Guild, Member, Role, User};
use super::route::Route;
use super::transport::{Content, Transport, Tuning};
use super::{File, WriteError, payload};
use crate::render::body::Body;

/// Discord's code for "this message has a thread already".
const THREAD_EXISTS: i64 = 160_004;
/// Messages in one page.
const PAGE: usize = 100;
const LONGEST_NONCE: usize = 25;
/// Posts that a listener may be behind by.
const POSTED: usize = 256;

type Written<T> = Result<T, WriteError>;

/// Writes to Discord with the bot's token, within its limits. Clones share them.
///
/// Every method waits for its turn, repeats what is harmless to repeat, and fails with a
/// [`WriteError`] that says whether it may have been done. A future may be dropped at any
/// time; a request already under way may still have its effect.
#[derive(Debug, Clone)]
pub struct Writer {
    transport: Arc<Transport>,
    posted: broadcast::Sender<MessageId>,
}

impl Writer {
    /// A writer to `api_url` (`https://discord.com`; `/api/v10` is appended). Sends nothing yet.
    ///
    /// # Errors
    /// [`WriteError::Config`] if the address is not `https` (or of this machine), or the token cannot be one.
    pub fn new(api_url: &str, token: &SecretString) -> Written<Self> {
        Self::tuned(api_url, token, Tuning::default())
    }

    /// The same; a request that takes longer than `answer_within` counts as lost.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn patient(api_url: &str, token: &SecretString, answer_within: Duration) -> Written<Self> {
        Self::tuned(api_url, token, Tuning { total: answer_within, ..Tuning::default() })
    }

    pub(super) fn tuned(api_url: &str, token: &SecretString, tuning: Tuning) -> Written<Self> {
        Ok(Self { transport: Arc::new(Transport::new(api_url, token, tuning)?), posted: broadcast::channel(POSTED).0 })
    }

    /// The messages that are posted from now on: each comes back over a gateway that works.
    #[must_use]
    pub fn posted(&self) -> broadcast::Receiver<MessageId> {
        self.posted.subscribe()
    }

    /// Waits until something that can wait, as the progress in a card, may be written: one at
    /// a time, and only while there is room for what people wait for. May be dropped.
    pub async fn leisure(&self) {
        self.transport.leisure().await;
    }

    /// Posts a message. The same `nonce` (at most 25 characters) again within a few minutes
    /// returns the message that is there.
    ///
    /// # Errors
    /// [`WriteError::Unknown`] at once when nobody knows whether it was posted: look for it
    /// with [`messages_after`](Self::messages_after) and [`Message::shows`] before repeating.
    pub async fn post(&self, channel: ChannelId, body: &Body, files: Vec<File>, nonce: &str) -> Written<MessageId> {
        payload::check(body, &files)?;
        if nonce.chars().count() > LONGEST_NONCE {
            return Err(WriteError::TooLong(format!("a nonce of {nonce:?}, at most {LONGEST_NONCE} characters")));
        }
        let route = Route::new(Method::POST, "/channels/{}/messages", &[&channel.to_string()]).once();
        let json = payload::create(body, &files, nonce);
        let content = if files.is_empty() { Content::Json(json) } else { Content::Form(json, &files) };
        let posted = self.transport.send(&route, &content).await?;
        let posted = id(&posted["id"]).ok_or_else(|| unreadable(&route))?;
        // Nobody may be listening.
        let _ = self.posted.send(posted);
        Ok(posted)
    }

    /// Makes a message look like `body`; what `body` lacks disappears, except files.
    ///
    /// # Errors
    /// As any; of a message older than an hour Discord allows few edits (30046).
    pub async fn edit(&self, channel: ChannelId, message: MessageId, body: &Body) -> Written<()> {
        payload::check(body, &[])?;
        let parameters = [&*channel.to_string(), &*message.to_string()];
        let route = Route::new(Method::PATCH, "/channels/{}/messages/{}", &parameters);
        self.transport.send(&route, &Content::Json(payload::edit(body))).await.map(drop)
    }

    /// Adds the bot's reaction: a Unicode emoji, or `name:id`.
    ///
    /// # Errors
    /// As any; fails in an archived thread.
    pub async fn react(&self, channel: ChannelId, message: MessageId, emoji: &str) -> Written<()> {
        self.transport.send(&reaction(Method::PUT, channel, message, emoji), &Content::Nothing).await.map(drop)
    }

    /// Takes the bot's reaction back.
    ///
    /// # Errors
    /// As any.
    pub async fn unreact(&self, channel: ChannelId, message: MessageId, emoji: &str) -> Written<()> {
        self.transport.send(&reaction(Method::DELETE, channel, message, emoji), &Content::Nothing).await.map(drop)
    }

    /// Shows "is typing" for ten seconds or until the next message.
    ///
    /// # Errors
    /// As any; not worth more than a log line.
    pub async fn typing(&self, channel: ChannelId) -> Written<()> {
        let route = Route::new(Method::POST, "/channels/{}/typing", &[&channel.to_string()]).once();
        self.transport.send(&route, &Content::Nothing).await.map(drop)
    }

    /// Starts the thread of a message, or finds the one it has: a message has at most one, under
    /// its own id, so this can be repeated.
    ///
    /// # Errors
    /// As any; [`WriteError::is_thread_limit`] when the guild is full.
    pub async fn start_thread(
        &self,
        channel: ChannelId,
        message: MessageId,
        name: &str,
        auto_archive_minutes: u16,
    ) -> Written<ChannelId> {
        check_name(name)?;
        let parameters = [&*channel.to_string(), &*message.to_string()];
        let route = Route::new(Method::POST, "/channels/{}/messages/{}/threads", &parameters);
        let json = json!({ "name": name, "auto_archive_duration": auto_archive_minutes });
        match self.transport.send(&route, &Content::Json(json)).await {
            Err(error) if error.code() == Some(THREAD_EXISTS) => {
                Ok(self.channel(ChannelId::new(message.get())).await?.id)
            }
            thread => id(&thread?["id"]).ok_or_else(|| unreadable(&route)),
        }
    }

    /// Adds somebody to a thread, so that it is in their list.
    ///
    /// # Errors
    /// As any.
    pub async fn add_member(&self, thread: ChannelId, user: UserId) -> Written<()> {
        let parameters = [&*thread.to_string(), &*user.to_string()];
        let route = Route::new(Method::PUT, "/channels/{}/thread-members/{}", &parameters);
        self.transport.send(&route, &Content::Nothing).await.map(drop)
    }

    /// Brings an archived thread back. Posting does so by itself; editing and reacting do not.
    ///
    /// # Errors
    /// As any; [`WriteError::is_locked`] if a moderator closed it.
    pub async fn unarchive(&self, thread: ChannelId) -> Written<()> {
        let route = Route::new(Method::PATCH, "/channels/{}", &[&thread.to_string()]);
        self.transport.send(&route, &Content::Json(json!({ "archived": false }))).await.map(drop)
    }

    /// The first `limit` messages after `after`, oldest first.
    ///
    /// Empty, without an error, if the bot may not read the history.
    ///
    /// # Errors
    /// As any.
    pub async fn messages_after(&self, channel: ChannelId, after: MessageId, limit: usize) -> Written<Vec<Message>> {
        let mut messages: Vec<Message> = Vec::new();
        let mut after = after;
        while messages.len() < limit {
            let wanted = PAGE.min(limit - messages.len());
            let route = Route::new(Method::GET, "/channels/{}/messages", &[&channel.to_string()])
                .query("after", &after)
                .query("limit", &wanted);
            let page = self.transport.send(&route, &Content::Nothing).await?;
            // A page is the messages right after the id, yet listed newest first.
            let Some(newest) = list(&page).filter_map(|json| id(&json["id"])).max() else { break };
            messages.extend(list(&page).filter_map(Message::read).filter(|message| message.id > after));
            if newest <= after || list(&page).count() < wanted {
                break;
            }
            after = newest;
        }
        messages.sort_by_key(|message| message.id);
        Ok(messages)
    }

    /// A channel or thread, with its overwrites.
    ///
    /// # Errors
    /// As any; [`WriteError::is_gone`] if it was deleted.
    pub async fn channel(&self, channel: ChannelId) -> Written<Channel> {
        self.get("/channels/{}", &[&channel.to_string()], Channel::read).await
    }

    /// A guild's name and owner.
    ///
    /// # Errors
    /// As any; refused if the bot is not in it.
    pub async fn guild(&self, guild: GuildId) -> Written<Guild> {
        self.get("/guilds/{}", &[&guild.to_string()], Guild::read).await
    }

    /// The guilds the bot is in, at most 200 of them.
    ///
    /// # Errors
    /// As any.
    pub async fn guilds(&self) -> Written<Vec<GuildId>> {
        let read = |json: &Value| json.is_array().then(|| list(json).filter_map(|guild| id(&guild["id"])).collect());
        self.get("/users/@me/guilds", &[], read).await
    }

    /// Leaves a guild.
    ///
    /// # Errors
    /// As any.
    pub async fn leave(&self, guild: GuildId) -> Written<()> {
        let route = Route::new(Method::DELETE, "/users/@me/guilds/{}", &[&guild.to_string()]);
        self.transport.send(&route, &Content::Nothing).await.map(drop)
    }

    /// A guild's channels, threads not included.
    ///
    /// # Errors
    /// As any; refused if the bot is not in it.
    pub async fn guild_channels(&self, guild: GuildId) -> Written<Vec<Channel>> {
        let read = |json: &Value| json.is_array().then(|| list(json).filter_map(Channel::read).collect());
        self.get("/guilds/{}/channels", &[&guild.to_string()], read).await
    }

    /// A guild's roles, `@everyone` included.
    ///
    /// # Errors
    /// As any.
    pub async fn roles(&self, guild: GuildId) -> Written<Vec<Role>> {
        let read = |json: &Value| json.is_array().then(|| list(json).filter_map(Role::read).collect());
        self.get("/guilds/{}/roles", &[&guild.to_string()], read).await
    }

    /// A member and their roles as they are now.
    ///
    /// # Errors
    /// As any; refused with 10007 if they are not in the guild.
    pub async fn guild_member(&self, guild: GuildId, user: UserId) -> Written<Member> {
        self.get("/guilds/{}/members/{}", &[&guild.to_string(), &user.to_string()], Member::read).await
    }

    /// One message.
    ///
    /// # Errors
    /// As any; [`WriteError::is_gone`] if it was deleted.
    pub async fn message(&self, channel: ChannelId, message: MessageId) -> Written<Message> {
        self.get("/channels/{}/messages/{}", &[&channel.to_string(), &message.to_string()], Message::read).await
    }

    /// The first `most` bytes of a file that came with a message, and whether that is all of it.
    /// Only Discord's own addresses are followed, and the token does not go there.
    ///
    /// # Errors
    /// As any; [`WriteError::Config`] for an address elsewhere.
    pub async fn download(&self, url: &str, most: usize) -> Written<(Vec<u8>, bool)> {
        self.transport.download(url, most).await
    }

    /// The bot's own user.
    ///
    /// # Errors
    /// As any; [`WriteError::Unauthorized`] shows a wrong token.
    pub async fn current_user(&self) -> Written<User> {
        self.get("/users/@me", &[], User::read).await
    }

    /// The application behind the bot.
    ///
    /// # Errors
    /// As any.
    pub async fn application(&self) -> Written<Application> {
        self.get("/applications/@me", &[], Application::read).await
    }

    /// Where the gateway is, and how many identifies are left.
    ///
    /// # Errors
    /// As any.
    pub async fn gateway(&self) -> Written<GatewayInfo> {
        self.get("/gateway/bot", &[], GatewayInfo::read).await
    }

    #[cfg(test)]
    pub(super) fn transport(&self) -> &Transport {
        &self.transport
    }

    async fn get<T>(
        &self,
        template: &'static str,
        parameters: &[&str],
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Written<T> {
        let route = Route::new(Method::GET, template, parameters);
        let json = self.transport.send(&route, &Content::Nothing).await?;
        read(&json).ok_or_else(|| unreadable(&route))
    }
}

fn reaction(method: Method, channel: ChannelId, message: MessageId, emoji: &str) -> Route {
    let parameters = [&*channel.to_string(), &*message.to_string(), emoji];
    Route::new(method, "/channels/{}/messages/{}/reactions/{}/@me", &parameters)
}

fn check_name(name: &str) -> Written<()> {
    if (1..=100).contains(&name.chars().count()) {
        return Ok(());
    }
    Err(WriteError::TooLong(format!("a thread's name of {name:?}, 1 to 100 characters")))
}

fn unreadable(route: &Route) -> WriteError {
    WriteError::Unknown(format!("the answer to {} {} lacks what it should have", route.method, route.template))
}
