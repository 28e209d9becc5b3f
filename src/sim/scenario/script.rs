//! What one session does: a script of timed steps, and its answers to people.
//!
//! A step is `after` (the pause before it), exactly one action, and a few marks. The same JSON
//! that is written in a scenario can be put into a running session over the control API.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::span::Span;

/// The script of a session.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Script {
    /// A name for people who read the scenario.
    pub name: String,
    /// Part of the prompt, whatever its case, that selects this script; none = the default script.
    pub when: Option<String>,
    /// What happens, in order.
    pub steps: Steps,
    /// Answers to messages that arrive while the agent works; the first that fits is played.
    pub on_message: Vec<OnMessage>,
    /// Plans after messages to a plan that waits, one for each; after them the agent makes its own.
    pub revisions: Vec<Revision>,
    /// What a message to the finished session starts; empty = progress, an answer, completed.
    pub continuation: Steps,
    /// What the agent does when it comes back by itself (`lifecycle.revivals`); empty = progress, completed.
    pub revival: Steps,
}

impl Script {
    /// All steps, wherever they are.
    pub fn all_steps(&self) -> impl Iterator<Item = &Arc<Step>> {
        let answers = self.on_message.iter().flat_map(|on| &on.steps.0);
        self.steps.0.iter().chain(answers).chain(&self.continuation.0).chain(&self.revival.0)
    }
}

/// A list of steps; one with `repeat = n` stands in it n times.
#[derive(Clone, Debug, Default)]
pub struct Steps(pub VecDeque<Arc<Step>>);

impl<'de> Deserialize<'de> for Steps {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut all = VecDeque::new();
        for step in Vec::<Step>::deserialize(deserializer)? {
            let step = Arc::new(step);
            for _ in 0..step.repeat {
                all.push_back(Arc::clone(&step));
            }
        }
        Ok(Self(all))
    }
}

/// The answer to a message.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnMessage {
    /// Part of the message, whatever its case; none = every message.
    #[serde(default)]
    pub contains: Option<String>,
    /// What the agent does about it, each `after` counting from the step before.
    pub steps: Steps,
}

/// A new plan in place of the one that waits.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revision {
    /// What the agent says before.
    #[serde(default)]
    pub message: Option<String>,
    /// The new plan.
    pub plan: Plan,
}

/// One step: a pause, an action, marks.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "RawStep")]
pub struct Step {
    /// The pause before it.
    pub after: Span,
    /// What happens.
    pub action: Action,
    /// Marks of the activity it makes.
    pub marks: Marks,
    /// How often it stands in its script.
    pub repeat: u32,
}

impl Step {
    /// `action`, at once.
    #[must_use]
    pub fn now(action: Action) -> Self {
        Self { after: Span::ZERO, action, marks: Marks::default(), repeat: 1 }
    }

    /// A step as a scenario or the control API writes it.
    ///
    /// # Errors
    /// One sentence that says what is wrong with it.
    pub fn from_json(value: Value) -> Result<Self, String> {
        serde_json::from_value(value).map_err(|e| format!("That is no step: {e}."))
    }

    /// Whether the agent speaks in it.
    #[must_use]
    pub fn speaks(&self) -> bool {
        matches!(self.action, Action::Message(_) | Action::Question(_))
    }
}

/// What a step does. The field names of a scenario are these names in snake case.
#[derive(Clone, Debug)]
pub enum Action {
    /// Sets the session's state, known to the API or not, without an activity.
    State(String),
    /// planGenerated. The script waits for its approval unless `hold = false`.
    Plan(Plan),
    /// agentMessaged.
    Message(String),
    /// agentMessaged, state `AWAITING_USER_FEEDBACK`, and the script waits for a message.
    Question(String),
    /// userMessaged by somebody at the web page; the script takes no notice.
    UserMessage(String),
    /// progressUpdated.
    Progress(Progress),
    /// progressUpdated "Ran bash command" with a bashOutput.
    Bash(Bash),
    /// A blank progressUpdated with a changeSet.
    ChangeSet(ChangeSet),
    /// A blank progressUpdated with a media artifact.
    Media(Media),
    /// sessionCompleted, state COMPLETED.
    Completed(Ended),
    /// sessionFailed, state FAILED.
    Failed(Ended),
    /// Adds to the session's outputs, without an activity.
    Outputs(Outputs),
    /// An activity with exactly these keys, known to the API or not.
    Event(Map<String, Value>),
    /// Blocks the script.
    WaitFor(WaitFor),
    /// updateTime moves, and nothing else.
    Touch,
}

/// Marks of an activity.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Artifacts beside those of the action.
    pub artifacts: Vec<Artifact>,
    /// Instead of `agent` (or `user`); an empty text leaves the field out.
    pub originator: Option<String>,
    /// The `createTime` of the activity before, to the nanosecond.
    pub same_time: bool,
    /// Shows this much later than it is stamped.
    pub late_by: Option<Span>,
    /// Fractional digits of `createTime`, 0 to 9.
    pub digits: Option<u8>,
}

/// What a script waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitFor {
    /// The plan's approval; nothing if it has been given.
    Approval,
    /// A message that arrives from now on.
    Message,
}

