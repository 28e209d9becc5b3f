//! PURE. What a person reads: cards, prose, diffs, and every sentence we say.

#![deny(clippy::disallowed_methods)]

pub mod body;
pub mod cards;
pub mod diff;
pub mod locale;
pub mod matrix;
pub mod press;
pub mod prose;
pub mod safe;
pub mod text;
