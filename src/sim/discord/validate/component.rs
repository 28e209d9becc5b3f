//! Components of messages: rows, buttons, menus.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::error::Form;
use super::{display, modal};

/// Component type: a row.
pub(super) const ROW: u64 = 1;
/// Component type: a button.
pub(super) const BUTTON: u64 = 2;
/// Component type: a text field of a modal.
pub(super) const TEXT_INPUT: u64 = 4;
/// Component type: a labelled field of a modal.
pub(super) const LABEL: u64 = 18;

/// What has been seen so far in one message or modal.
#[derive(Default)]
pub(super) struct Seen {
    custom_ids: BTreeSet<String>,
    pub(super) count: usize,
    /// Characters of all text displays.
    pub(super) text: usize,
}

/// The components of a message.
pub(super) fn message(form: &mut Form, components: &[Value], v2: bool) {
    let mut seen = Seen::default();
    for (at, component) in components.iter().enumerate() {
        let path = format!("components.{at}");
        match component["type"].as_u64() {
            Some(ROW) => row(form, component, &path, &mut seen, false),
            Some(9 | 10 | 12 | 13 | 14 | 17) if v2 => display::part(form, component, &path, &mut seen),
            _ if v2 => form.choice(&format!("{path}.type"), "1, 9, 10, 12, 13, 14, 17"),
            _ => form.choice(&format!("{path}.type"), "1"),
        }
    }
    if v2 && seen.text > 4000 {
        let message = "The combined length of all text displays must be 4000 or fewer.";
        form.fault("components", "COMPONENT_MAX_TOTAL_TEXT_EXCEEDED", message);
    }
    if v2 && seen.count > 40 {
        form.fault(
            "components",
            "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
            "Total number of components must be 40 or fewer.",
        );
    }
}

/// A row of up to five buttons or one menu; in a modal of one text field.
pub(super) fn row(form: &mut Form, row: &Value, path: &str, seen: &mut Seen, in_modal: bool) {
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
            (Some(TEXT_INPUT), true) => modal::text_input(form, component, &path, seen, true),
            (_, true) => form.choice(&format!("{path}.type"), "4"),
            (_, false) => form.choice(&format!("{path}.type"), "2, 3, 5, 6, 7, 8"),
        }
    }
}

/// An id of 1 to 100 characters that nothing else has.
pub(super) fn custom_id(form: &mut Form, component: &Value, path: &str, seen: &mut Seen) {
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

/// A button.
pub(super) fn button(form: &mut Form, button: &Value, path: &str, seen: &mut Seen) {
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

/// A select menu.
pub(super) fn select(form: &mut Form, select: &Value, path: &str, seen: &mut Seen) {
    custom_id(form, select, path, seen);
    form.length(&format!("{path}.placeholder"), select["placeholder"].as_str().unwrap_or_default(), 0, 150);
    counts(form, select, path, 25);
    if select["type"] == 3 {
        options(form, select, path, 1, 25);
        return;
    }
    let defaults = select["default_values"].as_array().map_or(0, Vec::len) as u64;
    if defaults > 0 && defaults > select["max_values"].as_u64().unwrap_or(1) {
        let message = "The number of default values must be in the range defined by min_values and max_values";
        form.fault(&format!("{path}.default_values"), "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", message);
    }
}

/// `min_values` and `max_values`.
pub(super) fn counts(form: &mut Form, value: &Value, path: &str, limit: u64) {
    let (least, most) = (value["min_values"].as_u64().unwrap_or(1), value["max_values"].as_u64().unwrap_or(1));
    for (key, number, lowest) in [("min_values", least, 0), ("max_values", most, 1)] {
        if number > limit {
            let message = format!("int value should be less than or equal to {limit}.");
            form.fault(&format!("{path}.{key}"), "NUMBER_TYPE_MAX", message);
        } else if number < lowest {
            let message = format!("int value should be greater than or equal to {lowest}.");
            form.fault(&format!("{path}.{key}"), "NUMBER_TYPE_MIN", message);
        }
    }
    if least > most {
        let message = "min_values must be less than or equal to max_values";
        form.fault(path, "SELECT_COMPONENT_MIN_VALUES_GREATER_THAN_MAX", message);
    }
}

/// What can be chosen: between so many options, each with a value of its own.
pub(super) fn options(form: &mut Form, menu: &Value, path: &str, least: usize, most: usize) {
    let options = menu["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    let list = format!("{path}.options");
    if !(least..=most).contains(&options.len()) {
        form.fault(&list, "BASE_TYPE_BAD_LENGTH", format!("Must be between {least} and {most} in length."));
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
