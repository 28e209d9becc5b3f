//! The run: its options, the SDK if it can be had, and the score.

use std::cell::Cell;

use anyhow::Result;
use clap::Parser;

use crate::lane::{Client, Run, Sdk};
use crate::measured::Measured;
use crate::table::Section;
use crate::{facts, hostile, live, lives, quota, sdk, weight};

/// Measures the official client and ours against the same simulated Jules.
#[derive(Clone, Debug, Parser)]
#[command(name = "cargo bench --bench jules --", about, after_help = AFTER_HELP)]
pub struct Options {
    /// What to measure, and how thoroughly; everything, at most a quarter of an hour, if left out
    #[arg(value_enum)]
    parts: Vec<Part>,
    /// How many times faster than real the quota rows go [default: 1, quick: 10]
    #[arg(long)]
    pub speed: Option<f64>,
    /// Minutes that the quota rows measure, on that clock [default: 5, quick: 10]
    #[arg(long)]
    pub minutes: Option<f64>,
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

    fn has(&self, part: Part) -> bool {
        self.parts.contains(&part) || self.parts.iter().all(|part| matches!(part, Part::Quick | Part::Full))
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
        let sdk = if options.ours { None } else { sdk::install().await };
        facts::print(sdk.as_ref());
        let bench = Self { options, sdk, score: Cell::default() };
        bench.measure().await?;
        let (met, all) = bench.score.get();
        println!("\n{met} of {all} targets met.");
        Ok(())
    }

    async fn measure(&self) -> Result<()> {
        let (quick, full) = (self.options.quick(), self.options.parts.contains(&Part::Full));
        if self.options.has(Part::Quota) {
            Box::pin(quota::run(self)).await?;
        }
        if self.options.has(Part::Live) {
            Box::pin(live::run(self)).await?;
        }
        if self.options.has(Part::Lives) {
            let seconds = if quick { 20.0 } else { 60.0 };
            self.print(&Box::pin(lives::whole(self, 1, if quick { 200.0 } else { 40.0 })).await?);
            if full {
                self.print(&Box::pin(lives::whole(self, 50, 8.0)).await?);
            }
            for sessions in [50, 200, 1_000] {
                self.print(&Box::pin(lives::spread(self, sessions, seconds)).await?);
            }
        }
        if self.options.has(Part::Growth) {
            Box::pin(weight::growth(self)).await?;
        }
        if self.options.has(Part::Idle) {
            Box::pin(weight::idle(self)).await?;
        }
        if self.options.has(Part::Parked) {
            Box::pin(weight::parked(self)).await?;
        }
        if self.options.has(Part::Hostile) {
            Box::pin(hostile::run(self)).await?;
        }
        Ok(())
    }

    /// Prints a part of the table, and keeps the score.
    pub fn print(&self, section: &Section) {
        println!("{section}");
        let (met, all) = section.score();
        let (before, out_of) = self.score.get();
        self.score.set((before + met, out_of + all));
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
