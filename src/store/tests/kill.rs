//! `kill -9` at random moments: the test starts itself as a child process that commits and
//! reports, kills it, and compares what was reported with what is there.

use std::collections::BTreeMap;
use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::super::{Batch, Store, StoreError, Tree};
use super::{SledStore, open};

const DIRECTORY: &str = "JULES_DISCORD_TEST_KILL_DIRECTORY";
const LIMIT: usize = 30;
const WRITERS: u64 = 6;

/// Moves each writer's cursor on, adds a record, drops an old one; says so once it is durable.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let Ok(path) = env::var(DIRECTORY) else { return };
    let store = open(Path::new(&path));
    let writers = (0..WRITERS).map(|writer| {
        let store = store.clone();
        tokio::spawn(async move {
            let last = store.get(Tree::Threads, &writer.to_be_bytes()).unwrap();
            let last = last.map_or(0, |bytes| u64::from_be_bytes(bytes.try_into().unwrap()));
            for n in last + 1.. {
                store.commit(step(writer, n)).await.unwrap();
                let mut out = std::io::stdout().lock();
                writeln!(out, "ack {writer} {n}").and_then(|()| out.flush()).unwrap();
            }
        })
    });
    futures::future::join_all(writers).await;
}

fn step(writer: u64, n: u64) -> Batch {
    let mut batch = Batch::default();
    batch.put(Tree::Threads, writer.to_be_bytes(), n.to_be_bytes().to_vec());
    let length = if n.is_multiple_of(7) { 9_000 } else { 100 };
    batch.put(Tree::Outbox, outbox_key(writer, n), vec![u8::try_from(n % 256).unwrap(); length]);
    if n > 20 {
        batch.drop(Tree::Outbox, outbox_key(writer, n - 20));
    }
    batch
}

fn outbox_key(writer: u64, n: u64) -> Vec<u8> {
    [writer.to_be_bytes(), n.to_be_bytes()].concat()
}

/// Runs the child until it is killed; returns the last number each writer was acknowledged.
fn run_and_kill(path: &Path, after: Duration) -> BTreeMap<u64, u64> {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "store::tests::kill::child", "--nocapture", "--test-threads=1"])
        .env(DIRECTORY, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let reader = std::thread::spawn(move || {
        let mut acknowledged = BTreeMap::new();
        for line in out.lines().map_while(Result::ok) {
            // The harness prints the name of the test on the same line as the first one.
            let Some((_, numbers)) = line.split_once("ack ") else { continue };
            let Some((writer, n)) = numbers.split_once(' ') else { continue };
            acknowledged.insert(writer.parse().unwrap(), n.parse().unwrap());
        }
        acknowledged
    });
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

#[tokio::test]
async fn kill_9_at_any_moment_loses_nothing_acknowledged_and_tears_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    let (mut steps, mut last) = (0, BTreeMap::<u64, u64>::new());
    for run in 0..LIMIT {
        // Some die while starting, some in full flow.
        let acknowledged = run_and_kill(&path, Duration::from_millis(fastrand::u64(5..150)));
        steps += acknowledged.len();
        last.extend(acknowledged);
        let store = match SledStore::open(&path) {
            Err(StoreError::Locked { pid }) => panic!("run {run}: still held by {pid:?}"),
            opened => opened.unwrap_or_else(|error| panic!("run {run}: {error}")),
        };
        for writer in 0..WRITERS {
            let cursor = store.get(Tree::Threads, &writer.to_be_bytes()).unwrap();
            let cursor = cursor.map_or(0, |bytes| u64::from_be_bytes(bytes.try_into().unwrap()));
            let acked = last.get(&writer).copied().unwrap_or(0);
            assert!(cursor >= acked, "run {run}: writer {writer} was acknowledged {acked}, has {cursor}");
            let mut expected = Batch::default();
            for n in cursor.saturating_sub(19).max(1)..=cursor {
                expected.append(step(writer, n));
            }
            let rows = store.scan(Tree::Outbox, &writer.to_be_bytes()).unwrap();
            assert_eq!(rows.len() as u64, cursor.min(20), "run {run}: writer {writer}");
            for (key, value) in rows {
                let change = expected.changes.iter().find(|change| change.key == key).unwrap();
                assert_eq!(change.value.as_ref(), Some(&value));
            }
        }
        store.close().await.unwrap();
    }
    assert!(steps > 0, "no run lived long enough to commit anything");
    println!("{LIMIT} kills, cursors at {last:?}, 0 lost, 0 torn");
}
