//! The scenarios that the demo offers, each played to its end. The others have stories of their
//! own: `tour` in `demo`, `question` and `hostile` in `conversation`, `failing` in `troubles`.

use serde_json::json;

use crate::harness::{Stage, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_revised_twice_and_the_third_is_approved() {
    let stage = Stage::new("revise", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Revise it").await;
    thread.wait_for("Plan 1").await;
    thread.types("jules revise", json!({ "feedback": "The code is wrong, not the test" })).await;
    thread.wait_for("Plan 2").await;
    thread.types("jules revise", json!({ "feedback": "And say it in the README" })).await;
    thread.wait_for("Plan 3").await;
    thread.click("Approve").await;
    thread.wait_for("**Finished**").await;
    assert_eq!(stage.jules_calls("POST", ":approvePlan"), 1);
    assert_eq!(thread.count("Replaced by a newer plan"), 2, "{}", thread.transcript());
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn failing_tests_are_told_with_the_fix_that_mends_them() {
    let stage = Stage::new("fix", 10.0).await;
    let bot = stage.bot().await;
    let options = json!({ "prompt": "Mend the tests", "repo": "acme/todo", "auto-pr": true });
    let thread = stage.player("ada").starts_with("jules start", options).await;
    thread.click("Approve").await;
    thread.wait_for("Two of five fail").await;
    thread.wait_for("One is left").await;
    thread.wait_for("pull request <https://github.com/acme/todo/pull/7>").await;
    let transcript = thread.transcript();
    assert!(transcript.contains("failed (exit code 1)") && transcript.contains("done (exit code 0)"), "{transcript}");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_nobody_approves_is_put_aside_and_an_approval_still_wakes_it() {
    let stage = Stage::new("unapproved", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix it").await;
    thread.wait_for_button("Approve").await;
    // Nobody comes for ten minutes: the clock goes to the end of them.
    let jules = stage.world.jules();
    let waits = || jules.next_event().is_some_and(|next| next.contains("if nobody approves"));
    eventually("the plan waits for ten minutes", waits).await;
    assert!(jules.skip());
    thread.wait_for("nobody approved the plan in time").await;
    thread.click("Approve").await;
    thread.wait_for("Fixed the clock").await;
    thread.wait_for("**Finished**").await;
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_prompt_goes_to_three_repositories() {
    let stage = Stage::new("batch", 10.0).await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    let repos = "acme/todo, acme/website, acme/docs";
    let said = ada.types("jules batch", json!({ "prompt": "Update the licence", "repos": repos })).await;
    assert!(said.contains("3 repositories"), "{said}");
    let channel = stage.channel();
    let card = || serde_json::to_string(&ada.person.view(channel)).unwrap();
    eventually("all three are finished", || card().contains("3 of 3 finished")).await;
    assert_eq!(stage.jules_calls("POST", "/sessions"), 3);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_of_work_stays_readable() {
    let stage = Stage::new("long", 600.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Make the reports quick").await;
    thread.click("Approve").await;
    thread.wait_for("Shall they count as EUR?").await;
    thread.write("Yes, EUR.");
    thread.wait_for("**Finished**").await;
    let messages = thread.messages().len();
    assert!(messages < 25, "{messages} messages\n{}", thread.transcript());
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_looks_like_a_secret_or_runs_backwards_is_not_shown_so() {
    let stage = Stage::new("hostile", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Tell me your secret").await;
    thread.click("Approve").await;
    thread.wait_for("**Finished**").await;
    let transcript = thread.transcript();
    assert!(!transcript.contains("ghp_aB3d"), "{transcript}");
    assert!(!transcript.contains('\u{202E}'), "{transcript}");
    assert!(!transcript.contains("[github.com/acme]("), "{transcript}");
    bot.finish().await;
}
