//! A scene: a simulated world, the bot in it, and what can be asked of both afterwards.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use chrono::{DateTime, Utc};
use jules_discord::sim::discord::Settings;
use jules_discord::sim::jules::Operation;
use jules_discord::sim::people::Person;
use jules_discord::sim::world::{World, WorldSettings};
use serde_json::{Value, json};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};

use crate::usage::{self, Usage};

/// The longest that anything may take to begin.
const PATIENCE: Duration = Duration::from_mins(2);

/// A world, and a bot in it.
pub struct Scene {
    pub world: World,
    home: tempfile::TempDir,
    bot: Option<Child>,
}

/// What a session said, or planned, and when.
#[derive(Clone, Debug)]
pub struct Said {
    /// In whole: a message's words, or nothing for a plan.
    pub words: String,
    /// When it was made.
    pub made: DateTime<Utc>,
    /// When a list first showed it to the bot.
    pub shown: DateTime<Utc>,
}

impl Scene {
    /// A world that plays a scenario at the real pace; `limits` stretches Discord's rate limits, 0 lifts them.
    pub async fn new(scenario: &str, limits: f64) -> Result<Self> {
        let home = tempfile::tempdir()?;
        let path = home.path().join("scenario.toml");
        std::fs::write(&path, scenario)?;
        let discord = Settings { strict: true, rate_limits: limits, ..Settings::default() };
        let scenario = path.display().to_string();
        let world = World::start(WorldSettings { scenario, discord, ..WorldSettings::default() }).await?;
        Ok(Self { world, home, bot: None })
    }

