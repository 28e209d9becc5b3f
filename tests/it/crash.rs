//! It dies at every point where something is half done, starts again, and nothing is lost or
//! said twice. The points are `crash::point("…")` in the code; each is reached here.

mod keys;

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;

use futures::StreamExt as _;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::harness::{Account, Bot, Launch, Life, Line, PATIENCE, Stage};

/// Points that a session in a channel passes.
const IN_A_CHANNEL: [&str; 24] = [
    "before_intent",
    "after_intent",
    "after_starter",
    "after_thread",
    "before_begin",
    "after_begin",
    "before_commit",
    "after_commit",
    "after_attempt",
    "before_create",
    "after_create",
    "before_send",
    "after_send",
    "before_approve",
    "after_approve",
    "after_archive",
    "before_news",
    "before_post",
    "after_post",
    "after_edit",
    "between_marks",
    "after_marks",
    "before_reply",
    "after_reply",
];
/// Points that only a session in a forum passes.
const IN_A_FORUM: [&str; 2] = ["after_forum_post", "after_tags"];
/// Points that only a batch passes.
const IN_A_BATCH: [&str; 3] = ["after_batch", "after_row", "after_batch_card"];

/// Points that only a key passes which somebody gives or revokes.
const OF_A_KEY: [&str; 2] = ["after_entrusting", "after_revoking"];

/// SIGABRT.
const ABORTED: i32 = 6;
/// Lives at a time; each has a world of its own.
const AT_ONCE: usize = 8;
/// Further deaths of a life, each at a point of its own.
const DEATHS: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_may_die_at_any_point_and_goes_on_as_if_nothing_had_happened() {
    let seed = std::env::var("JULES_DISCORD_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0xdead);
    let only = std::env::var("JULES_DISCORD_POINT").ok();
    let points = every_point().into_iter().filter(|(point, _)| only.as_ref().is_none_or(|only| only == point));
    let mut lives = futures::stream::iter(points.enumerate().map(|(n, (point, place))| {
        let random = fastrand::Rng::with_seed(seed + n as u64);
        async move { (point, die_at(point, place, random).await) }
    }))
    .buffer_unordered(AT_ONCE);
    let (mut total, mut deaths) = (Account::default(), 0);
    while let Some((point, (account, died))) = lives.next().await {
        let again = format!("JULES_DISCORD_SEED={seed} JULES_DISCORD_POINT={point}");
        assert!(account.is_clean(), "{again}: it died at {died:?}, and {account:#?}");
        deaths += died.len();
        total.add(account);
    }
    println!("crash points, seed {seed}: {deaths} deaths");
    println!("  expected {}, posted {}, lost 0, doubled 0", total.expected, total.posted);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Channel,
    Forum,
    Batch,
    Key,
}

fn every_point() -> BTreeMap<&'static str, Place> {
    let channel = IN_A_CHANNEL.into_iter().map(|point| (point, Place::Channel));
    let forum = IN_A_FORUM.into_iter().map(|point| (point, Place::Forum));
    let batch = IN_A_BATCH.into_iter().map(|point| (point, Place::Batch));
    let key = OF_A_KEY.into_iter().map(|point| (point, Place::Key));
    channel.chain(forum).chain(batch).chain(key).collect()
}

#[test]
fn every_point_in_the_code_is_reached_by_the_test_above() {
    let mut named = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut named);
    named.sort();
    let known: Vec<String> = every_point().into_keys().map(str::to_owned).collect();
    assert!(known.len() >= 14);
    assert_eq!(named, known, "each point once in the code, and each in the lists of this test");
}

/// The names of all points in the sources, one for each place.
fn collect(directory: &Path, named: &mut Vec<String>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, named);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let calls = text.split("crash::point(\"").skip(1);
            named.extend(calls.map(|rest| rest.split('"').next().unwrap().to_owned()));
        }
    }
}

/// The bot, and where it is to die next.
struct Mortal {
    launch: Launch,
    bot: Bot,
    random: fastrand::Rng,
    died: Vec<String>,
}

impl Mortal {
    fn new(launch: Launch, point: &str, random: fastrand::Rng) -> Self {
        let bot = launch.clone().set("JULES_DISCORD_CRASH", point).start();
        Self { launch, bot, random, died: Vec::new() }
    }

