//! Uploaded files: storing, signed addresses that expire, serving.

use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

use super::Discord;
use super::call::Upload;
use super::model::File;
use super::state::State;

/// The signature of an attachment's address, which holds from one time to another.
pub(crate) fn sign(id: u64, issued: i64, expires: i64) -> String {
    let digest = Sha256::digest(format!("attachment {id} from {issued} until {expires}"));
    digest.iter().take(16).fold(String::new(), |out, byte| out + &format!("{byte:02x}"))
}

/// Percent-encodes a file name for a URL.
pub(crate) fn encode(name: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    name.bytes().fold(String::new(), |out, byte| {
        if keep(byte) { out + &char::from(byte).to_string() } else { out + &format!("%{byte:02X}") }
    })
}

/// Decodes percent-escapes; what is no escape stays.
pub(crate) fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        if let Some(byte) = escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            out.push(byte);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A file's name as Discord keeps it: spaces become underscores, some characters go.
pub(crate) fn tidy(name: &str) -> String {
    let kept = |letter: char| match letter {
        ' ' => Some('_'),
        '/' | '\\' | '"' | ':' | '<' | '>' | '|' | '?' | '*' => None,
        other if other.is_control() => None,
        other => Some(other),
    };
    let name: String = name.chars().filter_map(kept).collect();
    if name.is_empty() { "unknown".to_owned() } else { name }
}

/// Width and height of a PNG.
pub(crate) fn picture_size(bytes: &[u8]) -> Option<(u32, u32)> {
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return None;
    }
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    Some((number(16)?, number(20)?))
}

/// The media type Discord derives from a file's name.
pub(crate) fn content_type(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    match ending.as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "json" => "application/json; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "py" => "text/x-python; charset=utf-8",
        "svg" => "image/svg+xml",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "mp4" => "video/mp4",
        "ogg" => "audio/ogg",
        "txt" | "log" | "patch" | "diff" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

impl State {
    /// Keeps an upload and gives it an id.
    pub(crate) fn store(&mut self, channel: u64, upload: &Upload, description: Option<String>) -> u64 {
        let id = self.next_id();
        let kind = match upload.content_type.as_deref() {
            Some(given) if given != "application/octet-stream" => given.to_owned(),
            _ => content_type(&upload.name).to_owned(),
        };
        let name = tidy(&upload.name);
        let file = File { name, content_type: kind, bytes: upload.bytes.clone(), description, channel };
        self.files.insert(id, file);
        id
    }
}

/// GET /attachments/{channel}/{id}/{name}
pub(crate) fn serve(discord: &Discord, id: &str, query: &std::collections::HashMap<String, String>) -> Response {
    let gone = || (StatusCode::NOT_FOUND, "This content is no longer available.").into_response();
    let Ok(id) = id.parse::<u64>() else { return gone() };
    let time = |key: &str| query.get(key).and_then(|hex| i64::from_str_radix(hex, 16).ok()).unwrap_or(0);
    let (issued, expires) = (time("is"), time("ex"));
    discord.with(|state| {
        let signed = query.get("hm").is_some_and(|given| *given == sign(id, issued, expires));
        match state.files.get(&id).filter(|_| signed && expires > state.now().timestamp()) {
            None => gone(),
            Some(file) => {
                let kind = [(header::CONTENT_TYPE, file.content_type.clone())];
                (kind, Body::from(file.bytes.clone())).into_response()
            }
        }
    })
}
