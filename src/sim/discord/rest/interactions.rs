//! The first answer to an interaction: within three seconds, and only one.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::error::{ALREADY_ACKNOWLEDGED, ApiError, EMPTY_MESSAGE, Form, UNKNOWN_INTERACTION};
use super::super::limits::EXEMPT;
use super::super::model::{CHAT_INPUT, COMPONENTS_V2, CONTEXT_MENU, EPHEMERAL, Interaction, LOADING, REPLY, Reference};
use super::super::post::{Draft, number_components};
use super::super::state::State;
use super::super::validate;
use super::super::view::sid;
use super::{Endpoint, Reply, no_content, ok, on};

pub(super) const ENDPOINTS: &[Endpoint] =
    &[on("POST", "/interactions/{interaction}/{token}/callback", EXEMPT, callback)];

fn callback(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let id = call.id(0)?;
    let interaction = state.interactions.get(&id).filter(|each| each.token == call.text(1));
    let interaction = interaction.ok_or(UNKNOWN_INTERACTION)?.clone();
    if interaction.answered.is_some() {
        return Err(ALREADY_ACKNOWLEDGED.into());
    }
    if state.too_late(&interaction) {
        return Err(UNKNOWN_INTERACTION.into());
    }
    let (kind, data) = (kind_of(&call.body)?, &call.body["data"]);
    check_kind(&interaction, kind)?;
    match kind {
        4 => answer(state, call, &interaction)?,
        5 => defer(state, data, &interaction),
        6 => settle(state, id, kind, interaction.source),
        7 => update(state, call, &interaction)?,
        8 => {
            validate::choices(data)?;
            settle(state, id, kind, None);
            if let Some(known) = state.interactions.get_mut(&id) {
                known.choices = data["choices"].as_array().cloned();
            }
        }
        9 => {
            validate::modal(data)?;
            settle(state, id, kind, None);
            if let Some(known) = state.interactions.get_mut(&id) {
                known.modal = Some(numbered(data));
            }
        }
        _ => {}
    }
    state.tell("answer", &json!({ "interaction": sid(id), "type": kind, "data": data }));
    if call.flag("with_response") {
        return ok(with_response(state, id, kind));
    }
    no_content()
}

/// A modal with an id on each component.
fn numbered(data: &Value) -> Value {
    let mut modal = data.clone();
    modal["components"] = json!(number_components(data["components"].as_array().cloned().unwrap_or_default()));
    modal
}

fn kind_of(body: &Value) -> Result<u8, ApiError> {
    let known = body["type"].as_u64().and_then(|kind| u8::try_from(kind).ok());
    known.filter(|kind| matches!(kind, 1 | 4..=9 | 12)).ok_or_else(|| {
        let message = "Value must be one of {1, 4, 5, 6, 7, 8, 9, 10, 12}.";
        Form::refuse("type", "BASE_TYPE_CHOICES", message)
    })
}

/// Which answer fits which interaction.
fn check_kind(interaction: &Interaction, kind: u8) -> Result<(), ApiError> {
    let fits = match (interaction.kind, kind) {
        (4, kind) => kind == 8,
        (_, 1 | 8 | 12) | (2, 6 | 7) | (5, 9) => false,
        // A modal that no component opened has no message to update.
        (5, 6 | 7) => interaction.source.is_some(),
        _ => true,
    };
    if fits {
        return Ok(());
    }
    let message = "This interaction callback type is not valid for this interaction.";
    Err(Form::refuse("type", "INTERACTION_CALLBACK_TYPE_INVALID", message))
}

fn settle(state: &mut State, id: u64, kind: u8, original: Option<u64>) {
    if let Some(interaction) = state.interactions.get_mut(&id) {
        interaction.answered = Some(kind);
        interaction.original = original;
    }
}

