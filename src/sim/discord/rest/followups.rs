//! An interaction's webhook: its original answer and follow-ups, for fifteen minutes.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::error::{ApiError, EMPTY_MESSAGE, INVALID_WEBHOOK_TOKEN, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK};
use super::super::limits::Rate;
use super::super::model::{COMPONENTS_V2, Interaction, LOADING};
use super::super::state::State;
use super::super::validate;
use super::{Endpoint, Reply, no_content, ok, on};

/// The limits of webhooks.
pub(super) const WRITES: Rate = Rate(5, 2_000);

pub(super) const ENDPOINTS: &[Endpoint] = &[
    on("POST", "/webhooks/{app}/{token}", WRITES, follow_up),
    on("GET", "/webhooks/{app}/{token}/messages/{message}", WRITES, get),
    on("PATCH", "/webhooks/{app}/{token}/messages/{message}", WRITES, edit),
    on("DELETE", "/webhooks/{app}/{token}/messages/{message}", WRITES, delete),
];

/// The interaction behind a token; it must have been answered, and not too long ago.
fn behind(state: &State, call: &Call) -> Result<Interaction, ApiError> {
    let token = call.text(1);
    let known = state.interactions.values().rev().find(|each| each.token == token);
    let interaction = known.filter(|_| call.text(0) == state.app.id.to_string()).ok_or(UNKNOWN_WEBHOOK)?;
    let life = chrono::Duration::from_std(state.settings.token_life).unwrap_or_default();
    if state.now() - interaction.created > life {
        return Err(INVALID_WEBHOOK_TOKEN.into());
    }
    // Before the first answer the webhook does not exist.
    if interaction.answered.is_none() {
        return Err(UNKNOWN_WEBHOOK.into());
    }
    Ok(interaction.clone())
}

/// The message a call names: `@original` or an id of this interaction's messages.
fn target(state: &State, call: &Call, interaction: &Interaction) -> Result<u64, ApiError> {
    let id = if call.text(2) == "@original" {
        interaction.original.ok_or(UNKNOWN_MESSAGE)?
    } else {
        let id = call.id(2)?;
        let own = interaction.original == Some(id) || interaction.followups.contains(&id);
        Some(id).filter(|_| own).ok_or(UNKNOWN_MESSAGE)?
    };
    state.message(interaction.channel, id).map(|message| message.id).ok_or_else(|| UNKNOWN_MESSAGE.into())
}

fn follow_up(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    // The address of a channel's own webhook looks the same.
    if super::webhooks::is_one(state, call) {
        return super::webhooks::execute(state, call);
    }
    let interaction = behind(state, call)?;
    let body = &call.body;
    validate::sizes(&call.files)?;
    validate::message(body, &call.files, false, false)?;
    if validate::says_nothing(body, call.files.len()) {
        return Err(EMPTY_MESSAGE.into());
    }
    state.check_careful(body, false)?;
    state.check_media(body, &call.files, &[])?;
    // The first follow-up to "is thinking…" takes its place, ephemeral or not as that was.
    if interaction.thinking
        && let Some(original) = interaction.original
    {
        return rewrite(state, call, &interaction, original);
    }
    let mut draft = state.interaction_draft(&interaction, body, true);
    draft.attachments = state.store_all(interaction.channel, body, &call.files);
    let message = state.post(interaction.channel, draft);
    if let Some(known) = state.interactions.get_mut(&interaction.id) {
        known.followups.push(message);
    }
    ok(state.message_reply(interaction.channel, message))
}

fn get(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    if super::webhooks::is_one(state, call) {
        return super::webhooks::read(state, call);
    }
    let interaction = behind(state, call)?;
    let id = target(state, call, &interaction)?;
    ok(state.message_reply(interaction.channel, id))
}

fn edit(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    if super::webhooks::is_one(state, call) {
        return super::webhooks::edit(state, call);
    }
    let interaction = behind(state, call)?;
    let id = target(state, call, &interaction)?;
    rewrite(state, call, &interaction, id)
}

fn rewrite(state: &mut State, call: &Call, interaction: &Interaction, id: u64) -> Result<Reply, ApiError> {
    let (channel, body) = (interaction.channel, &call.body);
    let message = state.message(channel, id).ok_or(UNKNOWN_MESSAGE)?;
    validate::sizes(&call.files)?;
    validate::message(body, &call.files, true, message.flags & COMPONENTS_V2 != 0)?;
    state.check_careful(body, false)?;
    let mut kept = super::messages::kept_attachments(message, body, call.files.len());
    state.check_media(body, &call.files, &kept)?;
    if super::messages::says_nothing_after(message, body, &kept, call.files.len()) {
        return Err(EMPTY_MESSAGE.into());
    }
    let filling = interaction.thinking && interaction.original == Some(id);
    kept.extend(state.store_all(channel, body, &call.files));
    if filling {
        if let Some(message) = state.message_mut(channel, id) {
            message.flags &= !LOADING;
        }
        if let Some(known) = state.interactions.get_mut(&interaction.id) {
            known.thinking = false;
        }
    }
    let edited = (!filling).then(|| state.now());
    state.rewrite_at(channel, id, &super::messages::patch_of(body), Some(kept), edited);
    ok(state.message_reply(channel, id))
}

fn delete(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    if super::webhooks::is_one(state, call) {
        return super::webhooks::delete_message(state, call);
    }
    let interaction = behind(state, call)?;
    let id = target(state, call, &interaction)?;
    if let Some(known) = state.interactions.get_mut(&interaction.id).filter(|known| known.original == Some(id)) {
        known.thinking = false;
    }
    state.remove(interaction.channel, &[id]);
    let told: Value = json!({ "interaction": interaction.id.to_string(), "deleted": id.to_string() });
    state.tell("answer", &told);
    no_content()
}
