//! Answers to commands, buttons and forms: seen by whoever used them.

use serenity::model::id::{ChannelId, UserId};

use super::speech::sentences;
use crate::render::locale::Locale;

sentences! {
    /// `start` and `run` worked.
    opened(thread: ChannelId);
    /// `attach` worked.
    attached(thread: ChannelId);
    /// Approve was accepted.
    approving();
    /// Approve, but a newer plan exists.
    plan_superseded();
    /// Approve, but somebody was faster.
    approved_here(by: UserId);
    /// The same, and it was somewhere else.
    approved_outside();
    /// Approve, but the first press has not been confirmed yet.
    approval_under_way(by: UserId);
    /// Approve or plan, but there is none.
    no_plan();
    /// Approve, but nobody has to.
    approval_not_needed();
    /// `send` was accepted.
    sending();
    /// `ask` was accepted.
    asking();
    /// `revise` was accepted.
    revising();
    /// `diff`, but nothing was changed.
    no_changes();
    /// `result`, but the session goes on.
    not_ended();
    /// `stop` was accepted.
    stopping();
    /// `archive` was accepted.
    archiving();
    /// `archive` was accepted, and Jules is at work.
    archiving_busy();
    /// `detach` was accepted.
    detaching();
    /// Anything but a look, in a thread that was detached.
    detached();
    /// Any command that is more than a look, in a thread whose session is gone.
    closed();
    /// The same where the session was never created.
    never_started();

    /// An answer was accepted.
    answering();
    /// An answer to a question that was settled meanwhile, accepted all the same.
    answering_late();
    /// Reply under a question that somebody has answered.
    question_answered_here(by: UserId);
    /// Reply under a question that nobody here has answered, and that is settled.
    question_settled_elsewhere();
    /// Wake, and there is something to wake.
    waking();
    /// Wake, but nobody has approved the plan yet.
    approve_first();
    /// Wake or nudge, but Jules has moved since.
    moved_since();
    /// Wake or nudge, but somebody did so a moment ago.
    nudged_already(by: UserId);
    /// There are no words of that number (any more).
    nothing_to_resend();
    /// Nudge was accepted.
    nudging();
    /// Retry was accepted.
    retrying();
    /// Retry, but it goes on already or is over.
    nothing_to_retry();
    /// Retry, but the batch it belongs to was faster.
    retried_by_batch();
    /// Updates were paused.
    pausing();
    /// Updates were resumed.
    resuming();
    /// What a session has done beside its plan, for the person who asked.
    more(commands: usize);
    /// The menu of commands whose output can be had.
    command_output_menu();
    /// In a menu, below a command that worked.
    exit_done();
    /// In a menu, below a command that failed.
    exit_failed(code: i64);
    /// Says for a screen reader what a file of output holds.
    output_file();
    /// Comes with a command's output; `command` has been made safe.
    output(command: &str);
    /// Comes with the patch.
    patch_hint();

    /// The form for changes to a plan; titles and labels have at most 45 characters.
    changes_form();
    /// Its field.
    changes_field();
    /// The form for an answer.
    reply_form();
    /// Its field.
    reply_field();
}

/// Approve, but somebody was faster; `None` is somebody outside the thread.
#[must_use]
pub fn already_approved(locale: Locale, by: Option<UserId>) -> String {
    by.map_or_else(|| approved_outside(locale), |by| approved_here(locale, by))
}

/// Reply under a question that is settled: by whom, if that was here.
#[must_use]
pub fn question_settled(locale: Locale, by: Option<UserId>) -> String {
    by.map_or_else(|| question_settled_elsewhere(locale), |by| question_answered_here(locale, by))
}

/// In a menu, below a command.
#[must_use]
pub fn exit_code(locale: Locale, code: i64) -> String {
    if code == 0 { exit_done(locale) } else { exit_failed(locale, code) }
}

/// An approval that came too late, said to everybody.
#[must_use]
pub fn approval_came_late() -> String {
    "⚠️ **Not approved:** Jules has replaced that plan. Review the newest one.".into()
}