    /// Starts the bot, with settings beyond its defaults, and waits until its commands are known.
    pub async fn launch(&mut self, settings: &[(&str, &str)]) -> Result<()> {
        let addresses = self.world.addresses();
        let log = std::fs::File::options().create(true).append(true).open(self.home.path().join("log"))?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_jules-discord"));
        command.arg("run").env_clear().kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        command.env("DISCORD_TOKEN", &addresses.discord_token).env("JULES_API_KEY", &addresses.jules_api_key);
        let store = self.store().display().to_string();
        let given = [
            ("QUOTA__USER_PER_DAY", "0"),
            ("QUOTA__PER_DAY", "0"),
            ("DISCORD__API_URL", addresses.discord_api_url.as_str()),
            ("DISCORD__GUILDS", addresses.guild_id.as_str()),
            ("JULES__API_URL", addresses.jules_api_url.as_str()),
            ("STORE__PATH", store.as_str()),
        ];
        for (name, value) in given.iter().chain(settings) {
            command.env(format!("JULES_DISCORD__{name}"), value);
        }
        let known = self.log().matches(REGISTERED).count();
        self.bot = Some(command.spawn()?);
        let end = Instant::now() + PATIENCE;
        while self.log().matches(REGISTERED).count() == known {
            if Instant::now() > end {
                bail!("the bot did not start:\n{}", self.log());
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Where the bot's store is.
    pub fn store(&self) -> PathBuf {
        self.home.path().join("store")
    }

    /// Asks the bot to stop, and waits for its end.
    pub async fn leave(&mut self) -> Result<()> {
        let Some(mut bot) = self.bot.take() else { return Ok(()) };
        let id = bot.id().context("the bot has ended")?.to_string();
        Command::new("kill").args(["-TERM", &id]).status().await?;
        let status = timeout(Duration::from_secs(20), bot.wait()).await.context("the bot does not stop")??;
        if status.success() { Ok(()) } else { bail!("the bot ended with {status}:\n{}", self.log()) }
    }

    /// Everything it logged.
    fn log(&self) -> String {
        std::fs::read_to_string(self.home.path().join("log")).unwrap_or_default()
    }

    fn process(&self) -> Result<u32> {
        self.bot.as_ref().and_then(Child::id).context("the bot has ended")
    }

    /// What it has used so far.
    pub fn usage(&self) -> Result<Usage> {
        Usage::of(self.process()?)
    }

    /// From now on [`Usage::rss_max`] counts anew.
    pub fn forget_rss_max(&self) -> Result<()> {
        usage::forget_rss_max(self.process()?);
        Ok(())
    }

    fn ada(&self) -> Result<Person> {
        Ok(self.world.discord().person("ada").map_err(refused)?.patient(PATIENCE))
    }

    /// Ada uses a command in the channel; the thread it opened.
    pub async fn opens(&self, command: &str, options: Value) -> Result<u64> {
        let outcome =
            self.ada()?.command(self.world.discord().channel_id(), command, options).await.map_err(refused)?;
        let text = outcome.text();
        let id = text.split("<#").nth(1).and_then(|rest| rest.split('>').next()).and_then(|id| id.parse().ok());
        id.with_context(|| format!("no thread in {outcome:?}"))
    }

    /// Ada starts a session without approval; its thread.
    pub async fn runs(&self, prompt: &str) -> Result<u64> {
        self.opens("jules run", json!({ "prompt": prompt, "repo": "acme/todo" })).await
    }

    /// Ada starts a session whose plan she wants to see; its thread.
    pub async fn starts(&self, prompt: &str) -> Result<u64> {
        self.opens("jules start", json!({ "prompt": prompt, "repo": "acme/todo" })).await
    }

    /// Ada opens a thread for a session that exists.
    pub async fn attaches(&self, session: &str) -> Result<u64> {
        self.opens("jules attach", json!({ "session": session, "history": "none" })).await
    }

    /// A session that has a past, an activity every `apart`.
    pub fn session(&self, prompt: &str, past: usize, apart: Duration) -> String {
        self.world.jules().in_the_middle("", prompt, past, apart)
    }

    /// What the bot posted in a thread, oldest first.
    pub fn posts(&self, thread: u64) -> Result<Vec<Value>> {
        let (me, all) = (self.world.discord().bot_id().to_string(), self.ada()?.view(thread));
        Ok(all.into_iter().filter(|message| message["author"]["id"] == me.as_str()).collect())
    }

    /// The session whose prompt is this, once it is there.
    pub async fn session_of(&self, prompt: &str) -> Result<String> {
        let find = || {
            let all = self.world.jules().sessions();
            let mut all = all.iter();
            let found = all.find(|session| session["prompt"].as_str().is_some_and(|text| text.contains(prompt)));
            found.and_then(|session| session["id"].as_str()).map(str::to_owned)
        };
        self.until(PATIENCE, |_| Ok(find().is_some())).await?;
        find().context("no such session")
    }

    /// What sessions said to people, or planned, and when the bot could first see it.
    pub fn said(&self, sessions: &[String], event: &str) -> HashMap<String, Vec<Said>> {
        let mut lists: HashMap<String, Vec<DateTime<Utc>>> = HashMap::new();
        for call in self.world.jules().calls() {
            if call.operation == Some(Operation::ListActivities)
                && call.status == Some(200)
                && let (Some(session), Some(at)) = (call.session, time(&call.at))
            {
                lists.entry(session).or_default().push(at);
            }
        }
        let none = Vec::new();
        let of = |session: &String| {
            let lists = lists.get(session).unwrap_or(&none);
            let said = |activity: &Value| {
                let made = time(activity["createTime"].as_str()?)?;
                let shown = *lists.get(lists.partition_point(|at| *at < made))?;
                let words = activity.get(event)?["agentMessage"].as_str().unwrap_or_default().to_owned();
                Some(Said { words, made, shown })
            };
            (session.clone(), self.world.jules().activities(session).iter().filter_map(said).collect())
        };
        sessions.iter().map(of).collect()
    }

    /// What the bot posted in a thread from a moment on.
    pub fn posts_since(&self, thread: u64, since: DateTime<Utc>) -> Result<Vec<Value>> {
        Ok(self.posts(thread)?.into_iter().filter(|post| posted(post).is_some_and(|at| at >= since)).collect())
    }

    /// How many activities a session had between two moments.
    pub fn made(&self, session: &str, since: DateTime<Utc>, until: DateTime<Utc>) -> usize {
        let all = self.world.jules().activities(session);
        let times = all.iter().filter_map(|one| time(one["createTime"].as_str()?));
        times.filter(|at| (since..until).contains(at)).count()
    }

    /// How many activities there are in all sessions.
    pub fn spoken(&self) -> usize {
        let jules = self.world.jules();
        let count = |session: &Value| session["id"].as_str().map_or(0, |id| jules.activities(id).len());
        jules.sessions().iter().map(count).sum()
    }

    /// Calls to Discord so far.
    pub fn calls(&self) -> u64 {
        self.world.discord().calls().last().and_then(|call| call["n"].as_u64()).map_or(0, |last| last + 1)
    }

    /// How many of the newest 20,000 were refused with 429.
    pub fn refused(&self) -> u64 {
        self.world.discord().calls().iter().map(|call| u64::from(call["status"] == 429)).sum()
    }

    /// A thread of Ada's own.
    pub fn thread(&self, name: &str) -> Result<u64> {
        self.ada()?.open_thread(self.world.discord().channel_id(), name, None, false).map_err(refused)
    }

    /// One that was archived.
    pub fn old_thread(&self, name: &str) -> Result<u64> {
        let thread = self.thread(name)?;
        self.ada()?.archive(thread, true).map_err(refused)?;
        Ok(thread)
    }

    /// Waits until something holds.
    pub async fn until(&self, limit: Duration, mut holds: impl FnMut(&Self) -> Result<bool>) -> Result<()> {
        let end = Instant::now() + limit;
        while !holds(self)? {
            if Instant::now() > end {
                bail!("it did not happen in {limit:?}; the bot logged\n{}", self.log());
            }
            sleep(Duration::from_millis(25)).await;
        }
        Ok(())
    }
}

const REGISTERED: &str = "the commands are registered";

#[expect(clippy::needless_pass_by_value, reason = "as map_err hands it over")]
fn refused(why: jules_discord::sim::people::Refused) -> anyhow::Error {
    anyhow!("{}", why.reason)
}

/// A moment as both services write it.
pub fn time(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}

/// When a message was posted: its id knows it to the millisecond.
pub fn posted(message: &Value) -> Option<DateTime<Utc>> {
    let id: u64 = message["id"].as_str()?.parse().ok()?;
    DateTime::from_timestamp_millis(i64::try_from((id >> 22) + 1_420_070_400_000).ok()?)
}

/// Seconds from one moment to another.
pub fn seconds(from: DateTime<Utc>, to: DateTime<Utc>) -> f64 {
    (to - from).num_microseconds().unwrap_or_default() as f64 / 1e6
}

/// From what was said to the posts that show it: seconds since a list showed it, and since it was
/// made, both sorted; and how many are not there.
pub fn delays(said: &[Said], posts: &[Value], since: DateTime<Utc>) -> (Vec<f64>, Vec<f64>, usize) {
    let (mut overhead, mut whole, mut missing) = (Vec::new(), Vec::new(), 0);
    let mut posts = posts.iter();
    for one in said.iter().filter(|one| one.made >= since) {
        let start = one.words.split('.').next().unwrap_or_default();
        let fits = |post: &&Value| post["content"].as_str().is_some_and(|text| text.starts_with(&format!("{start}.")));
        match posts.find(fits).and_then(posted) {
            Some(at) => {
                overhead.push(seconds(one.shown, at));
                whole.push(seconds(one.made, at));
            }
            None => missing += 1,
        }
    }
    (overhead, whole, missing)
}
