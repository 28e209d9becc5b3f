//! The whole simulated Discord as one value. It lives behind one mutex; nothing in it waits.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use tokio::sync::broadcast;

use super::Settings;
use super::faults::Faults;
use super::gateway::hub::Hub;
use super::hooks::Webhook;
use super::ids::{Ids, iso};
use super::limits::Limiter;
use super::log::Log;
use super::model::{App, Channel, Command, FORUM, File, Guild, Interaction, Member, Message, Role, TEXT, User};
use super::nonces::Nonces;
use super::permissions as bits;
use super::pings::Ping;

/// Everything there is.
#[derive(Debug)]
pub(crate) struct State {
    pub settings: Settings,
    /// `http://127.0.0.1:PORT`
    pub base: String,
    pub ids: Ids,
    /// How far the simulated clock is ahead of the real one.
    pub ahead: Duration,
    pub app: App,
    pub users: BTreeMap<u64, User>,
    pub guilds: BTreeMap<u64, Guild>,
    pub channels: BTreeMap<u64, Channel>,
    /// By channel, then by id.
    pub messages: BTreeMap<u64, BTreeMap<u64, Message>>,
    pub files: BTreeMap<u64, File>,
    pub commands: Vec<Command>,
    pub webhooks: BTreeMap<u64, Webhook>,
    pub interactions: BTreeMap<u64, Interaction>,
    pub nonces: Nonces,
    pub limiter: Limiter,
    pub faults: Faults,
    pub hub: Hub,
    pub log: Log,
    /// Who was pinged by what, oldest first.
    pub pings: VecDeque<Ping>,
    /// The newest message each person has read in each channel.
    pub reads: BTreeMap<(u64, u64), u64>,
    pub feed: broadcast::Sender<Arc<Value>>,
}

impl State {
    /// The world as it starts: one guild with `#general`, `#dev` and the forum `#board`, ada, grace, mallory and the bot.
    pub(crate) fn new(settings: Settings, base: String, feed: broadcast::Sender<Arc<Value>>) -> Self {
        let now = Utc::now();
        // The cast is older than the play: a snowflake must not lie in the future of its first message.
        let past = now - Duration::days(30);
        let mut ids = Ids::default();
        let mut users = BTreeMap::new();
        let mut person = |ids: &mut Ids, name: &str, display: &str, bot: bool| {
            let id = ids.next(past);
            let user = User { id, name: name.into(), display: Some(display.into()), bot, locale: "en-US".into() };
            users.insert(id, user);
            id
        };
        let ada = person(&mut ids, "ada", "Ada", false);
        let grace = person(&mut ids, "grace", "Grace", false);
        let mallory = person(&mut ids, "mallory", "Mallory", false);
        let bot = person(&mut ids, "jules", "Jules", true);
        let token = settings.token.clone().unwrap_or_else(|| make_token(bot));
        let app = App { id: bot, bot, owner: ada, name: "Jules".into(), token, endpoint: None };
        let mut state = Self {
            settings,
            base,
            ids,
            ahead: Duration::zero(),
            app,
            users,
            guilds: BTreeMap::new(),
            channels: BTreeMap::new(),
            messages: BTreeMap::new(),
            files: BTreeMap::new(),
            commands: Vec::new(),
            webhooks: BTreeMap::new(),
            interactions: BTreeMap::new(),
            nonces: Nonces::default(),
            limiter: Limiter::default(),
            faults: Faults::default(),
            hub: Hub::default(),
            log: Log::default(),
            pings: VecDeque::new(),
            reads: BTreeMap::new(),
            feed,
        };
        let guild = state.found_guild("Analytical Engines", ada, past);
        let engineers = state.found_role(guild, "engineers", 0, past);
        state.join(guild, ada, vec![engineers]);
        state.join(guild, grace, vec![engineers]);
        state.join(guild, mallory, Vec::new());
        state.found_channel(guild, TEXT, "general", None, past);
        state.found_channel(guild, TEXT, "dev", None, past);
        let board = state.found_channel(guild, FORUM, "board", None, past);
        let tags = ["Working", "Needs you", "Paused", "Done", "Failed"].map(|name| json!({ "name": name }));
        state.set_available_tags(board, &tags);
        state
    }

