//! One life of a process that uses the store: this test binary starts itself as a child that
//! opens a store, takes steps, notes each that was acknowledged, and is killed or refused.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use std::{env, fs};

use super::super::{Batch, SledStore, Store, StoreError, Tree};

/// Where a life takes place; only a child has it.
pub const ROOT: &str = "JULES_DISCORD_TEST_LIFE";
const STEPS: &str = "JULES_DISCORD_TEST_STEPS";
pub const WRITERS: u64 = 3;
/// The longest that anything may take.
const LONGEST: Duration = Duration::from_secs(30);
/// A life that was told why it cannot be lived.
const REFUSED: i32 = 3;

/// A life that could not note what it was acknowledged, which is no fault of the store.
pub const NO_NOTE: &str = "no note could be taken";

/// What the last acknowledged step of each writer was.
pub type Acks = BTreeMap<u64, u64>;

/// Moves each writer's cursor on, adds a record, drops an old one; says so once it is durable.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let Ok(root) = env::var(ROOT).map(PathBuf::from) else { return };
    let steps: u64 = env::var(STEPS).unwrap().parse().unwrap();
    let store = patiently(|| SledStore::open(&root.join("store"))).unwrap_or_else(|error| refuse(&error));
    let writers = (0..WRITERS).map(|writer| {
        let store = store.clone();
        let acks = OpenOptions::new().create(true).append(true).open(root.join("acks"));
        let mut acks = acks.unwrap_or_else(|error| refuse_to_note(&error));
        tokio::spawn(async move {
            let last = cursor(&*store, writer);
            for n in last + 1..=last.saturating_add(steps) {
                // After an error nobody knows whether the step is there; it may be taken again.
                let mut taken = store.commit(step(writer, n)).await;
                for _ in 0..2 {
                    if taken.is_err() {
                        taken = store.commit(step(writer, n)).await;
                    }
                }
                taken.unwrap_or_else(|error| refuse(&error));
                // A kill may leave half a line; the next life begins a new one.
                let noted = acks.write_all(format!("\n{writer} {n}\n").as_bytes());
                noted.unwrap_or_else(|error| refuse_to_note(&error));
            }
        })
    });
    futures::future::join_all(writers).await;
    store.close().await.unwrap_or_else(|error| refuse(&error));
}

/// A child that another test has just forked holds our locks until it has replaced itself, which on
/// a busy machine takes longer than a start is patient. That is no fault of the store.
fn patiently<T>(mut open: impl FnMut() -> Result<T, StoreError>) -> Result<T, StoreError> {
    let deadline = Instant::now() + LONGEST;
    loop {
        match open() {
            Err(StoreError::Locked { .. }) if Instant::now() < deadline => {}
            opened => return opened,
        }
    }
}

fn refuse(error: &dyn std::error::Error) -> ! {
    eprintln!("refused: {error}");
    std::process::exit(REFUSED)
}

/// The file of acknowledgements lies on the same troubled disk; what happens to it is no matter.
fn refuse_to_note(error: &dyn std::error::Error) -> ! {
    eprintln!("refused: {NO_NOTE} ({error})");
    std::process::exit(REFUSED)
}

/// A directory for lives: in memory where there is such a place, for there are many of them,
/// and a kill does not care.
pub fn place() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// A life that goes on in the background, with these variables set.
pub fn start(root: &Path, steps: u64, variables: &[(&str, String)]) -> Child {
    start_as("store::tests::life::child", root, steps, variables)
}

/// The same for another life than a usual one.
pub fn start_as(child: &str, root: &Path, steps: u64, variables: &[(&str, String)]) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", child, "--nocapture", "--test-threads=1"])
        .env(ROOT, root)
        .env(STEPS, steps.to_string())
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .stdout(Stdio::null())
        .stderr(File::create(root.join("stderr")).unwrap())
        .spawn()
        .unwrap()
}

/// A whole life under the shim that stands between it and its files.
pub fn live(root: &Path, steps: u64, variables: &[(&str, String)]) -> ExitStatus {
    live_as("store::tests::life::child", root, steps, variables)
}

