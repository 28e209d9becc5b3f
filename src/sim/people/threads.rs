//! What people do to threads as such.

use super::{Person, Refused};

impl Person {
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
