//! `jules-discord audit`: reads the whole chain, while the bot runs or not, and prints it.

use std::io::{self, Write};
use std::path::Path;

use anyhow::Context as _;

use super::Failure;
use crate::audit::{self, Decision, Row};
use crate::config;

/// Checks the chain and prints its length and its end.
///
/// # Errors
/// The configuration is wrong, or the chain is broken: exit code 2, with the row.
pub fn verify(config: Option<&Path>, contains: Option<&str>) -> Result<(), Failure> {
    let mut found = contains.is_none();
    let head = read(config, |_, hash| found |= contains == Some(hash))?;
    if !found {
        return Err(Failure::Config("No row has that hash: rows were cut off, or it is another file.".into()));
    }
    println!("{} rows, none changed, taken out or put in. The last has the hash {}", head.rows, head.hash);
    Ok(())
}

/// Checks the chain and prints every row of it.
///
/// # Errors
/// As above; rows before the broken one were printed.
pub fn export(config: Option<&Path>) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let mut written =
        writeln!(out, "seq,at,who,entry,right,decision,why,guild,channel,event,repo,session,plan,digest,hash");
    read(config, |row, hash| {
        if written.is_ok() {
            written = writeln!(out, "{}", line(row, hash));
        }
    })?;
    Ok(written.context("the rows could not be printed")?)
}

fn read(config: Option<&Path>, take: impl FnMut(&Row, &str)) -> Result<audit::Head, Failure> {
    let settings = config::Audit::load(config).map_err(|error| Failure::Config(error.to_string()))?;
    let path = settings.path.display();
    audit::read(&settings.path, take).map_err(|error| Failure::Config(format!("The audit {path}: {error}.")))
}

fn line(row: &Row, hash: &str) -> String {
    let fact = &row.fact;
    let number = |id: Option<u64>| id.map(|id| id.to_string()).unwrap_or_default();
    let text = |text: &Option<String>| quoted(text.as_deref().unwrap_or_default());
    let decision = match fact.decision {
        Decision::Allowed => "allowed",
        Decision::Denied => "denied",
        Decision::Noted => "noted",
    };
    [
        row.seq.to_string(),
        row.at.to_rfc3339(),
        fact.who.to_string(),
        quoted(&fact.entry),
        quoted(&fact.right),
        decision.to_owned(),
        text(&fact.why),
        number(fact.guild),
        number(fact.channel),
        number(fact.event),
        text(&fact.repo),
        text(&fact.session),
        text(&fact.plan),
        text(&fact.digest),
        hash.to_owned(),
    ]
    .join(",")
}

/// A field of CSV. What a spreadsheet would take for a formula does not begin one.
fn quoted(text: &str) -> String {
    let inert = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() };
    if inert.contains([',', '"', '\n', '\r']) { format!("\"{}\"", inert.replace('"', "\"\"")) } else { inert }
}
