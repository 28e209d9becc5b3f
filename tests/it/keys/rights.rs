//! Who may give, show and revoke which key, and what they hear who may not.

use super::*;

/// Stan may start, Adam administer, Rhea administer one repository only, Vera look.
async fn cast(tenants: &Tenants) -> Launch {
    let control = tenants.stage.control();
    for name in ["stan", "adam", "rhea", "vera"] {
        control.post("/people", json!({ "name": name })).await;
    }
    let who = |name: &str| format!("[\"user:{}\"]", tenants.stage.player(name).person.id());
    let text = format!(
        "[access]\nstart = {}\nadmin = {}\nview = {}\n[[repo]]\nsource = \"acme/todo\"\nadmin = {}\n",
        who("stan"),
        who("adam"),
        who("vera"),
        who("rhea")
    );
    let path = tenants.file("config.toml", &text, 0o600);
    tenants.launch().setting("ACCESS__USERS", "").arguments(&["run", "--config", path.to_str().unwrap()])
}

/// What comes back from the form, sent by somebody who never saw it.
fn form(step: &str, of: &str) -> Value {
    let field = json!({ "type": 4, "custom_id": "jules-api-key-typed", "value": ACMES });
    json!({ "custom_id": format!("jd1:key:{step}:{of}"), "components": [{ "type": 1, "components": [field] }] })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_s_key_takes_the_right_to_administer_it_and_one_s_own_the_right_to_start() {
    let tenants = Tenants::new().await;
    let (stage, control) = (&tenants.stage, tenants.stage.control());
    let bot = cast(&tenants).await.run().await;
    for (name, mine, server) in [
        ("stan", true, false),
        ("adam", false, true),
        ("rhea", false, false),
        ("vera", false, false),
        ("mallory", false, false),
    ] {
        let person = stage.player(name).person;
        for (whose, may) in [("mine", mine), ("server", server)] {
            let opened = tenants.asks(name, "set", whose).await;
            assert_eq!(opened.modal.is_some(), may, "{name} {whose}: {opened:?}");
            for step in ["set", "rotate"] {
                if !may {
                    let said = control.forge(&person, 5, stage.channel(), None, form(step, whose)).await;
                    assert!(said.contains("You may not do that here"), "{name} {step} {whose}: {said}");
                }
            }
            let said = stage.player(name).types("jules key revoke", json!({ "whose": whose })).await;
            let wanted = if may { "There is no such key" } else { "You may not do that here" };
            assert!(said.contains(wanted), "{name} {whose}: {said}");
        }
        let shown = tenants.shown(name, stage.channel()).await;
        assert_eq!(shown.contains("no key of its own"), name != "mallory", "{name}: {shown}");
    }
    // None of those forms reached Jules, and the press of a button that nobody has made means nothing.
    assert!(stage.world.jules().calls().iter().all(|call| !call.path.contains("sources")));
    let adam = stage.player("adam").person;
    let anchor = adam.write(stage.channel(), "Hello").unwrap();
    let button = json!({ "component_type": 2, "custom_id": "jd1:key:set:server" });
    let said = control.forge(&adam, 3, stage.channel(), Some(anchor), button).await;
    assert!(said.contains("I do not know that button"), "{said}");
    let audit = bot.audit();
    for entry in ["/jules key set", "/jules key revoke", "form key set", "form key rotate"] {
        assert!(audit.contains(&format!("\"entry\":\"{entry}\"")), "{entry}:\n{audit}");
    }
    bot.finish().await;
    tenants.nobody_was_told();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_operator_has_not_set_up_or_does_not_want_is_said_in_one_sentence() {
    for (launch, whose, sentence) in [
        (("MASTER_KEY_FILE", ""), "server", "whoever runs this bot has to set `MASTER_KEY_FILE` first"),
        (("JULES_DISCORD__KEYS__SERVERS", "false"), "server", "takes no keys of servers"),
        (("JULES_DISCORD__KEYS__PEOPLE", "false"), "mine", "takes no keys of single people"),
    ] {
        let tenants = Tenants::new().await;
        let bot = tenants.launch().set(launch.0, launch.1).run().await;
        let said = tenants.asks("ada", "set", whose).await;
        assert!(said.modal.is_none() && said.text().contains(sentence), "{said:?}");
        let person = tenants.stage.player("ada").person;
        let said = tenants.stage.control().forge(&person, 5, tenants.stage.channel(), None, form("set", whose)).await;
        assert!(said.contains(sentence), "{said}");
        bot.finish().await;
    }
}

/// The library under us prints whole what it cannot read, with whatever somebody typed.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_cannot_be_read_is_in_the_log_without_its_key() {
    let tenants = Tenants::new().await;
    let bot = tenants.bot().await;
    let mut unreadable = form("set", "server");
    unreadable["components"].as_array_mut().unwrap().push(json!("nothing that Discord would send"));
    let person = tenants.stage.player("ada").person;
    tenants.stage.control().forge(&person, 5, tenants.stage.channel(), None, unreadable).await;
    eventually("it is logged", || bot.log().contains("[redacted: a form for a key]")).await;
    bot.finish().await;
    tenants.nobody_was_told();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_key_or_cannot_be_tried_is_not_stored() {
    let tenants = Tenants::new().await;
    let stage = &tenants.stage;
    let bot = tenants.bot().await;
    for (key, sentence) in [
        ("short", "That is no Jules key"),
        ("AQ.two words in one key", "That is no Jules key"),
        ("AQ.schlüssel-0123456789", "That is no Jules key"),
        (WRONG, "does not accept that key"),
    ] {
        let said = tenants.gives("ada", "set", "mine", key).await;
        assert!(said.contains(sentence) && said.contains("nothing was stored"), "{key}: {said}");
    }
    let fault = json!({ "operation": "sources.list", "count": 100, "fault": { "status": 503 } });
    stage.control().post("/jules/faults", fault).await;
    let said = tenants.gives("ada", "set", "mine", ADAS).await;
    assert!(said.contains("Jules did not answer") && said.contains("nothing was stored"), "{said}");
    assert!(tenants.shown("ada", stage.channel()).await.contains("given no key of your own"));
    bot.finish().await;
    tenants.nobody_was_told();
}
