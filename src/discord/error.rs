//! Why a request failed, and the one thing the caller must know: may it have happened all the same?

use thiserror::Error;

/// Why a request failed. Never contains the token or an address with one.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WriteError {
    /// Discord said no. Certain: nothing was done.
    #[error("Discord refused ({http}/{code}): {message}")]
    Refused {
        /// The HTTP status.
        http: u16,
        /// Discord's own code, 0 if there was none.
        code: i64,
        /// Discord's words, cut at 500 characters.
        message: String,
    },
    /// The token is not, or no longer, valid. Certain: nothing was done.
    #[error("Discord does not accept the bot's token; set a valid DISCORD_TOKEN.")]
    Unauthorized,
    /// No usable answer: a time-out, a lost connection, a fault at Discord. It may have been done.
    #[error("no usable answer from Discord: {0}")]
    Unknown(String),
    /// Never left this process, or never reached Discord. Certain: nothing was done; later it may work.
    #[error("not sent to Discord: {0}")]
    NotSent(String),
    /// Breaks one of Discord's limits, so it was not sent.
    #[error("not sent to Discord, too long: {0}")]
    TooLong(String),
    /// The settings of the writer make no sense.
    #[error("{0}")]
    Config(String),
}

/// What is known about the effect of a failed request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It did not happen and may be repeated, if repeating makes sense.
    NotDone,
    /// It may have happened: look before repeating it.
    Unknown,
}

impl WriteError {
    /// Whether the request may have had its effect.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Unknown(_) => Outcome::Unknown,
            _ => Outcome::NotDone,
        }
    }

    /// Discord's code of a refusal.
    #[must_use]
    pub fn code(&self) -> Option<i64> {
        match self {
            Self::Refused { code, .. } => Some(*code),
            _ => None,
        }
    }

    /// The channel or the message does not exist any more (10003, 10008). Do not repeat.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        matches!(self.code(), Some(10_003 | 10_008))
    }

    /// The thread is archived (50083): unarchive it, then repeat.
    #[must_use]
    pub fn is_archived(&self) -> bool {
        self.code() == Some(50_083)
    }

    /// The thread is locked (160005): only a moderator can change that.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.code() == Some(160_005)
    }

    /// The guild has as many active threads as it may have (160006).
    #[must_use]
    pub fn is_thread_limit(&self) -> bool {
        self.code() == Some(160_006)
    }

    /// The bot may not do this here (403; 50001, 50013).
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        matches!(self, Self::Refused { http: 403, .. } | Self::Refused { code: 50_001 | 50_013, .. })
    }

    /// These words will never be accepted: an invalid form (50035), `AutoMod` (200000, 200001),
    /// a harmful link (240000), too long, an upload too large (40005).
    #[must_use]
    pub fn is_content_refused(&self) -> bool {
        matches!(self, Self::TooLong(_))
            || matches!(self.code(), Some(40_005 | 50_006 | 50_035 | 200_000 | 200_001 | 240_000))
    }

    /// Trying again later makes sense, after a look if the [`outcome`](Self::outcome) is unknown.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Unknown(_) | Self::NotSent(_) | Self::Refused { http: 429, .. })
    }
}
