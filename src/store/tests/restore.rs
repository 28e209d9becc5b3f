//! Exports, imports and repairs: what was stored comes back, and nothing that was there is lost.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use super::super::{SledStore, Store, StoreError, Tree, export, import, is_restored, repair, salvage};
use super::calls::copy;
use super::damage::{flip, names};
use super::life::{self, examine, live, live_as};
use super::{Batch, closed_store, one, open};
use crate::store::record::{self, Record};

#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Note {
    text: String,
}

impl Record for Note {
    const KIND: u8 = 200;
    const VERSION: u8 = 3;
}

/// A store with records, values that are none, and long ones; and an export of it.
async fn exported(dir: &Path) -> (PathBuf, PathBuf, Vec<export::Row>) {
    let (path, file) = (dir.join("store"), dir.join("a.jsonl"));
    let store = open(&path);
    let mut batch = Batch::default();
    for (at, text) in
        ["short", "with \"quotes\", a \n line break and ünïcode", &"long ".repeat(5_000)].iter().enumerate()
    {
        let note = Note { text: (*text).to_owned() };
        batch.put(Tree::Threads, at.to_be_bytes(), record::encode(&note).unwrap());
    }
    batch.put(Tree::Outbox, "no record", vec![0, 255, b'J', 10, 13]);
    batch.put(Tree::Posts, "empty", Vec::new());
    store.commit(batch).await.unwrap();
    assert_eq!(store.export_to(&file).unwrap(), 5);
    store.close().await.unwrap();
    let rows = export::read(&file).unwrap().rows;
    (path, file, rows)
}

#[tokio::test]
async fn an_import_brings_every_byte_of_an_export_back_and_waits_to_be_compared() {
    let dir = tempfile::tempdir().unwrap();
    let (path, file, rows) = exported(dir.path()).await;
    let other = dir.path().join("other/store");
    let done = import(&other, &file, false).unwrap();
    assert_eq!((done.records, done.kept), (5, None));
    assert_eq!(SledStore::open(&other).map(drop), Err(StoreError::Restored));
    for row in rows {
        let (old, new) = (open(&path), SledStore::open_restored(&other).unwrap());
        assert_eq!(new.get(row.tree, &row.key), old.get(row.tree, &row.key));
        assert_eq!(new.get(row.tree, &row.key).unwrap().unwrap(), row.value);
    }
    SledStore::open_restored(&other).unwrap().is_up_to_date().unwrap();
    let again = dir.path().join("again.jsonl");
    open(&other).export_to(&again).unwrap();
    assert_eq!(export::read(&again).unwrap().rows, export::read(&file).unwrap().rows);
}

#[tokio::test]
async fn an_export_that_was_cut_short_or_changed_is_refused_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let (_, file, _) = exported(dir.path()).await;
    let bytes = fs::read(&file).unwrap();
    let damaged = dir.path().join("damaged.jsonl");
    let newer = String::from_utf8(bytes.clone()).unwrap().replacen("\"format\":1", "\"format\":9", 1);
    let mut cases = vec![newer.into_bytes(), Vec::new(), b"{}\n{}\n".to_vec()];
    for at in (0..bytes.len() - 2).step_by(997) {
        cases.push(bytes[..at].to_vec());
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        cases.push(flipped);
    }
    for case in cases {
        fs::write(&damaged, &case).unwrap();
        let error = import(&dir.path().join("new"), &damaged, false).unwrap_err();
        assert!(error.to_string().ends_with("choose another."), "{error}");
        assert!(!dir.path().join("new").exists(), "an import that is refused makes nothing");
    }
}

#[tokio::test]
async fn an_import_takes_the_place_of_a_store_only_when_told_and_keeps_it() {
    let dir = tempfile::tempdir().unwrap();
    let (path, file, _) = exported(dir.path()).await;
    let store = open(&path);
    store.commit(one(Tree::Inbox, "later", b"than the export")).await.unwrap();
    assert_eq!(import(&path, &file, true).unwrap_err(), StoreError::Locked { pid: Some(std::process::id()) });
    store.close().await.unwrap();
    assert_eq!(import(&path, &file, false).unwrap_err(), StoreError::Occupied(path.canonicalize().unwrap()));
    assert_eq!(open(&path).get(Tree::Inbox, b"later").unwrap().unwrap(), b"than the export");
    let kept = import(&path, &file, true).unwrap().kept.unwrap();
    assert_eq!(SledStore::open_restored(&path).unwrap().get(Tree::Inbox, b"later").unwrap(), None);
    // What was set aside is a whole store.
    let aside = dir.path().join("aside");
    copy(&kept, &aside);
    assert_eq!(open(&aside).get(Tree::Inbox, b"later").unwrap().unwrap(), b"than the export");
}

