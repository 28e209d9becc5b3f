//! What we say about a batch: one prompt for several repositories.

use serenity::model::id::{ChannelId, UserId};

/// `batch` was accepted.
#[must_use]
pub fn batch_begun(repositories: usize, at_once: usize, channel: ChannelId) -> String {
    let repositories =
        if repositories == 1 { "one repository".to_owned() } else { format!("{repositories} repositories") };
    format!(
        "The batch has begun: {repositories}, at most {at_once} at work at the same time. Its card is in <#{channel}>."
    )
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

/// Stop was accepted.
#[must_use]
pub fn batch_stopping(left: usize) -> String {
    match left {
        0 => "Everything has begun already; `/jules stop` in a thread pauses its session.".into(),
        n => format!("No more is begun: {n} stay out. What has begun goes on; `/jules stop` in its thread pauses it."),
    }
}

/// Go on was accepted.
#[must_use]
pub fn batch_going_on(left: usize) -> String {
    match left {
        0 => "Everything has begun already.".into(),
        n => format!("Going on: {n} still to begin."),
    }
}

/// Retry was accepted.
#[must_use]
pub fn batch_retrying(count: usize) -> String {
    match count {
        0 => "Nothing of it has failed, so nothing was begun again.".into(),
        1 => "Beginning the failed one again, in a new thread.".into(),
        n => format!("Beginning the {n} failed ones again, each in a new thread."),
    }
}
