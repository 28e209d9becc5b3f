//! Languages: which ones Discord has, and which words of a definition a person's client shows.

use serde_json::Value;

/// Every locale, as Discord's schema lists them.
pub(crate) const LOCALES: [&str; 34] = [
    "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he", "hi", "hr", "hu", "id",
    "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
];

/// Where a client looks when a definition lacks its language, before the default.
fn fallback(locale: &str) -> Option<&'static str> {
    match locale {
        "en-US" => Some("en-GB"),
        "en-GB" => Some("en-US"),
        "es-419" => Some("es-ES"),
        _ => None,
    }
}

/// `name` or `description` of a command, option or choice, as a client in this language shows it.
pub(crate) fn shown<'a>(definition: &'a Value, key: &str, locale: &str) -> &'a str {
    let translated = &definition[format!("{key}_localizations")];
    let found = [Some(locale), fallback(locale)].into_iter().flatten().find_map(|locale| translated[locale].as_str());
    found.or_else(|| definition[key].as_str()).unwrap_or_default()
}

/// Whether somebody means this by `typed`: its own name, or the one their client shows.
pub(crate) fn is_called(definition: &Value, typed: &str, locale: &str) -> bool {
    definition["name"] == typed || shown(definition, "name", locale) == typed
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_missing_language_falls_back_to_its_sibling_and_then_to_the_default() {
        let words =
            json!({ "name": "start", "name_localizations": { "de": "los", "en-GB": "begin", "es-ES": "iniciar" } });
        let names: Vec<_> =
            ["de", "en-US", "es-419", "fr"].iter().map(|locale| shown(&words, "name", locale)).collect();
        assert_eq!(names, ["los", "begin", "iniciar", "start"]);
        assert!(is_called(&words, "los", "de") && is_called(&words, "start", "de") && !is_called(&words, "los", "fr"));
    }
}
