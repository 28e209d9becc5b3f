//! Splitting: no part too long, no fence open, no word lost.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;

use super::*;

fn parts(raw: &str, limit: usize) -> Vec<String> {
    split(&SafeText::markdown(raw), limit)
}

fn is_balanced(part: &str) -> bool {
    part.lines().filter(|line| line.starts_with(FENCE)).count() % 2 == 0
}

#[test]
fn short_prose_is_one_part() {
    assert_eq!(parts("Done.\n\nAll tests pass.", LIMIT), ["Done.\n\nAll tests pass."]);
}

#[test]
fn nothing_is_no_part() {
    assert!(parts(" \n\n ", LIMIT).is_empty());
}

#[test]
fn a_paragraph_is_not_cut_when_its_end_is_near() {
    let text = format!("{}\n\n{}", "one ".repeat(15).trim(), "two ".repeat(15).trim());
    assert_eq!(parts(&text, 70), ["one ".repeat(15).trim(), "two ".repeat(15).trim()]);
}

#[test]
fn a_code_block_is_closed_and_opened_again() {
    let text = format!("```rust\n{}```", "let a = 1;\n".repeat(10));
    let parts = parts(&text, 70);
    let half = format!("```rust\n{}```", "let a = 1;\n".repeat(5));
    assert_eq!(parts, [half.as_str(), half.as_str()]);
}

#[test]
fn a_code_block_without_a_line_end_is_cut_all_the_same() {
    let text = format!("```\n{}\n```", "x".repeat(300));
    let parts = parts(&text, 100);
    assert!(parts.iter().all(|part| part.starts_with("```\nx") && part.ends_with("x\n```")), "{parts:?}");
    assert_eq!(parts.concat().matches('x').count(), 300);
}

#[test]
fn a_long_code_span_stays_code_on_both_sides() {
    let text = format!("see `{}` there", "word ".repeat(30).trim());
    let parts = parts(&text, 80);
    assert!(parts[0].starts_with("see `word") && parts[0].ends_with('`'), "{parts:?}");
    assert!(parts[1].starts_with("`word"), "{parts:?}");
}

#[test]
fn a_link_stays_in_one_part() {
    let text = format!("{} https://example.com/{}", "word ".repeat(9).trim(), "x".repeat(30));
    assert_eq!(parts(&text, 80)[1], format!("<https://example.com/{}>", "x".repeat(30)));
}

#[test]
fn a_cut_quote_goes_on_as_a_quote() {
    let parts = parts(&format!("> {}", "word ".repeat(40)), 80);
    assert!(parts.iter().all(|part| part.starts_with("> word")), "{parts:?}");
}

#[test]
fn a_heading_stays_with_its_text() {
    let text = format!("{}\n## Next\n{}", "word ".repeat(11).trim(), "more ".repeat(11).trim());
    let parts = parts(&text, 64);
    assert!(parts[1].starts_with("## Next\nmore"), "{parts:?}");
}

#[test]
fn families_and_flags_are_never_torn() {
    for limit in [64, 65, 66, 67, 1_900] {
        let text = "👨‍👩‍👧‍👦🇩🇪e\u{301}".repeat(1_000);
        let whole: Vec<&str> = text.graphemes(true).collect();
        let parts = parts(&text, limit);
        assert!(parts.iter().all(|part| units(part) <= limit));
        assert_eq!(parts.iter().flat_map(|part| part.graphemes(true)).collect::<Vec<_>>(), whole);
    }
}

#[test]
fn exactly_the_limit_is_one_part_and_one_more_is_two() {
    assert_eq!(parts(&"x".repeat(1_900), LIMIT).len(), 1);
    assert_eq!(parts(&"x".repeat(1_901), LIMIT).len(), 2);
    assert_eq!(parts(&"😀".repeat(950), LIMIT).len(), 1);
    assert_eq!(parts(&"😀".repeat(951), LIMIT).len(), 2);
}

#[test]
fn a_character_longer_than_a_part_is_cut_between_code_points() {
    let text = SafeText::ours("\u{1100}".repeat(5_000));
    let parts = split(&text, 100);
    assert!(parts.iter().all(|part| units(part) <= 100));
    assert_eq!(parts.concat(), text.as_str());
}

#[test]
fn a_megabyte_on_one_line_is_split_without_delay() {
    let parts = parts(&"[`<@a\\".repeat(170_000), LIMIT);
    assert!(parts.len() > 500 && parts.iter().all(|part| units(part) <= LIMIT));
}

