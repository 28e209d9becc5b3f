//! The file: adding to it, and reading it from its first row to its last.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use chrono::{DateTime, Utc};

use super::row::{Fact, NOTHING, Row};

/// How much of its end is read when it is opened.
const TAIL: u64 = 1 << 20;

/// The end of a chain: whoever notes it can tell later that nothing was cut off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The number of rows.
    pub rows: u64,
    /// The hash of the last.
    pub hash: String,
}

/// Where a chain is broken.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The file cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// A row is not as it was written.
    #[error("row {0} is not as it was written")]
    Changed(u64),
    /// Something was taken out, or put in.
    #[error("row {0} does not follow the one before it: something is missing, or was put in")]
    Gap(u64),
    /// The last line has no end: a crash, or somebody cut it.
    #[error("row {0} is cut off")]
    Cut(u64),
}

/// The end of the file, to which rows are added.
pub(super) struct Chain {
    file: File,
    length: u64,
    head: Head,
}

impl Chain {
    pub fn open(path: &Path, most: usize) -> io::Result<(Self, Vec<Row>)> {
        if let Ok(found) = std::fs::symlink_metadata(path)
            && (!found.is_file() || found.nlink() > 1)
        {
            return Err(io::Error::other("it is a link, or no file"));
        }
        let mut file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)?;
        let length = file.metadata()?.len();
        let from = length.saturating_sub(TAIL);
        file.seek(SeekFrom::Start(from))?;
        let mut tail = Vec::new();
        Read::by_ref(&mut file).take(TAIL).read_to_end(&mut tail)?;
        let whole = tail.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        if whole == 0 && from > 0 {
            return Err(io::Error::other("its newest row has no end"));
        }
        let length = length - (tail.len() - whole) as u64;
        if whole < tail.len() {
            // It never counted: nobody was told that it is there.
            file.set_len(length)?;
            file.sync_all()?;
        }
        let text = String::from_utf8_lossy(&tail[..whole]);
        // The first line of a tail may be half a line.
        let lines: Vec<&str> = text.lines().skip(usize::from(from > 0)).collect();
        let rows: Vec<(Row, String)> =
            lines.iter().rev().map_while(|line| Row::parse(line)).take(most).collect::<Vec<_>>();
        let head = match (rows.first(), lines.is_empty()) {
            (Some((row, hash)), _) => Head { rows: row.seq, hash: hash.clone() },
            (None, true) => Head { rows: 0, hash: NOTHING.to_owned() },
            (None, false) => return Err(io::Error::other("its newest row is not as it was written")),
        };
        let newest = rows.into_iter().rev().map(|(row, _)| row).collect();
        Ok((Self { file, length, head }, newest))
    }

    /// Adds rows and brings them to the disk; all of them or none.
    pub fn append(&mut self, facts: Vec<Fact>, at: DateTime<Utc>) -> io::Result<Vec<Row>> {
        let (mut text, mut rows, mut head) = (String::new(), Vec::new(), self.head.clone());
        for fact in facts {
            let row = Row { seq: head.rows + 1, at, fact, prev: head.hash };
            let (line, hash) = row.line()?;
            text.push_str(&line);
            text.push('\n');
            head = Head { rows: row.seq, hash };
            rows.push(row);
        }
        let written = self.file.write_all(text.as_bytes()).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            // Half a row would break the chain for good.
            let _ = self.file.set_len(self.length);
            return Err(error);
        }
        self.length += text.len() as u64;
        self.head = head;
        Ok(rows)
    }
}

/// Reads a whole chain, each row with its hash once that was checked. The file may grow meanwhile.
///
/// # Errors
/// The first thing that is wrong with it; what was taken before that is right.
pub fn read(path: &Path, mut take: impl FnMut(&Row, &str)) -> Result<Head, Broken> {
    let mut file = BufReader::new(File::open(path)?);
    let mut head = Head { rows: 0, hash: NOTHING.to_owned() };
    let mut line = Vec::new();
    loop {
        line.clear();
        if file.read_until(b'\n', &mut line)? == 0 {
            return Ok(head);
        }
        let number = head.rows + 1;
        let Some(text) = line.strip_suffix(b"\n") else { return Err(Broken::Cut(number)) };
        let parsed = std::str::from_utf8(text).ok().and_then(Row::parse);
        let (row, hash) = parsed.ok_or(Broken::Changed(number))?;
        if row.seq != number || row.prev != head.hash {
            return Err(Broken::Gap(number));
        }
        take(&row, &hash);
        head = Head { rows: number, hash };
    }
}
