//! What came of the things the machine wanted done.

use super::Machine;
use super::checkpoint::Approval;
use super::effect::{Effect, Mark, Owed, Telling, Word};
use super::ids::{PostKey, Purpose};
use super::input::{Shown, Time, Told};
use super::machine::post;
use crate::jules::model::Session;
use crate::render::body::Body;
use crate::render::text;
use serenity::model::id::MessageId;

impl Machine {
    pub(super) fn on_shown(&mut self, owed: &Owed, shown: Shown, out: &mut Vec<Effect>) {
        match (owed, shown) {
            (Owed::Post { key, .. }, Shown::Done(Some(message))) => self.posted(key, message),
            (Owed::Post { key, .. }, Shown::Refused(_)) if key.purpose != Purpose::Fallback => {
                let subject = format!("{:?}/{}/{}", key.purpose, key.subject, key.part);
                let body = Body { content: text::not_shown(self.cp.url.as_deref()), plain: true, ..Body::default() };
                out.push(post(PostKey::new(Purpose::Fallback, subject), Body { silent: true, ..body }));
            }
            // Too old to be edited any further: the next change posts it anew.
            (Owed::Edit { key, .. }, Shown::Refused(_)) => {
                self.cp.cards.remove(key);
            }
            // Somebody deleted it: respect that.
            _ => {}
        }
    }

    fn posted(&mut self, key: &PostKey, message: MessageId) {
        self.cp.last_post = self.cp.last_post.max(message);
        if let Some(card) = self.cp.cards.get_mut(key) {
            card.message = Some(message);
        }
        if key.purpose == Purpose::Said && key.part == 0 {
            for ask in self.cp.asks.iter_mut().filter(|ask| ask.word.to_string() == key.subject) {
                ask.message = Some(message);
            }
        }
    }

    pub(super) fn on_told(&mut self, word: &Word, told: Told, now: Time, out: &mut Vec<Effect>) {
        match (&word.what, told) {
            (Telling::Create, Told::Created(session)) => self.created(&session, now),
            (Telling::Create, Told::Refused(reason)) => {
                self.cp.closed = true;
                self.notice("not-started", text::not_started(&reason), false, out);
            }
            (Telling::Message { message, .. }, Told::Refused(reason)) => {
                self.not_delivered(word.id, *message, &reason, out);
            }
            (Telling::Message { message, .. }, _) => self.delivered(word.id, *message, out),
            (Telling::Approve { .. }, told) => self.approval_told(told, now, out),
            (Telling::Archive, Told::Refused(reason)) => {
                self.notice("not-stopped", text::not_stopped(&reason), false, out);
            }
            (Telling::Archive, _) => self.notice("stopped", text::stopped(word.by), true, out),
            (Telling::Create, _) => {}
        }
    }

    fn created(&mut self, session: &Session, now: Time) {
        self.cp.session = Some(session.id.clone());
        self.cp.url = crate::render::cards::https(&session.url);
        self.cp.state = session.state.clone();
        self.cp.moved_at = now;
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

    fn not_delivered(&mut self, word: u64, message: Option<MessageId>, reason: &str, out: &mut Vec<Effect>) {
        self.cp.pending.retain(|pending| pending.word != word);
        self.cp.asks.retain(|ask| ask.word != word);
        out.extend(message.map(|message| Effect::Owe(Owed::Mark { message, mark: Mark::Failed })));
        self.answer("not-delivered", text::not_delivered(reason), message, out);
    }

    fn approval_told(&mut self, told: Told, now: Time, out: &mut Vec<Effect>) {
        let Some(seen) = &mut self.cp.plan else { return };
        let Approval::Asked { by, .. } = seen.approval else { return };
        match told {
            // The clock for "nothing moves" starts when Jules has it.
            Told::Done | Told::Created(_) => seen.approval = Approval::Asked { by, taken: Some(now) },
            Told::AlreadyApproved => seen.approval = Approval::Approved { by: None },
            Told::Superseded => {
                seen.approval = Approval::Pending;
                self.notice("superseded", text::approval_came_late(), false, out);
            }
            Told::Refused(reason) => {
                seen.approval = Approval::Pending;
                self.notice("not-approved", text::approval_failed(&reason), false, out);
            }
        }
    }
}
