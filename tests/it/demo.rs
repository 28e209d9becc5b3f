//! `jules-discord demo`: the tour comes to its end, and its patch is real.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::harness::{Control, Show, eventually, runs};

/// A tour takes a dozen seconds at this speed; more on a machine that is busy.
const SPEED: [&str; 3] = ["demo", "--speed", "12"];
const TOUR: Duration = Duration::from_mins(3);

/// What is done, in this order.
const ACTS: [&str; 7] = [
    "> Ada types in #dev:  /jules start",
    "> Mallory, whom nobody let in, presses [Approve]",
    "> Ada presses [Approve]",
    "> Ada writes in the thread:  ? Why does it only fail around midnight?",
    "> kill -9 the bot",
    "> Ada writes in the thread:  “yesterday” reads better.",
    "> The end of the tour",
];

/// What the thread shows, in this order.
const SHOWN: [&str; 10] = [
    "Plan 1",
    "(only you see this) Only the owner of this bot may use it so far.",
    "(only you see this) Telling Jules to go ahead.",
    "Reproduced the failure",
    "It is the time of day",
    "**Jules waits for your answer.**",
    "Thank you, I will word it that way.",
    "Pull request opened",
    "**Finished**",
    "changes.patch",
];

fn demo(more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jules-discord"));
    command.args(SPEED).args(more).kill_on_drop(true).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Waits for the end, which must be clean; what was printed.
async fn ends_well(mut command: Command) -> String {
    let output = tokio::time::timeout(TOUR, command.output()).await.expect("it goes on").unwrap();
    let (said, complained) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(0), "{complained}\n{said}");
    assert!(!said.contains("panicked") && complained.is_empty(), "{complained}\n{said}");
    said
}

fn shows_in_order(said: &str, landmarks: &[&str]) {
    let mut rest = said;
    for landmark in landmarks {
        rest = rest.split_once(landmark).unwrap_or_else(|| panic!("no {landmark:?} in its place in:\n{said}")).1;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tour_plays_to_its_end_and_leaves_nothing_behind() {
    let temporary = tempfile::tempdir().unwrap();
    let mut command = demo(&["--once"]);
    command.stdin(Stdio::null()).env("TMPDIR", temporary.path());
    let said = ends_well(command).await;
    shows_in_order(&said, &ACTS);
    shows_in_order(&said, &SHOWN);
    let left: Vec<_> = std::fs::read_dir(temporary.path()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_nobody_at_the_keyboard_the_page_stays_until_a_signal() {
    let mut show = Show::open(&[]).await;
    drop(show.keyboard.take());
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let page = http.get(&show.page).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("<title>jules-discord demo</title>"), "{page}");
    assert!(show.greeting.contains("/jules start") && show.greeting.contains("Ctrl-C"), "{}", show.greeting);
    assert_eq!(show.terminate().await.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_printed_can_be_used_at_once_and_that_within_two_seconds() {
    let mut quickest = Duration::MAX;
    // Other tests may hold the processor for a while; the quickest tells what the program needs.
    for _ in 0..10 {
        let start = Instant::now();
        let mut show = Show::open(&[]).await;
        quickest = quickest.min(start.elapsed());
        // The page is served, the bot is connected, and its commands are there: nothing is waited for.
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        assert_eq!(http.get(&show.page).send().await.unwrap().status(), 200);
        let gateway = show.control.get("/gateway").await;
        assert_eq!(gateway["sessions"][0]["connected"], true, "{gateway}");
        let offered = show.control.get("/people/ada/commands?channel=dev").await;
        assert!(offered.as_array().unwrap().iter().any(|command| command["name"] == "jules"), "{offered}");
        show.keyboard.as_mut().unwrap().write_all(b"quit\n").await.unwrap();
        assert_eq!(show.end().await.code(), Some(0));
        if quickest < Duration::from_secs(2) {
            return;
        }
    }
    panic!("it took {quickest:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_that_is_killed_leaves_no_bot_behind() {
    let mut show = Show::open(&[]).await;
    let [bot] = show.children()[..] else { panic!("not one bot: {:?}", show.children()) };
    assert!(runs(bot));
    show.kill_9().await;
    eventually("the bot ends too", || !runs(bot)).await;
    // It has stopped as it does for a signal, and its store is whole.
    let home = std::fs::read_dir(show.home.path()).unwrap().next().unwrap().unwrap().path();
    let log = std::fs::read_to_string(home.join("bot.log")).unwrap();
    assert!(log.contains("stopped") && !log.contains("panicked"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_patch_in_the_thread_mends_the_sample_project() {
    let show = Show::open(&["--speed", "12"]).await;
    plays_the_tour(&show).await;
    let patch = attached_patch(&show.control).await;
    let sample = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sample"), sample.path());
    let file = sample.path().join("session.patch");
    std::fs::write(&file, patch).unwrap();
    run(sample.path(), "git", &["apply", "--check", "--verbose", "session.patch"]).await;
    run(sample.path(), "git", &["apply", "session.patch"]).await;
    if Command::new("python3").arg("--version").output().await.is_ok() {
        run(sample.path(), "python3", &["-m", "unittest"]).await;
    }
    assert_eq!(show.terminate().await.code(), Some(0));
}

/// From the command to the pull request, through the control API.
async fn plays_the_tour(show: &Show) {
    let options =
        json!({ "prompt": "Tests fail around midnight", "repo": "acme/todo", "title": "tour", "auto-pr": true });
    show.types("ada", "dev", "jules start", options).await;
    let card = show.control.get("/channels/tour/wait?button=Approve&timeout_ms=30000").await;
    show.control
        .post("/people/ada/clicks", json!({ "channel": "tour", "message": card["id"], "button": "Approve" }))
        .await;
    show.control.get("/channels/tour/wait?text=Shall%20one%20day%20read&timeout_ms=30000").await;
    show.control
        .post("/people/ada/messages", json!({ "channel": "tour", "content": "“yesterday” reads better." }))
        .await;
    show.control.get("/channels/tour/wait?text=changes.patch&timeout_ms=30000").await;
}

async fn attached_patch(control: &Control) -> Vec<u8> {
    let channels = control.get("/channels").await;
    let thread = channels.as_array().unwrap().iter().find(|each| each["type"] == 11).expect("no thread");
    let messages = control.get(&format!("/channels/{}/messages", thread["id"].as_str().unwrap())).await;
    let files: Vec<&Value> =
        messages.as_array().unwrap().iter().flat_map(|each| each["attachments"].as_array().unwrap()).collect();
    let patches: Vec<_> = files.iter().filter(|file| file["filename"] == "changes.patch").collect();
    let patch = patches.last().unwrap_or_else(|| panic!("no patch among {files:?}"));
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    http.get(patch["url"].as_str().unwrap()).send().await.unwrap().bytes().await.unwrap().to_vec()
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Runs a tool there and wants it to succeed.
async fn run(place: &Path, tool: &str, arguments: &[&str]) {
    let output = Command::new(tool).args(arguments).current_dir(place).output().await.unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{tool} {arguments:?}: {said}\n{}", String::from_utf8_lossy(&output.stdout));
}
