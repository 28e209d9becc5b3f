//! Fresh addresses for files whose signed address has expired.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::error::{ApiError, Form};
use super::super::limits::Rate;
use super::super::state::State;
use super::{Endpoint, Reply, ok, on};

pub(super) const ENDPOINTS: &[Endpoint] = &[on("POST", "/attachments/refresh-urls", Rate(5, 5_000), refresh)];

fn refresh(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let urls = call.body["attachment_urls"].as_array().map(Vec::as_slice).unwrap_or_default();
    if urls.is_empty() || urls.len() > 50 {
        return Err(Form::refuse("attachment_urls", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 50 in length."));
    }
    let refreshed = urls.iter().map(|url| {
        let fresh = url.as_str().and_then(|url| state.fresh_address(url));
        json!({ "original": url, "refreshed": fresh })
    });
    ok(json!({ "refreshed_urls": refreshed.collect::<Value>() }))
}

impl State {
    /// A freshly signed address of the file behind an old one.
    fn fresh_address(&self, url: &str) -> Option<Value> {
        let path = url.strip_prefix(&self.base)?.split('?').next()?;
        let id = path.strip_prefix("/attachments/")?.split('/').nth(1)?.parse().ok()?;
        Some(self.attachment_json(id)?["url"].clone())
    }
}
