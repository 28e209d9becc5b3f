//! Who is really notified: `allowed_mentions`, silence, edits, threads, and what is left unread.

use serde_json::{Value, json};

use super::{Api, id};
use crate::sim::people::Person;

/// How this person was pinged, in order.
fn hows(person: &Person) -> Vec<String> {
    person.pings().iter().map(|ping| ping["how"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn only_what_is_allowed_pings() {
    let api = Api::start().await;
    let (ada, grace, dev) =
        (api.discord.person("ada").unwrap(), api.discord.person("grace").unwrap(), api.discord.channel_id());
    let role = api.discord.look(|state| state.find_role("engineers")).unwrap();
    let text = format!("<@{}> <@&{role}> @everyone", ada.id());
    for (rules, to_ada, to_grace) in [
        (json!({ "parse": [] }), 0, 0),
        (json!({ "users": [ada.id().to_string()] }), 1, 0),
        // The bot may not mention everyone, and the role is not mentionable.
        (json!({ "parse": ["users", "roles", "everyone"] }), 1, 0),
    ] {
        let before = (ada.pings().len(), grace.pings().len());
        api.post(dev, json!({ "content": text, "allowed_mentions": rules })).await;
        let after = (ada.pings().len() - before.0, grace.pings().len() - before.1);
        assert_eq!(after, (to_ada, to_grace), "{rules}");
    }
    api.control("PATCH", "/roles/engineers", json!({ "mentionable": true })).await;
    let message = api.post(dev, json!({ "content": text, "allowed_mentions": { "roles": [role.to_string()] } })).await;
    assert_eq!((&message["mention_roles"], hows(&grace)), (&json!([role.to_string()]), vec!["role".to_owned()]));
    api.allow(&["MENTION_EVERYONE"], &[]).await;
    api.post(dev, json!({ "content": "@everyone", "allowed_mentions": { "parse": ["everyone"] } })).await;
    assert_eq!(hows(&grace), ["role", "everyone"]);
    let (_, all) = api.control("GET", "/pings?who=mallory", json!({})).await;
    assert_eq!((all.as_array().unwrap().len(), &all[0]["how"]), (1, &json!("everyone")));
    let text_display =
        json!({ "flags": 1 << 15, "components": [{ "type": 10, "content": format!("<@{}>", grace.id()) }] });
    api.post(dev, text_display).await;
    assert_eq!(hows(&grace).last().unwrap(), "user");
    api.server.stop().await;
}

#[tokio::test]
async fn edits_mention_without_a_ping_and_silence_is_on_record() {
    let api = Api::start().await;
    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    let mention = json!({ "content": format!("<@{}>", ada.id()) });
    let quiet = id(&api.say("x").await);
    let (_, edited) = api.call("PATCH", &format!("{}/{quiet}", api.messages()), mention.clone()).await;
    assert_eq!((&edited["mentions"][0]["username"], ada.pings().len()), (&json!("ada"), 0));
    let mut silent = mention.clone();
    silent["flags"] = json!(4096);
    api.post(dev, silent).await;
    assert_eq!(ada.pings()[0]["silent"], true);
    let loud = api.post(dev, mention).await;
    api.call("DELETE", &format!("{}/{}", api.messages(), id(&loud)), Value::Null).await;
    let last = ada.pings().pop().unwrap();
    assert_eq!((&last["silent"], &last["message"]), (&json!(false), &loud["id"]));
    api.server.stop().await;
}

#[tokio::test]
async fn a_reply_pings_its_author_unless_told_not_to() {
    let api = Api::start().await;
    let (ada, grace, dev) =
        (api.discord.person("ada").unwrap(), api.discord.person("grace").unwrap(), api.discord.channel_id());
    let question = ada.write(dev, "why?").unwrap();
    let reply = |rules: Value| json!({ "content": "so", "message_reference": { "message_id": question.to_string() }, "allowed_mentions": rules });
    api.post(dev, reply(json!({ "parse": [] }))).await;
    assert!(ada.pings().is_empty());
    api.post(dev, reply(json!({ "parse": [], "replied_user": true }))).await;
    grace.reply(dev, question, "me neither").unwrap();
    grace.say(dev, &json!({ "content": "psst", "reply_to": question, "ping": false })).unwrap();
    assert_eq!(hows(&ada), ["reply", "reply"]);
    api.server.stop().await;
}

#[tokio::test]
async fn who_is_mentioned_in_a_thread_is_in_it() {
    let api = Api::start().await;
    let thread = api.thread().await;
    let (ada, grace) = (api.discord.person("ada").unwrap(), api.discord.person("grace").unwrap());
    let members = || api.discord.look(|state| state.channels[&thread].thread.as_ref().unwrap().members.len());
    api.post(thread, json!({ "content": format!("<@{}>", ada.id()), "allowed_mentions": { "parse": [] } })).await;
    assert_eq!(members(), 1);
    let message = api.post(thread, json!({ "content": format!("<@{}>", ada.id()) })).await;
    assert_eq!(members(), 2);
    let path = format!("/channels/{thread}/messages/{}", id(&message));
    api.call("PATCH", &path, json!({ "content": format!("<@{}>", grace.id()) })).await;
    assert_eq!((members(), grace.pings().len()), (3, 0));
    api.server.stop().await;
}

#[tokio::test]
async fn what_is_unread_is_counted_with_its_pings_until_it_is_read() {
    let api = Api::start().await;
    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    api.say("one").await;
    api.post(dev, json!({ "content": format!("<@{}>", ada.id()) })).await;
    let (_, unread) = api.control("GET", "/people/ada/unread", json!({})).await;
    assert_eq!(unread, json!([{ "channel": dev.to_string(), "name": "dev", "messages": 2, "pings": 1 }]));
    api.control("POST", "/people/ada/reads", json!({ "channel": "dev" })).await;
    assert!(ada.unread().is_empty());
    let thread = api.thread().await;
    assert!(ada.unread().iter().all(|each| each["channel"] != json!(thread.to_string())));
    ada.join(thread).unwrap();
    api.post(thread, json!({ "content": "hi" })).await;
    assert!(ada.unread().iter().any(|each| each["channel"] == json!(thread.to_string())));
    ada.write(thread, "I am here").unwrap();
    assert!(ada.unread().iter().all(|each| each["channel"] != json!(thread.to_string())));
    api.server.stop().await;
}
