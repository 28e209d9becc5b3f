//! The sums of a chaos run, as a table for people and for the README.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::harness::Account;

/// What a run, or a part of it, came to.
#[derive(Debug, Default)]
pub struct Tally {
    pub seeds: u64,
    /// Faults that struck, by kind.
    pub faults: BTreeMap<&'static str, i64>,
    pub account: Account,
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        self.seeds += other.seeds;
        for (kind, times) in other.faults {
            *self.faults.entry(kind).or_default() += times;
        }
        self.account.add(other.account);
    }

    /// A fault of this kind, so many times; fewer where it waits still.
    pub fn struck(&mut self, kind: &'static str, times: i64) {
        *self.faults.entry(kind).or_default() += times;
    }

    /// Markdown.
    pub fn table(&self) -> String {
        let mut out = format!(
            "{} sessions, each with a world of its own, the real program, and {} faults in all:\n\n",
            self.seeds,
            self.faults.values().sum::<i64>()
        );
        out.push_str("| fault | times |\n|---|---:|\n");
        for (kind, times) in self.faults.iter().filter(|(_, times)| **times > 0) {
            writeln!(out, "| {kind} | {times} |").unwrap();
        }
        let Account { expected, posted, lost, doubled, disorder, worst } = &self.account;
        out.push_str("\n| messages | |\n|---|---:|\n");
        writeln!(out, "| expected | {expected} |").unwrap();
        writeln!(out, "| delivered | {posted} |").unwrap();
        writeln!(out, "| lost | {} |", lost.len()).unwrap();
        writeln!(out, "| doubled | {} |", doubled.len()).unwrap();
        writeln!(out, "| out of order | {} |", disorder.len()).unwrap();
        writeln!(out, "| worst delay | {:.1} s |", worst.as_seconds_f64()).unwrap();
        out
    }
}

const BEGIN: &str = "<!-- chaos: written by the test, see src/README.md -->\n";
const END: &str = "<!-- end of chaos -->";

/// Puts the table between its marks in a file.
pub fn write_into(path: &str, table: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).expect("no mark where the table begins");
    let (_, after) = rest.split_once(END).expect("no mark where the table ends");
    std::fs::write(path, format!("{before}{BEGIN}\n{table}\n{END}{after}")).unwrap();
}
