//! What is wrong with a body costs as little as can be: an item, at most a page,
//! never the client. Over real HTTP; the rows are those of jules-api.md 2.1 and
//! 2.2, and worse ones.

mod errors;
mod pages;

use futures::StreamExt;
use serde_json::json;

use super::raw::{self, Raw, http};
use crate::jules::model::{Artifact, Event, SessionId, SessionState};
use crate::jules::{Cursor, Error, Jules, NewSession, Settings, Shown, Streamed, Until};

/// So many `[`, something, and as many `]`.
fn nested(depth: usize, inside: &str) -> String {
    format!("{}{inside}{}", "[".repeat(depth), "]".repeat(depth))
}

#[tokio::test]
async fn what_proto3_leaves_out_is_read_as_its_default() {
    let activities = json!({"activities": [
        {"name": "sessions/1/activities/a", "createTime": "2026-09-02T10:00:00Z",
            "planGenerated": {"plan": {"id": "p", "steps": [{"title": "second", "index": "1"}, {"title": "first"}]}}},
        {"id": "b", "createTime": "2026-09-02T10:00:01Z", "progressUpdated": {}, "artifacts": [
            {"bashOutput": {"command": "true"}}, {"bashOutput": {"command": "false", "exitCode": "1"}},
            {"changeSet": {"gitPatch": {}}}, {"changeSet": {}}, {"hologram": {}}]},
        {"id": "c", "createTime": "2026-09-02T10:00:02Z", "teaServed": {}},
        {"id": "d", "createTime": "2026-09-02T10:00:03Z", "originator": "martian"},
    ]});
    let raw = Raw::start(vec![raw::json(activities.to_string())]).await;
    let read = raw.jules().resume(SessionId::from("1")).activities().await.unwrap();
    let Event::PlanGenerated(plan) = &read[0].event else { panic!("{:?}", read[0]) };
    assert_eq!(plan.steps.iter().map(|step| step.title.as_str()).collect::<Vec<_>>(), ["first", "second"]);
    assert_eq!(read[1].event, Event::Progress { title: String::new(), description: String::new() });
    let [Artifact::Bash(ok), Artifact::Bash(failed), Artifact::ChangeSet(_), Artifact::ChangeSet(_), unknown] =
        &read[1].artifacts[..]
    else {
        panic!("{:?}", read[1])
    };
    assert_eq!((ok.exit_code, failed.exit_code), (0, 1));
    assert_eq!(unknown, &Artifact::Unknown("hologram".to_owned()));
    assert_eq!(read[2].event, Event::Unknown("teaServed".to_owned()));
    assert_eq!(read[3].event, Event::Unknown(String::new()));
}

#[tokio::test]
async fn a_session_and_a_source_may_lack_nearly_everything() {
    let session = json!({"name": "sessions/1", "state": "VERIFYING", "createTime": null, "outputs": {"not": "a list"}});
    let raw = Raw::start(vec![raw::json(session.to_string())]).await;
    let session = raw.jules().resume(SessionId::from("1")).info().await.unwrap();
    assert_eq!(session.state, SessionState::Other("VERIFYING".to_owned()));
    assert_eq!((session.source_context, session.create_time, session.outputs.len()), (None, None, 0));
    let sources =
        json!({"sources": [{"name": "sources/github/a/b", "githubRepo": {"owner": "a", "repo": "b"}}, {}, 7]});
    let raw = Raw::start(vec![raw::json(sources.to_string())]).await;
    let sources = raw.jules().sources().await.unwrap();
    assert_eq!(sources.len(), 1);
    assert!(!sources[0].github_repo.as_ref().unwrap().is_private);
}

#[tokio::test]
async fn a_request_that_is_done_may_be_answered_with_anything() {
    for answer in [http(200, &[], ""), raw::json("{}"), http(204, &[], ""), raw::json("null"), raw::json("[{")] {
        let raw = Raw::start(vec![answer]).await;
        let session = raw.jules().resume(SessionId::from("1"));
        session.approve().await.unwrap();
        session.send("x").await.unwrap();
        session.archive().await.unwrap();
        session.unarchive().await.unwrap();
        session.delete().await.unwrap();
        assert_eq!(raw.asked(), 5);
    }
}

