//! Where a session stands, as icon and words; neither stands alone.

use super::speech::sentences;
use crate::jules::model::SessionState;
use crate::render::locale::Locale;
use crate::render::safe;

sentences! {
    /// Nothing is known yet.
    state_starting();
    /// Jules has not begun.
    state_queued();
    /// Jules writes a plan.
    state_planning();
    /// Somebody has to approve a plan.
    state_plan_waits();
    /// Somebody has to answer.
    state_question_waits();
    /// Jules works.
    state_working();
    /// It stands still.
    state_paused();
    /// It did not work out.
    state_failed();
    /// The turn is over.
    state_finished();
    /// The session was put aside with its plan unread.
    state_faded();
    /// The turn is over, and its last words were a question.
    state_finished_asking();
    /// The session was put aside, and somebody has approved the plan since or just before.
    state_faded_approved();
    /// A detached thread's state.
    state_detached();
    /// The state of a thread whose key was revoked.
    state_cut_off();
}

/// A state as Jules tells it.
#[must_use]
pub fn state(locale: Locale, state: &SessionState) -> String {
    match state {
        SessionState::Unspecified => state_starting(locale),
        SessionState::Queued => state_queued(locale),
        SessionState::Planning => state_planning(locale),
        SessionState::AwaitingPlanApproval => state_plan_waits(locale),
        SessionState::AwaitingUserFeedback => state_question_waits(locale),
        SessionState::InProgress => state_working(locale),
        SessionState::Paused => state_paused(locale),
        SessionState::Failed => state_failed(locale),
        SessionState::Completed => state_finished(locale),
        SessionState::Other(name) => format!("ℹ️ {}", safe::name(name, 60)),
    }
}
