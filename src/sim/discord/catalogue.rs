//! The commands a person's client offers, in their language: what they see after typing `/`.

use serde_json::{Value, json};

use super::locale::shown;
use super::model::Channel;
use super::state::State;

impl State {
    /// Every command this person may use in a channel, worded as their client words it.
    pub(crate) fn offered(&self, person: u64, channel: &Channel) -> Vec<Value> {
        let locale = self.locale_of(person);
        // A guild's own command hides the global one of the same name.
        let hidden = |global: &super::model::Command| {
            global.guild.is_none()
                && self.commands.iter().any(|own| {
                    own.guild.is_some()
                        && own.guild == channel.guild
                        && own.kind() == global.kind()
                        && own.name() == global.name()
                })
        };
        let here = self.commands.iter().filter(|each| each.guild.is_none() || each.guild == channel.guild);
        let usable = here.filter(|each| !hidden(each) && self.check_usable(person, channel, each).is_ok());
        usable
            .map(|each| {
                let mut out = worded(&each.definition, locale);
                out["id"] = each.definition["id"].clone();
                out
            })
            .collect()
    }
}

/// A command, option or choice with the words of one language; `default_name` is what the bot is told.
fn worded(definition: &Value, locale: &str) -> Value {
    let mut out = json!({
        "name": shown(definition, "name", locale), "default_name": definition["name"], "type": definition["type"],
        "description": shown(definition, "description", locale),
    });
    for key in ["required", "autocomplete", "min_length", "max_length", "min_value", "max_value"] {
        if !definition[key].is_null() {
            out[key] = definition[key].clone();
        }
    }
    if let Some(options) = definition["options"].as_array() {
        out["options"] = options.iter().map(|option| worded(option, locale)).collect();
    }
    if let Some(choices) = definition["choices"].as_array() {
        out["choices"] = offered_choices(choices, locale);
    }
    out
}

/// Choices as a client lists them: the name in its language, and the value it sends.
pub(crate) fn offered_choices(choices: &[Value], locale: &str) -> Value {
    choices.iter().map(|choice| json!({ "name": shown(choice, "name", locale), "value": choice["value"] })).collect()
}
