//! `kill -9` at random moments: a child takes steps and says each that was acknowledged; what it
//! said must be there, and nothing may be there that was never asked for.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use jules_discord::store::{Batch, SledStore, Store, Tree};

use super::Table;

/// Where the child's store is; only a child has it.
pub const PLACE: &str = "JULES_DISCORD_BENCH_KILLS";

/// One step: a cursor moves on, and a record of the step comes with it.
fn step(n: u64) -> Batch {
    let mut batch = Batch::default();
    batch.put(Tree::Threads, b"cursor".to_vec(), n.to_be_bytes().to_vec());
    batch.put(Tree::Outbox, n.to_be_bytes(), vec![8; 100]);
    batch
}

/// A child's life: until it is killed.
pub async fn live(path: &Path) {
    let store = SledStore::open(path).unwrap();
    for n in cursor(&store) + 1.. {
        store.commit(step(n)).await.unwrap();
        println!("{n}");
        std::io::stdout().flush().unwrap();
    }
}

fn cursor(store: &SledStore) -> u64 {
    let bytes = store.get(Tree::Threads, b"cursor").unwrap();
    bytes.map_or(0, |bytes| u64::from_be_bytes(bytes.try_into().unwrap()))
}

/// So many deaths; half of them as soon as the child has taken a step, half at any moment.
pub async fn die(path: &Path, deaths: u32, table: &mut Table) {
    let (mut acknowledged, mut lost, mut torn) = (0, 0, 0);
    for death in 0..deaths {
        let mut child =
            Command::new(std::env::current_exe().unwrap()).env(PLACE, path).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        if death % 2 == 0 {
            acknowledged = said.next().unwrap().unwrap().parse().unwrap();
        }
        std::thread::sleep(Duration::from_micros(fastrand::u64(0..40_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        // A line that was cut short says nothing.
        acknowledged = said.map_while(Result::ok).filter_map(|n| n.parse().ok()).fold(acknowledged, u64::max);
        let store = SledStore::open(path).unwrap();
        let at = cursor(&store);
        lost += acknowledged.saturating_sub(at);
        let records: Vec<u64> = store
            .scan(Tree::Outbox, &[])
            .unwrap()
            .into_iter()
            .map(|(key, _)| u64::from_be_bytes(key.try_into().unwrap()))
            .collect();
        torn += u32::from(records != (1..=at).collect::<Vec<_>>());
        store.close().await.unwrap();
    }
    assert!(acknowledged > 0, "nothing was ever acknowledged");
    table.add(format!("lost steps in {deaths} kills, of {acknowledged} acknowledged"), lost as f64, "", 0.0);
    table.add(format!("states with half a step, in {deaths} kills"), f64::from(torn), "", 0.0);
}