    /// The simulated time.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        Utc::now() + self.ahead
    }

    /// A new id for now.
    pub(crate) fn next_id(&mut self) -> u64 {
        let now = self.now();
        self.ids.next(now)
    }

    /// A guild with @everyone, its owner and the bot with its managed role; no channel yet.
    pub(crate) fn found_guild(&mut self, name: &str, owner: u64, at: DateTime<Utc>) -> u64 {
        let id = self.ids.next(at);
        let (roles, members) = (BTreeMap::new(), BTreeMap::new());
        let locale = "en-US".to_owned();
        let (name, blocked_words) = (name.into(), Vec::new());
        let guild = Guild { id, name, owner, locale, unavailable: false, blocked_words, roles, members };
        self.guilds.insert(id, guild);
        let everyone = Role {
            id,
            name: "@everyone".into(),
            permissions: bits::EVERYONE,
            position: 0,
            color: 0,
            bot: None,
            mentionable: false,
        };
        if let Some(guild) = self.guilds.get_mut(&id) {
            guild.roles.insert(id, everyone);
        }
        self.invite(id, at);
        self.join(id, owner, Vec::new());
        id
    }

    /// Brings the bot into a guild, with a role of its own.
    pub(crate) fn invite(&mut self, guild: u64, at: DateTime<Utc>) {
        let name = self.app.name.clone();
        let managed = self.found_role(guild, &name, bits::EVERYONE, at);
        let bot = self.app.bot;
        if let Some(role) = self.guilds.get_mut(&guild).and_then(|guild| guild.roles.get_mut(&managed)) {
            role.bot = Some(bot);
        }
        self.join(guild, bot, vec![managed]);
    }

    /// A role; it says nothing on the gateway.
    pub(crate) fn found_role(&mut self, guild: u64, name: &str, permissions: u64, at: DateTime<Utc>) -> u64 {
        let id = self.ids.next(at);
        if let Some(guild) = self.guilds.get_mut(&guild) {
            let position = guild.roles.len().max(1);
            let role = Role { id, name: name.into(), permissions, position, color: 0, bot: None, mentionable: false };
            guild.roles.insert(id, role);
        }
        id
    }

    /// Makes a user a member.
    pub(crate) fn join(&mut self, guild: u64, user: u64, roles: Vec<u64>) {
        let joined = self.now();
        if let Some(guild) = self.guilds.get_mut(&guild) {
            guild.members.insert(user, Member { nick: None, roles, joined, timed_out: None });
        }
    }

    /// A channel of a guild; it says nothing on the gateway.
    pub(crate) fn found_channel(
        &mut self,
        guild: u64,
        kind: u8,
        name: &str,
        parent: Option<u64>,
        at: DateTime<Utc>,
    ) -> u64 {
        let id = self.ids.next(at);
        let position = self.channels.values().filter(|each| each.guild == Some(guild)).count();
        let mut channel = Channel::new(id, kind, Some(guild), name, at);
        channel.parent = parent;
        channel.position = position;
        self.channels.insert(id, channel);
        id
    }

    /// The guild people are in unless they say otherwise: the first.
    pub(crate) fn first_guild(&self) -> u64 {
        self.guilds.keys().next().copied().unwrap_or(0)
    }

    /// A message of a channel.
    pub(crate) fn message(&self, channel: u64, id: u64) -> Option<&Message> {
        self.messages.get(&channel)?.get(&id)
    }

    /// The same, to be changed.
    pub(crate) fn message_mut(&mut self, channel: u64, id: u64) -> Option<&mut Message> {
        self.messages.get_mut(&channel)?.get_mut(&id)
    }

    /// The channel a message is in.
    pub(crate) fn channel_of(&self, message: u64) -> Option<u64> {
        self.messages.iter().find(|(_, inside)| inside.contains_key(&message)).map(|(channel, _)| *channel)
    }

    /// Tells the live feed.
    pub(crate) fn tell(&self, kind: &str, data: &Value) {
        if self.feed.receiver_count() == 0 {
            return;
        }
        let event = json!({ "at": iso(self.now()), "kind": kind, "data": data });
        // The last listener may just have gone; that is no fault.
        let _ = self.feed.send(Arc::new(event));
    }
}

/// A token of the documented form: base64 of the id, a time, a secret.
fn make_token(bot: u64) -> String {
    use base64::Engine as _;
    let id = base64::engine::general_purpose::STANDARD_NO_PAD.encode(bot.to_string());
    let letters = |count: usize| -> String { (0..count).map(|_| fastrand::alphanumeric()).collect() };
    format!("{id}.{}.{}", letters(6), letters(38))
}
