//! How things are written on the wire, field for field as Discord's published schema has them.

use chrono::Duration;
use serde_json::{Map, Value, json};

use super::ids::iso;
use super::model::{Channel, DM, Guild, Message, Role, TEXT, Thread, User};
use super::state::State;

/// Ids are strings in Discord's JSON.
pub(crate) fn sid(id: u64) -> Value {
    Value::String(id.to_string())
}

/// A list of ids.
pub(crate) fn sids(ids: &[u64]) -> Value {
    ids.iter().copied().map(sid).collect()
}

impl State {
    /// A user object.
    pub(crate) fn user_json(&self, id: u64) -> Value {
        let deleted = User { id, name: "Deleted User".into(), display: None, bot: false, locale: "en-US".into() };
        let user = self.users.get(&id).unwrap_or(&deleted);
        json!({
            "id": sid(id), "username": user.name, "global_name": user.display.as_deref().filter(|_| !user.bot),
            "discriminator": if user.bot { "4269" } else { "0" }, "avatar": null, "bot": user.bot, "system": false,
            "public_flags": 0, "flags": 0, "banner": null, "accent_color": null, "avatar_decoration_data": null,
            "primary_guild": null, "clan": null, "collectibles": null,
        })
    }

    /// Who wrote a message: a user, or the face of a webhook.
    pub(crate) fn author_json(&self, message: &Message) -> Value {
        message.extra.face.as_ref().map_or_else(|| self.user_json(message.author), super::hooks::Face::json)
    }

    /// A member object, without its user as in messages, or with it.
    pub(crate) fn member_json(&self, guild: &Guild, user: u64, with_user: bool) -> Option<Value> {
        let member = guild.members.get(&user)?;
        let mut out = json!({
            "nick": member.nick, "roles": sids(&member.roles), "joined_at": iso(member.joined), "avatar": null,
            "banner": null, "premium_since": null, "communication_disabled_until": member.timed_out.map(iso), "deaf": false,
            "mute": false, "pending": false, "flags": 0,
        });
        if with_user {
            out["user"] = self.user_json(user);
        }
        Some(out)
    }

    /// A role object.
    pub(crate) fn role_json(role: &Role) -> Value {
        let mut out = json!({
            "id": sid(role.id), "name": role.name, "permissions": role.permissions.to_string(),
            "position": role.position, "color": role.color, "hoist": false, "managed": role.bot.is_some(),
            "colors": { "primary_color": role.color, "secondary_color": null, "tertiary_color": null },
            "mentionable": role.mentionable, "icon": null, "unicode_emoji": null, "flags": 0,
        });
        if let Some(bot) = role.bot {
            out["tags"] = json!({ "bot_id": sid(bot) });
        }
        out
    }

    /// A guild object as REST has it. Welcomes go to its first channel, as in any new guild.
    pub(crate) fn guild_json(&self, guild: &Guild) -> Value {
        let first = self.channels.values().find(|channel| channel.guild == Some(guild.id) && channel.kind == TEXT);
        json!({
            "id": sid(guild.id), "name": guild.name, "icon": null, "description": null, "home_header": null,
            "splash": null, "discovery_splash": null, "features": [], "banner": null,
            "owner_id": sid(guild.owner), "application_id": null, "region": "us-west", "afk_channel_id": null,
            "afk_timeout": 300, "system_channel_id": first.map(|channel| sid(channel.id)), "system_channel_flags": 0, "widget_enabled": false,
            "widget_channel_id": null, "verification_level": 0, "default_message_notifications": 1,
            "mfa_level": 0, "explicit_content_filter": 0, "max_presences": null, "max_members": 500_000,
            "max_stage_video_channel_users": 50, "max_video_channel_users": 25, "vanity_url_code": null,
            "premium_tier": 0, "premium_subscription_count": 0, "preferred_locale": guild.locale,
            "rules_channel_id": null, "safety_alerts_channel_id": null, "public_updates_channel_id": null,
            "premium_progress_bar_enabled": false, "nsfw": false, "nsfw_level": 0, "emojis": [],
            "stickers": [], "incidents_data": null,
            "roles": guild.roles.values().map(Self::role_json).collect::<Value>(),
        })
    }

