//! Forums: a post for each session, a tag for its state.

use std::time::Duration;

use jules_discord::sim::discord::{Failure, Fault};
use serde_json::{Value, json};

use crate::harness::{Bot, Player, Stage, Thread, eventually};

/// Of a forum: each post needs a tag.
const REQUIRE_TAG: u64 = 1 << 4;

/// A new forum; its id.
async fn forum(stage: &Stage, name: &str, tags: Value, flags: u64) -> u64 {
    let body = json!({ "name": name, "type": 15, "tags": tags, "flags": flags });
    id(&stage.control().post("/channels", body).await)
}

fn id(channel: &Value) -> u64 {
    channel["id"].as_str().unwrap().parse().unwrap()
}

/// Gives the bot a right in a channel.
async fn grant(stage: &Stage, channel: u64, right: &str) {
    let body = json!({ "who": "bot", "allow": [right] });
    stage.control().put(&format!("/channels/{channel}/permissions"), body).await;
}

/// The list of posts as people see it, with the tags of each.
fn list(stage: &Stage, forum: u64) -> String {
    stage.world.discord().transcript(forum)
}

/// Waits until a post is listed like this: its title and its tags.
async fn shows(stage: &Stage, forum: u64, post: &str) {
    let line = format!("🧵 {post}");
    eventually(&line, || list(stage, forum).lines().any(|shown| shown == line)).await;
}

/// How often a post's tags were written.
fn tagged(stage: &Stage, post: u64) -> usize {
    calls(stage, "PATCH", post)
}

/// How often a channel was read.
fn looks(stage: &Stage, channel: u64) -> usize {
    calls(stage, "GET", channel)
}

fn calls(stage: &Stage, method: &str, channel: u64) -> usize {
    let path = format!("/channels/{channel}");
    let calls = stage.world.discord().calls();
    calls.iter().filter(|call| call["method"] == method && call["path"].as_str().unwrap().ends_with(&path)).count()
}

/// Uses a command that opens a post; the post.
async fn opens<'a>(
    stage: &'a Stage,
    by: &Player<'_>,
    place: u64,
    forum: u64,
    command: &str,
    options: Value,
) -> Thread<'a> {
    let before = stage.world.discord().threads(forum);
    let said = by.types_in(place, command, options).await;
    let after = stage.world.discord().threads(forum);
    let new: Vec<u64> = after.into_iter().filter(|post| !before.contains(post)).collect();
    assert_eq!(new.len(), 1, "{said}");
    assert!(said.contains(&format!("<#{}>", new[0])), "{said}");
    Thread::new(stage, by.person.clone(), new[0])
}

fn fix() -> Value {
    json!({ "prompt": "Fix the flaky test", "repo": "acme/todo", "title": "Fix it" })
}

