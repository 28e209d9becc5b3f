//! A whole afternoon in one thread: two hours and a hundred and fifty activities, which a
//! person reads on a few screens of a phone.

use std::fmt::Write as _;

use serde_json::json;

use crate::harness::Stage;

/// Rounds of work, of ten activities each: a message, a failing command, and eight that
/// nobody needs to see one by one.
const ROUNDS: usize = 14;
const FINDINGS: [&str; 7] = [
    "The reports are slow because each line asks the database for its currency.",
    "One query with a join gives the same lines; the totals agree to the cent.",
    "`Report.lines` now loads in pages of 500, so that memory stays flat.",
    "Two callers relied on the order of the lines. I sort them where they are shown.",
    "The old test fixed the number of queries at 41. I let it count at most 3.",
    "The importer wrote currencies in lower case until March; old rows are read either way.",
    "Measured on the copy of May: 4.2 s before, 180 ms after.",
];

fn steps() -> String {
    let mut steps = String::from(
        "{ after = \"2m\", plan = { id = \"p\", steps = [\"Measure the report\", \"Load lines in one query\", \
         \"Page the result\", \"Mend the tests\"] } },",
    );
    for round in 0..ROUNDS {
        let (finding, number) = (FINDINGS[round % FINDINGS.len()], round + 1);
        for part in 1..=4 {
            let title = format!("Round {number}: reading part {part}");
            write!(steps, "{{ after = \"50s\", progress = {{ title = {title:?} }} }},").unwrap();
        }
        let failing =
            "bash = { command = \"pytest -q tests/reports\", output = \"1 failed, 40 passed\", exit_code = 1 }";
        let passing = "bash = { command = \"pytest -q tests/reports\", output = \"41 passed\" }";
        write!(steps, "{{ after = \"50s\", {failing} }},{{ after = \"50s\", {passing} }},").unwrap();
        for part in 5..=7 {
            let title = format!("Round {number}: writing part {part}");
            write!(steps, "{{ after = \"50s\", progress = {{ title = {title:?} }} }},").unwrap();
        }
        if round == 7 {
            steps += "{ after = \"50s\", question = \"Old rows have no currency at all. Shall they count as EUR?\" },";
        }
        write!(steps, "{{ after = \"50s\", message = {:?} }},", format!("{number}. {finding}")).unwrap();
    }
    steps
        + "{ after = \"50s\", outputs = { pull_request = { url = \"https://github.com/acme/todo/pull/7\", title = \
           \"Load report lines in one query\", description = \"41 queries become one.\" }, change_set = { file = \
           \"todo.patch\", commit_message = \"Load report lines in one query\" } } },\
           { after = \"10s\", completed = {} }"
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hours_fit_on_a_few_screens() {
    let repositories = [("acme/todo", vec!["main".to_owned()])];
    let stage = Stage::with_repositories(&repositories, &steps(), 900.0).await;
    let knobs =
        serde_json::json!({ "lifecycle": { "state_lag": "0s", "unapproved_after": "9h", "reply_after": "1s" } });
    stage.world.jules().patch_knobs(&knobs).unwrap();
    let bot = stage.bot().await;
    let task = json!({ "prompt": "Make the monthly report fast", "auto-pr": true });
    let thread = stage.player("ada").starts_with("jules start", task).await;
    thread.click("Approve").await;
    thread.wait_for_button("Reply").await;
    thread.write("Yes, EUR.");
    thread.wait_for("**Finished**").await;
    thread.wait_for("✅ Finished").await;
    let made = stage.world.jules().activities(&thread.session()).len();
    assert!(made >= 140, "{made} activities");
    let (messages, lines) = (thread.messages().len(), thread.transcript().lines().count());
    assert!(messages <= 25 && lines <= 100, "{messages} messages, {lines} lines:\n{}", thread.transcript());
    thread.assert_shows("two_hours");
    bot.finish().await;
}
