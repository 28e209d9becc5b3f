//! Rate limits: who may send when.
//!
//! Discord names the bucket of a route in its answers; until then a route is a bucket of its
//! own. In each bucket and channel one request is under way at a time, which also keeps posts
//! in order, and the next one waits for the reset *before* it is sent. Above all buckets
//! there is one door: so many a second, and none while a global limit lasts. What can wait
//! comes to it one by one, and only while there is room for what cannot.
//!
//! Every wait may be dropped at any time. A turn is given back by dropping it, and nothing is
//! counted before it is sent.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::Method;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

use super::route::Route;
use super::signals::{Limited, Scope, Signals};

/// Resets are waited for this much longer: our clock and theirs tick at different moments.
const MARGIN: Duration = Duration::from_millis(10);
/// What Discord counts as a second, and how far two requests may drift apart on their way to it.
const SECOND: Duration = Duration::from_millis(1_020);
/// What can wait does so this long, at most, once it is the first of its kind in line.
const LEISURE: Duration = Duration::from_secs(2);
/// Idle buckets are looked for when there are at least this many.
const PRUNE_AT: usize = 512;

/// All limits of one token.
#[derive(Debug)]
pub(super) struct Limiter {
    per_second: usize,
    door: Semaphore,
    leisure: Semaphore,
    known: Mutex<Known>,
}

