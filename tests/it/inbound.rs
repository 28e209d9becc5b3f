//! What people write arrives once, in order, whatever the bot was doing when they wrote it.

use jules_discord::sim::discord::{Failure, Fault as DiscordFault};
use jules_discord::sim::jules::{Fault, Operation};

use crate::harness::{Stage, Thread, eventually};

/// A session that works on and answers nobody.
const QUIET: &str = r#"
{ after = "500ms", plan = { steps = ["One"] } },
{ after = "500ms", progress = { title = "At it" } },
{ after = "3600s", completed = {} }]
on_message = [{ steps = [] }"#;

async fn quiet() -> Stage {
    Stage::with_repositories(&[("acme/todo", vec!["main".into()])], QUIET, 10.0).await
}

fn told(stage: &Stage, thread: &Thread<'_>) -> Vec<String> {
    stage.world.jules().sent_messages(&thread.session())
}

/// So many messages, written while the bot is away.
async fn waiting(count: usize) {
    let stage = quiet().await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Work").await;
    thread.click("Approve").await;
    thread.wait_for("At it").await;
    bot.kill_9().await;
    let mut written: Vec<String> = (0..count).map(|n| format!("message {n}")).collect();
    let ids: Vec<u64> = written.iter().map(|text| thread.write(text)).collect();
    // Jules takes nothing for a while, so that they do have to wait.
    stage.world.jules().fail(Operation::SendMessage, 1_000, Fault::status(503)).unwrap();
    let bot = stage.bot().await;
    thread.wait_for("messages here wait for Jules").await;
    // What waits can still be changed, though there is more to read behind it.
    written[40] = "message 40, put better".into();
    thread.person.edit(thread.id, ids[40], &written[40]).unwrap();
    let heard = format!("\"event\":{}", ids[40]);
    eventually("the change is heard", || bot.audit().matches(&heard).count() > 1).await;
    stage.world.jules().clear_faults();
    let mut so_far = 0;
    while so_far < count {
        eventually("more is told", || told(&stage, &thread).len() > so_far).await;
        so_far = told(&stage, &thread).len();
    }
    assert_eq!(told(&stage, &thread), written);
    assert_eq!(thread.count("messages here wait for Jules"), 1);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_and_twenty_messages_that_waited_arrive_once_and_in_order_a_hundred_at_a_time() {
    waiting(120).await;
}

/// `cargo test --test it inbound:: -- --ignored`
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes; for a person, or at night"]
async fn five_hundred_messages_that_waited_arrive_once_and_in_order() {
    waiting(500).await;
}

/// Words that wait are changed while the bot is away; then Discord fails to show a thread so often.
async fn changed_while_away(failing: u32) {
    let stage = quiet().await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Work").await;
    thread.click("Approve").await;
    thread.wait_for("At it").await;
    stage.world.jules().fail(Operation::SendMessage, 100, Fault::status(503)).unwrap();
    let one = thread.write("one");
    let (two, three) = (thread.write("two"), thread.write("three"));
    for message in [one, two, three] {
        thread.wait_for_mark(message, "📨").await;
    }
    bot.kill_9().await;
    thread.person.edit(thread.id, two, "2").unwrap();
    thread.person.delete(thread.id, three).unwrap();
    let four = thread.write("four");
    stage.world.jules().clear_faults();
    if failing > 0 {
        let path = "/channels/{channel}/messages";
        stage.world.discord().fail(DiscordFault::new("GET", path, failing, Failure::Status(500)));
    }
    let bot = stage.bot().await;
    thread.wait_for_mark(four, "✅").await;
    assert_eq!(told(&stage, &thread), ["one", "2", "four"]);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_edited_or_deleted_while_the_bot_is_away_is_noticed_before_it_is_delivered() {
    changed_while_away(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_while_the_bot_was_away_waits_for_a_discord_that_can_be_read() {
    changed_while_away(12).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_that_race_the_end_of_the_session_are_delivered_or_openly_marked() {
    let steps = r#"
        { after = "500ms", plan = { steps = ["One"] } },
        { after = "4s", message = "Nearly done" },
        { after = "2s", completed = {} }"#;
    let stage = Stage::with_repositories(&[("acme/todo", vec!["main".into()])], steps, 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Work").await;
    thread.click("Approve").await;
    thread.wait_for("Nearly done").await;
    let mut written = Vec::new();
    for n in 0..12 {
        written.push((format!("reply {n}"), thread.write(&format!("reply {n}"))));
        tokio::time::sleep(std::time::Duration::from_millis(40)).await;
    }
    for (text, id) in &written {
        eventually(text, || thread.has_mark(*id, "✅") || thread.has_mark(*id, "⚠️")).await;
    }
    let mut delivered = written.clone();
    delivered.retain(|(_, id)| thread.has_mark(*id, "✅"));
    let delivered: Vec<String> = delivered.into_iter().map(|(text, _)| text).collect();
    assert_eq!(told(&stage, &thread), delivered);
    if delivered.len() < written.len() {
        thread.wait_for_button("Send again").await;
    }
    bot.finish().await;
}
