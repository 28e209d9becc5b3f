//! What is read back.

use serde_json::{Value, json};
use serenity::model::id::{ChannelId, GuildId, MessageId, RoleId, UserId};
use serenity::model::permissions::Permissions;

use super::super::Message;
use super::super::model::{Channel, Guild, Member, Overwrite, Role, Subject, User, permissions_in};
use super::{Fake, answer};
use crate::render::body::{Body, Button, Embed};

const CHANNEL: ChannelId = ChannelId::new(5);

/// A channel with messages 1 to `n`, paged as Discord does.
async fn channel_with(n: u64) -> Fake {
    Fake::start(move |call, _| {
        let number = |name: &str| -> u64 {
            let pairs = call.query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.filter(|(key, _)| *key == name).map(|(_, value)| value.parse().unwrap()).next().unwrap()
        };
        let page = (number("after") + 1..=n).take(number("limit").try_into().unwrap());
        let mut page: Vec<Value> = page.map(|id| json!({ "id": id.to_string(), "author": { "id": "9" } })).collect();
        page.reverse();
        answer(200, &Value::Array(page))
    })
    .await
}

#[tokio::test]
async fn messages_are_read_to_the_end_oldest_first() {
    let fake = channel_with(250).await;
    let read = async |after: u64, limit| {
        let messages = fake.writer().messages_after(CHANNEL, MessageId::new(after), limit).await.unwrap();
        messages.into_iter().map(|message| message.id.get()).collect::<Vec<_>>()
    };
    assert_eq!(read(1, 1000).await, (2..=250).collect::<Vec<_>>());
    assert_eq!(fake.calls().len(), 3);
    assert_eq!(read(1, 120).await, (2..=121).collect::<Vec<_>>());
    assert!(read(250, 10).await.is_empty() && read(1, 0).await.is_empty());
}

#[test]
fn a_message_is_read_in_full_and_a_bare_one_too() {
    let message = Message::read(&json!({
        "id": "10", "author": { "id": 9, "bot": true }, "webhook_id": "3", "type": 19, "content": "hi",
        "nonce": 12, "edited_timestamp": "2026-01-01T00:00:00Z",
        "embeds": [{ "title": "T", "description": "D", "footer": { "text": "F" } }, 7],
        "components": [{ "type": 1, "components": [{ "custom_id": "a" }, { "url": "x" }] }, { "type": 99 }],
        "message_reference": { "message_id": "4" }, "mentions": [{ "id": "8" }, {}],
        "attachments": [{ "id": "2", "filename": "f", "url": "u", "size": 3, "content_type": "text/plain" }],
    }))
    .unwrap();
    assert_eq!((message.id.get(), message.author_id.get(), message.kind), (10, 9, 19));
    assert!(message.author_is_bot && message.webhook && message.edited);
    assert_eq!(message.nonce.as_deref(), Some("12"));
    assert_eq!(message.embeds[0].footer, "F");
    assert_eq!(message.custom_ids, ["a"]);
    assert_eq!(message.reference, Some(MessageId::new(4)));
    assert_eq!(message.mentions, [UserId::new(8)]);
    assert_eq!(message.attachments[0].name, "f");
    let bare = Message::read(&json!({ "id": "10", "author": { "id": "9" } })).unwrap();
    assert!(!bare.author_is_bot && !bare.webhook && !bare.edited && bare.reference.is_none());
    for nothing in [json!({}), json!({ "id": "0", "author": { "id": "9" } }), json!(null), json!([1])] {
        assert_eq!(Message::read(&nothing), None);
    }
}

#[test]
fn a_forward_answers_nothing() {
    let forward = json!({ "id": "1", "author": { "id": "9" }, "message_reference": { "type": 1, "message_id": "4" } });
    assert_eq!(Message::read(&forward).unwrap().reference, None);
}

#[test]
fn a_posted_body_is_recognised_and_others_are_not() {
    let press = Button::Press {
        custom_id: "a".to_owned(),
        label: "A".to_owned(),
        style: crate::render::body::Style::Primary,
        disabled: false,
    };
    let body = Body {
        content: "hello \n".to_owned(),
        embeds: vec![Embed { title: "T".to_owned(), ..Embed::default() }],
        rows: vec![vec![press, Button::Link { url: "https://x.invalid".to_owned(), label: "L".to_owned() }]],
        ..Body::default()
    };
    let mut sent = super::super::payload::create(&body, &[], "n");
    sent["id"] = "1".into();
    sent["author"] = json!({ "id": "9" });
    sent["content"] = "hello".into();
    let message = Message::read(&sent).unwrap();
    assert!(message.shows(&body));
    assert!(!message.shows(&Body { content: "hello!".to_owned(), ..body.clone() }));
    assert!(!message.shows(&Body { rows: vec![], ..body.clone() }));
    assert!(!message.shows(&Body { embeds: vec![Embed::default()], ..body }));
}

