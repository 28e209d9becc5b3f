//! Registered commands in every language: names, descriptions, options and choices, all
//! from one place (`render/text/locales`). Discord shows each person their own and tells us
//! the English names, so nothing else has to know.

use std::borrow::Cow;

use poise::Command;
use serenity::builder::CreateCommand;

use super::{Data, Error};
use crate::render::locale::Locale;
use crate::render::text;

type Words = Cow<'static, [(Cow<'static, str>, Cow<'static, str>)]>;

/// The same commands, with what they are called in other languages.
pub fn localised(mut commands: Vec<Command<Data, Error>>) -> Vec<Command<Data, Error>> {
    for command in &mut commands {
        let id = command.name.clone().into_owned();
        localise(command, &id);
    }
    commands
}

fn localise(command: &mut Command<Data, Error>, id: &str) {
    command.name_localizations = words(id, Some("name"));
    command.description_localizations = words(id, None);
    for option in &mut command.parameters {
        option.description_localizations = words(id, Some(&option.name));
        for choice in option.choices.to_mut() {
            choice.localizations = words(id, Some(&format!("{}-{}", option.name, choice.name)));
        }
    }
    for command in &mut command.subcommands {
        let id = format!("{id}-{}", command.name);
        localise(command, &id);
    }
}

fn words(of: &str, part: Option<&str>) -> Words {
    let others = Locale::ALL.into_iter().filter(|locale| *locale != Locale::English);
    let said = others.filter_map(|locale| Some((locale.code().into(), text::registered(locale, of, part)?.into())));
    Cow::Owned(said.collect())
}

/// What Discord is told.
pub fn registered(commands: &[Command<Data, Error>]) -> Vec<CreateCommand> {
    let mut wanted = Vec::new();
    for command in commands {
        wanted.extend(command.create_as_slash_command());
        // poise leaves the languages of a menu's line out.
        wanted.extend(command.create_as_context_menu_command().map(|line| {
            let words = command.name_localizations.iter();
            words.fold(line, |line, (locale, name)| line.name_localized(locale.as_ref(), name.as_ref()))
        }));
    }
    wanted
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::bot::commands;

    const OTHERS: [Locale; 5] = [Locale::German, Locale::Spanish, Locale::French, Locale::Japanese, Locale::Portuguese];

    /// Every registered thing that has words: the message's id, the part of it, and the longest Discord takes.
    fn parts(command: &Command<Data, Error>, id: &str, out: &mut BTreeSet<(String, Option<String>, usize)>) {
        if id != "jules" {
            out.insert((id.into(), Some("name".into()), 32));
        }
        if command.context_menu_action.is_none() {
            out.insert((id.into(), None, 100));
        }
        let options = if command.context_menu_action.is_none() { command.parameters.as_slice() } else { &[] };
        for option in options {
            out.insert((id.into(), Some(option.name.clone().into_owned()), 100));
            for choice in option.choices.iter() {
                out.insert((id.into(), Some(format!("{}-{}", option.name, choice.name)), 100));
            }
        }
        for command in &command.subcommands {
            parts(command, &format!("{id}-{}", command.name), out);
        }
    }

    fn all() -> BTreeSet<(String, Option<String>, usize)> {
        let mut out = BTreeSet::new();
        for command in &commands::all() {
            parts(command, &command.name, &mut out);
        }
        out
    }

    #[test]
    fn every_command_option_and_choice_has_words_in_every_language_and_they_fit() {
        let parts = all();
        assert!(parts.len() > 80, "{}", parts.len());
        for locale in OTHERS {
            for (id, part, most) in &parts {
                let said = text::registered(locale, id, part.as_deref());
                let said = said.unwrap_or_else(|| panic!("{locale:?} has no words for {id} {part:?}"));
                let length = said.chars().count();
                assert!((1..=*most).contains(&length), "{locale:?} {id} {part:?}: {length} characters: {said}");
                let slash = part.as_deref() == Some("name") && id.starts_with("jules-");
                let typable = |c: char| c.is_alphanumeric() || "-_".contains(c);
                assert!(!slash || said.chars().all(typable) && said.to_lowercase() == said, "{locale:?}: {said}");
            }
        }
    }

    #[test]
    fn nothing_is_translated_that_is_not_registered() {
        let parts = all();
        let known = |id: &str, part: Option<&str>| parts.iter().any(|(a, b, _)| a == id && b.as_deref() == part);
        for locale in OTHERS {
            for (id, part) in text::registered_parts(locale) {
                // The line of a context menu has a name and nothing else.
                assert!(known(&id, part.as_deref()), "{locale:?} has words for {id} {part:?}");
            }
        }
    }

    #[test]
    fn no_two_commands_have_the_same_name_in_any_language() {
        let names: Vec<String> =
            commands::all()[0].subcommands.iter().map(|each| format!("jules-{}", each.name)).collect();
        for locale in OTHERS {
            let said: BTreeSet<_> = names.iter().map(|id| text::registered(locale, id, Some("name"))).collect();
            assert_eq!(said.len(), names.len(), "{locale:?}: {said:?}");
        }
    }
}
