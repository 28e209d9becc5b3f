//! Who may talk to a server on loopback: programs on this machine and its own page, and no other
//! site that a browser happens to have open.
//!
//! A site elsewhere can send requests to loopback and open a WebSocket to it, and by a name that it
//! lets point there (DNS rebinding) it could even read the answers. So the name that is asked for
//! must be ours, and what names an origin must come from us.

use axum::extract::{Request, State as Extract};
use axum::http::header::{HOST, HeaderName, ORIGIN};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets through what is ours, by the port we listen on; a WebSocket begins as a request, and is asked the same.
pub(super) async fn check(Extract(port): Extract<u16>, request: Request, next: Next) -> Response {
    if is_ours(request.headers(), port) {
        return next.run(request).await;
    }
    let sentence = "Only programs on this machine and the page itself may ask this, by 127.0.0.1 or localhost.";
    (StatusCode::FORBIDDEN, axum::Json(json!({ "error": sentence }))).into_response()
}

fn is_ours(headers: &HeaderMap, port: u16) -> bool {
    let text = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or("?"));
    let names = ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}"));
    let host = text(HOST).is_some_and(|host| names.iter().any(|name| name == host));
    let origin = text(ORIGIN).is_none_or(|origin| names.iter().any(|name| origin == format!("http://{name}")));
    let site = text(FETCH_SITE).is_none_or(|site| matches!(site, "same-origin" | "none"));
    host && origin && site
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(lines: &[(&'static str, &'static str)]) -> bool {
        let pairs = lines.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        is_ours(&pairs.collect(), 4012)
    }

    #[test]
    fn the_page_and_programs_on_this_machine_may_ask() {
        assert!(asked(&[("host", "127.0.0.1:4012")]));
        assert!(asked(&[("host", "localhost:4012"), ("origin", "http://localhost:4012")]));
        assert!(asked(&[("host", "[::1]:4012"), ("origin", "http://[::1]:4012"), ("sec-fetch-site", "same-origin")]));
        assert!(asked(&[("host", "127.0.0.1:4012"), ("sec-fetch-site", "none")]));
    }

    #[test]
    fn other_sites_may_not() {
        assert!(!asked(&[]));
        assert!(!asked(&[("host", "evil.example:4012")]), "a name that points here");
        assert!(!asked(&[("host", "127.0.0.1:80")]));
        assert!(!asked(&[("host", "127.0.0.1:4012"), ("origin", "https://evil.example")]));
        assert!(!asked(&[("host", "127.0.0.1:4012"), ("origin", "null")]));
        assert!(!asked(&[("host", "127.0.0.1:4012"), ("origin", "http://127.0.0.1:8080")]), "another port");
        assert!(!asked(&[("host", "127.0.0.1:4012"), ("sec-fetch-site", "cross-site")]));
    }
}
