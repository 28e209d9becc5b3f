//! Choosing in a menu, of a message or of a modal: what the chosen names stand for.

use serde_json::{Value, json};

use super::state::State;
use crate::sim::people::Refused;

impl State {
    /// Chooses in a menu; values by value or label, people, roles and channels by name or id.
    ///
    /// `resolved` is where whoever is chosen is described; several menus of a modal share it.
    pub(crate) fn pick(
        &self,
        person: u64,
        channel: u64,
        menu: &Value,
        values: &[String],
        resolved: &mut Value,
    ) -> Result<Vec<Value>, Refused> {
        let optional = menu["required"] == false && values.is_empty();
        // Of a group of checkboxes all may be ticked unless it says otherwise.
        let all = menu["options"].as_array().filter(|_| menu["type"] == 22).map_or(1, |options| options.len() as u64);
        let (least, most) = (menu["min_values"].as_u64().unwrap_or(1), menu["max_values"].as_u64().unwrap_or(all));
        if !optional && !(least..=most).contains(&(values.len() as u64)) {
            return Err(Refused::new(format!("choose {least} to {most} values, not {}", values.len())));
        }
        let mut chosen: Vec<Value> = Vec::new();
        for value in values {
            let value = match menu["type"].as_u64() {
                Some(5) => self.resolve(person, channel, 6, value, resolved)?,
                Some(6) => self.resolve(person, channel, 8, value, resolved)?,
                Some(7) => self.resolve(person, channel, 9, value, resolved)?,
                Some(8) => self.pick_channel(person, channel, menu, value, resolved)?,
                _ => option_value(menu, value)?,
            };
            if chosen.contains(&value) {
                return Err(Refused::new(format!("{value} is chosen twice")));
            }
            chosen.push(value);
        }
        Ok(chosen)
    }

    fn pick_channel(
        &self,
        person: u64,
        channel: u64,
        menu: &Value,
        name: &str,
        resolved: &mut Value,
    ) -> Result<Value, Refused> {
        let id = self.find_channel(name)?;
        let kind = self.visible(person, id)?.kind;
        let offered = menu["channel_types"].as_array().filter(|list| !list.is_empty());
        if offered.is_some_and(|list| list.iter().all(|each| *each != kind)) {
            return Err(Refused::new(format!("the menu does not offer channels like {name:?}")));
        }
        self.resolve(person, channel, 7, name, resolved)
    }

    /// The `data` of a select interaction.
    pub(crate) fn selection(
        &self,
        person: u64,
        channel: u64,
        menu: &Value,
        values: &[String],
    ) -> Result<Value, Refused> {
        let mut resolved = json!({});
        let values = self.pick(person, channel, menu, values, &mut resolved)?;
        let mut data = json!({
            "component_type": menu["type"], "custom_id": menu["custom_id"], "id": menu["id"], "values": values,
        });
        if resolved.as_object().is_some_and(|map| !map.is_empty()) {
            data["resolved"] = resolved;
        }
        Ok(data)
    }
}

/// The value of the option with this value or label.
fn option_value(menu: &Value, name: &str) -> Result<Value, Refused> {
    let options = menu["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    let by = |key: &str| options.iter().find(|each| each[key] == name);
    let found = by("value").or_else(|| by("label"));
    let labels = || options.iter().filter_map(|each| each["label"].as_str()).collect::<Vec<_>>().join("] [");
    Ok(found.ok_or_else(|| Refused::missing(format!("the menu has no {name:?}, only [{}]", labels())))?["value"]
        .clone())
}
