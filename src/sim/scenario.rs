//! Scenarios: what the simulated Jules knows and how its sessions go, in TOML.
//!
//! ```toml
//! about = "One line for people."
//! seed = 7                              # optional: the same ids in every run
//!
//! [[keys]]                              # optional; without any there is one key, `sim-jules-key`
//! key = "sim-jules-key"
//! account = "ada"                       # keys of one account see the same sessions
//! activities_per_minute = 60            # its own quota instead of the knob's
//! revoked_after = "5m"                  # then it is 401
//!
//! [[accounts]]                          # optional
//! name = "ada"
//! plan = "ultra"                        # free, pro or ultra: its limits go before the knobs'
//!
//! [[sources]]
//! owner = "acme"                        # sources/github/acme/todo
//! repo = "todo"
//! private = true                        # default false
//! default_branch = "main"               # default none
//! branches = ["main", "dev"]
//! more_branches = 500                   # so many generated ones besides
//! accounts = ["ada"]                    # who has connected it; default all
//!
//! [knobs.create]                        # every knob: see `knobs.rs`
//! queued_for = "1s"
//!
//! [[faults]]                            # waits from the start; see `jules/faults.rs`
//! operation = "sessions.create"
//! count = 1
//! fault = { status = 503, after_effect = true }
//!
//! [[scripts]]
//! name = "flaky test"
//! when = "flaky"                        # part of the prompt; the script without `when` is the default
//! steps = [
//!   { after = "2s", plan = { steps = ["Reproduce it", { title = "Mend it", description = "…" }] } },
//!   { after = "2s", progress = { title = "Reading", description = "…" } },
//!   { after = "1s", bash = { command = "pytest", output = "1 failed", exit_code = 1 } },
//!   { after = "1s", question = "Shall I also …?" },       # and waits for a message
//!   { after = "1s", message = "Done." },
//!   { change_set = { file = "todo.patch", first = 2 } },
//!   { media = { file = "todo.png" } },
//!   { outputs = { pull_request = { url = "…", title = "…" }, change_set = { file = "todo.patch" } } },
//!   { completed = {} },
//! ]
//! on_message = [{ contains = "?", steps = [{ after = "2s", message = "Because." }] }]
//! revisions = [{ message = "Let me think again.", plan = { steps = ["…"] } }]
//! continuation = [{ after = "1s", message = "Picking it up again." }, { after = "1s", completed = {} }]
//! ```
//!
//! Steps and their marks (`artifacts originator same_time late_by digits repeat`): see [`script`].
//! A session begins QUEUED, is PLANNING after `knobs.create.queued_for`, and then plays its script.
//! A plan step holds the script until the plan is approved: by a call, or by itself where the
//! session was created without `requirePlanApproval`. Unknown keys are refused.

pub mod files;
pub mod keys;
pub mod knobs;
pub mod script;
pub mod span;
#[cfg(test)]
mod tests;

use std::path::Path;

use serde::Deserialize;

use crate::sim::jules::{Fault, Operation};
pub use files::Files;
pub use keys::{Account, DEFAULT_KEY, Key, Plan};
pub use knobs::Knobs;
pub use script::{Action, Script, Step};
pub use span::Span;

const BUILT_IN: &[(&str, &str)] = &[
    ("tour", include_str!("../../config/scenarios/tour.toml")),
    ("two_steps", include_str!("../../config/scenarios/two_steps.toml")),
    ("question", include_str!("../../config/scenarios/question.toml")),
    ("revise", include_str!("../../config/scenarios/revise.toml")),
    ("failing", include_str!("../../config/scenarios/failing.toml")),
    ("hostile", include_str!("../../config/scenarios/hostile.toml")),
    ("chatty", include_str!("../../config/scenarios/chatty.toml")),
    ("kill", include_str!("../../config/scenarios/kill.toml")),
    ("real", include_str!("../../config/scenarios/real.toml")),
    ("fix", include_str!("../../config/scenarios/fix.toml")),
    ("unapproved", include_str!("../../config/scenarios/unapproved.toml")),
    ("batch", include_str!("../../config/scenarios/batch.toml")),
    ("long", include_str!("../../config/scenarios/long.toml")),
    ("pair", include_str!("../../config/scenarios/pair.toml")),
];

/// A scenario, checked: every file it names is at hand.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The name or path it was loaded by.
    #[serde(skip)]
    pub name: String,
    /// One line for people.
    #[serde(default)]
    pub about: String,
    /// Makes ids the same in every run.
    #[serde(default)]
    pub seed: Option<u64>,
    /// The API keys that are valid from the start.
    #[serde(default)]
    pub keys: Vec<Key>,
    /// The accounts that have a plan; the knobs hold for all others.
    #[serde(default)]
    pub accounts: Vec<Account>,
    /// The repositories that are connected.
    #[serde(default)]
    pub sources: Vec<Source>,
    /// The knobs as the scenario sets them.
    #[serde(default)]
    pub knobs: Knobs,
    /// Faults that wait from the start.
    #[serde(default)]
    pub faults: Vec<Planned>,
    /// What sessions do.
    pub scripts: Vec<Script>,
    /// The patches and pictures.
    #[serde(skip, default = "no_folder")]
    pub files: Files,
}

