//! Putting a new store in the place of the one that is there, which is kept: for imports and
//! repairs.
//!
//! The new one is made as a whole in `new/`, then `replacing` says which step is under way:
//! the old files are set aside, the new ones moved up. A kill between any two of these is
//! taken up by the next start.

use std::path::{Path, PathBuf};
use std::{fs, io};

use tracing::info;

use super::directory::{self, Directory, NEW, REPLACING, RESTORED, STATE};
use super::export::Row;
use super::{Batch, StoreError, Tree, open};

/// What `replacing` says first, before the name of the place for the old files.
const ASIDE: &str = "setting aside in ";
/// Records in one transaction, at most.
const AT_ONCE: usize = 1000;

/// Puts a store of these records in the place of what the directory holds. Returns where
/// that is kept, if it held a store. `restored` says that the records are not of today, and
/// have to be compared with Discord and Jules before a bot may work with them.
///
/// The caller holds the lock, and nobody has the old store open.
pub(super) fn replace(directory: &Directory, rows: &[Row], restored: bool) -> Result<Option<PathBuf>, StoreError> {
    make(directory, rows, restored)?;
    let place = Directory::quarantine_name();
    directory.write(REPLACING, format!("{ASIDE}{place}").as_bytes())?;
    finish(directory)?;
    let kept = directory.path().join(place);
    info!(records = rows.len(), kept = %kept.display(), "a new store is in place");
    Ok(kept.exists().then_some(kept))
}

/// Goes on where [`replace`] was cut short; does nothing where nothing was.
pub(super) fn finish(directory: &Directory) -> Result<(), StoreError> {
    let path = directory.path();
    let step = match fs::read_to_string(path.join(REPLACING)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        read => read.map_err(|error| directory.failed(REPLACING, &error))?,
    };
    if let Some(place) = step.strip_prefix(ASIDE) {
        let of_the_store =
            |name: &str| ["db", "conf", "blobs", STATE, RESTORED].contains(&name) || name.starts_with("snap.");
        let names: Vec<_> = directory.names()?.into_iter().filter(|name| of_the_store(name)).collect();
        if !names.is_empty() {
            move_all(directory, &names, path, &path.join(place))?;
        }
        directory.write(REPLACING, b"moving up")?;
    }
    let new = path.join(NEW);
    if new.is_dir() {
        let mut names = Directory::existing(&new)?.names()?;
        names.retain(|name| name != "bot.lock");
        move_all(directory, &names, &new, path)?;
        fs::remove_dir_all(&new).map_err(|error| directory.failed(NEW, &error))?;
    }
    directory.remove(REPLACING)
}

fn move_all(directory: &Directory, names: &[String], from: &Path, to: &Path) -> Result<(), StoreError> {
    let moved = (|| {
        fs::create_dir_all(to)?;
        for name in names {
            fs::rename(from.join(name), to.join(name))?;
        }
        directory::sync_directory(to)?;
        directory::sync_directory(from)
    })();
    moved.map_err(|error: io::Error| directory.failed(&to.display().to_string(), &error))
}

fn make(directory: &Directory, rows: &[Row], restored: bool) -> Result<(), StoreError> {
    let path = directory.path().join(NEW);
    if path.exists() {
        fs::remove_dir_all(&path).map_err(|error| StoreError::io(path.display(), &error))?;
    }
    let new = open::open(&path, false)?;
    let mut meta = new.meta;
    let mut counts = [0; Tree::ALL.len()];
    for rows in rows.chunks(AT_ONCE) {
        let mut batch = Batch::default();
        for row in rows {
            counts[row.tree.index()] += 1;
            batch.put(row.tree, row.key.clone(), row.value.clone());
        }
        meta = new.trees.apply(&meta, &[batch])?;
    }
    new.trees.db().flush()?;
    if meta.counts != counts {
        return Err(StoreError::Corrupt("two records have one key".to_owned()));
    }
    new.directory.sync_database()?;
    new.directory.write_state(&meta.state())?;
    if restored {
        new.directory.write(RESTORED, b"")?;
    }
    // sled lets go of its files here, with what it writes at its end.
    drop((new.trees, new.lock));
    let state = meta.state();
    let (trees, _) = open::open_existing(&new.directory, &state)?;
    drop(trees);
    new.directory.sync_database()
}
