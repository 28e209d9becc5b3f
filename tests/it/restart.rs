//! Killed at any moment, it goes on as if nothing had happened.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::StreamExt as _;
use serde_json::json;

use crate::harness::{PATIENCE, Stage, Thread, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_bot_resumes_and_repeats_nothing() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.click("Approve").await;
    thread.wait_for("Reproduced the failure").await;
    bot.kill_9().await;
    let bot = stage.bot().await; // same store, same Discord, same Jules
    thread.wait_for("**Finished**").await;
    thread.wait_for("✅ Finished").await;
    // The very thread that an undisturbed bot leaves behind.
    thread.assert_shows("two_steps");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_while_the_bot_is_away_is_delivered_once_and_in_order() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    bot.kill_9().await;
    let attempt = stage.tries(35, "four messages, one of them an aside, while the bot is away");
    let written: Vec<u64> = ["one", "!aside", "two", "three"].iter().map(|text| thread.write(text)).collect();
    let bot = stage.bot().await;
    for message in [written[0], written[2], written[3]] {
        thread.wait_for_mark(message, "✅").await;
    }
    assert_eq!(stage.world.jules().sent_messages(&thread.session()), ["one", "two", "three"]);
    attempt.ends("three arrive, oldest first", 3);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_from_before_the_restart_works() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    bot.kill_9().await;
    let bot = stage.bot().await;
    thread.click("Approve").await;
    thread.wait_for("**Finished**").await;
    bot.finish().await;
}

