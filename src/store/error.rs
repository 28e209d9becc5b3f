//! Why the store refuses, each as one sentence that says what to do.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why the store refuses.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// Another process holds the directory.
    #[error(
        "The store is in use by {}; stop it first, or choose another `store.path`.",
        .pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"))
    )]
    Locked {
        /// The holder, if it could be read.
        pid: Option<u32>,
    },
    /// No room. Whatever was acknowledged before is safe.
    #[error("The disk that holds the store is full; make room, and nothing acknowledged is lost.")]
    Full,
    /// What is there is not what was written.
    #[error("The store is damaged ({0}); run `jules-discord store repair`, which keeps all that is there.")]
    Corrupt(String),
    /// Nothing can be read of what is there.
    #[error(
        "Nothing of the store can be read; {}.",
        .newest.as_ref().map_or_else(
            || "move its directory away, and run `jules-discord store rebuild`".to_owned(),
            |file| format!("run `jules-discord store import --replace {}`", file.display()),
        )
    )]
    Hopeless {
        /// The newest export beside it.
        newest: Option<PathBuf>,
    },
    /// What is there is older than what has happened.
    #[error(
        "The store was restored, and what happened since is not in it; run `jules-discord store rebuild`, which reads \
         it from Discord and Jules."
    )]
    Restored,
    /// An import would take the place of a store.
    #[error(
        "There is a store in {} already; with `--replace` it is set aside, and kept.", .0.display()
    )]
    Occupied(PathBuf),
    /// A file is no export of a store, or not any more.
    #[error("The export {} cannot be used: {why}; choose another.", .file.display())]
    Export {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Written by a newer version of this program.
    #[error("The store has format {found}, this version reads up to {supported}; run the version that wrote it.")]
    Incompatible {
        /// The format on disk.
        found: u32,
        /// The newest format understood here.
        supported: u32,
    },
    /// `store.path` is no place for a store.
    #[error("`store.path` cannot be used: {0}.")]
    Unusable(String),
    /// A record too big to be a record.
    #[error("A record of {bytes} bytes is too large for the store; this is a fault of the program, please report it.")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// The file system refused something else.
    #[error("The store cannot be read or written ({0}); check the disk and the owner of the directory.")]
    Io(String),
    /// [`close`](super::Store::close) was called.
    #[error("The store is closed; start the bot again.")]
    Closed,
}

impl StoreError {
    /// An I/O error that happened while doing `what`.
    pub(super) fn io(what: impl std::fmt::Display, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Io(format!("{what}: {error}")),
        }
    }
}

impl From<sled::Error> for StoreError {
    fn from(error: sled::Error) -> Self {
        match error {
            // sled has no kind of its own for this.
            sled::Error::Io(error) if error.to_string().contains("could not acquire lock") => {
                Self::Locked { pid: None }
            }
            sled::Error::Io(error) => Self::io("database", &error),
            sled::Error::Unsupported(_) => Self::Corrupt("the database is of another format".to_owned()),
            sled::Error::Corruption { at, .. } => {
                Self::Corrupt(at.map_or_else(|| "in its snapshot".to_owned(), |at| format!("at {at:?}")))
            }
            other => Self::Corrupt(other.to_string()),
        }
    }
}
