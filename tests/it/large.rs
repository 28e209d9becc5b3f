//! Thousands of sessions in the store: a start takes them all up without a burst, and answers
//! the first command at once.

use std::time::{Duration, Instant};

use chrono::Utc;
use jules_discord::jules::model::{SessionId, SessionState};
use jules_discord::session::account::Account;
use jules_discord::session::checkpoint::{Checkpoint, Place, Task};
use jules_discord::store::{Batch, SledStore, Store as _, Tree, record};
use serde_json::json;
use serenity::model::id::{ChannelId, GuildId, InteractionId, UserId};

use crate::harness::{Stage, eventually};

/// Fills the store with sessions that have ended and sessions that are at work.
async fn fill(stage: &Stage, parked: u64, working: u64) {
    let (jules, ada) = (stage.world.jules(), stage.player("ada").person);
    let store = SledStore::open(&stage.store()).unwrap();
    for n in 0..parked + working {
        let ended = n < parked;
        let session = jules.in_the_middle("", &format!("Task {n}"), 1, Duration::from_secs(1));
        jules.set_state(&session, if ended { "COMPLETED" } else { "IN_PROGRESS" }).unwrap();
        // Those that are at work have something to say, so they need a thread that exists.
        let beyond = stage.channel() + 1_000_000 + n;
        let thread = if ended { beyond } else { ada.open_thread(stage.channel(), "At it", None, false).unwrap() };
        let place = Place {
            guild: GuildId::new(stage.world.discord().guild_id()),
            channel: ChannelId::new(stage.channel()),
            thread: ChannelId::new(thread),
        };
        let task = Task {
            start: InteractionId::new(1_000_000 + n),
            requester: UserId::new(ada.id()),
            title: format!("Task {n}"),
            prompt: String::new(),
            source: None,
            branch: None,
            approval: true,
            auto_pr: false,
            since: Utc::now(),
            account: Account::Operator,
        };
        let mut checkpoint = Checkpoint::new(place, task);
        checkpoint.session = Some(SessionId::from(session.as_str()));
        checkpoint.state = if ended { SessionState::Completed } else { SessionState::InProgress };
        let mut batch = Batch::default();
        batch.put(Tree::Threads, thread.to_be_bytes().to_vec(), record::encode(&checkpoint).unwrap());
        store.commit(batch).await.unwrap();
    }
    store.close().await.unwrap();
}

/// The most entries that one second has.
fn busiest(calls: impl Iterator<Item = String>) -> usize {
    let mut seconds = std::collections::BTreeMap::<String, usize>::new();
    for at in calls {
        *seconds.entry(at.chars().take(19).collect()).or_default() += 1;
    }
    seconds.into_values().max().unwrap_or(0)
}

/// Starts a bot with so many sessions; `within` is what the first command may take.
async fn starts_with(parked: u64, working: u64, within: Duration) {
    const QUIET: &str = r#"{ after = "1s", progress = { title = "At it" } }, { after = "3600s", completed = {} }"#;
    let stage = Stage::with_repositories(&[("acme/todo", vec!["main".into()])], QUIET, 1.0).await;
    stage.world.discord().set(|settings| settings.max_active_threads = 100_000);
    fill(&stage, parked, working).await;
    let launch = stage.launch().setting("JULES__POLL_MIN_MS", "2000").setting("JULES__POLL_MAX_MS", "60000");
    let bot = launch.setting("JULES__LIST_CALLS_PER_MINUTE", "110").run().await;
    let asked = Instant::now();
    let said = stage.player("ada").types("jules help", json!({})).await;
    assert!(said.contains("/jules") && asked.elapsed() < within, "{:?}: {said}", asked.elapsed());
    eventually("those at work are looked at", || stage.jules_calls("GET", "/activities") > 20).await;
    let discord = stage.world.discord().calls();
    let most = busiest(discord.iter().map(|call| call["at"].as_str().unwrap().to_owned()));
    assert!(most <= 55, "{most} requests to Discord in a second");
    let jules = stage.world.jules().calls();
    let most = busiest(jules.iter().map(|call| call.at.clone()));
    assert!(most <= 40, "{most} requests to Jules in a second");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_sessions_are_taken_up_without_a_burst_and_the_first_command_is_answered_at_once() {
    starts_with(900, 100, Duration::from_secs(2)).await;
}

/// `cargo test --test it large:: -- --ignored`
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes to set up; for a person, or at night"]
async fn eleven_thousand_sessions_are_taken_up_without_a_burst() {
    starts_with(10_000, 1_000, Duration::from_secs(5)).await;
}
