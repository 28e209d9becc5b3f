//! What people want, after the gate let it pass.

use super::Machine;
use super::action::{Action, Said, Want};
use super::checkpoint::{Approval, Ask, Pending};
use super::effect::{Effect, Mark, Owed, Telling, Word};
use super::ids::{PostKey, Purpose, digest};
use super::machine::post;
use super::standing::Standing;
use crate::render::body::Body;
use crate::render::cards::Answered;
use crate::render::locale::Locale;
use crate::render::press::{PlanKey, QuestionKey};
use crate::render::prose;
use crate::render::safe::SafeText;
use crate::render::text::{self, Outcome};
use serenity::model::id::{MessageId, UserId};

/// UTF-16 units of one message that repeats a person's words; quoting makes them longer.
const QUOTE_LIMIT: usize = 1_700;

impl Machine {
    pub(super) fn on_action(&mut self, action: Action, out: &mut Vec<Effect>) {
        let Action { by, locale, what } = action;
        if self.is_over_for(&what, locale, out) {
            return;
        }
        match what {
            Want::Approve(plan) => self.approve(by, locale, plan.as_ref(), out),
            Want::Revise { plan, feedback } => self.revise(by, locale, plan.as_ref(), &feedback, out),
            Want::Say(said) => self.say(by, locale, said, out),
            Want::Status => out.push(Effect::Reply(self.status_body(locale))),
            Want::Plan => self.show_plan(locale, out),
            Want::Diff => match self.changes_body(locale, self.patch_file(locale)) {
                Some(body) => out.push(Effect::Reply(body)),
                None => say(text::no_changes(locale), out),
            },
            Want::Patch => self.show_patch(locale, out),
            Want::Result => self.show_result(locale, out),
            Want::Stop => {
                self.tell(by, Telling::Archive, out);
                say(text::stopping(locale), out);
            }
            Want::Archive => {
                let busy = Standing::of(&self.cp).is_busy();
                self.tell(by, Telling::Archive, out);
                say(if busy { text::archiving_busy(locale) } else { text::archiving(locale) }, out);
            }
            Want::Detach => self.detach(by, locale, out),
            Want::Configure(changes) => say(self.configure(locale, changes), out),
            Want::Pause(pause) => {
                self.cp.paused = pause.then_some(by);
                say(if pause { text::pausing(locale) } else { text::resuming(locale) }, out);
            }
            Want::More => out.push(Effect::Reply(self.more_body(locale))),
            Want::Answer { question, words } => self.answer(by, locale, question.as_ref(), &words, out),
            Want::Wake(plan) => {
                let sentence = self.wake(by, locale, &plan, out);
                say(sentence, out);
            }
            Want::Nudge => {
                let sentence = self.nudge(by, locale, out);
                say(sentence, out);
            }
            Want::Resend(word) => {
                let sent = self.resend(by, word, out);
                say(if sent.is_some() { text::sending(locale) } else { text::nothing_to_resend(locale) }, out);
            }
            Want::Retry => {
                let sentence = self.retry(by, locale, out);
                say(sentence, out);
            }
        }
    }

    /// Whether it is too late for this wish; then that is said.
    fn is_over_for(&self, what: &Want, locale: Locale, out: &mut Vec<Effect>) -> bool {
        use Want::{Configure, Diff, More, Patch, Plan, Result, Status};
        let looks = matches!(what, Status | Plan | Diff | Result | Patch | More | Configure(_));
        if self.cp.detached.is_some() && !looks {
            // What people write here now, they write to each other.
            let written = matches!(what, Want::Say(Said { message: Some(_), .. }));
            if !written {
                say(text::detached(locale), out);
            }
            return true;
        }
        if self.cp.cut_off && !looks {
            say(text::cut_off_already(locale), out);
            return true;
        }
        let over = self.cp.closed && !looks && !matches!(what, Want::Retry);
        if over {
            say(if self.cp.session.is_some() { text::closed(locale) } else { text::never_started(locale) }, out);
        }
        over
    }

    fn show_patch(&mut self, locale: Locale, out: &mut Vec<Effect>) {
        match self.patch_file(locale) {
            files if files.is_empty() => say(text::no_changes(locale), out),
            attachments => {
                let content = text::patch_hint(locale);
                out.push(Effect::Reply(Body { content, attachments, plain: true, ..Body::default() }));
            }
        }
    }

    /// From here on nothing is relayed; what was said to Jules before still arrives there.
    fn detach(&mut self, by: UserId, locale: Locale, out: &mut Vec<Effect>) {
        self.cp.detached = Some(by);
        self.cp.closed = true;
        self.notice("detached", text::detached_by(by, self.cp.url.as_deref()), out);
        say(text::detaching(locale), out);
    }

    /// Words from a form. They are not lost when the question was settled meanwhile.
    fn answer(
        &mut self,
        by: UserId,
        locale: Locale,
        question: Option<&QuestionKey>,
        words: &str,
        out: &mut Vec<Effect>,
    ) {
        let late = question.is_some_and(|key| self.settled_question(locale, key).is_some());
        let word = self.tell_message(by, words.to_owned(), None, out);
        quote(word, &text::said(by, false), words, out);
        say(if late { text::answering_late(locale) } else { text::answering(locale) }, out);
    }

