//! A channel as text: everything a person would see, in a form that stays the same from run to run.
//!
//! One block per message. Ids become ordinal names, times are left out:
//!
//! ```text
//! #1 Ada: Fix the flaky test
//!    👍 2
//! #2 Jules ↩ #1 (silent): **Plan**
//!    ┃ 1. Reproduce it
//!    [Approve] [Request changes ✗]
//!    📎 plan.md (1.2 KB)
//! ```
//!
//! 🔔 is a ping, 🔕 one without a sound. A forum lists its posts with their tags; a person's own view ends with the
//! modal that is open before them.

mod modal;
mod parts;

use std::collections::BTreeMap;
use std::fmt::Write as _;

pub use self::modal::of_modal;

use super::discord::Discord;
use super::discord::model::{
    Channel, EPHEMERAL, JOINED, LOADING, Message, PIN_ADDED, POLL_RESULT, RECIPIENT_ADD, RECIPIENT_REMOVE, RENAMED,
    REPLY, SILENT, THREAD_CREATED, THREAD_STARTER,
};
use super::discord::state::State;
use super::people::Person;

impl Discord {
    /// A channel or thread as text: what everybody sees.
    #[must_use]
    pub fn transcript(&self, channel: u64) -> String {
        self.look(|state| render(state, channel, None))
    }
}

impl Person {
    /// A channel or thread as this person sees it: with the ephemeral messages that are for them.
    #[must_use]
    pub fn transcript(&self, channel: u64) -> String {
        self.discord().look(|state| render(state, channel, Some(self.id())))
    }
}

/// The names that stand for ids.
struct Names<'a> {
    state: &'a State,
    messages: BTreeMap<u64, usize>,
}

fn render(state: &State, channel: u64, reader: Option<u64>) -> String {
    let Some(place) = state.channels.get(&channel) else { return String::new() };
    let inside = state.messages.get(&channel).into_iter().flat_map(|inside| inside.values());
    let shown: Vec<&Message> = inside.filter(|each| each.only_for.is_none() || each.only_for == reader).collect();
    // Who was added to a thread is said between the messages, as in the client, and has no number.
    let counted = shown.iter().filter(|message| !matches!(message.kind, RECIPIENT_ADD | RECIPIENT_REMOVE));
    let messages = counted.enumerate().map(|(at, message)| (message.id, at + 1)).collect();
    let names = Names { state, messages };
    let mut out = heading(state, place);
    for message in shown {
        names.block(&mut out, message);
    }
    let newest = state.interactions.values().rev().find(|each| Some(each.person) == reader);
    if let Some(modal) = newest.filter(|each| each.channel == channel).and_then(|each| each.modal.as_ref()) {
        out.push_str(&of_modal(modal));
    }
    out
}

/// What came of an interaction: its messages, the modal, the choices, or what the client says of a failure.
pub(crate) fn of_interaction(state: &State, id: u64) -> Option<String> {
    let interaction = state.interactions.get(&id)?;
    let outcome = state.outcome(id)?;
    let names = Names { state, messages: BTreeMap::new() };
    let mut out = String::new();
    for message in &outcome.messages {
        let id = message["id"].as_str().and_then(|id| id.parse().ok());
        if let Some(message) = id.and_then(|id| state.message(interaction.channel, id)) {
            names.block(&mut out, message);
        }
    }
    if let Some(modal) = &outcome.modal {
        out.push_str(&of_modal(modal));
    }
    for choice in &outcome.choices {
        let _ = writeln!(out, "▸ {}", choice["name"].as_str().unwrap_or_default());
    }
    if let Some(error) = &outcome.error {
        let _ = writeln!(out, "⚠ {error}");
    }
    Some(out)
}

fn heading(state: &State, place: &Channel) -> String {
    if place.is_forum() {
        let posts = state.channels.values().filter(|each| each.parent == Some(place.id));
        let posts = posts.map(|post| format!("🧵 {}", title(state, post)));
        let lines: Vec<_> = [format!("── 🗂 #{} ──", place.name)].into_iter().chain(posts).collect();
        return lines.join("\n") + "\n";
    }
    if place.thread.is_none() {
        return format!("── #{} ──\n", place.name);
    }
    format!("── 🧵 {} ──\n", title(state, place))
}

/// A thread's name with its tags and marks: `Fix it [running] (archived)`.
fn title(state: &State, place: &Channel) -> String {
    let tags = state.tag_names(place);
    let tags = if tags.is_empty() { String::new() } else { format!(" [{}]", tags.join(", ")) };
    let Some(thread) = &place.thread else { return place.name.clone() };
    let marks = [(thread.archived, " (archived)"), (thread.locked, " (locked)")];
    let marks: String = marks.iter().filter(|(on, _)| *on).map(|(_, mark)| *mark).collect();
    format!("{}{tags}{marks}", place.name)
}

