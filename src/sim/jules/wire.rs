//! JSON as Google's proto3 mapping wants it: what is accepted in a body, what is left out of an answer.

use serde_json::{Map, Value};

use super::refusal::Refusal;

/// What a field may hold.
enum Kind {
    Text,
    Flag,
    /// The type's name and its values.
    Choice(&'static str, &'static [&'static str]),
    Message(&'static [Field]),
    /// Output only: accepted and ignored.
    Any,
}

struct Field(&'static str, Kind);

/// A message that a body holds: the name errors give it, its fields.
pub(super) struct Schema {
    at: &'static str,
    fields: &'static [Field],
}

const AUTOMATION_MODE: &str = "type.googleapis.com/google.labs.jules.v1alpha.AutomationMode";

/// The Session of sessions.create.
pub(super) const SESSION: Schema = Schema {
    at: "session",
    fields: &[
        Field("prompt", Kind::Text),
        Field("title", Kind::Text),
        Field(
            "sourceContext",
            Kind::Message(&[
                Field("source", Kind::Text),
                Field("githubRepoContext", Kind::Message(&[Field("startingBranch", Kind::Text)])),
                Field("workingBranch", Kind::Text),
                Field("environmentVariablesEnabled", Kind::Flag),
            ]),
        ),
        Field("requirePlanApproval", Kind::Flag),
        Field("automationMode", Kind::Choice(AUTOMATION_MODE, &["AUTOMATION_MODE_UNSPECIFIED", "AUTO_CREATE_PR"])),
        Field("name", Kind::Any),
        Field("id", Kind::Any),
        Field("state", Kind::Any),
        Field("url", Kind::Any),
        Field("createTime", Kind::Any),
        Field("updateTime", Kind::Any),
        Field("outputs", Kind::Any),
        Field("archived", Kind::Any),
    ],
};

/// The request of sessions.sendMessage.
pub(super) const MESSAGE: Schema = Schema { at: "", fields: &[Field("prompt", Kind::Text)] };

/// A request without fields.
pub(super) const EMPTY: Schema = Schema { at: "", fields: &[] };

/// Reads a body: camel-case keys, nothing unknown, zero bytes as `{}`.
pub(super) fn read(body: &[u8], schema: &Schema) -> Result<Map<String, Value>, Refusal> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    let bad = |description: &str| Refusal::violations(&[(String::new(), description.to_owned())]);
    let value: Value =
        serde_json::from_slice(body).map_err(|_| bad("Invalid JSON payload received. Unexpected token."))?;
    let Value::Object(object) = value else {
        return Err(bad("Invalid JSON payload received. Unknown name \"\": Root element must be a message."));
    };
    let mut wrong = Vec::new();
    let read = message(object, schema.fields, schema.at, &mut wrong);
    if wrong.is_empty() { Ok(read) } else { Err(Refusal::violations(&wrong)) }
}

fn message(
    object: Map<String, Value>,
    fields: &[Field],
    at: &str,
    wrong: &mut Vec<(String, String)>,
) -> Map<String, Value> {
    let mut read = Map::new();
    for (key, value) in object {
        let Some(Field(name, kind)) = fields.iter().find(|field| field.0 == key || snake(field.0) == key) else {
            let place = if at.is_empty() { String::new() } else { format!(" at '{at}'") };
            let text = format!("Invalid JSON payload received. Unknown name \"{key}\"{place}: Cannot find field.");
            wrong.push((at.to_owned(), text));
            continue;
        };
        let path = if at.is_empty() { snake(name) } else { format!("{at}.{}", snake(name)) };
        let expected = match (kind, value) {
            (_, Value::Null) | (Kind::Any, _) => continue,
            (Kind::Message(fields), Value::Object(inner)) => {
                let inner = message(inner, fields, &path, wrong);
                read.insert((*name).to_owned(), Value::Object(inner));
                continue;
            }
            (Kind::Text, value @ Value::String(_)) | (Kind::Flag, value @ Value::Bool(_)) => {
                read.insert((*name).to_owned(), value);
                continue;
            }
            (Kind::Choice(_, values), Value::String(value)) if values.contains(&value.as_str()) => {
                read.insert((*name).to_owned(), Value::String(value));
                continue;
            }
            (Kind::Choice(of, _), value) => (*of, value),
            (Kind::Text, value) => ("TYPE_STRING", value),
            (Kind::Flag, value) => ("TYPE_BOOL", value),
            (Kind::Message(_), value) => ("TYPE_MESSAGE", value),
        };
        let text = format!("Invalid value at '{path}' ({}), {}", expected.0, expected.1);
        wrong.push((path, text));
    }
    read
}

/// `startingBranch` as `starting_branch`.
pub(super) fn snake(camel: &str) -> String {
    let mut snake = String::with_capacity(camel.len() + 4);
    for c in camel.chars() {
        if c.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

/// Leaves out what proto3 JSON leaves out: null, "", 0, false, []. Empty messages stay, and list elements.
pub(super) fn omit_defaults(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let kept = object.into_iter().filter(|(_, value)| !is_default(value));
            Value::Object(kept.map(|(key, value)| (key, omit_defaults(value))).collect())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(omit_defaults).collect()),
        other => other,
    }
}

fn is_default(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(flag) => !flag,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(_) => false,
    }
}
