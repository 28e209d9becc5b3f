//! What we say to commands that are about more than one session, and to what surrounds a
//! session: choices, files that come with a task, settings.

use serenity::model::id::{ChannelId, UserId};

use super::speech::sentences;
use crate::jules::model::SessionState;
use crate::render::cards::code;
use crate::render::locale::Locale;

sentences! {
    /// Offered among the repositories; at most 100 characters, as all choices.
    no_repository_choice();
    /// Offered among defaults.
    unset_choice();
    /// In place of a repository.
    no_repository();
    /// Behind a session that is offered.
    has_thread_already();

    /// The repository was not named, and the channel is set to one; `place` has been made safe.
    by_default(place: &str);
    /// A file that is part of the task; its name is [`code`], here and below.
    enclosed_whole(name: &str);
    /// A file of which only the beginning fitted.
    enclosed_part(name: &str, characters: usize);
    /// A file for which there is no room at all.
    enclosed_too_much(name: &str);
    /// A picture.
    enclosed_picture(name: &str);
    /// Anything else.
    enclosed_other(name: &str);
    /// A file that could not be read.
    enclosed_nothing(name: &str);

    /// Heads what Jules would get; nothing has begun.
    offer_head();
    /// Comes with it.
    offer_files(files: usize);
    /// Where it would work; `place` has been made safe.
    offer_place(place: &str);
    /// Nobody has chosen yet.
    offer_open();
    /// Starts.
    offer_begin();
    /// Opens the form.
    offer_other();
    /// In the menu of repositories.
    offer_repo_menu();
    /// In the menu of branches.
    offer_branch_menu();
    /// The form's title.
    offer_form();
    /// The form's first field.
    offer_repo_field();
    /// The form's second field.
    offer_branch_field();

    /// Heads what a channel is set to.
    settings_of_channel(channel: ChannelId);
    /// Its repository.
    settings_repo(repo: &str);
    /// Its branch.
    settings_branch(branch: &str);
    /// The forum in which they appear.
    settings_forum(forum: ChannelId);
    /// They appear in the channel itself.
    settings_no_forum();
    /// In place of a repository that is not set.
    repo_not_set();
    /// In place of a branch that is not set.
    branch_not_set();
    /// Heads how a thread behaves.
    settings_of_thread();
    /// How much it shows.
    settings_verbosity(shows: &str);
    /// Whom it calls: a mention.
    settings_calls(who: &str);
    /// It calls nobody.
    settings_muted();
    /// The least.
    shows_quiet();
    /// What is usual.
    shows_normal();
    /// The most.
    shows_verbose();
    /// Settings were changed.
    settings_changed();
    /// How a setting is taken back.
    settings_hint();
}

/// What a session's choice says behind its title.
#[must_use]
pub fn session_choice(locale: Locale, state: &SessionState, repo: Option<&str>, has_thread: bool) -> String {
    let tied = if has_thread { format!(" · {}", has_thread_already(locale)) } else { String::new() };
    let repo = repo.map_or_else(|| no_repository(locale), str::to_owned);
    format!("{}{tied} · {repo}", super::state(locale, state))
}

/// What Jules would get and where it would work; nothing has begun.
#[must_use]
pub fn offer(locale: Locale, quote: &str, files: usize, place: &str) -> String {
    let files = if files == 0 { String::new() } else { format!("{}\n", offer_files(locale, files)) };
    format!("{}\n{quote}\n{files}{place}", offer_head(locale))
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

/// What a channel is set to.
#[must_use]
pub fn channel_settings(
    locale: Locale,
    channel: ChannelId,
    repo: Option<&str>,
    branch: Option<&str>,
    forum: Option<ChannelId>,
) -> String {
    let repo = match repo {
        None => repo_not_set(locale),
        Some("none") => no_repository(locale),
        Some(repo) => code(repo, 100),
    };
    let branch = branch.map_or_else(|| branch_not_set(locale), |branch| code(branch, 100));
    let forum = forum.map_or_else(|| settings_no_forum(locale), |forum| settings_forum(locale, forum));
    let head = settings_of_channel(locale, channel);
    [head, settings_repo(locale, &repo), settings_branch(locale, &branch), forum].join("\n")
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
pub fn thread_settings(locale: Locale, shows: Shows, muted: bool, ping: &str) -> String {
    let shows = match shows {
        Shows::Quiet => shows_quiet(locale),
        Shows::Normal => shows_normal(locale),
        Shows::Verbose => shows_verbose(locale),
    };
    let calls = if muted { settings_muted(locale) } else { settings_calls(locale, ping) };
    [settings_of_thread(locale), settings_verbosity(locale, &shows), calls].join("\n")
}
