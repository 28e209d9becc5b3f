//! Single requests over real HTTP: what is sent, what is retried, what is believed.

use std::time::Duration;

use futures::StreamExt;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::server::{KEY, Reply, Server, google, status};
use crate::jules::model::{ActivityId, SessionId, SourceName};
use crate::jules::{Cursor, Error, Jules, NewSession, Settings};

#[tokio::test]
async fn requests_say_who_asks_and_send_an_object_even_where_nothing_is_to_say() {
    let server = Server::start().await;
    server.session("1", "AWAITING_PLAN_APPROVAL");
    let session = server.jules().resume(SessionId::from("1"));
    session.approve().await.unwrap();
    session.send("no").await.unwrap();
    session.archive().await.unwrap();
    let calls = server.world().calls.clone();
    assert_eq!(calls[0].line, "POST /sessions/1:approvePlan?");
    assert_eq!(calls[0].body, json!({}));
    assert_eq!(calls[1].body, json!({"prompt": "no"}));
    assert!(calls.iter().all(|call| call.agent.starts_with("jules-discord/")));
}

#[tokio::test]
async fn reads_are_retried_and_changes_are_not() {
    let server = Server::start().await;
    server.session("1", "IN_PROGRESS");
    let session = server.jules().resume(SessionId::from("1"));
    for fault in [status(503), Reply::Break, Reply::Answer(429, Vec::new(), String::new())] {
        server.script("GET /sessions/1?", fault.clone());
        session.info().await.unwrap();
        server.script("sendMessage", fault);
        assert!(session.send("x").await.unwrap_err().is_transient());
    }
    assert_eq!(server.count("sendMessage"), 3);
    assert_eq!(server.count("GET /sessions/1?"), 6);
}

#[tokio::test]
async fn an_error_tells_whether_the_change_may_have_happened() {
    let server = Server::start().await;
    server.session("1", "IN_PROGRESS");
    let settings = Settings { timeout: Duration::from_millis(200), ..server.settings() };
    let session = Jules::new(settings).unwrap().resume(SessionId::from("1"));
    for (fault, doubtful) in [
        (Reply::DoThenBreak, true),
        (Reply::DoThen(503), true),
        (Reply::Hang, true),
        (status(429), false),
        (status(404), false),
        (google(400, "INVALID_ARGUMENT"), false),
        (google(401, "UNAUTHENTICATED"), false),
    ] {
        server.script("sendMessage", fault.clone());
        let error = session.send("x").await.unwrap_err();
        assert_eq!(error.may_have_happened(), doubtful, "{fault:?} {error:?}");
        assert!(!format!("{error} {error:?}").contains(KEY), "{error:?}");
    }
    let unreachable = Settings { api_url: "http://127.0.0.1:1/v1alpha".to_owned(), ..server.settings() };
    let error = Jules::new(unreachable).unwrap().resume(SessionId::from("1")).send("x").await.unwrap_err();
    assert!(!error.may_have_happened() && error.is_transient(), "{error:?}");
    assert!(!error.to_string().contains("127.0.0.1:1/"), "{error}");
}

#[tokio::test]
async fn a_refused_key_is_not_tried_again() {
    let server = Server::start().await;
    let settings = Settings { key: "AQ.wrong".to_owned().into(), ..server.settings() };
    let error = Jules::new(settings).unwrap().sources().await.unwrap_err();
    assert!(matches!(error, Error::Unauthenticated { http: 401, .. }));
    assert_eq!(server.count(""), 1);
}

#[tokio::test]
async fn a_create_is_one_post_and_a_refusal_in_doubt() {
    let server = Server::start().await;
    let jules = server.jules();
    let session = jules.create(&NewSession::new("x").titled("t [m1]")).await.unwrap();
    assert_eq!(jules.find_created("m1").await.unwrap().unwrap().id, session.id);
    assert_eq!(jules.find_created("m2").await.unwrap(), None);
    server.script("POST /sessions", google(400, "FAILED_PRECONDITION"));
    assert!(jules.create(&NewSession::new("x")).await.unwrap_err().may_have_happened());
    assert_eq!(server.count("POST"), 2);
}

#[tokio::test]
async fn the_session_of_a_create_that_failed_is_adopted() {
    for fault in [Reply::DoThenBreak, Reply::DoThen(503), Reply::DoThen(504)] {
        let server = Server::start().await;
        server.script("POST /sessions", fault);
        server.script("GET /sessions?", Reply::Answer(200, Vec::new(), "{}".to_owned())); // not in the list yet
        let session = server.jules().session(NewSession::new("x")).await.unwrap();
        assert_eq!(server.count("POST"), 1);
        assert_eq!(server.world().sessions.len(), 1);
        assert_eq!(server.world().sessions[0]["id"], session.id().as_str());
    }
}

#[tokio::test]
async fn a_create_that_left_nothing_is_tried_again_unless_it_was_refused() {
    let server = Server::start().await;
    server.script("POST /sessions", status(503));
    server.jules().run(NewSession::new("x")).await.unwrap();
    assert_eq!(server.world().sessions.len(), 1);
    server.script("POST /sessions", google(400, "FAILED_PRECONDITION"));
    assert!(server.jules().run(NewSession::new("x")).await.is_err());
    assert_eq!(server.count("POST"), 3);
}

