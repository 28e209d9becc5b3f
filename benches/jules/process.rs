//! A child process that is spoken to in lines of JSON.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::usage::{self, Usage};

/// A process of its own: what it uses is its own, too.
pub struct Process {
    name: &'static str,
    child: Child,
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Process {
    /// Starts it and writes its first line.
    pub async fn start(name: &'static str, mut command: Command, task: &impl Serialize) -> Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().with_context(|| format!("{name} does not start"))?;
        let stdin = child.stdin.take().context("no stdin")?;
        let stdout = child.stdout.take().context("no stdout")?;
        let mut process = Self { name, child, stdin, lines: BufReader::new(stdout).lines() };
        process.write(task).await?;
        Ok(process)
    }

    /// Writes one line.
    pub async fn write(&mut self, line: &impl Serialize) -> Result<()> {
        let mut line = serde_json::to_vec(line)?;
        line.push(b'\n');
        self.stdin.write_all(&line).await.with_context(|| format!("{} does not listen", self.name))?;
        self.stdin.flush().await?;
        Ok(())
    }

    /// Reads one line. Cancel-safe.
    pub async fn read<T: DeserializeOwned>(&mut self) -> Result<T> {
        let Some(line) = self.lines.next_line().await? else { bail!("{} has ended", self.name) };
        serde_json::from_str(&line).with_context(|| format!("{} says {line:.200}", self.name))
    }

    /// Writes one line and reads one.
    pub async fn ask<T: DeserializeOwned>(&mut self, line: &impl Serialize) -> Result<T> {
        self.write(line).await?;
        self.read().await
    }

    /// What it has used so far.
    pub fn usage(&self) -> Result<Usage> {
        Usage::of(self.child.id().with_context(|| format!("{} has ended", self.name))?)
    }

    /// Forgets the largest resident size so far, where the kernel lets us.
    pub fn forget_rss_max(&self) {
        if let Some(id) = self.child.id() {
            usage::forget_rss_max(id);
        }
    }

    /// Closes its stdin, and waits a little for its end.
    pub async fn stop(mut self) {
        drop(self.stdin);
        if tokio::time::timeout(Duration::from_secs(10), self.child.wait()).await.is_err() {
            let _ = self.child.kill().await;
        }
    }
}
