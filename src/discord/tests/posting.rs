//! What is written looks as it must.

use serde_json::{Value, json};
use serenity::model::id::{ChannelId, MessageId, RoleId, UserId};

use super::super::{File, WriteError};
use super::{Call, Fake, answer, ok, refusal};
use crate::render::body::{Body, Button, Choice, Embed, Pings, Style};

const CHANNEL: ChannelId = ChannelId::new(5);
const MESSAGE: MessageId = MessageId::new(6);

fn body(content: &str) -> Body {
    Body { content: content.to_owned(), ..Body::default() }
}

/// The one call there was.
fn only(fake: &Fake) -> Call {
    let calls = fake.calls();
    assert_eq!(calls.len(), 1, "{:?}", fake.lines());
    calls[0].clone()
}

#[tokio::test]
async fn a_post_carries_its_nonce_pings_nobody_and_says_who_we_are() {
    let fake = Fake::script([]).await;
    let id = fake.writer().post(CHANNEL, &body("hi @everyone"), vec![], "n-1").await.unwrap();
    assert_eq!(id, MessageId::new(77));
    let call = only(&fake);
    assert_eq!(call.line, "POST /channels/5/messages");
    assert_eq!(
        call.json(),
        json!({
            "content": "hi @everyone", "embeds": [], "components": [], "flags": 0,
            "nonce": "n-1", "enforce_nonce": true, "allowed_mentions": { "parse": [], "replied_user": false },
        })
    );
    assert_eq!(call.headers["authorization"], "Bot canary-token-7Rk");
    assert_eq!(
        call.headers["user-agent"],
        concat!("DiscordBot (https://jules-discord.invalid, ", env!("CARGO_PKG_VERSION"), ")")
    );
}

#[tokio::test]
async fn embeds_buttons_flags_and_the_answered_message_arrive_as_discord_takes_them() {
    let fake = Fake::script([]).await;
    let press = Button::Press {
        custom_id: "a".to_owned(),
        label: "Approve".to_owned(),
        style: Style::Success,
        disabled: false,
    };
    let link = Button::Link { url: "https://x.invalid".to_owned(), label: "Open".to_owned() };
    let embed = Embed {
        title: "Plan".to_owned(),
        color: Some(0x00ff),
        fields: vec![("a".to_owned(), "b".to_owned())],
        footer: "end".to_owned(),
        ..Embed::default()
    };
    let body = Body {
        embeds: vec![embed],
        rows: vec![vec![press, link], vec![]],
        reply_to: Some(MESSAGE),
        silent: true,
        plain: true,
        ..Body::default()
    };
    fake.writer().post(CHANNEL, &body, vec![], "n").await.unwrap();
    let json = only(&fake).json();
    assert_eq!(json["flags"], 4 + 4096);
    assert_eq!(json["message_reference"], json!({ "message_id": "6", "fail_if_not_exists": false }));
    assert_eq!(
        json["embeds"],
        json!([{ "title": "Plan", "color": 255, "fields": [{ "name": "a", "value": "b" }], "footer": { "text": "end" } }])
    );
    assert_eq!(
        json["components"],
        json!([{ "type": 1, "components": [
            { "type": 2, "style": 3, "custom_id": "a", "label": "Approve", "disabled": false },
            { "type": 2, "style": 5, "url": "https://x.invalid", "label": "Open" },
        ] }])
    );
}

#[tokio::test]
async fn a_new_message_pings_those_it_names_and_an_edit_pings_nobody() {
    let fake = Fake::script([]).await;
    let pings = Pings { users: vec![UserId::new(7)], roles: vec![RoleId::new(8)] };
    let body = Body { pings, ..body("<@7> <@&8> <@9> @everyone") };
    fake.writer().post(CHANNEL, &body, vec![], "n").await.unwrap();
    fake.writer().edit(CHANNEL, MESSAGE, &body).await.unwrap();
    let calls = fake.calls();
    let allowed = |call: usize| calls[call].json()["allowed_mentions"].clone();
    assert_eq!(allowed(0), json!({ "parse": [], "users": ["7"], "roles": ["8"], "replied_user": false }));
    assert_eq!(allowed(1), json!({ "parse": [], "replied_user": false }));
}

#[tokio::test]
async fn a_menu_takes_a_row_of_its_own() {
    let fake = Fake::script([]).await;
    let choice = |value: &str, description: &str| Choice {
        value: value.to_owned(),
        label: format!("File {value}"),
        description: description.to_owned(),
        chosen: value == "1",
    };
    let choices = vec![choice("0", ""), choice("1", "+1 −2")];
    let menu = Button::Menu { custom_id: "m".to_owned(), placeholder: "Choose".to_owned(), choices };
    let body = Body { rows: vec![vec![menu]], ..body("files") };
    fake.writer().post(CHANNEL, &body, vec![], "n").await.unwrap();
    assert_eq!(
        only(&fake).json()["components"],
        json!([{ "type": 1, "components": [{ "type": 3, "custom_id": "m", "placeholder": "Choose", "options": [
            { "value": "0", "label": "File 0", "default": false },
            { "value": "1", "label": "File 1", "description": "+1 −2", "default": true },
        ] }] }])
    );
}

