//! The director's routes, and what the panel shows: the bot's life, the clock, faults, the scenario.
//!
//! Clock and faults are the control API's. The bot is nobody's here: whoever started it hands a
//! [`Stagehand`] to the page, and carries out what is asked of it.

use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};

use super::Shared;
use crate::sim::scenario::Scenario;

/// What is asked of whoever runs the bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// End it the way a crash does.
    Kill,
    /// Start it again, on the same store.
    Start,
}

/// How the bot's process stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Life {
    /// It runs, but people cannot use it yet.
    Starting,
    /// People can use it.
    Running,
    /// It has ended.
    Dead,
}

/// The bot's process as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// How it stands.
    pub life: Life,
    /// Its process, while it runs.
    pub pid: Option<u32>,
    /// How often it was started.
    pub lives: usize,
    /// Why it ended, if it was not asked to.
    pub why: Option<String>,
}

/// The page's line to whoever runs the bot.
#[derive(Debug, Clone)]
pub struct Stagehand {
    /// Takes orders.
    pub orders: mpsc::Sender<Order>,
    /// Tells how the bot stands.
    pub standing: watch::Receiver<Standing>,
}

/// Everything under `/director`.
pub(super) fn router() -> Router<Shared> {
    Router::new().route("/bot", post(bot)).route("/scenarios", get(scenarios)).route("/scenario", post(scenario))
}

type Answer = Result<Json<Value>, (StatusCode, Json<Value>)>;

fn refused(sentence: &str) -> (StatusCode, Json<Value>) {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": sentence })))
}

#[derive(Deserialize)]
struct Asked {
    r#do: Order,
}

async fn bot(Extract(shared): Extract<Shared>, Json(asked): Json<Asked>) -> Answer {
    let stagehand = shared.stagehand.as_ref().ok_or_else(|| refused("nobody runs a bot here"))?;
    let sent = stagehand.orders.try_send(asked.r#do);
    sent.map_err(|_| refused("the bot is being killed or started already"))?;
    Ok(Json(json!({})))
}

async fn scenarios() -> Json<Value> {
    let all = Scenario::names().into_iter().filter_map(|name| Some((name, Scenario::load(name).ok()?)));
    let told = all.map(|(name, scenario)| json!({ "name": name, "about": scenario.about }));
    Json(json!({ "scenarios": told.collect::<Value>() }))
}

#[derive(Deserialize)]
struct Chosen {
    name: String,
}

async fn scenario(Extract(shared): Extract<Shared>, Json(chosen): Json<Chosen>) -> Answer {
    if !Scenario::names().contains(&chosen.name.as_str()) {
        return Err(refused("there is no such scenario"));
    }
    let scenario = Scenario::load(&chosen.name).map_err(|sentence| refused(&sentence))?;
    shared.jules.play(scenario);
    Ok(Json(json!({})))
}

/// What the panel shows.
pub(super) fn stage(shared: &Shared) -> Value {
    let clock = shared.jules.clock();
    let discord: u32 = shared.discord.pending_faults().iter().map(|fault| fault.times).sum();
    let jules: u32 = shared.jules.pending_faults().iter().fold(0, |sum, waiting| sum.saturating_add(waiting.count));
    json!({
        "bot": shared.stagehand.as_ref().map(|stagehand| stagehand.standing.borrow().clone()),
        "clock": { "speed": clock.speed(), "paused": clock.is_paused(), "next": shared.jules.next_event() },
        "faults": { "discord": discord, "jules": jules },
        "scenario": shared.jules.scenario_name(),
    })
}
