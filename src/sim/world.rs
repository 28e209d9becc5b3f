//! The whole outside world: a Discord and a Jules, started together.

use std::io;

use serde::Serialize;

use super::discord::{self, Discord};
use super::jules::{self, Jules};
use super::scenario::Scenario;

/// What a world starts with.
#[derive(Debug, Clone)]
pub struct WorldSettings {
    /// Port of Discord on 127.0.0.1; 0 = a free one.
    pub discord_port: u16,
    /// Port of Jules on 127.0.0.1; 0 = a free one.
    pub jules_port: u16,
    /// A compiled-in scenario's name or a file's path.
    pub scenario: String,
    /// How many times faster than real Jules' sessions go.
    pub speed: f64,
    /// Everything else about Discord; its port and extra routes are set from here.
    pub discord: discord::Settings,
}

impl Default for WorldSettings {
    fn default() -> Self {
        Self {
            discord_port: 0,
            jules_port: 0,
            scenario: "tour".into(),
            speed: 1.0,
            discord: discord::Settings::default(),
        }
    }
}

/// Why a world did not start.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// The scenario cannot be read; the text says where.
    #[error("{0}")]
    Scenario(String),
    /// A port cannot be had.
    #[error("The simulated {service} cannot listen on port {port} of 127.0.0.1: {source}.")]
    Port {
        /// `Discord` or `Jules`.
        service: &'static str,
        /// The port asked for.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
}

/// Where everything is, and the secrets to get in: what `jules-discord sim` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Addresses {
    /// Without `/api/v10`, which clients append.
    pub discord_api_url: String,
    /// `ws://…/gateway`
    pub gateway_url: String,
    /// Jules' base URL with its version.
    pub jules_api_url: String,
    /// `http://…/control`; Jules' part is under `/control/jules`.
    pub control_url: String,
    /// The bot's token, without `Bot `.
    pub discord_token: String,
    /// Jules' key.
    pub jules_api_key: String,
    /// The guild.
    pub guild_id: String,
    /// Its channel `#dev`.
    pub channel_id: String,
}

/// A running world.
#[derive(Debug)]
pub struct World {
    discord: discord::Server,
    jules: jules::Server,
}

impl World {
    /// Starts both services.
    ///
    /// # Errors
    /// When the scenario cannot be read or a port cannot be had.
    pub async fn start(settings: WorldSettings) -> Result<Self, WorldError> {
        let scenario = Scenario::load(&settings.scenario).map_err(WorldError::Scenario)?;
        let port = settings.jules_port;
        let jules = jules::Server::start(jules::Settings { port, scenario, speed: settings.speed })
            .await
            .map_err(|source| WorldError::Port { service: "Jules", port, source })?;
        let port = settings.discord_port;
        let extra_control = Some(jules::control_router(jules.handle()));
        let discord = discord::Server::start(discord::Settings { port, extra_control, ..settings.discord })
            .await
            .map_err(|source| WorldError::Port { service: "Discord", port, source })?;
        Ok(Self { discord, jules })
    }

    /// The Discord.
    #[must_use]
    pub fn discord(&self) -> Discord {
        self.discord.handle()
    }

    /// The Jules.
    #[must_use]
    pub fn jules(&self) -> Jules {
        self.jules.handle()
    }

    /// Where everything is.
    #[must_use]
    pub fn addresses(&self) -> Addresses {
        let (discord, jules) = (self.discord(), self.jules());
        Addresses {
            discord_api_url: discord.api_url(),
            gateway_url: discord.gateway_url(),
            jules_api_url: jules.api_url(),
            control_url: discord.control_url(),
            discord_token: discord.token(),
            jules_api_key: jules.api_key(),
            guild_id: discord.guild_id().to_string(),
            channel_id: discord.channel_id().to_string(),
        }
    }

    /// Stops both and waits for their tasks.
    pub async fn stop(self) {
        self.discord.stop().await;
        self.jules.stop().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_world_has_both_services_and_one_control_address() {
        let world = World::start(WorldSettings::default()).await.unwrap();
        let addresses = world.addresses();
        let printed = serde_json::to_value(&addresses).unwrap();
        assert_eq!(printed.as_object().unwrap().len(), 8);
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        for path in ["/world", "/jules/counters", "/channels/dev/messages"] {
            let reply = http.get(format!("{}{path}", addresses.control_url)).send().await.unwrap();
            assert_eq!(reply.status(), 200, "{path}");
        }
        let taken = addresses.discord_api_url.rsplit(':').next().unwrap().parse().unwrap();
        let second = World::start(WorldSettings { discord_port: taken, ..WorldSettings::default() }).await;
        assert!(second.unwrap_err().to_string().starts_with("The simulated Discord cannot listen on port"));
        world.stop().await;
        assert!(http.get(addresses.discord_api_url).send().await.is_err());
    }

    #[tokio::test]
    async fn an_unknown_scenario_is_named() {
        let settings = WorldSettings { scenario: "nonesuch".into(), ..WorldSettings::default() };
        assert!(World::start(settings).await.unwrap_err().to_string().contains("nonesuch"));
    }
}
