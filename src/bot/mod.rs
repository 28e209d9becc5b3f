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
mod keys;
mod languages;
mod leaving;
mod offer;
mod orders;
mod presses;
mod pulse;
mod replies;
mod second_look;
mod shelf;
mod starting;
mod strangers;

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serenity::model::id::{GuildId, UserId};
use tokio::sync::mpsc;

use crate::discord::Writer;
use crate::error::UserError;
use crate::session::account::Account;
use crate::session::checkpoint::Checkpoint;
use crate::worker::{Guarded, Supervisor};

use catalog::Catalog;
pub use catalog::Catalogs;
pub use client::{Bot, GatewayFailure, GatewaySettings};
pub use error::Error;
pub use events::Intake;
pub use intake::{Reader, WAITING};
pub use pulse::Pulse;

/// What commands, buttons and replies need. One value for the whole process.
pub struct Edge {
    /// The conversations, and the gate before them.
    pub supervisor: Supervisor,
    /// Repositories and branches, a little cached, for each account.
    pub catalogs: Catalogs,
    /// The way to Discord, for everything but answers to interactions.
    pub writer: Writer,
    /// Where commands are registered; none means globally.
    pub guilds: Vec<GuildId>,
    /// Whether we leave servers that are not among these.
    pub leave_others: bool,
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

impl Edge {
    /// With whose key a session begins that somebody starts in a server, and what there is to
    /// choose from.
    ///
    /// # Errors
    /// There is no key for it.
    pub fn catalog(&self, guild: GuildId, user: UserId) -> Result<(Account, Arc<Catalog>), UserError> {
        let chosen = self.supervisor.accounts().choose(guild, user).map(|(_, account)| account);
        self.catalog_of(chosen)
    }

    /// The same for what is set for everybody in a server.
    ///
    /// # Errors
    /// As above.
    pub fn catalog_for_all(&self, guild: GuildId, user: UserId) -> Result<Arc<Catalog>, UserError> {
        let accounts = self.supervisor.accounts();
        let chosen = accounts.choose_for_all(guild).or_else(|| accounts.choose(guild, user));
        self.catalog_of(chosen.map(|(_, account)| account)).map(|(_, catalog)| catalog)
    }

    fn catalog_of(&self, account: Option<Account>) -> Result<(Account, Arc<Catalog>), UserError> {
        let account = account.ok_or(UserError::NoKeyHere)?;
        let catalog = self.catalogs.of(self.supervisor.accounts(), account).ok_or(UserError::NoKeyHere)?;
        Ok((account, catalog))
    }

    /// The way to Jules for a conversation.
    ///
    /// # Errors
    /// Its key was revoked.
    pub fn jules(&self, conversation: &Checkpoint) -> Result<Guarded, UserError> {
        self.supervisor.jules(conversation).ok_or(UserError::KeyGone)
    }
}

/// What poise hands to every command.
pub type Data = Arc<Edge>;
/// A command's context.
pub type Context<'a> = poise::Context<'a, Data, Error>;
