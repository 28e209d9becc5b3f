//! The sentences we say, in one place, so that they read alike and can be translated.
//! What a thread says to everybody is English and stands in the functions here; what one
//! person reads is in their own language ([`Locale`](super::locale::Locale)) and stands in
//! `text/locales`, declared here.
//!
//! A sentence says what happened and what to do. It is whole: what varies in it is an
//! argument, because another language puts its words in another order. Ours is never
//! mixed into the agent's words: those come from `prose` and stand in a frame of their own.

mod answers;
mod batch;
mod cards;
mod commands;
mod diff;
mod forum;
mod keys;
mod lists;
mod outcome;
mod refusals;
mod speech;
mod states;
#[cfg(test)]
mod tests;
mod thread;

pub use answers::*;
pub use batch::*;
pub use cards::*;
pub use commands::*;
pub use diff::*;
pub use forum::*;
pub use keys::*;
pub use lists::*;
pub use outcome::*;
pub use refusals::*;
pub use speech::registered;
#[cfg(test)]
pub use speech::registered_parts;
pub use states::*;
pub use thread::*;

/// The name of a task that has none.
pub const UNTITLED: &str = "Untitled task";
