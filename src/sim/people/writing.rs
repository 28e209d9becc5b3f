//! What people write, edit, delete and react with.

use serde_json::{Value, json};

use super::{Person, Refused};
use crate::sim::discord::Upload;
use crate::sim::discord::permissions::{ADD_REACTIONS, MANAGE_MESSAGES};

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
        let uploads: Vec<Upload> = files.iter().map(crate::sim::discord::upload_of).collect::<Result<_, _>>()?;
        self.discord.with(|state| state.person_writes(self.id, channel, content, reply_to, &uploads))
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
            if !joins && !state.may(state.visible(self.id, channel)?, self.id, ADD_REACTIONS) {
                return Err(Refused::new("this person may not add reactions here"));
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
