//! A [`Body`] as the JSON that Discord takes.
//!
//! Two things hold for every one of them: nobody is pinged but those a new message names
//! (an edit without `allowed_mentions` would parse mentions anew, and ping again), and what
//! an edit leaves out of a message disappears from it.

use std::fmt;

use serde_json::{Value, json};

use super::WriteError;
use crate::render::body::{Body, Button, Choice, Embed, Pings, Style};

/// Lets Discord unfurl no link, and hides our own embeds, too.
pub const SUPPRESS_EMBEDS: u64 = 1 << 2;
/// Notifies nobody.
pub const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;

/// A file to upload.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// The name people see.
    pub name: String,
    /// What screen readers say; may be empty.
    pub description: String,
    /// What it holds. Discord's default limit is 10 MiB.
    pub bytes: Vec<u8>,
    /// A MIME type. Discord shows what it knows by the name's ending.
    pub content_type: String,
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "File({}, {} bytes)", self.name, self.bytes.len())
    }
}

/// A new message.
#[must_use]
pub fn create(body: &Body, files: &[File], nonce: &str) -> Value {
    let mut flags = if body.plain { SUPPRESS_EMBEDS } else { 0 };
    if body.silent {
        flags |= SUPPRESS_NOTIFICATIONS;
    }
    let mut json = json!({
        "content": body.content,
        "embeds": embeds(&body.embeds),
        "components": components(&body.rows),
        "allowed_mentions": mentions(&body.pings),
        "flags": flags,
        "nonce": nonce,
        "enforce_nonce": true,
    });
    if let Some(message) = body.reply_to {
        // Whoever deleted the message does not thereby stop the answer.
        json["message_reference"] = json!({ "message_id": message.to_string(), "fail_if_not_exists": false });
    }
    if !files.is_empty() {
        json["attachments"] = files.iter().enumerate().map(|(n, file)| attachment(n, file)).collect();
    }
    json
}

/// The first message of a forum's post. Discord takes no nonce with it.
#[must_use]
pub fn first(body: &Body) -> Value {
    let mut json = create(body, &[], "");
    if let Some(fields) = json.as_object_mut() {
        fields.retain(|name, _| name != "nonce" && name != "enforce_nonce");
    }
    json
}

/// What an existing message becomes. Its files stay; `SUPPRESS_EMBEDS` is the one flag an edit may set.
#[must_use]
pub fn edit(body: &Body) -> Value {
    json!({
        "content": body.content,
        "embeds": embeds(&body.embeds),
        "components": components(&body.rows),
        "allowed_mentions": no_mentions(),
        "flags": if body.plain { SUPPRESS_EMBEDS } else { 0 },
    })
}

/// Pings these and nobody else, whatever the text says.
fn mentions(pings: &Pings) -> Value {
    let mut allowed = no_mentions();
    if !pings.users.is_empty() {
        allowed["users"] = pings.users.iter().map(ToString::to_string).collect();
    }
    if !pings.roles.is_empty() {
        allowed["roles"] = pings.roles.iter().map(ToString::to_string).collect();
    }
    allowed
}

/// Pings nobody, whatever the text says.
#[must_use]
pub fn no_mentions() -> Value {
    json!({ "parse": [], "replied_user": false })
}

/// Embeds, without the parts that are empty.
#[must_use]
pub fn embeds(embeds: &[Embed]) -> Value {
    embeds.iter().map(embed).collect()
}

/// Rows of buttons.
#[must_use]
pub fn components(rows: &[Vec<Button>]) -> Value {
    let row = |row: &Vec<Button>| json!({ "type": 1, "components": row.iter().map(button).collect::<Value>() });
    rows.iter().filter(|row| !row.is_empty()).map(row).collect()
}

/// Fails if Discord would refuse the size of it, so that a refusal for other reasons stands out.
///
/// # Errors
/// [`WriteError::TooLong`] with what is too long.
pub fn check(body: &Body, files: &[File]) -> Result<(), WriteError> {
    let limits = [
        ("characters of content", body.content.chars().count(), 2_000),
        ("embeds", body.embeds.len(), 10),
        ("characters in all embeds", body.embeds.iter().map(embed_length).sum(), 6_000),
        ("rows of buttons", body.rows.len(), 5),
        ("buttons in a row", body.rows.iter().map(Vec::len).max().unwrap_or(0), 5),
        ("files", files.len(), 10),
        ("bytes of files", files.iter().map(|file| file.bytes.len()).sum(), 25 << 20),
    ];
    match limits.iter().find(|(_, found, most)| found > most) {
        None => Ok(()),
        Some((what, found, most)) => Err(WriteError::TooLong(format!("{found} {what}, at most {most}"))),
    }
}

fn embed_length(embed: &Embed) -> usize {
    let fields = embed.fields.iter().flat_map(|(name, value)| [name, value]);
    [&embed.title, &embed.description, &embed.footer].into_iter().chain(fields).map(|text| text.chars().count()).sum()
}

fn attachment(n: usize, file: &File) -> Value {
    let mut json = json!({ "id": n, "filename": file.name });
    if !file.description.is_empty() {
        json["description"] = file.description.chars().take(1024).collect::<String>().into();
    }
    json
}

fn embed(embed: &Embed) -> Value {
    let mut json = json!({});
    for (name, text) in [("title", &embed.title), ("description", &embed.description)] {
        if !text.is_empty() {
            json[name] = text.as_str().into();
        }
    }
    if let Some(url) = &embed.url {
        json["url"] = url.as_str().into();
    }
    if let Some(color) = embed.color {
        json["color"] = color.into();
    }
    if !embed.fields.is_empty() {
        let field = |(name, value): &(String, String)| json!({ "name": name, "value": value });
        json["fields"] = embed.fields.iter().map(field).collect();
    }
    if !embed.footer.is_empty() {
        json["footer"] = json!({ "text": embed.footer });
    }
    json
}

fn button(button: &Button) -> Value {
    match button {
        Button::Press { custom_id, label, style, disabled } => {
            let style = match style {
                Style::Primary => 1,
                Style::Secondary => 2,
                Style::Success => 3,
                Style::Danger => 4,
            };
            json!({ "type": 2, "style": style, "custom_id": custom_id, "label": label, "disabled": disabled })
        }
        Button::Link { url, label } => json!({ "type": 2, "style": 5, "url": url, "label": label }),
        Button::Menu { custom_id, placeholder, choices } => {
            let options: Value = choices.iter().map(choice).collect();
            json!({ "type": 3, "custom_id": custom_id, "placeholder": placeholder, "options": options })
        }
    }
}

fn choice(choice: &Choice) -> Value {
    let mut json = json!({ "value": choice.value, "label": choice.label, "default": choice.chosen });
    if !choice.description.is_empty() {
        json["description"] = choice.description.as_str().into();
    }
    json
}
