//! What the writer reads besides messages: just what the bot and its check ask for.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;
use serenity::model::id::{ApplicationId, ChannelId, ForumTagId, GuildId, MessageId, RoleId, UserId};
use serenity::model::permissions::Permissions;

use super::forum::{ForumTag, tag_ids};
use super::message::{id, list, text};

/// A channel or thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Its id.
    pub id: ChannelId,
    /// Discord's channel type; 10, 11 and 12 are threads.
    pub kind: u8,
    /// None for direct messages.
    pub guild_id: Option<GuildId>,
    /// Of a thread its channel, of a channel its category.
    pub parent_id: Option<ChannelId>,
    /// The name.
    pub name: String,
    /// Who started the thread.
    pub owner_id: Option<UserId>,
    /// A thread put away; posting brings it back, everything else fails.
    pub archived: bool,
    /// Only moderators may write or unarchive.
    pub locked: bool,
    /// Exceptions from the roles' permissions. A thread has those of its parent.
    pub overwrites: Vec<Overwrite>,
    /// Discord's flags of a channel.
    pub flags: u64,
    /// The tags a forum has.
    pub tags: Vec<ForumTag>,
    /// The tags a post has.
    pub applied: Vec<ForumTagId>,
    /// When the thread was archived or brought back, or made.
    pub archive_changed: Option<DateTime<Utc>>,
    /// The newest message ever written in it, which may be deleted by now.
    pub last_message: Option<MessageId>,
}

/// An exception from the permissions of roles, in one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overwrite {
    /// For whom.
    pub subject: Subject,
    /// Given besides.
    pub allow: Permissions,
    /// Taken away.
    pub deny: Permissions,
}

/// Whom an overwrite is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// All with a role; the role of the guild's own id is everyone.
    Role(RoleId),
    /// One member.
    Member(UserId),
}

/// A guild's name and owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guild {
    /// Its id.
    pub id: GuildId,
    /// Its name.
    pub name: String,
    /// May do everything in it.
    pub owner_id: UserId,
}

/// A role of a guild.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its id; that of `@everyone` is the guild's.
    pub id: RoleId,
    /// Its name.
    pub name: String,
    /// What it permits where nothing else is said. Bits serenity does not know are kept.
    pub permissions: Permissions,
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// The account's name.
    pub name: String,
    /// An application's user.
    pub bot: bool,
}

/// A user in a guild.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user: User,
    /// The name in this guild, if it differs.
    pub nick: Option<String>,
    /// Without `@everyone`.
    pub roles: Vec<RoleId>,
}

/// The application behind the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its id; commands are registered under it.
    pub id: ApplicationId,
    /// Its name.
    pub name: String,
    /// Its owner, and the accepted members of the team that owns it.
    pub owners: Vec<UserId>,
    /// Discord's flags: `1 << 18` and `1 << 19` are the message content intent.
    pub flags: u64,
    /// Whether anyone may add the bot.
    pub public: bool,
    /// Must be empty: once set, every click and command goes there instead of the gateway.
    pub interactions_endpoint_url: Option<String>,
}

impl Application {
    /// Whether the message content intent is switched on in the developer portal.
    #[must_use]
    pub fn has_message_content(&self) -> bool {
        self.flags & (1 << 18 | 1 << 19) != 0
    }
}

/// Where the gateway is and how often it may be identified to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayInfo {
    /// A `wss` address.
    pub url: String,
    /// As many as Discord recommends.
    pub shards: u32,
    /// Used up, it resets the token.
    pub session_start_limit: SessionStartLimit,
}

/// The budget of identifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionStartLimit {
    /// In 24 hours.
    pub total: u32,
    /// Left of it.
    pub remaining: u32,
    /// Until it is full again.
    pub reset_after: Duration,
    /// At once, per 5 seconds.
    pub max_concurrency: u32,
}

/// What a member may do in a channel; of a thread, pass the parent.
///
/// As Discord computes it: the owner and administrators may do everything; then overwrites of
/// everyone, of all the member's roles together, of the member.
#[must_use]
pub fn permissions_in(guild: &Guild, roles: &[Role], member: &Member, channel: &Channel) -> Permissions {
    let everyone = RoleId::new(guild.id.get());
    let has = |role: RoleId| role == everyone || member.roles.contains(&role);
    let held = roles.iter().filter(|role| has(role.id));
    let mut permissions = held.fold(Permissions::empty(), |sum, role| sum | role.permissions);
    if member.user.id == guild.owner_id || permissions.contains(Permissions::ADMINISTRATOR) {
        return Permissions::all();
    }
    let matching = [
        &(|subject| subject == Subject::Role(everyone)) as &dyn Fn(Subject) -> bool,
        &|subject| matches!(subject, Subject::Role(role) if role != everyone && has(role)),
        &|subject| subject == Subject::Member(member.user.id),
    ];
    for applies in matching {
        let layer = channel.overwrites.iter().filter(|overwrite| applies(overwrite.subject));
        let none = (Permissions::empty(), Permissions::empty());
        let (allow, deny) = layer.fold(none, |(allow, deny), one| (allow | one.allow, deny | one.deny));
        permissions = (permissions - deny) | allow;
    }
    permissions
}

