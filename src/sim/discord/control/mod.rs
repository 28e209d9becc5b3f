//! The control API, under `/control`: what people do, what goes wrong, and what was recorded.
//!
//! JSON in and out. Refusals are 400, or 404 when something named does not exist, with
//! `{"error": "one clear sentence"}`. `{who}` is a person's name or id; a channel is an id or a name
//! (`"dev"`, `"#dev"`, a thread's name); a message is an id. Fields marked `?` may be absent.
//!
//! | route | body or query → answer |
//! |---|---|
//! | `GET /control` | this table |
//! | `GET /control/world` | bot, application, guilds with roles, channels, people, registered commands |
//! | **people** | |
//! | `POST /control/people` | `{name, display?, roles?, guild?, locale?, bot?}` → the person; `bot: true` is another bot, which can write |
//! | `PATCH /control/people/{who}` | `{roles?, nick?, display?, locale?, member?: false, guild?, silent?: true}` → the person; `silent` sends no event |
//! | `GET /control/people/{who}/commands` | `?channel=` → the commands their client offers there, in their language |
//! | `POST /control/people/{who}/commands` | `{channel, command: "jules start", options?: {name: value}, wait_ms?}` → outcome; a file is `{filename, content or base64, content_type?}` |
//! | `POST /control/people/{who}/autocomplete` | `{channel, command, option, value?, options?, wait_ms?}` → outcome with `choices` |
//! | `POST /control/people/{who}/message-commands` | `{channel, message, command, wait_ms?}` → outcome |
//! | `POST /control/people/{who}/user-commands` | `{channel, user, command, wait_ms?}` → outcome |
//! | `POST /control/people/{who}/clicks` | `{channel, message, button, wait_ms?}` → outcome; `button` is a custom id or label |
//! | `POST /control/people/{who}/selects` | `{channel, message, menu, values: [], wait_ms?}` → outcome |
//! | `POST /control/people/{who}/modals` | `{interaction, values: {custom id or label: text, [choices], [files] or true}, wait_ms?}` → outcome |
//! | `POST /control/people/{who}/interactions` | `{type, channel, message?, data, wait_ms?}` → outcome; sends `data` as it is, forged or not |
//! | `POST /control/people/{who}/messages` | `{channel, content?, reply_to?, attachments?: []}` → the message |
//! | `PATCH /control/people/{who}/messages/{message}` | `{channel, content}` → the message |
//! | `DELETE /control/people/{who}/messages/{message}` | `?channel=` → `{}`; dismisses an ephemeral one |
//! | `PUT`, `DELETE /control/people/{who}/reactions` | `{channel, message, emoji}` → `{}` |
//! | `POST /control/people/{who}/typing` | `{channel}` → `{}` |
//! | `POST /control/people/{who}/dm` | → the channel of the direct conversation with the bot |
//! | `PATCH`, `DELETE /control/people/{who}/threads/{thread}` | `{archived?, locked?}` → the thread |
//! | `GET /control/people/{who}/view` | `?channel=` → messages as this person sees them, ephemeral ones too |
//! | `GET /control/interactions/{id}` | `?wait_ms=` → outcome |
//! | **places** | |
//! | `POST /control/guilds` | `{name, owner}` → the guild, with the bot in it and a `#general` |
//! | `PATCH /control/guilds/{guild}` | `{name?, locale?}` → the guild; `first` names the first one |
//! | `POST /control/roles` | `{name, permissions?: ["SEND_MESSAGES"], guild?}` → the role |
//! | `PATCH /control/roles/{role}` | `{name?, permissions?}`; `everyone` and `bot` name those roles |
//! | `POST /control/channels` | `{name, type?: 0 or 15, guild?, tags?: [], flags?}` → the channel |
//! | `GET /control/channels` | channels and threads |
//! | `PATCH /control/channels/{channel}` | `{archived?, locked?, name?}` → the channel, as if a moderator did it |
//! | `DELETE /control/channels/{channel}` | `?silent=true` sends no event |
//! | `PUT /control/channels/{channel}/permissions` | `{who, allow?: [], deny?: []}`; `who` is a person, role, `bot` or `everyone` |
//! | `GET /control/channels/{channel}/messages` | raw messages, oldest first |
//! | `GET /control/channels/{channel}/transcript` | `?as={who}` → text |
//! | `GET /control/channels/{channel}/wait` | `?text=&author=&button=&min=&timeout_ms=` → the message, or 400 with a transcript |
//! | `DELETE /control/messages/{message}` | deletes any message, as a moderator would |
//! | **records** | |
//! | `GET`, `DELETE /control/calls` | `?method=&route=&path=&since=` → REST calls: `{n, at, method, route, path, query, body, status, bucket, who, error?, fault?}` |
//! | `GET /control/gateway` | `{sessions, events}` |
//! | `GET /control/events` | server-sent events of everything, as it happens |
//! | **faults** | |
//! | `POST /control/faults` | `{method?, path?, body?, times?, skip?, failure, after_effect?, code?, retry_after?, scope?, bare?}`; `failure` is `{"status": 503}`, `"hang"`, `"drop"` or `{"delay": ms}` → `{id}` |
//! | `GET`, `DELETE /control/faults` | those to come; forget them all |
//! | `POST /control/gateway` | `{action, …}`: `close {code}`, `empty_close`, `drop`, `reconnect`, `invalid_session {resumable?}`, `refuse_resumes {times}`, `deaf {on}`, `no_ack {on}`, `refuse {for_ms}` |
//! | `GET`, `PATCH /control/settings` | `{rate_limits, message_content, members_intent, presences_intent, interactions_endpoint_url, history_nonce, strict, identifies, answer_within_ms, token_life_ms, nonce_window_ms, heartbeat_ms, max_active_threads, old_edits, latency_ms}`; `rate_limits` is true, false or a factor on every window |
//! | `POST /control/clock` | `{advance_ms}` moves the simulated time ahead |
//!
//! An outcome is `{interaction, status, messages, modal, choices, error}`; `status` is `waiting`, `deferred`,
//! `answered`, `acknowledged`, `updated`, `choices`, `modal` or `failed`. `wait_ms` (10000) is how long to wait
//! for it to be more than `waiting` or `deferred`.

