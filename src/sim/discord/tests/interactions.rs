//! Interactions: their clocks, their one answer, and who sees it. The bot here is a bare HTTP client.

use std::time::Duration;

use serde_json::{Value, json};

use super::commands::jules;
use super::{Api, Settings, id};
use crate::sim::people::{Outcome, Status};

/// Runs `/jules start` as ada and gives the bot's side id and token of the interaction.
async fn started(api: &Api) -> (tokio::task::JoinHandle<Outcome>, u64, String) {
    api.register(jules()).await;
    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    let running =
        tokio::spawn(async move { ada.command(dev, "jules start", json!({ "prompt": "go" })).await.unwrap() });
    let (id, token) = newest(api).await;
    (running, id, token)
}

/// The newest interaction, as the gateway told it.
pub(super) async fn newest(api: &Api) -> (u64, String) {
    let find = |state: &super::super::state::State| {
        state
            .interactions
            .values()
            .next_back()
            .filter(|each| each.answered.is_none())
            .map(|each| (each.id, each.token.clone()))
    };
    api.discord.until(Duration::from_secs(5), find).await.unwrap()
}

pub(super) async fn answer(api: &Api, id: u64, token: &str, body: Value) -> (u16, Value) {
    let url = format!("{}/api/v10/interactions/{id}/{token}/callback", api.discord.api_url());
    super::answer(api.http.post(url).json(&body).send().await.unwrap()).await
}

pub(super) async fn webhook(api: &Api, method: &str, token: &str, rest: &str, body: Value) -> (u16, Value) {
    let url = format!("{}/api/v10/webhooks/{}/{token}{rest}", api.discord.api_url(), api.discord.bot_id());
    super::answer(api.http.request(method.parse().unwrap(), url).json(&body).send().await.unwrap()).await
}

#[tokio::test]
async fn there_is_one_answer_and_it_must_come_in_time() {
    let api = Api::start().await;
    let (running, id, token) = started(&api).await;
    assert_eq!(answer(&api, id, "wrong", json!({ "type": 5 })).await.1["code"], 10062);
    assert_eq!(answer(&api, id, &token, json!({ "type": 4, "data": { "content": "hi" } })).await.0, 204);
    let second = answer(&api, id, &token, json!({ "type": 5 })).await;
    assert_eq!((second.0, &second.1["code"]), (400, &json!(40060)));
    let outcome = running.await.unwrap();
    assert_eq!((outcome.status, outcome.text().as_str()), (Status::Answered, "hi"));
    let (running, id, token) = started(&api).await;
    api.discord.advance(Duration::from_secs(4));
    let late = answer(&api, id, &token, json!({ "type": 5 })).await;
    assert_eq!((late.0, &late.1["code"]), (404, &json!(10062)));
    let outcome = running.await.unwrap();
    assert_eq!((outcome.status, outcome.error.as_deref()), (Status::Failed, Some("The application did not respond")));
    api.server.stop().await;
}

#[tokio::test]
async fn the_first_follow_up_to_a_deferral_becomes_the_original() {
    let api = Api::start().await;
    let (running, interaction, token) = started(&api).await;
    assert_eq!(webhook(&api, "POST", &token, "", json!({ "content": "early" })).await.1["code"], 10015);
    answer(&api, interaction, &token, json!({ "type": 5 })).await;
    let (_, original) = webhook(&api, "GET", &token, "/messages/@original", Value::Null).await;
    assert_eq!(original["flags"], 128);
    let (_, first) = webhook(&api, "POST", &token, "", json!({ "content": "done" })).await;
    assert_eq!((&first["id"], &first["flags"]), (&original["id"], &json!(0)));
    let (_, second) = webhook(&api, "POST", &token, "", json!({ "content": "more" })).await;
    assert_ne!(second["id"], original["id"]);
    assert_eq!(running.await.unwrap().status, Status::Answered);
    let path = format!("/messages/{}", id(&second));
    assert_eq!(webhook(&api, "PATCH", &token, &path, json!({ "content": "changed" })).await.1["content"], "changed");
    assert_eq!(webhook(&api, "DELETE", &token, "/messages/@original", Value::Null).await.0, 204);
    api.discord.advance(Duration::from_mins(15));
    assert_eq!(webhook(&api, "POST", &token, "", json!({ "content": "late" })).await.1["code"], 50027);
    api.server.stop().await;
}

