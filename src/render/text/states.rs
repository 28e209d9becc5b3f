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
