//! Messages that no person typed to the bot: webhooks, other bots, system messages, forwards, polls, stickers.

use serde_json::{Value, json};

use super::{Api, id};

#[tokio::test]
async fn a_webhooks_message_has_no_member_and_says_which_webhook_it_is() {
    let api = Api::start().await;
    let thread = api.thread().await;
    let (_, hook) = api.control("POST", "/webhooks", json!({ "channel": "dev", "name": "CI" })).await;
    let url = format!("{}?wait=true&thread_id={thread}", hook["url"].as_str().unwrap());
    let body = json!({ "content": "approve it", "username": "Ada" });
    let (status, message) = super::answer(api.http.post(&url).json(&body).send().await.unwrap()).await;
    assert_eq!(
        (status, &message["webhook_id"], &message["channel_id"]),
        (200, &hook["id"], &json!(thread.to_string()))
    );
    assert_eq!((&message["author"]["username"], &message["author"]["bot"]), (&json!("Ada"), &json!(true)));
    let heard = api.dispatched("MESSAGE_CREATE").pop().unwrap();
    assert_eq!((&heard["webhook_id"], heard.get("member")), (&hook["id"], None));
    assert!(api.discord.transcript(thread).ends_with("Ada (webhook): approve it\n"));
    let base = hook["url"].as_str().unwrap();
    let edit = format!("{base}/messages/{}?thread_id={thread}", id(&message));
    let edited = api.http.patch(&edit).json(&json!({ "content": "no" })).send().await.unwrap();
    assert_eq!(super::answer(edited).await.1["content"], "no");
    assert_eq!(api.http.delete(&edit).send().await.unwrap().status(), 204);
    let wrong = api.http.post(format!("{base}x")).json(&body).send().await.unwrap();
    assert_eq!(super::answer(wrong).await.1["code"], 50027);
    assert_eq!(api.http.post(base).json(&body).send().await.unwrap().status(), 204);
    let (_, forum) = api.control("POST", "/channels", json!({ "name": "posts", "type": 15 })).await;
    let (_, hook) = api.control("POST", "/webhooks", json!({ "channel": forum["id"], "name": "CI" })).await;
    let url = format!("{}?wait=true", hook["url"].as_str().unwrap());
    let refused = super::answer(api.http.post(&url).json(&body).send().await.unwrap()).await;
    assert_eq!(refused.1["code"], 220_001);
    let post = json!({ "content": "x", "thread_name": "New" });
    assert_eq!(api.http.post(&url).json(&post).send().await.unwrap().status(), 200);
    api.server.stop().await;
}

#[tokio::test]
async fn making_webhooks_takes_the_right() {
    let api = Api::start().await;
    let path = format!("/channels/{}/webhooks", api.discord.channel_id());
    assert_eq!(api.call("POST", &path, json!({ "name": "CI" })).await.1["code"], 50013);
    api.allow(&["MANAGE_WEBHOOKS"], &[]).await;
    let (status, hook) = api.call("POST", &path, json!({ "name": "CI" })).await;
    assert_eq!((status, api.get(&path).await.1.as_array().unwrap().len()), (200, 1));
    for _ in 1..15 {
        api.call("POST", &path, json!({ "name": "CI" })).await;
    }
    assert_eq!(api.call("POST", &path, json!({ "name": "CI" })).await.1["code"], 30007);
    assert_eq!(api.call("DELETE", &format!("/webhooks/{}", id(&hook)), Value::Null).await.0, 204);
    assert_eq!(api.get(&format!("/webhooks/{}", id(&hook))).await.1["code"], 10015);
    api.server.stop().await;
}

#[tokio::test]
async fn other_bots_and_discord_itself_write_too() {
    let api = Api::start().await;
    api.control("POST", "/people", json!({ "name": "robo", "bot": true })).await;
    let body = json!({ "channel": "dev", "embeds": [{ "title": "Build" }] });
    let (status, message) = api.control("POST", "/people/robo/messages", body.clone()).await;
    assert_eq!(
        (status, &message["author"]["bot"], &message["embeds"][0]["title"]),
        (200, &json!(true), &json!("Build"))
    );
    assert_eq!(api.control("POST", "/people/ada/messages", body).await.0, 400);
    let joined = json!({ "who": "grace", "type": 7 });
    let (_, message) = api.control("POST", "/channels/dev/system", joined).await;
    assert_eq!((&message["type"], &message["content"]), (&json!(7), &json!("")));
    assert_eq!(api.control("POST", "/channels/dev/system", json!({ "who": "grace", "type": 0 })).await.0, 400);
    let edit = api.call("PATCH", &format!("{}/{}", api.messages(), id(&message)), json!({ "content": "x" })).await;
    assert_eq!(edit.1["code"], 50005);
    assert_eq!(
        api.discord.transcript(api.discord.channel_id()),
        "── #dev ──\n#1 robo (bot):\n   ┃ **Build**\n#2 — Grace joined\n"
    );
    api.server.stop().await;
}

