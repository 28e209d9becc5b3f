//! Forums: their tags, and posts, which are a thread and its first message in one.

use serde_json::{Value, json};

use super::call::Upload;
use super::error::{ApiError, Form, MISSING_PERMISSIONS, NO_TAGS_FOR_ALL, TAG_NAMES, TAG_REQUIRED, UNKNOWN_TAG};
use super::model::{Channel, REQUIRE_TAG};
use super::permissions::MANAGE_THREADS;
use super::post::Draft;
use super::state::State;
use super::threads::NewThread;
use crate::sim::people::Refused;

impl State {
    /// The tags a post is to have, if this user may give it those; `before` are those it has.
    pub(crate) fn check_tags(
        &self,
        forum: &Channel,
        user: u64,
        wanted: &Value,
        before: &[Value],
    ) -> Result<Vec<Value>, ApiError> {
        let wanted = wanted.as_array().map(Vec::as_slice).unwrap_or_default();
        if wanted.len() > 5 {
            return Err(Form::refuse("applied_tags", "BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length."));
        }
        let mut tags: Vec<Value> = Vec::new();
        for tag in wanted {
            let id = tag.as_str().map_or_else(|| json!(tag.to_string()), |id| json!(id));
            if !forum.tags.iter().any(|known| known["id"] == id) {
                return Err(UNKNOWN_TAG.into());
            }
            if !tags.contains(&id) {
                tags.push(id);
            }
        }
        let given = tags.iter().filter(|tag| !before.contains(tag));
        let taken = before.iter().filter(|tag| !tags.contains(tag));
        let moderated = |tag: &Value| forum.tags.iter().any(|known| known["id"] == *tag && known["moderated"] == true);
        if given.chain(taken).any(moderated) && !self.may(forum, user, MANAGE_THREADS) {
            return Err(MISSING_PERMISSIONS.into());
        }
        Ok(tags)
    }

    /// The same for a new post, where the forum may ask for a tag.
    pub(crate) fn check_first_tags(&self, forum: &Channel, user: u64, wanted: &Value) -> Result<Vec<Value>, ApiError> {
        let tags = self.check_tags(forum, user, wanted, &[])?;
        if forum.flags & REQUIRE_TAG == 0 || !tags.is_empty() {
            return Ok(tags);
        }
        let open_to_all = forum.tags.iter().any(|tag| tag["moderated"] != true);
        Err(if open_to_all || self.may(forum, user, MANAGE_THREADS) { TAG_REQUIRED } else { NO_TAGS_FOR_ALL }.into())
    }

    /// Opens a post; its first message has the post's id and does not count as one of its messages.
    pub(crate) fn open_post(
        &mut self,
        new: &NewThread,
        mut draft: Draft,
        body: &Value,
        files: &[Upload],
    ) -> Result<u64, ApiError> {
        let thread = self.open_thread(new)?;
        draft.attachments = self.store_all(thread, body, files);
        self.post_as(thread, Some(thread), draft);
        self.uncount(thread);
        if let Some(forum) = self.channels.get_mut(&new.parent) {
            forum.last_message = Some(thread);
        }
        Ok(thread)
    }

    /// Gives a forum its tags; posts lose those that are gone.
    pub(crate) fn set_available_tags(&mut self, forum: u64, tags: &[Value]) {
        let Some(channel) = self.channels.get_mut(&forum) else { return };
        channel.tags = with_tag_ids(&channel.tags, tags, forum);
        let known: Vec<Value> = channel.tags.iter().map(|tag| tag["id"].clone()).collect();
        for post in self.channels.values_mut().filter(|each| each.parent == Some(forum)) {
            if let Some(thread) = &mut post.thread {
                thread.applied_tags.retain(|tag| known.contains(tag));
            }
        }
    }

    /// The ids of the tags a person names, for a forum or a post of it.
    pub(crate) fn tags_named(&self, place: &Channel, names: &[String]) -> Result<Vec<Value>, Refused> {
        let parent = place.parent.filter(|_| place.thread.is_some()).and_then(|id| self.channels.get(&id));
        let forum = parent.unwrap_or(place);
        let id = |name: &String| {
            let known = forum.tags.iter().find(|tag| tag["name"] == name.as_str() || tag["id"] == name.as_str());
            known.map(|tag| tag["id"].clone()).ok_or_else(|| Refused::missing(format!("there is no tag {name:?}")))
        };
        names.iter().map(id).collect()
    }

    /// The names of a post's tags, in their order.
    pub(crate) fn tag_names(&self, post: &Channel) -> Vec<&str> {
        let applied = post.thread.as_ref().map(|thread| thread.applied_tags.as_slice()).unwrap_or_default();
        let forum = post.parent.and_then(|id| self.channels.get(&id));
        let named = |tag: &Value| forum?.tags.iter().find(|known| known["id"] == *tag)?["name"].as_str();
        applied.iter().filter_map(named).collect()
    }
}

/// Tags as a forum may have them.
pub(crate) fn check_available(tags: &Value) -> Result<(), ApiError> {
    let mut form = Form::default();
    let tags = tags.as_array().map(Vec::as_slice).unwrap_or_default();
    if tags.len() > 20 {
        form.fault("available_tags", "BASE_TYPE_MAX_LENGTH", "Must be 20 or fewer in length.");
    }
    for (at, tag) in tags.iter().enumerate() {
        let name = tag["name"].as_str().unwrap_or_default();
        form.length(&format!("available_tags.{at}.name"), name, 1, 20);
    }
    form.finish()?;
    let repeated = |(at, tag): (usize, &Value)| tags[..at].iter().any(|other| other["name"] == tag["name"]);
    if tags.iter().enumerate().any(repeated) { Err(TAG_NAMES.into()) } else { Ok(()) }
}

/// New tags of a forum get ids; tags that had one keep it.
pub(crate) fn with_tag_ids(old: &[Value], new: &[Value], seed: u64) -> Vec<Value> {
    let highest = old.iter().filter_map(|tag| tag["id"].as_str()?.parse::<u64>().ok()).max();
    let base = highest.unwrap_or(seed) + 1;
    let numbered = new.iter().zip(base..).map(|(tag, id)| {
        let mut tag = tag.clone();
        if tag["id"].as_str().is_none_or(str::is_empty) {
            tag["id"] = json!(id.to_string());
        }
        for key in ["emoji_id", "emoji_name"] {
            if tag[key].is_null() {
                tag[key] = Value::Null;
            }
        }
        tag["moderated"] = json!(tag["moderated"] == true);
        tag
    });
    numbered.collect()
}
