//! What people do to threads and posts as such.

use serde_json::json;

use super::{Person, Refused};

impl Person {
    /// Starts a thread, on a message or by itself; its id.
    ///
    /// # Errors
    /// When they may not, or the message has one already.
    pub fn open_thread(&self, channel: u64, name: &str, on: Option<u64>, private: bool) -> Result<u64, Refused> {
        self.discord.with(|state| state.person_opens(self.id, channel, name, on, private))
    }

    /// Writes a post in a forum, tags by their names; its id.
    ///
    /// # Errors
    /// When they may not, it says nothing, or the forum asks for a tag.
    pub fn post(&self, forum: u64, title: &str, content: &str, tags: &[&str]) -> Result<u64, Refused> {
        let tags: Vec<String> = tags.iter().map(|&tag| tag.to_owned()).collect();
        self.discord.with(|state| state.person_posts(self.id, forum, title, &json!({ "content": content }), &tags))
    }

    /// Joins a thread.
    ///
    /// # Errors
    /// When they cannot see it, or it is archived.
    pub fn join(&self, thread: u64) -> Result<(), Refused> {
        self.add(thread, self.id)
    }

    /// Adds somebody to a thread.
    ///
    /// # Errors
    /// When they may not write there, or it is archived.
    pub fn add(&self, thread: u64, user: u64) -> Result<(), Refused> {
        self.discord.with(|state| {
            state.writable_thread(self.id, thread, user != self.id)?;
            state.add_to_thread(thread, user, Some(self.id));
            Ok(())
        })
    }

    /// Leaves a thread.
    ///
    /// # Errors
    /// When it is none, or archived.
    pub fn leave(&self, thread: u64) -> Result<(), Refused> {
        self.discord.with(|state| {
            state.writable_thread(self.id, thread, false)?;
            state.take_from_thread(thread, self.id, Some(self.id));
            Ok(())
        })
    }

    /// Renames a thread: its owner may, and who manages threads.
    ///
    /// # Errors
    /// When they may not.
    pub fn rename(&self, thread: u64, name: &str) -> Result<(), Refused> {
        self.discord.with(|state| {
            state.manages(self.id, thread, !state.is_locked(thread))?;
            state.change_channel(thread, &json!({ "name": name }), self.id);
            Ok(())
        })
    }

    /// Gives a post these tags, by their names, and takes all others off.
    ///
    /// # Errors
    /// When they may not, or the forum has no such tag.
    pub fn tag(&self, post: u64, tags: &[&str]) -> Result<(), Refused> {
        let tags: Vec<String> = tags.iter().map(|&tag| tag.to_owned()).collect();
        self.discord.with(|state| state.person_tags(self.id, post, &tags))
    }

    /// Archives or re-opens a thread: its owner may, and who manages threads.
    ///
    /// # Errors
    /// When they may not.
    pub fn archive(&self, thread: u64, archived: bool) -> Result<(), Refused> {
        self.discord.with(|state| {
            state.manages(self.id, thread, !state.is_locked(thread))?;
            state.set_archived(thread, archived);
            Ok(())
        })
    }

    /// Locks or unlocks a thread.
    ///
    /// # Errors
    /// When they may not manage threads.
    pub fn lock(&self, thread: u64, locked: bool) -> Result<(), Refused> {
        self.discord.with(|state| {
            state.manages(self.id, thread, false)?;
            state.set_locked(thread, locked);
            Ok(())
        })
    }

    /// Deletes a thread.
    ///
    /// # Errors
    /// When they may not manage threads.
    pub fn delete_thread(&self, thread: u64) -> Result<(), Refused> {
        self.discord.with(|state| {
            state.manages(self.id, thread, false)?;
            state.delete_channel(thread);
            Ok(())
        })
    }
}
