//! One row: who, when, what, where, and what was decided.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What came of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The gate opened.
    Allowed,
    /// It stayed shut.
    Denied,
    /// Something of ours happened: a start, a key that was changed.
    Noted,
}

/// What a row tells. Ids, and words of ours; nothing that somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Whose account; 0 for the program itself.
    pub who: u64,
    /// By which way they came: `/jules start`, `button approve`, `reply`.
    pub entry: String,
    /// The right it takes.
    pub right: String,
    /// What was decided.
    pub decision: Decision,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The guild.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild: Option<u64>,
    /// The channel or thread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<u64>,
    /// The interaction or message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<u64>,
    /// The repository, as `owner/repo`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repo: Option<String>,
    /// The session at Jules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// Recognises the words that were passed on, and does not tell them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

impl Fact {
    /// Something about the program itself.
    #[must_use]
    pub fn of_program(entry: &str) -> Self {
        Self {
            who: 0,
            entry: entry.to_owned(),
            right: String::new(),
            decision: Decision::Noted,
            why: None,
            guild: None,
            channel: None,
            event: None,
            repo: None,
            session: None,
            plan: None,
            digest: None,
        }
    }
}

/// A row as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its number, from 1.
    pub seq: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    #[serde(flatten)]
    pub fact: Fact,
    /// The hash of the row before it; zeros before the first.
    pub prev: String,
}

/// What the first row refers to.
pub(super) const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const HASH: &str = r#","hash":""#;

impl Row {
    /// The line, without its line break, and its hash.
    pub(super) fn line(&self) -> serde_json::Result<(String, String)> {
        let mut line = serde_json::to_string(self)?;
        let hash = hash(&line);
        line.pop();
        line.push_str(HASH);
        line.push_str(&hash);
        line.push_str("\"}");
        Ok((line, hash))
    }

    /// Reads a line back, if its hash is that of what stands before it.
    pub(super) fn parse(line: &str) -> Option<(Self, String)> {
        let (body, rest) = line.rsplit_once(HASH)?;
        let stored = rest.strip_suffix("\"}")?;
        let body = format!("{body}}}");
        let row = serde_json::from_str(&body).ok()?;
        (hash(&body) == stored).then(|| (row, stored.to_owned()))
    }
}

fn hash(text: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
