//! The Jules client, usable on its own: it names no other module of ours.
//!
//! ```
//! use std::time::Duration;
//! use jules_discord::jules::{Answer, NewSession, model::SourceName};
//!
//! # jules_discord::docs::play(async |jules| {
//! // let jules = Jules::new(Settings::new("the key"))?;
//! let task = NewSession::new("Make the date tests deterministic")
//!     .on(SourceName::from("sources/github/acme/todo"), "main");
//! let session = jules.session(task).await?; // a plan first, no pull request
//! match session.ask("Which tests are flaky?", Duration::from_secs(600)).await? {
//!     Answer::Message { text, .. } => println!("{text}"),
//!     Answer::Plan { plan, .. } => println!("{} steps", plan.steps.len()),
//!     other => println!("{other:?}"),
//! }
//! # Ok(()) });
//! ```
//!
//! What it promises:
//! - a read is retried, a request that changes something is sent once and, where
//!   it may have happened although it failed, reconciled by reading;
//! - activities are read incrementally from a [`Cursor`] and delivered once;
//! - nothing upstream adds can break a list: what cannot be read is skipped and counted;
//! - no page costs its size in memory: a long history comes in several goes, and a
//!   text above [`Settings::value_cap`] is left out and counted;
//! - all sessions of a key share one budget.

mod ask;
mod budget;
mod client;
mod create;
mod cursor;
mod error;
mod feed;
#[doc(hidden)]
pub mod fuzz;
mod harvest;
pub mod history;
pub mod model;
pub mod patch;
mod read;
mod retry;
mod session;
mod settings;
mod stream;
mod transport;
mod wait;
mod wire;

#[cfg(test)]
mod tests;

pub use ask::{Answer, Approval};
pub use client::{Jules, Shown};
pub use create::NewSession;
pub use cursor::Cursor;
pub use error::Error;
pub use feed::{Feed, News, Pace, Watch};
pub use read::Reading;
pub use session::SessionClient;
pub use settings::{DEFAULT_API_URL, Settings};
pub use stream::{End, Streamed, Until};
pub use wait::{Ending, Outcome, Reached, Snapshot};
pub use wire::Page;
