//! What a person is told when something cannot be done.

use serenity::model::id::ChannelId;

use crate::render::locale::Locale;
use crate::render::text;

/// The most characters of a prompt or a message that are passed on.
pub const LONGEST_WORDS: usize = 6_000;

/// The most characters of a task or a message together with the files that came with it.
/// Jules refused longer ones for some (jules-api.md 1.2).
pub const LONGEST_TASK: usize = 8_000;

/// A refusal. What is told is the whole reply: what is wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserError {
    /// Words of no characters, or of blanks only.
    Empty,
    /// More than `LONGEST_WORDS` characters.
    TooLong(usize),
    /// A repository that is not connected, by the name that was given, made safe.
    NoSuchRepository(String),
    /// The same, where the channel was set to it and nobody named it.
    NoSuchDefault(String),
    /// A branch that the repository does not have: its name and the repository's, made safe.
    NoSuchBranch(String, String),
    /// A session that Jules does not know.
    NoSuchSession,
    /// Something that is not a session's id or link.
    NotASession,
    /// A session that has a thread already.
    HasThread(ChannelId),
    /// Several repositories, and none was named.
    WhichRepository,
    /// A channel's branch without the repository it belongs to.
    BranchOfWhich,
    /// A channel that is no forum, where one was to be named.
    NoForum,
    /// The forum a channel is set to was deleted, or the bot may not see it any more.
    ForumGone(ChannelId),
    /// A batch without repositories, or with `none` among them.
    NoRepositories,
    /// More repositories than a batch may have.
    TooManyRepositories(usize, usize),
    /// A message that was deleted, or that the bot may not read.
    NoSuchMessage,
    /// A message of Discord's own.
    NobodysWords,
    /// What an offer was about is not connected any more.
    RepositoryGone,
    /// A channel that threads cannot hang under.
    NoThreadsHere,
    /// A channel that the bot cannot read.
    CannotSee,
    /// There is no key that a session could work with here.
    NoKeyHere,
    /// The key a session worked with was revoked.
    KeyGone,
    /// A button or a form of somebody else's, or of a version long gone.
    UnknownButton,
}

impl UserError {
    /// What the person reads.
    #[must_use]
    pub fn told(&self, locale: Locale) -> String {
        match self {
            Self::Empty => text::no_words(locale),
            Self::TooLong(characters) => text::too_many_words(locale, *characters),
            Self::NoSuchRepository(repo) => text::no_such_repository(locale, repo),
            Self::NoSuchDefault(repo) => text::no_such_default(locale, repo),
            Self::NoSuchBranch(branch, repo) => text::no_such_branch(locale, branch, repo),
            Self::NoSuchSession => text::no_such_session(locale),
            Self::NotASession => text::not_a_session(locale),
            Self::HasThread(thread) => text::session_has_thread(locale, *thread),
            Self::WhichRepository => text::which_repository(locale),
            Self::BranchOfWhich => text::branch_of_which(locale),
            Self::NoForum => text::no_forum(locale),
            Self::ForumGone(forum) => text::forum_gone(locale, *forum),
            Self::NoRepositories => text::no_repositories(locale),
            Self::TooManyRepositories(count, most) => text::too_many_repositories(locale, *count, *most),
            Self::NoSuchMessage => text::no_such_message(locale),
            Self::NobodysWords => text::nobodys_words(locale),
            Self::RepositoryGone => text::repository_gone(locale),
            Self::NoThreadsHere => text::no_threads_here(locale),
            Self::CannotSee => text::cannot_see(locale),
            Self::NoKeyHere => text::no_key_here(locale),
            Self::KeyGone => text::key_gone(locale),
            Self::UnknownButton => text::unknown_button(locale),
        }
    }
}

impl std::fmt::Display for UserError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.told(Locale::English))
    }
}

impl std::error::Error for UserError {}
