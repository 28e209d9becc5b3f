//! The page's own files, compiled in: no build step, and nothing is fetched from elsewhere.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};

/// A file by the path it is served under.
macro_rules! files {
    ($($path:literal),* $(,)?) => { &[$(($path, include_str!(concat!("page/", $path)))),*] };
}

const FILES: &[(&str, &str)] = files![
    "index.html",
    "icon.svg",
    "css/base.css",
    "css/composer.css",
    "css/director.css",
    "css/embeds.css",
    "css/floating.css",
    "css/layout.css",
    "css/messages.css",
    "js/acts.js",
    "js/api.js",
    "js/commands.js",
    "js/components.js",
    "js/composer.js",
    "js/director.js",
    "js/dom.js",
    "js/fields.js",
    "js/form.js",
    "js/inline.js",
    "js/live.js",
    "js/log.js",
    "js/main.js",
    "js/markdown.js",
    "js/message.js",
    "js/notice.js",
    "js/parts.js",
    "js/people.js",
    "js/picker.js",
    "js/places.js",
    "js/store.js",
    "js/suggest.js",
    "js/upload.js",
    "js/wire.js",
];

/// Serves a file; `/` is the page itself.
pub(super) async fn serve(uri: Uri) -> Response {
    let path = match uri.path().trim_start_matches('/') {
        "" => "index.html",
        path => path,
    };
    let Some((_, text)) = FILES.iter().find(|(name, _)| *name == path) else {
        return (StatusCode::NOT_FOUND, "There is no such page here.").into_response();
    };
    let kind = match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        _ => "image/svg+xml",
    };
    // The next program on this port may have another page.
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], *text).into_response()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    fn under(folder: &str) -> BTreeSet<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sim/web/page").join(folder);
        let entries = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap());
        let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
        files.map(|entry| format!("{folder}{}", entry.file_name().to_string_lossy())).collect()
    }

    #[test]
    fn every_file_of_the_page_is_compiled_in() {
        let there: BTreeSet<String> = ["", "css/", "js/"].into_iter().flat_map(under).collect();
        let served: BTreeSet<String> = FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(there, served);
    }

    #[test]
    fn nothing_is_read_as_html_and_nothing_comes_from_elsewhere() {
        for (path, text) in FILES {
            for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
                assert!(!text.contains(word), "{path} says {word}");
            }
            let elsewhere = ["src=\"http", "href=\"http", "url(http", "@import", "from \"http"];
            assert!(elsewhere.iter().all(|way| !text.contains(way)), "{path} loads from elsewhere");
        }
    }

    #[test]
    fn the_page_is_small() {
        let size: usize = FILES.iter().map(|(_, text)| text.len()).sum();
        assert!(size < 200_000, "{size} bytes");
    }
}
