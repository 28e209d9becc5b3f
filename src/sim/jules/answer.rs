//! The true answer to a request that means an operation: key, query, mask, operation, bytes.

use axum::body::Bytes;
use axum::http::request::Parts;
use serde_json::{Value, json};

use super::arrival::Arrival;
use super::mask::Mask;
use super::operation::Operation;
use super::query::Query;
use super::refusal::Refusal;
use super::reply::Ready;
use super::state::State;
use super::{Shared, activities, create, resource, sessions, sources, talk};
use crate::sim::scenario::knobs::{EmptyBodies, FieldsMask};

/// What the request is about.
pub(super) struct Target {
    pub(super) session: String,
    /// An activity's id, or a source's name.
    pub(super) part: String,
    pub(super) body: Bytes,
}

/// A request that means an operation, with its key accepted.
pub(super) struct Asked {
    pub(super) session: String,
    /// An activity's id, or a source's name.
    pub(super) part: String,
    pub(super) query: Query,
    pub(super) body: Bytes,
    pub(super) key: String,
    pub(super) account: String,
    /// The key's own quota of `ListActivities` calls.
    pub(super) activities_per_minute: Option<usize>,
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

/// How the answer is to be written.
struct Style {
    mask: Option<Mask>,
    pretty: bool,
    /// An empty success is `{}`, not zero bytes.
    object: bool,
}

/// The true answer.
pub(super) fn answer(shared: &Shared, operation: Operation, parts: &Parts, arrival: &Arrival, target: Target) -> Ready {
    let (pretty, outcome) = shared.with(|state| {
        let pretty = arrival.pretty(state.scenario.knobs.transport.pretty);
        (pretty, ask(state, operation, parts, arrival, target))
    });
    // The timeline may have new things to do; writing the answer needs no lock.
    shared.wake.notify_one();
    match outcome {
        Err(refusal) => refused(&refusal, pretty),
        Ok((reply, mask, object)) => written(reply, &Style { mask, pretty, object }),
    }
}

fn ask(
    state: &mut State,
    operation: Operation,
    parts: &Parts,
    arrival: &Arrival,
    target: Target,
) -> Result<(Reply, Option<Mask>, bool), Refusal> {
    let knobs = &state.scenario.knobs.transport;
    let key = arrival.key(knobs.key_in_query).ok_or_else(|| Refusal::no_key(operation))?.to_owned();
    let now = state.clock.now();
    let holder = state.keys.get(&key).filter(|holder| holder.is_valid(now));
    let holder = holder.ok_or_else(|| Refusal::bad_key(operation))?.clone();
    if !knobs.form_bodies {
        arrival.check_form(&target.body)?;
    }
    let query = Query::of(&parts.uri, operation)?;
    let mask = mask(state, &query)?;
    let Target { session, part, body } = target;
    let (account, activities_per_minute) = (holder.account, holder.activities_per_minute);
    let asked = Asked { session, part, query, body, key, account, activities_per_minute };
    let reply = dispatch(state, operation, &asked)?;
    let object = match (&reply, state.scenario.knobs.transport.empty_bodies) {
        (Reply::Empty, EmptyBodies::Alternate) => {
            state.empties += 1;
            state.empties % 2 == 1
        }
        (_, bodies) => bodies != EmptyBodies::Nothing,
    };
    Ok((reply, mask, object))
}

fn written(reply: Reply, style: &Style) -> Ready {
    let Style { mask, pretty, object } = style;
    let masked = |value: Value| match mask {
        Some(mask) => mask.apply(value),
        None => value,
    };
    match reply {
        Reply::Json(value) => Ready::json(200, &masked(value), *pretty),
        Reply::Created(value, id) => Ready { created: Some(id), ..Ready::json(200, &masked(value), *pretty) },
        Reply::Page { items, next } if mask.is_none() && !pretty => Ready::page("activities", &items, next.as_deref()),
        Reply::Page { items, next } => {
            let items: Vec<Value> = items.iter().filter_map(|item| serde_json::from_slice(item).ok()).collect();
            Ready::json(200, &masked(resource::page("activities", items, next)), *pretty)
        }
        Reply::Empty if *object => Ready::json(200, &json!({}), *pretty),
        Reply::Empty => Ready::empty(200),
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

pub(super) fn refused(refusal: &Refusal, pretty: bool) -> Ready {
    Ready { retry_after: refusal.retry_after, ..Ready::json(refusal.code, &refusal.body(), pretty) }
}
