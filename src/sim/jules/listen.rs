//! What the agent does about a person's message: answer, rethink the plan, go on, or start again.

use std::sync::Arc;

use serde_json::json;

use super::agenda::Act;
use super::agent::{answer, aside, perform, schedule};
use super::session::Approval;
use super::state::{Draft, State};
use crate::sim::scenario::knobs::ReplyWith;
use crate::sim::scenario::script::{Action, Ended, Plan, PlanStep, Progress, WaitFor};
use crate::sim::scenario::{Span, Step};

/// How the message meets the agent.
enum Mood {
    /// Its plan waits for approval: the message is feedback.
    Proposing,
    /// It has asked, and this is what it hears.
    Asking,
    /// It has ended: the message revives it.
    Finished,
    /// It works, or is about to.
    Busy,
}

/// A message reaches the session.
pub(super) fn deliver(state: &mut State, id: &str, text: &str) {
    state.post(id, Draft::new("user", "userMessaged", json!({"userMessage": text})));
    let Some(session) = state.sessions.get_mut(id) else { return };
    let parked = matches!(session.state.as_str(), "PAUSED" | "AWAITING_USER_FEEDBACK" | "COMPLETED" | "FAILED");
    let agent = &mut session.agent;
    let mood = match agent.approval {
        Approval::Open | Approval::Expired if agent.plan.is_some() && session.wishes.approval => Mood::Proposing,
        _ if agent.finished => Mood::Finished,
        _ if agent.waiting == Some(WaitFor::Message) => Mood::Asking,
        _ => Mood::Busy,
    };
    if agent.approval == Approval::Expired {
        agent.approval = Approval::Open;
    }
    if parked || matches!(mood, Mood::Asking | Mood::Finished) {
        state.turn(id, "IN_PROGRESS");
    }
    match mood {
        Mood::Proposing => propose_again(state, id, text),
        Mood::Asking => go_on(state, id, text),
        Mood::Finished => start_again(state, id, text),
        Mood::Busy => {
            if !scripted(state, id, text) {
                reply(state, id, text);
            }
            if parked {
                schedule(state, id);
            }
        }
    }
}

/// Plays the script's answer to such a message, if it has one.
fn scripted(state: &mut State, id: &str, text: &str) -> bool {
    let Some(session) = state.sessions.get(id) else { return false };
    let script = Arc::clone(&session.agent.script);
    let lower = text.to_lowercase();
    let fits = |part: &Option<String>| part.as_ref().is_none_or(|part| lower.contains(&part.to_lowercase()));
    let Some(on) = script.on_message.iter().find(|on| fits(&on.contains)) else { return false };
    let mut due = state.clock.now();
    for step in &on.steps.0 {
        due = due + step.after.pick(&mut state.rng);
        state.agenda.push(due, id, Act::Aside(Arc::clone(step)));
    }
    true
}

/// When and how the agent answers this time.
fn manner(state: &mut State) -> (Span, ReplyWith) {
    let life = &state.scenario.knobs.lifecycle;
    let progress = state.rng.f64() < life.progress_reply_rate;
    (life.reply_after, if progress { ReplyWith::Progress } else { life.reply_with })
}

fn reply(state: &mut State, id: &str, text: &str) {
    let (after, with) = manner(state);
    if let Some(action) = answer(text, with) {
        aside(state, id, after, action);
    }
}

fn propose_again(state: &mut State, id: &str, text: &str) {
    state.turn(id, "PLANNING");
    let after = state.scenario.knobs.lifecycle.revise_after;
    state.later(after, id, Act::Revise(text.to_owned()));
}

/// The new plan: the script's next revision, or the old plan with one step more.
pub(super) fn revise(state: &mut State, id: &str, text: &str) {
    let (_, with) = manner(state);
    let Some(session) = state.sessions.get_mut(id) else { return };
    let agent = &mut session.agent;
    let revision = agent.script.revisions.get(agent.revisions).cloned();
    agent.revisions += 1;
    let (says, plan) = if let Some(revision) = revision {
        (revision.message.map(Action::Message), revision.plan)
    } else {
        let mut steps = agent.plan.as_ref().map(|(_, steps)| steps.clone()).unwrap_or_default();
        steps.push(PlanStep::Full { title: "Take your feedback into account".into(), description: text.into() });
        (answer(text, with), Plan { id: None, steps, hold: true })
    };
    if let Some(says) = says {
        perform(state, id, &Step::now(says));
    }
    perform(state, id, &Step::now(Action::Plan(plan)));
}

fn go_on(state: &mut State, id: &str, text: &str) {
    let Some(session) = state.sessions.get_mut(id) else { return };
    session.agent.waiting = None;
    // Whoever answers wants to be heard: unless the script speaks next, the agent does on its own.
    let speaks = session.agent.todo.front().is_some_and(|step| step.speaks());
    schedule(state, id);
    if !speaks {
        reply(state, id, text);
    }
}

fn start_again(state: &mut State, id: &str, text: &str) {
    let (after, with) = manner(state);
    let Some(session) = state.sessions.get_mut(id) else { return };
    let agent = &mut session.agent;
    agent.waiting = None;
    agent.todo = agent.script.continuation.0.clone();
    if agent.todo.is_empty() {
        let picked_up = Progress { title: "Picked the work up again".into(), description: String::new() };
        let actions =
            [Some(Action::Progress(picked_up)), answer(text, with), Some(Action::Completed(Ended::default()))];
        let pauses = [Span::millis(500), after, Span::secs(1)];
        let steps = actions.into_iter().zip(pauses);
        agent.todo = steps
            .filter_map(|(action, after)| action.map(|action| Arc::new(Step { after, ..Step::now(action) })))
            .collect();
    }
    schedule(state, id);
}
