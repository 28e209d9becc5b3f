//! Why a conversation or a batch did not take what somebody wanted.

use crate::render::locale::Locale;
use crate::render::text;

/// Why a conversation did not take an action.
#[derive(Debug)]
pub enum Unavailable {
    /// The channel is not one of our threads.
    NoSession,
    /// The thread is on its way.
    Opening,
    /// There is no such batch.
    NoBatch,
    /// The conversation is overloaded or stopping: nothing was done.
    Busy,
    /// The conversation has it, but has not confirmed it in time.
    Unconfirmed,
    /// The thread could not be opened.
    NoThread(String),
    /// The post could not be opened.
    NoPost(String),
    /// The key it was to work with was revoked.
    KeyGone,
    /// The store failed.
    Store,
}

impl Unavailable {
    /// What the person reads.
    #[must_use]
    pub fn told(&self, locale: Locale) -> String {
        match self {
            Self::NoSession => text::no_session(locale),
            Self::Opening => text::opening_already(locale),
            Self::NoBatch => text::no_batch(locale),
            Self::Busy => text::busy(locale),
            Self::Unconfirmed => text::unconfirmed(locale),
            Self::NoThread(why) => text::no_thread(locale, why),
            Self::NoPost(why) => text::no_post(locale, why),
            Self::KeyGone => text::key_gone_before(locale),
            Self::Store => text::not_saved(locale),
        }
    }
}

impl std::fmt::Display for Unavailable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.told(Locale::English))
    }
}

impl std::error::Error for Unavailable {}
