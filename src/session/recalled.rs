//! What people did in a thread before the store was lost, as far as its cards still say. Jules'
//! history, which is told to the machine once more then, names nobody.

use std::collections::{BTreeMap, VecDeque};

use serenity::model::id::UserId;

use super::Machine;
use crate::render::cards::Answered;

/// What the cards say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recalled {
    /// Who approved which plan, by the plan's number.
    pub approvers: BTreeMap<u32, UserId>,
    /// What became of each question, in the order they were asked.
    pub answers: VecDeque<Answered>,
}

impl Machine {
    /// The same, knowing what people did before.
    #[must_use]
    pub fn recalling(self, recalled: Recalled) -> Self {
        Self { recalled, ..self }
    }

    /// A question is asked; what became of it then, if that was an answer of somebody here.
    pub(super) fn recall_question(&mut self) {
        self.recalled_answer = match self.recalled.answers.pop_front() {
            Some(Answered::By(by)) => Some(by),
            _ => None,
        };
    }
}
