//! An activity: who did what, and what came with it.

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::lenient::{identifier, integer, lenient_list, or_default, parse_time};
use super::{ActivityId, ChangeSet, PlanId};

/// Who caused an activity.
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
/// let said: Activity = serde_json::from_str(r#"{"id": "a", "originator": "user", "userMessaged": {"userMessage": "Yes"}}"#)?;
/// assert_eq!(said.originator, Originator::User);
/// # Ok::<(), serde_json::Error>(())
/// ```
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
///
/// ```
/// use jules_discord::jules::model::{Activity, Artifact, Event};
///
/// let activity: Activity = serde_json::from_str(
///     r#"{"id": "a", "createTime": "2026-09-02T10:05:01.2Z", "progressUpdated": {"title": "Ran bash command"},
///         "artifacts": [{"bashOutput": {"command": "pytest -q"}}, {"hologram": {}}]}"#,
/// )?;
/// assert!(matches!(&activity.event, Event::Progress { title, .. } if title == "Ran bash command"));
/// assert!(matches!(&activity.artifacts[0], Artifact::Bash(bash) if bash.exit_code == 0));
/// assert_eq!(activity.artifacts[1], Artifact::Unknown("hologram".to_owned()));
/// # Ok::<(), serde_json::Error>(())
/// ```
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
    /// Texts in it that were larger than [`Settings::value_cap`](crate::jules::Settings::value_cap)
    /// and read as empty; almost always 0. [`SessionClient::activity`](crate::jules::SessionClient::activity)
    /// gives the whole of it.
    pub left_out: u32,
}

/// What happened. Open: a kind this version does not know is kept by its name.
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
/// let new: Activity = serde_json::from_str(r#"{"id": "a", "sessionRenamed": {"to": "dates"}}"#)?;
/// assert_eq!(new.event, Event::Unknown("sessionRenamed".to_owned())); // of a later API
/// # Ok::<(), serde_json::Error>(())
/// ```
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
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
/// let plan: Plan = serde_json::from_str(r#"{"id": "p", "steps": [{"title": "Look", "index": 1}, {"title": "Mend"}]}"#)?;
/// assert_eq!(plan.steps.len(), 2);
/// # Ok::<(), serde_json::Error>(())
/// ```
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
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
/// let step: Step = serde_json::from_str(r#"{"id": "s", "title": "Look"}"#)?;
/// assert_eq!((step.index, step.description.as_str()), (0, "")); // left out means the default
/// # Ok::<(), serde_json::Error>(())
/// ```
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
    #[serde(deserialize_with = "integer")]
    pub index: u32,
}

/// What an activity carries.
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
/// let activity: Activity =
///     serde_json::from_str(r#"{"id": "a", "artifacts": [{"bashOutput": {"command": "ls"}}, {"hologram": {}}]}"#)?;
/// assert!(matches!(&activity.artifacts[0], Artifact::Bash(bash) if bash.command == "ls"));
/// assert_eq!(activity.artifacts[1], Artifact::Unknown("hologram".to_owned()));
/// # Ok::<(), serde_json::Error>(())
/// ```
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
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
/// let media: Media = serde_json::from_str(r#"{"mimeType": "image/png", "data": "iVBORw0KGgo="}"#)?;
/// assert_eq!(media.mime_type, "image/png");
/// # Ok::<(), serde_json::Error>(())
/// ```
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
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
/// let bash: BashOutput = serde_json::from_str(r#"{"command": "pytest", "output": "1 failed", "exitCode": 1}"#)?;
/// assert_eq!(bash.exit_code, 1);
/// # Ok::<(), serde_json::Error>(())
/// ```
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
    #[serde(deserialize_with = "integer")]
    pub exit_code: i64,
}

impl<'de> Deserialize<'de> for Activity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = Map::<String, Value>::deserialize(deserializer)?;
        // Taken out, not copied: patches and pictures are large.
        let artifacts = match fields.remove("artifacts") {
            Some(Value::Array(items)) => items.into_iter().map(Artifact::from_value).collect(),
            _ => Vec::new(),
        };
        let text = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default();
        let id = fields.get("id").and_then(identifier).filter(|id| !id.is_empty());
        let id = id.unwrap_or_else(|| text("name").rsplit('/').next().unwrap_or_default().to_owned());
        if id.is_empty() {
            return Err(serde::de::Error::custom("an activity without id or name"));
        }
        Ok(Self {
            id: ActivityId(id),
            create_time: parse_time(text("createTime")),
            originator: match text("originator") {
                "user" => Originator::User,
                "agent" => Originator::Agent,
                "system" => Originator::System,
                _ => Originator::Unknown,
            },
            description: text("description").to_owned(),
            event: Event::from_fields(&fields),
            artifacts,
            left_out: 0,
        })
    }
}

/// Keys of an activity that do not name its event.
const COMMON_KEYS: [&str; 5] = ["name", "id", "createTime", "originator", "description"];

impl Event {
    fn from_fields(fields: &Map<String, Value>) -> Self {
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
            "planApproved" => {
                Self::PlanApproved { plan: PlanId(value.get("planId").and_then(identifier).unwrap_or_default()) }
            }
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
    fn from_value(value: Value) -> Self {
        fn part<T: DeserializeOwned + Default>(value: Value) -> T {
            serde_json::from_value(value).unwrap_or_default()
        }
        let Value::Object(mut fields) = value else { return Self::Unknown(String::new()) };
        if let Some(change) = fields.remove("changeSet") {
            Self::ChangeSet(part(change))
        } else if let Some(media) = fields.remove("media") {
            Self::Media(part(media))
        } else if let Some(bash) = fields.remove("bashOutput") {
            Self::Bash(part(bash))
        } else {
            Self::Unknown(fields.keys().next().cloned().unwrap_or_default())
        }
    }
}
