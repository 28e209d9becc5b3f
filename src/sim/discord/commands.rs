//! Registered commands as a person's client sees them: finding one by its full name, and filling in its options.

use base64::Engine as _;
use serde_json::{Map, Value, json};

use super::call::Upload;
use super::locale::{is_called, shown};
use super::model::{Channel, Command, DM};
use super::permissions::{self, ADMINISTRATOR};
use super::state::State;
use super::view::sid;
use crate::sim::people::Refused;

/// A command as it was chosen: the registered one and the way to the subcommand.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    pub command: Command,
    /// Options of type subcommand (group), outermost first.
    path: Vec<Value>,
    /// The options that can be filled in.
    pub(crate) options: Vec<Value>,
}

impl State {
    /// The command of this kind by its full name, such as `jules start`, that `person` may use in `channel`.
    pub(crate) fn choose(&self, person: u64, channel: &Channel, kind: u64, name: &str) -> Result<Chosen, Refused> {
        let unknown = || Refused::missing(format!("no command /{name} is registered here"));
        let mut words = name.trim_start_matches('/').split_whitespace();
        let first = if kind == 1 { words.next().unwrap_or_default() } else { name };
        let locale = self.locale_of(person);
        let fits = |command: &&Command| command.kind() == kind && is_called(&command.definition, first, locale);
        // A guild's own command hides the global one of the same name.
        let own = self.commands.iter().filter(|each| each.guild.is_some() && each.guild == channel.guild).find(fits);
        let global = self.commands.iter().filter(|each| each.guild.is_none()).find(fits);
        let command = own.or(global).ok_or_else(unknown)?.clone();
        self.check_usable(person, channel, &command)?;
        let mut path: Vec<Value> = Vec::new();
        let mut at = command.definition.clone();
        if kind == 1 {
            for word in words {
                let inner =
                    at["options"].as_array().into_iter().flatten().find(|option| {
                        is_called(option, word, locale) && matches!(option["type"].as_u64(), Some(1 | 2))
                    });
                at = inner.cloned().ok_or_else(unknown)?;
                path.push(at.clone());
            }
        }
        let options = at["options"].as_array().cloned().unwrap_or_default();
        if options.iter().any(|option| matches!(option["type"].as_u64(), Some(1 | 2))) {
            let names: Vec<_> = options.iter().filter_map(|option| option["name"].as_str()).collect();
            return Err(Refused::new(format!("/{name} needs a subcommand: {}", names.join(", "))));
        }
        Ok(Chosen { command, path, options })
    }

    /// Why a person's client does not offer a command in a channel.
    pub(crate) fn check_usable(&self, person: u64, channel: &Channel, command: &Command) -> Result<(), Refused> {
        let definition = &command.definition;
        if channel.kind == DM {
            let context = definition["contexts"].as_array().is_none_or(|list| list.iter().any(|each| *each == 1));
            if !context || definition["dm_permission"] == false {
                return Err(Refused::new("this command cannot be used in direct messages"));
            }
            return Ok(());
        }
        if channel.is_forum() {
            return Err(Refused::new("there is nothing to type into in a forum: commands are used in its posts"));
        }
        let has = self.permissions(channel, person);
        if has & permissions::USE_APPLICATION_COMMANDS == 0 {
            return Err(Refused::new("this person may not use commands here"));
        }
        if channel.thread.as_ref().is_some_and(|thread| thread.archived) {
            return Err(Refused::new("the thread is archived: commands cannot be used in it"));
        }
        let needed = definition["default_member_permissions"].as_str().and_then(|bits| bits.parse::<u64>().ok());
        match needed {
            Some(0) if has & ADMINISTRATOR == 0 => Err(Refused::new("only administrators see this command")),
            Some(bits) if has & bits != bits && has & ADMINISTRATOR == 0 => {
                Err(Refused::new("this person lacks the permissions this command asks for"))
            }
            _ => Ok(()),
        }
    }

