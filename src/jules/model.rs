//! Plain data as the Jules API (v1alpha) sends it.
//!
//! The API is proto3 JSON: default values are *omitted* and new fields, event
//! kinds and enum members appear without notice. So nothing here is required
//! that the server may leave out, enums are open, and a list is decoded item by
//! item: one item this version cannot read never costs the others.
//! Source of every fact: `reference/jules-api.md` 1.1–2.1.

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// Declares a string newtype for an identifier that Jules hands out.
macro_rules! string_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }
    };
}

string_id! {
    /// A session's id: a decimal string of up to 20 digits, which may exceed `i64`.
    SessionId
}
string_id! {
    /// An activity's id within its session: 32 hexadecimal digits.
    ActivityId
}
string_id! {
    /// A plan's id, as in `planGenerated.plan.id` and `planApproved.planId`.
    PlanId
}
string_id! {
    /// A source's resource name, verbatim, e.g. `sources/github/acme/api`.
    SourceName
}

impl SessionId {
    /// Reads a session id from what a person pastes: the id, `sessions/<id>`,
    /// or a `https://jules.google.com/session/<id>` address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let rest = ["https://jules.google.com/", "http://jules.google.com/", "jules.google.com/"]
            .iter()
            .find_map(|host| text.strip_prefix(host))
            .unwrap_or(text);
        let rest = ["sessions/", "session/", "task/"].iter().find_map(|kind| rest.strip_prefix(kind)).unwrap_or(rest);
        let id = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let plausible = (1..=20).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit());
        plausible.then(|| Self(id.to_owned()))
    }
}

/// Where a session stands, as Jules says it. No state is final except deletion:
/// a message wakes even a completed session.
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

/// A session: one task on one repository (or on none).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Session {
    /// Resource name, `sessions/<id>`.
    pub name: String,
    /// The id; derived from `name` when the server sends only that.
    pub id: SessionId,
    /// The task as the person wrote it.
    #[serde(deserialize_with = "or_default")]
    pub prompt: String,
    /// Given at creation or made up by the server; may equal a prompt of many kilobytes.
    #[serde(deserialize_with = "or_default")]
    pub title: String,
    /// Absent for a session without a repository.
    #[serde(deserialize_with = "or_default")]
    pub source_context: Option<SourceContext>,
    /// Where the session stands.
    pub state: SessionState,
    /// The page on jules.google.com.
    #[serde(deserialize_with = "or_default")]
    pub url: String,
    /// When it was created.
    #[serde(deserialize_with = "time_or_none")]
    pub create_time: Option<DateTime<Utc>>,
    /// Moves for reasons unrelated to the agent, too: a hint, not a signal.
    #[serde(deserialize_with = "time_or_none")]
    pub update_time: Option<DateTime<Utc>>,
    /// Results; often empty although work was done (then see the last change set artifact).
    #[serde(deserialize_with = "lenient_list")]
    pub outputs: Vec<Output>,
    /// Archived sessions are hidden from the default list.
    #[serde(deserialize_with = "or_default")]
    pub archived: bool,
}

impl Session {
    /// Fills `id` from `name` or the reverse; the server may send only one of them.
    #[must_use]
    pub fn with_identity(mut self) -> Self {
        if self.id.0.is_empty() {
            self.id = SessionId(self.name.trim_start_matches("sessions/").to_owned());
        } else if self.name.is_empty() {
            self.name = format!("sessions/{}", self.id);
        }
        self
    }

    /// The pull request among the outputs, if there is one.
    #[must_use]
    pub fn pull_request(&self) -> Option<&PullRequest> {
        self.outputs.iter().find_map(|output| output.pull_request.as_ref())
    }

    /// The change set among the outputs, if there is one with a patch in it.
    #[must_use]
    pub fn change_set(&self) -> Option<&ChangeSet> {
        self.outputs
            .iter()
            .filter_map(|output| output.change_set.as_ref())
            .find(|change| !change.git_patch.unidiff_patch.is_empty())
    }
}

/// The repository and branch a session works on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SourceContext {
    /// Resource name as `sources.list` returns it.
    pub source: SourceName,
    /// Required by the server for GitHub sources.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "or_default")]
    pub github_repo_context: Option<GithubRepoContext>,
    /// Branch to push to; semantics undocumented upstream.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "or_default")]
    pub working_branch: Option<String>,
    /// Whether the repository's environment variables reach the agent's machine.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "or_default")]
    pub environment_variables_enabled: Option<bool>,
}

/// GitHub's part of a source context.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GithubRepoContext {
    /// The branch the work starts from.
    #[serde(deserialize_with = "or_default")]
    pub starting_branch: String,
}

/// One result of a session. A union upstream: at most one field is set; both
/// `None` means a kind this version does not know.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Output {
    /// A pull request that Jules opened.
    #[serde(deserialize_with = "or_default")]
    pub pull_request: Option<PullRequest>,
    /// The complete patch.
    #[serde(deserialize_with = "or_default")]
    pub change_set: Option<ChangeSet>,
}

