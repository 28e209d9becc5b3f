//! Whom a thread calls: one person, once, for each thing that needs one; and nobody else.

use serde_json::{Value, json};

use crate::harness::{Stage, Thread, eventually};

/// What the bot wrote into a thread: the method, and what it sent.
fn writes(stage: &Stage, thread: &Thread<'_>) -> Vec<(String, Value)> {
    let path = format!("/channels/{}/messages", thread.id);
    let calls = stage.world.discord().calls();
    let to_thread = calls.iter().filter(|call| {
        let writes = call["method"] == "POST" || call["method"] == "PATCH";
        writes && call["path"].as_str().is_some_and(|at| at.contains(&path) && !at.contains("reactions"))
    });
    let sent = |call: &Value| {
        let body = if call["body"]["payload_json"].is_object() { &call["body"]["payload_json"] } else { &call["body"] };
        (call["method"].as_str().unwrap().to_owned(), body.clone())
    };
    to_thread.map(sent).collect()
}

/// The first words of each message that notified somebody, as often as it was made.
fn calling(stage: &Stage, thread: &Thread<'_>) -> Vec<String> {
    let mut nonces = std::collections::BTreeSet::new();
    let mut calling = Vec::new();
    for (method, body) in writes(stage, thread) {
        let allowed = &body["allowed_mentions"];
        assert_eq!((&allowed["parse"], &allowed["replied_user"]), (&json!([]), &json!(false)), "{body}");
        let names = !allowed["users"].is_null() || !allowed["roles"].is_null();
        assert!(!(method == "PATCH" && names), "an edit calls somebody: {body}");
        let silent = body["flags"].as_u64().unwrap() & (1 << 12) != 0;
        assert!(method == "PATCH" || silent != names, "{body}");
        // The same nonce again is the same message.
        if names && nonces.insert(body["nonce"].to_string()) {
            let content = body["content"].as_str().unwrap();
            calling.push(content.split("**").nth(1).unwrap_or(content).to_owned());
        }
    }
    calling
}

#[tokio::test(flavor = "multi_thread")]
async fn each_thing_that_needs_somebody_calls_once_though_the_bot_is_killed() {
    let stage = Stage::new("question", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Ask me something").await;
    thread.wait_for_button("Approve").await;
    bot.kill_9().await;
    let bot = stage.bot().await;
    thread.click("Approve").await;
    thread.wait_for_button("Reply").await;
    bot.kill_9().await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    let form = thread.press("Reply").await;
    let outcome = ada.person.submit_modal(form.id(), json!({ "feedback": "The slow one" })).await.unwrap();
    assert!(outcome.text().contains("on its way to Jules"), "{outcome:?}");
    thread.wait_for("Answered by").await;
    thread.wait_for("update the README").await;
    thread.wait_for_button("Reply").await;
    thread.write("Yes, please");
    thread.wait_for("**Finished**").await;
    thread.wait_for("✅ Finished").await;
    let expected = [
        "Jules has a plan and waits for approval.",
        "Jules waits for your answer.",
        "Jules waits for your answer.",
        "Finished",
    ];
    assert_eq!(calling(&stage, &thread), expected, "{}", thread.transcript());
    assert_eq!(stage.world.jules().sent_messages(&thread.session()), ["The slow one", "Yes, please"]);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_can_be_called_for_plans() {
    let stage = Stage::new("two_steps", 10.0).await;
    let role = stage.control().post("/roles", json!({ "name": "reviewers", "mentionable": true })).await;
    let role = role["id"].as_str().unwrap().to_owned();
    let ada = stage.player("ada").person.id().to_string();
    let launch = stage.launch().setting("ACCESS__USERS", &ada).setting("ACCESS__ROLES", &role);
    let bot = launch.setting("ACCESS__APPROVER_ROLE", &role).run().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    let card = thread.wait_for_button("Approve").await;
    assert_eq!(card["mention_roles"], json!([role]), "{card}");
    assert_eq!(card["mentions"], json!([]), "{card}");
    thread.click("Approve").await;
    let end = thread.wait_for("**Finished**").await;
    assert_eq!((&end["mention_roles"], &end["mentions"][0]["id"]), (&json!([]), &json!(ada)), "{end}");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_jules_is_about_to_drop_is_announced_once_and_can_be_approved_there() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.launch().setting("ATTENTION__PLAN_LASTS_S", "2").run().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for("puts its plan aside").await;
    bot.kill_9().await;
    let bot = stage.launch().setting("ATTENTION__PLAN_LASTS_S", "2").run().await;
    // The button under the announcement, which is the newest with it.
    let answer = thread.click("Approve").await;
    assert!(answer.contains("Telling Jules to go ahead"), "{answer}");
    thread.wait_for("**Finished**").await;
    assert_eq!(thread.count("puts its plan aside"), 1, "{}", thread.transcript());
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_question_is_brought_back_to_mind_as_often_as_set_over_restarts() {
    let stage = Stage::new("question", 10.0).await;
    let launch = || stage.launch().setting("ATTENTION__REMINDER_MINUTES", "0.01,0.05");
    let bot = launch().run().await;
    let thread = stage.player("ada").starts("Ask me something").await;
    thread.click("Approve").await;
    thread.wait_for("has been waiting for your answer").await;
    bot.kill_9().await;
    let bot = launch().run().await;
    eventually("the second reminder", || thread.count("has been waiting for your answer") == 2).await;
    // The reminder's own button answers the question.
    let form = thread.press("Reply").await;
    let ada = stage.player("ada");
    ada.person.submit_modal(form.id(), json!({ "feedback": "The slow one" })).await.unwrap();
    thread.wait_for("Answered by").await;
    assert_eq!(thread.count("has been waiting for your answer"), 2, "{}", thread.transcript());
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn updates_stand_still_until_they_are_resumed_even_over_a_restart() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let said = thread.click("Pause updates").await;
    assert!(said.contains("stands still for everybody"), "{said}");
    thread.wait_for("Updates are paused").await;
    thread.click("Approve").await;
    thread.wait_for("Reproduced the failure").await;
    bot.kill_9().await;
    let bot = stage.bot().await;
    thread.wait_for("**Finished**").await;
    thread.wait_for("✅ Finished").await;
    assert_eq!(thread.count("python3 -m unittest"), 0, "{}", thread.transcript());
    thread.click("Resume updates").await;
    thread.wait_for("python3 -m unittest").await;
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_too_old_to_be_edited_is_posted_anew_and_calls_nobody_again() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let discord = stage.world.discord();
    discord.set(|settings| settings.old_edits = 0);
    discord.advance(std::time::Duration::from_hours(2));
    thread.click("Approve").await;
    thread.wait_for("Approved by").await;
    thread.wait_for("**Finished**").await;
    thread.wait_for("✅ Finished").await;
    let shown = calling(&stage, &thread);
    assert_eq!(shown, ["Jules has a plan and waits for approval.", "Finished"], "{}", thread.transcript());
    // The card that was left behind still has its button, which says what happened since.
    let said = thread.click("Approve").await;
    assert!(said.contains("already been approved"), "{said}");
    bot.finish().await;
}
