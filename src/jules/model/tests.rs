//! Every row of jules-api.md 2.1, each of which breaks a naive model.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn activity(value: Value) -> Activity {
    serde_json::from_value(value).unwrap()
}

fn event(key: &str, value: impl Into<Value>) -> Event {
    activity(json!({"id": "a", key: value.into()})).event
}

fn session(value: Value) -> Session {
    serde_json::from_value::<Session>(value).unwrap().with_identity()
}

#[test]
fn an_empty_object_is_a_session_without_anything() {
    assert_eq!(session(json!({"name": "sessions/1"})).id.as_str(), "1");
    assert_eq!(session(json!({"id": "1"})).name, "sessions/1");
    assert_eq!(session(json!({})).state, SessionState::Unspecified);
}

#[test]
fn the_first_step_of_a_plan_has_no_index() {
    let plan = json!({"plan": {"id": "p", "steps": [{"id": "b", "title": "second", "index": 1}, {"id": "a", "title": "first"}]}});
    let Event::PlanGenerated(plan) = event("planGenerated", plan) else { panic!() };
    let steps: Vec<_> = plan.steps.iter().map(|step| (step.index, step.title.as_str())).collect();
    assert_eq!(steps, [(0, "first"), (1, "second")]);
}

#[test]
fn a_command_that_succeeded_has_no_exit_code() {
    let one = activity(json!({"id": "a", "artifacts": [{"bashOutput": {"command": "true"}}]}));
    let expected = BashOutput { command: "true".to_owned(), output: String::new(), exit_code: 0 };
    assert_eq!(one.artifacts, [Artifact::Bash(expected)]);
}

#[test]
fn progress_may_be_blank() {
    let blank = Event::Progress { title: String::new(), description: String::new() };
    assert_eq!(event("progressUpdated", json!({})), blank);
    assert_eq!(event("progressUpdated", Value::Null), blank);
}

#[test]
fn a_public_repository_says_nothing_about_it() {
    let source: Source =
        serde_json::from_value(json!({"name": "sources/github/a/b", "githubRepo": {"owner": "a", "repo": "b"}}))
            .unwrap();
    let repo = source.github_repo.clone().unwrap();
    assert!(!repo.is_private && repo.branches.is_empty());
    assert_eq!((source.slug().as_str(), source.default_branch()), ("a/b", None));
}

#[test]
fn a_session_without_a_repository_has_no_source_context() {
    assert_eq!(session(json!({"id": "1", "state": "PLANNING"})).source_context, None);
}

#[test]
fn a_state_of_the_future_is_kept_as_it_is() {
    for (wire, state) in [
        (json!("VERIFYING"), SessionState::Other("VERIFYING".to_owned())),
        (json!("STATE_UNSPECIFIED"), SessionState::Unspecified),
        (json!(7), SessionState::Other("7".to_owned())),
        (Value::Null, SessionState::Unspecified),
    ] {
        assert_eq!(session(json!({"id": "1", "state": wire})).state, state);
    }
    let kept = serde_json::to_value(SessionState::Other("VERIFYING".to_owned())).unwrap();
    assert_eq!(kept, "VERIFYING");
}

#[test]
fn a_patch_may_lack_its_parts() {
    for patch in [json!({}), json!({"unidiffPatch": ""}), json!({"baseCommitId": null}), Value::Null] {
        let one = activity(json!({"id": "a", "artifacts": [{"changeSet": {"gitPatch": patch}}]}));
        assert_eq!(one.artifacts, [Artifact::ChangeSet(ChangeSet::default())]);
    }
}

#[test]
fn unknown_events_artifacts_and_originators_are_kept_by_name() {
    let one = activity(
        json!({"id": "a", "originator": "robot", "teaServed": {"sugar": 2}, "artifacts": [{"hologram": {}}, 5]}),
    );
    assert_eq!(one.event, Event::Unknown("teaServed".to_owned()));
    assert_eq!(one.originator, Originator::Unknown);
    assert_eq!(one.artifacts, [Artifact::Unknown("hologram".to_owned()), Artifact::Unknown(String::new())]);
    assert_eq!(activity(json!({"id": "a"})).event, Event::Unknown(String::new()));
}

#[test]
fn a_known_event_is_found_beside_unknown_keys() {
    let one = activity(json!({"id": "a", "aNewField": 1, "zNewField": {}, "agentMessaged": {"agentMessage": "hi"}}));
    assert_eq!(one.event, Event::AgentMessaged("hi".to_owned()));
}

#[test]
fn every_event_of_today_is_known() {
    let text = |text: &str| text.to_owned();
    assert_eq!(event("planApproved", json!({"planId": "p"})), Event::PlanApproved { plan: PlanId::from("p") });
    assert_eq!(event("userMessaged", json!({"userMessage": "u"})), Event::UserMessaged(text("u")));
    assert_eq!(event("sessionCompleted", json!({})), Event::Completed);
    assert_eq!(event("sessionFailed", json!({"reason": "r"})), Event::Failed { reason: text("r") });
}

