//! All that a message of Discord can have, looked at in a browser. A [`Robot`] posts it: our bot
//! uses less.

use std::time::Duration;

use jules_discord::sim::web::Page;
use jules_discord::sim::world::{World, WorldSettings};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Browser, Robot};

/// A world with a robot in it, its page, and a browser that looks at `#dev`.
pub struct Gallery {
    pub world: World,
    pub robot: Robot,
    pub browser: Browser,
    page: Page,
}

impl Gallery {
    pub async fn open(test: &str) -> Option<Self> {
        let mut browser = Browser::start(test).await?;
        let world = World::start(WorldSettings::default()).await.unwrap();
        let robot = Robot::connect(&world).await;
        let page = Page::open(&world, 0, None).await.unwrap();
        browser.open(&format!("{}#ada/", page.url())).await;
        browser.until("document.querySelector('#words')?.placeholder === 'Message #dev'").await;
        Some(Self { world, robot, browser, page })
    }

    /// Nobody complained, and nothing but the page's own server was asked for anything.
    pub async fn close(self) {
        assert!(self.browser.complaints().is_empty(), "{:?}", self.browser.complaints());
        let (own, live) = (self.page.url(), self.page.url().replacen("http", "ws", 1));
        for asked in self.browser.asked() {
            assert!([&own, &live].iter().any(|home| asked.starts_with(*home)), "{asked}");
        }
        assert!(self.browser.asked().contains(&format!("{live}control/live")), "{:?}", self.browser.asked());
        self.browser.close().await;
        self.page.close().await;
        self.world.stop().await;
    }

    /// Waits until a selector of the newest message finds an element that shows this.
    async fn newest(&mut self, selector: &str, words: &str) {
        let find = format!(
            "[...([...document.querySelectorAll('.message')].pop()?.querySelectorAll({}) ?? [])].some((e) => e.innerText.includes({}))",
            json!(selector),
            json!(words)
        );
        self.browser.until(&find).await;
    }
}

const WORDS: &str = "# Heading\nSome **bold**, *slanted*, __under__, ~~gone~~ and ||hidden|| `code`\n\
    - first\n  - inner\nThen\n1. one\n> quoted\n-# small print\n```diff\n+ added\n- removed\n```\n\
    [a link](https://example.com/page) <t:1700000000:D>";

#[tokio::test(flavor = "multi_thread")]
async fn markdown_and_embeds_look_as_in_discord() {
    let Some(mut gallery) = Gallery::open("page::client::markdown_and_embeds").await else { return };
    let ada = gallery.world.discord().person("ada").unwrap().id();
    let dev = gallery.world.discord().channel_id();
    gallery.robot.posts(json!({ "content": format!("{WORDS} <#{dev}>"), "allowed_mentions": { "parse": [] } })).await;
    for (selector, words) in [
        ("h3", "Heading"),
        ("strong", "bold"),
        ("em", "slanted"),
        ("u", "under"),
        ("s", "gone"),
        ("button.spoiler", "hidden"),
        ("code", "code"),
        (".markup ul li", "first"),
        (".markup ul ul li", "inner"),
        (".markup ol li", "one"),
        ("blockquote", "quoted"),
        ("small", "small print"),
        ("pre .plus", "+ added"),
        ("pre .minus", "- removed"),
        ("a[href='https://example.com/page'][title]", "a link"),
        ("time", "November 14, 2023"),
        ("a.mention", "#dev"),
    ] {
        gallery.newest(selector, words).await;
    }
    let embed = json!({
        "author": { "name": "The author" }, "title": "The title", "url": "https://example.com", "color": 0x57_F2_87,
        "description": "It **says** so", "footer": { "text": "The footer" },
        "fields": [{ "name": "Left", "value": "1", "inline": true }, { "name": "Right", "value": format!("<@{ada}>"), "inline": true }],
        "image": { "url": "attachment://dot.png" }, "thumbnail": { "url": "attachment://dot.png" },
    });
    gallery.robot.uploads(json!({ "embeds": [embed] }), &[("dot.png", "image/png", png())]).await;
    for (selector, words) in [
        (".embed-author", "The author"),
        (".embed-title a[href='https://example.com']", "The title"),
        (".embed-text strong", "says"),
        (".field.inline .field-name", "Left"),
        (".field.inline .field-value .mention.mine", "@Ada"),
        (".embed-footer", "The footer"),
    ] {
        gallery.newest(selector, words).await;
    }
    let loaded = "[...document.querySelectorAll('.embed img')].filter((e) => e.naturalWidth === 2).length === 2";
    gallery.browser.until(loaded).await;
    gallery.browser.picture("page-embed").await;
    gallery.close().await;
}

