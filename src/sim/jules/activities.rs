//! sessions.activities.list and get (reference 1.6): oldest first, tokens that are timestamps.

use tokio::time::Instant;

use super::refusal::Refusal;
use super::serve::{Asked, Reply};
use super::sessions::find;
use super::stamp::{self, Nanos};
use super::state::State;
use crate::sim::scenario::Span;

pub(super) fn list(state: &mut State, asked: &Asked) -> Result<Reply, Refusal> {
    let knobs = state.scenario.knobs.lists.clone();
    if !state.spend("activities", &asked.key, knobs.activities_per_minute, Span::secs(60)) {
        return Err(Refusal::exhausted(knobs.retry_after));
    }
    let size = asked.query.page_size(50)?;
    let after = asked.query.get("filter").map(after_filter).transpose()?;
    let token: Option<Nanos> =
        asked.query.get("pageToken").map(str::parse).transpose().map_err(|_| Refusal::invalid())?;
    let session = find(state, asked)?;
    if !session.materialised {
        return Err(Refusal::not_found());
    }
    let now = Instant::now();
    // In the order of their time: what is only new is found without a look at what is old.
    let all = &session.activities;
    let place = |passed: &dyn Fn(Nanos) -> bool| all.partition_point(|activity| passed(activity.at));
    let start = after.map_or(0, |after| place(&|at| at <= after));
    let part = match token {
        Some(token) if knobs.newest_first => all.get(start..place(&|at| at <= token)),
        Some(token) => all.get(start.max(place(&|at| at < token))..),
        None => all.get(start..),
    };
    let part = part.unwrap_or_default();
    let listed = (0..part.len()).map(|place| if knobs.newest_first { part.len() - 1 - place } else { place });
    let mut rest = listed.map(|place| &part[place]).filter(|activity| activity.visible <= now).peekable();
    if knobs.empty_pages && token.is_none() {
        let next = rest.peek().map(|activity| activity.at.to_string());
        return Ok(Reply::Page { items: Vec::new(), next });
    }
    let mut items = Vec::new();
    let mut first = None;
    while let Some(next) = rest.peek() {
        // A token names a moment, not an activity: where a page ends between two activities of one
        // moment, the next page repeats the first of them. A page of one moment alone is never cut,
        // or its token would lead back to itself.
        if items.len() >= size && first != Some(next.at) {
            break;
        }
        first = first.or(Some(next.at));
        items.push(next.json.clone());
        rest.next();
    }
    let next = rest.peek().map(|activity| activity.at.to_string());
    Ok(Reply::Page { items, next })
}

pub(super) fn get(state: &mut State, asked: &Asked) -> Result<Reply, Refusal> {
    let session = find(state, asked)?;
    let now = Instant::now();
    let found = session.activities.iter().find(|activity| activity.id == asked.part && activity.visible <= now);
    let found = found.filter(|_| session.materialised).ok_or_else(Refusal::not_found)?;
    Ok(Reply::Json(found.value()))
}

/// `create_time>"2026-09-02T10:00:00.5Z"`, exclusive.
fn after_filter(filter: &str) -> Result<Nanos, Refusal> {
    let quoted = filter.trim().strip_prefix("create_time").map(str::trim_start);
    let quoted = quoted.and_then(|rest| rest.strip_prefix('>')).map(str::trim);
    let time = quoted.and_then(|rest| rest.strip_prefix('"')).and_then(|rest| rest.strip_suffix('"'));
    time.and_then(stamp::parse).ok_or_else(Refusal::invalid)
}
