//! The agent: plays scripts, plans, answers people.

use std::sync::Arc;

use serde_json::{Value, json};

use super::agenda::Act;
use super::session::Approval;
use super::state::{Draft, State};
use super::{alone, resource};
use crate::sim::scenario::knobs::{HandsOver, ReplyWith, UnapprovedFrom};
use crate::sim::scenario::script::{Action, Artifact, Ended, Plan, PlanStep, Progress, WaitFor};
use crate::sim::scenario::{Span, Step};

/// The reason of every failure that names none, as the real one gives it.
const GENERIC_REASON: &str = "Jules encountered an error while working on the task.";

/// Plays one thing of the agenda.
pub(super) fn play(state: &mut State, id: &str, act: Act) {
    match act {
        Act::Materialise => alone::materialise(state, id),
        Act::Next { epoch } => next(state, id, epoch),
        Act::Aside(step) => perform(state, id, &step),
        Act::Post(draft) => state.post(id, *draft),
        Act::Turn { epoch, state: to } => state.turn_if(id, epoch, &to),
        Act::Deliver(text) => super::listen::deliver(state, id, &text),
        Act::Revise(text) => super::listen::revise(state, id, &text),
        Act::Approve => approve(state, id),
        Act::Expire { plan } => expire(state, id, &plan),
        Act::Admit(account) => alone::admit(state, &account),
        Act::HandOver(step) => hand_over(state, id, &step),
        Act::Touch => alone::touch(state, id),
        Act::Revive { ends } => alone::revive(state, id, ends),
    }
}

/// Puts the script's next step on the agenda, and nothing else that was scheduled before.
pub(super) fn schedule(state: &mut State, id: &str) {
    let Some(session) = state.sessions.get_mut(id) else { return };
    let agent = &mut session.agent;
    agent.epoch += 1;
    if agent.waiting.is_some() {
        return;
    }
    let (epoch, Some(after)) = (agent.epoch, agent.todo.front().map(|step| step.after)) else { return };
    state.later(after, id, Act::Next { epoch });
}

fn next(state: &mut State, id: &str, epoch: u64) {
    if state.sessions.get(id).is_none_or(|session| session.agent.epoch != epoch) || alone::stalls(state, id) {
        return;
    }
    let Some(session) = state.sessions.get_mut(id) else { return };
    let Some(step) = session.agent.todo.pop_front() else { return };
    perform(state, id, &step);
    // A step that waits has left a mark; `schedule` sees it.
    schedule(state, id);
}

/// Does what a step says.
pub(super) fn perform(state: &mut State, id: &str, step: &Step) {
    let draft = |originator, key: &str, payload| {
        let marks = step.marks.clone();
        Draft { marks, ..Draft::new(originator, key, payload) }
    };
    let mut made = match &step.action {
        Action::State(to) => return state.turn(id, to),
        Action::Touch => return state.touch(id),
        Action::WaitFor(what) => return wait_for(state, id, *what),
        Action::Outputs(_) => return hand_over_in_time(state, id, step),
        Action::Plan(plan) => draft("agent", "planGenerated", plan_payload(state, plan)),
        Action::Message(text) | Action::Question(text) => {
            draft("agent", "agentMessaged", json!({"agentMessage": text}))
        }
        Action::UserMessage(text) => draft("user", "userMessaged", json!({"userMessage": text})),
        Action::Progress(progress) => draft("agent", "progressUpdated", progress_payload(progress)),
        Action::Bash(bash) => {
            let description = format!("Command: {}\nOutput: {}", bash.command, bash.output);
            draft("agent", "progressUpdated", json!({"title": "Ran bash command", "description": description}))
        }
        Action::ChangeSet(_) | Action::Media(_) => draft("agent", "progressUpdated", json!({})),
        Action::Completed(_) => draft("agent", "sessionCompleted", json!({})),
        Action::Failed(ended) => {
            let reason = ended.reason.as_deref().unwrap_or(GENERIC_REASON);
            draft("agent", "sessionFailed", json!({"reason": reason}))
        }
        Action::Event(keys) => Draft { event: keys.clone(), ..draft("agent", "", Value::Null) },
    };
    made.artifacts = artifacts(state, id, step);
    match &step.action {
        Action::Plan(plan) => planned(state, id, plan, made),
        Action::Question(_) => {
            state.post_with(id, made, "AWAITING_USER_FEEDBACK");
            wait_for(state, id, WaitFor::Message);
        }
        Action::Completed(ended) => end(state, id, made, ended, "COMPLETED"),
        Action::Failed(ended) => end(state, id, made, ended, "FAILED"),
        _ => state.post(id, made),
    }
}

fn progress_payload(progress: &Progress) -> Value {
    json!({"title": progress.title, "description": progress.description})
}

fn artifacts(state: &mut State, id: &str, step: &Step) -> Vec<Value> {
    let own = match &step.action {
        Action::Bash(bash) => Some(Artifact::Bash(bash.clone())),
        Action::ChangeSet(set) => Some(Artifact::ChangeSet(set.clone())),
        Action::Media(media) => Some(Artifact::Media(media.clone())),
        _ => None,
    };
    let Some(session) = state.sessions.get(id) else { return Vec::new() };
    let (files, pad) = (&state.scenario.files, state.scenario.knobs.activities.pad_kb);
    own.iter().chain(&step.marks.artifacts).map(|artifact| resource::artifact(session, files, artifact, pad)).collect()
}

fn wait_for(state: &mut State, id: &str, what: WaitFor) {
    let Some(session) = state.sessions.get_mut(id) else { return };
    let agent = &mut session.agent;
    if what == WaitFor::Message || (agent.plan.is_some() && agent.approval != Approval::Given) {
        agent.waiting = Some(what);
    }
}

