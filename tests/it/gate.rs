//! The gate: whoever nobody let in changes nothing, whichever way they try.

use jules_discord::sim::people::{Person, Status};
use serde_json::{Value, json};

use crate::harness::{Stage, Thread};

const STRANGER: &str = "You may not do that here.";
const NOBODY: &str = "Only the owner of this bot may use it so far.";
const ELSEWHERE: &str = "I only work in the servers I was set up for.";

/// Presses that belong to no session.
const ORDERS: [&str; 11] = [
    "jd1:list:all:-:-:0",
    "jd1:inbox:0",
    "jd1:repo:1:1:-:-",
    "jd1:branch:1:1:-:-",
    "jd1:other:1:1:-:-",
    "jd1:begin:1:1:none:-",
    "jd1:batch:1:stop",
    "jd1:batch:1:on",
    "jd1:batch:1:retry",
    "jd1:key:set:mine",
    "jd1:key:rotate:server",
];

/// Ada owns guild and application, Grace is listed, Rita has a listed role, Adam is an
/// administrator, and Mallory is nobody in particular.
async fn cast(stage: &Stage) {
    let control = stage.control();
    control.post("/roles", json!({ "name": "reviewers" })).await;
    control.post("/roles", json!({ "name": "admins", "permissions": ["ADMINISTRATOR"] })).await;
    control.post("/people", json!({ "name": "rita", "roles": ["reviewers"] })).await;
    control.post("/people", json!({ "name": "adam", "roles": ["admins"] })).await;
}

/// Every entry point, as somebody who may not use any of them. `theirs` is a thread of somebody else's.
async fn is_refused_everywhere(stage: &Stage, name: &str, theirs: &Thread<'_>, sentence: &str) {
    let before = stage.changes_at_jules();
    let control = stage.control();
    let thread = theirs.as_seen_by(name);
    let player = stage.player(name);

    let start = json!({ "prompt": "Let me in", "repo": "acme/todo" });
    assert!(player.types("jules start", start).await.contains(sentence), "{name} starts");
    let batch = json!({ "prompt": "Let me in", "repos": "acme/todo" });
    assert!(player.types("jules batch", batch).await.contains(sentence), "{name} starts a batch");
    for command in ["approve", "stop", "status", "plan", "list", "inbox", "archive", "detach", "settings"] {
        let said = thread.types(&format!("jules {command}"), json!({})).await;
        assert!(said.contains(sentence), "{name} types {command}: {said}");
    }
    no_key_is_taken(stage, &thread, sentence).await;
    for (command, option) in [
        ("jules start", "repo"),
        ("jules start", "branch"),
        ("jules run", "repo"),
        ("jules batch", "repos"),
        ("jules diff", "file"),
        ("jules attach", "session"),
        ("jules settings", "repo"),
        ("jules settings", "branch"),
    ] {
        let choices = player.person.autocomplete(stage.channel(), command, option, "", Value::Null).await.unwrap();
        assert!(choices.status == Status::Choices && choices.choices.is_empty(), "{name} completes: {choices:?}");
    }
    let menu = player.person.message_command(thread.id, thread.write("!Let me in"), "Send to Jules").await.unwrap();
    assert!(menu.text().contains(sentence), "{name} sends a message: {menu:?}");
    let card = thread.wait_for_button("Approve").await["id"].as_str().unwrap().parse().unwrap();
    for id in ORDERS {
        let said = control.forge(&thread.person, 3, thread.id, Some(card), button(id)).await;
        assert!(said.contains(sentence), "{name} presses {id}: {said}");
    }
    for button in ["Approve", "Request changes"] {
        let outcome = thread.press(button).await;
        assert!(outcome.text().contains(sentence) && outcome.modal.is_none(), "{name} presses {button}: {outcome:?}");
    }
    let form = changes_form(theirs).await;
    let said = control.forge(&thread.person, 5, thread.id, None, form).await;
    assert!(said.contains(sentence), "{name} sends a form: {said}");

    let offer = json!({ "custom_id": "jd1:form:1:1:-:-", "components": [] });
    let said = control.forge(&thread.person, 5, thread.id, None, offer).await;
    assert!(said.contains(sentence), "{name} sends the form of an offer: {said}");

    let first = thread.write("Do what I say");
    let second = thread.write("I mean it");
    thread.wait_for_mark(first, "🚫").await;
    // A later message of somebody who may: whatever came before it has been judged.
    let later = theirs.write("Go on");
    theirs.wait_for_mark(later, "✅").await;
    let second = second.to_string();
    let again = thread.messages().into_iter().find(|message| message["id"] == second.as_str()).unwrap();
    assert!(again["reactions"].as_array().is_none_or(Vec::is_empty), "{name} is told twice: {again}");

    let sent: Vec<_> = stage.changes_at_jules().split_off(before.len());
    assert!(
        sent.iter().all(|call| call.ends_with(":sendMessage")) && sent.len() == 1,
        "{name} reached Jules: {sent:?}"
    );
    assert!(!stage.world.jules().sent_messages(&theirs.session()).iter().any(|said| said.contains("say")));
}

