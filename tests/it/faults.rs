//! Answers get lost, services fail, connections drop: everything happens once all the same.

use jules_discord::sim::discord::{Failure, Fault, GatewayFault};
use jules_discord::sim::jules::{self, Operation};
use serde_json::json;

use crate::harness::{Stage, eventually};

/// The operation of this name.
fn operation(name: &str) -> Operation {
    Operation::ALL.into_iter().find(|operation| operation.name() == name).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_whose_every_answer_is_lost_happens_once() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let discord = stage.world.discord();
    discord.fail(Fault::new("POST", "/channels/{channel}/messages", 1, Failure::Drop).after_effect());
    discord.fail(Fault::new("POST", "/threads", 1, Failure::Drop).after_effect());
    stage.world.jules().fail(operation("sessions.create"), 1, jules::Fault::drop().after_effect()).unwrap();
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    assert_eq!(discord.threads(stage.channel()).len(), 1);
    assert_eq!(stage.world.jules().sessions().len(), 1);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_that_never_arrived_is_made_again() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    stage.world.jules().fail(operation("sessions.create"), 1, jules::Fault::status(503)).unwrap();
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    assert_eq!(stage.world.jules().sessions().len(), 1);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_and_an_approval_whose_answers_are_lost_arrive_once() {
    let stage = Stage::new("question", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Ask me something").await;
    let jules = stage.world.jules();
    jules.fail(operation("sessions.approvePlan"), 1, jules::Fault::drop().after_effect()).unwrap();
    thread.wait_for_button("Approve").await;
    let attempt = stage.tries(22, "Jules takes the approval, and its answer is lost");
    thread.click("Approve").await;
    thread.wait_for("Jules waits for your answer").await;
    attempt.ends("approved once", 1);
    jules.fail(operation("sessions.sendMessage"), 1, jules::Fault::status(500).after_effect()).unwrap();
    let reply = thread.write("The slow one");
    thread.wait_for_mark(reply, "✅").await;
    thread.wait_for("update the README").await;
    assert_eq!(jules.sent_messages(&thread.session()), ["The slow one"]);
    assert_eq!(jules.approvals(&thread.session()), 1);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_whose_answers_are_lost_stand_there_once() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let path = format!("/channels/{}/messages", thread.id);
    let discord = stage.world.discord();
    discord.fail(Fault::new("POST", &path, 2, Failure::Drop).after_effect());
    discord.fail(Fault { skip: 1, ..Fault::new("POST", &path, 1, Failure::Status(502)).after_effect() });
    discord.fail(Fault { skip: 3, ..Fault::new("POST", &path, 1, Failure::Status(503)) });
    thread.click("Approve").await;
    thread.wait_for("**Finished**").await;
    thread.wait_for("✅ Finished").await;
    thread.assert_shows("two_steps");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_while_the_gateway_is_broken_arrives_once_and_in_order() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let discord = stage.world.discord();
    discord.gateway(GatewayFault::Close { code: 4000 });
    thread.write("one");
    discord.gateway(GatewayFault::InvalidSession { resumable: false });
    thread.write("two");
    let last = thread.write("three");
    thread.wait_for_mark(last, "✅").await;
    assert_eq!(stage.world.jules().sent_messages(&thread.session()), ["one", "two", "three"]);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_of_jules_delays_and_loses_nothing() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    thread.click("Approve").await;
    stage.world.jules().fail(None, 6, jules::Fault::html(502)).unwrap();
    thread.wait_for("**Finished**").await;
    thread.wait_for("✅ Finished").await;
    thread.assert_shows("two_steps");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_thread_is_left_alone_and_a_deleted_session_says_so() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    let thread = ada.starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let attempt = stage.tries(33, "a thread is deleted; another is given its name");
    ada.person.delete_thread(thread.id).unwrap();
    let namesake = ada.person.open_thread(stage.channel(), "Fix the flaky test", None, false).unwrap();
    ada.person.write(namesake, "Are you there?").unwrap();
    let said = ada.types_in(namesake, "jules approve", json!({})).await;
    attempt.ends(&said, 0);
    let other = ada.starts("Fix the other test").await;
    other.wait_for_button("Approve").await;
    let client = reqwest::Client::new();
    let addresses = stage.world.addresses();
    let url = format!("{}/sessions/{}", addresses.jules_api_url, other.session());
    let deleted = client.delete(url).header("X-Goog-Api-Key", &addresses.jules_api_key).send().await.unwrap();
    assert!(deleted.status().is_success());
    other.wait_for("deleted at Jules").await;
    let answer = other.types("jules send", json!({ "text": "Are you there?" })).await;
    assert!(answer.contains("no longer exists"), "{answer}");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_identifies_of_the_day_are_not_used_up() {
    let stage = Stage::new("two_steps", 10.0).await;
    stage.world.discord().set(|settings| settings.identifies = 3);
    let mut bot = stage.launch().start();
    let attempt = stage.tries(64, "the bot is started when hardly any identify is left");
    eventually("it says why it waits", || bot.log().contains("hardly any gateway identifies")).await;
    let log = bot.log();
    let why = log.lines().find(|line| line.contains("hardly any gateway identifies")).unwrap();
    attempt.ends(why.rsplit("  ").next().unwrap(), 0);
    let sent = serde_json::to_string(&stage.world.discord().gateway_log()).unwrap();
    assert!(!sent.contains("READY"), "{sent}");
    assert_eq!(bot.terminate().await.code(), Some(0), "{}", bot.log());
}
