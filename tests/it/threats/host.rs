//! T53, T56 to T59, T62, T63, T65 and T67: the machine the bot runs on, the files it is given,
//! and what answers it gets.

use std::collections::HashSet;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jules_discord::sim::discord::{Failure, Fault};
use serde_json::json;
use tokio::net::TcpListener;

use crate::harness::{Launch, Stage, Thread, eventually};

/// Starts the bot, which refuses: the code, and its last sentence.
async fn refuses(stage: &Stage, threat: u8, what: &str, launch: Launch, sentence: &str) {
    let attempt = stage.tries(threat, what);
    let (code, printed) = launch.output().await;
    let said = printed.lines().find(|line| line.contains(sentence));
    let said = said.unwrap_or_else(|| panic!("T{threat}: no {sentence:?} in:\n{printed}"));
    assert!(code.is_some_and(|code| code != 0), "T{threat}: it starts");
    attempt.ends(said.trim(), 0);
}

/// T53, T56, T58, T59: what the bot does not start with.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_unsafe_on_the_machine_is_refused_at_the_start() {
    let stage = Stage::new("two_steps", 10.0).await;
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    std::fs::write(&key, &stage.world.addresses().jules_api_key).unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let launch = stage.launch().unset("JULES_API_KEY").set("JULES_API_KEY_FILE", key.to_str().unwrap());
    refuses(&stage, 53, "the key is in a file that everybody can read", launch, "chmod 400").await;
    let option = stage.launch().arguments(&["run", "--token", "x"]);
    refuses(&stage, 53, "a token on the command line", option, "unexpected argument").await;
    let plain = stage.launch().setting("JULES__API_URL", "http://jules.example/v1alpha");
    refuses(&stage, 56, "Jules at an address without TLS", plain, "https://").await;
    for (text, sentence) in [
        ("[[repo]]\nsource = \"acme/todo\"\naprove = [\"1\"]\n", "aprove"),
        ("[access]\nusers = [0]\n", "users"),
        ("[access]\napprove = [\"lead\"]\n", "approve"),
    ] {
        let path = folder.path().join("config.toml");
        std::fs::write(&path, text).unwrap();
        let launch = stage.launch().arguments(&["run", "--config", path.to_str().unwrap()]);
        refuses(&stage, 58, &format!("a configuration with {}", text.replace('\n', " ")), launch, sentence).await;
    }
    let link = folder.path().join("store");
    std::os::unix::fs::symlink(folder.path(), &link).unwrap();
    let elsewhere = stage.launch().setting("STORE__PATH", link.to_str().unwrap());
    refuses(&stage, 59, "the store is a link to another directory", elsewhere, "link").await;
    let bot = stage.bot().await;
    let second = stage.launch();
    refuses(&stage, 59, "a second bot with the same store", second, &bot.id().to_string()).await;
    let mode = std::fs::metadata(stage.store_path()).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o700);
    bot.finish().await;
}

/// T57, T65: nothing goes by a proxy, and nothing listens.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_goes_by_a_proxy_and_no_port_is_open() {
    let stage = Stage::new("two_steps", 10.0).await;
    let proxy = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    let visits = Arc::new(AtomicUsize::new(0));
    let count = visits.clone();
    let accepting = tokio::spawn(async move {
        while proxy.accept().await.is_ok() {
            count.fetch_add(1, Ordering::Relaxed);
        }
    });
    let names = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy"];
    let launch = names.into_iter().fold(stage.launch(), |launch, name| launch.set(name, &address));
    let bot = launch.run().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let visits = visits.load(Ordering::Relaxed);
    assert_eq!(visits, 0);
    stage.tries(57, "six variables name a proxy").ends(&format!("{visits} connections to it"), 0);
    let open = listening(bot.id());
    assert_eq!(open, 0);
    stage.tries(65, "the sockets of the process are looked at").ends(&format!("{open} ports are open"), 0);
    accepting.abort();
    bot.finish().await;
}

/// How many sockets of a process listen.
fn listening(process: u32) -> usize {
    let tables = ["tcp", "tcp6"].map(|name| std::fs::read_to_string(format!("/proc/{process}/net/{name}")).unwrap());
    let rows = tables.iter().flat_map(|table| table.lines().skip(1));
    let fields = rows.map(|row| row.split_whitespace().collect::<Vec<_>>());
    // 0A is LISTEN.
    let inodes: HashSet<String> =
        fields.filter(|row| row[3] == "0A").map(|row| format!("socket:[{}]", row[9])).collect();
    let open = std::fs::read_dir(format!("/proc/{process}/fd")).unwrap().flatten();
    open.filter(|file| std::fs::read_link(file.path()).is_ok_and(|link| inodes.contains(&*link.to_string_lossy())))
        .count()
}

