//! PURE. What a person reads: cards, prose, diffs, and every sentence we say.

pub mod body;
