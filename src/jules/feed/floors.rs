//! How the sweeps of many sessions share what the budget has. Pure.

use std::time::Duration;

use super::watch::Pace;

/// The least pause between two sweeps of a session, so that all sweeps of its
/// kind together stay within their share of the list calls. What the list
/// announces and what a person waits for needs the rest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Floors {
    /// Three quarters of the budget.
    pub urgent: Duration,
    /// Working sessions of which the list tells: a seventh.
    pub announced: Duration,
    /// Waiting and parked ones: a tenth, or half of that if the list tells of them.
    pub background: Duration,
}

impl Floors {
    pub(super) fn new(paces: impl Iterator<Item = Pace>, rate: f64) -> Self {
        let (mut urgent, mut working, mut background) = (0, 0, 0);
        for pace in paces {
            match pace {
                Pace::Urgent => urgent += 1,
                Pace::Working => working += 1,
                Pace::Waiting | Pace::Parked => background += 1,
            }
        }
        let floor = |count: u32, share: f64| Duration::from_secs_f64(f64::from(count) / (rate * share));
        Self { urgent: floor(urgent, 0.75), announced: floor(working, 1.0 / 7.0), background: floor(background, 0.1) }
    }
}
