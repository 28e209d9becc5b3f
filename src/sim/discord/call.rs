//! One REST call as a value: what was asked, by whom, with which body and files.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::{FromRequest as _, Multipart, Query, Request};
use axum::http::{Method, header};
use serde_json::{Value, json};

use super::error::{ApiError, BAD_JSON, Form, TOO_LARGE};
use super::files::decode;

/// Discord's cap on one request.
const MAX_BODY: usize = 25 * 1024 * 1024;

/// One file of a multipart body.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    /// The `n` of `files[n]`.
    pub number: u64,
    pub name: String,
    pub content_type: Option<String>,
    pub bytes: Bytes,
}

/// A REST call.
#[derive(Debug)]
pub(crate) struct Call {
    pub method: Method,
    /// Without `/api/v10`, decoded, one string per segment.
    pub path: Vec<String>,
    pub query: HashMap<String, String>,
    pub body: Value,
    pub files: Vec<Upload>,
    pub authorization: Option<String>,
    pub user_agent: String,
    /// The segments that stand for `{…}` in the route.
    pub params: Vec<String>,
}

impl Call {
    /// Reads a request to its end.
    pub(crate) async fn read(request: Request) -> Result<Self, ApiError> {
        let (mut call, multipart) = Self::head(&request);
        if multipart {
            call.read_multipart(request).await?;
        } else {
            let bytes = axum::body::to_bytes(request.into_body(), MAX_BODY).await.map_err(|_| TOO_LARGE)?;
            if !bytes.is_empty() {
                call.body = serde_json::from_slice(&bytes).map_err(|_| BAD_JSON)?;
            }
        }
        Ok(call)
    }

    /// All but the body, and whether that is multipart.
    fn head(request: &Request) -> (Self, bool) {
        let query = Query::<HashMap<String, String>>::try_from_uri(request.uri()).map(|query| query.0);
        let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let multipart = text(header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("multipart/form-data"));
        let call = Self {
            method: request.method().clone(),
            path: path_of(request.uri().path()),
            query: query.unwrap_or_default(),
            body: Value::Null,
            files: Vec::new(),
            authorization: text(header::AUTHORIZATION),
            user_agent: text(header::USER_AGENT).unwrap_or_default(),
            params: Vec::new(),
        };
        (call, multipart)
    }

    async fn read_multipart(&mut self, request: Request) -> Result<(), ApiError> {
        let mut form = Multipart::from_request(request, &()).await.map_err(|_| BAD_JSON)?;
        let mut loose = serde_json::Map::new();
        let mut total = 0;
        while let Some(field) = form.next_field().await.map_err(|_| BAD_JSON)? {
            let name = field.name().unwrap_or_default().to_owned();
            let file = field.file_name().map(str::to_owned);
            let kind = field.content_type().map(str::to_owned);
            let bytes = field.bytes().await.map_err(|_| TOO_LARGE)?;
            total += bytes.len();
            if total > MAX_BODY {
                return Err(TOO_LARGE.into());
            }
            if name == "payload_json" {
                self.body = serde_json::from_slice(&bytes).map_err(|_| BAD_JSON)?;
            } else if let Some(file) = file {
                let digits: String = name.chars().filter(char::is_ascii_digit).collect();
                let number = digits.parse().unwrap_or(self.files.len() as u64);
                self.files.push(Upload { number, name: file, content_type: kind, bytes });
            } else {
                loose.insert(name, Value::String(String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
        if self.body.is_null() {
            self.body = Value::Object(loose);
        }
        Ok(())
    }

    /// The `n`th `{…}` of the route, as an id.
    pub(crate) fn id(&self, n: usize) -> Result<u64, ApiError> {
        self.params.get(n).map_or(Err(super::error::NOT_FOUND.into()), |text| snowflake(text))
    }

    /// The `n`th `{…}` of the route.
    pub(crate) fn text(&self, n: usize) -> &str {
        self.params.get(n).map_or("", String::as_str)
    }

    /// An id from the query.
    pub(crate) fn query_id(&self, name: &str) -> Result<Option<u64>, ApiError> {
        self.query.get(name).map(|text| snowflake(text)).transpose()
    }

    /// A number from the query within its bounds.
    pub(crate) fn query_number(&self, name: &str, default: usize, max: usize) -> Result<usize, ApiError> {
        let Some(text) = self.query.get(name) else { return Ok(default) };
        let refuse = |code: &str, message: String| Form::refuse(name, code, message);
        let number: usize =
            text.parse().map_err(|_| refuse("NUMBER_TYPE_COERCE", format!("Value \"{text}\" is not int.")))?;
        match number {
            0 => Err(refuse("NUMBER_TYPE_MIN", "int value should be greater than or equal to 1.".into())),
            n if n > max => Err(refuse("NUMBER_TYPE_MAX", format!("int value should be less than or equal to {max}."))),
            n => Ok(n),
        }
    }

    /// Whether the query says `name=true`.
    pub(crate) fn flag(&self, name: &str) -> bool {
        matches!(self.query.get(name).map(String::as_str), Some("true" | "True" | "1"))
    }

    /// What the record of calls says of the body: files by name and size only.
    pub(crate) fn body_for_record(&self) -> Value {
        if self.files.is_empty() {
            return self.body.clone();
        }
        let files = self.files.iter().map(|file| json!({ "filename": file.name, "size": file.bytes.len() }));
        json!({ "payload_json": self.body, "files": files.collect::<Value>() })
    }
}

/// The segments after `/api` and the version.
fn path_of(path: &str) -> Vec<String> {
    let mut parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).map(decode).collect();
    if parts.first().is_some_and(|part| part == "api") {
        parts.remove(0);
    }
    if parts.first().is_some_and(|part| matches!(part.as_str(), "v6" | "v7" | "v8" | "v9" | "v10")) {
        parts.remove(0);
    }
    parts
}

fn snowflake(text: &str) -> Result<u64, ApiError> {
    let refuse = || Form::refuse("id", "NUMBER_TYPE_COERCE", format!("Value \"{text}\" is not snowflake."));
    text.parse().ok().filter(|id| *id > 0).ok_or_else(refuse)
}
