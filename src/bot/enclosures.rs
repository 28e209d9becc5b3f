//! Files that come with a task or a message. Jules takes words only (jules-api.md 1.2), so
//! a text becomes part of them, within a limit, and everything else becomes a link; what
//! became of each is said to the person.

use serenity::model::channel::Attachment;

use crate::discord::{Upload, Writer};
use crate::error::LONGEST_TASK;
use crate::render::cards::code;
use crate::render::locale::Locale;
use crate::render::{safe, text};

/// What is read of one file at most; the limit in characters is far below it.
const READ_BYTES: usize = 64 * 1024;
/// Files of one message; Discord allows as many.
const MOST: usize = 10;

/// A file somebody handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// As they called it.
    name: String,
    /// Signed by Discord, good for about a day.
    url: String,
    /// As Discord guessed it.
    content_type: Option<String>,
}

impl From<&Attachment> for Enclosure {
    fn from(file: &Attachment) -> Self {
        Self { name: file.filename.clone(), url: file.url.clone(), content_type: file.content_type.clone() }
    }
}

impl From<&Upload> for Enclosure {
    fn from(file: &Upload) -> Self {
        Self { name: file.name.clone(), url: file.url.clone(), content_type: file.content_type.clone() }
    }
}

/// What a file comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Contents {
    /// Its text, and whether that is all of it.
    Text(String, bool),
    /// Only its address.
    Picture,
    /// The same.
    Other,
    /// Discord did not give it.
    Unreadable,
}

/// Words for Jules with what was enclosed, and what the person has to know about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosed {
    /// For Jules.
    pub words: String,
    /// For the person, a sentence each.
    pub notes: Vec<String>,
}

/// Reads the files and puts them behind the words.
pub async fn enclose(writer: &Writer, locale: Locale, words: &str, files: &[Enclosure]) -> Enclosed {
    let mut parts = Vec::new();
    for file in files.iter().take(MOST) {
        parts.push((file, read(writer, file).await));
    }
    compose(locale, words, &parts)
}

async fn read(writer: &Writer, file: &Enclosure) -> Contents {
    let kind = file.content_type.as_deref().unwrap_or_default();
    if kind.starts_with("image/") {
        return Contents::Picture;
    }
    if kind.starts_with("video/") || kind.starts_with("audio/") {
        return Contents::Other;
    }
    match writer.download(&file.url, READ_BYTES).await {
        Ok((bytes, whole)) => as_text(&bytes, whole),
        Err(error) => {
            tracing::warn!(%error, "an attachment could not be read");
            Contents::Unreadable
        }
    }
}

/// Text is what reads as UTF-8; the name and the claimed type prove nothing.
fn as_text(bytes: &[u8], whole: bool) -> Contents {
    let valid = match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        // Where we stopped reading, a character may be cut in two.
        Err(error) if !whole && bytes.len() - error.valid_up_to() < 4 => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).ok()
        }
        Err(_) => None,
    };
    match valid {
        Some(text) if !text.contains('\0') && !text.trim().is_empty() => Contents::Text(text.to_owned(), whole),
        _ => Contents::Other,
    }
}

fn compose(locale: Locale, words: &str, parts: &[(&Enclosure, Contents)]) -> Enclosed {
    let mut out = Enclosed { words: words.trim().to_owned(), notes: Vec::new() };
    for (file, contents) in parts {
        let name = safe::name(&file.name, 80);
        let shown = code(&name, 80);
        let room = LONGEST_TASK.saturating_sub(out.words.chars().count());
        let (part, note) = match contents {
            Contents::Text(content, whole) => text_part(locale, &name, content, *whole, room),
            Contents::Picture => (Some(link(&name, &file.url)), text::enclosed_picture(locale, &shown)),
            Contents::Other => (Some(link(&name, &file.url)), text::enclosed_other(locale, &shown)),
            Contents::Unreadable => (None, text::enclosed_nothing(locale, &shown)),
        };
        match part {
            Some(part) if part.chars().count() <= room => {
                out.words.push_str(&part);
                out.notes.push(note);
            }
            Some(_) => out.notes.push(text::enclosed_too_much(locale, &shown)),
            None => out.notes.push(note),
        }
    }
    out
}

/// As much of a text as there is room for, between lines that say what it is.
fn text_part(locale: Locale, name: &str, content: &str, whole: bool, room: usize) -> (Option<String>, String) {
    let shown = code(name, 80);
    let head = format!("\n\n--- file {name} ---\n");
    let [end, cut] = [format!("\n--- end of {name} ---"), format!("\n--- {name} goes on; the rest was cut ---")];
    let content = content.trim_end();
    let count = content.chars().count();
    if whole && head.chars().count() + count + end.chars().count() <= room {
        return (Some(format!("{head}{content}{end}")), text::enclosed_whole(locale, &shown));
    }
    let left = room.saturating_sub(head.chars().count() + cut.chars().count());
    if left == 0 {
        return (None, text::enclosed_too_much(locale, &shown));
    }
    let kept: String = content.chars().take(left).collect();
    (Some(format!("{head}{kept}{cut}")), text::enclosed_part(locale, &shown, left.min(count)))
}

fn link(name: &str, url: &str) -> String {
    format!("\n\n--- {name}, as a link that ends after about a day ---\n{url}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> Enclosure {
        Enclosure { name: name.into(), url: format!("https://cdn.discordapp.com/{name}"), content_type: None }
    }

    #[test]
    fn a_text_becomes_part_of_the_task() {
        let file = file("notes.txt");
        let enclosed = compose(Locale::English, "Do it", &[(&file, Contents::Text("one\ntwo\n".into(), true))]);
        assert_eq!(enclosed.words, "Do it\n\n--- file notes.txt ---\none\ntwo\n--- end of notes.txt ---");
        assert_eq!(enclosed.notes.len(), 1);
    }

    #[test]
    fn no_task_gets_longer_than_the_limit_and_every_cut_is_said() {
        let (one, two, three) = (file("one.txt"), file("two.txt"), file("three.png"));
        let long = "ä".repeat(6_000);
        let parts = [
            (&one, Contents::Text(long.clone(), true)),
            (&two, Contents::Text(long.clone(), true)),
            (&three, Contents::Picture),
        ];
        let enclosed = compose(Locale::English, &"x".repeat(1_000), &parts);
        assert!(enclosed.words.chars().count() <= LONGEST_TASK);
        assert!(enclosed.words.contains("two.txt goes on"), "{}", enclosed.words);
        assert_eq!(enclosed.notes.len(), 3);
        assert!(enclosed.notes[2].contains("three.png"), "{:?}", enclosed.notes);
    }

    #[test]
    fn what_is_no_text_is_not_read_as_one() {
        assert_eq!(as_text(b"a\0b", true), Contents::Other);
        assert_eq!(as_text(&[0xff, 0xfe, 1, 2, 3, 4, 5], true), Contents::Other);
        assert_eq!(as_text("aä".as_bytes().split_last().unwrap().1, false), Contents::Text("a".into(), false));
        assert_eq!(as_text(b"", true), Contents::Other);
    }
}
