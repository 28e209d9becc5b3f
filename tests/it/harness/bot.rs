//! The bot as a child process.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use jules_discord::sim::world::Addresses;
use tokio::process::{Child, Command};

use super::PATIENCE;

/// How the bot is started.
#[derive(Clone)]
pub struct Launch {
    variables: Vec<(String, String)>,
    arguments: Vec<String>,
    log: PathBuf,
}

impl Launch {
    pub fn new(addresses: &Addresses, store: &Path) -> Self {
        let log = store.with_extension("log");
        let launch = Self { variables: vec![], arguments: vec!["run".into()], log };
        launch
            .set("DISCORD_TOKEN", &addresses.discord_token)
            .set("JULES_API_KEY", &addresses.jules_api_key)
            // Everything is logged, so that a secret in it is found; sled's own steps would drown it.
            .set("RUST_LOG", "trace,sled=info")
            .setting("DISCORD__API_URL", &addresses.discord_api_url)
            .setting("DISCORD__GUILDS", &addresses.guild_id)
            .setting("DISCORD__CARD_INTERVAL_MS", "50")
            // What Jules says in a minute comes in seconds here.
            .setting("DISCORD__MESSAGES_AT_ONCE", "1000")
            .setting("JULES__API_URL", &addresses.jules_api_url)
            .setting("JULES__POLL_MIN_MS", "30")
            .setting("JULES__POLL_MAX_MS", "150")
            .setting("JULES__LIST_CALLS_PER_MINUTE", "6000")
            .setting("JULES__SETTLE_MS", "1500")
            .setting("STORE__PATH", &store.display().to_string())
    }

    /// Sets an environment variable.
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.into(), value.into()));
        self
    }

    /// Leaves an environment variable out.
    pub fn unset(mut self, name: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self
    }

    /// Sets a setting, by its name in the environment without the prefix.
    pub fn setting(self, name: &str, value: &str) -> Self {
        self.set(&format!("JULES_DISCORD__{name}"), value)
    }

    /// Replaces `run` by other arguments.
    pub fn arguments(mut self, arguments: &[&str]) -> Self {
        self.arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        self
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jules-discord"));
        command.args(&self.arguments).env_clear().envs(self.variables.iter().cloned()).kill_on_drop(true);
        command
    }

    /// Starts the bot without waiting for anything.
    pub fn start(self) -> Bot {
        let began = std::fs::metadata(&self.log).map_or(0, |log| log.len());
        let log = File::options().append(true).create(true).open(&self.log).unwrap();
        let child = self.command().stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap();
        let is_secret = |name: &str| name == "DISCORD_TOKEN" || name == "JULES_API_KEY";
        let secrets = self.variables.iter().filter(|(name, value)| is_secret(name) && value.len() >= 8);
        let secrets = secrets.map(|(_, value)| value.clone()).collect();
        Bot { child, store: self.log.with_extension(""), began, log: self.log, secrets }
    }

    /// Starts the bot and waits until it listens to the gateway and its commands are known.
    pub async fn run(self) -> Bot {
        let mut bot = self.start();
        bot.wait_for_log(REGISTERED).await;
        bot
    }

    /// Runs to the end: the exit code, and what was printed, as people see it.
    pub async fn output(self) -> (Option<i32>, String) {
        let this = self.unset("RUST_LOG");
        // Giving up on Discord takes the bot half a minute.
        let ended = tokio::time::timeout(PATIENCE * 2, this.command().stdin(Stdio::null()).output()).await;
        let output = ended.expect("it did not end").unwrap();
        let printed = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(printed).unwrap())
    }
}

const REGISTERED: &str = "the commands are registered";

/// A running bot.
pub struct Bot {
    child: Child,
    log: PathBuf,
    /// How long the log was when it began.
    began: u64,
    store: PathBuf,
    secrets: Vec<String>,
}

impl Bot {
    /// Ends it the way a crash does.
    pub async fn kill_9(mut self) {
        self.child.kill().await.unwrap();
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Waits until it is up, so that it hears what it is asked from outside. A signal before that
    /// ends it, as it would any program.
    pub async fn is_up(&mut self) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while self.ended().is_none() && !read_from(&self.log, self.began).contains("app: started") {
            assert!(tokio::time::Instant::now() < deadline, "it does not come up:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id().expect("it has ended already")
    }

    /// Sends it a signal by name: `STOP` freezes it, `CONT` lets it go on.
    pub async fn signal(&self, name: &str) {
        let id = self.id().to_string();
        let sent = Command::new("kill").args([&format!("-{name}"), &id]).status().await.unwrap();
        assert!(sent.success());
    }

    /// Asks it to stop, and checks that it does so in time, cleanly, and without having panicked.
    pub async fn finish(mut self) {
        let status = self.terminate().await;
        let log = read(&self.log);
        assert_eq!(status.code(), Some(0), "{log}");
        assert!(!log.contains("panicked"), "{log}");
        self.has_told_no_secret(&log);
    }

    /// The canaries: no secret is in anything that this bot has written, in whatever life.
    fn has_told_no_secret(&self, log: &str) {
        let kept = files_below(&self.store);
        for secret in &self.secrets {
            assert!(!log.contains(secret.as_str()), "a secret is in the log");
            for file in &kept {
                let held = std::fs::read(file).unwrap_or_default();
                let found = memchr::memmem::find(&held, secret.as_bytes());
                assert!(found.is_none(), "a secret is in {}", file.display());
            }
        }
    }

    /// The audit as it is on the disk.
    pub fn audit(&self) -> String {
        read(&self.store.join("audit.jsonl"))
    }

    /// Sends SIGTERM and waits for the end.
    pub async fn terminate(&mut self) -> ExitStatus {
        self.signal("TERM").await;
        self.end().await
    }

    /// Waits for its end; 10 seconds are what it promises for SIGTERM.
    pub async fn end(&mut self) -> ExitStatus {
        let ended = tokio::time::timeout(Duration::from_secs(10), self.child.wait()).await;
        ended.unwrap_or_else(|_| panic!("it did not stop:\n{}", read(&self.log))).unwrap()
    }

    /// Everything it has logged so far, earlier lives in the same store included.
    pub fn log(&self) -> String {
        read(&self.log)
    }

    /// Waits until this life has logged something.
    async fn wait_for_log(&mut self, text: &str) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while !read_from(&self.log, self.began).contains(text) {
            if let Some(status) = self.child.try_wait().unwrap() {
                panic!("it ended with {status}:\n{}", read(&self.log));
            }
            assert!(tokio::time::Instant::now() < deadline, "no {text:?} in:\n{}", read(&self.log));
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// Every file below a directory, if that is there.
pub fn files_below(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files
}

fn read(log: &Path) -> String {
    std::fs::read_to_string(log).unwrap_or_default()
}

/// What stands in the log after so many bytes.
fn read_from(log: &Path, bytes: u64) -> String {
    let mut text = String::new();
    if let Ok(mut file) = File::open(log) {
        file.seek(SeekFrom::Start(bytes)).unwrap();
        let _ = file.read_to_string(&mut text);
    }
    text
}
