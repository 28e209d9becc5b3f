//! The command line.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Parser, Subcommand};

use tracing::warn;

use crate::app::{self, Failure, StopOn};
use crate::config::{self, Settings};
use crate::demo;
use crate::ops::store;
use crate::sim::world::{World, WorldSettings};
use crate::telemetry;

/// A Discord bot that brings Jules, Google's asynchronous coding agent, into channel threads.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the bot.
    Run(Run),
    /// Look for what is wrong before people do, and print the invite link.
    Check(Configured),
    /// Look after what survives a restart, while no bot runs.
    #[command(subcommand)]
    Store(Store),
    /// Try it in a simulated world, in the browser: no account needed.
    Demo(Demo),
    /// Look at what was written down of who was let do what.
    #[command(subcommand)]
    Audit(Audit),
    /// Serve the simulated Discord and Jules alone, for any client, until SIGTERM.
    Sim(Sim),
}

#[derive(Debug, clap::Args)]
struct Run {
    #[command(flatten)]
    configured: Configured,
    /// Stop, as for SIGTERM, when standard input, a pipe, ends too: so no program leaves a bot behind that it started.
    #[arg(long)]
    until_stdin_ends: bool,
}

#[derive(Debug, Subcommand)]
enum Audit {
    /// Check that no row was changed, taken out or put in; prints how many there are and the last hash.
    Verify(Verify),
    /// Check, and print every row as CSV.
    Export(Configured),
}

