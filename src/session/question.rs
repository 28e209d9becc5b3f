//! What the agent waits to be told: a card, reminders, and what became of it.
//!
//! Two things make a question. Jules' state says that it waits for words; or its turn ends
//! with a message that ends in a question mark, which no state tells apart from being done.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use serenity::model::id::MessageId;

use super::Machine;
use super::attention::Callee;
use super::effect::Effect;
use super::ids::{PostKey, Purpose};
use super::input::Time;
use crate::jules::model::{Activity, ActivityId, Event, Session, SessionState};
use crate::render::body::{Attachment, Body, Origin};
use crate::render::cards::Answered;
use crate::render::locale::Locale;
use crate::render::press::QuestionKey;
use crate::render::safe::SafeText;
use crate::render::{cards, prose, text};

/// UTF-16 units of a question on its card; an embed holds 4,096 characters.
const WORDS_LIMIT: usize = 3_600;

/// How long the words of a question may come after the state that says it was asked, and a
/// state after an answer: up to 5 s were seen of either.
pub(super) const WORDS_LAG: Duration = Duration::seconds(8);

/// Something the agent said, while it may still turn out to be a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken {
    /// The activity that brought it.
    pub activity: ActivityId,
    /// It ends in a question mark.
    pub asks: bool,
    /// Its last message in the thread, once it was posted there.
    pub message: Option<MessageId>,
    /// The words, where the thread did not show them: safe, and cut to a card's size.
    pub kept_back: String,
}

/// A question of the agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Names it in this thread.
    pub subject: String,
    /// What its card shows of it: safe, and cut to the card's size.
    pub words: String,
    /// The words stand in this message instead.
    pub above: Option<MessageId>,
    /// They stand in the thread, whichever message that is.
    pub shown: bool,
    /// Since when it waits.
    pub asked: Time,
    /// Reminders that are behind us.
    pub reminded: usize,
    /// What became of it.
    pub fate: Answered,
    /// The word that answers it, if somebody here does.
    #[serde(default)]
    pub answer: Option<u64>,
}

/// What is known of what comes after an activity.
#[derive(Clone, Copy)]
pub(super) struct Coming<'a> {
    /// Later activities of the same batch.
    pub later: &'a [Activity],
    /// The session as it is after all of them, if it was read.
    pub session: Option<&'a Session>,
}

impl Machine {
    /// The question that waits for somebody.
    pub(super) fn open_question(&self) -> Option<&Question> {
        self.cp.question.as_ref().filter(|question| question.fate == Answered::Open)
    }

    /// Whether the agent said these words to be answered, judged by what comes next.
    pub(super) fn is_asked(&self, words: &str, coming: Coming<'_>) -> bool {
        let next = coming.later.iter().map(|activity| &activity.event).find(|event| !is_progress(event));
        match next {
            Some(Event::Completed) => ends_in_question(words),
            Some(_) => false,
            None => {
                let state = coming.session.map_or(&self.cp.state, |session| &session.state);
                // A state that has not moved since the last answer may just be late.
                let late = self.cp.state == SessionState::AwaitingUserFeedback && self.cp.asked_for_words;
                *state == SessionState::AwaitingUserFeedback && (ends_in_question(words) || !late)
            }
        }
    }

    /// Shows words of the agent as a question, and calls somebody.
    pub(super) fn ask_words(
        &mut self,
        activity: &ActivityId,
        words: &str,
        to: Option<MessageId>,
        out: &mut Vec<Effect>,
    ) {
        let whole = SafeText::markdown(words);
        let shown = prose::excerpt(&whole, WORDS_LIMIT).into_string();
        let cut = prose::units(whole.as_str()) > WORDS_LIMIT;
        let file = Attachment {
            name: "message.md".into(),
            description: text::message_file(),
            origin: Origin::Words(activity.clone()),
        };
        self.spoke(activity, words, String::new());
        let question = Question { words: shown, ..self.question(activity.as_str()) };
        self.ask(question, if cut { vec![file] } else { vec![] }, to, out);
    }

