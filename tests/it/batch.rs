//! `/jules batch`: one prompt over several repositories, one card, nothing lost and nothing twice.

use jules_discord::sim::jules::{Fault, Operation};
use serde_json::{Value, json};

use crate::harness::{Player, Stage, Thread, eventually};

const NAMES: [&str; 4] = ["acme/todo", "acme/site", "acme/docs", "beta/tools"];
const QUICK: &str = r#"
{ after = "500ms", plan = { steps = ["One"] } },
{ after = "1s", message = "At it" },
{ after = "1s", outputs = { pull_request = { url = "https://github.com/acme/x/pull/7", title = "It" } } },
{ after = "500ms", completed = {} }"#;

async fn stage(steps: &str, speed: f64) -> Stage {
    let repositories: Vec<_> = NAMES.iter().map(|name| (*name, vec!["main".to_owned(), "dev".to_owned()])).collect();
    Stage::with_repositories(&repositories, steps, speed).await
}

/// The one card of a channel.
fn card(player: &Player<'_>, channel: u64) -> Value {
    let mut cards = player.person.view(channel);
    cards.retain(|message| message["embeds"][0]["title"].as_str().is_some_and(|title| title.starts_with("Batch: ")));
    assert!(cards.len() <= 1, "{} cards", cards.len());
    cards.pop().unwrap_or_default()
}

fn card_id(card: &Value) -> u64 {
    card["id"].as_str().unwrap().parse().unwrap()
}

