//! Modals: the fields a form may have.

use serde_json::Value;

use super::super::error::{ApiError, Form};
use super::component::{self, LABEL, ROW, Seen, TEXT_INPUT};

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
            Some(ROW) => component::row(&mut form, component, &path, &mut seen, true),
            Some(10) => {
                let text = component["content"].as_str().unwrap_or_default();
                form.length(&format!("{path}.content"), text, 1, 4000);
            }
            Some(LABEL) => label(&mut form, component, &path, &mut seen),
            _ => form.choice(&format!("{path}.type"), "1, 10, 18"),
        }
    }
    form.finish()
}

fn label(form: &mut Form, label: &Value, path: &str, seen: &mut Seen) {
    form.length(&format!("{path}.label"), label["label"].as_str().unwrap_or_default(), 1, 45);
    form.length(&format!("{path}.description"), label["description"].as_str().unwrap_or_default(), 0, 100);
    let (inner, path) = (&label["component"], format!("{path}.component"));
    match inner["type"].as_u64() {
        Some(TEXT_INPUT) => text_input(form, inner, &path, seen, false),
        Some(3 | 5..=8) => {
            component::select(form, inner, &path, seen);
            if inner["disabled"] == true {
                let message = "Select menus of a modal cannot be disabled";
                form.fault(&path, "COMPONENT_INVALID_DISABLED_IN_MODAL", message);
            }
        }
        Some(19) => {
            component::custom_id(form, inner, &path, seen);
            component::counts(form, inner, &path, 10);
        }
        Some(kind @ (21 | 22)) => {
            component::custom_id(form, inner, &path, seen);
            component::options(form, inner, &path, if kind == 21 { 2 } else { 1 }, 10);
            if kind == 22 {
                component::counts(form, inner, &path, 10);
            }
        }
        Some(23) => component::custom_id(form, inner, &path, seen),
        None => form.required(&path),
        _ => form.choice(&format!("{path}.type"), "3, 4, 5, 6, 7, 8, 19, 21, 22, 23"),
    }
}

/// A text field; in a row it has its label itself.
pub(super) fn text_input(form: &mut Form, input: &Value, path: &str, seen: &mut Seen, labelled: bool) {
    component::custom_id(form, input, path, seen);
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
