//! Prints a thread as it grows: each new message once, and of an edited one what is new.

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write as _};

use crate::sim::discord::Discord;

/// What has been printed of a thread so far.
pub struct Narrator {
    discord: Discord,
    thread: u64,
    printed: BTreeMap<String, String>,
    colours: bool,
}

impl Narrator {
    /// A narrator who has printed nothing.
    pub fn new(discord: Discord, thread: u64) -> Self {
        Self { discord, thread, printed: BTreeMap::new(), colours: std::io::stdout().is_terminal() }
    }

    /// Something a person does.
    pub fn act(&self, what: &str) {
        let (bold, end) = if self.colours { ("\x1b[1;36m", "\x1b[0m") } else { ("", "") };
        say(&format!("\n{bold}> {what}{end}"));
    }

    /// Prints what the thread shows now and did not show before.
    pub fn look(&mut self) {
        for (name, block) in blocks(&self.discord.transcript(self.thread)) {
            match self.printed.get(&name) {
                Some(old) if *old == block => continue,
                Some(old) => self.edited(old, &block),
                None => say(&block),
            }
            self.printed.insert(name, block);
        }
    }

    fn edited(&self, old: &str, new: &str) {
        let known: Vec<&str> = old.lines().collect();
        let added: Vec<&str> = new.lines().filter(|line| !known.contains(line)).collect();
        let (dim, end) = if self.colours { ("\x1b[2m", "\x1b[0m") } else { ("", "") };
        let mut lines = new.lines();
        let head = lines.next().unwrap_or_default();
        if !added.contains(&head) {
            let name = head.split(':').next().unwrap_or(head).split(" (edited)").next().unwrap_or(head);
            say(&format!("{dim}{name} now shows:{end}"));
        }
        for line in added {
            say(&format!("{dim}{line}{end}"));
        }
    }
}

/// The messages of a transcript by their ordinal names.
fn blocks(transcript: &str) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    for line in transcript.lines() {
        let starts = line.strip_prefix('#').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if starts {
            blocks.push((line.split(' ').next().unwrap_or_default().to_owned(), line.to_owned()));
        } else if let Some((_, block)) = blocks.last_mut() {
            block.push('\n');
            block.push_str(line);
        }
    }
    blocks
}

/// Prints what only one person sees.
pub fn privately(answer: &str) {
    for (index, line) in answer.lines().enumerate() {
        let mark = if index == 0 { "(only you see this)" } else { "                   " };
        say(&format!("    {mark} {line}"));
    }
}

/// Prints a line at once: the tour is read live.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // Nobody reads on: the tour still plays to its end.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