/// A picture of two by two.
fn png() -> Vec<u8> {
    use base64::Engine as _;
    let text = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAEklEQVR42mNk+M9QzwAEjDAGABqeAwFeSqBwAAAAAElFTkSuQmCC";
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_replies_reactions_typing_edits_and_pings_are_told_apart() {
    let Some(mut gallery) = Gallery::open("page::client::files_replies_reactions").await else { return };
    let ada = gallery.world.discord().person("ada").unwrap();
    let dev = gallery.world.discord().channel_id();
    let files = [("dot.png", "image/png", png()), ("notes.txt", "text/plain", b"read me".to_vec())];
    gallery.robot.uploads(json!({ "content": "Two files" }), &files).await;
    gallery.browser.until("document.querySelector('.attachment img')?.naturalWidth === 2").await;
    gallery.newest(".file a[download='notes.txt']", "notes.txt").await;
    gallery.newest(".file", "7 bytes").await;
    let fetched = "fetch(document.querySelector('.file a').href).then((reply) => reply.text())";
    assert_eq!(gallery.browser.value(fetched).await, "read me");

    let hers = ada.write(dev, "Who is there?").unwrap().to_string();
    let loud = json!({ "content": "I am", "message_reference": { "message_id": hers }, "allowed_mentions": { "replied_user": true } });
    let answer = gallery.robot.posts(loud).await;
    gallery.newest(".answered .excerpt", "Who is there?").await;
    gallery.newest(".ping-mark", "pinged you").await;
    let shape = format!("document.querySelector('#m{answer}').className");
    assert_eq!(gallery.browser.value(&shape).await, "message pinged");
    // The same, silently: it is marked, and does not look like a call.
    let silent = json!({ "content": format!("<@{}> psst", ada.id()), "flags": 4096 });
    let whisper = gallery.robot.posts(silent).await;
    gallery.newest(".silent", "🔕").await;
    assert_eq!(
        gallery.browser.value(&format!("document.querySelector('#m{whisper}').className")).await,
        "message pinged quiet"
    );
    let edge = |id: &str| format!("getComputedStyle(document.querySelector('#m{id}')).boxShadow");
    let (called, whispered) =
        (gallery.browser.value(&edge(&answer)).await, gallery.browser.value(&edge(&whisper)).await);
    assert_ne!(called, whispered, "a silent ping looks like a loud one");

    gallery.robot.changes(Method::PUT, &answer, "/reactions/%F0%9F%91%8D/@me", Value::Null).await;
    gallery.browser.click(".reaction[aria-pressed=false]", "👍").await;
    gallery.browser.until("document.querySelector('.reaction.mine .count')?.innerText === '2'").await;
    gallery.robot.types().await;
    gallery.browser.until("document.querySelector('#typing').innerText === 'Jules is typing…'").await;
    gallery.robot.changes(Method::PATCH, &answer, "", json!({ "content": "I am, still" })).await;
    gallery
        .browser
        .until(&format!("document.querySelector('#m{answer} .edited')?.innerText.includes('(edited)')"))
        .await;
    gallery.browser.until("document.querySelector('#typing').innerText === 'Jules is typing…'").await;
    gallery.robot.posts(json!({ "content": "That was it" })).await;
    gallery.browser.until("document.querySelector('#typing').innerText === ''").await;
    gallery.browser.picture("page-messages").await;
    gallery.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_button_sends_what_discord_sends() {
    let Some(mut gallery) = Gallery::open("page::client::every_button_sends").await else { return };
    let button = |style: u8, label: &str| json!({ "type": 2, "style": style, "label": label, "custom_id": label });
    let mut off = button(2, "Off");
    off["disabled"] = json!(true);
    let link = json!({ "type": 2, "style": 5, "label": "Out", "url": "https://example.com/out" });
    let row = |inside: Value| json!({ "type": 1, "components": inside });
    let buttons = row(json!([button(1, "One"), button(2, "Two"), button(3, "Three"), button(4, "Four"), off]));
    gallery.robot.posts(json!({ "content": "Press", "components": [buttons, row(json!([link]))] })).await;
    for (label, shape) in [("One", "primary"), ("Two", "secondary"), ("Three", "success"), ("Four", "danger")] {
        gallery.browser.click(&format!(".components button.{shape}"), label).await;
        let pressed = gallery.robot.interaction().await;
        assert_eq!(
            (&pressed["data"]["custom_id"], &pressed["member"]["user"]["username"]),
            (&json!(label), &json!("ada"))
        );
        gallery.robot.answers(&pressed, 4, json!({ "content": format!("You pressed {label}"), "flags": 64 })).await;
        gallery.browser.until(&format!("[...document.querySelectorAll('.message.ephemeral')].some((e) => e.innerText.includes('You pressed {label}'))")).await;
    }
    assert_eq!(
        gallery.browser.value("document.querySelector('.components button[data-custom-id=Off]').disabled").await,
        true
    );
    assert_eq!(
        gallery.browser.value("document.querySelector('.components a.link').href").await,
        "https://example.com/out"
    );
    gallery.browser.click(".message.ephemeral .as-link", "Dismiss message").await;
    gallery.browser.until("document.querySelectorAll('.message.ephemeral').length === 3").await;

    gallery.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_menu_sends_what_was_chosen_and_silence_is_told() {
    let Some(mut gallery) = Gallery::open("page::client::every_menu_sends").await else { return };
    let menu = |kind: u8| json!({ "type": 1, "components": [{ "type": kind, "custom_id": format!("menu{kind}"), "placeholder": format!("Menu {kind}") }] });
    let words = json!({ "type": 1, "components": [{ "type": 3, "custom_id": "menu3", "placeholder": "Menu 3", "max_values": 2, "options": [
        { "label": "Red", "value": "r", "description": "Like a rose" }, { "label": "Green", "value": "g", "emoji": { "name": "🌱" } }, { "label": "Blue", "value": "b" }] }] });
    gallery
        .robot
        .posts(json!({ "content": "Choose", "components": [words, menu(5), menu(6), menu(7), menu(8)] }))
        .await;
    let person = |name: &str| gallery.world.discord().person(name).unwrap().id().to_string();
    let (grace, dev) = (person("grace"), gallery.world.discord().channel_id().to_string());
    for (kind, option, value) in [(5, "Grace", grace.clone()), (7, "Grace", grace), (8, "#dev", dev)] {
        gallery.browser.click(".select", &format!("Menu {kind}")).await;
        gallery.browser.click("[role=option]", option).await;
        let chosen = gallery.robot.interaction().await;
        assert_eq!(
            (&chosen["data"]["custom_id"], &chosen["data"]["values"]),
            (&json!(format!("menu{kind}")), &json!([value]))
        );
        gallery.robot.answers(&chosen, 6, Value::Null).await;
    }
    gallery.browser.click(".select", "Menu 6").await;
    gallery.browser.click("[role=option]", "@engineers").await;
    let role = gallery.robot.interaction().await;
    assert_eq!(role["data"]["resolved"]["roles"].as_object().unwrap().len(), 1, "{role}");
    gallery.robot.answers(&role, 6, Value::Null).await;
    // Several of one menu, by the keyboard alone.
    gallery.browser.value("document.querySelector('[data-custom-id=menu3]').focus()").await;
    for key in ["Enter", "Enter", "ArrowDown", "ArrowDown", "Enter", "Tab", "Enter"] {
        gallery.browser.press(key).await;
    }
    let several = gallery.robot.interaction().await;
    assert_eq!(several["data"]["values"], json!(["r", "b"]), "{several}");
    // What the application never answers fails where it was chosen.
    gallery.world.discord().set(|settings| settings.answer_within = Duration::from_millis(300));
    gallery.browser.click(".select", "Menu 5").await;
    gallery.browser.click("[role=option]", "Grace").await;
    gallery.browser.sees("This interaction failed").await;
    gallery.close().await;
}
