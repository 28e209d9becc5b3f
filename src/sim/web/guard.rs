//! Who may talk to the page's server: this page and programs on this machine, and no other site
//! that a browser happens to have open.
//!
//! A site elsewhere can send requests to loopback, and by a name that it lets point there
//! (DNS rebinding) it could even read the answers. So the name that is asked for must be
//! ours, and what names an origin must come from us.

use axum::extract::{Request, State as Extract};
use axum::http::header::{
    CONTENT_SECURITY_POLICY, HOST, HeaderName, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// Scripts, styles and pictures are ours; nothing is embedded, and nobody embeds us.
const PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                    form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
/// What agents and people uploaded is looked at, never run.
const UPLOADED: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets through what is ours, and marks every answer.
pub(super) async fn check(Extract(port): Extract<u16>, request: Request, next: Next) -> Response {
    let uploaded = request.uri().path().ends_with("/attachments");
    let mut response = if is_ours(request.headers(), port) {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "Only the page itself may ask this.").into_response()
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(if uploaded { UPLOADED } else { PAGE }));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    response
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
