//! Keeps the tags of forum posts true: one follower for all of them, which looks at a post
//! some time after its conversation has moved, and at one post at a time.
//!
//! A tag is a courtesy. What goes wrong with it is logged once and disturbs nothing else.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use serenity::model::id::ChannelId;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, sleep_until, timeout};
use tracing::{debug, info, warn};

use super::tags::{self, Moderated, Post};
use super::{LedgerError, Supervisor, forum, ledger};
use crate::crash;
use crate::discord::WriteError;
use crate::discord::model::Channel;
use crate::render::text::PostState;
use crate::session::standing::Standing;
use crate::store::{Batch, Tree, record};

/// Pause before something that did not work is tried again.
const AGAIN: Duration = Duration::from_secs(10);
/// One post's limits must not hold up the others for longer.
const PATIENCE: Duration = Duration::from_secs(30);

impl Supervisor {
    /// Follows the posts of all forums from here on.
    pub(super) fn follow_posts(&self) -> Result<(), LedgerError> {
        // Before the store is read: what moves meanwhile is heard.
        let moved = self.shell.moved.subscribe();
        let mut follower = Follower {
            supervisor: self.clone(),
            posts: HashMap::new(),
            due: HashMap::new(),
            refused: HashMap::new(),
            complained: HashSet::new(),
            bare_forums: HashSet::new(),
        };
        for (key, value) in self.shell.store.scan(Tree::Posts, &[])? {
            let (Some(thread), post) = (ledger::thread_of(&key), record::decode::<Post>(&value)?) else { continue };
            let state = self.checkpoint(thread).map(|known| tags::state(Standing::of(&known)));
            if state.is_some() && post.shows != state {
                follower.due.insert(thread, Instant::now());
            }
            follower.posts.insert(thread, Some(post));
        }
        self.tasks.spawn(follower.run(moved));
        Ok(())
    }
}

struct Follower {
    supervisor: Supervisor,
    /// What each thread is; `None` for one that is no post.
    posts: HashMap<ChannelId, Option<Post>>,
    /// When to look at which post.
    due: HashMap<ChannelId, Instant>,
    /// What Discord refused to show of a post.
    refused: HashMap<ChannelId, PostState>,
    /// Forums about which the log has said what is missing.
    complained: HashSet<ChannelId>,
    /// Forums that have none of our tags, and which we may not give them to.
    bare_forums: HashSet<ChannelId>,
}

impl Follower {
    async fn run(mut self, mut moved: broadcast::Receiver<ChannelId>) {
        let stop = self.supervisor.shell.stop.clone();
        loop {
            let next = self.due.iter().min_by_key(|(_, at)| **at).map(|(thread, at)| (*thread, *at));
            let wake = next.map_or_else(|| Instant::now() + Duration::from_hours(1), |(_, at)| at);
            tokio::select! {
                () = stop.cancelled() => return,
                heard = moved.recv() => match heard {
                    Ok(thread) => self.heard(thread),
                    // Some were missed, and they may be any.
                    Err(RecvError::Lagged(_)) => {
                        for thread in self.posts.keys().copied().collect::<Vec<_>>() {
                            self.heard(thread);
                        }
                    }
                    Err(RecvError::Closed) => return,
                },
                () = sleep_until(wake) => if let Some((thread, _)) = next {
                    self.due.remove(&thread);
                    if stop.run_until_cancelled(self.look(thread)).await.is_none() {
                        return;
                    }
                },
            }
        }
    }

    /// A conversation has moved. What follows soon is looked at together with it, and
    /// no post more often than its status card.
    fn heard(&mut self, thread: ChannelId) {
        if !self.posts.contains_key(&thread) {
            match self.read(thread) {
                Ok(post) => drop(self.posts.insert(thread, post)),
                Err(error) => return warn!(%thread, %error, "a record of a forum's post cannot be read"),
            }
        }
        if self.posts.get(&thread).is_some_and(Option::is_some) {
            let later = Instant::now() + self.supervisor.shell.card_interval;
            self.due.entry(thread).or_insert(later);
        }
    }

