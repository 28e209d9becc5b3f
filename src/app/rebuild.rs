//! `jules-discord store rebuild`: the store from what Discord and Jules remember.

use std::sync::Arc;

use anyhow::Context as _;
use tracing::info;

use super::Failure;
use crate::config::Settings;
use crate::jules::{self, Jules};
use crate::session::account::Account;
use crate::store::{SledStore, Store};
use crate::worker;
use crate::worker::rebuild::{self, RebuildError};

/// Adds what the store lacks, brings an imported one up to date, and says what came of it.
///
/// # Errors
/// The store cannot be opened, or Discord or Jules cannot be read; it can be given again.
pub fn rebuild(settings: &Settings) -> Result<(), Failure> {
    let store = SledStore::open_or_begin(&settings.store.path).map_err(Failure::store)?;
    let writer = super::writer(settings)?;
    let jules = super::jules(settings)?;
    let runtime = tokio::runtime::Runtime::new().context("the runtime could not be started")?;
    let shared: Arc<dyn Store> = store.clone();
    let opened = runtime.block_on(worker::opened(&shared, settings.secrets.vault.as_ref())).map_err(Failure::keys)?;
    let mut lines = vec![(Account::Operator, jules.clone())];
    for (stored, key) in opened {
        let client = Jules::new(jules::Settings { key, ..jules.settings().clone() });
        lines.push((stored.account(), client.map_err(|error| Failure::Config(error.to_string()))?));
    }
    let done = runtime.block_on(rebuild::rebuild(&store, &writer, &lines, &settings.discord.guilds));
    let closed = runtime.block_on(store.close());
    let done = done.map_err(|error| match error {
        RebuildError::Ledger(error) => Failure::ledger(error),
        RebuildError::Discord(error) => Failure::discord(error),
        RebuildError::Jules(error) if error.is_unauthenticated() => {
            Failure::Refused("Jules does not accept the API key. Set JULES_API_KEY to one that it does.".into())
        }
        RebuildError::Jules(error) => anyhow::Error::from(error).context("Jules could not be read").into(),
    })?;
    closed.map_err(Failure::store)?;
    for note in &done.notes {
        println!("note  {note}");
    }
    println!(
        "{} conversations were added, {} brought up to date; {} messages or edits are owed to Discord.",
        done.added, done.updated, done.owed
    );
    if done.added > 0 {
        println!(
            "Nobody but the lost store knew these, so they are not brought back:\n\
             - what people had set for a thread with `/jules settings`: how much it shows, unless its status card says \
             that it is quiet, whether it is mute, and whom it calls;\n\
             - what a channel was set to: its repository, branch and forum;\n\
             - why a row of a batch failed, and whether its plans were to be approved: now they are;\n\
             - batches of which everything had begun: their threads go on, their cards stand still;\n\
             - who spoke before a plan, which matters where a second pair of eyes must approve."
        );
    }
    if done.batches > 0 {
        println!("{} batches are not over; one that has more to begin waits for **Begin the rest**.", done.batches);
    }
    println!("The bot may start.");
    info!(added = done.added, updated = done.updated, "the store is rebuilt");
    Ok(())
}
