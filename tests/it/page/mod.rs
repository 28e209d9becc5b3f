//! The page of `jules-discord demo`, in a real browser: what a newcomer does, and what they see.

mod client;
mod director;
mod forms;
mod looks;
mod reading;
mod threads;

use serde_json::json;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

use crate::harness::{Browser, Show};

/// Half a minute of the tour in a few seconds.
const SPEED: [&str; 2] = ["--speed", "6"];

/// The page, once people can use the bot.
async fn visit(browser: &mut Browser, show: &Show, who: &str) {
    browser.open(&format!("{}#{who}/", show.page)).await;
    browser.until("document.querySelector('#bot-life')?.textContent.startsWith('running')").await;
    browser.until("document.querySelector('#words')?.placeholder === 'Message #dev'").await;
    browser.value("document.querySelector('#words').focus()").await;
}

/// Types a line into the message box and sends it.
async fn write(browser: &mut Browser, line: &str) {
    browser.value("document.querySelector('#words').focus()").await;
    browser.types(line).await;
    browser.press("Enter").await;
}

/// Adds the option `repo` to the command in the bar, and takes what completes it.
async fn names_a_repository(browser: &mut Browser) {
    browser.click(".more-options", "more").await;
    browser.click("[role=menuitem]", "repo —").await;
    browser.until("document.activeElement?.id === 'option-repo'").await;
    browser.types("todo").await;
    browser.until("document.querySelector('#suggestions [aria-selected=true]')?.innerText.includes('acme/todo')").await;
    browser.press("Enter").await;
    browser.until("document.querySelector('#option-repo').value === 'acme/todo'").await;
}

