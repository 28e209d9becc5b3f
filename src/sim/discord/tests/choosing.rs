//! Menus of messages and the fields of modals: what people may choose, and what the bot is told.

use serde_json::{Value, json};

use super::interactions::{answer, newest};
use super::{Api, id};
use crate::sim::people::{Outcome, Person, Status};

/// A message with these menus, one a row.
async fn offer(api: &Api, menus: Vec<Value>) -> u64 {
    let rows: Vec<_> = menus.into_iter().map(|menu| json!({ "type": 1, "components": [menu] })).collect();
    let (status, message) = api.call("POST", &api.messages(), json!({ "content": "x", "components": rows })).await;
    assert_eq!(status, 200, "{message}");
    id(&message)
}

/// Chooses; the `data` the bot was told, and what came of it.
async fn chosen(api: &Api, who: &Person, message: u64, menu: &str, values: &[&str]) -> (Value, Outcome) {
    let (who, dev, menu) = (who.clone(), api.discord.channel_id(), menu.to_owned());
    let values: Vec<_> = values.iter().map(|&value| value.to_owned()).collect();
    let choosing = tokio::spawn(async move { who.select(dev, message, &menu, &values).await.unwrap() });
    let (interaction, token) = newest(api).await;
    let data = payload(api, interaction)["data"].clone();
    assert_eq!(answer(api, interaction, &token, json!({ "type": 6 })).await.0, 204);
    (data, choosing.await.unwrap())
}

fn payload(api: &Api, interaction: u64) -> Value {
    api.discord.look(|state| state.interactions[&interaction].payload.clone())
}

#[tokio::test]
async fn each_kind_of_menu_tells_what_was_chosen_and_who_that_is() {
    let api = Api::start().await;
    let (ada, grace) = (api.discord.person("ada").unwrap(), api.discord.person("grace").unwrap());
    let message = offer(
        &api,
        vec![
            json!({ "type": 3, "custom_id": "s", "placeholder": "Files", "min_values": 0, "max_values": 2, "options": [
                { "label": "One", "value": "1" }, { "label": "Two", "value": "2" }, { "label": "Three", "value": "3" } ] }),
            json!({ "type": 5, "custom_id": "u" }),
            json!({ "type": 6, "custom_id": "r" }),
            json!({ "type": 7, "custom_id": "m", "max_values": 2 }),
            json!({ "type": 8, "custom_id": "c", "channel_types": [0] }),
        ],
    )
    .await;
    let (data, outcome) = chosen(&api, &ada, message, "Files", &["Three", "1"]).await;
    assert_eq!((&data["component_type"], &data["values"]), (&json!(3), &json!(["3", "1"])));
    assert_eq!((outcome.status, data.get("resolved")), (Status::Acknowledged, None));
    assert_eq!(chosen(&api, &ada, message, "s", &[]).await.0["values"], json!([]));
    let (data, _) = chosen(&api, &ada, message, "u", &["grace"]).await;
    let of_grace = grace.id().to_string();
    assert_eq!(data["resolved"]["users"][&of_grace]["username"], "grace");
    assert!(data["resolved"]["members"][&of_grace]["permissions"].is_string());
    let (data, _) = chosen(&api, &ada, message, "r", &["engineers"]).await;
    let role = data["values"][0].as_str().unwrap();
    assert_eq!(data["resolved"]["roles"][role]["name"], "engineers");
    let (data, _) = chosen(&api, &ada, message, "m", &["engineers", "jules"]).await;
    assert_eq!(data["resolved"]["users"][api.discord.bot_id().to_string()]["bot"], true);
    assert_eq!(data["resolved"]["roles"].as_object().unwrap().len(), 1);
    let (data, _) = chosen(&api, &ada, message, "c", &["general"]).await;
    assert_eq!(data["resolved"]["channels"][data["values"][0].as_str().unwrap()]["name"], "general");
    api.server.stop().await;
}

