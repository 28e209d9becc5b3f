//! Opening: everything sled 0.34.7 must be protected from before it may be trusted.
//!
//! The rules and the measurements behind them: a kill during start-up leaves a snapshot that
//! blocks every later open; a damaged snapshot can be rebuilt, but only from a sound main
//! file; a main file cut short opens as an empty database, or panics.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use sled::Transactional;
use sled::transaction::{ConflictableTransactionError, TransactionError};
use tracing::{info, warn};

use super::directory::{Directory, Holds, patiently as wait_for};
use super::export::{self, Row};
use super::meta::{Meta, SCHEMA, State};
use super::{StoreError, Tree, pieces, record, replace};

/// A million records open in 0.2 s; sled has been seen to think for ever over a broken file.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long sled's threads may outlive their database.
const LINGERING: Duration = Duration::from_secs(30);
const CACHE_BYTES: u64 = 16 << 20;
const META_KEY: &[u8] = b"meta";

/// The database and its trees. The last clone to go closes it.
#[derive(Debug, Clone)]
pub(super) struct Trees {
    db: sled::Db,
    /// In the order of [`Tree::ALL`], then the pieces, then the store's own.
    all: Vec<sled::Tree>,
}

impl Trees {
    pub fn db(&self) -> &sled::Db {
        &self.db
    }

    pub fn of(&self, tree: Tree) -> &sled::Tree {
        &self.all[tree.index()]
    }

    pub fn pieces(&self) -> &sled::Tree {
        &self.all[Tree::ALL.len()]
    }

    /// Every record, in the order of the trees and keys.
    pub fn rows(&self) -> Result<Vec<Row>, StoreError> {
        let mut rows = Vec::new();
        for tree in Tree::ALL {
            for pair in self.of(tree) {
                let (key, head) = pair?;
                let value = pieces::whole(self.pieces(), tree, &key, &head)?;
                rows.push(Row { tree, key: key.to_vec(), value });
            }
        }
        Ok(rows)
    }

    pub fn meta(&self) -> Result<Option<Meta>, StoreError> {
        let Some(bytes) = self.all[Tree::ALL.len() + 1].get(META_KEY)? else { return Ok(None) };
        record::decode(&bytes).map(Some).map_err(|error| StoreError::Corrupt(error.to_string()))
    }

    /// Applies the changes of several batches in one transaction, and returns what is true after it.
    pub fn apply(&self, before: &Meta, batches: &[super::Batch]) -> Result<Meta, StoreError> {
        // No I/O of ours and no flush in here: it may run twice, and a flush would deadlock.
        let applied = self.all[..].transaction(|trees| {
            let mut meta = Meta { commits: before.commits + 1, schema: SCHEMA, ..before.clone() };
            for change in batches.iter().flat_map(|batch| &batch.changes) {
                let at = change.tree.index();
                let rest = &trees[Tree::ALL.len()];
                let there = pieces::write(&trees[at], rest, change.tree, &change.key, change.value.as_deref())?;
                match (there, change.value.is_some()) {
                    (false, true) => meta.counts[at] += 1,
                    (true, false) => meta.counts[at] = meta.counts[at].saturating_sub(1),
                    _ => {}
                }
            }
            let bytes = record::encode(&meta)
                .map_err(|error| ConflictableTransactionError::Abort(StoreError::Io(error.to_string())))?;
            trees[Tree::ALL.len() + 1].insert(META_KEY, bytes)?;
            Ok(meta)
        });
        applied.map_err(|error| match error {
            TransactionError::Abort(error) => error,
            TransactionError::Storage(error) => error.into(),
        })
    }
}

/// An open and checked store.
#[derive(Debug)]
pub(super) struct Opened {
    pub directory: Directory,
    pub lock: File,
    pub trees: Trees,
    pub meta: Meta,
}

/// Opens the store in `path`, or makes one there; where one was, only if `anew`.
pub(super) fn open(path: &Path, anew: bool) -> Result<Opened, StoreError> {
    let directory = Directory::prepare(path)?;
    // Before anything in it is touched: it may be somebody's home.
    directory.holds()?;
    directory.protect()?;
    let lock = directory.lock()?;
    let opened = catch_unwind(AssertUnwindSafe(|| open_locked(&directory, anew)));
    let (trees, meta) = opened.unwrap_or_else(|_| Err(directory.reason_of_a_panic()))?;
    Ok(Opened { directory, lock, trees, meta })
}

fn open_locked(directory: &Directory, anew: bool) -> Result<(Trees, Meta), StoreError> {
    replace::finish(directory)?;
    let (trees, meta) = match directory.holds()? {
        Holds::Nothing | Holds::Unfinished => create(directory)?,
        Holds::Remains if anew => create(directory)?,
        Holds::Store(state) => open_existing(directory, &state)?,
        Holds::Remains | Holds::Replaced => {
            return Err(StoreError::Unusable(format!(
                "{} holds what was kept of a store, and no store; give `jules-discord store import` the newest \
                 export, run `jules-discord store rebuild`, or choose an empty directory",
                directory.path().display(),
            )));
        }
    };
    if meta.schema < SCHEMA {
        // The only way back, should the new format turn out to be a mistake.
        let file = directory.exports()?.join(export::name(chrono::Utc::now()));
        export::write(&meta, &trees.rows()?, &file)?;
        info!(file = %file.display(), from = meta.schema, to = SCHEMA, "exported before the format changes");
    }
    // `state.json` must not be ahead of the database after a power loss.
    directory.sync_database()?;
    directory.write_state(&meta.state())?;
    Ok((trees, meta))
}

