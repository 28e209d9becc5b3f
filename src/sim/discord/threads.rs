//! Threads come to be, are archived, locked and joined: the part that is the same for the bot and for people.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::error::{ApiError, MAX_THREADS};
use super::ids::created_at;
use super::model::{
    Channel, HAS_THREAD, PINNED, PRIVATE_THREAD, RECIPIENT_ADD, RECIPIENT_REMOVE, Reference, THREAD_CREATED,
    THREAD_STARTER, Thread,
};
use super::post::Draft;
use super::state::State;

/// A thread that is about to be opened.
#[derive(Debug)]
pub(crate) struct NewThread {
    pub parent: u64,
    pub owner: u64,
    pub kind: u8,
    pub name: String,
    pub auto_archive: u64,
    pub slowmode: u64,
    pub invitable: bool,
    pub tags: Vec<Value>,
    /// The message it hangs on.
    pub starter: Option<u64>,
}

impl State {
    /// Opens a thread; from a message it gets the message's id.
    pub(crate) fn open_thread(&mut self, new: &NewThread) -> Result<u64, ApiError> {
        let guild = self.channels.get(&new.parent).and_then(|parent| parent.guild);
        let active = self.channels.values().filter(|each| each.guild == guild).filter_map(|each| each.thread.as_ref());
        if active.filter(|thread| !thread.archived).count() >= self.settings.max_active_threads {
            return Err(MAX_THREADS.into());
        }
        let now = self.now();
        let in_forum = self.channels.get(&new.parent).is_some_and(Channel::is_forum);
        let id = match new.starter {
            Some(message) => message,
            None => self.next_id(),
        };
        let thread = Thread {
            owner: new.owner,
            archived: false,
            locked: false,
            invitable: new.invitable,
            auto_archive: new.auto_archive,
            archive_changed: now,
            members: BTreeMap::from([(new.owner, now)]),
            messages: 0,
            total_sent: 0,
            applied_tags: new.tags.clone(),
        };
        let mut channel = Channel::new(id, new.kind, guild, &new.name, now);
        channel.parent = Some(new.parent);
        channel.slowmode = new.slowmode;
        channel.thread = Some(thread);
        self.channels.insert(id, channel);
        self.tell_new_thread(id);
        self.tell_thread_members(id, &[new.owner], &[]);
        if let Some(message) = new.starter {
            self.hang_on(id, new, message);
        } else if new.kind != PRIVATE_THREAD && !in_forum {
            self.announce(id, new);
        }
        Ok(id)
    }

    /// The message shows its thread, and the thread begins with a pointer to the message.
    fn hang_on(&mut self, id: u64, new: &NewThread, message: u64) {
        if let Some(starter) = self.message_mut(new.parent, message) {
            starter.thread = Some(id);
            starter.flags |= HAS_THREAD;
        }
        self.tell_message("MESSAGE_UPDATE", new.parent, message);
        let reference = Reference { channel: new.parent, message: Some(message) };
        let draft = Draft {
            author: new.owner,
            kind: THREAD_STARTER,
            reference: Some(reference),
            allowed_mentions: json!({ "parse": [] }),
            ..Draft::default()
        };
        self.post(id, draft);
        self.uncount(id);
    }

    /// "… started a thread" in the parent.
    fn announce(&mut self, id: u64, new: &NewThread) {
        let draft = Draft {
            author: new.owner,
            kind: THREAD_CREATED,
            content: new.name.clone(),
            reference: Some(Reference { channel: id, message: None }),
            allowed_mentions: json!({ "parse": [] }),
            ..Draft::default()
        };
        self.post(new.parent, draft);
    }

    /// The starter does not count as a message of the thread.
    pub(crate) fn uncount(&mut self, id: u64) {
        if let Some(thread) = self.channels.get_mut(&id).and_then(|channel| channel.thread.as_mut()) {
            thread.messages = 0;
            thread.total_sent = 0;
        }
    }