#[tokio::test]
async fn a_forward_carries_a_snapshot_without_an_author() {
    let api = Api::start().await;
    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    let general = api.discord.channel("general").unwrap();
    let files = [json!({ "filename": "a.txt", "content": "boom" })];
    let original = ada.write_with(general, "do this", None, &files).unwrap();
    let forwarded = ada.forward(general, original, dev).unwrap();
    ada.edit(general, original, "changed since").unwrap();
    let (_, read) = api.get(&format!("{}/{forwarded}", api.messages())).await;
    let kept = &read["message_snapshots"][0]["message"];
    assert_eq!((&read["content"], &read["message_reference"]["type"]), (&json!(""), &json!(1)));
    assert_eq!((&kept["content"], &kept["attachments"][0]["filename"]), (&json!("do this"), &json!("a.txt")));
    assert!(kept.get("author").is_none() && read["flags"].as_u64().unwrap() & 1 << 14 != 0);
    let body = json!({ "message_reference": { "type": 1, "channel_id": general.to_string(), "message_id": original.to_string() } });
    let (status, by_bot) = api.call("POST", &api.messages(), body.clone()).await;
    assert_eq!((status, &by_bot["message_snapshots"][0]["message"]["content"]), (200, &json!("changed since")));
    api.control("PUT", "/channels/general/permissions", json!({ "who": "bot", "deny": ["VIEW_CHANNEL"] })).await;
    assert_eq!(api.call("POST", &api.messages(), body).await.1["code"], 160_014);
    assert!(api.discord.transcript(dev).contains("#1 Ada (forwarded):\n   ↪ do this\n   ↪ 📎 a.txt\n"));
    api.server.stop().await;
}

#[tokio::test]
async fn a_poll_takes_votes_until_its_end() {
    let api = Api::start().await;
    let (ada, grace, dev) =
        (api.discord.person("ada").unwrap(), api.discord.person("grace").unwrap(), api.discord.channel_id());
    let answer = |text: &str| json!({ "poll_media": { "text": text } });
    let poll = |answers: Vec<Value>| json!({ "poll": { "question": { "text": "Which?" }, "answers": answers, "duration": 1 } });
    let long = poll(vec![answer(&"x".repeat(56))]);
    assert_eq!(api.call("POST", &api.messages(), long).await.1["code"], 50035);
    assert_eq!(api.call("POST", &api.messages(), poll((0..11).map(|_| answer("x")).collect())).await.1["code"], 50035);
    let message = id(&api.post(dev, poll(vec![answer("Left"), answer("Right")])).await);
    ada.vote(dev, message, &["Left"]).unwrap();
    ada.vote(dev, message, &["Right"]).unwrap();
    grace.vote(dev, message, &["2"]).unwrap();
    assert_eq!(ada.vote(dev, message, &["1", "2"]).unwrap_err().reason, "the poll takes one answer only");
    let path = format!("/channels/{dev}/polls/{message}");
    assert_eq!(api.get(&format!("{path}/answers/2")).await.1["users"].as_array().unwrap().len(), 2);
    assert_eq!(
        api.call("PATCH", &format!("{}/{message}", api.messages()), json!({ "content": "x" })).await.1["code"],
        520_003
    );
    assert_eq!(api.dispatched("MESSAGE_POLL_VOTE_ADD").len(), 3);
    api.discord.advance(std::time::Duration::from_hours(1));
    assert_eq!(grace.vote(dev, message, &["1"]).unwrap_err().reason, "the poll has ended");
    let (_, list) = api.get(&api.messages()).await;
    assert_eq!((&list[0]["type"], &list[1]["poll"]["results"]["is_finalized"]), (&json!(46), &json!(true)));
    assert_eq!(list[1]["poll"]["results"]["answer_counts"], json!([{ "id": 2, "count": 2, "me_voted": false }]));
    assert_eq!(api.call("POST", &format!("{path}/expire"), Value::Null).await.1["code"], 520_001);
    let body = json!({ "channel": "dev", "poll": poll(vec![answer("A")])["poll"] });
    let (_, theirs) = api.control("POST", "/people/ada/messages", body).await;
    assert_eq!(theirs["poll"]["question"]["text"], "Which?");
    assert!(api.discord.transcript(dev).contains("   📊 Which? (ended)\n      1. Left: 0\n      2. Right: 2\n"));
    api.server.stop().await;
}

#[tokio::test]
async fn a_sticker_is_a_message_without_words() {
    let api = Api::start().await;
    let body = json!({ "channel": "dev", "stickers": ["wave"] });
    let (status, message) = api.control("POST", "/people/ada/messages", body).await;
    assert_eq!((status, &message["content"], &message["sticker_items"][0]["name"]), (200, &json!(""), &json!("wave")));
    api.server.stop().await;
}

#[tokio::test]
async fn a_pin_is_announced_and_there_are_so_many_only() {
    let api = Api::start().await;
    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    let message = id(&api.say("plan").await);
    let path = format!("{}/pins/{message}", api.messages());
    assert_eq!(api.call("PUT", &path, Value::Null).await.1["code"], 50013);
    api.allow(&["PIN_MESSAGES"], &[]).await;
    assert_eq!(api.call("PUT", &path, Value::Null).await.0, 204);
    let (_, pins) = api.get(&format!("{}/pins", api.messages())).await;
    assert_eq!((&pins["items"][0]["message"]["pinned"], &pins["has_more"]), (&json!(true), &json!(false)));
    assert_eq!(api.dispatched("CHANNEL_PINS_UPDATE").len(), 1);
    assert_eq!(api.discord.transcript(dev), "── #dev ──\n#1 Jules 📌: plan\n#2 — Jules pinned #1\n");
    for _ in 1..250 {
        let next = ada.write(dev, "x").unwrap();
        ada.pin(dev, next, true).unwrap();
    }
    let last = ada.write(dev, "x").unwrap();
    assert!(ada.pin(dev, last, true).unwrap_err().reason.starts_with("Maximum number of pins"));
    let refused = api.call("PUT", &format!("{}/pins/{last}", api.messages()), Value::Null).await;
    assert_eq!(refused.1["code"], 30003);
    assert_eq!(api.call("DELETE", &path, Value::Null).await.0, 204);
    ada.pin(dev, last, true).unwrap();
    api.server.stop().await;
}
