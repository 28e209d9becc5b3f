//! The simulated Discord over real sockets, as any client meets it.

mod access;
mod choosing;
mod commands;
mod ephemeral;
mod files;
mod forums;
mod gateway;
mod interactions;
mod languages;
mod limits;
mod live;
mod messages;
mod moderation;
mod others;
mod people;
mod pings;
mod serenity;
mod threads;

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{Discord, Server, Settings};

/// A server and a bare HTTP client with the bot's token.
struct Api {
    server: Server,
    discord: Discord,
    http: reqwest::Client,
}

impl Api {
    /// Without rate limits: most tests are about something else.
    async fn start() -> Self {
        Self::with(Settings { rate_limits: 0.0, ..Settings::default() }).await
    }

    async fn with(settings: Settings) -> Self {
        let server = Server::start(settings).await.unwrap();
        let discord = server.handle();
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10)).build().unwrap();
        Self { server, discord, http }
    }

    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}/api/v10{path}", self.discord.api_url());
        let token = format!("Bot {}", self.discord.token());
        self.http.request(method.parse::<Method>().unwrap(), url).header("Authorization", token)
    }

    /// Status and body.
    async fn call(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let mut request = self.request(method, path);
        if !body.is_null() {
            request = request.json(&body);
        }
        answer(request.send().await.unwrap()).await
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        self.call("GET", path, Value::Null).await
    }

    /// Posts text to `#dev`; the message.
    async fn say(&self, text: &str) -> Value {
        let (status, message) = self.call("POST", &self.messages(), json!({ "content": text })).await;
        assert_eq!(status, 200, "{message}");
        message
    }

    /// The messages route of `#dev`.
    fn messages(&self) -> String {
        format!("/channels/{}/messages", self.discord.channel_id())
    }

    /// A control call.
    async fn control(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let url = format!("{}{path}", self.discord.control_url());
        answer(self.http.request(method.parse::<Method>().unwrap(), url).json(&body).send().await.unwrap()).await
    }

    /// Posts a body to a channel; the message.
    async fn post(&self, channel: u64, body: Value) -> Value {
        let (status, message) = self.call("POST", &format!("/channels/{channel}/messages"), body).await;
        assert_eq!(status, 200, "{message}");
        message
    }

    /// A thread of the bot in `#dev`, hanging on a message.
    async fn thread(&self) -> u64 {
        let message = id(&self.say("start").await);
        let path = format!("{}/{message}/threads", self.messages());
        let (status, thread) = self.call("POST", &path, json!({ "name": "Fix it" })).await;
        assert_eq!((status, id(&thread)), (201, message), "{thread}");
        message
    }

    /// Everything the gateway dispatched under a name so far, oldest first.
    fn dispatched(&self, name: &str) -> Vec<Value> {
        let log = self.discord.gateway_log();
        let events = log.into_iter().filter(|entry| entry["what"] == "dispatch" && entry["data"]["t"] == name);
        events.map(|entry| entry["data"]["d"].clone()).collect()
    }

    /// Lets the bot do more, or less, in `#dev`.
    async fn allow(&self, allow: &[&str], deny: &[&str]) {
        let body = json!({ "who": "bot", "allow": allow, "deny": deny });
        let (status, reply) = self.control("PUT", "/channels/dev/permissions", body).await;
        assert_eq!(status, 200, "{reply}");
    }

    /// Registers guild commands.
    async fn register(&self, commands: Value) {
        let path = format!("/applications/{}/guilds/{}/commands", self.discord.bot_id(), self.discord.guild_id());
        let (status, reply) = self.call("PUT", &path, commands).await;
        assert_eq!(status, 200, "{reply}");
    }
}

async fn answer(response: reqwest::Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

fn id(value: &Value) -> u64 {
    value["id"].as_str().unwrap().parse().unwrap()
}
