//! The command line: reads it, runs what it asks for, and says what came of it.

use std::process::ExitCode;

use clap::Parser as _;
use jules_discord::cli::Cli;

fn main() -> ExitCode {
    match Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("jules-discord: {failure}");
            failure.exit_code()
        }
    }
}
