//! How the process may end badly, and the exit code each end deserves: a supervisor
//! acts on the code, a person on the sentence.

use std::process::ExitCode;

use crate::bot::GatewayFailure;
use crate::discord::WriteError;
use crate::store::StoreError;
use crate::store::record::RecordError;
use crate::worker::{LedgerError, Unusable};

/// Why the process ends.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Something is wrong with the configuration or the arguments, or the store cannot be
    /// used (exit code 2).
    #[error("{0}")]
    Config(String),
    /// A service refuses us for good (exit code 69).
    #[error("{0}")]
    Refused(String),
    /// The gateway is closed to us for good (exit code 69), or deaf (75).
    #[error(transparent)]
    Gateway(GatewayFailure),
    /// A restart may help (exit code 75).
    #[error("{0:#}")]
    Temporary(#[from] anyhow::Error),
}

impl Failure {
    /// The process's exit code.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Config(_) => 2,
            Self::Temporary(_) | Self::Gateway(GatewayFailure::Deaf(_)) => 75,
            Self::Refused(_) | Self::Gateway(_) => 69,
        })
    }

    /// What a failure of the store means.
    pub(crate) fn store(error: StoreError) -> Self {
        match error {
            // Room may come, and another process may end. Nothing else mends itself.
            StoreError::Locked { .. } | StoreError::Full | StoreError::Io(_) | StoreError::Closed => {
                Self::Temporary(error.into())
            }
            error => Self::Config(error.to_string()),
        }
    }

    /// What a failure to read the store's records means.
    pub(super) fn ledger(error: LedgerError) -> Self {
        match error {
            LedgerError::Store(error) => Self::store(error),
            LedgerError::Record(error @ RecordError::Newer { .. }) => Self::Config(error.to_string()),
            LedgerError::Record(error) => Self::Temporary(error.into()),
        }
    }

    /// What it means that the keys in the store cannot be used.
    pub(super) fn keys(error: Unusable) -> Self {
        match error {
            Unusable::Store(error) => Self::store(error),
            Unusable::Record(error) => Self::ledger(LedgerError::Record(error)),
            Unusable::Seal(error) => Self::Temporary(error.into()),
            error => Self::Config(error.to_string()),
        }
    }

    /// What a failure at Discord means.
    pub(super) fn discord(error: WriteError) -> Self {
        match error {
            WriteError::Unauthorized => Self::Refused(GatewayFailure::Token.to_string()),
            WriteError::Config(_) => Self::Config(error.to_string()),
            error => Self::Temporary(anyhow::Error::from(error).context("Discord could not be reached")),
        }
    }
}
