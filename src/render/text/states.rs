//! Where a session stands, as icon and words.

use crate::jules::model::SessionState;
use crate::render::safe;

/// A state as icon and words; neither stands alone.
#[must_use]
pub fn state(state: &SessionState) -> String {
    match state {
        SessionState::Unspecified => "🕓 Starting".into(),
        SessionState::Queued => "🕓 Waiting for its turn at Jules".into(),
        SessionState::Planning => "🧭 Jules is planning".into(),
        SessionState::AwaitingPlanApproval => "📝 The plan waits for approval".into(),
        SessionState::AwaitingUserFeedback => "❓ Jules waits for your answer".into(),
        SessionState::InProgress => "🔧 Jules is working".into(),
        SessionState::Paused => "⏸️ Paused".into(),
        SessionState::Failed => "❌ Failed".into(),
        SessionState::Completed => "✅ Finished".into(),
        SessionState::Other(name) => format!("ℹ️ {}", safe::name(name, 60)),
    }
}

/// The session was put aside with its plan unread.
#[must_use]
pub fn state_faded() -> String {
    "⏸️ Put aside: the plan was not approved".into()
}

/// The turn is over, and its last words were a question.
#[must_use]
pub fn state_finished_asking() -> String {
    "❓ Finished with a question that waits for your answer".into()
}

/// The session was put aside, and somebody has approved the plan since or just before.
#[must_use]
pub fn state_faded_approved() -> String {
    "⏳ Put aside; waiting for Jules to take the approval".into()
}