#[tokio::test]
async fn a_client_does_not_let_people_choose_what_the_menu_does_not_offer() {
    let api = Api::start().await;
    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    api.control("POST", "/channels", json!({ "name": "posts", "type": 15 })).await;
    let options = json!([{ "label": "One", "value": "1" }, { "label": "Two", "value": "2" }]);
    let message = offer(
        &api,
        vec![
            json!({ "type": 3, "custom_id": "s", "min_values": 1, "max_values": 2, "options": options }),
            json!({ "type": 3, "custom_id": "off", "disabled": true, "options": options }),
            json!({ "type": 8, "custom_id": "c", "channel_types": [0] }),
        ],
    )
    .await;
    for (menu, values, why) in [
        ("s", vec![], "choose 1 to 2 values, not 0"),
        ("s", vec!["1", "2", "1"], "choose 1 to 2 values, not 3"),
        ("s", vec!["1", "One"], "\"1\" is chosen twice"),
        ("s", vec!["Zap"], "the menu has no \"Zap\", only [One] [Two]"),
        ("off", vec!["1"], "\"off\" is disabled"),
        ("c", vec!["posts"], "the menu does not offer channels like \"posts\""),
    ] {
        let values: Vec<_> = values.iter().map(|&value| value.to_owned()).collect();
        assert_eq!(ada.select(dev, message, menu, &values).await.unwrap_err().reason, why);
    }
    api.server.stop().await;
}

#[tokio::test]
async fn menus_out_of_bounds_are_refused() {
    let api = Api::start().await;
    let option = |n: usize| json!({ "label": "x", "value": n.to_string() });
    let many: Vec<_> = (0..26).map(option).collect();
    for (menu, pointer) in [
        (json!({ "type": 3, "custom_id": "s", "options": many }), "options/_errors/0/code"),
        (json!({ "type": 3, "custom_id": "s", "options": [] }), "options/_errors/0/code"),
        (json!({ "type": 3, "custom_id": "s", "options": [option(1), option(1)] }), "options/1/value/_errors/0/code"),
        (json!({ "type": 5, "custom_id": "s", "max_values": 26 }), "max_values/_errors/0/code"),
        (json!({ "type": 5, "custom_id": "s", "max_values": 0 }), "max_values/_errors/0/code"),
        (json!({ "type": 6, "custom_id": "s", "min_values": 3, "max_values": 2 }), "_errors/0/code"),
        (json!({ "type": 6, "custom_id": "s", "placeholder": "x".repeat(151) }), "placeholder/_errors/0/code"),
    ] {
        let body = json!({ "content": "x", "components": [{ "type": 1, "components": [menu] }] });
        let (status, reply) = api.call("POST", &api.messages(), body).await;
        assert_eq!((status, &reply["code"]), (400, &json!(50035)));
        assert!(reply.pointer(&format!("/errors/components/0/components/0/{pointer}")).is_some(), "{reply}");
    }
    api.server.stop().await;
}

/// Opens a modal with a button; its interaction's id.
async fn opened(api: &Api, ada: &Person, modal: Value) -> u64 {
    let button = json!({ "type": 2, "style": 1, "label": "Open", "custom_id": "o" });
    let (dev, message) = (api.discord.channel_id(), offer(api, vec![button]).await);
    let who = ada.clone();
    let click = tokio::spawn(async move { who.click(dev, message, "Open").await.unwrap() });
    let (interaction, token) = newest(api).await;
    let (status, reply) = answer(api, interaction, &token, json!({ "type": 9, "data": modal })).await;
    assert_eq!(status, 204, "{reply}");
    click.await.unwrap().id()
}

fn labelled(label: &str, component: &Value) -> Value {
    json!({ "type": 18, "label": label, "component": component })
}