fn create(directory: &Directory) -> Result<(Trees, Meta), StoreError> {
    directory.begin()?;
    let trees = open_database(directory.path())?;
    let meta = trees.apply(&Meta::new(), &[])?;
    trees.db.flush()?;
    info!(path = %directory.path().display(), "made a new store");
    Ok((trees, meta))
}

/// Opens what `state.json` describes. Also used to begin again after the disk was full.
pub(super) fn open_existing(directory: &Directory, state: &State) -> Result<(Trees, Meta), StoreError> {
    if state.schema > SCHEMA {
        return Err(StoreError::Incompatible { found: state.schema, supported: SCHEMA });
    }
    directory.remove_unfinished_snapshots()?;
    // What a killed process wrote last may still be in memory only, and sled is about to
    // describe it in a snapshot that it does sync.
    directory.sync_database()?;
    let trees = match open_database(directory.path()) {
        Err(StoreError::Corrupt(why)) if !directory.snapshots()?.is_empty() => repair(directory, state, &why)?,
        opened => opened?,
    };
    let meta = check(&trees, state)?;
    Ok((trees, meta))
}

/// Rebuilds a damaged snapshot from the main file, if a copy shows that nothing is missing then.
fn repair(directory: &Directory, state: &State, why: &str) -> Result<Trees, StoreError> {
    warn!(why, "the database does not open; trying a copy without its snapshots");
    let copy = directory.path().join("repair");
    directory.copy_database(&copy, false)?;
    let verdict = open_database(&copy).and_then(|trees| check(&trees, state).map(drop));
    if let Err(error) = std::fs::remove_dir_all(&copy) {
        warn!(%error, path = %copy.display(), "the copy made for the repair could not be removed");
    }
    verdict.map_err(|error| match error {
        // Nothing was found out about the store itself.
        StoreError::Full | StoreError::Io(_) => error,
        _ => StoreError::Corrupt(why.to_owned()),
    })?;
    let place = directory.quarantine_snapshots()?;
    warn!(path = %place.display(), "the database is complete without its damaged snapshots; they are kept here");
    open_database(directory.path())
}

/// Reads everything once. Damage shows only when its page is read, and better now than in a month.
fn check(trees: &Trees, state: &State) -> Result<Meta, StoreError> {
    let corrupt = |why: &str| Err(StoreError::Corrupt(why.to_owned()));
    let Some(meta) = trees.meta()? else { return corrupt("the database has lost its contents") };
    if meta.schema > SCHEMA {
        return Err(StoreError::Incompatible { found: meta.schema, supported: SCHEMA });
    }
    if meta.install != state.install {
        return corrupt("the database belongs to another store");
    }
    if meta.commits < state.commits {
        return corrupt("the database is older than it was");
    }
    for tree in Tree::ALL {
        let mut count = 0;
        for pair in trees.of(tree) {
            let (key, head) = pair?;
            pieces::whole(trees.pieces(), tree, &key, &head)?;
            count += 1;
        }
        if count != meta.counts[tree.index()] {
            return corrupt(&format!("{count} of {} records of `{}`", meta.counts[tree.index()], tree.name()));
        }
    }
    Ok(meta)
}

/// Opens sled, and says so if that does not come to an end.
pub(super) fn open_database(path: &Path) -> Result<Trees, StoreError> {
    let path = path.to_owned();
    patiently(move || open_trees(&path))
}

/// Does something with sled in a thread of its own: on a damaged file it may panic, or never return.
pub(super) fn patiently<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let (done, opened) = mpsc::sync_channel(1);
    thread::Builder::new()
        .name("store-open".to_owned())
        .spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(work));
            let _ = done.send(result.unwrap_or_else(|_| Err(StoreError::Corrupt("its main file".to_owned()))));
        })
        .map_err(|error| StoreError::io("a thread", &error))?;
    opened.recv_timeout(PATIENCE).unwrap_or_else(|_| Err(StoreError::Corrupt("reading it takes too long".to_owned())))
}

fn open_trees(path: &Path) -> Result<Trees, StoreError> {
    let config = sled::Config::new()
        .path(path)
        .cache_capacity(CACHE_BYTES)
        // The flusher also cleans up space, so it stays on although every commit is flushed; the
        // longer it waits, the more a busy bot's file grows meanwhile.
        .flush_every_ms(Some(100));
    // Our own lock keeps others out. What may still hold sled's are threads of its own: those of
    // a database that was just closed end later than it, on a busy machine by seconds.
    let db = wait_for(LINGERING, || Ok(config.open()?))?;
    let names = Tree::ALL.map(Tree::name).into_iter().chain(["pieces", "meta"]);
    let all = names.map(|name| db.open_tree(name)).collect::<Result<_, _>>()?;
    Ok(Trees { db, all })
}