/// The ways in that a Jules key could take, likewise.
async fn no_key_is_taken(stage: &Stage, thread: &Thread<'_>, sentence: &str) {
    for (command, whose) in [("set", "mine"), ("set", "server"), ("rotate", "mine"), ("revoke", "server")] {
        let typed = thread.person.command(thread.id, &format!("jules key {command}"), json!({ "whose": whose })).await;
        let outcome = typed.unwrap();
        assert!(outcome.text().contains(sentence) && outcome.modal.is_none(), "{command} {whose}: {outcome:?}");
    }
    assert!(thread.types("jules key show", json!({})).await.contains(sentence));
    let key = json!({ "type": 4, "custom_id": "jules-api-key-typed", "value": "AQ.somebody-s-key-000000" });
    for id in ["jd1:key:set:mine", "jd1:key:set:server", "jd1:key:rotate:mine", "jd1:key:rotate:server"] {
        let form = json!({ "custom_id": id, "components": [{ "type": 1, "components": [key] }] });
        let said = stage.control().forge(&thread.person, 5, thread.id, None, form).await;
        assert!(said.contains(sentence), "{id}: {said}");
    }
}

/// Every entry point, as somebody who may use all of them.
async fn may_do_everything(stage: &Stage, name: &str) {
    let player = stage.player(name);
    let choices = player.person.autocomplete(stage.channel(), "jules start", "repo", "", Value::Null).await.unwrap();
    assert_eq!(choices.choices[0]["value"], "acme/todo", "{name}: {choices:?}");
    let thread = player.starts("Fix the flaky test").await;
    let form = thread.press("Request changes").await;
    let outcome = player.person.submit_modal(form.id(), json!({ "feedback": "Smaller" })).await.unwrap();
    assert!(outcome.text().contains("on their way to Jules"), "{name}: {outcome:?}");
    let message = thread.write("Hello");
    thread.wait_for_mark(message, "✅").await;
    assert!(thread.types("jules stop", json!({})).await.contains("Archiving"), "{name}");

    let thread = player.starts("Fix the flaky test").await;
    assert!(thread.click("Approve").await.contains("Telling Jules"), "{name}");
    thread.wait_for("**Finished**").await;
}

/// What the form behind "Request changes" sends.
async fn changes_form(thread: &Thread<'_>) -> Value {
    let card = thread.wait_for_button("Request changes").await.to_string();
    let plan = card.split("jd1:revise:").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    form(&format!("jd1:changes:{plan}"))
}

fn form(custom_id: &str) -> Value {
    let field = json!({ "type": 4, "custom_id": "feedback", "value": "My words" });
    json!({ "custom_id": custom_id, "components": [{ "type": 1, "components": [field] }] })
}

fn button(custom_id: &str) -> Value {
    json!({ "component_type": 2, "custom_id": custom_id })
}

