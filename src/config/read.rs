//! One value of one kind, or a sentence that says what it should be.

use std::num::NonZeroU64;
use std::time::Duration;

use reqwest::Url;
use toml::Value;

use super::layers::{Layers, Source};

/// Reads typed values; collects what is wrong and goes on.
pub(super) struct Reader {
    layers: Layers,
}

impl Reader {
    pub(super) fn new(layers: Layers) -> Self {
        Self { layers }
    }

    pub(super) fn into_problems(self) -> Vec<String> {
        self.layers.problems
    }

    /// Records a problem in its own words.
    pub(super) fn complain(&mut self, problem: String) {
        self.layers.problems.push(problem);
    }

    /// Records that a key's value `must` be something else.
    pub(super) fn refuse(&mut self, key: &str, must: &str) {
        let Some((value, source)) = self.layers.get(key) else { return };
        let problem = match source {
            Source::Variable(name) => format!("{name} = {value} {must}."),
            _ => format!("{source}: {key} = {value} {must}."),
        };
        self.complain(problem);
    }

    fn value(&mut self, key: &str) -> Option<Value> {
        let value = self.layers.get(key).map(|(value, _)| value.clone());
        if value.is_none() {
            self.complain(format!("config/default.toml lacks the key `{key}`."));
        }
        value
    }

    /// The environment knows only text.
    fn is_variable(&self, key: &str) -> bool {
        matches!(self.layers.get(key), Some((_, Source::Variable(_))))
    }

    /// Text that is not empty.
    pub(super) fn text(&mut self, key: &str) -> String {
        match self.value(key) {
            Some(Value::String(text)) if !text.trim().is_empty() => return text.trim().to_owned(),
            Some(Value::String(_)) => self.refuse(key, "must not be empty"),
            _ => self.refuse(key, "must be text in quotes"),
        }
        String::new()
    }

    /// Whether a key that may be empty is not.
    pub(super) fn is_set(&self, key: &str) -> bool {
        !matches!(self.layers.get(key), Some((Value::String(text), _)) if text.trim().is_empty())
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, key: &str) -> bool {
        match self.value(key) {
            Some(Value::Boolean(flag)) => return flag,
            Some(Value::String(text)) if self.is_variable(key) => {
                if let Ok(flag) = text.trim().parse() {
                    return flag;
                }
            }
            _ => {}
        }
        self.refuse(key, "must be true or false");
        false
    }

    /// A pause from 10 ms to `most` ms.
    pub(super) fn millis(&mut self, key: &str, most: u64) -> Option<Duration> {
        self.whole(key, "milliseconds ", 10, most).map(Duration::from_millis)
    }

    /// A number of times, from 1 to `most`.
    pub(super) fn count(&mut self, key: &str, most: u32) -> Option<u32> {
        self.whole(key, "", 1, most.into()).and_then(|number| number.try_into().ok())
    }

    /// A number from 0 to `most`.
    pub(super) fn at_most(&mut self, key: &str, most: u64) -> Option<u64> {
        self.whole(key, "", 0, most)
    }

    /// Numbers, with or without a fraction.
    pub(super) fn numbers(&mut self, key: &str) -> Vec<f64> {
        let items = match self.value(key) {
            Some(Value::Array(items)) => items,
            Some(Value::String(text)) if self.is_variable(key) => {
                let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
                items.map(|item| Value::String(item.to_owned())).collect()
            }
            Some(single) => vec![single],
            None => Vec::new(),
        };
        let mut numbers = Vec::new();
        for item in items {
            let number = match &item {
                Value::Integer(number) => i32::try_from(*number).ok().map(f64::from),
                Value::Float(number) => Some(*number),
                Value::String(text) if self.is_variable(key) => text.parse().ok(),
                _ => None,
            };
            match number.filter(|number: &f64| number.is_finite()) {
                Some(number) => numbers.push(number),
                None => self.refuse(key, &format!("must list numbers, and {item} is none")),
            }
        }
        numbers
    }

    fn whole(&mut self, key: &str, of: &str, least: u64, most: u64) -> Option<u64> {
        let number = match self.value(key) {
            Some(Value::Integer(number)) => u64::try_from(number).ok(),
            Some(Value::String(text)) if self.is_variable(key) => text.trim().parse().ok(),
            _ => None,
        };
        let number = number.filter(|number| (least..=most).contains(number));
        if number.is_none() {
            let of = if of.is_empty() { String::new() } else { format!("of {of}") };
            self.refuse(key, &format!("must be a whole number {of}from {least} to {most}"));
        }
        number
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&mut self, key: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(key);
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() && !text.is_empty() {
            let known: Vec<String> = words.iter().map(|(word, _)| format!("{word:?}")).collect();
            self.refuse(key, &format!("must be {}", known.join(" or ")));
        }
        found
    }

    /// The tables `[[repo]]`.
    pub(super) fn repos(&mut self) -> Vec<toml::Table> {
        std::mem::take(&mut self.layers.repos)
    }

    /// A number of times; 0 is no limit.
    pub(super) fn limit(&mut self, key: &str, most: u32) -> Option<u32> {
        let number = self.whole(key, "", 0, most.into())?;
        u32::try_from(number).ok().filter(|number| *number > 0)
    }

    /// The values of a list; in the environment it is written with commas.
    pub(super) fn list(&mut self, key: &str) -> Vec<Value> {
        match self.value(key) {
            Some(Value::Array(items)) => items,
            Some(Value::String(text)) if self.is_variable(key) => {
                let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
                items.map(|item| Value::String(item.to_owned())).collect()
            }
            Some(single) => vec![single],
            None => Vec::new(),
        }
    }

    /// Ids of Discord's, each once.
    pub(super) fn ids<T: From<NonZeroU64> + PartialEq>(&mut self, key: &str) -> Vec<T> {
        let items = self.list(key);
        let mut ids = Vec::new();
        for item in items {
            match id(&item) {
                Some(id) if ids.contains(&T::from(id)) => {}
                Some(id) => ids.push(T::from(id)),
                None => self.refuse(key, &format!("must list ids such as 123456789012345678, and {item} is none")),
            }
        }
        ids
    }

    /// A URL without a slash at its end: the first scheme, or the second on this machine.
    pub(super) fn url(&mut self, key: &str, [safe, local]: [&str; 2]) -> String {
        let text = self.text(key);
        if text.is_empty() {
            return text;
        }
        let problem = match Url::parse(&text) {
            Err(error) => format!("must be a URL that starts with {safe}:// ({error})"),
            Ok(url) if url.host_str().is_none_or(str::is_empty) || ![safe, local].contains(&url.scheme()) => {
                format!("must be a URL that starts with {safe}://")
            }
            Ok(url) if url.scheme() == local && !is_loopback(&url) => {
                format!("must start with {safe}://; {local}:// is for this machine only")
            }
            Ok(url) if !url.username().is_empty() || url.password().is_some() => {
                // Not shown: the password is in it.
                self.complain(format!("{key} holds a user name or a password, which no URL here may."));
                return String::new();
            }
            Ok(url) if url.query().is_some() || url.fragment().is_some() => "must end before any ? or #".to_owned(),
            Ok(_) => return text.trim_end_matches('/').to_owned(),
        };
        self.refuse(key, &problem);
        String::new()
    }
}

pub(super) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn id(value: &Value) -> Option<NonZeroU64> {
    let number = match value {
        Value::Integer(number) => u64::try_from(*number).ok()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    NonZeroU64::new(number)
}
