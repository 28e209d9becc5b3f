//! A lane: one client, one simulator that nobody else talks to, and what is measured between two
//! moments of their life.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use chrono::{DateTime, SecondsFormat, Utc};
use tokio::process::Command;
use tokio::time::{sleep, timeout};

use crate::client::{Report, Said, Task, Watched};
use crate::measured::Measured;
use crate::process::Process;
use crate::simulator::{Ask, Counts, Made, Started, Then, World};
use crate::usage::Usage;

/// How often it is asked whether everything has arrived.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// Whose client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// `@google/jules-sdk`.
    Sdk,
    /// [`jules_discord::jules::Feed`].
    Ours,
}

/// What a lane is to do.
#[derive(Clone, Debug)]
pub struct Run {
    pub world: World,
    /// Seconds between two polls of the SDK.
    pub poll: f64,
    /// Ours, where it is not the product's: shortest and longest pause, in seconds.
    pub ours: Option<(f64, f64)>,
    /// Ours without the product's 110 list calls a minute.
    pub unlimited: bool,
    /// Ours begins at the end of the past, as after a restart.
    pub resume: bool,
    /// Seconds between two questions of a person, and between two new sessions; 0 = none.
    pub people: (f64, f64),
    /// Seconds that the past may take at most, then seconds to settle, to measure, and for what
    /// was made in that time to arrive. All of them on the clock of the world.
    pub patience: f64,
    pub settle: f64,
    pub measure: f64,
    pub grace: f64,
    /// The grace is not over when everything has arrived: something may yet arrive twice.
    pub whole_grace: bool,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            world: World::default(),
            poll: 5.0,
            ours: None,
            unlimited: true,
            resume: false,
            people: (0.0, 0.0),
            patience: 60.0,
            settle: 0.0,
            measure: 60.0,
            grace: 0.0,
            whole_grace: false,
        }
    }
}

/// Where the SDK was installed.
#[derive(Clone, Debug)]
pub struct Sdk {
    pub folder: PathBuf,
    pub version: String,
}

/// A moment.
struct Mark {
    at: Instant,
    wall: DateTime<Utc>,
    counts: Counts,
    usage: Usage,
}

struct Lane<'a> {
    run: &'a Run,
    simulator: Process,
    client: Process,
    started: Started,
    since: DateTime<Utc>,
    home: Option<tempfile::TempDir>,
}

impl Run {
    /// Lets a client go through it.
    pub async fn go(&self, client: Client, sdk: Option<&Sdk>) -> Result<Measured> {
        let mut lane = Lane::start(self, client, sdk).await?;
        let measured = lane.measure().await.with_context(|| format!("{client:?}"));
        lane.stop().await;
        measured
    }

    fn real(&self, seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds / self.world.speed)
    }

    fn millis(&self, seconds: f64) -> u64 {
        u64::try_from(self.real(seconds).as_millis()).unwrap_or_default()
    }
}

impl<'a> Lane<'a> {
    async fn start(run: &'a Run, client: Client, sdk: Option<&Sdk>) -> Result<Self> {
        let mut simulator = Process::start("the simulator", role("simulator")?, &run.world).await?;
        let started: Started = simulator.read().await?;
        let since = Utc::now();
        let mut home = None;
        let command = match client {
            Client::Ours => role("client")?,
            Client::Sdk => {
                let folder = &sdk.context("the SDK is not at hand")?.folder;
                let cache = tempfile::tempdir_in(folder)?;
                let command = node(folder, cache.path());
                home = Some(cache);
                command
            }
        };
        let client = Process::start("the client", command, &task(run, &started, client, since)).await?;
        Ok(Self { run, simulator, client, started, since, home })
    }

    async fn measure(&mut self) -> Result<Measured> {
        // One that cannot even read the past in time is measured all the same.
        let late = timeout(self.run.real(self.run.patience), self.client.read::<Said>()).await.is_err();
        sleep(self.run.real(self.run.settle)).await;
        self.client.forget_rss_max();
        let from = self.mark().await?;
        sleep(self.run.real(self.run.measure)).await;
        let to = self.mark().await?;
        let measured = self.between(&from, &to);
        let over = Instant::now() + self.run.real(self.run.grace);
        loop {
            let (report, now) = (self.report().await?, Utc::now());
            let made: Vec<Made> = self.simulator.ask(&Ask::Made(self.since.timestamp_micros())).await?;
            let joined = measured.join(&made, report, (from.wall, to.wall), now);
            let left = over.saturating_duration_since(Instant::now());
            if left.is_zero() || (joined.missing == 0 && !self.run.whole_grace) {
                return Ok(Measured { late, ..joined });
            }
            sleep(left.min(LOOK_AGAIN)).await;
        }
    }

    fn between(&self, from: &Mark, to: &Mark) -> Measured {
        let counts = Counts {
            activities: to.counts.activities - from.counts.activities,
            sessions: to.counts.sessions - from.counts.sessions,
            other: to.counts.other - from.counts.other,
            refused: to.counts.refused - from.counts.refused,
            bytes: to.counts.bytes - from.counts.bytes,
        };
        Measured {
            speed: self.run.world.speed,
            seconds: (to.at - from.at).as_secs_f64(),
            sessions: self.started.sessions.len(),
            counts,
            cpu: to.usage.cpu.saturating_sub(from.usage.cpu).as_secs_f64(),
            rss_max: to.usage.rss_max,
            rss: to.usage.rss,
            mean_bytes: self.started.mean_bytes,
            ..Measured::default()
        }
    }

    async fn mark(&mut self) -> Result<Mark> {
        let counts = self.simulator.ask(&Ask::Counts).await?;
        Ok(Mark { at: Instant::now(), wall: Utc::now(), counts, usage: self.client.usage()? })
    }

    async fn report(&mut self) -> Result<Report> {
        self.client.write(&"report").await?;
        loop {
            if let Said::Report(report) = self.client.read().await? {
                return Ok(report);
            }
        }
    }

    async fn stop(self) {
        self.client.stop().await;
        self.simulator.stop().await;
        drop(self.home);
    }
}

/// This program again, in another role.
fn role(role: &str) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("--role").arg(role);
    Ok(command)
}

/// Node with the SDK, its cache in a folder of its own.
fn node(folder: &Path, cache: &Path) -> Command {
    let mut command = Command::new("node");
    command.arg(folder.join("client.mjs")).env("JULES_HOME", cache);
    command
}

fn task(run: &Run, started: &Started, client: Client, since: DateTime<Utc>) -> Task {
    let speed = run.world.speed;
    let watched = started.sessions.iter().map(|there| Watched {
        id: there.id.clone(),
        works: there.then == Then::Works,
        there: Some(there.clone()).filter(|_| client == Client::Ours),
    });
    Task {
        api_url: started.api_url.clone(),
        api_key: started.api_key.clone(),
        speed,
        poll_ms: run.poll * 1_000.0 / speed,
        ours: run.ours.map(|(min, max)| (run.millis(min), run.millis(max))),
        calls_per_minute: run.unlimited.then_some(10_000_000),
        resume: run.resume,
        sessions: watched.collect(),
        since: since.to_rfc3339_opts(SecondsFormat::Micros, true),
        old: started.sessions.iter().map(|there| there.past).sum(),
        ask_every_ms: run.millis(run.people.0),
        plan_every_ms: run.millis(run.people.1),
    }
}
