//! Components of messages and modals.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::error::{ApiError, Form};

/// Component types.
const ROW: u64 = 1;
const BUTTON: u64 = 2;
const TEXT_INPUT: u64 = 4;
const LABEL: u64 = 18;

/// What has been seen so far in one message or modal.
#[derive(Default)]
struct Seen {
    custom_ids: BTreeSet<String>,
    count: usize,
}

/// The components of a message.
pub(super) fn message(form: &mut Form, components: &[Value], v2: bool) {
    let mut seen = Seen::default();
    for (at, component) in components.iter().enumerate() {
        let path = format!("components.{at}");
        match component["type"].as_u64() {
            Some(ROW) => row(form, component, &path, &mut seen, false),
            Some(9 | 10 | 12 | 13 | 14 | 17) if v2 => display(form, component, &path, &mut seen),
            _ if v2 => form.choice(&format!("{path}.type"), "1, 9, 10, 12, 13, 14, 17"),
            _ => form.choice(&format!("{path}.type"), "1"),
        }
    }
    if v2 && seen.count > 40 {
        form.fault(
            "components",
            "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
            "Total number of components must be 40 or fewer.",
        );
    }
}

/// The parts of version 2: section, text, media, file, separator, container.
fn display(form: &mut Form, component: &Value, path: &str, seen: &mut Seen) {
    seen.count += 1;
    let inner = component["components"].as_array().map(Vec::as_slice).unwrap_or_default();
    match component["type"].as_u64() {
        Some(10) => match component["content"].as_str() {
            None => form.required(&format!("{path}.content")),
            Some(text) => form.length(&format!("{path}.content"), text, 1, 4000),
        },
        Some(9) => {
            if inner.is_empty() || inner.len() > 3 {
                let message = "Must be between 1 and 3 in length.";
                form.fault(&format!("{path}.components"), "BASE_TYPE_BAD_LENGTH", message);
            }
            for (at, part) in inner.iter().enumerate() {
                display(form, part, &format!("{path}.components.{at}"), seen);
            }
            let accessory = &component["accessory"];
            if accessory.is_null() {
                form.required(&format!("{path}.accessory"));
            } else if accessory["type"] == BUTTON {
                button(form, accessory, &format!("{path}.accessory"), seen);
            }
        }
        Some(12) => {
            let items = component["items"].as_array().map_or(0, Vec::len);
            if items == 0 || items > 10 {
                form.fault(&format!("{path}.items"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length.");
            }
        }
        Some(17) => {
            for (at, part) in inner.iter().enumerate() {
                let path = format!("{path}.components.{at}");
                if part["type"] == ROW {
                    row(form, part, &path, seen, false);
                } else {
                    display(form, part, &path, seen);
                }
            }
        }
        _ => {}
    }
}

fn row(form: &mut Form, row: &Value, path: &str, seen: &mut Seen, in_modal: bool) {
    seen.count += 1;
    let inside = row["components"].as_array().map(Vec::as_slice).unwrap_or_default();
    let buttons = inside.iter().filter(|each| each["type"] == BUTTON).count();
    let list = format!("{path}.components");
    if inside.is_empty() || inside.len() > 5 {
        form.fault(&list, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.");
    } else if inside.len() > 1 && buttons < inside.len() {
        form.fault(
            &list,
            "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
            "Components displayed on this row exceed the maximum width of 5.",
        );
    }
    for (at, component) in inside.iter().enumerate() {
        let path = format!("{list}.{at}");
        seen.count += 1;
        match (component["type"].as_u64(), in_modal) {
            (Some(BUTTON), false) => button(form, component, &path, seen),
            (Some(3 | 5..=8), false) => select(form, component, &path, seen),
            (Some(TEXT_INPUT), true) => text_input(form, component, &path, seen, true),
            (_, true) => form.choice(&format!("{path}.type"), "4"),
            (_, false) => form.choice(&format!("{path}.type"), "2, 3, 5, 6, 7, 8"),
        }
    }
}

fn custom_id(form: &mut Form, component: &Value, path: &str, seen: &mut Seen) {
    let path = format!("{path}.custom_id");
    match component["custom_id"].as_str() {
        None => form.required(&path),
        Some(id) => {
            form.length(&path, id, 1, 100);
            if !seen.custom_ids.insert(id.to_owned()) {
                form.fault(&path, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
            }
        }
    }
}

fn button(form: &mut Form, button: &Value, path: &str, seen: &mut Seen) {
    let (label, emoji) = (button["label"].as_str().unwrap_or_default(), &button["emoji"]);
    form.length(&format!("{path}.label"), label, 0, 80);
    let style = button["style"].as_u64();
    if label.is_empty() && emoji.is_null() && style != Some(6) {
        let message = "A button must have a label or an emoji.";
        form.fault(path, "BUTTON_COMPONENT_MISSING_LABEL_OR_EMOJI", message);
    }
    match style {
        Some(1..=4) => {
            custom_id(form, button, path, seen);
            if !button["url"].is_null() {
                let message = "A url and custom id cannot both be specified";
                form.fault(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message);
            }
        }
        Some(5) => link(form, button, path),
        Some(6) => {}
        _ => form.choice(&format!("{path}.style"), "1, 2, 3, 4, 5, 6"),
    }
}

fn link(form: &mut Form, button: &Value, path: &str) {
    let at = format!("{path}.url");
    let Some(url) = button["url"].as_str() else { return form.required(&at) };
    form.length(&at, url, 1, 512);
    if !["http://", "https://", "discord://"].iter().any(|scheme| url.starts_with(scheme)) {
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        let message =
            format!("Scheme \"{scheme}\" is not supported. Scheme must be one of ('http', 'https', 'discord').");
        form.fault(&at, "URL_TYPE_INVALID_SCHEME", message);
    }
    if !button["custom_id"].is_null() {
        let message = "A custom id and url cannot both be specified";
        form.fault(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message);
    }
}

fn select(form: &mut Form, select: &Value, path: &str, seen: &mut Seen) {
    custom_id(form, select, path, seen);
    form.length(&format!("{path}.placeholder"), select["placeholder"].as_str().unwrap_or_default(), 0, 150);
    let (least, most) = (select["min_values"].as_u64().unwrap_or(1), select["max_values"].as_u64().unwrap_or(1));
    for (key, value, range) in [("min_values", least, 0..=25), ("max_values", most, 1..=25)] {
        if !range.contains(&value) {
            let message = "int value should be less than or equal to 25.";
            form.fault(&format!("{path}.{key}"), "NUMBER_TYPE_MAX", message);
        }
    }
    if select["type"] != 3 {
        return;
    }
    let options = select["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    let list = format!("{path}.options");
    if options.is_empty() || options.len() > 25 {
        form.fault(&list, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 25 in length.");
    }
    let mut values = BTreeSet::new();
    for (at, option) in options.iter().enumerate() {
        for (key, least) in [("label", 1), ("value", 1), ("description", 0)] {
            let text = option[key].as_str().unwrap_or_default();
            form.length(&format!("{list}.{at}.{key}"), text, least, 100);
        }
        if !values.insert(option["value"].as_str().unwrap_or_default()) {
            let message = "The specified option value is already used";
            form.fault(&format!("{list}.{at}.value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message);
        }
    }
}

fn text_input(form: &mut Form, input: &Value, path: &str, seen: &mut Seen, labelled: bool) {
    custom_id(form, input, path, seen);
    if labelled {
        form.length(&format!("{path}.label"), input["label"].as_str().unwrap_or_default(), 1, 45);
    }
    if !input["style"].as_u64().is_some_and(|style| style == 1 || style == 2) {
        form.choice(&format!("{path}.style"), "1, 2");
    }
    form.length(&format!("{path}.placeholder"), input["placeholder"].as_str().unwrap_or_default(), 0, 100);
    form.length(&format!("{path}.value"), input["value"].as_str().unwrap_or_default(), 0, 4000);
    for key in ["min_length", "max_length"] {
        if input[key].as_u64().is_some_and(|length| length > 4000) {
            let message = "int value should be less than or equal to 4000.";
            form.fault(&format!("{path}.{key}"), "NUMBER_TYPE_MAX", message);
        }
    }
}

/// A modal, as the `data` of an interaction callback.
pub(crate) fn modal(data: &Value) -> Result<(), ApiError> {
    let mut form = Form::default();
    form.length("data.title", data["title"].as_str().unwrap_or_default(), 1, 45);
    form.length("data.custom_id", data["custom_id"].as_str().unwrap_or_default(), 1, 100);
    let components = data["components"].as_array().map(Vec::as_slice).unwrap_or_default();
    if components.is_empty() || components.len() > 5 {
        form.fault("data.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.");
    }
    let mut seen = Seen::default();
    for (at, component) in components.iter().enumerate() {
        let path = format!("data.components.{at}");
        match component["type"].as_u64() {
            Some(ROW) => row(&mut form, component, &path, &mut seen, true),
            Some(10) => {}
            Some(LABEL) => {
                form.length(&format!("{path}.label"), component["label"].as_str().unwrap_or_default(), 1, 45);
                let described = component["description"].as_str().unwrap_or_default();
                form.length(&format!("{path}.description"), described, 0, 100);
                let inner = &component["component"];
                if inner["type"] == TEXT_INPUT {
                    text_input(&mut form, inner, &format!("{path}.component"), &mut seen, false);
                } else {
                    custom_id(&mut form, inner, &format!("{path}.component"), &mut seen);
                }
            }
            _ => form.choice(&format!("{path}.type"), "1, 10, 18"),
        }
    }
    form.finish()
}