/// A pull request.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PullRequest {
    /// Its page.
    #[serde(deserialize_with = "or_default")]
    pub url: String,
    /// Its title.
    #[serde(deserialize_with = "or_default")]
    pub title: String,
    /// Its description (Markdown).
    #[serde(deserialize_with = "or_default")]
    pub description: String,
    /// The branch it wants to go into.
    #[serde(deserialize_with = "or_default")]
    pub base_ref: String,
    /// The branch it comes from.
    #[serde(deserialize_with = "or_default")]
    pub head_ref: String,
}

/// A patch against a source. Change sets are cumulative: the last one of a
/// session is the complete one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ChangeSet {
    /// The source it applies to.
    #[serde(deserialize_with = "or_default")]
    pub source: SourceName,
    /// The patch; its parts may be empty.
    #[serde(deserialize_with = "or_default")]
    pub git_patch: GitPatch,
}

/// A patch as git writes it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GitPatch {
    /// Unified diff; empty when upstream left it out.
    #[serde(deserialize_with = "or_default")]
    pub unidiff_patch: String,
    /// The commit it applies to; may be empty.
    #[serde(deserialize_with = "or_default")]
    pub base_commit_id: String,
    /// A commit message in Jules' words; may be empty.
    #[serde(deserialize_with = "or_default")]
    pub suggested_commit_message: String,
}

/// Who caused an activity.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Originator {
    /// A person, here or in the web app.
    User,
    /// Jules.
    Agent,
    /// The platform.
    System,
    /// Absent or a value this version does not know.
    #[default]
    Unknown,
}

/// One thing that happened in a session. Activities are immutable.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// The id; derived from `name` when the server sends only that.
    pub id: ActivityId,
    /// When it happened; upstream sends 0–9 fractional digits. `None` if unreadable.
    pub create_time: Option<DateTime<Utc>>,
    /// Who caused it.
    pub originator: Originator,
    /// A sentence from the server; usually empty.
    pub description: String,
    /// What happened.
    pub event: Event,
    /// What came with it.
    pub artifacts: Vec<Artifact>,
}

/// What happened. Open: a kind this version does not know is kept by its name.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Jules wrote a plan. A later one supersedes it.
    PlanGenerated(Plan),
    /// Somebody (or the timer) approved a plan.
    PlanApproved {
        /// Which one; may be empty.
        plan: PlanId,
    },
    /// Jules said something (Markdown).
    AgentMessaged(String),
    /// A person said something, here or in the web app.
    UserMessaged(String),
    /// Progress; both parts are often empty.
    Progress {
        /// A few words.
        title: String,
        /// A sentence or a block.
        description: String,
    },
    /// The agent's turn ended. Several may occur in one session.
    Completed,
    /// The agent gave up.
    Failed {
        /// Always a generic sentence upstream.
        reason: String,
    },
    /// A kind this version does not know, by its key on the wire; empty when there was none.
    Unknown(String),
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Plan {
    /// Its id.
    #[serde(deserialize_with = "or_default")]
    pub id: PlanId,
    /// Its steps, in order.
    #[serde(deserialize_with = "lenient_list")]
    pub steps: Vec<Step>,
}

/// One step of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Step {
    /// Its id.
    #[serde(deserialize_with = "or_default")]
    pub id: String,
    /// A line.
    #[serde(deserialize_with = "or_default")]
    pub title: String,
    /// A paragraph; may be empty.
    #[serde(deserialize_with = "or_default")]
    pub description: String,
    /// Its place, from 0; the server omits 0.
    #[serde(deserialize_with = "or_default")]
    pub index: u32,
}

/// What an activity carries.
#[derive(Debug, Clone, PartialEq)]
pub enum Artifact {
    /// A cumulative patch.
    ChangeSet(ChangeSet),
    /// A file, mostly a screenshot.
    Media(Media),
    /// A command that Jules ran.
    Bash(BashOutput),
    /// A kind this version does not know, by its key on the wire.
    Unknown(String),
}

/// A file in an activity.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Media {
    /// Base64, standard alphabet.
    #[serde(deserialize_with = "or_default")]
    pub data: String,
    /// As claimed by the server; check before trusting it.
    #[serde(deserialize_with = "or_default")]
    pub mime_type: String,
}

/// A command that Jules ran.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct BashOutput {
    /// The command line.
    #[serde(deserialize_with = "or_default")]
    pub command: String,
    /// What it printed.
    #[serde(deserialize_with = "or_default")]
    pub output: String,
    /// Its exit code; the server omits 0.
    #[serde(deserialize_with = "or_default")]
    pub exit_code: i64,
}

/// A repository connected to Jules.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Source {
    /// Resource name; use it verbatim.
    pub name: SourceName,
    /// The name without its `sources/` prefix.
    #[serde(deserialize_with = "or_default")]
    pub id: String,
    /// Set for GitHub repositories.
    #[serde(deserialize_with = "or_default")]
    pub github_repo: Option<GithubRepo>,
}

