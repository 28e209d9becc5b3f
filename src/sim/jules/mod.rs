//! A Jules on loopback: the REST API of reference parts 1 and 2, with the behaviours of part 5.
//!
//! It is true to the reference, not to our bot: it keeps state in memory, plays sessions from a
//! [scenario](crate::sim::scenario), counts quotas, records every call, and fails when told to.
//! No account is needed, and nothing leaves this machine.
//!
//! | file | what |
//! |---|---|
//! | `serve` `arrival` `operation` `answer` `query` `wire` `mask` `refusal` `reply` `line` | a request from bytes to answer |
//! | `create` `sessions` `talk` `activities` `sources` | the twelve operations |
//! | `state` `session` `roster` `resource` `stamp` | what there is |
//! | `agenda` `agent` `listen` `alone` `past` | what happens in it when |
//! | `handle` `stage` `control` `fault` `ledger` | what tests and people can see and turn |
//!
//! Absent on purpose: anything that knows the bot. Not simulated: several regions, billing.
//! How true the rest is, number by number, and which test shows it, is in `behaviours.md`:
//!
#![doc = include_str!("behaviours.md")]

mod activities;
mod agenda;
mod agent;
mod alone;
mod answer;
mod arrival;
mod control;
mod create;
mod fault;
mod handle;
mod ledger;
mod line;
mod listen;
mod mask;
mod operation;
mod past;
mod query;
mod refusal;
mod reply;
mod resource;
mod roster;
mod serve;
mod session;
mod sessions;
mod sources;
mod stage;
mod stamp;
mod state;
mod talk;
#[cfg(test)]
mod tests;
mod wire;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

pub use control::control_router;
pub use fault::{Fault, FaultBody, Waiting};
pub use handle::Jules;
pub use ledger::{Call, Counters, KEPT, Totals, Wire};
pub use operation::Operation;

use crate::sim::clock::Clock;
use crate::sim::scenario::Scenario;
use state::State;

/// What a server starts with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The port on 127.0.0.1; 0 = a free one.
    pub port: u16,
    /// What Jules knows and does.
    pub scenario: Scenario,
    /// How many times faster than real its sessions go; 1 = as scripted.
    pub speed: f64,
}

/// A running server. Dropped, it stops by itself; [`Server::stop`] waits for that.
#[derive(Debug)]
pub struct Server {
    handle: Jules,
    tasks: Vec<JoinHandle<()>>,
    _stop: DropGuard,
}

/// What the tasks of a server share.
struct Shared {
    state: Mutex<State>,
    wake: Notify,
    stop: CancellationToken,
    clock: Clock,
    address: SocketAddr,
    traffic: Arc<line::Traffic>,
}

impl Shared {
    /// Looks at the state, or changes it. Never held across an await: `look` is not async.
    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Server {
    /// Listens on loopback and serves until stopped.
    ///
    /// # Errors
    /// When the port cannot be had.
    pub async fn start(settings: Settings) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, settings.port)).await?;
        let clock = Clock::new(settings.speed);
        let stop = CancellationToken::new();
        let traffic = Arc::<line::Traffic>::default();
        let shared = Arc::new(Shared {
            state: Mutex::new(State::new(settings.scenario, clock.clone())),
            wake: Notify::new(),
            stop: stop.clone(),
            clock,
            address: listener.local_addr()?,
            traffic: Arc::clone(&traffic),
        });
        let router = Router::new().fallback(serve::serve).with_state(Arc::clone(&shared));
        let service = router.into_make_service_with_connect_info::<line::Switch>();
        let stopped = stop.clone().cancelled_owned();
        let serving = tokio::spawn(async move {
            let serving = axum::serve(line::Lines { listener, traffic }, service).with_graceful_shutdown(stopped);
            if let Err(error) = serving.await {
                tracing::warn!(%error, "the simulated Jules stopped serving");
            }
        });
        let driving = tokio::spawn(agenda::drive(Arc::clone(&shared)));
        Ok(Self { handle: Jules::new(shared), tasks: vec![serving, driving], _stop: stop.drop_guard() })
    }

    /// Looks into the server and turns it. Cheap to clone; outlives the server, without effect.
    #[must_use]
    pub fn handle(&self) -> Jules {
        self.handle.clone()
    }

    /// Stops listening, ends the timelines, and lets running answers leave for up to two seconds.
    pub async fn stop(self) {
        let Self { tasks, _stop: guard, .. } = self;
        drop(guard);
        for mut task in tasks {
            if tokio::time::timeout(Duration::from_secs(2), &mut task).await.is_err() {
                task.abort();
            }
        }
    }
}
