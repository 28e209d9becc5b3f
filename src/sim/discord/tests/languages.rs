//! Localised commands: what is refused, what each person's client shows, and what the bot is told.

use serde_json::{Value, json};

use super::Api;
use super::interactions::{answer, newest};

fn jules() -> Value {
    json!([{
        "name": "jules", "description": "Work with Jules", "description_localizations": { "de": "Mit Jules arbeiten" },
        "options": [{ "type": 1, "name": "start", "name_localizations": { "de": "starten", "ja": "開始" },
            "description": "Start a session", "description_localizations": { "de": "Sitzung beginnen", "es-ES": "Iniciar" },
            "options": [
                { "type": 3, "name": "prompt", "name_localizations": { "de": "aufgabe" }, "description": "What to do", "required": true },
                { "type": 3, "name": "approval", "description": "Ask first?", "choices": [
                    { "name": "required", "name_localizations": { "de": "nötig" }, "value": "r" }, { "name": "skip", "value": "s" } ] },
                { "type": 3, "name": "repo", "name_localizations": { "de": "projekt" }, "description": "Where", "autocomplete": true } ] }],
    }, { "type": 3, "name": "Send to Jules", "name_localizations": { "de": "An Jules senden" } }])
}

#[tokio::test]
async fn each_client_shows_commands_in_its_own_language() {
    let api = Api::start().await;
    api.register(jules()).await;
    api.control("PATCH", "/people/grace", json!({ "locale": "de" })).await;
    let (_, list) = api.control("GET", "/people/grace/commands?channel=dev", json!({})).await;
    assert_eq!((&list[0]["name"], &list[0]["description"]), (&json!("jules"), &json!("Mit Jules arbeiten")));
    let start = &list[0]["options"][0];
    assert_eq!((&start["name"], &start["default_name"]), (&json!("starten"), &json!("start")));
    assert_eq!((&start["options"][0]["name"], &start["options"][0]["required"]), (&json!("aufgabe"), &json!(true)));
    assert_eq!(start["options"][1]["choices"][0], json!({ "name": "nötig", "value": "r" }));
    assert_eq!((&list[1]["name"], &list[1]["type"]), (&json!("An Jules senden"), &json!(3)));
    api.control("PATCH", "/people/mallory", json!({ "locale": "es-419" })).await;
    let (_, list) = api.control("GET", "/people/mallory/commands?channel=dev", json!({})).await;
    assert_eq!(list[0]["options"][0]["description"], "Iniciar");
    let (status, refused) = api.control("PATCH", "/people/ada", json!({ "locale": "de-AT" })).await;
    assert_eq!(status, 400, "{refused}");
    api.server.stop().await;
}

#[tokio::test]
async fn what_is_typed_in_one_language_reaches_the_bot_under_the_default_names() {
    let api = Api::start().await;
    api.register(jules()).await;
    api.control("PATCH", "/people/grace", json!({ "locale": "de" })).await;
    api.control("PATCH", "/guilds/first", json!({ "locale": "fr" })).await;
    let (grace, dev) = (api.discord.person("grace").unwrap(), api.discord.channel_id());
    let options = json!({ "aufgabe": "los", "approval": "nötig" });
    let (who, typed) = (grace.clone(), options.clone());
    let running = tokio::spawn(async move { who.command(dev, "jules starten", typed).await.unwrap() });
    let (interaction, token) = newest(&api).await;
    let payload = api.discord.look(|state| state.interactions[&interaction].payload.clone());
    assert_eq!((&payload["locale"], &payload["guild_locale"]), (&json!("de"), &json!("fr")));
    let start = &payload["data"]["options"][0];
    assert_eq!((&start["name"], &start["options"][0]["name"]), (&json!("start"), &json!("prompt")));
    assert_eq!(start["options"][1]["value"], "r");
    answer(&api, interaction, &token, json!({ "type": 4, "data": { "content": "ja" } })).await;
    running.await.unwrap();
    let who = grace.clone();
    let typing =
        tokio::spawn(async move { who.autocomplete(dev, "jules starten", "projekt", "ac", json!({})).await.unwrap() });
    let (interaction, token) = newest(&api).await;
    let data = api.discord.look(|state| state.interactions[&interaction].payload["data"].clone());
    assert_eq!(data["options"][0]["options"][0], json!({ "name": "repo", "type": 3, "value": "ac", "focused": true }));
    let choices = json!([{ "name": "all", "name_localizations": { "de": "alle" }, "value": "*" }]);
    assert_eq!(answer(&api, interaction, &token, json!({ "type": 8, "data": { "choices": choices } })).await.0, 204);
    assert_eq!(typing.await.unwrap().choices, [json!({ "name": "alle", "value": "*" })]);
    let ada = api.discord.person("ada").unwrap();
    let refused = ada.command(dev, "jules starten", options).await.unwrap_err();
    assert_eq!(refused.reason, "no command /jules starten is registered here");
    api.server.stop().await;
}

