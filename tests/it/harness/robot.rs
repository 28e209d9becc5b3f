//! An application of no purpose: it posts what it is told, and answers as it is told. What our bot
//! never sends is tried with it.

use futures::{SinkExt as _, StreamExt as _};
use jules_discord::sim::world::World;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::PATIENCE;

/// Messages and interactions, which is all it listens to.
const INTENTS: u64 = 1 | 1 << 9;

/// An application that is connected to the gateway.
pub struct Robot {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    http: reqwest::Client,
    api: String,
    token: String,
    channel: u64,
}

impl Robot {
    /// Connects, as the application of the world.
    pub async fn connect(world: &World) -> Self {
        let addresses = world.addresses();
        let (socket, _) = connect_async(format!("{}?v=10&encoding=json", addresses.gateway_url)).await.unwrap();
        let api = format!("{}/api/v10", addresses.discord_api_url);
        let token = format!("Bot {}", addresses.discord_token);
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut robot = Self { socket, http, api, token, channel: world.discord().channel_id() };
        let identify = json!({ "token": robot.token, "intents": INTENTS, "properties": { "os": "linux" } });
        robot.socket.send(Message::text(json!({ "op": 2, "d": identify }).to_string())).await.unwrap();
        robot.hears("READY").await;
        robot
    }

    /// Waits for an event of the gateway.
    async fn hears(&mut self, name: &str) -> Value {
        loop {
            let next = tokio::time::timeout(PATIENCE, self.socket.next()).await;
            let Ok(Some(Ok(Message::Text(text)))) = next else { panic!("no {name}: {next:?}") };
            let frame: Value = serde_json::from_str(&text).unwrap();
            if frame["t"] == name {
                return frame["d"].clone();
            }
        }
    }

    /// The next interaction: its `data` is what somebody did.
    pub async fn interaction(&mut self) -> Value {
        self.hears("INTERACTION_CREATE").await
    }

    /// A call, which must be accepted; its answer.
    pub async fn calls(&self, method: Method, path: &str, body: Value) -> Value {
        let request = self.http.request(method, format!("{}{path}", self.api)).header("Authorization", &self.token);
        Self::sent(request.json(&body), path).await
    }

    async fn sent(request: reqwest::RequestBuilder, what: &str) -> Value {
        let reply = request.send().await.unwrap();
        let (status, text) = (reply.status(), reply.text().await.unwrap());
        assert!(status.is_success(), "{what}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Posts to `#dev`; the message's id.
    pub async fn posts(&self, body: Value) -> String {
        let path = format!("/channels/{}/messages", self.channel);
        self.calls(Method::POST, &path, body).await["id"].as_str().unwrap().to_owned()
    }

    /// Posts to `#dev` with files; the message's id.
    pub async fn uploads(&self, body: Value, files: &[(&'static str, &'static str, Vec<u8>)]) -> String {
        let mut form = reqwest::multipart::Form::new().text("payload_json", body.to_string());
        for (index, (name, kind, bytes)) in files.iter().enumerate() {
            let part = reqwest::multipart::Part::bytes(bytes.clone()).file_name(*name).mime_str(kind).unwrap();
            form = form.part(format!("files[{index}]"), part);
        }
        let url = format!("{}/channels/{}/messages", self.api, self.channel);
        let request = self.http.post(url).header("Authorization", &self.token).multipart(form);
        Self::sent(request, "upload").await["id"].as_str().unwrap().to_owned()
    }

    /// Does something with a message of `#dev`: `""`, `/reactions/…`.
    pub async fn changes(&self, method: Method, message: &str, path: &str, body: Value) {
        let path = format!("/channels/{}/messages/{message}{path}", self.channel);
        self.calls(method, &path, body).await;
    }

    /// Types in `#dev`.
    pub async fn types(&self) {
        self.calls(Method::POST, &format!("/channels/{}/typing", self.channel), json!({})).await;
    }

    /// Answers an interaction.
    pub async fn answers(&self, interaction: &Value, kind: u8, data: Value) {
        let (id, token) = (interaction["id"].as_str().unwrap(), interaction["token"].as_str().unwrap());
        let path = format!("/interactions/{id}/{token}/callback");
        self.calls(Method::POST, &path, json!({ "type": kind, "data": data })).await;
    }
}
