//! The simulator's process: one simulated Jules, filled with sessions, that tells what it was
//! asked and what has happened in it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, anyhow};
use chrono::DateTime;
use jules_discord::sim::jules::{Fault, Jules, Operation, Server, Settings};
use jules_discord::sim::scenario::{Files, Scenario, Script, script::Steps};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};

use crate::work::{self, Odd};

/// What shall be simulated.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct World {
    /// How many times faster than real.
    pub speed: f64,
    /// Knobs to turn, as in a scenario; without any there is no quota and no latency.
    pub knobs: Value,
    /// The pause between two activities of a working session, as a scenario writes it.
    pub gap: String,
    /// Its sessions.
    pub groups: Vec<Group>,
}

impl Default for World {
    fn default() -> Self {
        Self { speed: 1.0, knobs: json!({}), gap: "~26s".into(), groups: Vec::new() }
    }
}

/// Some sessions that are alike.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Group {
    /// How many.
    pub sessions: usize,
    /// Activities that each has had already.
    pub past: Past,
    /// How far apart these are stamped, in seconds: so old it is, and so far down the list.
    pub apart: u64,
    /// What becomes of them.
    pub then: Then,
    /// What is odd about their activities.
    pub odd: Odd,
}

impl Group {
    /// Sessions with nothing odd about them.
    pub fn new(sessions: usize, past: Past, then: Then) -> Self {
        Self { sessions, past, apart: 26, then, odd: Odd::Nothing }
    }
}

/// How many activities a session has had.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum Past {
    /// So many.
    All(usize),
    /// The first none, the last almost so many, the others evenly in between: sessions of all ages.
    UpTo(usize),
}

/// How a session goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Then {
    /// It works.
    Works,
    /// It waits for a person.
    Waits,
    /// It has ended.
    Ended,
}

/// A session there is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct There {
    /// Its id.
    pub id: String,
    /// How it goes on.
    pub then: Then,
    /// The activities of its past.
    pub past: usize,
    /// When the last of them was stamped, in nanoseconds since 1970.
    pub newest: Option<i64>,
}

/// The simulator's first word.
#[derive(Debug, Serialize, Deserialize)]
pub struct Started {
    /// Base address.
    pub api_url: String,
    /// The key.
    pub api_key: String,
    /// Its sessions, by group.
    pub sessions: Vec<There>,
    /// The mean size of an activity, in bytes.
    pub mean_bytes: f64,
}

/// What it can be asked.
#[derive(Debug, Serialize, Deserialize)]
pub enum Ask {
    /// What it has been asked so far: [`Counts`].
    Counts,
    /// What has happened since a moment (microseconds since 1970): a list of [`Made`].
    Made(i64),
}

/// Requests and bytes so far.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Counts {
    /// `activities.list`
    pub activities: u64,
    /// `sessions.list`
    pub sessions: u64,
    /// Everything else.
    pub other: u64,
    /// Answers of 400 and above.
    pub refused: u64,
    /// Bytes of response bodies.
    pub bytes: u64,
}

/// Sessions of a group are at so many different points of their work.
const PHASES: usize = 20;

/// An activity that has happened: its id, when (microseconds since 1970), and what it is.
pub type Made = (String, i64, Kind);

/// What an activity is to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// One of many.
    Work,
    /// The answer to a question.
    Answer,
    /// A plan that waits for approval.
    Plan,
}

/// Plays the simulator until stdin ends.
pub async fn play() -> Result<()> {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let world: World = serde_json::from_str(&lines.next_line().await?.unwrap_or_default())?;
    let server = Server::start(Settings { port: 0, scenario: scenario(&world)?, speed: world.speed }).await?;
    let jules = server.handle();
    // Both clients accept gzip; without it, bytes are what they ask for, and the server's time is not zlib's.
    let unlimited = json!({
        "lists": {"activities_per_minute": 0},
        "create": {"burst": 0, "concurrent": 0, "daily": 0},
        "transport": {"gzip": false},
    });
    for knobs in [&unlimited, &world.knobs] {
        jules.patch_knobs(knobs).map_err(|why| anyhow!(why))?;
    }
    let sessions = fill(&jules, &world);
    let sample = sessions.iter().max_by_key(|one| one.past).map(|one| jules.activities(&one.id)).unwrap_or_default();
    let bytes: usize = sample.iter().map(|one| one.to_string().len()).sum();
    #[expect(clippy::cast_precision_loss, reason = "a mean")]
    let mean_bytes = bytes as f64 / sample.len().max(1) as f64;
    say(&Started { api_url: jules.api_url(), api_key: jules.api_key(), sessions, mean_bytes })?;
    let refusing = world.groups.iter().any(|group| group.odd == Odd::Refusals);
    let refusals = refusing.then(|| tokio::spawn(refuse(jules.clone())));
    while let Some(line) = lines.next_line().await? {
        match serde_json::from_str(&line)? {
            Ask::Counts => say(&counts(&jules))?,
            Ask::Made(since) => say(&made(&jules, since))?,
        }
    }
    if let Some(refusals) = refusals {
        refusals.abort();
    }
    server.stop().await;
    Ok(())
}

