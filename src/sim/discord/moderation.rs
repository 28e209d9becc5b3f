//! What a guild does not let pass: blocked words, and slow mode for people.

use chrono::Duration;

use super::error::{ApiError, BLOCKED_MESSAGE, BLOCKED_TITLE};
use super::model::Channel;
use super::permissions::{self, BYPASS_SLOWMODE, MANAGE_CHANNELS, MANAGE_GUILD, MANAGE_MESSAGES};
use super::state::State;
use crate::sim::people::Refused;

impl State {
    /// Auto moderation of a message's words.
    pub(crate) fn moderate(&self, place: &Channel, author: u64, text: &str) -> Result<(), ApiError> {
        if self.blocked(place, author, text) { Err(BLOCKED_MESSAGE.into()) } else { Ok(()) }
    }

    /// Auto moderation of a thread's name.
    pub(crate) fn moderate_title(&self, place: &Channel, author: u64, title: &str) -> Result<(), ApiError> {
        if self.blocked(place, author, title) { Err(BLOCKED_TITLE.into()) } else { Ok(()) }
    }

    /// Who manages the guild is exempt, as Discord has it.
    fn blocked(&self, place: &Channel, author: u64, text: &str) -> bool {
        let guild = place.guild.and_then(|id| self.guilds.get(&id)).filter(|guild| !guild.blocked_words.is_empty());
        let Some(guild) = guild else { return false };
        let text = text.to_lowercase();
        let hit = guild.blocked_words.iter().any(|word| text.contains(&word.to_lowercase()));
        hit && permissions::base(guild, author) & MANAGE_GUILD == 0
    }

    /// Slow mode, which holds for people only: bots are exempt. In a forum it counts posts.
    pub(crate) fn slowed(&self, place: &Channel, person: u64) -> Result<(), Refused> {
        let exempt =
            [BYPASS_SLOWMODE, MANAGE_MESSAGES, MANAGE_CHANNELS].iter().any(|bit| self.may(place, person, *bit));
        if place.slowmode == 0 || exempt {
            return Ok(());
        }
        let last = if place.is_forum() {
            let own = |each: &&Channel| each.thread.as_ref().is_some_and(|thread| thread.owner == person);
            let posts = self.channels.values().filter(|each| each.parent == Some(place.id)).filter(own);
            posts.map(|post| post.created).max()
        } else {
            let inside = self.messages.get(&place.id).into_iter().flat_map(|inside| inside.values());
            inside.filter(|message| message.author == person).map(|message| message.created).max()
        };
        let pause = Duration::seconds(i64::try_from(place.slowmode).unwrap_or(i64::MAX / 1000));
        let Some(left) = last.map(|last| last + pause - self.now()).filter(|left| *left > Duration::zero()) else {
            return Ok(());
        };
        Err(Refused::new(format!("slow mode is on: {} s left", left.num_seconds() + 1)))
    }
}
