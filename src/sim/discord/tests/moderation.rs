//! Auto moderation, slow mode, time-outs: what is not let pass.

use serde_json::json;

use super::Api;

#[tokio::test]
async fn blocked_words_pass_neither_in_messages_nor_edits_nor_titles() {
    let api = Api::start().await;
    api.control("PATCH", "/guilds/first", json!({ "blocked_words": ["evil.example"] })).await;
    let blocked = json!({ "content": "see Evil.example" });
    let (status, reply) = api.call("POST", &api.messages(), blocked.clone()).await;
    assert_eq!((status, &reply["code"]), (400, &json!(200_000)));
    assert_eq!(reply["message"], "Message was blocked by automatic moderation");
    let message = super::id(&api.say("fine").await);
    let edit = api.call("PATCH", &format!("{}/{message}", api.messages()), blocked).await;
    assert_eq!(edit.1["code"], 200_000);
    let path = format!("{}/{message}/threads", api.messages());
    assert_eq!(api.call("POST", &path, json!({ "name": "evil.example" })).await.1["code"], 200_001);
    let (grace, dev) = (api.discord.person("grace").unwrap(), api.discord.channel_id());
    let refused = grace.write(dev, "evil.example").unwrap_err();
    assert_eq!(refused.reason, "Message was blocked by automatic moderation");
    // The owner is exempt.
    assert!(api.discord.person("ada").unwrap().write(dev, "evil.example").is_ok());
    api.server.stop().await;
}

#[tokio::test]
async fn slow_mode_holds_people_but_not_bots() {
    let api = Api::start().await;
    api.control("PATCH", "/channels/dev", json!({ "slowmode": 30 })).await;
    let (grace, dev) = (api.discord.person("grace").unwrap(), api.discord.channel_id());
    grace.write(dev, "one").unwrap();
    assert!(grace.write(dev, "two").unwrap_err().reason.starts_with("slow mode is on: "));
    api.discord.advance(std::time::Duration::from_secs(31));
    grace.write(dev, "two").unwrap();
    api.say("one").await;
    api.say("two").await;
    assert_eq!(api.get(&format!("/channels/{dev}")).await.1["rate_limit_per_user"], 30);
    api.server.stop().await;
}

#[tokio::test]
async fn a_member_in_time_out_can_only_read() {
    let api = Api::start().await;
    api.register(super::commands::jules()).await;
    let (grace, dev) = (api.discord.person("grace").unwrap(), api.discord.channel_id());
    let row = json!([{ "type": 1, "components": [{ "type": 2, "style": 1, "label": "Go", "custom_id": "g" }] }]);
    let message = super::id(&api.post(dev, json!({ "content": "hello", "components": row })).await);
    let (_, person) = api.control("PATCH", "/people/grace", json!({ "timeout_ms": 60_000 })).await;
    assert!(person["member"]["communication_disabled_until"].is_string(), "{person}");
    assert!(grace.write(dev, "x").is_err() && grace.react(dev, message, "👍").is_err());
    let refused = grace.command(dev, "jules help", json!({})).await.unwrap_err();
    assert_eq!(refused.reason, "this person may not use commands here");
    assert_eq!(grace.click(dev, message, "Go").await.unwrap_err().reason, "this person is in time-out");
    assert_eq!(grace.view(dev).len(), 1);
    api.discord.advance(std::time::Duration::from_secs(61));
    assert!(grace.write(dev, "x").is_ok());
    api.server.stop().await;
}
