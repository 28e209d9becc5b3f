//! `jules-discord store`: what a person can do about the store while no bot runs.

use std::fmt::Write as _;
use std::path::Path;

use crate::store::{self, Batch, Salvage, SledStore, Store as _, StoreError, Tree};
use crate::worker::records;

/// What was found or done, for people.
#[derive(Debug)]
pub struct Outcome {
    /// Whole lines, without the last line break.
    pub text: String,
    /// Whether a bot can work with the store as it is now.
    pub is_sound: bool,
}

/// Reads every record, and changes nothing.
///
/// # Errors
/// When there is no store, or it cannot be looked at.
pub fn verify(path: &Path) -> Result<Outcome, StoreError> {
    let found = store::salvage(path)?;
    let mut text = format!("The store in {}:\n", path.display());
    counts(&found, &mut text);
    for healed in &found.healed {
        let _ = writeln!(text, "note  {healed}");
    }
    let mut wrong = found.wrong.clone();
    wrong.extend(unreadable(&found));
    for (tree, number) in orphans(&found) {
        let _ = writeln!(text, "note  {number} of `{}` belong to no conversation; nothing comes of them", tree.name());
    }
    for wrong in &wrong {
        let _ = writeln!(text, "FAIL  {wrong}");
    }
    let is_sound = wrong.is_empty();
    text.push_str(match (is_sound, Use::of(path)) {
        (true, Use::Restored) => {
            "\nEvery record can be read; run `jules-discord store rebuild` before the bot: the store was restored."
        }
        (true, Use::Plain) => "\nEvery record can be read.",
        (false, _) => "\nRun `jules-discord store repair`, which keeps all that is there.",
    });
    Ok(Outcome { text, is_sound })
}

/// Puts what can be read of a damaged store in its place.
///
/// # Errors
/// When nothing can be read, or nothing written.
pub fn repair(path: &Path) -> Result<Outcome, StoreError> {
    let repair = store::repair(path)?;
    let mut text = String::new();
    counts(&repair.found, &mut text);
    let Some(kept) = repair.kept else {
        text.push_str("\nThe store is sound; nothing was changed.");
        return Ok(Outcome { text, is_sound: true });
    };
    for wrong in &repair.found.wrong {
        let _ = writeln!(text, "FAIL  {wrong}");
    }
    let _ = write!(text, "\nWhat can be read is the store now; what was there is in {}.", kept.display());
    text.push_str(match Use::of(path) {
        Use::Restored => {
            "\nRecords are missing: run `jules-discord store rebuild`, which reads them from Discord and Jules."
        }
        Use::Plain => "\nNothing is missing.",
    });
    Ok(Outcome { text, is_sound: true })
}

/// Writes an export into `file`, or beside the database, where `kept` of them are kept.
///
/// # Errors
/// When the store cannot be read or the file not written.
pub fn export(path: &Path, file: Option<&Path>, kept: usize) -> Result<Outcome, StoreError> {
    if !path.exists() {
        return Err(StoreError::Unusable(format!("{} does not exist", path.display())));
    }
    let store = SledStore::open_restored(path)?;
    let file = match file {
        Some(file) => {
            store.export_to(file)?;
            file.to_owned()
        }
        None => store.export(kept)?,
    };
    Ok(Outcome { text: format!("The store is exported to {}.", file.display()), is_sound: true })
}

/// Makes a store of an export's records.
///
/// # Errors
/// When the export is not sound, or there is a store and `replace` was not said.
pub fn import(path: &Path, file: &Path, replace: bool) -> Result<Outcome, StoreError> {
    let done = store::import(path, file, replace)?;
    let mut text = format!("{} records of {} are the store now.", done.records, done.written);
    if let Some(kept) = done.kept {
        let _ = write!(text, "\nWhat was there is in {}.", kept.display());
    }
    text.push_str("\nWhat happened since is not in it: run `jules-discord store rebuild` before the bot.");
    Ok(Outcome { text, is_sound: true })
}

/// Forgets every Jules key that was entrusted: for when the master key is lost for good. The
/// sessions that worked with them are told at the next start.
///
/// # Errors
/// When the store cannot be used; nothing may have changed.
pub fn forget_keys(path: &Path) -> Result<Outcome, StoreError> {
    if !path.exists() {
        return Err(StoreError::Io(format!("{} does not exist", path.display())));
    }
    let runtime = tokio::runtime::Runtime::new().map_err(|error| StoreError::Io(error.to_string()))?;
    let store = SledStore::open(path)?;
    let mut batch = Batch::default();
    let keys = store.scan(Tree::Keys, &[])?;
    for (key, _) in &keys {
        batch.drop(Tree::Keys, key.clone());
    }
    if !batch.is_empty() {
        runtime.block_on(store.commit(batch))?;
    }
    runtime.block_on(store.close())?;
    let text = format!(
        "{} Jules keys were forgotten. The threads of their sessions are told when the bot starts; at Jules the keys \
         are still valid.",
        keys.len()
    );
    Ok(Outcome { text, is_sound: true })
}

/// Whether a sound store may be used as it is.
enum Use {
    Plain,
    Restored,
}

impl Use {
    fn of(path: &Path) -> Self {
        if store::is_restored(path) { Self::Restored } else { Self::Plain }
    }
}

fn counts(found: &Salvage, text: &mut String) {
    for tree in Tree::ALL {
        let (count, expected) = found.count(tree);
        let mark = if expected.is_none_or(|expected| expected == count) { "ok  " } else { "FAIL" };
        let of = expected.filter(|expected| *expected != count).map(|all| format!(" of {all}")).unwrap_or_default();
        let _ = writeln!(text, "{mark}  {:8} {count}{of}", tree.name());
    }
}

/// Records that are sound as bytes, but that this version cannot read.
fn unreadable(found: &Salvage) -> impl Iterator<Item = String> {
    found.rows.iter().filter_map(|row| {
        let error = records::examine(row.tree, &row.value).err()?;
        Some(format!("a record of `{}`: {error}", row.tree.name()))
    })
}

/// Records about threads that have no conversation.
fn orphans(found: &Salvage) -> Vec<(Tree, usize)> {
    let thread = |row: &store::export::Row| records::thread(row.tree, &row.key);
    let known: std::collections::HashSet<_> =
        found.rows.iter().filter(|row| row.tree == Tree::Threads).filter_map(thread).collect();
    let counted = [Tree::Outbox, Tree::Inbox, Tree::Posts].map(|tree| {
        let lost = |row: &&store::export::Row| row.tree == tree && thread(row).is_none_or(|id| !known.contains(&id));
        (tree, found.rows.iter().filter(lost).count())
    });
    counted.into_iter().filter(|(_, number)| *number > 0).collect()
}
