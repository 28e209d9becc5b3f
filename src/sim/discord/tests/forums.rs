//! Forums: tags and posts, by the bot and by people.

use serde_json::{Value, json};

use super::{Api, id};

/// A forum with the tags `running`, `done` and the moderated `urgent`; its id and its tags' ids.
async fn found(api: &Api, flags: u64) -> (u64, Vec<String>) {
    let tags = json!(["running", "done", { "name": "urgent", "moderated": true, "emoji_name": "🔥" }]);
    let body =
        json!({ "name": "sessions", "type": 15, "tags": tags, "flags": flags, "default_auto_archive_duration": 60 });
    let (_, forum) = api.control("POST", "/channels", body).await;
    let tags = forum["available_tags"].as_array().unwrap().iter().map(|tag| tag["id"].as_str().unwrap().to_owned());
    (id(&forum), tags.collect())
}

async fn post(api: &Api, forum: u64, tags: Value) -> (u16, Value) {
    let body = json!({ "name": "Fix", "applied_tags": tags, "message": { "content": "hello" } });
    api.call("POST", &format!("/channels/{forum}/threads"), body).await
}

#[tokio::test]
async fn a_post_is_a_thread_and_a_message_with_one_id() {
    let api = Api::start().await;
    let (forum, tags) = found(&api, 0).await;
    let (status, thread) = post(&api, forum, json!([tags[0]])).await;
    assert_eq!((status, &thread["message"]["id"]), (201, &thread["id"]), "{thread}");
    assert_eq!((&thread["applied_tags"][0], &thread["type"]), (&json!(tags[0]), &json!(11)));
    assert_eq!(
        (&thread["message_count"], &thread["thread_metadata"]["auto_archive_duration"]),
        (&json!(0), &json!(60))
    );
    let (_, read) = api.get(&format!("/channels/{forum}")).await;
    assert_eq!((&read["last_message_id"], &read["default_auto_archive_duration"]), (&thread["id"], &json!(60)));
    let direct = api.call("POST", &format!("/channels/{forum}/messages"), json!({ "content": "x" })).await;
    assert_eq!(direct.1["code"], 40058);
    let created = &api.dispatched("THREAD_CREATE")[0];
    assert_eq!((&created["newly_created"], &created["applied_tags"]), (&json!(true), &json!([tags[0]])));
    let empty = json!({ "name": "Fix", "message": { "content": "" } });
    assert_eq!(api.call("POST", &format!("/channels/{forum}/threads"), empty).await.1["code"], 50006);
    let bare = api.call("POST", &format!("/channels/{forum}/threads"), json!({ "name": "Fix" })).await;
    assert_eq!(bare.1["errors"]["message"]["_errors"][0]["code"], "BASE_TYPE_REQUIRED");
    api.server.stop().await;
}

#[tokio::test]
async fn a_file_comes_along_with_the_first_message() {
    let api = Api::start().await;
    let (forum, _) = found(&api, 0).await;
    let payload = json!({ "name": "Fix", "message": { "content": "see" } });
    let part = reqwest::multipart::Part::bytes(b"# Plan".to_vec()).file_name("plan.md");
    let parts = reqwest::multipart::Form::new().part("files[0]", part).text("payload_json", payload.to_string());
    let sent = api.request("POST", &format!("/channels/{forum}/threads")).multipart(parts).send().await.unwrap();
    let (status, thread) = super::answer(sent).await;
    assert_eq!((status, &thread["message"]["attachments"][0]["filename"]), (201, &json!("plan.md")), "{thread}");
    api.server.stop().await;
}

#[tokio::test]
async fn a_forum_may_ask_for_a_tag_and_knows_its_tags() {
    let api = Api::start().await;
    let (forum, tags) = found(&api, 1 << 4).await;
    let refused = post(&api, forum, json!([])).await;
    assert_eq!((refused.0, &refused.1["code"]), (400, &json!(40067)));
    let unknown = post(&api, forum, json!(["1"])).await;
    assert_eq!((unknown.0, &unknown.1["code"]), (404, &json!(10087)));
    let six: Vec<_> = (0..6).map(|_| tags[0].clone()).collect();
    assert_eq!(post(&api, forum, json!(six)).await.1["code"], 50035);
    assert_eq!(post(&api, forum, json!([tags[2]])).await.1["code"], 50013);
    let only_moderated = json!({ "tags": [{ "name": "urgent", "moderated": true }] });
    api.control("PATCH", "/channels/sessions", only_moderated).await;
    assert_eq!(post(&api, forum, json!([])).await.1["code"], 40066);
    api.server.stop().await;
}

