//! sessions.list, get, delete, archive and unarchive (reference 1.2 and 1.5).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::refusal::Refusal;
use super::resource;
use super::serve::{Asked, Reply};
use super::state::{Session, State};
use super::wire;

/// The account's session with this id.
pub(super) fn find<'a>(state: &'a mut State, asked: &Asked) -> Result<&'a mut Session, Refusal> {
    let session = state.sessions.get_mut(&asked.session).filter(|session| session.account == asked.account);
    session.ok_or_else(Refusal::not_found)
}

pub(super) fn get(state: &mut State, asked: &Asked) -> Result<Reply, Refusal> {
    let session = find(state, asked)?;
    if Instant::now() < session.gettable {
        return Err(Refusal::not_found());
    }
    Ok(Reply::Json(resource::session(session, &session.state)))
}

pub(super) fn list(state: &mut State, asked: &Asked) -> Result<Reply, Refusal> {
    let size = asked.query.page_size(30)?;
    let archived = asked.query.get("filter").map_or(Ok(Some(false)), archived_filter)?;
    let start = asked.query.get("pageToken").map(from_token).transpose()?;
    let empty_page = state.scenario.knobs.lists.empty_pages && start.is_none();
    let now = Instant::now();
    let newest_first = state.order.iter().enumerate().rev();
    let mut rows = newest_first
        .filter(|(place, _)| start.is_none_or(|start| *place <= start))
        .filter_map(|(place, id)| state.sessions.get(id).map(|session| (place, session)))
        .filter(|(_, session)| session.account == asked.account)
        .filter(|(_, session)| archived.is_none_or(|only| session.archived == only))
        .filter_map(|(place, session)| session.listed_state(now).map(|state| (place, session, state)))
        .peekable();
    let mut page = Vec::new();
    while !empty_page && page.len() < size {
        let Some((_, session, shown)) = rows.next() else { break };
        page.push(resource::session(session, shown));
    }
    let next = rows.peek().map(|(place, _, _)| to_token(*place));
    Ok(Reply::Json(wire::omit_defaults(json!({"sessions": page, "nextPageToken": next}))))
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

fn to_token(place: usize) -> String {
    URL_SAFE.encode(format!("session:{place}"))
}

fn from_token(token: &str) -> Result<usize, Refusal> {
    let place = URL_SAFE.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let place = place.as_deref().and_then(|text| text.strip_prefix("session:")).and_then(|text| text.parse().ok());
    place.ok_or_else(Refusal::invalid)
}

/// Gone, with everything in it. Its place in the order stays empty, so that page tokens stay true.
pub(super) fn delete(state: &mut State, asked: &Asked) -> Result<Reply, Refusal> {
    wire::read(&asked.body, &wire::EMPTY)?;
    find(state, asked)?;
    state.sessions.remove(&asked.session);
    Ok(Reply::Empty)
}

/// Hides the session and, if it works, stops it.
pub(super) fn archive(state: &mut State, asked: &Asked) -> Result<Reply, Refusal> {
    wire::read(&asked.body, &wire::EMPTY)?;
    let session = find(state, asked)?;
    session.archived = true;
    let ended = matches!(session.state.as_str(), "COMPLETED" | "FAILED" | "PAUSED");
    if !ended {
        // Whatever the script had scheduled is void now.
        session.agent.epoch += 1;
        state.turn(&asked.session, "PAUSED");
    }
    show(state, asked)
}

pub(super) fn unarchive(state: &mut State, asked: &Asked) -> Result<Reply, Refusal> {
    wire::read(&asked.body, &wire::EMPTY)?;
    find(state, asked)?.archived = false;
    show(state, asked)
}

fn show(state: &mut State, asked: &Asked) -> Result<Reply, Refusal> {
    let session = find(state, asked)?;
    Ok(Reply::Json(resource::session(session, &session.state)))
}

/// A session as `get` shows it, for the control API.
pub(super) fn view(session: &Session) -> Value {
    resource::session(session, &session.state)
}
