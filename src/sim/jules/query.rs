//! The query string: the parameters of an operation, the system ones, and nothing else.

use std::collections::BTreeMap;

use axum::extract::Query as Pairs;
use axum::http::Uri;

use super::operation::Operation;
use super::refusal::Refusal;
use super::wire::snake;

const SYSTEM: &[&str] = &[
    "$.xgafv",
    "access_token",
    "alt",
    "callback",
    "fields",
    "key",
    "oauth_token",
    "prettyPrint",
    "quotaUser",
    "uploadType",
    "upload_protocol",
];

/// The parameters by their camel-case names.
#[derive(Debug, Default)]
pub(super) struct Query(BTreeMap<String, String>);

impl Query {
    /// Reads the query of a call.
    pub(super) fn of(uri: &Uri, operation: Operation) -> Result<Self, Refusal> {
        let Ok(Pairs(pairs)) = Pairs::<Vec<(String, String)>>::try_from_uri(uri) else {
            return Err(Refusal::invalid());
        };
        let mut query = Self::default();
        let mut unknown = Vec::new();
        for (key, value) in pairs {
            let bare = key.strip_prefix('$').filter(|bare| SYSTEM.contains(bare)).unwrap_or(&key);
            let known = operation.query().iter().find(|name| **name == bare || snake(name) == bare);
            match known.or_else(|| SYSTEM.iter().find(|name| **name == bare)) {
                Some(name) => _ = query.0.insert((*name).to_owned(), value),
                None => unknown.push((
                    String::new(),
                    format!(
                        "Invalid JSON payload received. Unknown name \"{key}\": Cannot bind query parameter. \
                         Field '{key}' could not be found in request message."
                    ),
                )),
            }
        }
        if !unknown.is_empty() {
            return Err(Refusal::violations(&unknown));
        }
        // Whatever else Google may be able to send, this server speaks JSON.
        if query.get("alt").is_some_and(|alt| alt != "json") { Err(Refusal::invalid()) } else { Ok(query) }
    }

    /// A parameter; an empty one counts as absent.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The page size: `default` when absent or 0, coerced to 100.
    pub(super) fn page_size(&self, default: usize) -> Result<usize, Refusal> {
        let Some(text) = self.get("pageSize") else { return Ok(default) };
        let Ok(size) = text.parse::<i32>() else {
            let description = format!("Invalid value at 'page_size' (TYPE_INT32), \"{text}\"");
            return Err(Refusal::violations(&[("page_size".to_owned(), description)]));
        };
        match usize::try_from(size) {
            Ok(0) => Ok(default),
            Ok(size) => Ok(size.min(100)),
            Err(_) => Err(Refusal::invalid()),
        }
    }
}
