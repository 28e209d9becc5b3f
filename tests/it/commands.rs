//! Commands: what can be typed around a session, and what is suggested while typing.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Stage, eventually};

fn main_and(more: usize) -> Vec<String> {
    ["main".to_owned()].into_iter().chain((0..more).map(|n| format!("feature/{n:03}"))).collect()
}

async fn two_repositories() -> Stage {
    let repositories = [("acme/todo", main_and(514)), ("acme/site", main_and(1)), ("beta/tools", main_and(0))];
    let steps = "{ after = \"1s\", plan = { steps = [\"One\"] } }, { after = \"1s\", completed = {} }";
    Stage::with_repositories(&repositories, steps, 20.0).await
}

fn values(offered: &[(String, String)]) -> Vec<&str> {
    offered.iter().map(|(_, value)| value.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn repositories_and_branches_are_suggested_from_what_is_connected() {
    let stage = two_repositories().await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    let repos = ada.is_offered("jules start", "repo", "", Value::Null).await;
    assert_eq!(values(&repos), ["acme/todo", "acme/site", "beta/tools", "none"]);
    let repos = ada.is_offered("jules start", "repo", "To", Value::Null).await;
    assert_eq!(values(&repos), ["acme/todo", "beta/tools", "none"], "what begins so comes first");
    let branches = ada.is_offered("jules start", "branch", "", json!({ "repo": "acme/todo" })).await;
    assert_eq!((branches.len(), branches[0].1.as_str()), (25, "main"), "of 515 as many as Discord shows");
    let branches = ada.is_offered("jules start", "branch", "37", json!({ "repo": "acme/todo" })).await;
    assert_eq!(values(&branches)[..2], ["feature/370", "feature/371"], "what begins so comes first");
    assert!(values(&branches).contains(&"feature/137"));
    let branches = ada.is_offered("jules run", "branch", "", Value::Null).await;
    assert_eq!(branches.len(), 0, "of which repository?");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn suggestions_are_quick_even_when_jules_is_not() {
    let stage = two_repositories().await;
    stage.control().patch("/jules/knobs", json!({ "transport": { "latency": "60s" } })).await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    for (command, option) in [("jules start", "repo"), ("jules start", "branch"), ("jules attach", "session")] {
        let asked = Instant::now();
        ada.is_offered(command, option, "", Value::Null).await;
        assert!(asked.elapsed() < Duration::from_millis(1_500), "{command} {option}: {:?}", asked.elapsed());
    }
    // The reading goes on by itself, and its result is there for a later key.
    let deadline = Instant::now() + Duration::from_secs(20);
    while values(&ada.is_offered("jules start", "repo", "", Value::Null).await).first() != Some(&"acme/todo") {
        assert!(Instant::now() < deadline, "the repositories never came");
    }
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_suggested_by_title_state_and_repository_and_says_if_it_has_a_thread() {
    let stage = Stage::new("two_steps", 20.0).await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    let options = json!({ "prompt": "Fix the clock", "repo": "acme/todo", "title": "Broken clock" });
    let thread = ada.starts_with("jules start", options).await;
    thread.wait_for_button("Approve").await;
    let offered = ada.is_offered("jules attach", "session", "clock", Value::Null).await;
    assert_eq!(values(&offered), [thread.session()]);
    let name = &offered[0].0;
    assert!(name.contains("Broken clock") && name.contains("acme/todo") && name.contains("has a thread"), "{name}");
    assert!(ada.is_offered("jules attach", "session", "nonesuch", Value::Null).await.is_empty());
    let link = format!("https://jules.google.com/session/{}", thread.session());
    assert_eq!(values(&ada.is_offered("jules attach", "session", &link, Value::Null).await), [thread.session()]);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_remembers_its_repository_and_branch_and_says_when_it_uses_them() {
    let stage = two_repositories().await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    let said = ada.types("jules settings", json!({})).await;
    assert!(said.contains("repository: not set") && said.contains("`unset`"), "{said}");
    let said = ada.types("jules settings", json!({ "branch": "main" })).await;
    assert!(said.contains("Which repository is that branch of?"), "{said}");
    let said = ada.types("jules settings", json!({ "repo": "acme/nonesuch" })).await;
    assert!(said.contains("no access to the repository"), "{said}");
    let said = ada.types("jules settings", json!({ "repo": "acme/site", "branch": "feature/000" })).await;
    assert!(said.contains("Changed") && said.contains("`acme/site`") && said.contains("`feature/000`"), "{said}");
    bot.kill_9().await;

    let bot = stage.bot().await;
    let said = ada.types("jules start", json!({ "prompt": "Fix it" })).await;
    assert!(said.contains("`acme/site` @ `feature/000`, which this channel is set to"), "{said}");
    let thread = ada.follows(&said);
    thread.wait_for("`acme/site` @ `feature/000`").await;
    assert_eq!(values(&ada.is_offered("jules start", "repo", "", Value::Null).await)[0], "acme/site");
    assert_eq!(values(&ada.is_offered("jules start", "branch", "", Value::Null).await), ["feature/000", "main"]);
    let said = ada.types("jules start", json!({ "prompt": "Fix it", "repo": "acme/todo" })).await;
    assert!(!said.contains("which this channel is set to"), "{said}");
    ada.follows(&said).wait_for("`acme/todo` @ `main`").await;
    let said = ada.types("jules settings", json!({ "repo": "unset" })).await;
    assert!(said.contains("repository: not set"), "{said}");
    assert!(ada.types("jules start", json!({ "prompt": "Fix it" })).await.contains("Which repository?"));
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_threads_settings_are_shown_kept_and_changed_in_the_thread_only() {
    let stage = Stage::new("two_steps", 20.0).await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    let thread = ada.starts("Fix the flaky test").await;
    let said = ada.types("jules settings", json!({ "mute": true })).await;
    assert!(said.contains("works only in a thread"), "{said}");
    let said = thread.types("jules settings", json!({ "verbosity": "quiet", "mute": true })).await;
    assert!(said.contains("verbosity: quiet") && said.contains("nobody: it is muted"), "{said}");
    bot.kill_9().await;
    let bot = stage.bot().await;
    let said = thread.types("jules settings", json!({})).await;
    assert!(said.contains("verbosity: quiet") && said.contains("**Sessions started in"), "{said}");
    let grace = stage.player("grace").person.id();
    let said = thread.types("jules settings", json!({ "mute": false, "ping": "grace" })).await;
    assert!(said.contains(&format!("<@{grace}> when somebody is needed")), "{said}");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_file_becomes_part_of_the_task_and_a_picture_a_link() {
    let stage = Stage::new("two_steps", 20.0).await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    let prompt =
        |thread: &str| stage.world.jules().session_view(thread).unwrap()["prompt"].as_str().unwrap().to_owned();
    let notes = json!({ "filename": "notes.txt", "content": "Use a fake clock.\nEverywhere." });
    let options = json!({ "prompt": "Fix it", "repo": "acme/todo", "attachment": notes });
    let said = ada.types("jules start", options).await;
    assert!(said.contains("`notes.txt` is part of what Jules gets"), "{said}");
    let thread = ada.follows(&said);
    thread.wait_for_button("Approve").await;
    let expected = "Fix it\n\n--- file notes.txt ---\nUse a fake clock.\nEverywhere.\n--- end of notes.txt ---";
    assert_eq!(prompt(&thread.session()), expected);

    let log = json!({ "filename": "log.txt", "content": "0123456789".repeat(2_000) });
    let options = json!({ "prompt": "Fix it", "repo": "acme/todo", "attachment": log });
    let said = ada.types("jules start", options).await;
    assert!(said.contains("only the first") && said.contains("8,000"), "{said}");
    let thread = ada.follows(&said);
    thread.wait_for_button("Approve").await;
    assert_eq!(prompt(&thread.session()).chars().count(), 8_000);

    let picture = json!({ "filename": "shot.png", "base64": "iVBORw0KGgo=" });
    let options = json!({ "prompt": "Fix it", "repo": "acme/todo", "attachment": picture });
    let said = ada.types("jules start", options).await;
    assert!(said.contains("Jules takes no pictures this way"), "{said}");
    let thread = ada.follows(&said);
    thread.wait_for_button("Approve").await;
    assert!(prompt(&thread.session()).contains("/attachments/"), "{}", prompt(&thread.session()));
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_detached_thread_falls_silent_and_the_session_gets_another_one() {
    let stage = Stage::new("two_steps", 20.0).await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    let thread = ada.starts("Fix the flaky test").await;
    let card = thread.wait_for_button("Approve").await;
    let card: u64 = card["id"].as_str().unwrap().parse().unwrap();
    let said = thread.types("jules detach", json!({})).await;
    assert!(said.contains("The session goes on at Jules") && said.contains("/jules attach"), "{said}");
    thread.wait_for("detached this thread").await;
    thread.wait_for("🔌 Detached").await;
    let pressed = thread.person.click(thread.id, card, "Approve").await.unwrap().text();
    assert!(pressed.contains("detached from its session") && pressed.contains("/jules attach"), "{pressed}");
    let session = thread.session();
    thread.write("Shall we approve it?");
    bot.kill_9().await;
    let bot = stage.bot().await;
    assert!(thread.types("jules status", json!({})).await.contains("Detached"));

    let again = ada.starts_with("jules attach", json!({ "session": session, "history": "none" })).await;
    assert_ne!(again.id, thread.id);
    again.click("Approve").await;
    again.wait_for("**Finished**").await;
    assert_eq!(thread.count("**Finished**"), 0, "{}", thread.transcript());
    assert_eq!(stage.world.jules().sent_messages(&again.session()), Vec::<String>::new());
    assert!(!thread.transcript().contains("📨") && !thread.transcript().contains("⚠️"), "{}", thread.transcript());
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finished_session_is_archived_and_a_message_brings_it_back() {
    let stage = Stage::new("two_steps", 20.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.click("Approve").await;
    thread.wait_for("**Finished**").await;
    let said = thread.types("jules archive", json!({})).await;
    assert!(said.contains("leaves the list at Jules") && !said.contains("still working"), "{said}");
    eventually("it is archived", || stage.jules_calls("POST", ":archive") == 1).await;
    let back = thread.write("One more thing");
    thread.wait_for_mark(back, "✅").await;
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_has_pages_whose_buttons_work_after_a_restart() {
    let stage = Stage::new("two_steps", 50.0).await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    for n in 0..10 {
        ada.starts_with("jules run", json!({ "prompt": format!("Task {n}"), "repo": "acme/todo" })).await;
    }
    let outcome = ada.uses("jules list", json!({ "repo": "acme/todo", "mine": true })).await;
    assert!(outcome.text().contains("**Sessions 1–8 of 10**, newest first"), "{outcome:?}");
    let message: u64 = outcome.messages[0]["id"].as_str().unwrap().parse().unwrap();
    assert!(ada.person.click(stage.channel(), message, "◀ Back").await.is_err(), "there is nothing before it");
    bot.kill_9().await;
    let bot = stage.bot().await;
    ada.person.click(stage.channel(), message, "More ▶").await.unwrap();
    let shown = |text: &str| {
        let messages = ada.person.view(stage.channel());
        messages.iter().any(|message| message["content"].as_str().is_some_and(|content| content.contains(text)))
    };
    eventually("the second page", || shown("**Sessions 9–10 of 10**")).await;
    ada.person.click(stage.channel(), message, "◀ Back").await.unwrap();
    eventually("the first page again", || shown("**Sessions 1–8 of 10**")).await;
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn help_says_what_this_person_may_do() {
    let stage = Stage::new("two_steps", 20.0).await;
    let bot = stage.bot().await;
    let said = stage.player("ada").types("jules help", json!({})).await;
    for may in ["• start:", "• talk to Jules:", "• approve:", "• look:", "• end and set up:"] {
        assert!(said.contains(may), "{may} in {said}");
    }
    let said = stage.player("mallory").types("jules help", json!({})).await;
    assert!(said.contains("Only the owner of this bot may use it so far") && !said.contains("You may"), "{said}");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_changed_file_is_suggested_and_shown_alone() {
    let stage = Stage::new("two_steps", 20.0).await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    let thread = ada.starts("Fix the flaky test").await;
    assert!(ada.is_offered_in(thread.id, "jules diff", "file", "", Value::Null).await.is_empty());
    thread.click("Approve").await;
    thread.wait_for("**Finished**").await;
    let offered = ada.is_offered_in(thread.id, "jules diff", "file", "", Value::Null).await;
    let path = offered[0].1.clone();
    assert!(path.contains('.'), "{offered:?}");
    let said = thread.types("jules diff", json!({ "file": path })).await;
    assert!(said.contains("```diff") && said.contains(&path), "{said}");
    let said = thread.types("jules diff", json!({ "file": "nonesuch.rs" })).await;
    assert!(said.contains("`nonesuch.rs` is not among the changed files"), "{said}");
    bot.finish().await;
}
