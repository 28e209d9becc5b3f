//! How activities are stamped, how large they are, and when they show (12, 29–31).

use serde::{Deserialize, Serialize};

use crate::sim::scenario::Span;

/// How activities are stamped, how large they are, and when they show.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Activities {
    /// Fractional digits of `createTime`, taken in turn.
    pub digits: Vec<u8>,
    /// Share of activities that have the `createTime` of the one before, to the nanosecond.
    pub same_time_rate: f64,
    /// Share of activities that show late, after younger ones.
    pub late_rate: f64,
    /// How late those are.
    pub late_by: Span,
    /// Kilobytes that every change set and picture is larger than its scenario says.
    pub pad_kb: usize,
}

impl Default for Activities {
    fn default() -> Self {
        Self { digits: vec![6], same_time_rate: 0.0, late_rate: 0.0, late_by: Span::secs(3), pad_kb: 0 }
    }
}
