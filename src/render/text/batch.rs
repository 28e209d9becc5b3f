//! What we say about a batch: one prompt for several repositories.

use serenity::model::id::{ChannelId, UserId};

use super::speech::sentences;

sentences! {
    /// `batch` was accepted.
    batch_begun(repositories: usize, at_once: usize, channel: ChannelId);
    /// Stop was accepted; so many stay out.
    batch_stopping(left: usize);
    /// Go on was accepted; so many are still to begin.
    batch_going_on(left: usize);
    /// Retry was accepted, for so many.
    batch_retrying(count: usize);
}

/// The card's title.
#[must_use]
pub fn batch_title(title: &str) -> String {
    format!("Batch: {title}")
}

/// The card's first line.
#[must_use]
pub fn batch_head(requester: UserId, over: usize, failed: usize, count: usize) -> String {
    let failed = if failed == 0 { String::new() } else { format!(" · {failed} failed") };
    format!("for <@{requester}> · {over} of {count} finished{failed}")
}

/// Who stopped it.
#[must_use]
pub fn batch_stopped_by(by: UserId) -> String {
    format!("⏸️ <@{by}> stopped it: what has begun goes on, the rest is not begun.")
}

/// Heads the reasons.
#[must_use]
pub fn batch_failures() -> String {
    "❌ What failed, and why".into()
}

/// A repository whose turn has not come.
#[must_use]
pub fn batch_waiting() -> String {
    "🕓 Waits for its turn".into()
}

/// A repository whose thread is being opened.
#[must_use]
pub fn batch_opening() -> String {
    "🧵 Beginning".into()
}

/// A repository whose session did not come about.
#[must_use]
pub fn batch_failed() -> String {
    "❌ Failed".into()
}

/// A failure that gave no reason; the thread says more.
#[must_use]
pub fn batch_reason_in_thread() -> String {
    "its thread says more".into()
}

/// A pull request on the card; the address has been checked.
#[must_use]
pub fn batch_pull_request(url: &str) -> String {
    format!("[pull request]({url})")
}

/// Button: begin no more.
#[must_use]
pub fn batch_stop() -> String {
    "Begin no more".into()
}

/// Button: begin the rest.
#[must_use]
pub fn batch_go_on() -> String {
    "Begin the rest".into()
}

/// Button: begin again what failed.
#[must_use]
pub fn batch_retry(failed: usize) -> String {
    format!("Retry the failed ({failed})")
}