#[test]
fn an_id_is_taken_from_the_name_and_without_either_there_is_no_activity() {
    assert_eq!(activity(json!({"name": "sessions/1/activities/abc"})).id.as_str(), "abc");
    for bad in [json!({}), json!({"id": ""}), json!([]), json!("x"), Value::Null] {
        assert!(serde_json::from_value::<Activity>(bad).is_err());
    }
}

#[test]
fn times_may_have_up_to_nine_digits_or_be_unreadable() {
    for (text, nanos) in
        [("01Z", 0), ("01.2Z", 200_000_000), ("01.345678Z", 345_678_000), ("01.123456789Z", 123_456_789)]
    {
        let time = parse_time(&format!("2026-09-02T10:05:{text}")).unwrap();
        assert_eq!(time.timestamp_subsec_nanos(), nanos);
    }
    assert_eq!(parse_time("2026-09-02T12:05:01+02:00"), parse_time("2026-09-02T10:05:01Z"));
    for bad in [json!("yesterday"), json!("9999-12-31T23:59:59-01:00"), json!(1_788_000_000), json!({}), Value::Null] {
        assert_eq!(activity(json!({"id": "a", "createTime": bad})).create_time, None);
    }
}

#[test]
fn a_number_may_be_written_as_text_and_an_id_as_a_number() {
    for (wire, code) in [
        (json!("1"), 1),
        (json!(" -9 "), -9),
        (json!(2.0), 2),
        (json!(2.5), 0),
        (json!(1e300), 0),
        (json!(u64::MAX), 0),
        (json!("x"), 0),
        (json!([1]), 0),
        (Value::Null, 0),
    ] {
        let one = activity(json!({"id": "a", "artifacts": [{"bashOutput": {"exitCode": wire}}]}));
        let Artifact::Bash(bash) = &one.artifacts[0] else { panic!() };
        assert_eq!(bash.exit_code, code, "{wire}");
    }
    assert_eq!(session(json!({"id": 14_361_725_569_735_593_935_u64})).id.as_str(), "14361725569735593935");
    assert_eq!(session(json!({"id": 1.5, "name": "sessions/2"})).id.as_str(), "2");
    assert_eq!(activity(json!({"id": 7})).id.as_str(), "7");
    let plan = event("planGenerated", json!({"plan": {"id": 8}}));
    assert!(matches!(plan, Event::PlanGenerated(plan) if plan.id.as_str() == "8"));
    assert_eq!(event("planApproved", json!({"planId": 8})), Event::PlanApproved { plan: PlanId::from("8") });
}

#[test]
fn outputs_are_read_one_by_one() {
    let outputs =
        json!([{"pullRequest": {"url": "u"}}, 7, {"tea": {}}, {"changeSet": {"gitPatch": {"unidiffPatch": "d"}}}]);
    let session = session(json!({"id": "1", "outputs": outputs}));
    assert_eq!(session.outputs.len(), 3);
    assert_eq!(session.pull_request().unwrap().url, "u");
    assert_eq!(session.change_set().unwrap().git_patch.unidiff_patch, "d");
}

#[test]
fn a_session_id_is_read_from_what_people_paste() {
    let id = Some(SessionId::from("14361725569735593935"));
    for text in [
        "14361725569735593935",
        " sessions/14361725569735593935 ",
        "https://jules.google.com/session/14361725569735593935",
        "jules.google.com/task/14361725569735593935?x=1#y",
    ] {
        assert_eq!(SessionId::parse(text), id, "{text}");
    }
    for text in ["", "abc", "123456789012345678901", "https://example.com/session/1", "12 34"] {
        assert_eq!(SessionId::parse(text), None, "{text}");
    }
}

#[test]
fn a_session_survives_being_stored() {
    let whole = session(json!({"id": "1", "state": "COMPLETED", "createTime": "2026-09-02T10:00:00.5Z",
        "sourceContext": {"source": "sources/github/a/b", "githubRepoContext": {"startingBranch": "main"}},
        "outputs": [{"pullRequest": {"url": "u"}}]}));
    let stored = serde_json::to_string(&whole).unwrap();
    assert_eq!(serde_json::from_str::<Session>(&stored).unwrap(), whole);
}

proptest! {
    /// Whatever stands in any field, the rest is read.
    #[test]
    fn no_value_of_any_field_costs_the_whole(
        field in prop::sample::select(vec![
            "title", "prompt", "sourceContext", "state", "url", "createTime", "outputs", "archived", "name", "requirePlanApproval",
        ]),
        value in prop::sample::select(vec![json!(null), json!(-1), json!("x"), json!([1, {"a": []}]), json!({"source": 5, "x": null}), json!(true)]),
    ) {
        let mut wire = json!({"id": "1", "url": "u"});
        wire[field] = value.clone();
        let read = session(wire);
        prop_assert_eq!(read.id.as_str(), "1");
        let mut wire = json!({"id": "a", "agentMessaged": {"agentMessage": "hi"}});
        wire[if field == "outputs" { "artifacts" } else { field }] = value;
        prop_assert_eq!(activity(wire).event, Event::AgentMessaged("hi".to_owned()));
    }
}
