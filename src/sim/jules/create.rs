//! sessions.create (reference 1.1, 2.3, 2.4): slow to materialise, limited, and at times a ghost.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::agenda::Act;
use super::answer::{Asked, Reply};
use super::refusal::Refusal;
use super::resource;
use super::roster::Roster;
use super::session::Session;
use super::stamp::Nanos;
use super::state::State;
use super::wire;
use crate::sim::scenario::Span;
use crate::sim::scenario::knobs::{DailyRefusal, OverLimit};

pub(super) fn create(state: &mut State, asked: &Asked) -> Result<Reply, Refusal> {
    let body = wire::read(&asked.body, &wire::SESSION)?;
    let prompt = body.get("prompt").and_then(Value::as_str).unwrap_or_default();
    if prompt.trim().is_empty() {
        return Err(Refusal::invalid());
    }
    let context = body.get("sourceContext").cloned();
    if let Some(context) = &context {
        check_source(state, &asked.account, context)?;
    }
    check_limits(state, &asked.account, prompt)?;
    let created = state.stamps.next(6);
    let id = begin(state, &asked.account, prompt, &body, context, created);
    let (queued_for, touched) = (state.scenario.knobs.create.queued_for, state.scenario.knobs.lifecycle.touch_every);
    state.later(queued_for, &id, Act::Materialise);
    if touched != Span::ZERO {
        state.later(touched, &id, Act::Touch);
    }
    let Some(session) = state.sessions.get(&id) else { return Err(Refusal::not_found()) };
    let json = resource::session(session, &session.look());
    Ok(Reply::Created(if state.scenario.knobs.create.legacy_reply { legacy(&json) } else { json }, id))
}

/// The source must be connected to the account, and the branch one that Jules knows.
fn check_source(state: &State, account: &str, context: &Value) -> Result<(), Refusal> {
    let name = context["source"].as_str().unwrap_or_default();
    let branch = context["githubRepoContext"]["startingBranch"].as_str().unwrap_or_default();
    let mut connected = state.scenario.sources.iter().filter(|source| source.is_of(account));
    let source = connected.find(|source| resource::source_name(source) == name);
    let known = source.is_some_and(|source| resource::branches(source).any(|known| known == branch));
    if known { Ok(()) } else { Err(Refusal::invalid()) }
}

fn check_limits(state: &mut State, account: &str, prompt: &str) -> Result<(), Refusal> {
    let knobs = state.scenario.knobs.create.clone();
    if knobs.max_prompt > 0 && prompt.chars().count() > knobs.max_prompt {
        return Err(Refusal::precondition());
    }
    let (concurrent, daily) = state.limits(account);
    let taken = state.rosters.get(account).map_or(0, Roster::taken);
    if knobs.over_limit == OverLimit::Refuse && concurrent > 0 && taken >= concurrent {
        return Err(Refusal::precondition());
    }
    if !state.spend("burst", account, knobs.burst, knobs.burst_window) {
        return Err(Refusal::precondition());
    }
    if !state.spend("daily", account, daily, Span::secs(86_400)) {
        return Err(match knobs.daily_refusal {
            DailyRefusal::Exhausted => Refusal::exhausted(None),
            DailyRefusal::Precondition => Refusal::precondition(),
        });
    }
    Ok(())
}

/// A new session. It stays QUEUED until it is materialised.
pub(super) fn begin(
    state: &mut State,
    account: &str,
    prompt: &str,
    body: &Map<String, Value>,
    context: Option<Value>,
    created: Nanos,
) -> String {
    let id = state.session_id();
    let knobs = state.scenario.knobs.clone();
    let (now, shown) = (state.clock.now(), state.due(knobs.lists.lag));
    let gettable = state.due(knobs.create.hidden_for);
    let title = body.get("title").and_then(Value::as_str).filter(|title| !title.is_empty());
    let script = Arc::new(state.scenario.script_for(prompt).cloned().unwrap_or_default());
    let mut session = Session::new(id.clone(), account.to_owned(), created, now, (shown, gettable));
    session.title = title.map_or_else(|| own_title(prompt, knobs.create.title_is_prompt), str::to_owned);
    prompt.clone_into(&mut session.prompt);
    session.source_context = context.map(wire::omit_defaults);
    session.wishes.approval = body.get("requirePlanApproval").and_then(Value::as_bool).unwrap_or(false);
    session.wishes.pull_request = body.get("automationMode").and_then(Value::as_str) == Some("AUTO_CREATE_PR");
    session.agent.todo.clone_from(&script.steps.0);
    session.agent.script = script;
    state.add(session);
    id
}

/// A title for a session that was given none: the prompt's first line, cut between words.
fn own_title(prompt: &str, whole: bool) -> String {
    if whole {
        return prompt.to_owned();
    }
    let line = prompt.trim().lines().next().unwrap_or_default();
    let mut title = String::new();
    for word in line.split_whitespace() {
        if !title.is_empty() && title.chars().count() + word.chars().count() > 60 {
            break;
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(word);
    }
    title
}

fn legacy(json: &Value) -> Value {
    let kept = ["name", "id", "title", "sourceContext", "prompt"];
    let object: Map<String, Value> =
        kept.iter().filter_map(|key| json.get(key).map(|value| ((*key).to_owned(), value.clone()))).collect();
    json!(object)
}
