//! A real browser, driven over the `DevTools` protocol: Debian's Chromium, headless.
//!
//! A test gets none where there is none, and says so; with `REQUIRE_BROWSER` set, as in CI, it fails.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use base64::Engine as _;
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::PATIENCE;

const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
/// Keys by their names, with the codes that old handlers still ask for.
const KEYS: [(&str, u32); 8] = [
    ("Enter", 13),
    ("Tab", 9),
    ("Escape", 27),
    ("ArrowDown", 40),
    ("ArrowUp", 38),
    ("Backspace", 8),
    ("Home", 36),
    ("End", 35),
];

/// A browser with one page.
pub struct Browser {
    child: Child,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    calls: u64,
    /// What the page complained about.
    complaints: Vec<String>,
    /// Every address that was asked for something.
    asked: Vec<String>,
    _profile: tempfile::TempDir,
}

/// The browser's program, if there is one.
fn program() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Some(named.into());
    }
    let path = std::env::var_os("PATH")?;
    let all = NAMES.iter().flat_map(|name| std::env::split_paths(&path).map(move |folder| folder.join(name)));
    all.into_iter().find(|file| file.is_file())
}

impl Browser {
    /// Starts one; none where there is none, which is said.
    pub async fn start(test: &str) -> Option<Self> {
        let Some(program) = program() else {
            assert!(std::env::var_os("REQUIRE_BROWSER").is_none(), "there is no Chromium, and it is required");
            // Past the capture of the test harness, so that it is seen.
            let _ = writeln!(std::io::stderr(), "SKIPPED {test}: there is no Chromium here (apt-get install chromium)");
            return None;
        };
        let profile = tempfile::tempdir().unwrap();
        let mut child = Command::new(program)
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
            .args(["--no-first-run", "--hide-scrollbars", "--disable-background-networking", "--lang=en-US"])
            .arg("--remote-debugging-port=0")
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let endpoint = tokio::time::timeout(PATIENCE, endpoint(&mut child)).await.expect("Chromium does not start");
        let page = first_page(&endpoint).await;
        let (socket, _) = connect_async(page).await.unwrap();
        let mut browser =
            Self { child, socket, calls: 0, complaints: Vec::new(), asked: Vec::new(), _profile: profile };
        for domain in ["Page", "Runtime", "Log", "Network", "DOM"] {
            browser.call(&format!("{domain}.enable"), json!({})).await;
        }
        browser.size(1280, 800).await;
        browser.scheme("dark").await;
        Some(browser)
    }

