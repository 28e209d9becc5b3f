//! What people write, edit, delete and react with.

use serde_json::{Value, json};

use super::{Person, Refused};
use crate::sim::discord::permissions::{ADD_REACTIONS, MANAGE_MESSAGES, MANAGE_THREADS, PIN_MESSAGES};
use crate::sim::discord::{MOST_EMOJI, Words};

impl Person {
    /// Writes a message; its id.
    ///
    /// # Errors
    /// When they may not write there.
    pub fn write(&self, channel: u64, content: &str) -> Result<u64, Refused> {
        self.write_with(channel, content, None, &[])
    }

    /// Answers a message.
    ///
    /// # Errors
    /// When they may not write there, or the message is gone.
    pub fn reply(&self, channel: u64, to: u64, content: &str) -> Result<u64, Refused> {
        self.write_with(channel, content, Some(to), &[])
    }

    /// Writes a message with files, each `{filename, content | base64, content_type?}`, perhaps as a reply.
    ///
    /// # Errors
    /// When they may not write there, there is nothing to post, or the message answered is gone.
    pub fn write_with(
        &self,
        channel: u64,
        content: &str,
        reply_to: Option<u64>,
        files: &[Value],
    ) -> Result<u64, Refused> {
        let body = json!({ "content": content, "reply_to": reply_to, "attachments": files });
        self.say(channel, &body)
    }

    /// Sends whatever a client can compose: `{content?, reply_to?, ping?, attachments?, silent?, stickers?, poll?}`;
    /// the message's id. `ping: false` replies without notifying, `silent` is `@silent`.
    ///
    /// # Errors
    /// As [`Person::write_with`].
    pub fn say(&self, channel: u64, body: &Value) -> Result<u64, Refused> {
        let words = Words::read(body)?;
        self.discord.with(|state| state.person_writes(self.id, channel, words))
    }

    /// Forwards a message to a channel; the new message's id.
    ///
    /// # Errors
    /// When they cannot see it, or may not write there.
    pub fn forward(&self, channel: u64, message: u64, to: u64) -> Result<u64, Refused> {
        self.discord.with(|state| state.person_forwards(self.id, channel, message, to))
    }

    /// Votes in a poll, by the texts or numbers of answers; none takes their votes back.
    ///
    /// # Errors
    /// When there is no such poll or answer, or it has ended.
    pub fn vote(&self, channel: u64, message: u64, answers: &[&str]) -> Result<(), Refused> {
        let answers: Vec<String> = answers.iter().map(|&answer| answer.to_owned()).collect();
        self.discord.with(|state| state.vote(self.id, channel, message, &answers))
    }

    /// Edits one of their messages.
    ///
    /// # Errors
    /// When it is not theirs or the thread is archived.
    pub fn edit(&self, channel: u64, message: u64, content: &str) -> Result<(), Refused> {
        self.discord.with(|state| {
            if state.seen(self.id, channel, message)?.author != self.id {
                return Err(Refused::new("only the author can edit a message"));
            }
            state.refuse_archived(channel)?;
            let place = state.visible(self.id, channel)?;
            if state.is_locked(channel) && !state.may(place, self.id, MANAGE_THREADS) {
                return Err(Refused::new("the thread is locked"));
            }
            state.moderate(place, self.id, content)?;
            state.rewrite(channel, message, &json!({ "content": content }), None);
            Ok(())
        })
    }

    /// Deletes a message of theirs, or with the permission anybody's; dismisses an ephemeral one.
    ///
    /// # Errors
    /// When they may not.
    pub fn delete(&self, channel: u64, message: u64) -> Result<(), Refused> {
        self.discord.with(|state| {
            let target = state.seen(self.id, channel, message)?;
            let own = target.author == self.id || target.only_for == Some(self.id);
            if !own && !state.visible(self.id, channel).is_ok_and(|place| state.may(place, self.id, MANAGE_MESSAGES)) {
                return Err(Refused::new("this person may not delete the messages of others"));
            }
            state.remove(channel, &[message]);
            Ok(())
        })
    }

    /// Reacts with an emoji.
    ///
    /// # Errors
    /// When they may not, or the thread is archived.
    pub fn react(&self, channel: u64, message: u64, emoji: &str) -> Result<(), Refused> {
        self.discord.with(|state| {
            let target = state.seen(self.id, channel, message)?;
            if target.only_for.is_some() {
                return Err(Refused::new("nobody can react to a message that only they see"));
            }
            let joins = target.reactions.iter().any(|each| each.emoji == emoji);
            state.refuse_archived(channel)?;
            let emoji_there = target.reactions.len();
            if !joins && !state.may(state.visible(self.id, channel)?, self.id, ADD_REACTIONS) {
                return Err(Refused::new("this person may not add reactions here"));
            }
            if !joins && emoji_there >= MOST_EMOJI {
                return Err(Refused::new("a message takes 20 different emoji at most"));
            }
            state.react(channel, message, self.id, emoji);
            Ok(())
        })
    }

    /// Takes a reaction back.
    ///
    /// # Errors
    /// When there is none of theirs.
    pub fn unreact(&self, channel: u64, message: u64, emoji: &str) -> Result<(), Refused> {
        self.discord.with(|state| {
            state.seen(self.id, channel, message)?;
            if state.unreact(channel, message, self.id, emoji) {
                return Ok(());
            }
            Err(Refused::missing("this person has not reacted so"))
        })
    }

    /// Pins a message, or takes the pin off.
    ///
    /// # Errors
    /// When they may not, or the channel has too many.
    pub fn pin(&self, channel: u64, message: u64, pinned: bool) -> Result<(), Refused> {
        self.discord.with(|state| {
            state.seen(self.id, channel, message)?;
            state.refuse_archived(channel)?;
            if !state.may(state.visible(self.id, channel)?, self.id, PIN_MESSAGES) {
                return Err(Refused::new("this person may not pin messages here"));
            }
            if !pinned {
                state.unpin(channel, message);
                return Ok(());
            }
            Ok(state.pin(channel, message, self.id)?)
        })
    }

    /// Begins typing.
    ///
    /// # Errors
    /// When they cannot see the channel.
    pub fn types(&self, channel: u64) -> Result<(), Refused> {
        self.discord.with(|state| {
            state.visible(self.id, channel)?;
            state.tell_typing(channel, self.id);
            Ok(())
        })
    }
}
