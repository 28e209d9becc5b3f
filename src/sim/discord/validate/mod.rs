//! What Discord refuses with 400 and code 50035, with its limits from the documentation.

mod command;
mod component;
mod display;
mod modal;

use serde_json::{Value, json};

use super::call::Upload;
use super::error::{ApiError, EMPTY_MESSAGE, Form};
use super::model::COMPONENTS_V2;

pub(crate) use command::command;
pub(crate) use modal::modal;

/// Longest content of a bot's message.
pub(crate) const CONTENT: usize = 2000;

/// A message body; `edit` says that absent fields keep what is there.
pub(crate) fn message(body: &Value, files: &[Upload], edit: bool, had_v2: bool) -> Result<(), ApiError> {
    let mut form = Form::default();
    if !(body.is_object() || body.is_null() && !files.is_empty()) {
        return Err(if edit {
            Form::refuse("", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        } else {
            EMPTY_MESSAGE.into()
        });
    }
    let v2 = had_v2 || body["flags"].as_u64().unwrap_or(0) & COMPONENTS_V2 != 0;
    text_field(&mut form, body, "content", CONTENT);
    if let Some(embeds) = list(&mut form, body, "embeds", 10) {
        self::embeds(&mut form, embeds);
    }
    if let Some(components) = list(&mut form, body, "components", if v2 { 40 } else { 5 }) {
        component::message(&mut form, components, v2);
    }
    if let Some(nonce) = body.get("nonce").filter(|nonce| !nonce.is_null()) {
        match nonce {
            Value::String(text) => form.length("nonce", text, 0, 25),
            Value::Number(number) if number.is_i64() || number.is_u64() => {}
            _ => form.fault("nonce", "NONCE_TYPE", "Nonce must be a string or an integer."),
        }
    }
    allowed_mentions(&mut form, &body["allowed_mentions"]);
    if body["poll"].is_object() && !edit {
        super::polls::check(&mut form, &body["poll"]);
    }
    attachments(&mut form, body, files);
    if v2 {
        for field in ["content", "embeds", "poll", "stickers", "sticker_ids"] {
            let given = &body[field];
            let empty = given.is_null() || given == "" || given.as_array().is_some_and(Vec::is_empty);
            if !empty {
                let message = format!("The '{field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2");
                form.fault(field, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message);
            }
        }
    }
    form.finish()
}

/// Whether a body says anything at all.
pub(crate) fn says_nothing(body: &Value, attachments: usize) -> bool {
    let has = |key: &str| body[key].as_array().is_some_and(|list| !list.is_empty());
    let text = body["content"].as_str().is_some_and(|text| !text.trim().is_empty());
    !text
        && !has("embeds")
        && !has("components")
        && !has("sticker_ids")
        && attachments == 0
        && !body["poll"].is_object()
}

fn text_field(form: &mut Form, body: &Value, key: &str, max: usize) {
    match &body[key] {
        Value::String(text) => form.length(key, text, 0, max),
        Value::Null | Value::Number(_) | Value::Bool(_) => {}
        _ => form.fault(key, "STRING_TYPE_CONVERT", "Could not interpret value as string."),
    }
}

fn list<'a>(form: &mut Form, body: &'a Value, key: &str, max: usize) -> Option<&'a [Value]> {
    match &body[key] {
        Value::Null => None,
        Value::Array(list) => {
            if list.len() > max {
                form.fault(key, "BASE_TYPE_MAX_LENGTH", format!("Must be {max} or fewer in length."));
            }
            Some(list)
        }
        _ => {
            form.fault(key, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
            None
        }
    }
}

