//! Everything goes wrong at once, and nothing is lost, said twice, or out of order.
//!
//! A run is a number of seeds, each a session in a world of its own with the real program.
//! `JULES_DISCORD_SEED=7` plays one seed, `JULES_DISCORD_SEEDS=500` so many from 0 on, and
//! `JULES_DISCORD_CHAOS_TABLE=README.md` writes the sums into a file.

mod schedule;
mod table;

use std::collections::VecDeque;
use std::time::Duration;

use futures::StreamExt as _;
use jules_discord::sim::discord::{self, Failure, Fault, GatewayFault};
use jules_discord::sim::jules::Fault as JulesFault;
use jules_discord::sim::world::WorldSettings;
use tokio::time::Instant;

use self::schedule::{Plot, Trouble};
use self::table::Tally;
use crate::harness::{Account, Bot, Launch, Life, Stage};

/// Seeds of an ordinary run.
const SEEDS: u64 = 50;
/// Seeds at a time: they mostly wait.
const AT_ONCE: usize = 8;
/// The longest that one may take.
const LONGEST: Duration = Duration::from_mins(2);

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_goes_wrong_nothing_is_lost_or_said_twice() {
    let seeds = match number("JULES_DISCORD_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("JULES_DISCORD_SEEDS").unwrap_or(SEEDS),
    };
    let mut total = Tally::default();
    let mut wrong = Vec::new();
    let mut lives =
        futures::stream::iter(seeds.map(|seed| async move { (seed, play(seed).await) })).buffer_unordered(AT_ONCE);
    while let Some((seed, (tally, log))) = lives.next().await {
        if !tally.account.is_clean() {
            let Account { lost, doubled, disorder, .. } = &tally.account;
            println!("JULES_DISCORD_SEED={seed}: lost {lost:?}, doubled {doubled:?}, out of order {disorder:?}\n{log}");
            wrong.push(seed);
        }
        total.add(tally);
    }
    let table = total.table();
    println!("{table}");
    assert!(wrong.is_empty(), "play one of these again with JULES_DISCORD_SEED=…: {wrong:?}");
    if let Ok(path) = std::env::var("JULES_DISCORD_CHAOS_TABLE") {
        table::write_into(&path, &table);
    }
}

/// How the bot is started: everything that it waits for is shorter than in life.
fn launch(stage: &Stage) -> Launch {
    stage
        .launch()
        .setting("DISCORD__ANSWER_WITHIN_MS", "1500")
        .setting("DISCORD__ECHO_WITHIN_MS", "3000")
        .setting("DISCORD__LOOK_AGAIN_MS", "1000")
        .setting("JULES__ANSWER_WITHIN_MS", "2000")
}

/// One seed: its sums, and what to read when they are wrong.
async fn play(seed: u64) -> (Tally, String) {
    let plot = Plot::of(seed);
    let file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
    std::fs::write(file.path(), &plot.scenario).unwrap();
    let settings = discord::Settings {
        strict: true,
        rate_limits: 0.1,
        heartbeat: Duration::from_millis(1_500),
        ..discord::Settings::default()
    };
    let scenario = file.path().to_str().unwrap().to_owned();
    let stage = Stage::of(WorldSettings { scenario, speed: 6.0, discord: settings, ..WorldSettings::default() }).await;
    let mut life = Life::new(&stage, stage.channel(), stage.channel(), plot.lines.clone());
    let mut storm =
        Storm { stage: &stage, bot: Some(launch(&stage).start()), tally: Tally::default(), later: VecDeque::new() };
    storm.tally.seeds = 1;
    let began = Instant::now();
    let mut troubles: VecDeque<(Duration, Trouble)> = plot.troubles.clone().into();
    let missing = loop {
        while troubles.front().is_some_and(|(at, _)| *at <= began.elapsed()) {
            if let Some((_, trouble)) = troubles.pop_front() {
                storm.strike(trouble).await;
            }
        }
        storm.calm().await;
        let missing = life.step().err();
        let over = missing.is_none() && troubles.is_empty() && storm.later.is_empty();
        if over || began.elapsed() > LONGEST {
            break missing;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    };
    let Storm { bot, mut tally, .. } = storm;
    pending(&stage, &mut tally);
    let mut log = String::new();
    if let Some(mut bot) = bot {
        bot.is_up().await; // the last trouble may have been its end
        let status = bot.terminate().await;
        log = bot.log();
        let panicked = log.contains("panicked");
        if status.code() != Some(0) || panicked {
            tally.account.disorder.push(format!("the bot ended with {status}, panicked: {panicked}"));
        }
    }
    tally.account.add(life.account());
    tally.account.lost.extend(missing);
    let shown = life.thread().map(|thread| thread.transcript()).unwrap_or_default();
    (tally, format!("{:#?}\n{shown}\n{log}", plot.troubles))
}

/// The bot among its troubles.
struct Storm<'a> {
    stage: &'a Stage,
    bot: Option<Bot>,
    tally: Tally,
    /// What ends a trouble, and when.
    later: VecDeque<(Instant, After)>,
}

enum After {
    Start,
    Continue,
    Gateway(GatewayFault),
}

