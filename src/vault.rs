//! Seals what must not lie in the open: XChaCha20-Poly1305 with a master key that is never
//! stored beside what it seals. Each value is bound to its place by words that are not in it,
//! so that one cannot be put in the place of another.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead as _, Generate as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

#[cfg(test)]
mod tests;

/// Bytes of a master key.
const BYTES: usize = 32;

/// A value that only the master key opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The name of the master key.
    pub by: String,
    /// Never the same twice; base64.
    pub nonce: String,
    /// The value and its tag; base64.
    pub text: String,
}

/// Why a sealed value does not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unopened {
    /// It was sealed with another master key; its name.
    #[error("it was sealed with the master key {0}, which is not at hand")]
    OtherMaster(String),
    /// It is not what was sealed, or not in its place.
    #[error("it was changed since it was sealed")]
    Changed,
}

/// A value could not be sealed: the system gives no random numbers, or the value is endless.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("nothing can be sealed on this system")]
pub struct Unsealable;

/// The master key, and the one before it.
#[derive(Clone)]
pub struct Vault {
    current: Arc<Master>,
    previous: Option<Arc<Master>>,
}

struct Master {
    name: String,
    cipher: XChaCha20Poly1305,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let previous = self.previous.as_ref().map(|master| master.name.as_str());
        f.debug_struct("Vault").field("current", &self.current.name).field("previous", &previous).finish()
    }
}

impl Vault {
    /// A vault that seals with `current`, and also opens what `previous` has sealed.
    ///
    /// # Errors
    /// One of them is no master key; which, and what one is.
    pub fn new(current: &SecretString, previous: Option<&SecretString>) -> Result<Self, NotAMaster> {
        let current = Arc::new(Master::read(current)?);
        let previous = previous.map(Master::read).transpose()?.map(Arc::new);
        Ok(Self { current, previous })
    }

    /// The name of the master key that seals. It tells keys apart, and nothing about them.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.current.name
    }

    /// Seals a value for its place.
    ///
    /// # Errors
    /// The system gives no random numbers; nothing is sealed.
    pub fn seal(&self, place: &[u8], value: &SecretString) -> Result<Sealed, Unsealable> {
        let nonce = XNonce::try_generate().map_err(|_| Unsealable)?;
        let payload = Payload { msg: value.expose_secret().as_bytes(), aad: place };
        let text = self.current.cipher.encrypt(&nonce, payload).map_err(|_| Unsealable)?;
        Ok(Sealed { by: self.current.name.clone(), nonce: STANDARD.encode(nonce), text: STANDARD.encode(text) })
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// Neither master key has sealed it, or it was changed.
    pub fn open(&self, place: &[u8], sealed: &Sealed) -> Result<SecretString, Unopened> {
        let known = [Some(&self.current), self.previous.as_ref()];
        let master = known.into_iter().flatten().find(|master| master.name == sealed.by);
        let master = master.ok_or_else(|| Unopened::OtherMaster(sealed.by.clone()))?;
        let [nonce, text] = [&sealed.nonce, &sealed.text].map(|part| STANDARD.decode(part));
        let (nonce, text) = nonce.ok().zip(text.ok()).ok_or(Unopened::Changed)?;
        let nonce = XNonce::try_from(nonce.as_slice()).map_err(|_| Unopened::Changed)?;
        let opened = master.cipher.decrypt(&nonce, Payload { msg: &text, aad: place });
        let opened = opened.ok().and_then(|bytes| String::from_utf8(bytes).ok()).ok_or(Unopened::Changed)?;
        Ok(SecretString::from(opened))
    }

    /// Whether the current master key has sealed this, and not the one before.
    #[must_use]
    pub fn is_current(&self, sealed: &Sealed) -> bool {
        sealed.by == self.current.name
    }
}

/// Text that is no master key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("holds no master key: make one with `openssl rand -hex 32`")]
pub struct NotAMaster;

impl Master {
    /// 32 bytes, as 64 hexadecimal digits or in base64.
    fn read(text: &SecretString) -> Result<Self, NotAMaster> {
        let text = text.expose_secret().trim();
        let bytes = if text.len() == 2 * BYTES { unhex(text) } else { STANDARD.decode(text).ok() };
        let bytes = bytes.filter(|bytes| bytes.len() == BYTES).ok_or(NotAMaster)?;
        // Whoever wrote zeros, or one letter again and again, meant to replace it.
        if bytes.iter().all(|byte| *byte == bytes[0]) {
            return Err(NotAMaster);
        }
        let cipher = XChaCha20Poly1305::new_from_slice(&bytes).map_err(|_| NotAMaster)?;
        let digest = Sha256::new().chain_update("jules-discord: the name of a master key\n").chain_update(&bytes);
        let digest: [u8; 32] = digest.finalize().into();
        let [a, b, c, d, ..] = digest;
        Ok(Self { name: format!("{:08x}", u32::from_be_bytes([a, b, c, d])), cipher })
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16)?.try_into().ok()).collect();
    Some(digits?.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}
