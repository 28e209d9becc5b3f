//! What happens in a session without anybody's word: a place to work in that becomes free, a
//! touch, a silence, a life after the end.

use std::sync::Arc;

use super::agenda::Act;
use super::agent::schedule;
use super::state::State;
use crate::sim::scenario::knobs::Stalled;
use crate::sim::scenario::script::{Action, Ended, Progress, WaitFor};
use crate::sim::scenario::{Span, Step};

/// How often a full account is looked at again.
const FULL: Span = Span::secs(1);

/// The end of QUEUED, unless the account has no room: then the session queues for it.
pub(super) fn materialise(state: &mut State, id: &str) {
    let Some(account) = state.sessions.get(id).map(|session| session.account.clone()) else { return };
    let (limit, _) = state.limits(&account);
    let roster = state.rosters.entry(account.clone()).or_default();
    let full = limit > 0 && roster.working() >= limit;
    if !full && roster.waiting.is_empty() {
        return begin(state, id);
    }
    roster.waiting.push_back(id.to_owned());
    if roster.waiting.len() == 1 {
        state.later(FULL, "", Act::Admit(account));
    }
}

/// Lets in whoever has queued longest, as far as there is room.
pub(super) fn admit(state: &mut State, account: &str) {
    let (limit, _) = state.limits(account);
    loop {
        let Some(roster) = state.rosters.get_mut(account) else { return };
        if limit > 0 && roster.working() >= limit {
            break;
        }
        let Some(id) = roster.waiting.pop_front() else { return };
        begin(state, &id);
    }
    state.later(FULL, "", Act::Admit(account.to_owned()));
}

fn begin(state: &mut State, id: &str) {
    let Some(session) = state.sessions.get_mut(id) else { return };
    session.materialised = true;
    if session.archived {
        return;
    }
    state.turn(id, "PLANNING");
    schedule(state, id);
}

/// updateTime moves for no visible reason, again and again.
pub(super) fn touch(state: &mut State, id: &str) {
    let every = state.scenario.knobs.lifecycle.touch_every;
    if every != Span::ZERO && state.sessions.contains_key(id) {
        state.touch(id);
        state.later(every, id, Act::Touch);
    }
}

/// Whether the agent falls silent here, once, until somebody writes.
pub(super) fn stalls(state: &mut State, id: &str) -> bool {
    let (after, stalled) = (state.scenario.knobs.lifecycle.stall_after, state.scenario.knobs.lifecycle.stalled);
    let Some(session) = state.sessions.get_mut(id) else { return false };
    if after == 0 || session.agent.stalled || session.activities.len() < after {
        return false;
    }
    session.agent.stalled = true;
    session.agent.waiting = Some(WaitFor::Message);
    if stalled == Stalled::Paused {
        state.turn(id, "PAUSED");
    }
    true
}

/// Puts the life after this end on the agenda, if there is to be one.
pub(super) fn expect_revival(state: &mut State, id: &str) {
    let life = &state.scenario.knobs.lifecycle;
    let (most, after) = (life.revivals, life.revive_after);
    let Some(session) = state.sessions.get(id).filter(|session| session.agent.revivals < most) else { return };
    let ends = session.agent.ends;
    state.later(after, id, Act::Revive { ends });
}

/// Back to work, if nobody has woken it in the meantime.
pub(super) fn revive(state: &mut State, id: &str, ends: usize) {
    let Some(session) = state.sessions.get_mut(id) else { return };
    let agent = &mut session.agent;
    if !agent.finished || agent.ends != ends || session.archived {
        return;
    }
    agent.revivals += 1;
    agent.todo = agent.script.revival.0.clone();
    if agent.todo.is_empty() {
        let title = "Looked into a check that fails".into();
        let looks = Step::now(Action::Progress(Progress { title, description: String::new() }));
        let ends = Step { after: Span::secs(2), ..Step::now(Action::Completed(Ended::default())) };
        agent.todo = [looks, ends].map(Arc::new).into();
    }
    state.turn(id, "IN_PROGRESS");
    schedule(state, id);
}
