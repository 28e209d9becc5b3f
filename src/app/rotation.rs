//! A Jules key that is changed while the bot runs: in its file, which is looked at every few
//! seconds and on SIGHUP. So a key that Jules refuses is replaced as soon as there is another.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::audit::{Audit, Fact};
use crate::config;
use crate::jules::Jules;
use crate::telemetry;

/// How often the file is looked at; it is small, and on this machine.
const EVERY: Duration = Duration::from_secs(2);

/// Follows the file until everything stops. Without a file there is nothing to follow, and
/// SIGHUP only says so.
pub async fn follow(
    jules: Jules,
    audit: Audit,
    path: Option<PathBuf>,
    mut known: SecretString,
    stop: CancellationToken,
) {
    let Ok(mut hangup) = signal(SignalKind::hangup()) else { return };
    let mut complained = String::new();
    loop {
        let asked = tokio::select! {
            () = stop.cancelled() => return,
            _ = hangup.recv() => true,
            () = tokio::time::sleep(EVERY), if path.is_some() => false,
        };
        let Some(path) = &path else {
            info!("the Jules key is in the environment, so it cannot be read anew: use JULES_API_KEY_FILE");
            continue;
        };
        match config::read_again(path) {
            Ok(key) if key.expose_secret() == known.expose_secret() => {
                if asked {
                    info!("the file holds the Jules key that is in use");
                }
            }
            Ok(key) => {
                // Before it is used: what is in use must not be in the log.
                telemetry::conceal(&key);
                match jules.replace_key(&key) {
                    Ok(()) => info!("another Jules key is in use from now on"),
                    Err(error) => warn!(%error, "the new Jules key cannot be used"),
                }
                if let Err(error) = audit.record(Fact::of_program("another Jules key")).await {
                    warn!(%error, "that there is another Jules key was not written down");
                }
                known = key;
                complained.clear();
            }
            // It may be in the middle of being written: said once, and looked at again.
            Err(problem) if problem != complained => {
                warn!(problem, "the Jules key could not be read anew; the one in use stays");
                complained = problem;
            }
            Err(_) => {}
        }
    }
}