fn no_folder() -> Files {
    Files::new(None)
}

/// A connected repository.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Source {
    /// Its owner on GitHub.
    pub owner: String,
    /// Its name there.
    pub repo: String,
    /// Whether it is private.
    pub private: bool,
    /// Its default branch, if Jules knows it.
    pub default_branch: Option<String>,
    /// Its branches, if Jules knows them.
    pub branches: Vec<String>,
    /// So many generated branches besides.
    pub more_branches: usize,
    /// The accounts it is connected to; none = all.
    pub accounts: Vec<String>,
}

impl Source {
    /// Whether this account has connected it.
    #[must_use]
    pub fn is_of(&self, account: &str) -> bool {
        self.accounts.is_empty() || self.accounts.iter().any(|known| known == account)
    }
}

/// Faults that wait.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    /// The operation they hit; none = any.
    #[serde(default)]
    pub operation: Option<Operation>,
    /// How many calls of it.
    #[serde(default = "once")]
    pub count: u32,
    /// What becomes of those.
    pub fault: Fault,
}

fn once() -> u32 {
    1
}

impl Scenario {
    /// A compiled-in scenario by its name, or the file at that path.
    ///
    /// # Errors
    /// One sentence that names the scenario and, where something in it is wrong, the line and the key.
    pub fn load(name_or_path: &str) -> Result<Self, String> {
        if let Some((_, text)) = BUILT_IN.iter().find(|(name, _)| *name == name_or_path) {
            return Self::parse(name_or_path, text, Files::new(None));
        }
        let path = Path::new(name_or_path);
        let text = std::fs::read_to_string(path).map_err(|e| {
            format!("There is no scenario `{name_or_path}` ({e}); built in are {}.", Self::names().join(", "))
        })?;
        let folder = path.parent().unwrap_or(Path::new(".")).join("files");
        Self::parse(name_or_path, &text, Files::new(Some(folder)))
    }

    /// The names of the compiled-in scenarios.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        BUILT_IN.iter().map(|(name, _)| *name).collect()
    }

    /// A scenario from its text; `name` is for error messages.
    ///
    /// # Errors
    /// As [`Scenario::load`].
    pub fn parse(name: &str, text: &str, files: Files) -> Result<Self, String> {
        let mut scenario: Self = toml::from_str(text).map_err(|e| refusal(name, text, &e))?;
        name.clone_into(&mut scenario.name);
        scenario.files = files;
        scenario.check().map_err(|e| format!("{name}: {e}"))?;
        Ok(scenario)
    }

    fn check(&mut self) -> Result<(), String> {
        if self.scripts.iter().all(|script| script.when.is_some()) {
            return Err("One of the scripts must be the default, without `when`.".into());
        }
        for step in self.scripts.iter().flat_map(Script::all_steps) {
            self.files.fetch(step)?;
        }
        for answer in self.scripts.iter().flat_map(|script| &script.on_message) {
            if answer.steps.0.iter().any(|step| matches!(step.action, Action::WaitFor(_) | Action::Question(_))) {
                return Err("The steps of `on_message` cannot wait; put the question into `steps`.".into());
            }
        }
        if self.sources.iter().any(|source| source.owner.is_empty() || source.repo.is_empty()) {
            return Err("A source needs `owner` and `repo`.".into());
        }
        if self.keys.is_empty() {
            self.keys.push(Key { key: DEFAULT_KEY.into(), ..Key::default() });
        }
        Ok(())
    }

    /// What the account pays for, if the scenario says.
    #[must_use]
    pub fn plan(&self, account: &str) -> Option<Plan> {
        self.accounts.iter().find(|known| known.name == account).map(|known| known.plan)
    }

    /// The script for a session with this prompt.
    #[must_use]
    pub fn script_for(&self, prompt: &str) -> Option<&Script> {
        let prompt = prompt.to_lowercase();
        let fits = |script: &&Script| script.when.as_ref().is_some_and(|when| prompt.contains(&when.to_lowercase()));
        self.scripts.iter().find(fits).or_else(|| self.scripts.iter().find(|script| script.when.is_none()))
    }
}

fn refusal(name: &str, text: &str, error: &toml::de::Error) -> String {
    let line = error.span().map(|span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
    let place = line.map(|line| format!(", line {line}")).unwrap_or_default();
    format!("{name}{place}: {}.", error.message().trim_end_matches('.').trim())
}
