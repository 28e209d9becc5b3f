//! What fuzzing found worth keeping, run again: the bounded part of it that needs
//! no fuzzer. See `tests/fuzz`.

#[path = "../fuzz/targets.rs"]
mod targets;

use std::path::Path;

/// Runs a target on every file of its corpus.
fn run(target: &str, check: fn(&[u8])) {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let mut ran = 0;
    for entry in std::fs::read_dir(&corpus).unwrap() {
        let path = entry.unwrap().path();
        let input = std::fs::read(&path).unwrap();
        // The input's name is what one needs to look further.
        let outcome = std::panic::catch_unwind(|| check(&input));
        assert!(outcome.is_ok(), "{} breaks {target}", path.display());
        ran += 1;
    }
    assert!(ran > 10, "{ran} inputs in {}", corpus.display());
}

#[test]
fn nothing_in_the_corpus_breaks_the_decoder() {
    run("decode", targets::decode);
}

#[test]
fn nothing_in_the_corpus_breaks_the_patch_reader() {
    run("patch", targets::patch);
}

#[test]
fn nothing_in_the_corpus_breaks_the_cleaning_of_words() {
    run("safe", targets::safe);
}

#[test]
fn nothing_in_the_corpus_breaks_a_cursor() {
    run("cursor", targets::cursor);
}
