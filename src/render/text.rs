//! The sentences we say, in one place, so that they read alike and can be translated.
//! Refusals carry their own: `error`, `policy::Denied`, `worker::Unavailable`, `bot::Error`;
//! labels and headings are with the cards in `cards`.
//!
//! A sentence says what happened and what to do. Ours is never mixed into the
//! agent's words: those come from `prose` and stand in messages of their own.

use std::fmt::Write as _;

use serenity::model::id::{ChannelId, UserId};

use crate::jules::model::SessionState;

/// The name of a task that has none.
pub const UNTITLED: &str = "Untitled task";

// --- Answers to commands and buttons -------------------------------------------------

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

// --- What the thread says -------------------------------------------------------------

/// The message that a thread hangs under.
#[must_use]
pub fn starter(title: &str, place: &str, by: UserId, marker: &str) -> String {
    format!("🧵 **{title}**\n{place} · started by <@{by}>\n-# {marker} (also in the session's title at Jules)")
}

/// Jules waits for words.
#[must_use]
pub fn waiting_for_words() -> String {
    "❓ **Jules waits for your answer.** Just write it here.".into()
}

/// Jules put the session aside because nobody approved the plan in time.
#[must_use]
pub fn faded() -> String {
    "⏸️ **Jules has put this session aside because nobody approved the plan in time.** Approve still works; if \
     nothing moves after it, write a message here to wake Jules."
        .into()
}

/// Approve was accepted, but nothing followed.
#[must_use]
pub fn approval_without_effect() -> String {
    "⚠️ **Jules accepted the approval, but nothing has moved since.** Press **Approve** again; if that does not help, \
     a message here wakes Jules."
        .into()
}

/// Another plan than the one that was read has been approved.
#[must_use]
pub fn wrong_plan_approved() -> String {
    "⚠️ **Jules approved another plan than the one that was read here.** Look at it with `/jules plan` before you \
     let it go on; `/jules stop` pauses the work."
        .into()
}

/// An approval was refused, or came too late.
#[must_use]
pub fn approval_failed(reason: &str) -> String {
    format!("⚠️ **The approval did not go through.** {reason}")
}

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

/// The session could not be archived.
#[must_use]
pub fn not_stopped(reason: &str) -> String {
    format!("⚠️ **The session was not archived.** {reason}")
}

/// The session was archived from here.
#[must_use]
pub fn stopped(by: UserId) -> String {
    format!("⏸️ <@{by}> archived the session. A message here wakes it again.")
}

/// The session was deleted upstream.
#[must_use]
pub fn gone() -> String {
    "🗑️ **This session was deleted at Jules.** Nothing more will arrive here.".into()
}

/// Somebody wrote to Jules elsewhere. Their words stay there: they may not be meant for this channel.
#[must_use]
pub fn said_elsewhere() -> String {
    "💬 Somebody wrote to Jules outside this thread.".into()
}

/// A plan was approved that this thread did not approve.
#[must_use]
pub fn approved_elsewhere() -> String {
    "✅ Approved outside this thread.".into()
}

/// Something this version does not know.
#[must_use]
pub fn unknown(kind: &str, url: Option<&str>) -> String {
    let what = if kind.is_empty() { "something without a name".into() } else { format!("something new, {kind},") };
    let place = url.map_or_else(String::new, |url| format!(" See it at <{url}>."));
    format!("ℹ️ Jules sent {what} that this version does not know.{place}")
}

/// Items that could not be read at all.
#[must_use]
pub fn unreadable(count: usize, url: Option<&str>) -> String {
    let what = if count == 1 { "one thing".to_owned() } else { format!("{count} things") };
    let place = url.map_or_else(String::new, |url| format!(" See <{url}>."));
    format!("ℹ️ Jules sent {what} that this version cannot read.{place}")
}

/// Texts (a patch, a picture) too large for the client to hold.
#[must_use]
pub fn too_large(count: u32, url: Option<&str>) -> String {
    let what = if count == 1 { "a file or text".to_owned() } else { format!("{count} files or texts") };
    let place = url.map_or_else(String::new, |url| format!(" See <{url}>."));
    format!("ℹ️ Jules sent {what} too large to show here.{place}")
}

/// Discord refused a post of ours.
#[must_use]
pub fn not_shown(url: Option<&str>) -> String {
    let place = url.map_or_else(String::new, |url| format!(" Read it at <{url}>."));
    format!("ℹ️ Discord did not accept a message from Jules here.{place}")
}

