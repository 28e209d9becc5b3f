//! What a person wants, after the gate and before the machine.

use serde::{Deserialize, Serialize};
use serenity::model::id::{MessageId, UserId};

use crate::render::press::PlanKey;

/// Something a person asks of a session. The gate has already let it pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Who wants it.
    pub by: UserId,
    /// What they want.
    pub what: Want,
}

/// What can be wanted of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Want {
    /// Approve a plan: the one whose button was pressed, or the newest (typed).
    Approve(Option<PlanKey>),
    /// Ask for another plan: in answer to the one whose form was filled in, or the newest.
    Revise {
        /// The plan the form belonged to; `None` when typed.
        plan: Option<PlanKey>,
        /// What should be different.
        feedback: String,
    },
    /// Say something to Jules.
    Say(Said),
    /// Show the status card.
    Status,
    /// Show the newest plan with its buttons.
    Plan,
    /// Show the change set.
    Diff,
    /// Show what came out.
    Result,
    /// Archive the session: Jules has no cancel.
    Stop,
}

/// Words for Jules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The words, between 1 and 6,000 characters.
    pub text: String,
    /// Whether an answer is expected (`ask`) or not (`send`).
    pub ask: bool,
    /// The thread message they were written in; `None` for a command.
    pub message: Option<MessageId>,
}
