//! The knobs: every behaviour of the simulated Jules that can be turned, with its default.
//!
//! In a scenario file they are the tables `[knobs.transport]`, `[knobs.create]`, `[knobs.lists]`,
//! `[knobs.activities]` and `[knobs.lifecycle]`; at run time `PATCH /knobs` takes the same names.
//! Numbers in parentheses are items of part 5 of the reference.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::span::Span;

/// All knobs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Knobs {
    /// How bytes travel.
    pub transport: Transport,
    /// What a new session costs and meets.
    pub create: Create,
    /// How lists behave.
    pub lists: Lists,
    /// How activities are stamped and when they show.
    pub activities: Activities,
    /// How the agent and its session behave.
    pub lifecycle: Lifecycle,
}

impl Knobs {
    /// These knobs with the ones named in `patch` turned.
    ///
    /// # Errors
    /// One sentence that names the unknown knob or the value that does not fit.
    pub fn patched(&self, patch: &Value) -> Result<Self, String> {
        if !patch.is_object() {
            return Err("Knobs are a JSON object such as {\"lists\": {\"lag\": \"5s\"}}.".into());
        }
        let mut all = serde_json::to_value(self).map_err(|e| e.to_string())?;
        merge(&mut all, patch);
        serde_json::from_value(all).map_err(|e| format!("That is no knob: {e}."))
    }
}

fn merge(into: &mut Value, patch: &Value) {
    match (into, patch) {
        (Value::Object(into), Value::Object(patch)) => {
            for (key, value) in patch {
                merge(into.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (into, patch) => *into = patch.clone(),
    }
}

/// How bytes travel (9–11).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Transport {
    /// Time before a call is looked at; the real one takes about 350 ms.
    pub latency: Span,
    /// Latency of one call in a hundred; zero = like the rest.
    pub latency_tail: Span,
    /// Share of calls whose connection breaks, half of them after the effect took place.
    pub reset_rate: f64,
    /// Share of calls answered 503, without effect.
    pub error_rate: f64,
    /// What becomes of the `fields` mask.
    pub fields: FieldsMask,
    /// The body of a success that has nothing to say.
    pub empty_bodies: EmptyBodies,
}

impl Default for Transport {
    fn default() -> Self {
        Self {
            latency: Span::ZERO,
            latency_tail: Span::ZERO,
            reset_rate: 0.0,
            error_rate: 0.0,
            fields: FieldsMask::Honour,
            empty_bodies: EmptyBodies::Alternate,
        }
    }
}

/// What becomes of the `fields` mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldsMask {
    /// The answer holds only what was asked for.
    Honour,
    /// 400 `INVALID_ARGUMENT`, to test a client's fallback.
    Refuse,
    /// The whole answer, as if no mask had been sent.
    Ignore,
}

/// The body of an empty success.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmptyBodies {
    /// `{}` and zero bytes by turns; both were seen live.
    Alternate,
    /// Always `{}`.
    Object,
    /// Always zero bytes.
    Nothing,
}

/// What a new session costs and meets (13–21, 24, 26).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Create {
    /// How long a session stays QUEUED; activities and sendMessage are 404 meanwhile.
    pub queued_for: Span,
    /// How long a GET of the new session is 404 (not confirmed live).
    pub hidden_for: Span,
    /// Answer with name, id, title, prompt and sourceContext only, as older examples show.
    pub legacy_reply: bool,
    /// The title of a session created without one is its whole prompt.
    pub title_is_prompt: bool,
    /// Working sessions an account may have; parked and finished ones do not count. 0 = no limit.
    pub concurrent: usize,
    /// What happens above that limit.
    pub over_limit: OverLimit,
    /// Creates an account may make within `burst_window`; more are `FAILED_PRECONDITION`. 0 = no limit.
    pub burst: usize,
    /// See `burst`.
    pub burst_window: Span,
    /// Sessions per rolling 24 hours and account; more are 429. 0 = no limit.
    pub daily: usize,
    /// Characters a prompt may have; more are `FAILED_PRECONDITION`. 0 = no limit.
    pub max_prompt: usize,
    /// Share of creates that are answered `FAILED_PRECONDITION` although the session exists.
    pub ghost_rate: f64,
}

impl Default for Create {
    fn default() -> Self {
        Self {
            queued_for: Span::secs(2),
            hidden_for: Span::ZERO,
            legacy_reply: false,
            title_is_prompt: false,
            concurrent: 15,
            over_limit: OverLimit::Queue,
            burst: 5,
            burst_window: Span::secs(10),
            daily: 100,
            max_prompt: 25_000,
            ghost_rate: 0.0,
        }
    }
}

/// What happens to a session above the account's limit of working ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverLimit {
    /// It stays QUEUED until another one parks or ends.
    Queue,
    /// 400 `FAILED_PRECONDITION` without details.
    Refuse,
}

/// How lists behave (23, 33, 59).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lists {
    /// How far a row of the session list lags behind its GET: its state, and its appearance.
    pub lag: Span,
    /// Begin every list with an empty page that carries a `nextPageToken`.
    pub empty_pages: bool,
    /// `ListActivities` calls per sliding minute and key; more are 429. 0 = no limit.
    pub activities_per_minute: usize,
    /// Lists of activities begin with the newest one; their tokens still name the next one's moment.
    pub newest_first: bool,
    /// Seconds for a Retry-After header on that 429; the real one sends none.
    pub retry_after: Option<u32>,
}

impl Default for Lists {
    fn default() -> Self {
        Self {
            lag: Span::secs(1),
            empty_pages: false,
            activities_per_minute: 120,
            newest_first: false,
            retry_after: None,
        }
    }
}

/// How activities are stamped and when they show (30, 31).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Activities {
    /// Fractional digits of `createTime`, taken in turn.
    pub digits: Vec<u8>,
    /// Share of activities that show late, after younger ones.
    pub late_rate: f64,
    /// How late those are.
    pub late_by: Span,
}

impl Default for Activities {
    fn default() -> Self {
        Self { digits: vec![6], late_rate: 0.0, late_by: Span::secs(3) }
    }
}

/// How the agent and its session behave (35, 41–49, 57).
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
    /// approvePlan after that.
    pub approve_inactive: ApproveInactive,
    /// userMessaged after the 200 of sendMessage.
    pub message_visible_after: Span,
    /// The agent's answer after that (real median 70 s, worst 8 min).
    pub reply_after: Span,
    /// How the agent answers where the script does not say.
    pub reply_with: ReplyWith,
    /// A revised plan after a message to a plan that waits.
    pub revise_after: Span,
    /// updateTime moves with every activity, not only with the state.
    pub update_with_activity: bool,
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
            approve_inactive: ApproveInactive::Resume,
            message_visible_after: Span::millis(500),
            reply_after: Span::secs(3),
            reply_with: ReplyWith::Message,
            revise_after: Span::secs(3),
            update_with_activity: true,
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
