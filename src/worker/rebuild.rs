//! Making the store anew, or bringing an old one up to date, from the two that remember for
//! good: Discord's threads and Jules' sessions. Nothing is posted and nothing is told; the
//! next start does what is owed then.

mod batches;
mod recall;
mod threads;
mod trace;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::Utc;
use serenity::model::id::{ChannelId, GuildId, InteractionId, MessageId, UserId};

use self::threads::Found;
use self::trace::{Known, retrace};
use super::ledger::{Ledger, LedgerError, thread_key};
use super::opening::Opening;
use super::tags::Post;
use crate::discord::{Message, WriteError, Writer};
use crate::jules::model::Session;
use crate::jules::{self, Jules, Shown};
use crate::render::cards;
use crate::session::account::{Account, Holder};
use crate::session::checkpoint::{Checkpoint, History, Task};
use crate::session::ids::{made_at, marker, without_marker};
use crate::session::input::Update;
use crate::store::record;
use crate::store::{Batch, SledStore, Store, StoreError, Tree};

/// Messages of one thread that are compared, at most.
const MESSAGES: usize = 20_000;

/// Why it cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// The store.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Discord.
    #[error(transparent)]
    Discord(#[from] WriteError),
    /// Jules.
    #[error(transparent)]
    Jules(#[from] jules::Error),
}

impl From<StoreError> for RebuildError {
    fn from(error: StoreError) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<record::RecordError> for RebuildError {
    fn from(error: record::RecordError) -> Self {
        Self::Ledger(error.into())
    }
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Rebuilt {
    /// Conversations that the store did not know.
    pub added: usize,
    /// Conversations that it knew as they were earlier.
    pub updated: usize,
    /// Batches that the store did not know and that are not over.
    pub batches: usize,
    /// What is owed to Discord in all of these.
    pub owed: usize,
    /// What could not be done, for people.
    pub notes: Vec<String>,
}

/// Brings what the store knows up to date, if it is older than what happened, and adds the
/// threads that it does not know. No bot may run meanwhile. Killed in the middle, it begins
/// again with the next call, and until then no bot starts.
///
/// # Errors
/// When the store, Discord or Jules fails for good.
pub async fn rebuild(
    store: &Arc<SledStore>,
    writer: &Writer,
    lines: &[(Account, Jules)],
    guilds: &[GuildId],
) -> Result<Rebuilt, RebuildError> {
    let me = writer.current_user().await?.id;
    let mut work = Work { store: store.clone(), writer, lines, me, done: Rebuilt::default() };
    let is_old = store.is_restored();
    store.is_out_of_date()?;
    let mut known: Vec<Checkpoint> = Vec::new();
    for (_, value) in store.scan(Tree::Threads, &[])? {
        known.push(record::decode(&value)?);
    }
    let sessions = work.sessions().await?;
    let found = threads::find(writer, guilds, me, &mut work.done.notes).await?;
    if is_old {
        for checkpoint in known.clone() {
            work.update(checkpoint).await?;
        }
    }
    let openings = work.openings()?;
    for found in &found {
        if known.iter().all(|checkpoint| checkpoint.place.thread != found.place.thread) {
            work.add(found, &sessions, &openings).await?;
        }
    }
    work.batches(&found).await?;
    store.is_up_to_date()?;
    Ok(work.done)
}

struct Work<'a> {
    store: Arc<SledStore>,
    writer: &'a Writer,
    /// The accounts whose keys there are, the operator's first.
    lines: &'a [(Account, Jules)],
    me: UserId,
    done: Rebuilt,
}

impl Work<'_> {
    /// Every session, and whose it is. A key that was entrusted and does not work any more is
    /// noted; with the operator's nothing goes on.
    async fn sessions(&mut self) -> Result<Vec<(Account, Session)>, jules::Error> {
        let mut all = Vec::new();
        for (account, jules) in self.lines {
            match sessions(jules).await {
                Ok(sessions) => all.extend(sessions.into_iter().map(|session| (*account, session))),
                Err(error) => match account.holder() {
                    Some(holder) => {
                        self.done.notes.push(format!("the sessions of the key of {holder} cannot be read: {error}"));
                    }
                    None => return Err(error),
                },
            }
        }
        Ok(all)
    }

    /// Starts that were under way when the store was exported, by their markers.
    fn openings(&self) -> Result<HashMap<String, Opening>, RebuildError> {
        let mut openings = HashMap::new();
        for (_, value) in self.store.scan(Tree::Starts, &[])? {
            let opening: Opening = record::decode(&value)?;
            openings.insert(marker(opening.task.start), opening);
        }
        Ok(openings)
    }

    /// A conversation that the store knows as it was some time ago.
    async fn update(&mut self, checkpoint: Checkpoint) -> Result<(), RebuildError> {
        let thread = checkpoint.place.thread;
        let mut ledger = Ledger::load(self.store.clone(), thread)?;
        // It may have been said since: it is looked for before it is said again.
        let words: Vec<u64> =
            ledger.inbox().iter().filter(|word| word.attempted.is_none()).map(|word| word.id).collect();
        for word in words {
            ledger.attempt(word, Utc::now()).await?;
        }
        if checkpoint.closed {
            return Ok(());
        }
        let Some(messages) = self.messages(thread, checkpoint.last_post.min(checkpoint.heard)).await? else {
            return Ok(());
        };
        let mut history = Vec::new();
        if let Some(session) = &checkpoint.session {
            match self.history(session, &checkpoint).await? {
                Some(update) => history.push(update),
                None => return Ok(()),
            }
        }
        self.done.updated += 1;
        self.compare(ledger, checkpoint, history, &messages, Batch::default(), false).await
    }

    /// A conversation that the store does not know.
    async fn add(
        &mut self,
        found: &Found,
        sessions: &[(Account, Session)],
        openings: &HashMap<String, Opening>,
    ) -> Result<(), RebuildError> {
        let thread = found.place.thread;
        let Some(messages) = self.messages(thread, MessageId::new(1)).await? else { return Ok(()) };
        let title = format!("[{}]", found.marker);
        // What another server's key reaches is nothing to this one.
        let here = |account: Account| !matches!(account.holder(), Some(Holder::Guild(id)) if id != found.place.guild);
        let sessions = || sessions.iter().filter(|(account, _)| here(*account));
        let ours = sessions().find(|(_, session)| session.title.contains(&title));
        let linked = |(_, session): &&(Account, Session)| {
            let links = || messages.iter().filter(|message| message.author_id == self.me).flat_map(|m| &m.links);
            !session.url.is_empty() && links().any(|link| *link == session.url)
        };
        let Some((account, session)) = ours.or_else(|| sessions().find(linked)) else {
            let note = format!("the thread {} ({thread}) has no session at Jules; it is left alone", found.name);
            self.done.notes.push(note);
            return Ok(());
        };
        let opening = openings.get(&found.marker);
        let task = opening.map_or_else(|| task(found, *account, session), |opening| opening.task.clone());
        let mut checkpoint = Checkpoint::new(found.place, task);
        checkpoint.session = Some(session.id.clone());
        checkpoint.url = cards::https(&session.url);
        // What is numbered from here on shares no number with what is in the thread.
        checkpoint.next = 1_000 + messages.len() as u64;
        let Some(mut update) = self.history(&session.id, &checkpoint).await? else { return Ok(()) };
        let mut history = Vec::new();
        if ours.is_none() {
            // It was attached to a session that had a past, which was not told.
            let opened = made_at(thread.get());
            let activities = std::mem::take(&mut update.activities).into_iter();
            let (past, rest): (Vec<_>, Vec<_>) =
                activities.partition(|activity| activity.create_time.is_some_and(|time| time < opened));
            checkpoint.catching_up = Some(History::None);
            history.push(Update { activities: past, ..Update::default() });
            update.activities = rest;
        }
        history.push(update);
        let mut more = Batch::default();
        if let Some(opening) = opening {
            more.drop(Tree::Starts, opening.key());
        }
        if found.forum {
            let post = Post { forum: found.place.channel, shows: None };
            more.put(Tree::Posts, thread_key(thread), record::encode(&post)?);
        }
        self.done.added += 1;
        let ledger = Ledger::load(self.store.clone(), thread)?;
        self.compare(ledger, checkpoint, history, &messages, more, true).await
    }

    /// The batches that the store does not know and that are not over.
    async fn batches(&mut self, found: &[Found]) -> Result<(), RebuildError> {
        let store = self.store.clone();
        let known = |thread| {
            let value = store.get(Tree::Threads, &thread_key(thread)).ok()??;
            record::decode::<Checkpoint>(&value).ok()
        };
        for card in batches::find(self.writer, found, self.me).await? {
            let Some(run) = card.batch(self.me, found, known) else { continue };
            if store.get(Tree::Batches, &run.key())?.is_some() {
                continue;
            }
            let mut batch = Batch::default();
            batch.put(Tree::Batches, run.key(), record::encode(&run)?);
            store.commit(batch).await?;
            self.done.batches += 1;
        }
        Ok(())
    }

    async fn compare(
        &mut self,
        mut ledger: Ledger,
        checkpoint: Checkpoint,
        history: Vec<Update>,
        messages: &[Message],
        more: Batch,
        is_new: bool,
    ) -> Result<(), RebuildError> {
        let outbox = ledger.outbox().iter().cloned().collect();
        let known = Known { checkpoint, outbox, is_new, messages, me: self.me, now: Utc::now() };
        let traced = retrace(known, history);
        ledger.rewrite(&traced.checkpoint, &traced.effects, &traced.settled, more).await?;
        self.done.owed += ledger.outbox().len();
        Ok(())
    }

    /// What a thread shows; nothing, with a note, if it is gone or closed to us.
    async fn messages(&mut self, thread: ChannelId, after: MessageId) -> Result<Option<Vec<Message>>, WriteError> {
        match self.writer.messages_after(thread, after, MESSAGES).await {
            Ok(messages) => Ok(Some(messages)),
            Err(error) if error.is_gone() || error.is_forbidden() => {
                self.done.notes.push(format!("the thread {thread} cannot be read ({error}); it is left as it was"));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// What Jules has of a session beyond the cursor; nothing if the session is gone.
    async fn history(
        &mut self,
        session: &crate::jules::model::SessionId,
        checkpoint: &Checkpoint,
    ) -> Result<Option<Update>, jules::Error> {
        let line = self.lines.iter().find(|(account, _)| *account == checkpoint.task.account);
        let Some((_, jules)) = line else {
            self.done.notes.push(format!("there is no key for the session {session}; its thread is left as it was"));
            return Ok(None);
        };
        let client = jules.resume(session.clone());
        let read = async {
            let reading = client.read_since(&checkpoint.cursor).await?;
            let session = Some(Box::new(client.info().await?));
            let jules::Reading { activities, skipped, cursor, .. } = reading;
            Ok::<_, jules::Error>(Update { session, activities, skipped, cursor })
        };
        match read.await {
            Ok(update) => Ok(Some(update)),
            Err(error) if error.is_not_found() => {
                self.done.notes.push(format!("the session {session} is gone at Jules; its thread is left as it was"));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// Every session of an account.
async fn sessions(jules: &Jules) -> Result<Vec<Session>, jules::Error> {
    let mut all = Vec::new();
    let mut token = None;
    loop {
        let page = jules.sessions(Shown::All, token.as_deref()).await?;
        all.extend(page.items);
        token = page.next;
        if token.is_none() {
            return Ok(all);
        }
    }
}

/// The task as the session tells it: what only the command knew is lost.
fn task(found: &Found, account: Account, session: &Session) -> Task {
    let context = session.source_context.as_ref();
    let branch = context.and_then(|context| Some(context.github_repo_context.as_ref()?.starting_branch.clone()));
    Task {
        // Nobody knows any more which command it was; a thread has its id for itself.
        start: InteractionId::new(found.place.thread.get()),
        requester: found.requester,
        title: without_marker(&session.title).to_owned(),
        prompt: session.prompt.clone(),
        source: context.map(|context| context.source.clone()),
        branch: branch.filter(|branch| !branch.is_empty()),
        approval: true,
        auto_pr: false,
        since: session.create_time.unwrap_or_else(|| made_at(found.place.thread.get())),
        account,
    }
}
