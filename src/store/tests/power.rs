//! Power loss: three lives in one directory are noted call by call, a model of the disk loses
//! its power at each of them, and the store has to open from what is left.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::life::{self, examine, live};
use super::model_disk::{Call, Disk, Loss, read_log};

const LOSSES: [Loss; 4] = [Loss::Everything, Loss::Any, Loss::Sectors, Loss::Tail];

/// A first start with its steps, a second that is killed, a third on what that left in memory.
fn three_lives(dir: &Path) -> Vec<Call> {
    let (root, log) = (dir.join("root"), dir.join("log"));
    std::fs::create_dir(&root).unwrap();
    let noted = ("CALLS_LOG", log.display().to_string());
    assert!(live(&root, 6, std::slice::from_ref(&noted)).success());
    assert!(!live(&root, 6, &[noted.clone(), ("CALLS_KILL", "45".to_owned())]).success());
    assert!(live(&root, 6, &[noted]).success());
    read_log(&log, &root)
}

#[test]
fn a_power_loss_at_any_call_loses_nothing_acknowledged_and_needs_nobody() {
    let dir = life::place();
    let calls = three_lives(dir.path());
    let seed = fastrand::u64(..);
    let next = AtomicUsize::new(0);
    let states = calls.len() * LOSSES.len();
    assert!(states >= 300, "{states} states are too few");
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let (mut disk, mut taken) = (Disk::default(), 0);
                loop {
                    let state = next.fetch_add(1, Ordering::Relaxed);
                    let (at, loss) = (state / LOSSES.len() + 1, LOSSES[state % LOSSES.len()]);
                    if at > calls.len() {
                        break;
                    }
                    calls[taken..at].iter().for_each(|call| disk.take(call));
                    taken = at;
                    let root = dir.path().join(state.to_string());
                    disk.lose_power(loss, &mut fastrand::Rng::with_seed(seed ^ state as u64), &root);
                    let found = examine(&root.join("store"), &disk.acknowledged());
                    assert_eq!(found, Ok(()), "after call {at} of {}, {loss:?}, seed {seed}", calls.len());
                    std::fs::remove_dir_all(root).unwrap();
                }
            });
        }
    });
    println!("{states} states after a power loss: 0 lost, 0 torn, all open");
}
