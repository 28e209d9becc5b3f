//! PURE. One thread talking to one Jules session, as a value.
//!
//! [`Machine::handle`] takes what happened and returns what to do; the shell
//! (`worker`) stores both before it acts. Nothing here waits, reads a clock or
//! knows how a message travels.

#![deny(clippy::disallowed_methods)]

pub mod account;
pub mod action;
mod actions;
pub mod amends;
mod artifacts;
pub mod attention;
pub mod burst;
mod cards;
pub mod checkpoint;
pub mod effect;
mod ending;
pub mod ids;
pub mod input;
mod machine;
mod outcomes;
mod plans;
pub mod question;
pub mod recalled;
mod relay;
pub mod standing;
#[cfg(test)]
mod tests;
mod troubles;

pub use machine::Machine;
