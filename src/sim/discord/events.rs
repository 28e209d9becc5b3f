//! Dispatches: which sessions hear of what. Intents, visibility and the content filter live here.

use serde_json::{Value, json};

use super::model::{Channel, DM, Message};
use super::permissions::VIEW_CHANNEL;
use super::state::State;
use super::view::{emoji_json, sid, sids};

/// Gateway intent bits.
pub(crate) mod intent {
    pub(crate) const ALWAYS: u64 = 0;
    pub(crate) const GUILDS: u64 = 1;
    pub(crate) const MEMBERS: u64 = 1 << 1;
    pub(crate) const GUILD_MESSAGES: u64 = 1 << 9;
    pub(crate) const GUILD_REACTIONS: u64 = 1 << 10;
    pub(crate) const GUILD_TYPING: u64 = 1 << 11;
    pub(crate) const DIRECT_MESSAGES: u64 = 1 << 12;
    pub(crate) const DIRECT_REACTIONS: u64 = 1 << 13;
    pub(crate) const DIRECT_TYPING: u64 = 1 << 14;
    pub(crate) const WEBHOOKS: u64 = 1 << 5;
    pub(crate) const CONTENT: u64 = 1 << 15;
    pub(crate) const GUILD_POLLS: u64 = 1 << 24;
    pub(crate) const DIRECT_POLLS: u64 = 1 << 25;
}

impl State {
    /// Sends an event to every session with the intent and the guild's shard.
    pub(crate) fn dispatch(&mut self, name: &str, guild: Option<u64>, needs: u64, data: &Value) {
        self.dispatch_filtered(name, guild, needs, data, None);
    }

    /// The same, with another form for sessions without message content.
    fn dispatch_filtered(&mut self, name: &str, guild: Option<u64>, needs: u64, data: &Value, bare: Option<&Value>) {
        let home = guild.and_then(|id| self.guilds.get(&id));
        if home.is_some_and(|home| home.unavailable || !home.members.contains_key(&self.app.bot)) {
            return;
        }
        self.record_gateway("dispatch", &json!({ "t": name, "d": data, "lost": self.hub.deaf }));
        if self.hub.deaf {
            return;
        }
        let mangled = self.hub.mangles(name).then(|| json!({ "id": "nobody can read this" }));
        let full = mangled.as_ref().unwrap_or(data).to_string();
        let bare = bare.map(Value::to_string);
        let times = 1 + u32::from(self.hub.repeats(name));
        for session in self.hub.sessions.values_mut() {
            if (needs == 0 || session.intents & needs != 0) && session.has(guild) {
                let blind = session.intents & intent::CONTENT == 0;
                let data = bare.as_ref().filter(|_| blind).unwrap_or(&full);
                (0..times).for_each(|_| session.push(name, data));
            }
        }
    }

    /// Whether the bot is told of what happens there.
    pub(super) fn overheard(&self, channel: u64) -> Option<&Channel> {
        self.channels.get(&channel).filter(|channel| self.may(channel, self.app.bot, VIEW_CHANNEL))
    }

    /// `MESSAGE_CREATE` or `MESSAGE_UPDATE`.
    pub(crate) fn tell_message(&mut self, name: &str, channel: u64, id: u64) {
        let Some(message) = self.message(channel, id) else { return };
        let event = self.message_event(message);
        let said = json!({ "event": name, "message": event });
        let heard = message.only_for.is_none();
        let bare = (!self.content_is_ours(message)).then(|| without_content(&event));
        self.tell("message", &said);
        let Some(place) = self.overheard(channel).filter(|_| heard) else { return };
        let (guild, needs) = (place.guild, by_place(place, intent::GUILD_MESSAGES, intent::DIRECT_MESSAGES));
        self.dispatch_filtered(name, guild, needs, &event, bare.as_ref());
    }

    /// The bot may always read its own words, direct messages and what mentions it.
    fn content_is_ours(&self, message: &Message) -> bool {
        let direct = self.channels.get(&message.channel).is_some_and(|channel| channel.kind == DM);
        message.author == self.app.bot || direct || message.mentions.users.contains(&self.app.bot)
    }

