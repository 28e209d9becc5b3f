//! `jules-discord demo` with its page open, as a child process.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, ChildStdin, Command};

use super::{Control, PATIENCE};

/// An open demo.
pub struct Show {
    child: Child,
    /// What is typed into its terminal.
    pub keyboard: Option<ChildStdin>,
    /// Where the page is.
    pub page: String,
    /// Everything it has said before it was open.
    pub greeting: String,
    pub control: Control,
}

impl Show {
    /// Starts it on a free port and waits until it says where its page is.
    pub async fn open(more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_jules-discord"))
            .args(["demo", "--port", "0"])
            .args(more)
            .kill_on_drop(true)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let keyboard = child.stdin.take();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut greeting = String::new();
        let listen = async {
            while let Some(line) = lines.next_line().await.unwrap() {
                greeting += &(line.clone() + "\n");
                if let Some((_, rest)) = line.split_once("control API: ") {
                    return rest.split(' ').next().unwrap().to_owned();
                }
            }
            panic!("it ended");
        };
        let control = tokio::time::timeout(PATIENCE, listen).await.expect("it never opened");
        // It goes on talking, and must not be held up.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let page = greeting.split("Open ").nth(1).and_then(|rest| rest.lines().next()).expect("no address").to_owned();
        Self { child, keyboard, page, greeting, control: Control::new(&control) }
    }

    /// Lets somebody use a command once the bot has registered it; the outcome.
    pub async fn types(&self, who: &str, channel: &str, command: &str, options: Value) -> Value {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while self.control.get("/world").await["commands"].as_array().is_none_or(Vec::is_empty) {
            assert!(tokio::time::Instant::now() < deadline, "the bot never registered its commands");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let body = json!({ "channel": channel, "command": command, "options": options });
        self.control.post(&format!("/people/{who}/commands"), body).await
    }

    /// Asks it to stop and waits for its end.
    pub async fn terminate(mut self) -> ExitStatus {
        let id = self.child.id().expect("it has ended already").to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
        self.end().await
    }

    /// Waits for its end.
    pub async fn end(&mut self) -> ExitStatus {
        tokio::time::timeout(Duration::from_secs(15), self.child.wait()).await.expect("it goes on").unwrap()
    }
}
