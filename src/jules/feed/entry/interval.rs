//! How long after a look the next one is due.

use std::time::Duration;

use super::{Entry, FOLLOW_UPS};
use crate::jules::Settings;
use crate::jules::feed::watch::Pace;
use crate::jules::model::SessionState;

impl Entry {
    /// `trusted`: the list announces what is new, so sweeping may be rare.
    pub(super) fn next_interval(
        &mut self,
        found: bool,
        announced: bool,
        trusted: bool,
        settings: &Settings,
    ) -> Duration {
        let Settings { poll_min: min, poll_max: max, .. } = *settings;
        if self.follow_ups > 0 {
            self.follow_ups -= 1;
            let urgent = if self.pace == Pace::Urgent { min } else { max };
            return min.mul_f64(1.5 * f64::from(FOLLOW_UPS - self.follow_ups)).min(urgent).min(max);
        }
        if self.pace == Pace::Urgent {
            // Read, not awaited from the list: its rows may lag by seconds.
            return min;
        }
        if self.state == SessionState::Queued {
            return (min * 2).min(max);
        }
        if announced && !found {
            return (min * 2).min(max); // told of something that does not show yet
        }
        let shortest = self.shortest(settings);
        if self.pace == Pace::Working && trusted {
            return max * 2; // a look now and then, lest the list misses something
        }
        if found {
            return shortest;
        }
        self.interval.max(shortest).mul_f64(1.5).min(self.longest(settings))
    }

    /// The longest pause where nothing but looking tells what is new.
    pub(super) fn longest(&self, settings: &Settings) -> Duration {
        match self.pace {
            Pace::Urgent | Pace::Working => (settings.poll_min * 5).min(settings.poll_max),
            Pace::Waiting => settings.poll_max,
            Pace::Parked => settings.poll_max * 30,
        }
    }

    pub(super) fn shortest(&self, settings: &Settings) -> Duration {
        match self.pace {
            Pace::Urgent | Pace::Working => settings.poll_min,
            Pace::Waiting => (settings.poll_min * 5).min(settings.poll_max),
            Pace::Parked => settings.poll_max,
        }
    }
}
