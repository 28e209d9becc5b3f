//! Polls by REST: who voted for what, and ending one.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::error::{ApiError, NO_POLL, NOT_AUTHOR, POLL_EXPIRED};
use super::super::limits::Rate;
use super::super::state::State;
use super::{Endpoint, Reply, ok, on};

const RATE: Rate = Rate(5, 5_000);

pub(super) const ENDPOINTS: &[Endpoint] = &[
    on("GET", "/channels/{channel}/polls/{message}/answers/{answer}", RATE, voters),
    on("POST", "/channels/{channel}/polls/{message}/expire", RATE, expire),
];

fn voters(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let message = state.reach_message(call.id(0)?, call.id(1)?)?;
    let poll = message.extra.poll.as_ref().ok_or(NO_POLL)?;
    let (answer, limit) = (call.id(2)?, call.query_number("limit", 25, 100)?);
    let after = call.query_id("after")?.unwrap_or(0);
    let votes = poll.answers.iter().find(|each| each.id == answer).map(|each| each.votes.clone()).unwrap_or_default();
    let users = votes.into_iter().filter(|user| *user > after).take(limit).map(|user| state.user_json(user));
    ok(json!({ "users": users.collect::<Value>() }))
}

fn expire(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (channel, id) = (call.id(0)?, call.id(1)?);
    let message = state.reach_message(channel, id)?;
    if message.author != state.app.bot {
        return Err(NOT_AUTHOR.into());
    }
    if message.extra.poll.as_ref().ok_or(NO_POLL)?.ended {
        return Err(POLL_EXPIRED.into());
    }
    state.end_poll(channel, id);
    ok(state.message_reply(channel, id))
}
