//! What a person is told when something cannot be done.

use serenity::model::id::ChannelId;
use thiserror::Error;

/// The most characters of a prompt or a message that are passed on.
pub const LONGEST_WORDS: usize = 6_000;

/// The most characters of a task or a message together with the files that came with it.
/// Jules refused longer ones for some (jules-api.md 1.2).
pub const LONGEST_TASK: usize = 8_000;

/// A refusal. Its text is the whole reply: what is wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UserError {
    /// Words of no characters, or of blanks only.
    #[error("There is nothing to send: write at least one word for Jules.")]
    Empty,
    /// More than `LONGEST_WORDS` characters.
    #[error("That is {0} characters, and Jules takes at most 6,000: shorten it, or put the details into a file.")]
    TooLong(usize),
    /// A repository that is not connected, by the name that was given, made safe.
    #[error("Jules has no access to the repository {0}: pick one from the list, or connect it at jules.google.com.")]
    NoSuchRepository(String),
    /// The same, where the channel was set to it and nobody named it.
    #[error(
        "This channel is set to the repository {0}, to which Jules has no access: name another with `repo`, or change \
         it with `/jules settings`."
    )]
    NoSuchDefault(String),
    /// A branch that the repository does not have: its name and the repository's, made safe.
    #[error("{1} has no branch {0}: pick one from the list, or leave it out for the default branch.")]
    NoSuchBranch(String, String),
    /// A session that Jules does not know.
    #[error("Jules knows no such session: paste its link from jules.google.com, or pick one from the list.")]
    NoSuchSession,
    /// Something that is not a session's id or link.
    #[error("That is not a session: paste its id, which is a number, or its link from jules.google.com.")]
    NotASession,
    /// A session that has a thread already.
    #[error("That session has its thread already: <#{0}>.")]
    HasThread(ChannelId),
    /// Several repositories, and none was named.
    #[error("Which repository? Choose one with the `repo` option, or write `none` there for a task without one.")]
    WhichRepository,
    /// A channel's branch without the repository it belongs to.
    #[error("Which repository is that branch of? Set `repo` for this channel first.")]
    BranchOfWhich,
    /// A channel that is no forum, where one was to be named.
    #[error("That is no forum of this server: choose a forum channel, or this channel itself for threads.")]
    NoForum,
    /// The forum a channel is set to was deleted, or the bot may not see it any more.
    #[error(
        "This channel's sessions appear in <#{0}>, which I cannot see any more: let me in, or choose another with \
         `/jules settings forum`."
    )]
    ForumGone(ChannelId),
    /// A batch without repositories, or with `none` among them.
    #[error("Which repositories? Name at least one, with commas or spaces between them; a batch needs repositories.")]
    NoRepositories,
    /// More repositories than a batch may have.
    #[error("Those are {0} repositories, and a batch has at most {1}: leave some for another one.")]
    TooManyRepositories(usize, usize),
    /// A message that was deleted, or that the bot may not read.
    #[error("I cannot read that message: it was deleted, or I may not read the history of this channel.")]
    NoSuchMessage,
    /// A message of Discord's own.
    #[error("Discord wrote that, and nobody: choose a message somebody wrote.")]
    NobodysWords,
    /// What an offer was about is not connected any more.
    #[error("That repository or branch is not there any more: send the message to Jules again and choose another.")]
    RepositoryGone,
    /// A channel that threads cannot hang under.
    #[error("Threads cannot be opened here. Use this in a text channel, or in a post of a forum.")]
    NoThreadsHere,
    /// A channel that the bot cannot read.
    #[error("I cannot see this channel. Give me the View Channel permission here, or use another channel.")]
    CannotSee,
    /// A button or a form of somebody else's, or of a version long gone.
    #[error("I do not know that button. `/jules help` lists what you can do.")]
    UnknownButton,
}
