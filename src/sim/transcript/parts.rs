//! The parts of a message as text: embeds, components, files, polls.

use std::fmt::Write as _;

use serde_json::Value;

use super::Names;
use crate::sim::discord::model::Message;

impl Names<'_> {
    /// An embed, each line behind a bar.
    pub(super) fn embed(&self, out: &mut String, message: &Message, embed: &Value) {
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
                put(&format!("🖼 {}", self.picture(message, url, &Value::Null)));
            }
        }
        if let Some(footer) = embed["footer"]["text"].as_str() {
            put(&format!("— {footer}"));
        }
    }

    /// Rows, and the parts of version 2.
    pub(super) fn components(&self, out: &mut String, message: &Message, components: &[Value], indent: &str) {
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
                    self.components(out, message, inner, indent);
                    let accessory = &component["accessory"];
                    if accessory["type"] == 11 {
                        let url = accessory["media"]["url"].as_str().unwrap_or_default();
                        let _ = writeln!(out, "{indent}🖼 {}", self.picture(message, url, accessory));
                    } else {
                        let _ = writeln!(out, "{indent}{}", control(accessory));
                    }
                }
                Some(14) => {
                    let _ = writeln!(out, "{indent}───");
                }
                Some(12) => {
                    for item in component["items"].as_array().into_iter().flatten() {
                        let url = item["media"]["url"].as_str().unwrap_or_default();
                        let _ = writeln!(out, "{indent}🖼 {}", self.picture(message, url, item));
                    }
                }
                Some(13) => {
                    let url = component["file"]["url"].as_str().unwrap_or_default();
                    let _ = writeln!(out, "{indent}📎 {}", self.picture(message, url, component));
                }
                Some(17) => self.components(out, message, inner, &format!("{indent}┃ ")),
                _ => {
                    let _ = writeln!(out, "{indent}{}", control(component));
                }
            }
        }
    }

    /// A file or picture by its address: what is attached by name and size, with alt text and spoiler mark.
    fn picture(&self, message: &Message, url: &str, holder: &Value) -> String {
        let hidden = if holder["spoiler"] == true { " (spoiler)" } else { "" };
        let alt = holder["description"].as_str().map(|text| format!(" — {text}")).unwrap_or_default();
        let file = self.state.file_meant(message, url).and_then(|id| self.file(id));
        format!("{}{hidden}{alt}", file.unwrap_or_else(|| url.to_owned()))
    }

    /// An attached file: name, size, spoiler mark, alt text.
    pub(super) fn file(&self, id: u64) -> Option<String> {
        let file = self.state.files.get(&id)?;
        let alt = file.description.as_deref().map(|text| format!(" — {text}")).unwrap_or_default();
        let size = size(file.bytes.len());
        Some(match file.name.strip_prefix("SPOILER_") {
            Some(name) => format!("{name} ({size}) (spoiler){alt}"),
            None => format!("{} ({size}){alt}", file.name),
        })
    }

    /// What few messages have: a poll, stickers, what was forwarded.
    pub(super) fn extras(&self, out: &mut String, message: &Message) {
        if let Some(poll) = &message.extra.poll {
            let _ = writeln!(out, "   📊 {}{}", poll.question, if poll.ended { " (ended)" } else { "" });
            for answer in &poll.answers {
                let text = answer.media["text"].as_str().unwrap_or_default();
                let _ = writeln!(out, "      {}. {text}: {}", answer.id, answer.votes.len());
            }
        }
        for sticker in &message.extra.stickers {
            let _ = writeln!(out, "   🏷 {}", sticker["name"].as_str().unwrap_or_default());
        }
        for snapshot in &message.extra.snapshots {
            let kept = &snapshot["message"];
            for line in self.plain(kept["content"].as_str().unwrap_or_default()).lines() {
                let _ = writeln!(out, "{}", format!("   ↪ {line}").trim_end());
            }
            for file in kept["attachments"].as_array().into_iter().flatten() {
                let _ = writeln!(out, "   ↪ 📎 {}", file["filename"].as_str().unwrap_or_default());
            }
            let embeds = kept["embeds"].as_array().map_or(0, Vec::len);
            if embeds > 0 {
                let _ = writeln!(out, "   ↪ {embeds} embed(s)");
            }
        }
    }
}

/// A button or menu: `[Label]`, `[Label ✗]` when disabled, `[Label ↗]` for a link.
pub(super) fn control(component: &Value) -> String {
    let text = |key: &str| component[key].as_str();
    let emoji = component["emoji"]["name"].as_str();
    let disabled = if component["disabled"] == true { " ✗" } else { "" };
    if component["type"] != 2 {
        let name = text("placeholder").or_else(|| text("custom_id")).unwrap_or("?");
        let options: Vec<_> = component["options"].as_array().into_iter().flatten().map(option).collect();
        return format!("[{name} ▾{disabled}{}{}]", if options.is_empty() { "" } else { ": " }, options.join(" | "));
    }
    let label = [emoji, text("label")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let link = text("url").map(|url| format!(" ↗ {url}")).unwrap_or_default();
    format!("[{label}{link}{disabled}]")
}

/// An option of a menu, with a dot when it is chosen already.
pub(super) fn option(option: &Value) -> String {
    let chosen = if option["default"] == true { "●" } else { "" };
    format!("{chosen}{}", option["label"].as_str().unwrap_or_default())
}

fn size(bytes: usize) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{}.{} KB", bytes / 1024, bytes % 1024 * 10 / 1024),
        _ => format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    }
}
