//! A conversation from which nothing is expected sleeps: all that is left of it is its place
//! in the feed. Somebody's word, or news from Jules, wakes it up; what it knows is read from
//! the store again. Thousands sleep without a task or a mailbox: one task answers a bell.

use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use serenity::model::id::ChannelId;
use tokio::sync::{Notify, mpsc};

use super::conversation::Request;
use crate::jules::{News, Watch};

/// What is left of a conversation that sleeps.
pub struct Asleep {
    pub watch: Option<Watch>,
    /// Its next post may be in the thread already.
    pub suspicious: bool,
}

/// What woke it up.
pub enum Woken {
    Request(Box<Request>),
    News(Box<News>),
    /// Its feed has ended before everything did.
    Unwatched,
}

/// Where a conversation can be reached.
pub enum Home {
    /// It runs.
    Awake(mpsc::Sender<Box<Request>>),
    /// It does not.
    Asleep(Asleep),
}

impl Asleep {
    /// A conversation that begins, or begins anew.
    pub fn new() -> Self {
        Self { watch: None, suspicious: true }
    }

    /// What it is to wake up for. If there is nothing, the bell will ring for the thread once
    /// there is.
    pub fn news(&mut self, thread: ChannelId, bell: &Arc<Bell>) -> Option<Woken> {
        let waker = Waker::from(Arc::new(Rope { thread, bell: bell.clone() }));
        match self.watch.as_mut()?.poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(Some(news)) => Some(Woken::News(Box::new(news))),
            Poll::Ready(None) => {
                self.watch = None;
                Some(Woken::Unwatched)
            }
            Poll::Pending => None,
        }
    }
}

/// Rings when there is news for one that sleeps. A thread is noted at most once for each
/// time its news were asked for.
#[derive(Default)]
pub struct Bell {
    rung: Mutex<Vec<ChannelId>>,
    heard: Notify,
}

impl Bell {
    /// Waits until it has rung, and tells for which threads.
    pub async fn rung(&self) -> Vec<ChannelId> {
        loop {
            let rung = mem::take(&mut *self.rung.lock().unwrap_or_else(PoisonError::into_inner));
            if !rung.is_empty() {
                return rung;
            }
            self.heard.notified().await; // keeps a permit, so no ring is missed in between
        }
    }
}

/// What is pulled for one thread.
struct Rope {
    thread: ChannelId,
    bell: Arc<Bell>,
}

impl Wake for Rope {
    fn wake(self: Arc<Self>) {
        self.bell.rung.lock().unwrap_or_else(PoisonError::into_inner).push(self.thread);
        self.bell.heard.notify_one();
    }
}
