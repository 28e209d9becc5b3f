//! One request from its bytes to its answer: ledger, faults, key, operation, mask.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request, State as Extract};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::fault::{Fault, FaultBody};
use super::ledger::{Answer, Call};
use super::line::Switch;
use super::mask::Mask;
use super::operation::{Operation, Route};
use super::query::Query;
use super::refusal::Refusal;
use super::state::State;
use super::{Shared, activities, create, reply, sessions, sources, stamp, talk};
use crate::sim::scenario::Span;
use crate::sim::scenario::knobs::{EmptyBodies, FieldsMask};

/// More than any client of ours sends; the real limit is not known.
const MAX_BODY: usize = 10 * 1024 * 1024;

/// A request that means an operation, with its key accepted.
pub(super) struct Asked {
    pub(super) session: String,
    /// An activity's id, or a source's name.
    pub(super) part: String,
    pub(super) query: Query,
    pub(super) body: Bytes,
    pub(super) key: String,
    pub(super) account: String,
}

/// What an operation answers.
pub(super) enum Reply {
    Json(Value),
    Created(Value, String),
    /// A page of activities, each as its bytes.
    Page {
        items: Vec<Bytes>,
        next: Option<String>,
    },
    Empty,
}

/// An answer that is ready to be sent, or the lack of one.
pub(super) enum Outcome {
    Send(reply::Ready),
    Drop,
}

/// Serves every request there is.
pub(super) async fn serve(
    Extract(shared): Extract<Arc<Shared>>,
    ConnectInfo(switch): ConnectInfo<Switch>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MAX_BODY).await.unwrap_or_default();
    let route = Route::of(&parts.method, parts.uri.path());
    let number = shared.with(|state| state.ledger.begin(call(&parts, &route, &body)));
    let (operation, session, part) = match route {
        Route::Known { operation, session, part } => (operation, session, part),
        Route::UnknownVerb => return finish(&shared, number, &switch, refused(&Refusal::no_method()), None),
        Route::Nowhere => return finish(&shared, number, &switch, reply::Ready::html(404), None),
    };
    let (latency, fault) = shared.with(|state| meet(state, operation));
    shared.clock.sleep(latency).await;
    let key = parts.headers.get("x-goog-api-key").and_then(|key| key.to_str().ok()).map(str::to_owned);
    let ask = || answer(&shared, operation, &parts, Target { session, part, body, key });
    match fault {
        None => finish(&shared, number, &switch, ask(), None),
        Some(fault) => {
            let outcome = suffer(&shared, &fault, ask).await;
            finish_with(&shared, number, &switch, outcome, Some(&fault))
        }
    }
}

/// The latency of a call, and the fault it meets.
fn meet(state: &mut State, operation: Operation) -> (std::time::Duration, Option<Fault>) {
    let knobs = state.scenario.knobs.transport.clone();
    let tail = knobs.latency_tail != Span::ZERO && state.rng.f64() < 0.01;
    let latency = if tail { knobs.latency_tail } else { knobs.latency }.pick(&mut state.rng);
    let planned = state.faults.take(operation);
    let fault = planned.or_else(|| match state.rng.f64() {
        luck if luck < knobs.reset_rate / 2.0 => Some(Fault::drop()),
        luck if luck < knobs.reset_rate => Some(Fault::drop().after_effect()),
        luck if luck < knobs.reset_rate + knobs.error_rate => Some(Fault::status(503)),
        _ => None,
    });
    (latency, fault)
}

/// Plays a fault around the call.
async fn suffer(shared: &Shared, fault: &Fault, ask: impl FnOnce() -> reply::Ready) -> Outcome {
    let pause = shared.with(|state| fault.hang.map(|hang| hang.pick(&mut state.rng))).unwrap_or_default();
    let (mut ask, mut answer) = (Some(ask), None);
    if fault.after_effect {
        answer = ask.take().map(|ask| ask());
    }
    tokio::select! {
        () = shared.clock.sleep(pause) => {}
        () = shared.stop.cancelled() => return Outcome::Drop,
    }
    if fault.drop {
        return Outcome::Drop;
    }
    let created = answer.as_ref().and_then(|ready| ready.created.clone());
    if fault.replaces() {
        let status = fault.status.unwrap_or(503);
        let ready = match fault.body {
            FaultBody::Json => refused(&Refusal { retry_after: fault.retry_after, ..Refusal::of_status(status) }),
            FaultBody::Html => reply::Ready::html(status),
            FaultBody::Empty => reply::Ready::empty(status),
        };
        return Outcome::Send(reply::Ready { created, ..ready });
    }
    Outcome::Send(answer.or_else(|| ask.map(|ask| ask())).unwrap_or_else(|| reply::Ready::empty(500)))
}

/// What the request is about.
struct Target {
    session: String,
    part: String,
    body: Bytes,
    key: Option<String>,
}

