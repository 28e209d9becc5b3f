//! What was tried against the threat model, and what came of it: a table that the test run prints.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use super::Stage;

/// The threats of the model.
pub const THREATS: u8 = 68;

/// What, the answer, and calls made to Jules.
type Row = (String, String, usize);

/// What was tried so far, by the threat's number.
static TRIED: Mutex<BTreeMap<u8, Vec<Row>>> = Mutex::new(BTreeMap::new());

/// Something that is being tried.
#[must_use]
pub struct Attempt<'a> {
    stage: &'a Stage,
    threat: u8,
    what: String,
    before: usize,
}

impl Stage {
    /// Something is tried from here on.
    pub fn tries(&self, threat: u8, what: impl Into<String>) -> Attempt<'_> {
        Attempt { stage: self, threat, what: what.into(), before: self.changes_at_jules().len() }
    }
}

impl Attempt<'_> {
    /// It began when so many calls had been made.
    pub fn since(self, before: usize) -> Self {
        Self { before, ..self }
    }

    /// It was answered like this, and Jules was called so often; reading is no call.
    pub fn ends(self, answer: &str, calls: usize) {
        let made = self.made();
        assert_eq!(made.len(), calls, "T{:02}: {}: {answer}: {made:?}", self.threat, self.what);
        note(self.threat, &self.what, answer, calls);
    }

    /// The same of what is allowed, and is tried until Jules takes it.
    pub fn ends_well(self, answer: &str) {
        note(self.threat, &self.what, answer, self.made().len());
    }

    fn made(&self) -> Vec<String> {
        self.stage.changes_at_jules().split_off(self.before)
    }
}

/// Adds a row, and prints it; the whole table, once every threat has been tried.
fn note(threat: u8, what: &str, answer: &str, calls: usize) {
    let answer = cell(answer.lines().find(|line| !line.trim().is_empty()).unwrap_or_default(), 110);
    let what = cell(what, 90);
    println!("T{threat:02} | {what} | {answer} | {calls}");
    let mut tried = TRIED.lock().unwrap_or_else(PoisonError::into_inner);
    tried.entry(threat).or_default().push((what, answer, calls));
    if tried.len() == usize::from(THREATS) {
        let mut table = "| threat | tried | answer | calls to Jules |\n|---|---|---|---:|\n".to_owned();
        for (threat, rows) in &*tried {
            for (what, answer, calls) in rows {
                writeln!(table, "| T{threat:02} | {what} | {answer} | {calls} |").unwrap();
            }
        }
        println!("{table}");
        std::fs::write(concat!(env!("CARGO_TARGET_TMPDIR"), "/threats.md"), table).unwrap();
    }
}

/// Text as a table takes it.
fn cell(text: &str, longest: usize) -> String {
    let plain: String = text.chars().map(|char| if char.is_control() || char == '|' { ' ' } else { char }).collect();
    let mut cut: String = plain.trim().chars().take(longest).collect();
    if cut.len() < plain.trim().len() {
        cut.push('…');
    }
    cut
}
