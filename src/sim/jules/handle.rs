//! The handle: what tests and the demo see of a running server, and what they can turn.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::agent;
use super::fault::{Fault, Waiting};
use super::ledger::{Call, Counters};
use super::operation::Operation;
use super::state::{Activity, Session, State};
use super::{Shared, past, sessions};
use crate::sim::clock::Clock;
use crate::sim::scenario::{Knobs, Step};

/// A handle on the server. Its calls are no requests: no quota counts them, no ledger shows them.
#[derive(Clone)]
pub struct Jules(Arc<Shared>);

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
        self.with(|state| state.keys.keys().next().cloned()).unwrap_or_default()
    }

    /// How fast time runs here.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.0.clock
    }

    /// Makes a key of `account` valid; keys of one account see the same sessions. The scenario's own account is "".
    pub fn add_key(&self, key: &str, account: &str) {
        self.with(|state| state.keys.insert(key.to_owned(), account.to_owned()));
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
        self.with(|state| state.order.iter().filter_map(|id| state.sessions.get(id)).map(view).collect())
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

    /// Every request so far, oldest first (the newest [`KEPT`](super::KEPT)).
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.with(|state| state.ledger.calls())
    }

    /// Sums of requests and bytes by operation and by session.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.with(|state| state.ledger.counters())
    }

    /// Forgets all calls and sums.
    pub fn clear_calls(&self) {
        self.with(|state| state.ledger.clear());
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
    /// plays on from there. Returns its id. Make them before clients page through lists.
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
