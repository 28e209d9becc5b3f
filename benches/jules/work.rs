//! What a session does all day: activities like the real ones, 1.15 KB each in the mean.
//!
//! Half of the real ones say nothing but "progress"; some carry a command's output, a few the
//! change set so far, which only grows (`jules-api.md` 1.6 and 2.5).

use std::sync::Arc;

use anyhow::{Result, anyhow};
use jules_discord::sim::scenario::Step;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Steps that a working session has left: more than any run lets it play.
pub const MORE: usize = 2_000;

/// Steps that go on with one change set before it begins anew.
const GROWTH: usize = 20;

const SENTENCE: &str = "Looked through the callers and found two more places that depend on the local clock. ";
const OUTPUT: &str = "tests/test_dates.py::test_a_day_is_a_day PASSED                    [ 42%]\n";

/// What may be odd about activities, one in ten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Odd {
    /// Nothing.
    Nothing,
    /// It has the time of the one before, to the nanosecond.
    EqualTimes,
    /// Its kind is not in anybody's documentation.
    Kind,
    /// It carries an artifact that is not in anybody's documentation.
    Artifact,
    /// Nothing, but the list that shows it may be refused.
    Refusals,
}

/// The steps of one growth, each `gap` after the one before.
pub fn steps(gap: &str, odd: Odd) -> Result<Vec<Arc<Step>>> {
    let mut steps = Vec::new();
    for round in 0..GROWTH {
        for place in 0..20 {
            let mut step = match place {
                5 | 15 => change_set(1 + (2 * round + place / 10) / 6),
                1 | 3 | 8 | 11 | 13 | 18 => bash(place),
                4 | 12 => json!({"progress": {}}),
                _ => json!({"progress": {"title": "Reading the code", "description": SENTENCE.repeat(1 + place % 4)}}),
            };
            if place % 10 == 7 {
                make_odd(&mut step, odd);
            }
            step["after"] = gap.into();
            steps.push(Arc::new(Step::from_json(step).map_err(|why| anyhow!(why))?));
        }
    }
    Ok(steps)
}

fn make_odd(step: &mut Value, odd: Odd) {
    match odd {
        Odd::Nothing | Odd::Refusals => {}
        Odd::EqualTimes => step["same_time"] = true.into(),
        Odd::Kind => *step = json!({"event": {"planPostponed": {"until": "tomorrow"}}}),
        Odd::Artifact => step["artifacts"] = json!([{"raw": {"soundRecording": {"data": "UklGRg=="}}}]),
    }
}

fn change_set(kilobytes: usize) -> Value {
    json!({"change_set": {"pad_kb": kilobytes, "commit_message": "Compare days with days"}})
}

fn bash(place: usize) -> Value {
    let output = OUTPUT.repeat(1 + place % 5);
    json!({"bash": {"command": "python3 -m pytest -q tests/test_dates.py", "output": output, "exit_code": 0}})
}
