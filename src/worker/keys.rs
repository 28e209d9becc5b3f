//! Jules keys of servers and people: tried, sealed, stored, replaced and revoked. A key is in
//! clear only on its way from the form to the client that uses it.

use std::time::Duration;

use chrono::Utc;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serenity::model::id::{GuildId, InteractionId, UserId};
use tracing::{error, info, warn};

use super::Supervisor;
use super::accounts::Entrusted;
use crate::audit::{Decision, Fact};
use crate::crash;
use crate::jules::{self, Jules};
use crate::policy::Grant;
use crate::render::locale::Locale;
use crate::render::text;
use crate::session::account::{Account, Holder};
use crate::session::input::Time;
use crate::store::record::{self, Record};
use crate::store::{Batch, Tree};
use crate::telemetry;
use crate::vault::Sealed;

/// How long Jules has to say whether it accepts a key: somebody sits in front of it.
const ANSWER_WITHIN: Duration = Duration::from_secs(8);
/// Characters of a key. Shorter ones could not be kept out of the log without blacking out
/// ordinary words; no longer one was ever seen.
const LENGTH: std::ops::RangeInclusive<usize> = 16..=200;
/// Sessions that are looked for to see whether two keys are of one account.
const LOOKED_FOR: usize = 5;

/// A key that somebody entrusted, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredKey {
    /// Whose it is.
    pub holder: Holder,
    /// The form in which the first key of its account came.
    pub since: InteractionId,
    /// Who entrusted this one.
    pub by: UserId,
    /// When.
    pub at: Time,
    /// The key.
    pub sealed: Sealed,
}

impl Record for StoredKey {
    const KIND: u8 = 10;
    const VERSION: u8 = 1;
}

impl StoredKey {
    /// The key of its record.
    #[must_use]
    pub fn key(&self) -> Vec<u8> {
        self.holder.bytes().to_vec()
    }

    /// The account at Jules.
    #[must_use]
    pub fn account(&self) -> Account {
        Account::Entrusted { holder: self.holder, since: self.since }
    }

    /// What the sealed key is bound to: it opens for this holder and this account only.
    #[must_use]
    pub fn place(&self) -> Vec<u8> {
        place(self.holder, self.since)
    }
}

fn place(holder: Holder, since: InteractionId) -> Vec<u8> {
    [b"jules-discord: a Jules key\n".as_slice(), &holder.bytes(), &since.get().to_be_bytes()].concat()
}

/// Who changes a key, where and by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hand {
    /// The server it happens in.
    pub guild: GuildId,
    /// The interaction.
    pub event: InteractionId,
}

/// Why a key was not taken, replaced or revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unentrusted {
    /// The operator has set no master key.
    NoMaster,
    /// The operator wants none of servers.
    NotForServers,
    /// The operator wants none of people.
    NotForPeople,
    /// There is one already.
    Exists,
    /// There is none.
    Missing,
    /// This is no key.
    NoKey,
    /// Jules does not accept it.
    Refused,
    /// Jules did not say whether it does.
    NoAnswer,
    /// It is of another account than the one it was to replace.
    OtherAccount,
    /// It could not be stored.
    Store,
}

impl Unentrusted {
    /// What the person reads.
    #[must_use]
    pub fn told(self, locale: Locale) -> String {
        match self {
            Self::NoMaster => text::keys_no_master(locale),
            Self::NotForServers => text::keys_not_for_servers(locale),
            Self::NotForPeople => text::keys_not_for_people(locale),
            Self::Exists => text::key_exists(locale),
            Self::Missing => text::key_missing(locale),
            Self::NoKey => text::key_is_none(locale),
            Self::Refused => text::key_not_accepted(locale),
            Self::NoAnswer => text::key_not_tried(locale),
            Self::OtherAccount => text::key_of_another_account(locale),
            Self::Store => text::not_saved(locale),
        }
    }
}

impl std::fmt::Display for Unentrusted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.told(Locale::English))
    }
}

impl std::error::Error for Unentrusted {}

impl Supervisor {
    /// Whether a key could be entrusted now, or replaced.
    ///
    /// # Errors
    /// Why not.
    pub fn may_entrust(&self, holder: Holder, replaces: bool) -> Result<(), Unentrusted> {
        self.accounts().takes(holder)?;
        match self.accounts().entrusted(holder) {
            Some(_) if !replaces => Err(Unentrusted::Exists),
            None if replaces => Err(Unentrusted::Missing),
            _ => Ok(()),
        }
    }

    /// Takes a holder's first key, once Jules accepts it: how many repositories it reaches.
    ///
    /// # Errors
    /// Nothing was stored.
    pub async fn entrust(
        &self,
        grant: Grant,
        holder: Holder,
        hand: Hand,
        key: &SecretString,
    ) -> Result<(Entrusted, usize), Unentrusted> {
        let Ok(_turn) = self.accounts().changing.acquire().await else { return Err(Unentrusted::Store) };
        self.may_entrust(holder, false)?;
        let (client, sources) = self.tried(key).await?;
        let known = self.keep(&grant, holder, hand.event, key, client).await?;
        self.note(&grant, holder, hand, "taken").await;
        Ok((known, sources))
    }