#[test]
fn clipping_says_that_something_is_missing() {
    assert_eq!(clip("short", 5), "short");
    assert_eq!(clip("longer", 5), "long…");
    assert_eq!(clip("four words of text", 11), "four words…");
    assert_eq!(clip("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 13), "👨‍👩‍👧‍👦…");
    assert_eq!(clip("anything", 0), "");
}

#[test]
fn an_excerpt_closes_its_code_block() {
    let text = SafeText::markdown(&format!("```\n{}```", "line\n".repeat(100)));
    let short = excerpt(&text, 100);
    assert!(short.as_str().ends_with("line\n```\n…") && units(short.as_str()) <= 100, "{short}");
    assert_eq!(excerpt(&SafeText::markdown("short"), 100).as_str(), "short");
}

/// Markdown as agents write it and as nobody should.
fn markdown() -> impl Strategy<Value = String> {
    let atom = prop_oneof![
        "[a-z]{1,12}",
        "\\PC{0,6}",
        "[ \n]{1,3}",
        prop::sample::select(vec![
            "```",
            "````",
            "~~~",
            "\n```\n",
            "\n```rust\n",
            "\n~~~~ sh\n",
            "`",
            "``",
            "\n\n",
            "\n- ",
            "\n> ",
            "# ",
            "[",
            "](",
            ")",
            "<",
            ">",
            "@everyone",
            "<@1>",
            "https://example.com/a",
            "||",
            "\\",
            "é",
            "👨‍👩‍👧‍👦",
            "🇩🇪",
            "\u{301}",
            "\u{200B}",
            "\u{202E}",
            "ghp_",
            "0123456789abcdef0123456789abcdef0123",
            "x(",
            "!",
            "|",
            "|--|-:|\n",
            "\n|a|b|\n|--|--|\n|c",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(atom, 0..60).prop_map(|atoms| atoms.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_part_fits_and_closes_its_fences(raw in markdown(), limit in 64_usize..300) {
        for part in parts(&raw, limit) {
            prop_assert!(units(&part) <= limit, "{part:?}");
            prop_assert!(is_balanced(&part), "{part:?}");
        }
    }

    #[test]
    fn no_text_is_lost(raw in markdown(), limit in 64_usize..300) {
        let text = SafeText::markdown(&raw);
        let pieces = pieces(text.as_str(), limit);
        prop_assert_eq!(pieces.iter().map(|piece| piece.body).collect::<String>(), text.as_str());
        for piece in &pieces {
            let shown = piece.show();
            let bare = shown.strip_prefix(&piece.before.open()).and_then(|rest| rest.strip_suffix(piece.after.close()));
            prop_assert_eq!(bare.map(str::trim), Some(piece.body.trim()));
        }
    }

    #[test]
    fn a_cut_is_between_characters_as_people_count_them(raw in markdown(), limit in 64_usize..300) {
        let text = SafeText::markdown(&raw);
        let mut at = 0;
        let starts: Vec<usize> = text.as_str().grapheme_indices(true).map(|(at, _)| at).collect();
        for piece in pieces(text.as_str(), limit) {
            prop_assert!(starts.contains(&at) || text.is_empty());
            at += piece.body.len();
        }
    }

    #[test]
    fn sanitising_twice_is_sanitising_once(raw in markdown()) {
        let once = SafeText::markdown(&raw);
        prop_assert_eq!(SafeText::markdown(once.as_str()), once);
    }

    #[test]
    fn no_masked_link_survives_outside_code(raw in markdown()) {
        let text = SafeText::markdown(&raw);
        let mut code = false;
        for line in text.as_str().lines() {
            if line.starts_with(FENCE) {
                code = !code;
            } else if !code {
                let mut at = 0;
                let mut words = String::new();
                while at < line.len() {
                    let solid = Solid::at(line, at);
                    let end = (solid.end..=line.len()).find(|end| line.is_char_boundary(*end)).unwrap_or(line.len());
                    if solid.ticks == 0 { words.push_str(&line[at..end]) } else { words.push('\0') }
                    at = end;
                }
                prop_assert!(!words.contains("]("), "{line:?}");
                prop_assert!(!words.contains("@everyone") && !words.contains("<@1>"), "{line:?}");
            }
        }
        prop_assert!(!code);
    }

    #[test]
    fn clipping_keeps_to_its_length(raw in "\\PC{0,80}", max in 0_usize..60) {
        prop_assert!(units(&clip(&raw, max)) <= max);
    }
}
