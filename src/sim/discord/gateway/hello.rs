//! What a client says on the gateway, and the answer: heartbeat, identify, resume, member requests.

use serde_json::{Value, json};

use super::super::ids::iso;
use super::super::model::Guild;
use super::super::permissions::VIEW_CHANNEL;
use super::super::state::State;
use super::super::view::sid;
use super::Then;

/// Intents that must be enabled for the application, with their bit.
const MEMBERS: u64 = 1 << 1;
const PRESENCES: u64 = 1 << 8;
const CONTENT: u64 = 1 << 15;
/// Every intent there is: bits 0 to 16, auto moderation, polls.
const KNOWN: u64 = 0x1_FFFF | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25;

impl State {
    /// A frame from a client.
    pub(super) fn hear(&mut self, number: u64, text: &str) -> Then {
        let Ok(frame) = serde_json::from_str::<Value>(text) else {
            return Then::Close(4002, "Error while decoding payload.");
        };
        let identified = self.hub.connections.get(&number).is_some_and(|each| each.session.is_some());
        let data = &frame["d"];
        match frame["op"].as_u64() {
            Some(1) if self.hub.no_ack => Then::GoOn,
            Some(1) => Then::Say(json!({ "op": 11 })),
            Some(2 | 6) if identified => Then::Close(4005, "Already authenticated."),
            Some(2) => self.identify(number, data),
            Some(6) => self.resume(number, data),
            Some(3 | 4 | 8 | 14 | 31) if !identified => Then::Close(4003, "Not authenticated."),
            Some(8) => self.request_members(number, data),
            Some(3 | 4 | 14 | 31) => Then::GoOn,
            _ => Then::Close(4001, "Unknown opcode."),
        }
    }

    fn knows_token(&self, data: &Value) -> bool {
        let given = data["token"].as_str().unwrap_or_default();
        given.strip_prefix("Bot ").unwrap_or(given) == self.app.token
    }

    fn identify(&mut self, number: u64, data: &Value) -> Then {
        let (intents, shard) = (data["intents"].as_u64(), shard_of(data));
        let told = json!({ "connection": number, "intents": intents, "shard": [shard.0, shard.1] });
        self.record_gateway("identify", &told);
        let allowed = (self.settings.members_intent, MEMBERS);
        let switched_off =
            [allowed, (self.settings.presences_intent, PRESENCES), (self.settings.message_content, CONTENT)];
        let wanted = intents.unwrap_or(0);
        if !self.knows_token(data) || self.hub.identified >= self.settings.identifies {
            return Then::Close(4004, "Authentication failed.");
        }
        if !data["properties"].is_object() {
            return Then::Close(4002, "Error while decoding payload.");
        }
        if shard.1 == 0 || shard.0 >= shard.1 {
            return Then::Close(4010, "Invalid shard.");
        }
        if intents.is_none() || wanted & !KNOWN != 0 {
            return Then::Close(4013, "Invalid intent(s).");
        }
        if switched_off.iter().any(|(on, bit)| !on && wanted & bit != 0) {
            return Then::Close(4014, "Disallowed intent(s).");
        }
        let id: String = (0..32).map(|_| fastrand::char('a'..='f')).collect();
        self.hub.identify(number, &id, wanted, shard);
        self.greet(&id);
        Then::GoOn
    }

    /// READY, then each guild.
    fn greet(&mut self, id: &str) {
        let Some(session) = self.hub.sessions.get(id) else { return };
        let (shard, intents) = (session.shard, session.intents);
        let mine: Vec<&Guild> = self
            .guilds
            .values()
            .filter(|guild| session.has(Some(guild.id)) && guild.members.contains_key(&self.app.bot))
            .collect();
        let guilds = mine.iter().map(|guild| json!({ "id": sid(guild.id), "unavailable": true }));
        let mut user = self.user_json(self.app.bot);
        for (key, value) in [("verified", json!(true)), ("mfa_enabled", json!(true)), ("email", Value::Null)] {
            user[key] = value;
        }
        let ready = json!({
            "v": 10, "user": user, "guilds": guilds.collect::<Value>(), "session_id": id, "session_type": "normal",
            "resume_gateway_url": format!("{}/gateway", self.base.replacen("http", "ws", 1)),
            "application": { "id": sid(self.app.id), "flags": 1 << 19 | 1 << 15 },
            "shard": [shard.0, shard.1], "user_settings": {}, "relationships": [], "private_channels": [],
            "presences": [], "guild_join_requests": [], "geo_ordered_rtc_regions": [], "auth": {}, "_trace": ["[\"sim\"]"],
        });
        let mut events = vec![("READY", ready.to_string())];
        if intents & 1 != 0 {
            events.extend(mine.iter().map(|guild| ("GUILD_CREATE", self.guild_create(guild).to_string())));
        }
        if let Some(session) = self.hub.sessions.get_mut(id) {
            for (name, data) in events {
                session.push(name, &data);
            }
        }
        self.record_gateway("ready", &json!({ "session": id }));
    }