#[tokio::test]
async fn tags_of_a_post_change_with_its_state() {
    let api = Api::start().await;
    let (forum, tags) = found(&api, 0).await;
    let thread = id(&post(&api, forum, json!([tags[0]])).await.1);
    let path = format!("/channels/{thread}");
    let (status, changed) = api.call("PATCH", &path, json!({ "applied_tags": [tags[1]] })).await;
    assert_eq!((status, &changed["applied_tags"]), (200, &json!([tags[1]])));
    assert_eq!(api.dispatched("THREAD_UPDATE")[0]["applied_tags"], json!([tags[1]]));
    assert_eq!(api.call("PATCH", &path, json!({ "applied_tags": [tags[2]] })).await.1["code"], 50013);
    api.discord.person("ada").unwrap().archive(thread, true).unwrap();
    let archived = api.call("PATCH", &path, json!({ "applied_tags": [tags[0]] })).await;
    assert_eq!(archived.1["code"], 50083);
    let both = json!({ "archived": false, "applied_tags": [tags[0]] });
    assert_eq!(api.call("PATCH", &path, both).await.1["applied_tags"], json!([tags[0]]));
    let plain = api.thread().await;
    let wrong = api.call("PATCH", &format!("/channels/{plain}"), json!({ "applied_tags": [tags[0]] })).await;
    assert_eq!(wrong.1["code"], 50024);
    api.server.stop().await;
}

#[tokio::test]
async fn available_tags_are_limited_and_keep_their_ids() {
    let api = Api::start().await;
    let (forum, tags) = found(&api, 0).await;
    let path = format!("/channels/{forum}");
    let change = |list: Value| api.call("PATCH", &path, json!({ "available_tags": list }));
    assert_eq!(change(json!([{ "name": "x" }])).await.1["code"], 50013);
    let rights = json!({ "who": "bot", "allow": ["MANAGE_CHANNELS"] });
    api.control("PUT", "/channels/sessions/permissions", rights).await;
    let many: Value = (0..21).map(|n| json!({ "name": n.to_string() })).collect();
    for (list, code) in [
        (many, 50035),
        (json!([{ "name": "x".repeat(21) }]), 50035),
        (json!([{ "name": "" }]), 50035),
        (json!([{ "name": "same" }, { "name": "same" }]), 40061),
    ] {
        assert_eq!(change(list).await.1["code"], code);
    }
    let thread = id(&post(&api, forum, json!([tags[0], tags[1]])).await.1);
    let (status, changed) = change(json!([{ "id": tags[1], "name": "finished" }, { "name": "new" }])).await;
    let list = &changed["available_tags"];
    assert_eq!((status, &list[0]["id"], &list[0]["name"]), (200, &json!(tags[1]), &json!("finished")));
    assert!(!tags.contains(&list[1]["id"].as_str().unwrap().to_owned()));
    let (_, read) = api.get(&format!("/channels/{thread}")).await;
    assert_eq!(read["applied_tags"], json!([tags[1]]));
    let (_, wrong) =
        api.call("PATCH", &format!("/channels/{}", api.discord.channel_id()), json!({ "available_tags": [] })).await;
    assert_eq!(wrong["code"], 50024);
    api.server.stop().await;
}

