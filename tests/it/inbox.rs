//! `/jules inbox`: what waits for the person who asks, and nothing else.

use serde_json::json;

use crate::harness::{Stage, eventually};

const BOTH: &str = r#"
{ after = "1s", plan = { steps = ["One"] } },
{ after = "1s", question = "Which clock?" },
{ after = "1s", completed = {} }"#;

#[tokio::test(flavor = "multi_thread")]
async fn plans_and_questions_wait_for_those_who_may_do_something_about_them() {
    let stage = Stage::with_repositories(&[("acme/todo", vec!["main".into()])], BOTH, 20.0).await;
    let ids = format!("{},{}", stage.player("ada").person.id(), stage.player("grace").person.id());
    let bot = stage.launch().setting("ACCESS__USERS", &ids).run().await;
    let (ada, grace) = (stage.player("ada"), stage.player("grace"));
    assert_eq!(ada.types("jules inbox", json!({})).await, "Nothing waits for you here.");

    let first = ada.starts("First").await;
    first.click("Approve").await;
    first.wait_for("Jules waits for your answer").await;
    let second = grace.starts("Second").await;
    second.wait_for_button("Approve").await;
    let said = ada.types("jules inbox", json!({})).await;
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[0].contains("2 things wait for you") && lines.len() == 3, "{said}");
    let question =
        format!("❓ A question to answer in <#{}> · `acme/todo` @ `main` · yours · waits since <t:", first.id);
    assert!(lines[1].starts_with(&question), "the longest first: {said}");
    let whose = format!("<@{}>'s", grace.person.id());
    assert!(lines[2].contains("📝 A plan to approve") && lines[2].contains(&whose), "{said}");

    // What is answered and approved waits no longer; a restart forgets nothing of the rest.
    let answer = first.write("The slow one");
    first.wait_for_mark(answer, "✅").await;
    first.wait_for("**Finished**").await;
    bot.kill_9().await;
    let bot = stage.launch().setting("ACCESS__USERS", &ids).run().await;
    let said = grace.types("jules inbox", json!({})).await;
    assert!(said.contains("One thing waits for you") && said.contains(&format!("<#{}>", second.id)), "{said}");
    second.click("Approve").await;
    second.wait_for("Jules waits for your answer").await;
    let said = grace.types("jules inbox", json!({})).await;
    assert!(said.contains("❓ A question to answer") && said.contains("yours"), "{said}");
    second.types("jules detach", json!({})).await;
    assert_eq!(grace.types("jules inbox", json!({})).await, "Nothing waits for you here.");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_inbox_has_pages() {
    let stage = Stage::with_repositories(&[("acme/todo", vec!["main".into()])], BOTH, 50.0).await;
    let bot = stage.bot().await;
    let ada = stage.player("ada");
    for n in 0..9 {
        ada.starts(&format!("Task {n}")).await.wait_for_button("Approve").await;
    }
    let outcome = ada.uses("jules inbox", json!({})).await;
    assert!(outcome.text().contains("**9 things wait for you**, the longest first (1–8)"), "{outcome:?}");
    let message: u64 = outcome.messages[0]["id"].as_str().unwrap().parse().unwrap();
    ada.person.click(stage.channel(), message, "More ▶").await.unwrap();
    let shown = || ada.person.view(stage.channel()).iter().any(|each| each["content"].to_string().contains("(9–9)"));
    eventually("the second page", shown).await;
    bot.finish().await;
}
