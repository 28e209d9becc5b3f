//! A modal as text.

use std::fmt::Write as _;

use serde_json::Value;

use super::parts::option;

/// A modal as its reader sees it: title, then one line for each field.
///
/// ```text
/// ┌ Request changes
/// │ What shall change? [Tell Jules]
/// │ Priority: Low | ●High
/// └ [Submit]
/// ```
#[must_use]
pub fn of_modal(modal: &Value) -> String {
    let mut out = format!("┌ {}\n", modal["title"].as_str().unwrap_or_default());
    for part in modal["components"].as_array().into_iter().flatten() {
        match part["type"].as_u64() {
            Some(10) => {
                for line in part["content"].as_str().unwrap_or_default().lines() {
                    let _ = writeln!(out, "│ {line}");
                }
            }
            Some(18) => {
                field(&mut out, &part["label"], &part["component"]);
                if let Some(text) = part["description"].as_str() {
                    let _ = writeln!(out, "│   {text}");
                }
            }
            _ => field(&mut out, &part["components"][0]["label"], &part["components"][0]),
        }
    }
    out.push_str("└ [Submit]\n");
    out
}

fn field(out: &mut String, label: &Value, input: &Value) {
    let (label, text) = (label.as_str().unwrap_or_default(), |key: &str| input[key].as_str().unwrap_or_default());
    let optional = if input["required"] == false { " (optional)" } else { "" };
    let shown = match input["type"].as_u64() {
        Some(4) => {
            let inside = if text("value").is_empty() { text("placeholder") } else { text("value") };
            format!(" [{inside}]{}", if input["style"] == 2 { " ¶" } else { "" })
        }
        Some(3 | 21 | 22) => {
            let options: Vec<_> = input["options"].as_array().into_iter().flatten().map(option).collect();
            format!(": {}", options.join(" | "))
        }
        Some(19) => " [📎]".to_owned(),
        Some(23) => if input["default"] == true { " ☑" } else { " ☐" }.to_owned(),
        _ => format!(" [{} ▾]", text("placeholder")),
    };
    let _ = writeln!(out, "│ {label}{optional}{shown}");
}
