//! Registering application commands, globally and per guild.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::error::{ApiError, Form, MAX_COMMANDS, MISSING_ACCESS, UNKNOWN_APPLICATION, UNKNOWN_COMMAND};
use super::super::limits::Rate;
use super::super::model::Command;
use super::super::state::State;
use super::super::validate;
use super::super::view::sid;
use super::{Endpoint, Reply, no_content, ok, on};

const READS: Rate = Rate(10, 10_000);
const WRITES: Rate = Rate(5, 20_000);

pub(super) const ENDPOINTS: &[Endpoint] = &[
    on("GET", "/applications/{app}/commands", READS, list),
    on("POST", "/applications/{app}/commands", WRITES, create),
    on("PUT", "/applications/{app}/commands", WRITES, overwrite),
    on("GET", "/applications/{app}/commands/{command}", READS, get),
    on("PATCH", "/applications/{app}/commands/{command}", WRITES, edit),
    on("DELETE", "/applications/{app}/commands/{command}", WRITES, delete),
    on("GET", "/applications/{app}/guilds/{guild}/commands", READS, list),
    on("POST", "/applications/{app}/guilds/{guild}/commands", WRITES, create),
    on("PUT", "/applications/{app}/guilds/{guild}/commands", WRITES, overwrite),
    on("GET", "/applications/{app}/guilds/{guild}/commands/permissions", READS, permissions),
    on("GET", "/applications/{app}/guilds/{guild}/commands/{command}", READS, get),
    on("PATCH", "/applications/{app}/guilds/{guild}/commands/{command}", WRITES, edit),
    on("DELETE", "/applications/{app}/guilds/{guild}/commands/{command}", WRITES, delete),
];

/// Where a call registers: nowhere (globally) or in a guild.
fn scope(state: &State, call: &Call) -> Result<Option<u64>, ApiError> {
    if call.id(0)? != state.app.id {
        return Err(UNKNOWN_APPLICATION.into());
    }
    if call.path.get(2).is_none_or(|part| part != "guilds") {
        return Ok(None);
    }
    let guild = call.id(1)?;
    let inside = state.guilds.get(&guild).is_some_and(|guild| guild.members.contains_key(&state.app.bot));
    if inside { Ok(Some(guild)) } else { Err(MISSING_ACCESS.into()) }
}

/// The command a call names: its last parameter.
fn named(state: &State, call: &Call) -> Result<usize, ApiError> {
    let guild = scope(state, call)?;
    let id = call.id(call.params.len() - 1)?;
    let at = state.commands.iter().position(|each| each.id == id && each.guild == guild);
    Ok(at.ok_or(UNKNOWN_COMMAND)?)
}

/// A definition the way Discord gives it back, with its defaults.
fn complete(state: &mut State, body: &Value, guild: Option<u64>, id: Option<u64>) -> Command {
    let id = id.unwrap_or_else(|| state.next_id());
    let mut whole = body.clone();
    let defaults = json!({
        "type": 1, "description": "", "default_member_permissions": null, "nsfw": false,
        "name_localizations": null, "description_localizations": null, "integration_types": [0],
    });
    for (key, value) in defaults.as_object().into_iter().flatten() {
        if whole[key].is_null() {
            whole[key] = value.clone();
        }
    }
    whole["id"] = sid(id);
    whole["application_id"] = sid(state.app.id);
    whole["version"] = sid(state.next_id());
    if let Some(guild) = guild {
        whole["guild_id"] = sid(guild);
    } else {
        whole["contexts"] = whole["contexts"].clone();
        if whole["dm_permission"].is_null() {
            whole["dm_permission"] = json!(true);
        }
    }
    Command { id, guild, definition: whole }
}

fn list(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let guild = scope(state, call)?;
    let with_localizations = call.flag("with_localizations");
    let own = state.commands.iter().filter(|each| each.guild == guild).map(|each| {
        let mut definition = each.definition.clone();
        if !with_localizations {
            without_languages(&mut definition);
        }
        definition
    });
    ok(own.collect())
}

/// Takes the dictionaries out of a definition, its options and their choices.
fn without_languages(definition: &mut Value) {
    if let Some(fields) = definition.as_object_mut() {
        fields.remove("name_localizations");
        fields.remove("description_localizations");
    }
    for key in ["options", "choices"] {
        definition.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten().for_each(without_languages);
    }
}

fn check_count(commands: &[Command], guild: Option<u64>) -> Result<(), ApiError> {
    let of = |kind: u64| commands.iter().filter(|each| each.guild == guild && each.kind() == kind).count();
    if of(1) > 100 || of(2) > 15 || of(3) > 15 { Err(MAX_COMMANDS.into()) } else { Ok(()) }
}

fn create(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let guild = scope(state, call)?;
    validate::command(&call.body, "")?;
    let (name, kind) = (call.body["name"].clone(), call.body["type"].as_u64().unwrap_or(1));
    let known =
        state.commands.iter().position(|each| each.guild == guild && name == each.name() && each.kind() == kind);
    let id = known.map(|at| state.commands[at].id);
    let command = complete(state, &call.body, guild, id);
    let reply = command.definition.clone();
    if let Some(at) = known {
        state.commands[at] = command;
    } else {
        let mut all = state.commands.clone();
        all.push(command);
        check_count(&all, guild)?;
        state.commands = all;
    }
    Ok((if known.is_some() { 200 } else { 201 }, Some(reply)))
}

fn overwrite(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let guild = scope(state, call)?;
    let Some(list) = call.body.as_array() else {
        return Err(Form::refuse("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"));
    };
    for (at, definition) in list.iter().enumerate() {
        validate::command(definition, &at.to_string())?;
        let same = |other: &&Value| other["name"] == definition["name"] && other["type"] == definition["type"];
        if list.iter().filter(same).count() > 1 {
            let message = "Application command names must be unique";
            return Err(Form::refuse(&at.to_string(), "APPLICATION_COMMANDS_DUPLICATE_NAME", message));
        }
    }
    let mut new = Vec::new();
    for definition in list {
        let kind = definition["type"].as_u64().unwrap_or(1);
        let old = state
            .commands
            .iter()
            .find(|each| each.guild == guild && definition["name"] == each.name() && each.kind() == kind);
        let id = old.map(|old| old.id);
        new.push(complete(state, definition, guild, id));
    }
    check_count(&new, guild)?;
    let reply = new.iter().map(|each| each.definition.clone()).collect();
    state.commands.retain(|each| each.guild != guild);
    state.commands.extend(new);
    ok(reply)
}

fn get(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let at = named(state, call)?;
    ok(state.commands[at].definition.clone())
}

fn edit(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let at = named(state, call)?;
    let mut whole = state.commands[at].definition.clone();
    for (key, value) in call.body.as_object().into_iter().flatten() {
        whole[key] = value.clone();
    }
    validate::command(&whole, "")?;
    let (id, guild) = (state.commands[at].id, state.commands[at].guild);
    let command = complete(state, &whole, guild, Some(id));
    let reply = command.definition.clone();
    state.commands[at] = command;
    ok(reply)
}

fn delete(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let at = named(state, call)?;
    state.commands.remove(at);
    no_content()
}

fn permissions(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    scope(state, call)?;
    ok(json!([]))
}
