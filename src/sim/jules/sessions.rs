//! sessions.list, get, delete, archive and unarchive (reference 1.2 and 1.5).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use serde_json::Value;

use super::answer::{Asked, Reply};
use super::refusal::Refusal;
use super::resource;
use super::roster::Place;
use super::session::Session;
use super::state::State;
use super::wire;
use crate::sim::scenario::Span;

/// The account's session with this id.
pub(super) fn find<'a>(state: &'a mut State, asked: &Asked) -> Result<&'a mut Session, Refusal> {
    let session = state.sessions.get_mut(&asked.session).filter(|session| session.account == asked.account);
    session.ok_or_else(Refusal::not_found)
}

pub(super) fn get(state: &mut State, asked: &Asked) -> Result<Reply, Refusal> {
    let now = state.clock.now();
    let session = find(state, asked)?;
    if now < session.gettable {
        return Err(Refusal::not_found());
    }
    Ok(Reply::Json(resource::session(session, &session.look())))
}

pub(super) fn list(state: &mut State, asked: &Asked) -> Result<Reply, Refusal> {
    let knobs = &state.scenario.knobs.lists;
    let (quota, retry_after) = (knobs.sessions_per_minute, knobs.retry_after);
    if !state.spend("sessions", &asked.key, quota, Span::secs(60)) {
        return Err(Refusal::exhausted(retry_after));
    }
    let size = asked.query.page_size(30)?;
    let archived = asked.query.get("filter").map_or(Ok(Some(false)), archived_filter)?;
    let start = asked.query.get("pageToken").map(from_token).transpose()?;
    let knobs = &state.scenario.knobs.lists;
    let size = if knobs.empty_pages && start.is_none() { 0 } else { size };
    let now = state.clock.now();
    let roster = state.rosters.get(&asked.account);
    let rows = roster.into_iter().flat_map(|roster| roster.rows(archived, start, knobs.oldest_first));
    let mut rows = rows
        .filter_map(|(place, id)| {
            let session = state.sessions.get(id)?;
            Some((place, session, session.row(now, knobs.lag_whole_row)?))
        })
        .peekable();
    let page: Vec<Value> = rows.by_ref().take(size).map(|(_, session, row)| resource::session(session, &row)).collect();
    let next = rows.peek().map(|(place, ..)| to_token(*place));
    Ok(Reply::Json(resource::page("sessions", page, next)))
}

/// The one filter there is: archived sessions, the others, or (none) all.
fn archived_filter(filter: &str) -> Result<Option<bool>, Refusal> {
    let compact: String = filter.split_whitespace().collect();
    match compact.as_str() {
        "archived=true" => Ok(Some(true)),
        "archived=false" => Ok(Some(false)),
        "archived=trueORarchived=false" | "archived=falseORarchived=true" => Ok(None),
        _ => Err(Refusal::invalid()),
    }
}

fn to_token((created, number): Place) -> String {
    URL_SAFE.encode(format!("session:{created}:{number}"))
}

fn from_token(token: &str) -> Result<Place, Refusal> {
    let text = URL_SAFE.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let place = text.as_deref().and_then(|text| text.strip_prefix("session:")?.split_once(':'));
    let place = place.and_then(|(created, number)| Some((created.parse().ok()?, number.parse().ok()?)));
    place.ok_or_else(Refusal::invalid)
}

/// Gone, with everything in it. Its place is never given again, so that page tokens stay true.
pub(super) fn delete(state: &mut State, asked: &Asked) -> Result<Reply, Refusal> {
    wire::read(&asked.body, &wire::EMPTY)?;
    find(state, asked)?;
    state.remove(&asked.session);
    Ok(Reply::Empty)
}

/// Hides the session and, if it works, stops it.
pub(super) fn archive(state: &mut State, asked: &Asked) -> Result<Reply, Refusal> {
    wire::read(&asked.body, &wire::EMPTY)?;
    let session = find(state, asked)?;
    let ended = matches!(session.state.as_str(), "COMPLETED" | "FAILED" | "PAUSED");
    if !ended {
        // Whatever the script had scheduled is void now.
        session.agent.epoch += 1;
        state.turn(&asked.session, "PAUSED");
    }
    state.alter(&asked.session, |session| session.archived = true);
    show(state, asked)
}

pub(super) fn unarchive(state: &mut State, asked: &Asked) -> Result<Reply, Refusal> {
    wire::read(&asked.body, &wire::EMPTY)?;
    find(state, asked)?;
    state.alter(&asked.session, |session| session.archived = false);
    show(state, asked)
}

fn show(state: &mut State, asked: &Asked) -> Result<Reply, Refusal> {
    let session = find(state, asked)?;
    Ok(Reply::Json(resource::session(session, &session.look())))
}

/// A session as `get` shows it, for the control API.
pub(super) fn view(session: &Session) -> Value {
    resource::session(session, &session.look())
}