/// Starts a task by typing, and goes to its thread.
async fn start(browser: &mut Browser, prompt: &str) {
    browser.types("/jules sta").await;
    browser
        .until("document.querySelector('#suggestions [aria-selected=true]')?.innerText.includes('/jules start')")
        .await;
    browser.press("Enter").await;
    browser.until("document.activeElement?.id === 'option-prompt'").await;
    browser.types(prompt).await;
    names_a_repository(browser).await;
    browser.press("Enter").await;
    browser.sees("Only you can see this").await;
    browser.click(".message.ephemeral a.mention", "").await;
    browser.sees("This is the beginning of the thread.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_goes_from_the_first_word_to_the_diff_over_a_killed_bot() {
    let Some(mut browser) = Browser::start("page::a_task_goes_from_the_first_word_to_the_diff").await else { return };
    let show = Show::open(&SPEED).await;
    visit(&mut browser, &show, "ada").await;
    start(&mut browser, "Some tests fail around midnight. Find out why and fix it.").await;
    browser.sees("Plan 1 · 4 steps").await;
    browser.click("[data-speed='1']", "").await;
    browser.click(".components button", "Approve").await;
    browser.sees("Approved by @Ada").await;
    browser.sees("Reproduced the failure").await;
    // Time stands still until the question has reached Jules, who would else be first with one of his own.
    browser.click("#pause", "Pause").await;
    write(&mut browser, "? Why does it only fail around midnight?").await;
    browser.until("document.querySelector('#next-words').innerText.includes('a message that reaches the agent')").await;
    browser.picture("page-desktop-dark").await;
    browser.click("[data-speed='1']", "").await;
    browser.until("[...document.querySelectorAll('.reaction')].some((each) => each.innerText.includes('✅'))").await;
    browser.click("#bot-kill", "kill").await;
    browser.until("document.querySelector('#bot-life').textContent.startsWith('dead')").await;
    browser.click("#bot-start", "Start").await;
    browser.until("document.querySelector('#bot-life').textContent.includes('life 2')").await;
    browser.until("document.querySelector('#bot-life').textContent.startsWith('running')").await;
    browser.sees("It is the time of day").await;
    browser.click("[data-speed='10']", "").await;
    browser.sees("Shall one day read").await;
    write(&mut browser, "“yesterday” reads better.").await;
    browser.sees("Thank you, I will word it that way.").await;
    browser
        .until("[...document.querySelectorAll('.message')].some((each) => each.innerText.includes('Finished · in'))")
        .await;
    let pinged = "document.querySelector('.message.pinged .ping-mark') !== null";
    assert_eq!(browser.value(pinged).await, true, "the end calls Ada");
    let said = "[...document.querySelectorAll('.message')].filter((e) => e.innerText.includes('Reproduced the failure.')).length";
    assert_eq!(browser.value(said).await, 1, "said twice, or lost");

    browser.click(".components button", "View diff").await;
    browser.click(".message.ephemeral .select", "Choose a file").await;
    browser.click("[role=option]", "todo/clock.py").await;
    browser.until("document.querySelector('.message.ephemeral .plus') !== null").await;
    let line = "document.querySelector('#wire .wire-line[data-kind=jules]') && document.querySelector('#wire .wire-line[data-kind=discord]') && document.querySelector('#wire .wire-line[data-kind=gateway]')";
    browser.until(line).await;
    looks(&mut browser).await;
    assert!(browser.complaints().is_empty(), "{:?}", browser.complaints());
    browser.close().await;
    assert_eq!(show.terminate().await.code(), Some(0));
}

/// Pictures of the same moment at each size, in each light.
async fn looks(browser: &mut Browser) {
    browser.picture("page-diff-desktop-dark").await;
    browser.scheme("light").await;
    browser.until("document.documentElement.dataset.theme === 'light'").await;
    browser.picture("page-diff-desktop-light").await;
    browser.size(390, 844).await;
    browser.click("#director-close", "").await;
    browser.picture("page-phone-light").await;
    browser.scheme("dark").await;
    browser.until("document.documentElement.dataset.theme === 'dark'").await;
    browser.picture("page-phone-dark").await;
    browser.click("#menu-button", "").await;
    browser.picture("page-phone-channels").await;
    // Nothing sticks out at the side of a phone.
    assert_eq!(browser.value("document.scrollingElement.scrollWidth <= innerWidth").await, true);
    browser.click("#veil", "").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_click_bad_input_and_hostile_words_are_shown_as_discord_shows_them() {
    let Some(mut browser) = Browser::start("page::a_refused_click_and_hostile_words").await else { return };
    let show = Show::open(&["--speed", "10", "--scenario", "hostile"]).await;
    visit(&mut browser, &show, "ada").await;
    start(&mut browser, "Do it").await;
    browser.sees("Plan 1").await;

    // Somebody else, by the menu at the bottom: what they may not, they are told.
    browser.click("#me", "").await;
    browser.click("[role=menuitem]", "Mallory").await;
    browser.until("document.querySelector('#me').innerText.includes('Mallory')").await;
    browser.click(".components button", "Approve").await;
    browser.until("document.querySelector('.message.ephemeral')?.innerText.includes('Only you can see this')").await;
    browser.click("#me", "").await;
    browser.click("[role=menuitem]", "Ada").await;
    browser.until("document.querySelector('#me').innerText.includes('Ada')").await;
    browser.until("document.querySelector('.message.ephemeral') === null").await;
    browser.click(".components button", "Approve").await;
    browser.sees("Twin one.").await;
    browser.sees("Nine of them.").await;
    let harmless = "[...document.querySelectorAll('#messages a')].every((a) => !a.innerText.includes('click here') || a.title || a.href.startsWith(location.origin))";
    assert_eq!(browser.value(harmless).await, true, "a link that hides where it leads");
    assert_eq!(browser.value("document.querySelectorAll('#messages script, #messages iframe').length").await, 0);

    write(&mut browser, &"long ".repeat(900)).await;
    browser.sees("Your message is too long").await;
    browser.value("(() => { const w = document.querySelector('#words'); w.value = ''; w.dispatchEvent(new Event('input')); w.focus(); })()").await;
    browser.types("/nonsense").await;
    browser.sees("Nothing matches “/nonsense”").await;
    // Discord sends it as words, and so does the page.
    browser.press("Enter").await;
    browser.until("[...document.querySelectorAll('.message .markup')].pop().innerText === '/nonsense'").await;
    let too_big = "(() => { const files = new DataTransfer(); files.items.add(new File([new Uint8Array(11 * 1024 * 1024)], 'big.bin')); \
                   const picker = document.querySelector('#file-picker'); picker.files = files.files; picker.dispatchEvent(new Event('change')); })()";
    browser.value(too_big).await;
    browser.sees("Your files are too powerful").await;
    browser.types("/jules start ").await;
    browser.until("document.activeElement?.id === 'option-prompt'").await;
    browser.press("Enter").await;
    browser.sees("This option is required: prompt").await;
    browser.types("Read this").await;
    names_a_repository(&mut browser).await;
    browser.click(".more-options", "more").await;
    browser.click("[role=menuitem]", "attachment —").await;
    let folder = tempfile::tempdir().unwrap();
    let (big, binary) = (folder.path().join("huge.log"), folder.path().join("data.bin"));
    std::fs::File::create(&big).unwrap().set_len(11 * 1024 * 1024).unwrap();
    std::fs::write(&binary, [0, 159, 146, 150]).unwrap();
    browser.chooses_files("#option-attachment", &[&big]).await;
    browser.press("Enter").await;
    browser.sees("huge.log has 11.0 MB").await;
    browser.chooses_files("#option-attachment", &[&binary]).await;
    browser.value("document.querySelector('#option-prompt').focus()").await;
    browser.press("Enter").await;
    // What is no text becomes a link for Jules.
    browser.click(".message.ephemeral a.mention", "Read this").await;
    browser.sees("This is the beginning of the thread.").await;
    let sessions = show.control.get("/jules/sessions").await.to_string();
    assert!(sessions.contains("/data.bin"), "{sessions}");
    browser.picture("page-refusals").await;
    assert!(browser.complaints().is_empty(), "{:?}", browser.complaints());
    browser.close().await;
    assert_eq!(show.terminate().await.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_director_stops_the_clock_and_goes_to_what_happens_next() {
    let show = Show::open(&["--speed", "1", "--scenario", "two_steps"]).await;
    let turned = show.control.post("/jules/clock", json!({ "paused": true })).await;
    assert_eq!((&turned["paused"], &turned["next"]), (&json!(true), &json!(null)));
    let outcome = show.types("ada", "dev", "jules start", json!({ "prompt": "Fix it", "repo": "acme/todo" })).await;
    assert_eq!(outcome["status"], "answered", "{outcome}");
    let session = loop {
        let told = show.control.get("/jules/sessions").await;
        if let Some(session) = told["sessions"].get(0) {
            break session["id"].as_str().unwrap().to_owned();
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    let state = async || show.control.get(&format!("/jules/sessions/{session}")).await["state"].clone();
    assert_eq!(state().await, "QUEUED");
    for expected in ["PLANNING", "AWAITING_PLAN_APPROVAL"] {
        while state().await != expected {
            let clock = show.control.get("/jules/clock").await;
            assert!(clock["next"].is_string(), "nothing comes before {expected}: {clock}");
            show.control.post("/jules/clock", json!({ "skip": true })).await;
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
    assert_eq!(show.terminate().await.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sites_and_other_names_are_turned_away() {
    let show = Show::open(&SPEED).await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    // The page's own server, and the simulated Discord's.
    let (page, discord) = (format!("{}control", show.page), show.control.url.clone());
    let sockets = [format!("{page}/live"), format!("{}director/live", show.page), format!("{discord}/live")];
    for (name, value) in
        [("origin", "https://evil.example"), ("host", "evil.example"), ("sec-fetch-site", "cross-site")]
    {
        for control in [&page, &discord] {
            assert_eq!(http.get(format!("{control}/world")).send().await.unwrap().status(), 200);
            let refused = http.get(format!("{control}/world")).header(name, value).send().await.unwrap();
            assert_eq!(refused.status(), 403, "{control} {name}");
        }
        for socket in &sockets {
            let mut request = socket.replacen("http", "ws", 1).into_client_request().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
            let refused = tokio_tungstenite::connect_async(request).await.expect_err(socket);
            assert!(matches!(&refused, Error::Http(reply) if reply.status() == 403), "{socket} {name}: {refused}");
        }
    }
    let page = http.get(&show.page).send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{policy}");
    assert_eq!(show.terminate().await.code(), Some(0));
}
