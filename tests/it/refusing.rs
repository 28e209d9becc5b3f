//! Discord refuses: what only a person can mend is said once, nothing hammers, nothing is lost.

use jules_discord::sim::discord::{Failure, Fault};
use reqwest::Method;
use serde_json::json;

use crate::harness::{Stage, Thread, eventually};

/// Requests of the bot that changed or tried to change something in a thread.
fn tries(stage: &Stage, thread: &Thread<'_>) -> usize {
    let path = format!("/channels/{}", thread.id);
    let calls = stage.world.discord().calls();
    calls.iter().filter(|call| call["method"] != "GET" && call["path"].as_str().unwrap().starts_with(&path)).count()
}

/// A session whose plan is approved, in a thread that is then closed to the bot by `close`.
async fn closed_and_opened(
    close: impl AsyncFn(&Stage, &Thread<'_>),
    open: impl AsyncFn(&Stage, &Thread<'_>),
    why: &str,
) {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    let thread = ada.starts("Fix the flaky test").await;
    thread.click("Approve").await;
    close(&stage, &thread).await;
    let channel = Thread::new(&stage, ada.person.clone(), stage.channel());
    let told = channel.wait_for("I cannot write in").await;
    assert!(told["content"].as_str().unwrap().contains(why), "{told}");
    let session = stage.world.jules().sessions()[0]["id"].as_str().unwrap().to_owned();
    eventually("Jules finishes", || stage.world.jules().state(&session).as_deref() == Some("COMPLETED")).await;
    let tried = tries(&stage, &thread);
    assert!(tried < 40, "{tried} requests");
    // A restart says nothing again.
    bot.kill_9().await;
    let bot = stage.bot().await;
    eventually("it tries", || tries(&stage, &thread) > tried).await;
    open(&stage, &thread).await;
    thread.wait_for("**Finished**").await;
    thread.wait_for("✅ Finished").await;
    for text in ["Reproduced the failure", "Fixed the clock", "**Finished**"] {
        assert_eq!(thread.count(text), 1, "{text}:\n{}", thread.transcript());
    }
    assert_eq!(channel.count("I cannot write in"), 1);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_thread_is_held_said_once_in_its_channel_and_gone_on_with_when_unlocked() {
    let lock = async |stage: &Stage, thread: &Thread<'_>, on: bool| {
        let path = format!("/channels/{}", thread.id);
        stage.control().patch(&path, json!({ "archived": on, "locked": on })).await;
    };
    closed_and_opened(
        async |stage, thread| lock(stage, thread, true).await,
        async |stage, thread| lock(stage, thread, false).await,
        "locked",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permission_that_is_taken_away_is_named_once_and_gone_on_with_when_it_is_back() {
    let rights = async |stage: &Stage, key: &str| {
        let path = format!("/channels/{}/permissions", stage.channel());
        stage.control().put(&path, json!({ "who": "bot", key: ["SEND_MESSAGES_IN_THREADS"] })).await;
    };
    closed_and_opened(
        async |stage, _| rights(stage, "deny").await,
        async |stage, _| rights(stage, "allow").await,
        "Missing Permissions",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_thread_is_brought_back_and_gone_on_with() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.click("Approve").await;
    stage.control().patch(&format!("/channels/{}", thread.id), json!({ "archived": true })).await;
    thread.wait_for("**Finished**").await;
    thread.wait_for("✅ Finished").await;
    thread.assert_shows("two_steps");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_auto_moderation_blocks_is_said_to_be_missing_and_the_rest_goes_on() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let path = format!("/channels/{}/messages", thread.id);
    let blocked = Fault {
        body: Some("Reproduced".into()),
        code: Some(200_000),
        ..Fault::new("POST", &path, 9, Failure::Status(400))
    };
    stage.world.discord().fail(blocked);
    thread.click("Approve").await;
    thread.wait_for("Discord did not accept a message").await;
    thread.wait_for("**Finished**").await;
    assert_eq!((thread.count("Reproduced the failure"), thread.count("Fixed the clock")), (0, 1));
    let refused = stage.world.discord().calls().iter().filter(|call| call["status"] == 400).count();
    assert_eq!(refused, 1, "what is refused is not repeated");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_of_discord_costs_few_requests_and_is_caught_up_with_in_order() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.click("Approve").await;
    let discord = stage.world.discord();
    let outage = discord.fail(Fault::new("", "/channels/", 10_000, Failure::Status(503)));
    let session = stage.world.jules().sessions()[0]["id"].as_str().unwrap().to_owned();
    eventually("Jules finishes", || stage.world.jules().state(&session).as_deref() == Some("COMPLETED")).await;
    let failed = discord.calls().iter().filter(|call| call["fault"] == outage).count();
    assert!((1..40).contains(&failed), "{failed} requests into an outage");
    discord.clear_faults();
    thread.wait_for("**Finished**").await;
    thread.wait_for("✅ Finished").await;
    thread.assert_shows("two_steps");
    bot.finish().await;
}

/// Throws the bot out of the server, or asks it back.
async fn membership(stage: &Stage, method: Method) {
    stage.control().change(method, "/guilds/first/bot", json!({})).await;
}

/// A bot that is thrown out in the middle of a session, and asked back when Jules has finished;
/// meanwhile it may be `killed` and begun again.
async fn thrown_out(killed: bool) {
    let stage = Stage::new("two_steps", 10.0).await;
    let mut bot = stage.bot().await;
    let ada = stage.player("ada");
    let thread = ada.starts("Fix the flaky test").await;
    thread.click("Approve").await;
    membership(&stage, Method::DELETE).await;
    let asked = stage.world.discord().calls().len();
    let written = thread.write("And the README?");
    let session = stage.world.jules().sessions()[0]["id"].as_str().unwrap().to_owned();
    eventually("Jules finishes", || stage.world.jules().state(&session).as_deref() == Some("COMPLETED")).await;
    if killed {
        bot.kill_9().await;
        bot = stage.launch().start();
        bot.is_up().await;
        // It cannot register its commands, and says so.
        eventually("it tries", || bot.log().contains("the commands could not be registered yet")).await;
    }
    let refused = stage.world.discord().calls();
    let refused = refused[asked..].iter().filter(|call| call["status"].as_u64().is_some_and(|status| status >= 400));
    let refused: Vec<_> =
        refused.map(|call| format!("{} {} {}", call["method"], call["path"], call["error"])).collect();
    assert!((1..40).contains(&refused.len()), "{} refused requests: {refused:#?}", refused.len());
    membership(&stage, Method::PUT).await;
    thread.wait_for_mark(written, "✅").await;
    thread.wait_for("✅ Finished").await;
    for text in ["Reproduced the failure", "Fixed the clock"] {
        assert_eq!(thread.count(text), 1, "{text}:\n{}", thread.transcript());
    }
    assert_eq!(stage.world.jules().sent_messages(&session), ["And the README?"]);
    // Its commands went with it, and came back.
    let mut said = ada.person.command(thread.id, "jules status", json!({})).await;
    for _ in 0..100 {
        if said.is_ok() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        said = ada.person.command(thread.id, "jules status", json!({})).await;
    }
    said.unwrap();
    let channel = Thread::new(&stage, ada.person.clone(), stage.channel());
    assert!(channel.count("I cannot write in") <= 1);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_was_thrown_out_hammers_nothing_and_goes_on_when_it_is_asked_back() {
    thrown_out(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_was_thrown_out_and_killed_goes_on_when_it_is_asked_back() {
    thrown_out(true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_mode_slows_people_and_a_refusal_because_of_it_is_waited_for() {
    let stage = Stage::new("two_steps", 10.0).await;
    let grace = stage.player("grace").person.id().to_string();
    let bot = stage.launch().setting("ACCESS__USERS", &grace).run().await;
    let thread = stage.player("grace").starts("Fix the flaky test").await;
    stage.control().patch(&format!("/channels/{}", thread.id), json!({ "slowmode": 60 })).await;
    thread.wait_for_button("Approve").await;
    // Discord's code for what slow mode does not let through.
    let path = format!("/channels/{}/messages", thread.id);
    let slowed = Fault {
        code: Some(20_016),
        retry_after: Some(2.0),
        scope: Some("shared".into()),
        ..Fault::new("POST", &path, 1, Failure::Status(429))
    };
    let slowed = stage.world.discord().fail(slowed);
    let before = stage.world.discord().calls().len();
    thread.click("Approve").await;
    thread.wait_for("**Finished**").await;
    thread.wait_for("✅ Finished").await;
    for text in ["Reproduced the failure", "Fixed the clock", "**Finished**"] {
        assert_eq!(thread.count(text), 1, "{text}:\n{}", thread.transcript());
    }
    let calls = stage.world.discord().calls();
    let refused: Vec<_> = calls[before..].iter().filter(|call| call["status"] == 429).collect();
    assert_eq!((refused.len(), &refused[0]["fault"]), (1, &json!(slowed)), "{refused:?}");
    // People are slowed, and what they may write arrives.
    let written = thread.write("Thank you");
    assert!(thread.person.write(thread.id, "Really").unwrap_err().reason.contains("slow mode is on"));
    thread.wait_for_mark(written, "✅").await;
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_unavailable_for_a_while_is_gone_on_with() {
    let stage = Stage::new("two_steps", 10.0).await;
    // Nothing but the server's return makes the bot look.
    let bot = stage.launch().setting("DISCORD__LOOK_AGAIN_MS", "3600000").run().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    stage.control().patch("/guilds/first", json!({ "unavailable": true })).await;
    let written = thread.write("Mind the clock");
    eventually("it is told", || bot.log().contains("a server is unavailable")).await;
    stage.control().patch("/guilds/first", json!({ "unavailable": false })).await;
    thread.wait_for_mark(written, "✅").await;
    assert_eq!(stage.world.jules().sent_messages(&thread.session()), ["Mind the clock"]);
    assert!(!bot.log().contains("thrown out"), "{}", bot.log());
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_global_limit_stops_every_thread_for_as_long_as_discord_says() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    let (one, other) = (ada.starts("One").await, ada.starts("Other").await);
    one.wait_for_button("Approve").await;
    other.wait_for_button("Approve").await;
    let limited = Fault {
        retry_after: Some(2.0),
        scope: Some("global".into()),
        ..Fault::new("POST", "/channels/{channel}/messages", 1, Failure::Status(429))
    };
    let limited = stage.world.discord().fail(limited);
    one.click("Approve").await;
    other.click("Approve").await;
    for thread in [&one, &other] {
        thread.wait_for("**Finished**").await;
        assert_eq!(thread.count("Reproduced the failure"), 1, "{}", thread.transcript());
    }
    let calls = stage.world.discord().calls();
    let at = |call: &serde_json::Value| call["at"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let refused = calls.iter().position(|call| call["fault"] == limited).unwrap();
    let until = at(&calls[refused]) + chrono::TimeDelta::milliseconds(1_900);
    // What was on its way arrives; an answer to an interaction is not counted by Discord.
    let from = at(&calls[refused]) + chrono::TimeDelta::milliseconds(300);
    let inside = |call: &&serde_json::Value| call["who"] == "bot" && at(call) > from && at(call) < until;
    assert_eq!(calls.iter().filter(inside).count(), 0);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_somebody_deleted_stays_deleted_and_the_rest_goes_on() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let (plan, status) = (thread.button("Approve").unwrap(), thread.button("More").unwrap());
    let session = thread.session();
    for message in [plan, status] {
        stage.control().change(Method::DELETE, &format!("/messages/{message}"), json!({})).await;
    }
    thread.types("jules approve", json!({})).await;
    thread.wait_for("**Finished**").await;
    assert_eq!(stage.world.jules().approvals(&session), 1);
    assert_eq!((thread.count("Plan 1"), thread.button("More")), (0, None), "{}", thread.transcript());
    let failed: Vec<_> =
        stage.world.discord().calls().into_iter().filter(|call| call["error"]["code"] == 10_008).collect();
    assert!(failed.len() < 10, "{} edits of what is gone: {failed:#?}", failed.len());
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_is_deleted_unseen_costs_few_requests_and_leaves_the_session_alone() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.click("Approve").await;
    let session = thread.session();
    stage.control().change(Method::DELETE, &format!("/channels/{}?silent=true", thread.id), json!({})).await;
    let asked = stage.world.discord().calls().len();
    eventually("Jules finishes", || stage.world.jules().state(&session).as_deref() == Some("COMPLETED")).await;
    let lost = || stage.world.discord().calls()[asked..].iter().filter(|call| call["error"]["code"] == 10_003).count();
    eventually("it notices", || bot.log().contains("the thread is gone")).await;
    assert!((1..5).contains(&lost()), "{} requests into nothing", lost());
    assert_eq!(stage.jules_calls("POST", ":archive"), 0);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_full_of_threads_starts_nothing_and_says_so() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    stage.world.discord().set(|settings| settings.max_active_threads = 0);
    let said = ada.types("jules start", json!({ "prompt": "Fix the flaky test", "repo": "acme/todo" })).await;
    assert!(said.contains("thread"), "{said}");
    assert_eq!(stage.changes_at_jules(), Vec::<String>::new());
    assert!(stage.world.discord().threads(stage.channel()).is_empty());
    stage.world.discord().set(|settings| settings.max_active_threads = 1_000);
    ada.starts("Fix the flaky test").await.wait_for_button("Approve").await;
    bot.finish().await;
}
