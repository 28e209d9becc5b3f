//! The configuration: `config/default.toml`, then the file named on the command
//! line, then the environment.
//!
//! Everything wrong is found at once and said in one sentence each. What a value
//! means is explained in `config/default.toml`, and only there.

mod access;
mod attention;
mod keys;
mod layers;
mod read;
mod secrets;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serenity::model::id::{ChannelId, GuildId};

pub use access::Access;
pub use attention::Attention;
use layers::Layers;
use read::Reader;
pub use secrets::{Secrets, read_again};

use crate::policy::{KeyRules, Limits, RepoRule};

/// No pause is longer.
const HOUR_MS: u64 = 3_600_000;
/// Nobody waits longer for one answer.
const LONGEST_ANSWER_MS: u64 = 600_000;

/// All settings, checked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `[discord]`
    pub discord: Discord,
    /// `[jules]`
    pub jules: Jules,
    /// `[store]`
    pub store: Store,
    /// `[log]`
    pub log: Log,
    /// `[access]`
    pub access: Access,
    /// `[[repo]]`
    pub repos: Vec<RepoRule>,
    /// `[quota]`
    pub quota: Limits,
    /// `[keys]`
    pub keys: KeyRules,
    /// `[audit]`
    pub audit: Audit,
    /// `[attention]`
    pub attention: Attention,
    /// From the environment.
    pub secrets: Secrets,
    /// What is allowed, but not wise; to be logged at start.
    pub warnings: Vec<String>,
}

/// Where Discord is, and which servers know the commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discord {
    /// Without a slash at its end; `/api/v10` is appended.
    pub api_url: String,
    /// `None`: ask the API.
    pub gateway_url: Option<String>,
    /// Where commands are registered; empty: globally.
    pub guilds: Vec<GuildId>,
    /// Whether the bot leaves servers that are not among these, if there are any.
    pub leave_others: bool,
    /// The least time between two edits of a card that only report progress.
    pub card_interval: Duration,
    /// Messages of one session that a thread takes at once; what comes on top is gathered.
    pub messages_at_once: u16,
    /// How long one request may take.
    pub answer_within: Duration,
    /// How soon our own messages come back over a gateway that is not deaf.
    pub echo_within: Duration,
    /// How often to look for messages that the gateway did not bring.
    pub look_again: Duration,
}

impl Discord {
    /// Whether the API is on this machine, so that nothing else may be reached.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.api_url)
    }
}

/// Whether a URL leads to this machine: `localhost` or a loopback address.
#[must_use]
pub fn is_loopback(url: &str) -> bool {
    reqwest::Url::parse(url).is_ok_and(|url| read::is_loopback(&url))
}

/// Where Jules is, and how often to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jules {
    /// Without a slash at its end.
    pub api_url: String,
    /// The shortest pause between two looks.
    pub poll_min: Duration,
    /// The longest.
    pub poll_max: Duration,
    /// How long an unanswered call may take to show up.
    pub settle: Duration,
    /// How long one request may take.
    pub answer_within: Duration,
    /// The most requests for activities in a minute.
    pub list_calls_per_minute: u32,
    /// The most sessions of one batch at work at the same time.
    pub batch_at_once: usize,
}

/// What survives a restart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// The directory.
    pub path: PathBuf,
    /// The time between two exports of its own; `None` writes none.
    pub export_every: Option<Duration>,
    /// How many of them are kept.
    pub exports_kept: usize,
}

/// Where it is written down who was let do what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// The file.
    pub path: PathBuf,
    /// A channel that is told, too.
    pub channel: Option<ChannelId>,
}

impl Audit {
    /// Only `[audit]`, for whoever reads it without running the bot.
    ///
    /// # Errors
    /// What is wrong with it, and keys that are unknown.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let mut reader = Reader::new(Layers::read(file, &environment()));
        let store = store(&mut reader);
        let audit = audit(&mut reader, &store);
        let problems = reader.into_problems();
        if problems.is_empty() { Ok(audit) } else { Err(ConfigError { problems }) }
    }
}

