//! A child process that is spoken to in lines of JSON, and what it has cost so far.

use std::fs;
use std::process::Stdio;
use std::sync::OnceLock;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// A process of its own: what it uses is its own, too.
pub struct Process {
    name: &'static str,
    child: Child,
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
}

/// What a process has used.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    /// In user and system mode, all threads.
    pub cpu: Duration,
    /// The largest resident size since it was last forgotten, in bytes.
    pub rss_max: u64,
    /// The resident size now, in bytes.
    pub rss: u64,
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
        let id = self.child.id().with_context(|| format!("{} has ended", self.name))?;
        let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
        // The name in brackets may hold spaces; the fields after it do not.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<u32>().ok()).unwrap_or_default();
        let status = fs::read_to_string(format!("/proc/{id}/status"))?;
        let bytes = |key: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default();
            line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).unwrap_or_default() * 1024
        };
        let cpu = Duration::from_secs(u64::from(ticks(11) + ticks(12))) / ticks_per_second();
        Ok(Usage { cpu, rss_max: bytes("VmHWM:"), rss: bytes("VmRSS:") })
    }

    /// Forgets the largest resident size so far, where the kernel lets us.
    pub fn forget_rss_max(&self) {
        if let Some(id) = self.child.id() {
            let _ = fs::write(format!("/proc/{id}/clear_refs"), "5");
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

fn ticks_per_second() -> u32 {
    static TICKS: OnceLock<u32> = OnceLock::new();
    *TICKS.get_or_init(|| {
        let asked = std::process::Command::new("getconf").arg("CLK_TCK").output().ok();
        let text = asked.and_then(|asked| String::from_utf8(asked.stdout).ok());
        text.and_then(|text| text.trim().parse().ok()).unwrap_or(100)
    })
}
