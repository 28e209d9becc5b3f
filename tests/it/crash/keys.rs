//! A key is given, a session works with it, and it is revoked, whatever becomes of the bot meanwhile.

use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use super::Mortal;
use crate::harness::{Account, PATIENCE, Stage};

const KEY: &str = "AQ.canary-of-a-life-00000000000";
const MASTER: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const REVOKED: &str = "The Jules key of this session was revoked";
/// How long somebody waits for an answer before they look for themselves.
const PATIENT: Duration = Duration::from_millis(1_500);
/// How long a start that got no answer may take before they start again.
const START_AGAIN: Duration = Duration::from_secs(6);

pub async fn life(point: &str, random: fastrand::Rng) -> (Account, Vec<String>) {
    let stage = Stage::new("two_steps", 10.0).await;
    stage.world.jules().add_key(KEY, "");
    let master = stage.store_path().with_extension("master");
    std::fs::write(&master, MASTER).unwrap();
    let readable = std::os::unix::fs::PermissionsExt::from_mode(0o400);
    std::fs::set_permissions(&master, readable).unwrap();
    let launch = stage.launch().set("MASTER_KEY_FILE", master.to_str().unwrap());
    let mut mortal = Mortal::new(launch, point, random);
    let (discord, home) = (stage.world.discord(), stage.channel());
    let ada = stage.player("ada").person.patient(PATIENT);
    let deadline = Instant::now() + PATIENCE * 2;
    let (mut given, mut asked) = (false, None::<Instant>);
    let thread = loop {
        mortal.tend();
        assert!(Instant::now() < deadline, "it was never revoked:\n{}", mortal.bot.log());
        let thread = discord.threads(home).first().copied();
        let shows = |text: &str| thread.is_some_and(|thread| discord.transcript(thread).contains(text));
        match thread.filter(|_| shows(REVOKED)) {
            Some(thread) => break thread,
            None if !given => {
                // Nobody is told twice that there is one: whoever got no answer asks for it again.
                if let Ok(form) = ada.command(home, "jules key set", json!({ "whose": "server" })).await {
                    given = form.text().contains("There is a key already");
                    drop(ada.submit_modal(form.id(), json!({ "jules-api-key-typed": KEY })).await);
                }
            }
            None if thread.is_none() && asked.is_none_or(|at| at.elapsed() > START_AGAIN) => {
                let options = json!({ "prompt": "Do it", "repo": "acme/todo" });
                asked = ada.command(home, "jules start", options).await.is_ok().then(Instant::now);
            }
            None if shows("Plan 1") => {
                drop(ada.command(home, "jules key revoke", json!({ "whose": "server" })).await);
            }
            None => {}
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let Mortal { bot, died, .. } = mortal;
    bot.finish().await;
    let mut account = Account::default();
    account.count("threads", 1, discord.threads(home).len());
    account.count("the notice", 1, discord.transcript(thread).matches(REVOKED).count());
    account.count("sessions", 1, stage.world.jules().sessions().len());
    (account, died)
}
