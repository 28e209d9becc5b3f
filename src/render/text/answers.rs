//! Answers to commands, buttons and forms: seen by whoever used them.

use serenity::model::id::{ChannelId, UserId};

/// `start` and `run` worked.
#[must_use]
pub fn opened(thread: ChannelId) -> String {
    format!("Jules has the task. Follow it in <#{thread}>.")
}

/// `attach` worked.
#[must_use]
pub fn attached(thread: ChannelId) -> String {
    format!("That session has a thread now: <#{thread}>.")
}

/// Approve was accepted.
#[must_use]
pub fn approving() -> String {
    "Telling Jules to go ahead. The plan card changes as soon as Jules confirms.".into()
}

/// Approve, but a newer plan exists.
#[must_use]
pub fn plan_superseded() -> String {
    "Jules has replaced that plan. Review the newest one: `/jules plan` shows it.".into()
}

/// An approval that came too late, said to everybody.
#[must_use]
pub fn approval_came_late() -> String {
    "⚠️ **Not approved:** Jules has replaced that plan. Review the newest one.".into()
}

/// Approve, but somebody was faster.
#[must_use]
pub fn already_approved(by: Option<UserId>) -> String {
    match by {
        Some(by) => format!("That plan has already been approved by <@{by}>."),
        None => "That plan has already been approved outside this thread.".into(),
    }
}

/// Approve, but the first press has not been confirmed yet.
#[must_use]
pub fn approval_under_way(by: UserId) -> String {
    format!("<@{by}> has approved that plan; Jules has not confirmed it yet.")
}

/// Approve or plan, but there is none.
#[must_use]
pub fn no_plan() -> String {
    "There is no plan yet. It appears here as soon as Jules has written it.".into()
}

/// Approve, but nobody has to.
#[must_use]
pub fn approval_not_needed() -> String {
    "That plan needs no approval: Jules is already working on it.".into()
}

/// `send` was accepted.
#[must_use]
pub fn sending() -> String {
    "Your words are on their way to Jules.".into()
}

/// `ask` was accepted.
#[must_use]
pub fn asking() -> String {
    "Jules has been asked. The answer arrives here, as a reply to your question.".into()
}

/// `revise` was accepted.
#[must_use]
pub fn revising() -> String {
    "Your changes are on their way to Jules. The new plan appears here as a new card.".into()
}

/// `diff`, but nothing was changed.
#[must_use]
pub fn no_changes() -> String {
    "Jules has not changed any file yet.".into()
}

/// `result`, but the session goes on.
#[must_use]
pub fn not_ended() -> String {
    "There is no result yet: the session is still going on. `/jules status` shows where it stands.".into()
}

/// `stop` was accepted.
#[must_use]
pub fn stopping() -> String {
    "Archiving the session: Jules has no cancel call, and archiving pauses the work. A reply here wakes it again."
        .into()
}

/// Any command that is more than a look, in a thread whose session is gone.
#[must_use]
pub fn closed() -> String {
    "This session no longer exists at Jules. Start a new one with `/jules start`.".into()
}

/// The same where the session was never created.
#[must_use]
pub fn never_started() -> String {
    "Jules never started this task. Start it again with `/jules start`.".into()
}

// --- Buttons ------------------------------------------------------------------------------

/// An answer was accepted.
#[must_use]
pub fn answering() -> String {
    "Your answer is on its way to Jules.".into()
}

/// An answer to a question that was settled meanwhile, accepted all the same.
#[must_use]
pub fn answering_late() -> String {
    "That question was settled meanwhile. Your words are on their way to Jules all the same.".into()
}

/// Reply under a question that somebody has answered.
#[must_use]
pub fn question_settled(by: Option<UserId>) -> String {
    match by {
        Some(by) => format!("<@{by}> has answered that question. To add something, just write it in the thread."),
        None => "That question is settled. To add something, just write it in the thread.".into(),
    }
}

/// Wake, and there is something to wake.
#[must_use]
pub fn waking() -> String {
    "Telling Jules with a message that the plan is approved.".into()
}

/// Wake, but nobody has approved the plan yet.
#[must_use]
pub fn approve_first() -> String {
    "Nobody has approved that plan yet, so nothing was sent. Press **Approve** under it.".into()
}

/// Wake or nudge, but Jules has moved since.
#[must_use]
pub fn moved_since() -> String {
    "Jules has moved since, so nothing was sent. `/jules status` shows where it stands.".into()
}

/// Wake or nudge, but somebody did so a moment ago.
#[must_use]
pub fn nudged_already(by: UserId) -> String {
    format!("<@{by}> has just written to Jules; it mostly answers within a few minutes.")
}

/// There are no words of that number (any more).
#[must_use]
pub fn nothing_to_resend() -> String {
    "That message was sent again already, or it is too old and I no longer have it. Write it again in the thread."
        .into()
}

/// Nudge was accepted.
#[must_use]
pub fn nudging() -> String {
    "Asking Jules how it is going.".into()
}

/// Retry was accepted.
#[must_use]
pub fn retrying() -> String {
    "Trying again. The status card shows how it goes.".into()
}

/// Retry, but it goes on already or is over.
#[must_use]
pub fn nothing_to_retry() -> String {
    "There is nothing to try again: the session has gone on since. `/jules status` shows where it stands.".into()
}

/// Updates were paused.
#[must_use]
pub fn pausing() -> String {
    "The status card stands still for everybody here. **Resume updates** lets it move again.".into()
}

/// Updates were resumed.
#[must_use]
pub fn resuming() -> String {
    "The status card shows progress again.".into()
}