#[derive(Debug)]
struct Known {
    /// Discord's names for the buckets of routes.
    names: HashMap<(Method, &'static str), String>,
    buckets: HashMap<Key, Arc<Bucket>>,
    prune_at: usize,
    /// When the last requests were sent, oldest first.
    sent: VecDeque<Instant>,
    /// Those that were sent in the second before.
    before: VecDeque<Instant>,
    /// When something that could wait was let through last.
    strolled: Option<Instant>,
    /// The end of a global limit.
    closed_until: Option<Instant>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    name: String,
    major: String,
}

#[derive(Debug)]
struct Bucket {
    turn: Arc<Semaphore>,
    count: Mutex<Count>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    remaining: Option<u32>,
    limit: Option<u32>,
    reset: Option<Instant>,
    /// The end of a 429, which may have nothing to do with `remaining`: renaming a thread has
    /// a limit that no header shows.
    blocked_until: Option<Instant>,
}

/// The right to send in a bucket. Dropped, it passes to the next in line.
#[derive(Debug)]
pub(super) struct Turn {
    bucket: Arc<Bucket>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Limiter {
    pub fn new(per_second: usize) -> Self {
        let known = Known {
            names: HashMap::new(),
            buckets: HashMap::new(),
            prune_at: PRUNE_AT,
            sent: VecDeque::new(),
            before: VecDeque::new(),
            strolled: None,
            closed_until: None,
        };
        Self { per_second, door: Semaphore::new(1), leisure: Semaphore::new(1), known: Mutex::new(known) }
    }

    /// Waits until something that can wait may go and ask for its turn.
    pub async fn leisure(&self) {
        let _first = self.leisure.acquire().await;
        let patience = Instant::now() + LEISURE;
        while let Some(at) = self.stroll(patience) {
            sleep_until(at.min(patience)).await;
        }
    }

    /// Lets the first that can wait go, or says when to ask again.
    fn stroll(&self, patience: Instant) -> Option<Instant> {
        let (mut known, now) = (self.known(), Instant::now());
        let at = known.leisure_at(self.per_second, now).filter(|_| now < patience);
        if at.is_none() {
            known.strolled = Some(now);
        }
        at
    }

    /// Waits until a request may be sent, and counts it.
    pub async fn turn(&self, route: &Route) -> Turn {
        loop {
            let bucket = self.known().bucket(route);
            let permit = Arc::clone(&bucket.turn).acquire_owned().await.ok(); // never closed
            let turn = Turn { bucket, _permit: permit };
            if self.is_current(&turn, route) {
                self.wait(&turn).await;
                return turn;
            }
        }
    }

    /// Keeps the turn for another attempt, unless the bucket turned out to be another one.
    pub async fn again(&self, turn: Turn, route: &Route) -> Turn {
        if self.is_current(&turn, route) {
            self.wait(&turn).await;
            return turn;
        }
        drop(turn);
        self.turn(route).await
    }

    /// Takes note of an answer.
    pub fn learn(&self, route: &Route, turn: &Turn, signals: &Signals, now: Instant) {
        let mut known = self.known();
        if let Some(name) = &signals.bucket {
            known.rename(route, name, &turn.bucket);
        }
        let bucket = known.bucket(route);
        let mut count = bucket.count();
        count.learn(signals, now);
        if let Some(Limited { after: Some(after), scope }) = signals.limited {
            let until = if scope == Scope::Global { &mut known.closed_until } else { &mut count.blocked_until };
            *until = (*until).max(Some(now + after + MARGIN));
        }
    }

    async fn wait(&self, turn: &Turn) {
        loop {
            while let Some(at) = turn.opens_at() {
                sleep_until(at).await;
            }
            // First come, first served, and only the first in line wakes up.
            let in_line = self.door.acquire().await;
            while let Some(at) = self.door_opens_at() {
                sleep_until(at).await;
            }
            let now = Instant::now();
            if turn.bucket.count().take(now) {
                self.known().sent.push_back(now);
                return;
            }
            drop(in_line);
        }
    }

    fn door_opens_at(&self) -> Option<Instant> {
        self.known().door_opens_at(self.per_second, Instant::now())
    }

    fn is_current(&self, turn: &Turn, route: &Route) -> bool {
        Arc::ptr_eq(&self.known().bucket(route), &turn.bucket)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub fn buckets(&self) -> usize {
        self.known().buckets.len()
    }
}

impl Turn {
    fn opens_at(&self) -> Option<Instant> {
        self.bucket.count().opens_at(Instant::now())
    }
}

impl Known {
    fn bucket(&mut self, route: &Route) -> Arc<Bucket> {
        let key = |name: String| Key { name, major: route.major.clone() };
        let unnamed = key(unnamed(route));
        let name = self.names.get(&(route.method.clone(), route.template));
        let key = name.map_or_else(|| unnamed.clone(), |name| key(name.clone()));
        if let Some(bucket) = self.buckets.get(&key) {
            return Arc::clone(bucket);
        }
        self.prune();
        // The name may have been learned in another channel while requests wait in this one.
        let bucket = self
            .buckets
            .remove(&unnamed)
            .unwrap_or_else(|| Arc::new(Bucket { turn: Arc::new(Semaphore::new(1)), count: Mutex::default() }));
        self.buckets.insert(key, Arc::clone(&bucket));
        bucket
    }

    fn rename(&mut self, route: &Route, name: &str, bucket: &Arc<Bucket>) {
        let key = |name: String| Key { name, major: route.major.clone() };
        let old = self.names.insert((route.method.clone(), route.template), name.to_owned());
        if old.as_deref() == Some(name) {
            return;
        }
        let old = key(old.unwrap_or_else(|| unnamed(route)));
        if self.buckets.get(&old).is_some_and(|old| Arc::ptr_eq(old, bucket)) {
            self.buckets.remove(&old);
        }
        // Two routes in one bucket: the one that was there stays, this one's requests move.
        self.buckets.entry(key(name.to_owned())).or_insert_with(|| Arc::clone(bucket));
    }

    /// Forgets the buckets that nobody uses and that hold nothing back.
    fn prune(&mut self) {
        if self.buckets.len() < self.prune_at {
            return;
        }
        let now = Instant::now();
        self.buckets.retain(|_, bucket| Arc::strong_count(bucket) > 1 || bucket.count().matters(now));
        self.prune_at = PRUNE_AT.max(self.buckets.len() * 2);
    }

    /// A third of the door is for what can wait, one after the other: then a burst of what cannot
    /// finds room.
    fn leisure_at(&mut self, per_second: usize, now: Instant) -> Option<Instant> {
        self.forget_old(now);
        let third = (per_second / 3).max(1);
        let room = self.sent.len().checked_sub(third).map(|over| self.sent[over] + SECOND);
        let step = SECOND / u32::try_from(third).unwrap_or(u32::MAX);
        let stroll = self.strolled.map(|last| last + step).filter(|at| *at > now);
        room.max(stroll)
    }

    fn forget_old(&mut self, now: Instant) {
        while let Some(sent) = self.sent.pop_front_if(|sent| now >= *sent + SECOND) {
            self.before.push_back(sent);
        }
        while self.before.pop_front_if(|sent| now >= *sent + SECOND * 2).is_some() {}
    }

    fn door_opens_at(&mut self, per_second: usize, now: Instant) -> Option<Instant> {
        self.forget_old(now);
        let full = self.sent.front().filter(|_| self.sent.len() >= per_second).map(|first| *first + SECOND);
        // One burst is nobody's harm. Where more follows, it would leave together again a second
        // later, for ever, and arrive with some of the next second's: from half a second's worth
        // on all keep step then, a little faster than the limit, for no sleep ends early.
        let half = per_second / 2;
        let crowded = self.sent.len() >= half && self.sent.len() + self.before.len() >= per_second.saturating_add(half);
        let step = u32::try_from(per_second).map_or(Duration::ZERO, |many| SECOND * 3 / 4 / many.max(1));
        let paced = self.sent.back().filter(|_| crowded).map(|last| *last + step).filter(|at| *at > now);
        full.max(paced).max(self.closed_until.filter(|until| *until > now))
    }
}

/// What a bucket is called until Discord has named it.
fn unnamed(route: &Route) -> String {
    format!("{} {}", route.method, route.template)
}

impl Bucket {
    fn count(&self) -> MutexGuard<'_, Count> {
        self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Count {
    /// When a request may be sent, if not now.
    fn opens_at(&mut self, now: Instant) -> Option<Instant> {
        if self.reset.is_some_and(|reset| reset <= now) {
            self.reset = None;
            self.remaining = self.limit;
        }
        let reset = self.reset.filter(|_| self.remaining == Some(0));
        reset.max(self.blocked_until.filter(|until| *until > now))
    }

    /// Counts a request, if it may be sent now. Discord's answer overwrites the count, but it
    /// may never come.
    fn take(&mut self, now: Instant) -> bool {
        if self.opens_at(now).is_some() {
            return false;
        }
        self.remaining = self.remaining.map(|remaining| remaining.saturating_sub(1));
        true
    }

    fn learn(&mut self, signals: &Signals, now: Instant) {
        if let (Some(remaining), Some(reset_after)) = (signals.remaining, signals.reset_after) {
            self.remaining = Some(remaining);
            self.limit = signals.limit.or(self.limit);
            self.reset = Some(now + reset_after + MARGIN);
        }
    }

    fn matters(&self, now: Instant) -> bool {
        self.reset.max(self.blocked_until).is_some_and(|until| until > now)
    }
}
