//! Interactions from the person's side: how one begins, and what has become of it.

use serde_json::{Value, json};

use super::catalogue::offered_choices;
use super::ids::iso;
use super::model::{Channel, DM, Interaction};
use super::permissions::{self, VIEW_CHANNEL};
use super::state::State;
use super::view::sid;
use crate::sim::people::{Outcome, Refused, Status};

/// What `attachment_size_limit` says.
const SIZE_LIMIT: u64 = 10 * 1024 * 1024;

/// Which kind of interaction begins, in Discord's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Command = 2,
    Component = 3,
    Autocomplete = 4,
    Modal = 5,
}

impl State {
    /// Begins an interaction and tells the bot; its id.
    pub(crate) fn begin(
        &mut self,
        kind: Kind,
        person: u64,
        channel: u64,
        source: Option<u64>,
        data: &Value,
    ) -> Result<u64, Refused> {
        let place = self.channels.get(&channel).ok_or_else(|| Refused::missing("there is no such channel"))?;
        if !self.may(place, person, VIEW_CHANNEL) {
            return Err(Refused::new("this person cannot see that channel"));
        }
        if self.is_timed_out(place.guild, person) {
            return Err(Refused::new("this person is in time-out"));
        }
        let (guild, place) = (place.guild, place.clone());
        let id = self.next_id();
        let token: String = (0..80).map(|_| fastrand::alphanumeric()).collect();
        let mut payload = self.payload(kind, person, &place, data);
        payload["id"] = sid(id);
        payload["token"] = json!(token);
        if let Some(message) = source.and_then(|source| self.message(channel, source)) {
            payload["message"] = self.message_json(message);
        }
        let mut metadata = json!({
            "id": sid(id), "type": kind as u8, "user": self.user_json(person),
            "authorizing_integration_owners": payload["authorizing_integration_owners"],
        });
        // Clients drop an answer to a component that does not say which message that was in.
        if let Some(source) = source.filter(|_| kind as u8 == Kind::Component as u8) {
            metadata["interacted_message_id"] = sid(source);
        }
        let interaction = Interaction {
            id,
            token,
            kind: kind as u8,
            person,
            channel,
            created: self.now(),
            source,
            answered: None,
            original: None,
            thinking: false,
            followups: Vec::new(),
            modal: None,
            choices: None,
            metadata,
            payload: payload.clone(),
        };
        self.interactions.insert(id, interaction);
        self.tell("interaction", &payload);
        // With an endpoint set, Discord posts there and the gateway stays silent.
        if self.app.endpoint.is_none() {
            self.dispatch("INTERACTION_CREATE", guild, super::events::intent::ALWAYS, &payload);
        }
        Ok(id)
    }

    fn payload(&self, kind: Kind, person: u64, place: &Channel, data: &Value) -> Value {
        let locale = self.locale_of(person);
        let mut channel = self.channel_json(place);
        channel["permissions"] = json!(self.permissions(place, person).to_string());
        let app_permissions = self.permissions(place, self.app.bot);
        let mut out = json!({
            "application_id": sid(self.app.id), "type": kind as u8, "data": data, "channel": channel,
            "channel_id": sid(place.id), "version": 1, "app_permissions": app_permissions.to_string(),
            "locale": locale, "entitlements": [], "attachment_size_limit": SIZE_LIMIT,
            "authorizing_integration_owners": { "0": place.guild.map_or_else(|| json!("0"), sid) },
            "context": u8::from(place.kind == DM),
        });
        if let Some(guild) = place.guild.and_then(|id| self.guilds.get(&id)) {
            out["guild_id"] = sid(guild.id);
            out["guild"] = json!({ "id": sid(guild.id), "locale": guild.locale, "features": [] });
            out["guild_locale"] = json!(guild.locale);
            let mut member = self.member_json(guild, person, true).unwrap_or(Value::Null);
            member["permissions"] = json!(self.permissions(place, person).to_string());
            out["member"] = member;
        } else {
            out["user"] = self.user_json(person);
        }
        out
    }

    /// Whether its time for a first answer has run out.
    pub(crate) fn too_late(&self, interaction: &Interaction) -> bool {
        let limit = chrono::Duration::from_std(self.settings.answer_within).unwrap_or_default();
        self.now() - interaction.created > limit
    }

    /// What the person sees of an interaction.
    pub(crate) fn outcome(&self, id: u64) -> Option<Outcome> {
        let interaction = self.interactions.get(&id)?;
        let status = match interaction.answered {
            None if self.too_late(interaction) => Status::Failed,
            None => Status::Waiting,
            Some(5) if interaction.thinking => Status::Deferred,
            Some(6) => Status::Acknowledged,
            Some(7) => Status::Updated,
            Some(8) => Status::Choices,
            Some(9) => Status::Modal,
            Some(_) => Status::Answered,
        };
        // After 6 and 7 the original is the message with the component: not an answer of its own.
        let own = interaction.original.filter(|_| matches!(interaction.answered, Some(4 | 5)));
        let messages = own
            .iter()
            .chain(&interaction.followups)
            .filter_map(|message| self.message(interaction.channel, *message))
            .map(|message| self.message_json(message))
            .collect();
        let locale = self.locale_of(interaction.person);
        let choices = |list: &[Value]| offered_choices(list, locale).as_array().cloned().unwrap_or_default();
        let error = (status == Status::Failed).then(|| "The application did not respond".to_owned());
        Some(Outcome {
            interaction: id.to_string(),
            status,
            messages,
            modal: interaction.modal.clone(),
            choices: interaction.choices.as_deref().map(choices).unwrap_or_default(),
            error,
        })
    }

    /// A member as `resolved` has it.
    pub(crate) fn resolved_member(&self, guild: u64, user: u64) -> Option<Value> {
        let guild = self.guilds.get(&guild)?;
        let mut member = self.member_json(guild, user, false)?;
        member["permissions"] = json!(permissions::base(guild, user).to_string());
        Some(member)
    }

    /// A channel as `resolved` has it.
    pub(crate) fn resolved_channel(&self, channel: &Channel, person: u64) -> Value {
        let mut out = json!({
            "id": sid(channel.id), "name": channel.name, "type": channel.kind, "parent_id": channel.parent.map(sid),
            "permissions": self.permissions(channel, person).to_string(),
        });
        if let Some(thread) = &channel.thread {
            out["thread_metadata"] = json!({
                "archived": thread.archived, "auto_archive_duration": thread.auto_archive,
                "archive_timestamp": iso(thread.archive_changed), "locked": thread.locked,
            });
        }
        out
    }
}
