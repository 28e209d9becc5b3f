//! What a director does with the whole stage: skip to what happens next, play something else.

use serde_json::{Value, json};

use super::agenda::Act;
use super::handle::Jules;
use super::session::Approval;
use super::state::State;
use crate::sim::clock::Moment;
use crate::sim::scenario::Scenario;

impl Jules {
    /// What happens next in any session, as `in 5 s: the next step of its script`.
    #[must_use]
    pub fn next_event(&self) -> Option<String> {
        let now = self.clock().now();
        self.0.with(|state| {
            let (at, act) = coming(state)?;
            let left = at.since(now).as_secs();
            let span = if left < 120 { format!("{left} s") } else { format!("{} min", left / 60) };
            Some(format!("in {span}: {}", act.says()))
        })
    }

    /// Goes to what happens next; whether there is anything.
    #[must_use]
    pub fn skip(&self) -> bool {
        let next = self.0.with(|state| coming(state).map(|(at, _)| at));
        if let Some(moment) = next {
            self.clock().skip_to(moment);
        }
        next.is_some()
    }

    /// The name of the scenario that new sessions play.
    #[must_use]
    pub fn scenario_name(&self) -> String {
        self.0.with(|state| state.scenario.name.clone())
    }

    /// Lets new sessions play another scenario, with its sources, knobs and faults. Those that are
    /// going on keep their scripts and files.
    pub fn play(&self, scenario: Scenario) {
        self.0.with(|state| {
            let mut scenario = scenario;
            scenario.files.keep(&state.scenario.files);
            for planned in &scenario.faults {
                state.faults.add(planned.operation, planned.count, planned.fault.clone());
            }
            state.scenario = scenario;
        });
    }

    /// How the clock stands: `{speed, paused, next}`.
    pub(super) fn clock_json(&self) -> Value {
        let clock = self.clock();
        json!({ "speed": clock.speed(), "paused": clock.is_paused(), "next": self.next_event() })
    }
}

/// The next thing on the agenda that people would notice: what is void by then is none, nor is housekeeping.
fn coming(state: &State) -> Option<(Moment, &Act)> {
    let mut all = state.agenda.all();
    all.find(|(_, id, act)| happens(state, id, act)).map(|(at, _, act)| (at, act))
}

fn happens(state: &State, id: &str, act: &Act) -> bool {
    let Some(session) = state.sessions.get(id) else { return false };
    let agent = &session.agent;
    match act {
        Act::Next { epoch } => agent.epoch == *epoch,
        Act::Expire { plan } => {
            agent.approval == Approval::Open && agent.plan.as_ref().is_some_and(|(newest, _)| newest == plan)
        }
        Act::Turn { epoch, .. } => session.state_epoch == *epoch,
        Act::Touch | Act::Admit(_) => false,
        _ => true,
    }
}