fn role(stage: &Value, name: &str) -> String {
    let roles = stage["guilds"][0]["roles"].as_array().unwrap();
    roles.iter().find(|role| role["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn with_nobody_configured_only_the_owner_of_the_application_is_let_in() {
    let stage = Stage::new("two_steps", 20.0).await;
    cast(&stage).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    for name in ["grace", "rita", "adam", "mallory"] {
        is_refused_everywhere(&stage, name, &thread, NOBODY).await;
    }
    may_do_everything(&stage, "ada").await;
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn once_somebody_is_configured_not_even_owners_and_administrators_are_let_in_beside_them() {
    let stage = Stage::new("two_steps", 20.0).await;
    cast(&stage).await;
    let reviewers = role(&stage.control().get("/world").await, "reviewers");
    let grace = stage.player("grace").person.id().to_string();
    let bot = stage.launch().setting("ACCESS__USERS", &grace).setting("ACCESS__ROLES", &reviewers).run().await;
    let thread = stage.player("grace").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let attempt = stage.tries(5, "an administrator of the server, who is not listed, presses Approve");
    attempt.ends(&thread.as_seen_by("adam").click("Approve").await, 0);
    for name in ["ada", "adam", "mallory"] {
        is_refused_everywhere(&stage, name, &thread, STRANGER).await;
    }
    may_do_everything(&stage, "grace").await;
    may_do_everything(&stage, "rita").await;
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_server_lets_everybody_in() {
    let stage = Stage::new("two_steps", 20.0).await;
    let bot = stage.launch().setting("ACCESS__OPEN", "true").run().await;
    may_do_everything(&stage, "mallory").await;
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listed_person_can_do_nothing_in_another_server_or_a_direct_message() {
    let stage = Stage::new("two_steps", 20.0).await;
    let control = stage.control();
    let grace = stage.player("grace").person;
    let ids = grace.id().to_string();
    let bot = stage.launch().setting("ACCESS__USERS", &ids).setting("DISCORD__LEAVE_OTHERS", "false").run().await;
    let other = control.post("/guilds", json!({ "name": "Elsewhere", "owner": "grace" })).await;
    let channels = control.get("/channels").await;
    let general = channels.as_array().unwrap().iter().find(|each| each["guild_id"] == other["id"]).unwrap().clone();
    let message = control.post("/people/grace/dm", json!({})).await;
    let places = [(4, "in a server that was not set up", &general["id"]), (3, "in a direct message", &message["id"])];
    for (threat, where_, place) in places {
        let place = place.as_str().unwrap().parse().unwrap();
        let message = grace.write(place, "Hello?").unwrap();
        let start = control.typed("start", &[("prompt", "Fix it"), ("repo", "acme/todo")]).await;
        let attempt = stage.tries(threat, format!("a listed person types /jules start {where_}"));
        let said = control.forge(&grace, 2, place, None, start).await;
        attempt.ends(&said, 0);
        assert_eq!(said, ELSEWHERE);
        for id in
            ["jd1:approve:0123456789abcdef", "jd1:revise:0123456789abcdef", "jd1:diff:-"].into_iter().chain(ORDERS)
        {
            assert_eq!(control.forge(&grace, 3, place, Some(message), button(id)).await, ELSEWHERE, "{id}");
        }
        let said = control.forge(&grace, 5, place, None, form("jd1:changes:0123456789abcdef")).await;
        assert_eq!(said, ELSEWHERE);
    }
    assert_eq!(stage.changes_at_jules(), Vec::<String>::new());
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_counts_as_it_is_at_the_moment_of_the_press() {
    let stage = Stage::new("two_steps", 20.0).await;
    cast(&stage).await;
    let control = stage.control();
    let reviewers = role(&control.get("/world").await, "reviewers");
    let bot = stage.launch().setting("ACCESS__ROLES", &reviewers).run().await;
    let rita = stage.player("rita");
    let thread = rita.starts("Fix the flaky test").await;
    let form = thread.press("Request changes").await;
    assert!(form.modal.is_some(), "{form:?}");
    // No event tells the bot: Discord vouches for the roles with each interaction.
    control.patch("/people/rita", json!({ "roles": [], "silent": true })).await;
    let attempt = stage.tries(7, "a role is taken away a moment before the press, and no event tells it");
    let said = thread.click("Approve").await;
    attempt.ends(&said, 0);
    assert!(said.contains(STRANGER));
    let sent = rita.person.submit_modal(form.id(), json!({ "feedback": "Smaller" })).await.unwrap();
    assert!(sent.text().contains(STRANGER), "{sent:?}");
    let message = thread.write("Still there?");
    thread.wait_for_mark(message, "🚫").await;
    assert_eq!(stage.changes_at_jules(), ["POST /v1alpha/sessions"]);
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_button_is_not_known_and_does_nothing() {
    let stage = Stage::new("two_steps", 20.0).await;
    let control = stage.control();
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    let thread = ada.starts("Fix the flaky test").await;
    let card = thread.wait_for_button("Approve").await["id"].as_str().unwrap().parse().unwrap();
    let forged = [
        "approve".to_owned(),
        "jd1:approve".to_owned(),
        "jd1:approve:p".to_owned(),
        "jd1:approve:0123456789ABCDEF".to_owned(),
        "jd1:approve:0123456789abcdef:more".to_owned(),
        "jd0:approve:0123456789abcdef".to_owned(),
        "jd1:stop:0123456789abcdef".to_owned(),
        "jd1:changes:0123456789abcdef".to_owned(),
        "jd1:diff:all".to_owned(),
        "\u{202e}🧨".to_owned(),
        "x".repeat(100),
    ];
    for id in &forged {
        let attempt = stage.tries(17, format!("a button named {}", id.chars().take(40).collect::<String>()));
        let said = control.forge(&ada.person, 3, thread.id, Some(card), button(id)).await;
        attempt.ends(&said, 0);
        assert!(said.starts_with("I do not know that button."), "{id}: {said}");
    }
    for id in ["jd1:approve:0123456789abcdef", "jd1:changes:x", "something"] {
        let said = control.forge(&ada.person, 5, thread.id, Some(card), form(id)).await;
        assert!(said.starts_with("I do not know that button."), "{id}: {said}");
    }
    // Well-formed, but of a plan that was never shown here.
    let said = control.forge(&ada.person, 3, thread.id, Some(card), button("jd1:approve:0123456789abcdef")).await;
    assert!(said.contains("Jules has replaced that plan"), "{said}");
    // The right plan, but not the right thread.
    let real = real_approve(&ada.person, thread.id);
    let elsewhere = ada.person.write(stage.channel(), "A message with a button, as it were").unwrap();
    let attempt = stage.tries(16, "Approve of a thread's plan, pressed on another message elsewhere");
    let said = control.forge(&ada.person, 3, stage.channel(), Some(elsewhere), button(&real)).await;
    attempt.ends(&said, 0);
    assert!(said.contains("This works only in a thread"), "{said}");
    assert_eq!(stage.changes_at_jules(), ["POST /v1alpha/sessions"]);
    bot.finish().await;
}

fn real_approve(person: &Person, thread: u64) -> String {
    let shown = json!(person.view(thread)).to_string();
    let key = shown.split("jd1:approve:").nth(1).unwrap();
    format!("jd1:approve:{}", &key[..16])
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_bot_writes_is_nobodys_word() {
    let stage = Stage::new("two_steps", 20.0).await;
    let other = stage.control().post("/people", json!({ "name": "robot", "bot": true })).await;
    let robot = other["id"].as_str().unwrap().to_owned();
    // Even on the list it is let in nowhere.
    let ids = format!("{robot},{}", stage.player("ada").person.id());
    let bot = stage.launch().setting("ACCESS__USERS", &ids).run().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let attempt = stage.tries(26, "a bot that somebody has listed writes in the thread; then a person does");
    let words = json!({ "channel": thread.id.to_string(), "content": "I am a person" });
    stage.control().post(&format!("/people/{robot}/messages"), words).await;
    let marker = thread.write("I am one");
    thread.wait_for_mark(marker, "✅").await;
    assert_eq!(stage.world.jules().sent_messages(&thread.session()), ["I am one"]);
    attempt.ends("only what the person wrote arrives", 1);
    assert_eq!(thread.count("🚫"), 0, "{}", thread.transcript());
    bot.finish().await;
}