/// A bot whose channel `#dev` opens its sessions in this forum.
async fn set_to(stage: &Stage, forum: u64) -> Bot {
    let bot = stage.bot().await;
    let said = stage.player("ada").types("jules settings", json!({ "forum": forum.to_string() })).await;
    assert!(said.contains(&format!("they appear as posts in <#{forum}>")), "{said}");
    bot
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_started_in_a_post_gets_a_post_of_its_own_and_its_tag_says_where_it_stands() {
    let stage = Stage::new("two_steps", 10.0).await;
    let board = stage.world.discord().channel("board").unwrap();
    // What lasts shorter than this need not be tagged; the sessions' steps are faster.
    let launch = || stage.launch().setting("DISCORD__CARD_INTERVAL_MS", "500");
    let bot = launch().run().await;
    let (ada, grace) = (stage.player("ada"), stage.player("grace"));
    let talk = grace.person.post(board, "Anybody?", "The test is flaky.", &[]).unwrap();
    let post = opens(&stage, &ada, talk, board, "jules start", fix()).await;
    let first = &post.messages()[0];
    assert_eq!(first["id"], post.id.to_string(), "the post's first message is ours");
    assert!(first["content"].as_str().unwrap().starts_with("🧵 **Fix it**\n`acme/todo`"), "{first}");
    post.wait_for_button("Approve").await;
    shows(&stage, board, "Fix it [Needs you]").await;
    let asked = post.write("And mind the clock");
    post.wait_for_mark(asked, "✅").await;
    post.click("Approve").await;
    post.wait_for("**Finished**").await;
    shows(&stage, board, "Fix it [Done]").await;
    assert!(list(&stage, board).contains("🧵 Anybody?\n"), "other posts are left alone");
    assert!(stage.world.discord().threads(stage.channel()).is_empty(), "nothing in the channel");
    // Begun anew it knows what the post shows.
    let before = tagged(&stage, post.id);
    assert!(before <= 4, "{before} times");
    bot.kill_9().await;
    let bot = launch().run().await;
    assert!(post.types("jules status", json!({})).await.contains("Finished"));
    assert_eq!(tagged(&stage, post.id), before);
    // And goes on: a message wakes the session.
    let more = post.write("Now the docs");
    post.wait_for_mark(more, "✅").await;
    bot.finish().await;
    assert_eq!(stage.world.jules().sessions().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_can_be_set_to_a_forum_which_gets_its_tags_if_the_bot_may_and_peoples_own_stay() {
    let stage = Stage::new("two_steps", 10.0).await;
    let tasks = forum(&stage, "tasks", json!(["bug"]), 0).await;
    let bot = set_to(&stage, tasks).await;
    let ada = stage.player("ada");
    let post = opens(&stage, &ada, stage.channel(), tasks, "jules start", fix()).await;
    post.wait_for_button("Approve").await;
    stage.player("ada").person.tag(post.id, &["bug"]).unwrap();
    eventually("it says what it lacks", || bot.log().contains("grant Manage Channels there")).await;
    assert!(list(&stage, tasks).contains("🧵 Fix it [bug]\n"), "{}", list(&stage, tasks));
    bot.kill_9().await;
    grant(&stage, tasks, "MANAGE_CHANNELS").await;
    let bot = stage.bot().await;
    post.click("Approve").await;
    post.wait_for("**Finished**").await;
    shows(&stage, tasks, "Fix it [Done, bug]").await;
    let known = stage.control().get("/channels").await;
    let known = known.as_array().unwrap().iter().find(|channel| id(channel) == tasks).unwrap();
    let names: Vec<&str> =
        known["available_tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["bug", "Working", "Needs you", "Paused", "Done", "Failed"]);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forum_that_wants_a_tag_gets_one_with_each_post() {
    let stage = Stage::new("two_steps", 10.0).await;
    let ours = forum(&stage, "ours", json!(["bug", "working"]), REQUIRE_TAG).await;
    let theirs = forum(&stage, "theirs", json!([{ "name": "secret", "moderated": true }, "bug"]), REQUIRE_TAG).await;
    let bare = forum(&stage, "bare", json!([]), REQUIRE_TAG).await;
    grant(&stage, bare, "MANAGE_CHANNELS").await;
    let bot = set_to(&stage, ours).await;
    let ada = stage.player("ada");
    let post = opens(&stage, &ada, stage.channel(), ours, "jules run", fix()).await;
    post.wait_for("**Finished**").await;
    // There is no tag for that, and none at all there may not be.
    assert!(list(&stage, ours).contains("🧵 Fix it [working]\n"), "{}", list(&stage, ours));
    ada.types("jules settings", json!({ "forum": "theirs" })).await;
    let post = opens(&stage, &ada, stage.channel(), theirs, "jules run", fix()).await;
    assert!(list(&stage, theirs).contains("🧵 Fix it [bug]\n"), "{}", list(&stage, theirs));
    post.wait_for("**Finished**").await;
    ada.types("jules settings", json!({ "forum": "bare" })).await;
    opens(&stage, &ada, stage.channel(), bare, "jules run", fix()).await;
    shows(&stage, bare, "Fix it [Done]").await;
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_that_only_some_may_use_is_asked_for_and_does_not_disturb() {
    let stage = Stage::new("two_steps", 10.0).await;
    let tags = json!([{ "name": "Working", "moderated": true }, { "name": "Done", "moderated": true }, "Needs you"]);
    let tasks = forum(&stage, "tasks", tags, 0).await;
    let bot = set_to(&stage, tasks).await;
    let ada = stage.player("ada");
    let post = opens(&stage, &ada, stage.channel(), tasks, "jules start", fix()).await;
    post.wait_for_button("Approve").await;
    shows(&stage, tasks, "Fix it [Needs you]").await;
    post.click("Approve").await;
    post.wait_for("**Finished**").await;
    shows(&stage, tasks, "Fix it").await;
    eventually("it says what it lacks", || bot.log().contains("the bot needs Manage Threads")).await;
    bot.kill_9().await;
    grant(&stage, tasks, "MANAGE_THREADS").await;
    let bot = stage.bot().await;
    shows(&stage, tasks, "Fix it [Done]").await;
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_whose_opening_was_cut_off_is_found_again() {
    let open = |failure| Fault::new("POST", "/channels/{channel}/threads", 1, failure).after_effect();
    let stage = Stage::new("two_steps", 10.0).await;
    let board = stage.world.discord().channel("board").unwrap();
    let mut bot = set_to(&stage, board).await;
    let ada = stage.player("ada");
    // The answer is lost.
    stage.world.discord().fail(open(Failure::Drop));
    opens(&stage, &ada, stage.channel(), board, "jules start", fix()).await;
    // It does not come, and the bot is killed while it waits for it.
    for archived in [false, true] {
        let before = stage.world.discord().threads(board);
        stage.world.discord().fail(open(Failure::Hang));
        let person = ada.person.clone().patient(Duration::from_millis(100));
        let started = tokio::spawn({
            let channel = stage.channel();
            async move { person.command(channel, "jules start", fix()).await }
        });
        eventually("the post is there", || stage.world.discord().threads(board).len() > before.len()).await;
        bot.kill_9().await;
        let _ = started.await;
        let post = *stage.world.discord().threads(board).iter().find(|post| !before.contains(post)).unwrap();
        if archived {
            ada.person.archive(post, true).unwrap();
        }
        bot = stage.bot().await;
        Thread::new(&stage, ada.person.clone(), post).wait_for_button("Approve").await;
    }
    assert_eq!(stage.world.discord().threads(board).len(), 3);
    assert_eq!(stage.world.jules().sessions().len(), 3);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_a_tag_and_its_record_it_does_not_tag_again() {
    let stage = Stage::new("two_steps", 10.0).await;
    let board = stage.world.discord().channel("board").unwrap();
    let bot = set_to(&stage, board).await;
    let ada = stage.player("ada");
    let tag = Fault::new("PATCH", "/channels/{channel}", 1, Failure::Hang);
    let tag = Fault { body: Some("applied_tags".into()), ..tag }.after_effect();
    stage.world.discord().fail(tag);
    let post = opens(&stage, &ada, stage.channel(), board, "jules start", fix()).await;
    post.wait_for_button("Approve").await;
    shows(&stage, board, "Fix it [Needs you]").await;
    bot.kill_9().await;
    let (before, looked) = (tagged(&stage, post.id), looks(&stage, board));
    let bot = stage.bot().await;
    eventually("it has looked", || looks(&stage, board) > looked).await;
    post.types("jules status", json!({})).await;
    assert_eq!(tagged(&stage, post.id), before);
    post.click("Approve").await;
    shows(&stage, board, "Fix it [Done]").await;
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_opens_a_post_for_each_repository_and_its_card_stays_in_the_channel() {
    let quick = r#"{ after = "500ms", message = "At it" }, { after = "1s", completed = {} }"#;
    let names = [("acme/todo", vec!["main".to_owned()]), ("acme/docs", vec!["main".to_owned()])];
    let stage = Stage::with_repositories(&names, quick, 10.0).await;
    let board = stage.world.discord().channel("board").unwrap();
    let bot = set_to(&stage, board).await;
    let ada = stage.player("ada");
    let options = json!({ "prompt": "Update the licence", "repos": "todo docs", "title": "Licence_2026 *all*" });
    ada.types("jules batch", options).await;
    // Discord reads no Markdown in the name of a thread, and neither does Jules.
    let post = "🧵 Licence_2026 *all* [Done]\n";
    eventually("both are tagged", || list(&stage, board).matches(post).count() == 2).await;
    let sessions = serde_json::to_string(&stage.world.jules().sessions()).unwrap();
    assert!(sessions.contains("\"Licence_2026 *all* [jd-"), "{sessions}");
    let card = || ada.person.view(stage.channel()).pop().unwrap();
    eventually("its card says so", || card().to_string().contains("2 of 2 finished")).await;
    assert_eq!(card()["embeds"][0]["title"], r"Batch: Licence\_2026 \*all\*");
    assert!(stage.world.discord().threads(stage.channel()).is_empty());
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attached_session_and_a_media_channel_are_served_alike() {
    let stage = Stage::new("two_steps", 10.0).await;
    let shows_media = json!({ "name": "shows", "type": 16, "tags": ["Needs you"] });
    let media = id(&stage.control().post("/channels", shows_media).await);
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    let thread = ada.starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let session = thread.session();
    thread.types("jules detach", json!({})).await;
    let talk = ada.person.post(media, "Anybody?", "Look at this.", &[]).unwrap();
    let post = opens(&stage, &ada, talk, media, "jules attach", json!({ "session": session })).await;
    post.wait_for_button("Approve").await;
    shows(&stage, media, "Fix the flaky test [Needs you]").await;
    post.types("jules detach", json!({})).await;
    shows(&stage, media, "Fix the flaky test").await;
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_forum_or_has_gone_is_said_and_nothing_is_started() {
    let stage = Stage::new("two_steps", 10.0).await;
    let tasks = forum(&stage, "tasks", json!([]), 0).await;
    let bot = set_to(&stage, tasks).await;
    let ada = stage.player("ada");
    let said = ada.types("jules settings", json!({ "forum": "general" })).await;
    assert!(said.contains("That is no forum of this server"), "{said}");
    let deny = json!({ "who": "bot", "deny": ["SEND_MESSAGES"] });
    stage.control().put(&format!("/channels/{tasks}/permissions"), deny).await;
    let said = ada.types("jules start", fix()).await;
    assert!(said.contains("did not let me open a post in the forum: Missing Permissions"), "{said}");
    stage.control().change(reqwest::Method::DELETE, &format!("/channels/{tasks}"), Value::Null).await;
    let said = ada.types("jules start", fix()).await;
    assert!(said.contains(&format!("<#{tasks}>, which I cannot see any more")), "{said}");
    assert_eq!(stage.changes_at_jules(), Vec::<String>::new());
    // The channel itself takes it back.
    let said = ada.types("jules settings", json!({ "forum": "dev" })).await;
    assert!(said.contains("they appear here"), "{said}");
    ada.starts("Fix the flaky test").await;
    bot.finish().await;
}