    /// A channel or thread object.
    pub(crate) fn channel_json(&self, channel: &Channel) -> Value {
        if channel.kind == DM {
            let others = channel.recipients.iter().map(|id| self.user_json(*id)).collect::<Value>();
            return json!({
                "id": sid(channel.id), "type": DM, "flags": 0, "recipients": others,
                "last_message_id": channel.last_message.map(sid), "last_pin_timestamp": null,
            });
        }
        let mut out = json!({
            "id": sid(channel.id), "type": channel.kind, "guild_id": channel.guild.map(sid),
            "name": channel.name, "parent_id": channel.parent.map(sid), "rate_limit_per_user": channel.slowmode,
            "last_message_id": channel.last_message.map(sid), "flags": channel.flags,
            "last_pin_timestamp": channel.last_pin.map(iso),
        });
        if let Some(thread) = &channel.thread {
            self.add_thread(&mut out, channel, thread);
            return out;
        }
        let overwrites = channel.overwrites.iter().map(|each| {
            json!({ "id": sid(each.id), "type": u8::from(each.member),
                    "allow": each.allow.to_string(), "deny": each.deny.to_string() })
        });
        out["topic"] = json!(channel.topic);
        out["nsfw"] = json!(channel.nsfw);
        out["position"] = json!(channel.position);
        out["permission_overwrites"] = overwrites.collect();
        if let Some(minutes) = channel.defaults.auto_archive {
            out["default_auto_archive_duration"] = json!(minutes);
        }
        if channel.is_forum() {
            out["available_tags"] = json!(channel.tags);
            out["default_reaction_emoji"] = channel.defaults.reaction.clone();
            out["default_sort_order"] = channel.defaults.sort_order.clone();
            out["default_forum_layout"] = json!(channel.defaults.layout);
            out["default_thread_rate_limit_per_user"] = json!(channel.defaults.slowmode);
        }
        out
    }

    fn add_thread(&self, out: &mut Value, channel: &Channel, thread: &Thread) {
        let mut metadata = json!({
            "archived": thread.archived, "auto_archive_duration": thread.auto_archive, "locked": thread.locked,
            "archive_timestamp": iso(thread.archive_changed), "create_timestamp": iso(channel.created),
        });
        if channel.kind == super::model::PRIVATE_THREAD {
            metadata["invitable"] = json!(thread.invitable);
        }
        out["owner_id"] = sid(thread.owner);
        out["thread_metadata"] = metadata;
        out["message_count"] = json!(thread.messages);
        // Discord stops counting at 50.
        out["member_count"] = json!(thread.members.len().min(50));
        out["total_message_sent"] = json!(thread.total_sent);
        if self.channels.get(&channel.parent.unwrap_or(0)).is_some_and(Channel::is_forum) {
            out["applied_tags"] = json!(thread.applied_tags);
        }
        if thread.members.contains_key(&self.app.bot) {
            out["member"] = Self::thread_member(channel, thread, self.app.bot);
        }
    }

    /// A thread member object.
    pub(crate) fn thread_member(channel: &Channel, thread: &Thread, user: u64) -> Value {
        let joined = thread.members.get(&user).copied().unwrap_or(channel.created);
        json!({ "id": sid(channel.id), "user_id": sid(user), "join_timestamp": iso(joined), "flags": 0,
                "muted": false, "mute_config": null })
    }

    /// A message object as REST has it.
    pub(crate) fn message_json(&self, message: &Message) -> Value {
        let mut out = self.bare_message(message);
        if let Some(reference) = &message.reference {
            let guild = self.channels.get(&reference.channel).and_then(|channel| channel.guild);
            let mut pointer = json!({ "type": 0, "channel_id": sid(reference.channel) });
            if let Some(id) = reference.message {
                pointer["message_id"] = sid(id);
            }
            if let Some(guild) = guild {
                pointer["guild_id"] = sid(guild);
            }
            if message.flags & super::model::HAS_SNAPSHOT != 0 {
                pointer["type"] = json!(1);
                out["message_snapshots"] = json!(message.extra.snapshots);
            }
            out["message_reference"] = pointer;
            if matches!(message.kind, super::model::REPLY | super::model::THREAD_STARTER) {
                let answered = reference.message.and_then(|id| self.message(reference.channel, id));
                out["referenced_message"] = answered.map_or(Value::Null, |answered| self.bare_message(answered));
            }
        }
        out
    }

    fn bare_message(&self, message: &Message) -> Value {
        let mentions = message.mentions.users.iter().map(|id| self.user_json(*id)).collect::<Value>();
        let shown = self.files_shown(message);
        let alone = message.attachments.iter().filter(|id| !shown.contains(id));
        let attachments = alone.filter_map(|id| self.attachment_json(*id)).collect::<Value>();
        let mut out = json!({
            "id": sid(message.id), "channel_id": sid(message.channel), "author": self.author_json(message),
            "content": message.content, "timestamp": iso(message.created),
            "edited_timestamp": message.edited.map(iso), "tts": message.tts, "pinned": message.pinned.is_some(),
            "mention_everyone": message.mentions.everyone, "mentions": mentions,
            "mention_roles": sids(&message.mentions.roles), "attachments": attachments,
            "embeds": self.embeds_json(message), "components": self.components_json(message), "type": message.kind,
            "flags": message.flags,
        });
        let fields = out.as_object_mut();
        if let Some(fields) = fields {
            self.add_extras(fields, message);
        }
        out
    }

