//! What a person sees, as a set of things with keys, and what has changed in it: for clients that
//! show it live.
//!
//! Compared as a whole rather than put together from events: what nobody announces (a right that
//! was taken away, an ephemeral answer, a reaction) is seen like everything else.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Person;
use crate::sim::discord::model::{Channel, Message, User};
use crate::sim::discord::permissions::{self, MANAGE_MESSAGES, MANAGE_THREADS, VIEW_CHANNEL};
use crate::sim::discord::sid;
use crate::sim::discord::state::State;

/// Everything somebody sees: `me`, `user/…`, `guild/…`, `channel/…`, and the newest `message/…` of one channel.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sight(BTreeMap<String, Value>);

impl Sight {
    /// What must be told to somebody who knows `before`: `{set: {key: thing}, gone: [keys]}`; nothing if all is as it was.
    #[must_use]
    pub fn since(&self, before: &Self) -> Option<Value> {
        let changed = self.0.iter().filter(|(key, thing)| before.0.get(*key) != Some(thing));
        let set: Map<String, Value> = changed.map(|(key, thing)| (key.clone(), thing.clone())).collect();
        let gone: Vec<&String> = before.0.keys().filter(|key| !self.0.contains_key(*key)).collect();
        (!set.is_empty() || !gone.is_empty()).then(|| json!({ "set": set, "gone": gone }))
    }

    /// One thing by its key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }
}

impl Person {
    /// What they see now; of the channel in front of them so many messages, the newest.
    #[must_use]
    pub fn sight(&self, channel: Option<u64>, newest: usize) -> Sight {
        self.discord.look(|state| {
            let mut seen = BTreeMap::new();
            seen.insert("me".to_owned(), self.myself(state));
            for user in state.users.values() {
                seen.insert(format!("user/{}", user.id), member(state, user));
            }
            for guild in state.guilds.values().filter(|guild| guild.members.contains_key(&self.id)) {
                let roles = guild.roles.values().map(State::role_json).collect::<Value>();
                let told =
                    json!({ "id": sid(guild.id), "name": guild.name, "owner_id": sid(guild.owner), "roles": roles });
                seen.insert(format!("guild/{}", guild.id), told);
            }
            for place in state.channels.values().filter(|place| state.may(place, self.id, VIEW_CHANNEL)) {
                seen.insert(format!("channel/{}", place.id), self.place(state, place));
            }
            for message in channel.into_iter().flat_map(|channel| self.newest(state, channel, newest)) {
                seen.insert(format!("message/{}", message.id), self.message(state, message));
            }
            Sight(seen)
        })
    }

    fn myself(&self, state: &State) -> Value {
        let Some(user) = state.users.get(&self.id) else { return Value::Null };
        let mut out = member(state, user);
        let home = state.guilds.get(&state.first_guild());
        let base = home.map_or(0, |guild| permissions::base(guild, self.id));
        out["locale"] = json!(user.locale);
        out["moderates"] = json!(base & MANAGE_MESSAGES != 0);
        // What `/` offers may have changed: the client asks again.
        out["commands"] = state.commands.iter().map(|each| sid(each.id)).collect();
        out
    }

    fn place(&self, state: &State, place: &Channel) -> Value {
        let mut out = state.channel_json(place);
        let thread = place.thread.as_ref();
        let joined = thread.is_none_or(|thread| thread.members.contains_key(&self.id));
        let can_write = !place.is_forum() && state.may(place, self.id, State::send_permission(place));
        let open = !state.is_locked(place.id) || state.may(place, self.id, MANAGE_THREADS);
        out["joined"] = json!(joined);
        out["may"] = json!({ "write": can_write && open });
        let unread = joined.then(|| self.unread_in(state, place)).flatten().unwrap_or_default();
        out["unread"] = json!(unread["messages"].as_u64().unwrap_or(0));
        out["pings"] = json!(unread["pings"].as_u64().unwrap_or(0));
        out["read_to"] = json!(state.reads.get(&(self.id, place.id)).filter(|id| **id > 0).copied().map(sid));
        out
    }

    fn newest<'a>(&self, state: &'a State, channel: u64, newest: usize) -> Vec<&'a Message> {
        if state.visible(self.id, channel).is_err() {
            return Vec::new();
        }
        let inside = state.messages.get(&channel).into_iter().flat_map(|inside| inside.values().rev());
        inside.filter(|message| message.only_for.is_none_or(|only| only == self.id)).take(newest).collect()
    }

    fn message(&self, state: &State, message: &Message) -> Value {
        let mut out = state.message_json(message);
        let reactions = message.reactions.iter().zip(out["reactions"].as_array_mut().into_iter().flatten());
        for (reaction, told) in reactions {
            told["me"] = json!(reaction.users.contains(&self.id));
            told["users"] = reaction.users.iter().copied().map(sid).collect();
        }
        let ping = state.pings_of(Some(self.id)).find(|ping| ping.message == message.id);
        if let Some(ping) = ping {
            out["pinged"] = json!({ "how": ping.how, "silent": ping.silent });
        }
        if let Some(used) = command_used(state, message) {
            out["used"] = used;
        }
        unsigned(&mut out);
        out
    }
}

fn member(state: &State, user: &User) -> Value {
    let mut out = state.user_json(user.id);
    let homes = || state.guilds.values().filter(|guild| guild.members.contains_key(&user.id));
    let roles = homes().filter_map(|guild| guild.members.get(&user.id)).flat_map(|member| member.roles.iter().copied());
    out["roles"] = roles.map(sid).collect();
    out["nick"] = json!(homes().find_map(|guild| guild.members.get(&user.id)?.nick.clone()));
    out["in"] = homes().map(|guild| sid(guild.id)).collect();
    out["display"] = json!(user.display);
    out["owns_bot"] = json!(user.id == state.app.owner);
    out
}

/// Who used which command to get this answer.
fn command_used(state: &State, message: &Message) -> Option<Value> {
    let metadata = message.interaction.as_ref().filter(|metadata| metadata["type"] == 2)?;
    let interaction = state.interactions.get(&metadata["id"].as_str()?.parse().ok()?)?;
    let data = &interaction.payload["data"];
    let mut name = data["name"].as_str()?.to_owned();
    let mut options = &data["options"];
    while let Some(inner) = options[0].as_object().filter(|inner| matches!(inner["type"].as_u64(), Some(1 | 2))) {
        name = format!("{name} {}", inner["name"].as_str().unwrap_or_default());
        options = &options[0]["options"];
    }
    let mark = if data["type"] == 1 { "/" } else { "" };
    Some(json!({ "by": sid(interaction.person), "command": format!("{mark}{name}") }))
}

/// Takes the signatures off the addresses of files: they are new each second, and nothing has changed.
fn unsigned(value: &mut Value) {
    match value {
        Value::String(text) if text.contains("/attachments/") && text.contains("&hm=") => {
            text.truncate(text.find('?').unwrap_or(text.len()));
        }
        Value::Array(list) => list.iter_mut().for_each(unsigned),
        Value::Object(fields) => fields.values_mut().for_each(unsigned),
        _ => {}
    }
}