/// The same for another life than a usual one.
pub fn live_as(child: &str, root: &Path, steps: u64, variables: &[(&str, String)]) -> ExitStatus {
    let mut all = vec![("LD_PRELOAD", shim().display().to_string()), ("CALLS_UNDER", root.display().to_string())];
    all.extend(variables.iter().cloned());
    start_as(child, root, steps, &all).wait().unwrap()
}

/// Everything a life said.
pub fn said(root: &Path) -> String {
    fs::read_to_string(root.join("stderr")).unwrap_or_default()
}

/// The sentence a life was refused with.
pub fn refusal(root: &Path) -> Option<String> {
    said(root).lines().find_map(|line| line.strip_prefix("refused: ")).map(ToOwned::to_owned)
}

/// `tests/faults/file_calls.c`, built once. Whoever built this test has a C compiler: `ring` needs one.
pub fn shim() -> &'static Path {
    static SHIM: OnceLock<PathBuf> = OnceLock::new();
    SHIM.get_or_init(|| {
        let library = env::current_exe().unwrap().with_extension("calls.so");
        let building = library.with_extension(std::process::id().to_string());
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/file_calls.c");
        let compiler = env::var("CC").unwrap_or_else(|_| "cc".to_owned());
        let built = Command::new(&compiler).args(["-shared", "-fPIC", "-O1", "-o"]).arg(&building).arg(source).status();
        assert!(built.is_ok_and(|status| status.success()), "`{compiler}` cannot build tests/faults/file_calls.c");
        fs::rename(building, &library).unwrap();
        library
    })
}

pub fn step(writer: u64, n: u64) -> Batch {
    let mut batch = Batch::default();
    batch.put(Tree::Threads, writer.to_be_bytes(), n.to_be_bytes().to_vec());
    let length = if n.is_multiple_of(7) { 9_000 } else { 100 };
    batch.put(Tree::Outbox, outbox_key(writer, n), vec![u8::try_from(n % 256).unwrap(); length]);
    if n > 20 {
        batch.drop(Tree::Outbox, outbox_key(writer, n - 20));
    }
    batch
}

fn outbox_key(writer: u64, n: u64) -> Vec<u8> {
    [writer.to_be_bytes(), n.to_be_bytes()].concat()
}

pub fn cursor(store: &dyn Store, writer: u64) -> u64 {
    let bytes = store.get(Tree::Threads, &writer.to_be_bytes()).unwrap();
    bytes.map_or(0, |bytes| u64::from_be_bytes(bytes.try_into().unwrap()))
}

/// Reads lines `writer n`. One that was cut short says less than was acknowledged.
pub fn acks(text: &str) -> Acks {
    let mut acks = Acks::new();
    for (writer, n) in text.lines().filter_map(|line| line.split_once(' ')) {
        let (Ok(writer), Ok(n)) = (writer.parse(), n.parse::<u64>()) else { continue };
        acks.entry(writer).and_modify(|last: &mut u64| *last = n.max(*last)).or_insert(n);
    }
    acks
}

/// What the lives so far were acknowledged.
pub fn acknowledged(root: &Path) -> Acks {
    acks(&fs::read_to_string(root.join("acks")).unwrap_or_default())
}

/// Opens the store as the next start would, and sees that all that was acknowledged is there,
/// and that each writer's records are exactly those of the step its cursor says it is at.
pub fn examine(path: &Path, acknowledged: &Acks) -> Result<(), String> {
    let store = patiently(|| SledStore::open_restored(path)).map_err(|error| format!("does not open: {error}"))?;
    for writer in 0..WRITERS {
        let (has, acked) = (cursor(&*store, writer), acknowledged.get(&writer).copied().unwrap_or(0));
        if has < acked {
            return Err(format!("writer {writer} was acknowledged {acked} and is at {has}"));
        }
        let rows = store.scan(Tree::Outbox, &writer.to_be_bytes()).map_err(|error| error.to_string())?;
        let mut expected = Vec::new();
        for n in has.saturating_sub(19).max(1)..=has {
            expected.extend(step(writer, n).changes.into_iter().filter(|change| change.tree == Tree::Outbox));
        }
        let expected: Vec<_> = expected.into_iter().filter_map(|change| Some((change.key, change.value?))).collect();
        if rows != expected {
            return Err(format!("writer {writer} at {has} has other records than it wrote"));
        }
    }
    Ok(())
}
