//! How a turn ends, what goes wrong, and what to press then. Upstream's words are passed
//! in made safe and cut.

use serenity::model::id::UserId;

use super::counts;
use super::speech::sentences;
use crate::render::locale::Locale;

// --- The end of a turn ------------------------------------------------------------------

/// What came out of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome<'a> {
    /// How long it took, since the start.
    pub minutes: i64,
    /// Files, lines added, lines removed.
    pub changes: Option<(usize, usize, usize)>,
    /// The pull request's address.
    pub pull_request: Option<&'a str>,
    /// The agent asked something at the end, and nobody has answered.
    pub asks: bool,
}

sentences! {
    /// How long it took: moments.
    took_moments();
    /// Minutes.
    took_minutes(minutes: i64);
    /// Hours, of which there are at least two.
    took_hours(hours: i64);
    /// The pull request, whose address has been checked.
    with_pull_request(url: &str);
    /// The agent asked something at the end.
    with_open_question();
}

/// The end of a turn, in one line.
#[must_use]
pub fn finished(outcome: &Outcome<'_>) -> String {
    format!("✅ **Finished** · {}", facts(Locale::English, outcome))
}

/// The result as a command shows it, below the state in words.
#[must_use]
pub fn result(locale: Locale, state: &str, outcome: &Outcome<'_>) -> String {
    format!("{state} · {}", facts(locale, outcome))
}

/// Facts beside each other: their order carries no grammar.
fn facts(locale: Locale, outcome: &Outcome<'_>) -> String {
    let took = match outcome.minutes {
        ..=0 => took_moments(locale),
        minutes @ 1..=119 => took_minutes(locale, minutes),
        minutes => took_hours(locale, minutes / 60),
    };
    let changes = outcome.changes.map(|(files, added, removed)| counts(locale, files, added, removed));
    let pull_request = outcome.pull_request.map(|url| with_pull_request(locale, url));
    let asks = outcome.asks.then(|| with_open_question(locale));
    [Some(took), changes, pull_request, asks].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The agent gave up. `last` is what it did last; may be empty.
#[must_use]
pub fn failed(reason: &str, last: &str) -> String {
    let last = if last.is_empty() { String::new() } else { format!("\n**What it did last**\n{last}") };
    format!(
        "❌ **Jules could not finish.** {reason}{last}\nPress **Retry** to let it try once more, or **Send a message** \
         to say what to do instead."
    )
}

/// In place of a reason that Jules did not give.
#[must_use]
pub fn no_reason() -> String {
    "Jules gave no reason.".into()
}

/// The session was deleted upstream.
#[must_use]
pub fn gone() -> String {
    "🗑️ **This session was deleted at Jules.** Nothing more will arrive here; `/jules start` begins a new one.".into()
}

// --- Silence ----------------------------------------------------------------------------

/// Nothing has come from Jules for a while.
#[must_use]
pub fn stalled(minutes: i64) -> String {
    format!(
        "⚠️ **Jules has been silent for {minutes} minutes.** It may still be working. **Nudge Jules** asks it how it \
         is going, which often wakes it; **Stop** pauses the session."
    )
}

/// A question is still open after a while; `minutes` since it was asked.
#[must_use]
pub fn reminder(minutes: i64) -> String {
    match minutes {
        0..=119 => format!("🔔 Jules has been waiting for your answer for {minutes} minutes."),
        _ => format!("🔔 Jules has been waiting for your answer for {} hours.", minutes / 60),
    }
}

// --- Plans that fade, approvals that do nothing -------------------------------------------

/// A plan is about to be put aside; `at` is a moment that Discord words for each reader.
#[must_use]
pub fn about_to_fade(at: i64) -> String {
    format!(
        "⏳ **Jules puts its plan aside <t:{at}:R>, because nobody has approved it.** Press **Approve**, or say what \
         should be different."
    )
}

/// Jules put the session aside because nobody approved the plan in time.
#[must_use]
pub fn faded() -> String {
    "⏸️ **Jules has put this session aside because nobody approved the plan in time.** **Approve** still works; if \
     nothing moves after it, a message wakes Jules."
        .into()
}

/// Approve was accepted, but nothing followed.
#[must_use]
pub fn approval_without_effect() -> String {
    "⚠️ **Jules accepted the approval, but nothing has moved since.** Press **Wake Jules** to tell it with a message, \
     or **Approve again**."
        .into()
}

// --- What did not get through -------------------------------------------------------------

/// Words could not be delivered.
#[must_use]
pub fn not_delivered(reason: &str) -> String {
    format!("⚠️ **Jules did not take that message.** {reason}")
}

/// The session could not be created.
#[must_use]
pub fn not_started(reason: &str) -> String {
    format!("❌ **Jules did not start this task.** {reason}")
}

/// Too many requests, for longer than a moment: mostly the day's limit.
#[must_use]
pub fn create_quota(attempts: u32) -> String {
    format!(
        "Its limit for this account is reached (RESOURCE_EXHAUSTED), today's tasks or those at the same time; \
         {attempts} attempts were made. Wait for a session to end, or for tomorrow, and press **Retry**."
    )
}

/// A refusal that names no cause.
#[must_use]
pub fn create_precondition(attempts: u32) -> String {
    format!(
        "It says FAILED_PRECONDITION and no more; {attempts} attempts were made. Usual causes: too many sessions at \
         once, today's limit reached, a repository that is not ready at jules.google.com, or a very long task. \
         Press **Retry** once that has changed."
    )
}

/// Any other refusal; `why` is upstream's.
#[must_use]
pub fn create_refused(why: &str) -> String {
    format!("It answered: {why}. Press **Retry** to try once more, or start it in other words with `/jules start`.")
}

/// Words for a session that does not exist.
#[must_use]
pub fn no_session_yet() -> String {
    "There is no session yet.".into()
}

// --- Presses ------------------------------------------------------------------------------

/// Shown to everybody: somebody woke Jules.
#[must_use]
pub fn woken(by: UserId) -> String {
    format!("✉️ <@{by}> tells Jules with a message that the plan is approved.")
}

/// Shown to everybody: somebody nudged Jules.
#[must_use]
pub fn nudged(by: UserId) -> String {
    format!("✉️ <@{by}> asks Jules how it is going.")
}

/// Shown to everybody: somebody lets it try again.
#[must_use]
pub fn retried(by: UserId) -> String {
    format!("🔁 <@{by}> lets Jules try again.")
}

// --- Words for Jules ----------------------------------------------------------------------

/// What *Wake Jules* says to it.
pub const WAKE_WORDS: &str = "The plan is approved. Please go ahead with it.";
/// What *Nudge Jules* says to it.
pub const NUDGE_WORDS: &str = "How is it going? Please go on with the task, or tell me what you need from me to go on.";
/// What *Retry* says to it after a failure.
pub const RETRY_WORDS: &str = "That did not work out. Please try again from where you are.";
