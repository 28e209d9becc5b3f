//! The simulated Jules over real HTTP. Nothing here sleeps for a duration: it looks until it sees.

mod activities;
mod alone;
mod behaviours;
mod control;
mod create;
mod faults;
mod lifecycle;
mod lists;
mod paging;
mod quotas;
mod scenarios;
mod talk;
mod transport;
mod wire;

use std::time::{Duration, Instant};

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

use super::{Jules, Server, Settings};
use crate::sim::scenario::{Files, Scenario};

/// A scenario of one script, for tests about other things than scripts.
const PLAIN: &str = r#"
[[keys]]
key = "key"
[[keys]]
key = "other"
account = "other"
[[sources]]
owner = "acme"
repo = "todo"
default_branch = "main"
branches = ["main", "dev"]
[knobs.create]
queued_for = "0ms"
burst = 0
[knobs.lists]
lag = "0ms"
[[scripts]]
steps = [
  { plan = { id = "p", steps = ["One", { title = "Two", description = "more" }] } },
  { after = "1s", message = "Working" },
  { after = "1s", completed = {} },
]
"#;

/// A server, and a client of it.
struct World {
    server: Option<Server>,
    jules: Jules,
    http: Client,
}

/// An answer.
#[derive(Debug)]
struct Got {
    status: u16,
    text: String,
    json: Value,
}

impl World {
    async fn new(scenario: Scenario, speed: f64) -> Self {
        let server = Server::start(Settings { port: 0, scenario, speed }).await.unwrap();
        let jules = server.handle();
        // These tests look far more often than the quota of a real client allows.
        jules.turn_knobs(|knobs| knobs.lists.activities_per_minute = 0);
        Self { server: Some(server), jules, http: Client::new() }
    }

    /// The plain scenario, fifty times as fast.
    async fn plain() -> Self {
        Self::with("").await
    }

    /// The plain scenario with knobs as in `{"lists": {"lag": "5s"}}`.
    async fn turned(knobs: Value) -> Self {
        let world = Self::plain().await;
        world.jules.patch_knobs(&knobs).unwrap();
        world
    }

    /// The plain scenario with another script at the front.
    async fn with(script: &str) -> Self {
        let text = format!("{PLAIN}\n{script}");
        Self::new(Scenario::parse("test", &text, Files::new(None)).unwrap(), 50.0).await
    }

    async fn shipped(name: &str, speed: f64) -> Self {
        Self::new(Scenario::load(name).unwrap(), speed).await
    }

    async fn call(&self, method: Method, path: &str, body: Option<&str>) -> Got {
        let request = self.http.request(method, format!("{}/{path}", self.jules.api_url()));
        let request = request.header("X-Goog-Api-Key", self.jules.api_key());
        let request = match body {
            Some(body) => request.header("content-type", "application/json").body(body.to_owned()),
            None => request,
        };
        got(request).await.unwrap()
    }

    async fn get(&self, path: &str) -> Got {
        self.call(Method::GET, path, None).await
    }

    async fn post(&self, path: &str, body: Value) -> Got {
        self.call(Method::POST, path, Some(&body.to_string())).await
    }

    /// Creates a session with what `extra` says, and gives its id.
    async fn create(&self, extra: Value) -> String {
        let mut body = json!({"prompt": "Fix the flaky test"});
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        let got = self.post("sessions", body).await;
        assert_eq!(got.status, 200, "{got:?}");
        got.json["id"].as_str().unwrap().to_owned()
    }

    /// A session that waits for its plan's approval.
    async fn planned(&self) -> String {
        let id = self.create(json!({"requirePlanApproval": true})).await;
        self.until_state(&id, "AWAITING_PLAN_APPROVAL").await;
        id
    }

    async fn approve(&self, id: &str) -> Got {
        self.post(&format!("sessions/{id}:approvePlan"), json!({})).await
    }

    async fn send(&self, id: &str, text: &str) -> Got {
        self.post(&format!("sessions/{id}:sendMessage"), json!({"prompt": text})).await
    }

    /// All activities of a session, from the list call.
    async fn activities(&self, id: &str) -> Vec<Value> {
        let got = self.get(&format!("sessions/{id}/activities?pageSize=100")).await;
        got.json["activities"].as_array().cloned().unwrap_or_default()
    }

    async fn until_state(&self, id: &str, state: &str) {
        self.until(&format!("{id} is {state}"), async || {
            self.get(&format!("sessions/{id}")).await.json["state"] == state
        })
        .await;
    }

    /// Waits for so many activities that hold `key`, and gives all activities.
    async fn until_activities(&self, id: &str, key: &str, count: usize) -> Vec<Value> {
        let mut seen = Vec::new();
        self.until(&format!("{count} {key} in {id}"), async || {
            seen = self.activities(id).await;
            seen.iter().filter(|activity| activity.get(key).is_some()).count() >= count
        })
        .await;
        seen
    }

    /// Looks again and again until it is so; gives up, loudly, after ten seconds.
    async fn until(&self, what: &str, mut so: impl AsyncFnMut() -> bool) {
        let deadline = Instant::now() + Duration::from_secs(10);
        while !so().await {
            assert!(Instant::now() < deadline, "never: {what}\n{:#?}", self.jules.sessions());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

async fn got(request: reqwest::RequestBuilder) -> reqwest::Result<Got> {
    let response = request.send().await?;
    let status: StatusCode = response.status();
    let text = response.text().await?;
    let json = serde_json::from_str(&text).unwrap_or(Value::Null);
    Ok(Got { status: status.as_u16(), text, json })
}

/// The kinds of activities, in order.
fn kinds(activities: &[Value]) -> Vec<String> {
    let common = ["name", "id", "createTime", "originator", "artifacts", "description"];
    let kind = |activity: &Value| {
        let keys = activity.as_object().unwrap().keys().find(|key| !common.contains(&key.as_str()));
        keys.cloned().unwrap_or_default()
    };
    activities.iter().map(kind).collect()
}

/// When an activity was stamped.
fn moment(activity: &Value) -> chrono::DateTime<chrono::FixedOffset> {
    chrono::DateTime::parse_from_rfc3339(activity["createTime"].as_str().unwrap()).unwrap()
}

/// Panics unless it is Google's envelope with this code and status.
fn assert_refused(got: &Got, code: u16, status: &str) {
    assert_eq!(got.status, code, "{got:?}");
    assert_eq!(got.json["error"]["code"], code, "{got:?}");
    assert_eq!(got.json["error"]["status"], status, "{got:?}");
}
