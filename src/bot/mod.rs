//! EDGE IN. Everything people do in Discord arrives here: serenity listens, poise
//! takes commands apart, and each becomes one action for one conversation.
//!
//! What deliberately does not live here: any decision about a session. An edge
//! acknowledges, asks the gate, translates, and passes on.

mod answer;
mod backfill;
mod catalog;
mod client;
mod commands;
mod complete;
mod enclosures;
mod entries;
mod error;
mod framework;
mod gate;
mod intake;
mod languages;
mod offer;
mod orders;
mod presses;
mod replies;
mod shelf;
mod starting;

use std::sync::Arc;

use serenity::model::id::{GuildId, UserId};
use tokio::sync::mpsc;

use crate::discord::Writer;
use crate::worker::{Guarded, Supervisor};

pub use catalog::Catalog;
pub use client::{Bot, GatewayFailure, GatewaySettings};
pub use error::Error;
pub use intake::{Intake, Reader, WAITING};

/// What commands, buttons and replies need. One value for the whole process.
pub struct Edge {
    /// The conversations, and the gate before them.
    pub supervisor: Supervisor,
    /// The way to Jules, for what needs no conversation.
    pub jules: Guarded,
    /// Repositories and branches, a little cached.
    pub catalog: Catalog,
    /// The way to Discord, for everything but answers to interactions.
    pub writer: Writer,
    /// Where commands are registered; none means globally.
    pub guilds: Vec<GuildId>,
    /// Our own account.
    pub me: UserId,
    /// The way to the one task that takes messages.
    pub intake: mpsc::Sender<Intake>,
}

/// What poise hands to every command.
pub type Data = Arc<Edge>;
/// A command's context.
pub type Context<'a> = poise::Context<'a, Data, Error>;