    /// Starts it again where it has died; for the first few times with another point to die at.
    fn tend(&mut self) {
        let Some(status) = self.bot.ended() else { return };
        let log = self.bot.log();
        assert_eq!(status.signal(), Some(ABORTED), "{status}, after {:?}:\n{log}", self.died);
        let point = log.lines().rev().find_map(|line| line.strip_prefix("crash point ")).unwrap();
        self.died.push(point.to_owned());
        let mut launch = self.launch.clone();
        if self.died.len() <= DEATHS {
            let points: Vec<&str> = every_point().into_keys().collect();
            let next = format!("{}:{}", points[self.random.usize(..points.len())], self.random.u32(..5));
            launch = launch.set("JULES_DISCORD_CRASH", &next);
        }
        self.bot = launch.start();
    }

    /// Lives until `over` says so.
    async fn live(&mut self, mut over: impl FnMut() -> Result<(), String>, shown: impl Fn() -> String) {
        let deadline = Instant::now() + PATIENCE * 2;
        loop {
            self.tend();
            let Err(missing) = over() else { return };
            assert!(Instant::now() < deadline, "{missing} never came:\n{}\n{}", shown(), self.bot.log());
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
}

/// One session whose bot dies at `point` first; what is left of it, and where it died.
async fn die_at(point: &str, place: Place, random: fastrand::Rng) -> (Account, Vec<String>) {
    let (account, died) = match place {
        Place::Batch => batch(point, random).await,
        Place::Key => keys::life(point, random).await,
        place => session(point, place, random).await,
    };
    assert_eq!(died.first().map(String::as_str), Some(point), "that point was never reached");
    (account, died)
}

async fn session(point: &str, place: Place, random: fastrand::Rng) -> (Account, Vec<String>) {
    let stage = Stage::new("kill", 8.0).await;
    let (mut typed_in, mut home) = (stage.channel(), stage.channel());
    if place == Place::Forum {
        home = stage.world.discord().channel("board").unwrap();
        typed_in = stage.player("grace").person.post(home, "Anybody?", "The test is flaky.", &[]).unwrap();
    }
    let then = |after: &str, says: &str| Line { after: after.into(), says: says.into() };
    let lines = vec![then("k02 twin", "one"), then("k03 twin", "two"), then("k05 Shall", "yesterday")];
    let mut life = Life::new(&stage, typed_in, home, lines).and_stops();
    let mut mortal = Mortal::new(stage.launch(), point, random);
    let shown = || stage.world.discord().threads(home).iter().map(|id| stage.world.discord().transcript(*id)).collect();
    mortal.live(|| life.step(), shown).await;
    let Mortal { bot, died, .. } = mortal;
    bot.finish().await;
    (life.account(), died)
}

/// Two repositories, one after the other.
async fn batch(point: &str, random: fastrand::Rng) -> (Account, Vec<String>) {
    const STEPS: &str = r#"
        { after = "500ms", plan = { steps = ["One"] } },
        { after = "1s", message = "At it" },
        { after = "500ms", completed = {} }"#;
    let repositories = ["acme/todo", "acme/site"].map(|name| (name, vec!["main".to_owned()]));
    let stage = Stage::with_repositories(&repositories, STEPS, 10.0).await;
    let (ada, channel) = (stage.player("ada"), stage.channel());
    let mut mortal = Mortal::new(stage.launch(), point, random);
    let command = async {
        let options = json!({ "prompt": "Update the licence", "repos": "acme/todo acme/site" });
        let patient = ada.person.clone().patient(std::time::Duration::from_millis(500));
        while patient.command(channel, "jules batch", options.clone()).await.is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    command.await;
    let cards = || -> Vec<Value> {
        let is_card =
            |message: &Value| message["embeds"][0]["title"].as_str().is_some_and(|it| it.starts_with("Batch"));
        ada.person.view(channel).into_iter().filter(is_card).collect()
    };
    let discord = stage.world.discord();
    let finished = || {
        let told = discord.threads(channel).iter().all(|thread| discord.transcript(*thread).contains("At it"));
        let over = told && json!(cards()).to_string().contains("2 of 2 finished");
        over.then_some(()).ok_or("the end".to_owned())
    };
    mortal.live(finished, || json!(cards()).to_string()).await;
    let Mortal { bot, died, .. } = mortal;
    bot.finish().await;
    let mut account = Account::default();
    account.count("the batch's card", 1, cards().len());
    account.count("threads", 2, stage.world.discord().threads(channel).len());
    account.count("sessions", 2, stage.world.jules().sessions().len());
    for thread in stage.world.discord().threads(channel) {
        account.count("At it", 1, stage.world.discord().transcript(thread).matches("At it").count());
    }
    (account, died)
}
