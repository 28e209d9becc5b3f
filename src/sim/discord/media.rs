//! Files that embeds and components show: where `attachment://` leads, and which attachments stay on their own.
//!
//! Discord lists as a message's attachments only the files that no embed and no component refers to.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::call::Upload;
use super::error::{ApiError, Form};
use super::files::tidy;
use super::model::Message;
use super::state::State;
use super::view::sid;

/// Where an embed may show a file.
const IN_EMBED: [&str; 5] = ["/image/url", "/thumbnail/url", "/video/url", "/author/icon_url", "/footer/icon_url"];

impl State {
    /// The file of a message that an address means: by `attachment://name`, or by its own signed address.
    pub(crate) fn file_meant(&self, message: &Message, url: &str) -> Option<u64> {
        let name = url.strip_prefix("attachment://");
        let fits = |id: &&u64| match name {
            Some(name) => self.files.get(id).is_some_and(|file| file.name == name),
            None => url.starts_with(&self.base) && url.contains(&format!("/{id}/")),
        };
        message.attachments.iter().find(fits).copied()
    }

    /// The files of a message that its embeds or components show.
    pub(crate) fn files_shown(&self, message: &Message) -> BTreeSet<u64> {
        let mut urls = Vec::new();
        for embed in message.embeds_shown() {
            urls.extend(IN_EMBED.iter().filter_map(|at| embed.pointer(at)?.as_str()));
        }
        message.components.iter().for_each(|component| media_of(component, &mut urls));
        urls.into_iter().filter_map(|url| self.file_meant(message, url)).collect()
    }

    /// Embeds with the addresses that a client can load; none while they are suppressed, its own included.
    pub(crate) fn embeds_json(&self, message: &Message) -> Value {
        let mut embeds = json!(message.embeds_shown());
        for embed in embeds.as_array_mut().into_iter().flatten() {
            for (holder, key) in
                [("image", "url"), ("thumbnail", "url"), ("author", "icon_url"), ("footer", "icon_url")]
            {
                let Some(url) = embed[holder][key].as_str().map(str::to_owned) else { continue };
                let found = self.file_meant(message, &url).and_then(|id| self.attachment_json(id));
                let shown = found.as_ref().map_or(url.as_str(), |file| file["url"].as_str().unwrap_or_default());
                embed[holder][key] = json!(shown);
                embed[holder][if key == "url" { "proxy_url" } else { "proxy_icon_url" }] = json!(shown);
                for size in ["width", "height", "content_type"] {
                    if let Some(value) = found.as_ref().and_then(|file| file.get(size)).filter(|_| key == "url") {
                        embed[holder][size] = value.clone();
                    }
                }
            }
        }
        embeds
    }

    /// Components with what Discord found behind each address.
    pub(crate) fn components_json(&self, message: &Message) -> Value {
        let mut components = json!(message.components);
        components.as_array_mut().into_iter().flatten().for_each(|each| self.unfurl(message, each));
        components
    }

    fn unfurl(&self, message: &Message, component: &mut Value) {
        for key in ["media", "file"] {
            let Some(url) = component[key]["url"].as_str().map(str::to_owned) else { continue };
            let file = self.file_meant(message, &url).and_then(|id| self.attachment_json(id));
            let shown = file.as_ref().map_or_else(|| json!(url), |file| file["url"].clone());
            let mut media =
                json!({ "id": sid(message.id), "url": shown, "proxy_url": shown, "width": null, "height": null });
            if let Some(file) = file {
                media["attachment_id"] = file["id"].clone();
                for key in ["width", "height", "content_type"] {
                    media[key] = file[key].clone();
                }
                if key == "file" {
                    component["name"] = file["filename"].clone();
                    component["size"] = file["size"].clone();
                }
            }
            component[key] = media;
        }
        for key in ["components", "items"] {
            component.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten().for_each(|inner| {
                self.unfurl(message, inner);
            });
        }
        if let Some(accessory) = component.get_mut("accessory").filter(|inner| inner.is_object()) {
            self.unfurl(message, accessory);
        }
    }

    /// Every `attachment://` of a component must be a file that comes along or stays.
    pub(crate) fn check_media(&self, body: &Value, uploads: &[Upload], kept: &[u64]) -> Result<(), ApiError> {
        let mut urls = Vec::new();
        body["components"].as_array().into_iter().flatten().for_each(|component| media_of(component, &mut urls));
        let renamed = body["attachments"].as_array().into_iter().flatten().filter_map(|each| each["filename"].as_str());
        let mut names: Vec<String> = uploads.iter().map(|upload| tidy(&upload.name)).collect();
        names.extend(renamed.map(tidy));
        names.extend(kept.iter().filter_map(|id| self.files.get(id)).map(|file| file.name.clone()));
        let missing = urls.iter().filter_map(|url| url.strip_prefix("attachment://"));
        match missing.into_iter().find(|name| !names.iter().any(|known| known == name)) {
            None => Ok(()),
            Some(name) => Err(Form::refuse(
                "components",
                "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
                format!("The referenced attachment \"{name}\" was not found"),
            )),
        }
    }
}

/// Every address that a component and what is in it shows.
fn media_of<'a>(component: &'a Value, urls: &mut Vec<&'a str>) {
    urls.extend(["media", "file"].iter().filter_map(|key| component[*key]["url"].as_str()));
    for key in ["components", "items"] {
        component[key].as_array().into_iter().flatten().for_each(|inner| media_of(inner, urls));
    }
    if component["accessory"].is_object() {
        media_of(&component["accessory"], urls);
    }
}
