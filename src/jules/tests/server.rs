//! A small Jules on loopback for this module's own tests: state that tests
//! change, answers that tests script, and a record of every request.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use chrono::{DateTime, SecondsFormat, Utc};
use futures::StreamExt as _;
use serde_json::{Value, json};

use crate::jules::model::parse_time;
use crate::jules::{Jules, Settings};

pub const KEY: &str = "AQ.the-secret-key";

/// What a scripted request gets instead of its answer.
#[derive(Debug, Clone)]
pub enum Reply {
    /// A status, headers and a body; nothing takes effect.
    Answer(u16, Vec<(&'static str, String)>, String),
    /// It takes effect, then this status without a body.
    DoThen(u16),
    /// It takes effect, then the connection breaks.
    DoThenBreak,
    /// The connection breaks; nothing takes effect.
    Break,
    /// The first half of the answer, then the connection breaks.
    Half,
    /// No answer, ever.
    Hang,
}

/// One request as it arrived.
#[derive(Debug, Clone)]
pub struct Seen {
    /// `GET /sessions/1/activities?pageSize=100`, unescaped.
    pub line: String,
    pub body: Value,
    pub agent: String,
}

#[derive(Debug, Default)]
pub struct World {
    /// Newest first.
    pub sessions: Vec<Value>,
    pub activities: BTreeMap<String, Vec<Value>>,
    pub sources: Vec<Value>,
    pub calls: Vec<Seen>,
    /// The first whose pattern is part of the line answers, once.
    pub script: VecDeque<(String, Reply)>,
    /// As `script`, for ever.
    pub standing: Vec<(String, Reply)>,
    /// Query parts answered with 400.
    pub refused: Vec<&'static str>,
    /// Query parts that have no effect.
    pub ignored: Vec<&'static str>,
    /// Activities come newest first.
    pub reversed: bool,
    /// Whether a message or approval is followed by its activity.
    pub mute: bool,
    made: usize,
}

#[derive(Clone)]
pub struct Server {
    pub url: String,
    world: Arc<Mutex<World>>,
}

impl Server {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1alpha", listener.local_addr().unwrap());
        let server = Self { url, world: Arc::default() };
        let app = axum::Router::new().fallback(answer).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        server
    }

    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    /// Settings with test-sized pauses.
    pub fn settings(&self) -> Settings {
        use std::time::Duration;
        Settings {
            api_url: self.url.clone(),
            poll_min: Duration::from_millis(20),
            poll_max: Duration::from_millis(120),
            retry_min: Duration::from_millis(5),
            retry_max: Duration::from_millis(100),
            retry_for: Duration::from_secs(5),
            ghost_wait: Duration::from_millis(400),
            list_calls_per_minute: 100_000,
            timeout: Duration::from_secs(5),
            ..Settings::new(KEY)
        }
    }

    pub fn jules(&self) -> Jules {
        Jules::new(self.settings()).unwrap()
    }

    /// Adds a session in this state.
    pub fn session(&self, id: &str, state: &str) {
        let session = json!({"name": format!("sessions/{id}"), "id": id, "title": id, "prompt": "p", "state": state,
            "createTime": "2026-09-02T10:00:00Z", "updateTime": "2026-09-02T10:00:00Z"});
        self.world().sessions.insert(0, session);
    }

    pub fn set(&self, id: &str, key: &str, value: Value) {
        let mut world = self.world();
        let session = world.sessions.iter_mut().find(|session| session["id"] == id).unwrap();
        session[key] = value;
    }

    /// Adds an activity at so many milliseconds after ten o'clock.
    pub fn activity(&self, session: &str, id: &str, millis: i64, event: Value) {
        self.world().add(session, id, millis, event);
    }

    pub fn progress(&self, session: &str, id: &str, millis: i64) {
        self.activity(session, id, millis, json!({"progressUpdated": {"title": id}}));
    }

    pub fn script(&self, pattern: &str, reply: Reply) {
        self.world().script.push_back((pattern.to_owned(), reply));
    }

    /// The lines of the requests so far that hold this.
    pub fn lines(&self, pattern: &str) -> Vec<String> {
        self.world().calls.iter().map(|call| call.line.clone()).filter(|line| line.contains(pattern)).collect()
    }

    pub fn count(&self, pattern: &str) -> usize {
        self.lines(pattern).len()
    }
}

pub fn time(millis: i64) -> DateTime<Utc> {
    parse_time("2026-09-02T10:00:00Z").unwrap() + chrono::Duration::milliseconds(millis)
}

pub fn status(http: u16) -> Reply {
    Reply::Answer(http, Vec::new(), String::new())
}

pub fn google(http: u16, status: &str) -> Reply {
    let body = json!({"error": {"code": http, "message": format!("about {KEY}"), "status": status}});
    Reply::Answer(http, Vec::new(), body.to_string())
}

impl World {
    fn add(&mut self, session: &str, id: &str, millis: i64, event: Value) {
        let mut activity = event;
        activity["name"] = json!(format!("sessions/{session}/activities/{id}"));
        activity["id"] = json!(id);
        activity["createTime"] = json!(time(millis).to_rfc3339_opts(SecondsFormat::Micros, true));
        self.activities.entry(session.to_owned()).or_default().push(activity);
    }

