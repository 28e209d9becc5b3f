//! Memory of the bot, and of sessions that have ended, each with its thread.

use std::time::Duration;

use anyhow::Result;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use tokio::time::sleep;

use crate::scene::Scene;
use crate::table::{Row, Section, Target};
use crate::work::scenario;

const PARKED: usize = 2_000;

/// A bot without sessions, and the same bot, started anew, with 2,000 that have ended.
pub async fn run() -> Result<Section> {
    let mut scene = Scene::new(&scenario(&[("done", "{ after = \"1s\", message = \"Done.\" }".into())]), 0.0).await?;
    scene.world.discord().set(|settings| settings.max_active_threads = 2 * PARKED);
    scene.launch(&[]).await?;
    sleep(Duration::from_secs(3)).await;
    let empty = scene.usage()?;
    let attach = |number: usize| {
        let (scene, session) = (&scene, scene.session(&format!("done {number}"), 1, Duration::from_mins(10)));
        async move {
            scene.world.jules().set_state(&session, "COMPLETED").map_err(|why| anyhow::anyhow!(why))?;
            scene.attaches(&session).await
        }
    };
    stream::iter((0..PARKED).map(attach)).buffer_unordered(16).try_collect::<Vec<_>>().await?;
    scene.leave().await?;
    scene.launch(&[]).await?;
    sleep(Duration::from_secs(10)).await;
    let full = scene.usage()?;
    scene.leave().await?;
    let mut section = Section::beside("–", "Memory of the whole bot, after a start");
    section.add(Row::new("without sessions, MB", None, Some(empty.rss as f64 / 1e6)));
    section.add(Row::new(format!("with {PARKED} that have ended, MB"), None, Some(full.rss as f64 / 1e6)));
    let each = full.rss.saturating_sub(empty.rss) as f64 / PARKED as f64;
    section.add(Row::new("bytes a session", None, Some(each)).within(Target::AtMost(4_096.0)));
    Ok(section)
}
