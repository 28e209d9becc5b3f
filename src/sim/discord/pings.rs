//! Who hears of a message: mentions after `allowed_mentions` and permissions, and the record of real pings.
//!
//! A ping is what lights up in a client. An edit mentions, but pings nobody any more; a silent message
//! (`SUPPRESS_NOTIFICATIONS`) leaves its mark without a sound; system messages ping nobody.

use serde_json::{Value, json};

use super::ids::iso;
use super::mentions;
use super::model::{Channel, DM, Mentions, Message, REPLY, SILENT};
use super::permissions::{MENTION_EVERYONE, VIEW_CHANNEL};
use super::post::Draft;
use super::state::State;
use super::view::sid;

/// As much as is kept; a load test must not fill the memory.
const KEPT: usize = 20_000;
/// A mention of a role brings its members into a thread when they are fewer than this.
const SMALL_ROLE: usize = 100;

/// One person was notified by one message.
#[derive(Debug, Clone)]
pub(crate) struct Ping {
    pub user: u64,
    pub channel: u64,
    pub message: u64,
    /// `user`, `reply`, `role`, `everyone` or `direct`.
    pub how: &'static str,
    pub silent: bool,
    pub at: chrono::DateTime<chrono::Utc>,
}

/// What mentions are read from.
pub(crate) struct Mentioning<'a> {
    pub author: u64,
    pub text: String,
    pub rules: &'a Value,
    /// Not an answer to an interaction.
    pub ordinary: bool,
    /// The author of the message replied to.
    pub answered: Option<u64>,
}

impl State {
    /// Whom a draft mentions.
    pub(super) fn mentions_of(&self, channel: u64, draft: &Draft) -> Mentions {
        if let Some(user) = draft.concerns {
            return Mentions { users: vec![user], ..Mentions::default() };
        }
        let answered = draft.reference.as_ref().filter(|_| draft.kind == REPLY);
        let answered = answered.and_then(|reference| self.message(reference.channel, reference.message?));
        self.mentioned(
            channel,
            &Mentioning {
                author: draft.author,
                text: all_text(&draft.content, &draft.components),
                rules: &draft.allowed_mentions,
                ordinary: draft.interaction.is_none(),
                answered: answered.map(|message| message.author),
            },
        )
    }

    /// Whom an edited message mentions: it is read anew, by the rules of the edit.
    pub(super) fn mentions_after(&self, message: &Message, patch: &Value) -> Mentions {
        let content = patch.get("content").map_or(Some(message.content.as_str()), Value::as_str).unwrap_or_default();
        let components = patch.get("components").map_or(Some(&message.components), Value::as_array);
        let answered = message.reference.as_ref().filter(|_| message.kind == REPLY);
        let answered = answered.and_then(|reference| self.message(reference.channel, reference.message?));
        self.mentioned(
            message.channel,
            &Mentioning {
                author: message.author,
                text: all_text(content, components.map_or(&[], Vec::as_slice)),
                rules: &patch["allowed_mentions"],
                ordinary: message.interaction.is_none(),
                answered: answered.map(|message| message.author),
            },
        )
    }

    fn mentioned(&self, channel: u64, from: &Mentioning<'_>) -> Mentions {
        let Some(place) = self.channels.get(&channel) else { return Mentions::default() };
        let everyone = self.may(place, from.author, MENTION_EVERYONE);
        let mut found = mentions::read(&from.text, from.rules, from.ordinary, everyone);
        found.users.retain(|user| self.users.contains_key(user));
        let guild = place.guild.and_then(|id| self.guilds.get(&id));
        let role = |id: &u64| guild.and_then(|guild| guild.roles.get(id));
        // A role that is not mentionable is only a word, unless the author may mention everyone.
        found.roles.retain(|id| role(id).is_some_and(|role| role.mentionable || everyone));
        // An answer to an interaction refers to a message, but pings nobody by that.
        if let Some(answered) = from.answered
            && from.ordinary
            && mentions::replied_user(from.rules)
            && self.users.contains_key(&answered)
            && !found.users.contains(&answered)
        {
            found.users.push(answered);
        }
        found
    }

