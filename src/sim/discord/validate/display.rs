//! Components version 2: sections, texts, pictures, files, containers.

use serde_json::Value;

use super::super::error::Form;
use super::component::{self, BUTTON, ROW, Seen};

/// Section, text, thumbnail, gallery, file, separator or container, with what is in it.
pub(super) fn part(form: &mut Form, component: &Value, path: &str, seen: &mut Seen) {
    seen.count += 1;
    match component["type"].as_u64() {
        Some(9) => section(form, component, path, seen),
        Some(10) => match component["content"].as_str() {
            None => form.required(&format!("{path}.content")),
            Some(text) => {
                seen.text += text.chars().count();
                form.length(&format!("{path}.content"), text, 1, 4000);
            }
        },
        Some(11) => media(form, component, "media", path),
        Some(12) => gallery(form, component, path),
        Some(13) => file(form, component, path),
        Some(17) => {
            for (at, inner) in inside(component).iter().enumerate() {
                let path = format!("{path}.components.{at}");
                match inner["type"].as_u64() {
                    Some(ROW) => component::row(form, inner, &path, seen, false),
                    Some(9 | 10 | 12..=14) => part(form, inner, &path, seen),
                    _ => form.choice(&format!("{path}.type"), "1, 9, 10, 12, 13, 14"),
                }
            }
        }
        _ => {}
    }
}

fn inside(component: &Value) -> &[Value] {
    component["components"].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn section(form: &mut Form, section: &Value, path: &str, seen: &mut Seen) {
    let inner = inside(section);
    if inner.is_empty() || inner.len() > 3 {
        form.fault(&format!("{path}.components"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 3 in length.");
    }
    for (at, text) in inner.iter().enumerate() {
        let path = format!("{path}.components.{at}");
        if text["type"] == 10 {
            part(form, text, &path, seen);
        } else {
            form.choice(&format!("{path}.type"), "10");
        }
    }
    let (accessory, path) = (&section["accessory"], format!("{path}.accessory"));
    match accessory["type"].as_u64() {
        Some(BUTTON) => {
            seen.count += 1;
            component::button(form, accessory, &path, seen);
        }
        Some(11) => part(form, accessory, &path, seen),
        None => form.required(&path),
        _ => form.choice(&format!("{path}.type"), "2, 11"),
    }
}

fn gallery(form: &mut Form, gallery: &Value, path: &str) {
    let items = gallery["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    if items.is_empty() || items.len() > 10 {
        form.fault(&format!("{path}.items"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length.");
    }
    for (at, item) in items.iter().enumerate() {
        media(form, item, "media", &format!("{path}.items.{at}"));
    }
}

/// A picture: where it is, and its alt text.
fn media(form: &mut Form, holder: &Value, key: &str, path: &str) {
    let described = holder["description"].as_str().unwrap_or_default();
    form.length(&format!("{path}.description"), described, 0, 1024);
    let at = format!("{path}.{key}.url");
    let Some(url) = holder[key]["url"].as_str() else { return form.required(&at) };
    form.length(&at, url, 1, 2048);
    if !["http://", "https://", "attachment://"].iter().any(|scheme| url.starts_with(scheme)) {
        let message = "Scheme must be one of ('http', 'https', 'attachment').";
        form.fault(&at, "URL_TYPE_INVALID_SCHEME", message);
    }
}

/// A file can only be one that is attached.
fn file(form: &mut Form, component: &Value, path: &str) {
    let at = format!("{path}.file.url");
    match component["file"]["url"].as_str() {
        None => form.required(&at),
        Some(url) if url.starts_with("attachment://") => {}
        Some(_) => {
            let message = "The url must be an attachment reference (attachment://<filename>)";
            form.fault(&at, "UNFURLED_MEDIA_ITEM_ATTACHMENT_REFERENCE_REQUIRED", message);
        }
    }
}
