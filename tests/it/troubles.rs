//! What goes wrong says what happened and what to press, and pressing it helps.

use jules_discord::sim::jules::{Fault, Operation};
use serde_json::json;

use crate::harness::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_says_what_came_last_and_retry_goes_on() {
    let stage = Stage::new("failing", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Do it").await;
    thread.click("Approve").await;
    let failure = thread.wait_for("could not finish").await;
    let failure = failure["content"].as_str().unwrap();
    assert!(failure.contains("`$ ./setup.sh` → failed (exit code 100)"), "{failure}");
    bot.kill_9().await;
    let bot = stage.bot().await;
    let said = thread.click("Retry").await;
    assert!(said.contains("Trying again"), "{said}");
    thread.wait_for("lets Jules try again").await;
    thread.wait_for("**Finished**").await;
    let said = thread.click("Retry").await;
    assert!(said.contains("nothing to try again"), "{said}");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_command_shows_its_end_and_all_of_its_output_can_be_had() {
    let stage = Stage::new("failing", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Do it").await;
    thread.click("Approve").await;
    thread.wait_for("E: Unable to locate package libtodo-dev").await;
    let more = thread.press("More").await;
    let menu: u64 = more.messages[0]["id"].as_str().unwrap().parse().unwrap();
    let got = thread.person.select(thread.id, menu, "Command output", &["$ ./setup.sh".into()]).await.unwrap();
    assert!(got.text().contains("All that `$ ./setup.sh` printed"), "{got:?}");
    assert_eq!(got.messages[0]["attachments"][0]["filename"], "output.txt", "{got:?}");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_of_jules_is_explained_and_the_task_can_be_tried_again() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let create = Operation::ALL.into_iter().find(|operation| operation.name() == "sessions.create").unwrap();
    let limit = Fault { retry_after: Some(600), ..Fault::status(429) };
    stage.world.jules().fail(create, 1, limit).unwrap();
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    let told = thread.wait_for("Jules did not start this task").await;
    assert!(told["content"].as_str().unwrap().contains("RESOURCE_EXHAUSTED"), "{told}");
    bot.kill_9().await;
    let bot = stage.bot().await;
    assert!(thread.click("Retry").await.contains("Trying again"));
    thread.wait_for_button("Approve").await;
    assert_eq!(stage.world.jules().sessions().len(), 1);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_without_a_cause_names_the_usual_ones() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    // Above its limit Jules refuses without saying why.
    let knobs = json!({ "create": { "max_prompt": 5 } });
    stage.world.jules().patch_knobs(&knobs).unwrap();
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    let told = thread.wait_for("Jules did not start this task").await;
    let told = told["content"].as_str().unwrap();
    assert!(told.contains("FAILED_PRECONDITION") && told.contains("3 attempts were made"), "{told}");
    assert!(told.contains("a very long task"), "{told}");
    bot.finish().await;
}
