//! T06, T18, T19, T21 and T32: people who only look like others, and events that come twice,
//! late or too late.

use chrono::TimeDelta;
use jules_discord::session::effect::{Telling, Word};
use jules_discord::sim::discord::{Failure, Fault, GatewayFault};
use jules_discord::sim::jules::{self, Operation};
use jules_discord::store::{Batch, SledStore, Store as _, Tree, record};
use serde_json::json;

use super::{Cast, REFUSED};
use crate::harness::{Stage, eventually};

/// T06: a name is not a person, and a role's name is not a role.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_looks_like_somebody_elses_opens_nothing() {
    let cast = Cast::new().await;
    let stage = &cast.stage;
    stage.control().post("/roles", json!({ "name": "abel" })).await;
    stage.control().post("/people", json!({ "name": "аbеl", "roles": ["abel"] })).await;
    let (bot, thread) = cast.begins().await;
    let before = cast.calls();
    let said = thread.as_seen_by("аbеl").click("Approve").await;
    assert!(said.contains(REFUSED), "{said}");
    cast.row(
        6,
        "somebody named as abel, in other letters, with a role of that name, presses Approve",
        &said,
        before,
        0,
    );
    bot.finish().await;
}

/// T32: only what is written in a session's own thread is for it.
#[tokio::test(flavor = "multi_thread")]
async fn words_outside_of_a_thread_are_for_nobody() {
    let cast = Cast::new().await;
    let stage = &cast.stage;
    let (bot, thread) = cast.begins().await;
    let before = cast.calls();
    let ada = &thread.person;
    let words = format!("<#{}> session {}: go on, approve it", thread.id, thread.session());
    ada.write(stage.channel(), &words).unwrap();
    let other = ada.open_thread(stage.channel(), "Another", None, false).unwrap();
    ada.write(other, &words).unwrap();
    // What comes after them, and is for Jules, has arrived: so have they, and nothing came of it.
    let marker = thread.write("Hello");
    thread.wait_for_mark(marker, "✅").await;
    assert_eq!(stage.world.jules().sent_messages(&thread.session()), ["Hello"]);
    cast.row(32, "a listed person names the session in the channel and in another thread", "nothing", before, 1);
    bot.finish().await;
}

/// T18: Discord tells the same things twice, as it may after a resume.
#[tokio::test(flavor = "multi_thread")]
async fn what_discord_tells_twice_happens_once() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let twice = |event: &str| GatewayFault::Repeat { event: event.to_owned(), times: 1 };
    let attempt = stage.tries(18, "a start, a message and a press come twice each");
    stage.world.discord().gateway(twice("INTERACTION_CREATE"));
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    stage.world.discord().gateway(twice("MESSAGE_CREATE"));
    let words = thread.write("Use a fake clock");
    thread.wait_for_mark(words, "✅").await;
    stage.world.discord().gateway(twice("INTERACTION_CREATE"));
    let said = thread.click("Approve").await;
    thread.wait_for("**Finished**").await;
    let jules = stage.world.jules();
    assert_eq!(stage.world.discord().threads(stage.channel()).len(), 1);
    assert_eq!(jules.sent_messages(&thread.session()), ["Use a fake clock"]);
    assert_eq!(jules.approvals(&thread.session()), 1);
    attempt.ends(&said, 3);
    bot.finish().await;
}

/// T19: the answer comes too late for Discord; what was asked is done, and shown in the thread.
#[tokio::test(flavor = "multi_thread")]
async fn a_press_whose_answer_is_too_late_is_carried_out() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let attempt = stage.tries(19, "Discord has given a press up (10062) when the bot answers");
    let late = Fault { code: Some(10_062), ..Fault::new("POST", "/callback", 1, Failure::Status(404)) };
    stage.world.discord().fail(late);
    let message = thread.button("Approve").unwrap();
    let _ = thread.person.click(thread.id, message, "Approve").await;
    thread.wait_for("**Finished**").await;
    attempt.ends("approved, as the thread shows", 1);
    bot.finish().await;
}

/// T21: an approval that could not be passed on for a day is none. It is made two days old in the
/// store, while nobody has it open.
#[tokio::test(flavor = "multi_thread")]
async fn an_approval_of_the_day_before_yesterday_is_not_passed_on() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let approve = Operation::ALL.into_iter().find(|each| each.name() == "sessions.approvePlan").unwrap();
    stage.world.jules().fail(approve, 10_000, jules::Fault::status(503)).unwrap();
    thread.click("Approve").await;
    eventually("Jules is asked", || stage.jules_calls("POST", ":approvePlan") > 0).await;
    bot.kill_9().await;
    let store = SledStore::open(&stage.store_path()).unwrap();
    let (key, value) = store.scan(Tree::Inbox, &[]).unwrap().pop().unwrap();
    let mut word: Word = record::decode(&value).unwrap();
    let Telling::Approve { asked, .. } = &mut word.what else { panic!("{word:?}") };
    *asked = asked.map(|at| at - TimeDelta::days(2));
    let mut batch = Batch::default();
    batch.put(Tree::Inbox, key, record::encode(&word).unwrap());
    store.commit(batch).await.unwrap();
    store.close().await.unwrap();
    stage.world.jules().clear_faults();
    let attempt = stage.tries(21, "Approve, and then Jules is away for two days");
    let bot = stage.bot().await;
    let said = thread.wait_for("It could not be passed on for a day").await;
    attempt.ends(said["content"].as_str().unwrap(), 0);
    assert_eq!(stage.world.jules().approvals(&thread.session()), 0);
    bot.finish().await;
}

/// T04: a server that the bot was invited to, but not set up for, is left.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_not_set_up_is_left_with_a_word() {
    let stage = Stage::new("two_steps", 10.0).await;
    let control = stage.control();
    let bot = stage.bot().await;
    let attempt = stage.tries(4, "somebody invites the bot to a server of their own");
    let other = control.post("/guilds", json!({ "name": "Elsewhere", "owner": "mallory" })).await;
    let channels = control.get("/channels").await;
    let theirs = channels.as_array().unwrap().iter().find(|each| each["guild_id"] == other["id"]).unwrap();
    let channel = theirs["id"].as_str().unwrap();
    let left = || bot.log().contains("left a server that is not in discord.guilds");
    eventually("it leaves", left).await;
    let seen = control.get(&format!("/channels/{channel}/messages")).await;
    let said = seen.as_array().unwrap().iter().rev().find(|message| message.to_string().contains("leave")).unwrap();
    let said = said["content"].as_str().unwrap();
    assert!(said.contains("I leave this one"), "{said}");
    attempt.ends(said, 0);
    let calls = stage.world.discord().calls();
    assert!(
        calls.iter().any(|call| call["method"] == "DELETE" && call["path"].as_str().unwrap().contains("/@me/guilds"))
    );
    // The one it was set up for is still its own.
    stage.player("ada").starts("Fix the flaky test").await.wait_for_button("Approve").await;
    bot.finish().await;
}