    /// The `data` of a command interaction, options filled in from `{name: value}`.
    pub(crate) fn fill_in(
        &mut self,
        person: u64,
        channel: u64,
        chosen: &Chosen,
        given: &Value,
        focused: Option<&str>,
    ) -> Result<Value, Refused> {
        let empty = Map::new();
        let given = match given {
            Value::Null => &empty,
            Value::Object(given) => given,
            _ => return Err(Refused::new("options must be an object of names and values")),
        };
        let locale = self.locale_of(person).to_owned();
        for name in given.keys() {
            if !chosen.options.iter().any(|option| is_called(option, name, &locale)) {
                return Err(Refused::new(format!("the command has no option {name:?}")));
            }
        }
        let mut resolved = json!({});
        let mut list = Vec::new();
        for option in &chosen.options {
            let name = option["name"].as_str().unwrap_or_default();
            let is_focus = focused.is_some_and(|focused| is_called(option, focused, &locale));
            let given = given.get(name).or_else(|| given.get(shown(option, "name", &locale)));
            match given.filter(|value| !value.is_null()) {
                None if option["required"] == true && focused.is_none() => {
                    return Err(Refused::new(format!("the option {name:?} is required")));
                }
                None => {}
                Some(value) => {
                    let value = if is_focus {
                        // What is being typed is not checked, and numbers come as they are typed.
                        value.as_str().map_or_else(|| json!(value.to_string()), |text| json!(text))
                    } else {
                        self.read_option(person, channel, option, value, &mut resolved)?
                    };
                    let mut filled = json!({ "name": name, "type": option["type"], "value": value });
                    if is_focus {
                        filled["focused"] = json!(true);
                    }
                    list.push(filled);
                }
            }
        }
        Ok(wrap(chosen, list, &resolved))
    }

    fn read_option(
        &mut self,
        person: u64,
        channel: u64,
        option: &Value,
        value: &Value,
        resolved: &mut Value,
    ) -> Result<Value, Refused> {
        let name = option["name"].as_str().unwrap_or_default().to_owned();
        let wrong = |what: &str| Refused::new(format!("the option {name:?} must be {what}"));
        // A person picks a choice by its name; the bot gets its value, whatever type that has.
        let choices = option["choices"].as_array();
        let locale = self.locale_of(person);
        let meant = |choice: &&Value| value.as_str().is_some_and(|typed| is_called(choice, typed, locale));
        let value = match choices.and_then(|list| list.iter().find(meant)) {
            Some(choice) => &choice["value"],
            None => value,
        };
        let read = match option["type"].as_u64() {
            Some(3) => {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                check_length(option, &text).map_err(|what| wrong(&what))?;
                json!(text)
            }
            Some(4) => {
                json!(value.as_i64().or_else(|| value.as_str()?.parse().ok()).ok_or_else(|| wrong("a whole number"))?)
            }
            Some(10) => {
                json!(value.as_f64().or_else(|| value.as_str()?.parse().ok()).ok_or_else(|| wrong("a number"))?)
            }
            Some(5) => {
                let parsed = value.as_bool().or_else(|| value.as_str()?.parse().ok());
                json!(parsed.ok_or_else(|| wrong("true or false"))?)
            }
            Some(kind @ 6..=9) => {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let offered = option["channel_types"].as_array().filter(|list| kind == 7 && !list.is_empty());
                if let Some(offered) = offered {
                    let chosen = self.find_channel(&text).ok().and_then(|id| self.channels.get(&id));
                    if chosen.is_some_and(|chosen| offered.iter().all(|kind| *kind != chosen.kind)) {
                        return Err(wrong("a channel of another kind"));
                    }
                }
                return self.resolve(person, channel, kind, &text, resolved);
            }
            Some(11) => {
                let upload = upload_of(value)?;
                let id = self.store(channel, &upload, None);
                resolved["attachments"][id.to_string()] = self.attachment_json(id).unwrap_or(Value::Null);
                return Ok(sid(id));
            }
            _ => return Err(wrong("of a known type")),
        };
        let number = read.as_f64();
        if let Some(number) = number {
            let low = option["min_value"].as_f64().is_some_and(|least| number < least);
            let high = option["max_value"].as_f64().is_some_and(|most| number > most);
            if low || high {
                return Err(wrong("within its bounds"));
            }
        }
        match choices {
            Some(list) if !list.is_empty() && list.iter().all(|choice| choice["value"] != read) => {
                let names: Vec<_> = list.iter().filter_map(|choice| choice["name"].as_str()).collect();
                Err(wrong(&format!("one of {}", names.join(", "))))
            }
            _ => Ok(read),
        }
    }