/// Nothing has come from Jules for a while.
#[must_use]
pub fn stalled(minutes: i64) -> String {
    format!(
        "⚠️ **Jules has been silent for {minutes} minutes.** It may still be working; a message here, for example \
         \"How is it going?\", often wakes it."
    )
}

/// In place of a reason that Jules did not give.
#[must_use]
pub fn no_reason() -> String {
    "Jules gave no reason.".into()
}

/// The first lines of an attached thread.
#[must_use]
pub fn caught_up(activities: usize, plans: u32) -> String {
    let happened = if activities == 1 { "One thing".to_owned() } else { format!("{activities} things") };
    let plans = match plans {
        0 => String::new(),
        1 => ", among them one plan".to_owned(),
        n => format!(", among them {n} plans"),
    };
    format!("ℹ️ {happened} happened before this thread was attached{plans}. From here on you see everything.")
}

/// The end of a turn.
#[must_use]
pub fn finished(parts: &[String]) -> String {
    format!("✅ **Finished** {}", parts.join(" · ")).trim_end().to_owned()
}

/// The agent gave up.
#[must_use]
pub fn failed(reason: &str) -> String {
    format!("❌ **Jules could not finish.** {reason}\nA message here wakes it: say what to try instead.")
}

/// Follows the first part of a long message, whose whole is attached.
#[must_use]
pub fn continued(file: &str) -> String {
    format!("-# The whole message is in {file}.")
}

/// Introduces a picture.
#[must_use]
pub fn picture() -> String {
    "🖼️ A picture from Jules".into()
}

/// What somebody said through a command.
#[must_use]
pub fn said(by: UserId, ask: bool) -> String {
    if ask { format!("❔ <@{by}> asks Jules:") } else { format!("✉️ <@{by}> to Jules:") }
}

/// What somebody wants changed about a plan.
#[must_use]
pub fn wants_changes(by: UserId) -> String {
    format!("✏️ <@{by}> requests changes to the plan:")
}

// --- States ----------------------------------------------------------------------------

/// A state as icon and words; neither stands alone.
#[must_use]
pub fn state(state: &SessionState) -> String {
    match state {
        SessionState::Unspecified => "🕓 Starting".into(),
        SessionState::Queued => "🕓 Waiting for its turn at Jules".into(),
        SessionState::Planning => "🧭 Jules is planning".into(),
        SessionState::AwaitingPlanApproval => "📝 The plan waits for approval".into(),
        SessionState::AwaitingUserFeedback => "❓ Jules waits for your answer".into(),
        SessionState::InProgress => "🔧 Jules is working".into(),
        SessionState::Paused => "⏸️ Paused".into(),
        SessionState::Failed => "❌ Failed".into(),
        SessionState::Completed => "✅ Finished".into(),
        SessionState::Other(name) => format!("ℹ️ {}", super::safe::name(name, 60)),
    }
}

/// The session was put aside with its plan unread.
#[must_use]
pub fn state_faded() -> String {
    "⏸️ Put aside: the plan was not approved".into()
}

// --- Lists and help -------------------------------------------------------------------

/// `list`: what there is, and how much more.
#[must_use]
pub fn sessions(lines: &[String], count: usize) -> String {
    if lines.is_empty() {
        return "No sessions here. Start one with `/jules start`.".into();
    }
    // 2,000 characters are what a message holds; a line is never cut in half.
    let mut out = String::new();
    let mut shown = 0;
    for line in lines {
        if out.len() > 1_600 {
            break;
        }
        out.push_str(line);
        out.push('\n');
        shown += 1;
    }
    if count > shown {
        // Writing to a String cannot fail.
        let _ = write!(out, "… and {} more", count - shown);
    }
    out.trim_end().to_owned()
}

/// `help`, with the reason if this person may not do anything yet.
#[must_use]
pub fn help(denied: Option<&str>) -> String {
    let rights =
        denied.map_or_else(|| "You may use all of these commands.".to_owned(), |denied| format!("⚠️ {denied}"));
    format!(
        "**Jules works on your repositories, and you talk to it in a thread.**\n\
         `/jules start` opens a thread: Jules writes a plan, you press **Approve** or **Request changes**.\n\
         `/jules run` lets it work without asking and opens a pull request.\n\
         `/jules attach` opens a thread for a session that exists already.\n\
         In the thread, just write: 📨 stored, ✅ Jules has it, ⚠️ it did not work. Begin with `?`, mention me or \
         reply to one of my messages to ask; begin with `!` or `(aside)` to talk among yourselves.\n\
         `/jules approve` `revise` `send` `ask` do the same, typed; `status` `plan` `diff` `result` show things \
         again; `stop` archives the session; `list` shows all of them.\n{rights}"
    )
}
