//! Scripts about more than a thread can take at once.

use std::fmt::Write as _;

use insta::assert_snapshot;

use super::script::run;

/// So many messages of the agent at once.
fn flood(before: &str, kinds: &[&str], count: usize, after: &str) -> String {
    let mut script = format!("{before}\ndiscord is slow\ntogether\n");
    for number in 1..=count {
        writeln!(script, "jules {} {number}", kinds[number % kinds.len()]).unwrap();
    }
    run(&format!("{script}now\n{after}"))
}

fn posts(out: &str) -> usize {
    out.lines().filter(|line| line.to_lowercase().starts_with("post: ")).count()
}

#[test]
fn what_does_not_fit_becomes_one_message_once_the_rest_is_out() {
    assert_snapshot!(flood(
        "",
        &["says Message"],
        12,
        "discord catches up\njules says And one more.\njules says And another.\nwait 5\nwait 5\njules says Alone."
    ));
}

#[test]
fn two_hundred_at_once_are_a_dozen_messages() {
    let kinds = ["says Message", "progress Step", "runs make", "shows Screen"];
    for before in ["", "ada sets verbose"] {
        let out = flood(before, &kinds, 200, "discord catches up");
        assert!(posts(&out) <= 12, "{before}: {out}");
        assert!(out.contains("📎messages.md"), "{out}");
    }
}

#[test]
fn the_end_stands_below_what_was_said_before_it() {
    assert_snapshot!(flood("", &["says Message"], 6, "jules completed\ndiscord catches up"));
}

#[test]
fn a_question_does_not_wait_for_what_was_put_off() {
    assert_snapshot!(flood(
        "",
        &["says Message"],
        6,
        "together\njules says Which one?\nstate AWAITING_USER_FEEDBACK\ndiscord catches up"
    ));
}

#[test]
fn what_was_put_off_is_not_lost_in_a_restart() {
    assert_snapshot!(flood("", &["says Message", "shows Screen"], 10, "restart\ndiscord catches up"));
}

#[test]
fn one_that_was_put_off_alone_is_a_message_like_any_other() {
    assert_snapshot!(flood("", &["says Message"], 5, "discord catches up"));
}
