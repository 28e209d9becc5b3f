//! The run: its options, the SDK if it can be had, and the score.

use std::cell::Cell;

use anyhow::Result;
use clap::Parser;

use crate::lane::{Client, Run, Sdk};
use crate::measured::Measured;
use crate::table::Section;
use crate::{facts, hostile, live, lives, quota, sdk, smoke, weight};

/// Measures the official client and ours against the same simulated Jules.
#[derive(Clone, Debug, Parser)]
#[command(name = "cargo bench --bench jules --", about, after_help = AFTER_HELP)]
pub struct Options {
    /// What to measure, and how thoroughly; everything, at most a quarter of an hour, if left out
    #[arg(value_enum)]
    parts: Vec<Part>,
    /// How many times faster than real the quota rows go [default: 1, quick: 10]
    #[arg(long)]
    speed: Option<f64>,
    /// Minutes that the quota rows measure, on that clock [default: 4, quick: 7]
    #[arg(long)]
    minutes: Option<f64>,
    /// Measure our client only
    #[arg(long)]
    pub ours: bool,
    /// What this process is: set by the benchmark itself
    #[arg(long, hide = true)]
    pub role: Option<String>,
    /// Passed by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

const AFTER_HELP: &str = "\
`quick` takes about three minutes, `full` as long as it takes.
Tuning the feed:  cargo bench --bench jules -- quota --speed 10 --ours";

/// A part of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Everything, in about three minutes
    Quick,
    /// Everything, without haste
    Full,
    /// Ours alone, for seconds: does the benchmark still work?
    Smoke,
    /// Full plans inside the quota of one key
    Quota,
    /// 200 sessions in the middle of their lives
    Live,
    /// 1, 50, 200 and 1,000 sessions growing to 400 activities
    Lives,
    /// A poll at 100, 2,000 and 10,000 activities
    Growth,
    /// 200 sessions that wait for a person
    Idle,
    /// 10,000 sessions that have ended
    Parked,
    /// Late, doubled, unknown, refused, reversed
    Hostile,
}

impl Options {
    /// In haste.
    pub fn quick(&self) -> bool {
        self.parts.contains(&Part::Quick)
    }

    /// Without haste.
    fn full(&self) -> bool {
        self.parts.contains(&Part::Full)
    }

    /// How many times faster than real the quota rows go, and for how many minutes.
    pub fn quota(&self) -> (f64, f64) {
        let (speed, minutes) = if self.quick() { (10.0, 7.0) } else { (1.0, 4.0) };
        (self.speed.unwrap_or(speed), self.minutes.unwrap_or(minutes))
    }

    fn has(&self, part: Part) -> bool {
        self.parts.contains(&part) || self.parts.iter().all(|part| part.is_pace())
    }
}

impl Part {
    /// Says how thoroughly to measure, not what.
    fn is_pace(self) -> bool {
        matches!(self, Self::Quick | Self::Full)
    }
}

/// A run.
pub struct Bench {
    pub options: Options,
    /// None if Node or npm is missing, or nobody asked for it.
    pub sdk: Option<Sdk>,
    score: Cell<(usize, usize)>,
}

impl Bench {
    /// Measures what was asked for.
    pub async fn run(options: Options) -> Result<()> {
        if options.parts.contains(&Part::Smoke) {
            return smoke::run().await;
        }
        let sdk = if options.ours { None } else { sdk::install().await };
        facts::print(sdk.as_ref());
        let bench = Self { options, sdk, score: Cell::default() };
        Box::pin(bench.measure()).await?;
        let (met, all) = bench.score.get();
        println!("\n{met} of {all} targets met.");
        Ok(())
    }

    /// So many seconds, less in haste and more without.
    pub fn seconds(&self, seconds: f64) -> f64 {
        match (self.options.quick(), self.options.full()) {
            (true, _) => seconds / 2.5,
            (_, true) => seconds * 4.0,
            _ => seconds,
        }
    }

    /// Seconds that a client may take to read the past.
    pub fn patience(&self) -> f64 {
        if self.options.quick() { 30.0 } else { 120.0 }
    }

    /// Measures side by side what leaves the machine mostly idle, and the rest one by one.
    async fn measure(&self) -> Result<()> {
        let (quick, full) = (self.options.quick(), self.options.full());
        let speed = match (quick, full) {
            (true, _) => 150.0,
            (_, true) => 20.0,
            _ => 40.0,
        };
        let quota = self.part(Part::Quota, quota::run(self));
        let live = self.part(Part::Live, async {
            if quick {
                let (fixed, adaptive) = tokio::try_join!(live::fixed(self), live::adaptive(self))?;
                return Ok(vec![fixed, adaptive]);
            }
            Ok(vec![live::fixed(self).await?, live::adaptive(self).await?])
        });
        let one = self.part(Part::Lives, async { Ok(vec![lives::whole(self, 1, speed).await?]) });
        let (quota, live, one) = tokio::try_join!(quota, live, one)?;
        self.print(&[quota, live, one].concat());
        let lives = async {
            let (some, more) = tokio::try_join!(lives::spread(self, 50), lives::spread(self, 200))?;
            Ok(vec![some, more])
        };
        self.print(&self.part(Part::Lives, lives).await?);
        let many = async { Ok(vec![lives::spread(self, 1_000).await?]) };
        self.print(&self.part(Part::Lives, many).await?);
        if full {
            self.print(&self.part(Part::Lives, async { Ok(vec![lives::whole(self, 50, 8.0).await?]) }).await?);
        }
        let growth = self.part(Part::Growth, async { Ok(vec![weight::growth(self).await?]) });
        let hostile = self.part(Part::Hostile, async { Ok(vec![hostile::run(self).await?]) });
        let parked = self.part(Part::Parked, async { Ok(vec![weight::parked(self).await?]) });
        let (growth, parked, hostile) = tokio::try_join!(growth, parked, hostile)?;
        self.print(&[growth, parked, hostile].concat());
        self.print(&self.part(Part::Idle, async { Ok(vec![weight::idle(self).await?]) }).await?);
        Ok(())
    }

    /// A part, if it was asked for.
    async fn part(&self, part: Part, measure: impl Future<Output = Result<Vec<Section>>>) -> Result<Vec<Section>> {
        if self.options.has(part) { Box::pin(measure).await } else { Ok(Vec::new()) }
    }

    /// Prints a part of the table, and keeps the score.
    fn print(&self, sections: &[Section]) {
        for section in sections {
            println!("{section}");
            let ((met, all), (before, out_of)) = (section.score(), self.score.get());
            self.score.set((before + met, out_of + all));
        }
    }
}

/// Lets both clients go through the same, at the same time; each has its own simulator.
pub async fn both(bench: &Bench, run: &Run) -> Result<(Option<Measured>, Measured)> {
    let sdk = async {
        match &bench.sdk {
            Some(sdk) => run.go(Client::Sdk, Some(sdk)).await.map(Some),
            None => Ok(None),
        }
    };
    tokio::try_join!(sdk, run.go(Client::Ours, None))
}

/// The same, one after the other.
pub async fn each(bench: &Bench, run: &Run) -> Result<(Option<Measured>, Measured)> {
    let sdk = match &bench.sdk {
        Some(sdk) => Some(run.go(Client::Sdk, Some(sdk)).await?),
        None => None,
    };
    Ok((sdk, run.go(Client::Ours, None).await?))
}