#[tokio::test]
async fn localisations_keep_to_the_rules_of_what_they_translate() {
    let api = Api::start().await;
    let path = format!("/applications/{}/commands", api.discord.bot_id());
    let with = |key: &str, value: Value| {
        let mut command = json!({ "name": "x", "description": "x" });
        command[key] = value;
        command
    };
    let option = |words: Value| {
        json!({ "name": "x", "description": "x", "options": [
            { "type": 3, "name": "a", "description": "a", "name_localizations": { "de": "gleich" } },
            { "type": 3, "name": "b", "description": "b", "name_localizations": words } ] })
    };
    let cases = [
        (with("name_localizations", json!({ "de-AT": "x" })), "/0/name_localizations/de-AT", "BASE_TYPE_CHOICES"),
        (
            with("name_localizations", json!({ "de": "Groß" })),
            "/0/name_localizations/de",
            "APPLICATION_COMMAND_INVALID_NAME",
        ),
        (
            with("name_localizations", json!({ "de": "zwei worte" })),
            "/0/name_localizations/de",
            "APPLICATION_COMMAND_INVALID_NAME",
        ),
        (with("name_localizations", json!({ "de": "" })), "/0/name_localizations/de", "BASE_TYPE_REQUIRED"),
        (
            with("description_localizations", json!({ "fr": "x".repeat(101) })),
            "/0/description_localizations/fr",
            "BASE_TYPE_BAD_LENGTH",
        ),
        (with("description_localizations", json!("x")), "/0/description_localizations", "DICT_TYPE_CONVERT"),
        (
            option(json!({ "de": "gleich" })),
            "/0/options/1/name_localizations/de",
            "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
        ),
        (
            json!({ "type": 3, "name": "Send", "description_localizations": { "de": "x" } }),
            "/0/description",
            "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_NOT_ALLOWED",
        ),
    ];
    for (command, pointer, code) in cases {
        let (status, reply) = api.call("PUT", &path, json!([command])).await;
        assert_eq!((status, &reply["code"]), (400, &json!(50035)), "{reply}");
        assert_eq!(reply["errors"].pointer(&format!("{pointer}/_errors/0/code")), Some(&json!(code)), "{reply}");
    }
    for fine in [
        json!({ "hi": "हिन्दी", "th": "ไทย", "ja": "開始", "ar": "ابدأ" }),
        json!({ "es-419": "iniciar_sesión", "pt-BR": "início" }),
    ] {
        let (status, reply) = api.call("PUT", &path, json!([with("name_localizations", fine)])).await;
        assert_eq!(status, 200, "{reply}");
    }
    api.server.stop().await;
}

#[tokio::test]
async fn only_the_longest_language_counts_and_lists_leave_the_languages_out() {
    let api = Api::start().await;
    let path = format!("/applications/{}/commands", api.discord.bot_id());
    let options = |long: &str| -> Value {
        (0..25)
            .map(|n| {
                json!({ "type": 1, "name": format!("o{n}"), "description": "x", "description_localizations": { "de": long, "fr": long },
                        "options": (0..3).map(|m| json!({ "type": 3, "name": format!("p{m}"), "description": "x".repeat(71) })).collect::<Value>() })
            })
            .collect()
    };
    let command = |long: &str| json!([{ "name": "big", "description": "x", "options": options(long) }]);
    assert_eq!(api.call("PUT", &path, command(&"x".repeat(98))).await.0, 200);
    let (status, reply) = api.call("PUT", &path, command(&"x".repeat(100))).await;
    assert_eq!((status, &reply["errors"]["0"]["_errors"][0]["code"]), (400, &json!("APPLICATION_COMMAND_TOO_LARGE")));
    let (_, list) = api.get(&path).await;
    assert!(list[0]["options"][0].get("description_localizations").is_none(), "{list}");
    let (_, list) = api.get(&format!("{path}?with_localizations=true")).await;
    assert!(list[0]["options"][0]["description_localizations"]["de"].is_string());
    api.server.stop().await;
}

#[tokio::test]
async fn a_context_menu_hands_the_whole_message_over_under_its_default_name() {
    let api = Api::start().await;
    api.register(jules()).await;
    api.control("PATCH", "/people/grace", json!({ "locale": "de" })).await;
    let (grace, dev) = (api.discord.person("grace").unwrap(), api.discord.channel_id());
    let files = [json!({ "filename": "a.txt", "content": "boom" })];
    let message = api.discord.person("ada").unwrap().write_with(dev, "see this", None, &files).unwrap();
    let running = tokio::spawn(async move { grace.message_command(dev, message, "An Jules senden").await.unwrap() });
    let (interaction, token) = newest(&api).await;
    let data = api.discord.look(|state| state.interactions[&interaction].payload["data"].clone());
    let target = &data["resolved"]["messages"][data["target_id"].as_str().unwrap()];
    assert_eq!((&data["name"], &data["type"]), (&json!("Send to Jules"), &json!(3)));
    assert_eq!((&target["content"], &target["attachments"][0]["filename"]), (&json!("see this"), &json!("a.txt")));
    let modal = json!({ "title": "Repo", "custom_id": "m", "components": [{ "type": 1, "components": [
        { "type": 4, "custom_id": "f", "label": "Which?", "style": 1 } ] }] });
    assert_eq!(answer(&api, interaction, &token, json!({ "type": 9, "data": modal })).await.0, 204);
    assert_eq!(running.await.unwrap().modal.unwrap()["title"], "Repo");
    api.server.stop().await;
}
