//! Definitions of application commands.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::error::{ApiError, Form};
use super::super::locale::LOCALES;

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
    } else {
        menu_only(&mut form, definition, &at);
    }
    let mut total = weight(definition, "name") + weight(definition, "description");
    options(&mut form, definition, &at("options"), 0, &mut total);
    if total > 8000 {
        let message = "Command exceeds maximum size (8000)";
        form.fault(path, "APPLICATION_COMMAND_TOO_LARGE", message);
    }
    form.finish()
}

/// What a command of a context menu must not have.
fn menu_only(form: &mut Form, definition: &Value, at: &impl Fn(&str) -> String) {
    let described = definition["description"].as_str().is_some_and(|text| !text.is_empty());
    let translated = definition["description_localizations"].as_object().is_some_and(|map| !map.is_empty());
    if described || translated {
        let message = "Context menu commands cannot have description";
        form.fault(&at("description"), "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_NOT_ALLOWED", message);
    }
    if definition["options"].as_array().is_some_and(|list| !list.is_empty()) {
        let message = "Context menu commands cannot have options";
        form.fault(&at("options"), "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS_NOT_ALLOWED", message);
    }
}

/// Characters of a field as the size of a command counts them: those of its longest language.
fn weight(value: &Value, key: &str) -> usize {
    let count = |text: &Value| text.as_str().map_or(0, |text| text.chars().count());
    let translated = value[format!("{key}_localizations")].as_object().into_iter().flat_map(|map| map.values());
    translated.map(count).chain([count(&value[key])]).max().unwrap_or(0)
}

fn name(form: &mut Form, value: &Value, path: &str, slash: bool) {
    let check = |form: &mut Form, path: &str, name: &str| {
        form.length(path, name, 1, 32);
        if slash && !name.is_empty() && !is_slash_name(name) {
            form.fault(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
        }
    };
    match value["name"].as_str() {
        None => form.required(path),
        Some(name) => check(form, path, name),
    }
    languages(form, &value["name_localizations"], &format!("{path}_localizations"), check);
}

/// Letters, digits, `-`, `_` and `'`, in lower case where there is one; Devanagari and Thai with their marks.
fn is_slash_name(name: &str) -> bool {
    let marks = |letter: char| matches!(letter, '\u{900}'..='\u{97F}' | '\u{E00}'..='\u{E7F}');
    let fits = |letter: char| letter.is_alphanumeric() || "-_'".contains(letter) || marks(letter);
    name.chars().all(fits) && name.to_lowercase() == name
}

fn description(form: &mut Form, value: &Value, path: &str) {
    match value["description"].as_str() {
        None => form.required(path),
        Some(text) => form.length(path, text, 1, 100),
    }
    let check = |form: &mut Form, path: &str, text: &str| form.length(path, text, 1, 100);
    languages(form, &value["description_localizations"], &format!("{path}_localizations"), check);
}

/// A dictionary of locales; each text keeps to the rules of the field it translates.
fn languages(form: &mut Form, words: &Value, path: &str, check: impl Fn(&mut Form, &str, &str)) {
    let Value::Object(words) = words else {
        if !words.is_null() {
            form.fault(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
        }
        return;
    };
    for (locale, text) in words {
        let at = format!("{path}.{locale}");
        if !LOCALES.contains(&locale.as_str()) {
            form.choice(&at, &LOCALES.map(|known| format!("'{known}'")).join(", "));
        }
        match text.as_str() {
            None => form.required(&at),
            Some(text) => check(form, &at, text),
        }
    }
}

fn options(form: &mut Form, value: &Value, path: &str, depth: usize, total: &mut usize) {
    let list = value["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    if list.len() > 25 {
        form.fault(path, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
    }
    unique_names(form, list, path);
    let subcommands = list.iter().filter(|option| matches!(option["type"].as_u64(), Some(1 | 2))).count();
    if subcommands > 0 && subcommands < list.len() {
        let message = "Sub-command and sub-command group option types are mutually exclusive to all other types";
        form.fault(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message);
    }
    let mut optional_seen = false;
    for (n, option) in list.iter().enumerate() {
        let at = format!("{path}.{n}");
        name(form, option, &format!("{at}.name"), true);
        description(form, option, &format!("{at}.description"));
        *total += weight(option, "name") + weight(option, "description");
        match option["type"].as_u64() {
            // A group holds subcommands, and a subcommand holds neither.
            Some(kind @ (1 | 2)) if depth > 1 || (depth == 1 && (kind == 2 || value["type"] == 1)) => {
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

/// No two options of one level have the same name, in no language.
fn unique_names(form: &mut Form, list: &[Value], path: &str) {
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (n, option) in list.iter().enumerate() {
        let translated = option["name_localizations"].as_object().into_iter().flatten();
        let translated = translated.filter_map(|(locale, name)| Some((locale.as_str(), name.as_str()?)));
        for (locale, name) in translated.chain([("", option["name"].as_str().unwrap_or_default())]) {
            if !seen.insert((locale, name)) {
                let message = "Option name already used in this command";
                let tail = if locale.is_empty() { String::new() } else { format!("_localizations.{locale}") };
                form.fault(
                    &format!("{path}.{n}.name{tail}"),
                    "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
                    message,
                );
            }
        }
    }
}

fn choices(form: &mut Form, option: &Value, path: &str, total: &mut usize) {
    let list = option["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
    if list.len() > 25 {
        form.fault(&format!("{path}.choices"), "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
    }
    let kind = option["type"].as_u64().unwrap_or(0);
    let completes = option["autocomplete"] == true;
    if completes && (!list.is_empty() || !matches!(kind, 3 | 4 | 10)) {
        let message = "Autocomplete options cannot have choices";
        form.fault(path, "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", message);
    }
    for (n, choice) in list.iter().enumerate() {
        let at = format!("{path}.choices.{n}");
        let length = |form: &mut Form, path: &str, text: &str| form.length(path, text, 1, 100);
        length(form, &format!("{at}.name"), choice["name"].as_str().unwrap_or_default());
        languages(form, &choice["name_localizations"], &format!("{at}.name_localizations"), length);
        *total += weight(choice, "name");
        match (&choice["value"], kind) {
            (Value::String(text), 3) => {
                *total += text.chars().count();
                form.length(&format!("{at}.value"), text, 0, 100);
            }
            (Value::Number(number), 4) if number.is_i64() || number.is_u64() => {}
            (Value::Number(_), 10) => {}
            (value, _) => {
                let message = format!("Value \"{value}\" does not fit the type of the option.");
                form.fault(&format!("{at}.value"), "APPLICATION_COMMAND_OPTIONS_CHOICE_TYPE_INVALID", message);
            }
        }
    }
    for key in ["min_length", "max_length"] {
        if option[key].as_u64().is_some_and(|length| length > 6000) {
            let message = "int value should be less than or equal to 6000.";
            form.fault(&format!("{path}.{key}"), "NUMBER_TYPE_MAX", message);
        }
    }
}
