//! Keeps the bot connected to the gateway: opens a client, watches its pulse, replaces it when
//! it is ill, and knows when trying again is pointless. The relay needs none of this and goes on.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use secrecy::SecretString;
use serenity::gateway::GatewayError;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use super::Edge;
use super::connection::Connection;
use super::identifies::Identifies;
use super::pulse::Ailment;
use crate::{config, telemetry};

/// How the gateway is reached.
#[derive(Debug, Clone)]
pub struct GatewaySettings {
    /// Discord's base address, without `/api/v10`.
    pub api_url: String,
    /// The gateway's address; `None` asks the API.
    pub gateway_url: Option<String>,
    /// The bot's token.
    pub token: SecretString,
    /// How soon our own posts come back over a connection that is not deaf.
    pub echo_within: Duration,
    /// Where the number of identifies is kept.
    pub identifies: PathBuf,
}

/// Why the gateway is closed to us.
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
    /// The bot is in more servers than one connection may serve.
    #[error(
        "Discord wants this bot to split its gateway connection (close code 4011): it is in more than 2,500 servers, \
         and it is made for one connection. Remove it from servers that do not use it."
    )]
    TooManyGuilds,
    /// Anything else that will not get better by itself.
    #[error("Discord refuses the gateway connection: {0}")]
    Other(String),
    /// It is connected and hears nothing, however often that is tried. A new process may.
    #[error("the gateway is connected and brings nothing, {0} times in a row; a restart may help")]
    Deaf(u32),
}

/// Identifies that are left alone, for people who mend things.
const IDENTIFY_RESERVE: u32 = 5;
/// Pauses between attempts; identifies are a limited good (1,000 a day).
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// A connection that held this long starts the pauses anew.
const STEADY: Duration = Duration::from_mins(1);
/// Clients in a row that got ready and then heard nothing; after that the process is replaced.
const DEAF_IN_A_ROW: u32 = 3;
/// What a client that never got ready may have spent besides: serenity tries every five seconds.
const IDENTIFIES_UNSEEN: u32 = 2;

/// The running gateway.
pub struct Bot {
    task: JoinHandle<Result<(), GatewayFailure>>,
}

impl Bot {
    /// Connects, and stays so. `stop` ends it, and is cancelled by it when it ends by itself:
    /// without a gateway there is no bot.
    #[must_use]
    pub fn start(settings: GatewaySettings, edge: Arc<Edge>, stop: CancellationToken) -> Self {
        let task = tokio::spawn(async move {
            let identifies = Identifies::load(settings.identifies.clone());
            let result = Keeper { settings, edge, stop: stop.clone(), identifies, deaf: 0 }.keep_connected().await;
            stop.cancel();
            result
        });
        Self { task }
    }

    /// Waits for it to end.
    ///
    /// # Errors
    /// Why it ended, if nobody asked it to.
    pub async fn join(self) -> Result<(), GatewayFailure> {
        self.task.await.unwrap_or_else(|_| Err(GatewayFailure::Other("its task panicked".into())))
    }
}

struct Keeper {
    settings: GatewaySettings,
    edge: Arc<Edge>,
    stop: CancellationToken,
    identifies: Identifies,
    /// Clients in a row that were deaf.
    deaf: u32,
}

impl Keeper {
    async fn keep_connected(mut self) -> Result<(), GatewayFailure> {
        let mut pause = FIRST_PAUSE;
        while !self.stop.is_cancelled() {
            let began = Instant::now();
            self.connect().await?;
            if began.elapsed() > STEADY {
                pause = FIRST_PAUSE;
            }
            tokio::select! {
                () = self.stop.cancelled() => {}
                () = tokio::time::sleep(pause) => pause = (pause * 2).min(LONGEST_PAUSE),
            }
        }
        Ok(())
    }

    /// One client, from building it to its end.
    async fn connect(&mut self) -> Result<(), GatewayFailure> {
        let Some(url) = self.url().await else { return Ok(()) };
        let wait = self.identifies.wait();
        if !wait.is_zero() {
            error!(wait_s = wait.as_secs(), "the gateway was identified to too often; waiting");
            tokio::select! {
                () = self.stop.cancelled() => return Ok(()),
                () = tokio::time::sleep(wait) => {}
            }
        }
        // Noted before: nobody knows how this process ends.
        self.identifies.spend(1);
        self.edge.pulse.begin();
        let mut connection = Connection::open(&self.settings, url, &self.edge)
            .map_err(|error| GatewayFailure::Other(format!("its thread could not be started: {error}")))?;
        let ended = tokio::select! {
            result = connection.ended() => Some(result),
            ailment = watch(&self.edge, self.settings.echo_within) => {
                self.give_up(ailment, connection).await?;
                None
            }
            () = self.stop.cancelled() => {
                connection.close().await;
                return Ok(());
            }
        };
        let readies = self.edge.pulse.readies();
        self.identifies.spend(if readies == 0 { IDENTIFIES_UNSEEN } else { readies - 1 });
        if let Some(failure) = overheard() {
            return Err(failure);
        }
        match ended {
            Some(Err(error)) => {
                // Display only: Debug may print payloads.
                warn!(%error, "the gateway connection failed");
                fatal(&error).map_or(Ok(()), Err)
            }
            Some(Ok(())) | None => Ok(()),
        }
    }

