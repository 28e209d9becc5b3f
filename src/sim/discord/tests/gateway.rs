//! The gateway, frame by frame.

use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::super::GatewayFault;
use super::{Api, Settings};

const ALL: u64 = 1 | 1 << 9 | 1 << 10 | 1 << 15;

struct Socket(WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>);

impl Socket {
    async fn open(api: &Api) -> Self {
        let (stream, _) = connect_async(format!("{}?v=10&encoding=json", api.discord.gateway_url())).await.unwrap();
        let mut socket = Self(stream);
        assert_eq!(socket.next().await["op"], 10);
        socket
    }

    async fn identified(api: &Api, intents: u64) -> (Self, String) {
        let mut socket = Self::open(api).await;
        socket.say(json!({ "op": 2, "d": identify(api, intents) })).await;
        let ready = socket.next().await;
        assert_eq!((&ready["t"], &ready["s"]), (&json!("READY"), &json!(1)));
        assert_eq!(socket.next().await["t"], "GUILD_CREATE");
        (socket, ready["d"]["session_id"].as_str().unwrap().to_owned())
    }

    async fn say(&mut self, frame: Value) {
        self.0.send(Message::text(frame.to_string())).await.unwrap();
    }

    async fn next(&mut self) -> Value {
        match tokio::time::timeout(Duration::from_secs(5), self.0.next()).await.unwrap() {
            Some(Ok(Message::Text(text))) => serde_json::from_str(&text).unwrap(),
            Some(Ok(Message::Close(frame))) => json!({ "closed": frame.map(|frame| u16::from(frame.code)) }),
            other => json!({ "broken": format!("{other:?}") }),
        }
    }
}

fn identify(api: &Api, intents: u64) -> Value {
    json!({ "token": format!("Bot {}", api.discord.token()), "intents": intents, "properties": { "os": "linux" } })
}

fn resume(api: &Api, session: &str, seq: u64) -> Value {
    json!({ "op": 6, "d": { "token": api.discord.token(), "session_id": session, "seq": seq } })
}

#[tokio::test]
async fn a_lost_session_is_resumed_and_what_was_missed_is_replayed() {
    let api = Api::start().await;
    let (mut socket, session) = Socket::identified(&api, ALL).await;
    socket.say(json!({ "op": 1, "d": 2 })).await;
    assert_eq!(socket.next().await["op"], 11);
    api.discord.gateway(GatewayFault::Drop);
    assert!(socket.next().await["broken"].is_string());
    api.say("missed").await;
    let mut again = Socket::open(&api).await;
    again.say(resume(&api, &session, 2)).await;
    let missed = again.next().await;
    assert_eq!(
        (&missed["t"], &missed["s"], &missed["d"]["content"]),
        (&json!("MESSAGE_CREATE"), &json!(3), &json!("missed"))
    );
    assert_eq!(again.next().await["t"], "RESUMED");
    api.say("live").await;
    assert_eq!(again.next().await["d"]["content"], "live");
    api.server.stop().await;
}

#[tokio::test]
async fn a_session_that_is_gone_is_refused_with_op_9() {
    let api = Api::start().await;
    let (mut socket, session) = Socket::identified(&api, ALL).await;
    api.discord.gateway(GatewayFault::RefuseResumes { times: 1 });
    api.discord.gateway(GatewayFault::Reconnect);
    assert_eq!(socket.next().await["op"], 7);
    drop(socket);
    let mut again = Socket::open(&api).await;
    again.say(resume(&api, &session, 2)).await;
    assert_eq!(again.next().await, json!({ "op": 9, "d": false }));
    again.say(json!({ "op": 2, "d": identify(&api, ALL) })).await;
    assert_eq!(again.next().await["t"], "READY");
    let (_, told) = api.control("GET", "/gateway", json!({})).await;
    assert_eq!(told["identified"], 2);
    api.discord.gateway(GatewayFault::Close { code: 4000 });
    assert_eq!(again.next().await["t"], "GUILD_CREATE");
    assert_eq!(again.next().await["closed"], 4000);
    api.server.stop().await;
}

#[tokio::test]
async fn wrong_tokens_and_intents_close_with_their_codes() {
    let api = Api::with(Settings { message_content: false, ..Settings::default() }).await;
    let mut frames = vec![
        (json!({ "op": 2, "d": { "token": "x", "intents": 1, "properties": {} } }), 4004),
        (json!({ "op": 2, "d": identify(&api, ALL) }), 4014),
        (json!({ "op": 2, "d": identify(&api, 1 << 40) }), 4013),
        (json!({ "op": 8, "d": {} }), 4003),
        (json!({ "op": 99 }), 4001),
    ];
    let mut sharded = identify(&api, 1);
    sharded["shard"] = json!([2, 2]);
    frames.push((json!({ "op": 2, "d": sharded }), 4010));
    for (frame, code) in frames {
        let mut socket = Socket::open(&api).await;
        socket.say(frame.clone()).await;
        assert_eq!(socket.next().await["closed"], code, "{frame}");
    }
    api.server.stop().await;
}

