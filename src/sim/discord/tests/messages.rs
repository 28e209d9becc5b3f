//! Posting, reading, editing and refusing messages.

use serde_json::{Value, json};

use super::{Api, id};

#[tokio::test]
async fn calls_without_the_token_are_unauthorized_and_unknown_routes_not_found() {
    let api = Api::start().await;
    let bare = api.http.get(format!("{}/api/v10/users/@me", api.discord.api_url())).send().await.unwrap();
    assert_eq!(super::answer(bare).await, (401, json!({ "message": "401: Unauthorized", "code": 0 })));
    assert_eq!(api.get("/nothing/here").await, (404, json!({ "message": "404: Not Found", "code": 0 })));
    assert_eq!(api.get("/users/@me").await.1["username"], "jules");
    api.server.stop().await;
}

#[tokio::test]
async fn history_is_newest_first_even_after_an_id_and_ids_are_exclusive() {
    let api = Api::start().await;
    let mut ids = Vec::new();
    for n in 0..5 {
        ids.push(id(&api.say(&format!("m{n}")).await));
    }
    let contents = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|each| each["content"].as_str().unwrap().to_owned()).collect()
    };
    let path = api.messages();
    let (_, after) = api.get(&format!("{path}?&limit=2&after={}", ids[0])).await;
    assert_eq!(contents(&after), ["m2", "m1"]);
    let (_, before) = api.get(&format!("{path}?before={}", ids[2])).await;
    assert_eq!(contents(&before), ["m1", "m0"]);
    let (_, around) = api.get(&format!("{path}?limit=3&around={}", ids[2])).await;
    assert_eq!(contents(&around), ["m3", "m2", "m1"]);
    assert_eq!(api.get(&format!("{path}?limit=101")).await.1["code"], 50035);
    api.server.stop().await;
}

#[tokio::test]
async fn an_enforced_nonce_makes_one_message_and_a_deleted_one_stays_gone() {
    let api = Api::start().await;
    let body = json!({ "content": "once", "nonce": "abc", "enforce_nonce": true });
    let (_, first) = api.call("POST", &api.messages(), body.clone()).await;
    let (status, second) = api.call("POST", &api.messages(), body.clone()).await;
    assert_eq!((status, &second["id"], &second["nonce"]), (200, &first["id"], &json!("abc")));
    let plain = json!({ "content": "twice", "nonce": "abc" });
    assert_ne!(api.call("POST", &api.messages(), plain).await.1["id"], first["id"]);
    api.call("DELETE", &format!("{}/{}", api.messages(), id(&first)), Value::Null).await;
    assert_eq!(api.get(&api.messages()).await.1.as_array().unwrap().len(), 1);
    let other = json!({ "content": "old", "nonce": 7, "enforce_nonce": true });
    let (_, old) = api.call("POST", &api.messages(), other.clone()).await;
    api.discord.advance(std::time::Duration::from_secs(301));
    assert_ne!(api.call("POST", &api.messages(), other).await.1["id"], old["id"]);
    api.server.stop().await;
}

