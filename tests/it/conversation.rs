//! The whole conversation, as a person sees it.

use serde_json::json;

use crate::harness::{Stage, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn a_session_from_the_command_to_the_pull_request() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let answer = thread.click("Approve").await;
    assert!(answer.contains("Telling Jules to go ahead"), "{answer}");
    thread.wait_for("**Finished**").await;
    thread.wait_for("✅ Finished").await;
    thread.assert_shows("two_steps");
    assert_eq!(stage.jules_calls("POST", "/sessions"), 1);
    assert_eq!(stage.jules_calls("POST", ":approvePlan"), 1);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_by_writing_in_the_thread() {
    let stage = Stage::new("question", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Ask me something").await;
    thread.click("Approve").await;
    thread.wait_for_button("Reply").await;
    let first = thread.write("The slow one");
    thread.wait_for_mark(first, "✅").await;
    thread.wait_for("Answered by").await;
    thread.wait_for("update the README").await;
    thread.wait_for_button("Reply").await;
    let second = thread.write("Yes, please");
    thread.wait_for_mark(second, "✅").await;
    thread.wait_for("**Finished**").await;
    thread.wait_for("✅ Finished").await;
    assert_eq!(stage.world.jules().sent_messages(&thread.session()), ["The slow one", "Yes, please"]);
    thread.assert_shows("question");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_comes_as_a_reply_to_the_question() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.click("Approve").await;
    thread.wait_for("**Finished**").await;
    let question = thread.write("? Which clock did you use?");
    let question = question.to_string();
    let answers = |message: &serde_json::Value| message["message_reference"]["message_id"] == question;
    let answer = stage.world.discord().wait_for(thread.id, crate::harness::PATIENCE, answers).await;
    assert!(answer.is_some(), "{}", thread.transcript());
    assert_eq!(stage.world.jules().sent_messages(&thread.session()), ["Which clock did you use?"]);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_revised_through_the_form_and_the_old_card_dies() {
    let stage = Stage::new("revise", 10.0).await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    let thread = ada.starts("Revise it").await;
    let old = thread.wait_for_button("Approve").await;
    let form = thread.press("Request changes").await;
    let outcome = ada.person.submit_modal(form.id(), json!({ "feedback": "Smaller steps" })).await.unwrap();
    assert!(outcome.text().contains("on their way to Jules"), "{outcome:?}");
    thread.wait_for("Plan 2").await;
    thread.wait_for("Replaced by a newer plan").await;
    let refused = ada.person.click(thread.id, old["id"].as_str().unwrap().parse().unwrap(), "Approve").await;
    assert!(refused.is_err(), "a disabled button was pressed");
    assert_eq!(stage.jules_calls("POST", ":approvePlan"), 0);
    thread.click("Approve").await;
    thread.wait_for("**Finished**").await;
    thread.wait_for("Approved by").await;
    assert_eq!(stage.jules_calls("POST", ":approvePlan"), 1);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_who_press_approve_at_once_approve_once() {
    let stage = Stage::new("two_steps", 10.0).await;
    let ids = format!("{},{}", stage.player("ada").person.id(), stage.player("grace").person.id());
    let bot = stage.launch().setting("ACCESS__USERS", &ids).run().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let other = thread.as_seen_by("grace");
    let attempt = stage.tries(14, "two people press Approve at once");
    let (one, two) = tokio::join!(thread.press("Approve"), other.press("Approve"));
    let answers = format!("{}\n{}", one.text(), two.text());
    assert!(answers.contains("Telling Jules to go ahead"), "{answers}");
    assert!(answers.contains("approved"), "{answers}");
    thread.wait_for("**Finished**").await;
    assert_eq!(stage.jules_calls("POST", ":approvePlan"), 1);
    attempt.ends(&answers.replace('\n', " / "), 1);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_a_button_does_can_be_typed() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    assert!(thread.types("jules plan", json!({})).await.contains("Plan 1"));
    assert!(thread.types("jules diff", json!({})).await.contains("not changed any file"));
    assert!(thread.types("jules result", json!({})).await.contains("no result yet"));
    assert!(thread.types("jules approve", json!({})).await.contains("Telling Jules"));
    thread.wait_for("**Finished**").await;
    assert!(thread.types("jules status", json!({})).await.contains("Finished"));
    assert!(thread.types("jules diff", json!({})).await.contains("Changes:"));
    assert!(thread.types("jules result", json!({})).await.contains("Finished"));
    assert!(thread.types("jules list", json!({})).await.contains(&format!("<#{}>", thread.id)));
    assert!(thread.types("jules list", json!({ "state": "working", "mine": true })).await.contains("No sessions"));
    assert!(thread.types("jules list", json!({ "state": "ended" })).await.contains(&format!("<#{}>", thread.id)));
    assert!(thread.types("jules help", json!({})).await.contains("/jules start"));
    thread.types("jules send", json!({ "text": "Thank you" })).await;
    eventually("the message arrives", || stage.world.jules().sent_messages(&thread.session()) == ["Thank you"]).await;
    assert!(thread.types("jules stop", json!({})).await.contains("Archiving"));
    thread.wait_for("archived the session").await;
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unattended_run_asks_nobody_and_ends_in_a_pull_request() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let options = json!({ "prompt": "Fix the flaky test", "repo": "acme/todo" });
    let thread = stage.player("ada").starts_with("jules run", options).await;
    thread.wait_for("**Finished**").await;
    thread.wait_for("Pull request opened").await;
    assert_eq!(stage.jules_calls("POST", ":approvePlan"), 0);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_started_elsewhere_can_be_attached() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    let first = ada.starts("Fix the flaky test").await;
    first.wait_for_button("Approve").await;
    let id = first.session();
    let again = ada.types("jules attach", json!({ "session": format!("https://jules.google.com/session/{id}") })).await;
    assert!(again.contains("has its thread already"), "{again}");
    let unknown = ada.types("jules attach", json!({ "session": "12345678901234567" })).await;
    assert!(unknown.contains("knows no such session"), "{unknown}");
    bot.finish().await;

    // Another installation, which has never heard of the session.
    let stage = stage.with_another_store();
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts_with("jules attach", json!({ "session": id })).await;
    thread.wait_for("Plan 1").await;
    thread.click("Approve").await;
    thread.wait_for("**Finished**").await;
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_agent_stays_inside_its_frame() {
    let stage = Stage::new("hostile", 20.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Be hostile").await;
    thread.wait_for_button("Approve").await;
    thread.click("Approve").await;
    // It comes back by itself, and ends once more.
    eventually("it has ended twice", || thread.transcript().matches("**Finished**").count() == 2).await;
    thread.wait_for("✅ Finished").await;
    let ada = thread.person.id().to_string();
    for message in thread.messages() {
        assert_eq!(message["mention_everyone"], false, "{message}");
        assert_eq!(message["mention_roles"], json!([]), "{message}");
        // Only our own sentences call, and only whom they mean to.
        for mentioned in message["mentions"].as_array().unwrap() {
            assert_eq!(mentioned["id"], ada.as_str(), "{message}");
            assert!(message["content"].as_str().unwrap().starts_with(&format!("<@{ada}> ")), "{message}");
        }
    }
    // What comes late has no place of its own.
    insta::assert_snapshot!(thread.sorted());
    bot.finish().await;
}
