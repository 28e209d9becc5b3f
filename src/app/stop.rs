//! What makes the process stop: a signal, or the end of whoever started it.

use std::os::fd::AsFd as _;

use anyhow::Context as _;
use tokio::io::AsyncReadExt as _;
use tokio::net::unix::pipe;
use tokio_util::sync::CancellationToken;

/// What makes the bot stop in its orderly way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopOn {
    /// SIGTERM or Ctrl-C.
    Signals,
    /// Those, and the end of standard input: whoever started us is gone, however it ended.
    SignalsOrEndOfInput,
}

/// Cancels `stop` once we are to stop. From this call on nothing is missed.
///
/// # Errors
/// The system does not let us listen.
pub(super) fn listen(on: StopOn, stop: CancellationToken) -> anyhow::Result<()> {
    let signal = stop_signal()?;
    let left = match on {
        StopOn::Signals => None,
        StopOn::SignalsOrEndOfInput => Some(end_of_input()?),
    };
    tokio::spawn(async move {
        let left = async {
            match left {
                Some(left) => left.await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = signal => {}
            () = left => {}
        }
        stop.cancel();
    });
    Ok(())
}

/// What ends when SIGTERM or Ctrl-C asks us to stop; both mean the same, orderly end.
/// From this call on, a signal is noticed, whether or not anybody waits yet.
///
/// # Errors
/// The system does not let us listen to signals.
pub fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen to SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen to SIGINT")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// What ends when nobody holds the other end of our standard input any more. That the system sees to,
/// also for one that was killed.
fn end_of_input() -> anyhow::Result<impl Future<Output = ()>> {
    let input = std::io::stdin().as_fd().try_clone_to_owned();
    let input = input.and_then(pipe::Receiver::from_owned_fd).context("standard input is no pipe to watch")?;
    Ok(async move {
        let mut input = input;
        let mut ignored = [0; 64];
        while input.read(&mut ignored).await.is_ok_and(|read| read > 0) {}
    })
}
