//! Bad input, from the people who run the bot and from those who use it: one clear
//! sentence each, and nothing has happened.

use serde_json::{Value, json};

use crate::harness::{Launch, Stage, Thread};

/// Runs to the end and checks how it ended: the code, the sentence, and no more than that.
async fn ends(launch: Launch, code: i32, sentence: &str) {
    let (ended, printed) = launch.output().await;
    assert_eq!(ended, Some(code), "wanted {sentence:?}, got:\n{printed}");
    let last = printed.lines().last().unwrap_or_default();
    assert!(last.starts_with("jules-discord: ") && last.contains(sentence), "wanted {sentence:?}, got:\n{printed}");
    assert!(last.ends_with(['.', '?']), "not a sentence: {last}");
    is_for_people(&printed);
}

/// Nothing that only a programmer can read.
fn is_for_people(said: &str) {
    for trace in ["panicked", "Error(", "Err(", "Some(", "RUST_BACKTRACE", "src/"] {
        assert!(!said.contains(trace), "{trace:?} in:\n{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_secret_that_is_missing_or_unusable_is_named() {
    let stage = Stage::new("two_steps", 10.0).await;
    let launch = || stage.launch();
    let token_file = "DISCORD_TOKEN_FILE";
    let key_file = "JULES_API_KEY_FILE";
    ends(launch().unset("DISCORD_TOKEN"), 2, "The Discord bot's token is missing: set DISCORD_TOKEN, or").await;
    ends(launch().set("DISCORD_TOKEN", ""), 2, "DISCORD_TOKEN is empty").await;
    ends(launch().set("DISCORD_TOKEN", "Bot abc"), 2, "DISCORD_TOKEN starts with the word Bot").await;
    ends(launch().set(token_file, "/x"), 2, "Both DISCORD_TOKEN and DISCORD_TOKEN_FILE are set").await;
    ends(launch().unset("JULES_API_KEY"), 2, "The Jules API key is missing: set JULES_API_KEY, or").await;
    ends(launch().set("JULES_API_KEY", ""), 2, "JULES_API_KEY is empty").await;
    ends(launch().set("JULES_API_KEY", "two words"), 2, "JULES_API_KEY has a space").await;
    ends(launch().set(key_file, "/x"), 2, "Both JULES_API_KEY and JULES_API_KEY_FILE are set").await;
    let lost = launch().unset("JULES_API_KEY").set(key_file, "/nonesuch/key");
    ends(lost, 2, "JULES_API_KEY_FILE: the file /nonesuch/key cannot be read").await;
    let (code, printed) = launch().unset("DISCORD_TOKEN").unset("JULES_API_KEY").output().await;
    assert_eq!(code, Some(2));
    assert!(printed.contains("2 things in the configuration need mending:"), "{printed}");
    assert!(stage.world.discord().calls().is_empty() && stage.world.jules().calls().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_setting_that_makes_no_sense_is_named() {
    let stage = Stage::new("two_steps", 10.0).await;
    let launch = || stage.launch();
    let typo = launch().setting("STORE__PTH", "x");
    ends(typo, 2, "JULES_DISCORD__STORE__PTH sets no known key; did you mean `JULES_DISCORD__STORE__PATH`?").await;
    ends(launch().setting("DISCORD__GUILDS", "general"), 2, "must list ids such as 123456789012345678").await;
    ends(launch().setting("ACCESS__USERS", "-1"), 2, "must list ids such as").await;
    ends(launch().setting("LOG__FORMAT", "xml"), 2, "must be \"text\" or \"json\"").await;
    ends(launch().setting("JULES__POLL_MIN_MS", "soon"), 2, "must be a whole number of milliseconds").await;
    ends(launch().setting("DISCORD__API_URL", "discord.com"), 2, "must be a URL that starts with https://").await;
    let leaving = launch().setting("DISCORD__GATEWAY_URL", "wss://gateway.discord.gg");
    ends(leaving, 2, "must be on this machine as long as discord.api_url is").await;
    let open = launch().setting("ACCESS__OPEN", "true").setting("DISCORD__GUILDS", "");
    ends(open, 2, "lets everyone in, so discord.guilds must say in which servers").await;
    assert!(stage.world.discord().calls().is_empty() && stage.world.jules().calls().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_file_that_is_missing_or_wrong_is_named_with_the_place() {
    let stage = Stage::new("two_steps", 10.0).await;
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("bot.toml");
    let name = file.display().to_string();
    let launch = || stage.launch().arguments(&["run", "--config", &name]);
    ends(launch(), 2, &format!("{name}: the file cannot be read")).await;
    std::fs::write(&file, "[store]\npaht = \"x\"\n").unwrap();
    ends(launch(), 2, "the key `store.paht` is unknown; did you mean `store.path`?").await;
    std::fs::write(&file, "[store]\npath = \n").unwrap();
    ends(launch(), 2, "bot.toml, line 2: this is not TOML").await;
    std::fs::write(&file, "[discord]\ntoken = \"x\"\n").unwrap();
    ends(launch(), 2, "secrets come from DISCORD_TOKEN_FILE and JULES_API_KEY_FILE only.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_cannot_be_had_is_explained() {
    let stage = Stage::new("two_steps", 10.0).await;
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    std::fs::write(&file, "no store").unwrap();
    ends(stage.launch().setting("STORE__PATH", &file.display().to_string()), 2, "`store.path` cannot be used").await;
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "no store");
    let bot = stage.bot().await;
    ends(stage.launch(), 75, "The store is in use by process").await;
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn arguments_that_are_unknown_are_refused_with_the_usage() {
    let stage = Stage::new("two_steps", 10.0).await;
    let wrong: [&[&str]; 6] = [
        &[],
        &["frobnicate"],
        &["run", "--nonesuch"],
        &["run", "--config"],
        &["sim", "--speed", "fast"],
        &["sim", "--jules-port", "70000"],
    ];
    for arguments in wrong {
        let (code, printed) = stage.launch().arguments(arguments).output().await;
        assert_eq!(code, Some(2), "{arguments:?}: {printed}");
        assert!(printed.contains("Usage: ") || printed.contains("try '--help'"), "{arguments:?}: {printed}");
        is_for_people(&printed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_discord_refuses_ends_it_for_good() {
    let stage = Stage::new("two_steps", 10.0).await;
    let sentence = "Discord does not accept the bot token. Reset it in the developer portal";
    ends(stage.launch().set("DISCORD_TOKEN", "wrong"), 69, sentence).await;

    // Revoked while it runs: the gateway says so.
    let mut bot = stage.bot().await;
    stage.world.discord().gateway(serde_json::from_value(json!({ "action": "close", "code": 4004 })).unwrap());
    assert_eq!(bot.end().await.code(), Some(69), "{}", bot.log());
    assert!(bot.log().contains(sentence), "{}", bot.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_message_content_intent_it_ends_for_good() {
    let stage = Stage::new("two_steps", 10.0).await;
    stage.world.discord().set(|settings| settings.message_content = false);
    ends(stage.launch(), 69, "Discord refuses the Message Content intent. Switch it on in the developer portal").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreachable_discord_asks_for_a_restart() {
    let stage = Stage::new("two_steps", 10.0).await;
    let closed = stage.launch().setting("DISCORD__API_URL", "http://127.0.0.1:1");
    let (code, printed) = closed.output().await;
    assert_eq!(code, Some(75), "{printed}");
    assert!(printed.contains("jules-discord: Discord could not be reached"), "{printed}");
    is_for_people(&printed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_jules_refuses_at_start_ends_the_bot_and_one_refused_later_is_told() {
    let stage = Stage::new("two_steps", 10.0).await;
    let wrong = stage.launch().set("JULES_API_KEY", "wrong");
    ends(wrong, 69, "Jules does not accept the API key. Make a new one").await;
    let bot = stage.bot().await;
    assert!(stage.world.jules().revoke_key(&stage.world.addresses().jules_api_key));
    let ada = stage.player("ada");
    for (command, options) in [
        ("jules start", json!({ "prompt": "Fix it", "repo": "acme/todo" })),
        ("jules attach", json!({ "session": "12345678901234567" })),
    ] {
        let said = ada.types(command, options).await;
        assert!(said.contains("Jules does not accept my key"), "{said}");
        assert!(said.contains("jules-discord check"), "{said}");
        is_for_people(&said);
    }
    assert!(stage.world.discord().threads(stage.channel()).is_empty());
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_cannot_work_is_explained_and_starts_nothing() {
    // Two repositories are connected there.
    let stage = Stage::new("tour", 50.0).await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    let refusals = [
        ("jules start", json!({ "prompt": "   ", "repo": "acme/todo" }), "write at least one word"),
        ("jules run", json!({ "prompt": " \u{2003} ", "repo": "acme/todo" }), "write at least one word"),
        ("jules start", json!({ "prompt": "Fix it" }), "Which repository? Choose one with the `repo` option"),
        ("jules start", json!({ "prompt": "Fix it", "repo": "acme/nonesuch" }), "no access to the repository"),
        ("jules start", json!({ "prompt": "Fix it", "repo": "@everyone" }), "no access to the repository"),
        ("jules start", json!({ "prompt": "Fix it", "repo": "acme/todo", "branch": "nope" }), "has no branch"),
        ("jules attach", json!({ "session": "the one from yesterday" }), "That is not a session"),
        ("jules attach", json!({ "session": "https://example.com/session/1" }), "That is not a session"),
        ("jules attach", json!({ "session": "../../sessions" }), "That is not a session"),
        ("jules attach", json!({ "session": "12345678901234567" }), "Jules knows no such session"),
    ];
    for (command, options, sentence) in refusals {
        let said = ada.types(command, options.clone()).await;
        assert!(said.contains(sentence), "{command} {options}: {said}");
        is_for_people(&said);
    }
    let long = "ä".repeat(6_001);
    for command in ["start", "run"] {
        let said = forged(&stage, stage.channel(), command, &[("prompt", &long), ("repo", "acme/todo")]).await;
        assert!(said.contains("That is 6001 characters, and Jules takes at most 6,000"), "{said}");
    }
    assert_eq!(stage.changes_at_jules(), Vec::<String>::new());
    assert!(stage.world.discord().threads(stage.channel()).is_empty());
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_outside_a_session_thread_says_where_it_works() {
    let stage = Stage::new("two_steps", 20.0).await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    let commands: [(&str, Value); 9] = [
        ("approve", json!({})),
        ("revise", json!({ "feedback": "Smaller" })),
        ("send", json!({ "text": "Hello" })),
        ("ask", json!({ "text": "Why?" })),
        ("status", json!({})),
        ("plan", json!({})),
        ("diff", json!({})),
        ("result", json!({})),
        ("stop", json!({})),
    ];
    for (command, options) in commands {
        let said = ada.types(&format!("jules {command}"), options).await;
        assert!(said.contains("This works only in a thread that belongs to a Jules session"), "{command}: {said}");
    }
    assert_eq!(stage.changes_at_jules(), Vec::<String>::new());
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_no_or_too_many_characters_never_reach_jules() {
    let stage = Stage::new("two_steps", 20.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let long = "x".repeat(6_001);
    for (command, option) in [("send", "text"), ("ask", "text"), ("revise", "feedback")] {
        let said = thread.types(&format!("jules {command}"), json!({ option: "   " })).await;
        assert!(said.contains("write at least one word"), "{command}: {said}");
        let attempt = stage.tries(30, format!("6,001 characters for /jules {command}"));
        let said = forged(&stage, thread.id, command, &[(option, &long)]).await;
        attempt.ends(&said, 0);
        assert!(said.contains("That is 6001 characters"), "{command}: {said}");
    }
    blank_feedback_in_the_form_is_refused(&thread).await;
    // The longest that is allowed goes through, whole.
    let most = "x".repeat(6_000);
    forged(&stage, thread.id, "send", &[("text", &most)]).await;
    let sent = || stage.world.jules().sent_messages(&thread.session());
    crate::harness::eventually("the longest message arrives", || !sent().is_empty()).await;
    assert!(sent() == [most], "{} messages", sent().len());
    bot.finish().await;
}

async fn blank_feedback_in_the_form_is_refused(thread: &Thread<'_>) {
    let form = thread.press("Request changes").await;
    let outcome = thread.person.submit_modal(form.id(), json!({ "feedback": "  \n " })).await.unwrap();
    assert!(outcome.text().contains("write at least one word"), "{outcome:?}");
}

/// A command with options that Discord's own client would not send.
async fn forged(stage: &Stage, channel: u64, subcommand: &str, options: &[(&str, &str)]) -> String {
    let control = stage.control();
    let data = control.typed(subcommand, options).await;
    control.forge(&stage.player("ada").person, 2, channel, None, data).await
}
