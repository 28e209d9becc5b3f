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
//! | `PATCH /control/people/{who}` | `{roles?, nick?, display?, locale?, member?: false, timeout_ms?, guild?, silent?: true}` → the person; `silent` sends no event |
//! | `GET /control/people/{who}/commands` | `?channel=` → the commands their client offers there, in their language |
//! | `POST /control/people/{who}/commands` | `{channel, command: "jules start", options?: {name: value}, wait_ms?}` → outcome; a file is `{filename, content or base64, content_type?}` |
//! | `POST /control/people/{who}/autocomplete` | `{channel, command, option, value?, options?, wait_ms?}` → outcome with `choices` |
//! | `POST /control/people/{who}/message-commands` | `{channel, message, command, wait_ms?}` → outcome |
//! | `POST /control/people/{who}/user-commands` | `{channel, user, command, wait_ms?}` → outcome |
//! | `POST /control/people/{who}/clicks` | `{channel, message, button, wait_ms?}` → outcome; `button` is a custom id or label |
//! | `POST /control/people/{who}/selects` | `{channel, message, menu, values: [], wait_ms?}` → outcome; by value or label, people, roles and channels by name |
//! | `POST /control/people/{who}/modals` | `{interaction, values: {custom id or label: text, [choices], [files] or true}, wait_ms?}` → outcome |
//! | `POST /control/people/{who}/interactions` | `{type, channel, message?, data, wait_ms?}` → outcome; sends `data` as it is, forged or not |
//! | `GET /control/interactions/{id}` | `?wait_ms=` → outcome |
//! | `GET /control/interactions/{id}/text` | → what the person sees of it, modal included |
//! | `POST /control/people/{who}/messages` | `{channel, content?, reply_to?, ping?: false, attachments?: [], silent?, stickers?: [], poll?, embeds?}` → the message; `ping: false` replies without notifying, embeds are for other bots |
//! | `PATCH /control/people/{who}/messages/{message}` | `{channel, content}` → the message |
//! | `DELETE /control/people/{who}/messages/{message}` | `?channel=` → `{}`; dismisses an ephemeral one |
//! | `POST /control/people/{who}/forwards` | `{channel, message, to}` → the new message |
//! | `POST /control/people/{who}/votes` | `{channel, message, answers: []}` → the message with the poll |
//! | `PUT`, `DELETE /control/people/{who}/reactions` | `{channel, message, emoji}` → `{}` |
//! | `PUT`, `DELETE /control/people/{who}/pins` | `{channel, message}` → `{}` |
//! | `POST /control/people/{who}/typing` | `{channel}` → `{}` |
//! | `POST /control/people/{who}/dm` | → the channel of the direct conversation with the bot |
//! | `POST /control/people/{who}/posts` | `{channel, name, content?, tags?: [], attachments?: []}` → the post of a forum |
//! | `POST /control/people/{who}/threads` | `{channel, name, message?, private?}` → the thread |
//! | `PATCH`, `DELETE /control/people/{who}/threads/{thread}` | `{archived?, locked?, name?, tags?: []}` → the thread |
//! | `PUT`, `DELETE /control/people/{who}/threads/{thread}/members` | `{user?}` joins, or adds somebody; leaves |
//! | `GET /control/people/{who}/view` | `?channel=` → messages as this person sees them, ephemeral ones too |
//! | `GET /control/people/{who}/attachments` | `?channel=&message=&name=` → the file |
//! | `GET /control/people/{who}/pings` | → `[{channel, message, how, silent, at}]`; `how` is `user`, `reply`, `role`, `everyone` or `direct` |
//! | `GET /control/people/{who}/unread` | → `[{channel, name, messages, pings}]` |
//! | `POST /control/people/{who}/reads` | `{channel}` has read all of it |
//! | **places** | |
//! | `POST /control/guilds` | `{name, owner}` → the guild, with the bot in it and a `#general` |
//! | `PATCH /control/guilds/{guild}` | `{name?, locale?, blocked_words?: [], unavailable?}` → the guild; `first` names the first one; blocked words are auto moderation, unavailable is an outage |
//! | `PUT`, `DELETE /control/guilds/{guild}/bot` | asks the bot back in, throws it out |
//! | `POST /control/roles` | `{name, permissions?: ["SEND_MESSAGES"], mentionable?, guild?}` → the role |
//! | `PATCH /control/roles/{role}` | `{name?, permissions?, mentionable?}`; `everyone` and `bot` name those roles |
//! | `POST /control/channels` | `{name, type?: 0, 4, 5, 15 (forum) or 16 (media), guild?, tags?: [], flags?, topic?, slowmode?, default_auto_archive_duration?}` → the channel |
//! | `GET /control/channels` | channels and threads |
//! | `PATCH /control/channels/{channel}` | `{archived?, locked?, name?, tags?, flags?, topic?, slowmode?}` → the channel, as if its owner did it |
//! | `DELETE /control/channels/{channel}` | `?silent=true` sends no event |
//! | `PUT /control/channels/{channel}/permissions` | `{who, allow?: [], deny?: []}`; `who` is a person, role, `bot` or `everyone` |
//! | `POST /control/channels/{channel}/system` | `{who, type, content?}` → a message in Discord's own words, such as 7 (joined) |
//! | `POST /control/webhooks` | `{channel, name}` → the webhook with its token and `url`, to which anybody can post |
//! | `POST /control/webhooks/{id}/messages` | `{content?, username?, embeds?, thread?}` → the message |
//! | `GET /control/channels/{channel}/messages` | raw messages, oldest first |
//! | `GET /control/channels/{channel}/transcript` | `?as={who}` → text |
//! | `GET /control/channels/{channel}/wait` | `?text=&author=&button=&min=&timeout_ms=` → the message, or 400 with a transcript |
//! | `DELETE /control/messages/{message}` | deletes any message, as a moderator would |
//! | **records** | |
//! | `GET /control/pings` | `?channel=&message=&who=` → who was really notified by what, deleted messages included |
//! | `GET`, `DELETE /control/calls` | `?method=&route=&path=&since=` → REST calls: `{n, at, method, route, path, query, body, status, bucket, who, error?, fault?}` |
//! | `GET /control/gateway` | `{sessions, events}` |
//! | `GET /control/events` | server-sent events of everything, as it happens |
//! | `GET /control/live` | a WebSocket: say `{as, channel?, newest?}`, again when that changes; told is what they see, `{set: {key: thing}, gone: [keys], fresh?}`, and `{typing}`, `{refused}` |
//! | **faults** | |
//! | `POST /control/faults` | `{method?, path?, body?, times?, skip?, failure, after_effect?, code?, retry_after?, scope?, bare?}`; `failure` is `{"status": 503}`, `"hang"`, `"drop"`, `"cut"`, `{"delay": ms}` or `{"trickle": ms}` → `{id}` |
//! | `GET`, `DELETE /control/faults` | those to come; forget them all |
//! | `POST /control/gateway` | `{action, …}`: `close {code}`, `empty_close`, `drop`, `reconnect`, `invalid_session {resumable?}`, `refuse_resumes {times}`, `deaf {on}`, `no_ack {on}`, `refuse {for_ms}`, `mangle {event, times}`, `repeat {event, times}` |
//! | `GET`, `PATCH /control/settings` | `{rate_limits, message_content, members_intent, presences_intent, interactions_endpoint_url, history_nonce, strict, identifies, answer_within_ms, token_life_ms, nonce_window_ms, attachment_life_ms, heartbeat_ms, max_active_threads, old_edits, latency_ms}`; `rate_limits` is true, false or a factor on every window |
//! | `POST /control/clock` | `{advance_ms}` moves the simulated time ahead |
//!
//! An outcome is `{interaction, status, messages, modal, choices, error}`; `status` is `waiting`, `deferred`,
//! `answered`, `acknowledged`, `updated`, `choices`, `modal` or `failed`. `wait_ms` (10000) is how long to wait
//! for it to be more than `waiting` or `deferred`.

