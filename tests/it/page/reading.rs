//! Without a mouse, without eyes, and in either light.

use serde_json::json;

use super::{SPEED, start, visit};
use crate::harness::{Browser, Show};

/// Text that is hard to read against what lies behind it: WCAG's 4.5 to 1, and 3 to 1 for large letters.
const FAINT: &str = r#"(() => {
  const light = (text) => {
    const [r, g, b] = text.match(/[\d.]+/g).slice(0, 3).map((part) => Number(part) / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const clear = (text) => /^rgba\(.*, 0\)$|^transparent$/.test(text);
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const back = getComputedStyle(each).backgroundColor;
      if (!clear(back)) return back;
    }
    return "rgb(255, 255, 255)";
  };
  const found = [];
  for (const element of document.querySelectorAll("body *")) {
    const words = [...element.childNodes].filter((node) => node.nodeType === 3 && /[\p{L}\d]/u.test(node.data)).map((node) => node.data).join("");
    if (!words || !element.getClientRects().length || element.closest(":disabled, .unseen, .skip, .spoiler")) continue;
    const style = getComputedStyle(element);
    if (style.visibility === "hidden" || element.closest("[aria-hidden=true].face")) continue;
    const [a, b] = [light(style.color), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) found.push(`${ratio.toFixed(2)} ${element.className || element.tagName}: ${words.slice(0, 40)}`);
  }
  return [...new Set(found)];
})()"#;

#[tokio::test(flavor = "multi_thread")]
async fn everything_has_a_name_and_can_be_read_in_either_light() {
    let Some(mut browser) = Browser::start("page::reading::everything_has_a_name").await else { return };
    let show = Show::open(&SPEED).await;
    visit(&mut browser, &show, "ada").await;
    start(&mut browser, "Some tests fail around midnight. Find out why and fix it.").await;
    browser.click(".components button", "Approve").await;
    browser.sees("Reproduced the failure").await;
    // What comes is said aloud, with who says it.
    browser.until("document.querySelector('#announcer').innerText.includes('Jules, ')").await;
    let spoken = browser.spoken().await;
    for (role, name) in [
        ("navigation", "Servers"),
        ("navigation", "Channels"),
        ("complementary", "Director"),
        ("list", "Messages"),
        ("log", ""),
    ] {
        assert!(spoken.iter().any(|(is, called)| is == role && called == name), "no {role} {name:?} in {spoken:?}");
    }
    let used = ["button", "link", "textbox", "combobox", "checkbox", "menuitem", "image", "listitem"];
    let nameless: Vec<_> =
        spoken.iter().filter(|(role, name)| used[..7].contains(&role.as_str()) && name.trim().is_empty()).collect();
    assert!(nameless.is_empty(), "{nameless:?}");
    for scheme in ["dark", "light"] {
        browser.scheme(scheme).await;
        browser.until(&format!("document.documentElement.dataset.theme === '{scheme}'")).await;
        let faint = browser.value(FAINT).await;
        assert_eq!(faint, json!([]), "{scheme}");
    }
    // The person's own choice goes before the system's, and is kept.
    browser.click("#theme", "").await;
    browser.until("document.documentElement.dataset.theme === 'dark'").await;
    browser.call("Page.reload", json!({})).await;
    browser
        .until("document.documentElement?.dataset.theme === 'dark' && document.querySelector('#words')?.placeholder")
        .await;
    assert!(browser.complaints().is_empty(), "{:?}", browser.complaints());
    browser.close().await;
    assert_eq!(show.terminate().await.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_alone_goes_from_the_page_to_an_approved_plan_and_an_answer() {
    let Some(mut browser) = Browser::start("page::reading::the_keyboard_alone").await else { return };
    let show = Show::open(&["--speed", "3", "--scenario", "two_steps"]).await;
    visit(&mut browser, &show, "ada").await;
    // The first thing on the page leads past all the others.
    browser.call("Page.reload", json!({})).await;
    browser.until("document.activeElement === document.body && document.querySelector('#words')?.placeholder === 'Message #dev'").await;
    browser.press("Tab").await;
    browser.until("document.activeElement.className === 'skip'").await;
    browser.press("Enter").await;
    browser.until("document.activeElement.id === 'words'").await;
    browser.types("/jules sta").await;
    browser
        .until("document.querySelector('#suggestions [aria-selected=true]')?.innerText.includes('/jules start')")
        .await;
    browser.press("Enter").await;
    browser.until("document.activeElement?.id === 'option-prompt'").await;
    browser.types("Mend it").await;
    browser.press("Enter").await;
    browser.sees("Only you can see this").await;
    // From the box to the newest message, into it, and to the link in it.
    reaches(&mut browser, "[class~=message][class~=ephemeral]").await;
    browser.press("Tab").await;
    browser.until("document.activeElement.matches('a.mention')").await;
    browser.press("Enter").await;
    browser.sees("Plan 1").await;
    browser.value("document.querySelector('#words').focus()").await;
    reaches(&mut browser, ".message").await;
    for _ in 0..40 {
        if browser.value("document.activeElement.innerText === 'Approve'").await == true {
            break;
        }
        browser.press("Tab").await;
    }
    browser.until("document.activeElement.innerText === 'Approve'").await;
    browser.press("Enter").await;
    browser.sees("Approved by @Ada").await;
    // A message's own keys: `r` answers it.
    browser.value("document.querySelector('#words').focus()").await;
    reaches(&mut browser, ".message").await;
    browser.press("r").await;
    browser.until("document.querySelector('#about').innerText.startsWith('Replying to')").await;
    browser.until("document.activeElement.id === 'words'").await;
    assert!(browser.complaints().is_empty(), "{:?}", browser.complaints());
    browser.close().await;
    assert_eq!(show.terminate().await.code(), Some(0));
}

/// Goes back with Shift and Tab until the newest message is in focus.
async fn reaches(browser: &mut Browser, selector: &str) {
    for _ in 0..8 {
        browser.press("Shift+Tab").await;
        if browser.value(&format!("document.activeElement.matches({selector:?})")).await == true {
            return;
        }
    }
    panic!("Shift+Tab does not reach {selector}: {}", browser.value("document.activeElement.outerHTML").await);
}
