//! The gateway may be closed, deaf, frozen or unreadable: the relay goes on without it, what
//! was written arrives all the same, and what cannot get better ends with a sentence.

use std::time::Duration;

use jules_discord::sim::discord::GatewayFault;
use serde_json::json;

use crate::harness::{Bot, PATIENCE, Stage, Thread, eventually};

/// A session that says something every 100 ms for a while.
const TALKING: &str = r#"
{ after = "500ms", plan = { steps = ["One"] } },
{ after = "1s", message = "Still at it", repeat = 400 },
{ after = "1s", completed = {} }"#;

async fn talking() -> Stage {
    Stage::with_repositories(&[("acme/todo", vec!["main".into()])], TALKING, 10.0).await
}

/// Waits until a message is marked as delivered; shows the log if it never is.
async fn delivered(bot: &Bot, thread: &Thread<'_>, message: u64) {
    let marked = async {
        while !thread.has_mark(message, "✅") {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let waited = tokio::time::timeout(PATIENCE, marked).await;
    assert!(waited.is_ok(), "never delivered:\n{}\n{}", thread.transcript(), bot.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deaf_connection_is_noticed_by_its_missing_echoes_and_replaced_while_the_relay_goes_on() {
    let stage = talking().await;
    let bot = stage.launch().setting("DISCORD__ECHO_WITHIN_MS", "1500").run().await;
    let thread = stage.player("ada").starts("Talk").await;
    thread.click("Approve").await;
    thread.wait_for("Still at it").await;
    let discord = stage.world.discord();
    discord.gateway(GatewayFault::Deaf { on: true });
    let lost = thread.write("Can you hear me?");
    let before = thread.count("Still at it");
    eventually("it is noticed", || bot.log().contains("the gateway connection is ill; making a new one ailment=Deaf"))
        .await;
    assert!(thread.count("Still at it") > before, "the relay went on");
    discord.gateway(GatewayFault::Deaf { on: false });
    delivered(&bot, &thread, lost).await;
    assert_eq!(stage.world.jules().sent_messages(&thread.session()), ["Can you hear me?"]);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_stays_deaf_ends_the_process_so_that_it_is_started_again() {
    let stage = talking().await;
    let mut bot = stage.launch().setting("DISCORD__ECHO_WITHIN_MS", "1000").run().await;
    let thread = stage.player("ada").starts("Talk").await;
    thread.click("Approve").await;
    thread.wait_for("Still at it").await;
    stage.world.discord().gateway(GatewayFault::Deaf { on: true });
    let ended = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Some(status) = bot.ended() {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let status = ended.await.unwrap_or_else(|_| panic!("{}", bot.log()));
    assert_eq!(status.code(), Some(75), "{}", bot.log());
    assert!(bot.log().contains("is connected and brings nothing, 3 times in a row"), "{}", bot.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spinning_client_is_replaced_long_before_it_would_come_round() {
    // serenity spins on a reset socket until its next heartbeat, 41 s later, and then waits 5 s.
    let stage = talking().await;
    let bot = stage.launch().setting("DISCORD__ECHO_WITHIN_MS", "2000").run().await;
    let thread = stage.player("ada").starts("Talk").await;
    thread.click("Approve").await;
    thread.wait_for("Still at it").await;
    let before = thread.count("Still at it");
    stage.world.discord().gateway(GatewayFault::Refuse { for_ms: 1_500 });
    let written = thread.write("Are you there?");
    delivered(&bot, &thread, written).await;
    assert!(thread.count("Still at it") > before, "the relay went on");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_cannot_be_read_is_counted_and_what_it_was_about_is_fetched() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.launch().setting("DISCORD__LOOK_AGAIN_MS", "3600000").run().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    stage.world.discord().gateway(GatewayFault::Mangle { event: "MESSAGE_CREATE".into(), times: 1 });
    let mangled = thread.write("Mind the clock");
    thread.wait_for_mark(mangled, "✅").await;
    assert!(bot.log().contains("an event could not be read"), "{}", bot.log());
    assert_eq!(stage.world.jules().sent_messages(&thread.session()), ["Mind the clock"]);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_gateway_never_brought_is_found_on_a_timer_through_the_same_gate() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage
        .launch()
        .setting("DISCORD__LOOK_AGAIN_MS", "300")
        .setting("DISCORD__ECHO_WITHIN_MS", "600000")
        .setting("ACCESS__USERS", &stage.player("ada").person.id().to_string())
        .run()
        .await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let discord = stage.world.discord();
    discord.gateway(GatewayFault::Deaf { on: true });
    let stranger = thread.as_seen_by("grace").write("Delete everything");
    let one = thread.write("one");
    let two = thread.write("two");
    discord.gateway(GatewayFault::Deaf { on: false });
    thread.wait_for_mark(one, "✅").await;
    thread.wait_for_mark(two, "✅").await;
    thread.wait_for_mark(stranger, "🚫").await;
    assert_eq!(stage.world.jules().sent_messages(&thread.session()), ["one", "two"]);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_for_good_ends_it_with_a_sentence_and_69() {
    for (code, sentence) in [
        (4_004, "does not accept the bot token"),
        (4_010, "our shard invalid"),
        (4_011, "more than 2,500 servers"),
        (4_013, "Invalid gateway intents"),
        (4_014, "Message Content Intent"),
    ] {
        let stage = Stage::new("two_steps", 20.0).await;
        let mut bot = stage.bot().await;
        stage.world.discord().gateway(GatewayFault::Close { code });
        let status = bot.end().await;
        let log = bot.log();
        assert_eq!(status.code(), Some(69), "{code}: {log}");
        // What serenity's own threads trace until the very end is for the canaries.
        let mut lines = log.lines().filter(|line| !line.contains(" TRACE ") && !line.contains(" DEBUG "));
        let last = lines.next_back().unwrap();
        assert!(last.to_lowercase().contains(&sentence.to_lowercase()), "{code}: {last}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn identifies_are_counted_across_restarts_and_spared_when_few_are_left() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.click("Approve").await;
    bot.finish().await;
    let file = stage.store().join("identifies");
    let kept: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let left = kept["identifies"].as_f64().unwrap();
    assert!((58.0..59.5).contains(&left), "{kept}");
    let spent = json!({ "identifies": -3.0, "at": kept["at"] });
    std::fs::write(&file, spent.to_string()).unwrap();
    let identified = || stage.world.discord().gateway_log().iter().filter(|entry| entry["what"] == "identify").count();
    let before = identified();
    let mut bot = stage.launch().start();
    eventually("it waits", || bot.log().contains("identified to too often")).await;
    // The relay needs no gateway.
    thread.wait_for("**Finished**").await;
    assert_eq!(identified(), before);
    assert_eq!(bot.terminate().await.code(), Some(0), "{}", bot.log());
}
