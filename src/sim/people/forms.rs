//! Finding a button or menu by what it says, and filling in a modal.

use serde_json::{Value, json};

use super::Refused;
use crate::sim::discord::model::Message;

/// A component by its custom id, label or placeholder.
pub(super) fn find_component<'a>(
    message: &'a Message,
    fits: impl Fn(&Value) -> bool,
    name: &str,
) -> Result<&'a Value, Refused> {
    let mut all = Vec::new();
    message.components.iter().for_each(|component| flatten(component, &mut all));
    let named = |key: &str| all.iter().copied().find(|each| fits(each) && each[key] == name);
    let found = ["custom_id", "label", "placeholder"].into_iter().find_map(named);
    let Some(found) = found else {
        let there: Vec<_> = all.iter().filter(|each| fits(each)).filter_map(|each| each["label"].as_str()).collect();
        return Err(Refused::missing(format!("the message has no {name:?}, only [{}]", there.join("] ["))));
    };
    if found["disabled"] == true {
        return Err(Refused::new(format!("{name:?} is disabled")));
    }
    Ok(found)
}

fn flatten<'a>(component: &'a Value, out: &mut Vec<&'a Value>) {
    out.push(component);
    for inner in component["components"].as_array().into_iter().flatten() {
        flatten(inner, out);
    }
    if component["accessory"].is_object() {
        flatten(&component["accessory"], out);
    }
}

/// The `data` of a modal submission.
pub(super) fn fill_modal(modal: &Value, values: &Value) -> Result<Value, Refused> {
    let empty = serde_json::Map::new();
    let given = values.as_object().unwrap_or(&empty);
    let mut used = 0;
    let mut rows = Vec::new();
    for row in modal["components"].as_array().into_iter().flatten() {
        let labelled = row["type"] == 18;
        let input = if labelled { &row["component"] } else { &row["components"][0] };
        if input["custom_id"].is_null() {
            continue;
        }
        let id = input["custom_id"].as_str().unwrap_or_default();
        let label = if labelled { &row["label"] } else { &input["label"] };
        let label = label.as_str().unwrap_or_default();
        let value = given.get(id).or_else(|| given.get(label));
        used += usize::from(value.is_some());
        let text = value.or_else(|| input.get("value")).and_then(Value::as_str).unwrap_or_default();
        let (count, required) = (text.chars().count() as u64, input["required"] != false);
        let least = input["min_length"].as_u64().unwrap_or(u64::from(required));
        let most = input["max_length"].as_u64().unwrap_or(4000);
        if (required || count > 0) && !(least.max(u64::from(required))..=most).contains(&count) {
            return Err(Refused::new(format!("{label:?} must be {least} to {most} characters long, not {count}")));
        }
        let filled = if input["type"] == 4 {
            json!({ "type": 4, "id": input["id"], "custom_id": id, "value": text })
        } else {
            let list = value.cloned().unwrap_or_else(|| json!([]));
            json!({ "type": input["type"], "id": input["id"], "custom_id": id, "values": list })
        };
        rows.push(if labelled {
            json!({ "type": 18, "id": row["id"], "component": filled })
        } else {
            json!({ "type": 1, "id": row["id"], "components": [filled] })
        });
    }
    if used < given.len() {
        let names: Vec<_> = given.keys().map(String::as_str).collect();
        return Err(Refused::new(format!("the modal lacks some of the fields {}", names.join(", "))));
    }
    Ok(json!({ "custom_id": modal["custom_id"], "components": rows }))
}
