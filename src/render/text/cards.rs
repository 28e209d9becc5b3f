//! Headings, labels and lines of the cards. What the agent wrote is passed in made safe.

use serenity::model::id::UserId;

use super::speech::sentences;

// --- What a command shows to one person, too -------------------------------------------

sentences! {
    /// Where, for whom, and since when (a timestamp that Discord words for each reader).
    status_line(place: &str, requester: UserId, since: &str);
    /// Which step of the plan Jules is at.
    step(number: usize, of: usize, title: &str);
    /// The status card stands still.
    updates_paused(by: UserId);
    /// A quiet thread keeps things back.
    kept_back(count: u32);
    /// What is left of a list that was cut.
    and_more(count: usize);

    /// A plan's heading.
    plan_title(number: u32, steps: usize);
    /// The heading of a plan that was replaced.
    old_plan_title(number: u32, steps: usize);
    /// Somebody pressed Approve; Jules has not confirmed.
    plan_asked(by: UserId);
    /// Jules took the approval, and nothing followed.
    plan_unconfirmed(by: UserId);
    /// Approved here.
    plan_approved(by: UserId);
    /// A plan was approved that this thread did not approve.
    approved_elsewhere();
    /// Nobody has to approve it.
    plan_goes_ahead();
    /// A newer one took its place.
    plan_replaced();
    /// When the offer goes stale; `at` is a moment that Discord words for each reader.
    plan_stale_at(at: &str);
    /// The offer has gone stale.
    plan_faded();
    /// Who may approve: everybody who may use the bot.
    all_may_approve();
    /// The same, and a role is called for it; `role` is its mention.
    role_may_approve(role: &str);
    /// A step that has no title.
    no_title();
    /// Says for a screen reader what `plan.md` holds.
    plan_file();
    /// Says where the rest of a long plan is.
    plan_in_file(file: &str);

    /// The change set's heading, with [`counts`](super::counts).
    changes_title(counts: &str);
    /// Heads the suggested commit message.
    commit_message();
    /// Says for a screen reader what `changes.patch` holds.
    patch_file();
}

/// A moment as Discord words it for each reader; in seconds since 1970.
#[must_use]
pub fn moment(at: i64) -> String {
    format!("<t:{at}:R>")
}

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

/// What is left of a status card that has moved.
#[must_use]
pub fn card_moved(link: &str) -> String {
    format!("⬇️ The status card has moved down: {link}")
}

// --- Plan card ---------------------------------------------------------------------------

/// Calls for an approval.
#[must_use]
pub fn plan_waits() -> String {
    "📝 **Jules has a plan and waits for approval.**".into()
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

/// Stands for a file that is no picture, or none that Discord shows.
#[must_use]
pub fn no_picture(url: Option<&str>) -> String {
    let place = url.map_or_else(String::new, |url| format!(" See it at <{url}>."));
    format!("🖼️ Jules sent a file that cannot be shown here.{place}")
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