/// What the card says.
fn says(card: &Value) -> String {
    let embeds = card["embeds"].as_array().cloned().unwrap_or_default();
    embeds.iter().filter_map(|embed| embed["description"].as_str()).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn each_repository_gets_a_thread_and_one_card_follows_them_all() {
    let stage = stage(QUICK, 10.0).await;
    let bot = stage.launch().setting("JULES__BATCH_AT_ONCE", "1").run().await;
    let (ada, channel) = (stage.player("ada"), stage.channel());
    let options = json!({ "prompt": "Update the licence", "repos": "acme/todo, docs tools,acme/todo" });
    let said = ada.types("jules batch", options).await;
    assert!(said.contains("3 repositories, at most 1 at work at the same time"), "{said}");
    eventually("the first is at work", || says(&card(&ada, channel)).contains("Jules is working")).await;
    let shown = says(&card(&ada, channel));
    assert_eq!(shown.matches("🕓 Waits for its turn").count(), 2, "{shown}");
    assert_eq!(stage.jules_calls("POST", "/sessions"), 1, "one at a time");
    eventually("all are finished", || says(&card(&ada, channel)).contains("3 of 3 finished")).await;
    let shown = says(&card(&ada, channel));
    for repo in ["acme/todo", "acme/docs", "beta/tools"] {
        assert!(shown.contains(&format!("✅ Finished · `{repo}` @ `main` · <#")), "{shown}");
    }
    assert_eq!(shown.matches("[pull request](https://github.com/acme/x/pull/7)").count(), 3, "{shown}");
    assert!(card(&ada, channel)["components"].as_array().is_none_or(Vec::is_empty), "nothing is left to do");
    assert_eq!(stage.world.discord().threads(channel).len(), 3);
    assert_eq!(stage.jules_calls("POST", "/sessions"), 3);
    assert_eq!(stage.jules_calls("POST", ":approvePlan"), 0);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_is_killed_again_and_again_loses_no_session_and_makes_none_twice() {
    let stage = stage(QUICK, 10.0).await;
    let (ada, channel) = (stage.player("ada"), stage.channel());
    let mut bot = stage.bot().await;
    ada.types("jules batch", json!({ "prompt": "Update the licence", "repos": NAMES.join(" ") })).await;
    for threads in 1..=4 {
        eventually("another thread", || stage.world.discord().threads(channel).len() >= threads).await;
        bot.kill_9().await;
        bot = stage.bot().await;
    }
    eventually("all are finished", || says(&card(&ada, channel)).contains("4 of 4 finished")).await;
    assert_eq!(stage.world.discord().threads(channel).len(), 4);
    assert_eq!(stage.world.jules().sessions().len(), 4);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_is_listed_with_its_reason_and_only_that_is_tried_again() {
    let stage = stage(QUICK, 10.0).await;
    let (ada, channel) = (stage.player("ada"), stage.channel());
    let bot = stage.launch().setting("JULES__BATCH_AT_ONCE", "1").run().await;
    // As often as the bot tries, since a precondition that fails may leave a session behind.
    let fault = json!({ "operation": "sessions.create", "count": 3, "fault": { "status": 400 } });
    stage.control().post("/jules/faults", fault).await;
    ada.types("jules batch", json!({ "prompt": "Update the licence", "repos": "acme/todo acme/site" })).await;
    eventually("one of each", || says(&card(&ada, channel)).contains("1 of 2 finished · 1 failed")).await;
    let shown = card(&ada, channel);
    assert_eq!(shown["embeds"][1]["title"], "❌ What failed, and why");
    let reason = shown["embeds"][1]["description"].as_str().unwrap();
    assert!(reason.starts_with("`acme/todo` @ `main`: ") && reason.len() > 30, "{reason}");
    bot.kill_9().await;
    let bot = stage.bot().await;
    let said = ada.person.click(channel, card_id(&shown), "Retry the failed (1)").await.unwrap().text();
    assert!(said.contains("in a new thread"), "{said}");
    eventually("both are finished", || says(&card(&ada, channel)).contains("2 of 2 finished")).await;
    assert_eq!(card(&ada, channel)["id"], shown["id"], "the same card");
    assert_eq!(stage.world.discord().threads(channel).len(), 3);
    assert_eq!(stage.world.jules().sessions().len(), 2);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_can_be_stopped_and_gone_on_with() {
    let slow = r#"{ after = "60s", plan = { steps = ["One"] } }, { completed = {} }"#;
    let stage = stage(slow, 10.0).await;
    let (ada, channel) = (stage.player("ada"), stage.channel());
    let bot = stage.launch().setting("JULES__BATCH_AT_ONCE", "1").run().await;
    ada.types("jules batch", json!({ "prompt": "Update", "repos": "todo site docs", "branch": "dev" })).await;
    eventually("the first has begun", || says(&card(&ada, channel)).contains("<#")).await;
    let id = card_id(&card(&ada, channel));
    let said = ada.person.click(channel, id, "Begin no more").await.unwrap().text();
    assert!(said.contains("No more is begun: 2 stay out"), "{said}");
    eventually("who stopped it", || says(&card(&ada, channel)).contains("stopped it: what has begun goes on")).await;
    assert!(
        stage.player("mallory").person.click(channel, id, "Begin the rest").await.unwrap().text().contains("owner")
    );
    bot.kill_9().await;
    // Begun anew it begins nothing; asked to, it goes on.
    let bot = stage.launch().setting("JULES__BATCH_AT_ONCE", "3").run().await;
    let said = ada.person.click(channel, id, "Begin the rest").await.unwrap().text();
    assert!(said.contains("Going on: 2 still to begin"), "{said}");
    eventually("all have begun", || stage.jules_calls("POST", "/sessions") == 3).await;
    assert_eq!(says(&card(&ada, channel)).matches("@ `dev`").count(), 3);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_list_of_repositories_begins_nothing_and_the_last_name_is_completed() {
    let stage = stage(QUICK, 10.0).await;
    let ada = stage.player("ada");
    let bot = stage.bot().await;
    for (repos, sentence) in [
        ("acme/todo acme/nonesuch", "no access to the repository `acme/nonesuch`"),
        (" , ", "Which repositories?"),
        ("none", "a batch needs repositories"),
    ] {
        let said = ada.types("jules batch", json!({ "prompt": "Update", "repos": repos })).await;
        assert!(said.contains(sentence), "{repos}: {said}");
    }
    assert_eq!(stage.changes_at_jules(), Vec::<String>::new());
    let values = |offered: Vec<(String, String)>| offered.into_iter().map(|(_, value)| value).collect::<Vec<_>>();
    assert_eq!(values(ada.is_offered("jules batch", "repos", "to", Value::Null).await), ["acme/todo", "beta/tools"]);
    let more = values(ada.is_offered("jules batch", "repos", "acme/todo,docs  a", Value::Null).await);
    assert_eq!(more, ["acme/todo,docs, acme/site", "acme/todo,docs, beta/tools"], "those named already are left out");
    bot.finish().await;
}

/// A batch of one whose session could not be created, and the thread in which that is told.
async fn one_that_failed(stage: &Stage) -> (Player<'_>, Value, Thread<'_>) {
    let (ada, channel) = (stage.player("ada"), stage.channel());
    let fault = json!({ "operation": "sessions.create", "count": 3, "fault": { "status": 400 } });
    stage.control().post("/jules/faults", fault).await;
    ada.types("jules batch", json!({ "prompt": "Update the licence", "repos": "acme/todo" })).await;
    eventually("it failed", || says(&card(&ada, channel)).contains("1 failed")).await;
    let thread = Thread::new(stage, ada.person.clone(), stage.world.discord().threads(channel)[0]);
    thread.wait_for_button("Retry").await;
    let shown = card(&ada, channel);
    (ada, shown, thread)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_has_begun_a_task_again_leaves_nothing_to_retry_in_its_first_thread() {
    let stage = stage(QUICK, 10.0).await;
    let bot = stage.bot().await;
    let (ada, shown, thread) = one_that_failed(&stage).await;
    let said = ada.person.click(stage.channel(), card_id(&shown), "Retry the failed (1)").await.unwrap().text();
    assert!(said.contains("in a new thread"), "{said}");
    bot.kill_9().await;
    let bot = stage.bot().await;
    let said = thread.click("Retry").await;
    assert!(said.contains("batch has begun this task again"), "{said}");
    eventually("it is finished", || says(&card(&ada, stage.channel())).contains("1 of 1 finished")).await;
    assert_eq!(stage.world.jules().sessions().len(), 1);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_tried_again_in_its_own_thread_is_not_begun_again_by_its_batch() {
    let stage = stage(QUICK, 10.0).await;
    let bot = stage.bot().await;
    let (ada, shown, thread) = one_that_failed(&stage).await;
    let (channel, card_of_it) = (stage.channel(), card_id(&shown));
    // Both at once: whichever is first, one session comes of it.
    let by_batch = ada.person.click(channel, card_of_it, "Retry the failed (1)");
    let (_, said) = tokio::join!(thread.click("Retry"), by_batch);
    said.unwrap();
    eventually("it is finished", || says(&card(&ada, channel)).contains("1 of 1 finished")).await;
    assert_eq!(stage.world.jules().sessions().len(), 1);
    let created = stage
        .world
        .jules()
        .calls()
        .iter()
        .filter(|call| call.path.ends_with("/sessions") && call.method == "POST")
        .count();
    assert_eq!(created, 4, "three that failed, and one");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_of_a_session_that_failed_keeps_its_batch_from_beginning_another() {
    let steps = r#"
        { after = "500ms", plan = { steps = ["One"] } },
        { after = "1s", failed = {} }"#;
    let stage = stage(steps, 10.0).await;
    let bot = stage.bot().await;
    let (ada, channel) = (stage.player("ada"), stage.channel());
    ada.types("jules batch", json!({ "prompt": "Update the licence", "repos": "acme/todo" })).await;
    eventually("it failed", || says(&card(&ada, channel)).contains("1 failed")).await;
    let thread = Thread::new(&stage, ada.person.clone(), stage.world.discord().threads(channel)[0]);
    // The words are on their way for a while.
    stage.world.jules().fail(Operation::SendMessage, 1_000, Fault::status(503)).unwrap();
    thread.click("Retry").await;
    let id = card_id(&card(&ada, channel));
    let said = ada.person.click(channel, id, "Retry the failed (1)").await.unwrap().text();
    assert!(said.contains("taken up in its own thread"), "{said}");
    assert_eq!(stage.world.discord().threads(channel).len(), 1);
    assert_eq!(stage.world.jules().sessions().len(), 1);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_whose_store_was_lost_goes_on_from_its_card_when_somebody_says_so() {
    let slow = r#"{ after = "20s", plan = { steps = ["One"] } }, { completed = {} }"#;
    let stage = stage(slow, 10.0).await;
    let (ada, channel) = (stage.player("ada"), stage.channel());
    let bot = stage.launch().setting("JULES__BATCH_AT_ONCE", "1").run().await;
    ada.types("jules batch", json!({ "prompt": "Update", "repos": "todo site docs", "branch": "dev" })).await;
    eventually("the first has begun", || says(&card(&ada, channel)).contains("<#")).await;
    let (id, first) = (card_id(&card(&ada, channel)), stage.world.discord().threads(channel)[0]);
    let began = || stage.world.discord().transcript(first).contains("/session/");
    eventually("its session is known", began).await;
    bot.kill_9().await;
    std::fs::remove_dir_all(stage.store_path()).unwrap();
    let rebuild = async || stage.launch().arguments(&["store", "rebuild"]).output().await;
    let (mut code, mut printed) = rebuild().await;
    // Jules lists a new session some seconds late; whoever finds it missing asks again.
    for _ in 0..20 {
        if !printed.contains("has no session at Jules") {
            break;
        }
        std::fs::remove_dir_all(stage.store_path()).unwrap();
        (code, printed) = rebuild().await;
    }
    assert_eq!((code, printed.contains("1 batches are not over")), (Some(0), true), "{printed}");
    let bot = stage.launch().setting("JULES__BATCH_AT_ONCE", "3").run().await;
    eventually("its card says so", || says(&card(&ada, channel)).contains("the rest is not begun")).await;
    let said = ada.person.click(channel, id, "Begin the rest").await.unwrap().text();
    assert!(said.contains("Going on: 2 still to begin"), "{said}");
    eventually("all have begun", || stage.world.discord().threads(channel).len() == 3).await;
    for thread in stage.world.discord().threads(channel) {
        // Whether plans were to be approved, nobody knows any more; so they are.
        let thread = Thread::new(&stage, ada.person.clone(), thread);
        if thread.id != first {
            thread.click("Approve").await;
        }
    }
    eventually("all are finished", || says(&card(&ada, channel)).contains("3 of 3 finished")).await;
    assert_eq!(says(&card(&ada, channel)).matches("@ `dev`").count(), 3);
    assert_eq!(stage.world.jules().sessions().len(), 3);
    assert_eq!(stage.world.discord().threads(channel).len(), 3);
    bot.finish().await;
}
