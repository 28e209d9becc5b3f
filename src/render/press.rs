//! What a press of one of our buttons means, and how that fits into a `custom_id`.
//!
//! Stateless: nothing is remembered between showing a button and its press, so
//! every button works after any restart. The session is never in the id; it is
//! the one that belongs to the thread the press came from. What a button was about
//! (a plan, a question, a change set) is in the id as a digest, so that a press that
//! comes too late is noticed.

pub mod order;

use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::jules::model::{Plan, PlanId};

/// A press, a choice in a menu or a form that came back, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// Approve exactly this plan.
    Approve(PlanKey),
    /// Open the form that asks for changes to this plan.
    RequestChanges(PlanKey),
    /// The form came back (its text travels beside the id).
    Changes(PlanKey),
    /// Tell Jules with a message that this plan is approved.
    Wake(PlanKey),
    /// Show the newest change set, to the person who pressed, as everything that follows.
    Diff,
    /// Show a page of a file of this change set.
    DiffPage {
        /// Which change set.
        patch: PatchKey,
        /// Which of its files, from 0.
        file: u16,
        /// Which page of that, from 0.
        page: u16,
    },
    /// Show these files of this change set for choice, so many at a time.
    DiffFiles {
        /// Which change set.
        patch: PatchKey,
        /// Which lot of its files, from 0.
        shelf: u16,
    },
    /// A file was chosen in the menu (its number travels beside the id).
    PickFile(PatchKey),
    /// Hand out the newest change set as a file.
    PatchFile,
    /// Let the status card stand still.
    Pause,
    /// Let it move again.
    Resume,
    /// Show what has no room on the status card.
    More,
    /// A command was chosen in the menu (which one travels beside the id).
    Output,
    /// Open the form for an answer to this question, or for any words.
    Reply(Option<QuestionKey>),
    /// The form came back (its text travels beside the id).
    Answer(Option<QuestionKey>),
    /// Ask a silent Jules how it is going.
    Nudge,
    /// Try once more what failed.
    Retry,
    /// Send once more the words of this number.
    Resend(u64),
    /// Archive the session.
    Stop,
}

/// Stands for a plan in a `custom_id`, whatever Jules uses as plan ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanKey(String);

/// Stands for a question in a `custom_id`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionKey(String);

/// Stands for a change set in a `custom_id`: what it says, not where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatchKey(String);

impl PlanKey {
    /// The key of a plan by its id alone, as buttons of the first release have it.
    #[must_use]
    pub fn of(plan: &PlanId) -> Self {
        Self(key(plan.as_str()))
    }

    /// The key of a plan as it was shown: its id and every word of it.
    #[must_use]
    pub fn shown(plan: &Plan) -> Self {
        let mut text = plan.id.as_str().to_owned();
        for step in &plan.steps {
            // What cannot be in a text stands between them, so that no two plans run together alike.
            text.extend(["\u{0}", step.title.as_str(), "\u{1}", step.description.as_str()]);
        }
        Self(key(&text))
    }

    /// For remembering.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl QuestionKey {
    /// The key of a question, by what names it in its thread.
    #[must_use]
    pub fn of(subject: &str) -> Self {
        Self(key(subject))
    }
}

impl PatchKey {
    /// The key of a change set, by its patch.
    #[must_use]
    pub fn of(patch: &str) -> Self {
        Self(key(patch))
    }
}

fn key(subject: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(subject.as_bytes()).into();
    let (head, _) = digest.split_at(8);
    format!("{:016x}", head.iter().fold(0_u64, |key, byte| key << 8 | u64::from(*byte)))
}

/// Changes when old buttons could no longer be understood.
const VERSION: &str = "jd1";
/// In place of a subject.
const NONE: &str = "-";

