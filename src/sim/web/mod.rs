//! The page: the simulated Discord in a browser, as people know it, and a director's panel beside it.
//!
//! It is one more client of the control API (what its person sees comes from `/control/live`), which
//! its server offers under its own address too, so that the page needs no other; the bot cannot tell.
//! Served on loopback alone, and to nobody else's pages: see `sim/guard.rs`.
//!
//! | address | what |
//! |---|---|
//! | `/`, `/css/…`, `/js/…` | the page's own files, see `assets` |
//! | `/control/…`, `/control/jules/…` | the control APIs, as on the simulated Discord's own port |
//! | `/director/…` | the bot's life and the scenario, see `director` |
//! | `/director/live` | a WebSocket: how all that stands, and the wire, see `stage` |

mod assets;
mod director;
mod headers;
mod stage;
mod wire;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

pub use director::{Life, Order, Stagehand, Standing};

use super::discord::Discord;
use super::guard;
use super::jules::{self, Jules};
use super::world::World;

/// What the page's tasks share.
#[derive(Clone)]
struct Shared {
    discord: Discord,
    jules: Jules,
    stagehand: Option<Stagehand>,
    wire: Arc<wire::Wire>,
    stop: CancellationToken,
}

/// A page that is being served. Dropped, it stops by itself; [`Page::close`] waits for that.
#[derive(Debug)]
pub struct Page {
    address: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
    _stop: DropGuard,
}

impl Page {
    /// Serves the page of a world on a port of 127.0.0.1, 0 being any free one. With a stagehand
    /// the director can kill the bot and start it again.
    ///
    /// # Errors
    /// When the port cannot be had.
    pub async fn open(world: &World, port: u16, stagehand: Option<Stagehand>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let stop = CancellationToken::new();
        let (discord, jules) = (world.discord(), world.jules());
        let shared = Shared { discord, jules, stagehand, wire: Arc::default(), stop: stop.clone() };
        let router = router(&shared, address.port());
        let stopped = stop.clone().cancelled_owned();
        let serving = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stopped).await {
                tracing::warn!(%error, "the page is not served any more");
            }
        });
        let listening = tokio::spawn(listen(shared));
        Ok(Self { address, tasks: vec![serving, listening], _stop: stop.drop_guard() })
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Stops serving and waits for that.
    pub async fn close(self) {
        let Self { tasks, _stop: guard, .. } = self;
        drop(guard);
        for task in tasks {
            let _ = task.await;
        }
    }
}

fn router(shared: &Shared, port: u16) -> Router {
    Router::new()
        .nest("/director", director::router().route("/live", get(stage::connect)))
        .with_state(shared.clone())
        .nest("/control/jules", jules::control_router(shared.jules.clone()))
        .nest("/control", shared.discord.control())
        .fallback(assets::serve)
        .layer(axum::extract::DefaultBodyLimit::disable())
        .layer(axum::middleware::from_fn_with_state(port, guard::check))
        .layer(axum::middleware::from_fn(headers::mark))
}

/// Writes down what goes over the wire, whether a page is open or not.
async fn listen(shared: Shared) {
    let (mut discord, mut jules) = (shared.discord.feed(), shared.jules.feed());
    loop {
        tokio::select! {
            () = shared.stop.cancelled() => return,
            event = discord.recv() => match event {
                Ok(event) => {
                    if let Some(line) = wire::of_discord(&event) {
                        shared.wire.note(line);
                    }
                }
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
            call = jules.recv() => match call {
                Ok(call) => shared.wire.note(wire::of_jules(&call)),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
        }
    }
}
