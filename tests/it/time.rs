//! Time that jumps or stands still, and time that goes on for long: nothing bursts, nothing
//! stalls, nothing grows.

use std::path::Path;
use std::time::Duration;

use crate::harness::{Bot, Stage, WallClock, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn a_laptop_that_slept_goes_on_without_a_burst_and_without_a_new_connection() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.launch().setting("DISCORD__ECHO_WITHIN_MS", "2000").run().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let identified = || stage.world.discord().gateway_log().iter().filter(|entry| entry["what"] == "identify").count();
    let before = identified();
    bot.signal("STOP").await;
    let written = thread.write("Mind the clock");
    // Longer than any sign of life may take: the point is the time that passes.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let asked = stage.world.jules().calls().len();
    bot.signal("CONT").await;
    thread.wait_for_mark(written, "✅").await;
    let burst = stage.world.jules().calls().len() - asked;
    assert!(burst < 60, "{burst} requests for three seconds of sleep");
    assert_eq!(identified(), before, "{}", bot.log());
    assert!(!bot.log().contains("is ill"), "{}", bot.log());
    assert_eq!(stage.world.jules().sent_messages(&thread.session()), ["Mind the clock"]);
    bot.finish().await;
}

/// What a process holds.
#[derive(Debug, Clone, Copy)]
struct Holds {
    files: usize,
    threads: usize,
    kilobytes: u64,
    store: u64,
}

impl Holds {
    fn of(bot: &Bot, store: &Path) -> Self {
        let process = format!("/proc/{}", bot.id());
        let count = |what: &str| std::fs::read_dir(format!("{process}/{what}")).unwrap().count();
        let status = std::fs::read_to_string(format!("{process}/status")).unwrap();
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        let kilobytes = resident.trim().trim_end_matches(" kB").parse().unwrap();
        let sizes = std::fs::read_dir(store).unwrap().filter_map(|file| Some(file.ok()?.metadata().ok()?.len()));
        Self { files: count("fd"), threads: count("task"), kilobytes, store: sizes.sum() }
    }
}

/// Sessions from beginning to end, one lot after the other, for so many lots; what is held after each.
async fn lots(lots: usize, each: usize) -> Vec<Holds> {
    let stage = Stage::new("two_steps", 100.0).await;
    // One person starts more of them than anybody may in a day, here or at Jules.
    stage.world.jules().patch_knobs(&serde_json::json!({ "create": { "daily": 0 } })).unwrap();
    let bot = stage.launch().setting("QUOTA__USER_PER_DAY", "0").setting("QUOTA__PER_DAY", "0").run().await;
    let ada = stage.player("ada");
    let mut held = Vec::new();
    for lot in 0..lots {
        let mut threads = Vec::new();
        for n in 0..each {
            threads.push(ada.starts(&format!("Task {lot}.{n}")).await);
        }
        for thread in &threads {
            thread.click("Approve").await;
        }
        for thread in &threads {
            thread.wait_for("✅ Finished").await;
        }
        held.push(Holds::of(&bot, &stage.store()));
    }
    bot.finish().await;
    held
}

