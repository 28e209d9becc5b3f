//! The director's panel: what goes wrong at a press, which scenario comes next, and the wire.

use crate::harness::{Browser, Show};

use super::{SPEED, start, visit, write};

/// The wire has such a line.
fn line(kind: &str, what: &str, result: &str) -> String {
    format!(
        "[...document.querySelectorAll('#wire .wire-line[data-kind={kind}]')].some((e) => e.querySelector('.wire-what').innerText.includes({what:?}) \
         && e.querySelector('.wire-status').innerText.includes({result:?}))"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_at_a_press_the_thread_goes_on() {
    let Some(mut browser) = Browser::start("page::director::whatever_goes_wrong").await else { return };
    let show = Show::open(&["--speed", "1", "--scenario", "question"]).await;
    visit(&mut browser, &show, "ada").await;
    start(&mut browser, "Ask me").await;
    browser.click(".components button", "Approve").await;
    browser.sees("Which of the two failing tests").await;

    // The connection is cut, and resumed: what was written meanwhile arrives.
    browser.click("[data-fault=gateway]", "Drop").await;
    browser.until(&line("gateway", "resume", "")).await;
    // Posts are answered 429, and come all the same.
    browser.click("[data-fault=storm]", "429").await;
    browser.sees("The next 8 posts are answered 429.").await;
    browser.until("/^8 Discord calls still to fail/.test(document.querySelector('#fault-words').innerText)").await;
    write(&mut browser, "The first one.").await;
    browser.until(&line("discord", "POST /channels/", "429")).await;
    browser.until("[...document.querySelectorAll('.reaction')].some((each) => each.innerText.includes('✅'))").await;
    browser.click("#faults-clear", "All well").await;
    browser.until("document.querySelector('#fault-words').innerText === ''").await;
    browser.sees("Shall I also update the README?").await;
    // Jules answers nothing but 503; a word waits until he is back.
    browser.click("#jules-fault", "Jules down").await;
    browser.sees("Jules answers 503.").await;
    write(&mut browser, "Yes, please.").await;
    browser.until(&line("jules", "/sessions", "503")).await;
    browser.until("[...document.querySelectorAll('.message')].pop().innerText.includes('📨')").await;
    browser.picture("page-jules-down").await;
    browser.click("#jules-fault", "Jules up again").await;
    browser
        .until(
            "[...document.querySelectorAll('.reaction')].filter((each) => each.innerText.includes('✅')).length === 2",
        )
        .await;
    // Dead, a command fails as Discord says it; alive again, it works.
    browser.click("#bot-kill", "kill").await;
    browser.until("document.querySelector('#bot-life').textContent.startsWith('dead')").await;
    browser.types("/jules status").await;
    browser.press("Enter").await;
    browser.press("Enter").await;
    browser.sees("The application did not respond").await;
    browser.click("#bot-start", "Start").await;
    browser.until("document.querySelector('#bot-life').textContent.startsWith('running')").await;
    assert!(browser.complaints().is_empty(), "{:?}", browser.complaints());
    browser.close().await;
    assert_eq!(show.terminate().await.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_session_plays_the_scenario_that_was_chosen() {
    let Some(mut browser) = Browser::start("page::director::the_next_session_plays").await else { return };
    let show = Show::open(&SPEED).await;
    visit(&mut browser, &show, "ada").await;
    let offered = browser.value("[...document.querySelector('#scenario').options].map((each) => each.value)").await;
    for name in ["tour", "revise", "question", "fix", "unapproved", "batch", "long", "hostile"] {
        assert!(offered.as_array().unwrap().iter().any(|each| each == name), "{name}: {offered}");
    }
    let choose = "(() => { const s = document.querySelector('#scenario'); s.value = 'two_steps'; s.dispatchEvent(new Event('change')); })()";
    browser.value(choose).await;
    browser.sees("The next session plays “two_steps”.").await;
    browser.until("document.querySelector('#scenario-about').innerText.includes('two steps')").await;
    start(&mut browser, "Do it").await;
    browser.sees("Plan 1 · 2 steps").await;
    // The wire: a line opens, and a kind can be hidden.
    // By itself, for the lines do not stand still under a pointer.
    let line = "[...document.querySelectorAll('#wire .wire-line[data-kind=jules] summary')].find((each) => each.innerText.includes('POST /sessions'))";
    browser.until(line).await;
    browser.value(&format!("{line}.click()")).await;
    browser.until("document.querySelector('#wire details[open] pre')?.innerText.includes('Do it')").await;
    browser.click("[data-wire=jules]", "").await;
    browser.until("document.querySelector('#wire .wire-line[data-kind=jules]').getClientRects().length === 0").await;
    browser.click("#wire-clear", "Clear").await;
    browser.until("document.querySelectorAll('#wire .wire-line[data-kind=gateway]').length < 5").await;
    assert!(browser.complaints().is_empty(), "{:?}", browser.complaints());
    browser.close().await;
    assert_eq!(show.terminate().await.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_stands_goes_to_the_next_event_and_hurries_at_a_press() {
    let Some(mut browser) = Browser::start("page::director::the_clock_stands").await else { return };
    let show = Show::open(&["--speed", "1", "--scenario", "two_steps"]).await;
    visit(&mut browser, &show, "ada").await;
    browser.click("#pause", "Pause").await;
    browser.until("document.querySelector('#pause').innerText === 'Go on'").await;
    browser.value("document.querySelector('#words').focus()").await;
    start(&mut browser, "Do it").await;
    // Nothing happens by itself; each press lets the next thing happen, until the plan is there.
    let (words, plan) = (
        "document.querySelector('#next-words').innerText",
        "document.querySelector('#messages').innerText.includes('Plan 1')",
    );
    let mut pressed = 0;
    while browser.value(plan).await != true {
        browser.until(&format!("!document.querySelector('#next').disabled || {plan}")).await;
        let before = browser.value(words).await;
        if browser.value("document.querySelector('#next').disabled").await == false {
            browser.click("#next", "Next event").await;
            pressed += 1;
        }
        browser.until(&format!("{words} !== {before} || {plan}")).await;
    }
    assert!(pressed > 1, "it went on by itself");
    for speed in ["1", "10"] {
        let button = format!("[data-speed='{speed}']");
        browser.click(&button, "").await;
        browser.until(&format!("document.querySelector({button:?}).getAttribute('aria-pressed') === 'true'")).await;
        assert_eq!(show.control.get("/jules/clock").await["speed"].to_string(), format!("{speed}.0"));
    }
    assert!(browser.complaints().is_empty(), "{:?}", browser.complaints());
    browser.close().await;
    assert_eq!(show.terminate().await.code(), Some(0));
}