    /// Notes what the agent said last. `kept_back` is it, where the thread does not show it.
    pub(super) fn spoke(&mut self, activity: &ActivityId, words: &str, kept_back: String) {
        let asks = ends_in_question(words);
        self.cp.spoken = Some(Spoken { activity: activity.clone(), asks, message: None, kept_back });
    }

    /// Cuts words to what a question's card holds.
    pub(super) fn for_card(words: &str) -> String {
        prose::excerpt(&SafeText::markdown(words), WORDS_LIMIT).into_string()
    }

    /// Jules' state says that it waits for words.
    pub(super) fn waits_for_words(&mut self, out: &mut Vec<Effect>) {
        if self.open_question().is_some() {
            self.cp.asked_for_words = true;
            return;
        }
        if self.cp.spoken.as_ref().is_some_and(|spoken| self.is_settled(spoken)) {
            // The state stays until Jules takes the answer up, which may be minutes.
            self.cp.asked_for_words = true;
            return;
        }
        let asks = self.cp.spoken.as_ref().map(|spoken| spoken.asks);
        match (self.cp.asked_for_words, asks) {
            (false, Some(_)) | (true, Some(true)) => self.ask_what_was_said(out),
            // Its words are still to come; or it was answered and said more: either it waits
            // again, or its state is late.
            (false, None) | (true, Some(false)) => self.cp.waiting = self.cp.waiting.or(Some(self.now)),
            (true, None) => {}
        }
    }

    /// These very words were a question, and somebody has answered it.
    fn is_settled(&self, spoken: &Spoken) -> bool {
        let same = |question: &&Question| question.subject == spoken.activity.as_str();
        self.cp.question.as_ref().filter(same).is_some_and(|question| question.fate != Answered::Open)
    }

    /// The state has said for a while that Jules waits.
    pub(super) fn waits_indeed(&mut self, out: &mut Vec<Effect>) {
        if self.cp.waiting.is_some_and(|since| self.now - since >= WORDS_LAG) {
            self.cp.waiting = None;
            if self.cp.state == SessionState::AwaitingUserFeedback && self.open_question().is_none() {
                self.ask_what_was_said(out);
            }
        }
    }

    /// Calls somebody to what the agent said last, which stands in the thread already.
    pub(super) fn ask_what_was_said(&mut self, out: &mut Vec<Effect>) {
        let subject = match &self.cp.spoken {
            Some(spoken) => spoken.activity.to_string(),
            None => format!("state-{}", self.number()),
        };
        let mut question = self.question(&subject);
        if let Some(spoken) = &self.cp.spoken {
            question.words.clone_from(&spoken.kept_back);
            question.above = spoken.message;
            question.shown = spoken.kept_back.is_empty();
        }
        self.ask(question, vec![], None, out);
    }

    fn question(&self, subject: &str) -> Question {
        Question {
            subject: subject.to_owned(),
            words: String::new(),
            above: None,
            shown: false,
            asked: self.now,
            reminded: 0,
            fate: Answered::Open,
            answer: None,
        }
    }

    fn ask(&mut self, question: Question, attachments: Vec<Attachment>, to: Option<MessageId>, out: &mut Vec<Effect>) {
        self.settle_question(Answered::Dropped, out);
        self.recall_question();
        self.cp.asked_for_words = true;
        self.cp.waiting = None;
        let above = question.above;
        self.cp.question = Some(question);
        if let Some(body) = self.question_body() {
            let body = Body { attachments, reply_to: to.or(above), ..body };
            self.show_question(body, out);
        }
    }

    /// The question's card as it should be now.
    fn question_body(&self) -> Option<Body> {
        let question = self.cp.question.as_ref()?;
        let key = QuestionKey::of(&question.subject);
        let body = cards::question(key, &question.words, question.shown, question.fate, self.cp.url.as_deref());
        Some(if question.fate == Answered::Open { self.calling(Callee::Requester, body) } else { body })
    }

