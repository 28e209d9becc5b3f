//! The world's control API, as any other program uses it.

use jules_discord::sim::people::Person;
use reqwest::Method;
use serde_json::{Value, json};

/// A client of the control API.
pub struct Control {
    http: reqwest::Client,
    /// Where it is.
    pub url: String,
}

impl Control {
    pub fn new(url: &str) -> Self {
        Self { http: reqwest::Client::builder().no_proxy().build().unwrap(), url: url.to_owned() }
    }

    /// Reads something.
    pub async fn get(&self, path: &str) -> Value {
        let text = self.text(path).await;
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("{path}: {text}"))
    }

    /// Reads something that is no JSON.
    pub async fn text(&self, path: &str) -> String {
        let reply = self.http.get(format!("{}{path}", self.url)).send().await.unwrap();
        assert!(reply.status().is_success(), "{path}: {}", reply.status());
        reply.text().await.unwrap()
    }

    /// Changes something; what it is now.
    pub async fn change(&self, method: Method, path: &str, body: Value) -> Value {
        let reply = self.http.request(method, format!("{}{path}", self.url)).json(&body).send().await.unwrap();
        let status = reply.status();
        let answer: Value = reply.json().await.unwrap();
        assert!(status.is_success(), "{path} {body}: {status} {answer}");
        answer
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        self.change(Method::POST, path, body).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Value {
        self.change(Method::PATCH, path, body).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Value {
        self.change(Method::PUT, path, body).await
    }

    /// Sends an interaction that no honest client would: all that is said about it.
    pub async fn forge(&self, who: &Person, kind: u8, channel: u64, message: Option<u64>, data: Value) -> String {
        let message = message.map(|message| message.to_string());
        let body = json!({
            "type": kind, "channel": channel.to_string(), "message": message, "data": data, "wait_ms": 10_000,
        });
        let outcome = self.post(&format!("/people/{}/interactions", who.id()), body).await;
        let messages = outcome["messages"].as_array().cloned().unwrap_or_default();
        let said: Vec<_> = messages.iter().filter_map(|message| message["content"].as_str()).collect();
        format!("{}{}", said.join("\n"), outcome["error"].as_str().unwrap_or_default())
    }

    /// What a client sends for `/jules …` with text options.
    pub async fn typed(&self, subcommand: &str, options: &[(&str, &str)]) -> Value {
        let world = self.get("/world").await;
        let command = &world["commands"][0];
        assert_eq!(command["name"], "jules", "{world}");
        let options: Vec<_> =
            options.iter().map(|(name, value)| json!({ "type": 3, "name": name, "value": value })).collect();
        json!({
            "id": command["id"], "name": "jules", "type": 1, "guild_id": command["guild_id"],
            "options": [{ "type": 1, "name": subcommand, "options": options }],
        })
    }
}
