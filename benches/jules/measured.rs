//! What was measured in a lane, and what follows from it. Times and rates are on the clock of the
//! world: a delay of 0.2 s at ten times the speed counts as 2 s.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::client::Report;
use crate::simulator::{Counts, Kind, Made};
use crate::table::{Row, Section};

/// One client's part of a row.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    pub speed: f64,
    /// Real seconds measured.
    pub seconds: f64,
    pub sessions: usize,
    pub counts: Counts,
    /// Seconds of processor time.
    pub cpu: f64,
    /// Bytes: the largest in the time measured, and at its end.
    pub rss_max: u64,
    pub rss: u64,
    /// The mean size of an activity.
    pub mean_bytes: f64,
    /// It had not read the past when the measurement began.
    pub late: bool,
    /// Activities made in the time measured.
    pub made: usize,
    /// From creation to delivery, in seconds, sorted; those a person waits for apart.
    pub delays: Vec<f64>,
    pub answers: Vec<f64>,
    pub plans: Vec<f64>,
    /// Made in that time and not delivered by the end; their delays are counted as "so far".
    pub missing: usize,
    /// Delivered more than once.
    pub doubled: usize,
    /// Streams that ended, and other failures.
    pub dead: Vec<String>,
}

impl Measured {
    /// What was made compared with what came, up to `end`.
    pub fn join(
        &self,
        made: &[Made],
        report: Report,
        window: (DateTime<Utc>, DateTime<Utc>),
        end: DateTime<Utc>,
    ) -> Self {
        let mut joined = self.clone();
        let mut came: HashMap<&str, i64> = HashMap::new();
        for (id, at) in &report.delivered {
            let before = came.len();
            came.entry(id).or_insert(*at);
            joined.doubled += usize::from(came.len() == before);
        }
        let (from, to) = (window.0.timestamp_micros(), window.1.timestamp_micros());
        for (id, at, kind) in made.iter().filter(|(_, at, _)| (from..to).contains(at)) {
            let arrived = came.get(id.as_str()).copied();
            joined.made += 1;
            joined.missing += usize::from(arrived.is_none());
            let delay = arrived.unwrap_or(end.timestamp_micros()) - at;
            let delay = delay as f64 / 1e6 * self.speed;
            match kind {
                Kind::Work => joined.delays.push(delay),
                Kind::Answer => joined.answers.push(delay),
                Kind::Plan => joined.plans.push(delay),
            }
        }
        for delays in [&mut joined.delays, &mut joined.answers, &mut joined.plans] {
            delays.sort_by(f64::total_cmp);
        }
        joined.dead = report.dead;
        joined
    }

    /// What must not be: missing, doubled, dead.
    pub fn wrong(&self) -> f64 {
        (self.missing + self.doubled + self.dead.len()) as f64
    }

    /// Lists of activities and of sessions.
    pub fn lists(&self) -> f64 {
        (self.counts.activities + self.counts.sessions) as f64
    }

    /// All requests.
    pub fn requests(&self) -> f64 {
        self.lists() + self.counts.other as f64
    }

    /// So many a minute.
    pub fn per_minute(&self, count: f64) -> f64 {
        count / (self.seconds * self.speed) * 60.0
    }

    /// So many for each activity made.
    pub fn per_activity(&self, count: f64) -> f64 {
        count / self.made.max(1) as f64
    }
}

impl Row {
    /// The same figure of both.
    pub fn of(
        what: impl Into<String>,
        sdk: Option<&Measured>,
        ours: Option<&Measured>,
        take: impl Fn(&Measured) -> f64,
    ) -> Self {
        Self::new(what, sdk.map(&take), ours.map(&take))
    }
}

impl Section {
    /// Says so where a client could not even read the past in time.
    pub fn warn_if_late(&mut self, sdk: Option<&Measured>, ours: &Measured) {
        for (name, it) in [("The SDK", sdk), ("Ours", Some(ours))] {
            if it.is_some_and(|it| it.late) {
                self.note(format!("{name} had not read the past when the measurement began."));
            }
        }
    }
}
