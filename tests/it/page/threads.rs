//! Threads, posts, forms and menus of the real bot, by mouse and keyboard.

use serde_json::json;

use super::{start, visit, write};
use crate::harness::{Browser, Show};

#[tokio::test(flavor = "multi_thread")]
async fn a_message_goes_to_jules_by_its_menu_and_a_plan_is_changed_in_a_form() {
    let Some(mut browser) = Browser::start("page::threads::a_message_goes_to_jules").await else { return };
    let show = Show::open(&["--speed", "6", "--scenario", "revise"]).await;
    visit(&mut browser, &show, "ada").await;
    write(&mut browser, "The list says *today* is late.").await;
    browser.context_click(".message .markup", "is late").await;
    browser.picture("page-menu").await;
    browser.click("[role=menuitem]", "Send to Jules").await;
    browser.sees("Nothing has begun yet").await;
    browser.click(".message.ephemeral .components button", "Start").await;
    browser.click(".message.ephemeral a.mention", "").await;
    browser.sees("This is the beginning of the thread.").await;
    browser.sees("Plan 1").await;

    browser.click(".components button", "Request changes").await;
    browser.until("document.querySelector('dialog textarea') === document.activeElement").await;
    browser.types("The code is wrong, not the test.").await;
    browser.picture("page-request-changes").await;
    browser.click("dialog button[type=submit]", "Submit").await;
    browser.sees("Plan 2").await;
    browser.sees("Replaced by a newer plan").await;
    // Everybody sees the thread, in the list beside its channel and in the channel's own.
    browser.click("#channel-name a.parent", "dev").await;
    browser.until("document.querySelectorAll('#channels .entry.thread').length === 1").await;
    browser.click("#threads-button", "Threads").await;
    browser.until("document.querySelector('[role=menuitem]').innerText.startsWith('🧵')").await;
    browser.press("Enter").await;
    browser.sees("Plan 2").await;
    // Another language: what only one person reads is theirs.
    show.control.patch("/people/grace", json!({ "locale": "de" })).await;
    browser.click("#me", "").await;
    browser.click("[role=menuitem]", "Grace").await;
    browser.until("document.querySelector('#me').innerText.includes('Grace')").await;
    browser.value("document.querySelector('#words').focus()").await;
    browser.types("/jules sta").await;
    browser.until("document.querySelector('#suggestions').innerText.includes('/jules starten')").await;
    assert!(browser.complaints().is_empty(), "{:?}", browser.complaints());
    browser.close().await;
    assert_eq!(show.terminate().await.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forum_lists_its_posts_with_their_tags() {
    let Some(mut browser) = Browser::start("page::threads::a_forum_lists_its_posts").await else { return };
    let show = Show::open(&["--speed", "6", "--scenario", "two_steps"]).await;
    let tags = json!([{ "name": "Working" }, { "name": "Needs you" }, { "name": "Done" }]);
    show.control.post("/channels", json!({ "name": "sessions", "type": 15, "tags": tags })).await;
    visit(&mut browser, &show, "ada").await;
    browser.click("#channels .entry", "sessions").await;
    browser.sees("There are no posts yet.").await;
    browser.click("#new-post", "New post").await;
    browser.click("dialog button[type=submit]", "Post").await;
    browser.sees("“Title” is required.").await;
    browser.types("Midnight").await;
    browser.value("document.querySelector('#field-content').focus()").await;
    browser.types("The tests fail then.").await;
    browser.click("dialog button[type=submit]", "Post").await;
    browser.until("document.querySelector('#words')?.placeholder === 'Message Midnight'").await;
    browser.sees("The tests fail then.").await;

    // A session that is started in a post becomes another one, which tells how it stands.
    browser.value("document.querySelector('#words').focus()").await;
    start(&mut browser, "Mend the tests").await;
    browser.sees("Plan 1").await;
    browser.until("document.querySelector('#channel-name .tag')?.innerText === 'Needs you'").await;
    browser.click("#channel-name a.parent", "sessions").await;
    browser.until("document.querySelectorAll('#post-list .post').length === 2").await;
    browser.until("document.querySelector('#post-list .post').innerText.includes('Needs you')").await;
    browser.picture("page-forum").await;
    assert!(browser.complaints().is_empty(), "{:?}", browser.complaints());
    browser.close().await;
    assert_eq!(show.terminate().await.code(), Some(0));
}
