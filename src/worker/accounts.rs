//! The accounts at Jules that the bot works with: the operator's, and those whose keys were
//! entrusted. Each has a client, a feed and a budget of its own, and knows nothing of the others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use secrecy::{ExposeSecret as _, SecretString};
use serenity::model::id::{GuildId, UserId};
use tokio::sync::Semaphore;
use tracing::info;

use super::Guarded;
use super::keys::{StoredKey, Unentrusted};
use crate::jules::{self, Feed, Jules};
use crate::policy::{KeyRules, Whose};
use crate::session::account::{Account, Holder};
use crate::session::input::Time;
use crate::store::record::{self, RecordError};
use crate::store::{Batch, Store, StoreError, Tree};
use crate::telemetry;
use crate::vault::{Unopened, Unsealable, Vault};

/// The way to Jules with one key.
pub struct Access {
    /// What sessions are asked with.
    pub jules: Guarded,
    /// What moves in them.
    pub feed: Feed,
    /// Takes another key.
    pub(super) client: Jules,
}

impl Access {
    fn new(client: Jules) -> Arc<Self> {
        Arc::new(Self { jules: Guarded::new(client.clone()), feed: Feed::start(client.clone()), client })
    }
}

/// A key that was entrusted, without the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entrusted {
    /// The account it belongs to.
    pub account: Account,
    /// By whom, last.
    pub by: UserId,
    /// When.
    pub at: Time,
    /// Its last characters, by which people tell keys apart.
    pub ends: String,
}

