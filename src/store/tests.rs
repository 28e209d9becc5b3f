//! The store against real files: what is acknowledged is there, and what is damaged is refused.

mod calls;
mod damage;
mod kill;
mod life;
mod model_disk;
mod power;
mod records;
mod restore;

use std::path::Path;
use std::sync::Arc;

use futures::future::join_all;

use super::{Batch, SledStore, Store, StoreError, Tree};

/// One value in `tree`.
fn one(tree: Tree, key: &str, value: &[u8]) -> Batch {
    let mut batch = Batch::default();
    batch.put(tree, key, value.to_vec());
    batch
}

fn open(path: &Path) -> Arc<SledStore> {
    SledStore::open(path).unwrap()
}

/// A store with `n` records in the outbox, closed.
async fn closed_store(path: &Path, n: usize) {
    let store = open(path);
    let mut batch = Batch::default();
    for i in 0..n {
        batch.put(Tree::Outbox, format!("{i:05}"), vec![b'x'; 120]);
    }
    store.commit(batch).await.unwrap();
    store.close().await.unwrap();
    // The second opening writes a snapshot.
    open(path).close().await.unwrap();
}

#[tokio::test]
async fn what_is_committed_is_read_back_now_and_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a/b");
    let mut batch = one(Tree::Threads, "1", b"one");
    batch.put(Tree::Outbox, "1", b"other tree".to_vec());
    batch.put(Tree::Threads, "2", Vec::new());
    batch.put(Tree::Threads, "3", b"gone".to_vec());
    batch.drop(Tree::Threads, "3");
    open(&path).commit(batch).await.unwrap(); // and let go of by dropping it
    for _ in 0..2 {
        let store = open(&path);
        assert_eq!(store.get(Tree::Threads, b"1").unwrap().unwrap(), b"one");
        assert_eq!(store.get(Tree::Outbox, b"1").unwrap().unwrap(), b"other tree");
        assert_eq!(store.get(Tree::Threads, b"2").unwrap().unwrap(), b"");
        assert_eq!(store.get(Tree::Threads, b"3").unwrap(), None);
        assert_eq!(store.get(Tree::Inbox, b"1").unwrap(), None);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_scan_returns_its_prefix_in_order_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir.path().join("store"));
    let mut batch = Batch::default();
    for key in ["b/2", "a/1", "b/10", "b", "c/1", "b/1"] {
        batch.put(Tree::Outbox, key, key.as_bytes().to_vec());
    }
    store.commit(batch).await.unwrap();
    let keys = |prefix: &[u8]| -> Vec<String> {
        let pairs = store.scan(Tree::Outbox, prefix).unwrap();
        pairs.into_iter().map(|(key, _)| String::from_utf8(key).unwrap()).collect()
    };
    assert_eq!(keys(b"b/"), ["b/1", "b/10", "b/2"]);
    assert_eq!(keys(b"d"), [""; 0]);
    assert_eq!(keys(b"").len(), 6);
}

#[tokio::test]
async fn many_commits_at_once_share_transactions_and_all_of_them_count() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    let store = open(&path);
    let commits = (0..500).map(|i| {
        let mut batch = one(Tree::Threads, &format!("{i:04}"), b"t");
        batch.put(Tree::Outbox, format!("{i:04}"), b"o".to_vec());
        store.commit(batch)
    });
    for result in join_all(commits).await {
        result.unwrap();
    }
    store.close().await.unwrap();
    let state: serde_json::Value = serde_json::from_slice(&std::fs::read(path.join("state.json")).unwrap()).unwrap();
    assert!(state["commits"].as_u64().unwrap() < 250, "{state}");
    let store = open(&path);
    assert_eq!(store.scan(Tree::Threads, b"").unwrap().len(), 500);
    assert_eq!(store.scan(Tree::Outbox, b"").unwrap().len(), 500);
}

#[tokio::test]
async fn long_values_are_whole_and_never_go_to_a_side_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    let store = open(&path);
    let value =
        |i: usize, bytes: usize| -> Vec<u8> { (0..bytes).map(|n| u8::try_from((n * 7 + i) % 251).unwrap()).collect() };
    for round in 0..3 {
        let mut batch = Batch::default();
        for i in 0..60 {
            batch.put(Tree::Outbox, format!("{i:03}"), value(i, 40_000 - round * 13_000 + i));
        }
        store.commit(batch).await.unwrap();
    }
    store.commit(one(Tree::Inbox, "whole MiB", &value(0, 1 << 20))).await.unwrap();
    store.close().await.unwrap();
    let store = open(&path);
    for i in 0..60 {
        assert_eq!(store.get(Tree::Outbox, format!("{i:03}").as_bytes()).unwrap().unwrap(), value(i, 14_000 + i));
    }
    assert_eq!(store.get(Tree::Inbox, b"whole MiB").unwrap().unwrap(), value(0, 1 << 20));
    assert_eq!(std::fs::read_dir(path.join("blobs")).unwrap().count(), 0);
    let too_long = store.commit(one(Tree::Inbox, "more", &value(0, (1 << 20) + 1))).await;
    assert!(matches!(too_long, Err(StoreError::TooLarge { .. })), "{too_long:?}");
}

#[tokio::test]
async fn a_closed_store_refuses_everything_and_its_directory_is_free() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    let store = open(&path);
    store.close().await.unwrap();
    assert_eq!(store.commit(one(Tree::Inbox, "1", b"1")).await, Err(StoreError::Closed));
    assert_eq!(store.get(Tree::Inbox, b"1"), Err(StoreError::Closed));
    assert_eq!(store.close().await, Err(StoreError::Closed));
    open(&path);
}

#[tokio::test]
async fn a_second_open_is_refused_and_names_the_holder() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    let first = open(&path);
    let error = SledStore::open(&path).unwrap_err();
    assert_eq!(error, StoreError::Locked { pid: Some(std::process::id()) });
    let says = format!(
        "The store is in use by process {}; stop it first, or choose another `store.path`.",
        std::process::id()
    );
    assert_eq!(error.to_string(), says);
    first.commit(one(Tree::Inbox, "1", b"still fine")).await.unwrap();
}

#[test]
fn the_store_can_be_held_as_a_trait_object() {
    fn takes(_: Option<Arc<dyn Store>>) {}
    takes(None);
}

#[tokio::test]
async fn a_database_that_threads_of_an_earlier_life_still_hold_is_waited_for() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    closed_store(&path, 3).await;
    let held = std::fs::File::open(path.join("db")).unwrap();
    held.lock().unwrap();
    let opened = std::thread::spawn({
        let path = path.clone();
        move || SledStore::open(&path)
    });
    // Longer than another process gets.
    std::thread::sleep(super::directory::LETTING_GO * 3 / 2);
    drop(held);
    assert_eq!(opened.join().unwrap().unwrap().scan(Tree::Outbox, b"").unwrap().len(), 3);
}
