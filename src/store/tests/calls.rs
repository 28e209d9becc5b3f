//! Every single call that changes a file, of a start and of the steps after it: the process is
//! killed there, the call fails there, or the disk is full from there on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::super::{Store, StoreError, Tree};
use super::life::{self, examine, live, refusal};
use super::{damage, one, open};

const STEPS: u64 = 1;
/// Of the calls that fail, each run tries another third.
const EVERY: usize = 3;
const EIO: i32 = 5;
const ENOSPC: i32 = 28;
const EROFS: i32 = 30;

/// A directory in which the next life starts.
struct Base {
    name: &'static str,
    root: PathBuf,
}

/// The places a life may start from.
fn bases(dir: &Path) -> Vec<Base> {
    let base = |name: &'static str| Base { name, root: dir.join(name) };
    let [new, closed, killed, damaged] = ["new", "closed", "killed", "damaged"].map(base);
    for base in [&new, &closed, &killed, &damaged] {
        fs::create_dir(&base.root).unwrap();
    }
    for base in [&closed, &damaged] {
        for _ in 0..2 {
            assert!(live(&base.root, 30, &[]).success()); // the second life writes a snapshot
        }
    }
    damage::flip(&damage::names(&damaged.root.join("store"), "snap.")[0]);
    assert!(live(&killed.root, 30, &[]).success());
    live(&killed.root, 30, &[("CALLS_KILL", "60".to_owned())]);
    vec![new, closed, killed, damaged]
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// How many calls a life from this base makes.
fn calls_of(base: &Base, dir: &Path) -> usize {
    let root = dir.join(format!("{}-counted", base.name));
    copy(&base.root, &root);
    let log = dir.join(format!("{}.log", base.name));
    assert!(live(&root, STEPS, &[("CALLS_LOG", log.display().to_string())]).success(), "{:?}", refusal(&root));
    let calls = super::model_disk::read_log(&log, &root);
    for kind in ['C', 'W', 'S', 'R', 'U', 'r'] {
        assert!(calls.iter().any(|call| call.kind == kind), "{}: no call `{kind}` was seen", base.name);
    }
    calls.len()
}

/// Does `examine` for every so many calls of a life from each base, several at a time; says how often.
fn at_calls(every: usize, examine: impl Fn(&Path, usize) -> Result<(), String> + Sync) -> usize {
    let dir = life::place();
    let mut points = Vec::new();
    let bases = bases(dir.path());
    for base in &bases {
        let calls = calls_of(base, dir.path());
        points.extend((1 + fastrand::usize(..every)..=calls).step_by(every).map(|call| (base, call)));
    }
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some((base, call)) = points.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let root = dir.path().join(format!("{}-{call}", base.name));
                    copy(&base.root, &root);
                    let found = examine(&root, *call);
                    assert_eq!(found, Ok(()), "`{}`, call {call}", base.name);
                    fs::remove_dir_all(root).unwrap();
                }
            });
        }
    });
    points.len()
}

fn as_acknowledged(root: &Path) -> Result<(), String> {
    examine(&root.join("store"), &life::acknowledged(root))
}

#[test]
fn a_kill_at_any_file_call_loses_nothing_and_needs_nobody() {
    let points = at_calls(1, |root, call| {
        live(root, STEPS, &[("CALLS_KILL", call.to_string())]);
        if call.is_multiple_of(3) {
            // And again while it recovers.
            live(root, STEPS, &[("CALLS_KILL", fastrand::usize(1..40).to_string())]);
        }
        as_acknowledged(root)
    });
    println!("killed at each of {points} calls: 0 lost, 0 torn, all open");
    assert!(points > 150, "{points}");
}

