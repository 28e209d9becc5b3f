//! REST v10: every call goes through here, is matched to an endpoint, limited, answered and recorded.

mod channel_edits;
mod channels;
mod commands;
mod followups;
mod guilds;
mod interactions;
mod messages;
mod pins;
mod polls;
mod reactions;
mod threads;
mod uploads;
mod users;
mod webhooks;

pub(crate) use messages::{SETTABLE, draft, is_said};
pub(crate) use threads::own_memberships;
pub(crate) use webhooks::as_hook;

use std::collections::HashMap;
use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Path, Query, Request, State as Extract};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get};
use chrono::Utc;
use futures::stream;
use serde_json::{Value, json};

use super::Discord;
use super::call::Call;
use super::error::{ApiError, METHOD_NOT_ALLOWED, NOT_FOUND, UNAUTHORIZED};
use super::faults::{Failure, Fault};
use super::limits::{Rate, Verdict};
use super::state::State;
use super::wire::Switch;
use crate::sim::guard;

/// An answer: status and body, where there is one.
type Reply = (u16, Option<Value>);
/// What an endpoint does.
type Handler = fn(&mut State, &Call) -> Result<Reply, ApiError>;

/// One method of one route.
struct Endpoint {
    method: &'static str,
    path: &'static str,
    rate: Rate,
    run: Handler,
}

/// A line of an endpoint table.
const fn on(method: &'static str, path: &'static str, rate: Rate, run: Handler) -> Endpoint {
    Endpoint { method, path, rate, run }
}

#[expect(clippy::unnecessary_wraps, reason = "endpoints end with it")]
fn ok(body: Value) -> Result<Reply, ApiError> {
    Ok((200, Some(body)))
}

#[expect(clippy::unnecessary_wraps, reason = "endpoints end with it")]
fn no_content() -> Result<Reply, ApiError> {
    Ok((204, None))
}

fn endpoints() -> impl Iterator<Item = &'static Endpoint> {
    [
        users::ENDPOINTS,
        guilds::ENDPOINTS,
        channels::ENDPOINTS,
        channel_edits::ENDPOINTS,
        // Before the messages: `pins` is no message's id.
        pins::ENDPOINTS,
        messages::ENDPOINTS,
        reactions::ENDPOINTS,
        threads::ENDPOINTS,
        commands::ENDPOINTS,
        interactions::ENDPOINTS,
        followups::ENDPOINTS,
        webhooks::ENDPOINTS,
        polls::ENDPOINTS,
        uploads::ENDPOINTS,
    ]
    .into_iter()
    .flatten()
}

/// Everything on the port; other sites in somebody's browser get none of it.
pub(super) fn router(discord: &Discord, extra: Option<Router>, port: u16) -> Router {
    let app = Router::new()
        .route("/", any(super::gateway::accept))
        .route("/gateway", any(super::gateway::accept))
        .route("/gateway/", any(super::gateway::accept))
        .route("/api/{*rest}", any(serve))
        .route("/attachments/{channel}/{id}/{name}", get(attachment))
        .nest("/control", super::control::router())
        .fallback(serve)
        .layer(axum::extract::DefaultBodyLimit::disable())
        .with_state(discord.clone());
    let app = match extra {
        Some(extra) => app.nest("/control/jules", extra),
        None => app,
    };
    app.layer(axum::middleware::from_fn_with_state(port, guard::check))
}

async fn attachment(
    Extract(discord): Extract<Discord>,
    Path((_, id, _)): Path<(String, String, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    super::files::serve(&discord, &id, &query)
}

/// Finds the endpoint of a call; fills in the call's parameters.
fn find(call: &mut Call) -> Result<&'static Endpoint, ApiError> {
    let mut known_path = false;
    for endpoint in endpoints() {
        let pattern: Vec<&str> = endpoint.path.split('/').filter(|part| !part.is_empty()).collect();
        if pattern.len() != call.path.len() {
            continue;
        }
        let fits = pattern.iter().zip(&call.path).all(|(part, given)| part.starts_with('{') || part == given);
        if !fits {
            continue;
        }
        known_path = true;
        if endpoint.method == call.method.as_str() {
            let given = pattern.iter().zip(&call.path).filter(|(part, _)| part.starts_with('{'));
            call.params = given.map(|(_, given)| given.clone()).collect();
            return Ok(endpoint);
        }
    }
    Err(if known_path { METHOD_NOT_ALLOWED } else { NOT_FOUND }.into())
}

