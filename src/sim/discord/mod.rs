//! A Discord on one loopback port: REST v10, the gateway, and a control API for what people do.
//!
//! | address | what |
//! |---|---|
//! | `http://127.0.0.1:PORT/api/v10/…` (also `/api/v9`, `/api`) | REST, see `rest/` |
//! | `ws://127.0.0.1:PORT/gateway` (also `/`) | the gateway, see `gateway/` |
//! | `http://127.0.0.1:PORT/attachments/…` | uploaded files, signed |
//! | `http://127.0.0.1:PORT/control/…` | what people do, faults, records, see `control/` |
//!
//! REST is a function of the state and the call; the state is one value behind one mutex, so
//! that everything a call does is seen at once. In process the same verbs are on [`Discord`]
//! and [`Person`](crate::sim::people::Person).

mod access;
mod call;
mod catalogue;
mod commands;
mod control;
mod error;
pub(crate) mod events;
mod faults;
mod files;
mod forum;
mod forwards;
mod gateway;
mod handle;
mod hooks;
pub(crate) mod ids;
pub(crate) mod interact;
mod limits;
mod locale;
mod log;
mod media;
mod mentions;
mod modals;
pub(crate) mod model;
mod moderation;
mod nonces;
pub(crate) mod permissions;
pub(crate) mod pings;
pub(crate) mod polls;
mod post;
mod rest;
mod selects;
mod settings;
mod sight;
pub(crate) mod state;
mod threads;
mod validate;
mod view;
mod wire;
mod writing;

#[cfg(test)]
mod tests;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

pub use faults::{Failure, Fault};
pub use gateway::hub::GatewayFault;
pub use handle::Discord;
pub(crate) use post::MOST_EMOJI;
pub(crate) use rest::is_said;
pub use settings::Settings;
pub(crate) use view::sid;
pub(crate) use writing::Words;

/// A running simulated Discord. Dropped, it stops by itself; [`Server::stop`] waits for that.
#[derive(Debug)]
pub struct Server {
    discord: Discord,
    serving: JoinHandle<io::Result<()>>,
    _stop: DropGuard,
}

impl Server {
    /// Starts on `settings.port` of 127.0.0.1, 0 being any free port.
    ///
    /// # Errors
    /// When the port cannot be bound.
    pub async fn start(mut settings: Settings) -> io::Result<Self> {
        let extra = settings.extra_control.take();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, settings.port));
        let listener = TcpListener::bind(address).await?;
        let (root, address) = (CancellationToken::new(), listener.local_addr()?);
        let discord = Discord::new(settings, address, root.clone());
        let app = rest::router(&discord, extra, address.port()).into_make_service_with_connect_info::<wire::Switch>();
        let door = wire::Door { listener, root: root.clone() };
        let stop = root.clone().drop_guard();
        let serving =
            tokio::spawn(async move { axum::serve(door, app).with_graceful_shutdown(root.cancelled_owned()).await });
        Ok(Self { discord, serving, _stop: stop })
    }

    /// A handle for use in this process.
    #[must_use]
    pub fn handle(&self) -> Discord {
        self.discord.clone()
    }

    /// Cuts every connection and waits until all tasks have ended.
    pub async fn stop(self) {
        self.discord.shut().await;
        let _ = self.serving.await;
    }
}

/// A cheap, counted reference to what all parts share.
type Shared = Arc<handle::Inner>;