    /// Takes another key of the same account in the place of the one there is.
    ///
    /// # Errors
    /// Nothing was stored.
    pub async fn replace_key(
        &self,
        grant: Grant,
        holder: Holder,
        hand: Hand,
        key: &SecretString,
    ) -> Result<Entrusted, Unentrusted> {
        let Ok(_turn) = self.accounts().changing.acquire().await else { return Err(Unentrusted::Store) };
        self.may_entrust(holder, true)?;
        let before = self.accounts().entrusted(holder).ok_or(Unentrusted::Missing)?.account;
        let (client, _) = self.tried(key).await?;
        self.sees_the_same(before, &client).await?;
        let Account::Entrusted { since, .. } = before else { return Err(Unentrusted::Missing) };
        let known = self.keep(&grant, holder, since, key, client).await?;
        self.note(&grant, holder, hand, "rotated").await;
        Ok(known)
    }

    /// Forgets a key. The sessions that worked with it are told in their threads; how many.
    ///
    /// # Errors
    /// There is none, or the store failed: nothing may have changed.
    pub async fn revoke_key(&self, grant: Grant, holder: Holder, hand: Hand) -> Result<usize, Unentrusted> {
        let Ok(_turn) = self.accounts().changing.acquire().await else { return Err(Unentrusted::Store) };
        let account = self.accounts().entrusted(holder).ok_or(Unentrusted::Missing)?.account;
        let followed = self.each(|known| (known.task.account == account && !known.closed).then_some(())).len();
        let mut batch = Batch::default();
        batch.drop(Tree::Keys, holder.bytes().to_vec());
        self.shell.store.commit(batch).await.map_err(|error| failed(&error))?;
        crash::point("after_revoking");
        self.accounts().dismiss(holder).await;
        info!(%holder, followed, "a Jules key was revoked");
        self.note(&grant, holder, hand, "revoked").await;
        Ok(followed)
    }

    /// Asks Jules whether it accepts a key: a client for it, and how many repositories it reaches.
    async fn tried(&self, key: &SecretString) -> Result<(Jules, usize), Unentrusted> {
        if !is_key(key) {
            return Err(Unentrusted::NoKey);
        }
        telemetry::conceal(key);
        let client = self.accounts().client(key).map_err(|_| Unentrusted::NoKey)?;
        let answer = tokio::time::timeout(ANSWER_WITHIN, client.sources()).await;
        let sources = answer.map_err(|_| Unentrusted::NoAnswer)?.map_err(|error| judged(&error))?;
        Ok((client, sources.len()))
    }

    /// Sees that sessions which are followed with one key are there with the other.
    async fn sees_the_same(&self, account: Account, client: &Jules) -> Result<(), Unentrusted> {
        let mut sessions = self.each(|known| known.session.filter(|_| known.task.account == account && !known.closed));
        sessions.truncate(LOOKED_FOR);
        let none = sessions.is_empty();
        for session in sessions {
            let looked = tokio::time::timeout(ANSWER_WITHIN, client.resume(session).info()).await;
            match looked.map_err(|_| Unentrusted::NoAnswer)? {
                Ok(_) => return Ok(()),
                // One may have been deleted; all of them were hardly.
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(judged(&error)),
            }
        }
        if none { Ok(()) } else { Err(Unentrusted::OtherAccount) }
    }

    /// Seals and stores a key, and goes on with it.
    async fn keep(
        &self,
        grant: &Grant,
        holder: Holder,
        since: InteractionId,
        key: &SecretString,
        client: Jules,
    ) -> Result<Entrusted, Unentrusted> {
        let vault = self.accounts().takes(holder)?;
        let sealed = vault.seal(&place(holder, since), key).map_err(|error| failed(&error))?;
        let stored = StoredKey { holder, since, by: grant.user(), at: Utc::now(), sealed };
        let mut batch = Batch::default();
        batch.put(Tree::Keys, stored.key(), record::encode(&stored).map_err(|error| failed(&error))?);
        self.shell.store.commit(batch).await.map_err(|error| failed(&error))?;
        crash::point("after_entrusting");
        info!(%holder, "a Jules key was entrusted");
        Ok(self.accounts().admit(&stored, key, client))
    }

    /// Writes down what became of a key, beside who was let do it.
    async fn note(&self, grant: &Grant, holder: Holder, hand: Hand, what: &str) {
        let fact = Fact {
            who: grant.user().get(),
            entry: format!("Jules key of {holder} {what}"),
            right: grant.right().word().to_owned(),
            decision: Decision::Noted,
            why: None,
            guild: Some(hand.guild.get()),
            channel: None,
            event: Some(hand.event.get()),
            repo: None,
            session: None,
            plan: None,
            digest: None,
        };
        if let Err(error) = self.gate().audit().record(fact).await {
            warn!(%error, "what became of a key was not written down");
        }
    }
}

fn is_key(key: &SecretString) -> bool {
    let key = key.expose_secret();
    LENGTH.contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
}

fn judged(error: &jules::Error) -> Unentrusted {
    if error.is_unauthenticated() {
        return Unentrusted::Refused;
    }
    warn!(%error, "Jules did not say whether it accepts a key");
    Unentrusted::NoAnswer
}

fn failed(error: &dyn std::fmt::Display) -> Unentrusted {
    error!(%error, "a key could not be stored, or be forgotten");
    Unentrusted::Store
}
