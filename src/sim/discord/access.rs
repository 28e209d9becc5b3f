//! The bot's place in a guild: what comes into its view, being thrown out, being asked back, outages.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::events::intent;
use super::permissions::VIEW_CHANNEL;
use super::state::State;
use super::view::{sid, sids};

impl State {
    /// Changes permissions. Of channels that the bot could not see before, the gateway syncs the threads.
    pub(crate) fn regrant<R>(&mut self, guild: u64, change: impl FnOnce(&mut Self) -> R) -> R {
        let before = self.in_view(guild);
        let result = change(self);
        let gained: Vec<u64> = self.in_view(guild).difference(&before).copied().collect();
        if !gained.is_empty() {
            self.sync_threads(guild, &gained);
        }
        result
    }

    /// The channels of a guild that the bot can see.
    fn in_view(&self, guild: u64) -> BTreeSet<u64> {
        let here = self.channels.values().filter(|each| each.guild == Some(guild) && each.thread.is_none());
        here.filter(|each| self.may(each, self.app.bot, VIEW_CHANNEL)).map(|each| each.id).collect()
    }

    /// `THREAD_LIST_SYNC`: the active threads of these channels.
    fn sync_threads(&mut self, guild: u64, channels: &[u64]) {
        let active: Vec<_> = self
            .channels
            .values()
            .filter(|each| each.parent.is_some_and(|parent| channels.contains(&parent)))
            .filter(|each| each.thread.as_ref().is_some_and(|thread| !thread.archived))
            .filter(|each| self.may(each, self.app.bot, VIEW_CHANNEL))
            .collect();
        let data = json!({
            "guild_id": sid(guild), "channel_ids": sids(channels),
            "threads": active.iter().map(|each| self.channel_json(each)).collect::<Value>(),
            "members": super::rest::own_memberships(self, &active),
        });
        self.dispatch("THREAD_LIST_SYNC", Some(guild), intent::GUILDS, &data);
    }

    /// Throws the bot out of a guild: its role and the guild's commands go with it.
    pub(crate) fn kick_bot(&mut self, guild: u64) {
        self.dispatch("GUILD_DELETE", Some(guild), intent::GUILDS, &json!({ "id": sid(guild) }));
        let bot = self.app.bot;
        if let Some(home) = self.guilds.get_mut(&guild) {
            home.members.remove(&bot);
            home.roles.retain(|_, role| role.bot != Some(bot));
        }
        self.commands.retain(|command| command.guild != Some(guild));
    }

    /// Asks the bot back into a guild.
    pub(crate) fn ask_bot_back(&mut self, guild: u64) {
        let (now, bot) = (self.now(), self.app.bot);
        if self.guilds.get(&guild).is_none_or(|home| home.members.contains_key(&bot)) {
            return;
        }
        self.invite(guild, now);
        self.tell_guild(guild);
    }

    /// `GUILD_CREATE`.
    pub(crate) fn tell_guild(&mut self, guild: u64) {
        let Some(event) = self.guilds.get(&guild).map(|home| self.guild_create(home)) else { return };
        self.dispatch("GUILD_CREATE", Some(guild), intent::GUILDS, &event);
    }

    /// An outage begins or ends: the guild is not gone, only unavailable.
    pub(crate) fn set_unavailable(&mut self, guild: u64, on: bool) {
        if self.guilds.get(&guild).is_none_or(|home| home.unavailable == on) {
            return;
        }
        if on {
            let data = json!({ "id": sid(guild), "unavailable": true });
            self.dispatch("GUILD_DELETE", Some(guild), intent::GUILDS, &data);
        }
        if let Some(home) = self.guilds.get_mut(&guild) {
            home.unavailable = on;
        }
        if !on {
            self.tell_guild(guild);
        }
    }
}
