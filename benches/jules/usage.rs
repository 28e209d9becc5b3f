//! What a process has cost so far, as Linux counts it.

use std::fs;
use std::sync::OnceLock;
use std::time::Duration;

use anyhow::Result;

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

impl Usage {
    /// What the process with this id has used so far.
    pub fn of(id: u32) -> Result<Self> {
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
        Ok(Self { cpu, rss_max: bytes("VmHWM:"), rss: bytes("VmRSS:") })
    }
}

/// Forgets the largest resident size of a process so far, where the kernel lets us.
pub fn forget_rss_max(id: u32) {
    let _ = fs::write(format!("/proc/{id}/clear_refs"), "5");
}

fn ticks_per_second() -> u32 {
    static TICKS: OnceLock<u32> = OnceLock::new();
    *TICKS.get_or_init(|| {
        let asked = std::process::Command::new("getconf").arg("CLK_TCK").output().ok();
        let text = asked.and_then(|asked| String::from_utf8(asked.stdout).ok());
        text.and_then(|text| text.trim().parse().ok()).unwrap_or(100)
    })
}
