//! What people see.

use axum::body::Bytes;
use serde_json::{Value, json};

use super::{Person, Refused};
use crate::sim::discord::model::{Channel, Message};
use crate::sim::discord::pings::Ping;
use crate::sim::discord::sid;
use crate::sim::discord::state::State;

impl Person {
    /// The commands their client offers in a channel, in their language.
    ///
    /// # Errors
    /// When they cannot see the channel.
    pub fn commands(&self, channel: u64) -> Result<Vec<Value>, Refused> {
        self.discord.look(|state| {
            let place = state.visible(self.id, channel)?;
            Ok(state.offered(self.id, place))
        })
    }

    /// The messages they see in a channel, ephemeral ones for them included, oldest first.
    #[must_use]
    pub fn view(&self, channel: u64) -> Vec<Value> {
        self.discord.look(|state| {
            if state.visible(self.id, channel).is_err() {
                return Vec::new();
            }
            let inside = state.messages.get(&channel).into_iter().flat_map(|inside| inside.values());
            let seen = inside.filter(|message| message.only_for.is_none_or(|person| person == self.id));
            seen.map(|message| state.message_json(message)).collect()
        })
    }

    /// What has pinged them, oldest first: `{channel, message, how, silent, at}`.
    #[must_use]
    pub fn pings(&self) -> Vec<Value> {
        self.discord.look(|state| state.pings_of(Some(self.id)).map(Ping::json).collect())
    }

    /// Channels and joined threads with something new: `{channel, name, messages, pings}`.
    #[must_use]
    pub fn unread(&self) -> Vec<Value> {
        self.discord.look(|state| {
            let joined =
                |each: &&Channel| each.thread.as_ref().is_none_or(|thread| thread.members.contains_key(&self.id));
            let places = state.channels.values().filter(joined).filter(|each| state.visible(self.id, each.id).is_ok());
            places.filter_map(|place| self.unread_in(state, place)).collect()
        })
    }

    pub(super) fn unread_in(&self, state: &State, place: &Channel) -> Option<Value> {
        let read = state.reads.get(&(self.id, place.id)).copied().unwrap_or(0);
        let inside = state.messages.get(&place.id)?.range(read + 1..).map(|(_, message)| message);
        let theirs =
            |message: &&Message| message.author != self.id && message.only_for.is_none_or(|only| only == self.id);
        let messages = inside.filter(theirs).count();
        let new = |ping: &&Ping| ping.channel == place.id && ping.message > read;
        let pings = state.pings_of(Some(self.id)).filter(new).count();
        let told = json!({ "channel": sid(place.id), "name": place.name, "messages": messages, "pings": pings });
        (messages > 0).then_some(told)
    }

    /// Reads a channel to its end.
    ///
    /// # Errors
    /// When they cannot see it.
    pub fn reads(&self, channel: u64) -> Result<(), Refused> {
        self.discord.with(|state| {
            state.visible(self.id, channel)?;
            let last = state.messages.get(&channel).and_then(|inside| inside.keys().next_back()).copied();
            state.reads.insert((self.id, channel), last.unwrap_or(0));
            Ok(())
        })
    }

    /// Downloads a file of a message by its name: its media type and bytes.
    ///
    /// # Errors
    /// When they cannot see the message, or it has no such file.
    pub fn download(&self, channel: u64, message: u64, name: &str) -> Result<(String, Bytes), Refused> {
        self.discord.look(|state| {
            let target = state.seen(self.id, channel, message)?;
            let mut files = target.attachments.iter().filter_map(|id| state.files.get(id));
            let file = files.find(|file| file.name == name);
            let file = file.ok_or_else(|| Refused::missing(format!("the message has no file {name:?}")))?;
            Ok((file.content_type.clone(), file.bytes.clone()))
        })
    }
}