    fn approve(&mut self, by: UserId, locale: Locale, plan: Option<&PlanKey>, out: &mut Vec<Effect>) {
        // Jules approves "the" plan, whatever it is by now. Approving it from an
        // old button would start work that nobody has read.
        if let Some(sentence) = self.not_that_plan(locale, plan).or_else(|| self.is_approved(locale)) {
            return say(sentence, out);
        }
        let Some(seen) = &mut self.cp.plan else { return };
        seen.approval = Approval::Asked { by, taken: None };
        let (plan, content) = (seen.plan.id.clone(), Some(PlanKey::shown(&seen.plan).as_str().to_owned()));
        let asked = Some(self.now);
        self.tell(by, Telling::Approve { plan, content, asked }, out);
        say(text::approving(locale), out);
    }

    fn revise(&mut self, by: UserId, locale: Locale, plan: Option<&PlanKey>, feedback: &str, out: &mut Vec<Effect>) {
        if let Some(sentence) = self.not_that_plan(locale, plan) {
            return say(sentence, out);
        }
        let word = self.tell_message(by, feedback.to_owned(), None, out);
        quote(word, &text::wants_changes(by), feedback, out);
        say(text::revising(locale), out);
    }

    fn say(&mut self, by: UserId, locale: Locale, said: Said, out: &mut Vec<Effect>) {
        let Said { text: words, ask, message } = said;
        let word = self.tell_said(by, words.clone(), ask, message, out);
        if let Some(message) = message {
            out.push(Effect::Owe(Owed::Mark { message, mark: Mark::Stored }));
        } else {
            quote(word, &text::said(by, ask), &words, out);
            say(if ask { text::asking(locale) } else { text::sending(locale) }, out);
        }
    }

    fn show_plan(&mut self, locale: Locale, out: &mut Vec<Effect>) {
        match &self.cp.plan {
            Some(seen) => {
                // Whoever asked needs no calling.
                let body = Body { content: String::new(), ..self.plan_body(locale, seen, self.fate(seen)) };
                out.push(Effect::Reply(body));
            }
            None => say(text::no_plan(locale), out),
        }
    }

    fn show_result(&mut self, locale: Locale, out: &mut Vec<Effect>) {
        if self.cp.ended.is_none() && self.cp.pull_request.is_none() {
            return say(text::not_ended(locale), out);
        }
        let content = text::result(locale, &self.headline_in(locale), &Outcome { asks: false, ..self.outcome() });
        out.push(Effect::Reply(Body { content, attachments: self.patch_file(locale), plain: true, ..Body::default() }));
    }

    fn tell(&mut self, by: UserId, what: Telling, out: &mut Vec<Effect>) -> u64 {
        self.cp.acted_at = self.now;
        let id = self.number();
        out.push(Effect::Tell(Word { id, by, what, attempted: None }));
        id
    }

    /// Tells Jules a person's words, and notes that an answer is expected if they are a question.
    pub(super) fn tell_said(
        &mut self,
        by: UserId,
        words: String,
        ask: bool,
        message: Option<MessageId>,
        out: &mut Vec<Effect>,
    ) -> u64 {
        let asked = ask.then(|| digest(&words));
        let word = self.tell_message(by, words, message, out);
        self.cp.asks.extend(asked.map(|digest| Ask { word, digest, message, heard: false }));
        word
    }

    pub(super) fn tell_message(
        &mut self,
        by: UserId,
        text: String,
        message: Option<MessageId>,
        out: &mut Vec<Effect>,
    ) -> u64 {
        let digest = digest(&text);
        let word = self.tell(by, Telling::Message { text, message }, out);
        self.cp.spoke = Some(by);
        self.cp.pending.push(Pending { word, digest, proven: false, by: Some(by) });
        if let Some(question) = self.cp.question.as_mut().filter(|question| question.fate == Answered::Open) {
            question.answer = Some(word);
        }
        self.settle_question(Answered::By(by), out);
        word
    }
}

/// Answers with a sentence.
fn say(sentence: String, out: &mut Vec<Effect>) {
    out.push(Effect::Reply(Body { content: sentence, plain: true, ..Body::default() }));
}

/// Shows everybody what somebody told Jules through a command or a form.
fn quote(word: u64, head: &str, words: &str, out: &mut Vec<Effect>) {
    for (part, words) in prose::split(&SafeText::markdown(words), QUOTE_LIMIT).into_iter().enumerate() {
        let quoted = words.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n");
        let content = if part == 0 { format!("{head}\n{quoted}") } else { quoted };
        let key =
            PostKey { part: u16::try_from(part).unwrap_or(u16::MAX), ..PostKey::new(Purpose::Said, word.to_string()) };
        out.push(post(key, Body { content, silent: true, plain: true, ..Body::default() }));
    }
}
