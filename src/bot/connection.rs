//! One serenity client, on a thread and a runtime of its own: after a broken connection
//! serenity 0.12.5 can spin for up to 41 s and freeze the runtime it is on.

use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret;
use serenity::builder::CreateAllowedMentions;
use serenity::client::{Client, ClientBuilder};
use serenity::gateway::ShardManager;
use serenity::http::HttpBuilder;
use serenity::model::gateway::GatewayIntents;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::Edge;
use super::client::GatewaySettings;
use super::framework::framework;
use crate::config;

/// Nothing that serenity asks Discord takes this long.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);
/// Shards close within this; serenity itself gives up after five seconds.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);
/// Signs of life come this often within what they may take.
const SIGNS: u32 = 10;

/// A client under way.
pub struct Connection {
    ended: oneshot::Receiver<serenity::Result<()>>,
    leave: CancellationToken,
}

impl Connection {
    /// Starts a client that connects to `url`. Its events are handled on the caller's runtime.
    ///
    /// # Errors
    /// The thread cannot be started.
    pub fn open(settings: &GatewaySettings, url: String, edge: &Arc<Edge>) -> std::io::Result<Self> {
        let leave = CancellationToken::new();
        let (done, ended) = oneshot::channel();
        let (settings, edge, leaving) = (settings.clone(), edge.clone(), leave.clone());
        let relay = Handle::current();
        std::thread::Builder::new().name("gateway".into()).spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(1)
                .thread_name("gateway-worker")
                .enable_all()
                .build();
            let result = match runtime {
                Ok(runtime) => {
                    let result = runtime.block_on(run(&settings, url, &edge, &leaving, relay));
                    runtime.shutdown_timeout(Duration::from_secs(1));
                    result
                }
                Err(error) => Err(serenity::Error::Io(error)),
            };
            // Whoever has given up on this client does not listen any more.
            let _ = done.send(result);
        })?;
        Ok(Self { ended, leave })
    }

    /// Waits for it to end by itself.
    pub async fn ended(&mut self) -> serenity::Result<()> {
        // A thread that panicked says nothing; that is an end like another.
        (&mut self.ended).await.unwrap_or(Ok(()))
    }

    /// Makes it end. `false`: it does not react, and its thread is left behind.
    pub async fn close(mut self) -> bool {
        self.leave.cancel();
        tokio::time::timeout(CLOSE_WITHIN * 2, &mut self.ended).await.is_ok()
    }
}

async fn run(
    settings: &GatewaySettings,
    url: String,
    edge: &Arc<Edge>,
    leave: &CancellationToken,
    relay: Handle,
) -> serenity::Result<()> {
    let mut client = build(settings, edge, relay).await?;
    // serenity falls back to the real gateway when its own question fails.
    *client.ws_url.lock().await = url;
    let shards = client.shard_manager.clone();
    let mut running = std::pin::pin!(client.start());
    tokio::select! {
        result = &mut running => result,
        () = give_signs(&shards, edge, settings.echo_within / SIGNS) => Ok(()),
        () = leave.cancelled() => {
            // The shards close while the client still runs, not after it was dropped.
            tokio::select! {
                result = &mut running => result,
                () = shut_down(&shards) => Ok(()),
            }
        }
    }
}

/// Shows that this runtime runs, and what serenity knows of its heartbeat. Never ends.
async fn give_signs(shards: &ShardManager, edge: &Edge, every: Duration) {
    loop {
        tokio::time::sleep(every).await;
        let latency = shards.runners.lock().await.values().next().and_then(|runner| runner.latency);
        edge.pulse.tick(latency);
    }
}

async fn shut_down(shards: &Arc<ShardManager>) {
    if tokio::time::timeout(CLOSE_WITHIN, shards.shutdown_all()).await.is_err() {
        warn!("the gateway did not close in time");
    }
}

async fn build(settings: &GatewaySettings, edge: &Arc<Edge>, relay: Handle) -> serenity::Result<Client> {
    let mut requests = reqwest::Client::builder()
        .use_rustls_tls()
        .timeout(REQUEST_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none());
    if config::is_loopback(&settings.api_url) {
        requests = requests.no_proxy();
    }
    let http = HttpBuilder::new(settings.token.expose_secret())
        .client(requests.build()?)
        // Its own limiter ignores the address; what goes through here is answers to
        // interactions, which Discord does not count.
        .proxy(&settings.api_url)
        .ratelimiter_disabled(true)
        .default_allowed_mentions(CreateAllowedMentions::new())
        .build();
    let intents = GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES | GatewayIntents::MESSAGE_CONTENT;
    ClientBuilder::new_with_http(http, intents).framework(framework(edge, relay)).await
}
