//! Reactions by the bot.

use serde_json::Value;

use super::super::call::Call;
use super::super::error::{ApiError, MAX_REACTIONS, MISSING_PERMISSIONS, UNKNOWN_EMOJI};
use super::super::limits::Rate;
use super::super::permissions::{ADD_REACTIONS, MANAGE_MESSAGES, READ_MESSAGE_HISTORY};
use super::super::post::MOST_EMOJI;
use super::super::state::State;
use super::{Endpoint, Reply, no_content, ok, on};

/// One reaction per quarter second, as ever.
const CHANGES: Rate = Rate(1, 250);

pub(super) const ENDPOINTS: &[Endpoint] = &[
    on("PUT", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me", CHANGES, add),
    on("DELETE", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me", CHANGES, remove_own),
    on("DELETE", "/channels/{channel}/messages/{message}/reactions/{emoji}/{user}", CHANGES, remove_of),
    on("DELETE", "/channels/{channel}/messages/{message}/reactions/{emoji}", CHANGES, remove_emoji),
    on("DELETE", "/channels/{channel}/messages/{message}/reactions", CHANGES, remove_all),
    on("GET", "/channels/{channel}/messages/{message}/reactions/{emoji}", Rate(5, 5_000), list),
];

/// An emoji in a URL: a character that is one, or `name:id`.
fn emoji(call: &Call) -> Result<String, ApiError> {
    let text = call.text(2);
    let custom = text.split_once(':').is_some_and(|(name, id)| !name.is_empty() && id.parse::<u64>().is_ok());
    // Letters are no emoji; the keycaps (`1️⃣`) begin with an ASCII digit but go on.
    let plain = text.chars().any(|letter| !letter.is_ascii() && !letter.is_alphanumeric());
    if custom || plain { Ok(text.to_owned()) } else { Err(UNKNOWN_EMOJI.into()) }
}

fn add(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (channel, id) = (call.id(0)?, call.id(1)?);
    let joins = {
        let message = state.reach_message(channel, id)?;
        message.reactions.iter().any(|each| each.emoji == call.text(2))
    };
    let needed = if joins { READ_MESSAGE_HISTORY } else { READ_MESSAGE_HISTORY | ADD_REACTIONS };
    let place = state.reach_with(channel, needed)?;
    // In a locked thread people may still react, as long as it is active.
    State::refuse_if_archived(place)?;
    let emoji = emoji(call)?;
    if !joins && state.message(channel, id).is_some_and(|message| message.reactions.len() >= MOST_EMOJI) {
        return Err(MAX_REACTIONS.into());
    }
    let bot = state.app.bot;
    state.react(channel, id, bot, &emoji);
    no_content()
}

fn remove(state: &mut State, call: &Call, user: u64) -> Result<Reply, ApiError> {
    let (channel, id) = (call.id(0)?, call.id(1)?);
    state.reach_message(channel, id)?;
    let place = state.reach(channel)?;
    State::refuse_if_archived(place)?;
    if user != state.app.bot && !state.may(place, state.app.bot, MANAGE_MESSAGES) {
        return Err(MISSING_PERMISSIONS.into());
    }
    state.unreact(channel, id, user, &emoji(call)?);
    no_content()
}

fn remove_own(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let bot = state.app.bot;
    remove(state, call, bot)
}

fn remove_of(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let user = call.id(3)?;
    remove(state, call, user)
}

fn clear(state: &mut State, call: &Call, only: Option<&str>) -> Result<Reply, ApiError> {
    let (channel, id) = (call.id(0)?, call.id(1)?);
    state.reach_message(channel, id)?;
    State::refuse_if_archived(state.reach_with(channel, MANAGE_MESSAGES)?)?;
    state.clear_reactions(channel, id, only);
    no_content()
}

fn remove_emoji(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let emoji = emoji(call)?;
    clear(state, call, Some(&emoji))
}

fn remove_all(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    clear(state, call, None)
}

fn list(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (channel, id) = (call.id(0)?, call.id(1)?);
    let limit = call.query_number("limit", 25, 100)?;
    let after = call.query_id("after")?.unwrap_or(0);
    let emoji = emoji(call)?;
    let message = state.reach_message(channel, id)?;
    let found = message.reactions.iter().find(|each| each.emoji == emoji);
    let mut users: Vec<u64> = found.map(|reaction| reaction.users.clone()).unwrap_or_default();
    users.sort_unstable();
    let page = users.into_iter().filter(|user| *user > after).take(limit);
    ok(page.map(|user| state.user_json(user)).collect::<Value>())
}