#[tokio::test]
async fn without_the_content_intent_words_are_hidden_but_for_mentions() {
    let api = Api::start().await;
    let (mut socket, _) = Socket::identified(&api, 1 | 1 << 9).await;
    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    ada.write(dev, "hidden").unwrap();
    let event = socket.next().await;
    assert_eq!((&event["d"]["content"], &event["d"]["member"]["deaf"]), (&json!(""), &json!(false)));
    assert_eq!(event["d"]["guild_id"], json!(api.discord.guild_id().to_string()));
    ada.write(dev, &format!("<@{}> shown", api.discord.bot_id())).unwrap();
    assert!(socket.next().await["d"]["content"].as_str().unwrap().ends_with("shown"));
    // No reaction intent: the next thing heard is the next message.
    let message = ada.write(dev, "x").unwrap();
    ada.react(dev, message, "👍").unwrap();
    ada.delete(dev, message).unwrap();
    assert_eq!(socket.next().await["t"], "MESSAGE_CREATE");
    assert_eq!(socket.next().await["t"], "MESSAGE_DELETE");
    api.server.stop().await;
}

#[tokio::test]
async fn a_deaf_gateway_loses_events_and_a_refusing_one_takes_nobody() {
    let api = Api::start().await;
    let (mut socket, _) = Socket::identified(&api, ALL).await;
    api.discord.gateway(GatewayFault::Deaf { on: true });
    api.say("lost").await;
    api.discord.gateway(GatewayFault::Deaf { on: false });
    api.say("heard").await;
    assert_eq!(socket.next().await["d"]["content"], "heard");
    api.discord.gateway(GatewayFault::Refuse { for_ms: 200 });
    assert!(connect_async(api.discord.gateway_url()).await.is_err());
    tokio::time::sleep(Duration::from_millis(250)).await;
    Socket::open(&api).await;
    api.server.stop().await;
}

#[tokio::test]
async fn all_sessions_of_the_bot_hear_everything_and_members_can_be_asked_for() {
    let api = Api::start().await;
    let (mut one, _) = Socket::identified(&api, ALL).await;
    let (mut two, _) = Socket::identified(&api, ALL).await;
    api.say("both").await;
    assert_eq!(one.next().await["d"]["content"], "both");
    assert_eq!(two.next().await["d"]["content"], "both");
    let guild = api.discord.guild_id().to_string();
    two.say(json!({ "op": 8, "d": { "guild_id": guild, "query": "", "limit": 0 } })).await;
    let chunk = two.next().await;
    assert_eq!((&chunk["t"], chunk["d"]["members"].as_array().unwrap().len()), (&json!("GUILD_MEMBERS_CHUNK"), 4));
    let (_, limits) = api.get("/gateway/bot").await;
    assert_eq!(limits["session_start_limit"]["remaining"], 998);
    api.server.stop().await;
}

#[tokio::test]
async fn a_client_that_asks_for_it_gets_one_zlib_stream() {
    let api = Api::start().await;
    let url = format!("{}/?v=10&encoding=json&compress=zlib-stream", api.discord.gateway_url());
    let (mut socket, _) = connect_async(url).await.unwrap();
    let mut zlib = flate2::Decompress::new(true);
    let mut texts = Vec::new();
    let frame = json!({ "op": 2, "d": identify(&api, ALL) });
    socket.send(Message::text(frame.to_string())).await.unwrap();
    for _ in 0..3 {
        let Some(Ok(Message::Binary(bytes))) = socket.next().await else { panic!("not binary") };
        assert!(bytes.ends_with(&[0, 0, 0xFF, 0xFF]));
        let mut out = Vec::with_capacity(100_000);
        zlib.decompress_vec(&bytes, &mut out, flate2::FlushDecompress::Sync).unwrap();
        texts.push(serde_json::from_slice::<Value>(&out).unwrap());
    }
    assert_eq!(
        (&texts[0]["op"], &texts[1]["t"], &texts[2]["t"]),
        (&json!(10), &json!("READY"), &json!("GUILD_CREATE"))
    );
    api.server.stop().await;
}
