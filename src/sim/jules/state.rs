//! All that the simulated Jules knows: sessions, activities, keys, and what they have cost.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use axum::body::Bytes;
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use super::agenda::{Act, Agenda};
use super::fault::Faults;
use super::ledger::Ledger;
use super::stamp::{self, Nanos, Stamps};
use super::wire;
use crate::sim::clock::Clock;
use crate::sim::scenario::script::{Marks, PlanStep, WaitFor};
use crate::sim::scenario::{Scenario, Script, Span, Step};

pub(super) struct State {
    pub(super) clock: Clock,
    pub(super) rng: fastrand::Rng,
    pub(super) stamps: Stamps,
    /// Sources, scripts, files, and the knobs as they are turned now.
    pub(super) scenario: Scenario,
    /// Key to account.
    pub(super) keys: BTreeMap<String, String>,
    pub(super) sessions: HashMap<String, Session>,
    /// Session ids in the order of their creation.
    pub(super) order: Vec<String>,
    pub(super) agenda: Agenda,
    pub(super) faults: Faults,
    pub(super) ledger: Ledger,
    /// Moments of calls that a quota counts, by quota and key or account.
    pub(super) spent: HashMap<(&'static str, String), VecDeque<Instant>>,
    /// Empty successes so far: their bodies alternate.
    pub(super) empties: u64,
    posted: usize,
}

/// A session, and what its agent has in mind.
pub(super) struct Session {
    pub(super) id: String,
    pub(super) account: String,
    pub(super) title: String,
    pub(super) prompt: String,
    pub(super) source_context: Option<Value>,
    pub(super) created: Nanos,
    pub(super) updated: Nanos,
    pub(super) outputs: Vec<Value>,
    pub(super) archived: bool,
    pub(super) wishes: Wishes,
    pub(super) state: String,
    state_epoch: u64,
    /// When the last state that trails its activity will have been set.
    trails_until: Instant,
    /// States and the moments from which the session list shows them.
    listed: Vec<(Instant, String)>,
    /// GET is 404 before this moment.
    pub(super) gettable: Instant,
    /// Activities and messages are 404 before this is true.
    pub(super) materialised: bool,
    pub(super) activities: Vec<Activity>,
    pub(super) agent: Agent,
    /// Messages accepted, and approvals.
    pub(super) sent: Vec<String>,
    pub(super) approvals: u32,
}

/// What the creator has asked for: input only, never shown.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wishes {
    /// `requirePlanApproval`.
    pub(super) approval: bool,
    /// `automationMode` is `AUTO_CREATE_PR`.
    pub(super) pull_request: bool,
}

/// What the agent has in mind.
#[derive(Default)]
pub(super) struct Agent {
    pub(super) script: Arc<Script>,
    pub(super) todo: VecDeque<Arc<Step>>,
    pub(super) epoch: u64,
    pub(super) waiting: Option<WaitFor>,
    /// The newest plan: its id and steps.
    pub(super) plan: Option<(String, Vec<PlanStep>)>,
    pub(super) revisions: usize,
    pub(super) approval: Approval,
    /// sessionCompleted or sessionFailed has been played, and nothing has revived it.
    pub(super) finished: bool,
}

/// Where the approval of the plan stands. It carries forward: once given, later plans need none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Approval {
    #[default]
    Open,
    /// Accepted, and on its way.
    Coming,
    Given,
    /// Nobody came; the session reads COMPLETED.
    Expired,
}

#[derive(Clone, Debug)]
pub(super) struct Activity {
    pub(super) at: Nanos,
    pub(super) id: String,
    pub(super) visible: Instant,
    /// Fractional digits of its createTime.
    digits: u8,
    /// As it is sent: it never changes, and a client may read it a thousand times.
    pub(super) json: Bytes,
}

impl Activity {
    pub(super) fn value(&self) -> Value {
        // Written by us; it reads back.
        serde_json::from_slice(&self.json).unwrap_or_default()
    }
}

/// An activity that is about to be stamped.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) originator: &'static str,
    pub(super) event: Map<String, Value>,
    pub(super) artifacts: Vec<Value>,
    pub(super) marks: Marks,
}

impl Draft {
    pub(super) fn new(originator: &'static str, key: &str, payload: Value) -> Self {
        let event = Map::from_iter([(key.to_owned(), wire::omit_defaults(payload))]);
        Self { originator, event, artifacts: Vec::new(), marks: Marks::default() }
    }
}

