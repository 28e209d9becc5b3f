//! The bot made of discord.js and the Jules SDK, as npm has them: the versions of
//! `node/package-lock.json`, installed into a folder below `target`.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, Result};
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, Command};

use crate::npm;
use crate::scene::Scene;
use crate::usage::{self, Usage};

const FILES: [(&str, &str); 3] = [
    ("package.json", include_str!("node/package.json")),
    ("package-lock.json", include_str!("node/package-lock.json")),
    ("bot.mjs", include_str!("node/bot.mjs")),
];

/// Installs it, or says in one sentence why not.
pub async fn install() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("node-bot");
    match npm::install(&folder, &FILES, "discord.js").await {
        Ok(()) => Some(folder),
        Err(why) => {
            println!("The bot made of discord.js and the SDK is left out: {why:#}.");
            None
        }
    }
}

/// It runs.
pub struct NodeBot {
    child: Child,
    _stdin: ChildStdin,
    _cache: tempfile::TempDir,
}

impl NodeBot {
    /// Starts it and waits until it follows all of these threads and sessions.
    pub async fn start(folder: &Path, scene: &Scene, follows: &[(u64, String)], poll: f64) -> Result<Self> {
        let cache = tempfile::tempdir_in(folder)?;
        let mut command = Command::new("node");
        command.arg(folder.join("bot.mjs")).env("JULES_HOME", cache.path()).kill_on_drop(true);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("node does not start")?;
        let mut stdin = child.stdin.take().context("no stdin")?;
        let mut task = serde_json::to_value(scene.world.addresses())?;
        task["poll_ms"] = json!(poll * 1e3);
        task["since"] = json!(chrono::Utc::now().to_rfc3339());
        let one = |(thread, session): &(u64, String)| json!({ "thread": thread.to_string(), "session": session });
        task["follows"] = follows.iter().map(one).collect();
        stdin.write_all(format!("{task}\n").as_bytes()).await?;
        let stdout = child.stdout.take().context("no stdout")?;
        BufReader::new(stdout).lines().next_line().await?.context("it ended before it was ready")?;
        Ok(Self { child, _stdin: stdin, _cache: cache })
    }

    /// What it has used so far.
    pub fn usage(&self) -> Result<Usage> {
        Usage::of(self.child.id().context("it has ended")?)
    }

    /// From now on its largest size counts anew.
    pub fn forget_rss_max(&self) {
        self.child.id().map(usage::forget_rss_max).unwrap_or_default();
    }

    /// Ends it.
    pub async fn stop(mut self) {
        let _ = self.child.kill().await;
    }
}