impl Channel {
    /// Reads a channel; `None` without an id or a type.
    #[must_use]
    pub fn read(json: &Value) -> Option<Self> {
        let thread = &json["thread_metadata"];
        Some(Self {
            id: id(&json["id"])?,
            kind: json["type"].as_u64().and_then(|kind| kind.try_into().ok())?,
            guild_id: id(&json["guild_id"]),
            parent_id: id(&json["parent_id"]),
            name: text(&json["name"]),
            owner_id: id(&json["owner_id"]),
            archived: thread["archived"] == true,
            locked: thread["locked"] == true,
            overwrites: list(&json["permission_overwrites"]).filter_map(Overwrite::read).collect(),
            flags: json["flags"].as_u64().unwrap_or_default(),
            tags: list(&json["available_tags"]).filter_map(ForumTag::read).collect(),
            applied: tag_ids(&json["applied_tags"]),
            archive_changed: thread["archive_timestamp"].as_str().and_then(|at| at.parse().ok()),
            last_message: id(&json["last_message_id"]),
        })
    }

    /// Whether this is a thread.
    #[must_use]
    pub fn is_thread(&self) -> bool {
        (10..=12).contains(&self.kind)
    }
}

impl Overwrite {
    fn read(json: &Value) -> Option<Self> {
        let subject = match json["type"].as_u64()? {
            0 => Subject::Role(id(&json["id"])?),
            1 => Subject::Member(id(&json["id"])?),
            _ => return None,
        };
        Some(Self { subject, allow: permissions(&json["allow"]), deny: permissions(&json["deny"]) })
    }
}

impl Guild {
    pub(super) fn read(json: &Value) -> Option<Self> {
        Some(Self { id: id(&json["id"])?, name: text(&json["name"]), owner_id: id(&json["owner_id"])? })
    }
}

impl Role {
    pub(super) fn read(json: &Value) -> Option<Self> {
        let (id, name) = (id(&json["id"])?, text(&json["name"]));
        Some(Self { id, name, permissions: permissions(&json["permissions"]) })
    }
}

impl User {
    pub(super) fn read(json: &Value) -> Option<Self> {
        Some(Self { id: id(&json["id"])?, name: text(&json["username"]), bot: json["bot"] == true })
    }
}

impl Member {
    pub(super) fn read(json: &Value) -> Option<Self> {
        Some(Self {
            user: User::read(&json["user"])?,
            nick: json["nick"].as_str().map(str::to_owned),
            roles: list(&json["roles"]).filter_map(id).collect(),
        })
    }
}

impl Application {
    pub(super) fn read(json: &Value) -> Option<Self> {
        // Of a team's application, `owner` is a user made up for the team.
        let team = &json["team"];
        let accepted = list(&team["members"]).filter(|member| member["membership_state"] == 2);
        let mut owners: Vec<UserId> = accepted.filter_map(|member| id(&member["user"]["id"])).collect();
        let owner = if team.is_object() { id(&team["owner_user_id"]) } else { id(&json["owner"]["id"]) };
        owners.extend(owner.filter(|owner| !owners.contains(owner)));
        Some(Self {
            id: id(&json["id"])?,
            name: text(&json["name"]),
            owners,
            flags: json["flags"].as_u64().unwrap_or_default(),
            public: json["bot_public"].as_bool().unwrap_or(true),
            interactions_endpoint_url: json["interactions_endpoint_url"].as_str().map(str::to_owned),
        })
    }
}

impl GatewayInfo {
    pub(super) fn read(json: &Value) -> Option<Self> {
        let limit = &json["session_start_limit"];
        let number = |json: &Value, otherwise| json.as_u64().and_then(|n| n.try_into().ok()).unwrap_or(otherwise);
        Some(Self {
            url: json["url"].as_str()?.to_owned(),
            shards: number(&json["shards"], 1),
            session_start_limit: SessionStartLimit {
                total: number(&limit["total"], 1000),
                remaining: number(&limit["remaining"], 1000),
                reset_after: Duration::from_millis(limit["reset_after"].as_u64().unwrap_or_default()),
                max_concurrency: number(&limit["max_concurrency"], 1),
            },
        })
    }
}

/// Bits as decimal text. Those that serenity has no name for are kept.
fn permissions(json: &Value) -> Permissions {
    let bits = json.as_str().and_then(|text| text.parse().ok()).or_else(|| json.as_u64());
    Permissions::from_bits_retain(bits.unwrap_or_default())
}
