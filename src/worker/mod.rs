//! THE SHELL. One task per session: it feeds the machine, stores what the machine
//! decides, and only then acts. Every outcome goes back in as one more input.

mod accounts;
mod admitting;
mod approving;
mod asleep;
pub mod batch;
mod batch_card;
mod batching;
mod channels;
pub mod clock;
mod conversation;
pub mod files;
mod forum;
mod gate;
mod guarded;
mod keys;
mod ledger;
pub mod looks;
mod opening;
mod permit;
mod posts;
pub mod rebuild;
pub mod records;
mod restored;
mod starts;
mod supervisor;
mod tagging;
mod tags;
mod unavailable;
mod words;

use std::sync::Arc;
use std::time::Duration;

use serenity::model::id::{ChannelId, UserId};
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

use crate::discord::Writer;
use crate::session::account::Account;
use crate::session::attention::Attention;
use crate::session::checkpoint::Checkpoint;
use crate::store::Store;

pub use accounts::{Access, Accounts, Entrusted, Unusable, opened};
pub use admitting::{Admitted, Wish};
pub use channels::ChannelSettings;
pub use gate::{Asker, Entry, Gate};
pub use guarded::{Barred, Guarded, Reader};
pub use keys::{Hand, StoredKey, Unentrusted};
pub use ledger::LedgerError;
pub use opening::Opening;
pub use restored::Restored;
pub use supervisor::Supervisor;
pub use unavailable::Unavailable;

/// What every conversation needs of the outside.
pub struct Shell {
    /// What survives a restart.
    pub store: Arc<dyn Store>,
    /// The way to Discord.
    pub writer: Writer,
    /// The ways to Jules: open for reading, and for whoever has a grant.
    pub accounts: Accounts,
    /// Who may do what.
    pub gate: Gate,
    /// The starts that are on their way.
    pub admitted: Admitted,
    /// Our own account, to recognise our own posts.
    pub me: UserId,
    /// How long a request to Jules whose outcome is unknown may take to show there.
    pub settle: Duration,
    /// Whom a thread calls, and when.
    pub attention: Attention,
    /// The least time between two edits of a card that only report progress.
    pub card_interval: Duration,
    /// Messages of one session that a thread takes at once.
    pub messages_at_once: u16,
    /// How many sessions of one batch are at work at the same time.
    pub batch_at_once: usize,
    /// Says which conversation has just moved, for whoever follows more than one of them.
    pub moved: broadcast::Sender<ChannelId>,
    /// Counts whatever may have opened a thread again that was closed to us.
    pub reopened: watch::Sender<u64>,
    /// Words that waited for a restart, and wait until their messages were read again.
    pub restored: Restored,
    /// Cancelled when everything stops; also by us, when the store fails.
    pub stop: CancellationToken,
}

impl Shell {
    /// The way to Jules for a conversation; none if its key was revoked.
    #[must_use]
    pub fn jules(&self, account: Account) -> Option<Guarded> {
        self.accounts.access(account).map(|access| access.jules.clone())
    }

    /// Whether a conversation has to end because its key was revoked.
    fn is_cut_off(&self, conversation: &Checkpoint) -> bool {
        !conversation.closed && self.accounts.access(conversation.task.account).is_none()
    }
}

/// How long to wait after so many failures in a row: a second, doubling to about a minute.
fn pause(failures: u32) -> Duration {
    Duration::from_secs(1 << failures.min(6))
}
