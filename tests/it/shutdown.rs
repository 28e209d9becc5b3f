//! SIGTERM at any moment: it ends cleanly within ten seconds, and the next start
//! finishes the work exactly once.

use jules_discord::sim::discord::{Failure, Fault};
use jules_discord::sim::jules::{Fault as JulesFault, Operation};
use jules_discord::sim::scenario::Span;
use serde_json::json;

use crate::harness::{PATIENCE, Stage, Thread, eventually};

/// Longer than any test, at any speed used here.
const FOREVER: Span = Span::secs(3_600);

/// Everything that the session says stands in the thread exactly once.
async fn is_told_exactly_once(stage: &Stage, thread: &Thread<'_>) {
    let told =
        ["Plan 1", "Approved by", "Reproduced the failure", "Fixed the clock", "**Finished**", "Changes: 5 files"];
    for text in told {
        thread.wait_for(text).await;
    }
    for text in told {
        assert_eq!(thread.transcript().matches(text).count(), 1, "{text:?} in:\n{}", thread.transcript());
    }
    assert_eq!(stage.world.jules().sessions().len(), 1);
    assert_eq!(stage.world.discord().threads(stage.channel()).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_it_stops_at_once() {
    let stage = Stage::new("two_steps", 20.0).await;
    let bot = stage.bot().await;
    let asked = std::time::Instant::now();
    bot.finish().await;
    assert!(asked.elapsed().as_secs() < 5, "nothing to do took {:?}", asked.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_middle_of_a_session_it_stops_and_goes_on_with_the_next_start() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    bot.finish().await;
    let bot = stage.bot().await;
    thread.click("Approve").await;
    thread.wait_for("Reproduced the failure").await;
    bot.finish().await;
    let bot = stage.bot().await;
    is_told_exactly_once(&stage, &thread).await;
    assert_eq!(stage.world.jules().approvals(&thread.session()), 1);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_jules_keeps_a_new_session_waiting_it_stops_and_creates_one() {
    // Before its effect or after it: nobody can tell from here.
    for fault in [JulesFault::hang(FOREVER), JulesFault::hang(FOREVER).after_effect()] {
        let stage = Stage::new("two_steps", 20.0).await;
        let jules = stage.world.jules();
        jules.fail(Operation::Create, 1, fault).unwrap();
        let bot = stage.bot().await;
        let thread = stage.player("ada").starts("Fix the flaky test").await;
        eventually("Jules is asked", || stage.jules_calls("POST", "/sessions") == 1).await;
        bot.finish().await;
        jules.clear_faults();
        let bot = stage.bot().await;
        thread.click("Approve").await;
        is_told_exactly_once(&stage, &thread).await;
        bot.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_jules_keeps_a_message_waiting_it_stops_and_sends_it_once() {
    for fault in [JulesFault::hang(FOREVER), JulesFault::hang(FOREVER).after_effect()] {
        let stage = Stage::new("two_steps", 20.0).await;
        let jules = stage.world.jules();
        let bot = stage.bot().await;
        let thread = stage.player("ada").starts("Fix the flaky test").await;
        thread.wait_for_button("Approve").await;
        jules.fail(Operation::SendMessage, 1, fault).unwrap();
        let written = thread.write("Mind the clock");
        eventually("Jules is told", || stage.jules_calls("POST", ":sendMessage") == 1).await;
        bot.finish().await;
        jules.clear_faults();
        let bot = stage.bot().await;
        thread.wait_for_mark(written, "✅").await;
        assert_eq!(jules.sent_messages(&thread.session()), ["Mind the clock"]);
        bot.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_discord_keeps_a_post_waiting_it_stops_and_posts_it_once() {
    for after_effect in [false, true] {
        let stage = Stage::new("two_steps", 20.0).await;
        let discord = stage.world.discord();
        let bot = stage.bot().await;
        let thread = stage.player("ada").starts("Fix the flaky test").await;
        thread.wait_for_button("Approve").await;
        let fault = Fault::new("POST", "/channels/{channel}/messages", 1, Failure::Hang);
        discord.fail(if after_effect { fault.after_effect() } else { fault });
        thread.click("Approve").await;
        eventually("a post hangs", || posts_that_hang(&stage) == 1).await;
        bot.finish().await;
        let bot = stage.bot().await;
        is_told_exactly_once(&stage, &thread).await;
        bot.finish().await;
    }
}

fn posts_that_hang(stage: &Stage) -> usize {
    let calls = stage.world.discord().calls();
    calls.iter().filter(|call| call["method"] == "POST" && call["fault"].is_number()).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn while_discord_opens_a_thread_it_stops_and_opens_one() {
    for after_effect in [false, true] {
        let stage = Stage::new("two_steps", 20.0).await;
        let discord = stage.world.discord();
        let bot = stage.bot().await;
        let fault = Fault::new("POST", "/threads", 1, Failure::Hang);
        discord.fail(if after_effect { fault.after_effect() } else { fault });
        let ada = stage.player("ada").person.patient(std::time::Duration::from_millis(100));
        let options = json!({ "prompt": "Fix the flaky test", "repo": "acme/todo" });
        ada.command(stage.channel(), "jules start", options).await.unwrap();
        eventually("the thread hangs", || posts_that_hang(&stage) == 1).await;
        bot.finish().await;
        let bot = stage.bot().await;
        eventually("the thread opens", || !discord.threads(stage.channel()).is_empty()).await;
        let thread = Thread::new(&stage, ada.patient(PATIENCE), discord.threads(stage.channel())[0]);
        thread.click("Approve").await;
        is_told_exactly_once(&stage, &thread).await;
        bot.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_discord_keeps_it_waiting_at_the_start_it_stops() {
    for path in ["/users/@me", "/oauth2/applications", "/gateway"] {
        let stage = Stage::new("two_steps", 20.0).await;
        stage.world.discord().fail(Fault::new("GET", path, 20, Failure::Hang));
        let mut bot = stage.launch().start();
        let hangs = || stage.world.discord().calls().iter().any(|call| call["fault"].is_number());
        eventually("Discord is asked", hangs).await;
        assert_eq!(bot.terminate().await.code(), Some(0), "{path}: {}", bot.log());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_gateway_is_away_it_stops() {
    let stage = Stage::new("two_steps", 20.0).await;
    let bot = stage.bot().await;
    let refuse = json!({ "action": "refuse", "for_ms": 600_000 });
    stage.world.discord().gateway(serde_json::from_value(refuse).unwrap());
    bot.finish().await;
}