mod people;
mod places;
mod records;
mod switches;

use std::collections::HashMap;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::Discord;
use crate::sim::people::Refused;

/// This file, whose head is the manual.
const MANUAL: &str = include_str!("mod.rs");

/// A route's answer.
type Answer = Result<axum::Json<Value>, Refused>;
/// A query.
type Asked = axum::extract::Query<HashMap<String, String>>;

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = if self.missing { StatusCode::NOT_FOUND } else { StatusCode::BAD_REQUEST };
        (status, axum::Json(json!({ "error": self.reason }))).into_response()
    }
}

/// A body of JSON; one that cannot be read is refused in our words.
struct Body(Value);

impl<S: Send + Sync> axum::extract::FromRequest<S> for Body {
    type Rejection = Refused;

    async fn from_request(request: axum::extract::Request, _: &S) -> Result<Self, Refused> {
        let bytes = axum::body::to_bytes(request.into_body(), 64 * 1024 * 1024)
            .await
            .map_err(|_| Refused::new("the body is too large"))?;
        if bytes.is_empty() {
            return Ok(Self(json!({})));
        }
        let value: Value =
            serde_json::from_slice(&bytes).map_err(|error| Refused::new(format!("the body is not JSON: {error}")))?;
        if value.is_object() { Ok(Self(value)) } else { Err(Refused::new("the body must be a JSON object")) }
    }
}

impl Body {
    /// A text that must be there.
    fn text(&self, key: &str) -> Result<&str, Refused> {
        self.0[key].as_str().ok_or_else(|| Refused::new(format!("{key:?} is missing or not a text")))
    }

