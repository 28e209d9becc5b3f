//! What Jules changed, read in the thread: file by file, page by page, or as a patch.

use serde_json::{Value, json};

use crate::harness::{Bot, PATIENCE, Stage, Thread};

/// A thread whose session has finished with changes.
async fn finished(stage: &Stage) -> (Bot, Thread<'_>) {
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.click("Approve").await;
    thread.wait_for("**Finished**").await;
    thread.wait_for_button("View diff").await;
    (bot, thread)
}

/// Waits until a message that only its reader sees says this.
async fn comes_to_say(stage: &Stage, thread: &Thread<'_>, message: u64, text: &str) -> Value {
    let id = message.to_string();
    let says = |each: &Value| each["id"] == id.as_str() && each["content"].as_str().unwrap().contains(text);
    let found = stage.world.discord().wait_for(thread.id, PATIENCE, says).await;
    found.unwrap_or_else(|| panic!("no {text:?} in:\n{}", thread.person.transcript(thread.id)))
}

fn id(message: &Value) -> u64 {
    message["id"].as_str().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_diff_is_read_file_by_file_though_the_bot_is_killed_meanwhile() {
    let stage = Stage::new("two_steps", 10.0).await;
    let (bot, thread) = finished(&stage).await;
    let opened = thread.press("View diff").await;
    let view = opened.messages.first().unwrap_or_else(|| panic!("{opened:?}")).clone();
    assert!(view["content"].as_str().unwrap().contains("**5 files +96 −30**"), "{view}");
    let options = view["components"][0]["components"][0]["options"].as_array().unwrap();
    assert_eq!(options[3]["label"], "todo/cli.py");
    assert_eq!(options[3]["description"], "+6 −5");
    let view = id(&view);
    thread.person.select(thread.id, view, "Choose a file", &["todo/cli.py".into()]).await.unwrap();
    let page = comes_to_say(&stage, &thread, view, "`todo/cli.py` · `+6 −5`").await;
    assert!(page["content"].as_str().unwrap().contains("```diff\n"), "{page}");
    bot.kill_9().await;
    let bot = stage.bot().await;
    thread.person.select(thread.id, view, "Choose a file", &["tests/test_dates.py".into()]).await.unwrap();
    comes_to_say(&stage, &thread, view, "`tests/test_dates.py` · `+35 −8` · page 1 of").await;
    thread.person.click(thread.id, view, "Next page ▶").await.unwrap();
    comes_to_say(&stage, &thread, view, "page 2 of").await;
    thread.person.click(thread.id, view, "◀ Previous page").await.unwrap();
    comes_to_say(&stage, &thread, view, "page 1 of").await;
    let seen = thread.person.transcript(thread.id);
    let view = seen.rsplit_once("\n#").and_then(|(_, last)| last.split_once(' ')).unwrap().1;
    insta::assert_snapshot!(view);
    // Nobody else sees any of it.
    assert!(!thread.transcript().contains("Choose a file"), "{}", thread.transcript());
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_of_older_changes_says_that_there_are_newer_ones() {
    let stage = Stage::new("two_steps", 10.0).await;
    let (bot, thread) = finished(&stage).await;
    let card = id(&thread.wait_for_button("View diff").await);
    for custom_id in ["jd1:page:0123456789abcdef:3:1", "jd1:files:0123456789abcdef:0"] {
        let data = json!({ "component_type": 2, "custom_id": custom_id });
        let said = stage.control().forge(&thread.person, 3, thread.id, Some(card), data).await;
        assert!(said.contains("Jules has changed more since you opened this"), "{custom_id}: {said}");
        assert!(said.contains("**5 files +96 −30**"), "{custom_id}: {said}");
    }
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_patch_is_handed_out_as_a_file() {
    let stage = Stage::new("two_steps", 10.0).await;
    let (bot, thread) = finished(&stage).await;
    let outcome = thread.press(".patch").await;
    let file = &outcome.messages[0]["attachments"][0];
    assert_eq!(file["filename"], "changes.patch", "{outcome:?}");
    assert_eq!(file["description"], "All changes as a patch for git apply", "{outcome:?}");
    bot.finish().await;
}