#[tokio::test]
async fn modes_have_their_own_defaults() {
    let server = Server::start().await;
    let jules = server.jules();
    jules.session(NewSession::new("a")).await.unwrap();
    jules.run(NewSession::new("b")).await.unwrap();
    let calls = server.world().calls.clone();
    assert_eq!(calls[0].body["requirePlanApproval"], true);
    assert!(calls[0].body.get("automationMode").is_none());
    assert_eq!(calls[1].body["automationMode"], "AUTO_CREATE_PR");
    assert!(calls[1].body.get("requirePlanApproval").is_none());
}

#[tokio::test]
async fn many_sessions_give_their_own_results_in_order() {
    let server = Server::start().await;
    server.script("POST /sessions", google(400, "INVALID_ARGUMENT"));
    let tasks = ["a", "b", "c"].map(NewSession::new).to_vec();
    let results: Vec<_> = server.jules().all(tasks.clone(), 2, CancellationToken::new()).collect().await;
    assert_eq!(results.iter().map(Result::is_ok).collect::<Vec<_>>(), [false, true, true]);
    let cancelled = CancellationToken::new();
    cancelled.cancel();
    let results: Vec<_> = server.jules().all(tasks, 2, cancelled).collect().await;
    assert!(results.iter().all(|result| matches!(result, Err(Error::Cancelled))));
    assert_eq!(server.count("POST"), 3);
}

#[tokio::test]
async fn sources_are_read_page_by_page_and_names_keep_their_slashes() {
    let server = Server::start().await;
    for index in 0..230 {
        server.world().sources.push(json!({"name": format!("sources/github/acme/r{index}")}));
    }
    let jules = server.jules();
    assert_eq!(jules.sources().await.unwrap().len(), 230);
    server.script(
        "GET /sources/github/acme/api?",
        Reply::Answer(200, Vec::new(), json!({"name": "sources/github/acme/api"}).to_string()),
    );
    let source = jules.source(&SourceName::from("sources/github/acme/api")).await.unwrap();
    assert_eq!(source.slug(), "acme/api");
    for bad in ["sources/../sessions", "sources//x", ""] {
        assert!(jules.source(&SourceName::from(bad)).await.is_err(), "{bad}");
    }
}

#[tokio::test]
async fn only_what_is_new_is_read_again() {
    let server = Server::start().await;
    server.session("1", "IN_PROGRESS");
    for index in 0..120 {
        server.progress("1", &format!("a{index}"), index * 10_000);
    }
    let session = server.jules().resume(SessionId::from("1"));
    let all = session.read_since(&Cursor::default()).await.unwrap();
    assert_eq!(all.activities.len(), 120);
    let again = session.read_since(&all.cursor).await.unwrap();
    assert!(again.activities.is_empty());
    assert_eq!(again.cursor.newest(), all.cursor.newest());
    let lines = server.lines("/activities");
    assert_eq!(lines.len(), 3);
    assert!(lines[2].contains("filter=create_time>\"2026-09-02T10:19:"), "{}", lines[2]);
}

#[tokio::test]
async fn a_server_that_ignores_the_filter_is_read_by_token() {
    let server = Server::start().await;
    server.session("1", "IN_PROGRESS");
    server.world().ignored = vec!["filter"];
    for index in 0..5 {
        server.progress("1", &format!("a{index}"), index * 10_000);
    }
    let session = server.jules().resume(SessionId::from("1"));
    let cursor = session.read_since(&Cursor::default()).await.unwrap().cursor;
    for _ in 0..2 {
        assert!(session.read_since(&cursor).await.unwrap().activities.is_empty());
    }
    let lines = server.lines("/activities");
    assert!(
        lines[1].contains("filter=") && lines[2].contains("pageToken=") && !lines[2].contains("filter="),
        "{lines:?}"
    );
}

#[tokio::test]
async fn a_refusal_of_every_parameter_still_gives_what_is_new() {
    let server = Server::start().await;
    server.session("1", "IN_PROGRESS");
    server.world().refused = vec!["filter", "pageToken"];
    server.progress("1", "a", 0);
    let session = server.jules().resume(SessionId::from("1"));
    let cursor = session.read_since(&Cursor::default()).await.unwrap().cursor;
    server.progress("1", "b", 100_000);
    let new = session.read_since(&cursor).await.unwrap();
    assert_eq!(new.activities.len(), 1);
    assert!(session.read_since(&new.cursor).await.unwrap().activities.is_empty());
    assert_eq!(server.count("/activities"), 5, "1 whole, 3 to find the way, 1 by the way found");
}

#[tokio::test]
async fn a_queued_session_has_no_activities_and_a_deleted_one_is_not_found() {
    let server = Server::start().await;
    server.session("1", "QUEUED");
    let session = server.jules().resume(SessionId::from("1"));
    assert_eq!(session.activities().await.unwrap(), Vec::new());
    session.delete().await.unwrap();
    session.delete().await.unwrap();
    assert!(matches!(session.activities().await, Err(Error::NotFound { .. })));
    assert!(matches!(session.activity(&ActivityId::from("a")).await, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn an_answer_that_never_ends_is_given_up_and_tried_again() {
    let server = Server::start().await;
    server.session("1", "IN_PROGRESS");
    server.script("GET /sessions/1?", Reply::Hang);
    let settings = Settings { timeout: Duration::from_millis(150), ..server.settings() };
    let session = Jules::new(settings).unwrap().resume(SessionId::from("1"));
    session.info().await.unwrap();
    assert_eq!(server.count("GET /sessions/1?"), 2);
}