#[tokio::test]
async fn an_ephemeral_answer_is_seen_by_one_person_only() {
    let api = Api::start().await;
    let (running, interaction, token) = started(&api).await;
    let url =
        format!("{}/api/v10/interactions/{interaction}/{token}/callback?with_response=true", api.discord.api_url());
    let body = json!({ "type": 4, "data": { "content": "secret", "flags": 64 } });
    let (status, reply) = super::answer(api.http.post(url).json(&body).send().await.unwrap()).await;
    assert_eq!((status, &reply["resource"]["message"]["content"]), (200, &json!("secret")));
    assert_eq!(reply["interaction"]["response_message_ephemeral"], true);
    assert_eq!(running.await.unwrap().messages[0]["flags"], 64);
    let dev = api.discord.channel_id();
    assert_eq!(api.get(&api.messages()).await.1, json!([]));
    assert_eq!(api.discord.person("ada").unwrap().view(dev).len(), 1);
    assert_eq!(api.discord.person("grace").unwrap().view(dev).len(), 0);
    let message = reply["resource"]["message"]["id"].as_str().unwrap();
    assert_eq!(api.get(&format!("{}/{message}", api.messages())).await.1["code"], 10008);
    api.server.stop().await;
}

#[tokio::test]
async fn buttons_open_modals_and_modals_change_the_message() {
    let api = Api::start().await;
    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    let card = json!({ "content": "Plan", "components": [{ "type": 1, "components": [
        { "type": 2, "style": 3, "label": "Approve", "custom_id": "a", "disabled": true },
        { "type": 2, "style": 2, "label": "Request changes", "custom_id": "c" } ] }] });
    let message = id(&api.call("POST", &api.messages(), card).await.1);
    assert_eq!(ada.click(dev, message, "Approve").await.unwrap_err().reason, "\"Approve\" is disabled");
    let refused = ada.click(dev, message, "Zap").await.unwrap_err();
    assert_eq!(refused.reason, "the message has no \"Zap\", only [Approve] [Request changes]");
    let clicker = ada.clone();
    let click = tokio::spawn(async move { clicker.click(dev, message, "Request changes").await.unwrap() });
    let (interaction, token) = newest(&api).await;
    let modal = json!({ "title": "Changes", "custom_id": "m", "components": [{ "type": 1, "components": [
        { "type": 4, "custom_id": "f", "label": "What?", "style": 2, "min_length": 3 } ] }] });
    let long =
        json!({ "type": 9, "data": { "title": "x".repeat(46), "custom_id": "m", "components": modal["components"] } });
    assert_eq!(answer(&api, interaction, &token, long).await.1["code"], 50035);
    assert_eq!(answer(&api, interaction, &token, json!({ "type": 9, "data": modal })).await.0, 204);
    let opened = click.await.unwrap();
    assert_eq!((opened.status, &opened.modal.as_ref().unwrap()["title"]), (Status::Modal, &json!("Changes")));
    assert!(ada.submit_modal(opened.id(), json!({ "f": "x" })).await.is_err());
    let submitter = ada.clone();
    let submit =
        tokio::spawn(
            async move { submitter.submit_modal(opened.id(), json!({ "What?": "tests first" })).await.unwrap() },
        );
    let (interaction, token) = newest(&api).await;
    let update = json!({ "type": 7, "data": { "content": "Revised", "components": [] } });
    assert_eq!(answer(&api, interaction, &token, update).await.0, 204);
    assert_eq!(submit.await.unwrap().status, Status::Updated);
    assert_eq!(api.discord.transcript(dev), "── #dev ──\n#1 Jules (edited): Revised\n");
    api.server.stop().await;
}

#[tokio::test]
async fn autocomplete_takes_up_to_25_choices_and_nothing_else() {
    let api = Api::start().await;
    api.register(jules()).await;
    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    let typing =
        tokio::spawn(async move { ada.autocomplete(dev, "jules start", "repo", "ju", json!({})).await.unwrap() });
    let (interaction, token) = newest(&api).await;
    let choices =
        |count: usize| -> Value { (0..count).map(|n| json!({ "name": format!("r{n}"), "value": "v" })).collect() };
    assert_eq!(answer(&api, interaction, &token, json!({ "type": 5 })).await.1["code"], 50035);
    let many = json!({ "type": 8, "data": { "choices": choices(26) } });
    assert_eq!(answer(&api, interaction, &token, many).await.1["code"], 50035);
    assert_eq!(
        answer(&api, interaction, &token, json!({ "type": 8, "data": { "choices": choices(25) } })).await.0,
        204
    );
    assert_eq!(typing.await.unwrap().choices.len(), 25);
    api.server.stop().await;
}

#[tokio::test]
async fn with_an_endpoint_set_the_gateway_hears_of_no_interaction() {
    let api =
        Api::with(Settings { rate_limits: 0.0, answer_within: Duration::from_millis(50), ..Settings::default() }).await;
    api.register(jules()).await;
    api.control("PATCH", "/settings", json!({ "interactions_endpoint_url": "https://evil.example" })).await;
    assert_eq!(api.get("/applications/@me").await.1["interactions_endpoint_url"], "https://evil.example");
    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    assert_eq!(ada.command(dev, "jules help", json!({})).await.unwrap().status, Status::Failed);
    assert!(!api.discord.gateway_log().iter().any(|entry| entry["data"]["t"] == "INTERACTION_CREATE"));
    api.server.stop().await;
}
