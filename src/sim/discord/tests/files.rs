//! Files: signed addresses, sizes, what embeds and components show, alt text and spoilers.

use serde_json::{Value, json};

use super::Api;

/// The smallest PNG that says how big it is.
fn png() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(3_u32.to_be_bytes());
    bytes.extend(2_u32.to_be_bytes());
    bytes
}

/// Sends a body with files in their order.
async fn send(api: &Api, body: Value, files: Vec<(&str, Vec<u8>)>) -> (u16, Value) {
    let mut form = reqwest::multipart::Form::new().text("payload_json", body.to_string());
    for (at, (name, bytes)) in files.into_iter().enumerate() {
        let part = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
        form = form.part(format!("files[{at}]"), part);
    }
    super::answer(api.request("POST", &api.messages()).multipart(form).send().await.unwrap()).await
}

#[tokio::test]
async fn an_expired_address_is_refused_and_can_be_refreshed() {
    let api = Api::start().await;
    api.control("PATCH", "/settings", json!({ "attachment_life_ms": 60_000 })).await;
    let (_, message) = send(&api, json!({}), vec![("a b.txt", b"boom".to_vec())]).await;
    let url = message["attachments"][0]["url"].as_str().unwrap().to_owned();
    assert!(url.contains("a_b.txt?ex=") && url.contains("&is=") && url.contains("&hm="), "{url}");
    let longer = url.replace("?ex=", "?ex=f");
    assert_eq!(api.http.get(&longer).send().await.unwrap().status(), 404);
    api.discord.advance(std::time::Duration::from_secs(61));
    assert_eq!(api.http.get(&url).send().await.unwrap().status(), 404);
    let body = json!({ "attachment_urls": [url, "https://elsewhere.example/x"] });
    let (status, fresh) = api.call("POST", "/attachments/refresh-urls", body).await;
    assert_eq!((status, &fresh["refreshed_urls"][1]["refreshed"]), (200, &Value::Null), "{fresh}");
    let fresh = fresh["refreshed_urls"][0]["refreshed"].as_str().unwrap();
    assert_eq!(api.http.get(fresh).send().await.unwrap().text().await.unwrap(), "boom");
    let none = api.call("POST", "/attachments/refresh-urls", json!({ "attachment_urls": [] })).await;
    assert_eq!(none.1["code"], 50035);
    api.server.stop().await;
}

#[tokio::test]
async fn ten_megabytes_and_ten_files_are_the_most() {
    let api = Api::start().await;
    let limit = 10 * 1024 * 1024;
    assert_eq!(send(&api, json!({}), vec![("a.bin", vec![0; limit])]).await.0, 200);
    let (status, refused) = send(&api, json!({}), vec![("a.bin", vec![0; limit + 1])]).await;
    assert_eq!((status, &refused["code"]), (413, &json!(40005)));
    let (status, refused) = send(&api, json!({}), vec![("a", b"x".to_vec()); 11]).await;
    assert_eq!((status, &refused["code"]), (400, &json!(50035)));
    let (grace, dev) = (api.discord.person("grace").unwrap(), api.discord.channel_id());
    let many = vec![json!({ "filename": "a", "content": "x" }); 11];
    assert_eq!(grace.write_with(dev, "", None, &many).unwrap_err().reason, "a message has at most 10 files");
    api.server.stop().await;
}

#[tokio::test]
async fn a_file_that_an_embed_shows_is_no_longer_listed() {
    let api = Api::start().await;
    let body = json!({
        "embeds": [{ "title": "Shot", "image": { "url": "attachment://shot.png" } }],
        "attachments": [{ "id": 0, "description": "the login page" }, { "id": 1, "filename": "SPOILER_log.txt" }],
    });
    let (status, message) = send(&api, body, vec![("shot.png", png()), ("log.txt", b"x".to_vec())]).await;
    assert_eq!(status, 200, "{message}");
    let (image, files) = (&message["embeds"][0]["image"], message["attachments"].as_array().unwrap());
    assert_eq!((&image["width"], &image["height"], files.len()), (&json!(3), &json!(2), 1));
    assert_eq!(api.http.get(image["url"].as_str().unwrap()).send().await.unwrap().status(), 200);
    assert_eq!(files[0]["filename"], "SPOILER_log.txt");
    assert_eq!(
        api.discord.transcript(api.discord.channel_id()),
        "── #dev ──\n#1 Jules:\n   ┃ **Shot**\n   ┃ 🖼 shot.png (24 B) — the login page\n   📎 log.txt (1 B) (spoiler)\n"
    );
    // The embed as it was read, sent back by an edit, still means the same file.
    let path = format!("{}/{}", api.messages(), super::id(&message));
    let (_, edited) = api.call("PATCH", &path, json!({ "embeds": message["embeds"] })).await;
    assert_eq!(edited["attachments"].as_array().unwrap().len(), 1);
    api.server.stop().await;
}

