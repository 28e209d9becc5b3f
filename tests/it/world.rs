//! `jules-discord sim`: the world alone, for any client that reads what it prints.

use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, ChildStdout, Command};

use crate::harness::{Control, PATIENCE};

const PROGRAM: &str = env!("CARGO_BIN_EXE_jules-discord");
const ON_FREE_PORTS: [&str; 5] = ["sim", "--discord-port", "0", "--jules-port", "0"];

/// A world in a process of its own, known by what it printed.
struct Sim {
    child: Child,
    out: BufReader<ChildStdout>,
    printed: Value,
}

impl Sim {
    async fn start(more: &[&str]) -> Self {
        let mut command = Command::new(PROGRAM);
        command.args(ON_FREE_PORTS).args(more).env_clear().stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        tokio::time::timeout(PATIENCE, out.read_line(&mut line)).await.expect("it printed nothing").unwrap();
        let printed = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line}"));
        Self { child, out, printed }
    }

    fn text(&self, key: &str) -> &str {
        self.printed[key].as_str().unwrap_or_else(|| panic!("no {key} in {}", self.printed))
    }

    /// Ends it as a supervisor does; what else it printed.
    async fn end(mut self) -> (Option<i32>, String) {
        terminate(&self.child).await;
        let status = tokio::time::timeout(Duration::from_secs(10), self.child.wait()).await.expect("it goes on");
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).await.unwrap();
        (status.unwrap().code(), rest)
    }
}

async fn terminate(child: &Child) {
    let id = child.id().expect("it has ended already").to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_prints_one_line_with_the_eight_addresses_and_serves_until_sigterm() {
    let sim = Sim::start(&["--scenario", "two_steps", "--speed", "20"]).await;
    let mut keys: Vec<_> = sim.printed.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    let promised = [
        "channel_id",
        "control_url",
        "discord_api_url",
        "discord_token",
        "gateway_url",
        "guild_id",
        "jules_api_key",
        "jules_api_url",
    ];
    assert_eq!(keys, promised);
    assert!(sim.printed.as_object().unwrap().values().all(Value::is_string), "{}", sim.printed);
    let (code, rest) = sim.end().await;
    assert_eq!((code, rest.as_str()), (Some(0), ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_client_gets_in_with_what_was_printed_and_not_without() {
    let sim = Sim::start(&["--scenario", "two_steps"]).await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let me = format!("{}/api/v10/users/@me", sim.text("discord_api_url"));
    let token = format!("Bot {}", sim.text("discord_token"));
    assert_eq!(http.get(&me).send().await.unwrap().status(), 401);
    assert_eq!(http.get(&me).header("authorization", &token).send().await.unwrap().status(), 200);
    let guild = format!("{}/api/v10/guilds/{}", sim.text("discord_api_url"), sim.text("guild_id"));
    assert_eq!(http.get(&guild).header("authorization", &token).send().await.unwrap().status(), 200);
    let sources = format!("{}/sources", sim.text("jules_api_url"));
    let refused = http.get(&sources).header("x-goog-api-key", "wrong").send().await.unwrap().status();
    assert!(refused.is_client_error(), "{refused}");
    let answer = http.get(&sources).header("x-goog-api-key", sim.text("jules_api_key")).send().await.unwrap();
    let sources: Value = answer.json().await.unwrap();
    assert_eq!(sources["sources"][0]["githubRepo"]["repo"], "todo", "{sources}");
    assert!(Control::new(sim.text("control_url")).text("").await.contains("POST /control/people"));
    assert_eq!(sim.end().await.0, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scenario_or_a_port_that_cannot_be_had_is_one_sentence() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let wrong: [(&[&str], &str); 4] = [
        (&["sim", "--discord-port", "0", "--jules-port", "0", "--scenario", "nonesuch"], "nonesuch"),
        (&["sim", "--discord-port", "0", "--jules-port", "0", "--scenario", "/nonesuch.toml"], "/nonesuch.toml"),
        (&["sim", "--discord-port", &port, "--jules-port", "0"], "The simulated Discord cannot listen on port"),
        (&["sim", "--discord-port", "0", "--jules-port", &port], "The simulated Jules cannot listen on port"),
    ];
    for (arguments, sentence) in wrong {
        let output = Command::new(PROGRAM).args(arguments).env_clear().kill_on_drop(true).output();
        let output = tokio::time::timeout(PATIENCE, output).await.expect("it serves").unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(sentence) && !said.contains("panicked"), "{said}");
        assert!(output.stdout.is_empty(), "others read its output");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bot_needs_nothing_but_what_was_printed() {
    let sim = Sim::start(&["--scenario", "two_steps", "--speed", "20"]).await;
    let control = Control::new(sim.text("control_url"));
    let store = tempfile::tempdir().unwrap();
    let mut bot = Command::new(PROGRAM)
        .arg("run")
        .env_clear()
        .env("DISCORD_TOKEN", sim.text("discord_token"))
        .env("JULES_API_KEY", sim.text("jules_api_key"))
        .env("JULES_DISCORD__DISCORD__API_URL", sim.text("discord_api_url"))
        .env("JULES_DISCORD__DISCORD__GATEWAY_URL", sim.text("gateway_url"))
        .env("JULES_DISCORD__DISCORD__GUILDS", sim.text("guild_id"))
        .env("JULES_DISCORD__JULES__API_URL", sim.text("jules_api_url"))
        .env("JULES_DISCORD__JULES__POLL_MIN_MS", "50")
        .env("JULES_DISCORD__STORE__PATH", store.path().join("store"))
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while control.get("/world").await["commands"] == json!([]) {
        assert!(tokio::time::Instant::now() < deadline, "the commands were never registered");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let channel = sim.text("channel_id");
    let options = json!({ "prompt": "Fix the flaky test", "repo": "acme/todo" });
    let start = json!({ "channel": channel, "command": "jules start", "options": options });
    let outcome = control.post("/people/ada/commands", start).await;
    let said = outcome["messages"][0]["content"].as_str().unwrap().to_owned();
    let thread = said.split("<#").nth(1).unwrap().split('>').next().unwrap().to_owned();
    let card = control.get(&format!("/channels/{thread}/wait?button=Approve&timeout_ms=20000")).await;
    let press = json!({ "channel": thread, "message": card["id"], "button": "Approve" });
    control.post("/people/ada/clicks", press).await;
    control.get(&format!("/channels/{thread}/wait?text=Finished&timeout_ms=20000")).await;
    let transcript = control.text(&format!("/channels/{thread}/transcript")).await;
    assert!(transcript.contains("Reproduced the failure"), "{transcript}");
    let sessions = control.get("/jules/sessions").await;
    assert_eq!(sessions["sessions"].as_array().unwrap().len(), 1, "{sessions}");
    terminate(&bot).await;
    let ended = tokio::time::timeout(Duration::from_secs(10), bot.wait()).await.expect("the bot goes on").unwrap();
    assert_eq!(ended.code(), Some(0));
    assert_eq!(sim.end().await.0, Some(0));
}
