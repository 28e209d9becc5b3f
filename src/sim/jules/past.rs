//! Sessions with a past: they begin in the middle, for measurements that cannot wait for it.

use std::time::Duration;

use serde_json::Map;

use super::agent::{perform, schedule};
use super::create;
use super::stamp::{self, Nanos};
use super::state::State;

/// A session that has played the first `steps` steps of its script, one every `apart`, the last
/// one `apart` ago. A step that waits for a person ends the past. From now on it plays on.
pub(super) fn make(state: &mut State, account: &str, prompt: &str, steps: usize, apart: Duration) -> String {
    let apart = Nanos::try_from(state.clock.real(apart).as_nanos()).unwrap_or(Nanos::MAX);
    let back = |steps: usize| apart.saturating_mul(Nanos::try_from(steps).unwrap_or(Nanos::MAX));
    let now = stamp::now();
    let created = now.saturating_sub(back(steps + 1));
    let id = create::begin(state, account, prompt, &Map::new(), None, created);
    if let Some(session) = state.sessions.get_mut(&id) {
        session.materialised = true;
    }
    state.stamps.back_at = Some(created);
    state.turn(&id, "IN_PROGRESS");
    for left in (1..=steps).rev() {
        let agent = state.sessions.get_mut(&id).map(|session| &mut session.agent);
        let Some(agent) = agent.filter(|agent| agent.waiting.is_none()) else { break };
        let Some(step) = agent.todo.pop_front() else { break };
        state.stamps.back_at = Some(now.saturating_sub(back(left)));
        perform(state, &id, &step);
    }
    state.stamps.back_at = None;
    schedule(state, &id);
    id
}
