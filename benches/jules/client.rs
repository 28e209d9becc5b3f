//! Our client's process: one [`Feed`] over all sessions it is told of, one task for each as the
//! bot has, paces as the bot sets them, and a note of when each activity came out.

use std::num::NonZeroU64;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use chrono::{DateTime, Utc};
use jules_discord::jules::model::{Activity, Event, SessionId, SessionState};
use jules_discord::jules::{Cursor, Feed, Jules, NewSession, News, Pace, Settings, Watch};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

use crate::simulator::{Then, There, say};

/// What a client shall do. The SDK's client reads the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Task {
    pub api_url: String,
    pub api_key: String,
    /// How many times faster than real everything goes.
    pub speed: f64,
    /// The SDK's pause between two polls, in milliseconds, scaled.
    pub poll_ms: f64,
    /// Ours, instead of the product's 2 s and 60 s: shortest and longest, in milliseconds, scaled.
    pub ours: Option<(u64, u64)>,
    /// List calls a minute, scaled, instead of the product's 110.
    pub calls_per_minute: Option<u32>,
    /// Begin where the past ends, as after a restart; else read it.
    pub resume: bool,
    pub sessions: Vec<Watched>,
    /// Activities before this moment are the past; RFC 3339.
    pub since: String,
    /// How many of those have to come before it is ready.
    pub old: usize,
    /// A person asks something every so many milliseconds, scaled; 0 = never.
    pub ask_every_ms: u64,
    /// A person starts a session that often, and waits for its plan; 0 = never.
    pub plan_every_ms: u64,
}

/// A session to follow.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Watched {
    pub id: String,
    pub works: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub there: Option<There>,
}

/// What a client says.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// It has read the past.
    Ready(IgnoredAny),
    /// What came since.
    Report(Report),
}

/// What a client has seen.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Report {
    /// The ids of new activities as they came, and when: microseconds since 1970.
    pub delivered: Vec<(String, i64)>,
    /// Streams that have ended, and why.
    pub dead: Vec<String>,
    /// Activities of the past that came.
    pub old: usize,
}

/// How long somebody is taken to wait for an answer or a plan, as in `session::machine`.
const PATIENT_FOR: Duration = Duration::from_mins(10);

/// What all followers share.
struct Shared {
    task: Task,
    since: DateTime<Utc>,
    jules: Jules,
    feed: Feed,
    report: Mutex<Report>,
    /// Sessions not seen yet.
    unseen: AtomicUsize,
}

/// Plays the client until stdin ends.
pub async fn play() -> Result<()> {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let mut task: Task = serde_json::from_str(&lines.next_line().await?.unwrap_or_default())?;
    let jules = Jules::new(settings(&task))?;
    let sessions = std::mem::take(&mut task.sessions);
    let shared = Arc::new(Shared {
        since: DateTime::parse_from_rfc3339(&task.since).context("since")?.to_utc(),
        feed: Feed::start(jules.clone()),
        jules,
        report: Mutex::default(),
        unseen: AtomicUsize::new(sessions.iter().filter(|watched| !is_idle(&task, watched)).count()),
        task,
    });
    if shared.unseen.load(Ordering::Relaxed) == 0 {
        say(&json!({"ready": true}))?;
    }
    let mut working = Vec::new();
    for watched in sessions {
        let (act, acts) = if watched.works { Some(mpsc::channel(1)).unzip() } else { (None, None) };
        let id = SessionId::from(watched.id.as_str());
        let (cursor, state) = (cursor(&shared.task, &watched), left(&watched));
        let watch = if cursor.is_start() {
            shared.feed.watch(id.clone(), cursor)
        } else {
            shared.feed.resume(id.clone(), cursor, state.clone(), pace(&state))
        };
        let seen = is_idle(&shared.task, &watched);
        let follower = Follower::new(&shared, id, watch, state, seen);
        tokio::spawn(follower.follow(acts));
        working.extend(act);
    }
    tokio::spawn(ask(Arc::clone(&shared), working));
    tokio::spawn(start(Arc::clone(&shared)));
    while lines.next_line().await?.is_some() {
        say(&json!({"report": &*shared.report.lock().unwrap_or_else(PoisonError::into_inner)}))?;
    }
    shared.feed.stop().await;
    Ok(())
}

/// The product's defaults, on the clock of this world.
fn settings(task: &Task) -> Settings {
    let real = Settings::new(task.api_key.as_str());
    let scaled = |pause: Duration| pause.div_f64(task.speed);
    let (poll_min, poll_max) = task.ours.map_or((scaled(real.poll_min), scaled(real.poll_max)), |(min, max)| {
        (Duration::from_millis(min), Duration::from_millis(max))
    });
    // The budget's burst is a share of a minute's calls, and is not scaled with the minute: inside
    // a scaled minute, too, there shall be no more calls than the product's.
    let calls = f64::from(real.list_calls_per_minute) / (1.0 / 40.0 + 39.0 / 40.0 / task.speed);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and positive")]
    let calls = calls.floor() as u32;
    Settings {
        api_url: task.api_url.clone(),
        poll_min,
        poll_max,
        list_calls_per_minute: task.calls_per_minute.unwrap_or(calls),
        overlap: scaled(real.overlap),
        retry_min: scaled(real.retry_min),
        retry_max: scaled(real.retry_max),
        retry_for: scaled(real.retry_for),
        ghost_wait: scaled(real.ghost_wait),
        stall_after: scaled(real.stall_after),
        ..real
    }
}

