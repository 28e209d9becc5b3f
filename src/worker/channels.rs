//! What was set for a channel: where a session works when nobody says, and where it appears.

use serde::{Deserialize, Serialize};
use serenity::model::id::ChannelId;

use super::Supervisor;
use super::supervisor::store_failed;
use super::unavailable::Unavailable;
use crate::policy::Grant;
use crate::store::record::{self, Record};
use crate::store::{Batch, Tree};

/// What was set for a channel.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ChannelSettings {
    /// The repository of a session that names none, as `owner/repo`; `none` for a task without one.
    pub repo: Option<String>,
    /// The branch of a session in that repository that names none.
    pub branch: Option<String>,
    /// The forum in which sessions that are started here get a post.
    pub forum: Option<ChannelId>,
}

impl Record for ChannelSettings {
    const KIND: u8 = 5;
    const VERSION: u8 = 1;
}

impl Supervisor {
    /// What was set for a channel; nothing was, if nothing is stored.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn channel(&self, channel: ChannelId) -> Result<ChannelSettings, Unavailable> {
        let stored = self.shell.store.get(Tree::Channels, &key(channel)).map_err(|error| store_failed(&error))?;
        match stored {
            Some(value) => record::decode(&value).map_err(|error| store_failed(&error)),
            None => Ok(ChannelSettings::default()),
        }
    }

    /// Sets it, durably. The grant is the caller's proof that this person may.
    ///
    /// # Errors
    /// The store failed; nothing may have changed.
    pub async fn set_channel(
        &self,
        grant: Grant,
        channel: ChannelId,
        settings: &ChannelSettings,
    ) -> Result<(), Unavailable> {
        drop(grant);
        let mut batch = Batch::default();
        if *settings == ChannelSettings::default() {
            batch.drop(Tree::Channels, key(channel));
        } else {
            let value = record::encode(settings).map_err(|error| store_failed(&error))?;
            batch.put(Tree::Channels, key(channel), value);
        }
        self.shell.store.commit(batch).await.map_err(|error| store_failed(&error))
    }
}

fn key(channel: ChannelId) -> Vec<u8> {
    channel.get().to_be_bytes().to_vec()
}
