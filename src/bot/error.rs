//! What a person reads when something does not work, and what the log keeps.

use tracing::error;

use crate::error::UserError;
use crate::policy::Denied;
use crate::render::locale::Locale;
use crate::render::text;
use crate::worker::{Unavailable, Unentrusted};

/// Why a command, button or reply did not work.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The gate said no.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The conversation could not take it.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// A key was not taken, replaced or revoked.
    #[error(transparent)]
    Unentrusted(#[from] Unentrusted),
    /// A mistake of the person: one sentence that says what to do.
    #[error(transparent)]
    Mistake(#[from] UserError),
    /// Jules could not be asked.
    #[error("{}", unanswered(.0, Locale::English))]
    Jules(#[from] crate::jules::Error),
    /// Discord could not be answered.
    #[error("{}", text::discord_refused(Locale::English))]
    // Boxed: serenity's error is large, and printed in full it may hold tokens.
    Discord(Box<serenity::Error>),
}

impl From<serenity::Error> for Error {
    fn from(error: serenity::Error) -> Self {
        Self::Discord(Box::new(error))
    }
}

impl Error {
    /// The answer a person gets.
    #[must_use]
    pub fn told(&self, locale: Locale) -> String {
        match self {
            Self::Denied(denied) => denied.told(locale),
            Self::Unavailable(unavailable) => unavailable.told(locale),
            Self::Unentrusted(why) => why.told(locale),
            Self::Mistake(mistake) => mistake.told(locale),
            Self::Jules(error) => unanswered(error, locale),
            Self::Discord(_) => text::discord_refused(locale),
        }
    }

    /// Logs what is ours to mend; people's mistakes and refusals are not.
    pub fn log(&self, place: &str) {
        match self {
            Self::Denied(_) | Self::Mistake(_) | Self::Unavailable(_) | Self::Unentrusted(_) => {}
            Self::Jules(error) => error!(place, %error, "Jules could not be asked"),
            // Display only: Debug prints the interaction token.
            Self::Discord(error) => error!(place, %error, "Discord could not be answered"),
        }
    }
}

/// Trying again does not help when it is the key.
fn unanswered(error: &crate::jules::Error, locale: Locale) -> String {
    if error.is_unauthenticated() { text::key_refused(locale) } else { text::jules_unreachable(locale) }
}