/// As the bot would have stored it.
fn cursor(task: &Task, watched: &Watched) -> Cursor {
    let newest = watched.there.as_ref().and_then(|there| there.newest).filter(|_| task.resume);
    let stored = newest.map(|at| json!({"newest": at, "floor": at, "seen": [], "undated": []}));
    stored.and_then(|stored| serde_json::from_value(stored).ok()).unwrap_or_default()
}

/// The state a session is in when the client begins.
fn left(watched: &Watched) -> SessionState {
    match watched.there.as_ref().map(|there| there.then) {
        Some(Then::Waits) => SessionState::AwaitingUserFeedback,
        Some(Then::Ended) => SessionState::Completed,
        _ => SessionState::InProgress,
    }
}

/// Taken up as it was left, and nothing is expected of it: it has no first news.
fn is_idle(task: &Task, watched: &Watched) -> bool {
    pace(&left(watched)) >= Pace::Waiting && !cursor(task, watched).is_start()
}

/// As `session::Machine::pace` has it while nobody waits.
fn pace(state: &SessionState) -> Pace {
    match state {
        SessionState::AwaitingPlanApproval | SessionState::AwaitingUserFeedback => Pace::Waiting,
        SessionState::Completed | SessionState::Failed | SessionState::Paused => Pace::Parked,
        _ => Pace::Working,
    }
}

/// Who follows one session.
struct Follower {
    shared: Arc<Shared>,
    id: SessionId,
    watch: Watch,
    state: SessionState,
    /// People wait for so many answers or plans, the last of them since.
    waits: (usize, Instant),
    seen: bool,
}

impl Follower {
    fn new(shared: &Arc<Shared>, id: SessionId, watch: Watch, state: SessionState, seen: bool) -> Self {
        let follower = Self { shared: Arc::clone(shared), id, watch, state, waits: (0, Instant::now()), seen };
        follower.set_pace();
        follower
    }

    /// As `session::Machine::pace` has it, after each input.
    fn set_pace(&self) {
        let (people, since) = self.waits;
        let waits = people > 0 && since.elapsed() < PATIENT_FOR.div_f64(self.shared.task.speed);
        self.watch.set_pace(if waits { Pace::Urgent } else { pace(&self.state) });
    }

    async fn follow(mut self, mut acts: Option<mpsc::Receiver<()>>) {
        loop {
            let act = async {
                match &mut acts {
                    Some(acts) => acts.recv().await,
                    None => None,
                }
            };
            tokio::select! {
                news = self.watch.next() => match news {
                    Some(news) => self.take(news),
                    None => return self.note(|report, id| report.dead.push(format!("{id}: the watch ended"))),
                },
                Some(()) = act => self.ask().await,
            }
            self.set_pace();
        }
    }

    async fn ask(&mut self) {
        self.waits = (self.waits.0 + 1, Instant::now());
        self.set_pace();
        if let Err(error) = self.shared.jules.resume(self.id.clone()).send("How far are you?").await {
            self.note(|report, id| report.dead.push(format!("an ask of {id}: {error}")));
        }
    }

    fn take(&mut self, news: News) {
        let (session, activities) = match news {
            News::Update { session, activities, .. } => (session, activities),
            News::Gone => return self.note(|report, id| report.dead.push(format!("{id}: gone"))),
            News::Refused(_) | News::Trouble(_) | News::Recovered => return,
        };
        if let Some(session) = session {
            self.state = session.state;
        }
        let awaited = |one: &&Activity| matches!(one.event, Event::AgentMessaged(_) | Event::PlanGenerated(_));
        self.waits.0 = self.waits.0.saturating_sub(activities.iter().filter(awaited).count());
        let (now, since) = (now(), self.shared.since);
        self.note(|report, _| {
            for activity in activities {
                if is_new(&activity, since) {
                    report.delivered.push((activity.id.0, now));
                } else {
                    report.old += 1;
                }
            }
        });
        if !std::mem::replace(&mut self.seen, true) && self.shared.unseen.fetch_sub(1, Ordering::Relaxed) == 1 {
            let _ = say(&json!({"ready": true}));
        }
    }

    fn note(&self, note: impl FnOnce(&mut Report, &SessionId)) {
        note(&mut self.shared.report.lock().unwrap_or_else(PoisonError::into_inner), &self.id);
    }
}

fn is_new(activity: &Activity, since: DateTime<Utc>) -> bool {
    activity.create_time.is_none_or(|at| at >= since)
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or_default()
}

/// A person asks a working session something, now and then.
async fn ask(shared: Arc<Shared>, working: Vec<mpsc::Sender<()>>) {
    let Some(every) = NonZeroU64::new(shared.task.ask_every_ms) else { return };
    loop {
        sleep(Duration::from_millis(every.get())).await;
        if let Some(one) = fastrand::choice(&working) {
            let _ = one.send(()).await;
        }
    }
}

/// A person starts a session, now and then, and waits for its plan.
async fn start(shared: Arc<Shared>) {
    let Some(every) = NonZeroU64::new(shared.task.plan_every_ms) else { return };
    loop {
        sleep(Duration::from_millis(every.get())).await;
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            match shared.jules.session(NewSession::new("plan please")).await {
                Ok(session) => {
                    let id = session.id().clone();
                    let watch = shared.feed.watch(id.clone(), Cursor::default());
                    let mut follower = Follower::new(&shared, id, watch, SessionState::Queued, true);
                    follower.waits = (1, Instant::now());
                    follower.set_pace();
                    follower.follow(None).await;
                }
                Err(error) => {
                    let mut report = shared.report.lock().unwrap_or_else(PoisonError::into_inner);
                    report.dead.push(format!("a start: {error}"));
                }
            }
        });
    }
}
