//! One session, and what its agent has in mind.

use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::Value;

use super::roster::Place;
use super::stamp::Nanos;
use super::state::Activity;
use crate::sim::clock::Moment;
use crate::sim::scenario::script::{PlanStep, WaitFor};
use crate::sim::scenario::{Script, Step};

/// A session.
pub(super) struct Session {
    pub(super) id: String,
    pub(super) account: String,
    pub(super) place: Place,
    pub(super) title: String,
    pub(super) prompt: String,
    pub(super) source_context: Option<Value>,
    pub(super) created: Nanos,
    pub(super) born: Moment,
    pub(super) updated: Nanos,
    pub(super) outputs: Vec<Value>,
    pub(super) archived: bool,
    pub(super) wishes: Wishes,
    pub(super) state: String,
    pub(super) state_epoch: u64,
    /// When the last state that trails its activity will have been set.
    pub(super) trails_until: Moment,
    /// What the session list shows, and from when on.
    listed: Vec<Shown>,
    /// GET is 404 before this moment.
    pub(super) gettable: Moment,
    /// Activities and messages are 404 before this is true.
    pub(super) materialised: bool,
    pub(super) activities: Vec<Activity>,
    pub(super) agent: Agent,
    /// Messages accepted, and approvals.
    pub(super) sent: Vec<String>,
    pub(super) approvals: u32,
}

/// A row of the session list, from a moment on.
struct Shown {
    from: Moment,
    state: String,
    updated: Nanos,
    outputs: usize,
}

/// A session as somebody sees it.
pub(super) struct Look<'a> {
    pub(super) state: &'a str,
    pub(super) updated: Nanos,
    pub(super) outputs: &'a [Value],
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
    /// How often either has been played.
    pub(super) ends: usize,
    /// How often it has come back by itself.
    pub(super) revivals: usize,
    /// It has gone silent once.
    pub(super) stalled: bool,
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

impl Session {
    /// A new session; it begins QUEUED. Lists show it from one moment on, GET from another.
    pub(super) fn new(
        id: String,
        account: String,
        created: Nanos,
        now: Moment,
        (shown, gettable): (Moment, Moment),
    ) -> Self {
        Self {
            id,
            account,
            place: (created, 0),
            title: String::new(),
            prompt: String::new(),
            source_context: None,
            created,
            born: now,
            updated: created,
            outputs: Vec::new(),
            archived: false,
            wishes: Wishes::default(),
            state: "QUEUED".into(),
            state_epoch: 0,
            trails_until: now,
            listed: vec![Shown { from: shown, state: "QUEUED".into(), updated: created, outputs: 0 }],
            gettable,
            materialised: false,
            activities: Vec::new(),
            agent: Agent::default(),
            sent: Vec::new(),
            approvals: 0,
        }
    }

    /// As GET shows it.
    pub(super) fn look(&self) -> Look<'_> {
        Look { state: &self.state, updated: self.updated, outputs: &self.outputs }
    }

    /// As the session list shows it; nothing before it appears there. All of it lags, or the state alone.
    pub(super) fn row(&self, now: Moment, all_of_it: bool) -> Option<Look<'_>> {
        let shown = self.listed.iter().rev().find(|shown| shown.from <= now)?;
        let look = Look { state: &shown.state, ..self.look() };
        if !all_of_it {
            return Some(look);
        }
        Some(Look { updated: shown.updated, outputs: &self.outputs[..shown.outputs], ..look })
    }

    /// Lets the session list show from `from` on what the session is now.
    pub(super) fn list(&mut self, from: Moment, now: Moment) {
        if let Some(newest) = self.listed.iter().rposition(|shown| shown.from <= now) {
            self.listed.drain(..newest);
        }
        let (state, updated, outputs) = (self.state.clone(), self.updated, self.outputs.len());
        self.listed.push(Shown { from, state, updated, outputs });
    }
}
