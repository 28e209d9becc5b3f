//! Webhooks of channels: whoever has the token writes under any name. Not an interaction's webhook.

use serde_json::{Value, json};

use super::post::Draft;
use super::state::State;
use super::view::sid;

/// A webhook of a channel.
#[derive(Debug, Clone)]
pub(crate) struct Webhook {
    pub id: u64,
    pub channel: u64,
    pub name: String,
    pub token: String,
    pub owner: u64,
}

/// Under which name a webhook's message appears.
#[derive(Debug, Clone)]
pub(crate) struct Face {
    pub webhook: u64,
    pub name: String,
}

impl Face {
    /// The author of such a message, who is no user.
    pub(crate) fn json(&self) -> Value {
        json!({
            "id": sid(self.webhook), "username": self.name, "global_name": null, "discriminator": "0000",
            "avatar": null, "bot": true, "public_flags": 0, "flags": 0, "primary_guild": null, "clan": null,
        })
    }
}

impl State {
    /// Makes a webhook.
    pub(crate) fn found_webhook(&mut self, channel: u64, name: &str, owner: u64) -> u64 {
        let id = self.next_id();
        let token = (0..68).map(|_| fastrand::alphanumeric()).collect();
        self.webhooks.insert(id, Webhook { id, channel, name: name.to_owned(), token, owner });
        if let Some(guild) = self.channels.get(&channel).and_then(|place| place.guild) {
            let data = json!({ "guild_id": sid(guild), "channel_id": sid(channel) });
            self.dispatch("WEBHOOKS_UPDATE", Some(guild), super::events::intent::WEBHOOKS, &data);
        }
        id
    }

    /// A webhook object.
    pub(crate) fn webhook_json(&self, hook: &Webhook) -> Value {
        let guild = self.channels.get(&hook.channel).and_then(|place| place.guild);
        json!({
            "id": sid(hook.id), "type": 1, "guild_id": guild.map(sid), "channel_id": sid(hook.channel),
            "name": hook.name, "avatar": null, "application_id": null, "token": hook.token,
            "user": self.user_json(hook.owner), "url": format!("{}/api/webhooks/{}/{}", self.base, hook.id, hook.token),
        })
    }

    /// What a webhook is to post, under its name or the one the body gives.
    pub(crate) fn webhook_draft(hook: &Webhook, body: &Value) -> Draft {
        let name = body["username"].as_str().unwrap_or(&hook.name).to_owned();
        let mut draft = super::rest::draft(hook.id, body);
        draft.flags = body["flags"].as_u64().unwrap_or(0) & super::rest::SETTABLE;
        draft.extra.face = Some(Face { webhook: hook.id, name });
        draft
    }
}