/// What the socket does with an answered call.
enum Then {
    Answer(Response),
    Hang,
    Drop,
}

async fn serve(
    Extract(discord): Extract<Discord>,
    ConnectInfo(switch): ConnectInfo<Switch>,
    request: Request,
) -> Response {
    let latency = discord.look(|state| state.settings.latency_ms);
    let read = Call::read(request).await;
    let mut call = match read {
        Ok(call) => call,
        Err(error) => return respond(error.status, Some(&error.body), &[], Way::Whole),
    };
    let delay = latency + discord.with(|state| late_by(state, &mut call));
    if delay > 0 {
        tokio::time::sleep(Duration::from_millis(delay)).await;
    }
    match discord.with(|state| handle(state, &mut call)) {
        Then::Answer(response) => response,
        Then::Hang => {
            discord.root().cancelled().await;
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        Then::Drop => {
            switch.cut();
            std::future::pending().await
        }
    }
}

/// A delay fault is spent before the call is handled.
fn late_by(state: &mut State, call: &mut Call) -> u64 {
    let is_delay = |fault: &Fault| matches!(fault.failure, Failure::Delay(_));
    if !state.faults.pending.iter().any(is_delay) {
        return 0;
    }
    let mut others = std::mem::take(&mut state.faults.pending);
    let (delays, rest) = others.drain(..).partition(is_delay);
    state.faults.pending = delays;
    let path = format!("/{}", call.path.join("/"));
    let route = find(call).map_or("", |endpoint| endpoint.path);
    let struck = state.faults.strike(call.method.as_str(), route, &path, &call.body.to_string());
    state.faults.pending.extend(rest);
    match struck.map(|fault| fault.failure) {
        Some(Failure::Delay(millis)) => millis,
        _ => 0,
    }
}

/// Matches, limits, runs and records a call.
fn handle(state: &mut State, call: &mut Call) -> Then {
    let found = find(call);
    let route = found.as_ref().map_or("", |endpoint| endpoint.path);
    let path = format!("/{}", call.path.join("/"));
    let fault = state.faults.strike(call.method.as_str(), route, &path, &call.body.to_string());
    let mut entry = json!({
        "method": call.method.as_str(), "route": route, "path": path, "query": call.query,
        "body": call.body_for_record(), "user_agent": call.user_agent,
    });
    if let Some(fault) = &fault {
        entry["fault"] = json!(fault.id);
    }
    let early = fault.as_ref().filter(|fault| !fault.has_effect());
    let (verdict, answer) = match (&found, early) {
        (_, Some(_)) => (Verdict::free(), Ok((0, None))),
        (Err(error), _) => (Verdict::free(), Err(error.clone())),
        (Ok(endpoint), None) => run(state, call, endpoint, &mut entry),
    };
    let (mut status, mut body) = answer.unwrap_or_else(|error| (error.status, Some(error.body)));
    let mut headers = verdict.headers;
    tell_wait(status, body.as_ref(), &mut headers);
    let (mut end, mut way) = (None, Way::Whole);
    if let Some(fault) = fault {
        entry["had_effect"] = json!(fault.has_effect() && status < 400);
        match fault.failure {
            Failure::Status(code) => (status, body, headers) = failed(&fault, code, headers),
            Failure::Hang => end = Some(Then::Hang),
            Failure::Drop => end = Some(Then::Drop),
            Failure::Cut => way = Way::Half,
            Failure::Trickle(millis) => way = Way::Bytes(Duration::from_millis(millis)),
            Failure::Delay(_) => {}
        }
    }
    entry["status"] = if end.is_some() { Value::Null } else { json!(status) };
    entry["bucket"] = json!(verdict.bucket);
    if let Some(reply) = body.as_ref().filter(|_| status >= 400) {
        entry["error"] = reply.clone();
    }
    if let Some(id) = body.as_ref().map(|body| &body["id"]).filter(|id| id.is_string()) {
        entry["reply_id"] = id.clone();
    }
    state.record_call(entry);
    end.unwrap_or_else(|| Then::Answer(respond(status, body.as_ref(), &headers, way)))
}

/// Checks who asks and how often, then does it.
fn run(state: &mut State, call: &Call, endpoint: &Endpoint, entry: &mut Value) -> (Verdict, Result<Reply, ApiError>) {
    let by_token = endpoint.path.contains("{token}");
    let open = by_token || endpoint.path == "/gateway";
    let given = call.authorization.as_deref().and_then(|text| text.strip_prefix("Bot "));
    let known = given.is_some_and(|token| token == state.app.token);
    entry["who"] = json!(if known {
        "bot"
    } else if by_token {
        "interaction"
    } else {
        "nobody"
    });
    if !known && !open {
        return (Verdict::free(), Err(UNAUTHORIZED.into()));
    }
    let major = match endpoint.path.split('/').nth(1) {
        Some("channels" | "guilds") => call.text(0).to_owned(),
        Some("webhooks" | "interactions") => format!("{}/{}", call.text(0), call.text(1)),
        _ => String::new(),
    };
    let route = format!("{} {}", endpoint.method, endpoint.path);
    let factor = state.settings.rate_limits;
    let verdict = state.limiter.take(&route, &major, endpoint.rate, !by_token, factor, Utc::now());
    if verdict.refused.is_some() {
        let body = verdict.body();
        return (verdict, Err(ApiError { status: 429, body }));
    }
    let answer = (endpoint.run)(state, call);
    (verdict, answer)
}

/// A limit that an endpoint itself keeps (renames) tells its wait as any other 429 does.
fn tell_wait(status: u16, body: Option<&Value>, headers: &mut Vec<(&'static str, String)>) {
    let told = headers.iter().any(|(name, _)| *name == "retry-after");
    let wait = body.and_then(|body| body["retry_after"].as_f64());
    if let Some(wait) = wait.filter(|_| status == 429 && !told) {
        headers.push(("retry-after", format!("{:.0}", wait.ceil())));
        headers.push(("x-ratelimit-scope", "user".into()));
    }
}

type Answer = (u16, Option<Value>, Vec<(&'static str, String)>);

/// The answer that a fault makes.
fn failed(fault: &Fault, status: u16, mut headers: Vec<(&'static str, String)>) -> Answer {
    if status != 429 {
        let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
        let body = match fault.code {
            Some(code) => json!({ "message": reason.unwrap_or("Error"), "code": code }),
            None => json!({ "message": format!("{status}: {}", reason.unwrap_or("Error")), "code": 0 }),
        };
        return (status, Some(body), headers);
    }
    let wait = fault.retry_after.unwrap_or(1.0);
    let scope = fault.scope.clone().unwrap_or_else(|| "user".into());
    let mut body =
        json!({ "message": "You are being rate limited.", "retry_after": wait, "global": scope == "global" });
    if let Some(code) = fault.code {
        body["code"] = json!(code);
    }
    headers.clear();
    if !fault.bare {
        headers.push(("retry-after", format!("{:.0}", wait.ceil())));
        if scope == "global" {
            headers.push(("x-ratelimit-global", "true".into()));
        }
        headers.push(("x-ratelimit-scope", scope));
    }
    (429, Some(body), headers)
}

/// How a body travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Whole,
    Half,
    /// Byte by byte, so far apart.
    Bytes(Duration),
}

fn respond(status: u16, body: Option<&Value>, headers: &[(&'static str, String)], way: Way) -> Response {
    let text = body.map(Value::to_string);
    let text = text.map_or_else(Body::empty, |text| match way {
        Way::Whole => Body::from(text),
        Way::Half => Body::from(text.chars().take(text.chars().count() / 2).collect::<String>()),
        Way::Bytes(pause) => trickle(text.into(), pause),
    });
    let mut response = Response::new(text);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let list = response.headers_mut();
    if body.is_some() {
        list.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            list.insert(*name, value);
        }
    }
    response
}

fn trickle(body: Bytes, pause: Duration) -> Body {
    Body::from_stream(stream::unfold(body, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(pause).await;
        let byte = rest.split_to(1);
        Some((Ok::<_, Infallible>(byte), rest))
    }))
}
