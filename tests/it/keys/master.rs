//! The master key: without the right one nothing starts, and nothing is lost.

use std::path::Path;

use super::*;

const ANOTHER: &str = "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// A bot that has a key of the server's, and a session that waits; then stopped.
async fn stopped(tenants: &Tenants) -> Thread<'_> {
    let bot = tenants.bot().await;
    tenants.gives("ada", "set", "server", ACMES).await;
    let thread = tenants.starts("ada", "acme/todo").await;
    bot.finish().await;
    thread
}

async fn bot_goes_on(tenants: &Tenants, thread: &Thread<'_>, launch: Launch) {
    let bot = launch.run().await;
    goes_on(thread).await;
    bot.finish().await;
    tenants.nobody_was_told();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_or_missing_master_key_starts_nothing_and_loses_nothing() {
    let tenants = Tenants::new().await;
    let thread = stopped(&tenants).await;
    let calls = tenants.stage.world.discord().calls().len();
    let (code, printed) = tenants.launch().unset("MASTER_KEY_FILE").output().await;
    assert!(code == Some(2) && printed.contains("holds 1 Jules keys") && printed.contains("not set"), "{printed}");
    tenants.file("another", ANOTHER, 0o400);
    let another = tenants.directory.path().join("another").to_str().unwrap().to_owned();
    let (code, printed) = tenants.launch().set("MASTER_KEY_FILE", &another).output().await;
    let sentence = printed.lines().find(|line| line.contains("was sealed with the master key"));
    assert!(code == Some(2) && sentence.is_some_and(|it| it.contains("Nothing was changed")), "{printed}");
    for (text, mode, wanted) in [
        ("nonsense", 0o400, "holds no master key: make one with"),
        (MASTER, 0o444, "anybody here can open"),
        (MASTER, 0o440, "its group can open it, too (mode 440)"),
        ("", 0o400, "is empty"),
    ] {
        let path = tenants.file("odd", text, mode);
        let (code, printed) = tenants.launch().set("MASTER_KEY_FILE", path.to_str().unwrap()).output().await;
        assert!(code == Some(2) && printed.contains(wanted) && !printed.contains(MASTER), "{printed}");
    }
    assert_eq!(tenants.stage.world.discord().calls().len(), calls, "Discord was spoken to");
    let (code, printed) = tenants.launch().unset("MASTER_KEY_FILE").arguments(&["store", "verify"]).output().await;
    assert!(code == Some(0) && printed.contains("ok    keys     1"), "{printed}");
    bot_goes_on(&tenants, &thread, tenants.launch()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_whose_master_key_is_lost_can_be_forgotten_and_their_threads_hear_of_it() {
    let tenants = Tenants::new().await;
    let thread = stopped(&tenants).await;
    let launch = tenants.launch().unset("MASTER_KEY_FILE");
    let (code, printed) = launch.clone().arguments(&["store", "forget-keys"]).output().await;
    assert!(code == Some(0) && printed.contains("1 Jules keys were forgotten"), "{printed}");
    let bot = launch.run().await;
    thread.wait_for(REVOKED).await;
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_master_key_is_changed_with_one_start_that_knows_both() {
    let tenants = Tenants::new().await;
    let thread = stopped(&tenants).await;
    let (old, new) = (tenants.directory.path().join("master"), tenants.file("another", ANOTHER, 0o400));
    let new = tenants.launch().set("MASTER_KEY_FILE", new.to_str().unwrap());
    let bot = new.clone().set("MASTER_KEY_PREVIOUS_FILE", old.to_str().unwrap()).run().await;
    assert!(bot.log().contains("are sealed with this one now"));
    bot.finish().await;
    let (code, printed) = tenants.launch().output().await;
    assert!(code == Some(2) && printed.contains("was sealed with the master key"), "{printed}");
    bot_goes_on(&tenants, &thread, new).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_holds_sealed_keys_only_and_what_was_put_elsewhere_in_it_is_not_used() {
    let tenants = Tenants::new().await;
    let thread = stopped(&tenants).await;
    let file = tenants.directory.path().join("export.jsonl");
    let export = |file: &Path| ["store", "export", file.to_str().unwrap()].map(str::to_owned);
    let run = async |arguments: &[String]| {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let (code, printed) = tenants.launch().arguments(&arguments).output().await;
        assert_eq!(code, Some(0), "{printed}");
        printed
    };
    run(&export(&file)).await;
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("\"tree\":\"keys\"") && !ALL.iter().any(|key| text.contains(key)), "{text}");
    // Somebody who can write the store puts the server's key in their own place.
    let ada = tenants.stage.player("ada").person.id();
    let forged: Vec<String> = text.lines().map(|line| forged(line, ada)).collect();
    assert_ne!(forged.join("\n"), text.trim_end());
    let theirs = tenants.file("forged.jsonl", &summed(&forged), 0o600);
    let import = ["store", "import", "--replace", theirs.to_str().unwrap()].map(str::to_owned);
    run(&import).await;
    // A store that was imported is compared with the threads first; that needs the keys, too.
    let (code, printed) = tenants.launch().arguments(&["store", "rebuild"]).output().await;
    assert!(code == Some(2) && printed.contains("was changed in the store, or put there from elsewhere"), "{printed}");
    run(&["store", "import", "--replace", file.to_str().unwrap()].map(str::to_owned)).await;
    let printed = run(&["store", "rebuild"].map(str::to_owned)).await;
    assert!(printed.contains("1 brought up to date"), "{printed}");
    bot_goes_on(&tenants, &thread, tenants.launch()).await;
}

/// A line of an export, in which a server's key has become that of a person.
fn forged(line: &str, person: u64) -> String {
    let mut row: Value = serde_json::from_str(line).unwrap();
    if row["tree"] != "keys" {
        return line.to_owned();
    }
    row["record"]["holder"] = json!({ "person": person.to_string() });
    row["key"] = json!(format!("70{person:016x}"));
    let record = row["record"].to_string();
    let mut sum = crc32fast::Hasher::new();
    sum.update(&[
        row["kind"].as_u64().unwrap().try_into().unwrap(),
        row["version"].as_u64().unwrap().try_into().unwrap(),
    ]);
    sum.update(record.as_bytes());
    let (tree, key, kind, version) = (&row["tree"], &row["key"], &row["kind"], &row["version"]);
    let crc = format!("{:08x}", sum.finalize());
    format!(r#"{{"tree":{tree},"key":{key},"kind":{kind},"version":{version},"crc":"{crc}","record":{record}}}"#)
}

/// An export with the sum that belongs to its lines.
fn summed(lines: &[String]) -> String {
    let (_, body) = lines.split_last().unwrap();
    let body = body.join("\n") + "\n";
    format!("{body}{{\"end\":{},\"crc\":\"{:08x}\"}}\n", lines.len() - 2, crc32fast::hash(body.as_bytes()))
}
