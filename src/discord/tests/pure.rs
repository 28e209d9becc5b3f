//! The parts that need no server.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::time::Instant;

use super::super::breaker::Breaker;
use super::super::reply::reply;
use super::super::signals::{Limited, Scope, Signals};
use crate::render::body::{Body, Button, Embed, Style};

fn read(status: u16, headers: &[(&'static str, &str)], body: &str) -> Signals {
    let pairs = headers.iter().map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_str(v).unwrap()));
    Signals::read(StatusCode::from_u16(status).unwrap(), &pairs.collect::<HeaderMap>(), body.as_bytes())
}

#[test]
fn retry_after_is_kept_between_nothing_and_a_quarter_of_an_hour() {
    let quarter = Some(Duration::from_mins(15));
    let cases = [
        ("1", Some(Duration::from_secs(1))),
        ("0.25", Some(Duration::from_millis(250))),
        ("-1", Some(Duration::ZERO)),
        ("-inf", Some(Duration::ZERO)),
        ("inf", quarter),
        ("1e300", quarter),
        ("1e999", quarter),
        ("864000", quarter),
        ("NaN", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("", None),
    ];
    for (text, expected) in cases {
        let by_header = read(429, &[("retry-after", text), ("x-ratelimit-bucket", "b")], "{}").limited.unwrap();
        assert_eq!(by_header, Limited { after: expected, scope: Scope::User }, "{text}");
    }
    for (body, expected) in [("{\"retry_after\":1e300}", quarter), ("{\"retry_after\":\"x\"}", None), ("[", None)] {
        assert_eq!(read(429, &[], body).limited.unwrap().after, expected, "{body}");
    }
}

#[test]
fn a_message_that_was_edited_too_often_makes_nothing_else_wait() {
    let signals = read(429, &[("retry-after", "600")], "{\"code\":30046,\"retry_after\":600}");
    assert_eq!(signals.limited, None);
}

#[test]
fn limits_written_as_decimals_are_read_and_nonsense_is_left_out() {
    let headers = [("x-ratelimit-limit", "5.0"), ("x-ratelimit-remaining", "-1"), ("x-ratelimit-reset-after", "NaN")];
    let signals = read(200, &headers, "");
    assert_eq!((signals.limit, signals.remaining, signals.reset_after, signals.limited), (Some(5), None, None, None));
}

#[test]
fn the_breaker_closes_again_when_ten_minutes_are_over() {
    let (breaker, began) = (Breaker::new(2000), Instant::now());
    for n in 0..2000 {
        assert_eq!(breaker.check(began), Ok(()), "{n}");
        breaker.count(began);
    }
    assert!(breaker.check(began).is_err());
    assert!(breaker.check(began + Duration::from_mins(10)).is_err());
    assert_eq!(breaker.check(began + Duration::from_mins(11)), Ok(()));
}

#[test]
fn a_reply_to_an_interaction_is_seen_by_one_person_and_pings_nobody() {
    let press =
        Button::Press { custom_id: "a".to_owned(), label: "A".to_owned(), style: Style::Danger, disabled: true };
    let body = Body {
        content: "@everyone".to_owned(),
        embeds: vec![Embed { title: "T".to_owned(), footer: "F".to_owned(), ..Embed::default() }],
        rows: vec![vec![press]],
        ..Body::default()
    };
    let message = reply(&body).to_slash_initial_response(serenity::builder::CreateInteractionResponseMessage::new());
    let json = serde_json::to_value(message).unwrap();
    assert_eq!(json["flags"], 64);
    assert_eq!(json["allowed_mentions"]["parse"], serde_json::json!([]));
    assert_eq!(json["content"], "@everyone");
    assert_eq!(json["embeds"][0]["footer"]["text"], "F");
    assert_eq!(json["components"][0]["components"][0]["style"], 4);
}
