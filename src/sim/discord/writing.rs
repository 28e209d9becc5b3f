//! What people put into channels: messages, forwards, threads and posts, as far as their client lets them.

use serde_json::{Value, json};

use super::call::Upload;
use super::commands::upload_of;
use super::error::Form;
use super::model::{Channel, PRIVATE_THREAD, PUBLIC_THREAD, REPLY, Reference, SILENT, TEXT};
use super::permissions::{
    ATTACH_FILES, CREATE_PRIVATE_THREADS, CREATE_PUBLIC_THREADS, EMBED_LINKS, MANAGE_THREADS, SEND_MESSAGES, SEND_POLLS,
};
use super::polls::{self, Poll};
use super::post::{Draft, Extra};
use super::state::State;
use super::threads::NewThread;
use super::view::sid;
use crate::sim::people::Refused;

/// A message as a person composes it.
#[derive(Debug, Default)]
pub(crate) struct Words {
    content: String,
    reply_to: Option<u64>,
    /// Whether a reply pings the author of what it answers; people can switch it off.
    pings_author: bool,
    files: Vec<Upload>,
    silent: bool,
    stickers: Vec<String>,
    poll: Option<Value>,
    /// Only bots have these.
    embeds: Vec<Value>,
}

impl Words {
    /// Reads `{content?, reply_to?, ping?, attachments?, silent?, stickers?, poll?, embeds?}`.
    pub(crate) fn read(body: &Value) -> Result<Self, Refused> {
        let id = |value: &Value| value.as_str().and_then(|text| text.parse().ok()).or_else(|| value.as_u64());
        let list = |key: &str| body[key].as_array().map(Vec::as_slice).unwrap_or_default();
        let reply_to = &body["reply_to"];
        if !reply_to.is_null() && id(reply_to).is_none() {
            return Err(Refused::new("\"reply_to\" is not an id"));
        }
        Ok(Self {
            content: body["content"].as_str().unwrap_or_default().to_owned(),
            reply_to: id(reply_to),
            pings_author: body["ping"] != false,
            files: list("attachments").iter().map(upload_of).collect::<Result<_, _>>()?,
            silent: body["silent"] == true,
            stickers: list("stickers").iter().filter_map(|name| name.as_str().map(str::to_owned)).collect(),
            poll: Some(body["poll"].clone()).filter(Value::is_object),
            embeds: list("embeds").to_vec(),
        })
    }

    fn is_empty(&self) -> bool {
        let nothing = self.files.is_empty() && self.stickers.is_empty() && self.embeds.is_empty();
        self.content.trim().is_empty() && nothing && self.poll.is_none()
    }
}

impl State {
    /// A person writes; the message's id.
    pub(crate) fn person_writes(&mut self, person: u64, channel: u64, words: Words) -> Result<u64, Refused> {
        let place = self.visible(person, channel)?;
        if place.is_forum() || !self.may(place, person, Self::send_permission(place)) {
            return Err(Refused::new("this person may not write there"));
        }
        if self.is_locked(channel) && !self.may(place, person, MANAGE_THREADS) {
            return Err(Refused::new("the thread is locked"));
        }
        self.check_words(place, person, &words)?;
        self.slowed(place, person)?;
        if let Some(answered) = words.reply_to
            && self.seen(person, channel, answered)?.only_for.is_some()
        {
            return Err(Refused::new("nobody can reply to a message that only they see"));
        }
        let files = self.store_all(channel, &Value::Null, &words.files);
        let draft = self.person_draft(person, channel, words, files);
        let id = self.post(channel, draft);
        self.reads.insert((person, channel), id);
        Ok(id)
    }

    /// What a client does not even send, and what the server refuses.
    fn check_words(&self, place: &Channel, person: u64, words: &Words) -> Result<(), Refused> {
        if !words.files.is_empty() && !self.may(place, person, ATTACH_FILES) {
            return Err(Refused::new("this person may not attach files there"));
        }
        if words.files.len() > 10 {
            return Err(Refused::new("a message has at most 10 files"));
        }
        super::validate::sizes(&words.files)?;
        if words.is_empty() {
            return Err(Refused::new("an empty message cannot be sent"));
        }
        // People with Nitro may write more, and bots do get to see such messages.
        if words.content.chars().count() > 4000 {
            return Err(Refused::new("a message has at most 4000 characters"));
        }
        let bot = self.users.get(&person).is_some_and(|user| user.bot);
        let may_embed = bot && self.may(place, person, EMBED_LINKS);
        if !words.embeds.is_empty() && !may_embed {
            return Err(Refused::new("only bots can send embeds"));
        }
        if let Some(poll) = &words.poll {
            if !self.may(place, person, SEND_POLLS) {
                return Err(Refused::new("this person may not start polls there"));
            }
            let mut form = Form::default();
            polls::check(&mut form, poll);
            form.finish()?;
        }
        Ok(self.moderate(place, person, &words.content)?)
    }

