//! Where the examples play: at the real Jules where there is a key for it, else at
//! one that is simulated on this machine.

use std::env;
use std::time::Duration;

use jules_discord::jules::model::SourceName;
use jules_discord::jules::{Jules, NewSession, Settings};
use jules_discord::sim::jules::{Server, Settings as Simulated};
use jules_discord::sim::scenario::Scenario;

/// A client, and what its tasks are about.
pub struct Stage {
    pub jules: Jules,
    /// `owner/repo`, from the command line; none for sessions without a repository.
    repo: Option<String>,
    /// Serves as long as it lives.
    _simulated: Option<Server>,
}

impl Stage {
    /// With `JULES_API_KEY` set, the real Jules (or whatever is at `JULES_API_URL`)
    /// and the repository `owner/repo` that the command line names.
    pub async fn set() -> anyhow::Result<Self> {
        let Ok(key) = env::var("JULES_API_KEY") else { return Self::simulated().await };
        let mut settings = Settings::new(key);
        if let Ok(url) = env::var("JULES_API_URL") {
            settings.api_url = url;
        }
        Ok(Self { jules: Jules::new(settings)?, repo: env::args().nth(1), _simulated: None })
    }

    async fn simulated() -> anyhow::Result<Self> {
        println!("(A simulated Jules on this machine. Set JULES_API_KEY for the real one.)\n");
        let scenario = Scenario::load("pair").map_err(anyhow::Error::msg)?;
        let server = Server::start(Simulated { port: 0, scenario, speed: 5.0 }).await?;
        let settings = Settings {
            api_url: server.handle().api_url(),
            // It lives five times as fast, so we look five times as often.
            poll_min: Duration::from_millis(400),
            overlap: Duration::from_millis(800),
            ..Settings::new(server.handle().api_key())
        };
        Ok(Self { jules: Jules::new(settings)?, repo: Some("acme/todo".to_owned()), _simulated: Some(server) })
    }

    /// A task on the repository, if there is one.
    pub fn task(&self, prompt: &str) -> NewSession {
        let task = NewSession::new(prompt);
        match &self.repo {
            Some(repo) => task.on(SourceName(format!("sources/github/{repo}")), "main"),
            None => task,
        }
    }
}
