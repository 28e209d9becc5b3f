//! The bot of the demo: this very program, run as anybody would run it.

use std::fs::File;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::process::{Child, ChildStdin, Command};
use tokio::time::{Instant, sleep, timeout};

use crate::sim::world::Addresses;

/// The bot says this when people can use it.
const READY: &str = "the commands are registered";
/// It says so within a second or two.
const PATIENCE: Duration = Duration::from_secs(30);
/// The number of the signal that asks for an end.
const SIGTERM: i32 = 15;
/// What it promises for SIGTERM.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// A bot process and its store.
pub struct Bot {
    child: Child,
    /// Nothing is said on it: the bot stops when it is closed, and the system closes it however we end.
    line: ChildStdin,
    addresses: Addresses,
    /// More settings, by their names in the environment.
    settings: Vec<(&'static str, String)>,
    home: PathBuf,
    lives: usize,
}

impl Bot {
    /// Starts the bot and waits until people can use it.
    pub async fn start(addresses: &Addresses) -> anyhow::Result<Self> {
        let mut bot = Self::launch(addresses, Vec::new())?;
        bot.wait_until_ready().await?;
        Ok(bot)
    }

    /// Starts the bot, with more settings, and waits for nothing.
    pub fn launch(addresses: &Addresses, settings: Vec<(&'static str, String)>) -> anyhow::Result<Self> {
        let home = std::env::temp_dir().join(format!("jules-discord-demo-{}", std::process::id()));
        std::fs::create_dir_all(&home).with_context(|| format!("{} could not be made", home.display()))?;
        let (child, line) = spawn(addresses, &settings, &home)?;
        Ok(Self { child, line, addresses: addresses.clone(), settings, home, lives: 1 })
    }

    /// Kills it the way a crash does, and starts it again on the same store.
    pub async fn crash_and_restart(&mut self) -> anyhow::Result<()> {
        self.crash().await?;
        self.relaunch()?;
        self.wait_until_ready().await
    }

    /// Kills it the way a crash does.
    pub async fn crash(&mut self) -> anyhow::Result<()> {
        self.child.kill().await.context("the bot could not be killed")
    }

    /// Starts it again on the same store, and waits for nothing.
    pub fn relaunch(&mut self) -> anyhow::Result<()> {
        (self.child, self.line) = spawn(&self.addresses, &self.settings, &self.home)?;
        self.lives += 1;
        Ok(())
    }

    /// Where it logs.
    pub fn log(&self) -> PathBuf {
        self.home.join("bot.log")
    }

    /// Its process, while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.child.id()
    }

    /// How often it was started.
    pub fn lives(&self) -> usize {
        self.lives
    }

    /// Waits for its end.
    pub async fn ended(&mut self) -> std::io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// Whether people can use it in this life.
    pub fn is_ready(&self) -> bool {
        self.said().matches(READY).count() >= self.lives
    }

    fn said(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    /// Asks it to stop; removes its store and log if everything went well.
    pub async fn stop(mut self, remove: bool) -> anyhow::Result<()> {
        // One that has been killed has stopped.
        if let Some(id) = self.child.id() {
            Command::new("kill").args(["-TERM", &id.to_string()]).status().await?;
            let status = timeout(STOP_WITHIN, self.child.wait()).await.context("the bot did not stop in time")??;
            // One that was just starting had no ear for the signal yet.
            if !status.success() && status.signal() != Some(SIGTERM) {
                bail!("the bot ended with {status}; its log is in {}", self.log().display());
            }
        }
        if remove {
            std::fs::remove_dir_all(&self.home)?;
        }
        Ok(())
    }

    async fn wait_until_ready(&mut self) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while !self.is_ready() {
            if let Some(status) = self.child.try_wait()? {
                bail!("the bot ended with {status}:\n{}", self.said());
            }
            if Instant::now() > deadline {
                bail!("the bot did not come up:\n{}", self.said());
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }
}

fn spawn(addresses: &Addresses, more: &[(&'static str, String)], home: &Path) -> anyhow::Result<(Child, ChildStdin)> {
    let log = File::options().append(true).create(true).open(home.join("bot.log"))?;
    let program = std::env::current_exe().context("this program cannot be found")?;
    let settings = [
        ("DISCORD_TOKEN", addresses.discord_token.clone()),
        ("JULES_API_KEY", addresses.jules_api_key.clone()),
        ("JULES_DISCORD__DISCORD__API_URL", addresses.discord_api_url.clone()),
        ("JULES_DISCORD__DISCORD__GUILDS", addresses.guild_id.clone()),
        ("JULES_DISCORD__DISCORD__CARD_INTERVAL_MS", "1000".to_owned()),
        // The tour is faster than life, and nobody would gather there what comes at once here.
        ("JULES_DISCORD__DISCORD__MESSAGES_AT_ONCE", "100".to_owned()),
        ("JULES_DISCORD__JULES__API_URL", addresses.jules_api_url.clone()),
        ("JULES_DISCORD__JULES__POLL_MIN_MS", "200".to_owned()),
        ("JULES_DISCORD__JULES__POLL_MAX_MS", "1000".to_owned()),
        ("JULES_DISCORD__STORE__PATH", home.join("store").display().to_string()),
    ];
    let mut child = Command::new(program)
        .args(["run", "--until-stdin-ends"])
        .env_clear()
        .envs(settings)
        .envs(more.iter().cloned())
        .stdin(Stdio::piped())
        .stdout(log.try_clone()?)
        .stderr(log)
        .kill_on_drop(true)
        .spawn()
        .context("the bot could not be started")?;
    // Taken out of the child: waiting for it would close it.
    let line = child.stdin.take().context("the bot has no input")?;
    Ok((child, line))
}