    /// `MESSAGE_DELETE`, or `MESSAGE_DELETE_BULK` for several.
    pub(crate) fn tell_deleted(&mut self, channel: u64, ids: &[u64]) {
        self.tell("message", &json!({ "event": "MESSAGE_DELETE", "channel_id": sid(channel), "ids": sids(ids) }));
        let Some(place) = self.overheard(channel) else { return };
        let (guild, needs) = (place.guild, by_place(place, intent::GUILD_MESSAGES, intent::DIRECT_MESSAGES));
        let mut data = json!({ "channel_id": sid(channel) });
        if let Some(guild) = guild {
            data["guild_id"] = sid(guild);
        }
        if let [id] = ids {
            data["id"] = sid(*id);
            self.dispatch("MESSAGE_DELETE", guild, needs, &data);
        } else {
            data["ids"] = sids(ids);
            self.dispatch("MESSAGE_DELETE_BULK", guild, needs, &data);
        }
    }

    /// `MESSAGE_REACTION_ADD` or `MESSAGE_REACTION_REMOVE`.
    pub(crate) fn tell_reaction(&mut self, name: &str, channel: u64, message: u64, user: u64, emoji: &str) {
        let author = self.message(channel, message).map(|message| message.author);
        let Some(place) = self.overheard(channel) else { return };
        let (guild, needs) = (place.guild, by_place(place, intent::GUILD_REACTIONS, intent::DIRECT_REACTIONS));
        let mut data = json!({
            "channel_id": sid(channel), "message_id": sid(message), "user_id": sid(user), "emoji": emoji_json(emoji),
            "burst": false, "type": 0,
        });
        if let Some(guild) = guild.and_then(|id| self.guilds.get(&id)) {
            data["guild_id"] = sid(guild.id);
            if name == "MESSAGE_REACTION_ADD" {
                data["member"] = self.member_json(guild, user, true).unwrap_or(Value::Null);
                data["message_author_id"] = json!(author.map(sid));
            }
        }
        self.dispatch(name, guild, needs, &data);
    }

    /// `MESSAGE_REACTION_REMOVE_ALL`, or `_EMOJI` when only one was.
    pub(crate) fn tell_cleared(&mut self, channel: u64, message: u64, only: Option<&str>) {
        let Some(place) = self.overheard(channel) else { return };
        let (guild, needs) = (place.guild, by_place(place, intent::GUILD_REACTIONS, intent::DIRECT_REACTIONS));
        let mut data = json!({ "channel_id": sid(channel), "message_id": sid(message) });
        if let Some(guild) = guild {
            data["guild_id"] = sid(guild);
        }
        let name = if let Some(emoji) = only {
            data["emoji"] = emoji_json(emoji);
            "MESSAGE_REACTION_REMOVE_EMOJI"
        } else {
            "MESSAGE_REACTION_REMOVE_ALL"
        };
        self.dispatch(name, guild, needs, &data);
    }

    /// `TYPING_START`.
    pub(crate) fn tell_typing(&mut self, channel: u64, user: u64) {
        self.tell("typing", &json!({ "channel_id": sid(channel), "user_id": sid(user) }));
        let now = self.now().timestamp();
        let Some(place) = self.overheard(channel) else { return };
        let (guild, needs) = (place.guild, by_place(place, intent::GUILD_TYPING, intent::DIRECT_TYPING));
        let mut data = json!({ "channel_id": sid(channel), "user_id": sid(user), "timestamp": now });
        if let Some(guild) = guild.and_then(|id| self.guilds.get(&id)) {
            data["guild_id"] = sid(guild.id);
            data["member"] = self.member_json(guild, user, true).unwrap_or(Value::Null);
        }
        self.dispatch("TYPING_START", guild, needs, &data);
    }