    /// An id, as text or number.
    fn id(&self, key: &str) -> Result<u64, Refused> {
        let value = &self.0[key];
        let id = value.as_str().and_then(|text| text.parse().ok()).or_else(|| value.as_u64());
        id.ok_or_else(|| Refused::new(format!("{key:?} is missing or not an id")))
    }

    /// The channel the body names.
    fn channel(&self, discord: &Discord) -> Result<u64, Refused> {
        match &self.0["channel"] {
            Value::Number(id) => discord.channel(&id.to_string()),
            _ => discord.channel(self.text("channel")?),
        }
    }

    /// A list of texts.
    fn texts(&self, key: &str) -> Option<Vec<String>> {
        let list = self.0[key].as_array()?;
        Some(list.iter().map(|each| each.as_str().map_or_else(|| each.to_string(), str::to_owned)).collect())
    }

    /// `wait_ms`.
    fn patience(&self) -> Duration {
        Duration::from_millis(self.0["wait_ms"].as_u64().unwrap_or(10_000))
    }
}

/// A number from a query.
fn number(query: &HashMap<String, String>, key: &str, default: u64) -> u64 {
    query.get(key).and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// All routes, relative to `/control`.
pub(super) fn router() -> Router<Discord> {
    Router::new()
        .route("/", get(manual))
        .route("/world", get(places::world))
        .route("/people", post(people::create))
        .route("/people/{who}", axum::routing::patch(people::change))
        .route("/people/{who}/commands", get(people::commands).post(people::command))
        .route("/people/{who}/autocomplete", post(people::autocomplete))
        .route("/people/{who}/message-commands", post(people::message_command))
        .route("/people/{who}/user-commands", post(people::user_command))
        .route("/people/{who}/clicks", post(people::click))
        .route("/people/{who}/selects", post(people::select))
        .route("/people/{who}/modals", post(people::modal))
        .route("/people/{who}/interactions", post(people::forge))
        .route("/people/{who}/messages", post(people::write))
        .route("/people/{who}/messages/{message}", axum::routing::patch(people::edit).delete(people::delete))
        .route("/people/{who}/reactions", axum::routing::put(people::react).delete(people::unreact))
        .route("/people/{who}/typing", post(people::typing))
        .route("/people/{who}/dm", post(people::dm))
        .route("/people/{who}/threads/{thread}", axum::routing::patch(people::thread).delete(people::delete_thread))
        .route("/people/{who}/view", get(people::view))
        .route("/interactions/{id}", get(people::interaction))
        .route("/guilds", post(places::create_guild))
        .route("/guilds/{guild}", axum::routing::patch(places::change_guild))
        .route("/roles", post(places::create_role))
        .route("/roles/{role}", axum::routing::patch(places::change_role))
        .route("/channels", get(places::channels).post(places::create_channel))
        .route("/channels/{channel}", axum::routing::patch(places::change_channel).delete(places::delete_channel))
        .route("/channels/{channel}/permissions", axum::routing::put(places::permissions))
        .route("/channels/{channel}/messages", get(records::messages))
        .route("/channels/{channel}/transcript", get(records::transcript))
        .route("/channels/{channel}/wait", get(records::wait))
        .route("/messages/{message}", axum::routing::delete(records::delete_message))
        .route("/calls", get(records::calls).delete(records::forget_calls))
        .route("/events", get(records::events))
        .route("/gateway", get(records::gateway).post(switches::gateway))
        .route("/faults", get(switches::faults).post(switches::fault).delete(switches::forget_faults))
        .route("/settings", get(switches::settings).patch(switches::change_settings))
        .route("/clock", post(switches::clock))
}

async fn manual() -> String {
    let head = MANUAL.lines().take_while(|line| line.starts_with("//!"));
    head.map(|line| line.trim_start_matches("//!").trim_start().to_owned() + "\n").collect()
}
