//! What the store costs, beside what is wanted of it: `cargo bench --bench store`, on a machine
//! with nothing else to do. `-- quick` takes a tenth of the steps, `-- smoke` only shows that it runs.
//!
//! What a loss of power leaves is counted by a test, which has a model of the disk:
//! `cargo test --lib store::tests::power -- --nocapture`.
//!
//! Records are as long as the bot's: a cursor of 120 bytes, an owed post of 100.

#![expect(clippy::cast_precision_loss, clippy::unwrap_used, reason = "figures for people, and nothing to save")]

mod kills;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jules_discord::store::{Batch, SledStore, Store, Tree};

/// Conversations in the steady state.
const CONVERSATIONS: u64 = 1_000;
/// Owed posts that are kept, in the steady state.
const KEPT: u64 = 5_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--help") {
        println!("cargo bench --bench store [-- quick | -- smoke]");
        return;
    }
    let asked = |word: &str| arguments.iter().any(|argument| argument == word);
    let (steps, deaths) = match (asked("smoke"), asked("quick")) {
        (true, _) => (2_000, 5),
        (_, true) => (200_000, 50),
        _ => (2_000_000, 200),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let dir = tempfile::tempdir().unwrap();
    if let Ok(path) = std::env::var(kills::PLACE) {
        return runtime.block_on(kills::live(Path::new(&path)));
    }
    let mut table = Table::default();
    runtime.block_on(kills::die(&dir.path().join("kills"), deaths, &mut table));
    runtime.block_on(steady(&dir.path().join("steady"), steps, &mut table));
    runtime.block_on(waiting(&dir.path().join("alone"), 1, &mut table));
    runtime.block_on(waiting(&dir.path().join("waiting"), 64, &mut table));
    runtime.block_on(recovery(&dir.path().join("recovery"), &mut table));
    std::process::exit(table.print());
}

/// Figures beside their targets.
#[derive(Default)]
struct Table {
    rows: Vec<(String, f64, &'static str, f64)>,
}

impl Table {
    /// `most` is the target: no more than this.
    fn add(&mut self, what: impl Into<String>, value: f64, unit: &'static str, most: f64) {
        self.rows.push((what.into(), value, unit, most));
    }

    /// Prints all; 1 if a target was missed.
    fn print(&self) -> i32 {
        println!("{:58} {:>12} {:>14} {:>8}", "", "measured", "at most", "ratio");
        for (what, value, unit, most) in &self.rows {
            let missed = if value > most { "  MISSED" } else { "" };
            let ratio = if *most > 0.0 { format!("{:.2}", value / most) } else { "-".to_owned() };
            println!("{what:58} {value:>9.2} {unit:<4} {most:>9.2} {unit:<4} {ratio:>6}{missed}");
        }
        i32::from(self.rows.iter().any(|(_, value, _, most)| value > most))
    }
}

/// One step of the relay: a cursor moves on, a post is owed, an old one is done.
fn step(n: u64) -> Batch {
    let mut batch = Batch::default();
    batch.put(Tree::Threads, (n % CONVERSATIONS).to_be_bytes(), vec![7; 120]);
    batch.put(Tree::Outbox, n.to_be_bytes(), vec![8; 100]);
    if n >= KEPT {
        batch.drop(Tree::Outbox, (n - KEPT).to_be_bytes());
    }
    batch
}

/// Many steps with pruning, twenty at once: what is left on disk, and in memory.
async fn steady(path: &Path, steps: u64, table: &mut Table) {
    let store = SledStore::open(path).unwrap();
    let mut before = 0.0;
    for first in (0..steps).step_by(20) {
        // What is in memory once it is warm, and at the end.
        if first == steps / 10 {
            before = resident();
        }
        let commits = (first..first + 20).map(|n| store.commit(step(n)));
        for done in futures::future::join_all(commits).await {
            done.unwrap();
        }
    }
    let grown = resident() - before;
    store.close().await.unwrap();
    table.add(format!("disk after {steps} steps with pruning"), size(path), "MB", 8.0);
    table.add("memory gained meanwhile", grown, "MB", 3.0);
}

/// How long one of so many waits for its step, and how many `fdatasync`s a step costs.
async fn waiting(path: &Path, writers: u64, table: &mut Table) {
    let each = 8_000 / writers;
    let store = SledStore::open(path).unwrap();
    let began = commits(path, &store).await;
    let store = SledStore::open(path).unwrap();
    let tasks = (0..writers).map(|writer| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            let mut took = Vec::new();
            for n in 0..each {
                let start = Instant::now();
                store.commit(step(writer * each + n)).await.unwrap();
                took.push(start.elapsed());
            }
            took
        })
    });
    let mut took: Vec<Duration> = Vec::new();
    for done in futures::future::join_all(tasks).await {
        took.extend(done.unwrap());
    }
    took.sort();
    let groups = commits(path, &store).await - began;
    let p99 = took[took.len() * 99 / 100].as_secs_f64() * 1_000.0;
    table.add(
        format!("fdatasyncs for each step, {writers} waiting"),
        groups / took.len() as f64,
        "",
        if writers == 1 { 1.0 } else { 0.1 },
    );
    if writers > 1 {
        table.add(format!("p99 of a commit, {writers} waiting"), p99, "ms", 10.0);
    }
}

/// Opening 10,000 conversations, as they were left and with damage that heals by itself.
async fn recovery(path: &Path, table: &mut Table) {
    let store = SledStore::open(path).unwrap();
    for first in (0..10_000u64).step_by(500) {
        let mut batch = Batch::default();
        for n in first..first + 500 {
            batch.put(Tree::Threads, n.to_be_bytes(), vec![7; 900]);
        }
        store.commit(batch).await.unwrap();
    }
    store.close().await.unwrap();
    table.add("opening 10,000 conversations", open(path).await, "ms", 250.0);
    std::fs::write(path.join("snap.00000000FFFFFFFF.generating"), "half").unwrap();
    table.add("the same beside a snapshot that a kill cut short", open(path).await, "ms", 1_000.0);
    let snapshot = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let snapshot = snapshot.into_iter().find(|path| path.file_name().unwrap().to_string_lossy().starts_with("snap."));
    let snapshot = snapshot.unwrap();
    let mut bytes = std::fs::read(&snapshot).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    std::fs::write(&snapshot, bytes).unwrap();
    table.add("the same with a damaged snapshot", open(path).await, "ms", 1_000.0);
}

async fn open(path: &Path) -> f64 {
    let start = Instant::now();
    let store = SledStore::open(path).unwrap();
    let conversations = store.scan(Tree::Threads, &[]).unwrap().len();
    let took = start.elapsed().as_secs_f64() * 1_000.0;
    assert_eq!(conversations, 10_000, "something was lost");
    store.close().await.unwrap();
    took
}

/// Closes the store; how many transactions it has made: each is one `fdatasync`.
async fn commits(path: &Path, store: &SledStore) -> f64 {
    store.close().await.unwrap();
    let state: serde_json::Value = serde_json::from_slice(&std::fs::read(path.join("state.json")).unwrap()).unwrap();
    state["commits"].as_f64().unwrap()
}

/// Of this process, in MB.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).unwrap_or_default() / 1_024.0
}

/// Of all files in a directory, in MB.
fn size(path: &Path) -> f64 {
    let entries = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap());
    entries
        .map(
            |entry| {
                if entry.path().is_dir() { size(&entry.path()) } else { entry.metadata().unwrap().len() as f64 / 1e6 }
            },
        )
        .sum()
}
