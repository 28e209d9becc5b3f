//! sources.list and get (reference 1.7): tokens are ids, names are case-sensitive, and each
//! account sees those it has connected.

use serde_json::Value;

use super::answer::{Asked, Reply};
use super::refusal::Refusal;
use super::resource;
use super::state::State;
use crate::sim::scenario::Source;

pub(super) fn list(state: &State, asked: &Asked) -> Result<Reply, Refusal> {
    let size = asked.query.page_size(30)?;
    let names = asked.query.get("filter").map(names_filter).transpose()?;
    let all: Vec<&Source> = state.scenario.sources.iter().filter(|source| source.is_of(&asked.account)).collect();
    let start = match asked.query.get("pageToken") {
        None => 0,
        Some(token) => {
            let starts = |name: &str| name.strip_prefix("sources/") == Some(token);
            all.iter().position(|source| starts(&resource::source_name(source))).ok_or_else(Refusal::invalid)?
        }
    };
    let size = if state.scenario.knobs.lists.empty_pages && asked.query.get("pageToken").is_none() { 0 } else { size };
    let fits = |name: &String| names.as_ref().is_none_or(|names| names.contains(name));
    let mut rest = all.into_iter().skip(start).filter(|source| fits(&resource::source_name(source)));
    let page: Vec<Value> = rest.by_ref().take(size).map(resource::source).collect();
    let next = rest.next().map(|source| format!("github/{}/{}", source.owner, source.repo));
    Ok(Reply::Json(resource::page("sources", page, next)))
}

pub(super) fn get(state: &State, asked: &Asked) -> Result<Reply, Refusal> {
    let mut all = state.scenario.sources.iter().filter(|source| source.is_of(&asked.account));
    let found = all.find(|source| resource::source_name(source) == asked.part);
    found.map(|source| Reply::Json(resource::source(source))).ok_or_else(Refusal::not_found)
}

/// `name=sources/a OR name=sources/b`, and nothing else.
fn names_filter(filter: &str) -> Result<Vec<String>, Refusal> {
    let names = filter.split(" OR ").map(|term| {
        let name = term.trim().strip_prefix("name").map(str::trim_start).and_then(|rest| rest.strip_prefix('='));
        let name = name.map(|name| name.trim().trim_matches('"').to_owned());
        name.filter(|name| name.starts_with("sources/") && !name.contains(' ')).ok_or_else(Refusal::invalid)
    });
    names.collect()
}