/// A plan.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Its id; generated when absent.
    #[serde(default)]
    pub id: Option<String>,
    /// Its steps: texts, or `{ title, description }`.
    pub steps: Vec<PlanStep>,
    /// Whether the script waits here for the approval (default true).
    #[serde(default = "yes")]
    pub hold: bool,
}

fn yes() -> bool {
    true
}

/// A step of a plan.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum PlanStep {
    /// A title alone.
    Title(String),
    /// With its description.
    Full {
        /// One line.
        title: String,
        /// Any Markdown.
        #[serde(default)]
        description: String,
    },
}

/// What progressUpdated says; both absent in most real ones.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are the API's")]
pub struct Progress {
    pub title: String,
    pub description: String,
}

/// A command that ran.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are the API's")]
pub struct Bash {
    pub command: String,
    #[serde(default)]
    pub output: String,
    #[serde(default)]
    pub exit_code: i32,
}

/// A change set: its patch is a file beside the scenario or written here.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ChangeSet {
    /// A file in the scenario's `files` folder.
    pub file: Option<String>,
    /// Only the first so many files of that patch: change sets are cumulative.
    pub first: Option<usize>,
    /// The patch itself, instead of a file; neither of the two leaves unidiffPatch out.
    pub patch: Option<String>,
    /// suggestedCommitMessage.
    pub commit_message: Option<String>,
    /// baseCommitId; an empty text leaves it out, none means the sample's.
    pub base_commit: Option<String>,
    /// Makes the patch this many kilobytes longer, by one more file.
    pub pad_kb: usize,
}

/// A picture or film.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Media {
    /// A file in the scenario's `files` folder.
    pub file: Option<String>,
    /// Base64, instead of a file.
    pub data: Option<String>,
    /// image/png when absent.
    pub mime_type: Option<String>,
    /// Makes it this many kilobytes longer, with bytes that mean nothing.
    pub pad_kb: usize,
}

/// The end of a session.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ended {
    /// Why it failed.
    pub reason: Option<String>,
    /// The state alone, without its activity.
    pub silent: bool,
}

/// What the session hands over.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Outputs {
    /// Only if the session was created with `AUTO_CREATE_PR` and has a source, as in the real one.
    pub pull_request: Option<PullRequest>,
    /// The complete change set.
    pub change_set: Option<ChangeSet>,
}

/// A pull request.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are the API's")]
pub struct PullRequest {
    pub url: String,
    pub title: String,
    pub description: String,
    pub base_ref: Option<String>,
    pub head_ref: Option<String>,
}

/// Something that an activity carries.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Artifact {
    /// bashOutput.
    Bash(Bash),
    /// changeSet.
    ChangeSet(ChangeSet),
    /// media.
    Media(Media),
    /// Exactly this object, known to the API or not.
    Raw(Value),
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawStep {
    after: Span,
    repeat: Option<u32>,
    artifacts: Vec<Artifact>,
    originator: Option<String>,
    same_time: bool,
    late_by: Option<Span>,
    digits: Option<u8>,
    state: Option<String>,
    plan: Option<Plan>,
    message: Option<String>,
    question: Option<String>,
    user_message: Option<String>,
    progress: Option<Progress>,
    bash: Option<Bash>,
    change_set: Option<ChangeSet>,
    media: Option<Media>,
    completed: Option<Ended>,
    failed: Option<Ended>,
    outputs: Option<Outputs>,
    event: Option<Map<String, Value>>,
    wait_for: Option<WaitFor>,
    touch: Option<bool>,
}

impl TryFrom<RawStep> for Step {
    type Error = String;

    fn try_from(raw: RawStep) -> Result<Self, String> {
        if raw.digits.is_some_and(|digits| digits > 9) {
            return Err("`digits` goes from 0 to 9".into());
        }
        let actions = [
            raw.state.map(Action::State),
            raw.plan.map(Action::Plan),
            raw.message.map(Action::Message),
            raw.question.map(Action::Question),
            raw.user_message.map(Action::UserMessage),
            raw.progress.map(Action::Progress),
            raw.bash.map(Action::Bash),
            raw.change_set.map(Action::ChangeSet),
            raw.media.map(Action::Media),
            raw.completed.map(Action::Completed),
            raw.failed.map(Action::Failed),
            raw.outputs.map(Action::Outputs),
            raw.event.map(Action::Event),
            raw.wait_for.map(Action::WaitFor),
            raw.touch.map(|_| Action::Touch),
        ];
        let mut actions = actions.into_iter().flatten();
        let (Some(action), None) = (actions.next(), actions.next()) else {
            return Err("a step has exactly one action (state, plan, message, question, user_message, progress, \
                        bash, change_set, media, completed, failed, outputs, event, wait_for or touch)"
                .into());
        };
        let RawStep { artifacts, originator, same_time, late_by, digits, .. } = raw;
        let marks = Marks { artifacts, originator, same_time, late_by, digits };
        Ok(Self { after: raw.after, action, marks, repeat: raw.repeat.unwrap_or(1) })
    }
}
