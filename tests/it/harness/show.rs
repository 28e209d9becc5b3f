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
    /// Its temporary files.
    pub home: tempfile::TempDir,
}

impl Show {
    /// Starts it on a free port and waits until it says where its page is.
    pub async fn open(more: &[&str]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_jules-discord"))
            .args(["demo", "--port", "0"])
            .args(more)
            .env("TMPDIR", home.path())
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
        Self { child, keyboard, page, greeting, control: Control::new(&control), home }
    }

    /// Lets somebody use a command; the outcome.
    pub async fn types(&self, who: &str, channel: &str, command: &str, options: Value) -> Value {
        let body = json!({ "channel": channel, "command": command, "options": options });
        self.control.post(&format!("/people/{who}/commands"), body).await
    }

    /// Tells the director's panel to do something.
    pub async fn director(&self, path: &str, body: Value) {
        Control::new(&format!("{}director", self.page)).post(path, body).await;
    }

    /// The processes it has started and that still run.
    pub fn children(&self) -> Vec<u32> {
        let parent = self.child.id().expect("it has ended already").to_string();
        let all =
            std::fs::read_dir("/proc").unwrap().filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok());
        all.filter(|process| standing(*process).is_some_and(|(state, of)| of == parent && state != "Z")).collect()
    }

    /// Ends it the way nobody can prepare for.
    pub async fn kill_9(&mut self) {
        self.child.kill().await.unwrap();
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

/// A process's state and its parent, while it is there.
fn standing(process: u32) -> Option<(String, String)> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // Its name, in parentheses, may hold anything.
    let mut rest = stat.rsplit(") ").next()?.split(' ').map(str::to_owned);
    Some((rest.next()?, rest.next()?))
}

/// Whether a process runs. One that has ended may wait for somebody to ask how.
pub fn runs(process: u32) -> bool {
    standing(process).is_some_and(|(state, _)| state != "Z")
}
