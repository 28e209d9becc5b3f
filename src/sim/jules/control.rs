//! The control API: what people and other programs can see of the simulated Jules, and turn.
//!
//! Mounted under `/control/jules` by `jules-discord sim`. JSON in, JSON out; no key is needed on loopback.
//! Wrong input is answered 400 with `{"error": "one sentence"}`, a session that does not exist 404.
//!
//! | method and path | body | answer |
//! |---|---|---|
//! | `GET /` | | `{api_url, api_key, speed}` |
//! | `GET /sessions` | | `{sessions: […]}`: as the API shows them, with `requirePlanApproval automationMode sentMessages approvals account` |
//! | `GET /sessions/{id}` | | one of them |
//! | `GET /sessions/{id}/activities` | | `{activities: […]}`, those that do not show yet included |
//! | `GET /sessions/{id}/upcoming` | | `{upcoming: […]}`: what is still to happen, as `5.0 s: the next step of its script` |
//! | `POST /sessions/{id}/steps` | a step as in a scenario: `{"message": "Hello"}`, `{"event": {"newThing": {}}}` | `{}` |
//! | `PUT /sessions/{id}/state` | `{"state": "VERIFYING"}` | `{}` |
//! | `GET /calls` | | `{calls: […]}`: time, method, path, query, operation, session, key, body, status, bytes |
//! | `DELETE /calls` | | `{}`, and calls and counters are forgotten |
//! | `GET /counters` | | `{operations: {…}, sessions: {…}, keys: {…}, wire: {…}}`: calls, refused, request_bytes, response_bytes, plain_bytes; connections and all bytes |
//! | `GET /repeated` | | `{repeated: […]}`: creates and messages that took effect more than once, a sentence each |
//! | `GET /faults` | | `{faults: […]}`: those that wait |
//! | `POST /faults` | `{"operation": "sessions.create", "count": 2, "fault": {"status": 503, "after_effect": true}}` | `{}` |
//! | `DELETE /faults` | | `{}`, and none waits any more |
//! | `GET /knobs` | | all knobs |
//! | `PATCH /knobs` | those to turn: `{"lists": {"lag": "5s"}}` | all knobs |
//! | `GET /clock` | | `{speed, paused, next}`; `next` says what happens next, and when |
//! | `POST /clock` | `{"speed"?: 10, "paused"?: true, "skip"?: true}`; `skip` goes to what happens next | the same |
//! | `POST /keys` | a key as in a scenario: `{"key": "another", "account": "", "activities_per_minute": 60}` | `{}` |
//! | `DELETE /keys/{key}` | | `{}`, and the key is revoked |

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{delete, get, post, put};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::handle::Jules;
use crate::sim::scenario::{Planned, Step};

type Answer = Result<Json<Value>, Wrong>;

/// Wrong input: a status and one sentence.
struct Wrong(StatusCode, String);