fn attachments(form: &mut Form, body: &Value, files: &[Upload]) {
    if files.len() > 10 || body["attachments"].as_array().is_some_and(|list| list.len() > 10) {
        form.fault("attachments", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.");
    }
    for (at, entry) in body["attachments"].as_array().into_iter().flatten().enumerate() {
        for key in ["filename", "description"] {
            if let Some(text) = entry[key].as_str() {
                form.length(&format!("attachments.{at}.{key}"), text, 0, 1024);
            }
        }
    }
}

/// A file over the limit is refused before anything else.
pub(crate) fn sizes(files: &[Upload]) -> Result<(), ApiError> {
    if files.iter().any(|file| file.bytes.len() > 10 * 1024 * 1024) {
        return Err(super::error::TOO_LARGE.into());
    }
    Ok(())
}

fn allowed_mentions(form: &mut Form, rules: &Value) {
    for kind in ["users", "roles"] {
        let ids = rules[kind].as_array().map_or(0, Vec::len);
        let path = format!("allowed_mentions.{kind}");
        if ids > 100 {
            form.fault(&path, "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.");
        }
        let parsed = rules["parse"].as_array().is_some_and(|list| list.iter().any(|each| each == kind));
        if ids > 0 && parsed {
            let message = format!("parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
            form.fault("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message);
        }
    }
    for (at, kind) in rules["parse"].as_array().into_iter().flatten().enumerate() {
        if !["users", "roles", "everyone"].iter().any(|known| kind == known) {
            form.choice(&format!("allowed_mentions.parse.{at}"), "'roles', 'users', 'everyone'");
        }
    }
}

fn embeds(form: &mut Form, embeds: &[Value]) {
    let mut total = 0;
    for (at, embed) in embeds.iter().enumerate() {
        let path = format!("embeds.{at}");
        if !embed.is_object() {
            form.fault(&path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
            continue;
        }
        let mut text = |form: &mut Form, value: &Value, path: String, max: usize| {
            if let Some(text) = value.as_str() {
                total += text.trim().chars().count();
                form.length(&path, text.trim(), 0, max);
            }
        };
        text(form, &embed["title"], format!("{path}.title"), 256);
        text(form, &embed["description"], format!("{path}.description"), 4096);
        text(form, &embed["footer"]["text"], format!("{path}.footer.text"), 2048);
        text(form, &embed["author"]["name"], format!("{path}.author.name"), 256);
        let fields = embed["fields"].as_array().map(Vec::as_slice).unwrap_or_default();
        if fields.len() > 25 {
            form.fault(&format!("{path}.fields"), "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
        }
        for (n, field) in fields.iter().enumerate() {
            for (key, max) in [("name", 256), ("value", 1024)] {
                let path = format!("{path}.fields.{n}.{key}");
                if field[key].as_str().is_none_or(|text| text.trim().is_empty()) {
                    form.required(&path);
                }
                text(form, &field[key], path, max);
            }
        }
        embed_details(form, embed, &path);
    }
    if total > 6000 {
        form.fault("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
    }
}

fn embed_details(form: &mut Form, embed: &Value, path: &str) {
    for (pointer, field) in [
        ("/url", "url"),
        ("/image/url", "image.url"),
        ("/thumbnail/url", "thumbnail.url"),
        ("/author/url", "author.url"),
        ("/author/icon_url", "author.icon_url"),
        ("/footer/icon_url", "footer.icon_url"),
    ] {
        if let Some(url) = embed.pointer(pointer).and_then(Value::as_str) {
            let known = ["http://", "https://", "attachment://"].iter().any(|scheme| url.starts_with(scheme));
            if !known && !url.is_empty() {
                let message = "Scheme \"\" is not supported. Scheme must be one of ('http', 'https').";
                form.fault(&format!("{path}.{field}"), "URL_TYPE_INVALID_URL", message);
            }
        }
    }
    if embed["color"].as_i64().is_some_and(|color| !(0..=0xFF_FFFF).contains(&color)) {
        let message = "int value should be less than or equal to 16777215.";
        form.fault(&format!("{path}.color"), "NUMBER_TYPE_MAX", message);
    }
    if let Some(time) = embed["timestamp"].as_str()
        && chrono::DateTime::parse_from_rfc3339(time).is_err()
    {
        let message = format!("Could not parse {time}. Should be ISO8601.");
        form.fault(&format!("{path}.timestamp"), "DATE_TIME_TYPE_PARSE", message);
    }
}

/// Embeds the way Discord gives them back.
pub(crate) fn rich(embeds: &Value) -> Vec<Value> {
    let each = |embed: &Value| {
        let mut embed = embed.clone();
        embed["type"] = json!("rich");
        for field in embed.get_mut("fields").and_then(Value::as_array_mut).into_iter().flatten() {
            if field["inline"].is_null() {
                field["inline"] = json!(false);
            }
        }
        embed
    };
    embeds.as_array().into_iter().flatten().map(each).collect()
}

/// A thread's name.
pub(crate) fn thread_name(form: &mut Form, body: &Value) {
    match body["name"].as_str() {
        None => form.required("name"),
        Some(name) => form.length("name", name.trim(), 1, 100),
    }
}

/// `auto_archive_duration` and `rate_limit_per_user`, where given.
pub(crate) fn thread_times(form: &mut Form, body: &Value) {
    let minutes = &body["auto_archive_duration"];
    if !minutes.is_null() && ![60, 1440, 4320, 10080].iter().any(|known| minutes == known) {
        form.choice("auto_archive_duration", "60, 1440, 4320, 10080");
    }
    if body["rate_limit_per_user"].as_u64().is_some_and(|seconds| seconds > 21_600) {
        form.fault("rate_limit_per_user", "NUMBER_TYPE_MAX", "int value should be less than or equal to 21600.");
    }
}

/// The choices of an autocomplete answer.
pub(crate) fn choices(data: &Value) -> Result<(), ApiError> {
    let mut form = Form::default();
    let Some(choices) = data["choices"].as_array() else {
        return Err(Form::refuse("data.choices", "BASE_TYPE_REQUIRED", "This field is required"));
    };
    if choices.len() > 25 {
        form.fault("data.choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
    }
    for (at, choice) in choices.iter().enumerate() {
        let path = format!("data.choices.{at}");
        match choice["name"].as_str() {
            None => form.required(&format!("{path}.name")),
            Some(name) => form.length(&format!("{path}.name"), name, 1, 100),
        }
        match &choice["value"] {
            Value::Null => form.required(&format!("{path}.value")),
            Value::String(text) => form.length(&format!("{path}.value"), text, 0, 100),
            _ => {}
        }
    }
    form.finish()
}