#[tokio::test]
async fn the_application_names_its_owners_and_where_its_clicks_go() {
    let solo = json!({ "id": "1", "name": "jules", "owner": { "id": "2" }, "flags": 1 << 19, "interactions_endpoint_url": null });
    let team = json!({
        "id": "1", "name": "jules", "owner": { "id": "99" }, "interactions_endpoint_url": "https://x.invalid",
        "team": { "owner_user_id": "3", "members": [
            { "membership_state": 2, "user": { "id": "3" } }, { "membership_state": 1, "user": { "id": "4" } },
            { "membership_state": 2, "user": { "id": "5" } },
        ] },
    });
    let fake = Fake::script([answer(200, &solo), answer(200, &team)]).await;
    let writer = fake.writer();
    let solo = writer.application().await.unwrap();
    assert_eq!((solo.owners.clone(), solo.interactions_endpoint_url.clone()), (vec![UserId::new(2)], None));
    assert!(solo.has_message_content());
    let team = writer.application().await.unwrap();
    assert_eq!(team.owners, [UserId::new(3), UserId::new(5)]);
    assert!(!team.has_message_content() && team.interactions_endpoint_url.is_some());
}

#[tokio::test]
async fn gateway_member_channel_guild_and_roles_are_read() {
    let gateway = json!({ "url": "wss://g", "shards": 2, "session_start_limit": { "total": 1000, "remaining": 3, "reset_after": 5000, "max_concurrency": 1 } });
    let member = json!({ "user": { "id": "8", "username": "ada" }, "nick": null, "roles": ["1", "x", "2"] });
    let channel = json!({ "id": "5", "type": 11, "guild_id": "7", "parent_id": "4", "name": "t", "thread_metadata": { "archived": true, "locked": false } });
    let guild = json!({ "id": "7", "name": "g", "owner_id": "8" });
    let roles = json!([{ "id": "7", "name": "@everyone", "permissions": "2251799813686272" }, {}]);
    let fake = Fake::script([gateway, member, channel, guild, roles].map(|json| answer(200, &json))).await;
    let writer = fake.writer();
    let gateway = writer.gateway().await.unwrap();
    assert_eq!((gateway.url.as_str(), gateway.shards, gateway.session_start_limit.remaining), ("wss://g", 2, 3));
    let member = writer.guild_member(GuildId::new(7), UserId::new(8)).await.unwrap();
    assert_eq!(member.roles, [RoleId::new(1), RoleId::new(2)]);
    let channel = writer.channel(CHANNEL).await.unwrap();
    assert!(channel.is_thread() && channel.archived && !channel.locked);
    assert_eq!(writer.guild(GuildId::new(7)).await.unwrap().owner_id, UserId::new(8));
    let roles = writer.roles(GuildId::new(7)).await.unwrap();
    assert_eq!(roles.len(), 1);
    assert_eq!(roles[0].permissions.bits(), 1 << 51 | 1 << 10);
    assert_eq!(
        fake.lines(),
        ["GET /gateway/bot", "GET /guilds/7/members/8", "GET /channels/5", "GET /guilds/7", "GET /guilds/7/roles"]
    );
}

#[test]
fn permissions_are_computed_as_discord_does() {
    let role = |id, permissions| Role { id: RoleId::new(id), name: String::new(), permissions };
    let guild = Guild { id: GuildId::new(7), name: String::new(), owner_id: UserId::new(1) };
    let member = |id, roles: &[u64]| Member {
        user: User { id: UserId::new(id), name: String::new(), bot: true },
        nick: None,
        roles: roles.iter().map(|id| RoleId::new(*id)).collect(),
    };
    let (view, send, attach) = (Permissions::VIEW_CHANNEL, Permissions::SEND_MESSAGES, Permissions::ATTACH_FILES);
    let roles = [role(7, view | send), role(2, attach), role(3, Permissions::ADMINISTRATOR)];
    let overwrite = |subject, allow, deny| Overwrite { subject, allow, deny };
    let none = Permissions::empty();
    let channel = Channel {
        id: CHANNEL,
        kind: 0,
        guild_id: Some(guild.id),
        parent_id: None,
        name: String::new(),
        owner_id: None,
        archived: false,
        locked: false,
        overwrites: vec![
            overwrite(Subject::Role(RoleId::new(7)), none, send),
            overwrite(Subject::Role(RoleId::new(2)), send, attach),
            overwrite(Subject::Member(UserId::new(9)), none, view),
        ],
        flags: 0,
        tags: vec![],
        applied: vec![],
        archive_changed: None,
        last_message: None,
    };
    let may = |member| permissions_in(&guild, &roles, &member, &channel);
    assert_eq!(may(member(8, &[])), view);
    assert_eq!(may(member(8, &[2])), view | send);
    assert_eq!(may(member(9, &[2])), send);
    assert_eq!(may(member(8, &[3])), Permissions::all());
    assert_eq!(may(member(1, &[])), Permissions::all());
}
