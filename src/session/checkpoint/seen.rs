//! What was seen of Jules' work: plans, change sets, commands, pull requests, ends.

use serde::{Deserialize, Serialize};
use serenity::model::id::UserId;

use crate::jules::model::{ActivityId, Plan};
use crate::render::body::Origin;
use crate::session::input::Time;

/// A plan and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanSeen {
    /// The plan.
    pub plan: Plan,
    /// The activity that brought it.
    pub activity: ActivityId,
    /// Its number in this session's row of plans, from 1.
    pub number: u32,
    /// Where its approval stands.
    pub approval: Approval,
    /// About when Jules puts it aside if nobody approves it.
    #[serde(default)]
    pub stale_at: Option<Time>,
    /// The thread was told that this is about to happen.
    #[serde(default)]
    pub warned: bool,
    /// Who spoke last before it came: with four eyes somebody else approves it.
    #[serde(default)]
    pub shaped_by: Option<UserId>,
    /// An earlier plan had the same id, so the id alone does not tell them apart.
    #[serde(default)]
    pub reissued: bool,
}

/// Where a plan's approval stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approval {
    /// Nobody has approved it.
    Pending,
    /// Somebody here pressed Approve; Jules has not confirmed.
    Asked {
        /// Who.
        by: UserId,
        /// When Jules took it; `None` while it is still on its way.
        taken: Option<Time>,
    },
    /// Jules took it and nothing followed: it may be pressed again.
    Unconfirmed {
        /// Who pressed it first.
        by: UserId,
    },
    /// Jules confirmed.
    Approved {
        /// Who, when it was somebody here.
        by: Option<UserId>,
    },
    /// Jules works on it under an earlier approval, or nobody was to be asked.
    NotNeeded,
}

impl Approval {
    /// Whether Approve still means something.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Asked { .. } | Self::Unconfirmed { .. })
    }
}

/// A change set, without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// Where its text is.
    pub origin: Origin,
    /// How many files it touches.
    pub files: usize,
    /// Lines added.
    pub added: usize,
    /// Lines removed.
    pub removed: usize,
    /// The first files, each as `path +a −r`.
    pub top: Vec<String>,
    /// Jules' commit message; may be empty.
    pub message: String,
}

/// A pull request, as far as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullRequestSeen {
    /// Its page.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Its branch.
    pub branch: String,
}

/// The end of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// Completed.
    Completed,
    /// Failed.
    Failed,
    /// Put aside by Jules because nobody approved the plan.
    Unapproved,
}

/// A command that Jules ran. Its output stays at Jules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// The activity that brought it.
    pub activity: ActivityId,
    /// Which of its artifacts.
    pub index: usize,
    /// The beginning of the command line, raw.
    pub line: String,
    /// Its exit code.
    pub exit_code: i64,
}