#[tokio::test]
async fn a_resource_that_does_not_say_which_it_is_is_no_answer() {
    for body in [
        "",
        "{}",
        "[]",
        "null",
        "7",
        "{\"id\":\"\"}",
        "{\"id\":{}}",
        "<html>Hello</html>",
        "{\"id\":\"1\"",
        "{\"id\":1e999}",
    ] {
        let raw = Raw::start(vec![raw::json(body)]).await;
        let session = raw.jules().resume(SessionId::from("1"));
        assert!(matches!(session.info().await, Err(Error::Decode { .. })), "{body}");
        // It may exist all the same, so it is never just created again.
        let created = raw.jules().create(&NewSession::new("x")).await.unwrap_err();
        assert!(matches!(created, Error::Decode { .. }) && created.may_have_happened(), "{body}");
    }
}

#[tokio::test]
async fn a_resource_above_the_cap_is_too_large_and_not_read_on() {
    let raw = Raw::start(vec![raw::json(format!("{{\"id\":\"1\",\"title\":\"{}\"}}", "x".repeat(5_000)))]).await;
    let jules = Jules::new(Settings { body_cap: 4_000, ..raw.settings() }).unwrap();
    let error = jules.resume(SessionId::from("1")).info().await.unwrap_err();
    assert!(matches!(error, Error::TooLarge { cap: 4_000 }) && error.is_permanent(), "{error:?}");
    assert_eq!(raw.asked(), 1);
}

#[tokio::test]
async fn a_stream_and_a_snapshot_count_what_they_cannot_give() {
    let page = |items: &str| raw::json(format!("{{\"activities\":[{items}]}}"));
    let session = raw::json("{\"id\":\"1\",\"state\":\"COMPLETED\"}");
    let good = |id: &str, second: u8| format!("{{\"id\":\"{id}\",\"createTime\":\"2026-09-02T10:00:0{second}Z\"}}");
    let odd = format!("\"odd\",{{\"id\":\"deep\",\"artifacts\":{}}}", nested(200, ""));
    let first = page(&format!("{},{odd},{}", good("a", 1), good("b", 2)));
    let again = page(&format!("{odd},{}", good("c", 3)));
    let raw = Raw::start(vec![session.clone(), first.clone(), session.clone(), again, session.clone(), page("")]).await;
    let until = Until { ended: true, ..Until::default() };
    let stream = raw.jules().resume(SessionId::from("1")).stream_until(Cursor::default(), until);
    let told: Vec<String> = stream
        .map(|item| match item.unwrap() {
            Streamed::Activity(activity, _) => activity.id.to_string(),
            Streamed::Skipped(count, _) => format!("{count} skipped"),
            Streamed::End(_) => "end".to_owned(),
        })
        .collect()
        .await;
    assert_eq!(told, ["2 skipped", "a", "b", "c", "end"], "and the same ones are counted once");

    let raw = Raw::start(vec![first, session]).await;
    let snapshot = raw.jules().resume(SessionId::from("1")).snapshot().await.unwrap();
    assert_eq!((snapshot.activities.len(), snapshot.skipped), (2, 2));
}

#[tokio::test]
async fn one_row_that_cannot_be_read_costs_a_list_of_sessions_one_row() {
    let rows = json!({"sessions": [{"id": "1"}, {"title": "whose?"}, 5, {"name": "sessions/2"}], "nextPageToken": "t"});
    let raw = Raw::start(vec![raw::json(rows.to_string())]).await;
    let page = raw.jules().sessions(Shown::All, None).await.unwrap();
    assert_eq!(page.items.iter().map(|session| session.id.as_str()).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!((page.skipped, page.next.as_deref()), (2, Some("t")));
}
