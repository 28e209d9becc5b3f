//! The real binary in a simulated world. Waits are for something visible, never for a
//! duration, and a wait that runs out prints what the thread shows.

mod account;
mod attempt;
mod bot;
mod browser;
mod control;
mod life;
mod player;
mod robot;
mod show;
mod wall;

use std::path::PathBuf;
use std::time::Duration;

use jules_discord::sim::discord::Settings;
use jules_discord::sim::world::{World, WorldSettings};

pub use account::Account;
pub use attempt::THREATS;
pub use bot::{Bot, Launch, files_below};
pub use browser::Browser;
pub use control::Control;
pub use life::{Life, Line};
pub use player::{Player, Thread, eventually};
pub use robot::Robot;
pub use show::{Show, runs};
pub use wall::WallClock;

/// The longest that anything visible may take.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Discord's limits on a clock that runs ten times as fast: kept, but not waited for.
const RATE_LIMITS: f64 = 0.1;

/// A world, and a place for the bot's store.
pub struct Stage {
    pub world: World,
    store: tempfile::TempDir,
}

impl Stage {
    /// A world that plays a scenario so many times faster than life.
    pub async fn new(scenario: &str, speed: f64) -> Self {
        // Discord would let some carelessness pass; we do not.
        let discord = Settings { strict: true, rate_limits: RATE_LIMITS, ..Settings::default() };
        Self::of(WorldSettings { scenario: scenario.into(), speed, discord, ..WorldSettings::default() }).await
    }

    /// Any world.
    pub async fn of(settings: WorldSettings) -> Self {
        Self { world: World::start(settings).await.unwrap(), store: tempfile::tempdir().unwrap() }
    }

    /// A world of repositories, each with its branches, the first being the default.
    pub async fn with_repositories(repositories: &[(&str, Vec<String>)], steps: &str, speed: f64) -> Self {
        let mut lines = vec!["about = \"Made by a test.\"".to_owned()];
        for (slug, branches) in repositories {
            let (owner, repo) = slug.split_once('/').unwrap();
            let first = &branches[0];
            lines.push(format!("[[sources]]\nowner = {owner:?}\nrepo = {repo:?}\ndefault_branch = {first:?}"));
            lines.push(format!("branches = {branches:?}"));
        }
        lines.push(format!("[[scripts]]\nname = \"made\"\nsteps = [{steps}]"));
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("made.toml");
        std::fs::write(&path, lines.join("\n")).unwrap();
        Self::new(path.to_str().unwrap(), speed).await
    }

    /// The same world, and a bot that remembers nothing.
    pub fn with_another_store(mut self) -> Self {
        self.store = tempfile::tempdir().unwrap();
        self
    }

    /// What the bot is told by default: where the world is, and to hurry.
    pub fn launch(&self) -> Launch {
        Launch::new(&self.world.addresses(), &self.store_path())
    }

    /// Where the bot's store is.
    pub fn store(&self) -> std::path::PathBuf {
        self.store.path().join("store")
    }

    /// Whether the bot's store has been made.
    pub fn store_exists(&self) -> bool {
        self.store_path().exists()
    }

    /// Where the bot's store is, or will be.
    pub fn store_path(&self) -> PathBuf {
        self.store.path().join("store")
    }

    /// Starts the bot and waits until it listens.
    pub async fn bot(&self) -> Bot {
        self.launch().run().await
    }

    /// Somebody in the guild.
    pub fn player(&self, name: &str) -> Player<'_> {
        Player::new(self, name)
    }

    /// The channel everybody starts in.
    pub fn channel(&self) -> u64 {
        self.world.discord().channel_id()
    }

    /// The control API, for what has no verb in this process.
    pub fn control(&self) -> Control {
        Control::new(&self.world.addresses().control_url)
    }

    /// Everything that was asked of Jules and is not just reading, as `POST /v1alpha/sessions`.
    pub fn changes_at_jules(&self) -> Vec<String> {
        let calls = self.world.jules().calls();
        let changing = calls.iter().filter(|call| call.method != "GET");
        changing.map(|call| format!("{} {}", call.method, call.path)).collect()
    }

    /// Calls of one method to Jules whose path ends like this, that had their effect or not.
    pub fn jules_calls(&self, method: &str, ending: &str) -> usize {
        let calls = serde_json::to_value(self.world.jules().calls()).unwrap();
        let fits = |call: &&serde_json::Value| {
            call["method"] == method && call["path"].as_str().is_some_and(|path| path.ends_with(ending))
        };
        calls.as_array().unwrap().iter().filter(fits).count()
    }
}

/// The canaries: at the end of every story no secret is in anything that Discord or Jules was sent.
impl Drop for Stage {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let addresses = self.world.addresses();
        let sent = [
            serde_json::to_string(&self.world.discord().calls()).unwrap(),
            serde_json::to_string(&self.world.jules().calls()).unwrap(),
            serde_json::to_string(&self.world.jules().sessions()).unwrap(),
        ];
        // One that was revoked is not among them.
        let secrets =
            [&addresses.discord_token, &addresses.jules_api_key].into_iter().filter(|secret| !secret.is_empty());
        for secret in secrets {
            assert!(!sent.iter().any(|sent| sent.contains(secret.as_str())), "a secret is in a body");
        }
    }
}
