//! How a record looks in the store: kind, version, checksum, JSON.
//!
//! ```text
//! byte 0      1     2        3..7                        7..
//!      'J'    kind  version  CRC-32 of 1, 2 and 7..      JSON
//! ```
//!
//! sled checks what it wrote; this checks what we meant: a record of another kind, of a
//! newer version, or cut short never becomes a value.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use thiserror::Error;

const MAGIC: u8 = b'J';
const HEADER: usize = 7;

/// A value with a place in the store.
pub trait Record: Serialize + DeserializeOwned {
    /// Which record this is. Unique in the program; 0 is the store's own.
    const KIND: u8;
    /// Raised whenever the JSON changes in a way that `#[serde(default)]` does not absorb.
    const VERSION: u8;

    /// Turns the JSON of an older `version` into that of [`Record::VERSION`].
    ///
    /// # Errors
    /// When there is no way.
    fn migrate(version: u8, json: Value) -> Result<Value, RecordError> {
        let _ = version;
        Ok(json)
    }
}

/// Why bytes are not the record they should be.
#[derive(Debug, Error)]
pub enum RecordError {
    /// Too short, or not one of ours.
    #[error("these {0} bytes are no record")]
    NotARecord(usize),
    /// A record of something else.
    #[error("a record of kind {found} where kind {expected} belongs")]
    WrongKind {
        /// The kind in the bytes.
        found: u8,
        /// The kind asked for.
        expected: u8,
    },
    /// Damaged.
    #[error("the checksum of a record of kind {kind} does not match")]
    Checksum {
        /// Its kind, as far as it can be trusted.
        kind: u8,
    },
    /// Written by a newer version of this program.
    #[error("a record of kind {kind} has version {found}, this program knows {supported}")]
    Newer {
        /// Its kind.
        kind: u8,
        /// The version in the bytes.
        found: u8,
        /// The newest version known here.
        supported: u8,
    },
    /// The JSON is not that of the type, or the type has no JSON.
    #[error("a record of kind {kind} cannot be read or written: {error}")]
    Json {
        /// Its kind.
        kind: u8,
        /// What serde says.
        error: serde_json::Error,
    },
}

/// The bytes to store.
///
/// # Errors
/// When the type has no JSON, as a map with keys that are not text.
pub fn encode<R: Record>(record: &R) -> Result<Vec<u8>, RecordError> {
    let json = serde_json::to_vec(record).map_err(|error| RecordError::Json { kind: R::KIND, error })?;
    Ok(assemble(R::KIND, R::VERSION, &json))
}

/// A record as bytes, not yet a value.
pub(super) struct Parts<'a> {
    pub kind: u8,
    pub version: u8,
    pub checksum: u32,
    pub json: &'a [u8],
}

/// The parts of a record that is whole; `None` for anything else.
pub(super) fn parts(bytes: &[u8]) -> Option<Parts<'_>> {
    let &[MAGIC, kind, version, a, b, c, d, ref json @ ..] = bytes else { return None };
    let parts = Parts { kind, version, checksum: u32::from_be_bytes([a, b, c, d]), json };
    (checksum(kind, version, json) == parts.checksum).then_some(parts)
}

/// The opposite of [`parts`].
pub(super) fn assemble(kind: u8, version: u8, json: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER + json.len());
    bytes.extend([MAGIC, kind, version]);
    bytes.extend(checksum(kind, version, json).to_be_bytes());
    bytes.extend(json);
    bytes
}

/// Whether this was a record, and is none any more.
pub(super) fn is_damaged(bytes: &[u8]) -> bool {
    bytes.first() == Some(&MAGIC) && bytes.len() >= HEADER && parts(bytes).is_none()
}

/// The record in `bytes`, brought up to the current version.
///
/// # Errors
/// When the bytes are damaged, of another kind, or newer than this program.
pub fn decode<R: Record>(bytes: &[u8]) -> Result<R, RecordError> {
    let &[MAGIC, kind, version, a, b, c, d, ref json @ ..] = bytes else {
        return Err(RecordError::NotARecord(bytes.len()));
    };
    if checksum(kind, version, json) != u32::from_be_bytes([a, b, c, d]) {
        return Err(RecordError::Checksum { kind });
    }
    if kind != R::KIND {
        return Err(RecordError::WrongKind { found: kind, expected: R::KIND });
    }
    if version > R::VERSION {
        return Err(RecordError::Newer { kind, found: version, supported: R::VERSION });
    }
    let malformed = |error| RecordError::Json { kind, error };
    if version == R::VERSION {
        return serde_json::from_slice(json).map_err(malformed);
    }
    let old = serde_json::from_slice(json).map_err(malformed)?;
    serde_json::from_value(R::migrate(version, old)?).map_err(malformed)
}

fn checksum(kind: u8, version: u8, json: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&[kind, version]);
    hasher.update(json);
    hasher.finalize()
}
