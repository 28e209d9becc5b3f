//! The handle: what tests and the demo see of a running server, and what they can turn.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::broadcast;

use super::agenda::Act;
use super::agent;
use super::fault::{Fault, Waiting};
use super::ledger::{Call, Counters};
use super::operation::Operation;
use super::session::Session;
use super::state::{Activity, State};
use super::{Shared, past, sessions};
use crate::sim::clock::{Clock, Moment};
use crate::sim::scenario::{Key, Knobs, Step};

/// A handle on the server. Its calls are no requests: no quota counts them, no ledger shows them.
#[derive(Clone)]
pub struct Jules(pub(super) Arc<Shared>);

impl fmt::Debug for Jules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Jules({})", self.api_url())
    }
}

impl Jules {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self(shared)
    }

    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        self.0.with(look)
    }

    fn session<T>(&self, id: &str, look: impl FnOnce(&mut State) -> T) -> Result<T, String> {
        let found = self.with(|state| state.sessions.contains_key(id).then(|| look(state)));
        self.0.wake.notify_one();
        found.ok_or_else(|| format!("There is no session {id}."))
    }

    /// `http://127.0.0.1:PORT/v1alpha`.
    #[must_use]
    pub fn api_url(&self) -> String {
        format!("http://{}/v1alpha", self.0.address)
    }

    /// A key that is valid now; an empty text if all have been revoked.
    #[must_use]
    pub fn api_key(&self) -> String {
        let valid = |state: &mut State| {
            let now = state.clock.now();
            let mut keys = state.keys.iter().filter(|(_, holder)| holder.is_valid(now));
            keys.next().map(|(key, _)| key.clone())
        };
        self.with(valid).unwrap_or_default()
    }

    /// How fast time runs here.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.0.clock.clone()
    }

    /// Makes a key of `account` valid; keys of one account see the same sessions. The scenario's own account is "".
    pub fn add_key(&self, key: &str, account: &str) {
        let (key, account) = (key.to_owned(), account.to_owned());
        self.accept(Key { key, account, activities_per_minute: None, revoked_after: None });
    }

    /// The same, with whatever else a scenario can say of a key.
    pub fn accept(&self, key: Key) {
        self.with(|state| state.accept(key));
    }

    /// Makes a key invalid and tells whether it was valid: calls with it are 401 from now on.
    #[must_use]
    pub fn revoke_key(&self, key: &str) -> bool {
        self.with(|state| state.keys.remove(key)).is_some()
    }

    /// All sessions, oldest first, as GET shows them, with what GET hides: `requirePlanApproval`,
    /// `automationMode`, `sentMessages`, `approvals`, `account`.
    #[must_use]
    pub fn sessions(&self) -> Vec<Value> {
        self.with(|state| {
            let mut all: Vec<&Session> = state.sessions.values().collect();
            all.sort_unstable_by_key(|session| session.place);
            all.into_iter().map(view).collect()
        })
    }

    /// One of them.
    #[must_use]
    pub fn session_view(&self, id: &str) -> Option<Value> {
        self.with(|state| state.sessions.get(id).map(view))
    }

    /// The state of a session, now; nothing if there is no such session.
    #[must_use]
    pub fn state(&self, id: &str) -> Option<String> {
        self.with(|state| state.sessions.get(id).map(|session| session.state.clone()))
    }

    /// All activities of a session, those that do not show yet included.
    #[must_use]
    pub fn activities(&self, id: &str) -> Vec<Value> {
        let listed = |session: &Session| session.activities.iter().map(Activity::value).collect();
        self.with(|state| state.sessions.get(id).map(listed)).unwrap_or_default()
    }

    /// What is still to happen in a session, the next first, as `5.0 s: the next step of its script`.
    /// The seconds are scripted ones; what is void by then will do nothing.
    #[must_use]
    pub fn upcoming(&self, id: &str) -> Vec<String> {
        let now = self.0.clock.now();
        let line = |(at, act): (Moment, &Act)| format!("{:.1} s: {}", at.since(now).as_secs_f64(), act.says());
        self.with(|state| state.agenda.of(id).map(line).collect())
    }

    /// The messages that sendMessage has accepted for a session, in order.
    #[must_use]
    pub fn sent_messages(&self, id: &str) -> Vec<String> {
        self.with(|state| state.sessions.get(id).map(|session| session.sent.clone())).unwrap_or_default()
    }

    /// How many approvePlan calls have been accepted for a session with an effect to come.
    #[must_use]
    pub fn approvals(&self, id: &str) -> u32 {
        self.with(|state| state.sessions.get(id).map(|session| session.approvals)).unwrap_or_default()
    }

    /// What has been done more than once that a client should do once, a sentence for each: sessions
    /// of the same title and prompt, messages of the same text in a session.
    #[must_use]
    pub fn repeated(&self) -> Vec<String> {
        self.with(|state| {
            let mut done = BTreeMap::<String, usize>::new();
            for session in state.sessions.values() {
                let Session { account, title, prompt, id, .. } = session;
                *done.entry(format!("account {account:?} created {title:?} ({prompt:?})")).or_default() += 1;
                for text in &session.sent {
                    *done.entry(format!("session {id} was told {text:?}")).or_default() += 1;
                }
            }
            done.retain(|_, times| *times > 1);
            done.into_iter().map(|(what, times)| format!("{what} {times} times")).collect()
        })
    }

    /// Every request so far, oldest first (the newest [`KEPT`](super::KEPT)).
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.with(|state| state.ledger.calls())
    }

    /// Every request from now on, when it has been answered.
    #[must_use]
    pub fn feed(&self) -> broadcast::Receiver<Arc<Call>> {
        self.with(|state| state.ledger.feed())
    }

    /// Sums of requests and bytes by operation and by session.
    #[must_use]
    pub fn counters(&self) -> Counters {
        let wire = self.0.traffic.so_far();
        Counters { wire, ..self.with(|state| state.ledger.counters()) }
    }

    /// Forgets all calls and sums.
    pub fn clear_calls(&self) {
        self.with(|state| state.ledger.clear());
        self.0.traffic.forget();
    }

    /// Lets the next `count` calls of an operation (none = any) meet a fault, after those that wait already.
    ///
    /// # Errors
    /// One sentence if the fault cannot be played.
    pub fn fail(&self, operation: impl Into<Option<Operation>>, count: u32, fault: Fault) -> Result<(), String> {
        fault.check()?;
        self.with(|state| state.faults.add(operation.into(), count, fault));
        Ok(())
    }

    /// The faults that still wait.
    #[must_use]
    pub fn pending_faults(&self) -> Vec<Waiting> {
        self.with(|state| state.faults.pending())
    }

    /// Forgets them.
    pub fn clear_faults(&self) {
        self.with(|state| state.faults.clear());
    }

    /// Does a step in a session, now, beside its script. Its `after` is ignored; a step that waits holds the script.
    ///
    /// # Errors
    /// One sentence if there is no such session, or a file that the step names.
    pub fn inject(&self, id: &str, step: &Step) -> Result<(), String> {
        self.with(|state| state.scenario.files.fetch(step))?;
        self.session(id, |state| {
            if let Some(session) = state.sessions.get_mut(id) {
                session.materialised = true;
            }
            for _ in 0..step.repeat {
                agent::perform(state, id, step);
            }
        })
    }

    /// A session that has been going on for a while: `IN_PROGRESS`, with the first `steps` steps of the
    /// script that fits its prompt behind it, stamped `apart` (scaled) from one another up to now. It
    /// plays on from there. Returns its id.
    #[must_use]
    pub fn in_the_middle(&self, account: &str, prompt: &str, steps: usize, apart: Duration) -> String {
        let id = self.with(|state| past::make(state, account, prompt, steps, apart));
        self.0.wake.notify_one();
        id
    }

    /// Sets a session's state, known to the API or not, without an activity.
    ///
    /// # Errors
    /// One sentence if there is no such session.
    pub fn set_state(&self, id: &str, to: &str) -> Result<(), String> {
        self.session(id, |state| {
            if let Some(session) = state.sessions.get_mut(id) {
                session.materialised = to != "QUEUED";
            }
            state.turn(id, to);
        })
    }

    /// The knobs as they are turned now.
    #[must_use]
    pub fn knobs(&self) -> Knobs {
        self.with(|state| state.scenario.knobs.clone())
    }

    /// Turns knobs; what is on its way already goes on as it was.
    pub fn turn_knobs(&self, turn: impl FnOnce(&mut Knobs)) {
        self.with(|state| turn(&mut state.scenario.knobs));
    }

    /// Turns the knobs that a JSON object names, as `{"lists": {"lag": "5s"}}`.
    ///
    /// # Errors
    /// One sentence that names the unknown knob or the value that does not fit; nothing is turned then.
    pub fn patch_knobs(&self, patch: &Value) -> Result<(), String> {
        self.with(|state| {
            state.scenario.knobs = state.scenario.knobs.patched(patch)?;
            Ok(())
        })
    }
}

fn view(session: &Session) -> Value {
    let mut view = sessions::view(session);
    view["requirePlanApproval"] = session.wishes.approval.into();
    view["automationMode"] =
        if session.wishes.pull_request { "AUTO_CREATE_PR" } else { "AUTOMATION_MODE_UNSPECIFIED" }.into();
    view["sentMessages"] = json!(session.sent);
    view["approvals"] = session.approvals.into();
    view["account"] = session.account.clone().into();
    view
}