    fn add_extras(&self, out: &mut Map<String, Value>, message: &Message) {
        if !message.reactions.is_empty() {
            out.insert("reactions".into(), self.reactions_json(message));
        }
        if let Some(thread) = message.thread.and_then(|id| self.channels.get(&id)) {
            out.insert("thread".into(), self.channel_json(thread));
        }
        if let Some(metadata) = &message.interaction {
            out.insert("application_id".into(), sid(self.app.id));
            out.insert("webhook_id".into(), sid(self.app.id));
            if !metadata.is_null() {
                out.insert("interaction_metadata".into(), metadata.clone());
            }
        }
        if let Some(face) = &message.extra.face {
            out.insert("webhook_id".into(), sid(face.webhook));
        }
        if !message.extra.stickers.is_empty() {
            out.insert("sticker_items".into(), json!(message.extra.stickers));
        }
        if let Some(poll) = &message.extra.poll {
            out.insert("poll".into(), poll.json(self.app.bot));
        }
        if self.settings.history_nonce
            && let Some(nonce) = &message.nonce
        {
            out.insert("nonce".into(), nonce.clone());
        }
        let place = self.channels.get(&message.channel);
        if let Some(position) = place.and_then(|channel| channel.thread.as_ref()).map(|thread| thread.total_sent) {
            out.insert("position".into(), json!(position));
        }
    }

    fn reactions_json(&self, message: &Message) -> Value {
        let view = |reaction: &super::model::Reaction| {
            let count = reaction.users.len();
            json!({ "emoji": emoji_json(&reaction.emoji), "count": count, "me_burst": false, "burst_colors": [],
                    "count_details": { "burst": 0, "normal": count }, "me": reaction.users.contains(&self.app.bot) })
        };
        message.reactions.iter().map(view).collect()
    }

    /// A message as the gateway sends it: with member and guild, and with its nonce.
    pub(crate) fn message_event(&self, message: &Message) -> Value {
        let mut out = self.message_json(message);
        if let Some(nonce) = &message.nonce {
            out["nonce"] = nonce.clone();
        }
        let channel = self.channels.get(&message.channel);
        out["channel_type"] = json!(channel.map_or(0, |channel| channel.kind));
        if let Some(guild) = channel.and_then(|channel| channel.guild).and_then(|id| self.guilds.get(&id)) {
            out["guild_id"] = sid(guild.id);
            if let Some(member) = self.member_json(guild, message.author, false) {
                out["member"] = member;
            }
            for (mentioned, id) in out["mentions"].as_array_mut().into_iter().flatten().zip(&message.mentions.users) {
                if let Some(member) = self.member_json(guild, *id, false) {
                    mentioned["member"] = member;
                }
            }
        }
        out
    }

    /// An attachment object with a freshly signed URL.
    pub(crate) fn attachment_json(&self, id: u64) -> Option<Value> {
        let file = self.files.get(&id)?;
        let issued = self.now().timestamp();
        let life = Duration::from_std(self.settings.attachment_life).unwrap_or_default();
        let expires = issued + life.num_seconds();
        let signature = super::files::sign(id, issued, expires);
        let name = super::files::encode(&file.name);
        let signed = format!("?ex={expires:x}&is={issued:x}&hm={signature}&");
        let path = format!("/attachments/{}/{id}/{name}{signed}", file.channel);
        let mut out = json!({
            "id": sid(id), "filename": file.name, "size": file.bytes.len(), "url": format!("{}{path}", self.base),
            "proxy_url": format!("{}{path}", self.base), "content_type": file.content_type,
        });
        if file.name.starts_with("SPOILER_") {
            // IS_SPOILER
            out["flags"] = json!(1 << 3);
        }
        if let Some(description) = &file.description {
            out["description"] = json!(description);
        }
        if let Some((width, height)) = super::files::picture_size(&file.bytes) {
            out["width"] = json!(width);
            out["height"] = json!(height);
        }
        Some(out)
    }
}

/// An emoji object from the way it is written in a URL: `👍` or `name:id`.
pub(crate) fn emoji_json(emoji: &str) -> Value {
    match emoji.split_once(':') {
        Some((name, id)) => json!({ "id": id, "name": name, "animated": false }),
        None => json!({ "id": null, "name": emoji }),
    }
}
