//! **Send to Jules**: a message becomes the beginning of a session, or words in one.

use jules_discord::sim::people::Outcome;
use serde_json::{Value, json};

use crate::harness::{Player, Stage, eventually};

const MENU: &str = "Send to Jules";

fn id(message: &Value) -> u64 {
    message["id"].as_str().unwrap().parse().unwrap()
}

/// What the person sees now in place of the offer.
fn offer(player: &Player<'_>, channel: u64, outcome: &Outcome) -> Value {
    let wanted = outcome.messages[0]["id"].clone();
    player.person.view(channel).into_iter().find(|message| message["id"] == wanted).unwrap()
}

async fn two_repositories() -> Stage {
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let repositories = [("acme/todo", names(&["main", "dev"])), ("acme/site", names(&["trunk"]))];
    let steps = "{ after = \"1s\", plan = { steps = [\"One\"] } }, { after = \"1s\", completed = {} }";
    Stage::with_repositories(&repositories, steps, 20.0).await
}

/// Somebody writes, and sends that to Jules; what they are shown.
async fn offered(player: &Player<'_>, channel: u64, words: &str) -> Outcome {
    let message = player.person.write(channel, words).unwrap();
    player.person.message_command(channel, message, MENU).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_becomes_a_session_once_its_place_was_chosen() {
    let stage = two_repositories().await;
    let bot = stage.bot().await;
    let (ada, channel) = (stage.player("ada"), stage.channel());
    let outcome = offered(&ada, channel, "The list says *today* is late.\nPlease mend it.").await;
    let text = outcome.text();
    assert!(text.contains("Nothing has begun yet") && text.contains("> The list says *today* is late."), "{text}");
    assert!(text.contains("Choose where"), "{text}");
    let shown = id(&outcome.messages[0]);
    assert!(ada.person.click(channel, shown, "Start").await.is_err(), "before a place was chosen");
    assert_eq!(stage.changes_at_jules(), Vec::<String>::new());
    // What was chosen is in the buttons: a restart in between changes nothing.
    ada.person.select(channel, shown, "Repository", &["acme/todo".into()]).await.unwrap();
    eventually("the place", || offer(&ada, channel, &outcome)["content"].to_string().contains("`acme/todo` @ `main`"))
        .await;
    bot.kill_9().await;
    let bot = stage.bot().await;
    ada.person.select(channel, shown, "Branch to start from", &["dev".into()]).await.unwrap();
    eventually("the branch", || offer(&ada, channel, &outcome)["content"].to_string().contains("`acme/todo` @ `dev`"))
        .await;
    ada.person.click(channel, shown, "Start").await.unwrap();
    let said = || offer(&ada, channel, &outcome)["content"].as_str().unwrap_or_default().to_owned();
    eventually("the thread", || said().contains("<#")).await;
    let thread = ada.follows(&said());
    thread.wait_for_button("Approve").await;
    let session = stage.world.jules().session_view(&thread.session()).unwrap();
    let prompt = session["prompt"].as_str().unwrap();
    assert!(prompt.starts_with("The list says *today* is late.\nPlease mend it.\n\n(The message in"), "{prompt}");
    assert_eq!(session["sourceContext"]["githubRepoContext"]["startingBranch"], "dev");
    assert!(offer(&ada, channel, &outcome)["components"].as_array().is_none_or(Vec::is_empty), "no button is left");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn any_repository_can_be_typed_and_a_wrong_one_is_named() {
    let stage = two_repositories().await;
    let bot = stage.bot().await;
    let (ada, channel) = (stage.player("ada"), stage.channel());
    let outcome = offered(&ada, channel, "Mend it").await;
    let shown = id(&outcome.messages[0]);
    for (repo, branch, sentence) in [
        ("acme/nonesuch", "", "no access to the repository `acme/nonesuch`"),
        ("acme/todo", "nonesuch", "has no branch `nonesuch`"),
        ("Acme/Site", "", "`acme/site` @ `trunk`"),
        ("none", "", "It will work in no repository"),
    ] {
        let form = ada.person.click(channel, shown, "Another repository or branch…").await.unwrap();
        ada.person.submit_modal(form.id(), json!({ "repo": repo, "branch": branch })).await.unwrap();
        let says = || offer(&ada, channel, &outcome)["content"].as_str().unwrap_or_default().contains(sentence);
        eventually(sentence, says).await;
    }
    ada.person.click(channel, shown, "Start").await.unwrap();
    eventually("a session", || stage.jules_calls("POST", "/sessions") == 1).await;
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_words_say_whose_they_are() {
    let stage = Stage::new("two_steps", 20.0).await;
    let bot = stage.bot().await;
    let (ada, channel) = (stage.player("ada"), stage.channel());
    let grace = stage.player("grace").person;
    let notes = json!({ "filename": "notes.txt", "content": "Line 7." });
    let message = grace.write_with(channel, "It fails.\n> really", None, &[notes]).unwrap();
    let outcome = ada.person.message_command(channel, message, MENU).await.unwrap();
    assert!(outcome.text().contains("One file comes with it"), "{outcome:?}");
    assert!(outcome.text().contains("`acme/todo` @ `main`"), "there is only one: {outcome:?}");
    // Two presses at once are one session.
    let attempt = stage.tries(27, "somebody else's message, with a quote in it, is sent to Jules");
    let shown = id(&outcome.messages[0]);
    let press = || ada.person.click(channel, shown, "Start");
    let _ = tokio::join!(press(), press());
    let said = || offer(&ada, channel, &outcome)["content"].as_str().unwrap_or_default().to_owned();
    eventually("the thread", || said().contains("<#")).await;
    let thread = ada.follows(&said());
    thread.wait_for_button("Approve").await;
    let session = stage.world.jules().session_view(&thread.session()).unwrap();
    let prompt = session["prompt"].as_str().unwrap();
    attempt.ends(&format!("the prompt says whose words they are: {}", prompt.replace('\n', " ")), 1);
    assert!(prompt.to_lowercase().starts_with("grace wrote in discord:\n> it fails.\n> > really\n"), "{prompt}");
    assert!(prompt.ends_with("--- file notes.txt ---\nLine 7.\n--- end of notes.txt ---"), "{prompt}");
    assert_eq!(stage.jules_calls("POST", "/sessions"), 1);
    assert_eq!(stage.world.discord().threads(channel).len(), 1);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_sessions_thread_a_message_is_told_to_that_session() {
    let stage = Stage::new("two_steps", 20.0).await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    let thread = ada.starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let aside = thread.as_seen_by("mallory").write("I saw it on Windows, too.");
    let outcome = ada.person.message_command(thread.id, aside, MENU).await.unwrap();
    assert!(outcome.text().contains("on their way to Jules"), "{outcome:?}");
    let sent = || stage.world.jules().sent_messages(&thread.session());
    eventually("the words arrive", || sent().len() == 1).await;
    assert!(sent()[0].to_lowercase().starts_with("mallory wrote in discord:\n> i saw it on windows"), "{:?}", sent());
    thread.wait_for("to Jules:").await;
    let gone = ada.person.write(thread.id, "!wrong").unwrap();
    let outcome = ada.person.message_command(thread.id, gone, MENU);
    let outcome = outcome.await.unwrap();
    assert!(outcome.text().contains("on their way"), "whoever sends an aside means it: {outcome:?}");
    bot.finish().await;
}
