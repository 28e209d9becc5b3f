//! EDGE IN. Everything people do in Discord arrives here: serenity listens, poise
//! takes commands apart, and each becomes one action for one conversation.
//!
//! What deliberately does not live here: any decision about a session. An edge
//! acknowledges, asks the gate, translates, and passes on.

mod answer;
mod arrears;
mod backfill;
mod catalog;
mod client;
mod commands;
mod complete;
mod connection;
mod enclosures;
mod entries;
mod error;
mod events;
mod framework;
mod gate;
mod identifies;
mod intake;
mod languages;
mod offer;
mod orders;
mod presses;
mod pulse;
mod replies;
mod second_look;
mod shelf;
mod starting;

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serenity::model::id::{GuildId, UserId};
use tokio::sync::mpsc;

use crate::discord::Writer;
use crate::worker::{Guarded, Supervisor};

pub use catalog::Catalog;
pub use client::{Bot, GatewayFailure, GatewaySettings};
pub use error::Error;
pub use events::Intake;
pub use intake::{Reader, WAITING};
pub use pulse::Pulse;

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
    /// The servers we are in, as far as the gateway has said.
    pub present: Mutex<HashSet<GuildId>>,
    /// Our own account.
    pub me: UserId,
    /// The way to the one task that takes messages.
    pub intake: mpsc::Sender<Intake>,
    /// Signs of life of the gateway.
    pub pulse: Pulse,
    /// How soon our own posts come back over a gateway that is not deaf.
    pub echo_within: Duration,
    /// How often to look for messages that the gateway did not bring.
    pub look_again: Duration,
}

/// What poise hands to every command.
pub type Data = Arc<Edge>;
/// A command's context.
pub type Context<'a> = poise::Context<'a, Data, Error>;
