//! All that the simulated Jules knows: sessions, activities, keys, and what they have cost.

use std::collections::{BTreeMap, HashMap, VecDeque};

use axum::body::Bytes;
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use super::agenda::{Act, Agenda};
use super::fault::Faults;
use super::ledger::Ledger;
use super::roster::{Roster, Standing};
use super::session::Session;
use super::stamp::{self, Nanos, Stamps};
use super::wire;
use crate::sim::clock::{Clock, Moment};
use crate::sim::scenario::script::Marks;
use crate::sim::scenario::{Key, Scenario, Span};

pub(super) struct State {
    pub(super) clock: Clock,
    pub(super) rng: fastrand::Rng,
    pub(super) stamps: Stamps,
    /// Sources, scripts, files, and the knobs as they are turned now.
    pub(super) scenario: Scenario,
    pub(super) keys: BTreeMap<String, Holder>,
    numbered: u32,
    pub(super) sessions: HashMap<String, Session>,
    /// By account.
    pub(super) rosters: HashMap<String, Roster>,
    made: u64,
    pub(super) agenda: Agenda,
    pub(super) faults: Faults,
    pub(super) ledger: Ledger,
    /// Moments of calls that a quota counts, by quota and key or account.
    pub(super) spent: HashMap<(&'static str, String), VecDeque<Instant>>,
    /// Empty successes so far: their bodies alternate.
    pub(super) empties: u64,
    posted: usize,
}

/// Whoever has a key.
#[derive(Clone, Debug)]
pub(super) struct Holder {
    pub(super) account: String,
    /// The key's number in the ledger, where keys themselves must not stand.
    pub(super) number: u32,
    /// Its own quota of `ListActivities` calls.
    pub(super) activities_per_minute: Option<usize>,
    /// From then on it is refused.
    until: Option<Moment>,
}

impl Holder {
    pub(super) fn is_valid(&self, now: Moment) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

#[derive(Clone, Debug)]
pub(super) struct Activity {
    pub(super) at: Nanos,
    pub(super) id: String,
    pub(super) visible: Moment,
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
        let mut state = Self {
            clock,
            rng: scenario.seed.map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed),
            stamps: Stamps::default(),
            keys: BTreeMap::new(),
            numbered: 0,
            scenario,
            sessions: HashMap::new(),
            rosters: HashMap::new(),
            made: 0,
            agenda: Agenda::default(),
            faults,
            ledger: Ledger::default(),
            spent: HashMap::new(),
            empties: 0,
            posted: 0,
        };
        for key in state.scenario.keys.clone() {
            state.accept(key);
        }
        state
    }

    /// Makes a key valid. One that has been before keeps its number.
    pub(super) fn accept(&mut self, key: Key) {
        let until = key.revoked_after.map(|span| self.due(span));
        let number = self.keys.get(&key.key).map_or_else(
            || {
                self.numbered += 1;
                self.numbered
            },
            |holder| holder.number,
        );
        let Key { key, account, activities_per_minute, .. } = key;
        self.keys.insert(key, Holder { account, number, activities_per_minute, until });
    }

    /// How many sessions of an account may work at once, and be created in a day; 0 = no limit.
    pub(super) fn limits(&self, account: &str) -> (usize, usize) {
        let knobs = &self.scenario.knobs.create;
        self.scenario.plan(account).map_or((knobs.concurrent, knobs.daily), |plan| (plan.concurrent(), plan.daily()))
    }

    /// Takes a new session in, at its place by the time of its creation.
    pub(super) fn add(&mut self, mut session: Session) {
        self.made += 1;
        session.place.1 = self.made;
        let roster = self.rosters.entry(session.account.clone()).or_default();
        roster.add(session.place, &session.id, Standing::of(&session));
        self.sessions.insert(session.id.clone(), session);
    }

    /// Changes a session in a way that its account's roster must know.
    pub(super) fn alter(&mut self, id: &str, change: impl FnOnce(&mut Session)) {
        let Some(session) = self.sessions.get_mut(id) else { return };
        let before = Standing::of(session);
        change(session);
        let after = Standing::of(session);
        if before != after
            && let Some(roster) = self.rosters.get_mut(&session.account)
        {
            roster.remove(session.place, before);
            roster.add(session.place, id, after);
        }
    }

    /// Forgets a session.
    pub(super) fn remove(&mut self, id: &str) {
        let Some(session) = self.sessions.remove(id) else { return };
        if let Some(roster) = self.rosters.get_mut(&session.account) {
            roster.remove(session.place, Standing::of(&session));
        }
    }

    /// The moment that is `span` away.
    pub(super) fn due(&mut self, span: Span) -> Moment {
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

    /// A decimal number of 17 to 20 digits, each length as likely: it may exceed what an i64 holds.
    pub(super) fn session_id(&mut self) -> String {
        loop {
            let shortest = 10_u64.pow(self.rng.u32(16..20));
            let id = self.rng.u64(shortest..=shortest.saturating_mul(10).saturating_sub(1)).to_string();
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
        let updated = self.stamps.next(6);
        self.alter(id, |session| {
            state.clone_into(&mut session.state);
            session.updated = updated;
        });
        self.list(id);
    }

    /// Lets the session list show, in a while, what the session is now.
    fn list(&mut self, id: &str) {
        let now = self.clock.now();
        let shown = self.due(self.scenario.knobs.lists.lag);
        if let Some(session) = self.sessions.get_mut(id) {
            session.list(shown, now);
        }
    }

    /// Something of the session other than its state has changed.
    pub(super) fn touch(&mut self, id: &str) {
        let now = self.stamps.next(6);
        if let Some(session) = self.sessions.get_mut(id) {
            session.updated = now;
        }
        self.touched(id);
    }

    fn touched(&mut self, id: &str) {
        if self.scenario.knobs.lists.lag_whole_row {
            self.list(id);
        }
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
        let same_time = marks.same_time || self.rng.f64() < knobs.same_time_rate;
        let visible = self.due(late.unwrap_or(Span::ZERO));
        let Some(session) = self.sessions.get_mut(id) else { return };
        let twin = session.activities.last().filter(|_| same_time);
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
        self.touched(id);
    }

    /// Counts one more use of a quota and tells whether it is within `limit` per `window`; 0 = no limit.
    pub(super) fn spend(&mut self, quota: &'static str, whose: &str, limit: usize, window: Span) -> bool {
        if limit == 0 {
            return true;
        }
        let window = self.clock.real(window.pick(&mut self.rng));
        let now = Instant::now();
        let spent = self.spent.entry((quota, whose.to_owned())).or_default();
        while spent.front().is_some_and(|at| now.duration_since(*at) >= window) {
            spent.pop_front();
        }
        if spent.len() >= limit {
            return false;
        }
        spent.push_back(now);
        true
    }
}
