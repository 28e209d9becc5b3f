//! One request and its answer: sent when the limits allow, repeated when that is harmless.

use std::net::IpAddr;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::multipart::{Form, Part};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::time::{Instant, sleep};
use tracing::{debug, warn};

use super::breaker::Breaker;
use super::limits::Limiter;
use super::route::{Repeat, Route};
use super::signals::{Limited, Scope, Signals};
use super::{File, WriteError};

/// Discord asks for this form and refuses others (40333). The project has no page yet.
const USER_AGENT: &str = concat!("DiscordBot (https://jules-discord.invalid, ", env!("CARGO_PKG_VERSION"), ")");
/// How often a request is repeated after no answer or a fault.
const REPEATS: u32 = 3;
/// How many 429 one request takes. The waits of well-behaved ones never get there.
const LIMITED: u32 = 8;

/// The numbers a test must be able to change.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tuning {
    /// One short of Discord's 50, in a little more than a second: requests do not arrive as evenly as they leave.
    pub per_second: usize,
    pub refusals: u32,
    pub connect: Duration,
    pub total: Duration,
    pub backoff: Duration,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            per_second: 49,
            refusals: 2_000,
            connect: Duration::from_secs(5),
            total: Duration::from_secs(20),
            backoff: Duration::from_millis(500),
        }
    }
}

/// What goes with a request.
#[derive(Debug)]
pub(super) enum Content<'a> {
    Nothing,
    Json(Value),
    /// `payload_json` and `files[n]`.
    Form(Value, &'a [File]),
}

#[derive(Debug)]
pub(super) struct Transport {
    client: Client,
    /// Knows no token.
    anonymous: Client,
    base: String,
    limiter: Limiter,
    breaker: Breaker,
    backoff: Duration,
}

/// What to do after an attempt.
enum Next {
    Return(Result<Value, WriteError>),
    /// After a fault, or because it never arrived; the error if there were too many.
    Repeat(WriteError),
    /// After a 429.
    Limited(Limited, WriteError),
}

impl Transport {
    pub fn new(api_url: &str, token: &SecretString, tuning: Tuning) -> Result<Self, WriteError> {
        let config = |why: &str| WriteError::Config(why.to_owned());
        let base = checked_base(api_url)?;
        let mut authorization = HeaderValue::from_str(&format!("Bot {}", token.expose_secret().trim()))
            .map_err(|_| config("The Discord token contains characters that no token has; copy it again."))?;
        authorization.set_sensitive(true);
        let client = |headers| {
            Client::builder()
                .user_agent(USER_AGENT)
                .default_headers(headers)
                .redirect(Policy::none())
                // A proxy from the environment would be handed every request, token and all.
                .no_proxy()
                .connect_timeout(tuning.connect)
                .timeout(tuning.total)
                // Shorter than the other end's, or a post meets a connection that is being closed.
                .pool_idle_timeout(Duration::from_secs(30))
                .build()
                .map_err(|error| WriteError::Config(format!("No HTTPS client: {}", error.without_url())))
        };
        let anonymous = client(HeaderMap::new())?;
        let client = client(HeaderMap::from_iter([(AUTHORIZATION, authorization)]))?;
        let (limiter, breaker) = (Limiter::new(tuning.per_second), Breaker::new(tuning.refusals));
        Ok(Self { client, anonymous, base, limiter, breaker, backoff: tuning.backoff })
    }

    /// Waits until something that can wait may be sent.
    pub async fn leisure(&self) {
        self.limiter.leisure().await;
    }

    /// Sends until there is an answer worth returning.
    pub async fn send(&self, route: &Route, content: &Content<'_>) -> Result<Value, WriteError> {
        let (mut repeats, mut limited) = (0, 0);
        self.breaker.check(Instant::now())?;
        let mut turn = self.limiter.turn(route).await;
        loop {
            // Others may have used the budget up while this one waited.
            self.breaker.check(Instant::now())?;
            let next = match self.exchange(route, content).await {
                Ok((status, headers, body)) => {
                    let signals = Signals::read(status, &headers, &body);
                    self.limiter.learn(route, &turn, &signals, Instant::now());
                    self.count(status, &signals);
                    judge(route, status, &body, signals.limited)
                }
                Err(error) => not_answered(route, error),
            };
            match next {
                Next::Return(result) => return result,
                Next::Repeat(error) => {
                    if repeats == REPEATS {
                        return Err(error);
                    }
                    warn!(method = %route.method, route = route.template, %error, "trying again");
                    sleep(jittered(self.backoff, repeats)).await;
                    repeats += 1;
                }
                Next::Limited(limit, error) => {
                    if limited == LIMITED {
                        return Err(error);
                    }
                    warn!(method = %route.method, route = route.template, ?limit, "rate limited");
                    if limit.after.is_none() || limited > 0 {
                        sleep(jittered(self.backoff, limited)).await;
                    }
                    limited += 1;
                }
            }
            turn = self.limiter.again(turn, route).await;
        }
    }