/// A GitHub repository.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GithubRepo {
    /// User or organisation.
    #[serde(deserialize_with = "or_default")]
    pub owner: String,
    /// Repository name.
    #[serde(deserialize_with = "or_default")]
    pub repo: String,
    /// Omitted by the server when false.
    #[serde(deserialize_with = "or_default")]
    pub is_private: bool,
    /// May be missing.
    #[serde(deserialize_with = "or_default")]
    pub default_branch: Option<Branch>,
    /// May be missing; one real repository had 515.
    #[serde(deserialize_with = "lenient_list")]
    pub branches: Vec<Branch>,
}

/// A branch.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Branch {
    /// Its name.
    #[serde(deserialize_with = "or_default")]
    pub display_name: String,
}

impl Source {
    /// `owner/repo`, as people write it.
    #[must_use]
    pub fn slug(&self) -> String {
        match &self.github_repo {
            Some(repo) if !repo.owner.is_empty() => format!("{}/{}", repo.owner, repo.repo),
            _ => self.name.as_str().trim_start_matches("sources/").trim_start_matches("github/").to_owned(),
        }
    }

    /// The default branch, where the server names one.
    #[must_use]
    pub fn default_branch(&self) -> Option<&str> {
        let branch = self.github_repo.as_ref()?.default_branch.as_ref()?;
        (!branch.display_name.is_empty()).then_some(branch.display_name.as_str())
    }
}

impl<'de> Deserialize<'de> for Activity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = serde_json::Map::<String, Value>::deserialize(deserializer)?;
        let text = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default();
        let id = match text("id") {
            "" => text("name").rsplit('/').next().unwrap_or_default(),
            id => id,
        };
        if id.is_empty() {
            return Err(serde::de::Error::custom("an activity without id or name"));
        }
        Ok(Self {
            id: ActivityId(id.to_owned()),
            create_time: parse_time(text("createTime")),
            originator: match text("originator") {
                "user" => Originator::User,
                "agent" => Originator::Agent,
                "system" => Originator::System,
                _ => Originator::Unknown,
            },
            description: text("description").to_owned(),
            event: Event::from_fields(&fields),
            artifacts: fields
                .get("artifacts")
                .and_then(Value::as_array)
                .map(|items| items.iter().map(Artifact::from_value).collect())
                .unwrap_or_default(),
        })
    }
}

/// Keys of an activity that do not name its event.
const COMMON_KEYS: [&str; 6] = ["name", "id", "createTime", "originator", "description", "artifacts"];

impl Event {
    fn from_fields(fields: &serde_json::Map<String, Value>) -> Self {
        let known = fields.iter().find_map(|(key, value)| Self::known(key, value));
        known.unwrap_or_else(|| {
            let key = fields.keys().find(|key| !COMMON_KEYS.contains(&key.as_str()));
            Self::Unknown(key.cloned().unwrap_or_default())
        })
    }

    fn known(key: &str, value: &Value) -> Option<Self> {
        let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        Some(match key {
            "planGenerated" => {
                let plan = value.get("plan").cloned().unwrap_or_default();
                let mut plan: Plan = serde_json::from_value(plan).unwrap_or_default();
                plan.steps.sort_by_key(|step| step.index);
                Self::PlanGenerated(plan)
            }
            "planApproved" => Self::PlanApproved { plan: PlanId(text("planId")) },
            "agentMessaged" => Self::AgentMessaged(text("agentMessage")),
            "userMessaged" => Self::UserMessaged(text("userMessage")),
            "progressUpdated" => Self::Progress { title: text("title"), description: text("description") },
            "sessionCompleted" => Self::Completed,
            "sessionFailed" => Self::Failed { reason: text("reason") },
            _ => return None,
        })
    }
}

impl Artifact {
    fn from_value(value: &Value) -> Self {
        fn part<T: DeserializeOwned + Default>(value: &Value) -> T {
            serde_json::from_value(value.clone()).unwrap_or_default()
        }
        if let Some(change) = value.get("changeSet") {
            Self::ChangeSet(part(change))
        } else if let Some(media) = value.get("media") {
            Self::Media(part(media))
        } else if let Some(bash) = value.get("bashOutput") {
            Self::Bash(part(bash))
        } else {
            let key = value.as_object().and_then(|fields| fields.keys().next());
            Self::Unknown(key.cloned().unwrap_or_default())
        }
    }
}

/// Parses an RFC 3339 time with 0–9 fractional digits; `None` for anything else.
#[must_use]
pub fn parse_time(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|time| time.with_timezone(&Utc))
}

/// Decodes a value, or takes the default when it is null or of another type.
fn or_default<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(deserializer: D) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}

fn time_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(value.as_str().and_then(parse_time))
}

/// Decodes a list item by item and drops what cannot be read.
fn lenient_list<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let Value::Array(items) = value else { return Ok(Vec::new()) };
    Ok(items.into_iter().filter_map(|item| serde_json::from_value(item).ok()).collect())
}
