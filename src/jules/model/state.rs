//! The state of a session, as an open enum.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// Where a session stands, as Jules says it. No state is final except deletion:
/// a message wakes even a completed session.
///
/// ```
/// use jules_discord::jules::model::SessionState;
///
/// assert_eq!(SessionState::from("IN_PROGRESS"), SessionState::InProgress);
/// assert_eq!(SessionState::from("VERIFYING").as_str(), "VERIFYING"); // of a later API
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum SessionState {
    /// The field was absent or `STATE_UNSPECIFIED`.
    #[default]
    Unspecified,
    /// Accepted, not yet materialised: activities and `sendMessage` answer 404.
    Queued,
    /// Jules is writing a plan.
    Planning,
    /// A plan waits for `approvePlan`.
    AwaitingPlanApproval,
    /// Jules asked something and waits for `sendMessage`.
    AwaitingUserFeedback,
    /// Jules is working.
    InProgress,
    /// Stopped (archived, stalled, or paused in the web app); a message wakes it.
    Paused,
    /// Gave up; a message wakes it.
    Failed,
    /// Ended its turn. Does not imply a pull request, nor that the plan was approved.
    Completed,
    /// A state this version does not know, kept verbatim.
    Other(String),
}

impl SessionState {
    /// The name on the wire.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
    /// assert_eq!(SessionState::AwaitingPlanApproval.as_str(), "AWAITING_PLAN_APPROVAL");
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Unspecified => "STATE_UNSPECIFIED",
            Self::Queued => "QUEUED",
            Self::Planning => "PLANNING",
            Self::AwaitingPlanApproval => "AWAITING_PLAN_APPROVAL",
            Self::AwaitingUserFeedback => "AWAITING_USER_FEEDBACK",
            Self::InProgress => "IN_PROGRESS",
            Self::Paused => "PAUSED",
            Self::Failed => "FAILED",
            Self::Completed => "COMPLETED",
            Self::Other(name) => name,
        }
    }

    /// Completed or failed: the agent's turn is over until somebody writes to it.
    ///
    /// ```
    /// use jules_discord::jules::model::SessionState;
    ///
    /// assert!(SessionState::Failed.is_ended());
    /// assert!(!SessionState::Paused.is_ended());
    /// assert_eq!(SessionState::from("VERIFYING").as_str(), "VERIFYING", "kept, though unknown");
    /// ```
    #[must_use]
    pub fn is_ended(&self) -> bool {
        matches!(self, Self::Completed | Self::Failed)
    }
}

impl From<&str> for SessionState {
    fn from(name: &str) -> Self {
        match name {
            "" | "STATE_UNSPECIFIED" => Self::Unspecified,
            "QUEUED" => Self::Queued,
            "PLANNING" => Self::Planning,
            "AWAITING_PLAN_APPROVAL" => Self::AwaitingPlanApproval,
            "AWAITING_USER_FEEDBACK" => Self::AwaitingUserFeedback,
            "IN_PROGRESS" => Self::InProgress,
            "PAUSED" => Self::Paused,
            "FAILED" => Self::Failed,
            "COMPLETED" => Self::Completed,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl Serialize for SessionState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for SessionState {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Option::<Value>::deserialize(deserializer)?;
        Ok(match value {
            Some(Value::String(name)) => Self::from(name.as_str()),
            Some(Value::Null) | None => Self::Unspecified,
            Some(other) => Self::Other(other.to_string()),
        })
    }
}
