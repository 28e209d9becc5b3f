//! What a session's activities say when read together. Pure; the activities are
//! expected oldest first, as every read of this client gives them.

use super::model::{Activity, Artifact, ChangeSet, Event, Plan};

/// The plan that waits for approval: the newest one, unless any plan was approved
/// since the first. After an approval, revised plans need none (jules-api.md 1.4).
///
/// ```
/// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
/// # let session = jules.session(NewSession::new("Refactor the dates")).await?;
/// # session.wait_for(&[SessionState::AwaitingPlanApproval], Duration::from_secs(60)).await?;
/// # while session.activities().await?.is_empty() { tokio::task::yield_now().await }
/// let before = session.activities().await?;
/// assert_eq!(history::pending_plan(&before).unwrap().steps.len(), 2);
/// session.approve_and_confirm(Duration::from_secs(600)).await?;
/// # Ok(()) });
/// ```
#[must_use]
pub fn pending_plan(activities: &[Activity]) -> Option<&Plan> {
    activities
        .iter()
        .rev()
        .find_map(|activity| match &activity.event {
            Event::PlanApproved { .. } => Some(None),
            Event::PlanGenerated(plan) => Some(Some(plan)),
            _ => None,
        })?
        .filter(|_| !activities.iter().any(|activity| matches!(activity.event, Event::PlanApproved { .. })))
}

/// The last change set with a patch in it. Change sets are cumulative, so this is
/// the complete one.
///
/// ```
/// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
/// # let session = jules.session(NewSession { require_plan_approval: Some(false), ..NewSession::new("Refactor") }).await?;
/// # session.result(Duration::from_secs(60)).await?;
/// let activities = session.activities().await?;
/// let change = history::last_change_set(&activities).unwrap();
/// assert!(change.git_patch.unidiff_patch.starts_with("diff --git"));
/// # Ok(()) });
/// ```
#[must_use]
pub fn last_change_set(activities: &[Activity]) -> Option<&ChangeSet> {
    let artifacts = activities.iter().rev().flat_map(|activity| activity.artifacts.iter().rev());
    artifacts
        .filter_map(|artifact| match artifact {
            Artifact::ChangeSet(change) => Some(change),
            _ => None,
        })
        .find(|change| !change.git_patch.unidiff_patch.is_empty())
}

/// The last thing Jules said.
///
/// ```
/// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
/// # let session = jules.session(NewSession { require_plan_approval: Some(false), ..NewSession::new("Refactor") }).await?;
/// # session.result(Duration::from_secs(60)).await?;
/// let activities = session.activities().await?;
/// assert!(history::last_message(&activities).unwrap().starts_with("The tests depend"));
/// # Ok(()) });
/// ```
#[must_use]
pub fn last_message(activities: &[Activity]) -> Option<&str> {
    activities.iter().rev().find_map(|activity| match &activity.event {
        Event::AgentMessaged(text) if !text.trim().is_empty() => Some(text.as_str()),
        _ => None,
    })
}

/// Why the session failed, as well as can be told: upstream's reason is always
/// the same sentence and sometimes missing, so the last progress goes with it.
///
/// ```
/// # use jules_discord::jules::{*, model::*, history}; use std::time::Duration; jules_discord::docs::play(async |jules| {
/// # let session = jules.run(NewSession::new("Upgrade the runtime")).await?;
/// # session.result(Duration::from_secs(60)).await?;
/// let reason = history::failure_reason(&session.activities().await?).unwrap();
/// assert!(reason.contains("last progress: Upgrading"));
/// # Ok(()) });
/// ```
#[must_use]
pub fn failure_reason(activities: &[Activity]) -> Option<String> {
    let said = activities.iter().rev().find_map(|activity| match &activity.event {
        Event::Failed { reason } if !reason.trim().is_empty() => Some(reason.trim().to_owned()),
        _ => None,
    });
    let progress = activities.iter().rev().find_map(|activity| match &activity.event {
        Event::Progress { title, description } => {
            let text = if title.trim().is_empty() { description.trim() } else { title.trim() };
            let line = text.lines().next().unwrap_or_default();
            (!line.is_empty()).then(|| format!("last progress: {line}"))
        }
        _ => None,
    });
    match (said, progress) {
        (Some(said), Some(progress)) => Some(format!("{said} ({progress})")),
        (said, progress) => said.or(progress),
    }
}

