//! What people see, as a transcript, and what the control API says of it.

use serde_json::json;

use super::{Api, id};

#[tokio::test]
async fn a_transcript_shows_all_that_a_person_sees() {
    let api = Api::start().await;
    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    let first = ada.write(dev, "Fix the <#0> flaky test\nplease").unwrap();
    let body = json!({
        "content": format!("<@{}> look", ada.id()), "flags": 4096, "message_reference": { "message_id": first.to_string() },
        "embeds": [{ "title": "Plan", "description": "1. Reproduce\n2. Fix", "footer": { "text": "Jules" },
                     "fields": [{ "name": "Files", "value": "2" }] }],
        "components": [{ "type": 1, "components": [
            { "type": 2, "style": 3, "label": "Approve", "custom_id": "a" },
            { "type": 2, "style": 2, "label": "Revise", "custom_id": "r", "disabled": true },
            { "type": 2, "style": 5, "label": "Open", "url": "https://jules.google.com" } ] }],
    });
    let form = reqwest::multipart::Form::new()
        .part("files[0]", reqwest::multipart::Part::bytes(vec![b'x'; 1300]).file_name("plan.md"))
        .text("payload_json", body.to_string());
    let card = super::answer(api.request("POST", &api.messages()).multipart(form).send().await.unwrap()).await.1;
    ada.react(dev, id(&card), "👍").unwrap();
    ada.edit(dev, first, "Fix the flaky test").unwrap();
    assert_eq!(
        api.discord.transcript(dev),
        "── #dev ──\n\
         #1 Ada (edited): Fix the flaky test\n\
         #2 Jules ↩ #1 (silent): @Ada look\n   \
            🔕 @Ada\n   \
            ┃ **Plan**\n   \
            ┃ 1. Reproduce\n   \
            ┃ 2. Fix\n   \
            ┃ Files: 2\n   \
            ┃ — Jules\n   \
            [Approve] [Revise ✗] [Open ↗ https://jules.google.com]\n   \
            📎 plan.md (1.2 KB)\n   \
            👍 1\n"
    );
    api.server.stop().await;
}

#[tokio::test]
async fn a_transcript_shows_menus_chosen_options_and_replies_to_what_is_gone() {
    let api = Api::start().await;
    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    let first = ada.write(dev, "which?").unwrap();
    let menu = json!({ "type": 3, "custom_id": "f", "placeholder": "Files", "options": [
        { "label": "a.rs", "value": "a", "default": true }, { "label": "b.rs", "value": "b" } ] });
    let people = json!({ "type": 5, "custom_id": "who", "placeholder": "Who", "disabled": true });
    let rows: Vec<_> = [menu, people].map(|each| json!({ "type": 1, "components": [each] })).into();
    let body =
        json!({ "content": "choose", "components": rows, "message_reference": { "message_id": first.to_string() } });
    api.post(dev, body).await;
    ada.delete(dev, first).unwrap();
    assert_eq!(
        api.discord.transcript(dev),
        "── #dev ──\n#1 Jules ↩ (gone): choose\n   🔔 @Ada\n   [Files ▾: ●a.rs | b.rs]\n   [Who ▾ ✗]\n"
    );
    api.server.stop().await;
}

#[tokio::test]
async fn roles_change_with_or_without_an_event() {
    let api = Api::start().await;
    let (_, person) = api.control("PATCH", "/people/grace", json!({ "roles": [], "nick": "G", "silent": true })).await;
    assert_eq!((&person["member"]["roles"], &person["member"]["nick"]), (&json!([]), &json!("G")));
    assert!(api.discord.gateway_log().is_empty());
    let member = format!("/guilds/{}/members/{}", api.discord.guild_id(), api.discord.person("grace").unwrap().id());
    assert_eq!(api.get(&member).await.1["roles"], json!([]));
    api.control("PATCH", "/people/grace", json!({ "member": false })).await;
    assert_eq!(api.get(&member).await.1["code"], 10007);
    assert_eq!(api.control("POST", "/people", json!({ "name": "linus", "roles": ["engineers"] })).await.0, 200);
    assert!(api.discord.person("linus").unwrap().write(api.discord.channel_id(), "hello").is_ok());
    api.server.stop().await;
}

#[tokio::test]
async fn the_control_api_waits_for_words_and_buttons() {
    let api = Api::start().await;
    let say = async {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        api.say("Finished at last").await
    };
    let wait = api.control("GET", "/channels/dev/wait?text=Finished&timeout_ms=3000", json!({}));
    let (said, (status, waited)) = tokio::join!(say, wait);
    assert_eq!((status, &waited["id"]), (200, &said["id"]));
    let (status, refused) = api.control("GET", "/channels/dev/wait?button=Zap&timeout_ms=20", json!({})).await;
    assert_eq!(status, 400);
    assert!(refused["error"].as_str().unwrap().contains("#1 Jules: Finished at last"));
    let (_, manual) = api.control("GET", "", json!({})).await;
    assert!(manual.as_str().unwrap().contains("/control/people/{who}/clicks"));
    api.server.stop().await;
}
