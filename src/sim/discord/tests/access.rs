//! The bot's rights: what each of them opens, and what happens when the bot loses or regains its place.

use serde_json::{Value, json};

use super::{Api, id};

#[tokio::test]
async fn each_right_has_its_own_refusal() {
    let api = Api::start().await;
    let thread = api.thread().await;
    let theirs = api.discord.person("ada").unwrap().write(api.discord.channel_id(), "hi").unwrap();
    let (dev, text) = (api.messages(), json!({ "content": "x" }));
    let embed = json!({ "embeds": [{ "title": "x" }] });
    let reply = json!({ "content": "x", "message_reference": { "message_id": theirs.to_string() } });
    let react = format!("{dev}/{theirs}/reactions/%E2%9C%85/@me");
    let open = json!({ "name": "x", "type": 11 });
    let threads = format!("/channels/{}/threads", api.discord.channel_id());
    for (right, method, path, body, code) in [
        ("SEND_MESSAGES", "POST", dev.clone(), text.clone(), 50013),
        ("SEND_MESSAGES_IN_THREADS", "POST", format!("/channels/{thread}/messages"), text.clone(), 50013),
        ("EMBED_LINKS", "POST", dev.clone(), embed, 50013),
        ("ADD_REACTIONS", "PUT", react, Value::Null, 50013),
        ("CREATE_PUBLIC_THREADS", "POST", threads, open, 50013),
        ("READ_MESSAGE_HISTORY", "POST", dev.clone(), reply, 160_002),
        ("READ_MESSAGE_HISTORY", "GET", format!("{dev}/{theirs}"), Value::Null, 50013),
        ("MANAGE_MESSAGES", "DELETE", format!("{dev}/{theirs}"), Value::Null, 50013),
        ("VIEW_CHANNEL", "POST", dev.clone(), text.clone(), 50001),
        ("VIEW_CHANNEL", "GET", format!("/channels/{thread}"), Value::Null, 50001),
    ] {
        api.allow(&[], &[right]).await;
        let (status, reply) = api.call(method, &path, body.clone()).await;
        assert_eq!((status, &reply["code"]), (403, &json!(code)), "{right}: {reply}");
        api.allow(if right == "MANAGE_MESSAGES" { &["MANAGE_MESSAGES"] } else { &[] }, &[]).await;
        let (status, reply) = api.call(method, &path, body).await;
        assert!(status < 300, "{right}: {reply}");
    }
    api.allow(&[], &["ATTACH_FILES"]).await;
    let part = reqwest::multipart::Part::bytes(b"x".to_vec()).file_name("x.txt");
    let form = reqwest::multipart::Form::new().part("files[0]", part);
    let sent = super::answer(api.request("POST", &dev).multipart(form).send().await.unwrap()).await;
    assert_eq!(sent.1["code"], 50013);
    api.allow(&[], &["SEND_MESSAGES"]).await;
    assert_eq!(api.call("POST", &format!("/channels/{thread}/messages"), text).await.0, 200);
    api.server.stop().await;
}

#[tokio::test]
async fn losing_a_channel_is_told_and_regaining_it_syncs_its_threads() {
    let api = Api::start().await;
    let thread = api.thread().await;
    api.allow(&[], &["VIEW_CHANNEL"]).await;
    assert_eq!(api.dispatched("CHANNEL_UPDATE").len(), 1);
    assert!(api.dispatched("THREAD_DELETE").is_empty());
    api.discord.person("ada").unwrap().write(thread, "unheard").unwrap();
    assert!(api.dispatched("MESSAGE_CREATE").iter().all(|event| event["content"] != "unheard"));
    api.allow(&[], &[]).await;
    let sync = &api.dispatched("THREAD_LIST_SYNC")[0];
    assert_eq!(sync["channel_ids"], json!([api.discord.channel_id().to_string()]));
    assert_eq!((id(&sync["threads"][0]), &sync["members"][0]["id"]), (thread, &json!(thread.to_string())));
    api.server.stop().await;
}

#[tokio::test]
async fn a_kicked_bot_is_told_once_and_then_hears_and_may_nothing() {
    let api = Api::start().await;
    api.register(super::commands::jules()).await;
    let (guild, dev) = (api.discord.guild_id(), api.discord.channel_id());
    assert_eq!(api.control("DELETE", "/guilds/first/bot", json!({})).await.0, 200);
    assert_eq!(api.dispatched("GUILD_DELETE"), [json!({ "id": guild.to_string() })]);
    let ada = api.discord.person("ada").unwrap();
    ada.write(dev, "unheard").unwrap();
    assert!(api.dispatched("MESSAGE_CREATE").is_empty());
    assert_eq!(api.get(&format!("/guilds/{guild}")).await.1["code"], 10004);
    assert_eq!(api.call("POST", &api.messages(), json!({ "content": "x" })).await.1["code"], 50001);
    let refused = ada.command(dev, "jules help", json!({})).await.unwrap_err();
    assert_eq!(refused.reason, "no command /jules help is registered here");
    assert_eq!(api.control("PUT", "/guilds/first/bot", json!({})).await.0, 200);
    assert_eq!(id(&api.dispatched("GUILD_CREATE")[0]), guild);
    api.say("back").await;
    api.server.stop().await;
}

#[tokio::test]
async fn an_outage_is_no_removal() {
    let api = Api::start().await;
    api.control("PATCH", "/guilds/first", json!({ "unavailable": true })).await;
    assert_eq!(api.dispatched("GUILD_DELETE")[0]["unavailable"], true);
    api.discord.person("ada").unwrap().write(api.discord.channel_id(), "unheard").unwrap();
    assert!(api.dispatched("MESSAGE_CREATE").is_empty());
    api.control("PATCH", "/guilds/first", json!({ "unavailable": false })).await;
    assert_eq!(api.dispatched("GUILD_CREATE").len(), 1);
    api.server.stop().await;
}
