//! The live view of the control API, and who gets none of it.

use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::{Api, Settings, id};

struct View(WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>);

impl View {
    async fn open(api: &Api) -> Self {
        let address = format!("{}/live", api.discord.control_url().replacen("http", "ws", 1));
        Self(connect_async(address).await.unwrap().0)
    }

    async fn looks(&mut self, look: Value) -> Value {
        self.0.send(Message::text(look.to_string())).await.unwrap();
        self.next().await
    }

    async fn next(&mut self) -> Value {
        match tokio::time::timeout(Duration::from_secs(5), self.0.next()).await.unwrap() {
            Some(Ok(Message::Text(text))) => serde_json::from_str(&text).unwrap(),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn what_somebody_sees_is_told_as_it_changes() {
    let api = Api::start().await;
    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    let eyes = json!({ "as": "ada", "channel": dev.to_string() });
    let mut view = View::open(&api).await;
    let all = view.looks(eyes).await;
    assert_eq!((&all["fresh"], &all["set"]["me"]["username"]), (&json!(true), &json!("ada")));
    assert_eq!(all["set"][format!("channel/{dev}")]["name"], "dev");

    let first = ada.write(dev, "Hello").unwrap();
    let key = format!("message/{first}");
    let news = view.next().await;
    assert_eq!(news["fresh"], Value::Null);
    assert_eq!(news["set"][&key]["content"], "Hello");
    ada.react(dev, first, "👍").unwrap();
    assert_eq!(view.next().await["set"][&key]["reactions"][0]["me"], true);

    // Grace sees the same reaction, and that it is not hers.
    let hers = view.looks(json!({ "as": "grace", "channel": dev.to_string() })).await;
    assert_eq!((&hers["fresh"], &hers["set"][&key]["reactions"][0]["me"]), (&json!(true), &json!(false)));
    ada.types(dev).unwrap();
    let typing = loop {
        let told = view.next().await;
        if told["typing"].is_object() {
            break told;
        }
    };
    assert_eq!(typing["typing"]["user_id"], ada.id().to_string());
    ada.delete(dev, first).unwrap();
    assert_eq!(view.next().await["gone"], json!([key]));
    api.server.stop().await;
}

#[tokio::test]
async fn nobody_and_nonsense_are_refused_and_the_view_goes_on() {
    let api = Api::start().await;
    let mut view = View::open(&api).await;
    assert!(view.looks(json!({ "as": "nobody" })).await["refused"].as_str().unwrap().contains("nobody"));
    assert!(view.looks(json!("?")).await["refused"].as_str().unwrap().contains("cannot be read"));
    assert_eq!(view.looks(json!({ "as": "ada" })).await["set"]["me"]["username"], "ada");
    api.server.stop().await;
}

#[tokio::test]
async fn another_site_in_a_browser_reaches_neither_http_nor_a_websocket() {
    let api = Api::with(Settings { rate_limits: 0.0, ..Settings::default() }).await;
    let control = api.discord.control_url();
    let words = json!({ "channel": "dev", "content": "Hello" });
    let says = |name: &'static str, value: &'static str| {
        let request = api.http.post(format!("{control}/people/ada/messages")).header(name, value);
        // As a page can without being asked: no preflight for text.
        request.header("content-type", "text/plain").body(words.to_string()).send()
    };
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("host", "evil.example"),
        ("host", "127.0.0.1"),
        ("sec-fetch-site", "cross-site"),
    ] {
        assert_eq!(says(name, value).await.unwrap().status(), 403, "{name}: {value}");
        for path in ["/control/live", "/gateway", "/"] {
            let mut request =
                format!("{}{path}", api.discord.api_url().replacen("http", "ws", 1)).into_client_request().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
            match connect_async(request).await {
                Err(Error::Http(response)) => assert_eq!(response.status(), 403, "{path} {name}: {value}"),
                other => panic!("{path} {name}: {value} {other:?}"),
            }
        }
    }
    assert!(api.discord.person("ada").unwrap().view(api.discord.channel_id()).is_empty());
    let reply = says("origin", "https://evil.example").await.unwrap().json::<Value>().await.unwrap();
    assert!(reply["error"].as_str().unwrap().contains("this machine"), "{reply}");
    let mine = says("x-nothing", "at all").await.unwrap();
    assert_eq!(mine.status(), 200);
    assert_eq!(
        id(&mine.json().await.unwrap()),
        id(&api.discord.person("ada").unwrap().view(api.discord.channel_id())[0])
    );
    api.server.stop().await;
}
