//! Nothing that is declared is missing in a language, nothing is there that nobody says, and
//! the arguments are the same everywhere.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::{FluentResource, FluentValue};

use super::speech::{say, source};
use super::{answers, batch, cards, commands, diff, keys, lists, outcome, refusals, states};
use crate::render::locale::Locale;

/// What there is to say: ids with their arguments.
fn declared() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let lists = [
        answers::SPOKEN,
        batch::SPOKEN,
        cards::SPOKEN,
        commands::SPOKEN,
        diff::SPOKEN,
        keys::SPOKEN,
        lists::SPOKEN,
        outcome::SPOKEN,
        refusals::SPOKEN,
        states::SPOKEN,
    ];
    let mut declared = BTreeMap::new();
    for (id, args) in lists.into_iter().flatten() {
        let before = declared.insert(*id, args.iter().copied().collect());
        assert!(before.is_none(), "{id} is declared twice");
    }
    declared
}

/// A language's messages as they are written: id, and everything behind it.
fn written(locale: Locale) -> Vec<(&'static str, String)> {
    let mut written: Vec<(&str, String)> = Vec::new();
    for line in source(locale).lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.split_once('=') {
            Some((id, words)) if line.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                written.push((id.trim(), words.to_owned()));
            }
            _ => written.last_mut().unwrap().1.extend(["\n", line]),
        }
    }
    written
}

fn arguments(words: &str) -> BTreeSet<&str> {
    let name = |rest: &&str| rest.find(|c: char| !(c.is_ascii_lowercase() || c == '_')).unwrap_or(rest.len());
    words.split('$').skip(1).map(|rest| &rest[..name(&rest)]).collect()
}

fn is_command(id: &str) -> bool {
    id == "jules" || id == "send_to_jules" || id.starts_with("jules-")
}

#[test]
fn every_language_says_every_sentence_with_the_same_arguments_and_no_other() {
    let declared = declared();
    assert!(declared.len() > 150);
    for locale in Locale::ALL {
        let parsed = FluentResource::try_new(source(locale).to_owned());
        assert!(parsed.is_ok(), "{locale:?}: {:?}", parsed.err().map(|(_, errors)| errors));
        let written = written(locale);
        let mut seen = BTreeSet::new();
        for (id, words) in &written {
            assert!(seen.insert(*id), "{locale:?} says {id} twice");
            if is_command(id) {
                assert!(locale != Locale::English && arguments(words).is_empty(), "{locale:?}: {id}");
                continue;
            }
            let wanted = declared.get(id).unwrap_or_else(|| panic!("{locale:?} says {id}, and nobody asks for it"));
            assert_eq!(&arguments(words), wanted, "{locale:?}: {id}");
        }
        let missing: Vec<_> = declared.keys().filter(|id| !seen.contains(*id)).collect();
        assert!(missing.is_empty(), "{locale:?} does not say {missing:?}");
    }
}

/// Every sentence in a language, with each number that languages treat differently.
fn spoken(locale: Locale) -> Vec<(&'static str, String)> {
    let mut spoken = Vec::new();
    for (id, args) in declared() {
        for number in [0, 1, 2, 5, 21, 1_000_000] {
            let args: Vec<_> = args.iter().map(|name| (*name, FluentValue::from(number))).collect();
            spoken.push((id, say(locale, id, &args)));
        }
    }
    spoken
}

#[test]
fn nothing_is_left_of_a_placeholder_and_every_line_fits_where_it_stands() {
    for locale in Locale::ALL {
        for (id, said) in spoken(locale) {
            assert!(!said.is_empty() && !said.contains(['{', '}', '$']), "{locale:?} {id}: {said}");
            let most = match id {
                // Discord's limits: labels of buttons, choices, forms.
                "offer_begin" | "offer_other" | "page_before" | "page_after" | "next_page" | "previous_page"
                | "more_files" | "earlier_files" => 80,
                "no_repository_choice" | "unset_choice" | "exit_done" | "exit_failed" => 100,
                "changes_form" | "changes_field" | "reply_form" | "reply_field" | "offer_form" | "offer_repo_field"
                | "offer_branch_field" | "key_form" | "key_field" => 45,
                "command_output_menu" | "choose_file" | "offer_repo_menu" | "offer_branch_menu" => 150,
                _ => 500,
            };
            assert!(said.chars().count() <= most, "{locale:?} {id}: {} characters", said.chars().count());
        }
        let all: Vec<_> = super::Group::ALL.to_vec();
        assert!(super::help(locale, &all, None).encode_utf16().count() <= 2_000, "{locale:?}");
    }
}

/// A command's name with that of the one above it: `key set`.
fn whole_name(locale: Locale, id: &str) -> Option<String> {
    let name = super::registered(locale, id, Some("name"))?;
    let above = id.rsplit_once('-').filter(|(above, _)| *above != "jules");
    let above = above.and_then(|(above, _)| whole_name(locale, above));
    Some(above.map_or_else(|| name.clone(), |above| format!("{above} {name}")))
}

#[test]
fn sentences_name_commands_as_the_reader_s_client_shows_them() {
    for locale in Locale::ALL {
        let names: BTreeSet<String> = match locale {
            Locale::English => crate::render::text::registered_parts(Locale::German)
                .into_iter()
                .filter_map(|(id, _)| Some(id.strip_prefix("jules-")?.replace('-', " ")))
                .collect(),
            _ => crate::render::text::registered_parts(locale)
                .into_iter()
                .filter(|(_, part)| part.as_deref() == Some("name"))
                .filter_map(|(id, _)| whole_name(locale, &id))
                .collect(),
        };
        let mut found = 0;
        for (id, said) in spoken(locale) {
            for rest in said.split("`/jules ").skip(1) {
                let command = rest.split('`').next().unwrap_or_default();
                assert!(names.contains(command), "{locale:?} {id} names /jules {command}");
                found += 1;
            }
        }
        assert!(found > 20, "{locale:?}");
    }
}

#[test]
fn emphasis_and_icons_survive_translation() {
    // What is bold in English is bold elsewhere; icons and `names` stay. So a reader of two languages finds the same.
    let marks = |said: &str| {
        let icons: String = said.chars().filter(|c| "📎⚠🖼🔗📝❓✅❌⏸⏳🔌🕓🧭🔧🔄▶◀📨•".contains(*c)).collect();
        (said.matches("**").count(), said.matches('`').count(), icons)
    };
    let english = spoken(Locale::English);
    for locale in Locale::ALL {
        for ((id, ours), (_, theirs)) in english.iter().zip(spoken(locale)) {
            let (a, b) = (marks(ours), marks(&theirs));
            assert_eq!(a.2, b.2, "{locale:?} {id}: {theirs}");
            assert_eq!(a.0, b.0, "{locale:?} {id}: {theirs}");
            assert_eq!(a.1, b.1, "{locale:?} {id}: {theirs}");
        }
    }
}
