//! The store on disk, as everybody else sees it: reads go straight to sled, writes through
//! the [`committer`](super::committer).

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::SystemTime;

use async_trait::async_trait;
use chrono::Utc;
use tokio::sync::{mpsc, oneshot};

use super::committer::{Committer, Job, Shared};
use super::directory::{Directory, LETTING_GO, RESTORED, patiently};
use super::open::{self, Trees};
use super::{Batch, Pair, Store, StoreError, Tree, export, pieces};

/// How many batches may wait before a sender waits, too.
const QUEUE: usize = 1024;

/// A [`Store`] in a directory, held by one process at a time.
#[derive(Debug)]
pub struct SledStore {
    directory: Directory,
    trees: Shared,
    writer: Mutex<Option<Writer>>,
}

/// The committer, as long as it runs.
#[derive(Debug)]
struct Writer {
    jobs: mpsc::Sender<Job>,
    thread: JoinHandle<Result<(), StoreError>>,
}

impl Writer {
    fn join(self) -> Result<(), StoreError> {
        drop(self.jobs);
        self.thread.join().unwrap_or_else(|_| Err(StoreError::Corrupt("the database failed while writing".to_owned())))
    }
}

impl SledStore {
    /// Opens the store in `path`, or makes one there, and reads all of it once.
    ///
    /// Blocks: 10,000 records take about 15 ms. Repairs what a kill can leave behind, and
    /// refuses rather than start with fewer records than were acknowledged. Another process
    /// that is just ending gets a second to let go.
    ///
    /// # Errors
    /// When another process holds it, when it is damaged or newer, when the directory cannot be
    /// used; [`StoreError::Restored`] when it is older than what has happened since.
    pub fn open(path: &Path) -> Result<Arc<Self>, StoreError> {
        let store = Self::open_restored(path)?;
        if store.directory.is_restored() { Err(StoreError::Restored) } else { Ok(store) }
    }

    /// The same for one who is about to compare it with Discord and Jules.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_restored(path: &Path) -> Result<Arc<Self>, StoreError> {
        Self::start(patiently(LETTING_GO, || open::open(path, false))?)
    }

    /// The same, and where a store was and is no more, a new one is begun.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_or_begin(path: &Path) -> Result<Arc<Self>, StoreError> {
        Self::start(patiently(LETTING_GO, || open::open(path, true))?)
    }

    fn start(opened: open::Opened) -> Result<Arc<Self>, StoreError> {
        let directory = opened.directory.clone();
        let (committer, trees) = Committer::new(opened)?;
        let (jobs, queue) = mpsc::channel(QUEUE);
        let thread = thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || committer.run(queue))
            .map_err(|error| StoreError::io("a thread", &error))?;
        Ok(Arc::new(Self { directory, trees, writer: Mutex::new(Some(Writer { jobs, thread })) }))
    }

    /// Whether the records are older than what has happened since.
    #[must_use]
    pub fn is_restored(&self) -> bool {
        self.directory.is_restored()
    }

    /// No bot may work with the records until they are of today.
    ///
    /// # Errors
    /// When that cannot be noted.
    pub fn is_out_of_date(&self) -> Result<(), StoreError> {
        self.directory.write(RESTORED, b"")
    }

    /// From here on the records are of today, and a bot may work with them.
    ///
    /// # Errors
    /// When that cannot be noted.
    pub fn is_up_to_date(&self) -> Result<(), StoreError> {
        self.directory.is_up_to_date()
    }

    /// Writes an export beside the database and removes all but the newest `kept`. Commits go
    /// on meanwhile; the export is of one moment.
    ///
    /// # Errors
    /// When it cannot be written; then there is none of this moment, and the others are kept.
    pub fn export(&self, kept: usize) -> Result<PathBuf, StoreError> {
        let exports = self.directory.exports()?;
        let file = exports.join(export::name(Utc::now()));
        self.export_to(&file)?;
        let all = export::list(&exports);
        for old in &all[..all.len().saturating_sub(kept.max(1))] {
            std::fs::remove_file(old).map_err(|error| StoreError::io(old.display(), &error))?;
        }
        Ok(file)
    }

    /// Writes an export into a file. Returns how many records it holds.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn export_to(&self, file: &Path) -> Result<usize, StoreError> {
        // The lock keeps commits waiting while all is read, and no longer.
        let (meta, rows) = self.read(|trees| Ok((trees.meta()?, trees.rows()?)))?;
        let meta = meta.ok_or_else(|| StoreError::Corrupt("the database has lost its contents".to_owned()))?;
        export::write(&meta, &rows, file)?;
        Ok(rows.len())
    }

    /// When the newest export beside the database was written.
    #[must_use]
    pub fn last_export(&self) -> Option<SystemTime> {
        self.directory.newest_export()?.metadata().ok()?.modified().ok()
    }

    fn read<T>(&self, read: impl FnOnce(&Trees) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let trees = self.trees.read().unwrap_or_else(PoisonError::into_inner);
        read(trees.as_ref().ok_or(StoreError::Closed)?)
    }

    fn take_writer(&self) -> Option<Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[async_trait]
impl Store for SledStore {
    async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        if batch.is_empty() {
            return Ok(());
        }
        let longest = batch.changes.iter().filter_map(|change| Some(change.value.as_ref()?.len())).max();
        if let Some(bytes) = longest.filter(|bytes| *bytes > pieces::LONGEST) {
            return Err(StoreError::TooLarge { bytes });
        }
        let jobs =
            self.writer.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|writer| writer.jobs.clone());
        let (done, result) = oneshot::channel();
        jobs.ok_or(StoreError::Closed)?.send(Job { batch, done }).await.map_err(|_| StoreError::Closed)?;
        result.await.unwrap_or_else(|_| Err(StoreError::Corrupt("the database failed while writing".to_owned())))
    }

    fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|trees| {
            let Some(head) = trees.of(tree).get(key)? else { return Ok(None) };
            pieces::whole(trees.pieces(), tree, key, &head).map(Some)
        })
    }

    fn scan(&self, tree: Tree, prefix: &[u8]) -> Result<Vec<Pair>, StoreError> {
        let mut pairs = Vec::new();
        self.each(tree, prefix, &mut |pair| pairs.push(pair))?;
        Ok(pairs)
    }

    fn each(&self, tree: Tree, prefix: &[u8], take: &mut dyn FnMut(Pair)) -> Result<(), StoreError> {
        self.read(|trees| {
            for pair in trees.of(tree).scan_prefix(prefix) {
                let (key, head) = pair?;
                let value = pieces::whole(trees.pieces(), tree, &key, &head)?;
                take((key.to_vec(), value));
            }
            Ok(())
        })
    }

    async fn close(&self) -> Result<(), StoreError> {
        let writer = self.take_writer().ok_or(StoreError::Closed)?;
        tokio::task::spawn_blocking(|| writer.join()).await.map_err(|error| StoreError::Io(error.to_string()))?
    }
}

impl Drop for SledStore {
    fn drop(&mut self) {
        // Whoever drops the store may open it again at once, so the lock must be free by then.
        if let Some(Err(error)) = self.take_writer().map(Writer::join) {
            tracing::error!(%error, "the store did not close well");
        }
    }
}
