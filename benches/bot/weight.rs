//! Memory of the bot, and of sessions that have ended, each with its thread.

use std::time::Duration;

use anyhow::{Context as _, Result};
use jules_discord::session::checkpoint::Checkpoint;
use jules_discord::store::{Batch, SledStore, Store as _, Tree, record};
use serenity::model::id::{ChannelId, InteractionId};
use tokio::time::sleep;

use crate::scene::Scene;
use crate::table::{Row, Section, Target};
use crate::work::scenario;

/// All that such a session did.
const DONE: &str = "{ after = \"1s\", message = \"Done.\" }, { after = \"1s\", completed = {} }";
const PARKED: usize = 10_000;

/// A bot without sessions, and the same bot, started anew, with 10,000 that have ended. One of
/// them went through the bot; the others are its likenesses, each with a session, and a thread
/// that is archived by now: a server has a thousand that are not, at most.
pub async fn run() -> Result<Section> {
    let mut scene = Scene::new(&scenario(&[("done", DONE.into())]), 0.0).await?;
    let empty = rests(&mut scene).await?;
    scene.launch(&[]).await?;
    let thread = scene.attaches(&ended(&scene, 0)).await?;
    scene.until(Duration::from_mins(1), |scene| Ok(scene.posts(thread)?.iter().any(says_finished))).await?;
    sleep(Duration::from_secs(2)).await;
    scene.leave().await?;
    multiply(&scene, thread).await?;
    let full = rests(&mut scene).await?;
    let mut section = Section::beside("–", "Memory of the whole bot, a minute after its start");
    section.add(Row::new("without sessions, MB", None, Some(empty as f64 / 1e6)));
    section.add(Row::new(format!("with {PARKED} that have ended, MB"), None, Some(full as f64 / 1e6)));
    let each = full.saturating_sub(empty) as f64 / PARKED as f64;
    section.add(Row::new("bytes a session", None, Some(each)).within(Target::AtMost(4_096.0)));
    Ok(section)
}

fn says_finished(post: &serde_json::Value) -> bool {
    post.to_string().contains("Finished")
}

/// Starts the bot, lets it come to rest, and ends it: its size at the end.
async fn rests(scene: &mut Scene) -> Result<u64> {
    scene.launch(&[]).await?;
    sleep(Duration::from_mins(1)).await;
    let size = scene.usage()?.rss;
    scene.leave().await?;
    Ok(size)
}

fn ended(scene: &Scene, number: usize) -> String {
    scene.session(&format!("done {number}"), 2, Duration::from_mins(10))
}

async fn multiply(scene: &Scene, thread: u64) -> Result<()> {
    let store = SledStore::open(&scene.store())?;
    let rows = store.scan(Tree::Threads, &thread.to_be_bytes())?;
    let one: Checkpoint = record::decode(&rows.first().context("no such thread")?.1)?;
    let mut batch = Batch::default();
    for number in 1..PARKED {
        let (thread, session) = (scene.old_thread(&format!("done {number}"))?, ended(scene, number));
        let mut other = one.clone();
        other.session = Some(session.as_str().into());
        other.place.thread = ChannelId::new(thread);
        other.task.start = InteractionId::new(thread);
        batch.put(Tree::Threads, thread.to_be_bytes(), record::encode(&other)?);
        if number % 500 == 0 {
            store.commit(std::mem::take(&mut batch)).await?;
        }
    }
    store.commit(batch).await?;
    Ok(())
}
