//! Headings, labels and lines of the cards. What the agent wrote is passed in made safe.

use serenity::model::id::UserId;

use crate::render::locale::Locale;

// --- Mentions ------------------------------------------------------------------------

/// A message that calls somebody: `who` is a mention, and must be in the text to notify.
#[must_use]
pub fn called(who: &str, sentence: &str) -> String {
    format!("{who} {sentence}")
}

// --- Labels of buttons and menus: at most 80 characters ------------------------------

/// Approves a plan.
pub const APPROVE: &str = "Approve";
/// Approves a plan once more.
pub const APPROVE_AGAIN: &str = "Approve again";
/// Opens the form for changes to a plan.
pub const REQUEST_CHANGES: &str = "Request changes";
/// Leads to the session's page.
pub const OPEN_IN_JULES: &str = "Open in Jules";
/// Leads to the pull request.
pub const OPEN_PULL_REQUEST: &str = "Open pull request";
/// Shows the change set, file by file.
pub const VIEW_CHANGES: &str = "View changes";
/// The same, on the change set's own card.
pub const VIEW_DIFF: &str = "View diff";
/// Gives the change set as a file.
pub const PATCH_FILE: &str = ".patch";
/// Lets the status card stand still.
pub const PAUSE_UPDATES: &str = "Pause updates";
/// Lets it move again.
pub const RESUME_UPDATES: &str = "Resume updates";
/// Shows what has no room on the status card.
pub const MORE: &str = "More";
/// Opens the form for an answer.
pub const REPLY: &str = "Reply";
/// Opens the form for any words.
pub const SEND_MESSAGE: &str = "Send a message";
/// Tells Jules once more that its plan is approved.
pub const WAKE: &str = "Wake Jules";
/// Asks a silent Jules how it is going.
pub const NUDGE: &str = "Nudge Jules";
/// Label: send words once more that Jules did not take.
pub const RESEND: &str = "Send again";
/// Tries once more what failed.
pub const RETRY: &str = "Retry";
/// Archives the session.
pub const STOP: &str = "Stop";

// --- Status card -----------------------------------------------------------------------

/// Where, for whom, and since when (a timestamp that Discord words for each reader).
#[must_use]
pub fn status_line(place: &str, requester: UserId, since: i64) -> String {
    format!("{place} · for <@{requester}> · started <t:{since}:R>")
}

/// Which step of the plan Jules is at.
#[must_use]
pub fn step(number: usize, of: usize, title: &str) -> String {
    format!("**Step {number} of {of}:** {title}")
}

/// A line of progress; `detail` may be empty.
#[must_use]
pub fn progress(title: &str, detail: &str) -> String {
    if detail.is_empty() { format!("• {title}") } else { format!("• {title}: {detail}") }
}

/// A command that worked. Its code is 0.
#[must_use]
pub fn command_done(command: &str) -> String {
    format!("{command} → done (exit code 0)")
}

/// A command that failed.
#[must_use]
pub fn command_failed(command: &str, exit_code: i64) -> String {
    format!("{command} → failed (exit code {exit_code})")
}

/// The status card stands still.
#[must_use]
pub fn updates_paused(by: UserId) -> String {
    format!(
        "⏸️ **Updates are paused** by <@{by}>: no progress is shown here. What Jules says, what needs you and the \
         end still appear. Press **Resume updates** to see progress again."
    )
}

/// A quiet thread keeps things back.
#[must_use]
pub fn kept_back(count: u32) -> String {
    match count {
        1 => "🔇 This thread is quiet: 1 message from Jules is not shown here; **Open in Jules** has it.".into(),
        n => {
            format!("🔇 This thread is quiet: {n} messages from Jules are not shown here; **Open in Jules** has them.")
        }
    }
}

/// What is left of a status card that has moved.
#[must_use]
pub fn card_moved(link: &str) -> String {
    format!("⬇️ The status card has moved down: {link}")
}

// --- Plan card ---------------------------------------------------------------------------

/// A plan's heading.
#[must_use]
pub fn plan_title(number: u32, steps: usize) -> String {
    if steps == 1 { format!("Plan {number} · 1 step") } else { format!("Plan {number} · {steps} steps") }
}

/// The heading of a plan that was replaced.
#[must_use]
pub fn old_plan_title(number: u32, steps: usize) -> String {
    if steps == 1 { format!("Old plan {number} · 1 step") } else { format!("Old plan {number} · {steps} steps") }
}

/// Calls for an approval.
#[must_use]
pub fn plan_waits() -> String {
    "📝 **Jules has a plan and waits for approval.**".into()
}

