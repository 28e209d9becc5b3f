//! Threads: one per message, archived, locked, private, in forums.

use serde_json::{Value, json};

use super::{Api, id};

#[tokio::test]
async fn a_thread_has_its_messages_id_and_there_is_only_one() {
    let api = Api::start().await;
    let thread = api.thread().await;
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
    let thread = api.thread().await;
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
    let thread = api.thread().await;
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
    let thread = api.thread().await;
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
async fn people_join_by_writing_and_can_be_added_and_listed() {
    let api = Api::start().await;
    let thread = api.thread().await;
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
    let thread = api.thread().await;
    api.control("POST", "/clock", json!({ "advance_ms": 4319 * 60_000 })).await;
    assert_eq!(api.get(&format!("/channels/{thread}")).await.1["thread_metadata"]["archived"], false);
    api.control("POST", "/clock", json!({ "advance_ms": 60_000 })).await;
    assert_eq!(api.get(&format!("/channels/{thread}")).await.1["thread_metadata"]["archived"], true);
    api.server.stop().await;
}

#[tokio::test]
async fn a_locked_thread_still_takes_reactions_while_it_is_active() {
    let api = Api::start().await;
    let thread = api.thread().await;
    let (grace, ada) = (api.discord.person("grace").unwrap(), api.discord.person("ada").unwrap());
    let words = grace.write(thread, "hello").unwrap();
    ada.lock(thread, true).unwrap();
    let path = format!("/channels/{thread}/messages/{words}");
    assert_eq!(api.call("PUT", &format!("{path}/reactions/%E2%9C%85/@me"), Value::Null).await.0, 204);
    grace.react(thread, words, "👍").unwrap();
    assert_eq!(grace.edit(thread, words, "hello!").unwrap_err().reason, "the thread is locked");
    let refused = api.call("PATCH", &format!("/channels/{thread}"), json!({ "name": "x" })).await;
    assert_eq!((refused.0, &refused.1["code"]), (403, &json!(160_005)));
    ada.archive(thread, true).unwrap();
    let react = api.call("PUT", &format!("{path}/reactions/%E2%9A%A0/@me"), Value::Null).await;
    assert_eq!(react.1["code"], 50083);
    assert_eq!(grace.react(thread, words, "🎉").unwrap_err().reason, "the thread is archived");
    let unarchive = api.call("PATCH", &format!("/channels/{thread}"), json!({ "archived": false })).await;
    assert_eq!(unarchive.1["code"], 160_005);
    assert_eq!(
        api.call("POST", &format!("/channels/{thread}/messages"), json!({ "content": "x" })).await.1["code"],
        160_005
    );
    api.allow(&["MANAGE_THREADS"], &[]).await;
    assert_eq!(api.call("PATCH", &format!("/channels/{thread}"), json!({ "archived": false })).await.0, 200);
    assert_eq!(api.call("POST", &format!("/channels/{thread}/messages"), json!({ "content": "x" })).await.0, 200);
    api.server.stop().await;
}

#[tokio::test]
async fn messages_can_be_deleted_in_an_archived_thread_but_nobody_joins_it() {
    let api = Api::start().await;
    let thread = api.thread().await;
    let message = id(&api.post(thread, json!({ "content": "x" })).await);
    let grace = api.discord.person("grace").unwrap();
    api.discord.person("ada").unwrap().archive(thread, true).unwrap();
    let join = api.call("PUT", &format!("/channels/{thread}/thread-members/{}", grace.id()), Value::Null).await;
    assert_eq!(join.1["code"], 50083);
    assert_eq!(grace.join(thread).unwrap_err().reason, "the thread is archived");
    assert_eq!(api.call("DELETE", &format!("/channels/{thread}/messages/{message}"), Value::Null).await.0, 204);
    let (_, read) = api.get(&format!("/channels/{thread}")).await;
    assert_eq!(read["thread_metadata"]["archived"], true);
    api.server.stop().await;
}

#[tokio::test]
async fn coming_back_to_life_is_told_with_the_bots_own_membership() {
    let api = Api::start().await;
    let thread = api.thread().await;
    let ada = api.discord.person("ada").unwrap();
    ada.archive(thread, true).unwrap();
    ada.write(thread, "wake up").unwrap();
    let updates: Vec<_> =
        api.dispatched("THREAD_UPDATE").iter().map(|each| each["thread_metadata"]["archived"].clone()).collect();
    assert_eq!(updates, [json!(true), json!(false)]);
    let member = &api.dispatched("THREAD_MEMBER_UPDATE")[0];
    assert_eq!(
        (&member["id"], &member["user_id"]),
        (&json!(thread.to_string()), &json!(api.discord.bot_id().to_string()))
    );
    ada.delete_thread(thread).unwrap();
    let gone = &api.dispatched("THREAD_DELETE")[0];
    assert_eq!((&gone["id"], &gone["type"]), (&json!(thread.to_string()), &json!(11)));
    assert_eq!(api.get(&format!("/channels/{thread}")).await.1["code"], 10003);
    assert_eq!(
        api.call("POST", &format!("/channels/{thread}/messages"), json!({ "content": "x" })).await.1["code"],
        10003
    );
    api.server.stop().await;
}

#[tokio::test]
async fn being_added_by_somebody_is_said_in_the_thread_and_joining_is_not() {
    let api = Api::start().await;
    let thread = api.thread().await;
    let (ada, grace) = (api.discord.person("ada").unwrap(), api.discord.person("grace").unwrap());
    api.call("PUT", &format!("/channels/{thread}/thread-members/{}", grace.id()), Value::Null).await;
    ada.join(thread).unwrap();
    let (_, list) = api.get(&format!("/channels/{thread}/messages")).await;
    assert_eq!((&list[0]["type"], &list[0]["mentions"][0]["username"]), (&json!(1), &json!("grace")));
    assert_eq!(list.as_array().unwrap().len(), 2, "{list}");
    ada.leave(thread).unwrap();
    api.control("PATCH", "/settings", json!({ "members_intent": false })).await;
    let members = api.get(&format!("/channels/{thread}/thread-members")).await;
    assert_eq!((members.0, &members.1["code"]), (403, &json!(50001)));
    api.server.stop().await;
}

#[tokio::test]
async fn archived_threads_are_listed_by_when_they_were_archived() {
    let api = Api::start().await;
    let ada = api.discord.person("ada").unwrap();
    let mut threads = Vec::new();
    for _ in 0..3 {
        threads.push(api.thread().await);
    }
    for thread in [threads[1], threads[0], threads[2]] {
        ada.archive(thread, true).unwrap();
        api.discord.advance(std::time::Duration::from_secs(1));
    }
    let path = format!("/channels/{}/threads/archived/public", api.discord.channel_id());
    let (_, page) = api.get(&format!("{path}?limit=2")).await;
    let ids: Vec<_> = page["threads"].as_array().unwrap().iter().map(id).collect();
    assert_eq!((ids, &page["has_more"]), (vec![threads[2], threads[0]], &json!(true)));
    assert_eq!(page["members"][0]["user_id"], json!(api.discord.bot_id().to_string()));
    let before = page["threads"][1]["thread_metadata"]["archive_timestamp"].as_str().unwrap().replace('+', "%2B");
    let (_, rest) = api.get(&format!("{path}?before={before}")).await;
    assert_eq!((id(&rest["threads"][0]), &rest["has_more"]), (threads[1], &json!(false)));
    assert_eq!(api.get(&format!("{path}?before=yesterday")).await.1["code"], 50035);
    let private = format!("/channels/{}/threads/archived/private", api.discord.channel_id());
    assert_eq!(api.get(&private).await.1["code"], 50013);
    api.server.stop().await;
}

#[tokio::test]
async fn the_number_of_active_threads_is_limited() {
    let settings = super::Settings { rate_limits: 0.0, max_active_threads: 1, ..super::Settings::default() };
    let api = Api::with(settings).await;
    let thread = api.thread().await;
    let path = format!("/channels/{}/threads", api.discord.channel_id());
    let refused = api.call("POST", &path, json!({ "name": "second", "type": 11 })).await;
    assert_eq!((refused.0, &refused.1["code"]), (400, &json!(160_006)));
    api.discord.person("ada").unwrap().archive(thread, true).unwrap();
    assert_eq!(api.call("POST", &path, json!({ "name": "second", "type": 11 })).await.0, 201);
    api.server.stop().await;
}