impl Names<'_> {
    fn block(&self, out: &mut String, message: &Message) {
        let number = self.messages.get(&message.id).map(|number| format!("#{number} ")).unwrap_or_default();
        let author = self.author(message);
        if let Some(line) = self.system_line(message) {
            let _ = writeln!(out, "{number}— {author} {line}");
            return;
        }
        let _ = write!(out, "{number}{author}{}:", self.marks(message));
        self.lines(out, &message.content);
        self.pings(out, message);
        for embed in message.embeds_shown() {
            self.embed(out, message, embed);
        }
        self.components(out, message, &message.components, "   ");
        self.extras(out, message);
        let shown = self.state.files_shown(message);
        for file in message.attachments.iter().filter(|id| !shown.contains(id)).filter_map(|id| self.file(*id)) {
            let _ = writeln!(out, "   📎 {file}");
        }
        if !message.reactions.is_empty() {
            let counts: Vec<_> =
                message.reactions.iter().map(|each| format!("{} {}", each.emoji, each.users.len())).collect();
            let _ = writeln!(out, "   {}", counts.join("  "));
        }
        if let Some(thread) = message.thread.and_then(|id| self.state.channels.get(&id)) {
            let _ = writeln!(out, "   🧵 {}", thread.name);
        }
    }

    /// What stands behind the author's name.
    fn marks(&self, message: &Message) -> String {
        let mut marks = String::new();
        if message.kind == REPLY
            && let Some(reference) = &message.reference
        {
            let answered = reference.message.and_then(|id| self.messages.get(&id));
            marks += &answered.map_or_else(|| " ↩ (gone)".to_owned(), |number| format!(" ↩ #{number}"));
        }
        for (bit, mark) in [(EPHEMERAL, " (only you)"), (SILENT, " (silent)"), (LOADING, " (is thinking…)")] {
            if message.flags & bit != 0 {
                marks.push_str(mark);
            }
        }
        if !message.extra.snapshots.is_empty() {
            marks.push_str(" (forwarded)");
        }
        if message.edited.is_some() {
            marks.push_str(" (edited)");
        }
        if message.pinned.is_some() {
            marks.push_str(" 📌");
        }
        marks
    }

    /// Who wrote it. Other bots and webhooks are marked: their words are not a person's.
    fn author(&self, message: &Message) -> String {
        if let Some(face) = &message.extra.face {
            return format!("{} (webhook)", face.name);
        }
        let bot = self.state.users.get(&message.author).is_some_and(|user| user.bot);
        let mark = if bot && message.author != self.state.app.bot { " (bot)" } else { "" };
        format!("{}{mark}", self.user(message.author))
    }

    /// What Discord's client says in its own words.
    fn system_line(&self, message: &Message) -> Option<String> {
        let about = || message.mentions.users.first().map_or_else(|| "somebody".to_owned(), |id| self.user(*id));
        match message.kind {
            THREAD_CREATED => Some(format!("started a thread: {}", message.content)),
            RENAMED => Some(format!("renamed this: {}", message.content)),
            RECIPIENT_ADD => Some(format!("added {} to the thread", about())),
            RECIPIENT_REMOVE => Some(format!("removed {} from the thread", about())),
            JOINED => Some("joined".to_owned()),
            PIN_ADDED => {
                let pinned = message.reference.as_ref().and_then(|to| self.messages.get(&to.message?));
                Some(pinned.map_or_else(|| "pinned a message".to_owned(), |number| format!("pinned #{number}")))
            }
            POLL_RESULT => Some("has a result of the poll".to_owned()),
            THREAD_STARTER => {
                let reference = message.reference.as_ref()?;
                let first = reference.message.and_then(|id| self.state.message(reference.channel, id))?;
                let words = self.plain(&first.content);
                Some(format!("started this thread from {}: {words}", self.author(first)))
            }
            kind if !crate::sim::discord::is_said(kind) => Some(format!("(a message of type {kind})")),
            _ => None,
        }
    }

    /// Whom the message notified, so that a needless ping is seen.
    fn pings(&self, out: &mut String, message: &Message) {
        let heard = &message.pinged;
        let mut pinged: Vec<String> = heard.users.iter().map(|id| format!("@{}", self.user(*id))).collect();
        pinged.extend(heard.roles.iter().map(|id| format!("@{}", self.role(*id))));
        if heard.everyone {
            pinged.push("@everyone".into());
        }
        if !pinged.is_empty() && message.only_for.is_none() {
            let bell = if message.flags & SILENT == 0 { "🔔" } else { "🔕" };
            let _ = writeln!(out, "   {bell} {}", pinged.join(" "));
        }
    }

    fn lines(&self, out: &mut String, text: &str) {
        let text = self.plain(text);
        let mut lines = text.lines();
        match lines.next() {
            None => out.push('\n'),
            Some(first) => {
                let _ = writeln!(out, " {first}");
            }
        }
        for line in lines {
            let _ = writeln!(out, "{}", format!("   {line}").trim_end());
        }
    }

    /// Mentions by name, as the client shows them.
    fn plain(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(start) = rest.find('<') {
            let (before, tail) = rest.split_at(start);
            out.push_str(before);
            let named = tail.find('>').and_then(|end| Some((self.mention(&tail[1..end])?, end)));
            if let Some((name, end)) = named {
                out.push_str(&name);
                rest = &tail[end + 1..];
            } else {
                out.push('<');
                rest = &tail[1..];
            }
        }
        out + rest
    }

    fn mention(&self, inside: &str) -> Option<String> {
        if inside.starts_with("t:") {
            return Some("(time)".into());
        }
        let id = |text: &str| text.parse::<u64>().ok();
        if let Some(role) = inside.strip_prefix("@&") {
            return id(role).map(|role| format!("@{}", self.role(role)));
        }
        if let Some(user) = inside.strip_prefix('@') {
            return id(user.trim_start_matches('!')).map(|user| format!("@{}", self.user(user)));
        }
        let channel = inside.strip_prefix('#').and_then(id)?;
        Some(self.state.channels.get(&channel).map_or("#unknown".into(), |channel| format!("#{}", channel.name)))
    }

    fn user(&self, id: u64) -> String {
        let user = self.state.users.get(&id);
        user.map_or("someone".into(), |user| user.display.clone().unwrap_or_else(|| user.name.clone()))
    }

    fn role(&self, id: u64) -> String {
        let role = self.state.guilds.values().find_map(|guild| guild.roles.get(&id));
        role.map_or("unknown-role".into(), |role| role.name.clone())
    }
}
