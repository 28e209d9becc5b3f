//! Definitions of application commands.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::error::{ApiError, Form};

/// Checks a definition; `path` is `""` for one command, its index for a list.
pub(crate) fn command(definition: &Value, path: &str) -> Result<(), ApiError> {
    let mut form = Form::default();
    let at = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    let kind = definition["type"].as_u64().unwrap_or(1);
    if !(1..=4).contains(&kind) {
        form.choice(&at("type"), "1, 2, 3, 4");
    }
    name(&mut form, definition, &at("name"), kind == 1);
    if kind == 1 {
        description(&mut form, definition, &at("description"));
    } else if definition["description"].as_str().is_some_and(|text| !text.is_empty()) {
        let message = "Context menu commands cannot have description";
        form.fault(&at("description"), "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_NOT_ALLOWED", message);
    }
    let mut total = 0;
    options(&mut form, definition, &at("options"), 0, &mut total);
    let own = |key: &str| definition[key].as_str().map_or(0, |text| text.chars().count());
    if total + own("name") + own("description") > 8000 {
        let message = "Command exceeds maximum size (8000)";
        form.fault(path, "APPLICATION_COMMAND_TOO_LARGE", message);
    }
    form.finish()
}

fn name(form: &mut Form, value: &Value, path: &str, slash: bool) {
    let Some(name) = value["name"].as_str() else { return form.required(path) };
    form.length(path, name, 1, 32);
    let tidy = name.chars().all(|letter| letter.is_alphanumeric() || "-_'".contains(letter));
    if slash && !name.is_empty() && (!tidy || name.to_lowercase() != name) {
        let message = "Command name is invalid";
        form.fault(path, "APPLICATION_COMMAND_INVALID_NAME", message);
    }
}

fn description(form: &mut Form, value: &Value, path: &str) {
    match value["description"].as_str() {
        None => form.required(path),
        Some(text) => form.length(path, text, 1, 100),
    }
}

fn options(form: &mut Form, value: &Value, path: &str, depth: usize, total: &mut usize) {
    let list = value["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    if list.len() > 25 {
        form.fault(path, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
    }
    let mut names = BTreeSet::new();
    let mut optional_seen = false;
    for (n, option) in list.iter().enumerate() {
        let at = format!("{path}.{n}");
        name(form, option, &format!("{at}.name"), true);
        description(form, option, &format!("{at}.description"));
        *total += ["name", "description"]
            .iter()
            .filter_map(|key| option[*key].as_str())
            .map(|text| text.chars().count())
            .sum::<usize>();
        if !names.insert(option["name"].as_str().unwrap_or_default()) {
            let message = "Option name already used in this command";
            form.fault(&format!("{at}.name"), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", message);
        }
        match option["type"].as_u64() {
            Some(1 | 2) if depth > 1 => {
                let message = "Sub-commands cannot be nested deeper";
                form.fault(&format!("{at}.type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message);
            }
            Some(1 | 2) => options(form, option, &format!("{at}.options"), depth + 1, total),
            Some(3..=11) => {
                let required = option["required"] == true;
                if required && optional_seen {
                    let message = "Required options must be placed before non-required options";
                    form.fault(&at, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message);
                }
                optional_seen |= !required;
                choices(form, option, &at, total);
            }
            _ => form.choice(&format!("{at}.type"), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11"),
        }
    }
}

fn choices(form: &mut Form, option: &Value, path: &str, total: &mut usize) {
    let list = option["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
    if list.len() > 25 {
        form.fault(&format!("{path}.choices"), "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
    }
    if option["autocomplete"] == true && !list.is_empty() {
        let message = "Autocomplete options cannot have choices";
        form.fault(path, "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", message);
    }
    for (n, choice) in list.iter().enumerate() {
        let name = choice["name"].as_str().unwrap_or_default();
        form.length(&format!("{path}.choices.{n}.name"), name, 1, 100);
        *total += name.chars().count();
        if let Some(text) = choice["value"].as_str() {
            *total += text.chars().count();
            form.length(&format!("{path}.choices.{n}.value"), text, 0, 100);
        }
    }
    for key in ["min_length", "max_length"] {
        if option[key].as_u64().is_some_and(|length| length > 6000) {
            let message = "int value should be less than or equal to 6000.";
            form.fault(&format!("{path}.{key}"), "NUMBER_TYPE_MAX", message);
        }
    }
}
