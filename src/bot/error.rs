//! What a person reads when something does not work, and what the log keeps.

use tracing::error;

use crate::error::UserError;
use crate::policy::Denied;
use crate::worker::Unavailable;

/// Why a command, button or reply did not work. Its text is the answer a person gets.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The gate said no.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The conversation could not take it.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// A mistake of the person: one sentence that says what to do.
    #[error(transparent)]
    Mistake(#[from] UserError),
    /// Jules could not be asked.
    #[error("{}", unanswered(.0))]
    Jules(#[from] crate::jules::Error),
    /// Discord could not be answered.
    #[error("Discord did not take my answer. Please try again.")]
    // Boxed: serenity's error is large, and printed in full it may hold tokens.
    Discord(Box<serenity::Error>),
}

impl From<serenity::Error> for Error {
    fn from(error: serenity::Error) -> Self {
        Self::Discord(Box::new(error))
    }
}

impl Error {
    /// Logs what is ours to mend; people's mistakes and refusals are not.
    pub fn log(&self, place: &str) {
        match self {
            Self::Denied(_) | Self::Mistake(_) | Self::Unavailable(_) => {}
            Self::Jules(error) => error!(place, %error, "Jules could not be asked"),
            // Display only: Debug prints the interaction token.
            Self::Discord(error) => error!(place, %error, "Discord could not be answered"),
        }
    }
}

/// Trying again does not help when it is the key.
fn unanswered(error: &crate::jules::Error) -> &'static str {
    if error.is_unauthenticated() {
        "Jules does not accept my key, and it is not your fault. The people who run me can mend that: \
         `jules-discord check` says how."
    } else {
        "Jules could not be reached just now, and it is not your fault. Please try again in a moment."
    }
}