impl IntoResponse for Wrong {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

impl From<String> for Wrong {
    fn from(sentence: String) -> Self {
        Self(StatusCode::BAD_REQUEST, sentence)
    }
}

/// The routes above, to be nested where the caller likes.
pub fn control_router(handle: Jules) -> Router {
    Router::new()
        .route("/", get(about))
        .route("/sessions", get(sessions))
        .route("/sessions/{id}", get(session))
        .route("/sessions/{id}/activities", get(activities))
        .route("/sessions/{id}/upcoming", get(upcoming))
        .route("/sessions/{id}/steps", post(inject))
        .route("/sessions/{id}/state", put(set_state))
        .route("/calls", get(calls).delete(forget_calls))
        .route("/counters", get(counters))
        .route("/repeated", get(repeated))
        .route("/faults", get(faults).post(fail).delete(forget_faults))
        .route("/knobs", get(knobs).patch(patch_knobs))
        .route("/clock", get(clock).post(turn_clock))
        .route("/keys", post(add_key))
        .route("/keys/{key}", delete(revoke_key))
        .with_state(handle)
}

fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Wrong> {
    serde_json::from_slice(body).map_err(|e| format!("The body does not fit: {e}.").into())
}

fn done() -> Json<Value> {
    Json(json!({}))
}

fn known(jules: &Jules, id: &str) -> Result<Value, Wrong> {
    jules.session_view(id).ok_or_else(|| Wrong(StatusCode::NOT_FOUND, format!("There is no session {id}.")))
}

async fn about(State(jules): State<Jules>) -> Json<Value> {
    Json(json!({"api_url": jules.api_url(), "api_key": jules.api_key(), "speed": jules.clock().speed()}))
}

async fn sessions(State(jules): State<Jules>) -> Json<Value> {
    Json(json!({"sessions": jules.sessions()}))
}

async fn session(State(jules): State<Jules>, Path(id): Path<String>) -> Answer {
    known(&jules, &id).map(Json)
}

async fn activities(State(jules): State<Jules>, Path(id): Path<String>) -> Answer {
    known(&jules, &id)?;
    Ok(Json(json!({"activities": jules.activities(&id)})))
}

async fn upcoming(State(jules): State<Jules>, Path(id): Path<String>) -> Answer {
    known(&jules, &id)?;
    Ok(Json(json!({"upcoming": jules.upcoming(&id)})))
}

async fn inject(State(jules): State<Jules>, Path(id): Path<String>, body: Bytes) -> Answer {
    known(&jules, &id)?;
    let step: Step = read(&body)?;
    jules.inject(&id, &step)?;
    Ok(done())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewState {
    state: String,
}

async fn set_state(State(jules): State<Jules>, Path(id): Path<String>, body: Bytes) -> Answer {
    known(&jules, &id)?;
    let NewState { state } = read(&body)?;
    jules.set_state(&id, &state)?;
    Ok(done())
}

async fn calls(State(jules): State<Jules>) -> Json<Value> {
    Json(json!({"calls": jules.calls()}))
}

async fn forget_calls(State(jules): State<Jules>) -> Json<Value> {
    jules.clear_calls();
    done()
}

async fn counters(State(jules): State<Jules>) -> Json<Value> {
    Json(json!(jules.counters()))
}

async fn repeated(State(jules): State<Jules>) -> Json<Value> {
    Json(json!({"repeated": jules.repeated()}))
}

async fn faults(State(jules): State<Jules>) -> Json<Value> {
    Json(json!({"faults": jules.pending_faults()}))
}

async fn fail(State(jules): State<Jules>, body: Bytes) -> Answer {
    let Planned { operation, count, fault } = read(&body)?;
    jules.fail(operation, count, fault)?;
    Ok(done())
}

async fn forget_faults(State(jules): State<Jules>) -> Json<Value> {
    jules.clear_faults();
    done()
}

async fn knobs(State(jules): State<Jules>) -> Json<Value> {
    Json(json!(jules.knobs()))
}

async fn patch_knobs(State(jules): State<Jules>, body: Bytes) -> Answer {
    jules.patch_knobs(&read(&body)?)?;
    Ok(Json(json!(jules.knobs())))
}

async fn clock(State(jules): State<Jules>) -> Json<Value> {
    Json(jules.clock_json())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Turn {
    speed: Option<f64>,
    paused: Option<bool>,
    #[serde(default)]
    skip: bool,
}

async fn turn_clock(State(jules): State<Jules>, body: Bytes) -> Answer {
    let turn: Turn = read(&body)?;
    let sensible = |speed: &f64| (0.01..=1_000.0).contains(speed);
    if turn.speed.is_some_and(|speed| !sensible(&speed)) {
        return Err("The speed must be between 0.01 and 1000.".to_owned().into());
    }
    if let Some(speed) = turn.speed {
        jules.clock().set_speed(speed);
    }
    if let Some(paused) = turn.paused {
        jules.clock().pause(paused);
    }
    if turn.skip && !jules.skip() {
        return Err("Nothing is planned: it waits for people.".to_owned().into());
    }
    Ok(Json(jules.clock_json()))
}

async fn add_key(State(jules): State<Jules>, body: Bytes) -> Answer {
    jules.accept(read(&body)?);
    Ok(done())
}

async fn revoke_key(State(jules): State<Jules>, Path(key): Path<String>) -> Answer {
    if jules.revoke_key(&key) { Ok(done()) } else { Err(Wrong(StatusCode::NOT_FOUND, "There is no such key.".into())) }
}
