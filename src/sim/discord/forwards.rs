//! Forwarding: a message that carries a snapshot of another one, without its author.

use serde_json::{Value, json};

use super::model::{HAS_SNAPSHOT, Message, Reference};
use super::post::Draft;
use super::state::State;

impl State {
    /// A draft that forwards a message.
    pub(crate) fn forward_of(&self, author: u64, message: &Message) -> Draft {
        let mut draft = Draft {
            author,
            flags: HAS_SNAPSHOT,
            reference: Some(Reference { channel: message.channel, message: Some(message.id) }),
            ..Draft::default()
        };
        draft.extra.snapshots = vec![self.snapshot(message)];
        draft
    }

    /// What a forward keeps of a message, as it is now; of a forward what that kept.
    fn snapshot(&self, message: &Message) -> Value {
        if let Some(first) = message.extra.snapshots.first() {
            return first.clone();
        }
        let whole = self.message_json(message);
        let mut kept = json!({});
        for key in [
            "type",
            "content",
            "mentions",
            "mention_roles",
            "attachments",
            "embeds",
            "timestamp",
            "edited_timestamp",
            "flags",
            "components",
            "sticker_items",
        ] {
            if !whole[key].is_null() || key == "edited_timestamp" {
                kept[key] = whole[key].clone();
            }
        }
        json!({ "message": kept })
    }
}
