//! Faults, the gateway's troubles, settings and the clock.

use std::time::Duration;

use axum::Json;
use axum::extract::State as Extract;
use serde_json::{Value, json};

use super::super::Discord;
use super::super::faults::Fault;
use super::super::gateway::hub::GatewayFault;
use super::super::settings::Settings;
use super::super::state::State;
use super::{Answer, Body};
use crate::sim::people::Refused;

pub(super) async fn faults(Extract(discord): Extract<Discord>) -> Answer {
    Ok(Json(discord.look(|state| json!(state.faults.pending))))
}

pub(super) async fn fault(Extract(discord): Extract<Discord>, body: Body) -> Answer {
    let fault: Fault = read(body.0)?;
    if fault.times == 0 {
        return Err(Refused::new("\"times\" must be at least 1"));
    }
    Ok(Json(json!({ "id": discord.fail(fault) })))
}

pub(super) async fn forget_faults(Extract(discord): Extract<Discord>) -> Answer {
    discord.with(|state| state.faults.pending.clear());
    Ok(Json(json!({})))
}

pub(super) async fn gateway(Extract(discord): Extract<Discord>, body: Body) -> Answer {
    let fault: GatewayFault = read(body.0)?;
    discord.gateway(fault);
    Ok(Json(json!({})))
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, Refused> {
    serde_json::from_value(value).map_err(|error| Refused::new(format!("that cannot be understood: {error}")))
}

fn shown(state: &State) -> Value {
    let settings = &state.settings;
    let millis = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    json!({
        "rate_limits": settings.rate_limits, "message_content": settings.message_content,
        "members_intent": settings.members_intent, "presences_intent": settings.presences_intent,
        "interactions_endpoint_url": state.app.endpoint, "history_nonce": settings.history_nonce,
        "strict": settings.strict, "identifies": settings.identifies,
        "answer_within_ms": millis(settings.answer_within), "token_life_ms": millis(settings.token_life),
        "nonce_window_ms": millis(settings.nonce_window),
        "attachment_life_ms": millis(settings.attachment_life), "heartbeat_ms": millis(settings.heartbeat),
        "max_active_threads": settings.max_active_threads, "old_edits": settings.old_edits,
        "latency_ms": settings.latency_ms,
    })
}

pub(super) async fn settings(Extract(discord): Extract<Discord>) -> Answer {
    Ok(Json(discord.look(shown)))
}

pub(super) async fn change_settings(Extract(discord): Extract<Discord>, body: Body) -> Answer {
    discord.with(|state| {
        let mut changed = state.settings.clone();
        for (key, value) in body.0.as_object().into_iter().flatten() {
            if key == "interactions_endpoint_url" {
                state.app.endpoint = value.as_str().map(str::to_owned);
            } else {
                set(&mut changed, key, value)
                    .ok_or_else(|| Refused::new(format!("there is no setting {key:?} that takes {value}")))?;
            }
        }
        state.settings = changed;
        state.limiter.clear();
        Ok(Json(shown(state)))
    })
}

fn set(settings: &mut Settings, key: &str, value: &Value) -> Option<()> {
    let millis = || value.as_u64().map(Duration::from_millis);
    let count = || value.as_u64().and_then(|count| u32::try_from(count).ok());
    match key {
        "rate_limits" => {
            let factor = value.as_f64().or_else(|| value.as_bool().map(|on| if on { 1.0 } else { 0.0 }))?;
            settings.rate_limits = factor;
        }
        "message_content" => settings.message_content = value.as_bool()?,
        "members_intent" => settings.members_intent = value.as_bool()?,
        "presences_intent" => settings.presences_intent = value.as_bool()?,
        "history_nonce" => settings.history_nonce = value.as_bool()?,
        "strict" => settings.strict = value.as_bool()?,
        "identifies" => settings.identifies = count()?,
        "old_edits" => settings.old_edits = count()?,
        "answer_within_ms" => settings.answer_within = millis()?,
        "token_life_ms" => settings.token_life = millis()?,
        "nonce_window_ms" => settings.nonce_window = millis()?,
        "attachment_life_ms" => settings.attachment_life = millis()?,
        "heartbeat_ms" => settings.heartbeat = millis()?,
        "max_active_threads" => settings.max_active_threads = usize::try_from(value.as_u64()?).ok()?,
        "latency_ms" => settings.latency_ms = value.as_u64()?,
        _ => return None,
    }
    Some(())
}

pub(super) async fn clock(Extract(discord): Extract<Discord>, body: Body) -> Answer {
    let millis = body.0["advance_ms"].as_u64();
    let millis = millis.ok_or_else(|| Refused::new("\"advance_ms\" is missing or not a number"))?;
    discord.advance(Duration::from_millis(millis));
    Ok(Json(json!({ "now": discord.look(|state| super::super::ids::iso(state.now())) })))
}
