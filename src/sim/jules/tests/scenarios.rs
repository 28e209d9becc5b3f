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
async fn the_real_pace_is_mostly_blank_and_its_change_sets_are_cumulative() {
    let world = World::shipped("real", 3_000.0).await;
    let id =
        world.create(json!({"automationMode": "AUTO_CREATE_PR", "sourceContext": context()["sourceContext"]})).await;
    world.until_activities(&id, "sessionCompleted", 1).await;
    let all = world.activities(&id).await;
    assert_eq!((all.len(), kinds(&all)[..2].to_vec()), (40, vec!["planGenerated".into(), "planApproved".into()]));
    let progress = all.iter().filter_map(|one| one.get("progressUpdated"));
    let blank = progress.clone().filter(|one| **one == json!({})).count();
    assert!(blank * 2 > progress.clone().count(), "{blank} blank ones");
    let artifacts: Vec<&Value> = all.iter().filter_map(|one| one["artifacts"].as_array()).flatten().collect();
    let patches: Vec<&str> =
        artifacts.iter().filter_map(|one| one["changeSet"]["gitPatch"]["unidiffPatch"].as_str()).collect();
    assert_eq!(patches.len(), 4);
    assert!(patches.windows(2).all(|pair| pair[1].starts_with(pair[0])), "each repeats the one before");
    assert!(artifacts.iter().any(|one| one["media"]["mimeType"] == "image/png"));
    let bash = all.iter().find(|one| one["progressUpdated"]["title"] == "Ran bash command").unwrap();
    assert_eq!(bash["artifacts"][0]["bashOutput"]["exitCode"], 1);
    let gaps = all.windows(2).map(|pair| moment(&pair[1]) - moment(&pair[0]));
    assert!(gaps.max() > Some(chrono::TimeDelta::milliseconds(10)), "half a minute, three thousand times as fast");
}

#[tokio::test]
async fn the_other_sessions_of_the_real_pace_ask_fail_stall_and_plan_at_length() {
    let world = World::shipped("real", 3_000.0).await;
    let asks = world.create(json!({"prompt": "asks"})).await;
    let fails = world.create(json!({"prompt": "fails"})).await;
    let stalls = world.create(json!({"prompt": "stalls"})).await;
    let plans = world.create(json!({"prompt": "long plan", "requirePlanApproval": true})).await;
    world.until_state(&asks, "AWAITING_USER_FEEDBACK").await;
    world.send(&asks, "3.12 and later").await;
    world.until_state(&asks, "COMPLETED").await;
    world.until_state(&fails, "FAILED").await;
    world.until_state(&plans, "AWAITING_PLAN_APPROVAL").await;
    let all = world.activities(&plans).await;
    assert_eq!(all[0]["planGenerated"]["plan"]["steps"].as_array().unwrap().len(), 24);
    world.until_state(&stalls, "IN_PROGRESS").await;
}

#[tokio::test]
async fn hostile_patches_are_binary_renamed_changed_in_mode_and_full_of_false_headers() {
    let world = World::shipped("hostile", 100.0).await;
    let id = world.create(json!({})).await;
    let all = world.until_activities(&id, "sessionCompleted", 1).await;
    let sets = all.iter().filter_map(|one| one["artifacts"].as_array()).flatten();
    let sets: Vec<&Value> = sets.filter_map(|one| one.get("changeSet")).map(|set| &set["gitPatch"]).collect();
    let odd = sets[0]["unidiffPatch"].as_str().unwrap();
    for line in [
        "GIT binary patch",
        "rename from old_name.txt",
        "old mode 100644",
        "new mode 100755",
        "--- drop the old table",
        "++++ b/fake",
        "\\ No newline at end of file",
    ] {
        assert!(odd.lines().any(|one| one == line), "{line}");
    }
    assert!(sets[1].get("unidiffPatch").is_none() && sets[1].get("baseCommitId").is_some());
    assert!(sets[2]["unidiffPatch"] == "" && sets[2].get("baseCommitId").is_none());
}

#[tokio::test]
async fn agents_write_at_length_in_fences_and_mention_everyone() {
    let mut said = Vec::new();
    for name in ["chatty", "hostile"] {
        let world = World::shipped(name, 100.0).await;
        let id = world.create(json!({})).await;
        let all = world.until_activities(&id, "sessionCompleted", 1).await;
        said.extend(all.iter().filter_map(|one| one["agentMessaged"]["agentMessage"].as_str()).map(str::to_owned));
    }
    assert!(said.iter().any(|text| text.chars().count() > 4_000 && text.contains("```python\n")));
    assert!(said.iter().any(|text| text.contains("@everyone") && text.matches("```").count() == 1), "an open fence");
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
