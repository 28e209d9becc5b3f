//! The budget of identifies. Discord allows 1,000 a day and resets the token of a bot that
//! wants more; so what was spent is remembered across restarts, in a file beside the store.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use tracing::warn;

/// So many may be spent at once: restarts while somebody sets the bot up.
const BURST: f64 = 60.0;
/// So many come back in a day; the rest of Discord's thousand is left alone.
const A_DAY: f64 = 800.0;
const SECONDS_A_DAY: f64 = 86_400.0;

/// What is left, and when that was.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Left {
    identifies: f64,
    at: SystemTime,
}

impl Left {
    /// As much as it has become by `now`. A clock that was set back adds nothing.
    fn by(self, now: SystemTime) -> Self {
        let passed = now.duration_since(self.at).unwrap_or_default().as_secs_f64();
        let identifies = (self.identifies + passed * A_DAY / SECONDS_A_DAY).clamp(-BURST, BURST);
        Self { identifies, at: now }
    }

    /// How long until one may be spent.
    fn wait(self) -> Duration {
        Duration::from_secs_f64(((1.0 - self.identifies) * SECONDS_A_DAY / A_DAY).max(0.0))
    }
}

/// The budget.
#[derive(Debug)]
pub struct Identifies {
    file: PathBuf,
    left: Left,
}

impl Identifies {
    /// Reads what earlier lives have left. A file that cannot be read counts as a full budget:
    /// Discord's own answer is asked as well.
    #[must_use]
    pub fn load(file: PathBuf) -> Self {
        let read = std::fs::read(&file).ok().and_then(|text| serde_json::from_slice(&text).ok());
        let left = read.unwrap_or(Left { identifies: BURST, at: SystemTime::now() });
        Self { file, left: left.by(SystemTime::now()) }
    }

    /// How long to wait before the next one; zero while there are some.
    pub fn wait(&mut self) -> Duration {
        self.left = self.left.by(SystemTime::now());
        self.left.wait()
    }

    /// Notes that so many were spent.
    pub fn spend(&mut self, identifies: u32) {
        self.left = self.left.by(SystemTime::now());
        self.left.identifies -= f64::from(identifies);
        let new = self.file.with_extension("new");
        let written = serde_json::to_vec(&self.left)
            .map_err(std::io::Error::other)
            .and_then(|text| std::fs::write(&new, text))
            .and_then(|()| std::fs::rename(&new, &self.file));
        if let Err(error) = written {
            warn!(%error, "the number of identifies could not be saved");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_spent_is_remembered_and_comes_back_in_time() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("identifies");
        let mut budget = Identifies::load(file.clone());
        assert_eq!(budget.wait(), Duration::ZERO);
        budget.spend(60);
        let mut later = Identifies::load(file.clone());
        assert!(later.wait() > Duration::from_secs(100), "{:?}", later.wait());
        let tomorrow = later.left.by(SystemTime::now() + Duration::from_hours(24));
        assert_eq!(tomorrow.wait(), Duration::ZERO);
        assert!(tomorrow.identifies <= BURST);
        let yesterday = later.left.by(SystemTime::now() - Duration::from_hours(24));
        assert!(yesterday.identifies < 1.0, "a clock that was set back gives nothing away");
        std::fs::write(&file, "torn").unwrap();
        assert_eq!(Identifies::load(file).wait(), Duration::ZERO);
    }
}