fn audit(reader: &mut Reader, store: &Store) -> Audit {
    let named = reader.is_set("audit.path").then(|| PathBuf::from(reader.text("audit.path")));
    let channel = reader.is_set("audit.channel").then(|| reader.ids("audit.channel").first().copied()).flatten();
    Audit { path: named.unwrap_or_else(|| store.path.join("audit.jsonl")), channel }
}

/// What is logged, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// How a line looks.
    pub format: LogFormat,
    /// In `tracing`'s language; `RUST_LOG` is in it already. Parses.
    pub filter: String,
}

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one object per line.
    Json,
}

/// Why the configuration was refused: one sentence for each thing to mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError {
    /// Never empty.
    pub problems: Vec<String>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problems.as_slice() {
            [one] => f.write_str(one),
            all => {
                write!(f, "{} things in the configuration need mending:", all.len())?;
                all.iter().try_for_each(|problem| write!(f, "\n- {problem}"))
            }
        }
    }
}

impl Settings {
    /// Reads the configuration of this process; `file` is what `--config` named.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        Self::from_layers(file, &environment())
    }

    /// Reads the configuration with `vars` for the environment.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn from_layers(file: Option<&Path>, vars: &BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let mut reader = Reader::new(Layers::read(file, vars));
        let mut warnings = Vec::new();
        let discord = discord(&mut reader);
        let jules = jules(&mut reader);
        let store = store(&mut reader);
        let log = log(&mut reader, vars);
        let access = access::read(&mut reader, &discord);
        let repos = access::repos(&mut reader, &discord);
        let quota = access::quota(&mut reader);
        let keys = keys::read(&mut reader);
        let audit = audit(&mut reader, &store);
        let attention = attention::read(&mut reader);
        let mut problems = reader.into_problems();
        let mut secret = |name, what| secrets::secret(name, what, vars, &mut problems, &mut warnings);
        let secrets = Secrets {
            discord_token: secret("DISCORD_TOKEN", "the Discord bot's token"),
            jules_api_key: secret("JULES_API_KEY", "the Jules API key"),
            jules_api_key_file: vars.get("JULES_API_KEY_FILE").filter(|path| !path.is_empty()).map(PathBuf::from),
            vault: secrets::vault(vars, &mut problems),
        };
        if !problems.is_empty() {
            return Err(ConfigError { problems });
        }
        Ok(Self { discord, jules, store, log, access, repos, quota, keys, audit, attention, secrets, warnings })
    }
}

impl Log {
    /// Only `[log]`, for what runs without secrets: the simulators, the demo's stage.
    ///
    /// # Errors
    /// What is wrong with `[log]`, and keys that are unknown.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let vars = environment();
        let mut reader = Reader::new(Layers::read(file, &vars));
        let log = log(&mut reader, &vars);
        let problems = reader.into_problems();
        if problems.is_empty() { Ok(log) } else { Err(ConfigError { problems }) }
    }
}

impl Store {
    /// Only `[store]`, for what works on the store alone, and `[log]`: neither needs a secret.
    ///
    /// # Errors
    /// What is wrong with these two, and keys that are unknown.
    pub fn load(file: Option<&Path>) -> Result<(Self, Log), ConfigError> {
        let vars = environment();
        let mut reader = Reader::new(Layers::read(file, &vars));
        let read = (store(&mut reader), log(&mut reader, &vars));
        let problems = reader.into_problems();
        if problems.is_empty() { Ok(read) } else { Err(ConfigError { problems }) }
    }
}

/// This process's environment. What is not Unicode stays in, so that it is refused
/// rather than overlooked.
fn environment() -> BTreeMap<String, String> {
    let lossy = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
    std::env::vars_os().map(|(name, value)| (lossy(name), lossy(value))).collect()
}

