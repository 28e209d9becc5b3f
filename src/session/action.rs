//! What a person wants, after the gate and before the machine.

use serde::{Deserialize, Serialize};
use serenity::model::id::{MessageId, RoleId, UserId};

use crate::render::locale::Locale;
use crate::render::press::{PlanKey, QuestionKey};

/// Something a person asks of a session. The gate has already let it pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Who wants it.
    pub by: UserId,
    /// The language they are answered in.
    pub locale: Locale,
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
    /// Hand the change set out as a file.
    Patch,
    /// Show what came out.
    Result,
    /// Archive the session: Jules has no cancel.
    Stop,
    /// Change how the thread behaves, and show how that is.
    Configure(Changes),
    /// Let the status card stand still, or move again.
    Pause(bool),
    /// Show what has no room on the status card.
    More,
    /// Answer a question through its form; `None` is a form for any words.
    Answer {
        /// The question the form belonged to.
        question: Option<QuestionKey>,
        /// The words.
        words: String,
    },
    /// Tell Jules with a message that this plan is approved.
    Wake(PlanKey),
    /// Ask a silent Jules how it is going.
    Nudge,
    /// Try once more what failed.
    Retry,
    /// Send once more the words of this number, which Jules did not take.
    Resend(u64),
    /// Put a session away that is over: the same call, in other words.
    Archive,
    /// Relay nothing more; the session goes on.
    Detach,
}

/// What is to change about how a thread behaves; `None` leaves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes {
    /// How much the thread shows.
    pub verbosity: Option<Verbosity>,
    /// Whether it is muted.
    pub mute: Option<bool>,
    /// Whom it calls.
    pub ping: Option<Ping>,
}

/// How a thread behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Manner {
    /// How much it shows.
    pub verbosity: Verbosity,
    /// Nobody is called, and nothing notifies.
    pub muted: bool,
    /// Who is called when somebody is needed.
    pub ping: Ping,
}

/// How much a thread shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verbosity {
    /// Only what needs somebody, and the outcome.
    Quiet,
    /// Progress in the status card.
    #[default]
    Normal,
    /// A silent line for each step of progress.
    Verbose,
}

/// Who is called when somebody is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ping {
    /// Whoever asked for the session.
    #[default]
    Requester,
    /// Somebody else.
    Person(UserId),
    /// Everybody with a role.
    Role(RoleId),
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