    /// Archives or re-opens, and says so.
    pub(crate) fn set_archived(&mut self, id: u64, archived: bool) {
        let now = self.now();
        let Some(channel) = self.channels.get_mut(&id) else { return };
        let Some(thread) = channel.thread.as_mut().filter(|thread| thread.archived != archived) else { return };
        thread.archived = archived;
        thread.archive_changed = now;
        if archived {
            channel.flags &= !PINNED;
        }
        self.tell_thread_change(id, !archived);
    }

    /// Archives the threads in which nothing was written for their time.
    pub(crate) fn archive_the_silent(&mut self) {
        let now = self.now();
        let silent = |channel: &Channel| {
            let thread = channel.thread.as_ref().filter(|thread| !thread.archived && channel.flags & PINNED == 0)?;
            let last = channel.last_message.map_or(channel.created, created_at).max(thread.archive_changed);
            let minutes = i64::try_from(thread.auto_archive).unwrap_or(i64::MAX);
            ((now - last).num_minutes() >= minutes).then_some(channel.id)
        };
        let ids: Vec<u64> = self.channels.values().filter_map(silent).collect();
        for id in ids {
            self.set_archived(id, true);
        }
    }

    /// Locks or unlocks, and says so.
    pub(crate) fn set_locked(&mut self, id: u64, locked: bool) {
        let Some(thread) = self.channels.get_mut(&id).and_then(|channel| channel.thread.as_mut()) else { return };
        if thread.locked != locked {
            thread.locked = locked;
            self.tell_channel("THREAD_UPDATE", id);
        }
    }

    /// Puts a user into a thread. When somebody else does it by hand, the thread says so.
    pub(crate) fn add_to_thread(&mut self, id: u64, user: u64, by: Option<u64>) {
        let now = self.now();
        let Some(thread) = self.channels.get_mut(&id).and_then(|channel| channel.thread.as_mut()) else { return };
        if thread.members.insert(user, now).is_some() {
            return;
        }
        if user == self.app.bot {
            self.tell_channel("THREAD_CREATE", id);
        }
        self.tell_thread_members(id, &[user], &[]);
        self.say_membership(id, RECIPIENT_ADD, user, by);
    }

    /// Takes a user out of a thread.
    pub(crate) fn take_from_thread(&mut self, id: u64, user: u64, by: Option<u64>) {
        let Some(thread) = self.channels.get_mut(&id).and_then(|channel| channel.thread.as_mut()) else { return };
        if thread.members.remove(&user).is_some() {
            self.tell_thread_members(id, &[], &[user]);
            self.say_membership(id, RECIPIENT_REMOVE, user, by);
        }
    }

    /// "… added … to the thread."
    fn say_membership(&mut self, id: u64, kind: u8, user: u64, by: Option<u64>) {
        let Some(author) = by.filter(|by| *by != user) else { return };
        let draft = Draft { author, kind, concerns: Some(user), ..Draft::default() };
        self.post(id, draft);
    }

    /// Deletes a channel or thread with its messages and the threads under it; the channel as it was.
    pub(crate) fn delete_channel(&mut self, id: u64) -> Value {
        let Some(channel) = self.channels.get(&id).cloned() else { return Value::Null };
        let children: Vec<u64> =
            self.channels.values().filter(|each| each.parent == Some(id)).map(|each| each.id).collect();
        for child in children {
            self.delete_channel(child);
        }
        let whole = self.channel_json(&channel);
        let told = if channel.thread.is_some() {
            json!({ "id": whole["id"], "guild_id": whole["guild_id"], "parent_id": whole["parent_id"], "type": channel.kind })
        } else {
            whole.clone()
        };
        let name = if channel.thread.is_some() { "THREAD_DELETE" } else { "CHANNEL_DELETE" };
        let heard = self.may(&channel, self.app.bot, super::permissions::VIEW_CHANNEL);
        self.channels.remove(&id);
        self.messages.remove(&id);
        if heard {
            self.dispatch(name, channel.guild, super::events::intent::GUILDS, &told);
        }
        self.tell("channel", &json!({ "event": name, "channel": whole }));
        whole
    }
}
