//! More than Discord takes: how much of its limits the bot uses, and what the neighbours of a
//! flood notice. Discord's rate limits are the real ones.

use std::time::Duration;

use anyhow::Result;
use chrono::Utc;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use tokio::time::sleep;

use crate::scene::{Scene, delays};
use crate::statistics::percentile;
use crate::table::{Row, Section, Target};
use crate::work::{scenario, talk};

/// Threads that all have more to say than their share.
const THREADS: usize = 150;
/// Threads beside a flood.
const NEIGHBOURS: usize = 20;
/// Seconds measured.
const SECONDS: u64 = 40;

/// 150 threads with more to say than 50 calls a second hold.
pub async fn limit() -> Result<Section> {
    let mut scene = Scene::new(&scenario(&[("flood", talk("60s", "200ms", 2_000))]), 0.0).await?;
    // Jules shall not be what is slow.
    scene.launch(&[("JULES__LIST_CALLS_PER_MINUTE", "100000"), ("DISCORD__CARD_INTERVAL_MS", "1000")]).await?;
    opens(&scene, THREADS, "flood").await?;
    scene.world.discord().set(|settings| settings.rate_limits = 1.0);
    // They begin a minute after they were started.
    scene.until(Duration::from_mins(2), |scene| Ok(scene.spoken() >= THREADS * 20)).await?;
    let (before, refused) = (scene.calls(), scene.refused());
    sleep(Duration::from_secs(SECONDS)).await;
    let (after, refused) = (scene.calls(), scene.refused() - refused);
    scene.leave().await?;
    let a_second = (after - before - refused) as f64 / SECONDS as f64;
    let mut section =
        Section::beside("–", format!("Overload: {THREADS} threads get five messages a second each; {SECONDS} s"));
    section.add(Row::new("calls to Discord a second, of 50", None, Some(a_second)));
    let short = Row::new("share of the limit left unused, %", None, Some((1.0 - a_second / 50.0) * 100.0));
    section.add(short.within(Target::AtMost(5.0)));
    section.add(Row::new("refused by Discord (429)", None, Some(refused as f64)).within(Target::AtMost(0.0)));
    Ok(section)
}

/// Twenty threads with a message every five seconds, alone and beside one that floods.
pub async fn neighbours() -> Result<Section> {
    let scripts = [("now and then", talk("5s", "4s..6s", 500)), ("flood", talk("1s", "50ms", 5_000))];
    let mut scene = Scene::new(&scenario(&scripts), 1.0).await?;
    scene.launch(&[("JULES__LIST_CALLS_PER_MINUTE", "100000")]).await?;
    let threads = opens(&scene, NEIGHBOURS, "now and then").await?;
    let alone = p99(&scene, &threads).await?;
    scene.runs("flood").await?;
    sleep(Duration::from_secs(5)).await;
    let beside = p99(&scene, &threads).await?;
    let refused = scene.refused();
    scene.leave().await?;
    let mut section =
        Section::beside("alone", format!("{NEIGHBOURS} threads beside one that gets twenty messages a second"));
    let row = Row::new("from the list that showed it to the post, p99, s", Some(alone), Some(beside));
    section.add(row.within(Target::Ratio(2.0)));
    section.add(Row::new("refused by Discord (429)", None, Some(refused as f64)).within(Target::AtMost(0.0)));
    Ok(section)
}

/// Starts so many sessions whose prompts begin alike: their threads, and prompts.
async fn opens(scene: &Scene, many: usize, prompt: &str) -> Result<Vec<(u64, String)>> {
    let start = |number: usize| async move {
        let prompt = format!("{prompt} {number};");
        Ok::<_, anyhow::Error>((scene.runs(&prompt).await?, prompt))
    };
    stream::iter((0..many).map(start)).buffered(8).try_collect().await
}

async fn p99(scene: &Scene, threads: &[(u64, String)]) -> Result<f64> {
    let since = Utc::now();
    sleep(Duration::from_secs(SECONDS)).await;
    let mut all = Vec::new();
    for (thread, prompt) in threads {
        let session = scene.session_of(prompt).await?;
        let said = scene.said(std::slice::from_ref(&session), "agentMessaged");
        all.extend(delays(&said[&session], &scene.posts(*thread)?, since).0);
    }
    all.sort_by(f64::total_cmp);
    Ok(percentile(&all, 99))
}
