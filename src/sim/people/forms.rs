//! Finding a button or menu by what it says.

use serde_json::Value;

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