    /// Describes whom or what an option of type 6 to 9 names; its id.
    pub(crate) fn resolve(
        &self,
        person: u64,
        channel: u64,
        kind: u64,
        text: &str,
        out: &mut Value,
    ) -> Result<Value, Refused> {
        let guild = self.channels.get(&channel).and_then(|channel| channel.guild);
        if kind == 7 {
            let id = self.find_channel(text)?;
            if let Some(channel) = self.channels.get(&id) {
                out["channels"][id.to_string()] = self.resolved_channel(channel, person);
            }
            return Ok(sid(id));
        }
        let user = self.find_user(text).ok();
        if let Some(id) = user.filter(|_| kind != 8) {
            out["users"][id.to_string()] = self.user_json(id);
            if let Some(member) = guild.and_then(|guild| self.resolved_member(guild, id)) {
                out["members"][id.to_string()] = member;
            }
            return Ok(sid(id));
        }
        if kind != 6 {
            let id = self.find_role(text)?;
            if let Some(role) = guild.and_then(|guild| self.guilds.get(&guild)?.roles.get(&id)) {
                out["roles"][id.to_string()] = Self::role_json(role);
            }
            return Ok(sid(id));
        }
        Err(Refused::missing(format!("there is no person {text:?}")))
    }
}

fn check_length(option: &Value, text: &str) -> Result<(), String> {
    let count = text.chars().count() as u64;
    let (least, most) = (option["min_length"].as_u64().unwrap_or(0), option["max_length"].as_u64().unwrap_or(6000));
    if count == 0 {
        return Err("filled in".into());
    }
    if count < least || count > most {
        return Err(format!("between {least} and {most} characters long"));
    }
    Ok(())
}

/// Puts the options into the subcommand they belong to.
fn wrap(chosen: &Chosen, mut list: Vec<Value>, resolved: &Value) -> Value {
    for step in chosen.path.iter().rev() {
        list = vec![json!({ "name": step["name"], "type": step["type"], "options": list })];
    }
    let mut data = json!({
        "id": sid(chosen.command.id), "name": chosen.command.name(), "type": chosen.command.kind(), "options": list,
    });
    if let Some(guild) = chosen.command.guild {
        data["guild_id"] = sid(guild);
    }
    if resolved.as_object().is_some_and(|map| !map.is_empty()) {
        data["resolved"] = resolved.clone();
    }
    data
}

/// A file given by the control API: `{filename, content | base64, content_type?}`.
pub(crate) fn upload_of(value: &Value) -> Result<Upload, Refused> {
    let name = value["filename"].as_str().ok_or_else(|| Refused::new("a file needs a filename"))?;
    let bytes = match (value["content"].as_str(), value["base64"].as_str()) {
        (Some(text), _) => text.as_bytes().to_vec(),
        (None, Some(coded)) => base64::engine::general_purpose::STANDARD
            .decode(coded)
            .map_err(|_| Refused::new("the file's base64 cannot be read"))?,
        (None, None) => return Err(Refused::new("a file needs content (text) or base64")),
    };
    let content_type = value["content_type"].as_str().map(str::to_owned);
    Ok(Upload { number: 0, name: name.to_owned(), content_type, bytes: bytes.into() })
}