#[test]
fn a_call_that_fails_once_is_said_and_loses_nothing() {
    let points = at_calls(EVERY, |root, call| {
        let lived = live(root, STEPS, &[("CALLS_FAIL", call.to_string()), ("CALLS_ERRNO", EIO.to_string())]);
        if !lived.success() {
            let said = refusal(root).ok_or_else(|| format!("ended with {lived}: {}", life::said(root)))?;
            let fine = ["check the disk", "store repair", life::NO_NOTE];
            if !fine.iter().any(|fine| said.contains(fine)) {
                return Err(format!("does not say what to do: {said}"));
            }
        }
        as_acknowledged(root)
    });
    println!("failed at {points} calls: 0 lost, 0 torn, all open");
}

#[test]
fn a_disk_that_is_full_from_any_call_on_loses_nothing_and_room_is_all_it_needs() {
    let points = at_calls(EVERY, |root, call| {
        let full = [("CALLS_FAIL", call.to_string()), ("CALLS_ONWARDS", String::new())];
        let lived = live(root, STEPS, &[&full[..], &[("CALLS_ERRNO", ENOSPC.to_string())]].concat());
        if !lived.success() {
            let said = refusal(root).ok_or_else(|| format!("ended with {lived}: {}", life::said(root)))?;
            if !said.contains("is full; make room") && !said.contains(life::NO_NOTE) {
                return Err(format!("does not say that the disk is full: {said}\n{}", life::said(root)));
            }
        }
        as_acknowledged(root)
    });
    println!("full from {points} calls on: 0 lost, 0 torn, all open");
}

#[test]
fn a_directory_that_cannot_be_written_is_said_and_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let trouble = dir.path().join("trouble");
    let set = [("CALLS_WHILE", trouble.display().to_string()), ("CALLS_ERRNO", EROFS.to_string())];
    // Before there is a store, and where there is one.
    for round in 0..2 {
        fs::write(&trouble, "").unwrap();
        assert!(!live(dir.path(), STEPS, &set).success());
        let said = refusal(dir.path()).unwrap();
        assert!(said.contains("Read-only file system") && said.contains("check the disk"), "round {round}: {said}");
        fs::remove_file(&trouble).unwrap();
        assert_eq!(as_acknowledged(dir.path()), Ok(()), "round {round}");
        assert!(live(dir.path(), STEPS, &set).success());
    }
}

const ROOMLESS: &str = "JULES_DISCORD_TEST_ROOMLESS";

/// Runs under the shim: the disk is full while `full` exists.
#[tokio::test]
async fn roomless_child() {
    let Ok(root) = std::env::var(ROOMLESS).map(PathBuf::from) else { return };
    let (path, full) = (root.join("store"), root.join("full"));
    let store = open(&path);
    for i in 0..500 {
        store.commit(one(Tree::Outbox, &format!("{i:06}"), &[b'x'; 4000])).await.unwrap();
    }
    fs::write(&full, "").unwrap();
    for _ in 0..3 {
        assert_eq!(store.commit(one(Tree::Inbox, "1", b"1")).await, Err(StoreError::Full));
    }
    // A read needs luck: a page that could not be written cannot be read again, either.
    let read = store.scan(Tree::Outbox, b"");
    assert!(read == Err(StoreError::Full) || read.as_ref().is_ok_and(|rows| rows.len() == 500), "{read:?}");
    fs::remove_file(&full).unwrap();
    store.commit(one(Tree::Inbox, "1", b"again")).await.unwrap();
    store.close().await.unwrap();
    let store = open(&path);
    assert_eq!(store.scan(Tree::Outbox, b"").unwrap().len(), 500);
    assert_eq!(store.get(Tree::Inbox, b"1").unwrap().unwrap(), b"again");
    fs::write(root.join("done"), "").unwrap();
}

#[test]
fn a_full_disk_is_said_and_room_heals_it_without_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("store");
    let said = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "store::tests::calls::roomless_child", "--nocapture"])
        .env(ROOMLESS, dir.path())
        .env("LD_PRELOAD", life::shim())
        .env("CALLS_UNDER", store)
        .env("CALLS_WHILE", dir.path().join("full"))
        .env("CALLS_ERRNO", ENOSPC.to_string())
        .output()
        .unwrap();
    assert!(dir.path().join("done").exists(), "{}", String::from_utf8_lossy(&said.stderr));
}
