//! The writer over real HTTP, against a server in the same process that answers as told.

mod failing;
mod forums;
mod limiting;
mod posting;
mod pure;
mod reading;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body as HttpBody, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::Writer;
use super::transport::Tuning;

const TOKEN: &str = "canary-token-7Rk";

/// A request as it arrived.
#[derive(Debug, Clone)]
struct Call {
    line: String,
    query: String,
    headers: HashMap<String, String>,
    body: Vec<u8>,
    at: Instant,
}

impl Call {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// What to answer.
#[derive(Debug, Clone)]
struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
    delay: Duration,
}

fn answer(status: u16, body: &Value) -> Answer {
    Answer { status, headers: vec![], body: body.to_string(), delay: Duration::ZERO }
}

fn ok() -> Answer {
    answer(200, &json!({ "id": "77" }))
}

fn refusal(status: u16, code: i64) -> Answer {
    answer(status, &json!({ "code": code, "message": "No" }))
}

impl Answer {
    fn header(mut self, name: &'static str, value: &impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    fn after(mut self, millis: u64) -> Self {
        self.delay = Duration::from_millis(millis);
        self
    }

    fn text(mut self, body: &str) -> Self {
        body.clone_into(&mut self.body);
        self
    }
}

type Rule = dyn Fn(&Call, usize) -> Answer + Send + Sync;

/// A server on loopback that answers by a rule: the call, and how many came before it.
#[derive(Clone)]
struct Fake {
    url: String,
    rule: Arc<Rule>,
    calls: Arc<Mutex<Vec<Call>>>,
    /// How many are being answered now and at most, by request line.
    under_way: Arc<Mutex<HashMap<String, (usize, usize)>>>,
}

impl Fake {
    async fn start(rule: impl Fn(&Call, usize) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let fake = Self { url, rule: Arc::new(rule), calls: Arc::default(), under_way: Arc::default() };
        let router = Router::new().fallback(serve).with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        fake
    }

    /// One answer after the other, then 200 for ever.
    async fn script(answers: impl Into<Vec<Answer>>) -> Self {
        let answers = answers.into();
        Self::start(move |_, n| answers.get(n).cloned().unwrap_or_else(ok)).await
    }

    fn writer(&self) -> Writer {
        self.tuned(quick())
    }

    fn tuned(&self, tuning: Tuning) -> Writer {
        Writer::tuned(&self.url, &SecretString::from(TOKEN), tuning).unwrap()
    }

    fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    fn lines(&self) -> Vec<String> {
        self.calls().into_iter().map(|call| call.line).collect()
    }

    fn most_under_way(&self, line: &str) -> usize {
        self.under_way.lock().unwrap()[line].1
    }
}

/// The production numbers, but for patience.
fn quick() -> Tuning {
    Tuning { total: Duration::from_secs(1), backoff: Duration::from_millis(10), ..Tuning::default() }
}

async fn serve(State(fake): State<Fake>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let line = format!("{} {}", parts.method, parts.uri.path().trim_start_matches("/api/v10"));
    let headers = parts.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    let call = Call {
        line: line.clone(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
        at: Instant::now(),
    };
    {
        let mut under_way = fake.under_way.lock().unwrap();
        let entry = under_way.entry(line.clone()).or_default();
        entry.0 += 1;
        entry.1 = entry.1.max(entry.0);
    }
    let answer = {
        let mut calls = fake.calls.lock().unwrap();
        let answer = (fake.rule)(&call, calls.len());
        calls.push(call);
        answer
    };
    tokio::time::sleep(answer.delay).await;
    fake.under_way.lock().unwrap().get_mut(&line).unwrap().0 -= 1;
    let mut response = Response::builder().status(answer.status);
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    response.body(HttpBody::from(answer.body)).unwrap()
}
