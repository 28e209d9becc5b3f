//! Lists: what is right in one is given, what is wrong is counted, and one that
//! breaks off is never mistaken for a shorter one.

use super::super::raw::{self, Raw, http};
use super::nested;
use crate::jules::{Error, Shown};

/// The ids that are read, and how many items are not.
async fn read(answer: Vec<u8>) -> Result<(Vec<String>, usize), Error> {
    let raw = Raw::start(vec![answer]).await;
    let page = raw.jules().sessions(Shown::Active, None).await?;
    Ok((page.items.into_iter().map(|session| session.id.0).collect(), page.skipped))
}

fn list(items: impl AsRef<[u8]>) -> Vec<u8> {
    [b"{\"sessions\":[", items.as_ref(), b"]}"].concat()
}

#[tokio::test]
async fn a_page_gives_what_can_be_read_of_it() {
    let deep = |depth| nested(depth, "0");
    let all_null = "{\"id\":\"n\",\"name\":null,\"prompt\":null,\"title\":null,\"sourceContext\":null,\"state\":null,\
         \"url\":null,\"createTime\":null,\"updateTime\":null,\"outputs\":null,\"archived\":null}";
    let times = "{\"id\":\"t\",\"createTime\":\"9999-12-31T23:59:60Z\",\"updateTime\":\"+262144-01-01T00:00:00Z\"},\
         {\"id\":\"u\",\"createTime\":\"2026-02-30T00:00:00Z\",\"updateTime\":-1}";
    let rows: Vec<(&str, Vec<u8>, &[&str], usize)> = vec![
        ("nothing", b"".to_vec(), &[], 0),
        ("white space", b" \r\n\t".to_vec(), &[], 0),
        ("an empty object", b"{}".to_vec(), &[], 0),
        ("an empty list", list(""), &[], 0),
        ("null for a list", b"{\"sessions\":null}".to_vec(), &[], 0),
        ("every kind of nothing", list("null,5,\"x\",[],{},true,{\"id\":\"\"},{\"id\":null}"), &[], 8),
        ("null everywhere", list(all_null), &["n"], 0),
        ("an id that is a number", list("{\"id\":14361725569735593935}"), &["14361725569735593935"], 0),
        ("an id that lost its digits", list("{\"id\":1e30,\"name\":\"sessions/2\"},{\"id\":-1}"), &["2"], 1),
        ("times out of range", list(times), &["t", "u"], 0),
        ("a key twice", list("{\"id\":\"1\",\"id\":\"2\"},{\"id\":\"3\"}"), &["3"], 1),
        ("the list twice", b"{\"sessions\":[{\"id\":\"1\"}],\"sessions\":[{\"id\":\"2\"}]}".to_vec(), &["1", "2"], 0),
        ("invalid UTF-8", list(b"{\"id\":\"\xFF\"},{\"id\":\"1\",\"title\":\"\xC3\x28\"},{\"id\":\"2\"}"), &["2"], 2),
        ("half a character", list("{\"id\":\"1\",\"title\":\"\\ud83d\"},{\"id\":\"2\"}"), &["2"], 1),
        ("a number out of range", list("{\"id\":\"1\",\"archived\":1e999},{\"id\":\"2\",\"new\":1e999}"), &["2"], 1),
        (
            "200 levels where we look",
            list(format!("{{\"id\":\"1\",\"url\":{}}},{{\"id\":\"2\"}}", deep(200))),
            &["2"],
            1,
        ),
        ("200 levels where we do not", list(format!("{{\"id\":\"1\",\"new\":{}}}", deep(200))), &["1"], 0),
        ("a million levels", list(format!("{},{{\"id\":\"2\"}}", deep(1_000_000))), &["2"], 1),
        (
            "levels beside the list",
            format!("{{\"new\":{},\"sessions\":[{{\"id\":\"1\"}}]}}", deep(100_000)).into(),
            &["1"],
            0,
        ),
        ("invalid UTF-8 beside the list", b"{\"new\":\"\xFF\",\"sessions\":[{\"id\":\"1\"}]}".to_vec(), &["1"], 0),
        ("a byte order mark", [b"\xEF\xBB\xBF", &list("{\"id\":\"1\"}")[..]].concat(), &["1"], 0),
        ("broken items", list("{\"id\":},{]},{\"id\":\"1\"}"), &[], 0),
    ];
    for (what, body, ids, skipped) in rows {
        let read = read(raw::json(&body)).await;
        if what == "broken items" {
            assert!(matches!(read, Err(Error::Decode { .. })), "{what}: {read:?}");
            continue;
        }
        assert_eq!(read, Ok((ids.iter().map(ToString::to_string).collect(), skipped)), "{what}");
    }
}

#[tokio::test]
async fn what_the_header_calls_it_does_not_matter() {
    let body = list("{\"id\":\"1\"}");
    for kind in ["text/html", "text/plain; charset=latin1", "application/x-protobuf", "nonsense"] {
        assert_eq!(read(http(200, &[&format!("content-type: {kind}")], &body)).await, Ok((vec!["1".to_owned()], 0)));
    }
    assert_eq!(read(http(200, &[], &body)).await, Ok((vec!["1".to_owned()], 0)));
}

#[tokio::test]
async fn what_is_no_list_is_an_error_that_may_pass() {
    for body in [
        "<!DOCTYPE html><html>Sign in</html>",
        "null",
        "[]",
        "{\"sessions\":{}}",
        "7",
        "\"sessions\"",
        "nul",
        "{",
        "}",
        "{}{}",
        "{\"sessions\":[]]",
    ] {
        let error = read(raw::json(body)).await.unwrap_err();
        assert!(matches!(error, Error::Decode { .. }) && error.is_transient(), "{body}: {error:?}");
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_never_a_shorter_list() {
    let body = br#"{"sessions":[{"id":"1","title":"a\"b"},{"id":"2"}],"nextPageToken":"t"}"#;
    for end in 1..body.len() {
        let cut = &body[..end];
        // Once as if that were all, once as it breaks off on the way.
        let error = read(raw::json(cut)).await.unwrap_err();
        assert!(matches!(error, Error::Decode { .. }), "{}: {error:?}", String::from_utf8_lossy(cut));
        let mut whole = raw::json(body);
        whole.truncate(whole.len() - (body.len() - end));
        let error = read(whole).await.unwrap_err();
        assert!(error.is_transient(), "{}: {error:?}", String::from_utf8_lossy(cut));
    }
}

#[tokio::test]
async fn a_broken_encoding_is_an_error_that_may_pass() {
    let chunked = |body: &str| {
        format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n{body}").into_bytes()
    };
    for answer in [
        chunked("d\r\n{\"sessions\":["),
        chunked("zz\r\n{}\r\n0\r\n\r\n"),
        chunked("ffffffffffffffffffff\r\n{}"),
        http(200, &["content-encoding: gzip"], "{\"sessions\":[]}"),
        b"HTTP/1.1 200 OK\r\ncontent-length: nonsense\r\n\r\n{}".to_vec(),
        b"SSH-2.0-nonsense\r\n".to_vec(),
        Vec::new(),
    ] {
        let text = String::from_utf8_lossy(&answer).into_owned();
        let error = read(answer).await.unwrap_err();
        assert!(error.is_transient() && error.may_have_happened(), "{text}: {error:?}");
    }
    let whole = chunked("d\r\n{\"sessions\":[\r\n1\r\n{\r\nb\r\n\"id\":\"1\"}]}\r\n0\r\n\r\n");
    assert_eq!(read(whole).await, Ok((vec!["1".to_owned()], 0)));
}