mod guilds;
mod interactions;
mod live;
mod people;
mod places;
mod records;
mod switches;
mod writing;

use std::collections::HashMap;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch, post, put};
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
        .route("/world", get(guilds::world))
        .merge(people_routes())
        .route("/interactions/{id}", get(interactions::interaction))
        .route("/interactions/{id}/text", get(interactions::interaction_text))
        .route("/guilds", post(guilds::create_guild))
        .route("/guilds/{guild}", patch(guilds::change_guild))
        .route("/guilds/{guild}/bot", put(guilds::invite).delete(guilds::kick))
        .route("/roles", post(guilds::create_role))
        .route("/roles/{role}", patch(guilds::change_role))
        .route("/channels", get(places::channels).post(places::create_channel))
        .route("/channels/{channel}", patch(places::change_channel).delete(places::delete_channel))
        .route("/channels/{channel}/permissions", put(places::permissions))
        .route("/channels/{channel}/system", post(places::say_as_discord))
        .route("/webhooks", post(places::create_webhook))
        .route("/webhooks/{id}/messages", post(places::write_as_webhook))
        .route("/channels/{channel}/messages", get(records::messages))
        .route("/channels/{channel}/transcript", get(records::transcript))
        .route("/channels/{channel}/wait", get(records::wait))
        .route("/messages/{message}", delete(records::delete_message))
        .route("/pings", get(records::pings))
        .route("/calls", get(records::calls).delete(records::forget_calls))
        .route("/events", get(records::events))
        .route("/live", get(live::connect))
        .route("/gateway", get(records::gateway).post(switches::gateway))
        .route("/faults", get(switches::faults).post(switches::fault).delete(switches::forget_faults))
        .route("/settings", get(switches::settings).patch(switches::change_settings))
        .route("/clock", post(switches::clock))
}