/// Somebody pressed Approve; Jules has not confirmed.
#[must_use]
pub fn plan_asked(by: UserId) -> String {
    format!("⏳ <@{by}> approved it; waiting for Jules to confirm.")
}

/// Jules took the approval, and nothing followed.
#[must_use]
pub fn plan_unconfirmed(by: UserId) -> String {
    format!("⚠️ <@{by}> approved it, but nothing has moved since. Approve it again, or wake Jules with a message.")
}

/// Approved here.
#[must_use]
pub fn plan_approved(by: UserId) -> String {
    format!("✅ Approved by <@{by}>.")
}

/// A plan was approved that this thread did not approve.
#[must_use]
pub fn approved_elsewhere() -> String {
    "✅ Approved outside this thread.".into()
}

/// Nobody has to approve it.
#[must_use]
pub fn plan_goes_ahead() -> String {
    "▶️ Jules goes ahead; no approval is needed.".into()
}

/// A newer one took its place.
#[must_use]
pub fn plan_replaced() -> String {
    "↩️ Replaced by a newer plan.".into()
}

/// When the offer goes stale; `at` is a moment that Discord words for each reader.
#[must_use]
pub fn plan_stale_at(at: i64) -> String {
    format!("⏳ Jules puts an unapproved plan aside after about 10 minutes: <t:{at}:R>.")
}

/// The offer has gone stale.
#[must_use]
pub fn plan_faded() -> String {
    "⏸️ Jules has put this plan aside. **Approve** still works; a message here wakes Jules, too.".into()
}

/// Who may approve. `role` is a mention of the role that is called for it.
#[must_use]
pub fn may_approve(role: Option<&str>) -> String {
    match role {
        Some(role) => format!("-# {role} is asked to approve; whoever may use this bot here can."),
        None => "-# Whoever may use this bot here can approve.".into(),
    }
}

/// A step that has no title.
#[must_use]
pub fn no_title() -> String {
    "(no title)".into()
}

/// Follows a list that was cut.
#[must_use]
pub fn and_more(count: usize) -> String {
    format!("… and {count} more")
}

/// Says for a screen reader what `plan.md` holds.
#[must_use]
pub fn plan_file() -> String {
    "The whole plan".into()
}

/// Says where the rest of a long plan is.
#[must_use]
pub fn plan_in_file(file: &str) -> String {
    format!("-# The details of each step are in {file}.")
}

// --- Question card ---------------------------------------------------------------------

/// Calls for an answer.
#[must_use]
pub fn question() -> String {
    "❓ **Jules waits for your answer.** Press **Reply**, or just write it here.".into()
}

/// Calls for an answer to what stands above.
#[must_use]
pub fn question_above() -> String {
    "❓ **Jules waits for your answer** to the message above. Press **Reply**, or just write it here.".into()
}

/// The question was answered here.
#[must_use]
pub fn question_answered(by: UserId) -> String {
    format!("💬 **Answered by <@{by}>.**")
}

/// The question was answered somewhere else.
#[must_use]
pub fn question_answered_elsewhere() -> String {
    "💬 **Answered outside this thread.**".into()
}

/// Jules went on without an answer.
#[must_use]
pub fn question_dropped() -> String {
    "➡️ **Jules went on without an answer.**".into()
}

// --- Results ---------------------------------------------------------------------------

/// The change set's heading.
#[must_use]
pub fn changes_title(files: usize, added: usize, removed: usize) -> String {
    format!("Changes: {}", super::counts(Locale::English, files, added, removed))
}

/// Heads the suggested commit message.
#[must_use]
pub fn commit_message() -> String {
    "**Suggested commit message**".into()
}

/// Says for a screen reader what `changes.patch` holds.
#[must_use]
pub fn patch_file() -> String {
    "All changes as a patch for git apply".into()
}

/// The pull request's heading.
#[must_use]
pub fn pull_request_title() -> String {
    "Pull request opened".into()
}

/// Says that a pull request is there.
#[must_use]
pub fn pull_request() -> String {
    "🔀 **Jules opened a pull request.**".into()
}

/// The pull request's branch.
#[must_use]
pub fn pull_request_branch(branch: &str) -> String {
    format!("Branch {branch}")
}

/// Introduces a picture.
#[must_use]
pub fn picture() -> String {
    "🖼️ A picture from Jules".into()
}

/// Says for a screen reader what a picture is about; `about` may be empty.
#[must_use]
pub fn picture_file(about: &str) -> String {
    if about.is_empty() { "A picture made by Jules".into() } else { format!("A picture made by Jules: {about}") }
}

/// Says for a screen reader what `message.md` holds.
#[must_use]
pub fn message_file() -> String {
    "The whole message from Jules".into()
}
