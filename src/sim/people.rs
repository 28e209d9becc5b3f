//! What people do, as verbs: the control API's routes call these, and so do tests in this process.
//!
//! A person can only do what Discord's own client lets them: use commands that are registered,
//! press buttons that are there and enabled, write where they may.

mod forms;
mod live;
mod outcome;
mod sight;
mod threads;
mod writing;

use std::time::Duration;

use serde_json::{Value, json};

use self::forms::find_component;
pub use self::live::Sight;
pub use self::outcome::{Outcome, Refused, Status};

use super::discord::interact::Kind;
use super::discord::{Discord, is_said, sid};

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
            if !chosen.completes(option, state.locale_of(self.id)) {
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
            if !is_said(target.kind) {
                return Err(Refused::new("Discord's own messages have no such menu"));
            }
            let mut data = json!({
                "id": sid(chosen.command.id), "name": chosen.command.name(), "type": 3, "target_id": sid(message),
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
            let name = chosen.command.name();
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
            let opener = state.interactions.get(&opened_by).filter(|each| each.person == self.id);
            let opener = opener.ok_or_else(|| Refused::missing("this person has no such interaction"))?;
            let modal = opener.modal.clone().ok_or_else(|| Refused::new("that interaction opened no modal"))?;
            let (channel, source) = (opener.channel, opener.source);
            let data = state.fill_modal(self.id, channel, &modal, &values)?;
            // The dialogue closes with the submission.
            if let Some(opener) = state.interactions.get_mut(&opened_by) {
                opener.modal = None;
            }
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
}