    fn newest(&self, session: &str) -> i64 {
        let times = self
            .activities
            .get(session)
            .into_iter()
            .flatten()
            .filter_map(|one| parse_time(one["createTime"].as_str()?));
        times.max().map_or(0, |newest| (newest - time(0)).num_milliseconds())
    }

    fn handle(&mut self, method: &str, path: &str, query: &BTreeMap<String, String>, body: &Value) -> (u16, Value) {
        let parts: Vec<&str> = path.trim_start_matches('/').splitn(4, '/').collect();
        let missing =
            (404, json!({"error": {"code": 404, "message": "Requested entity was not found.", "status": "NOT_FOUND"}}));
        match (method, parts.as_slice()) {
            ("GET", ["sessions"]) => (200, page("sessions", &self.sessions, query)),
            ("POST", ["sessions"]) => {
                self.made += 1;
                let id = format!("{}", 1000 + self.made);
                let mut session = json!({"name": format!("sessions/{id}"), "id": id, "state": "QUEUED"});
                session["title"] = body["title"].clone();
                session["prompt"] = body["prompt"].clone();
                self.sessions.insert(0, session.clone());
                (200, session)
            }
            ("GET", ["sources"]) => (200, page("sources", &self.sources, query)),
            (_, ["sessions", rest, ..]) => {
                let (id, verb) = rest.split_once(':').unwrap_or((rest, ""));
                let Some(at) = self.sessions.iter().position(|session| session["id"] == *id) else { return missing };
                let queued = self.sessions[at]["state"] == "QUEUED";
                match (method, verb, parts.get(2)) {
                    ("GET", "", None) | ("POST", "archive" | "unarchive", None) => (200, self.sessions[at].clone()),
                    ("DELETE", "", None) => {
                        self.sessions.remove(at);
                        (200, Value::Null)
                    }
                    ("GET", "", Some(_)) if !queued => {
                        let all = self.activities.get(id).cloned().unwrap_or_default();
                        let mut page = page("activities", &all, query);
                        if self.reversed
                            && let Some(items) = page["activities"].as_array_mut()
                        {
                            items.reverse();
                        }
                        (200, page)
                    }
                    ("POST", "sendMessage", None) if queued => missing,
                    ("POST", "sendMessage" | "approvePlan", None) => {
                        self.made += 1;
                        let (made, at) = (format!("m{}", self.made), self.newest(id) + 1000);
                        let event = if verb == "approvePlan" {
                            json!({"planApproved": {}, "originator": "user"})
                        } else {
                            json!({"userMessaged": {"userMessage": body["prompt"]}, "originator": "user"})
                        };
                        if !self.mute {
                            self.add(id, &made, at, event);
                        }
                        (200, Value::Null)
                    }
                    _ => missing,
                }
            }
            _ => missing,
        }
    }
}

/// Filter by time, start at a token (an offset of ours or nanoseconds), cut to size.
fn page(key: &str, all: &[Value], query: &BTreeMap<String, String>) -> Value {
    let size: usize = query.get("pageSize").map_or(50, |size| size.parse().unwrap()).min(100);
    let nanos = |item: &Value| parse_time(item["createTime"].as_str()?)?.timestamp_nanos_opt();
    let mut items: Vec<&Value> = all.iter().collect();
    if key == "activities" {
        items.sort_by_key(|item| nanos(item));
        if let Some(after) = query.get("filter").and_then(|filter| filter.strip_prefix("create_time>\"")) {
            let after = parse_time(after.trim_end_matches('"')).unwrap().timestamp_nanos_opt();
            items.retain(|item| nanos(item).is_none() || nanos(item) > after);
        }
    }
    let start = match query.get("pageToken").map(|token| (token.strip_prefix('o'), token.parse::<i64>())) {
        Some((Some(offset), _)) => offset.parse().unwrap(),
        Some((None, Ok(token))) => items.iter().position(|item| nanos(item) >= Some(token)).unwrap_or(items.len()),
        _ => 0,
    };
    let mut page = json!({});
    let shown: Vec<_> = items.iter().skip(start).take(size).collect();
    if !shown.is_empty() {
        page[key] = json!(shown);
    }
    if start + size < items.len() {
        page["nextPageToken"] = json!(format!("o{}", start + size));
    }
    page
}

async fn answer(State(server): State<Server>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap_or_default();
    let header =
        |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let path = head.uri.path().strip_prefix("/v1alpha").unwrap_or("?").to_owned();
    let raw = head.uri.query().unwrap_or_default();
    let mut query: BTreeMap<String, String> =
        reqwest::Url::parse(&format!("http://x/?{raw}")).unwrap().query_pairs().into_owned().collect();
    let shown: Vec<String> = query.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let line = format!("{} {path}?{}", head.method, shown.join("&"));
    let body = serde_json::from_slice(&bytes).unwrap_or_default();
    let reply = {
        let mut world = server.world();
        world.calls.push(Seen { line: line.clone(), body, agent: header("user-agent") });
        let scripted = world.script.iter().position(|(pattern, _)| line.contains(pattern.as_str()));
        let standing = || world.standing.iter().find(|(pattern, _)| line.contains(pattern.as_str())).cloned();
        match scripted {
            Some(at) => world.script.remove(at),
            None => standing(),
        }
    };
    if header("x-goog-api-key") != KEY {
        return respond(401, Vec::new(), "{\"error\":{\"code\":401,\"status\":\"UNAUTHENTICATED\"}}".to_owned());
    }
    let act = |query: &BTreeMap<String, String>| {
        let mut world = server.world();
        let body = serde_json::from_slice(&bytes).unwrap_or_default();
        world.handle(head.method.as_str(), &path, query, &body)
    };
    match reply.map(|(_, reply)| reply) {
        Some(Reply::Answer(http, headers, body)) => return respond(http, headers, body),
        Some(Reply::Break) => std::panic::resume_unwind(Box::new("broken")),
        Some(Reply::Half) => return half(&act(&query).1.to_string()),
        Some(Reply::Hang) => std::future::pending().await,
        Some(Reply::DoThen(http)) => {
            act(&query);
            return respond(http, Vec::new(), String::new());
        }
        Some(Reply::DoThenBreak) => {
            act(&query);
            std::panic::resume_unwind(Box::new("broken"))
        }
        None => {}
    }
    let refused = server.world().refused.clone();
    let ignored = server.world().ignored.clone();
    if refused.iter().any(|part| query.keys().any(|key| key == part)) {
        return respond(400, Vec::new(), "{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\"}}".to_owned());
    }
    query.retain(|key, _| !ignored.contains(&key.as_str()));
    let (http, body) = act(&query);
    respond(http, Vec::new(), if body.is_null() { String::new() } else { body.to_string() })
}

fn half(body: &str) -> Response {
    let half = Bytes::from(body[..body.len() / 2].to_owned());
    let broken = async {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await; // so that the half leaves first
        Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
    };
    Response::new(Body::from_stream(futures::stream::iter([Ok(half)]).chain(futures::stream::once(broken))))
}

fn respond(http: u16, headers: Vec<(&'static str, String)>, body: String) -> Response {
    let mut response = Response::builder().status(http);
    for (name, value) in headers {
        response = response.header(name, value);
    }
    response.body(Body::from(Bytes::from(body))).unwrap()
}