/// The runs of the kill loop.
const RUNS: u64 = 6;
/// Lives at a time; each has a world of its own.
const AT_ONCE: usize = 4;
/// A prime, so that kills fall everywhere in a session.
const SPREAD_MS: u64 = 1_103;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_random_moments_it_loses_nothing_and_says_nothing_twice() {
    let seed = std::env::var("JULES_DISCORD_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0x5eed);
    let mut total = Counts::default();
    let mut lives = futures::stream::iter(
        (0..RUNS).map(|run| async move { (run, one_life(&mut fastrand::Rng::with_seed(seed + run)).await) }),
    )
    .buffer_unordered(AT_ONCE);
    while let Some((run, counts)) = lives.next().await {
        counts.check(seed + run);
        total.add(&counts);
    }
    println!("kill -9 loop, seed {seed}: {RUNS} sessions, {} kills", total.kills);
    println!("  activity parts   expected {:4}  posted {:4}  lost 0  twice 0", total.parts, total.parts);
    println!("  replies          expected {:4}  sent   {:4}  lost 0  twice 0", total.replies, total.replies);
    println!("  sessions         expected {RUNS:4}  created {:3}", total.created);
}

/// What a session left behind.
#[derive(Default)]
struct Counts {
    kills: usize,
    parts: usize,
    replies: usize,
    created: usize,
    wrong: Vec<String>,
}

impl Counts {
    fn check(&self, seed: u64) {
        assert!(self.wrong.is_empty(), "JULES_DISCORD_SEED={seed}: {}", self.wrong.join("\n"));
    }

    fn add(&mut self, other: &Self) {
        self.kills += other.kills;
        self.parts += other.parts;
        self.replies += other.replies;
        self.created += other.created;
    }
}

/// One session, killed several times at random moments.
async fn one_life(random: &mut fastrand::Rng) -> Counts {
    let stage = Stage::new("kill", 4.0).await;
    let mut bot = stage.bot().await;
    let ada = stage.player("ada");
    let options = json!({ "prompt": "kill", "repo": "acme/todo", "auto-pr": true });
    // The start itself may be cut short; the thread comes all the same.
    let started = ada.person.command(stage.channel(), "jules start", options.clone());
    let mut kills = 0;
    if random.bool() {
        let pause = Duration::from_millis(random.u64(0..60));
        let _ = tokio::time::timeout(pause, started).await;
        bot.kill_9().await;
        kills += 1;
        bot = stage.bot().await;
    } else {
        started.await.unwrap();
    }
    let id = match opened(&stage).await {
        Some(id) => id,
        // Killed before it had heard of the command: the person saw that, and tries again.
        None => ada.starts_with("jules start", options).await.id,
    };
    let thread = Thread::new(&stage, ada.person.clone(), id);
    let mut approved = false;
    let mut replied = false;
    let deadline = tokio::time::Instant::now() + PATIENCE * 2;
    while thread.count("**Finished**") == 0 {
        assert!(tokio::time::Instant::now() < deadline, "it never finished:\n{}\n{}", thread.transcript(), bot.log());
        let pause = Duration::from_millis(random.u64(0..SPREAD_MS));
        tokio::time::sleep(pause).await;
        if !approved && thread.count("Plan 1") > 0 {
            // The press may be answered by nobody; a person would press again.
            let press = thread.person.clone().patient(Duration::from_millis(300));
            approved = try_approve(&thread, &press).await;
        }
        if !replied && thread.count("Jules waits for your answer") > 0 {
            thread.write("yesterday");
            replied = true;
        }
        if kills < 4 {
            bot.kill_9().await;
            kills += 1;
            bot = stage.bot().await;
        }
    }
    thread.wait_for("✅ Finished").await;
    thread.wait_for("Pull request opened").await;
    let counts = count(&stage, &thread, kills);
    bot.finish().await;
    counts
}

/// The thread, once a start that was cut short has been finished; `None` if nothing was begun.
async fn opened(stage: &Stage) -> Option<u64> {
    for _ in 0..100 {
        if let Some(id) = stage.world.discord().threads(stage.channel()).first() {
            return Some(*id);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    None
}

async fn try_approve(thread: &Thread<'_>, person: &jules_discord::sim::people::Person) -> bool {
    for message in thread.messages() {
        let id = message["id"].as_str().unwrap().parse().unwrap();
        if let Ok(outcome) = person.click(thread.id, id, "Approve").await {
            return !outcome.messages.is_empty();
        }
    }
    // No button any more: an earlier press went through.
    true
}

/// Every part of every activity, and how often it stands in the thread.
fn count(stage: &Stage, thread: &Thread<'_>, kills: usize) -> Counts {
    let mut wrong = Vec::new();
    let mut parts = 0;
    let mut expect = |what: &str, times: usize| {
        parts += 1;
        if times != 1 {
            wrong.push(format!("{what:?} stands {times} times in:\n{}", thread.transcript()));
        }
    };
    for text in [
        "k02 twin one",
        "k03 twin two",
        "k05 Shall one day",
        "k06 Thank you",
        "k07 A message",
        "**Finished**",
        "Pull request opened",
        "Changes: ",
        "Plan 1",
        "Answered by",
    ] {
        expect(text, thread.count(text));
    }
    for paragraph in 1..=15 {
        let text = format!("Paragraph {paragraph:02} of");
        expect(&text, thread.count(&text));
    }
    let mut bodies = BTreeMap::new();
    for message in thread.messages() {
        *bodies.entry(format!("{}{}", message["content"], message["embeds"])).or_insert(0) += 1;
    }
    for (body, times) in bodies.into_iter().filter(|(_, times)| *times > 1) {
        wrong.push(format!("{times} messages are the same: {body}"));
    }
    let session = thread.session();
    let sent = stage.world.jules().sent_messages(&session);
    if sent != ["yesterday"] {
        wrong.push(format!("Jules was sent {sent:?}"));
    }
    let sessions = stage.world.jules().sessions().len();
    if sessions != 1 || stage.world.jules().approvals(&session) != 1 {
        wrong.push(format!("{sessions} sessions, {} approvals", stage.world.jules().approvals(&session)));
    }
    Counts { kills, parts, replies: sent.len(), created: sessions, wrong }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_was_cut_short_survives_an_outage_of_discord() {
    use jules_discord::sim::discord::{Failure, Fault};
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let discord = stage.world.discord();
    let hang = discord.fail(Fault::new("POST", "/channels/{channel}/messages", 1, Failure::Hang));
    let options = json!({ "prompt": "Fix the flaky test", "repo": "acme/todo" });
    let ada = stage.player("ada");
    let started = ada.person.command(stage.channel(), "jules start", options);
    let asked = async {
        let calls = || serde_json::to_string(&discord.calls()).unwrap();
        eventually("the bot posts", || calls().contains("jd-")).await;
    };
    tokio::select! { _ = started => panic!("it was answered ({hang})"), () = asked => {} }
    bot.kill_9().await;
    discord.fail(Fault::new("POST", "/channels/{channel}/messages", 2, Failure::Drop));
    let bot = stage.bot().await;
    eventually("the thread comes", || discord.threads(stage.channel()).len() == 1).await;
    let thread = Thread::new(&stage, ada.person.clone(), discord.threads(stage.channel())[0]);
    thread.wait_for_button("Approve").await;
    bot.finish().await;
}
