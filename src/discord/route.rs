//! One call as the limiter and the transport see it.

use std::fmt::Write as _;

use reqwest::Method;

/// Whether a request may be sent again when nobody knows what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Twice is the same as once.
    Safe,
    /// Only the caller can find out.
    Never,
}

/// A method, a path, and what it shares limits with.
#[derive(Debug, Clone)]
pub(super) struct Route {
    pub method: Method,
    /// The path with `{}` for every parameter; names the bucket until Discord has named it.
    pub template: &'static str,
    /// The channel or guild: Discord counts each on its own.
    pub major: String,
    pub path: String,
    pub query: Vec<(&'static str, String)>,
    pub repeat: Repeat,
}

impl Route {
    /// Fills the `{}` of `template` in order.
    pub fn new(method: Method, template: &'static str, parameters: &[&str]) -> Self {
        let mut parts = template.split("{}");
        let mut path = parts.next().unwrap_or_default().to_owned();
        for (part, parameter) in parts.zip(parameters) {
            path.push_str(&percent_encoded(parameter));
            path.push_str(part);
        }
        let has_major = template.starts_with("/channels/{}") || template.starts_with("/guilds/{}");
        let major = parameters.first().filter(|_| has_major).map_or_else(String::new, |id| (*id).to_owned());
        Self { method, template, major, path, query: Vec::new(), repeat: Repeat::Safe }
    }

    pub fn query(mut self, name: &'static str, value: &impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    /// Must not be sent twice on suspicion.
    pub fn once(mut self) -> Self {
        self.repeat = Repeat::Never;
        self
    }
}

/// Everything but unreserved characters escaped; emojis are the only parameters that need it.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
