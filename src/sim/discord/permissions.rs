//! Permission bits, and who has which where.

use super::model::{Channel, Guild};
use super::state::State;

macro_rules! bits {
    ($($name:ident = $bit:literal;)*) => {
        $(#[doc = concat!("Bit ", $bit, ".")] pub(crate) const $name: u64 = 1 << $bit;)*
        /// Every bit with its name in Discord's documentation.
        pub(crate) const NAMES: &[(&str, u64)] = &[$((stringify!($name), $name)),*];
    };
}

bits! {
    CREATE_INSTANT_INVITE = 0;
    KICK_MEMBERS = 1;
    BAN_MEMBERS = 2;
    ADMINISTRATOR = 3;
    MANAGE_CHANNELS = 4;
    MANAGE_GUILD = 5;
    ADD_REACTIONS = 6;
    VIEW_AUDIT_LOG = 7;
    VIEW_CHANNEL = 10;
    SEND_MESSAGES = 11;
    SEND_TTS_MESSAGES = 12;
    MANAGE_MESSAGES = 13;
    EMBED_LINKS = 14;
    ATTACH_FILES = 15;
    READ_MESSAGE_HISTORY = 16;
    MENTION_EVERYONE = 17;
    USE_EXTERNAL_EMOJIS = 18;
    CHANGE_NICKNAME = 26;
    MANAGE_NICKNAMES = 27;
    MANAGE_ROLES = 28;
    MANAGE_WEBHOOKS = 29;
    USE_APPLICATION_COMMANDS = 31;
    MANAGE_THREADS = 34;
    CREATE_PUBLIC_THREADS = 35;
    CREATE_PRIVATE_THREADS = 36;
    SEND_MESSAGES_IN_THREADS = 38;
    MODERATE_MEMBERS = 40;
    PRIORITY_SPEAKER = 8;
    STREAM = 9;
    VIEW_GUILD_INSIGHTS = 19;
    CONNECT = 20;
    SPEAK = 21;
    MUTE_MEMBERS = 22;
    DEAFEN_MEMBERS = 23;
    MOVE_MEMBERS = 24;
    USE_VAD = 25;
    MANAGE_GUILD_EXPRESSIONS = 30;
    REQUEST_TO_SPEAK = 32;
    MANAGE_EVENTS = 33;
    USE_EXTERNAL_STICKERS = 37;
    USE_EMBEDDED_ACTIVITIES = 39;
    VIEW_CREATOR_MONETIZATION_ANALYTICS = 41;
    USE_SOUNDBOARD = 42;
    CREATE_GUILD_EXPRESSIONS = 43;
    CREATE_EVENTS = 44;
    USE_EXTERNAL_SOUNDS = 45;
    SEND_VOICE_MESSAGES = 46;
    SEND_POLLS = 49;
    USE_EXTERNAL_APPS = 50;
    PIN_MESSAGES = 51;
    BYPASS_SLOWMODE = 52;
}

/// What an administrator or owner has.
pub(crate) const ALL: u64 = (1 << 53) - 1;

/// What @everyone starts with: to read, write and use commands.
pub(crate) const EVERYONE: u64 = VIEW_CHANNEL
    | SEND_MESSAGES
    | SEND_MESSAGES_IN_THREADS
    | CREATE_PUBLIC_THREADS
    | READ_MESSAGE_HISTORY
    | ADD_REACTIONS
    | EMBED_LINKS
    | ATTACH_FILES
    | SEND_POLLS
    | CHANGE_NICKNAME
    | CREATE_INSTANT_INVITE
    | USE_APPLICATION_COMMANDS;

/// Reads a permission set from names (`"SEND_MESSAGES"`) or from a decimal bit set.
pub(crate) fn parse(names: &[String]) -> Result<u64, String> {
    let mut set = 0;
    for name in names {
        let known = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, bit)| *bit);
        let Some(bits) = known.or_else(|| name.parse().ok()) else {
            return Err(format!("there is no permission called {name:?}"));
        };
        set |= bits;
    }
    Ok(set)
}

/// What the member has in the guild as a whole.
pub(crate) fn base(guild: &Guild, user: u64) -> u64 {
    if guild.owner == user {
        return ALL;
    }
    let Some(member) = guild.members.get(&user) else { return 0 };
    let everyone = guild.roles.get(&guild.id).map_or(0, |role| role.permissions);
    let set =
        member.roles.iter().filter_map(|id| guild.roles.get(id)).fold(everyone, |set, role| set | role.permissions);
    if set & ADMINISTRATOR != 0 { ALL } else { set }
}

/// Applies a channel's overwrites in Discord's order: @everyone, roles, member.
fn overwrite(guild: &Guild, user: u64, channel: &Channel, base: u64) -> u64 {
    if base == ALL {
        return ALL;
    }
    let member_roles = guild.members.get(&user).map(|member| member.roles.as_slice()).unwrap_or_default();
    let mut set = base;
    if let Some(everyone) = channel.overwrites.iter().find(|each| each.id == guild.id) {
        set = (set & !everyone.deny) | everyone.allow;
    }
    let (mut allow, mut deny) = (0, 0);
    for each in channel.overwrites.iter().filter(|each| member_roles.contains(&each.id)) {
        allow |= each.allow;
        deny |= each.deny;
    }
    set = (set & !deny) | allow;
    if let Some(own) = channel.overwrites.iter().find(|each| each.id == user) {
        set = (set & !own.deny) | own.allow;
    }
    set
}

impl State {
    /// What `user` may do in `channel`; a thread has the overwrites of its parent.
    pub(crate) fn permissions(&self, channel: &Channel, user: u64) -> u64 {
        let Some(guild) = channel.guild.and_then(|id| self.guilds.get(&id)) else {
            return if channel.recipients.contains(&user) || user == self.app.bot { ALL } else { 0 };
        };
        if !guild.members.contains_key(&user) {
            return 0;
        }
        let place = channel.parent.filter(|_| channel.thread.is_some()).and_then(|id| self.channels.get(&id));
        let mut set = overwrite(guild, user, place.unwrap_or(channel), base(guild, user));
        let private = channel.kind == super::model::PRIVATE_THREAD;
        let outside = channel.thread.as_ref().is_some_and(|thread| !thread.members.contains_key(&user));
        if self.is_timed_out(Some(guild.id), user) {
            set &= VIEW_CHANNEL | READ_MESSAGE_HISTORY;
        }
        if set & VIEW_CHANNEL == 0 || (private && outside && set & MANAGE_THREADS == 0) {
            set = 0;
        }
        set
    }

    /// Whether a member can only read for a while; administrators never.
    pub(crate) fn is_timed_out(&self, guild: Option<u64>, user: u64) -> bool {
        let Some(guild) = guild.and_then(|id| self.guilds.get(&id)) else { return false };
        let until = guild.members.get(&user).and_then(|member| member.timed_out);
        until.is_some_and(|until| until > self.now()) && base(guild, user) != ALL
    }

    /// Whether `user` has all of `needed` in `channel`.
    pub(crate) fn may(&self, channel: &Channel, user: u64, needed: u64) -> bool {
        self.permissions(channel, user) & needed == needed
    }

    /// The permission to write there: threads have their own.
    pub(crate) fn send_permission(channel: &Channel) -> u64 {
        if channel.thread.is_some() { SEND_MESSAGES_IN_THREADS } else { SEND_MESSAGES }
    }
}