#[derive(Debug, clap::Args)]
struct Verify {
    #[command(flatten)]
    configured: Configured,
    /// A hash that was printed earlier: some row must still have it, or rows were cut off.
    #[arg(long)]
    contains: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Store {
    /// Read every record, and change nothing.
    Verify(Configured),
    /// Put what can be read of a damaged store in its place; what was there is kept.
    Repair(Configured),
    /// Write all records as lines of JSON.
    Export {
        #[command(flatten)]
        configured: Configured,
        /// Where to; without it, beside the database, where the newest few are kept.
        file: Option<PathBuf>,
    },
    /// Make a store of an export.
    Import {
        #[command(flatten)]
        configured: Configured,
        /// The export.
        file: PathBuf,
        /// Set a store that is there already aside.
        #[arg(long)]
        replace: bool,
    },
    /// Read from Discord and Jules what the store lacks.
    Rebuild(Configured),
    /// Forget every Jules key that servers and people have entrusted: when the master key is lost.
    ForgetKeys(Configured),
}

#[derive(Debug, clap::Args)]
struct Demo {
    /// Play a tour in the terminal and end, instead of opening the page.
    #[arg(long)]
    once: bool,
    /// The page's port on 127.0.0.1; 0 is any free one [default: 4012, or any if that is taken]
    #[arg(long)]
    port: Option<u16>,
    /// A scenario's name or a TOML file.
    #[arg(long, default_value = "tour")]
    scenario: String,
    /// How many times faster than life.
    #[arg(long, default_value_t = 3.0, value_parser = speed)]
    speed: f64,
}

#[derive(Debug, clap::Args)]
struct Sim {
    /// Port of Discord's REST API, its gateway and the control API; 0 is any free one.
    #[arg(long, default_value_t = 4010)]
    discord_port: u16,
    /// Port of the Jules API; 0 is any free one.
    #[arg(long, default_value_t = 4011)]
    jules_port: u16,
    /// A scenario's name or a TOML file.
    #[arg(long, default_value = "tour")]
    scenario: String,
    /// How many times faster than life.
    #[arg(long, default_value_t = 1.0, value_parser = speed)]
    speed: f64,
}

impl Run {
    fn run(self) -> Result<(), Failure> {
        let stop_on = if self.until_stdin_ends { StopOn::SignalsOrEndOfInput } else { StopOn::Signals };
        app::run_bot(&self.configured.settings()?, stop_on)
    }
}

impl Audit {
    fn run(self) -> Result<(), Failure> {
        match self {
            Self::Verify(verify) => app::audit::verify(verify.configured.config.as_deref(), verify.contains.as_deref()),
            Self::Export(configured) => app::audit::export(configured.config.as_deref()),
        }
    }
}

impl Demo {
    fn run(self) -> Result<(), Failure> {
        let options = demo::Options { once: self.once, scenario: self.scenario, speed: self.speed, port: self.port };
        let runtime = runtime()?;
        let played = runtime.block_on(demo::run(options));
        // Whoever reads the keyboard cannot be called back before a line comes.
        runtime.shutdown_background();
        Ok(played?)
    }
}

impl Store {
    fn run(self) -> Result<(), Failure> {
        let done = match self {
            Self::Verify(configured) => store::verify(&configured.store()?.path),
            Self::Repair(configured) => store::repair(&configured.store()?.path),
            Self::Export { configured, file } => {
                let settings = configured.store()?;
                store::export(&settings.path, file.as_deref(), settings.exports_kept)
            }
            Self::Import { configured, file, replace } => store::import(&configured.store()?.path, &file, replace),
            Self::ForgetKeys(configured) => store::forget_keys(&configured.store()?.path),
            Self::Rebuild(configured) => return app::rebuild(&configured.settings()?),
        };
        let outcome = done.map_err(Failure::store)?;
        println!("{}", outcome.text);
        if outcome.is_sound { Ok(()) } else { Err(Failure::Config("the store needs repair".into())) }
    }
}

impl Sim {
    fn run(self) -> Result<(), Failure> {
        let settings = WorldSettings {
            discord_port: self.discord_port,
            jules_port: self.jules_port,
            scenario: self.scenario,
            speed: self.speed,
            ..WorldSettings::default()
        };
        runtime()?.block_on(async {
            let world = World::start(settings).await.map_err(|error| Failure::Config(error.to_string()))?;
            let stop = app::stop_signal()?;
            // One line of JSON, and nothing else ever: others read it.
            println!("{}", serde_json::to_string(&world.addresses()).context("the addresses cannot be written")?);
            stop.await;
            world.stop().await;
            Ok(())
        })
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    Ok(tokio::runtime::Runtime::new().context("the runtime could not be started")?)
}

fn speed(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(speed) if (0.01..=1_000.0).contains(&speed) => Ok(speed),
        _ => Err("a number between 0.01 and 1000".into()),
    }
}

/// Where the settings come from.
#[derive(Debug, clap::Args)]
struct Configured {
    /// A TOML file; config/default.toml explains every key.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Cli {
    /// Runs what was asked for, and returns when it is done.
    ///
    /// # Errors
    /// What went wrong, with the exit code it deserves.
    pub fn run(self) -> Result<(), Failure> {
        match self.command {
            Command::Run(run) => run.run(),
            Command::Check(configured) => app::check(&configured.settings()?),
            Command::Store(store) => store.run(),
            Command::Demo(demo) => demo.run(),
            Command::Audit(audit) => audit.run(),
            Command::Sim(sim) => sim.run(),
        }
    }
}

impl Configured {
    fn settings(&self) -> Result<Settings, Failure> {
        let settings = Settings::load(self.config.as_deref()).map_err(|error| Failure::Config(error.to_string()))?;
        let secrets = [&settings.secrets.discord_token, &settings.secrets.jules_api_key];
        telemetry::init(&settings.log, &secrets)?;
        for warning in &settings.warnings {
            warn!("{warning}");
        }
        Ok(settings)
    }

    /// What the store alone needs; no secret is asked for.
    fn store(&self) -> Result<config::Store, Failure> {
        let (store, log) =
            config::Store::load(self.config.as_deref()).map_err(|error| Failure::Config(error.to_string()))?;
        telemetry::init(&log, &[])?;
        Ok(store)
    }
}