    /// Replaces a client that is ill; ends the process when that does not help.
    async fn give_up(&mut self, ailment: Ailment, connection: Connection) -> Result<(), GatewayFailure> {
        warn!(?ailment, "the gateway connection is ill; making a new one");
        let left_behind = !connection.close().await;
        if left_behind {
            warn!("the old connection does not react; its thread is left behind");
        }
        // An outage is no illness: nothing but patience helps against it.
        let deaf = ailment == Ailment::Deaf || (ailment == Ailment::Frozen && left_behind);
        self.deaf = match (deaf, self.edge.pulse.has_heard()) {
            (true, true) => 1,
            (true, false) => self.deaf + 1,
            (false, _) => self.deaf,
        };
        if self.deaf >= DEAF_IN_A_ROW { Err(GatewayFailure::Deaf(self.deaf)) } else { Ok(()) }
    }

    async fn url(&self) -> Option<String> {
        let url = match &self.settings.gateway_url {
            Some(url) => url.clone(),
            None => match self.stop.run_until_cancelled(self.edge.writer.gateway()).await? {
                Ok(gateway) if gateway.session_start_limit.remaining < IDENTIFY_RESERVE => {
                    error!(
                        remaining = gateway.session_start_limit.remaining,
                        "hardly any gateway identifies are left for today; waiting, because using them up resets the \
                         token"
                    );
                    return None;
                }
                Ok(gateway) => gateway.url,
                Err(error) => {
                    warn!(%error, "Discord does not say where its gateway is");
                    return None;
                }
            },
        };
        if config::is_loopback(&self.settings.api_url) && !config::is_loopback(&url) {
            error!(url, "the API is on this machine and its gateway is not; refusing to leave the machine");
            return None;
        }
        Some(url)
    }
}

/// Waits until something is wrong with the connection.
async fn watch(edge: &Edge, limit: Duration) -> Ailment {
    let every = limit / 10;
    let mut posted = edge.writer.posted();
    let mut looked = Instant::now();
    loop {
        tokio::select! {
            // What was missed of a burst is not needed as evidence.
            message = posted.recv() => if let Ok(message) = message { edge.pulse.posted(message) },
            () = tokio::time::sleep(every.saturating_sub(looked.elapsed())) => {
                // Stopped and continued, or suspended: what we did not do says nothing.
                if looked.elapsed() > limit / 2 {
                    info!("this process was not running for a while");
                    edge.pulse.slept();
                }
                looked = Instant::now();
                // serenity goes on with a socket that Discord has closed for good.
                if let Some(ailment) = edge.pulse.ailment(limit) {
                    return ailment;
                }
                if telemetry::overheard().is_some() {
                    return Ailment::NotReady;
                }
            }
        }
    }
}

/// A refusal that serenity only mentions in its log.
fn overheard() -> Option<GatewayFailure> {
    telemetry::overheard().map(|refusal| match refusal {
        telemetry::Refusal::TooManyGuilds => GatewayFailure::TooManyGuilds,
        telemetry::Refusal::Shard => GatewayFailure::Other("it calls our shard invalid (close code 4010)".into()),
    })
}

/// Whether trying again is pointless.
fn fatal(error: &serenity::Error) -> Option<GatewayFailure> {
    match error {
        serenity::Error::Gateway(GatewayError::InvalidAuthentication) => Some(GatewayFailure::Token),
        serenity::Error::Gateway(GatewayError::DisallowedGatewayIntents) => Some(GatewayFailure::Intents),
        serenity::Error::Gateway(GatewayError::OverloadedShard) => Some(GatewayFailure::TooManyGuilds),
        serenity::Error::Gateway(error @ (GatewayError::InvalidGatewayIntents | GatewayError::InvalidShardData)) => {
            Some(GatewayFailure::Other(error.to_string()))
        }
        serenity::Error::Http(http) if http.status_code().is_some_and(|status| status.as_u16() == 401) => {
            Some(GatewayFailure::Token)
        }
        _ => None,
    }
}
