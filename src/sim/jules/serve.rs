//! One request from its bytes to its answer: ledger, latency, faults, and how the answer travels.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State as Extract};
use axum::http::{HeaderValue, header};
use axum::response::Response;

use super::Shared;
use super::answer::{Target, answer, refused};
use super::arrival::{self, Arrival};
use super::fault::{Fault, FaultBody};
use super::ledger::Answer;
use super::line::Switch;
use super::operation::{Operation, Route};
use super::refusal::Refusal;
use super::reply::{Pieces, Ready};
use super::state::State;
use crate::sim::scenario::knobs::{GhostAs, NotFound};

/// More than any client of ours sends; the real limit is not known.
const MAX_BODY: usize = 10 * 1024 * 1024;

/// An answer that is ready to be sent, or the lack of one.
enum Outcome {
    Send(Ready),
    /// The connection ends; the call may have created a session before.
    Drop(Option<String>),
}

/// A request on its way through the server.
struct Visit {
    shared: Arc<Shared>,
    switch: Switch,
    arrival: Arrival,
    /// Its number in the ledger.
    number: u64,
}

/// Serves every request there is.
pub(super) async fn serve(
    Extract(shared): Extract<Arc<Shared>>,
    ConnectInfo(switch): ConnectInfo<Switch>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MAX_BODY).await.unwrap_or_default();
    let (route, arrival) = (Route::of(&parts.method, parts.uri.path()), Arrival::of(&parts));
    let (number, not_found) = shared.with(|state| {
        let knobs = &state.scenario.knobs.transport;
        let key = arrival.key(knobs.key_in_query).and_then(|key| state.keys.get(key)).map(|holder| holder.number);
        (state.ledger.begin(arrival::call(&parts, &route, &body, key)), knobs.not_found)
    });
    let visit = Visit { shared, switch, arrival, number };
    let (operation, session, part) = match route {
        Route::Known { operation, session, part } => (operation, session, part),
        Route::UnknownVerb => return visit.nowhere(not_found != NotFound::Html).await,
        Route::Nowhere => return visit.nowhere(not_found == NotFound::Json).await,
    };
    let (latency, fault) = visit.shared.with(|state| meet(state, operation));
    visit.shared.clock.sleep(latency).await;
    let ask = || answer(&visit.shared, operation, &parts, &visit.arrival, Target { session, part, body });
    if let Some(fault) = fault {
        let outcome = suffer(&visit, &fault, ask).await;
        return visit.finish(outcome, Some(&fault)).await;
    }
    let ready = ask();
    let Some(fault) = ghost(&visit.shared, &ready) else { return visit.finish(Outcome::Send(ready), None).await };
    let outcome = instead(&visit, &fault, ready.created);
    visit.finish(outcome, Some(&fault)).await
}

/// The latency of a call, and the fault it meets.
fn meet(state: &mut State, operation: Operation) -> (std::time::Duration, Option<Fault>) {
    let knobs = &state.scenario.knobs.transport;
    let latency = knobs.next_latency(&mut state.rng);
    let planned = state.faults.take(operation);
    let fault = planned.or_else(|| match state.rng.f64() {
        luck if luck < knobs.reset_rate / 2.0 => Some(Fault::drop()),
        luck if luck < knobs.reset_rate => Some(Fault::drop().after_effect()),
        luck if luck < knobs.reset_rate + knobs.error_rate => Some(Fault::status(503)),
        _ => None,
    });
    (latency, fault)
}

/// What the creator of a session hears instead of the truth, if that is what the knobs want.
fn ghost(shared: &Shared, ready: &Ready) -> Option<Fault> {
    ready.created.as_ref()?;
    let knobs = shared.with(|state| {
        let knobs = &state.scenario.knobs.create;
        (state.rng.f64() < knobs.ghost_rate).then_some(knobs.ghost_as)
    });
    Some(match knobs? {
        GhostAs::Precondition => Fault::status(400),
        GhostAs::Unavailable => Fault::status(503),
        GhostAs::Dropped => Fault::drop(),
    })
}

/// Plays a fault around the call.
async fn suffer(visit: &Visit, fault: &Fault, ask: impl FnOnce() -> Ready) -> Outcome {
    let shared = &visit.shared;
    let pause = shared.with(|state| fault.hang.map(|hang| hang.pick(&mut state.rng))).unwrap_or_default();
    let (mut ask, mut answer) = (Some(ask), None);
    if fault.after_effect {
        answer = ask.take().map(|ask| ask());
    }
    let created = answer.as_ref().and_then(|ready| ready.created.clone());
    tokio::select! {
        () = shared.clock.sleep(pause) => {}
        () = shared.stop.cancelled() => return Outcome::Drop(created),
    }
    if fault.replaces() {
        return instead(visit, fault, created);
    }
    Outcome::Send(answer.or_else(|| ask.map(|ask| ask())).unwrap_or_else(|| Ready::empty(500)))
}

/// What a fault puts in the place of the true answer.
fn instead(visit: &Visit, fault: &Fault, created: Option<String>) -> Outcome {
    if fault.drop {
        return Outcome::Drop(created);
    }
    let status = fault.status.unwrap_or(503);
    let ready = match fault.body {
        FaultBody::Json => visit.refused(&Refusal { retry_after: fault.retry_after, ..Refusal::of_status(status) }),
        FaultBody::Html => Ready::html(status),
        FaultBody::Empty => Ready::empty(status),
    };
    Outcome::Send(Ready { created, ..ready })
}

impl Visit {
    fn refused(&self, refusal: &Refusal) -> Ready {
        refused(refusal, self.arrival.pretty(self.shared.with(|state| state.scenario.knobs.transport.pretty)))
    }

    async fn nowhere(self, json: bool) -> Response {
        let ready = if json { self.refused(&Refusal::no_method()) } else { Ready::html(404) };
        self.finish(Outcome::Send(ready), None).await
    }

    /// Notes the answer in the ledger and hands it to the connection.
    async fn finish(self, outcome: Outcome, fault: Option<&Fault>) -> Response {
        let (ready, created) = match outcome {
            Outcome::Send(mut ready) => {
                let created = ready.created.take();
                (ready, created)
            }
            Outcome::Drop(created) => {
                self.note(Answer { status: None, bytes: 0, plain_bytes: 0, fault: true, created });
                self.switch.throw();
                return Response::new(Body::empty());
            }
        };
        let plain_bytes = ready.body.len();
        let least = self.shared.with(|state| {
            let knobs = &state.scenario.knobs.transport;
            knobs.gzip.then_some(knobs.gzip_from.max(1))
        });
        let pressed = self.arrival.gzip && least.is_some_and(|least| plain_bytes >= least);
        let ready = if pressed { ready.compressed().await } else { ready };
        let cut = fault.is_some_and(|fault| fault.cut);
        let (status, bytes) = (Some(ready.status), ready.travels(cut));
        self.note(Answer { status, bytes, plain_bytes, fault: fault.is_some(), created });
        let slow = fault.and_then(|fault| fault.slow);
        let slow = slow.map(|slow| self.shared.with(|state| slow.pick(&mut state.rng)));
        let mut response = ready.into_response(Pieces { over: slow.map(|slow| self.shared.clock.real(slow)), cut });
        response.headers_mut().insert(header::SERVER, HeaderValue::from_static("ESF"));
        response
    }

    fn note(&self, answer: Answer) {
        self.shared.with(|state| state.ledger.finish(self.number, answer));
    }
}