    /// Notes who is pinged by a new message, and brings into its thread whom it mentions.
    pub(super) fn ping(&mut self, channel: u64, id: u64) {
        let Some(message) = self.message(channel, id).filter(|message| message.only_for.is_none()) else { return };
        if !super::rest::is_said(message.kind) {
            return;
        }
        for ping in self.pinged_by(message) {
            self.tell("ping", &ping.json());
            if self.pings.len() >= KEPT {
                self.pings.pop_front();
            }
            self.pings.push_back(ping);
        }
        self.pull_in(channel, id);
    }

    fn pinged_by(&self, message: &Message) -> Vec<Ping> {
        let Some(place) = self.channels.get(&message.channel) else { return Vec::new() };
        let mut heard: Vec<(u64, &'static str)> = Vec::new();
        if place.kind == DM {
            heard.extend(place.recipients.iter().map(|user| (*user, "direct")));
        }
        let answered = message.reference.as_ref().and_then(|to| self.message(to.channel, to.message?));
        for user in &message.mentions.users {
            let by_reply = answered.is_some_and(|answered| answered.author == *user)
                && !message.content.contains(&format!("<@{user}>"));
            heard.push((*user, if by_reply { "reply" } else { "user" }));
        }
        heard.extend(self.holders(place, &message.mentions.roles).into_iter().map(|user| (user, "role")));
        if message.mentions.everyone {
            // In a thread it is everyone in the thread.
            let members = place.thread.as_ref().map(|thread| thread.members.keys().copied().collect::<Vec<_>>());
            let all = || place.guild.and_then(|id| self.guilds.get(&id)).map(|guild| guild.members.keys().copied());
            let members = members.unwrap_or_else(|| all().into_iter().flatten().collect());
            heard.extend(members.into_iter().map(|user| (user, "everyone")));
        }
        let mut pings: Vec<Ping> = Vec::new();
        for (user, how) in heard {
            let person = self.users.get(&user).is_some_and(|user| !user.bot) && user != message.author;
            if person && self.may(place, user, VIEW_CHANNEL) && pings.iter().all(|ping| ping.user != user) {
                let silent = message.flags & SILENT != 0;
                let (channel, at) = (message.channel, message.created);
                pings.push(Ping { user, channel, message: message.id, how, silent, at });
            }
        }
        pings
    }

    /// The members who have one of these roles.
    fn holders(&self, place: &Channel, roles: &[u64]) -> Vec<u64> {
        let members = place.guild.and_then(|id| self.guilds.get(&id)).into_iter().flat_map(|guild| &guild.members);
        let holding = members.filter(|(_, member)| member.roles.iter().any(|role| roles.contains(role)));
        holding.map(|(user, _)| *user).collect()
    }

    /// Whoever is mentioned in a thread becomes a member of it, also by an edit that pings nobody.
    pub(super) fn pull_in(&mut self, channel: u64, id: u64) {
        let Some(message) = self.message(channel, id).filter(|message| message.only_for.is_none()) else { return };
        let Some(place) = self.channels.get(&channel).filter(|place| place.thread.is_some()) else { return };
        let mut users = message.mentions.users.clone();
        for role in &message.mentions.roles {
            let holders = self.holders(place, &[*role]);
            users.extend(holders.iter().filter(|_| holders.len() < SMALL_ROLE));
        }
        // A private thread is not seen from outside, but its parent is.
        let parent = place.parent.and_then(|id| self.channels.get(&id)).unwrap_or(place);
        users.retain(|user| self.may(parent, *user, VIEW_CHANNEL));
        for user in users {
            self.add_to_thread(channel, user, None);
        }
    }

    /// The record of pings, oldest first, of one person or of all.
    pub(crate) fn pings_of(&self, user: Option<u64>) -> impl Iterator<Item = &Ping> {
        self.pings.iter().filter(move |ping| user.is_none_or(|user| ping.user == user))
    }
}

impl Ping {
    /// As the control API tells it.
    pub(crate) fn json(&self) -> Value {
        json!({ "who": sid(self.user), "channel": sid(self.channel), "message": sid(self.message), "how": self.how,
                "silent": self.silent, "at": iso(self.at) })
    }
}

/// Everything a message says: its content and the text displays of its components.
fn all_text(content: &str, components: &[Value]) -> String {
    let mut out = content.to_owned();
    for component in components {
        if component["type"] == 10 {
            out.push('\n');
            out.push_str(component["content"].as_str().unwrap_or_default());
        }
        if let Some(inner) = component["components"].as_array() {
            out.push('\n');
            out.push_str(&all_text("", inner));
        }
    }
    out
}
