//! `jules-discord store`: looks at, mends, exports and imports what survives a restart, with
//! no secret and no network.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use jules_discord::store::{SledStore, Store as _, Tree};
use jules_discord::worker::records;
use serde_json::json;

use crate::harness::{Bot, Stage, Thread, eventually};

/// The command as a person types it, in an environment that knows only where the store is.
async fn store(stage: &Stage, arguments: &[&str]) -> (Option<i32>, String) {
    let arguments = [&["store"], arguments].concat();
    let launch = stage.launch().unset("DISCORD_TOKEN").unset("JULES_API_KEY").arguments(&arguments);
    let (code, printed) = launch.output().await;
    assert!(!printed.contains("panicked") && !printed.contains("Error("), "{printed}");
    (code, printed)
}

/// A bot that has shown a plan, and was stopped.
async fn after_a_plan() -> Stage {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    eventually("the first export is written", || !exports(&stage).is_empty()).await;
    let (code, printed) = store(&stage, &["verify"]).await;
    assert_eq!(code, Some(75), "{printed}");
    assert!(printed.contains("The store is in use by process "), "{printed}");
    bot.finish().await;
    stage
}

fn exports(stage: &Stage) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(stage.store_path().join("exports")) else { return Vec::new() };
    entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_store_is_verified_and_exported_and_an_import_asks_to_be_compared() {
    let stage = after_a_plan().await;
    let (code, printed) = store(&stage, &["verify"]).await;
    assert_eq!(code, Some(0), "{printed}");
    assert!(printed.contains("ok    threads  1\n") && printed.contains("Every record can be read."), "{printed}");
    let (code, printed) = store(&stage, &["repair"]).await;
    assert_eq!((code, printed.contains("nothing was changed")), (Some(0), true), "{printed}");

    let file = stage.store_path().with_extension("jsonl");
    let file = file.to_str().unwrap();
    let (code, printed) = store(&stage, &["export", file]).await;
    assert_eq!((code, printed.contains(file)), (Some(0), true), "{printed}");
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(r#""tree":"threads""#) && text.contains("Fix the flaky test"), "{text}");
    let (code, printed) = store(&stage, &["import", file]).await;
    assert_eq!((code, printed.contains("with `--replace` it is set aside")), (Some(2), true), "{printed}");
    fs::write(stage.store_path().with_extension("cut"), &text[..text.len() / 2]).unwrap();
    let (code, printed) = store(&stage, &["import", "--replace", &file.replace(".jsonl", ".cut")]).await;
    assert_eq!((code, printed.contains("it was cut short; choose another.")), (Some(2), true), "{printed}");
    let (code, printed) = store(&stage, &["import", "--replace", file]).await;
    assert_eq!((code, printed.contains("store rebuild")), (Some(0), true), "{printed}");

    // Not before it was compared: an export knows nothing of what was posted since.
    let (code, printed) = stage.launch().output().await;
    assert_eq!((code, printed.contains("run `jules-discord store rebuild`")), (Some(2), true), "{printed}");
    let (code, printed) = store(&stage, &["verify"]).await;
    assert_eq!((code, printed.contains("store rebuild")), (Some(0), true), "{printed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_store_is_found_refused_and_repaired_without_throwing_anything_away() {
    let stage = after_a_plan().await;
    let description = stage.store_path().join("state.json");
    fs::write(&description, "garbage").unwrap();
    for arguments in [&["store", "verify"][..], &["run"]] {
        let (code, printed) = stage.launch().arguments(arguments).output().await;
        assert_eq!((code, printed.contains("`jules-discord store repair`")), (Some(2), true), "{printed}");
    }
    let (code, printed) = store(&stage, &["repair"]).await;
    assert_eq!((code, printed.contains("Nothing is missing.")), (Some(0), true), "{printed}");
    let kept = printed.lines().find_map(|line| line.split_once("what was there is in ")).unwrap().1;
    assert_eq!(fs::read_to_string(PathBuf::from(kept.trim_end_matches('.')).join("state.json")).unwrap(), "garbage");
    let bot: Bot = stage.bot().await;
    bot.finish().await;

    // And where nothing can be read, the way is said.
    fs::write(stage.store_path().join("db"), "garbage").unwrap();
    for entry in fs::read_dir(stage.store_path()).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name().to_string_lossy().starts_with("snap.") {
            fs::write(entry.path(), "garbage").unwrap();
        }
    }
    let (code, printed) = store(&stage, &["repair"]).await;
    assert_eq!((code, printed.contains("store import --replace ")), (Some(2), true), "{printed}");
}

/// Everything that the thread shows, and what Jules was told.
fn state_of_the_world(stage: &Stage, thread: &Thread<'_>) -> String {
    let session = thread.session();
    let jules = stage.world.jules();
    format!("{}\n{:?} {}", thread.transcript(), jules.sent_messages(&session), jules.approvals(&session))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_store_is_rebuilt_and_the_threads_go_on_as_if_nothing_had_happened() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    bot.finish().await;
    fs::remove_dir_all(stage.store_path()).unwrap();
    let before = state_of_the_world(&stage, &thread);
    let (code, printed) = stage.launch().arguments(&["store", "rebuild"]).output().await;
    assert_eq!((code, printed.contains("1 conversations were added")), (Some(0), true), "{printed}");
    assert_eq!(state_of_the_world(&stage, &thread), before, "a rebuild says nothing to anybody");
    let bot = stage.bot().await;
    thread.click("Approve").await;
    thread.wait_for("**Finished**").await;
    thread.wait_for("✅ Finished").await;
    // The very thread that an undisturbed bot leaves behind.
    thread.assert_shows("two_steps");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuilt_store_knows_from_the_cards_who_approved_and_answered_and_says_what_it_cannot_know() {
    let stage = Stage::new("question", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.click("Approve").await;
    thread.wait_for("Approved by").await;
    thread.wait_for_button("Reply").await;
    thread.types("jules settings", json!({ "verbosity": "quiet" })).await;
    thread.write("The first one");
    thread.wait_for("This thread is quiet").await;
    thread.wait_for("update the README?").await;
    thread.click("Pause updates").await;
    thread.wait_for("Updates are paused").await;
    bot.finish().await;
    fs::remove_dir_all(stage.store_path()).unwrap();
    let (code, printed) = stage.launch().arguments(&["store", "rebuild"]).output().await;
    assert_eq!((code, printed.contains("they are not brought back")), (Some(0), true), "{printed}");
    for lost in ["whom it calls", "what a channel was set to"] {
        assert!(printed.contains(lost), "{lost}: {printed}");
    }
    let bot = stage.bot().await;
    thread.write("Yes");
    thread.wait_for("**Finished**").await;
    thread.wait_for("✅ Finished").await;
    let ada = format!("by <@{}>", thread.person.id());
    let shown = thread.transcript();
    assert_eq!(shown.matches("Answered by").count(), 2, "{shown}");
    assert_eq!(thread.count(&format!("Approved {ada}")), 1, "{shown}");
    let set = thread.types("jules settings", json!({})).await;
    assert!(set.to_lowercase().contains("quiet"), "{set}");
    assert!(!shown.contains("outside"), "{shown}");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_while_the_store_was_lost_goes_through_the_gate() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    bot.finish().await;
    fs::remove_dir_all(stage.store_path()).unwrap();
    let mallory = thread.as_seen_by("mallory");
    let theirs = mallory.write("Delete everything");
    let ours = thread.write("Mind the clock");
    let (code, printed) = stage.launch().arguments(&["store", "rebuild"]).output().await;
    assert_eq!(code, Some(0), "{printed}");
    assert_eq!(stage.world.jules().sent_messages(&thread.session()), Vec::<String>::new());
    let bot = stage.bot().await;
    thread.wait_for_mark(ours, "✅").await;
    thread.wait_for_mark(theirs, "🚫").await;
    assert!(mallory.click("Approve").await.contains("owner"));
    assert_eq!(stage.world.jules().approvals(&thread.session()), 0);
    thread.click("Approve").await;
    thread.wait_for("**Finished**").await;
    assert_eq!(stage.world.jules().sent_messages(&thread.session()), ["Mind the clock"]);
    assert_eq!(stage.world.jules().approvals(&thread.session()), 1);
    let audit = bot.audit();
    assert!(audit.contains("\"decision\":\"denied\"") && audit.contains(&mallory.person.id().to_string()), "{audit}");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_export_is_brought_up_to_date_and_nothing_is_said_twice() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    bot.finish().await;
    let file = stage.store_path().with_extension("jsonl");
    let file = file.to_str().unwrap();
    assert_eq!(store(&stage, &["export", file]).await.0, Some(0));
    let bot = stage.bot().await;
    let written = thread.write("Mind the clock");
    thread.wait_for_mark(written, "✅").await;
    thread.click("Approve").await;
    thread.wait_for("**Finished**").await;
    thread.wait_for("✅ Finished").await;
    bot.finish().await;
    let messages = thread.messages().len();

    for round in 0..2 {
        if round == 0 {
            assert_eq!(store(&stage, &["import", "--replace", file]).await.0, Some(0));
        } else {
            fs::remove_dir_all(stage.store_path()).unwrap();
        }
        let (code, printed) = stage.launch().arguments(&["store", "rebuild"]).output().await;
        assert_eq!(code, Some(0), "{printed}");
        let bot = stage.bot().await;
        // It reads and answers, and has nothing to say of what is long said.
        thread.types("jules status", serde_json::json!({})).await;
        bot.finish().await;
        let after = state_of_the_world(&stage, &thread);
        assert_eq!(thread.messages().len(), messages, "{after}");
        assert_eq!(stage.world.jules().sent_messages(&thread.session()), ["Mind the clock"]);
        assert_eq!(stage.world.jules().sessions().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_no_store_nothing_is_made() {
    let stage = Stage::new("two_steps", 10.0).await;
    for arguments in [&["verify"][..], &["repair"], &["export"]] {
        let (code, printed) = store(&stage, arguments).await;
        assert_eq!((code, printed.contains("does not exist")), (Some(2), true), "{printed}");
    }
    assert!(!stage.store_exists());
}

/// A store as sled left it, for each format that was ever released: with a record of each tree.
#[test]
fn a_store_of_every_released_format_opens() {
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sled");
    let mut opened = 0;
    for file in fs::read_dir(directory).unwrap() {
        let file = file.unwrap().path();
        let dir = tempfile::tempdir().unwrap();
        let unpacked = Command::new("tar").arg("-xzf").arg(&file).arg("-C").arg(dir.path()).status().unwrap();
        assert!(unpacked.success(), "{}", file.display());
        // It came of an import, and was not compared yet.
        let store = SledStore::open_restored(&dir.path().join("store")).unwrap();
        for tree in Tree::ALL {
            let rows = store.scan(tree, &[]).unwrap();
            assert!(!rows.is_empty(), "{}: no record of `{}`", file.display(), tree.name());
            for (_, value) in rows {
                let read = records::examine(tree, &value);
                assert!(read.is_ok(), "{}: {} {read:?}", file.display(), tree.name());
            }
        }
        opened += 1;
    }
    assert!(opened > 0);
}

/// A file for each format that was ever released, with a record of each tree.
#[test]
fn records_of_every_released_format_open() {
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/store");
    let mut files = 0;
    for file in fs::read_dir(directory).unwrap() {
        let file = file.unwrap().path();
        let export = jules_discord::store::export::read(&file).unwrap();
        for row in &export.rows {
            let read = records::examine(row.tree, &row.value);
            assert!(read.is_ok(), "{}: {} {read:?}", file.display(), row.tree.name());
        }
        let dir = tempfile::tempdir().unwrap();
        let done = jules_discord::store::import(&dir.path().join("store"), &file, false).unwrap();
        assert_eq!(done.records, export.rows.len());
        files += 1;
    }
    assert!(files > 0);
    let newest =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/store/schema-2.jsonl")).unwrap();
    for tree in Tree::ALL {
        assert!(newest.contains(&format!("\"tree\":\"{}\"", tree.name())), "no record of `{}`", tree.name());
    }
}