/// The second half is like the first: what a finished session keeps is a few kilobytes.
fn assert_flat(held: &[Holds], each: usize) {
    let (middle, end) = (held[held.len() / 2], held[held.len() - 1]);
    let sessions = u64::try_from(each * (held.len() - 1 - held.len() / 2)).unwrap();
    assert!(end.files <= middle.files + 8, "{held:?}");
    assert!(end.threads <= middle.threads + 4, "{held:?}");
    assert!(end.kilobytes <= middle.kilobytes + 10_000 + 60 * sessions, "{held:?}");
    assert!(end.store <= middle.store + (1 << 20) + 60_000 * sessions, "{held:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_threads_files_and_the_store_stay_flat_over_many_sessions() {
    assert_flat(&lots(5, 4).await, 4);
}

/// Two hours at a hundred times the speed: `cargo test --test it time:: -- --ignored`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes more than a minute; for a person, or at night"]
async fn two_hours_at_a_hundred_times_the_speed_leave_nothing_behind() {
    assert_flat(&lots(30, 6).await, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_jules_delays_only_what_needs_it() {
    use jules_discord::sim::jules::{Fault, Operation};
    use jules_discord::sim::scenario::Span;
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    let slow = ada.starts("The slow one").await;
    slow.wait_for_button("Approve").await;
    // The answer to one message comes byte by byte, for as long as the bot is patient.
    let drip = Fault { slow: Some(Span::secs(3_600)), ..Fault::default() };
    stage.world.jules().fail(Operation::SendMessage, 1, drip).unwrap();
    slow.write("Take your time");
    eventually("it is being told", || stage.jules_calls("POST", ":sendMessage") == 1).await;
    let other = ada.starts("Another one").await;
    other.click("Approve").await;
    other.wait_for("**Finished**").await;
    let began = std::time::Instant::now();
    let said = ada.types("jules list", serde_json::json!({})).await;
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}: {said}", began.elapsed());
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discord_that_answers_byte_by_byte_delays_only_the_thread_it_is_about() {
    use jules_discord::sim::discord::{Failure, Fault};
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.launch().setting("DISCORD__ANSWER_WITHIN_MS", "5000").run().await;
    let ada = stage.player("ada");
    let slow = ada.starts("Fix the flaky test").await;
    slow.wait_for_button("Approve").await;
    let discord = stage.world.discord();
    let path = format!("/channels/{}/messages", slow.id);
    let drip = discord.fail(Fault::new("POST", &path, 1_000, Failure::Trickle(100)));
    let dripping = || discord.calls().iter().filter(|call| call["fault"] == drip).count();
    slow.click("Approve").await;
    eventually("it is answered byte by byte", || dripping() == 1).await;
    let other = ada.starts("Another one").await;
    other.click("Approve").await;
    other.wait_for("**Finished**").await;
    assert_eq!((dripping(), slow.count("**Finished**")), (1, 0), "the other one is as quick as ever");
    let began = std::time::Instant::now();
    let said = ada.types("jules list", serde_json::json!({})).await;
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}: {said}", began.elapsed());
    discord.clear_faults();
    slow.wait_for("**Finished**").await;
    slow.wait_for("✅ Finished").await;
    slow.assert_shows("two_steps");
    bot.finish().await;
}

/// Somebody sets the clock by so many seconds in the middle of a conversation, and back again.
async fn set_by(seconds: i64) {
    use jules_discord::sim::jules::{Fault, Operation};
    let steps = r#"
        { after = "500ms", plan = { steps = ["One"] } },
        { after = "500ms", question = "Keep the old name?" },
        { after = "500ms", message = "All right." },
        { after = "500ms", completed = {} }"#;
    let stage = Stage::with_repositories(&[("acme/todo", vec!["main".into()])], steps, 10.0).await;
    let (clock, jules) = (WallClock::new(), stage.world.jules());
    let launch = || {
        let launch = clock.hang_before(stage.launch()).setting("ATTENTION__REMINDER_MINUTES", "30");
        // As late as Jules' history is below, and half as much again.
        launch.setting("JULES__SETTLE_MS", "6000")
    };
    let bot = launch().run().await;
    let thread = stage.player("ada").starts("Rename it").await;
    thread.click("Approve").await;
    thread.wait_for_button("Reply").await;
    clock.set_ahead(seconds);
    // What it is told now, it takes, and whoever sees this has seen it look at the clock.
    thread.types("jules status", serde_json::json!({})).await;
    assert_eq!(thread.count("has been waiting for your answer"), 0, "{}", thread.transcript());
    // Heard, and its answer lost, while Jules' history is late: by the wall clock there was time enough.
    jules.patch_knobs(&serde_json::json!({ "lifecycle": { "message_visible_after": "40s" } })).unwrap();
    let lost = Fault { drop: true, after_effect: true, ..Fault::default() };
    jules.fail(Operation::SendMessage, 1, lost).unwrap();
    let written = thread.write("Yes");
    eventually("Jules has heard it", || stage.jules_calls("POST", ":sendMessage") == 1).await;
    clock.set_ahead(-seconds);
    thread.wait_for_mark(written, "✅").await;
    thread.wait_for("**Finished**").await;
    thread.wait_for("✅ Finished").await;
    bot.kill_9().await;
    clock.set_ahead(0);
    let bot = launch().run().await;
    let thanks = thread.write("Thanks");
    thread.wait_for_mark(thanks, "✅").await;
    assert_eq!(jules.sent_messages(&thread.session()), ["Yes", "Thanks"]);
    for (text, times) in [("All right.", 1), ("has been waiting for your answer", 0), ("silent", 0)] {
        assert_eq!(thread.count(text), times, "{text}:\n{}", thread.transcript());
    }
    assert!(!bot.log().contains("is ill"), "{}", bot.log());
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_ahead_and_back_reminds_nobody_doubles_nothing_and_stops_nothing() {
    set_by(3 * 3_600).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_back_and_ahead_reminds_nobody_doubles_nothing_and_stops_nothing() {
    set_by(-3 * 3_600).await;
}