#[tokio::test]
async fn a_modal_takes_choices_files_and_ticks() {
    let api = Api::start().await;
    let ada = api.discord.person("ada").unwrap();
    let options = json!([{ "label": "Low", "value": "l" }, { "label": "High", "value": "h", "default": true }]);
    let modal = json!({ "title": "All", "custom_id": "m", "components": [
        { "type": 10, "content": "Please fill in" },
        labelled("Priority", &json!({ "type": 21, "custom_id": "p", "options": options })),
        labelled("Who", &json!({ "type": 5, "custom_id": "w", "required": false })),
        labelled("Logs", &json!({ "type": 19, "custom_id": "f", "max_values": 2 })),
        labelled("Urgent", &json!({ "type": 23, "custom_id": "t" })),
    ] });
    let opener = opened(&api, &ada, modal).await;
    assert_eq!(
        ada.submit_modal(opener, json!({ "Urgent": true })).await.unwrap_err().reason,
        "\"Logs\" takes 1 to 2 files, not 0"
    );
    let values = json!({ "Logs": [{ "filename": "a.log", "content": "boom" }], "Urgent": true });
    let submit = tokio::spawn(async move { ada.submit_modal(opener, values).await.unwrap() });
    let (interaction, token) = newest(&api).await;
    let data = payload(&api, interaction)["data"].clone();
    answer(&api, interaction, &token, json!({ "type": 4, "data": { "content": "thanks" } })).await;
    assert_eq!(submit.await.unwrap().text(), "thanks");
    let parts = data["components"].as_array().unwrap();
    assert_eq!((&parts[0]["type"], &parts[1]["component"]["value"]), (&json!(10), &json!("h")));
    assert_eq!((&parts[2]["component"]["values"], &parts[4]["component"]["value"]), (&json!([]), &json!(true)));
    let file = parts[3]["component"]["values"][0].as_str().unwrap();
    assert_eq!(data["resolved"]["attachments"][file]["filename"], "a.log");
    let url = data["resolved"]["attachments"][file]["url"].as_str().unwrap();
    assert_eq!(api.http.get(url).send().await.unwrap().text().await.unwrap(), "boom");
    api.server.stop().await;
}

#[tokio::test]
async fn a_modal_must_be_the_first_answer_and_keep_its_limits() {
    let api = Api::start().await;
    api.register(super::commands::jules()).await;
    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    let running = tokio::spawn(async move { ada.command(dev, "jules help", json!({})).await.unwrap() });
    let (interaction, token) = newest(&api).await;
    let text = |id: &str| labelled("What", &json!({ "type": 4, "custom_id": id, "style": 2 }));
    let modal = |components: Vec<Value>| json!({ "type": 9, "data": { "title": "M", "custom_id": "m", "components": components } });
    let one_option = json!({ "type": 21, "custom_id": "r", "options": [{ "label": "x", "value": "x" }] });
    for wrong in [
        modal(vec![]),
        modal((0..6).map(|n| text(&n.to_string())).collect()),
        modal(vec![text("same"), text("same")]),
        modal(vec![labelled(&"x".repeat(46), &json!({ "type": 4, "custom_id": "a", "style": 1 }))]),
        modal(vec![labelled("x", &json!({ "type": 2, "custom_id": "a" }))]),
        modal(vec![labelled("x", &one_option)]),
        modal(vec![labelled("x", &json!({ "type": 19, "custom_id": "a", "max_values": 11 }))]),
    ] {
        let (status, reply) = answer(&api, interaction, &token, wrong).await;
        assert_eq!((status, &reply["code"]), (400, &json!(50035)), "{reply}");
    }
    assert_eq!(answer(&api, interaction, &token, json!({ "type": 5 })).await.0, 204);
    let (status, reply) = answer(&api, interaction, &token, modal(vec![text("a")])).await;
    assert_eq!((status, &reply["code"]), (400, &json!(40060)));
    api.discord.with(|state| state.interactions.get_mut(&interaction).unwrap().thinking = false);
    running.await.unwrap();
    api.server.stop().await;
}
