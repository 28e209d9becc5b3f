//! A store out of an export, and out of what can be read of a damaged one.

use std::path::{Path, PathBuf};

use super::directory::{Directory, Holds};
use super::salvage::{self, Salvage};
use super::{StoreError, export, replace};

/// What an import did.
#[derive(Debug)]
pub struct Imported {
    /// How many records there are now.
    pub records: usize,
    /// When the export was written, as RFC 3339.
    pub written: String,
    /// Where the store that was there before is kept.
    pub kept: Option<PathBuf>,
}

/// What a repair did.
#[derive(Debug)]
pub struct Repair {
    /// What was found.
    pub found: Salvage,
    /// Where what was there is kept; `None` if it was sound and left alone.
    pub kept: Option<PathBuf>,
}

/// Makes the store in `path` one of an export's records; a store that is there already is set
/// aside with `replace`, and refused without. It cannot be used before it was compared with
/// Discord and Jules ([`StoreError::Restored`]).
///
/// # Errors
/// When the export is not sound, a store is there or in use, or the directory cannot be used.
/// Then nothing was changed, or the next start finishes it.
pub fn import(path: &Path, file: &Path, replace: bool) -> Result<Imported, StoreError> {
    let export = export::read(file)?;
    let directory = Directory::prepare(path)?;
    // Before anything in it is touched: it may be somebody's home.
    let held = directory.holds();
    if matches!(held, Err(StoreError::Unusable(_))) {
        held?;
    }
    directory.protect()?;
    let _lock = directory.lock()?;
    replace::finish(&directory)?;
    let is_free = matches!(directory.holds(), Ok(Holds::Nothing | Holds::Unfinished | Holds::Remains));
    if !is_free && !replace {
        return Err(StoreError::Occupied(directory.path().to_owned()));
    }
    let kept = replace::replace(&directory, &export.rows, true)?;
    Ok(Imported { records: export.rows.len(), written: export.written, kept })
}

/// Puts what can be read of a damaged store in its place, and keeps the damaged one beside it.
/// A store that is sound is left alone.
///
/// # Errors
/// [`StoreError::Hopeless`] when nothing can be read; otherwise as for opening it.
pub fn repair(path: &Path) -> Result<Repair, StoreError> {
    let directory = Directory::existing(path)?;
    directory
        .holds()
        .or_else(|error| if matches!(error, StoreError::Corrupt(_)) { Ok(Holds::Remains) } else { Err(error) })?;
    let _lock = directory.lock()?;
    replace::finish(&directory)?;
    let found = salvage::read(&directory)?;
    if found.wrong.is_empty() {
        return Ok(Repair { found, kept: None });
    }
    if found.rows.is_empty() {
        return Err(StoreError::Hopeless { newest: directory.newest_export() });
    }
    let kept = replace::replace(&directory, &found.rows, found.is_incomplete() || found.is_older)?;
    Ok(Repair { found, kept })
}