/// Why the keys in the store cannot be used. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// There is no master key.
    #[error(
        "The store holds {0} Jules keys that were entrusted to the bot, and MASTER_KEY_FILE is not set: set it to the \
         file that holds the master key. Nothing was changed. (If it is lost: `jules-discord store forget-keys`.)"
    )]
    NoMaster(usize),
    /// There is another one.
    #[error(
        "The Jules key of {holder} was sealed with the master key {wanted}, and MASTER_KEY_FILE holds the master key \
         {found}: set it to the right file, or MASTER_KEY_PREVIOUS_FILE to that of {wanted}. Nothing was changed. (If it is lost: \
         `jules-discord store forget-keys`.)"
    )]
    OtherMaster {
        /// Whose key it is.
        holder: Holder,
        /// The name of the master key that sealed it.
        wanted: String,
        /// The name of the one at hand.
        found: String,
    },
    /// Somebody wrote into the store.
    #[error(
        "The Jules key of {0} was changed in the store, or put there from elsewhere, so it is not used: put an export \
         in the store's place (`jules-discord store import`). Nothing was changed."
    )]
    Changed(Holder),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record in it.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// No client can be made.
    #[error(transparent)]
    Jules(#[from] jules::Error),
    /// No random numbers.
    #[error(transparent)]
    Seal(#[from] Unsealable),
}

/// All accounts. Those that were entrusted come and go.
pub struct Accounts {
    operator: Arc<Access>,
    entrusted: Mutex<HashMap<Holder, (Entrusted, Arc<Access>)>>,
    settings: jules::Settings,
    pub(super) rules: KeyRules,
    pub(super) vault: Option<Vault>,
    /// Keys change one at a time.
    pub(super) changing: Semaphore,
}

/// Every key in the store, opened; those of an earlier master key are sealed with the current one.
///
/// # Errors
/// One of them cannot be opened. Nothing was changed.
pub async fn opened(store: &Arc<dyn Store>, vault: Option<&Vault>) -> Result<Vec<(StoredKey, SecretString)>, Unusable> {
    let rows = store.scan(Tree::Keys, &[])?;
    let vault = match vault {
        Some(vault) => vault,
        None if rows.is_empty() => return Ok(vec![]),
        None => return Err(Unusable::NoMaster(rows.len())),
    };
    let (mut opened, mut anew) = (Vec::new(), Batch::default());
    for (at, value) in rows {
        let mut stored: StoredKey = record::decode(&value)?;
        let key = vault.open(&stored.place(), &stored.sealed).map_err(|why| match why {
            Unopened::OtherMaster(wanted) => {
                Unusable::OtherMaster { holder: stored.holder, wanted, found: vault.name().to_owned() }
            }
            Unopened::Changed => Unusable::Changed(stored.holder),
        })?;
        if at != stored.key() {
            return Err(Unusable::Changed(stored.holder));
        }
        // Before anything is done with it: what is in use must not be in the log.
        telemetry::conceal(&key);
        if !vault.is_current(&stored.sealed) {
            stored.sealed = vault.seal(&stored.place(), &key)?;
            anew.put(Tree::Keys, stored.key(), record::encode(&stored)?);
        }
        opened.push((stored, key));
    }
    if !anew.is_empty() {
        store.commit(anew).await?;
        info!(master = vault.name(), "keys of the earlier master key are sealed with this one now");
    }
    Ok(opened)
}

impl Accounts {
    /// The operator's account, and those of the keys in the store. Makes no request.
    ///
    /// # Errors
    /// A key cannot be used. Nothing was changed.
    pub fn new(
        operator: &Jules,
        opened: Vec<(StoredKey, SecretString)>,
        rules: KeyRules,
        vault: Option<Vault>,
    ) -> Result<Self, Unusable> {
        let accounts = Self {
            operator: Access::new(operator.clone()),
            entrusted: Mutex::default(),
            settings: operator.settings().clone(),
            rules,
            vault,
            changing: Semaphore::new(1),
        };
        for (stored, key) in opened {
            accounts.admit(&stored, &key, accounts.client(&key)?);
        }
        Ok(accounts)
    }

    /// A client for a key, as for the operator's.
    pub(super) fn client(&self, key: &SecretString) -> Result<Jules, jules::Error> {
        Jules::new(jules::Settings { key: key.clone(), ..self.settings.clone() })
    }

    /// The way to Jules for a conversation; none if its key was revoked.
    #[must_use]
    pub fn access(&self, account: Account) -> Option<Arc<Access>> {
        let Some(holder) = account.holder() else { return Some(self.operator.clone()) };
        let entrusted = self.entrusted.lock().unwrap_or_else(PoisonError::into_inner);
        entrusted.get(&holder).filter(|(known, _)| known.account == account).map(|(_, access)| access.clone())
    }

    /// The key that a holder has entrusted.
    #[must_use]
    pub fn entrusted(&self, holder: Holder) -> Option<Entrusted> {
        let entrusted = self.entrusted.lock().unwrap_or_else(PoisonError::into_inner);
        entrusted.get(&holder).map(|(known, _)| known.clone())
    }

    /// Whose account a session begins with that somebody starts somewhere. None where there is
    /// no key for it.
    #[must_use]
    pub fn choose(&self, guild: GuildId, user: UserId) -> Option<(Whose, Account)> {
        self.nearest(guild, Some(user))
    }

    /// The account of a server's people, whoever they are: for what is set for all of them.
    #[must_use]
    pub fn choose_for_all(&self, guild: GuildId) -> Option<(Whose, Account)> {
        self.nearest(guild, None)
    }

    fn nearest(&self, guild: GuildId, user: Option<UserId>) -> Option<(Whose, Account)> {
        let account = |holder| self.entrusted(holder).map(|known| known.account);
        let person = user.and_then(|user| account(Holder::Person(user)));
        let server = account(Holder::Guild(guild));
        let whose = self.rules.choose(guild, person.is_some(), server.is_some())?;
        let account = match whose {
            Whose::Person => person?,
            Whose::Server => server?,
            Whose::Operator => Account::Operator,
        };
        Some((whose, account))
    }

    /// Whether somebody may entrust a key, and there is a vault to keep it in.
    ///
    /// # Errors
    /// Why not.
    pub fn takes(&self, holder: Holder) -> Result<&Vault, Unentrusted> {
        match holder {
            Holder::Guild(_) if !self.rules.servers => Err(Unentrusted::NotForServers),
            Holder::Person(_) if !self.rules.people => Err(Unentrusted::NotForPeople),
            _ => self.vault.as_ref().ok_or(Unentrusted::NoMaster),
        }
    }

    /// Goes on with a key that is stored: a new account, or another key of one that is known.
    pub(super) fn admit(&self, stored: &StoredKey, key: &SecretString, client: Jules) -> Entrusted {
        let known = Entrusted { account: stored.account(), by: stored.by, at: stored.at, ends: ends(key) };
        let mut entrusted = self.entrusted.lock().unwrap_or_else(PoisonError::into_inner);
        let access = match entrusted.remove(&stored.holder) {
            // The feed and what waits for it go on.
            Some((before, access)) if before.account == known.account && access.client.replace_key(key).is_ok() => {
                access
            }
            _ => Access::new(client),
        };
        entrusted.insert(stored.holder, (known.clone(), access));
        known
    }

    /// Forgets a key, and ends its feed: whoever waits for it notices.
    pub(super) async fn dismiss(&self, holder: Holder) {
        let gone = self.entrusted.lock().unwrap_or_else(PoisonError::into_inner).remove(&holder);
        if let Some((_, access)) = gone {
            access.feed.stop().await;
        }
    }

    /// Stops all feeds.
    pub async fn stop(&self) {
        let all: Vec<_> = {
            let entrusted = self.entrusted.lock().unwrap_or_else(PoisonError::into_inner);
            entrusted.values().map(|(_, access)| access.clone()).collect()
        };
        futures::future::join_all(all.iter().chain([&self.operator]).map(|access| access.feed.stop())).await;
    }
}

/// The last four characters: enough to tell keys apart, and no help with the rest.
fn ends(key: &SecretString) -> String {
    let key = key.expose_secret();
    key.get(key.len().saturating_sub(4)..).unwrap_or_default().to_owned()
}
