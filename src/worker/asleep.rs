//! A conversation from which nothing is expected sleeps: all that is left of it is its mailbox
//! and its place in the feed. Somebody's word, or news from Jules, wakes it up; what it knows
//! is read from the store again.

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::conversation::{Request, next_news};
use crate::jules::{News, Watch};

/// What is left of a conversation that sleeps.
pub struct Asleep {
    pub mailbox: mpsc::Receiver<Box<Request>>,
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

impl Asleep {
    /// A conversation that begins, or begins anew.
    pub fn new(mailbox: mpsc::Receiver<Box<Request>>) -> Self {
        Self { mailbox, watch: None, suspicious: true }
    }

    /// Waits for something to wake up for; none comes once everything stops.
    pub async fn wait(&mut self, stop: &CancellationToken) -> Option<Woken> {
        tokio::select! {
            () = stop.cancelled() => None,
            request = self.mailbox.recv() => request.map(Woken::Request),
            news = next_news(&mut self.watch) => {
                if let Some(news) = news {
                    return Some(Woken::News(Box::new(news)));
                }
                self.watch = None;
                (!stop.is_cancelled()).then_some(Woken::Unwatched)
            }
        }
    }
}
