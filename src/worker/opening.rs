//! From a command to a thread: post the message the thread hangs under, make the thread
//! (or open a forum's post, which is both), hand over to the machine. Noted durably first,
//! so that a start that was cut short is finished, not forgotten and not done twice.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serenity::model::id::{ChannelId, GuildId, MessageId};
use tokio::time::sleep;
use tracing::warn;

use super::{Shell, forum};
use crate::crash;
use crate::discord::WriteError;
use crate::jules::model::SessionId;
use crate::render::body::Body;
use crate::render::{cards, safe, text};
use crate::session::checkpoint::{Checkpoint, History, Place, Task};
use crate::session::ids::{marker, starter_nonce};

/// A thread that somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Where.
    pub guild: GuildId,
    /// Under which channel, or in which forum.
    pub channel: ChannelId,
    /// Whether that is a forum, where a thread is a post.
    #[serde(default)]
    pub forum: bool,
    /// For what.
    pub task: Task,
    /// The existing session to attach to, and how much of its past to tell.
    pub attach: Option<(SessionId, History)>,
}

/// Threads are archived by Discord after a week of silence; a message re-opens them.
pub(super) const AUTO_ARCHIVE_MINUTES: u16 = 10_080;
/// Attempts before the person is told that it did not work.
const ATTEMPTS: u32 = 5;

impl Opening {
    /// The key of its record.
    #[must_use]
    pub fn key(&self) -> Vec<u8> {
        self.task.start.get().to_be_bytes().to_vec()
    }

    /// The conversation that begins in the thread.
    #[must_use]
    pub fn checkpoint(&self, thread: ChannelId) -> Checkpoint {
        let place = Place { guild: self.guild, channel: self.channel, thread };
        let mut checkpoint = Checkpoint::new(place, self.task.clone());
        if let Some((session, history)) = &self.attach {
            checkpoint.session = Some(session.clone());
            checkpoint.catching_up = Some(*history);
        }
        checkpoint
    }
}

/// Makes the thread, or finds the one an earlier attempt made. `taken` are the
/// threads that already have a session; `resumed` says that an earlier life may have
/// got somewhere.
///
/// # Errors
/// Discord refuses, or stayed silent through every attempt.
pub async fn carry_out(
    shell: &Shell,
    opening: &Opening,
    taken: &HashSet<ChannelId>,
    resumed: bool,
) -> Result<ChannelId, WriteError> {
    let mut suspicious = resumed;
    let mut attempt = 0;
    loop {
        match open_once(shell, opening, taken, suspicious).await {
            // Nobody waits for a start that is taken up again, so nothing gives up on it.
            Err(error @ (WriteError::Unknown(_) | WriteError::NotSent(_))) if resumed || attempt + 1 < ATTEMPTS => {
                warn!(%error, "could not open a thread yet");
                suspicious |= matches!(error, WriteError::Unknown(_));
                sleep(super::pause(attempt)).await;
                attempt += 1;
            }
            other => return other,
        }
    }
}

async fn open_once(
    shell: &Shell,
    opening: &Opening,
    taken: &HashSet<ChannelId>,
    suspicious: bool,
) -> Result<ChannelId, WriteError> {
    let task = &opening.task;
    let place = cards::place(task.source.as_ref(), task.branch.as_deref());
    let content = text::starter(&cards::line(&task.title, 90), &place, task.requester, &marker(task.start));
    let body = Body { content, silent: true, plain: true, ..Body::default() };
    // Discord reads no Markdown in a thread's name.
    let name = safe::name(&task.title, 90);
    let thread = if opening.forum {
        forum::open_once(shell, opening, (&name, &body), taken, suspicious).await?
    } else {
        open_in_channel(shell, opening, (&name, &body), taken, suspicious).await?
    };
    if let Err(error) = shell.writer.add_member(thread, task.requester).await {
        warn!(%thread, %error, "could not add the requester to the thread");
    }
    Ok(thread)
}

async fn open_in_channel(
    shell: &Shell,
    opening: &Opening,
    (name, body): (&str, &Body),
    taken: &HashSet<ChannelId>,
    suspicious: bool,
) -> Result<ChannelId, WriteError> {
    let found = if suspicious { find(shell, opening, body, taken).await? } else { None };
    let starter = match found {
        Some(starter) => starter,
        None => shell.writer.post(opening.channel, body, vec![], &starter_nonce(opening.task.start)).await?,
    };
    crash::point("after_starter");
    // A thread made from a message has its id, and there is at most one: repeating is safe.
    let thread = shell.writer.start_thread(opening.channel, starter, name, AUTO_ARCHIVE_MINUTES).await?;
    crash::point("after_thread");
    Ok(thread)
}

/// The marker in the message makes it unmistakable.
async fn find(
    shell: &Shell,
    opening: &Opening,
    body: &Body,
    taken: &HashSet<ChannelId>,
) -> Result<Option<MessageId>, WriteError> {
    let after = MessageId::new(opening.task.start.get());
    let messages = shell.writer.messages_after(opening.channel, after, 500).await?;
    Ok(messages
        .iter()
        .filter(|message| message.author_id == shell.me && message.content.trim() == body.content.trim())
        .map(|message| message.id)
        .find(|id| !taken.contains(&ChannelId::new(id.get()))))
}
