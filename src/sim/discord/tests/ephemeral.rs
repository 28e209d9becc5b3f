//! Messages for one person only: who sees them, who can touch them, and for how long.

use serde_json::{Value, json};

use super::interactions::{answer, newest, webhook};
use super::{Api, id};
use crate::sim::people::Status;

/// An ephemeral answer with a button for ada; the message's id and the token it can be changed with.
async fn told(api: &Api) -> (u64, String) {
    api.register(super::commands::jules()).await;
    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    let running = tokio::spawn(async move { ada.command(dev, "jules help", json!({})).await.unwrap() });
    let (interaction, token) = newest(api).await;
    let row = json!([{ "type": 1, "components": [{ "type": 2, "style": 1, "label": "More", "custom_id": "m" }] }]);
    let data = json!({ "content": "only you", "flags": 64, "components": row });
    assert_eq!(answer(api, interaction, &token, json!({ "type": 4, "data": data })).await.0, 204);
    (id(&running.await.unwrap().messages[0]), token)
}

#[tokio::test]
async fn nobody_else_sees_touches_or_hears_of_it() {
    let api = Api::start().await;
    let (message, _) = told(&api).await;
    let (ada, grace, dev) =
        (api.discord.person("ada").unwrap(), api.discord.person("grace").unwrap(), api.discord.channel_id());
    assert!(grace.click(dev, message, "More").await.unwrap_err().missing);
    assert_eq!(ada.react(dev, message, "👍").unwrap_err().reason, "nobody can react to a message that only they see");
    assert_eq!(ada.reply(dev, message, "x").unwrap_err().reason, "nobody can reply to a message that only they see");
    let path = format!("{}/{message}", api.messages());
    for (method, path) in [
        ("GET", path.clone()),
        ("DELETE", path.clone()),
        ("PATCH", path.clone()),
        ("PUT", format!("{path}/reactions/%E2%9C%85/@me")),
    ] {
        let body = if method == "PATCH" { json!({ "content": "x" }) } else { Value::Null };
        assert_eq!(api.call(method, &path, body).await.1["code"], 10008, "{method}");
    }
    assert!(api.dispatched("MESSAGE_CREATE").is_empty());
    let reply = json!({ "content": "x", "message_reference": { "message_id": message.to_string() } });
    assert_eq!(api.call("POST", &api.messages(), reply).await.1["code"], 50035);
    assert_eq!(ada.transcript(dev), "── #dev ──\n#1 Jules (only you): only you\n   [More]\n");
    assert_eq!(grace.transcript(dev), "── #dev ──\n");
    ada.delete(dev, message).unwrap();
    assert!(ada.view(dev).is_empty());
    api.server.stop().await;
}

#[tokio::test]
async fn only_the_token_edits_and_deletes_it_and_its_flag_stays() {
    let api = Api::start().await;
    let (message, token) = told(&api).await;
    let path = format!("/messages/{message}");
    let (_, edited) = webhook(&api, "PATCH", &token, &path, json!({ "content": "changed", "flags": 0 })).await;
    assert_eq!((&edited["content"], &edited["flags"]), (&json!("changed"), &json!(64)));
    let (_, more) = webhook(&api, "POST", &token, "", json!({ "content": "for all" })).await;
    assert_eq!(more["flags"], 0);
    let (_, more) = webhook(&api, "POST", &token, "", json!({ "content": "for one", "flags": 64 })).await;
    assert_eq!(api.discord.person("grace").unwrap().view(api.discord.channel_id()).len(), 1);
    assert_eq!(webhook(&api, "DELETE", &token, &format!("/messages/{}", id(&more)), Value::Null).await.0, 204);
    api.discord.advance(std::time::Duration::from_mins(16));
    assert_eq!(webhook(&api, "PATCH", &token, &path, json!({ "content": "late" })).await.1["code"], 50027);
    api.server.stop().await;
}

#[tokio::test]
async fn a_press_on_it_can_be_put_off_and_then_changes_it() {
    let api = Api::start().await;
    let (message, _) = told(&api).await;
    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    let who = ada.clone();
    let click = tokio::spawn(async move { who.click(dev, message, "More").await.unwrap() });
    let (interaction, token) = newest(&api).await;
    let payload = api.discord.look(|state| state.interactions[&interaction].payload.clone());
    assert_eq!((&payload["message"]["flags"], &payload["data"]["custom_id"]), (&json!(64), &json!("m")));
    assert_eq!(answer(&api, interaction, &token, json!({ "type": 6 })).await.0, 204);
    assert_eq!(click.await.unwrap().status, Status::Acknowledged);
    let (_, edited) =
        webhook(&api, "PATCH", &token, "/messages/@original", json!({ "content": "more", "components": [] })).await;
    assert_eq!(id(&edited), message);
    assert_eq!(ada.transcript(dev), "── #dev ──\n#1 Jules (only you) (edited): more\n");
    api.server.stop().await;
}

#[tokio::test]
async fn it_does_not_wake_an_archived_thread() {
    let api = Api::start().await;
    let thread = api.thread().await;
    api.post(
        thread,
        json!({ "content": "x", "components": [{ "type": 1, "components": [
        { "type": 2, "style": 1, "label": "More", "custom_id": "m" }] }] }),
    )
    .await;
    let ada = api.discord.person("ada").unwrap();
    ada.archive(thread, true).unwrap();
    let card = api.discord.look(|state| *state.messages[&thread].keys().next_back().unwrap());
    let who = ada.clone();
    let click = tokio::spawn(async move { who.click(thread, card, "More").await.unwrap() });
    let (interaction, token) = newest(&api).await;
    let data = json!({ "content": "only you", "flags": 64 });
    answer(&api, interaction, &token, json!({ "type": 4, "data": data })).await;
    click.await.unwrap();
    assert_eq!(api.get(&format!("/channels/{thread}")).await.1["thread_metadata"]["archived"], true);
    api.server.stop().await;
}

#[tokio::test]
async fn an_open_modal_is_what_its_person_sees() {
    let api = Api::start().await;
    let (message, _) = told(&api).await;
    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    let who = ada.clone();
    let click = tokio::spawn(async move { who.click(dev, message, "More").await.unwrap() });
    let (interaction, token) = newest(&api).await;
    let modal = json!({ "title": "Request changes", "custom_id": "m", "components": [
        { "type": 1, "components": [{ "type": 4, "custom_id": "f", "label": "What?", "style": 2, "placeholder": "Tell Jules" }] },
        { "type": 18, "label": "How soon", "description": "be honest", "component": { "type": 3, "custom_id": "s", "required": false, "options": [
            { "label": "Now", "value": "n", "default": true }, { "label": "Later", "value": "l" } ] } } ] });
    assert_eq!(answer(&api, interaction, &token, json!({ "type": 9, "data": modal })).await.0, 204);
    let opened = click.await.unwrap();
    let shown =
        "┌ Request changes\n│ What? [Tell Jules] ¶\n│ How soon (optional): ●Now | Later\n│   be honest\n└ [Submit]\n";
    assert_eq!(ada.transcript(dev), format!("── #dev ──\n#1 Jules (only you): only you\n   [More]\n{shown}"));
    let (_, text) = api.control("GET", &format!("/interactions/{}/text", opened.interaction), json!({})).await;
    assert_eq!(text, shown);
    api.server.stop().await;
}
