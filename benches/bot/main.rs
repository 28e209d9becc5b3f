//! What the whole bot costs, and how fast and how quiet it is: `cargo bench --bench bot`.
//!
//! The bot is the real binary; Discord and Jules are simulated in this process, Discord with its
//! real rate limits where a scene says so. Beside it stands a bot as one would write it with
//! discord.js and the Jules SDK, both as published: it follows the same kind of sessions in a world
//! of its own. Every printed figure was measured in that run. It takes about seven minutes, and
//! wants a machine that does nothing else.

#![expect(clippy::cast_precision_loss, reason = "counts become figures of three digits; none comes near 2^52")]

mod busy;
mod node;
#[path = "../jules/npm.rs"]
mod npm;
mod overload;
mod scene;
#[path = "../jules/statistics.rs"]
mod statistics;
#[path = "../jules/table.rs"]
#[expect(dead_code, reason = "the client's benchmark uses more of it")]
mod table;
mod two_hundred;
#[path = "../jules/usage.rs"]
mod usage;
mod weight;
mod work;

use anyhow::Result;
use clap::Parser;

use crate::table::Section;

/// What the whole bot costs, beside one made of discord.js and the Jules SDK
#[derive(Debug, Parser)]
struct Options {
    /// Only these parts
    #[arg(value_enum)]
    parts: Vec<Part>,
    /// Without the bot made of discord.js and the SDK
    #[arg(long)]
    ours: bool,
    /// Cargo says so; nothing depends on it
    #[arg(long, hide = true)]
    bench: bool,
}

/// A part of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// 200 working sessions: memory, processor time, delay
    Working,
    /// 200 messages at once; ten busy threads beside one that needs a person
    Busy,
    /// More than Discord takes
    Overload,
    /// Sessions that have ended
    Weight,
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    let node = if options.ours { None } else { node::install().await };
    let wants = |part| options.parts.is_empty() || options.parts.contains(&part);
    let (mut met, mut all) = (0, 0);
    let mut print = |section: &Section| {
        println!("{section}");
        let (some, of) = section.score();
        (met, all) = (met + some, all + of);
    };
    if wants(Part::Weight) {
        print(&weight::run().await?);
    }
    if wants(Part::Busy) {
        print(&busy::burst().await?);
        print(&busy::plan_card().await?);
    }
    if wants(Part::Overload) {
        print(&overload::limit().await?);
        print(&overload::neighbours().await?);
    }
    if wants(Part::Working) {
        print(&two_hundred::run(node.as_deref()).await?);
    }
    println!("\n{met} of {all} targets met.");
    Ok(())
}
