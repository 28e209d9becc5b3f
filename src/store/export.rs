//! The store as lines of JSON: what a backup is, what another version of sled is fed with,
//! and what a person can read.
//!
//! ```text
//! {"format":1,"install":"…","schema":2,"commits":7,"program":"0.1.0","written":"2026-…"}
//! {"tree":"threads","key":"000000000000002a","kind":1,"version":1,"crc":"91394c0e","record":{…}}
//! …
//! {"end":12,"crc":"0d4a11e9"}
//! ```
//!
//! The last line counts the records and sums up the bytes before it, so that a file that was
//! cut short or changed is noticed. A value that is no record is written as `"bytes"`.

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::meta::{Meta, SCHEMA};
use super::{StoreError, Tree, directory, record};

/// The format of the file, apart from that of the records in it.
const FORMAT: u32 = 1;
const ENDING: &str = "jsonl";

/// A record and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its tree.
    pub tree: Tree,
    /// Its key.
    pub key: Vec<u8>,
    /// Its bytes.
    pub value: Vec<u8>,
}

/// What an export holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// When it was written, as RFC 3339.
    pub written: String,
    /// In the order of the trees, then of the keys.
    pub rows: Vec<Row>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    format: u32,
    install: String,
    schema: u32,
    commits: u64,
    program: String,
    written: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Line<'a> {
    tree: &'a str,
    key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    crc: Option<String>,
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    record: Option<&'a RawValue>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct End {
    end: usize,
    crc: String,
}

/// The text of an export.
fn text(meta: &Meta, rows: &[Row], now: DateTime<Utc>) -> Result<String, StoreError> {
    let header = Header {
        format: FORMAT,
        install: meta.install.clone(),
        schema: meta.schema,
        commits: meta.commits,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        written: now.to_rfc3339_opts(SecondsFormat::Secs, true),
    };
    let mut text = line(&header)?;
    for row in rows {
        text.push_str(&line(&Line::of(row))?);
    }
    let end = End { end: rows.len(), crc: format!("{:08x}", crc32fast::hash(text.as_bytes())) };
    text.push_str(&line(&end)?);
    Ok(text)
}

fn line(value: &impl Serialize) -> Result<String, StoreError> {
    let mut line = serde_json::to_string(value).map_err(|error| StoreError::Io(error.to_string()))?;
    line.push('\n');
    Ok(line)
}

impl<'a> Line<'a> {
    fn of(row: &'a Row) -> Self {
        let empty = Line {
            tree: row.tree.name(),
            key: hex(&row.key),
            kind: None,
            version: None,
            crc: None,
            record: None,
            bytes: None,
        };
        let json = record::parts(&row.value).and_then(|parts| {
            let json = std::str::from_utf8(parts.json).ok().filter(|json| !json.contains('\n'))?;
            Some((parts.kind, parts.version, parts.checksum, serde_json::from_str(json).ok()?))
        });
        match json {
            Some((kind, version, checksum, record)) => Line {
                kind: Some(kind),
                version: Some(version),
                crc: Some(format!("{checksum:08x}")),
                record: Some(record),
                ..empty
            },
            None => Line { bytes: Some(hex(&row.value)), ..empty },
        }
    }

    fn row(&self) -> Option<Row> {
        let tree = Tree::ALL.into_iter().find(|tree| tree.name() == self.tree)?;
        let value = match (self.kind, self.version, self.record, &self.bytes) {
            (Some(kind), Some(version), Some(record), None) => {
                let value = record::assemble(kind, version, record.get().as_bytes());
                let sum = record::parts(&value)?.checksum;
                (self.crc.as_deref() == Some(&format!("{sum:08x}"))).then_some(value)?
            }
            (None, None, None, Some(bytes)) => unhex(bytes)?,
            _ => return None,
        };
        Some(Row { tree, key: unhex(&self.key)?, value })
    }
}

/// Reads an export, and believes no part of it unless all of it is sound.
///
/// # Errors
/// When it cannot be read, was cut short or changed, or is of a newer version.
pub fn read(file: &Path) -> Result<Export, StoreError> {
    let refused = |why: &str| StoreError::Export { file: file.to_owned(), why: why.to_owned() };
    let text = fs::read_to_string(file).map_err(|error| refused(&error.to_string()))?;
    let last = text.trim_end().rfind('\n').ok_or_else(|| refused("it is no export"))? + 1;
    let (body, end) = text.split_at(last);
    let mut lines = body.lines();
    let header: Header =
        serde_json::from_str(lines.next().unwrap_or_default()).map_err(|_| refused("it is no export"))?;
    if header.format > FORMAT {
        return Err(refused(&format!("it has format {}, this version reads up to {FORMAT}", header.format)));
    }
    if header.schema > SCHEMA {
        return Err(StoreError::Incompatible { found: header.schema, supported: SCHEMA });
    }
    let end: End = serde_json::from_str(end).map_err(|_| refused("it was cut short"))?;
    if end.crc != format!("{:08x}", crc32fast::hash(body.as_bytes())) {
        return Err(refused("it was changed after it was written"));
    }
    let mut rows = Vec::new();
    for (at, line) in lines.enumerate() {
        let row = serde_json::from_str::<Line>(line).ok().and_then(|line| line.row());
        rows.push(row.ok_or_else(|| refused(&format!("line {} is no record", at + 2)))?);
    }
    if rows.len() != end.end {
        return Err(refused("it lacks records"));
    }
    Ok(Export { written: header.written, rows })
}

/// Writes an export, so that after any crash it is there as a whole or not at all.
pub(super) fn write(meta: &Meta, rows: &[Row], file: &Path) -> Result<(), StoreError> {
    let text = text(meta, rows, Utc::now())?;
    let new = file.with_extension(format!("{ENDING}.new"));
    let written = (|| {
        let mut out = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
        out.write_all(text.as_bytes())?;
        out.sync_all()?;
        fs::rename(&new, file)?;
        directory::sync_directory(directory::parent(file))
    })();
    written.map_err(|error: io::Error| StoreError::io(file.display(), &error))
}

/// The name of an export that is written now: names sort by time.
pub(super) fn name(now: DateTime<Utc>) -> String {
    format!("{}.{ENDING}", now.format("%Y%m%dT%H%M%S%3fZ"))
}

/// The exports in a directory, oldest first. None if it is not there.
pub(super) fn list(directory: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut exports: Vec<_> = paths.filter(|path| path.extension().is_some_and(|end| end == ENDING)).collect();
    exports.sort();
    exports
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16)?.try_into().ok()).collect::<Option<_>>()?;
    digits.len().is_multiple_of(2).then(|| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}