impl Press {
    /// The `custom_id`: at most 40 of the 100 characters Discord allows.
    #[must_use]
    pub fn custom_id(&self) -> String {
        let about = |question: &Option<QuestionKey>| question.as_ref().map_or(NONE.into(), |key| key.0.clone());
        let (verb, subject) = match self {
            Self::Approve(plan) => ("approve", plan.0.clone()),
            Self::RequestChanges(plan) => ("revise", plan.0.clone()),
            Self::Changes(plan) => ("changes", plan.0.clone()),
            Self::Wake(plan) => ("wake", plan.0.clone()),
            Self::Diff => ("diff", NONE.into()),
            Self::DiffPage { patch, file, page } => ("page", format!("{}:{file}:{page}", patch.0)),
            Self::DiffFiles { patch, shelf } => ("files", format!("{}:{shelf}", patch.0)),
            Self::PickFile(patch) => ("pick", patch.0.clone()),
            Self::PatchFile => ("patch", NONE.into()),
            Self::Pause => ("pause", NONE.into()),
            Self::Resume => ("resume", NONE.into()),
            Self::More => ("more", NONE.into()),
            Self::Output => ("output", NONE.into()),
            Self::Reply(question) => ("reply", about(question)),
            Self::Answer(question) => ("answer", about(question)),
            Self::Nudge => ("nudge", NONE.into()),
            Self::Retry => ("retry", NONE.into()),
            Self::Resend(word) => ("resend", word.to_string()),
            Self::Stop => ("stop", NONE.into()),
        };
        format!("{VERSION}:{verb}:{subject}")
    }

    /// Reads a `custom_id` that claims to be ours; `None` for everything else.
    #[must_use]
    pub fn parse(custom_id: &str) -> Option<Self> {
        let parts: Vec<&str> = custom_id.split(':').collect();
        let [VERSION, verb, subject @ ..] = parts.as_slice() else { return None };
        match subject {
            [NONE] => Self::plain(verb),
            [word] if *verb == "resend" => Some(Self::Resend(read_number(word)?)),
            [key] => Self::about(verb, read_key(key)?),
            [key, rest @ ..] => Self::place(verb, PatchKey(read_key(key)?), rest),
            [] => None,
        }
    }

    fn plain(verb: &str) -> Option<Self> {
        Some(match verb {
            "diff" => Self::Diff,
            "patch" => Self::PatchFile,
            "pause" => Self::Pause,
            "resume" => Self::Resume,
            "more" => Self::More,
            "output" => Self::Output,
            "reply" => Self::Reply(None),
            "answer" => Self::Answer(None),
            "nudge" => Self::Nudge,
            "retry" => Self::Retry,
            "stop" => Self::Stop,
            _ => return None,
        })
    }

    fn about(verb: &str, key: String) -> Option<Self> {
        Some(match verb {
            "approve" => Self::Approve(PlanKey(key)),
            "revise" => Self::RequestChanges(PlanKey(key)),
            "changes" => Self::Changes(PlanKey(key)),
            "wake" => Self::Wake(PlanKey(key)),
            "pick" => Self::PickFile(PatchKey(key)),
            "reply" => Self::Reply(Some(QuestionKey(key))),
            "answer" => Self::Answer(Some(QuestionKey(key))),
            _ => return None,
        })
    }

    fn place(verb: &str, patch: PatchKey, numbers: &[&str]) -> Option<Self> {
        Some(match (verb, numbers) {
            ("page", [file, page]) => Self::DiffPage { patch, file: read_number(file)?, page: read_number(page)? },
            ("files", [shelf]) => Self::DiffFiles { patch, shelf: read_number(shelf)? },
            _ => return None,
        })
    }
}

fn read_key(text: &str) -> Option<String> {
    let is_key = text.len() == 16 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    is_key.then(|| text.to_owned())
}

/// A number, written as we write it and in no other way.
fn read_number<N: FromStr + ToString>(text: &str) -> Option<N> {
    text.parse().ok().filter(|number: &N| number.to_string() == text)
}

#[cfg(test)]
mod tests;