fn discord(reader: &mut Reader) -> Discord {
    let api_url = reader.url("discord.api_url", ["https", "http"]);
    if let Some(end) = api_url.find("/api") {
        let shorter = &api_url[..end];
        reader.refuse("discord.api_url", &format!("must be without /api, which the bot appends: {shorter}"));
    }
    let named = reader.is_set("discord.gateway_url");
    let gateway_url = named.then(|| reader.url("discord.gateway_url", ["wss", "ws"]));
    if is_loopback(&api_url) && gateway_url.as_deref().is_some_and(|url| !url.is_empty() && !is_loopback(url)) {
        reader.refuse("discord.gateway_url", "must be on this machine as long as discord.api_url is");
    }
    let card_interval = reader.millis("discord.card_interval_ms", HOUR_MS).unwrap_or_default();
    let messages_at_once = reader.count("discord.messages_at_once", 1_000).unwrap_or_default();
    let messages_at_once = u16::try_from(messages_at_once).unwrap_or(u16::MAX);
    Discord {
        api_url,
        gateway_url,
        guilds: reader.ids("discord.guilds"),
        leave_others: reader.flag("discord.leave_others"),
        card_interval,
        messages_at_once,
        answer_within: reader.millis("discord.answer_within_ms", LONGEST_ANSWER_MS).unwrap_or_default(),
        echo_within: reader.millis("discord.echo_within_ms", HOUR_MS).unwrap_or_default(),
        look_again: reader.millis("discord.look_again_ms", HOUR_MS).unwrap_or_default(),
    }
}

fn jules(reader: &mut Reader) -> Jules {
    let api_url = reader.url("jules.api_url", ["https", "http"]);
    let poll_min = reader.millis("jules.poll_min_ms", HOUR_MS);
    let poll_max = reader.millis("jules.poll_max_ms", HOUR_MS);
    if let (Some(min), Some(max)) = (poll_min, poll_max)
        && min > max
    {
        let max = max.as_millis();
        reader.refuse("jules.poll_min_ms", &format!("must not be above jules.poll_max_ms, which is {max}"));
    }
    let settle = reader.millis("jules.settle_ms", LONGEST_ANSWER_MS);
    let [poll_min, poll_max, settle] = [poll_min, poll_max, settle].map(Option::unwrap_or_default);
    let list_calls_per_minute = reader.count("jules.list_calls_per_minute", 100_000).unwrap_or_default();
    let batch_at_once = reader.count("jules.batch_at_once", 20).unwrap_or_default() as usize;
    let answer_within = reader.millis("jules.answer_within_ms", LONGEST_ANSWER_MS).unwrap_or_default();
    Jules { api_url, poll_min, poll_max, settle, answer_within, list_calls_per_minute, batch_at_once }
}

fn store(reader: &mut Reader) -> Store {
    let hours = reader.at_most("store.export_every_hours", 8_760).unwrap_or_default();
    Store {
        path: PathBuf::from(reader.text("store.path")),
        export_every: (hours > 0).then(|| Duration::from_hours(hours)),
        exports_kept: reader.count("store.exports_kept", 1_000).unwrap_or_default() as usize,
    }
}

fn log(reader: &mut Reader, vars: &BTreeMap<String, String>) -> Log {
    let format = reader.choice("log.format", &[("text", LogFormat::Text), ("json", LogFormat::Json)]);
    let configured = reader.text("log.filter");
    let rust_log = vars.get("RUST_LOG").filter(|filter| !filter.is_empty());
    let filter = rust_log.cloned().unwrap_or(configured);
    if tracing_subscriber::EnvFilter::try_new(&filter).is_err() {
        let must = "must be a log filter such as \"info,serenity=error\"";
        match rust_log {
            Some(_) => reader.complain(format!("RUST_LOG = {filter:?} {must}.")),
            None => reader.refuse("log.filter", must),
        }
    }
    Log { format: format.unwrap_or(LogFormat::Text), filter }
}
