//! `jules-discord check` finds what is wrong, says how to mend it, and says nothing else.

use serde_json::json;

use crate::harness::{Stage, eventually};

/// What the bot needs, in the words of Discord's documentation.
const NEEDED: [&str; 8] = [
    "VIEW_CHANNEL",
    "SEND_MESSAGES",
    "CREATE_PUBLIC_THREADS",
    "SEND_MESSAGES_IN_THREADS",
    "EMBED_LINKS",
    "ATTACH_FILES",
    "READ_MESSAGE_HISTORY",
    "ADD_REACTIONS",
];

async fn check(stage: &Stage) -> (Option<i32>, String) {
    let (code, printed) = stage.launch().arguments(&["check"]).output().await;
    let addresses = stage.world.addresses();
    for secret in [&addresses.discord_token, &addresses.jules_api_key] {
        assert!(!printed.contains(secret), "a secret is in:\n{printed}");
    }
    assert!(!printed.contains("panicked") && !printed.contains("Error("), "{printed}");
    (code, printed)
}

/// Checks that something is found in a line that begins so, with a way to mend it below.
fn finds(printed: &str, mark: &str, what: &str) {
    let mut lines = printed.lines().skip_while(|line| !(line.starts_with(mark) && line.contains(what)));
    assert!(lines.next().is_some(), "no {mark} with {what:?} in:\n{printed}");
    if mark != "ok" {
        assert!(lines.next().is_some_and(|line| line.trim_start().starts_with("-> ")), "no way out in:\n{printed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_healthy_bot_is_told_so_and_nothing_is_changed() {
    let stage = Stage::new("two_steps", 10.0).await;
    let (code, printed) = check(&stage).await;
    assert_eq!(code, Some(0), "{printed}");
    for what in [
        "the configuration is complete",
        "does not exist yet; the first start creates it",
        "Discord accepts the token: we are",
        "the Message Content intent is switched on",
        "commands and buttons come over the gateway",
        "the gateway is at ",
        "2 of 2 channels in Analytical Engines are ready",
        "1 of 1 forums in Analytical Engines are ready",
        "Jules accepts the key",
        "1 repository is connected to Jules",
    ] {
        finds(&printed, "ok", what);
    }
    finds(&printed, "note", "nobody is configured, so only the owner of the application may use the bot");
    assert!(printed.contains("Everything the bot needs is in place."), "{printed}");
    assert_eq!(stage.changes_at_jules(), Vec::<String>::new());
    assert!(stage.world.discord().calls().iter().all(|call| call["method"] == "GET"));
    assert!(!stage.store_exists(), "looking at the store made one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_or_a_key_that_is_refused_is_found() {
    let stage = Stage::new("two_steps", 10.0).await;
    let (code, printed) = stage.launch().arguments(&["check"]).set("DISCORD_TOKEN", "wrong").output().await;
    assert_eq!(code, Some(69), "{printed}");
    finds(&printed, "FAIL", "Discord does not accept the bot token");
    let (code, printed) = stage.launch().arguments(&["check"]).set("JULES_API_KEY", "wrong").output().await;
    assert_eq!(code, Some(69), "{printed}");
    finds(&printed, "FAIL", "Jules does not accept the key");
    finds(&printed, "ok", "Discord accepts the token");
    assert!(printed.contains("One thing needs mending."), "{printed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn services_that_do_not_answer_are_worth_another_try() {
    let stage = Stage::new("two_steps", 10.0).await;
    let nowhere = "http://127.0.0.1:1";
    for (setting, url, what) in [
        ("DISCORD__API_URL", nowhere.to_owned(), "Discord cannot be reached at http://127.0.0.1:1"),
        ("JULES__API_URL", format!("{nowhere}/v1alpha"), "Jules cannot be reached"),
    ] {
        let (code, printed) = stage.launch().arguments(&["check"]).setting(setting, &url).output().await;
        assert_eq!(code, Some(75), "{printed}");
        finds(&printed, "FAIL", what);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn switches_in_the_developer_portal_that_are_set_wrongly_are_found() {
    let stage = Stage::new("two_steps", 10.0).await;
    let endpoint = "https://example.com/interactions";
    stage.control().patch("/settings", json!({ "message_content": false })).await;
    let (code, printed) = check(&stage).await;
    assert_eq!(code, Some(69), "{printed}");
    finds(&printed, "FAIL", "the Message Content intent is switched off");
    let both = json!({ "message_content": true, "interactions_endpoint_url": endpoint });
    stage.control().patch("/settings", both).await;
    let attempt = stage.tries(60, "an interactions endpoint is set in the portal");
    let (code, printed) = check(&stage).await;
    assert_eq!(code, Some(69), "{printed}");
    finds(&printed, "FAIL", &format!("an interactions endpoint is set ({endpoint})"));
    attempt.ends(printed.lines().find(|line| line.starts_with("FAIL")).unwrap(), 0);
    finds(&printed, "ok", "the Message Content intent is switched on");
}

#[tokio::test(flavor = "multi_thread")]
async fn permissions_that_lack_or_go_too_far_are_named() {
    let stage = Stage::new("two_steps", 10.0).await;
    let control = stage.control();
    let deny = json!({ "who": "bot", "deny": ["ADD_REACTIONS", "CREATE_PUBLIC_THREADS"] });
    control.put("/channels/dev/permissions", deny.clone()).await;
    let (code, printed) = check(&stage).await;
    assert_eq!(code, Some(0), "one channel is left: {printed}");
    finds(&printed, "note", "#dev in Analytical Engines lacks: Create Public Threads, Add Reactions");
    finds(&printed, "ok", "1 of 2 channels");

    control.put("/channels/general/permissions", deny).await;
    let (code, printed) = check(&stage).await;
    assert_eq!(code, Some(69), "{printed}");
    finds(&printed, "FAIL", "there is no channel in Analytical Engines where a session could be started");

    // A server is told once, however many of its channels cannot be used.
    let too_much = [NEEDED.as_slice(), &["MENTION_EVERYONE", "MANAGE_WEBHOOKS"]].concat();
    control.patch("/roles/bot", json!({ "permissions": too_much })).await;
    let (_, printed) = check(&stage).await;
    let excess = "the bot may do more than it needs: Mention Everyone, Manage Webhooks";
    finds(&printed, "note", excess);
    assert_eq!(printed.matches(excess).count(), 1, "{printed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_the_bot_is_found() {
    let stage = Stage::new("two_steps", 10.0).await;
    let launch = stage.launch().arguments(&["check"]).setting("DISCORD__GUILDS", "123456789012345678");
    let (code, printed) = launch.output().await;
    assert!(matches!(code, Some(69 | 75)), "{printed}");
    finds(&printed, "FAIL", "server 123456789012345678 cannot be read");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_in_use_is_no_fault_while_the_bot_is_running() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let (code, printed) = check(&stage).await;
    assert_eq!(code, Some(0), "{printed}");
    finds(&printed, "note", "is in use");
    bot.finish().await;
    let (code, printed) = check(&stage).await;
    assert_eq!(code, Some(0), "{printed}");
    finds(&printed, "ok", "opens, and every record in it can be read");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_invite_link_grants_what_a_whole_conversation_takes_and_no_more() {
    let stage = Stage::new("two_steps", 20.0).await;
    let control = stage.control();
    let (_, printed) = check(&stage).await;
    let link = printed.lines().find(|line| line.contains("/oauth2/authorize?")).expect(&printed);
    let granted = link.split("permissions=").nth(1).unwrap().to_owned();
    assert!(link.contains("scope=bot+applications.commands"), "{link}");
    assert!(link.contains(&format!("client_id={}", stage.world.discord().bot_id())), "{link}");

    // Exactly these, and none from @everyone.
    control.patch("/roles/everyone", json!({ "permissions": [] })).await;
    control.patch("/roles/bot", json!({ "permissions": [granted] })).await;
    let (code, printed) = check(&stage).await;
    assert_eq!(code, Some(0), "{printed}");
    assert!(!printed.contains("lacks") && !printed.contains("more than it needs"), "{printed}");
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.click("Approve").await;
    let message = thread.write("Hello");
    thread.wait_for_mark(message, "✅").await;
    thread.wait_for("**Finished**").await;
    thread.wait_for("Changes: ").await;
    thread.types("jules stop", json!({})).await;
    eventually("the session is archived", || stage.jules_calls("POST", ":archive") == 1).await;
    bot.finish().await;
    let refused: Vec<_> = stage.world.discord().calls().into_iter().filter(|call| call["status"] == 403).collect();
    assert!(refused.is_empty(), "{refused:#?}");

    // Without any one of them it would not do.
    for missing in NEEDED {
        let rest: Vec<_> = NEEDED.into_iter().filter(|name| *name != missing).collect();
        control.patch("/roles/bot", json!({ "permissions": rest })).await;
        let (code, printed) = check(&stage).await;
        assert_eq!(code, Some(69), "without {missing}: {printed}");
    }
}
