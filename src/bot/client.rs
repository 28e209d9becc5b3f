//! The gateway, on a thread and a runtime of its own: after a broken connection
//! serenity 0.12.5 can spin for up to 41 s and freeze the runtime it is on.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serenity::builder::CreateAllowedMentions;
use serenity::client::{Client, ClientBuilder};
use serenity::gateway::{GatewayError, ShardManager};
use serenity::http::HttpBuilder;
use serenity::model::gateway::GatewayIntents;
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use super::Edge;
use super::framework::framework;
use crate::config;

/// How the gateway is reached.
#[derive(Debug, Clone)]
pub struct GatewaySettings {
    /// Discord's base address, without `/api/v10`.
    pub api_url: String,
    /// The gateway's address; `None` asks the API.
    pub gateway_url: Option<String>,
    /// The bot's token.
    pub token: SecretString,
}

/// Why the gateway is closed to us for good.
#[derive(Debug, thiserror::Error)]
pub enum GatewayFailure {
    /// The token is not accepted.
    #[error("Discord does not accept the bot token. Reset it in the developer portal and set DISCORD_TOKEN anew.")]
    Token,
    /// A privileged intent is not switched on.
    #[error(
        "Discord refuses the Message Content intent. Switch it on in the developer portal: Bot > Privileged Gateway \
         Intents > Message Content Intent."
    )]
    Intents,
    /// Anything else that will not get better by itself.
    #[error("Discord refuses the gateway connection: {0}")]
    Other(String),
}

/// Identifies that are left alone, for people who mend things.
const IDENTIFY_RESERVE: u32 = 5;
/// Pauses between attempts; identifies are a limited good (1,000 a day).
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// A connection that held this long starts the pauses anew.
const STEADY: Duration = Duration::from_mins(1);
/// Nothing that serenity asks Discord takes this long.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);

/// The running gateway client.
pub struct Bot {
    thread: JoinHandle<Result<(), GatewayFailure>>,
}

impl Bot {
    /// Starts the client on its own thread. `stop` ends it, and is cancelled by it when it
    /// ends by itself: without a gateway there is no bot.
    ///
    /// # Errors
    /// The thread cannot be started.
    pub fn start(settings: GatewaySettings, edge: Arc<Edge>, stop: CancellationToken) -> std::io::Result<Self> {
        let thread = std::thread::Builder::new().name("gateway".into()).spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(1)
                .thread_name("gateway-worker")
                .enable_all()
                .build()
                .map_err(|error| GatewayFailure::Other(error.to_string()))?;
            let result = runtime.block_on(keep_connected(&settings, &edge, &stop));
            runtime.shutdown_timeout(Duration::from_secs(1));
            // Without a gateway there is no bot.
            stop.cancel();
            result
        })?;
        Ok(Self { thread })
    }

    /// Waits for the client to end. Blocks.
    ///
    /// # Errors
    /// Why it ended, if nobody asked it to.
    pub fn join(self) -> Result<(), GatewayFailure> {
        self.thread.join().unwrap_or_else(|_| Err(GatewayFailure::Other("the gateway thread panicked".into())))
    }
}

async fn keep_connected(
    settings: &GatewaySettings,
    edge: &Arc<Edge>,
    stop: &CancellationToken,
) -> Result<(), GatewayFailure> {
    let mut pause = FIRST_PAUSE;
    while !stop.is_cancelled() {
        let began = tokio::time::Instant::now();
        match connect(settings, edge, stop).await {
            Ok(()) => {}
            Err(error) => {
                if let Some(fatal) = fatal(&error) {
                    return Err(fatal);
                }
                // Display only: Debug may print payloads.
                warn!(%error, "the gateway connection failed");
            }
        }
        if began.elapsed() > STEADY {
            pause = FIRST_PAUSE;
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(pause) => pause = (pause * 2).min(LONGEST_PAUSE),
        }
    }
    Ok(())
}

/// One client, from building it to its end.
async fn connect(settings: &GatewaySettings, edge: &Arc<Edge>, stop: &CancellationToken) -> serenity::Result<()> {
    let url = match &settings.gateway_url {
        Some(url) => url.clone(),
        None => match edge.writer.gateway().await {
            Ok(gateway) if gateway.session_start_limit.remaining < IDENTIFY_RESERVE => {
                error!(
                    remaining = gateway.session_start_limit.remaining,
                    "hardly any gateway identifies are left for today; waiting, because using them up resets the token"
                );
                return Ok(());
            }
            Ok(gateway) => gateway.url,
            Err(error) => {
                warn!(%error, "Discord does not say where its gateway is");
                return Ok(());
            }
        },
    };
    if config::is_loopback(&settings.api_url) && !config::is_loopback(&url) {
        error!(url, "the API is on this machine and its gateway is not; refusing to leave the machine");
        return Ok(());
    }
    let mut client = build(settings, edge).await?;
    // serenity falls back to the real gateway when its own question fails.
    *client.ws_url.lock().await = url;
    let shards = client.shard_manager.clone();
    let mut running = std::pin::pin!(client.start());
    tokio::select! {
        result = &mut running => result,
        () = stop.cancelled() => {
            // The shards close while the client still runs, not after it was dropped.
            tokio::select! {
                result = &mut running => result,
                () = shut_down(&shards) => Ok(()),
            }
        }
    }
}

async fn shut_down(shards: &Arc<ShardManager>) {
    if tokio::time::timeout(Duration::from_secs(2), shards.shutdown_all()).await.is_err() {
        warn!("the gateway did not close in time");
    }
}

async fn build(settings: &GatewaySettings, edge: &Arc<Edge>) -> serenity::Result<Client> {
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
    ClientBuilder::new_with_http(http, intents).framework(framework(edge)).await
}

/// Whether trying again is pointless.
fn fatal(error: &serenity::Error) -> Option<GatewayFailure> {
    match error {
        serenity::Error::Gateway(GatewayError::InvalidAuthentication) => Some(GatewayFailure::Token),
        serenity::Error::Gateway(GatewayError::DisallowedGatewayIntents) => Some(GatewayFailure::Intents),
        serenity::Error::Gateway(
            error @ (GatewayError::InvalidGatewayIntents
            | GatewayError::InvalidShardData
            | GatewayError::OverloadedShard),
        ) => Some(GatewayFailure::Other(error.to_string())),
        serenity::Error::Http(http) if http.status_code().is_some_and(|status| status.as_u16() == 401) => {
            Some(GatewayFailure::Token)
        }
        _ => None,
    }
}
