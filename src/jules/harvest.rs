//! What a read of activities brings in: decoded one by one while the page
//! arrives, rid of what the cursor has passed, put in order at the end. It says
//! when there is enough, so that no page and no history costs its size in memory.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::cursor::{Cursor, hash};
use super::model::Activity;
use super::read::Reading;
use super::transport::Next;
use super::wire::Item;

/// What a long text may have once there is enough and the reading cannot stop.
const SMALL: usize = 64 << 10;

/// The new activities of one read, and what is known of the list's order.
pub(super) struct Harvest<'a> {
    cursor: &'a Cursor,
    /// How many bytes of JSON are enough.
    enough: usize,
    /// New ones with their size, in the list's order.
    taken: Vec<(Activity, usize)>,
    /// Items that could not be read, by the hash of their bytes: that is all there is to know them again.
    unreadable: Vec<u64>,
    bytes: usize,
    order: Order,
    /// The server sent what our bound should have kept out.
    pub below: bool,
    /// There is more than was taken.
    pub more: bool,
}

/// Whether the list comes oldest first, as the API does (jules-api.md 1.6).
#[derive(Debug, Clone, Copy, Default)]
struct Order {
    newest: Option<DateTime<Utc>>,
    /// A later time followed an earlier one.
    rose: bool,
    /// An earlier time followed a later one.
    fell: bool,
}

impl<'a> Harvest<'a> {
    /// For what is new since the cursor, about this many bytes of it.
    pub(super) fn new(cursor: &'a Cursor, enough: usize) -> Self {
        let (taken, unreadable) = (Vec::new(), Vec::new());
        Self { cursor, enough, taken, unreadable, bytes: 0, order: Order::default(), below: false, more: false }
    }

    /// Takes one item in.
    pub(super) fn take(&mut self, item: Item<'_>) -> Next {
        match serde_json::from_slice::<Activity>(item.bytes) {
            Ok(activity) => self.activity(Activity { left_out: item.left_out, ..activity }, item.bytes.len()),
            Err(_) => self.unreadable.push(hash(item.bytes)),
        }
        if self.bytes < self.enough {
            Next::Item
        } else if self.may_stop() {
            Next::Enough
        } else {
            Next::Smaller(SMALL)
        }
    }

    fn activity(&mut self, activity: Activity, size: usize) {
        self.order.pass(activity.create_time);
        self.below |= self.cursor.is_below(activity.create_time);
        if !self.cursor.has(activity.id.as_str(), activity.create_time) {
            self.bytes += size;
            self.taken.push((activity, size));
        }
    }

    /// As much as shall be held at a time is here, and the rest can wait.
    pub(super) fn is_enough(&self) -> bool {
        self.bytes >= self.enough && self.may_stop()
    }

    /// Whether what was taken is the oldest part of what is new: only then may a
    /// cursor be moved behind it while the rest is still out there.
    pub(super) fn may_stop(&self) -> bool {
        self.order.rose && !self.order.fell
    }

    /// How many were taken.
    pub(super) fn len(&self) -> usize {
        self.taken.len()
    }

    /// Forgets what was taken since there were `len`: the page is read again.
    pub(super) fn back_to(&mut self, len: usize) {
        let dropped: usize = self.taken.drain(len..).map(|(_, size)| size).sum();
        self.bytes -= dropped;
        let times = self.taken.iter().filter_map(|(activity, _)| activity.create_time);
        self.order.newest = times.max();
    }

    /// Sorts, drops doubles, and moves the cursor to `behind` the newest one.
    pub(super) fn settle(self, behind: Duration) -> Reading {
        let mut cursor = self.cursor.clone();
        let skipped = self.unreadable.iter().filter(|hash| cursor.pass_undated(**hash)).count();
        // One without a readable time stays behind the one it was listed after.
        let mut time = None;
        let mut dated: Vec<_> = self
            .taken
            .into_iter()
            .map(|(activity, _)| {
                time = activity.create_time.or(time);
                (time, activity)
            })
            .collect();
        dated.sort_by_key(|(time, _)| *time); // stable: equal times keep the list's order
        let new = dated.into_iter().map(|(_, activity)| activity);
        let activities = new.filter(|activity| cursor.pass(activity.id.as_str(), activity.create_time)).collect();
        cursor.settle(behind);
        Reading { activities, cursor, skipped, more: self.more }
    }
}

impl Order {
    fn pass(&mut self, time: Option<DateTime<Utc>>) {
        let (Some(time), newest) = (time, self.newest) else { return };
        match newest {
            Some(newest) if time < newest => self.fell = true,
            Some(newest) if time > newest => self.rose = true,
            _ => {}
        }
        self.newest = self.newest.max(Some(time));
    }
}