/// Everything under `/people`.
fn people_routes() -> Router<Discord> {
    Router::new()
        .route("/people", post(people::create))
        .route("/people/{who}", patch(people::change))
        .route("/people/{who}/commands", get(interactions::commands).post(interactions::command))
        .route("/people/{who}/autocomplete", post(interactions::autocomplete))
        .route("/people/{who}/message-commands", post(interactions::message_command))
        .route("/people/{who}/user-commands", post(interactions::user_command))
        .route("/people/{who}/clicks", post(interactions::click))
        .route("/people/{who}/selects", post(interactions::select))
        .route("/people/{who}/modals", post(interactions::modal))
        .route("/people/{who}/interactions", post(interactions::forge))
        .route("/people/{who}/messages", post(writing::write))
        .route("/people/{who}/messages/{message}", patch(writing::edit).delete(writing::delete))
        .route("/people/{who}/forwards", post(writing::forward))
        .route("/people/{who}/votes", post(writing::vote))
        .route("/people/{who}/reactions", put(writing::react).delete(writing::unreact))
        .route("/people/{who}/pins", put(writing::pin).delete(writing::unpin))
        .route("/people/{who}/typing", post(writing::typing))
        .route("/people/{who}/dm", post(people::dm))
        .route("/people/{who}/posts", post(writing::post))
        .route("/people/{who}/threads", post(writing::open_thread))
        .route("/people/{who}/threads/{thread}", patch(writing::thread).delete(writing::delete_thread))
        .route("/people/{who}/threads/{thread}/members", put(writing::join).delete(writing::leave))
        .route("/people/{who}/view", get(people::view))
        .route("/people/{who}/attachments", get(people::download))
        .route("/people/{who}/pings", get(people::pings))
        .route("/people/{who}/unread", get(people::unread))
        .route("/people/{who}/reads", post(people::read))
}

async fn manual() -> String {
    let head = MANUAL.lines().take_while(|line| line.starts_with("//!"));
    head.map(|line| line.trim_start_matches("//!").trim_start().to_owned() + "\n").collect()
}
