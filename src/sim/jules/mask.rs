//! The `fields` parameter: `sessions(id,state),nextPageToken`, `activities/id`, `*`.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

use serde_json::{Map, Value};

/// What to keep. Without entries: everything below.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Mask(BTreeMap<String, Mask>);

impl Mask {
    /// Reads a mask; nothing if it is malformed.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut chars = text.chars().peekable();
        let mask = Self::list(&mut chars)?;
        chars.next().is_none().then_some(mask)
    }

    fn list(chars: &mut Peekable<Chars<'_>>) -> Option<Self> {
        let mut mask = Self::default();
        loop {
            mask.path(chars)?;
            if chars.next_if_eq(&',').is_none() {
                return Some(mask);
            }
        }
    }

    fn path(&mut self, chars: &mut Peekable<Chars<'_>>) -> Option<()> {
        let mut name = String::new();
        while let Some(c) = chars.next_if(|c| c.is_alphanumeric() || matches!(c, '_' | '*')) {
            name.push(c);
        }
        if name.is_empty() {
            return None;
        }
        let below = self.0.entry(name).or_default();
        if chars.next_if(|c| matches!(c, '/' | '.')).is_some() {
            return below.path(chars);
        }
        if chars.next_if_eq(&'(').is_some() {
            let inner = Self::list(chars)?;
            below.0.extend(inner.0);
            chars.next_if_eq(&')')?;
        }
        Some(())
    }

    /// The part of `value` that the mask keeps.
    pub(super) fn apply(&self, value: Value) -> Value {
        if self.0.is_empty() {
            return value;
        }
        match value {
            Value::Array(list) => Value::Array(list.into_iter().map(|item| self.apply(item)).collect()),
            Value::Object(object) => {
                let kept = object.into_iter().filter_map(|(key, value)| {
                    let below = self.0.get(&key).or_else(|| self.0.get("*"))?;
                    Some((key, below.apply(value)))
                });
                Value::Object(kept.collect::<Map<_, _>>())
            }
            other => other,
        }
    }
}
