//! What goes over the wire, a line for each call and event, for people to watch.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use crate::sim::jules::Call;

/// As much as a page that is opened late is told.
const KEPT: usize = 150;
/// As much of a body as a person looks at.
const DETAIL: usize = 3_000;

/// The newest lines, each with a number.
#[derive(Debug, Default)]
pub(super) struct Wire {
    lines: Mutex<(u64, VecDeque<Arc<Value>>)>,
}

impl Wire {
    /// Adds a line.
    pub(super) fn note(&self, mut line: Value) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.0 += 1;
        line["n"] = json!(lines.0.to_string());
        if lines.1.len() >= KEPT {
            lines.1.pop_front();
        }
        lines.1.push_back(Arc::new(line));
    }

    /// The lines after a number, and the newest number.
    pub(super) fn after(&self, seen: u64) -> (u64, Vec<Arc<Value>>) {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let new = usize::try_from(lines.0.saturating_sub(seen)).unwrap_or(usize::MAX);
        let skip = lines.1.len().saturating_sub(new);
        (lines.0, lines.1.iter().skip(skip).cloned().collect())
    }
}

/// The line for an event of Discord's feed, if it went over the wire.
pub(super) fn of_discord(event: &Value) -> Option<Value> {
    let data = &event["data"];
    match event["kind"].as_str()? {
        "call" => {
            let path = data["path"].as_str().unwrap_or_default();
            Some(json!({
                "kind": "discord", "at": event["at"], "what": format!("{} {}", text(&data["method"]), shortened(path)),
                "status": data["status"], "fault": !data["fault"].is_null(), "detail": detail(&data["body"], &data["error"]),
            }))
        }
        "gateway" => {
            let what = text(&data["what"]);
            let inner = &data["data"];
            let named = if what == "dispatch" { text(&inner["t"]) } else { what };
            let lost = inner["lost"] == true;
            Some(json!({
                "kind": "gateway", "at": event["at"], "what": named, "status": null, "fault": lost || what == "fault",
                "detail": detail(if what == "dispatch" { &inner["d"] } else { inner }, &Value::Null),
            }))
        }
        _ => None,
    }
}

/// The line for a call to Jules.
pub(super) fn of_jules(call: &Call) -> Value {
    let path = call.path.trim_start_matches("/v1alpha");
    let query = if call.query.is_empty() { String::new() } else { format!("?{}", call.query) };
    json!({
        "kind": "jules", "at": call.at, "what": format!("{} {path}{query}", call.method), "status": call.status,
        "fault": call.fault, "detail": detail(&call.body, &Value::Null),
    })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Tokens of interactions are long and say nothing.
fn shortened(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.len() > 40 { "…" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn detail(body: &Value, error: &Value) -> String {
    let shown = [body, error].into_iter().filter(|part| !part.is_null());
    let all: Vec<String> = shown.map(|part| format!("{part:#}")).collect();
    let all = all.join("\n");
    match all.char_indices().nth(DETAIL) {
        Some((end, _)) => format!("{}\n…", &all[..end]),
        None => all,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_reader_gets_the_newest_lines_and_then_only_new_ones() {
        let wire = Wire::default();
        for number in 0..KEPT + 5 {
            wire.note(json!({ "what": number }));
        }
        let (seen, lines) = wire.after(0);
        assert_eq!((lines.len(), &lines[0]["what"]), (KEPT, &json!(5)));
        assert!(wire.after(seen).1.is_empty());
        wire.note(json!({ "what": "new" }));
        assert_eq!(wire.after(seen).1[0]["what"], "new");
    }

    #[test]
    fn what_is_no_traffic_is_no_line() {
        assert_eq!(of_discord(&json!({ "kind": "typing", "data": {} })), None);
        let event = json!({ "kind": "call", "at": "t", "data": { "method": "POST", "path": "/channels/1/messages",
                            "status": 429, "body": { "content": "x" } } });
        let line = of_discord(&event).unwrap();
        assert_eq!((&line["what"], &line["status"]), (&json!("POST /channels/1/messages"), &json!(429)));
    }
}
