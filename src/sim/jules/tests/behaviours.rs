//! The table of behaviours (`behaviours.md`) against the sources: it cannot name what is not there,
//! nor leave out what the reference or the knobs have.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::sim::scenario::Knobs;

const TABLE: &str = include_str!("../behaviours.md");

/// A row of the table.
struct Row {
    number: &'static str,
    what: &'static str,
    knobs: Vec<&'static str>,
    tests: Vec<&'static str>,
}

fn rows() -> Vec<Row> {
    let lines = TABLE.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| # "));
    lines.map(|line| row(line).unwrap_or_else(|| panic!("no row of four columns: {line}"))).collect()
}

fn row(line: &'static str) -> Option<Row> {
    let mut cells = line.strip_prefix('|')?.strip_suffix('|')?.split('|').map(str::trim);
    let (number, what, knobs, tests) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
    let knobs = knobs.split('`').skip(1).step_by(2).filter(|name| name.contains('.')).collect();
    cells.next().is_none().then(|| Row { number, what, knobs, tests: tests.split(", ").collect() })
}

#[test]
fn every_number_of_the_reference_is_there_in_its_order() {
    let numbers: Vec<&str> = rows().iter().map(|row| row.number).filter(|number| *number != "+").collect();
    let all: Vec<String> = (1..=64).map(|number: u32| number.to_string()).collect();
    assert_eq!(numbers, all);
    assert!(rows().iter().all(|row| row.what.len() > 10 && !row.tests.is_empty()));
}

#[test]
fn every_test_that_the_table_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for row in rows() {
        for test in row.tests {
            let (module, name) = test.rsplit_once("::").unwrap_or_else(|| panic!("{}: {test}", row.number));
            let file = match module.split_once("::") {
                Some(("it", module)) => format!("tests/it/{module}.rs"),
                Some(_) => panic!("{}: no such place: {test}", row.number),
                None if module == "scenario" => "src/sim/scenario/tests.rs".to_owned(),
                None if module == "clock" => "src/sim/clock.rs".to_owned(),
                None => format!("src/sim/jules/tests/{module}.rs"),
            };
            let text = std::fs::read_to_string(root.join(&file)).unwrap_or_else(|_| panic!("{test}: no {file}"));
            assert!(is_test(&text, name), "{}: {file} has no test `{name}`", row.number);
        }
    }
}

/// Whether the text has a function of this name with a test's attribute above it.
fn is_test(text: &str, name: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let named = |line: &str| {
        line.trim_start_matches("async ")
            .strip_prefix("fn ")
            .is_some_and(|rest| rest.strip_prefix(name).is_some_and(|rest| rest.starts_with('(')))
    };
    lines.windows(2).any(|pair| named(pair[1]) && (pair[0] == "#[test]" || pair[0].starts_with("#[tokio::test")))
}

#[test]
fn every_knob_is_in_the_table_and_the_table_has_no_others() {
    let all = serde_json::to_value(Knobs::default()).unwrap();
    let groups = all.as_object().unwrap().iter();
    let names = |(group, knobs): (&String, &Value)| {
        knobs.as_object().unwrap().keys().map(|knob| format!("{group}.{knob}")).collect::<Vec<_>>()
    };
    let known: BTreeSet<String> = groups.flat_map(names).collect();
    let mentioned: BTreeSet<String> = rows().iter().flat_map(|row| &row.knobs).map(|name| (*name).to_owned()).collect();
    assert_eq!(known.difference(&mentioned).collect::<Vec<_>>(), [""; 0], "knobs that the table does not name");
    assert_eq!(mentioned.difference(&known).collect::<Vec<_>>(), [""; 0], "names of no knob");
}

#[test]
fn a_function_that_is_no_test_shows_nothing() {
    let text = "#[test]\nfn one() {}\n#[tokio::test(flavor = \"multi_thread\")]\nasync fn two() {}\nfn three() {}";
    assert!(is_test(text, "one") && is_test(text, "two"));
    assert!(!is_test(text, "three") && !is_test(text, "on") && !is_test(text, "four"));
}
