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

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::discord::Discord;
use super::discord::model::{
    Channel, EPHEMERAL, LOADING, Message, RENAMED, REPLY, SILENT, THREAD_CREATED, THREAD_STARTER,
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
    let messages = shown.iter().enumerate().map(|(at, message)| (message.id, at + 1)).collect();
    let names = Names { state, messages };
    let mut out = heading(place);
    for message in shown {
        names.block(&mut out, message);
    }
    out
}

fn heading(place: &Channel) -> String {
    let Some(thread) = &place.thread else { return format!("── #{} ──\n", place.name) };
    let marks = [(thread.archived, " (archived)"), (thread.locked, " (locked)")];
    let marks: String = marks.iter().filter(|(on, _)| *on).map(|(_, mark)| *mark).collect();
    format!("── 🧵 {}{marks} ──\n", place.name)
}

impl Names<'_> {
    fn block(&self, out: &mut String, message: &Message) {
        let number = self.messages.get(&message.id).copied().unwrap_or(0);
        let author = self.user(message.author);
        if let Some(line) = self.system_line(message) {
            let _ = writeln!(out, "#{number} — {author} {line}");
            return;
        }
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
        if message.edited.is_some() {
            marks.push_str(" (edited)");
        }
        if message.pinned {
            marks.push_str(" 📌");
        }
        let _ = write!(out, "#{number} {author}{marks}:");
        self.lines(out, &message.content);
        self.pings(out, message);
        for embed in &message.embeds {
            self.embed(out, embed);
        }
        self.components(out, &message.components, "   ");
        for id in &message.attachments {
            self.attachment(out, *id);
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

    /// What Discord's client says in its own words.
    fn system_line(&self, message: &Message) -> Option<String> {
        match message.kind {
            THREAD_CREATED => Some(format!("started a thread: {}", message.content)),
            RENAMED => Some(format!("renamed this: {}", message.content)),
            THREAD_STARTER => {
                let reference = message.reference.as_ref()?;
                let first = reference.message.and_then(|id| self.state.message(reference.channel, id))?;
                let words = self.plain(&first.content);
                Some(format!("started this thread from {}: {words}", self.user(first.author)))
            }
            _ => None,
        }
    }

    /// Whom the message notifies, so that a needless ping is seen.
    fn pings(&self, out: &mut String, message: &Message) {
        let mut pinged: Vec<String> = message.mentions.users.iter().map(|id| format!("@{}", self.user(*id))).collect();
        pinged.extend(message.mentions.roles.iter().map(|id| format!("@{}", self.role(*id))));
        if message.mentions.everyone {
            pinged.push("@everyone".into());
        }
        if !pinged.is_empty() {
            let _ = writeln!(out, "   🔔 {}", pinged.join(" "));
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

    fn embed(&self, out: &mut String, embed: &Value) {
        let mut put = |text: &str| {
            for line in self.plain(text).lines() {
                let _ = writeln!(out, "{}", format!("   ┃ {line}").trim_end());
            }
        };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        put(&text(&embed["author"]["name"]));
        if let Some(title) = embed["title"].as_str() {
            let link = embed["url"].as_str().map(|url| format!(" <{url}>")).unwrap_or_default();
            put(&format!("**{title}**{link}"));
        }
        put(&text(&embed["description"]));
        for field in embed["fields"].as_array().into_iter().flatten() {
            put(&format!("{}: {}", text(&field["name"]), text(&field["value"])));
        }
        for picture in ["image", "thumbnail"] {
            if let Some(url) = embed[picture]["url"].as_str() {
                put(&format!("🖼 {url}"));
            }
        }
        if let Some(footer) = embed["footer"]["text"].as_str() {
            put(&format!("— {footer}"));
        }
    }

    fn components(&self, out: &mut String, components: &[Value], indent: &str) {
        for component in components {
            let inner = component["components"].as_array().map(Vec::as_slice).unwrap_or_default();
            match component["type"].as_u64() {
                Some(1) => {
                    let labels: Vec<_> = inner.iter().map(control).collect();
                    let _ = writeln!(out, "{indent}{}", labels.join(" "));
                }
                Some(10) => {
                    for line in self.plain(component["content"].as_str().unwrap_or_default()).lines() {
                        let _ = writeln!(out, "{indent}{line}");
                    }
                }
                Some(9) => {
                    self.components(out, inner, indent);
                    let _ = writeln!(out, "{indent}{}", control(&component["accessory"]));
                }
                Some(14) => {
                    let _ = writeln!(out, "{indent}───");
                }
                Some(12) => {
                    for item in component["items"].as_array().into_iter().flatten() {
                        let _ = writeln!(out, "{indent}🖼 {}", item["media"]["url"].as_str().unwrap_or_default());
                    }
                }
                Some(13) => {
                    let _ = writeln!(out, "{indent}📎 {}", component["file"]["url"].as_str().unwrap_or_default());
                }
                Some(17) => self.components(out, inner, &format!("{indent}┃ ")),
                _ => {
                    let _ = writeln!(out, "{indent}{}", control(component));
                }
            }
        }
    }

    fn attachment(&self, out: &mut String, id: u64) {
        if let Some(file) = self.state.files.get(&id) {
            let alt = file.description.as_deref().map(|text| format!(" — {text}")).unwrap_or_default();
            let _ = writeln!(out, "   📎 {} ({}){alt}", file.name, size(file.bytes.len()));
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

/// A button or menu: `[Label]`, `[Label ✗]` when disabled, `[Label ↗]` for a link.
fn control(component: &Value) -> String {
    let text = |key: &str| component[key].as_str();
    let emoji = component["emoji"]["name"].as_str();
    let disabled = if component["disabled"] == true { " ✗" } else { "" };
    if component["type"] != 2 {
        let name = text("placeholder").or_else(|| text("custom_id")).unwrap_or("?");
        let options: Vec<_> =
            component["options"].as_array().into_iter().flatten().filter_map(|each| each["label"].as_str()).collect();
        return format!("[{name} ▾{disabled}{}{}]", if options.is_empty() { "" } else { ": " }, options.join(" | "));
    }
    let label = [emoji, text("label")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let link = text("url").map(|url| format!(" ↗ {url}")).unwrap_or_default();
    format!("[{label}{link}{disabled}]")
}

fn size(bytes: usize) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{}.{} KB", bytes / 1024, bytes % 1024 * 10 / 1024),
        _ => format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    }
}
