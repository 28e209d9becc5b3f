//! What people do, as verbs: the control API's routes call these, and so do tests in this process.
//!
//! A person can only do what Discord's own client lets them: use commands that are registered,
//! press buttons that are there and enabled, write where they may.

mod forms;
mod outcome;

use std::time::Duration;

use serde_json::{Value, json};

use self::forms::{fill_modal, find_component};
pub use self::outcome::{Outcome, Refused, Status};

use super::discord::interact::Kind;
use super::discord::permissions::{ADD_REACTIONS, MANAGE_MESSAGES};
use super::discord::{Discord, Upload, sid};

/// How long a verb waits for the bot before it returns what there is.
const PATIENCE: Duration = Duration::from_secs(10);

/// A person of the simulated Discord.
#[derive(Debug, Clone)]
pub struct Person {
    discord: Discord,
    id: u64,
    patience: Duration,
}

impl Person {
    pub(crate) fn new(discord: Discord, id: u64) -> Self {
        Self { discord, id, patience: PATIENCE }
    }

    pub(crate) fn discord(&self) -> &Discord {
        &self.discord
    }

    /// The user's id.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.id
    }

    /// The same person, waiting at most so long for an outcome.
    #[must_use]
    pub fn patient(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Runs a slash command by its full name, options by name, and waits for its answer.
    ///
    /// # Errors
    /// When the client would not let them: unknown command or option, a required one missing, no permission.
    pub async fn command(&self, channel: u64, name: &str, options: Value) -> Result<Outcome, Refused> {
        let id = self.discord.with(|state| {
            let place = state.visible(self.id, channel)?.clone();
            let chosen = state.choose(self.id, &place, 1, name)?;
            let data = state.fill_in(self.id, channel, &chosen, &options, None)?;
            state.begin(Kind::Command, self.id, channel, None, &data)
        })?;
        self.outcome(id).await
    }

    /// Types into an option that completes itself; the outcome has the choices.
    ///
    /// # Errors
    /// As [`Person::command`]; also when the option does not complete itself.
    pub async fn autocomplete(
        &self,
        channel: u64,
        name: &str,
        option: &str,
        typed: &str,
        others: Value,
    ) -> Result<Outcome, Refused> {
        let mut options = if others.is_null() { json!({}) } else { others };
        options[option] = json!(typed);
        let id = self.discord.with(|state| {
            let place = state.visible(self.id, channel)?.clone();
            let chosen = state.choose(self.id, &place, 1, name)?;
            if !chosen.completes(option) {
                return Err(Refused::new(format!("the option {option:?} does not autocomplete")));
            }
            let data = state.fill_in(self.id, channel, &chosen, &options, Some(option))?;
            state.begin(Kind::Autocomplete, self.id, channel, None, &data)
        })?;
        self.outcome(id).await
    }

    /// Uses a command of a message's context menu.
    ///
    /// # Errors
    /// When there is no such command or message.
    pub async fn message_command(&self, channel: u64, message: u64, name: &str) -> Result<Outcome, Refused> {
        let id = self.discord.with(|state| {
            let place = state.visible(self.id, channel)?.clone();
            let chosen = state.choose(self.id, &place, 3, name)?;
            let target = state.seen(self.id, channel, message)?;
            let mut data = json!({
                "id": sid(chosen.command.id), "name": name, "type": 3, "target_id": sid(message),
            });
            data["resolved"]["messages"][message.to_string()] = state.message_json(target);
            if let Some(guild) = chosen.command.guild {
                data["guild_id"] = sid(guild);
            }
            state.begin(Kind::Command, self.id, channel, None, &data)
        })?;
        self.outcome(id).await
    }

    /// Uses a command of a user's context menu.
    ///
    /// # Errors
    /// When there is no such command or user.
    pub async fn user_command(&self, channel: u64, user: u64, name: &str) -> Result<Outcome, Refused> {
        let id = self.discord.with(|state| {
            let place = state.visible(self.id, channel)?.clone();
            let chosen = state.choose(self.id, &place, 2, name)?;
            let mut data = json!({ "id": sid(chosen.command.id), "name": name, "type": 2, "target_id": sid(user) });
            data["resolved"]["users"][user.to_string()] = state.user_json(user);
            if let Some(member) = place.guild.and_then(|guild| state.resolved_member(guild, user)) {
                data["resolved"]["members"][user.to_string()] = member;
            }
            state.begin(Kind::Command, self.id, channel, None, &data)
        })?;
        self.outcome(id).await
    }

    /// Presses a button, found by its custom id or its label.
    ///
    /// # Errors
    /// When it is not there, is disabled or is a link.
    pub async fn click(&self, channel: u64, message: u64, button: &str) -> Result<Outcome, Refused> {
        let id = self.discord.with(|state| {
            let target = state.seen(self.id, channel, message)?;
            let found = find_component(target, |each| each["type"] == 2, button)?;
            let custom_id = found["custom_id"].clone();
            if custom_id.is_null() {
                return Err(Refused::new(format!("the button {button:?} is a link")));
            }
            let data = json!({ "component_type": 2, "custom_id": custom_id, "id": found["id"] });
            state.begin(Kind::Component, self.id, channel, Some(message), &data)
        })?;
        self.outcome(id).await
    }

    /// Chooses in a select menu, found by its custom id or placeholder; values by value or label.
    ///
    /// # Errors
    /// When the menu or a value is not there, or it is disabled.
    pub async fn select(&self, channel: u64, message: u64, menu: &str, values: &[String]) -> Result<Outcome, Refused> {
        let id = self.discord.with(|state| {
            let target = state.seen(self.id, channel, message)?;
            let is_menu = |each: &Value| matches!(each["type"].as_u64(), Some(3 | 5..=8));
            let found = find_component(target, is_menu, menu)?.clone();
            let data = state.selection(self.id, channel, &found, values)?;
            state.begin(Kind::Component, self.id, channel, Some(message), &data)
        })?;
        self.outcome(id).await
    }

    /// Fills in and submits the modal that an earlier interaction opened; values by custom id or label.
    ///
    /// # Errors
    /// When no modal is open there, a field is unknown or a required one is empty.
    pub async fn submit_modal(&self, opened_by: u64, values: Value) -> Result<Outcome, Refused> {
        let id = self.discord.with(|state| {
            let opener = state.interactions.get_mut(&opened_by).filter(|each| each.person == self.id);
            let opener = opener.ok_or_else(|| Refused::missing("this person has no such interaction"))?;
            let modal = opener.modal.clone().ok_or_else(|| Refused::new("that interaction opened no modal"))?;
            let data = fill_modal(&modal, &values)?;
            // The dialogue closes with the submission.
            opener.modal = None;
            let (channel, source) = (opener.channel, opener.source);
            state.begin(Kind::Modal, self.id, channel, source, &data)
        })?;
        self.outcome(id).await
    }

    /// What has become of an interaction, waiting until it is settled.
    ///
    /// # Errors
    /// When there is no such interaction.
    pub async fn outcome(&self, interaction: u64) -> Result<Outcome, Refused> {
        self.discord.outcome(interaction, self.patience).await
    }

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
        let uploads: Vec<Upload> = files.iter().map(super::discord::upload_of).collect::<Result<_, _>>()?;
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

    /// Deletes a message of theirs, or with the permission anybody's.
    ///
    /// # Errors
    /// When they may not.
    pub fn delete(&self, channel: u64, message: u64) -> Result<(), Refused> {
        self.discord.with(|state| {
            let own = state.seen(self.id, channel, message)?.author == self.id;
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
            let joins = state.seen(self.id, channel, message)?.reactions.iter().any(|each| each.emoji == emoji);
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

    /// The messages they see in a channel, ephemeral ones for them included, oldest first.
    #[must_use]
    pub fn view(&self, channel: u64) -> Vec<Value> {
        self.discord.look(|state| {
            let inside = state.messages.get(&channel).into_iter().flat_map(|inside| inside.values());
            let seen = inside.filter(|message| message.only_for.is_none_or(|person| person == self.id));
            seen.map(|message| state.message_json(message)).collect()
        })
    }
}
