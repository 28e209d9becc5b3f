//! The examples play to their end, by the very commands that the README gives, and
//! say what their readers are promised.

use std::path::Path;
use std::process::Command;

fn play(example: &str) -> String {
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--example", example]).current_dir(Path::new(env!("CARGO_MANIFEST_DIR")));
    // What cargo tells a test, a person's shell does not say; and ring builds anew when it differs,
    // and with it everything.
    for (name, _) in
        std::env::vars().filter(|(name, _)| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
    {
        command.env_remove(name);
    }
    // Never with a real key, whoever runs the tests.
    let output = command.env_remove("JULES_API_KEY").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{example} ended with {}\n{said}\n{errors}", output.status);
    said
}

/// All of these are in the text, in this order.
fn says(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        let at = rest.find(part).unwrap_or_else(|| panic!("{part:?} is missing, or too early, in\n{text}"));
        rest = &rest[at + part.len()..];
    }
}

#[test]
fn a_refactoring_is_done_together() {
    says(
        &play("collaborative_refactor"),
        &[
            "The plan:\n  1. Give the code a clock\n  2. Compare days with days\n",
            "We ask:   First write a test",
            "Jules:    Good idea, the tests come first.",
            "The plan:\n  1. Pin down today's behaviour in a test\n",
            "We approve, and the work begins.",
            "We ask:   Will anything change",
            "Jules:    No: what people see stays as it is.",
            "$ python3 -m unittest (exit 0)",
            "Done.\nCompare days with days\n",
            "todo/clock.py",
        ],
    );
}

#[test]
fn sessions_of_both_kinds_run_side_by_side() {
    let said = play("side_by_side");
    says(&said, &["run ", "session ", "session ", "all ", "all ", "What came of them:"]);
    let (_, results) = said.split_once("What came of them:\n").unwrap();
    let results: Vec<&str> = results.lines().collect();
    assert_eq!(results.len(), 5, "{said}");
    for (result, ending) in results.iter().zip([
        "  completed, https://github.com/acme/todo/pull/8",
        "  completed, 5 files +",
        "  nobody approved its plan of 2 steps",
        "  completed, https://github.com/acme/todo/pull/8",
        "  failed: ",
    ]) {
        assert!(result.contains(ending), "{result:?} is not {ending:?}");
    }
}
