//! Scenario files: the shipped ones load, and wrong ones are refused with a sentence.

use std::time::Duration;

use super::*;

fn refused(text: &str) -> String {
    Scenario::parse("mine.toml", text, Files::new(None)).unwrap_err()
}

const SCRIPT: &str = "[[scripts]]\nsteps = [{ message = 'hi' }]\n";

#[test]
fn every_shipped_scenario_loads() {
    for name in Scenario::names() {
        let scenario = Scenario::load(name).unwrap();
        assert!(!scenario.about.is_empty() && !scenario.sources.is_empty(), "{name}");
    }
}

#[test]
fn an_unknown_key_is_named_with_its_file_and_line() {
    for (text, key) in [
        (format!("{SCRIPT}wehn = 'x'"), "wehn"),
        (format!("[knobs.create]\nqueued = '2s'\n{SCRIPT}"), "queued"),
        ("[[scripts]]\nsteps = [{ mesage = 'hi' }]".to_owned(), "mesage"),
        (format!("[[sources]]\nowner = 'a'\nname = 'b'\n{SCRIPT}"), "name"),
    ] {
        let sentence = refused(&text);
        assert!(sentence.starts_with("mine.toml, line ") && sentence.contains(&format!("`{key}`")), "{sentence}");
    }
}

#[test]
fn a_step_has_exactly_one_action() {
    for step in ["{ after = '1s' }", "{ message = 'a', progress = {} }"] {
        let sentence = refused(&format!("[[scripts]]\nsteps = [{step}]"));
        assert!(sentence.contains("exactly one action"), "{sentence}");
    }
}

#[test]
fn what_cannot_be_played_is_refused() {
    for (text, part) in [
        ("[[scripts]]\nsteps = [{ after = 'soon', message = 'hi' }]", "`soon` is no length of time"),
        ("[[scripts]]\nwhen = 'x'\nsteps = []", "must be the default"),
        ("[[scripts]]\nsteps = [{ change_set = { file = 'none.patch' } }]", "`none.patch`"),
        ("[[scripts]]\nsteps = [{ change_set = { file = '../Cargo.toml' } }]", "`../Cargo.toml`"),
        ("[[scripts]]\non_message = [{ steps = [{ question = '?' }] }]", "cannot wait"),
        ("scripts = 5", "line 1: invalid type: integer `5`"),
    ] {
        let sentence = refused(text);
        assert!(sentence.contains(part), "{sentence}");
    }
    assert!(Scenario::load("nothing_like_it").unwrap_err().contains("built in are tour, two_steps"));
}

#[test]
fn a_scenario_beside_a_folder_of_files_may_use_them() {
    let folder = std::env::temp_dir().join(format!("jules-scenario-{}", fastrand::u64(..)));
    std::fs::create_dir_all(folder.join("files")).unwrap();
    std::fs::write(folder.join("files/own.patch"), "diff --git a/x b/x\n").unwrap();
    let path = folder.join("own.toml");
    std::fs::write(&path, "[[scripts]]\nsteps = [{ change_set = { file = 'own.patch' } }]").unwrap();
    let scenario = Scenario::load(path.to_str().unwrap()).unwrap();
    assert_eq!(&*scenario.files.get("own.patch").unwrap(), b"diff --git a/x b/x\n");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_prompt_selects_the_script() {
    let text = format!("[[scripts]]\nname = 'one'\nwhen = 'Flaky'\n{SCRIPT}");
    let scenario = Scenario::parse("x", &text, Files::new(None)).unwrap();
    assert_eq!(scenario.script_for("the FLAKY test").unwrap().name, "one");
    assert_eq!(scenario.script_for("anything").unwrap().name, "");
}

#[test]
fn the_agent_pauses_as_long_as_the_real_one() {
    let mut rng = fastrand::Rng::with_seed(1);
    let mut pauses: Vec<f64> = (0..10_000).map(|_| Span::Agent.pick(&mut rng).as_secs_f64()).collect();
    pauses.sort_by(f64::total_cmp);
    assert!((24.0..29.0).contains(&pauses[5_000]), "p50 {}", pauses[5_000]);
    assert!((65.0..90.0).contains(&pauses[9_000]), "p90 {}", pauses[9_000]);
    assert!((280.0..500.0).contains(&pauses[9_900]), "p99 {}", pauses[9_900]);
}

#[test]
fn gaps_around_a_mean_are_those_of_a_poisson_process() {
    let span = Span::try_from("~26s".to_owned()).unwrap();
    assert_eq!(span.to_string(), "~26000ms");
    let mut rng = fastrand::Rng::with_seed(1);
    let gaps: Vec<f64> = (0..10_000).map(|_| span.pick(&mut rng).as_secs_f64()).collect();
    let mean = gaps.iter().sum::<f64>() / 10_000.0;
    let long = gaps.iter().filter(|gap| **gap > 52.0).count();
    assert!((25.0..27.0).contains(&mean), "mean {mean}");
    assert!((1_250..1_460).contains(&long), "{long} of 10,000 are longer than twice the mean, not e^-2 of them");
}

#[test]
fn the_agent_answers_as_slowly_as_the_real_one() {
    let mut rng = fastrand::Rng::with_seed(1);
    let mut pauses: Vec<f64> = (0..10_000).map(|_| Span::Reply.pick(&mut rng).as_secs_f64()).collect();
    pauses.sort_by(f64::total_cmp);
    assert!((65.0..75.0).contains(&pauses[5_000]), "p50 {}", pauses[5_000]);
    assert!(pauses[9_000] > 150.0 && (pauses[9_999] - 480.0).abs() < f64::EPSILON, "never above eight minutes");
    for span in [Span::Agent, Span::Reply, Span::secs(2), Span::Between(Duration::ZERO, Duration::from_mins(5))] {
        assert_eq!(Span::try_from(span.to_string()), Ok(span));
    }
}

#[test]
fn knobs_are_patched_by_name_or_not_at_all() {
    let knobs = Knobs::default().patched(&serde_json::json!({"lists": {"lag": "5s"}})).unwrap();
    assert_eq!(knobs.lists.lag, Span::secs(5));
    assert_eq!(knobs.create.queued_for, Knobs::default().create.queued_for);
    assert!(Knobs::default().patched(&serde_json::json!({"lists": {"lags": "5s"}})).unwrap_err().contains("lags"));
    assert!(Knobs::default().patched(&serde_json::json!([])).is_err());
}
