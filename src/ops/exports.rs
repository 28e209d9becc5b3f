//! The exports that a running bot writes by itself.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::store::SledStore;

/// How soon an export that failed is tried again, at most.
const AGAIN: Duration = Duration::from_mins(10);

/// Writes an export whenever the newest is older than `every`, until everything stops.
pub async fn keep_writing(store: Arc<SledStore>, every: Duration, kept: usize, stop: CancellationToken) {
    loop {
        let mut pause = due_in(store.last_export(), every, SystemTime::now());
        if pause.is_zero() {
            let writing = store.clone();
            // Reading all of it takes a moment on a big store.
            pause = match tokio::task::spawn_blocking(move || writing.export(kept)).await {
                Ok(Ok(file)) => {
                    info!(file = %file.display(), "exported the store");
                    every
                }
                Ok(Err(error)) => {
                    warn!(%error, "the store could not be exported");
                    every.min(AGAIN)
                }
                Err(_) => every.min(AGAIN),
            };
        }
        if stop.run_until_cancelled(sleep(pause)).await.is_none() {
            return;
        }
    }
}

/// How long until the next export. A clock that was set back brings one sooner, never later.
fn due_in(last: Option<SystemTime>, every: Duration, now: SystemTime) -> Duration {
    let age = last.and_then(|last| now.duration_since(last).ok());
    age.map_or(Duration::ZERO, |age| every.saturating_sub(age))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_is_due_when_the_newest_is_old_or_from_a_time_to_come() {
        let (now, hour) = (SystemTime::now(), Duration::from_hours(1));
        assert_eq!(due_in(None, hour, now), Duration::ZERO);
        assert_eq!(due_in(Some(now - hour * 2), hour, now), Duration::ZERO);
        assert_eq!(due_in(Some(now - hour / 4), hour, now), hour * 3 / 4);
        assert_eq!(due_in(Some(now + hour), hour, now), Duration::ZERO);
    }
}
