//! What a request says of itself before anything is looked up: its key, and how it wants its answer.

use axum::body::Bytes;
use axum::extract::Query as Pairs;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde_json::Value;

use super::ledger::Call;
use super::operation::Route;
use super::refusal::Refusal;
use super::stamp;

/// Parameters that hold a secret.
const SECRET: &[&str] = &["key", "$key", "access_token", "$access_token", "oauth_token", "$oauth_token"];

/// See the module.
#[derive(Debug)]
pub(super) struct Arrival {
    header_key: Option<String>,
    query_key: Option<String>,
    pretty: Option<bool>,
    /// The answer may come compressed.
    pub(super) gzip: bool,
    form: bool,
}

impl Arrival {
    pub(super) fn of(parts: &Parts) -> Self {
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let pairs = Pairs::<Vec<(String, String)>>::try_from_uri(&parts.uri).map(|Pairs(pairs)| pairs);
        let pairs = pairs.unwrap_or_default();
        let find = |wanted: &str| {
            let found = pairs.iter().rev().find(|(name, _)| name.strip_prefix('$').unwrap_or(name) == wanted);
            found.map(|(_, value)| value.as_str())
        };
        Self {
            header_key: text("x-goog-api-key").map(str::to_owned),
            query_key: find("key").map(str::to_owned),
            pretty: find("prettyPrint").map(|value| matches!(value, "true" | "1" | "")),
            gzip: accepts_gzip(&parts.headers),
            form: text(header::CONTENT_TYPE.as_str())
                .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")),
        }
    }

    /// The key it comes with.
    pub(super) fn key(&self, also_in_query: bool) -> Option<&str> {
        let in_query = self.query_key.as_deref().filter(|_| also_in_query);
        self.header_key.as_deref().filter(|key| !key.is_empty()).or(in_query).filter(|key| !key.is_empty())
    }

    /// Whether its answer is indented.
    pub(super) fn pretty(&self, by_default: bool) -> bool {
        self.pretty.unwrap_or(by_default)
    }

    /// A form is bound like a query, and no message of this API has such fields.
    pub(super) fn check_form(&self, body: &Bytes) -> Result<(), Refusal> {
        if !self.form || body.is_empty() {
            return Ok(());
        }
        let text = String::from_utf8_lossy(body);
        let name = text.split(['=', '&']).next().unwrap_or_default().replace('"', "\\\"");
        Err(Refusal::violations(&[(
            String::new(),
            format!(
                "Invalid JSON payload received. Unknown name \"{name}\": Cannot bind query parameter. \
                 Field '{name}' could not be found in request message."
            ),
        )]))
    }
}

/// `gzip`, or anything; unless its weight is nothing.
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip") || name == "*");
        let weight = parts.find_map(|part| part.strip_prefix("q=")).and_then(|weight| weight.parse::<f32>().ok());
        named && weight.is_none_or(|weight| weight > 0.0)
    })
}

/// The request as the ledger keeps it: with all its bytes counted, and without its secrets.
pub(super) fn call(parts: &Parts, route: &Route, body: &Bytes, key: Option<u32>) -> Call {
    let text = || Value::String(String::from_utf8_lossy(body).into_owned());
    let json = if body.is_empty() { Value::Null } else { serde_json::from_slice(body).unwrap_or_else(|_| text()) };
    let (operation, session) = match route {
        Route::Known { operation, session, .. } => {
            (Some(*operation), Some(session.clone()).filter(|id| !id.is_empty()))
        }
        Route::UnknownVerb | Route::Nowhere => (None, None),
    };
    Call {
        number: 0,
        at: stamp::text(stamp::now(), 6),
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: without_secrets(parts.uri.query().unwrap_or_default()),
        operation,
        session,
        key,
        body: json,
        request_bytes: body.len(),
        status: None,
        response_bytes: 0,
        plain_bytes: 0,
        fault: false,
    }
}

fn without_secrets(query: &str) -> String {
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if SECRET.contains(&name) => format!("{name}=…"),
        _ => pair.to_owned(),
    });
    pairs.collect::<Vec<_>>().join("&")
}
