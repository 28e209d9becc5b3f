//! Threads: one per message, archived, locked, private, in forums.

use serde_json::{Value, json};

use super::{Api, id};

async fn open(api: &Api) -> u64 {
    let message = id(&api.say("start").await);
    let path = format!("{}/{message}/threads", api.messages());
    let (status, thread) = api.call("POST", &path, json!({ "name": "Fix it" })).await;
    assert_eq!((status, id(&thread)), (201, message), "{thread}");
    message
}

#[tokio::test]
async fn a_thread_has_its_messages_id_and_there_is_only_one() {
    let api = Api::start().await;
    let thread = open(&api).await;
    let path = format!("{}/{thread}/threads", api.messages());
    let (status, again) = api.call("POST", &path, json!({ "name": "Fix it" })).await;
    assert_eq!((status, &again["code"]), (400, &json!(160_004)));
    let (_, read) = api.get(&format!("/channels/{thread}")).await;
    assert_eq!((&read["type"], &read["thread_metadata"]["archived"]), (&json!(11), &json!(false)));
    let (_, starter) = api.get(&format!("{}/{thread}", api.messages())).await;
    assert_eq!(starter["thread"]["name"], "Fix it");
    let (_, active) = api.get(&format!("/guilds/{}/threads/active", api.discord.guild_id())).await;
    assert_eq!(active["threads"][0]["id"], json!(thread.to_string()));
    assert_eq!(api.call("POST", &path, json!({ "name": "" })).await.1["code"], 50035);
    api.server.stop().await;
}

#[tokio::test]
async fn without_a_type_a_thread_is_private() {
    let api = Api::start().await;
    let path = format!("/channels/{}/threads", api.discord.channel_id());
    assert_eq!(api.call("POST", &path, json!({ "name": "x" })).await.1["code"], 50013);
    let (status, thread) = api.call("POST", &path, json!({ "name": "x", "type": 11 })).await;
    assert_eq!((status, &thread["type"]), (201, &json!(11)));
    let (_, parent) = api.get(&api.messages()).await;
    assert_eq!((&parent[0]["type"], &parent[0]["content"]), (&json!(18), &json!("x")));
    api.server.stop().await;
}

#[tokio::test]
async fn an_archived_thread_takes_messages_but_no_edits_and_reactions() {
    let api = Api::start().await;
    let thread = open(&api).await;
    let messages = format!("/channels/{thread}/messages");
    let message = id(&api.call("POST", &messages, json!({ "content": "x" })).await.1);
    let (_, archived) = api.call("PATCH", &format!("/channels/{thread}"), json!({ "archived": true })).await;
    assert_eq!(archived["thread_metadata"]["archived"], true);
    let edit = api.call("PATCH", &format!("{messages}/{message}"), json!({ "content": "y" })).await;
    assert_eq!((edit.0, &edit.1["code"]), (400, &json!(50083)));
    let react = api.call("PUT", &format!("{messages}/{message}/reactions/%E2%9C%85/@me"), Value::Null).await;
    assert_eq!(react.1["code"], 50083);
    assert_eq!(api.call("POST", &messages, json!({ "content": "z" })).await.0, 200);
    assert_eq!(api.get(&format!("/channels/{thread}")).await.1["thread_metadata"]["archived"], false);
    api.server.stop().await;
}

#[tokio::test]
async fn a_locked_thread_takes_nothing() {
    let api = Api::start().await;
    let thread = open(&api).await;
    api.discord.person("ada").unwrap().lock(thread, true).unwrap();
    let (status, refused) = api.call("POST", &format!("/channels/{thread}/messages"), json!({ "content": "x" })).await;
    assert_eq!((status, &refused["code"]), (403, &json!(160_005)));
    let grace = api.discord.person("grace").unwrap();
    assert_eq!(grace.write(thread, "x").unwrap_err().reason, "the thread is locked");
    api.server.stop().await;
}

#[tokio::test]
async fn renames_are_limited_to_two_in_ten_minutes_without_a_word_in_the_headers() {
    let api = Api::with(super::Settings::default()).await;
    let thread = open(&api).await;
    let path = format!("/channels/{thread}");
    for name in ["a", "b"] {
        assert_eq!(api.call("PATCH", &path, json!({ "name": name })).await.0, 200);
    }
    let refused = api.request("PATCH", &path).json(&json!({ "name": "c" })).send().await.unwrap();
    assert_eq!(refused.status(), 429);
    assert_eq!(refused.headers()["x-ratelimit-remaining"], "2");
    assert!(refused.headers()["retry-after"].to_str().unwrap().parse::<u64>().unwrap() > 500);
    assert_eq!(api.call("PATCH", &path, json!({ "archived": true })).await.0, 200);
    api.server.stop().await;
}

#[tokio::test]
async fn a_forum_post_is_a_thread_and_a_message_with_one_id() {
    let api = Api::start().await;
    let body = json!({ "name": "sessions", "type": 15, "tags": ["running", "done"] });
    let (_, forum) = api.control("POST", "/channels", body).await;
    let tag = forum["available_tags"][0]["id"].clone();
    let path = format!("/channels/{}/threads", id(&forum));
    let post = json!({ "name": "Fix", "applied_tags": [tag], "message": { "content": "hello" } });
    let (status, thread) = api.call("POST", &path, post).await;
    assert_eq!((status, &thread["message"]["id"]), (201, &thread["id"]), "{thread}");
    assert_eq!(thread["applied_tags"][0], tag);
    let direct = api.call("POST", &format!("/channels/{}/messages", id(&forum)), json!({ "content": "x" })).await;
    assert_eq!(direct.1["code"], 40058);
    api.server.stop().await;
}

#[tokio::test]
async fn people_join_by_writing_and_can_be_added_and_listed() {
    let api = Api::start().await;
    let thread = open(&api).await;
    let (ada, grace) = (api.discord.person("ada").unwrap(), api.discord.person("grace").unwrap());
    ada.write(thread, "hi").unwrap();
    let path = format!("/channels/{thread}/thread-members");
    assert_eq!(api.call("PUT", &format!("{path}/{}", grace.id()), Value::Null).await.0, 204);
    let (_, members) = api.get(&format!("{path}?with_member=true")).await;
    assert_eq!(members.as_array().unwrap().len(), 3);
    assert_eq!(api.call("DELETE", &format!("{path}/@me"), Value::Null).await.0, 204);
    assert_eq!(api.get(&format!("{path}/@me")).await.1["code"], 10007);
    let archived = format!("/channels/{}/threads/archived/public", api.discord.channel_id());
    assert_eq!(api.get(&archived).await.1["threads"], json!([]));
    ada.archive(thread, true).unwrap();
    assert_eq!(api.get(&archived).await.1["threads"][0]["name"], "Fix it");
    api.server.stop().await;
}

#[tokio::test]
async fn a_silent_thread_is_archived_in_its_time() {
    let api = Api::start().await;
    let thread = open(&api).await;
    api.control("POST", "/clock", json!({ "advance_ms": 4319 * 60_000 })).await;
    assert_eq!(api.get(&format!("/channels/{thread}")).await.1["thread_metadata"]["archived"], false);
    api.control("POST", "/clock", json!({ "advance_ms": 60_000 })).await;
    assert_eq!(api.get(&format!("/channels/{thread}")).await.1["thread_metadata"]["archived"], true);
    api.server.stop().await;
}
