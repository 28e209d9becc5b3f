//! How the agent and its session behave (35, 41–54, 57).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::sim::scenario::Span;

/// How the agent and its session behave.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lifecycle {
    /// Time between an activity and the state that goes with it.
    pub state_lag: Span,
    /// The state shows first and its activity `state_lag` later, instead of the other way round.
    pub state_leads: bool,
    /// planApproved after planGenerated when no approval is required.
    pub auto_approve_after: Span,
    /// Effect of approvePlan after its 200.
    pub approve_after: Span,
    /// approvePlan with zero bytes instead of `{}` is accepted.
    pub approve_without_body: bool,
    /// approvePlan without a plan that waits, or for the second time.
    pub double_approve: DoubleApprove,
    /// An unapproved plan's session reads COMPLETED after this long.
    pub unapproved_after: Span,
    /// From when on that counts.
    pub unapproved_from: UnapprovedFrom,
    /// approvePlan after that.
    pub approve_inactive: ApproveInactive,
    /// userMessaged after the 200 of sendMessage.
    pub message_visible_after: Span,
    /// The agent's answer after that; `"reply"` is as the real one's (median 70 s, worst 8 min).
    pub reply_after: Span,
    /// How the agent answers where the script does not say.
    pub reply_with: ReplyWith,
    /// Share of those answers that are progress and no message, whatever `reply_with` says.
    pub progress_reply_rate: f64,
    /// A revised plan after a message to a plan that waits.
    pub revise_after: Span,
    /// updateTime moves with every activity, not only with the state.
    pub update_with_activity: bool,
    /// updateTime of a new session moves this often, for no visible reason; zero = never.
    pub touch_every: Span,
    /// How often a completed session comes back to life by itself (a review, a failed check).
    pub revivals: usize,
    /// When it does.
    pub revive_after: Span,
    /// After so many activities the agent goes silent until somebody writes; 0 = never.
    pub stall_after: usize,
    /// What its session reads meanwhile.
    pub stalled: Stalled,
    /// What a session hands over of what its script says.
    pub hands_over: HandsOver,
    /// How much later than its script says.
    pub hands_over_late: Span,
}

impl Default for Lifecycle {
    fn default() -> Self {
        Self {
            state_lag: Span::millis(500),
            state_leads: false,
            auto_approve_after: Span::secs(2),
            approve_after: Span::secs(1),
            approve_without_body: true,
            double_approve: DoubleApprove::Refuse,
            unapproved_after: Span::secs(600),
            unapproved_from: UnapprovedFrom::Plan,
            approve_inactive: ApproveInactive::Resume,
            message_visible_after: Span::millis(500),
            reply_after: Span::secs(3),
            reply_with: ReplyWith::Message,
            progress_reply_rate: 0.0,
            revise_after: Span::secs(3),
            update_with_activity: true,
            touch_every: Span::ZERO,
            revivals: 0,
            revive_after: Span::Between(Duration::from_mins(17), Duration::from_mins(235)),
            stall_after: 0,
            stalled: Stalled::InProgress,
            hands_over: HandsOver::Scripted,
            hands_over_late: Span::ZERO,
        }
    }
}

/// approvePlan where nothing waits for it; evidence goes both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DoubleApprove {
    /// 400 `FAILED_PRECONDITION`.
    Refuse,
    /// 200 without effect.
    Accept,
}

/// From when on a plan may wait for its approval; the reference has "about ten minutes" of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnapprovedFrom {
    /// From the plan on; a new plan begins anew.
    Plan,
    /// From the creation of its session on.
    Creation,
}

/// approvePlan on a session that fell COMPLETED for want of approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApproveInactive {
    /// The work starts after all (the SDK's authors).
    Resume,
    /// 200 without effect (five sessions seen live).
    Ignore,
}

/// How the agent answers a message on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyWith {
    /// agentMessaged.
    Message,
    /// progressUpdated only, as it happens in some real sessions.
    Progress,
    /// Nothing at all.
    Silence,
}

/// What a session reads whose agent has gone silent; both were seen live.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stalled {
    /// `IN_PROGRESS`, for ever.
    InProgress,
    /// `PAUSED`.
    Paused,
}

/// Which of its outputs a session hands over; all of these were seen live.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandsOver {
    /// All that its script says.
    Scripted,
    /// The pull request alone.
    PullRequest,
    /// The change set alone.
    ChangeSet,
    /// Nothing: the change set is in the activities only.
    Nothing,
}