/// Answers one list of activities in ten with 429 or 503.
async fn refuse(jules: Jules) {
    let mut refused = 0;
    loop {
        let calls = jules.counters().of(Operation::ListActivities).calls;
        while refused < calls / 10 {
            refused += 1;
            let fault = Fault::status(if refused % 2 == 0 { 429 } else { 503 });
            let _ = jules.fail(Operation::ListActivities, 1, fault);
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Prints one line.
pub fn say(line: &impl Serialize) -> Result<()> {
    println!("{}", serde_json::to_string(line)?);
    Ok(())
}

fn scenario(world: &World) -> Result<Scenario> {
    let text = "[[scripts]]\nsteps = []\n[[scripts]]\nwhen = 'plan please'\n\
                steps = [{ after = '20s..60s', plan = { steps = ['Look', 'Mend', 'Test'] } }]";
    let mut scenario = Scenario::parse("bench", text, Files::new(None)).map_err(|why| anyhow!(why))?;
    for (place, group) in world.groups.iter().enumerate() {
        let steps = work::steps(&world.gap, group.odd)?;
        let most = match group.past {
            Past::All(past) | Past::UpTo(past) => past,
        };
        let length = if group.then == Then::Works { most + work::MORE } else { most };
        for phase in 0..PHASES {
            // Whatever the past, the live part begins at the same step: so it compares.
            let skip = (phase * (steps.len() / PHASES + 1) + steps.len() - most % steps.len()) % steps.len();
            let steps: VecDeque<_> = steps.iter().cycle().skip(skip).take(length).map(Arc::clone).collect();
            scenario.scripts.push(Script { when: Some(name(place, phase)), steps: Steps(steps), ..Script::default() });
        }
    }
    Ok(scenario)
}

fn name(place: usize, phase: usize) -> String {
    format!("work of group {place}, phase {phase};")
}

fn fill(jules: &Jules, world: &World) -> Vec<There> {
    let mut sessions = Vec::new();
    for (place, group) in world.groups.iter().enumerate() {
        for number in 0..group.sessions {
            let past = match group.past {
                Past::All(past) => past,
                Past::UpTo(past) => past * number / group.sessions,
            };
            let prompt = format!("The {}", name(place, number % PHASES));
            let id = jules.in_the_middle("", &prompt, past, Duration::from_secs(group.apart));
            match group.then {
                Then::Works => {}
                Then::Waits => _ = jules.set_state(&id, "AWAITING_USER_FEEDBACK"),
                Then::Ended => _ = jules.set_state(&id, "COMPLETED"),
            }
            let all = jules.activities(&id);
            let newest = past.checked_sub(1).and_then(|last| all.get(last)).and_then(time);
            sessions.push(There { id, then: group.then, past, newest });
        }
    }
    sessions
}

fn time(activity: &Value) -> Option<i64> {
    DateTime::parse_from_rfc3339(activity["createTime"].as_str()?).ok()?.timestamp_nanos_opt()
}

fn counts(jules: &Jules) -> Counts {
    let counters = jules.counters();
    let (all, activities) = (counters.all(), counters.of(Operation::ListActivities).calls);
    let sessions = counters.of(Operation::List).calls;
    Counts {
        activities,
        sessions,
        other: all.calls - activities - sessions,
        refused: all.refused,
        bytes: all.response_bytes,
    }
}

fn made(jules: &Jules, since: i64) -> Vec<Made> {
    let mut made = Vec::new();
    for session in jules.sessions() {
        let id = session["id"].as_str().unwrap_or_default();
        for activity in jules.activities(id).iter().rev() {
            let Some(at) = time(activity).map(|at| at / 1_000) else { continue };
            if at < since {
                break;
            }
            let kind = match (activity.get("agentMessaged"), activity.get("planGenerated")) {
                (Some(_), _) => Kind::Answer,
                (_, Some(_)) => Kind::Plan,
                _ => Kind::Work,
            };
            made.push((activity["id"].as_str().unwrap_or_default().to_owned(), at, kind));
        }
    }
    made
}