impl State {
    /// What an interaction's messages look like, before they say anything.
    pub(super) fn interaction_draft(&self, interaction: &Interaction, body: &Value, followup: bool) -> Draft {
        let flags = body["flags"].as_u64().unwrap_or(0) & (super::messages::SETTABLE | EPHEMERAL);
        let by_menu = interaction.payload["data"]["type"].as_u64().is_some_and(|kind| kind > 1);
        let answered = if followup { interaction.original } else { interaction.source };
        // What only one person sees is not quoted to all.
        let shared = |id: &u64| {
            let message = self.message(interaction.channel, *id);
            message.is_some_and(|message| message.only_for.is_none() || flags & EPHEMERAL != 0)
        };
        let answered = answered.filter(shared);
        let kind = match (interaction.kind, answered) {
            (_, Some(_)) => REPLY,
            (2, None) if !followup => {
                if by_menu {
                    CONTEXT_MENU
                } else {
                    CHAT_INPUT
                }
            }
            _ => 0,
        };
        let metadata = if followup { Value::Null } else { interaction.metadata.clone() };
        Draft {
            kind,
            flags,
            reference: answered.map(|message| Reference { channel: interaction.channel, message: Some(message) }),
            interaction: Some(metadata),
            only_for: (flags & EPHEMERAL != 0).then_some(interaction.person),
            ..super::messages::draft(self.app.bot, body)
        }
    }
}

fn answer(state: &mut State, call: &Call, interaction: &Interaction) -> Result<(), ApiError> {
    let data = &call.body["data"];
    validate::sizes(&call.files)?;
    validate::message(data, &call.files, false, false).map_err(under_data)?;
    if validate::says_nothing(data, call.files.len()) {
        return Err(EMPTY_MESSAGE.into());
    }
    state.check_careful(data, false)?;
    state.check_media(data, &call.files, &[])?;
    let mut draft = state.interaction_draft(interaction, data, false);
    draft.attachments = state.store_all(interaction.channel, data, &call.files);
    let message = state.post(interaction.channel, draft);
    settle(state, interaction.id, 4, Some(message));
    Ok(())
}

/// Faults of a callback's message are told under `data`.
fn under_data(mut error: ApiError) -> ApiError {
    if error.body["errors"].is_object() {
        let inner = error.body["errors"].take();
        error.body["errors"] = json!({ "data": inner });
    }
    error
}

fn defer(state: &mut State, data: &Value, interaction: &Interaction) {
    let flags = json!({ "flags": data["flags"].as_u64().unwrap_or(0) & EPHEMERAL });
    let mut draft = state.interaction_draft(interaction, &flags, false);
    draft.flags |= LOADING;
    let message = state.post(interaction.channel, draft);
    settle(state, interaction.id, 5, Some(message));
    if let Some(known) = state.interactions.get_mut(&interaction.id) {
        known.thinking = true;
    }
}

fn update(state: &mut State, call: &Call, interaction: &Interaction) -> Result<(), ApiError> {
    let data = &call.body["data"];
    let source = interaction.source.unwrap_or(0);
    let message = state.message(interaction.channel, source).ok_or(super::super::error::UNKNOWN_MESSAGE)?;
    validate::sizes(&call.files)?;
    validate::message(data, &call.files, true, message.flags & COMPONENTS_V2 != 0).map_err(under_data)?;
    state.check_careful(data, false)?;
    let mut kept = super::messages::kept_attachments(message, data, call.files.len());
    state.check_media(data, &call.files, &kept)?;
    if super::messages::says_nothing_after(message, data, &kept, call.files.len()) {
        return Err(EMPTY_MESSAGE.into());
    }
    kept.extend(state.store_all(interaction.channel, data, &call.files));
    state.rewrite(interaction.channel, source, &super::messages::patch_of(data), Some(kept));
    settle(state, interaction.id, 7, Some(source));
    Ok(())
}

fn with_response(state: &State, id: u64, kind: u8) -> Value {
    let Some(interaction) = state.interactions.get(&id) else { return Value::Null };
    let mut out = json!({
        "interaction": { "id": sid(id), "type": interaction.kind, "channel_id": sid(interaction.channel),
                         "guild_id": interaction.payload["guild_id"] },
        "resource": { "type": kind },
    });
    let original = interaction.original.and_then(|message| state.message(interaction.channel, message));
    if let Some(message) = original {
        out["interaction"]["response_message_id"] = sid(message.id);
        out["interaction"]["response_message_loading"] = json!(interaction.thinking);
        out["interaction"]["response_message_ephemeral"] = json!(message.only_for.is_some());
        out["resource"]["message"] = state.message_json(message);
    }
    out
}