impl State {
    pub(super) fn new(scenario: Scenario, clock: Clock) -> Self {
        let mut faults = Faults::default();
        for planned in &scenario.faults {
            faults.add(planned.operation, planned.count, planned.fault.clone());
        }
        Self {
            clock,
            rng: scenario.seed.map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed),
            stamps: Stamps::default(),
            keys: scenario.keys.iter().map(|key| (key.key.clone(), key.account.clone())).collect(),
            scenario,
            sessions: HashMap::new(),
            order: Vec::new(),
            agenda: Agenda::default(),
            faults,
            ledger: Ledger::default(),
            spent: HashMap::new(),
            empties: 0,
            posted: 0,
        }
    }

    /// The moment that is `span` away.
    pub(super) fn due(&mut self, span: Span) -> Instant {
        self.clock.after(span.pick(&mut self.rng))
    }

    /// Puts `act` on the agenda, `span` from now.
    pub(super) fn later(&mut self, span: Span, session: &str, act: Act) {
        let due = self.due(span);
        self.agenda.push(due, session, act);
    }

    /// 32 hexadecimal digits.
    pub(super) fn hex(&mut self) -> String {
        format!("{:032x}", self.rng.u128(..))
    }

    /// A decimal number of 17 to 20 digits, as a text: it may exceed what an i64 holds.
    pub(super) fn session_id(&mut self) -> String {
        loop {
            let id = self.rng.u64(10_000_000_000_000_000..).to_string();
            if !self.sessions.contains_key(&id) {
                return id;
            }
        }
    }

    /// Sets a session's state, now. States that still trail their activities are void.
    pub(super) fn turn(&mut self, id: &str, state: &str) {
        if let Some(session) = self.sessions.get_mut(id) {
            session.state_epoch += 1;
            session.agent.finished = false;
        }
        self.set(id, state);
    }

    /// A state that trails its activity: void if something has set the state since `epoch`.
    pub(super) fn turn_if(&mut self, id: &str, epoch: u64, state: &str) {
        if self.sessions.get(id).is_some_and(|session| session.state_epoch == epoch) {
            self.set(id, state);
        }
    }

    fn set(&mut self, id: &str, state: &str) {
        let shown = self.due(self.scenario.knobs.lists.lag);
        let updated = self.stamps.next(6);
        let Some(session) = self.sessions.get_mut(id) else { return };
        state.clone_into(&mut session.state);
        session.updated = updated;
        session.listed.push((shown, state.to_owned()));
    }

    /// An activity and the state that goes with it, never at the same moment.
    pub(super) fn post_with(&mut self, id: &str, draft: Draft, state: &str) {
        let lag = self.scenario.knobs.lifecycle.state_lag;
        if self.scenario.knobs.lifecycle.state_leads {
            self.turn(id, state);
            self.later(lag, id, Act::Post(Box::new(draft)));
            return;
        }
        self.post(id, draft);
        let due = self.due(lag);
        let Some(session) = self.sessions.get_mut(id) else { return };
        // States may trail far behind, but never overtake each other.
        session.trails_until = session.trails_until.max(due);
        let (due, epoch) = (session.trails_until, session.state_epoch);
        self.agenda.push(due, id, Act::Turn { epoch, state: state.to_owned() });
    }

    /// Appends an activity: stamped now, immutable from now on.
    pub(super) fn post(&mut self, id: &str, draft: Draft) {
        let hex = self.hex();
        let marks = &draft.marks;
        let knobs = &self.scenario.knobs.activities;
        let digits = marks.digits.or_else(|| knobs.digits.get(self.posted % knobs.digits.len().max(1)).copied());
        self.posted += 1;
        let late = marks.late_by.or_else(|| (self.rng.f64() < knobs.late_rate).then_some(knobs.late_by));
        let visible = self.due(late.unwrap_or(Span::ZERO));
        let Some(session) = self.sessions.get_mut(id) else { return };
        let twin = session.activities.last().filter(|_| draft.marks.same_time);
        let (at, digits) = twin.map_or_else(
            || {
                let digits = digits.unwrap_or(6);
                (self.stamps.next(digits), digits)
            },
            |twin| (twin.at, twin.digits),
        );
        let originator = draft.marks.originator.as_deref().unwrap_or(draft.originator);
        let mut json = json!({
            "name": format!("sessions/{id}/activities/{hex}"),
            "id": hex,
            "createTime": stamp::text(at, digits),
        });
        if !originator.is_empty() {
            json["originator"] = originator.into();
        }
        for (key, value) in draft.event {
            json[key] = value;
        }
        if !draft.artifacts.is_empty() {
            json["artifacts"] = draft.artifacts.into();
        }
        if self.scenario.knobs.lifecycle.update_with_activity {
            session.updated = session.updated.max(at);
        }
        // Appended, not sorted in: stamps only grow, and a twin shares the newest one.
        let json = serde_json::to_vec(&json).unwrap_or_default().into();
        session.activities.push(Activity { at, id: hex, visible, digits, json });
    }

    /// Counts one more use of a quota and tells whether it is within `limit` per `window`; 0 = no limit.
    pub(super) fn spend(&mut self, quota: &'static str, whose: &str, limit: usize, window: Span) -> bool {
        let window = self.clock.real(window.pick(&mut self.rng));
        let now = Instant::now();
        let spent = self.spent.entry((quota, whose.to_owned())).or_default();
        while spent.front().is_some_and(|at| now.duration_since(*at) >= window) {
            spent.pop_front();
        }
        if limit > 0 && spent.len() >= limit {
            return false;
        }
        spent.push_back(now);
        true
    }
}

impl Session {
    /// A new session; it begins QUEUED.
    pub(super) fn new(id: String, account: String, created: Nanos, shown: Instant, gettable: Instant) -> Self {
        Self {
            id,
            account,
            title: String::new(),
            prompt: String::new(),
            source_context: None,
            created,
            updated: created,
            outputs: Vec::new(),
            archived: false,
            wishes: Wishes::default(),
            state: "QUEUED".into(),
            state_epoch: 0,
            trails_until: Instant::now(),
            listed: vec![(shown, "QUEUED".into())],
            gettable,
            materialised: false,
            activities: Vec::new(),
            agent: Agent::default(),
            sent: Vec::new(),
            approvals: 0,
        }
    }

    /// The state as the session list shows it; none before the session appears there.
    pub(super) fn listed_state(&self, now: Instant) -> Option<&str> {
        self.listed.iter().rev().find(|(from, _)| *from <= now).map(|(_, state)| state.as_str())
    }

    /// Whether it takes one of the account's places for working sessions.
    pub(super) fn works(&self) -> bool {
        !self.archived && matches!(self.state.as_str(), "PLANNING" | "IN_PROGRESS")
    }
}
