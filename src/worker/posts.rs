//! Carries out what is owed to the thread, one thing at a time.
//!
//! A post whose outcome is unknown (the request was lost, or we were killed while
//! it was under way) is looked for in the thread before it is sent again: Discord
//! remembers a nonce only for a few minutes, a thread remembers for good.

use std::sync::Arc;
use std::time::Duration;

use serenity::model::id::{ChannelId, MessageId};
use tracing::warn;

use super::Shell;
use super::files;
use crate::crash;
use crate::discord::{Message, WriteError};
use crate::jules::model::SessionId;
use crate::render::body::Body;
use crate::session::account::Account;
use crate::session::effect::{Mark, Owed};
use crate::session::ids::PostKey;
use crate::session::input::Shown;

/// What one attempt came to.
#[derive(Debug, PartialEq, Eq)]
pub enum PostStep {
    /// It is settled.
    Settled(Shown),
    /// Not now. From here on it may have happened.
    Retry(Duration),
    /// Only a person can mend it: a locked thread, a permission that is missing.
    Held {
        /// When to try all the same.
        after: Duration,
        /// In Discord's words.
        why: String,
    },
    /// The thread does not exist any more.
    ThreadGone,
}

/// What a conversation knows that a post needs.
#[derive(Debug, Clone)]
pub struct PostSite {
    /// The thread.
    pub thread: ChannelId,
    /// The session, for attachments.
    pub session: Option<SessionId>,
    /// With whose key they are read.
    pub account: Account,
    /// Our newest message that is known to exist: a lost one comes after it.
    pub last_post: MessageId,
    /// The card's message, for an edit.
    pub card: Option<MessageId>,
    /// An earlier attempt may have succeeded.
    pub suspicious: bool,
    /// How many attempts failed before this one.
    pub failures: u32,
}

/// Tries once.
pub async fn carry_out(shell: Arc<Shell>, site: PostSite, owed: Owed) -> PostStep {
    let result = match &owed {
        Owed::Post { key, body } => post(&shell, &site, key, body).await,
        Owed::Edit { body, .. } => match site.card {
            Some(message) => edit(&shell, site.thread, message, body).await,
            // Its post was refused, or its message deleted: there is nothing to edit.
            None => Ok(Shown::Missing),
        },
        Owed::Mark { message, mark } => replace_mark(&shell, site.thread, *message, *mark).await,
    };
    match result {
        Ok(shown) => PostStep::Settled(shown),
        Err(error) => judge(&shell, &site, &owed, error).await,
    }
}

async fn post(shell: &Shell, site: &PostSite, key: &PostKey, body: &Body) -> Result<Shown, WriteError> {
    let files = match files::fetch(shell.jules(site.account).as_ref(), site.session.as_ref(), &body.attachments).await {
        Ok(files) => files,
        Err(error) => return Err(WriteError::NotSent(format!("an attachment could not be read from Jules: {error}"))),
    };
    if site.suspicious {
        // A file that could not be had was left out of the earlier attempt, too.
        let mut sent = body.clone();
        sent.attachments.truncate(files.len());
        if let Some(found) = find(shell, site, key, &sent).await? {
            return Ok(Shown::Done(Some(found)));
        }
    }
    crash::point("before_post");
    let posted = shell.writer.post(site.thread, body, files, &key.nonce(site.thread)).await?;
    crash::point("after_post");
    Ok(Shown::Done(Some(posted)))
}

async fn edit(shell: &Shell, thread: ChannelId, message: MessageId, body: &Body) -> Result<Shown, WriteError> {
    shell.writer.edit(thread, message, body).await?;
    crash::point("after_edit");
    Ok(Shown::Done(None))
}

/// Looks for a post among what the thread got after the last one we know of.
async fn find(shell: &Shell, site: &PostSite, key: &PostKey, body: &Body) -> Result<Option<MessageId>, WriteError> {
    let nonce = key.nonce(site.thread);
    let messages = shell.writer.messages_after(site.thread, site.last_post, 500).await?;
    let mine = messages.iter().filter(|message| message.author_id == shell.me);
    Ok(mine.into_iter().find(|message| is_same(message, body, &nonce)).map(|message| message.id))
}

fn is_same(message: &Message, body: &Body, nonce: &str) -> bool {
    match &message.nonce {
        Some(theirs) => theirs == nonce,
        None => message.shows(body),
    }
}

async fn replace_mark(shell: &Shell, thread: ChannelId, message: MessageId, mark: Mark) -> Result<Shown, WriteError> {
    shell.writer.react(thread, message, mark.emoji()).await?;
    crash::point("between_marks");
    if let Some(old) = mark.replaces() {
        shell.writer.unreact(thread, message, old.emoji()).await?;
        crash::point("after_marks");
    }
    Ok(Shown::Done(None))
}

async fn judge(shell: &Shell, site: &PostSite, owed: &Owed, error: WriteError) -> PostStep {
    const UNKNOWN_MESSAGE: i64 = 10_008;
    const LOCKED: i64 = 160_005;
    const MISSING_ACCESS: i64 = 50_001;
    const MISSING_PERMISSIONS: i64 = 50_013;
    let pause = super::pause(site.failures);
    let mut error = error;
    if error.is_archived() {
        // Posting would have re-opened it; edits and reactions do not.
        match shell.writer.unarchive(site.thread).await {
            // It is locked as well, or not ours to open any more.
            Err(why) if matches!(why.code(), Some(LOCKED | MISSING_ACCESS | MISSING_PERMISSIONS)) => error = why,
            Err(error) => {
                warn!(thread = %site.thread, %error, "could not un-archive the thread");
                return PostStep::Retry(pause);
            }
            Ok(()) => return PostStep::Retry(pause),
        }
    }
    match &error {
        WriteError::Refused { code: UNKNOWN_MESSAGE, .. } => PostStep::Settled(Shown::Missing),
        refused if refused.is_gone() => PostStep::ThreadGone,
        WriteError::TooLong(why) | WriteError::Config(why) => {
            warn!(thread = %site.thread, %error, "a message of ours breaks a limit of Discord's");
            PostStep::Settled(Shown::Refused(why.clone()))
        }
        WriteError::Refused { code: code @ (LOCKED | MISSING_ACCESS | MISSING_PERMISSIONS), message, .. } => {
            // The right to react may be missing alone; where we see nothing, everything waits.
            if *code != MISSING_ACCESS && matches!(owed, Owed::Mark { .. }) {
                return PostStep::Settled(Shown::Refused(message.clone()));
            }
            // A person has to mend it; until then nothing is lost, and nothing hammers.
            warn!(thread = %site.thread, %error, "not allowed to write in the thread");
            PostStep::Held { after: Duration::from_mins(10).min(pause * 30), why: message.clone() }
        }
        WriteError::Refused { message, .. } => {
            warn!(thread = %site.thread, %error, "Discord refused a message");
            PostStep::Settled(Shown::Refused(message.clone()))
        }
        _ => {
            warn!(thread = %site.thread, %error, failures = site.failures, "a message did not get through yet");
            PostStep::Retry(pause)
        }
    }
}