#[tokio::test]
async fn one_post_can_be_pinned_and_a_pinned_one_does_not_fade() {
    let api = Api::start().await;
    let (forum, _) = found(&api, 0).await;
    let (first, second) = (id(&post(&api, forum, json!([])).await.1), id(&post(&api, forum, json!([])).await.1));
    let pin = |thread: u64| {
        let path = format!("/channels/{thread}");
        let api = &api;
        async move { api.call("PATCH", &path, json!({ "flags": 2 })).await }
    };
    assert_eq!(pin(first).await.1["code"], 50013);
    let rights = json!({ "who": "bot", "allow": ["MANAGE_THREADS"] });
    api.control("PUT", "/channels/sessions/permissions", rights).await;
    assert_eq!(pin(first).await.1["flags"], 2);
    assert_eq!(pin(second).await.1["code"], 30047);
    api.discord.advance(std::time::Duration::from_hours(2));
    let archived = |thread: u64| api.discord.look(|state| state.channels[&thread].thread.as_ref().unwrap().archived);
    assert_eq!((archived(first), archived(second)), (false, true));
    api.call("PATCH", &format!("/channels/{first}"), json!({ "archived": true })).await;
    assert_eq!(api.get(&format!("/channels/{first}")).await.1["flags"], 0);
    api.server.stop().await;
}

#[tokio::test]
async fn a_media_channel_is_a_forum_with_another_number() {
    let api = Api::start().await;
    let body = json!({ "name": "shows", "type": 16, "tags": ["done"], "flags": 1 << 4 });
    let (_, media) = api.control("POST", "/channels", body).await;
    let tag = media["available_tags"][0]["id"].clone();
    assert_eq!(post(&api, id(&media), json!([])).await.1["code"], 40067);
    let (status, thread) = post(&api, id(&media), json!([tag])).await;
    assert_eq!((status, &thread["type"], &thread["applied_tags"]), (201, &json!(11), &json!([tag])));
    api.server.stop().await;
}

#[tokio::test]
async fn commands_are_used_in_posts_and_an_option_offers_only_its_kinds_of_channel() {
    let api = Api::start().await;
    let option = json!({ "type": 7, "name": "forum", "description": "x", "channel_types": [15] });
    let command = json!([{ "name": "set", "description": "x", "options": [option] }]);
    api.register(command).await;
    let (ada, board) = (api.discord.person("ada").unwrap(), api.discord.channel("board").unwrap());
    let refused = ada.command(board, "set", json!({})).await.unwrap_err().reason;
    assert!(refused.starts_with("there is nothing to type into in a forum"), "{refused}");
    let refused = ada.command(api.discord.channel_id(), "set", json!({ "forum": "general" })).await.unwrap_err().reason;
    assert_eq!(refused, "the option \"forum\" must be a channel of another kind");
    api.server.stop().await;
}

#[tokio::test]
async fn people_post_and_tag_and_a_forum_reads_as_a_list() {
    let api = Api::start().await;
    let (forum, _) = found(&api, 1 << 4).await;
    let (ada, grace) = (api.discord.person("ada").unwrap(), api.discord.person("grace").unwrap());
    assert!(grace.post(forum, "Mine", "please", &[]).unwrap_err().reason.starts_with("A tag is required"));
    assert_eq!(grace.post(forum, "Mine", "please", &["urgent"]).unwrap_err().reason, "Missing Permissions");
    let body = json!({ "channel": "sessions", "name": "Mine", "content": "please", "tags": ["running"] });
    let (status, made) = api.control("POST", "/people/grace/posts", body).await;
    assert_eq!(status, 200, "{made}");
    let thread = id(&made);
    grace.tag(thread, &["done", "running"]).unwrap();
    assert_eq!(grace.tag(thread, &["zap"]).unwrap_err().reason, "there is no tag \"zap\"");
    ada.tag(thread, &["urgent"]).unwrap();
    assert_eq!(grace.write(forum, "x").unwrap_err().reason, "this person may not write there");
    let other = ada.post(forum, "Other", "me too", &["done", "running"]).unwrap();
    ada.archive(other, true).unwrap();
    assert_eq!(
        api.discord.transcript(forum),
        "── 🗂 #sessions ──\n🧵 Mine [urgent]\n🧵 Other [done, running] (archived)\n"
    );
    assert_eq!(api.discord.transcript(thread), "── 🧵 Mine [urgent] ──\n#1 Grace: please\n");
    api.server.stop().await;
}
