//! Keys beside each other: whose is used, and what one of them is nothing to the others.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn somebody_s_own_key_goes_before_the_server_s_and_serves_nobody_else() {
    let tenants = Tenants::new().await;
    let stage = &tenants.stage;
    let (home, there) = (stage.channel(), tenants.other.1);
    let bot = tenants.bot().await;
    tenants.gives("ada", "set", "server", ACMES).await;
    tenants.gives("grace", "set", "mine", ADAS).await;
    let own = tenants.starts("grace", "ada/poems").await;
    let servers = tenants.starts("ada", "acme/todo").await;
    assert_eq!((tenants.account(&own), tenants.account(&servers)), ("ada".to_owned(), "acme".to_owned()));
    for channel in [home, there] {
        assert_eq!(tenants.offered("grace", channel, "jules start", "repo").await, ["ada/poems", "ada/prose", "none"]);
    }
    assert_eq!(tenants.offered("ada", home, "jules start", "repo").await, ["acme/todo", "none"]);
    // What is set for a channel is set for everybody in it.
    assert_eq!(tenants.offered("grace", home, "jules settings", "repo").await, ["acme/todo", "none", "unset"]);
    // What she does in one server stays there, with the same key, too.
    assert_eq!(tenants.offered("grace", there, "jules attach", "session").await, [""; 0]);
    let attach = stage.player("grace").types_in(there, "jules attach", json!({ "session": own.session() })).await;
    assert!(attach.contains("Jules knows no such session"), "{attach}");
    let shown = [tenants.shown("grace", home).await, tenants.shown("ada", home).await];
    assert!(shown[0].contains("`…3333`") && shown[0].contains("**your key**"), "{}", shown[0]);
    assert!(!shown[1].contains("3333") && shown[1].contains("**this server's key**"), "{}", shown[1]);

    let revoked = stage.player("grace").types("jules key revoke", json!({ "whose": "mine" })).await;
    assert!(revoked.contains("One session worked with it"), "{revoked}");
    own.wait_for(REVOKED).await;
    goes_on(&servers).await;
    assert_eq!(servers.count(REVOKED), 0);
    bot.finish().await;
    tenants.nobody_was_told();
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_operator_s_key_does_not_serve_nothing_begins_without_another() {
    let tenants = Tenants::new().await;
    let stage = &tenants.stage;
    let launch = tenants.launch().setting("KEYS__OPERATOR_SERVERS", &tenants.other.0.to_string());
    let bot = launch.run().await;
    let start = json!({ "prompt": "Do it", "repo": "operator/tools" });
    let refused = stage.player("ada").types("jules start", start.clone()).await;
    assert!(refused.contains("There is no Jules key that you could work with here"), "{refused}");
    assert_eq!(tenants.offered("ada", stage.channel(), "jules start", "repo").await, [""; 0]);
    let there = stage.player("grace").types_in(tenants.other.1, "jules start", start).await;
    let thread = stage.player("grace").follows(&there);
    thread.wait_for_button("Approve").await;
    tenants.gives("ada", "set", "server", ACMES).await;
    let thread = tenants.starts("ada", "acme/todo").await;
    assert_eq!(tenants.account(&thread), "acme");
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_whose_quota_is_used_up_holds_up_no_other() {
    let tenants = Tenants::new().await;
    let stage = &tenants.stage;
    let bot = tenants.bot().await;
    let operators = tenants.starts("grace", "operator/tools").await;
    tenants.gives("ada", "set", "server", ACMES).await;
    let thread = tenants.starts("ada", "acme/todo").await;
    let none = json!({ "key": ACMES, "account": "acme", "activities_per_minute": 1 });
    stage.control().post("/jules/keys", none).await;
    let answer = thread.write("Yes, go on");
    thread.wait_for_mark(answer, "✅").await;
    let refused = || stage.world.jules().calls().iter().filter(|call| call.status == Some(429)).count();
    eventually("its quota is used up", || refused() > 0).await;
    goes_on(&operators).await;
    assert_eq!(thread.count("**Finished**"), 0, "it has to wait:\n{}", thread.transcript());
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_whose_key_is_revoked_begins_no_more_and_says_why() {
    let tenants = Tenants::new().await;
    let stage = &tenants.stage;
    let bot = tenants.launch().setting("JULES__BATCH_AT_ONCE", "1").run().await;
    tenants.gives("ada", "set", "mine", ADAS).await;
    // The first of them is at work for as long as it takes.
    stage.world.jules().patch_knobs(&json!({ "create": { "queued_for": "1h" } })).unwrap();
    let ada = stage.player("ada");
    let begun = ada.types("jules batch", json!({ "prompt": "Do it", "repos": "ada/poems ada/prose" })).await;
    assert!(begun.contains('2'), "{begun}");
    let (discord, home) = (stage.world.discord(), stage.channel());
    eventually("the first is created", || stage.world.jules().sessions().len() == 1).await;
    eventually("its thread shows it", || discord.transcript(discord.threads(home)[0]).contains("/session/")).await;
    ada.types("jules key revoke", json!({ "whose": "mine" })).await;
    let why = "The Jules key it was to begin with was revoked.";
    eventually("the card says why", || json!(ada.person.view(home)).to_string().contains(why)).await;
    assert_eq!((discord.threads(home).len(), stage.world.jules().sessions().len()), (1, 1));
    assert!(discord.transcript(discord.threads(home)[0]).contains(REVOKED));
    bot.finish().await;
}
