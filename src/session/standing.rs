//! Where a conversation stands in one word: what lists, inboxes, batches and tags go by.
//! Derived from the checkpoint whenever it is asked for, and never stored.

use super::checkpoint::{Approval, Checkpoint, Ended};
use crate::jules::model::SessionState;

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Jules has not begun.
    Starting,
    /// Jules writes a plan.
    Planning,
    /// Jules works.
    Working,
    /// Somebody has to do something first.
    Waiting(On),
    /// Put aside, by somebody or by Jules; a message wakes it.
    Paused,
    /// The turn is over and worked out.
    Done,
    /// The turn is over and did not, or never began, or the session was deleted.
    Failed,
    /// It goes on at Jules, and nothing of it is relayed.
    Detached,
}

/// What a conversation waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum On {
    /// Somebody's approval of the newest plan.
    Plan,
    /// Somebody's words.
    Words,
}

impl Standing {
    /// Where this conversation stands.
    #[must_use]
    pub fn of(conversation: &Checkpoint) -> Self {
        if conversation.detached.is_some() || conversation.cut_off {
            return Self::Detached;
        }
        if conversation.closed {
            return if conversation.ended == Some(Ended::Completed) { Self::Done } else { Self::Failed };
        }
        match conversation.ended {
            Some(Ended::Completed) => return Self::Done,
            Some(Ended::Failed) => return Self::Failed,
            Some(Ended::Unapproved) => return Self::Waiting(On::Plan),
            None => {}
        }
        // State and history do not move together, and the plan is what a person has to know of.
        match conversation.pending_plan().map(|seen| seen.approval) {
            Some(Approval::Asked { .. }) => return Self::Working,
            Some(_) => return Self::Waiting(On::Plan),
            None => {}
        }
        match conversation.state {
            SessionState::Unspecified | SessionState::Queued => Self::Starting,
            SessionState::Planning => Self::Planning,
            SessionState::AwaitingPlanApproval => Self::Waiting(On::Plan),
            SessionState::AwaitingUserFeedback => Self::Waiting(On::Words),
            SessionState::Paused => Self::Paused,
            SessionState::Completed => Self::Done,
            SessionState::Failed => Self::Failed,
            SessionState::InProgress | SessionState::Other(_) => Self::Working,
        }
    }

    /// Whether Jules is at it, or is about to be.
    #[must_use]
    pub fn is_busy(self) -> bool {
        matches!(self, Self::Starting | Self::Planning | Self::Working)
    }
}
