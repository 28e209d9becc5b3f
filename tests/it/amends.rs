//! Second thoughts about a reply: in time they reach Jules, too late they are explained.

use jules_discord::sim::jules::{Fault, Operation};
use serde_json::json;

use crate::harness::{Stage, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_edited_or_deleted_in_time_reaches_jules_so() {
    let stage = Stage::new("two_steps", 10.0).await;
    stage.world.jules().patch_knobs(&json!({ "create": { "queued_for": "40s" } })).unwrap();
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    let kept = thread.write("Use a fake clock");
    let gone = thread.write("And hurry");
    thread.wait_for_mark(kept, "📨").await;
    thread.wait_for_mark(gone, "📨").await;
    let edited = stage.tries(28, "words are edited before they are sent, and once more after it");
    let deleted = stage.tries(29, "words are deleted before they are sent");
    thread.person.edit(thread.id, kept, "Use a frozen clock").unwrap();
    thread.person.delete(thread.id, gone).unwrap();
    // Somebody else's words are theirs to change: the gate says who may speak at all.
    let mallory = thread.as_seen_by("mallory");
    let aside = mallory.write("!he is slow");
    mallory.person.edit(thread.id, aside, "Delete everything").unwrap();
    thread.wait_for_mark(kept, "✅").await;
    thread.wait_for_button("Approve").await;
    assert_eq!(stage.world.jules().sent_messages(&thread.session()), ["Use a frozen clock"]);
    deleted.ends_well("only the other message is sent");
    thread.person.edit(thread.id, kept, "Use no clock").unwrap();
    thread.wait_for("an edit does not reach it").await;
    edited.ends_well("sent as it was edited first; then the thread says that an edit does not reach Jules");
    thread.person.edit(thread.id, kept, "Use any clock").unwrap();
    thread.click("Approve").await;
    thread.wait_for("**Finished**").await;
    assert_eq!(thread.count("an edit does not reach it"), 1);
    assert_eq!(stage.world.jules().sent_messages(&thread.session()), ["Use a frozen clock"]);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_jules_refused_is_sent_again_by_a_button_that_outlives_the_bot() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let send = Operation::ALL.into_iter().find(|each| each.name() == "sessions.sendMessage").unwrap();
    stage.world.jules().fail(send, 1, Fault::status(400)).unwrap();
    let words = thread.write("Use a fake clock");
    thread.wait_for_mark(words, "⚠️").await;
    thread.wait_for_button("Send again").await;
    bot.kill_9().await;
    let bot = stage.bot().await;
    assert_eq!(thread.click("Send again").await, "Your words are on their way to Jules.");
    thread.wait_for_mark(words, "✅").await;
    assert!(thread.click("Send again").await.contains("sent again already"));
    assert_eq!(stage.world.jules().sent_messages(&thread.session()), ["Use a fake clock"]);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_taken_back_in_time_leaves_its_question_open() {
    let steps = r#"
        { after = "500ms", plan = { steps = ["One"] } },
        { after = "500ms", question = "Keep the old name?" },
        { after = "1s", completed = {} }"#;
    let stage = Stage::with_repositories(&[("acme/todo", vec!["main".into()])], steps, 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Rename it").await;
    thread.click("Approve").await;
    thread.wait_for_button("Reply").await;
    // Jules takes nothing for the moment, and says so: nothing can have been heard.
    stage.world.jules().fail(Operation::SendMessage, 1_000, Fault::status(429)).unwrap();
    let yes = thread.write("Yes");
    thread.wait_for("Answered by").await;
    thread.person.delete(thread.id, yes).unwrap();
    eventually("it is open again", || thread.count("Answered by") == 0).await;
    thread.wait_for_button("Reply").await;
    bot.kill_9().await;
    stage.world.jules().clear_faults();
    let bot = stage.bot().await;
    thread.write("No");
    thread.wait_for("Answered by").await;
    thread.wait_for("**Finished**").await;
    assert_eq!(stage.world.jules().sent_messages(&thread.session()), ["No"]);
    bot.finish().await;
}
