//! Answers as bytes, and the ways to send them badly.

use std::convert::Infallible;
use std::io::{self, Write as _};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures::stream::{self, StreamExt as _};
use serde::Serialize;
use serde_json::Value;

/// Bodies up to here are compressed where they are.
const AT_ONCE: usize = 64 * 1024;

/// An answer that is ready to be sent.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) status: u16,
    pub(super) body: Bytes,
    pub(super) retry_after: Option<u32>,
    /// The session that the call has created.
    pub(super) created: Option<String>,
    pub(super) content_type: &'static str,
    pub(super) gzip: bool,
}

/// How the bytes are sent.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pieces {
    /// In small pieces over this time.
    pub(super) over: Option<Duration>,
    /// Only the first half, and then the connection ends.
    pub(super) cut: bool,
}

impl Ready {
    fn new(status: u16, content_type: &'static str, body: Vec<u8>) -> Self {
        Self { status, body: body.into(), retry_after: None, created: None, content_type, gzip: false }
    }

    pub(super) fn json(status: u16, value: &impl Serialize, pretty: bool) -> Self {
        // Values of our own making always serialise.
        let mut body =
            if pretty { serde_json::to_vec_pretty(value) } else { serde_json::to_vec(value) }.unwrap_or_default();
        if pretty {
            body.push(b'\n');
        }
        Self::new(status, "application/json; charset=UTF-8", body)
    }

    /// A page of items, each as its JSON; nothing at all is left out, as proto3 JSON does.
    pub(super) fn page(name: &str, items: &[Bytes], next: Option<&str>) -> Self {
        let mut body = Vec::with_capacity(items.iter().map(|item| item.len() + 1).sum::<usize>() + 64);
        body.push(b'{');
        if !items.is_empty() {
            body.extend_from_slice(format!("\"{name}\":[").as_bytes());
            body.extend_from_slice(&items[0]);
            for item in &items[1..] {
                body.push(b',');
                body.extend_from_slice(item);
            }
            body.push(b']');
        }
        if let Some(next) = next {
            let comma = if body.len() > 1 { "," } else { "" };
            body.extend_from_slice(format!("{comma}\"nextPageToken\":{}", Value::from(next)).as_bytes());
        }
        body.push(b'}');
        Self::new(200, "application/json; charset=UTF-8", body)
    }

    pub(super) fn empty(status: u16) -> Self {
        Self::new(status, "application/json; charset=UTF-8", Vec::new())
    }

    /// A page of the front end.
    pub(super) fn html(status: u16) -> Self {
        let (title, text) = match status {
            404 => ("Not Found", "The requested URL was not found on this server."),
            _ => ("Server Error", "The server could not complete your request."),
        };
        let body = format!(
            "<!DOCTYPE html>\n<html lang=en>\n<meta charset=utf-8>\n<title>Error {status} ({title})!!1</title>\n\
             <p><b>{status}.</b> <ins>That’s an error.</ins>\n<p>{text} <ins>That’s all we know.</ins>\n"
        );
        Self::new(status, "text/html; charset=UTF-8", body.into_bytes())
    }

    /// Compressed. Levels above the lowest cost a server more time than they save a client.
    pub(super) async fn compressed(self) -> Self {
        let plain = self.body.clone();
        // A page of megabytes takes long enough to hold up every other call of this thread.
        let pressed = if plain.len() > AT_ONCE {
            tokio::task::spawn_blocking(move || press(&plain)).await.unwrap_or_default()
        } else {
            press(&plain)
        };
        // Nothing can fail in memory; if it does, the plain body is as good.
        if pressed.is_empty() { self } else { Self { body: pressed.into(), gzip: true, ..self } }
    }

    /// How many bytes of the body will travel.
    pub(super) fn travels(&self, cut: bool) -> usize {
        if cut { self.body.len() / 2 } else { self.body.len() }
    }

    pub(super) fn into_response(self, pieces: Pieces) -> Response {
        let body = match pieces {
            Pieces { cut: true, .. } => cut(&self.body),
            Pieces { over: Some(over), .. } => slow(self.body, over),
            Pieces { .. } => Body::from(self.body),
        };
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        if self.gzip {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

fn press(plain: &[u8]) -> Vec<u8> {
    let mut pressed = GzEncoder::new(Vec::with_capacity(plain.len() / 4), Compression::fast());
    let written = pressed.write_all(plain);
    written.and_then(|()| pressed.finish()).unwrap_or_default()
}

fn cut(body: &Bytes) -> Body {
    let half = body.slice(..body.len() / 2);
    let end = || Err(io::Error::from(io::ErrorKind::ConnectionReset));
    // The pause lets the first half leave before the error ends the connection.
    Body::from_stream(stream::iter([Ok(half)]).chain(stream::once(async move {
        tokio::time::sleep(Duration::from_millis(20)).await;
        end()
    })))
}

fn slow(body: Bytes, over: Duration) -> Body {
    const PIECES: usize = 20;
    let size = body.len().div_ceil(PIECES).max(1);
    let pause = over / u32::try_from(PIECES).unwrap_or(1);
    Body::from_stream(stream::unfold(body, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(pause).await;
        let piece = rest.split_to(size.min(rest.len()));
        Some((Ok::<_, Infallible>(piece), rest))
    }))
}