#[tokio::test]
async fn limits_are_refused_with_discords_nested_errors() {
    let api = Api::start().await;
    let long = |count: usize| "x".repeat(count);
    let button = |id: &str| json!({ "type": 2, "style": 1, "label": "ok", "custom_id": id });
    let row = |buttons: Vec<Value>| json!({ "components": [{ "type": 1, "components": buttons }], "content": "x" });
    let cases = [
        (json!({ "content": long(2001) }), "/errors/content/_errors/0/code", "BASE_TYPE_MAX_LENGTH"),
        (
            json!({ "embeds": [{ "title": long(257) }] }),
            "/errors/embeds/0/title/_errors/0/code",
            "BASE_TYPE_MAX_LENGTH",
        ),
        (
            json!({ "embeds": [{ "description": long(4000) }, { "description": long(2001) }] }),
            "/errors/embeds/_errors/0/code",
            "MAX_EMBED_SIZE_EXCEEDED",
        ),
        (
            json!({ "embeds": vec![json!({ "title": "x" }); 11] }),
            "/errors/embeds/_errors/0/code",
            "BASE_TYPE_MAX_LENGTH",
        ),
        (json!({ "content": "x", "nonce": long(26) }), "/errors/nonce/_errors/0/code", "BASE_TYPE_MAX_LENGTH"),
        (
            row(vec![button("a"), button("a")]),
            "/errors/components/0/components/1/custom_id/_errors/0/code",
            "COMPONENT_CUSTOM_ID_DUPLICATED",
        ),
        (
            row(vec![button(&long(101))]),
            "/errors/components/0/components/0/custom_id/_errors/0/code",
            "BASE_TYPE_BAD_LENGTH",
        ),
        (
            row(vec![json!({ "type": 2, "style": 5, "label": "go", "url": "javascript:x" })]),
            "/errors/components/0/components/0/url/_errors/0/code",
            "URL_TYPE_INVALID_SCHEME",
        ),
    ];
    for (body, pointer, code) in cases {
        let (status, reply) = api.call("POST", &api.messages(), body).await;
        assert_eq!((status, &reply["code"]), (400, &json!(50035)), "{reply}");
        assert_eq!(reply.pointer(pointer), Some(&json!(code)), "{reply}");
    }
    assert_eq!(api.call("POST", &api.messages(), json!({ "content": " " })).await.1["code"], 50006);
    let (status, _) = api.call("POST", &api.messages(), row((0..5).map(|n| button(&n.to_string())).collect())).await;
    assert_eq!(status, 200);
    assert_eq!(api.call("POST", "/channels/1/messages", json!({ "content": "x" })).await.1["code"], 10003);
    api.server.stop().await;
}

#[tokio::test]
async fn only_own_messages_can_be_edited_and_edits_read_mentions_anew() {
    let api = Api::start().await;
    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    let hers = ada.write(dev, "hello").unwrap();
    let (status, reply) = api.call("PATCH", &format!("{}/{hers}", api.messages()), json!({ "content": "x" })).await;
    assert_eq!((status, &reply["code"]), (403, &json!(50005)));
    let mention = format!("<@{}>", ada.id());
    let body = json!({ "content": mention, "allowed_mentions": { "parse": [] } });
    let (_, quiet) = api.call("POST", &api.messages(), body).await;
    assert_eq!(quiet["mentions"], json!([]));
    let path = format!("{}/{}", api.messages(), id(&quiet));
    let (_, loud) = api.call("PATCH", &path, json!({ "content": mention })).await;
    assert_eq!(loud["mentions"][0]["username"], "ada");
    assert_eq!(api.call("PATCH", &path, json!({ "content": "" })).await.1["code"], 50006);
    let (_, kept) = api.call("PATCH", &path, json!({ "embeds": [{ "title": "t" }] })).await;
    assert_eq!((kept["content"].clone(), &kept["embeds"][0]["type"]), (json!(mention), &json!("rich")));
    api.server.stop().await;
}

#[tokio::test]
async fn files_come_back_from_a_signed_address_that_expires() {
    let api = Api::start().await;
    let payload = json!({ "content": "see", "attachments": [{ "id": 0, "description": "the plan" }] });
    let part = reqwest::multipart::Part::bytes(b"# Plan".to_vec()).file_name("plan.md");
    let form = reqwest::multipart::Form::new().part("files[0]", part).text("payload_json", payload.to_string());
    let sent = api.request("POST", &api.messages()).multipart(form).send().await.unwrap();
    let (status, message) = super::answer(sent).await;
    assert_eq!(status, 200, "{message}");
    let attachment = &message["attachments"][0];
    assert_eq!((attachment["filename"].as_str(), attachment["size"].as_u64()), (Some("plan.md"), Some(6)));
    assert_eq!(attachment["description"], "the plan");
    let url = attachment["url"].as_str().unwrap();
    assert_eq!(api.http.get(url).send().await.unwrap().text().await.unwrap(), "# Plan");
    let unsigned = url.split('?').next().unwrap();
    assert_eq!(api.http.get(unsigned).send().await.unwrap().status(), 404);
    api.discord.advance(std::time::Duration::from_hours(25));
    assert_eq!(api.http.get(url).send().await.unwrap().status(), 404);
    api.server.stop().await;
}