/// The true answer.
fn answer(shared: &Shared, operation: Operation, parts: &Parts, target: Target) -> reply::Ready {
    let outcome = shared.with(|state| {
        let Some(key) = target.key.filter(|key| !key.is_empty()) else { return Err(Refusal::no_key(operation)) };
        let Some(account) = state.keys.get(&key).cloned() else { return Err(Refusal::bad_key(operation)) };
        let query = Query::of(&parts.uri, operation)?;
        let mask = mask(state, &query)?;
        let asked = Asked { session: target.session, part: target.part, query, body: target.body, key, account };
        let reply = dispatch(state, operation, &asked)?;
        let object = match (&reply, state.scenario.knobs.transport.empty_bodies) {
            (Reply::Empty, EmptyBodies::Alternate) => {
                state.empties += 1;
                state.empties % 2 == 1
            }
            (_, bodies) => bodies != EmptyBodies::Nothing,
        };
        Ok((reply, mask, object))
    });
    // The timeline may have new things to do; writing the answer needs no lock.
    shared.wake.notify_one();
    match outcome {
        Err(refusal) => refused(&refusal),
        Ok((reply, mask, object)) => written(reply, mask.as_ref(), object),
    }
}

fn written(reply: Reply, mask: Option<&Mask>, object: bool) -> reply::Ready {
    let masked = |value: Value| match mask {
        Some(mask) => mask.apply(value),
        None => value,
    };
    match reply {
        Reply::Json(value) => reply::Ready::json(200, &masked(value)),
        Reply::Created(value, id) => reply::Ready { created: Some(id), ..reply::Ready::json(200, &masked(value)) },
        Reply::Page { items, next } if mask.is_none() => reply::Ready::page("activities", &items, next.as_deref()),
        Reply::Page { items, next } => {
            let items: Vec<Value> = items.iter().filter_map(|item| serde_json::from_slice(item).ok()).collect();
            let page = super::wire::omit_defaults(json!({"nextPageToken": next}));
            let mut page = page;
            if !items.is_empty() {
                page["activities"] = items.into();
            }
            reply::Ready::json(200, &masked(page))
        }
        Reply::Empty if object => reply::Ready::json(200, &json!({})),
        Reply::Empty => reply::Ready::empty(200),
    }
}

fn mask(state: &State, query: &Query) -> Result<Option<Mask>, Refusal> {
    let Some(text) = query.get("fields") else { return Ok(None) };
    match state.scenario.knobs.transport.fields {
        FieldsMask::Honour => Mask::parse(text).map(Some).ok_or_else(Refusal::invalid),
        FieldsMask::Refuse => Err(Refusal::invalid()),
        FieldsMask::Ignore => Ok(None),
    }
}

fn dispatch(state: &mut State, operation: Operation, asked: &Asked) -> Result<Reply, Refusal> {
    match operation {
        Operation::Create => create::create(state, asked),
        Operation::List => sessions::list(state, asked),
        Operation::Get => sessions::get(state, asked),
        Operation::Delete => sessions::delete(state, asked),
        Operation::SendMessage => talk::send(state, asked),
        Operation::ApprovePlan => talk::approve(state, asked),
        Operation::Archive => sessions::archive(state, asked),
        Operation::Unarchive => sessions::unarchive(state, asked),
        Operation::ListActivities => activities::list(state, asked),
        Operation::GetActivity => activities::get(state, asked),
        Operation::ListSources => sources::list(state, asked),
        Operation::GetSource => sources::get(state, asked),
    }
}

fn refused(refusal: &Refusal) -> reply::Ready {
    let ready = reply::Ready::json(refusal.code, &refusal.body());
    reply::Ready { retry_after: refusal.retry_after, ..ready }
}

fn call(parts: &Parts, route: &Route, body: &Bytes) -> Call {
    let text = || Value::String(String::from_utf8_lossy(body).into_owned());
    let body = if body.is_empty() { Value::Null } else { serde_json::from_slice(body).unwrap_or_else(|_| text()) };
    let (operation, session) = match route {
        Route::Known { operation, session, .. } => {
            (Some(*operation), Some(session.clone()).filter(|id| !id.is_empty()))
        }
        Route::UnknownVerb | Route::Nowhere => (None, None),
    };
    Call {
        number: 0,
        at: stamp::text(stamp::now(), 6),
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        operation,
        session,
        body,
        status: None,
        response_bytes: 0,
        fault: false,
    }
}

fn finish(shared: &Shared, number: u64, switch: &Switch, ready: reply::Ready, fault: Option<&Fault>) -> Response {
    finish_with(shared, number, switch, Outcome::Send(ready), fault)
}

/// Notes the answer in the ledger and hands it to the connection.
fn finish_with(shared: &Shared, number: u64, switch: &Switch, outcome: Outcome, fault: Option<&Fault>) -> Response {
    let Outcome::Send(ready) = outcome else {
        let answer = Answer { status: None, bytes: 0, fault: true, created: None };
        shared.with(|state| state.ledger.finish(number, answer));
        switch.throw();
        return Response::new(Body::empty());
    };
    let answer = Answer {
        status: Some(ready.status),
        bytes: ready.body.len(),
        fault: fault.is_some(),
        created: ready.created.clone(),
    };
    shared.with(|state| state.ledger.finish(number, answer));
    let slow = fault.and_then(|fault| fault.slow).map(|slow| shared.with(|state| slow.pick(&mut state.rng)));
    let pieces =
        reply::Pieces { over: slow.map(|slow| shared.clock.real(slow)), cut: fault.is_some_and(|fault| fault.cut) };
    let mut response = ready.into_response(pieces);
    response.headers_mut().insert(header::SERVER, HeaderValue::from_static("ESF"));
    response
}
