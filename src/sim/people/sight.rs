//! What people see.

use serde_json::Value;

use super::{Person, Refused};

impl Person {
    /// The commands their client offers in a channel, in their language.
    ///
    /// # Errors
    /// When they cannot see the channel.
    pub fn commands(&self, channel: u64) -> Result<Vec<Value>, Refused> {
        self.discord.look(|state| {
            let place = state.visible(self.id, channel)?;
            Ok(state.offered(self.id, place))
        })
    }

    /// The messages they see in a channel, ephemeral ones for them included, oldest first.
    #[must_use]
    pub fn view(&self, channel: u64) -> Vec<Value> {
        self.discord.look(|state| {
            if state.visible(self.id, channel).is_err() {
                return Vec::new();
            }
            let inside = state.messages.get(&channel).into_iter().flat_map(|inside| inside.values());
            let seen = inside.filter(|message| message.only_for.is_none_or(|person| person == self.id));
            seen.map(|message| state.message_json(message)).collect()
        })
    }
}
