//! The one thread that writes: it takes what waits, applies it in one transaction, makes it
//! durable, and only then answers everybody.
//!
//! Eleven times as many steps per second as a flush each, and one `fdatasync` per group.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::{mpsc, oneshot};
use tracing::{error, warn};

use super::directory::{Directory, Holds};
use super::meta::Meta;
use super::open::{self, Opened, Trees};
use super::{Batch, StoreError};

/// Batches in one transaction, at most.
const GROUP: usize = 256;

/// A batch and who waits for it.
#[derive(Debug)]
pub(super) struct Job {
    pub batch: Batch,
    pub done: oneshot::Sender<Result<(), StoreError>>,
}

/// The trees as readers see them; none once the store is closed or while it begins again.
pub(super) type Shared = Arc<RwLock<Option<Trees>>>;

/// The writer's side of the store.
#[derive(Debug)]
pub(super) struct Committer {
    trees: Shared,
    meta: Meta,
    /// For `fdatasync`: on Linux, sled's own `flush` stops at `sync_file_range`.
    data: File,
    directory: Directory,
    /// After an error sled answers every write with it, until it is opened again.
    failed: bool,
    /// Let go of last.
    _lock: File,
}

impl Committer {
    pub fn new(opened: Opened) -> Result<(Self, Shared), StoreError> {
        let Opened { directory, lock, trees, meta } = opened;
        let data = open_data(&directory)?;
        let trees = Arc::new(RwLock::new(Some(trees)));
        Ok((Self { trees: Arc::clone(&trees), meta, data, directory, failed: false, _lock: lock }, trees))
    }

    /// Works until nobody can send any more.
    pub fn run(mut self, mut jobs: mpsc::Receiver<Job>) -> Result<(), StoreError> {
        while let Some(first) = jobs.blocking_recv() {
            let (mut batches, mut waiting) = (vec![first.batch], vec![first.done]);
            while batches.len() < GROUP {
                let Ok(job) = jobs.try_recv() else { break };
                batches.push(job.batch);
                waiting.push(job.done);
            }
            // sled panics where it cannot write.
            let committed = catch_unwind(AssertUnwindSafe(|| self.commit(&batches)));
            let result = committed.unwrap_or_else(|_| Err(self.directory.reason_of_a_panic()));
            if let Err(error) = &result {
                error!(%error, batches = batches.len(), "the store could not commit");
            }
            self.failed = result.is_err();
            for done in waiting {
                // Whoever gave up waiting finds out by reading.
                let _ = done.send(result.clone());
            }
        }
        self.finish()
    }

    fn commit(&mut self, batches: &[Batch]) -> Result<(), StoreError> {
        if self.failed {
            self.begin_again()?;
        }
        {
            // Readers wait for the transaction, so that they never see half a long value.
            let trees = self.trees.write().unwrap_or_else(PoisonError::into_inner);
            self.meta = trees.as_ref().ok_or(StoreError::Closed)?.apply(&self.meta, batches)?;
        }
        self.make_durable()
    }

    fn make_durable(&self) -> Result<(), StoreError> {
        let trees = self.trees.read().unwrap_or_else(PoisonError::into_inner).clone();
        // `flush_async` would deadlock with seven or more of them under way.
        trees.ok_or(StoreError::Closed)?.db().flush()?;
        self.data.sync_data().map_err(|error| StoreError::io("db", &error))
    }

    /// Opens the database anew after an error, so that the store works again as soon as there
    /// is room, and readers see what is on disk, not what could not be written.
    fn begin_again(&mut self) -> Result<(), StoreError> {
        self.directory.has_room()?; // until then, readers keep what there is
        let mut trees = self.trees.write().unwrap_or_else(PoisonError::into_inner);
        *trees = None;
        let Holds::Store(state) = self.directory.holds()? else { return Err(StoreError::Closed) };
        let (again, meta) = open::open_existing(&self.directory, &state)?;
        *trees = Some(again);
        drop(trees);
        self.meta = meta;
        self.data = open_data(&self.directory)?;
        warn!("the store works again");
        Ok(())
    }

    fn finish(self) -> Result<(), StoreError> {
        let durable = catch_unwind(AssertUnwindSafe(|| {
            let durable = self.make_durable();
            // Readers go first, so that the last clone of the database goes here, under the lock.
            *self.trees.write().unwrap_or_else(PoisonError::into_inner) = None;
            durable
        }));
        if self.failed {
            return Ok(()); // those who waited know, and nobody knows what is on disk
        }
        durable.unwrap_or_else(|_| Err(self.directory.reason_of_a_panic()))?;
        self.directory.write_state(&self.meta.state())
    }
}

fn open_data(directory: &Directory) -> Result<File, StoreError> {
    File::open(directory.path().join("db")).map_err(|error| StoreError::io("db", &error))
}
