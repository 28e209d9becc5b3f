//! What cannot be done, and what to do instead. Names of others have been made safe.

use serenity::model::id::ChannelId;

use super::speech::sentences;

sentences! {
    /// A direct message, or a guild that is not on the list.
    denied_elsewhere();
    /// Nobody was configured, and this is not the owner.
    denied_nobody_configured();
    /// Somebody was configured, but not this person.
    denied_not_listed();
    /// A bot or a webhook.
    denied_automated();
    /// They may, but not with this repository.
    denied_repository();
    /// Not in this channel.
    denied_channel();
    /// Not from this branch.
    denied_branch();
    /// No pull request by itself.
    denied_auto_pr();
    /// Not without somebody's approval.
    denied_unattended();
    /// Somebody else has to approve.
    denied_four_eyes();
    /// Who they are now cannot be found out.
    denied_unknown();
    /// They are not in the guild any more.
    denied_gone();
    /// It could not be written down.
    denied_unrecorded();
    /// One person's starts in a day.
    quota_user_day(most: usize);
    /// A repository's starts in a day.
    quota_repo_day(most: usize);
    /// Everybody's starts in a day.
    quota_day(most: usize);
    /// One person's open sessions.
    quota_user_live(most: usize);
    /// A repository's open sessions.
    quota_repo_live(most: usize);
    /// Everybody's open sessions.
    quota_live(most: usize);

    /// Words of no characters, or of blanks only.
    no_words();
    /// Too many characters.
    too_many_words(characters: usize);
    /// A repository that is not connected.
    no_such_repository(repo: &str);
    /// The same, where the channel was set to it and nobody named it.
    no_such_default(repo: &str);
    /// A branch that the repository does not have.
    no_such_branch(branch: &str, repo: &str);
    /// A session that Jules does not know.
    no_such_session();
    /// Something that is not a session's id or link.
    not_a_session();
    /// A session that has a thread already.
    session_has_thread(thread: ChannelId);
    /// Several repositories, and none was named.
    which_repository();
    /// A channel's branch without the repository it belongs to.
    branch_of_which();
    /// A channel that is no forum, where one was to be named.
    no_forum();
    /// The forum a channel is set to cannot be seen any more.
    forum_gone(forum: ChannelId);
    /// A batch without repositories.
    no_repositories();
    /// More repositories than a batch may have.
    too_many_repositories(count: usize, most: usize);
    /// A message that was deleted, or that the bot may not read.
    no_such_message();
    /// A message of Discord's own.
    nobodys_words();
    /// What an offer was about is not connected any more.
    repository_gone();
    /// A channel that threads cannot hang under.
    no_threads_here();
    /// A channel that the bot cannot read.
    cannot_see();
    /// A button or a form of a version long gone.
    unknown_button();

    /// The channel is not one of our threads.
    no_session();
    /// The thread is on its way.
    opening_already();
    /// There is no such batch.
    no_batch();
    /// Nothing was done: too busy, or stopping.
    busy();
    /// It may have been done.
    unconfirmed();
    /// The thread could not be opened.
    no_thread(why: &str);
    /// A forum's post could not be opened.
    no_post(why: &str);
    /// The store failed.
    not_saved();
    /// Jules does not take the key.
    key_refused();
    /// Jules could not be asked.
    jules_unreachable();
    /// Discord could not be answered.
    discord_refused();
    /// What was typed into a command's options does not parse.
    unreadable_command();
    /// A panic.
    our_fault();
}