    fn read(&self, thread: ChannelId) -> Result<Option<Post>, LedgerError> {
        let stored = self.supervisor.shell.store.get(Tree::Posts, &ledger::thread_key(thread))?;
        Ok(stored.map(|value| record::decode(&value)).transpose()?)
    }

    async fn look(&mut self, thread: ChannelId) {
        let Some(Some(post)) = self.posts.get(&thread).cloned() else { return };
        let Some(known) = self.supervisor.checkpoint(thread) else { return };
        let state = tags::state(Standing::of(&known));
        if post.shows == Some(state) || self.refused.get(&thread) == Some(&state) {
            return;
        }
        let shown = timeout(PATIENCE, self.show(thread, &post, state)).await;
        match shown.unwrap_or_else(|_| Err(WriteError::NotSent("it takes too long".into()))) {
            Ok(true) => {
                self.refused.remove(&thread);
                self.keep(thread, Some(Post { shows: Some(state), ..post })).await;
            }
            // It has been put away; whatever is said in it next brings it back, and us here.
            Ok(false) => {}
            Err(error) if error.is_gone() => self.keep(thread, None).await,
            Err(error) if error.is_archived() => {}
            Err(error) if error.is_temporary() => {
                debug!(%thread, %error, "a post could not be tagged yet");
                self.due.insert(thread, Instant::now() + AGAIN);
            }
            Err(error) => {
                let mend = "where a tag is moderated or the post is locked, the bot needs Manage Threads in the forum";
                if self.complained.insert(post.forum) {
                    warn!(%thread, forum = %post.forum, %error, "a post cannot be tagged; {mend}");
                }
                self.refused.insert(thread, state);
            }
        }
    }

    /// Makes a post's tags tell this; `false` if it is archived, when nobody may.
    async fn show(&mut self, thread: ChannelId, post: &Post, state: PostState) -> Result<bool, WriteError> {
        let writer = self.supervisor.shell.writer.clone();
        let found = writer.channel(thread).await?;
        if found.archived {
            return Ok(false);
        }
        let forum = self.forum(post.forum).await?;
        let Some(all) = tags::next(&forum, &found.applied, state, Moderated::Too) else { return Ok(true) };
        match writer.tag_post(thread, &all).await {
            Err(error) if error.is_forbidden() && tags::is_moderated(&forum, &found.applied, &all) => {
                let some = tags::next(&forum, &found.applied, state, Moderated::Not);
                if let Some(some) = some {
                    writer.tag_post(thread, &some).await?;
                }
                // What may be done is done; the rest takes a right we lack.
                Err(error)
            }
            tagged => {
                crash::point("after_tags");
                tagged.map(|()| true)
            }
        }
    }

    /// A forum with our tags, if it may have them.
    async fn forum(&mut self, id: ChannelId) -> Result<Channel, WriteError> {
        let forum = self.supervisor.shell.writer.channel(id).await?;
        if self.bare_forums.contains(&id) {
            return Ok(forum);
        }
        match forum::with_tags(&self.supervisor.shell, forum).await {
            Ok(forum) => Ok(forum),
            Err((_, error)) if error.is_temporary() => Err(error),
            Err((forum, error)) => {
                let mend =
                    "make tags called Working, Needs you, Paused, Done and Failed, or grant Manage Channels there";
                info!(forum = %id, %error, "a forum has no tags for its posts' states; {mend}");
                self.bare_forums.insert(id);
                Ok(*forum)
            }
        }
    }

    async fn keep(&mut self, thread: ChannelId, post: Option<Post>) {
        let mut batch = Batch::default();
        match post.as_ref().map(record::encode).transpose() {
            Ok(Some(value)) => batch.put(Tree::Posts, ledger::thread_key(thread), value),
            Ok(None) => batch.drop(Tree::Posts, ledger::thread_key(thread)),
            Err(error) => return warn!(%thread, %error, "a record of a forum's post cannot be written"),
        }
        self.posts.insert(thread, post);
        // Unsaved, it is only looked at once more after a restart.
        if let Err(error) = self.supervisor.shell.store.commit(batch).await {
            warn!(%thread, %error, "what a forum's post shows could not be saved");
        }
    }
}
