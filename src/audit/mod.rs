//! EDGE OUT. Who was let do what, and who was not: a file to which is only ever added, each
//! row bound to the one before it by its hash. Ids and decisions stand in it, never words.
//!
//! A row counts once it is on the disk; whoever is about to change something waits for that.
//! One thread writes: what comes at once shares one `fdatasync`.

mod file;
mod row;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::Utc;
use tokio::sync::{broadcast, mpsc, oneshot};

pub use file::{Broken, Head, read};
pub use row::{Decision, Fact, Row};

use file::Chain;

/// Rows that may wait to be written.
const WAITING: usize = 1_024;
/// Rows that are kept at hand for whoever wants to look.
const AT_HAND: usize = 1_000;
/// Rows that a follower may be behind by.
const FOLLOWED: usize = 256;

type Asked = (Fact, oneshot::Sender<Result<(), String>>);

/// The audit of this installation. Clones write to the same file.
#[derive(Clone)]
pub struct Audit {
    rows: mpsc::Sender<Asked>,
    newest: Arc<Mutex<VecDeque<Row>>>,
    followers: broadcast::Sender<Row>,
}

/// A row could not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the audit cannot be written: {0}")]
pub struct Unwritten(String);

impl Audit {
    /// Opens the file, or makes it. What a crash left of a row that never counted is cut off.
    ///
    /// # Errors
    /// It cannot be opened, or its newest row is not as it was written.
    pub fn open(path: &Path) -> io::Result<Self> {
        let (chain, newest) = Chain::open(path, AT_HAND)?;
        let (rows, waiting) = mpsc::channel(WAITING);
        let audit =
            Self { rows, newest: Arc::new(Mutex::new(newest.into())), followers: broadcast::channel(FOLLOWED).0 };
        let (newest, followers) = (audit.newest.clone(), audit.followers.clone());
        std::thread::Builder::new().name("audit".into()).spawn(move || write(chain, waiting, &newest, &followers))?;
        Ok(audit)
    }

    /// Writes a row; it is on the disk when this returns.
    ///
    /// # Errors
    /// It is not. Whatever it was about must not happen.
    pub async fn record(&self, fact: Fact) -> Result<(), Unwritten> {
        let (written, outcome) = oneshot::channel();
        let gone = |_| Unwritten("its writer has ended".into());
        self.rows.send((fact, written)).await.map_err(|_| Unwritten("its writer has ended".into()))?;
        outcome.await.map_err(gone)?.map_err(Unwritten)
    }

    /// The newest rows that fit, newest first, as far as they are at hand.
    #[must_use]
    pub fn newest(&self, most: usize, fits: impl Fn(&Row) -> bool) -> Vec<Row> {
        let rows = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        rows.iter().rev().filter(|row| fits(row)).take(most).cloned().collect()
    }

    /// Every row from now on.
    #[must_use]
    pub fn follow(&self) -> broadcast::Receiver<Row> {
        self.followers.subscribe()
    }
}

/// Runs until the last clone of the audit is gone.
fn write(
    mut chain: Chain,
    mut waiting: mpsc::Receiver<Asked>,
    newest: &Mutex<VecDeque<Row>>,
    followers: &broadcast::Sender<Row>,
) {
    while let Some(first) = waiting.blocking_recv() {
        let mut asked = vec![first];
        while let Ok(next) = waiting.try_recv() {
            asked.push(next);
        }
        let (facts, written): (Vec<_>, Vec<_>) = asked.into_iter().unzip();
        let outcome = chain.append(facts, Utc::now());
        if let Ok(rows) = &outcome {
            let mut newest = newest.lock().unwrap_or_else(PoisonError::into_inner);
            newest.extend(rows.iter().cloned());
            let surplus = newest.len().saturating_sub(AT_HAND);
            newest.drain(..surplus);
            for row in rows {
                // Nobody may follow.
                let _ = followers.send(row.clone());
            }
        }
        let outcome = outcome.map(drop).map_err(|error| error.to_string());
        for written in written {
            // Whoever asked may be gone.
            let _ = written.send(outcome.clone());
        }
    }
}