/// T66: the audit is told in a channel, too; T61: SIGHUP reads the key's file.
#[tokio::test(flavor = "multi_thread")]
async fn a_channel_is_told_who_did_what_and_a_signal_reads_the_key_anew() {
    let stage = Stage::new("two_steps", 10.0).await;
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    std::fs::write(&key, &stage.world.addresses().jules_api_key).unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o400)).unwrap();
    let ada = stage.player("ada");
    let channel = ada.person.open_thread(stage.channel(), "audit", None, false).unwrap();
    let launch = stage.launch().unset("JULES_API_KEY").set("JULES_API_KEY_FILE", key.to_str().unwrap());
    let bot = launch.setting("AUDIT__CHANNEL", &channel.to_string()).run().await;
    let thread = ada.starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let attempt = stage.tries(66, "somebody presses Approve who may not; the audit has a channel");
    thread.as_seen_by("mallory").click("Approve").await;
    let told = Thread::new(&stage, ada.person.clone(), channel);
    let told = told.wait_for("refused").await;
    let line = told["content"].as_str().unwrap().lines().find(|line| line.contains("refused")).unwrap();
    let mallory = format!("<@{}>", stage.player("mallory").person.id());
    assert!(line.contains(&mallory) && line.contains("`button approve`"), "{line}");
    assert_eq!(told["mentions"], json!([]), "{told}");
    attempt.ends(line, 0);
    bot.signal("HUP").await;
    eventually("it looks at the file", || bot.log().contains("the file holds the Jules key that is in use")).await;
    bot.finish().await;
}

/// T61: somebody else writes with our token.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_of_our_account_that_we_did_not_write_is_told() {
    let stage = Stage::new("two_steps", 10.0).await;
    // As a thief's program does it.
    stage.world.discord().set(|settings| settings.strict = false);
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.click("Approve").await;
    thread.wait_for("**Finished**").await;
    let told = "our account has written what this bot did not";
    assert!(!bot.log().contains(told), "its own messages are strange to it");
    let attempt = stage.tries(61, "somebody else posts with the bot's token");
    let addresses = stage.world.addresses();
    let url = format!("{}/api/v10/channels/{}/messages", addresses.discord_api_url, stage.channel());
    let post = reqwest::Client::new().post(url).header("Authorization", format!("Bot {}", addresses.discord_token));
    let posted = post.json(&json!({ "content": "Free money" })).send().await.unwrap();
    assert!(posted.status().is_success(), "{}", posted.status());
    eventually("it is told", || bot.log().contains(told)).await;
    eventually("it is written down", || bot.audit().contains("a message that is not ours")).await;
    attempt.ends("told in the log, the audit and its channel", 0);
    bot.finish().await;
}

/// T67: nonsense in Retry-After.
#[tokio::test(flavor = "multi_thread")]
async fn nonsense_in_retry_after_delays_a_post_and_no_more() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    thread.wait_for_button("Approve").await;
    let path = format!("/channels/{}/messages", thread.id);
    for after in [-1.0, -1e300] {
        let fault = Fault { retry_after: Some(after), ..Fault::new("POST", &path, 1, Failure::Status(429)) };
        stage.world.discord().fail(fault);
    }
    let attempt = stage.tries(67, "Discord says to try again in -1 seconds, and in -1e300");
    thread.click("Approve").await;
    thread.wait_for("**Finished**").await;
    attempt.ends("every message comes, once", 1);
    thread.assert_shows("two_steps");
    bot.finish().await;
}

/// T62, T63: what is built in, and what it runs in.
#[tokio::test(flavor = "multi_thread")]
async fn the_program_is_of_known_parts_in_a_narrow_place() {
    let stage = Stage::new("two_steps", 10.0).await;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
    let lock: toml::Table = read("Cargo.lock").parse().unwrap();
    let packages = lock["package"].as_array().unwrap();
    for package in packages {
        let ours = package["name"].as_str() == Some("jules-discord");
        let source = package.get("source").and_then(|source| source.as_str());
        let fixed = source == Some("registry+https://github.com/rust-lang/crates.io-index")
            && package.get("checksum").is_some();
        assert!(ours || fixed, "{package}");
    }
    let answer = format!("{} crates, all of crates.io, each by its checksum", packages.len() - 1);
    stage.tries(62, "a crate of another origin").ends(&answer, 0);
    let unit = read("deploy/jules-discord.service");
    let guards = [
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "MemoryDenyWriteExecute=yes",
        "StateDirectoryMode=0700",
        "RestrictAddressFamilies=",
        "LimitCORE=0",
        "StartLimitBurst=",
        "SystemCallFilter=",
        "CapabilityBoundingSet=\n",
    ];
    for guard in guards {
        assert!(unit.contains(guard), "{guard}");
    }
    let image = read("deploy/Dockerfile");
    assert!(image.contains("\nUSER 10001:10001\n") && image.contains("distroless") && !image.contains("EXPOSE"));
    let answer =
        format!("the unit has {} guards; the container's user is 10001, without a shell or a port", guards.len());
    stage.tries(63, "somebody who has got into the bot's process").ends(&answer, 0);
}