#[tokio::test]
async fn a_reply_to_nothing_is_refused_unless_told_otherwise() {
    let api = Api::start().await;
    let body = |lenient: Value| json!({ "content": "x", "message_reference": { "message_id": "5", "fail_if_not_exists": lenient } });
    let (status, reply) = api.call("POST", &api.messages(), body(json!(true))).await;
    assert_eq!(
        (status, &reply["errors"]["message_reference"]["_errors"][0]["code"]),
        (400, &json!("MESSAGE_REFERENCE_UNKNOWN_MESSAGE"))
    );
    assert_eq!(api.call("POST", &api.messages(), body(json!(false))).await.1["type"], 0);
    let first = api.say("first").await;
    let answer = json!({ "content": "second", "message_reference": { "message_id": first["id"] } });
    let (_, second) = api.call("POST", &api.messages(), answer).await;
    assert_eq!((&second["type"], &second["referenced_message"]["content"]), (&json!(19), &json!("first")));
    api.server.stop().await;
}

#[tokio::test]
async fn missing_permissions_are_named_and_restored() {
    let api = Api::start().await;
    let deny = json!({ "who": "bot", "deny": ["SEND_MESSAGES"] });
    api.control("PUT", "/channels/dev/permissions", deny).await;
    assert_eq!(api.call("POST", &api.messages(), json!({ "content": "x" })).await.1["code"], 50013);
    api.control("PUT", "/channels/dev/permissions", json!({ "who": "bot", "deny": ["VIEW_CHANNEL"] })).await;
    assert_eq!(api.get(&api.messages()).await.1["code"], 50001);
    api.control("PUT", "/channels/dev/permissions", json!({ "who": "bot", "deny": ["READ_MESSAGE_HISTORY"] })).await;
    assert_eq!(api.get(&api.messages()).await, (200, json!([])));
    api.control("PUT", "/channels/dev/permissions", json!({ "who": "bot" })).await;
    api.say("again").await;
    api.server.stop().await;
}

#[tokio::test]
async fn an_old_message_can_be_edited_only_so_often() {
    let api = Api::with(super::Settings { rate_limits: 0.0, old_edits: 1, ..super::Settings::default() }).await;
    let path = format!("{}/{}", api.messages(), id(&api.say("old").await));
    assert_eq!(api.call("PATCH", &path, json!({ "content": "a" })).await.0, 200);
    api.discord.advance(std::time::Duration::from_secs(3700));
    assert_eq!(api.call("PATCH", &path, json!({ "content": "b" })).await.0, 200);
    assert_eq!(api.call("PATCH", &path, json!({ "content": "c" })).await.1["code"], 30046);
    api.server.stop().await;
}

#[tokio::test]
async fn reactions_are_counted_per_emoji_and_letters_are_no_emoji() {
    let api = Api::start().await;
    let message = id(&api.say("x").await);
    let path = |emoji: &str| format!("{}/{message}/reactions/{emoji}", api.messages());
    assert_eq!(api.call("PUT", &format!("{}/@me", path("%F0%9F%91%8D")), Value::Null).await.0, 204);
    api.discord.person("ada").unwrap().react(api.discord.channel_id(), message, "👍").unwrap();
    assert_eq!(api.call("PUT", &format!("{}/@me", path("abc")), Value::Null).await.1["code"], 10014);
    let (_, read) = api.get(&format!("{}/{message}", api.messages())).await;
    assert_eq!((&read["reactions"][0]["count"], &read["reactions"][0]["me"]), (&json!(2), &json!(true)));
    assert_eq!(api.get(&path("%F0%9F%91%8D")).await.1.as_array().unwrap().len(), 2);
    assert_eq!(api.call("DELETE", &format!("{}/@me", path("%F0%9F%91%8D")), Value::Null).await.0, 204);
    api.server.stop().await;
}
