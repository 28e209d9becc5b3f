//! 200 sessions at work, each with 250 activities behind it and six new ones a minute (L200 of
//! the notes on performance): memory, processor time, and how soon a message is in its thread.
//! Discord's rate limits are lifted, so what is measured is the bot.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use chrono::{DateTime, Utc};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use tokio::time::sleep;

use crate::node::NodeBot;
use crate::scene::{Scene, delays};
use crate::statistics::{mean, percentile};
use crate::table::{Row, Section, Target};
use crate::usage::Usage;
use crate::work::{mixed, scenario};

const SESSIONS: usize = 200;
const PAST: usize = 250;
/// Kinds of activities, of which each session begins with another one.
const KINDS: usize = 4;
const SETTLE: Duration = Duration::from_secs(20);
const MEASURE: Duration = Duration::from_secs(75);
/// Seconds between two polls, of both.
const POLL: f64 = 5.0;

/// What a bot did in the time measured.
struct Measured {
    cpu: f64,
    rss_max: f64,
    /// Since a list showed it, and since it was made: seconds, sorted.
    overhead: Vec<f64>,
    whole: Vec<f64>,
    missing: usize,
    activities: usize,
    posts: usize,
}

/// Measures ours and, if it is at hand, the one made of discord.js and the SDK, one after the other.
pub async fn run(node: Option<&Path>) -> Result<Section> {
    let other = match node {
        Some(folder) => Some(beside(folder).await?),
        None => None,
    };
    let ours = ours().await?;
    let title = format!("{SESSIONS} sessions of {PAST} activities, six new ones a minute each, polled every {POLL} s");
    let mut section = Section::beside("Node", title);
    let row = |what: &str, take: &dyn Fn(&Measured) -> f64| Row::new(what, other.as_ref().map(take), Some(take(&ours)));
    section.add(row("RSS, largest, MB", &|it| it.rss_max).within(Target::AtMost(45.0)).within(Target::Ratio(0.15)));
    section.add(row("CPU s", &|it| it.cpu));
    section.add(row("CPU ms an activity", &|it| it.cpu * 1e3 / it.activities as f64));
    section.add(row("from the list that showed it to the post, mean, s", &|it| mean(&it.overhead)));
    section.add(row("… p99, s", &|it| percentile(&it.overhead, 99)).within(Target::AtMost(0.1)));
    section.add(row("from its creation to the post, mean, s", &|it| mean(&it.whole)));
    section.add(row("… p99, s", &|it| percentile(&it.whole, 99)).within(Target::AtMost(POLL + 0.15)));
    section.add(row("messages that did not arrive", &|it| it.missing as f64));
    section.add(row("activities", &|it| it.activities as f64));
    section.add(row("posts an activity", &|it| it.posts as f64 / it.activities as f64));
    section.note(
        "Node: discord.js and the Jules SDK, one message an activity. One activity in four is a message to people.",
    );
    Ok(section)
}

/// No two neighbours do the same at the same time, as no two sessions do.
fn script() -> String {
    let names: Vec<String> = (0..KINDS).map(prompt).collect();
    let steps = names.iter().enumerate().map(|(kind, name)| (name.as_str(), mixed(kind, "8s..12s", 2_000)));
    scenario(&steps.collect::<Vec<_>>())
}

fn prompt(number: usize) -> String {
    format!("work of kind {}", number % KINDS)
}

async fn ours() -> Result<Measured> {
    let mut scene = Scene::new(&script(), 0.0).await?;
    let poll = format!("{:.0}", POLL * 1e3);
    let settings = [
        ("JULES__POLL_MIN_MS", poll.as_str()),
        ("JULES__POLL_MAX_MS", poll.as_str()),
        ("JULES__LIST_CALLS_PER_MINUTE", "100000"),
    ];
    scene.launch(&settings).await?;
    let open = |session: String| {
        let scene = &scene;
        async move { Ok::<_, anyhow::Error>((scene.attaches(&session).await?, session)) }
    };
    let follows: Vec<(u64, String)> =
        stream::iter(sessions(&scene)).map(open).buffer_unordered(8).try_collect().await?;
    sleep(SETTLE).await;
    scene.forget_rss_max()?;
    let (since, before, began) = (Utc::now(), scene.usage()?, Instant::now());
    sleep(MEASURE.saturating_sub(began.elapsed())).await;
    let (until, after) = (Utc::now(), scene.usage()?);
    // What was made last may be on its way.
    sleep(Duration::from_secs_f64(POLL * 2.0)).await;
    let measured = measure(&scene, &follows, (since, until), (before, after))?;
    scene.leave().await?;
    Ok(measured)
}

async fn beside(folder: &Path) -> Result<Measured> {
    let scene = Scene::new(&script(), 0.0).await?;
    // It sends no nonces, and Discord asks for none.
    scene.world.discord().set(|settings| settings.strict = false);
    let mut follows = Vec::new();
    for (place, session) in sessions(&scene).into_iter().enumerate() {
        follows.push((scene.thread(&format!("session {place}"))?, session));
    }
    let bot = NodeBot::start(folder, &scene, &follows, POLL).await?;
    sleep(SETTLE).await;
    bot.forget_rss_max();
    let (since, before) = (Utc::now(), bot.usage()?);
    sleep(MEASURE).await;
    let (until, after) = (Utc::now(), bot.usage()?);
    sleep(Duration::from_secs_f64(POLL * 2.0)).await;
    let measured = measure(&scene, &follows, (since, until), (before, after))?;
    bot.stop().await;
    Ok(measured)
}

fn sessions(scene: &Scene) -> Vec<String> {
    (0..SESSIONS).map(|number| scene.session(&prompt(number), PAST, Duration::from_secs(10))).collect()
}

fn measure(
    scene: &Scene,
    follows: &[(u64, String)],
    (since, until): (DateTime<Utc>, DateTime<Utc>),
    (before, after): (Usage, Usage),
) -> Result<Measured> {
    let ids: Vec<String> = follows.iter().map(|(_, session)| session.clone()).collect();
    let said = scene.said(&ids, "agentMessaged");
    let mut measured = Measured {
        cpu: (after.cpu.saturating_sub(before.cpu)).as_secs_f64(),
        rss_max: after.rss_max as f64 / 1e6,
        overhead: Vec::new(),
        whole: Vec::new(),
        missing: 0,
        activities: 0,
        posts: 0,
    };
    for (thread, session) in follows {
        let within = |one: &&crate::scene::Said| one.made >= since && one.made < until;
        let made: Vec<_> = said[session].iter().filter(within).cloned().collect();
        let posts = scene.posts_since(*thread, since)?;
        let (overhead, whole, missing) = delays(&made, &posts, since);
        measured.overhead.extend(overhead);
        measured.whole.extend(whole);
        measured.missing += missing;
        measured.activities += scene.made(session, since, until);
        measured.posts += posts.iter().filter(|post| crate::scene::posted(post).is_some_and(|at| at < until)).count();
    }
    measured.overhead.sort_by(f64::total_cmp);
    measured.whole.sort_by(f64::total_cmp);
    Ok(measured)
}