    /// The first `most` bytes of a file at Discord, and whether that is all of it.
    pub async fn download(&self, url: &str, most: usize) -> Result<(Vec<u8>, bool), WriteError> {
        if !self.is_discords(url) {
            return Err(WriteError::Config("The address of a file is not one of Discord's.".to_owned()));
        }
        let unknown = |error| WriteError::Unknown(describe(error));
        let mut response = self.anonymous.get(url).send().await.map_err(unknown)?;
        if !response.status().is_success() {
            return Err(refused(response.status(), b""));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unknown)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > most {
                bytes.truncate(most);
                return Ok((bytes, false));
            }
        }
        Ok((bytes, true))
    }

    /// Where Discord keeps files; beside an API on this machine, that API.
    fn is_discords(&self, url: &str) -> bool {
        let (Ok(url), Ok(base)) = (Url::parse(url), Url::parse(&self.base)) else { return false };
        let stored = ["cdn.discordapp.com", "media.discordapp.net"].map(Some).contains(&url.host_str());
        (url.scheme() == "https" && stored) || (base.scheme() == "http" && url.origin() == base.origin())
    }

    #[cfg(test)]
    pub fn limiter(&self) -> &Limiter {
        &self.limiter
    }

    async fn exchange(
        &self,
        route: &Route,
        content: &Content<'_>,
    ) -> Result<(StatusCode, HeaderMap, Vec<u8>), reqwest::Error> {
        let url = format!("{}{}", self.base, route.path);
        let request = self.client.request(route.method.clone(), url).query(&route.query);
        let request = match content {
            Content::Nothing => request,
            Content::Json(json) => request.json(json),
            Content::Form(json, files) => request.multipart(form(json, files)),
        };
        let response = request.send().await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.bytes().await?.to_vec();
        debug!(method = %route.method, route = route.template, status = status.as_u16(), "Discord answered");
        Ok((status, headers, body))
    }

    fn count(&self, status: StatusCode, signals: &Signals) {
        let shared = signals.limited.is_some_and(|limited| limited.scope == Scope::Shared);
        if matches!(status.as_u16(), 401 | 403 | 429) && !shared {
            self.breaker.count(Instant::now());
        }
    }
}

/// `https`, or plain HTTP to this very machine.
fn checked_base(api_url: &str) -> Result<String, WriteError> {
    let refuse = |why: &str| Err(WriteError::Config(format!("`discord.api_url` {why}.")));
    let Ok(url) = Url::parse(api_url.trim()) else { return refuse("is not a URL") };
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let loopback = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    match url.scheme() {
        "https" => {}
        "http" if loopback => {}
        _ => return refuse("must start with https:// (http:// is for this machine only)"),
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return refuse("must be a plain address");
    }
    Ok(format!("{}/api/v10", url.as_str().trim_end_matches('/')))
}

fn judge(route: &Route, status: StatusCode, body: &[u8], limited: Option<Limited>) -> Next {
    if let Some(limited) = limited {
        return Next::Limited(limited, refused(status, body));
    }
    match status.as_u16() {
        200..=299 if body.is_empty() => Next::Return(Ok(Value::Null)),
        200..=299 => match serde_json::from_slice(body) {
            Ok(json) => Next::Return(Ok(json)),
            Err(_) => repeat_if_safe(route, format!("{status} with a body that is not JSON")),
        },
        401 => Next::Return(Err(WriteError::Unauthorized)),
        408 | 500..=599 => repeat_if_safe(route, status.to_string()),
        _ => Next::Return(Err(refused(status, body))),
    }
}

fn not_answered(route: &Route, error: reqwest::Error) -> Next {
    let never_arrived = error.is_connect();
    let why = describe(error);
    if never_arrived { Next::Repeat(WriteError::NotSent(why)) } else { repeat_if_safe(route, why) }
}

fn repeat_if_safe(route: &Route, why: String) -> Next {
    match route.repeat {
        Repeat::Safe => Next::Repeat(WriteError::Unknown(why)),
        Repeat::Never => Next::Return(Err(WriteError::Unknown(why))),
    }
}

/// Discord's words for a refusal, with the fields it complains about.
fn refused(status: StatusCode, body: &[u8]) -> WriteError {
    let json: Value = serde_json::from_slice(body).unwrap_or_default();
    let mut message = json["message"].as_str().unwrap_or("no reason given").to_owned();
    if let Some(errors) = json.get("errors") {
        message = format!("{message} {errors}");
    }
    let message = message.chars().take(500).collect();
    WriteError::Refused { http: status.as_u16(), code: json["code"].as_i64().unwrap_or_default(), message }
}

/// The error and its causes, without the address.
fn describe(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// Half to all of `base` doubled `times` times, so that many do not come back at once.
fn jittered(base: Duration, times: u32) -> Duration {
    (base * 2_u32.saturating_pow(times)).mul_f64(0.5 + fastrand::f64() / 2.0)
}

fn form(json: &Value, files: &[File]) -> Form {
    let payload = || Part::text(json.to_string());
    let payload = payload().mime_str("application/json").unwrap_or_else(|_| payload());
    let form = Form::new().part("payload_json", payload);
    files.iter().enumerate().fold(form, |form, (n, file)| {
        let part = || Part::bytes(file.bytes.clone());
        let part = part().mime_str(&file.content_type).unwrap_or_else(|_| part());
        form.part(format!("files[{n}]"), part.file_name(file.name.clone()))
    })
}
