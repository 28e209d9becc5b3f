//! What the store knows about itself, once inside the database and once beside it.
//!
//! The two copies tell a new store from one that lost its contents: sled opens a database
//! whose main file is cut short as an empty one, without an error.

use serde::{Deserialize, Deserializer, Serialize};

use super::Tree;
use super::record::Record;

/// The format of the trees, their keys and this file. Format 1 had the first four trees only.
pub(super) const SCHEMA: u32 = 2;

/// The record inside the database, rewritten by every transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Meta {
    /// Made up when the store was created.
    pub install: String,
    pub schema: u32,
    /// Transactions so far.
    pub commits: u64,
    /// Records in each tree, in the order of [`Tree::ALL`].
    #[serde(deserialize_with = "counts")]
    pub counts: [u64; Tree::ALL.len()],
}

impl Meta {
    pub fn new() -> Self {
        Self {
            install: format!("{:032x}", fastrand::u128(..)),
            schema: SCHEMA,
            commits: 0,
            counts: [0; Tree::ALL.len()],
        }
    }

    /// What `state.json` should say of this.
    pub fn state(&self) -> State {
        State { install: self.install.clone(), schema: self.schema, commits: self.commits }
    }
}

/// Trees that came later hold nothing yet.
fn counts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u64; Tree::ALL.len()], D::Error> {
    let known = Vec::<u64>::deserialize(deserializer)?;
    let mut counts = [0; Tree::ALL.len()];
    if known.len() > counts.len() {
        return Err(serde::de::Error::invalid_length(known.len(), &"no more trees than there are"));
    }
    counts[..known.len()].copy_from_slice(&known);
    Ok(counts)
}

impl Record for Meta {
    const KIND: u8 = 0;
    const VERSION: u8 = 1;
}

/// `state.json`, written when the store is opened and when it is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    pub install: String,
    pub schema: u32,
    /// The database has at least as many.
    pub commits: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_from_before_a_tree_was_added_counts_nothing_in_it() {
        let old = r#"{"install":"x","schema":1,"commits":7,"counts":[1,2,3,4]}"#;
        let meta: Meta = serde_json::from_str(old).unwrap();
        assert_eq!((&meta.counts[..4], meta.counts[4..].iter().sum::<u64>()), (&[1, 2, 3, 4][..], 0));
        let counts = [1; Tree::ALL.len() + 1];
        let newer = serde_json::json!({"install": "x", "schema": 1, "commits": 7, "counts": counts.to_vec()});
        assert!(serde_json::from_value::<Meta>(newer).is_err());
    }
}
