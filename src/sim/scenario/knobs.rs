//! The knobs: every behaviour of the simulated Jules that can be turned, with its default.
//!
//! In a scenario file they are the tables `[knobs.transport]`, `[knobs.create]`, `[knobs.lists]`,
//! `[knobs.activities]` and `[knobs.lifecycle]`; at run time `PATCH /knobs` takes the same names.
//! Numbers in parentheses are items of part 5 of the reference; which test shows which of them
//! is in `jules/behaviours.md`. Where the reference is not certain, a knob has both variants.

mod activities;
mod create;
mod lifecycle;
mod lists;
mod transport;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use activities::Activities;
pub use create::{Create, DailyRefusal, GhostAs, OverLimit};
pub use lifecycle::{ApproveInactive, DoubleApprove, HandsOver, Lifecycle, ReplyWith, Stalled, UnapprovedFrom};
pub use lists::{Filter, Lists, Tokens};
pub use transport::{EmptyBodies, FieldsMask, NotFound, Transport};

/// All knobs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Knobs {
    /// How bytes travel.
    pub transport: Transport,
    /// What a new session costs and meets.
    pub create: Create,
    /// How lists behave.
    pub lists: Lists,
    /// How activities are stamped and when they show.
    pub activities: Activities,
    /// How the agent and its session behave.
    pub lifecycle: Lifecycle,
}

impl Knobs {
    /// These knobs with the ones named in `patch` turned.
    ///
    /// # Errors
    /// One sentence that names the unknown knob or the value that does not fit.
    pub fn patched(&self, patch: &Value) -> Result<Self, String> {
        if !patch.is_object() {
            return Err("Knobs are a JSON object such as {\"lists\": {\"lag\": \"5s\"}}.".into());
        }
        let mut all = serde_json::to_value(self).map_err(|e| e.to_string())?;
        merge(&mut all, patch);
        serde_json::from_value(all).map_err(|e| format!("That is no knob: {e}."))
    }
}

fn merge(into: &mut Value, patch: &Value) {
    match (into, patch) {
        (Value::Object(into), Value::Object(patch)) => {
            for (key, value) in patch {
                merge(into.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (into, patch) => *into = patch.clone(),
    }
}
