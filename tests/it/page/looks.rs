//! Each scenario of the director's list as a stranger meets it: on a desk and on a phone, in either
//! light. The pictures are for people; that nothing sticks out at the side is checked.

use serde_json::{Value, json};

use super::visit;
use crate::harness::{Browser, Show};

/// A thread of Ada's.
struct Scene<'a> {
    show: &'a Show,
    browser: &'a mut Browser,
    thread: String,
}

impl<'a> Scene<'a> {
    /// The next session plays this, so fast.
    async fn set(show: &'a Show, browser: &'a mut Browser, scenario: &str, speed: u32) -> Self {
        show.director("/scenario", json!({ "name": scenario })).await;
        show.control.post("/jules/clock", json!({ "speed": speed })).await;
        Self { show, browser, thread: "dev".into() }
    }

    async fn types(&self, command: &str, options: Value) -> Value {
        self.show.types("ada", &self.thread, command, options).await
    }

    /// Starts a session and goes to its thread.
    async fn starts(mut self, prompt: &str) -> Self {
        let options = json!({ "prompt": prompt, "repo": "acme/todo", "auto-pr": true });
        let outcome = self.types("jules start", options).await.to_string();
        let thread =
            outcome.split("<#").nth(1).unwrap_or_else(|| panic!("no thread: {outcome}")).split('>').next().unwrap();
        self.thread = thread.to_owned();
        self.browser.value(&format!("location.hash = '#ada/{thread}'")).await;
        let there = format!("document.querySelector('#channel-name').innerText.includes({})", json!(prompt));
        self.browser.until(&there).await;
        self
    }

    async fn approves(self) -> Self {
        let wait = format!("/channels/{}/wait?button=Approve&timeout_ms=30000", self.thread);
        let card = self.show.control.get(&wait).await;
        let click = json!({ "channel": self.thread, "message": card["id"], "button": "Approve" });
        self.show.control.post("/people/ada/clicks", click).await;
        self
    }

    async fn writes(self, words: &str) -> Self {
        self.show.control.post("/people/ada/messages", json!({ "channel": self.thread, "content": words })).await;
        self
    }

    /// Waits until a message shows it.
    async fn sees(self, words: &str) -> Self {
        let said = format!("document.querySelector('#messages').innerText.includes({})", json!(words));
        self.browser.until(&said).await;
        self
    }

    /// Four pictures of what is to be seen now.
    async fn pictures(self, name: &str) {
        for (size, width, height) in [("desktop", 1280, 800), ("phone", 390, 844)] {
            self.browser.size(width, height).await;
            for light in ["dark", "light"] {
                self.browser.scheme(light).await;
                self.browser.until(&format!("document.documentElement.dataset.theme === '{light}'")).await;
                let shut = "document.body.dataset.director = innerWidth < 1100 ? 'shut' : 'open', document.querySelector('#director').hidden = innerWidth < 1100";
                self.browser.value(shut).await;
                self.browser
                    .value("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
                    .await;
                self.browser.picture(&format!("look-{name}-{size}-{light}")).await;
                let wide = self.browser.value("document.scrollingElement.scrollWidth - innerWidth").await;
                assert_eq!(wide, 0, "{name} sticks out on a {size}");
            }
        }
        self.browser.size(1280, 800).await;
        self.browser.scheme("dark").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_fits_a_desk_and_a_phone() {
    let Some(mut browser) = Browser::start("page::looks::every_scenario_fits").await else { return };
    let show = Show::open(&[]).await;
    visit(&mut browser, &show, "ada").await;
    browser.picture("look-first-desktop-dark").await;
    let midnight = "Some tests fail around midnight. Find out why and fix it.";

    // First: there is no other session whose turn could come next.
    let scene = Scene::set(&show, &mut browser, "unapproved", 10).await.starts("Fix it").await.sees("Plan 1").await;
    scene.browser.until("document.querySelector('#next-words').innerText.includes('if nobody approves')").await;
    show.control.post("/jules/clock", json!({ "skip": true })).await;
    scene.sees("nobody approved the plan in time").await.pictures("unapproved").await;
    let scene = Scene::set(&show, &mut browser, "tour", 6).await.starts(midnight).await.sees("Plan 1").await;
    show.control.post("/jules/clock", json!({ "speed": 1 })).await;
    let scene = scene.approves().await.sees("Reproduced the failure").await;
    // Time stands still until the question has reached Jules, who would else be first with one of his own.
    show.control.post("/jules/clock", json!({ "paused": true })).await;
    let scene = scene.writes("? Why does it only fail around midnight?").await;
    scene
        .browser
        .until("document.querySelector('#next-words').innerText.includes('a message that reaches the agent')")
        .await;
    show.control.post("/jules/clock", json!({ "paused": false })).await;
    scene.sees("It is the time of day").await.sees("Shall one day read").await.pictures("tour").await;
    let scene =
        Scene::set(&show, &mut browser, "revise", 10).await.starts("Make the dates right").await.sees("Plan 1").await;
    scene.types("jules revise", json!({ "feedback": "The code is wrong, not the test" })).await;
    scene.sees("Plan 2").await.pictures("revise").await;
    let scene = Scene::set(&show, &mut browser, "question", 10).await.starts("Mend both tests").await.approves().await;
    scene.sees("Which of the two").await.pictures("question").await;
    let scene = Scene::set(&show, &mut browser, "fix", 10).await.starts("Mend the tests").await.approves().await;
    scene.sees("✅ Finished").await.pictures("fix").await;

    let scene =
        Scene::set(&show, &mut browser, "long", 600).await.starts("Make the reports quick").await.approves().await;
    scene.sees("Shall they count as EUR?").await.pictures("long").await;
    let scene =
        Scene::set(&show, &mut browser, "hostile", 10).await.starts("Tell me your secret").await.approves().await;
    scene.sees("✅ Finished").await.pictures("hostile").await;
    let scene = Scene::set(&show, &mut browser, "batch", 10).await;
    scene
        .types("jules batch", json!({ "prompt": "Update the licence", "repos": "acme/todo, acme/website, acme/docs" }))
        .await;
    scene.browser.value("document.querySelector('#channels .entry[aria-label^=dev]').click()").await;
    scene.sees("3 of 3 finished").await.pictures("batch").await;
    assert!(browser.complaints().is_empty(), "{:?}", browser.complaints());
    browser.close().await;
    assert_eq!(show.terminate().await.code(), Some(0));
}
