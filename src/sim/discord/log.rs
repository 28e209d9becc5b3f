//! What clients did: every REST call and every gateway event, the newest few thousand.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::ids::iso;
use super::state::State;

/// As much as is kept of each; a load test must not fill the memory.
const KEPT: usize = 20_000;

/// The two records.
#[derive(Debug, Default)]
pub(crate) struct Log {
    pub calls: VecDeque<Value>,
    pub gateway: VecDeque<Value>,
    /// Calls ever made, also those no longer kept.
    pub total: u64,
}

impl State {
    /// Records a REST call.
    pub(crate) fn record_call(&mut self, mut call: Value) {
        call["at"] = json!(iso(self.now()));
        call["n"] = json!(self.log.total);
        self.log.total += 1;
        self.tell("call", &call);
        keep(&mut self.log.calls, call);
    }

    /// Records what happened on the gateway: `what` is `identify`, `resume`, `closed`, `dispatch`, …
    pub(crate) fn record_gateway(&mut self, what: &str, data: &Value) {
        let entry = json!({ "at": iso(self.now()), "what": what, "data": data });
        self.tell("gateway", &entry);
        keep(&mut self.log.gateway, entry);
    }
}

fn keep(list: &mut VecDeque<Value>, entry: Value) {
    if list.len() >= KEPT {
        list.pop_front();
    }
    list.push_back(entry);
}
