//! What we say to commands that are about more than one session, and to what surrounds a
//! session: choices, files that come with a task, settings.

use serenity::model::id::{ChannelId, UserId};

use crate::jules::model::SessionState;
use crate::render::cards::code;

// --- Choices -----------------------------------------------------------------------------

/// Offered among the repositories; at most 100 characters, as all choices.
#[must_use]
pub fn no_repository_choice() -> String {
    "none: a task without a repository".into()
}

/// Offered among defaults.
#[must_use]
pub fn unset_choice() -> String {
    "unset: nothing by default".into()
}

/// What a session's choice says behind its title.
#[must_use]
pub fn session_choice(state: &SessionState, repo: Option<&str>, has_thread: bool) -> String {
    let tied = if has_thread { " · has a thread" } else { "" };
    format!("{}{tied} · {}", super::state(state), repo.unwrap_or("no repository"))
}

/// `diff` with a file that was not changed.
#[must_use]
pub fn no_such_file(path: &str) -> String {
    format!("{path} is not among the changed files, or not the only one of that name. These were changed:")
}

// --- Starting ----------------------------------------------------------------------------

/// The repository was not named, and the channel is set to one.
#[must_use]
pub fn by_default(place: &str) -> String {
    format!("It works in {place}, which this channel is set to.")
}

/// A file that is part of the task.
#[must_use]
pub fn enclosed_whole(name: &str) -> String {
    format!("📎 {} is part of what Jules gets.", code(name, 80))
}

/// A file of which only the beginning fitted.
#[must_use]
pub fn enclosed_part(name: &str, characters: usize) -> String {
    format!(
        "⚠️ Of {} Jules gets only the first {characters} characters: words and files together may have 8,000.",
        code(name, 80)
    )
}

/// A file for which there is no room at all.
#[must_use]
pub fn enclosed_too_much(name: &str) -> String {
    format!("⚠️ {} was left out: words and files together may have 8,000 characters.", code(name, 80))
}

/// A picture.
#[must_use]
pub fn enclosed_picture(name: &str) -> String {
    format!(
        "🖼️ Jules takes no pictures this way, so it gets a link to {}. It may be unable to open it, and Discord ends \
         such links after about a day: say in words what matters.",
        code(name, 80)
    )
}

/// Anything else.
#[must_use]
pub fn enclosed_other(name: &str) -> String {
    format!("🔗 {} is no text, so Jules gets a link to it, which ends after about a day.", code(name, 80))
}

/// A file that could not be read.
#[must_use]
pub fn enclosed_nothing(name: &str) -> String {
    format!("⚠️ {} could not be read from Discord and was left out.", code(name, 80))
}

// --- Send to Jules -----------------------------------------------------------------------

/// What Jules would get and where it would work; nothing has begun.
#[must_use]
pub fn offer(quote: &str, files: usize, place: &str) -> String {
    let files = match files {
        0 => String::new(),
        1 => "📎 One file comes with it.\n".to_owned(),
        n => format!("📎 {n} files come with it.\n"),
    };
    format!("**Shall Jules get this?** Nothing has begun yet.\n{quote}\n{files}{place}")
}

/// Where it would work.
#[must_use]
pub fn offer_place(place: &str) -> String {
    format!("It will work in {place}, and wait for your approval of its plan.")
}

/// Nobody has chosen yet.
#[must_use]
pub fn offer_open() -> String {
    "**Choose where:** several repositories are connected.".into()
}

/// Starts.
#[must_use]
pub fn offer_begin() -> String {
    "Start".into()
}

/// Opens the form.
#[must_use]
pub fn offer_other() -> String {
    "Another repository or branch…".into()
}

/// In the menu of repositories.
#[must_use]
pub fn offer_repo_menu() -> String {
    "Repository".into()
}

/// In the menu of branches.
#[must_use]
pub fn offer_branch_menu() -> String {
    "Branch to start from".into()
}

/// The form's title.
#[must_use]
pub fn offer_form() -> String {
    "Where shall Jules work?".into()
}

/// The form's first field.
#[must_use]
pub fn offer_repo_field() -> String {
    "Repository, or none".into()
}

/// The form's second field.
#[must_use]
pub fn offer_branch_field() -> String {
    "Branch; empty for the default one".into()
}

// --- Ending ------------------------------------------------------------------------------

/// `archive` was accepted.
#[must_use]
pub fn archiving(busy: bool) -> String {
    let pauses = if busy { " It is still working: archiving pauses that." } else { "" };
    format!("Archiving the session: it leaves the list at Jules.{pauses} A message here brings it back.")
}

/// `detach` was accepted.
#[must_use]
pub fn detaching() -> String {
    "This thread is detached. The session goes on at Jules; nothing of it is shown here any more, and nothing \
     written here reaches it. `/jules attach` gives it a new thread."
        .into()
}

/// Somebody detached the thread, said to everybody.
#[must_use]
pub fn detached_by(by: UserId, url: Option<&str>) -> String {
    let place = url.map_or_else(String::new, |url| format!(" at <{url}>"));
    format!(
        "🔌 <@{by}> detached this thread. The session goes on{place}; what is written here stays among people. \
         `/jules attach` gives it a new thread."
    )
}

/// Anything but a look, in a thread that was detached.
#[must_use]
pub fn detached() -> String {
    "This thread was detached from its session, so nothing was done. `/jules attach` gives the session a new thread; \
     `/jules start` begins another."
        .into()
}

/// A detached thread's state.
#[must_use]
pub fn state_detached() -> String {
    "🔌 Detached: goes on at Jules, nothing is shown here".into()
}

// --- Settings ----------------------------------------------------------------------------

/// What a channel is set to.
#[must_use]
pub fn channel_settings(
    channel: ChannelId,
    repo: Option<&str>,
    branch: Option<&str>,
    forum: Option<ChannelId>,
) -> String {
    let repo = match repo {
        None => "not set: named with each session".to_owned(),
        Some("none") => "no repository".to_owned(),
        Some(repo) => code(repo, 100),
    };
    let branch = branch.map_or_else(|| "the repository's default".to_owned(), |branch| code(branch, 100));
    let forum = forum.map_or_else(|| "here".to_owned(), |forum| format!("as posts in <#{forum}>"));
    format!("**Sessions started in <#{channel}>**\n• repository: {repo}\n• branch: {branch}\n• they appear {forum}")
}

/// How much a thread shows, for [`thread_settings`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// The least.
    Quiet,
    /// What is usual.
    Normal,
    /// The most.
    Verbose,
}

/// How a thread behaves.
#[must_use]
pub fn thread_settings(shows: Shows, muted: bool, ping: &str) -> String {
    let shows = match shows {
        Shows::Quiet => "quiet: only what needs somebody, and the outcome",
        Shows::Normal => "normal: progress in the status card",
        Shows::Verbose => "verbose: a silent line for each step",
    };
    let calls = if muted { "nobody: it is muted".to_owned() } else { format!("{ping} when somebody is needed") };
    format!("**This thread**\n• verbosity: {shows}\n• calls: {calls}")
}

/// Settings were changed.
#[must_use]
pub fn settings_changed() -> String {
    "✅ Changed.".into()
}

/// How a setting is taken back.
#[must_use]
pub fn settings_hint() -> String {
    "-# `repo` `branch` and `forum` are this channel's; `unset`, or as forum this channel itself, takes one back."
        .into()
}
