//! `kill -9` at random moments, life after life in one store.

use std::time::Duration;

use super::life::{self, WRITERS, acknowledged};

const KILLS: usize = 30;

#[test]
fn kill_9_at_any_moment_loses_nothing_acknowledged_and_tears_nothing() {
    let dir = life::place();
    for run in 0..KILLS {
        let mut child = life::start(dir.path(), u64::MAX, &[]);
        // Some die while starting, some in full flow.
        let pause = Duration::from_millis(fastrand::u64(1..80));
        if run % 2 == 0 {
            let before = acknowledged(dir.path());
            while acknowledged(dir.path()) == before {
                assert!(child.try_wait().unwrap().is_none(), "it ended: {}", life::said(dir.path()));
                // Not in the child's way: there may be one processor for both.
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        std::thread::sleep(pause);
        child.kill().unwrap();
        child.wait().unwrap();
        let found = life::examine(&dir.path().join("store"), &acknowledged(dir.path()));
        assert_eq!(found, Ok(()), "run {run}");
    }
    let last = acknowledged(dir.path());
    assert_eq!(last.len() as u64, WRITERS, "no run lived long enough to commit anything");
    println!("{KILLS} kills, cursors at {last:?}, 0 lost, 0 torn");
}