    /// Says something to the browser; its answer.
    pub async fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.calls += 1;
        let number = self.calls;
        let text = json!({ "id": number, "method": method, "params": parameters }).to_string();
        self.socket.send(Message::text(text)).await.unwrap();
        loop {
            let next = tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("the browser is silent");
            let Some(Ok(Message::Text(text))) = next else { continue };
            let heard: Value = serde_json::from_str(&text).unwrap();
            if heard["id"] == number {
                assert!(heard["error"].is_null(), "{method}: {}", heard["error"]);
                return heard["result"].clone();
            }
            self.hear(&heard);
        }
    }

    fn hear(&mut self, heard: &Value) {
        let asked = match heard["method"].as_str() {
            Some("Network.requestWillBeSent") => heard["params"]["request"]["url"].as_str(),
            Some("Network.webSocketCreated") => heard["params"]["url"].as_str(),
            _ => None,
        };
        self.asked.extend(asked.map(str::to_owned));
        let told = match heard["method"].as_str() {
            Some("Runtime.exceptionThrown") => &heard["params"]["exceptionDetails"],
            Some("Log.entryAdded") if heard["params"]["entry"]["level"] == "error" => &heard["params"]["entry"],
            _ => return,
        };
        self.complaints.push(told.to_string());
    }

    /// What the page complained about so far: errors of scripts, of loading, of the content policy.
    pub fn complaints(&self) -> &[String] {
        &self.complaints
    }

    /// The addresses that were asked for something so far, those of a `WebSocket` too.
    pub fn asked(&self) -> &[String] {
        &self.asked
    }

    /// The size of the window.
    pub async fn size(&mut self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.call("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Light or dark, as the system would have it.
    pub async fn scheme(&mut self, scheme: &str) {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.call("Emulation.setEmulatedMedia", features).await;
    }

    pub async fn open(&mut self, url: &str) {
        self.call("Page.navigate", json!({ "url": url })).await;
    }

    /// Evaluates an expression in the page.
    pub async fn value(&mut self, expression: &str) -> Value {
        let asked = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let told = self.call("Runtime.evaluate", asked).await;
        assert!(told["exceptionDetails"].is_null(), "{expression}: {}", told["exceptionDetails"]);
        told["result"]["value"].clone()
    }

    /// Waits until an expression is true.
    pub async fn until(&mut self, expression: &str) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while self.value(&format!("Boolean({expression})")).await != true {
            if tokio::time::Instant::now() > deadline {
                self.picture("failed").await;
                let shown = self.value("document.body.innerText").await;
                panic!("never: {expression}\n{:?}\n{}", self.complaints, shown.as_str().unwrap_or_default());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until the page shows a text.
    pub async fn sees(&mut self, text: &str) {
        self.until(&format!("document.body.innerText.includes({})", json!(text))).await;
    }

    /// Waits until the last element of a selector whose words contain a text is there, and clicks it with the mouse.
    pub async fn click(&mut self, selector: &str, text: &str) {
        self.press_mouse(selector, text, "left").await;
    }

    /// The same with the second button: what opens a menu.
    pub async fn context_click(&mut self, selector: &str, text: &str) {
        self.press_mouse(selector, text, "right").await;
    }

    async fn press_mouse(&mut self, selector: &str, text: &str, button: &str) {
        let find = format!(
            "[...document.querySelectorAll({})].filter((e) => (e.innerText + (e.ariaLabel ?? '')).includes({}) && !e.disabled \
             && e.getClientRects().length).pop()",
            json!(selector),
            json!(text)
        );
        self.until(&find).await;
        // What moves while it is measured is measured again.
        let place = format!(
            "(async () => {{ const frame = () => new Promise(requestAnimationFrame); for (;;) {{ const e = {find}; if (e) {{ \
             e.scrollIntoView({{ block: 'nearest' }}); const r = e.getClientRects()[0]; await frame(); await frame(); \
             const s = e.getClientRects()[0]; if (r && s && r.x === s.x && r.y === s.y) \
             return [s.x + s.width / 2, s.y + s.height / 2]; }} await frame(); }} }})()"
        );
        let at = self.value(&place).await;
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": at[0], "y": at[1], "button": button, "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", event).await;
        }
    }

    /// Chooses files for an input, as somebody does in the system's own dialogue.
    pub async fn chooses_files(&mut self, selector: &str, files: &[&Path]) {
        self.until(&format!("document.querySelector({})", json!(selector))).await;
        let document = self.call("DOM.getDocument", json!({})).await;
        let asked = json!({ "nodeId": document["root"]["nodeId"], "selector": selector });
        let node = self.call("DOM.querySelector", asked).await["nodeId"].clone();
        self.call("DOM.setFileInputFiles", json!({ "nodeId": node, "files": files })).await;
    }

    /// What assistive technology is told of the page: role and name of everything in it.
    pub async fn spoken(&mut self) -> Vec<(String, String)> {
        let told = self.call("Accessibility.getFullAXTree", json!({})).await;
        let heard = |node: &Value, key: &str| node[key]["value"].as_str().unwrap_or_default().to_owned();
        let nodes = told["nodes"].as_array().unwrap().iter().filter(|node| node["ignored"] != true);
        nodes.map(|node| (heard(node, "role"), heard(node, "name"))).collect()
    }

    /// Types text where the focus is.
    pub async fn types(&mut self, text: &str) {
        self.call("Input.insertText", json!({ "text": text })).await;
    }

    /// Presses a key where the focus is, such as `Enter`, `r` or `Shift+Tab`.
    pub async fn press(&mut self, key: &str) {
        let (shift, key) = key.strip_prefix("Shift+").map_or((false, key), |key| (true, key));
        let code = KEYS.iter().find(|(name, _)| *name == key).map_or(0, |(_, code)| *code);
        let mut event = json!({ "type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": u8::from(shift) * 8 });
        if key == "Enter" {
            event["text"] = json!("\r");
        }
        self.call("Input.dispatchKeyEvent", event.clone()).await;
        event["type"] = json!("keyUp");
        self.call("Input.dispatchKeyEvent", event).await;
    }

    /// Keeps a picture of the page where CI keeps it; its path.
    pub async fn picture(&mut self, name: &str) -> PathBuf {
        let told = self.call("Page.captureScreenshot", json!({ "format": "png" })).await;
        let bytes = base64::engine::general_purpose::STANDARD.decode(told["data"].as_str().unwrap()).unwrap();
        let folder = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target"), PathBuf::from)
            .join("ci-artifacts");
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{name}.png"));
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Ends it.
    pub async fn close(mut self) {
        let _ = self.child.kill().await;
    }
}

/// Where the browser listens, as it says on its error output.
async fn endpoint(child: &mut Child) -> String {
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut said = String::new();
    while let Some(line) = lines.next_line().await.unwrap() {
        if let Some((_, url)) = line.split_once("DevTools listening on ws://") {
            let host = url.split('/').next().unwrap().to_owned();
            // It goes on talking, and must not be held up.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return host;
        }
        said += &(line + "\n");
    }
    panic!("Chromium ended:\n{said}");
}

async fn first_page(host: &str) -> String {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        let reply = http.get(format!("http://{host}/json")).send().await.unwrap();
        let pages: Value = reply.json().await.unwrap();
        let page = pages.as_array().unwrap().iter().find(|page| page["type"] == "page");
        if let Some(url) = page.and_then(|page| page["webSocketDebuggerUrl"].as_str()) {
            return url.to_owned();
        }
        assert!(tokio::time::Instant::now() < deadline, "Chromium has no page: {pages}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
