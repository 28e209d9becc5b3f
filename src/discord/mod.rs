//! EDGE OUT. The writer: Discord REST, and nothing else goes out to Discord but answers to interactions.
//!
//! [`Writer`] holds no session and decides nothing: it sends one request at a time per
//! bucket, waits before a limit is hit rather than after, and says of every failure whether
//! the thing may have happened all the same ([`WriteError::outcome`]).

mod breaker;
mod error;
pub mod forum;
mod limits;
pub mod message;
pub mod model;
pub mod payload;
pub mod reply;
mod route;
mod signals;
mod transport;
mod writer;

#[cfg(test)]
mod tests;

pub use error::{Outcome, WriteError};
pub use message::{Message, Upload};
pub use payload::File;
pub use writer::Writer;
