//! Much at once: a handful of messages, and every word within reach.

use std::fmt::Write as _;

use serde_json::Value;

use crate::harness::{Stage, Thread, eventually};

const MESSAGES: usize = 200;

/// A session that says it all in one go, once it may.
async fn stage() -> Stage {
    let mut steps = String::from("{ after = \"1s\", plan = { id = \"p\", steps = [\"Talk\"] } },");
    for number in 1..=MESSAGES {
        write!(steps, "{{ after = \"0s\", message = \"Word {number}.\" }},").unwrap();
    }
    steps += "{ after = \"100s\", completed = {} }";
    Stage::with_repositories(&[("acme/todo", vec!["main".to_owned()])], &steps, 20.0).await
}

/// Everything that can be read in a thread, its files included.
async fn reads(thread: &Thread<'_>) -> String {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut text = String::new();
    for message in thread.messages() {
        let words = message["content"].as_str().unwrap();
        // The last one stands above the file that has it, too.
        text += words.split("The last one:").next().unwrap();
        text.push('\n');
        for file in message["attachments"].as_array().unwrap() {
            text += &http.get(file["url"].as_str().unwrap()).send().await.unwrap().text().await.unwrap();
        }
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_messages_at_once_are_a_handful_though_the_bot_is_killed() {
    let stage = stage().await;
    let bot = stage.launch().setting("DISCORD__MESSAGES_AT_ONCE", "4").run().await;
    let thread = stage.player("ada").starts("Tell me everything").await;
    thread.wait_for_button("Approve").await;
    thread.click("Approve").await;
    thread.wait_for("Word 1.").await;
    let attempt = stage.tries(49, format!("the agent says {MESSAGES} things at once, and the bot is killed"));
    bot.kill_9().await;
    let bot = stage.launch().setting("DISCORD__MESSAGES_AT_ONCE", "4").run().await;
    thread.wait_for("**Finished**").await;
    eventually("the end stands last", || thread.messages().last().is_some_and(is_end)).await;
    let posts = thread.messages().len();
    attempt.ends(&format!("{posts} messages in the thread, every word reachable"), 0);
    assert!(posts <= 12, "{posts} messages:\n{}", thread.transcript());
    let text = reads(&thread).await;
    for number in 1..=MESSAGES {
        assert_eq!(text.matches(&format!("Word {number}.")).count(), 1, "Word {number} in:\n{}", thread.transcript());
    }
    bot.finish().await;
}

fn is_end(message: &Value) -> bool {
    message["content"].as_str().is_some_and(|content| content.contains("**Finished**"))
}
