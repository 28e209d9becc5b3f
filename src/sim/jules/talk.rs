//! sessions.sendMessage and approvePlan (reference 1.3 and 1.4): accepted now, effective later.

use super::agenda::Act;
use super::answer::{Asked, Reply};
use super::refusal::Refusal;
use super::session::Approval;
use super::sessions::find;
use super::state::State;
use super::wire;
use crate::sim::scenario::knobs::{ApproveInactive, DoubleApprove};
use serde_json::Value;

pub(super) fn send(state: &mut State, asked: &Asked) -> Result<Reply, Refusal> {
    let body = wire::read(&asked.body, &wire::MESSAGE)?;
    let prompt = body.get("prompt").and_then(Value::as_str).unwrap_or_default().to_owned();
    let session = find(state, asked)?;
    if !session.materialised {
        return Err(Refusal::not_found());
    }
    if prompt.trim().is_empty() {
        return Err(Refusal::invalid());
    }
    session.sent.push(prompt.clone());
    let after = state.scenario.knobs.lifecycle.message_visible_after;
    state.later(after, &asked.session, Act::Deliver(prompt));
    Ok(Reply::Empty)
}

/// Approves whatever plan is pending; there is no way to name one.
pub(super) fn approve(state: &mut State, asked: &Asked) -> Result<Reply, Refusal> {
    let life = state.scenario.knobs.lifecycle.clone();
    if asked.body.is_empty() && !life.approve_without_body {
        return Err(Refusal::invalid());
    }
    wire::read(&asked.body, &wire::EMPTY)?;
    let session = find(state, asked)?;
    if !session.materialised {
        return Err(Refusal::not_found());
    }
    let agent = &mut session.agent;
    match agent.approval {
        Approval::Expired if life.approve_inactive == ApproveInactive::Ignore => return Ok(Reply::Empty),
        Approval::Open | Approval::Expired if agent.plan.is_some() => {}
        _ if life.double_approve == DoubleApprove::Accept => return Ok(Reply::Empty),
        _ => return Err(Refusal::precondition()),
    }
    agent.approval = Approval::Coming;
    session.approvals += 1;
    state.later(life.approve_after, &asked.session, Act::Approve);
    Ok(Reply::Empty)
}
