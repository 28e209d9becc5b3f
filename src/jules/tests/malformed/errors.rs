//! Errors: told apart by code and status, whatever else stands in the body.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::raw::{Raw, http};
use super::nested;
use crate::jules::model::SessionId;
use crate::jules::{Error, NewSession};

/// What a read and a message make of an answer, which must be the same.
async fn error(answer: Vec<u8>) -> Error {
    let raw = Raw::start(vec![answer]).await;
    let id = SessionId::from("1");
    let read = raw.jules().resume(id.clone()).info().await.unwrap_err();
    let sent = raw.jules().resume(id).send("x").await.unwrap_err();
    assert_eq!(sent, read);
    assert_eq!(raw.asked(), 2);
    sent
}

fn envelope(code: u16, status: &str, message: &str, details: &Value) -> Vec<u8> {
    let body = json!({"error": {"code": code, "message": message, "status": status, "details": details}});
    http(code, &["content-type: application/json"], body.to_string())
}

async fn check(rows: Vec<(Vec<u8>, Error)>) {
    for (answer, expected) in rows {
        let text = String::from_utf8_lossy(&answer).into_owned();
        assert_eq!(error(answer).await, expected, "{text}");
    }
}

#[tokio::test]
async fn every_kind_of_refusal_is_told_apart() {
    let refused = |status: &str, message: &str, details: Value, violations: &[&str]| {
        let violations = violations.iter().map(ToString::to_string).collect();
        let (status, message) = (status.to_owned(), message.to_owned());
        let answer = envelope(400, &status, &message, &details);
        (answer, Error::Refused { http: 400, status, message, violations, doubtful: false })
    };
    let violation = json!([{"@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [{"field": "session.automation_mode", "description": "Invalid value"}]}]);
    let reason = json!([{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "CREDENTIALS_MISSING",
        "metadata": {"method": "google.labs.jules.v1alpha.JulesService.GetSession", "service": "jules.googleapis.com"}}]);
    let unauthenticated = |http, status: &str, message: &str, details: &Value| {
        (envelope(http, status, message, details), Error::Unauthenticated { http, message: message.to_owned() })
    };
    let none = json!([]);
    check(vec![
        refused("INVALID_ARGUMENT", "Unknown name \"x\" at 'session'", none.clone(), &[]),
        refused("INVALID_ARGUMENT", "Invalid value", violation, &["session.automation_mode: Invalid value"]),
        refused("FAILED_PRECONDITION", "Precondition check failed.", none.clone(), &[]),
        unauthenticated(401, "UNAUTHENTICATED", "Request is missing required authentication credential.", &none),
        // It means a bad key, whatever it says.
        unauthenticated(401, "UNAUTHENTICATED", "API keys are not supported by this API.", &reason),
        unauthenticated(403, "PERMISSION_DENIED", "disabled", &none),
    ])
    .await;
    let conflict = error(envelope(409, "ABORTED", "x", &none)).await;
    assert!(conflict.is_transient() && !conflict.is_permanent(), "{conflict:?}");
}

#[tokio::test]
async fn what_is_missing_limited_or_down_is_told_apart() {
    let missing = |message: &str| Error::NotFound { message: message.to_owned() };
    let later = |seconds| Error::RateLimited { retry_after: Some(Duration::from_secs(seconds)) };
    let down = |http, message: &str| Error::Unavailable { http, message: message.to_owned() };
    let retry = json!([{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "7s"}]);
    let (none, html) = (json!([]), &["content-type: text/html"][..]);
    let (gone, busy) = ("Requested entity was not found.", "The service is currently unavailable.");
    let exhausted = "Resource has been exhausted (e.g. check quota).";
    check(vec![
        (envelope(404, "NOT_FOUND", gone, &none), missing(gone)),
        (http(404, html, "<html>404</html>"), missing("")),
        (http(429, &["retry-after: 3"], ""), later(3)),
        (envelope(429, "RESOURCE_EXHAUSTED", exhausted, &retry), later(7)),
        (envelope(429, "RESOURCE_EXHAUSTED", exhausted, &none), Error::RateLimited { retry_after: None }),
        (envelope(500, "INTERNAL", "x", &none), down(500, "x")),
        (http(502, html, "<html><title>Error 502 (Server Error)!!1</title></html>"), down(502, "")),
        (envelope(503, "UNAVAILABLE", busy, &none), down(503, busy)),
        (http(504, &[], ""), down(504, "")),
    ])
    .await;
}

#[tokio::test]
async fn a_status_is_found_in_whatever_envelope() {
    let inner = |rest: &str| format!("{{\"error\":{{\"status\":\"FAILED_PRECONDITION\"{rest}}}}}");
    let mut with_mark = b"\xEF\xBB\xBF".to_vec();
    with_mark.extend(inner("").bytes());
    for body in [
        inner("").into_bytes(),
        inner(",\"code\":\"400\",\"message\":null").into_bytes(),
        inner(",\"details\":null").into_bytes(),
        inner(",\"details\":{}").into_bytes(),
        inner(",\"details\":[null,7,\"x\",[],{\"@type\":\"unheard/of\",\"fieldViolations\":7,\"retryDelay\":{}}]")
            .into_bytes(),
        inner(&format!(",\"details\":{}", nested(300, ""))).into_bytes(),
        inner(",\"details\":[1e999]").into_bytes(),
        inner(",\"details\":[\"\\ud83d\"]").into_bytes(),
        inner(",\"status\":\"FAILED_PRECONDITION\"").into_bytes(),
        format!("[{}]", inner("")).into_bytes(),
        format!(" \n{} ", inner("")).into_bytes(),
        with_mark,
    ] {
        let text = String::from_utf8_lossy(&body).into_owned();
        let raw = Raw::start(vec![http(400, &["content-type: text/plain"], body)]).await;
        let created = raw.jules().create(&NewSession::new("x")).await.unwrap_err();
        // What this decides: whether the session may exist although its create was refused.
        assert!(
            matches!(&created, Error::Refused { status, .. } if status == "FAILED_PRECONDITION"),
            "{text}: {created:?}"
        );
        assert!(created.may_have_happened());
    }
}

#[tokio::test]
async fn an_envelope_that_says_nothing_leaves_the_code() {
    let huge = format!("{{\"error\":{{\"status\":\"ABORTED\",\"message\":\"{}\"}}}}", "x".repeat(3 << 20));
    for body in [
        "",
        "{}",
        "[]",
        "null",
        "{\"error\":7}",
        "{\"error\":[]}",
        "{\"error\":{\"status\":5}}",
        "{\"error\":{\"sta",
        "[{\"error\":null}]",
        "Bad Request",
        "\u{0}\u{1}",
        &nested(100_000, ""),
        &huge,
    ] {
        let error = error(http(400, &[], body)).await;
        let short: String = body.chars().take(60).collect();
        let expected = matches!(&error, Error::Refused { http: 400, status, message, .. } if status.is_empty() && message.is_empty());
        assert!(expected && error.is_permanent(), "{short}: {error:?}");
    }
    let oauth = error(http(400, &[], "{\"error\":\"invalid_grant\"}")).await;
    assert!(oauth.to_string().contains("invalid_grant"));
}

#[tokio::test]
async fn a_message_that_quotes_the_whole_prompt_is_cut() {
    let error = error(envelope(400, "INVALID_ARGUMENT", &"ä".repeat(20_000), &json!([]))).await;
    assert!(error.to_string().chars().count() < 600);
}

#[tokio::test]
async fn a_redirect_is_not_followed_with_the_key() {
    let raw = Raw::start(vec![http(302, &["location: http://127.0.0.1:1/elsewhere"], "")]).await;
    let error = raw.jules().resume(SessionId::from("1")).info().await.unwrap_err();
    assert!(matches!(error, Error::Refused { http: 302, .. }), "{error:?}");
    assert_eq!(raw.asked(), 1);
}