#[tokio::test]
async fn only_the_newest_exports_are_kept_and_a_store_that_is_gone_is_not_begun_anew() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    let store = open(&path);
    store.commit(one(Tree::Inbox, "1", b"1")).await.unwrap();
    assert_eq!(store.last_export(), None);
    let mut written = Vec::new();
    for _ in 0..5 {
        written.push(store.export(3).unwrap());
        std::thread::sleep(std::time::Duration::from_millis(2)); // names are of milliseconds
    }
    assert!(store.last_export().is_some());
    assert_eq!(names(&path.join("exports"), "").len(), 3);
    assert!(written[2..].iter().all(|file| file.exists()));
    store.close().await.unwrap();
    for name in ["db", "conf", "snap.", "state.json", "blobs"] {
        for gone in names(&path, name) {
            if gone.is_dir() { fs::remove_dir_all(gone) } else { fs::remove_file(gone) }.unwrap();
        }
    }
    let refused = SledStore::open(&path).map(drop).unwrap_err().to_string();
    assert!(refused.contains("store import"), "{refused}");
    import(&path, &written[4], false).unwrap();
    assert_eq!(SledStore::open_restored(&path).unwrap().get(Tree::Inbox, b"1").unwrap().unwrap(), b"1");
}

#[tokio::test]
async fn a_repair_saves_what_can_be_read_and_keeps_what_was_there() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    closed_store(&path, 5000).await;
    assert!(repair(&path).unwrap().kept.is_none(), "a sound store is left alone");
    // A byte that matters, but not to all: much of the file is room to spare.
    let sound = fs::read(path.join("db")).unwrap();
    // Where that is depends on how often sled has flushed, so in the end it is looked for everywhere.
    let before = (sound.len() / 7..sound.len())
        .step_by(sound.len() / 40)
        .chain((0..sound.len()).step_by(sound.len() / 320))
        .find_map(|at| {
            let mut damaged = sound.clone();
            damaged[at] ^= 0xff;
            fs::write(path.join("db"), &damaged).unwrap();
            let found = salvage(&path).unwrap();
            (!found.wrong.is_empty() && !found.rows.is_empty()).then_some(found)
        })
        .expect("no damage matters");
    println!("{:?}", before.wrong);
    let refused = SledStore::open(&path).map(drop).unwrap_err().to_string();
    assert!(refused.contains("store repair"), "{refused}");
    let damaged = fs::read(path.join("db")).unwrap();
    let done = repair(&path).unwrap();
    assert_eq!(fs::read(done.kept.unwrap().join("db")).unwrap(), damaged);
    assert_eq!(done.found.rows.len(), before.rows.len());
    let store = SledStore::open_restored(&path).unwrap();
    let saved = store.scan(Tree::Outbox, b"").unwrap();
    assert!(saved.len() == before.rows.len() && saved.iter().all(|(_, value)| *value == [b'x'; 120]));
    println!("{} of 5000 records saved", saved.len());
    store.commit(one(Tree::Inbox, "1", b"works")).await.unwrap();
}

#[tokio::test]
async fn a_repair_without_loss_needs_no_comparison_and_one_without_hope_names_the_newest_export() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    closed_store(&path, 500).await;
    let export = open(&path).export(3).unwrap();
    fs::write(path.join("state.json"), "{").unwrap();
    assert!(repair(&path).unwrap().kept.is_some());
    assert_eq!(open(&path).scan(Tree::Outbox, b"").unwrap().len(), 500);
    fs::write(path.join("db"), b"nothing of a database").unwrap();
    for snapshot in names(&path, "snap.") {
        flip(&snapshot);
    }
    let error = repair(&path).unwrap_err();
    assert_eq!(error, StoreError::Hopeless { newest: Some(export.canonicalize().unwrap()) });
    assert!(path.join("db").exists(), "what is there stays there");
}

/// Runs as a child: imports what its parent exported, in the place of what is there.
#[tokio::test]
async fn importing_child() {
    let Ok(root) = env::var(life::ROOT).map(PathBuf::from) else { return };
    import(&root.join("store"), &root.join("old.jsonl"), true).unwrap();
}

#[test]
fn a_kill_at_any_call_of_an_import_leaves_the_old_store_or_the_new_one_and_no_third() {
    let dir = life::place();
    let base = dir.path().join("base");
    fs::create_dir(&base).unwrap();
    assert!(live(&base, 3, &[]).success());
    open(&base.join("store")).export_to(&base.join("old.jsonl")).unwrap();
    assert!(live(&base, 3, &[]).success());
    let (mut old, mut new) = (0, 0);
    for call in 1.. {
        let root = dir.path().join("root");
        copy(&base, &root);
        let child = "store::tests::restore::importing_child";
        let ended = live_as(child, &root, 0, &[("CALLS_KILL", call.to_string())]);
        examine(&root.join("store"), &life::Acks::new()).unwrap_or_else(|error| panic!("call {call}: {error}"));
        let is_new = is_restored(&root.join("store"));
        let cursor = life::cursor(&*SledStore::open_restored(&root.join("store")).unwrap(), 0);
        assert_eq!(cursor, if is_new { 3 } else { 6 }, "call {call}");
        if is_new {
            new += 1;
        } else {
            old += 1;
        }
        fs::remove_dir_all(root).unwrap();
        if ended.success() {
            break;
        }
    }
    println!("killed at each of {} calls of an import: {old} old, {new} new", old + new);
    assert!(old > 20 && new > 1, "{old} old, {new} new");
}