#[tokio::test]
async fn components_show_files_that_are_there_and_no_others() {
    let api = Api::start().await;
    let gallery = |url: &str| json!({ "type": 12, "items": [{ "media": { "url": url }, "description": "a chart", "spoiler": true }] });
    let file = |url: &str| json!({ "type": 13, "file": { "url": url } });
    let body = |parts: Vec<Value>| json!({ "flags": 1 << 15, "components": parts });
    let files = || vec![("chart.png", png()), ("out.txt", b"x".to_vec())];
    let good = body(vec![gallery("attachment://chart.png"), file("attachment://out.txt")]);
    let (status, message) = send(&api, good, files()).await;
    assert_eq!((status, &message["attachments"]), (200, &json!([])), "{message}");
    let media = &message["components"][0]["items"][0]["media"];
    assert!(media["attachment_id"].is_string() && media["width"] == 3, "{media}");
    assert_eq!((&message["components"][1]["name"], &message["components"][1]["size"]), (&json!("out.txt"), &json!(1)));
    assert!(api.discord.transcript(api.discord.channel_id()).contains("🖼 chart.png (24 B) (spoiler) — a chart\n"));
    for (wrong, code) in [
        (gallery("attachment://nope.png"), "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"),
        (file("https://a.example/x"), "UNFURLED_MEDIA_ITEM_ATTACHMENT_REFERENCE_REQUIRED"),
        (gallery("javascript:x"), "URL_TYPE_INVALID_SCHEME"),
    ] {
        let (status, reply) = send(&api, body(vec![wrong]), files()).await;
        assert_eq!((status, reply.to_string().contains(code)), (400, true), "{reply}");
    }
    api.server.stop().await;
}

#[tokio::test]
async fn components_version_2_have_their_own_limits() {
    let api = Api::start().await;
    let text = |length: usize| json!({ "type": 10, "content": "x".repeat(length) });
    let section = |accessory: Value| json!({ "type": 9, "components": [text(1)], "accessory": accessory });
    let button = json!({ "type": 2, "style": 1, "label": "x", "custom_id": "a" });
    let body = |parts: Vec<Value>| json!({ "flags": 1 << 15, "components": parts });
    let nested = json!({ "type": 17, "components": (0..39).map(|_| text(1)).collect::<Value>() });
    assert_eq!(api.call("POST", &api.messages(), body(vec![nested.clone()])).await.0, 200);
    for wrong in [
        body(vec![nested, text(1)]),
        body(vec![text(2001), text(2000)]),
        body(vec![section(Value::Null)]),
        body(vec![section(json!({ "type": 10, "content": "x" }))]),
        body(vec![json!({ "type": 17, "components": [{ "type": 17, "components": [] }] })]),
        body(vec![json!({ "type": 12, "items": [] })]),
        json!({ "flags": 1 << 15, "content": "x", "components": [text(1)] }),
        json!({ "components": [text(1)] }),
    ] {
        let (status, reply) = api.call("POST", &api.messages(), wrong).await;
        assert_eq!((status, &reply["code"]), (400, &json!(50035)), "{reply}");
    }
    let message = super::id(&api.post(api.discord.channel_id(), body(vec![section(button)])).await);
    let plain = api.call("PATCH", &format!("{}/{message}", api.messages()), json!({ "content": "x" })).await;
    assert_eq!(plain.1["code"], 50035);
    api.server.stop().await;
}

#[tokio::test]
async fn people_download_what_they_can_see() {
    let api = Api::start().await;
    let (_, message) = send(&api, json!({ "content": "see" }), vec![("plan.md", b"# Plan".to_vec())]).await;
    let path = format!("/people/ada/attachments?channel=dev&message={}&name=", super::id(&message));
    assert_eq!(api.control("GET", &format!("{path}plan.md"), json!({})).await, (200, json!("# Plan")));
    assert_eq!(api.control("GET", &format!("{path}nope.md"), json!({})).await.0, 404);
    api.control("PUT", "/channels/dev/permissions", json!({ "who": "grace", "deny": ["VIEW_CHANNEL"] })).await;
    let hers = path.replace("ada", "grace");
    assert_eq!(api.control("GET", &format!("{hers}plan.md"), json!({})).await.0, 400);
    assert!(api.discord.person("grace").unwrap().view(api.discord.channel_id()).is_empty());
    api.server.stop().await;
}
