//! What comes of a command, click or modal, and waiting for it.

use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use crate::sim::discord::Discord;
use crate::sim::discord::state::State;

/// Why a person could not do that.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Refused {
    /// One clear sentence.
    pub reason: String,
    /// Whether something named does not exist.
    pub missing: bool,
}

impl Refused {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), missing: false }
    }

    pub(crate) fn missing(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), missing: true }
    }
}

/// How an interaction stands, as the person sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// No answer yet, and still time for one.
    Waiting,
    /// "Jules is thinking…"
    Deferred,
    /// A message came.
    Answered,
    /// The press was taken without a visible change.
    Acknowledged,
    /// The message with the component was changed.
    Updated,
    /// Autocomplete choices came.
    Choices,
    /// A modal opened.
    Modal,
    /// "The application did not respond"
    Failed,
}

/// What came of a command, click or modal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// The interaction's id.
    pub interaction: String,
    /// How it stands.
    pub status: Status,
    /// The answer and its follow-ups, ephemeral ones included, as message objects.
    pub messages: Vec<Value>,
    /// The modal that opened.
    pub modal: Option<Value>,
    /// Autocomplete choices.
    pub choices: Vec<Value>,
    /// What the client shows when nothing came.
    pub error: Option<String>,
}

impl Outcome {
    /// The content of all messages, one per line.
    #[must_use]
    pub fn text(&self) -> String {
        let lines: Vec<_> = self.messages.iter().filter_map(|message| message["content"].as_str()).collect();
        lines.join("\n")
    }

    /// The interaction's id as a number.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.interaction.parse().unwrap_or(0)
    }

    fn settled(&self) -> bool {
        !matches!(self.status, Status::Waiting | Status::Deferred)
    }
}

impl Discord {
    /// What has become of an interaction, waiting at most `patience` until it is settled.
    ///
    /// # Errors
    /// When there is no such interaction.
    pub async fn outcome(&self, interaction: u64, patience: Duration) -> Result<Outcome, Refused> {
        let end = tokio::time::Instant::now() + patience;
        let unknown = || Refused::missing("there is no such interaction");
        loop {
            let (outcome, clock) = self.look(|state| (state.outcome(interaction), state.settings.answer_within));
            let outcome = outcome.ok_or_else(unknown)?;
            let left = end.saturating_duration_since(tokio::time::Instant::now());
            if outcome.settled() || left.is_zero() {
                return Ok(outcome);
            }
            // Running out of time changes nothing in the state: look again when the clock has.
            let slice = left.min(clock.max(Duration::from_millis(20)) / 4);
            let settled = |state: &State| state.outcome(interaction).filter(Outcome::settled);
            self.until(slice, settled).await;
        }
    }

    /// What a person sees of an interaction, as text: its answers, or the modal it opened.
    ///
    /// # Errors
    /// When there is no such interaction.
    pub fn interaction_text(&self, interaction: u64) -> Result<String, Refused> {
        let found = self.look(|state| crate::sim::transcript::of_interaction(state, interaction));
        found.ok_or_else(|| Refused::missing("there is no such interaction"))
    }

    /// Waits until a message that `fits` is in a channel; the message.
    pub async fn wait_for(&self, channel: u64, limit: Duration, fits: impl Fn(&Value) -> bool) -> Option<Value> {
        let find = |state: &State| {
            let inside = state.messages.get(&channel)?;
            inside.values().map(|message| state.message_json(message)).find(|message| fits(message))
        };
        self.until(limit, find).await
    }
}