    fn show_question(&mut self, body: Body, out: &mut Vec<Effect>) {
        let Some(question) = &self.cp.question else { return };
        let key = PostKey::new(Purpose::Question, question.subject.clone());
        self.show_card(key, body, false, out);
    }

    /// The open question, if there is one, is settled.
    pub(super) fn settle_question(&mut self, fate: Answered, out: &mut Vec<Effect>) {
        if let Some(question) = self.cp.question.as_mut().filter(|question| question.fate == Answered::Open) {
            question.fate = fate;
            if let Some(body) = self.question_body() {
                self.show_question(body, out);
            }
        }
    }

    /// Words that are on their way no more did not reach Jules after all. What they answered is
    /// answered by the next words that are on theirs, or open again; unless Jules went on.
    pub(super) fn reopen_question(&mut self, word: u64, out: &mut Vec<Effect>) {
        let next = self.cp.pending.iter().find_map(|pending| Some((pending.word, pending.by?)));
        let goes_on = matches!(self.cp.state, SessionState::InProgress | SessionState::Planning);
        let Some(question) = self.cp.question.as_mut().filter(|question| question.answer == Some(word)) else { return };
        if !matches!(question.fate, Answered::By(_)) {
            return;
        }
        (question.answer, question.fate) = match next {
            Some((word, by)) => (Some(word), Answered::By(by)),
            None if goes_on => (None, Answered::Dropped),
            None => (None, Answered::Open),
        };
        if let Some(body) = self.question_body() {
            self.show_question(body, out);
        }
    }

    /// What became of the question a button belongs to, if it no longer waits.
    pub(super) fn settled_question(&self, locale: Locale, key: &QuestionKey) -> Option<String> {
        let known = self.cp.question.as_ref().filter(|question| QuestionKey::of(&question.subject) == *key);
        match known.map(|question| question.fate) {
            Some(Answered::Open) => None,
            Some(Answered::By(by)) => Some(text::question_settled(locale, Some(by))),
            Some(_) | None => Some(text::question_settled(locale, None)),
        }
    }

    /// When the next reminder of an open question is due.
    pub(super) fn reminder_due(&self) -> Option<Time> {
        let question = self.open_question().filter(|_| !self.cp.closed)?;
        self.attention.reminder(question.asked, question.reminded)
    }

    pub(super) fn remind(&mut self, out: &mut Vec<Effect>) {
        if self.reminder_due().is_none_or(|due| due > self.now) {
            return;
        }
        let (attention, now) = (self.attention.clone(), self.now);
        let Some(question) = &mut self.cp.question else { return };
        question.reminded = attention.behind(question.asked, now).max(question.reminded + 1);
        let key = PostKey::new(Purpose::Question, question.subject.clone());
        let minutes = (now - question.asked).num_minutes();
        let reply = cards::reply_button(QuestionKey::of(&question.subject));
        let reply_to = self.cp.cards.get(&key).and_then(|card| card.message);
        let body = self.calling(Callee::Requester, cards::trouble(text::reminder(minutes), vec![reply]));
        self.note("reminder", Body { reply_to, ..body }, out);
    }
}

fn is_progress(event: &Event) -> bool {
    matches!(event, Event::Progress { .. } | Event::Unknown(_))
}

/// Whether words end in a question mark, whatever is wrapped around it.
fn ends_in_question(words: &str) -> bool {
    let wrapped = |c: char| c.is_whitespace() || "*_~`\"')]}»”’".contains(c);
    words.trim_end_matches(wrapped).ends_with(['?', '？', '؟'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_ends_in_a_question_mark_however_it_is_dressed() {
        for words in ["Which one?", "Shall I say **“yesterday”?**\n", "どちらですか？", "(or not?)", "`x`?"]
        {
            assert!(ends_in_question(words), "{words}");
        }
        for words in ["", "Done.", "Why? Because.", "?!x", "Is it?\n\nI think so"] {
            assert!(!ends_in_question(words), "{words}");
        }
    }
}
