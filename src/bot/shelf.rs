//! Something read from Jules and kept for a while. While it is read, others wait for the
//! same reading; whoever cannot wait gets what there is.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::Error;

/// One value, and when it was read.
pub struct Shelf<T> {
    known: RwLock<Option<(Instant, Arc<T>)>>,
    reading: Mutex<()>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { known: RwLock::default(), reading: Mutex::default() }
    }
}

impl<T> Shelf<T> {
    /// What was read last, however long ago, and whether it is younger than `age`.
    pub fn known(&self, age: Duration) -> Option<(bool, Arc<T>)> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().map(|(at, value)| (at.elapsed() < age, Arc::clone(value)))
    }

    /// The value, read again if it is not younger than `age`.
    ///
    /// # Errors
    /// It could not be read.
    pub async fn younger_than(
        &self,
        age: Duration,
        read: impl Future<Output = Result<T, Error>>,
    ) -> Result<Arc<T>, Error> {
        if let Some((true, value)) = self.known(age) {
            return Ok(value);
        }
        let _turn = self.reading.lock().await;
        // Somebody else may have read it while this one waited.
        if let Some((true, value)) = self.known(age) {
            return Ok(value);
        }
        let value = Arc::new(read.await?);
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), Arc::clone(&value)));
        Ok(value)
    }
}