    /// `CHANNEL_*` or `THREAD_*` with the channel as it is now. Of threads the bot hears only where it may
    /// see them; of channels always, or it would not learn that it lost one.
    pub(crate) fn tell_channel(&mut self, name: &str, channel: u64) {
        let Some(place) = self.channels.get(&channel) else { return };
        let (guild, data, open) = (place.guild, self.channel_json(place), place.thread.is_none());
        self.tell("channel", &json!({ "event": name, "channel": data }));
        if open || self.overheard(channel).is_some() {
            self.dispatch(name, guild, intent::GUILDS, &data);
        }
    }

    /// `THREAD_CREATE` for a thread that did not exist before.
    pub(crate) fn tell_new_thread(&mut self, channel: u64) {
        let Some(place) = self.channels.get(&channel) else { return };
        let (guild, mut data) = (place.guild, self.channel_json(place));
        data["newly_created"] = json!(true);
        self.tell("channel", &json!({ "event": "THREAD_CREATE", "channel": data }));
        if self.overheard(channel).is_some() {
            self.dispatch("THREAD_CREATE", guild, intent::GUILDS, &data);
        }
    }

    /// `THREAD_UPDATE`; members of a thread that is active again also hear of their membership.
    pub(crate) fn tell_thread_change(&mut self, channel: u64, active_again: bool) {
        self.tell_channel("THREAD_UPDATE", channel);
        let bot = self.app.bot;
        let Some(place) = self.overheard(channel).filter(|_| active_again) else { return };
        let Some(thread) = place.thread.as_ref().filter(|thread| thread.members.contains_key(&bot)) else { return };
        let mut member = Self::thread_member(place, thread, bot);
        member["guild_id"] = json!(place.guild.map(sid));
        let guild = place.guild;
        self.dispatch("THREAD_MEMBER_UPDATE", guild, intent::GUILDS, &member);
    }

    /// `THREAD_MEMBERS_UPDATE`.
    pub(crate) fn tell_thread_members(&mut self, channel: u64, added: &[u64], removed: &[u64]) {
        let bot = self.app.bot;
        let Some(place) = self.channels.get(&channel) else { return };
        let Some(thread) = &place.thread else { return };
        let members = added.iter().map(|user| {
            let mut member = Self::thread_member(place, thread, *user);
            let guild = place.guild.and_then(|id| self.guilds.get(&id));
            member["member"] = guild.and_then(|guild| self.member_json(guild, *user, true)).unwrap_or(Value::Null);
            member["presence"] = Value::Null;
            member
        });
        let data = json!({
            "id": sid(channel), "guild_id": place.guild.map(sid), "member_count": thread.members.len().min(50),
            "added_members": members.collect::<Value>(), "removed_member_ids": sids(removed),
        });
        let concerns_bot = added.contains(&bot) || removed.contains(&bot);
        let needs = if concerns_bot { intent::GUILDS } else { intent::MEMBERS };
        let guild = place.guild;
        self.dispatch("THREAD_MEMBERS_UPDATE", guild, needs, &data);
    }

    /// `GUILD_MEMBER_ADD`, `_UPDATE` or `_REMOVE`.
    pub(crate) fn tell_member(&mut self, name: &str, guild: u64, user: u64) {
        let Some(home) = self.guilds.get(&guild) else { return };
        let mut data = self.member_json(home, user, true).unwrap_or_else(|| json!({ "user": self.user_json(user) }));
        data["guild_id"] = sid(guild);
        self.dispatch(name, Some(guild), intent::MEMBERS, &data);
    }
}

fn by_place(channel: &Channel, guild: u64, direct: u64) -> u64 {
    if channel.guild.is_some() { guild } else { direct }
}

fn without_content(event: &Value) -> Value {
    let mut bare = event.clone();
    bare["content"] = json!("");
    for list in ["embeds", "attachments", "components"] {
        bare[list] = json!([]);
    }
    if let Some(fields) = bare.as_object_mut() {
        fields.remove("poll");
        fields.remove("message_snapshots");
    }
    bare
}
