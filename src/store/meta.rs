//! What the store knows about itself, once inside the database and once beside it.
//!
//! The two copies tell a new store from one that lost its contents: sled opens a database
//! whose main file is cut short as an empty one, without an error.

use serde::{Deserialize, Serialize};

use super::Tree;
use super::record::Record;

/// The format of the trees, their keys and this file.
pub(super) const SCHEMA: u32 = 1;

/// The record inside the database, rewritten by every transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Meta {
    /// Made up when the store was created.
    pub install: String,
    pub schema: u32,
    /// Transactions so far.
    pub commits: u64,
    /// Records in each tree, in the order of [`Tree::ALL`].
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