#[tokio::test]
async fn an_edit_sends_every_part_so_that_what_is_gone_disappears() {
    let fake = Fake::script([]).await;
    let body = Body { silent: true, plain: true, ..body("done") };
    fake.writer().edit(CHANNEL, MESSAGE, &body).await.unwrap();
    let call = only(&fake);
    assert_eq!(call.line, "PATCH /channels/5/messages/6");
    assert_eq!(
        call.json(),
        json!({
            "content": "done", "embeds": [], "components": [], "flags": 4,
            "allowed_mentions": { "parse": [], "replied_user": false },
        })
    );
}

#[tokio::test]
async fn files_go_as_parts_beside_the_payload() {
    let fake = Fake::script([]).await;
    let file = |name: &str, bytes: &[u8], content_type: &str| File {
        name: name.to_owned(),
        description: "what it is".to_owned(),
        bytes: bytes.to_vec(),
        content_type: content_type.to_owned(),
    };
    let files = vec![file("a.patch", b"diff --git", "text/x-diff"), file("b.png", b"\x89PNG", "not a type")];
    fake.writer().post(CHANNEL, &body("files"), files, "n").await.unwrap();
    let call = only(&fake);
    assert!(call.headers["content-type"].starts_with("multipart/form-data; boundary="));
    let text = String::from_utf8_lossy(&call.body).into_owned();
    let payload = text.split("name=\"payload_json\"").nth(1).unwrap().split("\r\n\r\n").nth(1).unwrap();
    let payload: Value = serde_json::from_str(payload.split("\r\n--").next().unwrap()).unwrap();
    assert_eq!(
        payload["attachments"],
        json!([
            { "id": 0, "filename": "a.patch", "description": "what it is" },
            { "id": 1, "filename": "b.png", "description": "what it is" },
        ])
    );
    assert_eq!(payload["enforce_nonce"], true);
    assert!(
        text.contains("name=\"files[0]\"; filename=\"a.patch\"\r\nContent-Type: text/x-diff\r\n\r\ndiff --git\r\n")
    );
    assert!(text.contains("name=\"files[1]\"; filename=\"b.png\""));
}

#[tokio::test]
async fn what_is_too_long_is_not_sent() {
    let fake = Fake::script([]).await;
    let writer = fake.writer();
    let long_embed = Embed { description: "x".repeat(3001), ..Embed::default() };
    let bodies = [
        body(&"ä".repeat(2001)),
        Body { embeds: vec![long_embed.clone(), long_embed], ..Body::default() },
        Body { embeds: vec![Embed::default(); 11], ..Body::default() },
    ];
    for body in &bodies {
        let posted = writer.post(CHANNEL, body, vec![], "n").await;
        assert!(matches!(posted, Err(WriteError::TooLong(_))), "{posted:?}");
        let edited = writer.edit(CHANNEL, MESSAGE, body).await;
        assert!(matches!(edited, Err(WriteError::TooLong(_))), "{edited:?}");
    }
    let posted = writer.post(CHANNEL, &body("x"), vec![], &"n".repeat(26)).await;
    assert!(matches!(posted, Err(WriteError::TooLong(_))), "{posted:?}");
    let started = writer.start_thread(CHANNEL, MESSAGE, "", 1440).await;
    assert!(matches!(started, Err(WriteError::TooLong(_))), "{started:?}");
    assert!(fake.calls().is_empty());
    writer.post(CHANNEL, &body(&"ä".repeat(2000)), vec![], &"n".repeat(25)).await.unwrap();
}

#[tokio::test]
async fn a_thread_that_exists_already_is_found() {
    let fake = Fake::start(|call, _| {
        if call.line.starts_with("POST") {
            refusal(400, 160_004)
        } else {
            answer(200, &json!({ "id": "6", "type": 11 }))
        }
    })
    .await;
    let thread = fake.writer().start_thread(CHANNEL, MESSAGE, "Fix it", 1440).await.unwrap();
    assert_eq!(thread, ChannelId::new(6));
    assert_eq!(fake.lines(), ["POST /channels/5/messages/6/threads", "GET /channels/6"]);
    assert_eq!(fake.calls()[0].json(), json!({ "name": "Fix it", "auto_archive_duration": 1440 }));
}

#[tokio::test]
async fn small_calls_go_where_they_belong() {
    let fake =
        Fake::start(|call, _| if call.line.starts_with("PATCH") { ok() } else { answer(204, &json!("")).text("") })
            .await;
    let writer = fake.writer();
    writer.react(CHANNEL, MESSAGE, "✅").await.unwrap();
    writer.react(CHANNEL, MESSAGE, "jules:9").await.unwrap();
    writer.unreact(CHANNEL, MESSAGE, "../..").await.unwrap();
    writer.typing(CHANNEL).await.unwrap();
    writer.add_member(CHANNEL, UserId::new(8)).await.unwrap();
    writer.unarchive(CHANNEL).await.unwrap();
    assert_eq!(
        fake.lines(),
        [
            "PUT /channels/5/messages/6/reactions/%E2%9C%85/@me",
            "PUT /channels/5/messages/6/reactions/jules%3A9/@me",
            "DELETE /channels/5/messages/6/reactions/..%2F../@me",
            "POST /channels/5/typing",
            "PUT /channels/5/thread-members/8",
            "PATCH /channels/5",
        ]
    );
    assert_eq!(fake.calls()[5].json(), json!({ "archived": false }));
}
