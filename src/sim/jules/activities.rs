//! sessions.activities.list and get (reference 1.6): oldest first, tokens that are timestamps.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;

use super::answer::{Asked, Reply};
use super::refusal::Refusal;
use super::sessions::find;
use super::stamp::{self, Nanos};
use super::state::{Activity, State};
use crate::sim::clock::Moment;
use crate::sim::scenario::Span;
use crate::sim::scenario::knobs::{Filter, Lists, Tokens};

pub(super) fn list(state: &mut State, asked: &Asked) -> Result<Reply, Refusal> {
    let knobs = state.scenario.knobs.lists.clone();
    let quota = asked.activities_per_minute.unwrap_or(knobs.activities_per_minute);
    if !state.spend("activities", &asked.key, quota, Span::secs(60)) {
        return Err(Refusal::exhausted(knobs.retry_after));
    }
    let size = asked.query.page_size(50)?;
    let after = after(&knobs, asked.query.get("filter"))?;
    let token = asked.query.get("pageToken").map(|text| from_token(knobs.tokens, text)).transpose()?;
    let now = state.clock.now();
    let session = find(state, asked)?;
    if !session.materialised {
        return Err(Refusal::not_found());
    }
    let mut rest = wanted(&session.activities, after, token, knobs.newest_first, now).peekable();
    let mut items = Vec::new();
    let mut first = None;
    // A list may begin with an empty page.
    let size = if knobs.empty_pages && token.is_none() { 0 } else { size };
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
    let next = rest.peek().map(|activity| to_token(knobs.tokens, activity.at));
    Ok(Reply::Page { items, next })
}

/// What can be seen by now of the activities after `after` and from `token` on, in the order of the list.
fn wanted(all: &[Activity], after: Option<Nanos>, token: Option<Nanos>, newest_first: bool, now: Moment) -> Wanted<'_> {
    // In the order of their time: what is only new is found without a look at what is old.
    let start = after.map_or(0, |after| all.partition_point(|activity| activity.at <= after));
    let visible = move |activity: &&Activity| activity.visible <= now;
    let rest = &all[start..];
    if newest_first {
        let end = token.map_or(rest.len(), |token| rest.partition_point(|activity| activity.at <= token));
        return Box::new(rest[..end].iter().rev().filter(visible));
    }
    let first = token.map_or(0, |token| rest.partition_point(|activity| activity.at < token));
    Box::new(rest[first..].iter().filter(visible))
}

type Wanted<'a> = Box<dyn Iterator<Item = &'a Activity> + 'a>;

fn to_token(tokens: Tokens, at: Nanos) -> String {
    match tokens {
        Tokens::Moments => at.to_string(),
        Tokens::Opaque => URL_SAFE.encode(format!("activity:{at}")),
    }
}

fn from_token(tokens: Tokens, text: &str) -> Result<Nanos, Refusal> {
    let moment = match tokens {
        Tokens::Moments => text.parse().ok(),
        Tokens::Opaque => {
            let plain = URL_SAFE.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            plain.and_then(|plain| plain.strip_prefix("activity:")?.parse().ok())
        }
    };
    moment.ok_or_else(Refusal::invalid)
}

pub(super) fn get(state: &mut State, asked: &Asked) -> Result<Reply, Refusal> {
    let now = state.clock.now();
    let session = find(state, asked)?;
    let found = session.activities.iter().find(|activity| activity.id == asked.part && activity.visible <= now);
    let found = found.filter(|_| session.materialised).ok_or_else(Refusal::not_found)?;
    Ok(Reply::Json(found.value()))
}

/// The filter of a list: all activities after a moment, as nanoseconds.
fn after(knobs: &Lists, filter: Option<&str>) -> Result<Option<Nanos>, Refusal> {
    match (filter, knobs.filter) {
        (None, _) | (_, Filter::Ignore) => Ok(None),
        (Some(_), Filter::Refuse) => Err(Refusal::invalid()),
        (Some(text), Filter::Honour) => {
            after_filter(text, knobs.filter_at_or_after).map(Some).ok_or_else(Refusal::invalid)
        }
    }
}

/// `create_time>"2026-09-02T10:00:00.5Z"`, exclusive; perhaps `>=`, too.
fn after_filter(filter: &str, at_or_after: bool) -> Option<Nanos> {
    let rest = filter.trim().strip_prefix("create_time")?.trim_start().strip_prefix('>')?;
    let (rest, inclusive) = match rest.strip_prefix('=') {
        Some(rest) if at_or_after => (rest, true),
        _ => (rest, false),
    };
    let time = stamp::parse(rest.trim().strip_prefix('"')?.strip_suffix('"')?)?;
    Some(if inclusive { time - 1 } else { time })
}
