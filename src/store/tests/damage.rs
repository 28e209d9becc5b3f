//! Directories that are not as they were left.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use super::super::{SledStore, Store, StoreError, Tree};
use super::{closed_store, one, open};

pub fn names(path: &Path, prefix: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap());
    entries.filter(|e| e.file_name().to_string_lossy().starts_with(prefix)).map(|e| e.path()).collect()
}

pub fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    fs::write(path, bytes).unwrap();
}

fn refusal(path: &Path) -> StoreError {
    SledStore::open(path).map(drop).unwrap_err()
}

#[tokio::test]
async fn a_snapshot_that_was_being_written_when_the_process_died_is_no_obstacle() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    closed_store(&path, 100).await;
    for half in [&b""[..], b"half a snapshot, as a kill leaves it"] {
        fs::write(path.join("snap.00000000FFFFFFFF.generating"), half).unwrap();
        assert_eq!(open(&path).scan(Tree::Outbox, b"").unwrap().len(), 100);
        assert!(names(&path, "quarantine-").is_empty(), "this needs no repair");
    }
}

#[tokio::test]
async fn a_damaged_snapshot_is_rebuilt_and_kept_in_quarantine() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    closed_store(&path, 1000).await;
    let snapshots = names(&path, "snap.");
    assert_eq!(snapshots.len(), 1);
    flip(&snapshots[0]);
    let store = open(&path);
    assert_eq!(store.scan(Tree::Outbox, b"").unwrap().len(), 1000);
    assert_eq!(names(&names(&path, "quarantine-")[0], "snap.").len(), 1);
    assert!(!path.join("repair").exists());
    store.commit(one(Tree::Inbox, "1", b"works")).await.unwrap();
    store.close().await.unwrap();
    assert_eq!(open(&path).get(Tree::Inbox, b"1").unwrap().unwrap(), b"works");
}

#[tokio::test]
async fn a_database_that_lost_its_contents_is_not_taken_for_a_new_one() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    closed_store(&path, 1000).await;
    for name in ["db", "snap."] {
        for file in names(&path, name) {
            fs::remove_file(file).unwrap();
        }
    }
    assert_eq!(refusal(&path), StoreError::Corrupt("the database has lost its contents".to_owned()));
}

#[tokio::test]
async fn a_main_file_cut_in_half_or_filled_with_zeros_is_refused() {
    for cut in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("store");
        closed_store(&path, 5000).await;
        let mut bytes = fs::read(path.join("db")).unwrap();
        if cut {
            bytes.truncate(bytes.len() / 2);
        } else {
            bytes.fill(0);
        }
        fs::write(path.join("db"), bytes).unwrap();
        let error = refusal(&path);
        assert!(matches!(error, StoreError::Corrupt(_)), "{error:?}");
        assert!(error.to_string().contains("store repair"), "{error}");
    }
}

#[tokio::test]
async fn a_store_put_back_from_an_older_copy_of_its_database_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    closed_store(&path, 10).await;
    let copies = ["db", "conf"].map(|name| (name, fs::read(path.join(name)).unwrap()));
    let snapshots: Vec<_> = names(&path, "snap.").into_iter().map(|p| (p.clone(), fs::read(p).unwrap())).collect();
    let store = open(&path);
    store.commit(one(Tree::Inbox, "1", b"newer")).await.unwrap();
    store.close().await.unwrap();
    for newer in names(&path, "snap.") {
        fs::remove_file(newer).unwrap();
    }
    for (name, bytes) in copies {
        fs::write(path.join(name), bytes).unwrap();
    }
    for (older, bytes) in snapshots {
        fs::write(older, bytes).unwrap();
    }
    assert_eq!(refusal(&path), StoreError::Corrupt("the database is older than it was".to_owned()));
}

#[tokio::test]
async fn a_first_start_that_was_cut_short_is_begun_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    fs::create_dir(&path).unwrap();
    for (name, bytes) in [("creating", &b""[..]), ("db", b"half"), ("conf", b""), ("snap.0000", b"x")] {
        fs::write(path.join(name), bytes).unwrap();
    }
    let store = open(&path);
    store.commit(one(Tree::Inbox, "1", b"1")).await.unwrap();
    assert!(!path.join("creating").exists() && path.join("state.json").exists());
}

#[tokio::test]
async fn a_first_start_that_was_cut_short_before_it_could_say_so_is_begun_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    fs::create_dir(&path).unwrap();
    for (name, bytes) in [("bot.lock", "4711\n"), ("creating.new", "")] {
        fs::write(path.join(name), bytes).unwrap();
    }
    open(&path).commit(one(Tree::Inbox, "1", b"1")).await.unwrap();
    assert!(!path.join("creating.new").exists() && path.join("state.json").exists());
}

#[test]
fn a_directory_of_somebody_elses_files_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    for name in ["db", "notes.txt"] {
        fs::write(dir.path().join(name), "garbage").unwrap();
        let error = refusal(dir.path());
        assert!(matches!(&error, StoreError::Unusable(why) if why.contains(name)), "{error}");
        assert_eq!(fs::metadata(dir.path()).unwrap().permissions().mode() & 0o777, 0o755);
        assert_eq!(names(dir.path(), "").len(), 1);
        fs::remove_file(dir.path().join(name)).unwrap();
    }
}

#[tokio::test]
async fn garbage_in_place_of_state_json_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    closed_store(&path, 1).await;
    fs::write(path.join("state.json"), "{").unwrap();
    assert!(matches!(refusal(&path), StoreError::Corrupt(_)));
}

#[tokio::test]
async fn a_store_of_a_newer_version_is_refused_before_it_is_touched() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    closed_store(&path, 1).await;
    let state = fs::read_to_string(path.join("state.json")).unwrap().replace("\"schema\": 2", "\"schema\": 9");
    fs::write(path.join("state.json"), state).unwrap();
    assert_eq!(refusal(&path), StoreError::Incompatible { found: 9, supported: 2 });
}

#[test]
fn a_symbolic_link_and_a_plain_file_are_no_place_for_a_store() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("real")).unwrap();
    symlink(dir.path().join("real"), dir.path().join("link")).unwrap();
    fs::write(dir.path().join("file"), "").unwrap();
    for name in ["link", "file"] {
        let error = refusal(&dir.path().join(name));
        assert!(matches!(error, StoreError::Unusable(_)), "{error:?}");
    }
}

#[test]
fn nobody_else_may_look_into_the_directory() {
    let dir = tempfile::tempdir().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let fresh = dir.path().join("fresh");
    open(&fresh);
    assert_eq!(mode(&fresh), 0o700);
    let loose = dir.path().join("loose");
    fs::create_dir(&loose).unwrap();
    fs::set_permissions(&loose, fs::Permissions::from_mode(0o775)).unwrap();
    open(&loose);
    assert_eq!(mode(&loose), 0o700);
}
