//! What is known after something went wrong, and what is tried again.

use std::time::Duration;

use secrecy::SecretString;
use serenity::model::id::{ChannelId, MessageId};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

use super::super::transport::Tuning;
use super::super::{Outcome, WriteError, Writer};
use super::{Fake, TOKEN, answer, ok, quick, refusal};
use crate::render::body::Body;

const CHANNEL: ChannelId = ChannelId::new(5);
const MESSAGE: MessageId = MessageId::new(6);

async fn post(writer: &Writer) -> Result<MessageId, WriteError> {
    let body = Body { content: "x".to_owned(), ..Body::default() };
    writer.post(CHANNEL, &body, vec![], "n").await
}

async fn edit(writer: &Writer) -> Result<(), WriteError> {
    writer.edit(CHANNEL, MESSAGE, &Body::default()).await
}

#[tokio::test]
async fn a_post_that_met_a_fault_may_have_happened_and_is_not_repeated() {
    let no_id = answer(200, &serde_json::json!({}));
    for fault in [refusal(500, 0), refusal(502, 0), refusal(503, 0), ok().text("<html>"), no_id, ok().after(1500)] {
        let fake = Fake::script([fault.clone()]).await;
        let error = post(&fake.writer()).await.unwrap_err();
        assert!(matches!(error, WriteError::Unknown(_)), "{fault:?}: {error:?}");
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert!(error.is_temporary());
        assert_eq!(fake.calls().len(), 1);
    }
}

#[tokio::test]
async fn a_connection_lost_after_the_request_leaves_the_outcome_unknown() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let mut connections = 0;
        while let Ok((mut stream, _)) = listener.accept().await {
            connections += 1;
            let mut request = [0; 64];
            let _ = stream.read(&mut request).await;
            drop(stream);
            if connections == 5 {
                return;
            }
        }
    });
    let writer = Writer::tuned(&url, &SecretString::from(TOKEN), quick()).unwrap();
    assert_eq!(post(&writer).await.unwrap_err().outcome(), Outcome::Unknown);
    // An edit is repeated three times before that is said.
    assert_eq!(edit(&writer).await.unwrap_err().outcome(), Outcome::Unknown);
    server.await.unwrap();
}

#[tokio::test]
async fn nobody_listening_is_certain_to_have_done_nothing() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let writer = Writer::tuned(&format!("http://127.0.0.1:{port}"), &SecretString::from(TOKEN), quick()).unwrap();
    let error = post(&writer).await.unwrap_err();
    assert!(matches!(error, WriteError::NotSent(_)), "{error:?}");
    assert_eq!(error.outcome(), Outcome::NotDone);
}

#[tokio::test]
async fn what_can_be_repeated_is_repeated_through_a_short_fault() {
    let fake = Fake::script([refusal(500, 0), ok().after(1500), ok().text("<html>")]).await;
    edit(&fake.writer()).await.unwrap();
    assert_eq!(fake.calls().len(), 4);
    let fake = Fake::start(|_, _| refusal(503, 0)).await;
    let error = fake.writer().channel(CHANNEL).await.unwrap_err();
    assert!(matches!(error, WriteError::Unknown(_)), "{error:?}");
    assert_eq!(fake.calls().len(), 4);
}

#[tokio::test]
async fn refusals_are_certain_named_and_never_repeated() {
    type Question = fn(&WriteError) -> bool;
    let cases: [(u16, i64, Question); 9] = [
        (404, 10_003, WriteError::is_gone),
        (404, 10_008, WriteError::is_gone),
        (400, 50_083, WriteError::is_archived),
        (403, 50_013, WriteError::is_forbidden),
        (403, 50_001, WriteError::is_forbidden),
        (403, 160_005, WriteError::is_locked),
        (400, 160_006, WriteError::is_thread_limit),
        (400, 50_035, WriteError::is_content_refused),
        (400, 200_000, WriteError::is_content_refused),
    ];
    for (http, code, question) in cases {
        let fake = Fake::script([refusal(http, code)]).await;
        let error = post(&fake.writer()).await.unwrap_err();
        assert_eq!(error, WriteError::Refused { http, code, message: "No".to_owned() });
        assert!(question(&error), "{error}");
        assert_eq!((error.outcome(), error.is_temporary()), (Outcome::NotDone, false));
        assert_eq!(fake.calls().len(), 1);
    }
}

#[tokio::test]
async fn a_refusal_names_the_fields_and_a_redirect_is_one() {
    let errors = serde_json::json!({ "code": 50_035, "message": "Invalid Form Body", "errors": { "content": "long" } });
    let fake = Fake::script([answer(400, &errors), ok().header("location", &"http://127.0.0.1:1/")]).await;
    let error = post(&fake.writer()).await.unwrap_err();
    assert!(error.to_string().contains("Invalid Form Body {\"content\":\"long\"}"), "{error}");
    let fake = Fake::start(|_, _| answer(302, &serde_json::json!({})).header("location", &"http://127.0.0.1:1/")).await;
    assert!(matches!(post(&fake.writer()).await, Err(WriteError::Refused { http: 302, .. })));
    assert_eq!(fake.calls().len(), 1);
}

#[tokio::test]
async fn a_wrong_token_is_said_as_such() {
    let fake = Fake::start(|_, _| refusal(401, 0)).await;
    assert_eq!(fake.writer().current_user().await.unwrap_err(), WriteError::Unauthorized);
    assert_eq!(fake.calls().len(), 1);
}

#[tokio::test]
async fn too_many_refusals_stop_everything() {
    let fake = Fake::start(|_, _| refusal(403, 50_013)).await;
    let writer = fake.tuned(Tuning { refusals: 5, ..quick() });
    for _ in 0..5 {
        assert!(post(&writer).await.unwrap_err().is_forbidden());
    }
    for result in [post(&writer).await.map(drop), edit(&writer).await] {
        assert!(matches!(result, Err(WriteError::NotSent(_))), "{result:?}");
    }
    assert_eq!(fake.calls().len(), 5);
}

#[tokio::test]
async fn the_token_appears_in_no_error_and_no_debug_output() {
    let fake = Fake::start(|_, _| ok().after(500)).await;
    let writer = fake.tuned(Tuning { total: Duration::from_millis(50), ..quick() });
    let error = post(&writer).await.unwrap_err();
    let text = format!("{error} {error:?} {writer:?}");
    assert!(!text.contains("canary"), "{text}");
    assert!(!error.to_string().contains("127.0.0.1"), "{error}");
}

#[test]
fn only_https_and_this_machine_get_the_token() {
    let open = |url: &str| Writer::new(url, &SecretString::from(TOKEN)).map(drop);
    for fine in
        ["https://discord.com", "https://discord.com/", "http://localhost:1", "http://127.0.0.9", "http://[::1]:1"]
    {
        assert_eq!(open(fine), Ok(()), "{fine}");
    }
    let wrong = [
        "http://discord.com",
        "ftp://x",
        "",
        "discord.com",
        "https://a:b@c",
        "https://x?y",
        "http://127.0.0.1.x.invalid",
    ];
    for url in wrong {
        assert!(matches!(open(url), Err(WriteError::Config(_))), "{url}");
    }
    assert!(matches!(Writer::new("https://discord.com", &SecretString::from("a\nb")), Err(WriteError::Config(_))));
}
