//! The format of a record.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::record::{Record, RecordError, decode, encode};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Old {
    name: String,
}

impl Record for Old {
    const KIND: u8 = 7;
    const VERSION: u8 = 1;
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct New {
    names: Vec<String>,
}

impl Record for New {
    const KIND: u8 = 7;
    const VERSION: u8 = 2;
    fn migrate(version: u8, json: Value) -> Result<Value, RecordError> {
        assert_eq!(version, 1);
        Ok(json!({ "names": [json["name"]] }))
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Other;

impl Record for Other {
    const KIND: u8 = 8;
    const VERSION: u8 = 1;
}

fn old() -> Vec<u8> {
    encode(&Old { name: "ada".to_owned() }).unwrap()
}

#[test]
fn a_record_comes_back_and_its_bytes_do_not_change_between_releases() {
    assert_eq!(decode::<Old>(&old()).unwrap(), Old { name: "ada".to_owned() });
    assert_eq!(old(), b"J\x07\x01\x91\x39\x4c\x0e{\"name\":\"ada\"}");
}

#[test]
fn an_older_record_is_migrated() {
    assert_eq!(decode::<New>(&old()).unwrap(), New { names: vec!["ada".to_owned()] });
}

#[test]
fn a_newer_record_is_refused() {
    let new = encode(&New { names: vec![] }).unwrap();
    let error = decode::<Old>(&new).unwrap_err();
    assert!(matches!(error, RecordError::Newer { kind: 7, found: 2, supported: 1 }), "{error}");
}

#[test]
fn a_record_of_another_kind_is_refused() {
    let error = decode::<Other>(&old()).unwrap_err();
    assert!(matches!(error, RecordError::WrongKind { found: 7, expected: 8 }), "{error}");
}

#[test]
fn every_single_flipped_bit_and_every_cut_is_a_typed_error() {
    let bytes = old();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            let error = decode::<Old>(&flipped).unwrap_err();
            assert!(matches!(error, RecordError::Checksum { .. } | RecordError::NotARecord(_)), "byte {at}: {error}");
        }
        let error = decode::<Old>(&bytes[..at]).unwrap_err();
        assert!(matches!(error, RecordError::Checksum { .. } | RecordError::NotARecord(_)), "cut {at}: {error}");
    }
}