fn hand_over_in_time(state: &mut State, id: &str, step: &Step) {
    let late = state.scenario.knobs.lifecycle.hands_over_late;
    if late == Span::ZERO {
        hand_over(state, id, step);
    } else {
        state.later(late, id, Act::HandOver(Arc::new(step.clone())));
    }
}

fn hand_over(state: &mut State, id: &str, step: &Step) {
    let Action::Outputs(outputs) = &step.action else { return };
    let (knobs, files) = (&state.scenario.knobs, &state.scenario.files);
    let Some(session) = state.sessions.get_mut(id) else { return };
    let hands_over = knobs.lifecycle.hands_over;
    let with_pr = session.wishes.pull_request && session.source_context.is_some();
    let with_pr = with_pr && matches!(hands_over, HandsOver::Scripted | HandsOver::PullRequest);
    let with_set = matches!(hands_over, HandsOver::Scripted | HandsOver::ChangeSet);
    if let Some(pull_request) = outputs.pull_request.as_ref().filter(|_| with_pr) {
        let json = resource::pull_request(session, pull_request);
        session.outputs.push(json!({"pullRequest": json}));
    }
    if let Some(set) = outputs.change_set.as_ref().filter(|_| with_set) {
        let json = resource::change_set(session, files, set, knobs.activities.pad_kb);
        session.outputs.push(json!({"changeSet": json}));
    }
    state.touch(id);
}

fn end(state: &mut State, id: &str, draft: Draft, ended: &Ended, to: &str) {
    if ended.silent {
        state.turn(id, to);
    } else {
        state.post_with(id, draft, to);
    }
    if let Some(session) = state.sessions.get_mut(id) {
        session.agent.finished = true;
        session.agent.ends += 1;
    }
    if to == "COMPLETED" {
        alone::expect_revival(state, id);
    }
}

fn plan_payload(state: &mut State, plan: &Plan) -> Value {
    let id = plan.id.clone().unwrap_or_else(|| state.hex());
    let created = super::stamp::text(state.stamps.next(6), 6);
    let steps: Vec<Value> = plan
        .steps
        .iter()
        .enumerate()
        .map(|(index, step)| {
            let (title, description) = match step {
                PlanStep::Title(title) => (title, ""),
                PlanStep::Full { title, description } => (title, description.as_str()),
            };
            json!({"id": state.hex(), "title": title, "description": description, "index": index})
        })
        .collect();
    json!({"plan": {"id": id, "createTime": created, "steps": steps}})
}

fn planned(state: &mut State, id: &str, plan: &Plan, draft: Draft) {
    let plan_id = draft.event["planGenerated"]["plan"]["id"].as_str().unwrap_or_default().to_owned();
    let Some(session) = state.sessions.get_mut(id) else { return };
    let (required, agent) = (session.wishes.approval, &mut session.agent);
    agent.plan = Some((plan_id.clone(), plan.steps.clone()));
    if matches!(agent.approval, Approval::Given | Approval::Coming) {
        return state.post(id, draft);
    }
    if plan.hold {
        agent.waiting = Some(WaitFor::Approval);
    }
    agent.approval = if required { Approval::Open } else { Approval::Coming };
    let born = session.born;
    let life = &state.scenario.knobs.lifecycle;
    let (expires, from, approves) = (life.unapproved_after, life.unapproved_from, life.auto_approve_after);
    if required {
        state.post_with(id, draft, "AWAITING_PLAN_APPROVAL");
        let start = if from == UnapprovedFrom::Creation { born } else { state.clock.now() };
        let due = start + expires.pick(&mut state.rng);
        state.agenda.push(due, id, Act::Expire { plan: plan_id });
    } else {
        state.post(id, draft);
        state.later(approves, id, Act::Approve);
    }
}

fn approve(state: &mut State, id: &str) {
    let Some(session) = state.sessions.get_mut(id) else { return };
    let agent = &mut session.agent;
    let (Some((plan, _)), false) = (&agent.plan, agent.approval == Approval::Given) else { return };
    let draft = Draft::new("user", "planApproved", json!({"planId": plan}));
    agent.approval = Approval::Given;
    if agent.waiting == Some(WaitFor::Approval) {
        agent.waiting = None;
    }
    state.post_with(id, draft, "IN_PROGRESS");
    schedule(state, id);
}

fn expire(state: &mut State, id: &str, plan: &str) {
    let Some(session) = state.sessions.get_mut(id) else { return };
    let agent = &mut session.agent;
    let newest = agent.plan.as_ref().is_some_and(|(newest, _)| newest == plan);
    if newest && agent.approval == Approval::Open {
        agent.approval = Approval::Expired;
        state.turn(id, "COMPLETED");
    }
}

/// A step beside the script, `after` the given pause.
pub(super) fn aside(state: &mut State, id: &str, after: Span, action: Action) {
    state.later(after, id, Act::Aside(Arc::new(Step::now(action))));
}

/// The agent's own answer, where the script has none.
pub(super) fn answer(text: &str, with: ReplyWith) -> Option<Action> {
    let mut quoted: String = text.chars().take(120).collect();
    if quoted.len() < text.len() {
        quoted.push('…');
    }
    let said = if text.contains('?') {
        format!("You asked: “{quoted}”. Nothing stands in the way; I am following the plan.")
    } else {
        format!("Understood. I will take “{quoted}” into account.")
    };
    match with {
        ReplyWith::Message => Some(Action::Message(said)),
        ReplyWith::Progress => {
            Some(Action::Progress(Progress { title: "Considered your message".into(), description: said }))
        }
        ReplyWith::Silence => None,
    }
}
