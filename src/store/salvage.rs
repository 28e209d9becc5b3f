//! Reading what can be read of a store that may be damaged, from a copy: the store itself is
//! neither opened nor changed.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::directory::{Directory, Holds};
use super::export::Row;
use super::meta::{Meta, SCHEMA};
use super::open::{self, Trees};
use super::{StoreError, Tree, pieces, record};

/// What could be read of a store.
#[derive(Debug, Default)]
pub struct Salvage {
    /// Every record that is sound as bytes.
    pub rows: Vec<Row>,
    /// Everything that is wrong, in words for people. Empty for a store that is sound.
    pub wrong: Vec<String>,
    /// What is mended by itself at the next start, in words for people.
    pub healed: Vec<String>,
    /// Transactions so far, if that could be read.
    pub commits: Option<u64>,
    /// The database is not the newest there was.
    pub(super) is_older: bool,
    /// How many records each tree should have, if that could be read.
    expected: Option<[u64; Tree::ALL.len()]>,
}

impl Salvage {
    /// How many records of a tree could be read, and how many there should be.
    #[must_use]
    pub fn count(&self, tree: Tree) -> (u64, Option<u64>) {
        let found = self.rows.iter().filter(|row| row.tree == tree).count() as u64;
        (found, self.expected.map(|expected| expected[tree.index()]))
    }

    /// Whether records are missing, as far as can be known.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        Tree::ALL.into_iter().any(|tree| {
            let (found, expected) = self.count(tree);
            expected.is_none_or(|expected| found < expected)
        })
    }
}

/// Whether the store in `path` has to be compared with Discord and Jules before a bot may use it.
#[must_use]
pub fn is_restored(path: &Path) -> bool {
    Directory::existing(path).is_ok_and(|directory| directory.is_restored())
}

/// Reads a store as far as that goes, without changing it.
///
/// # Errors
/// When there is none, it is in use or newer, or no copy can be made.
pub fn salvage(path: &Path) -> Result<Salvage, StoreError> {
    let directory = Directory::existing(path)?;
    let _lock = directory.lock()?;
    read(&directory)
}

/// The same for one who holds the lock.
pub(super) fn read(directory: &Directory) -> Result<Salvage, StoreError> {
    let place = TemporaryDirectory::new()?;
    let state = match directory.holds() {
        Ok(Holds::Store(state)) => Some(state),
        Ok(Holds::Nothing | Holds::Unfinished | Holds::Remains) => {
            return Err(StoreError::Unusable(format!("{} holds no store yet", directory.path().display())));
        }
        Ok(Holds::Replaced) => {
            return Err(StoreError::Unusable(format!(
                "{} is about to get another store; start the bot, or give the command again",
                directory.path().display()
            )));
        }
        Err(StoreError::Corrupt(_)) => None,
        Err(error) => return Err(error),
    };
    if let Some(state) = state.as_ref().filter(|state| state.schema > SCHEMA) {
        return Err(StoreError::Incompatible { found: state.schema, supported: SCHEMA });
    }
    let mut best: Option<Salvage> = None;
    for snapshots in [true, false] {
        let copy = place.0.join(if snapshots { "as-it-is" } else { "without-snapshots" });
        directory.copy_database(&copy, snapshots)?;
        let mut found = attempt(&copy);
        if state.is_none() {
            found.wrong.push("`state.json` cannot be read".to_owned());
        }
        if let Some(state) = &state
            && found.commits.is_some_and(|commits| commits < state.commits)
        {
            found.wrong.push("the database is older than it was".to_owned());
            found.is_older = true;
        }
        if found.wrong.is_empty() {
            if !snapshots {
                found.healed.push("its snapshot is damaged, and is made anew from the main file".to_owned());
            }
            return Ok(found);
        }
        if best.as_ref().is_none_or(|best| best.rows.len() < found.rows.len()) {
            best = Some(found);
        }
    }
    Ok(best.unwrap_or_default())
}

fn attempt(copy: &Path) -> Salvage {
    let read = open::open_database(copy).and_then(|trees| open::patiently(move || Ok(read_trees(&trees))));
    read.unwrap_or_else(|error| Salvage { wrong: vec![reason(&error)], ..Salvage::default() })
}

fn read_trees(trees: &Trees) -> Salvage {
    let mut found = Salvage::default();
    match trees.meta() {
        Ok(Some(Meta { commits, counts, .. })) => {
            (found.commits, found.expected) = (Some(commits), Some(counts));
        }
        Ok(None) => found.wrong.push("the database has lost its contents".to_owned()),
        Err(error) => found.wrong.push(reason(&error)),
    }
    for tree in Tree::ALL {
        // From the other end, too: behind a damaged leaf there are others.
        let ahead: Vec<_> = trees.of(tree).iter().map_while(Result::ok).collect();
        let last = ahead.last().map(|(key, _)| key.clone());
        let behind = trees.of(tree).iter().rev().map_while(Result::ok);
        let mut behind: Vec<_> = behind.take_while(|(key, _)| last.as_ref().is_none_or(|last| key > last)).collect();
        behind.reverse();
        for (key, head) in ahead.into_iter().chain(behind) {
            match pieces::whole(trees.pieces(), tree, &key, &head) {
                Ok(value) if record::is_damaged(&value) => {
                    found.wrong.push(format!("a record of `{}` is damaged", tree.name()));
                }
                Ok(value) => found.rows.push(Row { tree, key: key.to_vec(), value }),
                Err(error) => found.wrong.push(format!("a record of `{}`: {}", tree.name(), reason(&error))),
            }
        }
        let (count, expected) = found.count(tree);
        if let Some(expected) = expected.filter(|expected| *expected != count) {
            found.wrong.push(format!("`{}` has {count} of {expected} records", tree.name()));
        }
    }
    found
}

fn reason(error: &StoreError) -> String {
    match error {
        StoreError::Corrupt(why) => format!("the database is damaged: {why}"),
        other => other.to_string(),
    }
}

/// Only ours to read, and gone when dropped.
struct TemporaryDirectory(PathBuf);

impl TemporaryDirectory {
    fn new() -> Result<Self, StoreError> {
        let path = std::env::temp_dir().join(format!("jules-discord-{:016x}", fastrand::u64(..)));
        let made = DirBuilder::new().mode(0o700).create(&path);
        made.map_err(|error| StoreError::io(path.display(), &error))?;
        Ok(Self(path))
    }
}

impl Drop for TemporaryDirectory {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, path = %self.0.display(), "a copy of the store could not be removed");
        }
    }
}