impl Storm<'_> {
    async fn strike(&mut self, trouble: Trouble) {
        let now = Instant::now();
        match trouble {
            Trouble::Kill(down) => {
                let Some(bot) = self.bot.take() else { return };
                bot.kill_9().await;
                self.tally.struck("process: kill -9", 1);
                self.later.push_back((now + down, After::Start));
            }
            Trouble::Freeze(during) => {
                let Some(bot) = &self.bot else { return };
                bot.signal("STOP").await;
                self.tally.struck("process: SIGSTOP for seconds", 1);
                self.later.push_back((now + during, After::Continue));
            }
            Trouble::Discord(fault) => {
                self.tally.struck(kind(&fault), fault.times.into());
                self.stage.world.discord().fail(fault);
            }
            Trouble::Jules(operation, count, fault) => {
                self.tally.struck(kind_at_jules(&fault), count.into());
                self.stage.world.jules().fail(operation, count, fault).unwrap();
            }
            Trouble::Gateway(fault) => {
                self.tally.struck(kind_at_gateway(&fault), 1);
                self.stage.world.discord().gateway(fault);
            }
            Trouble::GatewayFor(fault, end, during) => {
                self.tally.struck(kind_at_gateway(&fault), 1);
                self.stage.world.discord().gateway(fault);
                self.later.push_back((now + during, After::Gateway(end)));
            }
        }
    }

    /// Ends what is to end by now, and starts a bot that asked to be started again.
    async fn calm(&mut self) {
        let now = Instant::now();
        for _ in 0..self.later.len() {
            let Some((at, after)) = self.later.pop_front() else { break };
            if at > now {
                self.later.push_back((at, after));
                continue;
            }
            match after {
                After::Start => self.bot = Some(launch(self.stage).start()),
                After::Continue => {
                    let alive = self.bot.as_mut().is_some_and(|bot| bot.ended().is_none());
                    if let Some(bot) = self.bot.as_ref().filter(|_| alive) {
                        bot.signal("CONT").await;
                    }
                }
                After::Gateway(fault) => self.stage.world.discord().gateway(fault),
            }
        }
        if let Some(status) = self.bot.as_mut().and_then(Bot::ended) {
            let log = self.bot.as_ref().map(Bot::log).unwrap_or_default();
            assert_eq!(status.code(), Some(75), "it ended with {status}:\n{log}");
            self.tally.struck("process: asked to be started again", 1);
            self.bot = Some(launch(self.stage).start());
        }
    }
}

/// Takes out of the sums what has not struck by the end.
fn pending(stage: &Stage, tally: &mut Tally) {
    for fault in stage.world.discord().pending_faults() {
        tally.struck(kind(&fault), -i64::from(fault.times));
    }
    for waiting in stage.world.jules().pending_faults() {
        tally.struck(kind_at_jules(&waiting.fault), -i64::from(waiting.count));
    }
}

fn kind(fault: &Fault) -> &'static str {
    match (fault.failure, fault.after_effect) {
        (Failure::Status(429), _) => "Discord: 429",
        (Failure::Status(_), false) => "Discord: 5xx, nothing done",
        (Failure::Status(_), true) => "Discord: 5xx, and done all the same",
        (Failure::Drop, false) => "Discord: request lost",
        (Failure::Drop, true) => "Discord: done, and its answer lost",
        (Failure::Hang, _) => "Discord: no answer, ever",
        (Failure::Cut, _) => "Discord: half an answer",
        (Failure::Delay(_), _) => "Discord: late",
        (Failure::Trickle(_), _) => "Discord: byte by byte",
    }
}

fn kind_at_jules(fault: &JulesFault) -> &'static str {
    match (fault, fault.after_effect) {
        (JulesFault { status: Some(429), .. }, _) => "Jules: 429",
        (JulesFault { status: Some(_), .. }, false) => "Jules: 5xx, nothing done",
        (JulesFault { status: Some(_), .. }, true) => "Jules: 5xx, and done all the same",
        (JulesFault { drop: true, .. }, false) => "Jules: request lost",
        (JulesFault { drop: true, .. }, true) => "Jules: done, and its answer lost",
        (JulesFault { cut: true, .. }, _) => "Jules: half an answer",
        (JulesFault { hang: Some(_), .. }, _) => "Jules: silent for seconds",
        _ => "Jules: byte by byte",
    }
}

fn kind_at_gateway(fault: &GatewayFault) -> &'static str {
    match fault {
        GatewayFault::Close { code: 4007 | 4009 } => "gateway: closed, its session gone",
        GatewayFault::Close { .. } | GatewayFault::EmptyClose => "gateway: closed",
        GatewayFault::Drop => "gateway: reset",
        GatewayFault::Reconnect => "gateway: asked to reconnect",
        GatewayFault::InvalidSession { .. } => "gateway: invalid session",
        GatewayFault::RefuseResumes { .. } => "gateway: resume refused",
        GatewayFault::Deaf { .. } => "gateway: connected and silent",
        GatewayFault::NoAck { .. } => "gateway: heartbeats unanswered",
        GatewayFault::Refuse { .. } => "gateway: unreachable",
        GatewayFault::Mangle { .. } => "gateway: an event that cannot be read",
        GatewayFault::Repeat { .. } => "gateway: an event that comes twice",
    }
}
