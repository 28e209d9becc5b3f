//! Much at once in one thread, and one thread that needs a person while ten are busy. Discord's
//! rate limits are the real ones, the bot's settings its defaults.

use std::time::Duration;

use anyhow::{Context as _, Result};
use futures::future::try_join_all;
use serde_json::Value;
use tokio::time::sleep;

use crate::scene::{Scene, posted, seconds, time};
use crate::table::{Row, Section, Target};
use crate::work::{scenario, talk};

const WORDS: usize = 200;
/// Threads that flood, and how long.
const BUSY: usize = 10;
/// Plans to wait for, one after the other.
const PLANS: usize = 4;

/// 200 messages of one session, all at once.
pub async fn burst() -> Result<Section> {
    let mut scene = Scene::new(&scenario(&[("burst", talk("8s", "0s", WORDS))]), 1.0).await?;
    scene.launch(&[]).await?;
    let thread = scene.runs("burst").await?;
    let last = format!("Note {WORDS}.");
    let session = scene.session_of("burst").await?;
    let made = |scene: &Scene| {
        let all = scene.world.jules().activities(&session);
        let found = all
            .iter()
            .find(|one| one["agentMessaged"]["agentMessage"].as_str().is_some_and(|text| text.starts_with(&last)));
        found.and_then(|one| time(one["createTime"].as_str()?))
    };
    scene.until(Duration::from_mins(1), |scene| Ok(made(scene).is_some())).await?;
    let made = made(&scene).context("made")?;
    let (mut counted, mut visible) = (0, None);
    // Every word is read, those in files too, for half a minute after the last one is there.
    for _ in 0..120 {
        let posts = scene.posts(thread)?;
        counted = posts.len();
        if visible.is_none() {
            for post in &posts {
                if reads(post).await?.contains(&last) {
                    visible = posted(post);
                }
            }
        }
        if visible.is_some_and(|at| (chrono::Utc::now() - at).num_seconds() > 15) {
            break;
        }
        sleep(Duration::from_millis(500)).await;
    }
    let missing = missing(&scene.posts(thread)?).await?;
    scene.leave().await?;
    let mut section = Section::beside("–", format!("{WORDS} messages of one session at once"));
    section.add(Row::new("messages in the thread", None, Some(counted as f64)).within(Target::AtMost(12.0)));
    section.add(Row::new("words that cannot be read", None, Some(missing as f64)).within(Target::AtMost(0.0)));
    let until = visible.map_or(f64::NAN, |at| seconds(made, at));
    section.add(Row::new("until the last word is visible, s", None, Some(until)));
    Ok(section)
}

async fn missing(posts: &[Value]) -> Result<usize> {
    let mut all = String::new();
    for post in posts {
        all += &reads(post).await?;
    }
    Ok((1..=WORDS).filter(|number| !all.contains(&format!("Note {number}."))).count())
}

/// Everything that can be read in a message, its files included.
async fn reads(post: &Value) -> Result<String> {
    let mut text = post["content"].as_str().unwrap_or_default().to_owned();
    for file in post["attachments"].as_array().into_iter().flatten() {
        text += &reqwest::get(file["url"].as_str().unwrap_or_default()).await?.text().await?;
    }
    Ok(text)
}

/// Ten busy threads, and a plan in an eleventh.
pub async fn plan_card() -> Result<Section> {
    let plan = "{ after = \"3s\", plan = { steps = [\"Look\", \"Mend\"] } }, { after = \"1000h\", completed = {} }";
    let flood = talk("1s", "100ms", 2_000);
    let mut scene = Scene::new(&scenario(&[("plan please", plan.to_owned()), ("flood", flood)]), 1.0).await?;
    scene.launch(&[]).await?;
    let quiet = plans(&scene, "quiet").await?;
    let prompts: Vec<String> = (0..BUSY).map(|number| format!("flood {number}")).collect();
    try_join_all(prompts.iter().map(|prompt| scene.runs(prompt))).await?;
    sleep(Duration::from_secs(10)).await;
    let busy = plans(&scene, "busy").await?;
    let refused = scene.refused();
    scene.leave().await?;
    let mut section =
        Section::beside("alone", format!("A plan card while {BUSY} other threads get ten messages a second each"));
    let worst = |delays: &[f64]| delays.iter().copied().fold(f64::NAN, f64::max);
    let row =
        Row::new("from the list that showed the plan to its card, worst, s", Some(worst(&quiet)), Some(worst(&busy)));
    section.add(row.within(Target::AtMost(2.0)));
    section.add(Row::new("refused by Discord (429)", None, Some(refused as f64)).within(Target::AtMost(0.0)));
    Ok(section)
}

async fn plans(scene: &Scene, name: &str) -> Result<Vec<f64>> {
    let mut delays = Vec::new();
    for number in 0..PLANS {
        let prompt = format!("plan please, {name} {number}");
        let thread = scene.starts(&prompt).await?;
        let session = scene.session_of(&prompt).await?;
        let card = |scene: &Scene| {
            let posts = scene.posts(thread)?;
            let plan = posts
                .iter()
                .find(|post| post["embeds"][0]["title"].as_str().is_some_and(|title| title.starts_with("Plan")));
            Ok::<_, anyhow::Error>(plan.and_then(posted))
        };
        scene.until(Duration::from_mins(1), |scene| Ok(card(scene)?.is_some())).await?;
        let said = scene.said(std::slice::from_ref(&session), "planGenerated");
        let shown = said[&session].first().context("no plan")?.shown;
        delays.push(seconds(shown, card(scene)?.context("no card")?));
    }
    Ok(delays)
}
