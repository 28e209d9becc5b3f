//! `jules-discord demo`: a simulated world, the unchanged bot in it, and a tour of
//! what a person does and what the thread shows. No account, no network.
//!
//! The bot runs as a process of its own, exactly as in production, with two
//! addresses changed. So the tour can kill it, and the thread must not notice.

mod bot;
mod narrator;
mod prompt;
mod tour;

use anyhow::Context as _;

use crate::sim::world::{World, WorldSettings};

/// How the demo is played.
#[derive(Debug, Clone)]
pub struct Options {
    /// End after the tour.
    pub once: bool,
    /// Which scenario Jules plays.
    pub scenario: String,
    /// How many times faster than life.
    pub speed: f64,
}

/// Plays the tour, then leaves the world open until somebody types `quit`.
///
/// # Errors
/// The world or the bot could not be started, or the tour did not come to its end.
pub async fn run(options: Options) -> anyhow::Result<()> {
    let settings =
        WorldSettings { scenario: options.scenario.clone(), speed: options.speed, ..WorldSettings::default() };
    let world = World::start(settings).await.context("the simulated world could not be started")?;
    let mut bot = bot::Bot::start(&world.addresses()).await?;
    let played = tour::play(&world, &mut bot).await;
    let played = match played {
        Ok(thread) if !options.once => prompt::listen(&world, &mut bot, thread).await,
        Ok(_) => Ok(()),
        Err(error) => Err(error.context(format!("the bot's log is in {}", bot.log().display()))),
    };
    let stopped = bot.stop(played.is_ok()).await;
    world.stop().await;
    played.and(stopped)
}
