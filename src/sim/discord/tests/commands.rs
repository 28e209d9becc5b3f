//! Registering commands, and what a person may type.

use serde_json::{Value, json};

use super::Api;

pub(super) fn jules() -> Value {
    json!([{
        "name": "jules", "description": "Work with Jules", "options": [
            { "type": 1, "name": "start", "description": "Start a session", "options": [
                { "type": 3, "name": "prompt", "description": "What to do", "required": true, "max_length": 6000 },
                { "type": 3, "name": "repo", "description": "Where", "autocomplete": true },
                { "type": 3, "name": "approval", "description": "Ask first?", "choices": [
                    { "name": "required", "value": "r" }, { "name": "skip", "value": "s" } ] },
                { "type": 11, "name": "file", "description": "A file" } ] },
            { "type": 1, "name": "help", "description": "Help" } ],
    }, { "type": 3, "name": "Send to Jules" }])
}

#[tokio::test]
async fn definitions_come_back_whole_and_bad_ones_are_refused() {
    let api = Api::start().await;
    let path = format!("/applications/{}/commands", api.discord.bot_id());
    let (status, list) = api.call("PUT", &path, jules()).await;
    assert_eq!((status, &list[0]["type"], &list[1]["type"]), (200, &json!(1), &json!(3)), "{list}");
    assert!(list[0]["id"].is_string() && list[0]["version"].is_string() && list[0]["application_id"].is_string());
    let first = list[0]["id"].clone();
    assert_eq!(api.call("PUT", &path, jules()).await.1[0]["id"], first);
    for bad in [
        json!([{ "name": "Upper", "description": "x" }]),
        json!([{ "name": "x", "description": "" }]),
        json!([{ "name": "x".repeat(33), "description": "x" }]),
        json!([{ "name": "x", "description": "x", "options": [
            { "type": 3, "name": "a", "description": "a" }, { "type": 3, "name": "b", "description": "b", "required": true }] }]),
    ] {
        let (status, reply) = api.call("PUT", &path, bad).await;
        assert_eq!((status, &reply["code"]), (400, &json!(50035)), "{reply}");
    }
    assert_eq!(api.get(&path).await.1.as_array().unwrap().len(), 2);
    let one = format!("{path}/{}", first.as_str().unwrap());
    assert_eq!(api.call("DELETE", &one, Value::Null).await.0, 204);
    assert_eq!(api.get(&one).await.1["code"], 10063);
    api.server.stop().await;
}

#[tokio::test]
async fn people_can_only_use_what_is_registered() {
    let api = Api::start().await;
    api.register(jules()).await;
    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    for (name, options, why) in [
        ("nope", json!({}), "no command /nope is registered here"),
        ("jules", json!({}), "/jules needs a subcommand: start, help"),
        ("jules start", json!({}), "the option \"prompt\" is required"),
        ("jules start", json!({ "prompt": "x", "zzz": 1 }), "the command has no option \"zzz\""),
        (
            "jules start",
            json!({ "prompt": "x".repeat(6001) }),
            "the option \"prompt\" must be between 0 and 6000 characters long",
        ),
        (
            "jules start",
            json!({ "prompt": "x", "approval": "maybe" }),
            "the option \"approval\" must be one of required, skip",
        ),
    ] {
        assert_eq!(ada.command(dev, name, options).await.unwrap_err().reason, why);
    }
    let body = json!({ "channel": "dev", "command": "nope" });
    let (status, reply) = api.control("POST", "/people/ada/commands", body).await;
    assert_eq!((status, reply), (404, json!({ "error": "no command /nope is registered here" })));
    assert_eq!(api.control("POST", "/people/zoe/commands", json!({ "channel": "dev", "command": "x" })).await.0, 404);
    assert_eq!(api.control("POST", "/people/ada/commands", json!({ "channel": "dev" })).await.0, 400);
    api.server.stop().await;
}
