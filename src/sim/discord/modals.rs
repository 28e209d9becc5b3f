//! A modal in a person's hands: filling in its fields, as the client lets them.

use serde_json::{Map, Value, json};

use super::commands::upload_of;
use super::state::State;
use crate::sim::people::Refused;

/// A modal's field and what is said about it.
struct Field<'a> {
    input: &'a Value,
    label: &'a str,
    given: Option<&'a Value>,
}

impl State {
    /// The `data` of a modal submission; values by custom id or label.
    pub(crate) fn fill_modal(
        &mut self,
        person: u64,
        channel: u64,
        modal: &Value,
        values: &Value,
    ) -> Result<Value, Refused> {
        let empty = Map::new();
        let given = values.as_object().unwrap_or(&empty);
        let (mut used, mut rows, mut resolved) = (0, Vec::new(), json!({}));
        for row in modal["components"].as_array().into_iter().flatten() {
            let labelled = row["type"] == 18;
            let input = if labelled { &row["component"] } else { &row["components"][0] };
            let Some(id) = input["custom_id"].as_str() else {
                rows.push(json!({ "type": row["type"], "id": row["id"] }));
                continue;
            };
            let label = if labelled { &row["label"] } else { &input["label"] }.as_str().unwrap_or_default();
            let field = Field { input, label, given: given.get(id).or_else(|| given.get(label)) };
            used += usize::from(field.given.is_some());
            let filled = self.fill_field(person, channel, &field, &mut resolved)?;
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
        let mut data = json!({ "custom_id": modal["custom_id"], "components": rows });
        if resolved.as_object().is_some_and(|map| !map.is_empty()) {
            data["resolved"] = resolved;
        }
        Ok(data)
    }

    fn fill_field(
        &mut self,
        person: u64,
        channel: u64,
        field: &Field<'_>,
        resolved: &mut Value,
    ) -> Result<Value, Refused> {
        let input = field.input;
        let mut filled = json!({ "type": input["type"], "id": input["id"], "custom_id": input["custom_id"] });
        match input["type"].as_u64() {
            Some(4) => filled["value"] = json!(field.written()?),
            Some(19) => filled["values"] = json!(self.attach(channel, field, resolved)?),
            Some(21) => {
                let chosen = self.pick(person, channel, input, &field.texts(), resolved)?;
                filled["value"] = chosen.into_iter().next().unwrap_or(Value::Null);
            }
            Some(23) => {
                let ticked = field.given.unwrap_or(&input["default"]);
                filled["value"] = json!(*ticked == true || *ticked == "true");
            }
            _ => filled["values"] = json!(self.pick(person, channel, input, &field.texts(), resolved)?),
        }
        Ok(filled)
    }

    fn attach(&mut self, channel: u64, field: &Field<'_>, resolved: &mut Value) -> Result<Vec<String>, Refused> {
        let files = field.given.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let least = if field.input["required"] == false { 0 } else { field.input["min_values"].as_u64().unwrap_or(1) };
        let most = field.input["max_values"].as_u64().unwrap_or(1);
        if !(least..=most).contains(&(files.len() as u64)) {
            return Err(Refused::new(format!("{:?} takes {least} to {most} files, not {}", field.label, files.len())));
        }
        let mut ids = Vec::new();
        for file in files {
            let id = self.store(channel, &upload_of(file)?, None);
            resolved["attachments"][id.to_string()] = self.attachment_json(id).unwrap_or(Value::Null);
            ids.push(id.to_string());
        }
        Ok(ids)
    }
}

impl Field<'_> {
    /// The text of an input: what was typed, or what stood there.
    fn written(&self) -> Result<String, Refused> {
        let (input, label) = (self.input, self.label);
        let text = self.given.or_else(|| input.get("value")).and_then(Value::as_str).unwrap_or_default();
        let (count, required) = (text.chars().count() as u64, input["required"] != false);
        let least = input["min_length"].as_u64().unwrap_or(u64::from(required));
        let most = input["max_length"].as_u64().unwrap_or(4000);
        if (required || count > 0) && !(least.max(u64::from(required))..=most).contains(&count) {
            return Err(Refused::new(format!("{label:?} must be {least} to {most} characters long, not {count}")));
        }
        Ok(text.to_owned())
    }

    /// What was chosen, or what is chosen by default.
    fn texts(&self) -> Vec<String> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match self.given {
            Some(Value::Array(list)) => list.iter().map(text).collect(),
            Some(Value::Null) => Vec::new(),
            Some(one) => vec![text(one)],
            None => {
                let options = self.input["options"].as_array().into_iter().flatten();
                let ticked = options.filter(|option| option["default"] == true).map(|option| text(&option["value"]));
                let named = self.input["default_values"].as_array().into_iter().flatten();
                ticked.chain(named.map(|value| text(&value["id"]))).collect()
            }
        }
    }
}
