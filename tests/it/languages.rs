//! Languages: what only one person reads is in theirs; what the thread says is English.

use serde_json::{Value, json};

use crate::harness::Stage;

/// The commands of the guild as any program with the bot's token reads them.
async fn registered(stage: &Stage) -> Value {
    let addresses = stage.world.addresses();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let get = async |path: &str| -> Value {
        let url = format!("{}/api/v10{path}", addresses.discord_api_url);
        let request = http.get(url).header("authorization", format!("Bot {}", addresses.discord_token));
        request.send().await.unwrap().json().await.unwrap()
    };
    let me = get("/users/@me").await["id"].as_str().unwrap().to_owned();
    let guild = &addresses.guild_id;
    get(&format!("/applications/{me}/guilds/{guild}/commands?with_localizations=true")).await
}

/// Every definition below this one, itself included.
fn definitions<'a>(value: &'a Value, out: &mut Vec<&'a Value>) {
    out.push(value);
    for key in ["options", "choices"] {
        value[key].as_array().into_iter().flatten().for_each(|each| definitions(each, out));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_are_registered_in_every_language() {
    let stage = Stage::new("two_steps", 20.0).await;
    let bot = stage.bot().await;
    let commands = registered(&stage).await;
    let of = |name: &str| commands.as_array().unwrap().iter().find(|each| each["name"] == name).unwrap();
    let mut all = Vec::new();
    definitions(of("jules"), &mut all);
    assert!(all.len() > 60, "{commands}");
    for each in all {
        // A choice has a name only; whatever else a person sees is described.
        let key = if each["description"].is_null() { "name_localizations" } else { "description_localizations" };
        for locale in ["de", "es-ES", "fr", "ja", "pt-BR"] {
            assert!(each[key][locale].as_str().is_some_and(|words| !words.is_empty()), "{locale}: {each}");
        }
    }
    let start = of("jules")["options"].as_array().unwrap().iter().find(|each| each["name"] == "start").unwrap();
    assert_eq!(start["name_localizations"]["ja"], "開始");
    assert_eq!(start["description"], "Start a session: Jules writes a plan and waits for your approval");
    assert_eq!(of("Send to Jules")["name_localizations"]["de"], "An Jules senden");
    // And so each client shows them.
    stage.control().patch("/people/grace", json!({ "locale": "es-419" })).await;
    let shown = stage.control().get("/people/grace/commands?channel=dev").await.to_string();
    assert!(shown.contains("Aprueba el plan más reciente") && !shown.contains("Approve the newest plan"), "{shown}");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_german_reads_german_and_the_thread_stays_english() {
    let stage = Stage::new("two_steps", 20.0).await;
    let control = stage.control();
    let [ada, grace] = ["ada", "grace"].map(|name| stage.player(name).person.id().to_string());
    let bot = stage.launch().setting("ACCESS__USERS", &format!("{ada},{grace}")).run().await;
    for name in ["grace", "mallory"] {
        control.patch(&format!("/people/{name}"), json!({ "locale": "de" })).await;
    }
    let grace = stage.player("grace");
    let help = grace.types("jules hilfe", json!({})).await;
    assert!(help.contains("**Du darfst**") && help.contains("`/jules starten` öffnet einen Thread"), "{help}");
    assert_eq!(grace.types("jules help", json!({})).await, help, "the English name goes on working");

    let opened = grace.types("jules starten", json!({ "prompt": "Fix the flaky test", "repo": "acme/todo" })).await;
    assert!(opened.starts_with("Jules hat die Aufgabe."), "{opened}");
    let thread = grace.follows(&opened);
    thread.wait_for_button("Approve").await;

    // Without the right: mallory is refused in German.
    let mallory = thread.as_seen_by("mallory");
    assert!(mallory.click("Approve").await.starts_with("Das darfst du hier nicht."));
    let denied = mallory.types("jules hilfe", json!({})).await;
    assert!(denied.contains("⚠️ Das darfst du hier nicht."), "{denied}");

    let form = thread.press("Request changes").await;
    assert_eq!(form.modal.as_ref().unwrap()["title"], "Änderungen am Plan wünschen", "{form:?}");
    let none = grace.types("jules status", json!({})).await;
    assert!(none.starts_with("Das geht nur in einem Thread"), "{none}");
    let offered = grace.is_offered("jules starten", "repo", "none", Value::Null).await;
    assert_eq!(offered[0], ("none: eine Aufgabe ohne Repository".into(), "none".into()));
    let listed = grace.types("jules liste", json!({ "state": "wartet" })).await;
    assert!(listed.contains("📝 Der Plan wartet auf Freigabe"), "{listed}");

    let plan = thread.types("jules plan", json!({})).await;
    assert!(plan.contains("Plan 1 · 2 Schritte") && plan.contains("-# Freigeben kann, wer"), "{plan}");
    let status = thread.types("jules status", json!({})).await;
    assert!(status.starts_with("📝 Der Plan wartet auf Freigabe") && status.contains("· für <@"), "{status}");

    assert!(thread.click("Approve").await.starts_with("Ich sage Jules, dass es losgehen kann."));
    let finished = thread.wait_for("**Finished**").await;
    assert!(finished.to_string().contains("pull request") || finished.to_string().contains("file"), "{finished}");
    let result = thread.types("jules ergebnis", json!({})).await;
    assert!(result.starts_with("✅ Fertig · in weniger als einer Minute"), "{result}");
    let shown = thread.transcript();
    assert!(
        !shown.contains("Fertig") && !shown.contains("Freigabe"),
        "a thread has readers of many languages: {shown}"
    );

    // Somebody else in the same thread, in English.
    assert!(thread.as_seen_by("ada").types("jules approve", json!({})).await.starts_with("That plan has already"));
    bot.finish().await;
}
