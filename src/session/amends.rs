//! Second thoughts: a reply that is changed or taken back while it is still on its way,
//! and one that Jules did not take and that is sent again.

use serde::{Deserialize, Serialize};
use serenity::model::id::{MessageId, UserId};

use super::Machine;
use super::action::Said;
use super::checkpoint::Ask;
use super::effect::{Effect, Mark, Owed, Telling, Word};
use super::ids::digest;
use crate::render::body::Body;
use crate::render::cards;
use crate::render::press::Press;
use crate::render::{body::Button, body::Style, text};

/// Words kept for another attempt.
const KEPT: usize = 5;

/// A message that somebody wrote in the thread is another one now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// The message.
    pub message: MessageId,
    /// What it says now.
    pub now: Amended,
    /// The word that carries it, while Jules cannot have heard it: the shell knows.
    pub queued: Option<u64>,
}

/// What a message that was changed says now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amended {
    /// Something else to Jules.
    Says(Said),
    /// Nothing to Jules any more.
    Aside,
    /// It was deleted.
    Deleted,
}

/// Words that Jules did not take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undelivered {
    /// What was to be said, and the number it had.
    pub word: Word,
    /// Whether an answer was expected.
    pub ask: bool,
}

impl Machine {
    pub(super) fn on_amended(&mut self, amendment: Amendment, out: &mut Vec<Effect>) {
        let Amendment { message, now, queued } = amendment;
        // One that was not taken yet will be taken as it is by then.
        if message > self.cp.heard || self.cp.closed {
            return;
        }
        match (queued, now) {
            (Some(word), Amended::Says(said)) => self.retell(word, said, out),
            (Some(word), Amended::Aside) => {
                self.untell(word, out);
                out.push(Effect::Owe(Owed::Mark { message, mark: Mark::Withdrawn }));
            }
            (Some(word), Amended::Deleted) => self.untell(word, out),
            (None, Amended::Says(_)) if !self.cp.edits_explained => {
                self.cp.edits_explained = true;
                let body = Body { content: text::edits_stay(), reply_to: Some(message), ..Body::default() };
                self.note("edited", Body { silent: true, plain: true, ..body }, out);
            }
            (None, _) => {}
        }
    }

    fn retell(&mut self, word: u64, said: Said, out: &mut Vec<Effect>) {
        let digest = digest(&said.text);
        for pending in self.cp.pending.iter_mut().filter(|pending| pending.word == word) {
            pending.digest.clone_from(&digest);
        }
        self.cp.asks.retain(|ask| ask.word != word);
        if said.ask {
            self.cp.asks.push(Ask { word, digest, message: said.message, heard: false });
            self.cp.asks.sort_by_key(|ask| ask.word);
        }
        out.push(Effect::Retell { word, text: said.text });
    }

    fn untell(&mut self, word: u64, out: &mut Vec<Effect>) {
        self.cp.pending.retain(|pending| pending.word != word);
        self.cp.asks.retain(|ask| ask.word != word);
        self.reopen_question(word, out);
        out.push(Effect::Untell { word });
    }

    /// Keeps words that Jules did not take, and returns the button that sends them again.
    pub(super) fn keep_undelivered(&mut self, word: &Word, ask: bool) -> Vec<Button> {
        let kept = &mut self.cp.undelivered;
        kept.push_back(Undelivered { word: Word { attempted: None, ..word.clone() }, ask });
        while kept.len() > KEPT {
            kept.pop_front();
        }
        vec![cards::press(&Press::Resend(word.id), text::RESEND, Style::Primary)]
    }

    /// Sends once more what Jules did not take; `None` if there are no such words (any more).
    pub(super) fn resend(&mut self, by: UserId, number: u64, out: &mut Vec<Effect>) -> Option<()> {
        let kept = &mut self.cp.undelivered;
        let place = kept.iter().position(|kept| kept.word.id == number)?;
        let Undelivered { word, ask } = kept.remove(place)?;
        let Telling::Message { text: words, message } = word.what else { return None };
        self.tell_said(by, words, ask, message, out);
        out.extend(message.map(|message| Effect::Owe(Owed::Mark { message, mark: Mark::Again })));
        Some(())
    }
}
