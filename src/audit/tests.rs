//! What is changed, taken out or cut off is noticed; what a crash left is not in the way.

use std::os::unix::fs::PermissionsExt as _;

use super::*;

fn fact(who: u64) -> Fact {
    Fact {
        who,
        entry: "/jules start".into(),
        right: "start".into(),
        decision: Decision::Denied,
        why: Some("not_listed".into()),
        guild: Some(1),
        channel: Some(2),
        event: Some(3),
        repo: Some("acme/todo".into()),
        session: None,
        plan: None,
        digest: None,
    }
}

fn path(directory: &tempfile::TempDir) -> std::path::PathBuf {
    directory.path().join("audit.jsonl")
}

async fn written(path: &Path, who: std::ops::Range<u64>) {
    let audit = Audit::open(path).unwrap();
    let all = who.map(|who| {
        let audit = audit.clone();
        async move { audit.record(fact(who)).await.unwrap() }
    });
    futures::future::join_all(all).await;
}

fn whole(path: &Path) -> Result<(Head, Vec<u64>), Broken> {
    let mut who = Vec::new();
    read(path, |row, _| who.push(row.fact.who)).map(|head| (head, who))
}

#[tokio::test]
async fn rows_of_several_lives_are_one_chain() {
    let directory = tempfile::tempdir().unwrap();
    written(&path(&directory), 0..20).await;
    written(&path(&directory), 20..40).await;
    let (head, mut who) = whole(&path(&directory)).unwrap();
    who.sort_unstable();
    assert_eq!((head.rows, who), (40, (0..40).collect()));
    let audit = Audit::open(&path(&directory)).unwrap();
    assert_eq!(audit.newest(3, |row| row.fact.who % 2 == 0).len(), 3);
    let mode = std::fs::metadata(path(&directory)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn a_row_that_was_changed_taken_out_or_put_in_breaks_the_chain() {
    let directory = tempfile::tempdir().unwrap();
    written(&path(&directory), 0..5).await;
    let text = std::fs::read_to_string(path(&directory)).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let with = |lines: &[&str]| {
        std::fs::write(path(&directory), lines.join("\n") + "\n").unwrap();
        whole(&path(&directory)).map(|(head, _)| head.rows).map_err(|broken| broken.to_string())
    };
    let changed = lines[2].replace("denied", "allowed");
    let wrong = with(&[lines[0], lines[1], &changed, lines[3], lines[4]]).unwrap_err();
    assert_eq!(wrong, "row 3 is not as it was written");
    assert!(with(&[lines[0], lines[1], lines[3], lines[4]]).unwrap_err().starts_with("row 3 does not follow"));
    assert!(with(&[lines[0], lines[0]]).unwrap_err().starts_with("row 2 does not follow"));
    assert!(with(&[lines[1], lines[0]]).unwrap_err().starts_with("row 1 does not follow"));
    // A shorter chain is a chain: its head tells it from the longer one.
    assert_eq!(with(&lines[..3]), Ok(3));
    assert_eq!(with(&lines), Ok(5));
    // Opening such a file is refused where its end was changed.
    let changed = lines[4].replace("denied", "allowed");
    drop(with(&[lines[3], &changed]));
    assert!(Audit::open(&path(&directory)).is_err());
}

#[tokio::test]
async fn what_a_crash_left_of_a_row_is_cut_off() {
    let directory = tempfile::tempdir().unwrap();
    written(&path(&directory), 0..3).await;
    let mut text = std::fs::read(path(&directory)).unwrap();
    text.extend_from_slice(br#"{"seq":4,"at":"2026-"#);
    std::fs::write(path(&directory), text).unwrap();
    assert_eq!(whole(&path(&directory)).unwrap_err().to_string(), "row 4 is cut off");
    written(&path(&directory), 3..4).await;
    assert_eq!(whole(&path(&directory)).unwrap().0.rows, 4);
}

#[tokio::test]
async fn a_line_break_in_a_name_is_no_row_of_its_own() {
    let directory = tempfile::tempdir().unwrap();
    let audit = Audit::open(&path(&directory)).unwrap();
    let forged = "x\n{\"seq\":1}\r\u{2028}\",\"hash\":\"0\"}";
    audit.record(Fact { repo: Some(forged.into()), ..fact(1) }).await.unwrap();
    audit.record(fact(2)).await.unwrap();
    let mut repos = Vec::new();
    assert_eq!(read(&path(&directory), |row, _| repos.push(row.fact.repo.clone())).unwrap().rows, 2);
    assert_eq!(repos[0].as_deref(), Some(forged));
}

#[test]
fn a_link_is_not_followed() {
    let directory = tempfile::tempdir().unwrap();
    let elsewhere = directory.path().join("elsewhere");
    std::fs::write(&elsewhere, "").unwrap();
    std::os::unix::fs::symlink(&elsewhere, path(&directory)).unwrap();
    assert!(Audit::open(&path(&directory)).is_err());
}
