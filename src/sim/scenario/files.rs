//! Patches and pictures that scenarios refer to: compiled in, or beside a scenario file.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::script::{Action, Artifact, ChangeSet, Media, Outputs, Step};

const BUILT_IN: &[(&str, &[u8])] = &[
    ("todo.patch", include_bytes!("../../../config/scenarios/files/todo.patch")),
    ("todo.png", include_bytes!("../../../config/scenarios/files/todo.png")),
    ("odd.patch", include_bytes!("../../../config/scenarios/files/odd.patch")),
];

/// The files at hand, by name.
#[derive(Clone, Debug)]
pub struct Files {
    folder: Option<PathBuf>,
    held: BTreeMap<String, Arc<[u8]>>,
}

impl Files {
    /// The compiled-in files, and those in `folder` once a step names them.
    #[must_use]
    pub fn new(folder: Option<PathBuf>) -> Self {
        let held = BUILT_IN.iter().map(|(name, bytes)| ((*name).to_owned(), Arc::from(*bytes))).collect();
        Self { folder, held }
    }

    /// Holds what `others` holds, too, where it has no file of that name itself.
    pub fn keep(&mut self, others: &Self) {
        for (name, bytes) in &others.held {
            self.held.entry(name.clone()).or_insert_with(|| Arc::clone(bytes));
        }
    }

    /// The bytes of a file that a step names.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Arc<[u8]>> {
        self.held.get(name).cloned()
    }

    /// Makes sure that everything `step` names is at hand.
    ///
    /// # Errors
    /// One sentence that names the missing file.
    pub fn fetch(&mut self, step: &Step) -> Result<(), String> {
        for name in names(step) {
            self.fetch_one(name)?;
        }
        Ok(())
    }

    fn fetch_one(&mut self, name: &str) -> Result<(), String> {
        if self.held.contains_key(name) {
            return Ok(());
        }
        // A name, not a path: a scenario from somebody else must not read about on this machine.
        let plain = !name.contains(['/', '\\']) && name != "..";
        let bytes = self.folder.as_ref().filter(|_| plain).and_then(|folder| std::fs::read(folder.join(name)).ok());
        let bytes = bytes.ok_or_else(|| format!("There is no file `{name}` for this scenario."))?;
        self.held.insert(name.to_owned(), bytes.into());
        Ok(())
    }
}

fn names(step: &Step) -> Vec<&str> {
    let mut sets: Vec<&ChangeSet> = Vec::new();
    let mut pictures: Vec<&Media> = Vec::new();
    match &step.action {
        Action::ChangeSet(set) | Action::Outputs(Outputs { change_set: Some(set), .. }) => sets.push(set),
        Action::Media(media) => pictures.push(media),
        _ => {}
    }
    for artifact in &step.marks.artifacts {
        match artifact {
            Artifact::ChangeSet(set) => sets.push(set),
            Artifact::Media(media) => pictures.push(media),
            Artifact::Bash(_) | Artifact::Raw(_) => {}
        }
    }
    let sets = sets.into_iter().filter_map(|set| set.file.as_deref());
    sets.chain(pictures.into_iter().filter_map(|media| media.file.as_deref())).collect()
}
