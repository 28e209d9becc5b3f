//! Channels and threads as such: read, delete, typing, overwrites. Changing them is `channel_edits.rs`.

use super::super::call::Call;
use super::super::error::{
    ApiError, MISSING_ACCESS, MISSING_PERMISSIONS, THREAD_ARCHIVED, THREAD_LOCKED, UNKNOWN_CHANNEL,
};
use super::super::limits::Rate;
use super::super::model::{Channel, Overwrite};
use super::super::permissions::{MANAGE_CHANNELS, MANAGE_ROLES, MANAGE_THREADS, VIEW_CHANNEL};
use super::super::state::State;
use super::{Endpoint, Reply, no_content, ok, on};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    on("GET", "/channels/{channel}", Rate(5, 5_000), get),
    on("DELETE", "/channels/{channel}", Rate(5, 5_000), delete),
    on("POST", "/channels/{channel}/typing", Rate(5, 5_000), typing),
    on("PUT", "/channels/{channel}/permissions/{overwrite}", Rate(10, 10_000), put_overwrite),
    on("DELETE", "/channels/{channel}/permissions/{overwrite}", Rate(10, 10_000), delete_overwrite),
];

impl State {
    /// A channel the bot can see.
    pub(super) fn reach(&self, id: u64) -> Result<&Channel, ApiError> {
        let channel = self.channels.get(&id).ok_or(UNKNOWN_CHANNEL)?;
        if self.may(channel, self.app.bot, VIEW_CHANNEL) { Ok(channel) } else { Err(MISSING_ACCESS.into()) }
    }

    /// The same, where the bot also has a permission.
    pub(super) fn reach_with(&self, id: u64, needed: u64) -> Result<&Channel, ApiError> {
        let channel = self.reach(id)?;
        if self.may(channel, self.app.bot, needed) { Ok(channel) } else { Err(MISSING_PERMISSIONS.into()) }
    }

    /// Refuses what cannot be done in an archived thread.
    pub(super) fn refuse_if_archived(channel: &Channel) -> Result<(), ApiError> {
        match &channel.thread {
            Some(thread) if thread.archived => Err(THREAD_ARCHIVED.into()),
            _ => Ok(()),
        }
    }

    /// Refuses what cannot be done in a locked thread.
    pub(super) fn refuse_if_locked(&self, channel: &Channel) -> Result<(), ApiError> {
        let locked = channel.thread.as_ref().is_some_and(|thread| thread.locked);
        if locked && !self.may(channel, self.app.bot, MANAGE_THREADS) {
            return Err(THREAD_LOCKED.into());
        }
        Ok(())
    }
}

fn get(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    ok(state.channel_json(state.reach(call.id(0)?)?))
}

fn delete(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let id = call.id(0)?;
    let needed = if state.reach(id)?.thread.is_some() { MANAGE_THREADS } else { MANAGE_CHANNELS };
    state.reach_with(id, needed)?;
    ok(state.delete_channel(id))
}

fn typing(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let id = call.id(0)?;
    let channel = state.reach(id)?;
    if !state.may(channel, state.app.bot, State::send_permission(channel)) {
        return Err(MISSING_PERMISSIONS.into());
    }
    let bot = state.app.bot;
    state.tell_typing(id, bot);
    no_content()
}

fn put_overwrite(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (id, target) = (call.id(0)?, call.id(1)?);
    let guild = state.reach_with(id, MANAGE_ROLES)?.guild.unwrap_or(0);
    let bits = |key: &str| {
        let value = &call.body[key];
        value.as_str().and_then(|text| text.parse().ok()).or_else(|| value.as_u64()).unwrap_or(0)
    };
    let new = Overwrite { id: target, member: call.body["type"] == 1, allow: bits("allow"), deny: bits("deny") };
    state.regrant(guild, |state| state.overwrite(id, new));
    no_content()
}

fn delete_overwrite(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (id, target) = (call.id(0)?, call.id(1)?);
    let guild = state.reach_with(id, MANAGE_ROLES)?.guild.unwrap_or(0);
    state.regrant(guild, |state| state.overwrite(id, Overwrite { id: target, member: false, allow: 0, deny: 0 }));
    no_content()
}

impl State {
    /// Replaces what somebody may do in a channel; nothing allowed and nothing denied is no overwrite.
    pub(crate) fn overwrite(&mut self, channel: u64, new: Overwrite) {
        if let Some(place) = self.channels.get_mut(&channel) {
            place.overwrites.retain(|each| each.id != new.id);
            if new.allow | new.deny != 0 {
                place.overwrites.push(new);
            }
        }
        self.tell_channel("CHANNEL_UPDATE", channel);
    }
}
