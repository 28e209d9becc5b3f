//! What came of the things the machine wanted done.

use serenity::model::id::MessageId;

use super::Machine;
use super::attention::Callee;
use super::cards::is_left_behind;
use super::checkpoint::Approval;
use super::effect::{Effect, Mark, Owed, Telling, Word};
use super::ids::{PostKey, Purpose};
use super::input::{Shown, Told};
use super::machine::post;
use crate::jules::model::Session;
use crate::render::body::Body;
use crate::render::{cards, text};

impl Machine {
    pub(super) fn on_shown(&mut self, owed: &Owed, shown: Shown, out: &mut Vec<Effect>) {
        self.is_out(owed, out);
        self.cp.held &= !matches!(shown, Shown::Done(_));
        match (owed, shown) {
            (Owed::Post { key, .. }, Shown::Done(Some(message))) => self.posted(key, message, out),
            (Owed::Post { key, .. }, Shown::Refused(_)) if key.purpose != Purpose::Fallback => {
                let subject = format!("{:?}/{}/{}", key.purpose, key.subject, key.part);
                let body = Body { content: text::not_shown(self.cp.url.as_deref()), plain: true, ..Body::default() };
                out.push(post(PostKey::new(Purpose::Fallback, subject), Body { silent: true, ..body }));
            }
            // Whatever came of it, a card that has moved is never edited again.
            (Owed::Edit { key, .. }, _) if is_left_behind(key) => {
                self.cp.cards.remove(key);
            }
            // Too old to be edited any further: it is posted anew.
            (Owed::Edit { key, body, .. }, Shown::Refused(_)) => self.post_anew(key, body.clone(), out),
            // Somebody deleted it: respect that.
            _ => {}
        }
    }

    fn posted(&mut self, key: &PostKey, message: MessageId, out: &mut Vec<Effect>) {
        self.cp.last_post = self.cp.last_post.max(message);
        let now = self.now;
        let current = self.cp.cards.get_mut(&key.card()).filter(|card| card.issue == key.part);
        let before = current.and_then(|card| {
            card.message = Some(message);
            card.posted = Some(now);
            card.before.take()
        });
        if let Some(before) = before.filter(|_| key.purpose == Purpose::Status) {
            self.leave_behind(key, before, message, out);
        }
        if key.purpose == Purpose::Prose
            && let Some(spoken) = self.cp.spoken.as_mut().filter(|spoken| spoken.activity.as_str() == key.subject)
        {
            spoken.message = Some(message);
        }
        if key.purpose == Purpose::Said && key.part == 0 {
            for ask in self.cp.asks.iter_mut().filter(|ask| ask.word.to_string() == key.subject) {
                ask.message = Some(message);
            }
        }
    }

    pub(super) fn on_told(&mut self, word: &Word, told: Told, out: &mut Vec<Effect>) {
        if self.cp.cut_off && matches!(told, Told::Refused(_)) {
            return self.not_told(word, out);
        }
        match (&word.what, told) {
            (Telling::Create, Told::Created(session)) => self.created(&session),
            (Telling::Create, Told::Refused(reason)) => self.not_started(&reason, out),
            (Telling::Message { message, .. }, Told::Refused(reason)) => {
                self.not_delivered(word, *message, &reason, out);
            }
            (Telling::Message { message, .. }, _) => self.delivered(word.id, *message, out),
            (Telling::Approve { .. }, told) => self.approval_told(told, out),
            (Telling::Archive, Told::Refused(reason)) => {
                self.alert("not-stopped", Callee::Person(word.by), text::not_stopped(&reason), vec![], out);
            }
            (Telling::Archive, _) => self.notice("stopped", text::stopped(word.by), out),
            (Telling::Create, _) => {}
        }
    }

    fn created(&mut self, session: &Session) {
        self.cp.session = Some(session.id.clone());
        self.cp.url = crate::render::cards::https(&session.url);
        self.cp.state = session.state.clone();
        self.cp.moved_at = self.now;
    }

    fn delivered(&mut self, word: u64, message: Option<MessageId>, out: &mut Vec<Effect>) {
        if let Some(index) = self.cp.pending.iter().position(|pending| pending.word == word) {
            let pending = self.cp.pending.remove(index);
            if !pending.proven {
                self.cp.echoes.push(pending.digest);
            }
        }
        out.extend(message.map(|message| Effect::Owe(Owed::Mark { message, mark: Mark::Delivered })));
    }

    /// The thread was told why, once for all that was still owed; the marks tell the truth.
    fn not_told(&mut self, word: &Word, out: &mut Vec<Effect>) {
        self.cp.pending.retain(|pending| pending.word != word.id);
        self.cp.asks.retain(|ask| ask.word != word.id);
        match (&word.what, &mut self.cp.plan) {
            (Telling::Message { message: Some(message), .. }, _) => {
                out.push(Effect::Owe(Owed::Mark { message: *message, mark: Mark::Failed }));
            }
            (Telling::Approve { .. }, Some(seen)) if matches!(seen.approval, Approval::Asked { .. }) => {
                seen.approval = Approval::Pending;
            }
            _ => {}
        }
    }

    fn not_delivered(&mut self, word: &Word, message: Option<MessageId>, reason: &str, out: &mut Vec<Effect>) {
        self.cp.pending.retain(|pending| pending.word != word.id);
        let asks = self.cp.asks.len();
        self.cp.asks.retain(|ask| ask.word != word.id);
        let row = self.keep_undelivered(word, self.cp.asks.len() < asks);
        self.reopen_question(word.id, out);
        out.extend(message.map(|message| Effect::Owe(Owed::Mark { message, mark: Mark::Failed })));
        let sentence = text::not_delivered(reason);
        let body = self.calling(Callee::Person(word.by), cards::trouble(sentence, row));
        self.note("not-delivered", Body { reply_to: message, ..body }, out);
    }

    fn approval_told(&mut self, told: Told, out: &mut Vec<Effect>) {
        let now = self.now;
        let Some(seen) = &mut self.cp.plan else { return };
        let Approval::Asked { by, .. } = seen.approval else { return };
        match told {
            // The clock for "nothing moves" starts when Jules has it.
            Told::Done | Told::Created(_) => seen.approval = Approval::Asked { by, taken: Some(now) },
            Told::AlreadyApproved => seen.approval = Approval::Approved { by: None },
            Told::Superseded => {
                seen.approval = Approval::Pending;
                self.notice("superseded", text::approval_came_late(), out);
            }
            Told::Refused(reason) => {
                seen.approval = Approval::Pending;
                self.alert("not-approved", Callee::Person(by), text::approval_failed(&reason), vec![], out);
            }
        }
    }
}
