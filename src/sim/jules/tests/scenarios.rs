//! The shipped scenarios from their beginning to their end, and the patch against the sample.

use std::path::Path;
use std::process::Command;

use super::*;

fn context() -> Value {
    json!({"sourceContext": {"source": "sources/github/acme/todo", "githubRepoContext": {"startingBranch": "main"}},
        "requirePlanApproval": true, "automationMode": "AUTO_CREATE_PR"})
}

#[tokio::test]
async fn the_tour_asks_waits_and_hands_over() {
    let world = World::shipped("tour", 100.0).await;
    let id = world.create(context()).await;
    world.until_state(&id, "AWAITING_PLAN_APPROVAL").await;
    world.approve(&id).await;
    world.until_state(&id, "AWAITING_USER_FEEDBACK").await;
    world.send(&id, "“1 day late”, please.").await;
    world.until_state(&id, "COMPLETED").await;
    let all = world.activities(&id).await;
    let artifacts: Vec<&Value> = all.iter().filter_map(|one| one["artifacts"].as_array()).flatten().collect();
    let codes: Vec<i64> = artifacts
        .iter()
        .filter_map(|one| one.get("bashOutput"))
        .map(|bash| bash["exitCode"].as_i64().unwrap_or(0))
        .collect();
    assert_eq!(codes, [1, 0]);
    let picture = artifacts.iter().find_map(|one| one.get("media")).unwrap();
    assert_eq!(picture["mimeType"], "image/png");
    assert!(picture["data"].as_str().unwrap().starts_with("iVBORw0KGgo"));
    let files: Vec<usize> = artifacts
        .iter()
        .filter_map(|one| one["changeSet"]["gitPatch"]["unidiffPatch"].as_str())
        .map(|patch| patch.matches("diff --git ").count())
        .collect();
    assert_eq!(files, [2, 4, 5], "change sets are cumulative");
    let session = world.get(&format!("sessions/{id}")).await.json;
    assert!(session["outputs"][0]["pullRequest"]["url"].as_str().unwrap().starts_with("https://github.com/acme/todo/"));
    assert_eq!(all[0]["planGenerated"]["plan"]["steps"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn two_steps_says_what_it_does() {
    let world = World::shipped("two_steps", 50.0).await;
    let id = world.create(context()).await;
    world.until_state(&id, "AWAITING_PLAN_APPROVAL").await;
    world.approve(&id).await;
    world.until_state(&id, "COMPLETED").await;
    let all = world.activities(&id).await;
    let expected =
        ["planGenerated", "planApproved", "agentMessaged", "progressUpdated", "agentMessaged", "sessionCompleted"];
    assert_eq!(kinds(&all), expected);
    assert_eq!(all[0]["planGenerated"]["plan"]["id"], "p");
}

#[tokio::test]
async fn the_kill_scenario_has_twins_a_question_and_a_long_message() {
    let world = World::shipped("kill", 20.0).await;
    let id = world.create(context()).await;
    world.until_state(&id, "AWAITING_PLAN_APPROVAL").await;
    world.approve(&id).await;
    world.until_state(&id, "AWAITING_USER_FEEDBACK").await;
    world.send(&id, "No, leave it.").await;
    world.until_state(&id, "COMPLETED").await;
    let all = world.activities(&id).await;
    assert_eq!(all.len(), 13, "{:?}", kinds(&all));
    let twins = all.windows(2).filter(|pair| pair[0]["createTime"] == pair[1]["createTime"]).count();
    assert_eq!(twins, 1);
    let longest = all.iter().filter_map(|one| one["agentMessaged"]["agentMessage"].as_str()).map(str::len).max();
    assert!(longest > Some(4_000));
}

#[tokio::test]
async fn chatty_and_hostile_reach_their_end() {
    for name in ["chatty", "hostile"] {
        let world = World::shipped(name, 100.0).await;
        let id = world.create(context()).await;
        world.until_state(&id, "AWAITING_PLAN_APPROVAL").await;
        world.approve(&id).await;
        world.until_activities(&id, "sessionCompleted", 1).await;
    }
}

#[tokio::test]
async fn a_seed_makes_the_same_ids() {
    let mut ids = Vec::new();
    for _ in 0..2 {
        let world = World::with("").await;
        drop(world);
        let text = format!("seed = 7\n{PLAIN}");
        let world = World::new(Scenario::parse("test", &text, Files::new(None)).unwrap(), 50.0).await;
        ids.push(world.create(json!({})).await);
    }
    assert_eq!(ids[0], ids[1]);
}

/// Runs a program in `folder` and gives its success and everything it said.
fn run(folder: &Path, program: &str, arguments: &[&str]) -> Option<(bool, String)> {
    let output = Command::new(program).args(arguments).current_dir(folder).output().ok()?;
    let said = [output.stdout, output.stderr].concat();
    Some((output.status.success(), String::from_utf8_lossy(&said).into_owned()))
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn git_applies_the_patch_to_the_sample_and_mends_its_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::temp_dir().join(format!("jules-sample-{}", fastrand::u64(..)));
    copy(&root.join("tests/fixtures/sample"), &folder);
    let patch = root.join("config/scenarios/files/todo.patch");
    let patch = patch.to_str().unwrap();
    // Where there is no Python, git's word alone must do.
    let tests = |folder: &Path| run(folder, "python3", &["-B", "-m", "unittest"]);
    if let Some((passed, said)) = tests(&folder) {
        assert!(!passed && said.contains("FAILED (failures=2)"), "{said}");
    }
    let (applied, said) = run(&folder, "git", &["apply", "--check", patch]).unwrap();
    assert!(applied, "{said}");
    assert!(run(&folder, "git", &["apply", patch]).unwrap().0);
    if let Some((passed, said)) = tests(&folder) {
        assert!(passed, "{said}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}
