//! Pinned messages: listing, pinning, unpinning.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::error::{ApiError, MAX_PINS, SYSTEM_MESSAGE};
use super::super::events::intent;
use super::super::ids::iso;
use super::super::limits::Rate;
use super::super::model::{Message, PIN_ADDED, Reference};
use super::super::permissions::{PIN_MESSAGES, READ_MESSAGE_HISTORY};
use super::super::post::Draft;
use super::super::state::State;
use super::super::view::sid;
use super::{Endpoint, Reply, no_content, ok, on};

const RATE: Rate = Rate(5, 5_000);
/// A channel takes so many.
const MOST_PINS: usize = 250;

pub(super) const ENDPOINTS: &[Endpoint] = &[
    on("GET", "/channels/{channel}/messages/pins", RATE, pins),
    on("GET", "/channels/{channel}/pins", RATE, old_pins),
    on("PUT", "/channels/{channel}/messages/pins/{message}", RATE, pin),
    on("DELETE", "/channels/{channel}/messages/pins/{message}", RATE, unpin),
    on("PUT", "/channels/{channel}/pins/{message}", RATE, pin),
    on("DELETE", "/channels/{channel}/pins/{message}", RATE, unpin),
];

/// The pinned messages, the one pinned last first.
fn pinned(state: &State, channel: u64) -> Result<Vec<&Message>, ApiError> {
    let place = state.reach(channel)?;
    if !state.may(place, state.app.bot, READ_MESSAGE_HISTORY) {
        return Ok(Vec::new());
    }
    let inside = state.messages.get(&channel).into_iter().flat_map(|inside| inside.values());
    let mut found: Vec<&Message> = inside.filter(|message| message.pinned.is_some()).collect();
    found.sort_by_key(|message| std::cmp::Reverse((message.pinned, message.id)));
    Ok(found)
}

fn old_pins(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let found = pinned(state, call.id(0)?)?;
    ok(found.into_iter().take(50).map(|message| state.message_json(message)).collect())
}

fn pins(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let limit = call.query_number("limit", 50, 50)?;
    let before = call.query.get("before").and_then(|text| chrono::DateTime::parse_from_rfc3339(text).ok());
    let mut found = pinned(state, call.id(0)?)?;
    found.retain(|message| before.is_none_or(|before| message.pinned.is_some_and(|at| at < before)));
    let more = found.len() > limit;
    let items = found
        .into_iter()
        .take(limit)
        .map(|message| json!({ "pinned_at": message.pinned.map(iso), "message": state.message_json(message) }));
    ok(json!({ "items": items.collect::<Value>(), "has_more": more }))
}

fn reach(state: &State, call: &Call) -> Result<(u64, u64), ApiError> {
    let (channel, id) = (call.id(0)?, call.id(1)?);
    let message = state.reach_message(channel, id)?;
    if !super::is_said(message.kind) {
        return Err(SYSTEM_MESSAGE.into());
    }
    State::refuse_if_archived(state.reach_with(channel, PIN_MESSAGES)?)?;
    Ok((channel, id))
}

fn pin(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (channel, id) = reach(state, call)?;
    let bot = state.app.bot;
    state.pin(channel, id, bot)?;
    no_content()
}

fn unpin(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (channel, id) = reach(state, call)?;
    state.unpin(channel, id);
    no_content()
}

impl State {
    /// Pins a message; the channel says who did it.
    pub(crate) fn pin(&mut self, channel: u64, id: u64, by: u64) -> Result<(), ApiError> {
        let there = self.messages.get(&channel).into_iter().flat_map(|inside| inside.values());
        if there.filter(|message| message.pinned.is_some()).count() >= MOST_PINS {
            return Err(MAX_PINS.into());
        }
        let now = self.now();
        if let Some(message) = self.message_mut(channel, id).filter(|message| message.pinned.is_none()) {
            message.pinned = Some(now);
            if let Some(place) = self.channels.get_mut(&channel) {
                place.last_pin = Some(now);
            }
            self.tell_pins(channel, id);
            let reference = Some(Reference { channel, message: Some(id) });
            self.post(channel, Draft { author: by, kind: PIN_ADDED, reference, ..Draft::default() });
        }
        Ok(())
    }

    /// Takes a pin off.
    pub(crate) fn unpin(&mut self, channel: u64, id: u64) {
        if let Some(message) = self.message_mut(channel, id).filter(|message| message.pinned.is_some()) {
            message.pinned = None;
            self.tell_pins(channel, id);
        }
    }

    /// `MESSAGE_UPDATE` and `CHANNEL_PINS_UPDATE`.
    fn tell_pins(&mut self, channel: u64, id: u64) {
        self.tell_message("MESSAGE_UPDATE", channel, id);
        let Some(place) = self.overheard(channel) else { return };
        let guild = place.guild;
        let mut data = json!({ "channel_id": sid(channel), "last_pin_timestamp": place.last_pin.map(iso) });
        if let Some(guild) = guild {
            data["guild_id"] = sid(guild);
        }
        let needs = if guild.is_some() { intent::GUILDS } else { intent::DIRECT_MESSAGES };
        self.dispatch("CHANNEL_PINS_UPDATE", guild, needs, &data);
    }
}