    fn person_draft(&mut self, person: u64, channel: u64, words: Words, attachments: Vec<u64>) -> Draft {
        let reference = words.reply_to.map(|message| Reference { channel, message: Some(message) });
        let quiet = || json!({ "parse": ["users", "roles", "everyone"], "replied_user": false });
        let stickers = words.stickers.iter().map(|name| {
            let id = self.next_id();
            json!({ "id": sid(id), "name": name, "format_type": 1 })
        });
        let stickers = stickers.collect();
        Draft {
            author: person,
            kind: if reference.is_some() { REPLY } else { 0 },
            content: words.content,
            flags: if words.silent { SILENT } else { 0 },
            allowed_mentions: if words.pings_author { Value::Null } else { quiet() },
            embeds: super::validate::rich(&json!(words.embeds)),
            attachments,
            reference,
            extra: Extra { stickers, poll: words.poll.map(|poll| Poll::begin(&poll, self.now())), ..Extra::default() },
            ..Draft::default()
        }
    }

    /// A person forwards a message of one channel to another; the new message's id.
    pub(crate) fn person_forwards(&mut self, person: u64, from: u64, message: u64, to: u64) -> Result<u64, Refused> {
        let source = self.seen(person, from, message)?;
        if source.only_for.is_some() || !super::rest::is_said(source.kind) {
            return Err(Refused::new("that message cannot be forwarded"));
        }
        let place = self.visible(person, to)?;
        if place.is_forum() || !self.may(place, person, Self::send_permission(place)) {
            return Err(Refused::new("this person may not write there"));
        }
        let draft = self.forward_of(person, source);
        Ok(self.post(to, draft))
    }

    /// A person starts a thread; its id.
    pub(crate) fn person_opens(
        &mut self,
        person: u64,
        channel: u64,
        name: &str,
        on: Option<u64>,
        private: bool,
    ) -> Result<u64, Refused> {
        let place = self.visible(person, channel)?;
        let needed = if private { CREATE_PRIVATE_THREADS } else { CREATE_PUBLIC_THREADS };
        if !matches!(place.kind, TEXT | 5) || !self.may(place, person, needed) {
            return Err(Refused::new("this person may not start threads there"));
        }
        self.moderate_title(place, person, name)?;
        if let Some(message) = on {
            if self.seen(person, channel, message)?.only_for.is_some() {
                return Err(Refused::new("no thread can hang on a message that only they see"));
            }
            if self.channels.contains_key(&message) {
                return Err(Refused::new("that message has a thread already"));
            }
        }
        let kind = if private { PRIVATE_THREAD } else { PUBLIC_THREAD };
        let new = self.thread_by(person, channel, name, kind)?;
        Ok(self.open_thread(&NewThread { starter: on, ..new })?)
    }

    fn thread_by(&self, owner: u64, parent: u64, name: &str, kind: u8) -> Result<NewThread, Refused> {
        let count = name.trim().chars().count();
        if !(1..=100).contains(&count) {
            return Err(Refused::new("a thread's name has 1 to 100 characters"));
        }
        let defaults = self.channels.get(&parent).map(|parent| parent.defaults.clone()).unwrap_or_default();
        Ok(NewThread {
            parent,
            owner,
            kind,
            name: name.trim().to_owned(),
            auto_archive: defaults.auto_archive.unwrap_or(4320),
            slowmode: defaults.slowmode,
            invitable: true,
            tags: Vec::new(),
            starter: None,
        })
    }

    /// A person writes a post in a forum; its id.
    pub(crate) fn person_posts(
        &mut self,
        person: u64,
        forum: u64,
        title: &str,
        body: &Value,
        tags: &[String],
    ) -> Result<u64, Refused> {
        let words = Words::read(body)?;
        let place = self.visible(person, forum)?;
        if !place.is_forum() || !self.may(place, person, SEND_MESSAGES) {
            return Err(Refused::new("this person may not post there"));
        }
        self.check_words(place, person, &words)?;
        self.slowed(place, person)?;
        self.moderate_title(place, person, title)?;
        let tags = self.check_first_tags(place, person, &json!(self.tags_named(place, tags)?))?;
        let new = NewThread { tags, ..self.thread_by(person, forum, title, PUBLIC_THREAD)? };
        let files = words.files.clone();
        let draft = self.person_draft(person, forum, words, Vec::new());
        Ok(self.open_post(&new, draft, &Value::Null, &files)?)
    }

    /// A person gives a post other tags.
    pub(crate) fn person_tags(&mut self, person: u64, post: u64, tags: &[String]) -> Result<(), Refused> {
        self.manages(person, post, !self.is_locked(post))?;
        self.refuse_archived(post)?;
        let place = self.visible(person, post)?;
        let forum = place.parent.and_then(|id| self.channels.get(&id)).filter(|parent| parent.is_forum());
        let forum = forum.ok_or_else(|| Refused::new("that is no post of a forum"))?;
        let before = place.thread.as_ref().map(|thread| thread.applied_tags.clone()).unwrap_or_default();
        let tags = self.check_tags(forum, person, &json!(self.tags_named(place, tags)?), &before)?;
        self.change_channel(post, &json!({ "applied_tags": tags }), person);
        Ok(())
    }

    /// An active thread that a person can see; to add others they must be able to write in it.
    pub(crate) fn writable_thread(&self, person: u64, thread: u64, others: bool) -> Result<(), Refused> {
        let place = self.visible(person, thread)?;
        if place.thread.is_none() {
            return Err(Refused::new("that is no thread"));
        }
        self.refuse_archived(thread)?;
        if others && !self.may(place, person, Self::send_permission(place)) {
            return Err(Refused::new("this person may not add anybody there"));
        }
        Ok(())
    }
}