    /// A guild as the gateway has it.
    pub(crate) fn guild_create(&self, guild: &Guild) -> Value {
        let mut out = self.guild_json(guild);
        let visible = |threads: bool| {
            self.channels
                .values()
                .filter(move |each| each.guild == Some(guild.id) && each.thread.is_some() == threads)
                .filter(|each| !each.thread.as_ref().is_some_and(|thread| thread.archived))
                .filter(|each| !threads || self.may(each, self.app.bot, VIEW_CHANNEL))
                .map(|each| self.channel_json(each))
                .collect::<Value>()
        };
        let members = guild.members.keys().filter_map(|user| self.member_json(guild, *user, true));
        let joined = guild.members.get(&self.app.bot).map(|member| iso(member.joined));
        for (key, value) in [
            ("joined_at", json!(joined)),
            ("large", json!(false)),
            ("unavailable", json!(false)),
            ("member_count", json!(guild.members.len())),
            ("members", members.collect()),
            ("channels", visible(false)),
            ("threads", visible(true)),
        ] {
            out[key] = value;
        }
        for empty in ["voice_states", "presences", "stage_instances", "guild_scheduled_events", "soundboard_sounds"] {
            out[empty] = json!([]);
        }
        out
    }

    fn resume(&mut self, number: u64, data: &Value) -> Then {
        let id = data["session_id"].as_str().unwrap_or_default().to_owned();
        let seq = data["seq"].as_u64().unwrap_or(0);
        if !self.knows_token(data) {
            return Then::Close(4004, "Authentication failed.");
        }
        let now = self.now();
        let resumed = self.hub.resume(number, &id, seq, now);
        self.record_gateway("resume", &json!({ "connection": number, "session": id, "seq": seq, "resumed": resumed }));
        if !resumed {
            return Then::Say(json!({ "op": 9, "d": false }));
        }
        if let Some(session) = self.hub.sessions.get_mut(&id) {
            session.push("RESUMED", r#"{"_trace":["[\"sim\"]"]}"#);
        }
        Then::GoOn
    }

    fn request_members(&mut self, number: u64, data: &Value) -> Then {
        let id = data["guild_id"].as_str().and_then(|id| id.parse::<u64>().ok()).unwrap_or(0);
        let Some(guild) = self.guilds.get(&id) else { return Then::GoOn };
        let wanted: Vec<u64> = match &data["user_ids"] {
            Value::Array(list) => list.iter().filter_map(|id| id.as_str()?.parse().ok()).collect(),
            Value::String(id) => id.parse().into_iter().collect(),
            _ => Vec::new(),
        };
        let prefix = data["query"].as_str().unwrap_or_default().to_lowercase();
        let limit = usize::try_from(data["limit"].as_u64().unwrap_or(0)).unwrap_or(0);
        let named = |user: &u64| self.users.get(user).is_some_and(|user| user.name.starts_with(&prefix));
        let members: Vec<Value> = guild
            .members
            .keys()
            .filter(|user| if wanted.is_empty() { named(user) } else { wanted.contains(user) })
            .take(if limit == 0 { usize::MAX } else { limit })
            .filter_map(|user| self.member_json(guild, *user, true))
            .collect();
        let missing: Vec<Value> =
            wanted.iter().filter(|user| !guild.members.contains_key(user)).copied().map(sid).collect();
        let mut chunk = json!({ "guild_id": sid(id), "members": members, "chunk_index": 0, "chunk_count": 1, "not_found": missing });
        if !data["nonce"].is_null() {
            chunk["nonce"] = data["nonce"].clone();
        }
        let session = self.hub.connections.get(&number).and_then(|each| each.session.clone());
        if let Some(session) = session.and_then(|id| self.hub.sessions.get_mut(&id)) {
            session.push("GUILD_MEMBERS_CHUNK", &chunk.to_string());
        }
        Then::GoOn
    }
}

fn shard_of(data: &Value) -> (u64, u64) {
    let number = |at: usize| data["shard"][at].as_u64();
    number(0).zip(number(1)).unwrap_or((0, 1))
}
