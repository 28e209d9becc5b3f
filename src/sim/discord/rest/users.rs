//! Users, applications and where the gateway is.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::error::{ApiError, DM_REFUSED, Form, UNKNOWN_USER};
use super::super::ids::iso;
use super::super::limits::Rate;
use super::super::model::{Channel, DM};
use super::super::permissions;
use super::super::state::State;
use super::super::view::sid;
use super::{Endpoint, Reply, ok, on};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    on("GET", "/gateway", Rate(50, 1_000), gateway),
    on("GET", "/gateway/bot", Rate(5, 5_000), gateway_bot),
    on("GET", "/users/@me", Rate(10, 10_000), me),
    on("PATCH", "/users/@me", Rate(2, 60_000), me),
    on("GET", "/users/@me/guilds", Rate(5, 5_000), guilds),
    on("POST", "/users/@me/channels", Rate(10, 10_000), open_dm),
    on("GET", "/users/{user}", Rate(30, 30_000), user),
    on("GET", "/applications/@me", Rate(10, 10_000), application),
    on("PATCH", "/applications/@me", Rate(10, 10_000), edit_application),
    on("GET", "/oauth2/applications/@me", Rate(10, 10_000), application),
];

fn gateway_url(state: &State) -> String {
    format!("{}/gateway", state.base.replacen("http", "ws", 1))
}

fn gateway(state: &mut State, _: &Call) -> Result<Reply, ApiError> {
    ok(json!({ "url": gateway_url(state) }))
}

fn gateway_bot(state: &mut State, _: &Call) -> Result<Reply, ApiError> {
    let remaining = state.settings.identifies.saturating_sub(state.hub.identified);
    ok(json!({
        "url": gateway_url(state), "shards": 1,
        "session_start_limit": {
            "total": 1000, "remaining": remaining, "reset_after": 86_400_000, "max_concurrency": 1,
        },
    }))
}

fn me(state: &mut State, _: &Call) -> Result<Reply, ApiError> {
    let mut me = state.user_json(state.app.bot);
    for (key, value) in [
        ("verified", json!(true)),
        ("mfa_enabled", json!(true)),
        ("locale", json!("en-US")),
        ("email", Value::Null),
        ("bio", json!("")),
    ] {
        me[key] = value;
    }
    ok(me)
}

fn user(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let id = call.id(0)?;
    if !state.users.contains_key(&id) {
        return Err(UNKNOWN_USER.into());
    }
    ok(state.user_json(id))
}

fn guilds(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let limit = call.query_number("limit", 200, 200)?;
    let (after, before) = (call.query_id("after")?.unwrap_or(0), call.query_id("before")?.unwrap_or(u64::MAX));
    let bot = state.app.bot;
    let mine = state.guilds.values().filter(|guild| guild.members.contains_key(&bot));
    let list = mine.filter(|guild| guild.id > after && guild.id < before).take(limit).map(|guild| {
        let mut entry = json!({
            "id": sid(guild.id), "name": guild.name, "icon": null, "banner": null, "owner": guild.owner == bot,
            "permissions": permissions::base(guild, bot).to_string(), "features": [],
        });
        if call.flag("with_counts") {
            entry["approximate_member_count"] = json!(guild.members.len());
            entry["approximate_presence_count"] = json!(guild.members.len());
        }
        entry
    });
    ok(list.collect())
}

fn open_dm(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let Some(person) = call.body["recipient_id"].as_str().and_then(|id| id.parse().ok()) else {
        return Err(Form::refuse("recipient_id", "BASE_TYPE_REQUIRED", "This field is required"));
    };
    match state.users.get(&person) {
        None => Err(UNKNOWN_USER.into()),
        Some(user) if user.bot => Err(DM_REFUSED.into()),
        Some(_) => {
            let id = state.dm_with(person);
            ok(state.channels.get(&id).map_or(Value::Null, |channel| state.channel_json(channel)))
        }
    }
}

impl State {
    /// The direct conversation between the bot and a person, opened if need be.
    pub(crate) fn dm_with(&mut self, person: u64) -> u64 {
        let open = self.channels.values().find(|each| each.kind == DM && each.recipients == [person]);
        if let Some(channel) = open {
            return channel.id;
        }
        let id = self.next_id();
        let mut channel = Channel::new(id, DM, None, "", self.now());
        channel.recipients = vec![person];
        self.channels.insert(id, channel);
        id
    }

    /// The application object.
    pub(crate) fn application_json(&self) -> Value {
        let guild = self.first_guild();
        // The slash commands badge is always there, the limited message content intent if it is switched on.
        let flags = 1_u64 << 15 | if self.settings.message_content { 1 << 19 } else { 0 };
        json!({
            "id": sid(self.app.id), "name": self.app.name, "icon": null, "description": "", "type": null,
            "bot": self.user_json(self.app.bot), "owner": self.user_json(self.app.owner), "team": null,
            "verify_key": "0".repeat(64), "flags": flags, "flags_new": flags.to_string(), "summary": "",
            "interactions_endpoint_url": self.app.endpoint, "role_connections_verification_url": null,
            "event_webhooks_url": null, "event_webhooks_status": 1, "redirect_uris": [], "tags": [],
            "bot_public": true, "bot_require_code_grant": false, "approximate_guild_count": self.guilds.len(),
            "approximate_user_install_count": 0, "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0, "eligible_oauth2_scopes": [], "hook": true, "guild_id": sid(guild),
            "install_params": { "scopes": ["applications.commands", "bot"], "permissions": "0" },
            "integration_types_config": { "0": {} }, "created_at": iso(super::super::ids::created_at(self.app.id)),
        })
    }
}

fn application(state: &mut State, _: &Call) -> Result<Reply, ApiError> {
    ok(state.application_json())
}

fn edit_application(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    if let Some(url) = call.body.get("interactions_endpoint_url") {
        state.app.endpoint = url.as_str().map(str::to_owned);
    }
    ok(state.application_json())
}
