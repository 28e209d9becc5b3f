//! Sentences in the language of the one person who reads them. Their words are in
//! `locales/*.ftl`, one file a language (<https://projectfluent.org>: plurals, and each
//! language puts its words in its own order); what there is to say is declared beside its
//! subject with [`sentences`], and the name of the function is the sentence's id.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serenity::model::id::{ChannelId, UserId};

use crate::render::locale::Locale;

type Bundle = FluentBundle<FluentResource>;

/// The words of a language.
pub(super) fn source(locale: Locale) -> &'static str {
    match locale {
        Locale::English => include_str!("locales/en.ftl"),
        Locale::German => include_str!("locales/de.ftl"),
        Locale::Spanish => include_str!("locales/es-ES.ftl"),
        Locale::French => include_str!("locales/fr.ftl"),
        Locale::Japanese => include_str!("locales/ja.ftl"),
        Locale::Portuguese => include_str!("locales/pt-BR.ftl"),
    }
}

/// In the order of [`Locale::ALL`].
static BUNDLES: LazyLock<[Bundle; Locale::ALL.len()]> = LazyLock::new(|| Locale::ALL.map(read));

fn read(locale: Locale) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![locale.code().parse().unwrap_or_default()]);
    // What is not readable is missing, then, and said in English; a test sees to it that nothing is.
    let resource = FluentResource::try_new(source(locale).to_owned()).unwrap_or_else(|(readable, _)| readable);
    bundle.add_resource_overriding(resource);
    // All our languages run from left to right; marks around each argument would only be copied along.
    bundle.set_use_isolating(false);
    bundle
}

fn bundle(locale: Locale) -> &'static Bundle {
    &BUNDLES[locale as usize]
}

/// Says a sentence; what a language lacks is said in English.
pub(super) fn say(locale: Locale, id: &str, args: &[(&'static str, FluentValue<'_>)]) -> String {
    let args: FluentArgs<'_> = args.iter().cloned().collect();
    let spoken = |locale| {
        let bundle = bundle(locale);
        let pattern = bundle.get_message(id)?.value()?;
        Some(bundle.format_pattern(pattern, Some(&args), &mut vec![]).into_owned())
    };
    spoken(locale).or_else(|| spoken(Locale::English)).unwrap_or_else(|| id.to_owned())
}

/// What a language calls a part of a registered command, if it calls it anything: `of` is the
/// command's way of names, `jules-start`; `part` is `name`, an option or a choice.
#[must_use]
pub fn registered(locale: Locale, of: &str, part: Option<&str>) -> Option<String> {
    let bundle = bundle(locale);
    let message = bundle.get_message(of)?;
    let pattern = match part {
        None => message.value()?,
        Some(part) => message.get_attribute(part)?.value(),
    };
    Some(bundle.format_pattern(pattern, None, &mut vec![]).into_owned())
}

/// Every part of a registered command that a language has words for, as [`registered`] takes it.
#[cfg(test)]
#[must_use]
pub fn registered_parts(locale: Locale) -> Vec<(String, Option<String>)> {
    let mut parts: Vec<(String, Option<String>)> = Vec::new();
    let mut id = "";
    for line in source(locale).lines() {
        let Some((name, words)) = line.split_once('=').map(|(name, words)| (name.trim(), words.trim())) else {
            continue;
        };
        if let Some(part) = name.strip_prefix('.') {
            parts.push((id.to_owned(), Some(part.to_owned())));
        } else if line.starts_with("jules") && !name.contains('_') || name == "send_to_jules" {
            id = name;
            parts.extend((!words.is_empty()).then(|| (id.to_owned(), None)));
        }
    }
    parts
}

/// What can stand in a sentence. Words of others have been made safe before they get here.
pub(super) trait Argument<'a> {
    fn value(self) -> FluentValue<'a>;
}

impl<'a> Argument<'a> for &'a str {
    fn value(self) -> FluentValue<'a> {
        self.into()
    }
}

impl<'a> Argument<'a> for usize {
    fn value(self) -> FluentValue<'a> {
        self.into()
    }
}

impl<'a> Argument<'a> for u32 {
    fn value(self) -> FluentValue<'a> {
        self.into()
    }
}

impl<'a> Argument<'a> for i64 {
    fn value(self) -> FluentValue<'a> {
        self.into()
    }
}

/// A mention.
impl<'a> Argument<'a> for UserId {
    fn value(self) -> FluentValue<'a> {
        format!("<@{self}>").into()
    }
}

/// A link to the channel.
impl<'a> Argument<'a> for ChannelId {
    fn value(self) -> FluentValue<'a> {
        format!("<#{self}>").into()
    }
}

/// Declares sentences: a function for each, and `SPOKEN`, the list of them for the tests.
macro_rules! sentences {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $kind:ty),*);)*) => {
        $(
            $(#[$doc])*
            #[must_use]
            pub fn $name(locale: $crate::render::locale::Locale, $($arg: $kind),*) -> String {
                let args = [$((stringify!($arg), $crate::render::text::speech::Argument::value($arg))),*];
                $crate::render::text::speech::say(locale, stringify!($name), &args)
            }
        )*
        /// The ids of what is declared here, each with its arguments.
        #[cfg(test)]
        pub(super) const SPOKEN: &[(&str, &[&str])] = &[$((stringify!($name), &[$(stringify!($arg)),*])),*];
    };
}
pub(super) use sentences;
