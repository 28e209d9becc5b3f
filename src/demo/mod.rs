//! `jules-discord demo`: a simulated world with the unchanged bot in it, in a web page to play in;
//! with `--once`, a tour of what a person does and what the thread shows. No account, no network.
//!
//! The bot runs as a process of its own, exactly as in production, with two
//! addresses changed. So it can be killed, and the thread must not notice.

mod bot;
mod keeper;
mod narrator;
mod prompt;
mod tour;

use std::io;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use tokio_util::sync::CancellationToken;

use self::keeper::Keeper;
use self::narrator::say;
use crate::sim::web::{Life, Page, Stagehand};
use crate::sim::world::{World, WorldSettings};

/// Where the page is if nobody says otherwise, and nobody else is there.
const PORT: u16 = 4012;

/// The bot is ready within a second or two.
const PATIENCE: Duration = Duration::from_secs(30);

/// How the demo is played.
#[derive(Debug, Clone)]
pub struct Options {
    /// Play the tour in the terminal, and end.
    pub once: bool,
    /// Which scenario Jules plays.
    pub scenario: String,
    /// How many times faster than life.
    pub speed: f64,
    /// The page's port on 127.0.0.1, 0 being any free one; none is the usual one if it is free.
    pub port: Option<u16>,
}

/// Plays the tour, or opens the page until somebody stops it.
///
/// # Errors
/// The world, the page or the bot could not be started, or the tour did not come to its end.
pub async fn run(options: Options) -> anyhow::Result<()> {
    let settings =
        WorldSettings { scenario: options.scenario.clone(), speed: options.speed, ..WorldSettings::default() };
    let world = World::start(settings).await.context("the simulated world could not be started")?;
    let played = if options.once { tour(&world).await } else { open(&world, options.port).await };
    world.stop().await;
    played
}

async fn tour(world: &World) -> anyhow::Result<()> {
    let mut bot = bot::Bot::start(&world.addresses()).await?;
    let played = tour::play(world, &mut bot).await;
    let played = played.map_err(|error| error.context(format!("the bot's log is in {}", bot.log().display())));
    let stopped = bot.stop(played.is_ok()).await;
    played.and(stopped)
}

async fn open(world: &World, port: Option<u16>) -> anyhow::Result<()> {
    let mut stop = stop_signal()?;
    // Several people, so that several may: everybody with the role, and Mallory has none.
    let engineers = world.discord().look(|state| state.find_role("engineers"))?;
    let settings = vec![("JULES_DISCORD__ACCESS__ROLES", engineers.to_string())];
    let bot = bot::Bot::launch(&world.addresses(), settings)?;
    let log = bot.log();
    let (keeper, stagehand) = Keeper::new(bot);
    let done = CancellationToken::new();
    let keeping = tokio::spawn(keeper.keep(done.clone()));
    let page = page(world, port, stagehand.clone()).await.context("the page cannot be served")?;
    let played = async {
        // Whoever follows the address finds a page that can be used.
        is_ready(&stagehand, &log).await?;
        greet(world, &page, &log.display().to_string());
        prompt::listen(world, &stagehand).await
    };
    let heard = tokio::select! {
        heard = played => heard,
        () = &mut stop => Ok(()),
    };
    page.close().await;
    done.cancel();
    let bot = keeping.await.context("the bot's keeper is gone")??;
    let stopped = bot.stop(heard.is_ok()).await;
    heard.and(stopped)
}

/// Waits until people can use the bot.
async fn is_ready(stagehand: &Stagehand, log: &Path) -> anyhow::Result<()> {
    let mut standing = stagehand.standing.clone();
    let settled = tokio::time::timeout(PATIENCE, standing.wait_for(|standing| standing.life != Life::Starting)).await;
    let settled = settled.map_err(|_| anyhow!("the bot does not come up; its log is in {}", log.display()))??;
    match settled.life {
        Life::Dead => bail!("{} Its log is in {}.", settled.why.as_deref().unwrap_or("The bot ended."), log.display()),
        Life::Starting | Life::Running => Ok(()),
    }
}

/// The page on the port asked for; the usual one may be taken, and then any will do.
async fn page(world: &World, port: Option<u16>, stagehand: Stagehand) -> io::Result<Page> {
    match Page::open(world, port.unwrap_or(PORT), Some(stagehand.clone())).await {
        Err(error) if port.is_none() && error.kind() == io::ErrorKind::AddrInUse => {
            Page::open(world, 0, Some(stagehand)).await
        }
        opened => opened,
    }
}

fn greet(world: &World, page: &Page, log: &str) {
    say(&format!(
        "\
Open {}
  A simulated Discord and Jules run on this machine, and the real bot between them. No account, no network.
  Type first:   /jules start   and then what Jules shall do, such as: Some tests fail around midnight. Fix it.
  To stop:      Ctrl-C

control API: {}   the bot's log: {log}
",
        page.url(),
        world.addresses().control_url
    ));
}

/// Ctrl-C or SIGTERM.
fn stop_signal() -> anyhow::Result<std::pin::Pin<Box<dyn Future<Output = ()> + Send>>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(Box::pin(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }))
}