/// By time; one without a time stays behind the one it was listed after.
pub(super) fn in_order(activities: Vec<Activity>) -> Vec<Activity> {
    let mut time = None;
    let mut dated: Vec<_> = activities
        .into_iter()
        .map(|activity| {
            time = activity.create_time.or(time);
            (time, activity)
        })
        .collect();
    dated.sort_by_key(|(time, _)| *time); // stable: equal times keep the list's order
    dated.into_iter().map(|(_, activity)| activity).collect()
}

/// Whether two texts are the same words; the server may change white space.
pub(super) fn same_words(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

/// Where our message stands: the first with these words.
pub(super) fn find_message(activities: &[Activity], words: &str) -> Option<usize> {
    activities
        .iter()
        .position(|activity| matches!(&activity.event, Event::UserMessaged(text) if same_words(text, words)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(events: &[Value]) -> Vec<Activity> {
        let activity = |(index, event): (usize, &Value)| {
            let mut event = event.clone();
            event["id"] = json!(index.to_string());
            serde_json::from_value(event).unwrap()
        };
        events.iter().enumerate().map(activity).collect()
    }

    fn plan(id: &str) -> Value {
        json!({"planGenerated": {"plan": {"id": id}}})
    }

    #[test]
    fn the_newest_plan_is_pending_until_any_was_approved() {
        assert_eq!(pending_plan(&[]), None);
        assert_eq!(pending_plan(&read(&[plan("1"), plan("2")])).unwrap().id.as_str(), "2");
        let approved = json!({"planApproved": {"planId": "1"}});
        assert_eq!(pending_plan(&read(&[plan("1"), approved.clone()])), None);
        assert_eq!(pending_plan(&read(&[plan("1"), approved, plan("2")])), None, "approval carries forward");
    }

    #[test]
    fn the_last_change_set_that_holds_a_patch_counts() {
        let change = |patch: &str| json!({"progressUpdated": {}, "artifacts": [{"changeSet": {"gitPatch": {"unidiffPatch": patch}}}]});
        let activities = read(&[change("one"), change("two"), change("")]);
        assert_eq!(last_change_set(&activities).unwrap().git_patch.unidiff_patch, "two");
    }

    #[test]
    fn a_failure_is_explained_by_what_there_is() {
        let failed = json!({"sessionFailed": {"reason": "It failed."}});
        let progress = json!({"progressUpdated": {"title": "Ran tests", "description": "x"}});
        let reason = |events: &[Value]| failure_reason(&read(events));
        assert_eq!(reason(&[]), None);
        assert_eq!(reason(std::slice::from_ref(&progress)).unwrap(), "last progress: Ran tests");
        assert_eq!(reason(&[progress, failed]).unwrap(), "It failed. (last progress: Ran tests)");
    }

    #[test]
    fn one_without_a_time_stays_behind_its_neighbour() {
        let at = |second: u8| json!({"createTime": format!("2026-09-02T10:00:0{second}Z"), "progressUpdated": {}});
        let undated = json!({"createTime": "soon", "agentMessaged": {"agentMessage": "hi"}});
        let ordered = in_order(read(&[at(1), at(5), undated, at(3)]));
        let ids: Vec<_> = ordered.iter().map(|activity| activity.id.as_str()).collect();
        assert_eq!(ids, ["0", "3", "1", "2"]);
        assert_eq!(in_order(ordered.clone()), ordered, "and again");
    }

    #[test]
    fn our_words_are_found_whatever_became_of_the_white_space() {
        let activities = read(&[
            json!({"userMessaged": {"userMessage": "other"}}),
            json!({"userMessaged": {"userMessage": "a b\n"}}),
        ]);
        assert_eq!(find_message(&activities, " a\r\nb"), Some(1));
    }
}
