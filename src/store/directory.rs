//! The directory around the database: whose it is, who holds it, and what state it is in.
//!
//! ```text
//! bot.lock      held while the store is open; the holder's process id
//! creating      there from before the first open until `state.json` is durable
//! state.json    this is a store, and which one
//! db conf snap.* blobs/          sled's
//! exports/                       the newest exports
//! new/ replacing                 another store that is about to take the place of this one
//! restored                       what is here is older than what has happened
//! audit*                         the audit's, unless it has another place
//! quarantine-*/                  what a repair or an import has set aside; never removed
//! ```

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::meta::State;
use super::{StoreError, export};

/// How long the one who holds the store may take to let go of it.
pub(super) const LETTING_GO: Duration = Duration::from_secs(1);

const LOCK: &str = "bot.lock";
const CREATING: &str = "creating";
pub(super) const STATE: &str = "state.json";
/// Where a store is made that is to take the place of this one.
pub(super) const NEW: &str = "new";
/// There while that happens.
pub(super) const REPLACING: &str = "replacing";
/// There until an imported store was compared with Discord and Jules.
pub(super) const RESTORED: &str = "restored";
const EXPORTS: &str = "exports";
/// A snapshot that sled is writing.
const GENERATING: &str = ".generating";

/// Takes what somebody may be about to let go of: a process that was told to stop, or a child
/// that was forked and has not yet replaced itself.
pub fn patiently<T>(within: Duration, mut take: impl FnMut() -> Result<T, StoreError>) -> Result<T, StoreError> {
    let deadline = Instant::now() + within;
    loop {
        match take() {
            Err(StoreError::Locked { .. }) if Instant::now() < deadline => sleep(Duration::from_millis(20)),
            taken => return taken,
        }
    }
}

/// A directory of ours, not yet locked.
#[derive(Debug, Clone)]
pub(super) struct Directory {
    path: PathBuf,
}

/// What a directory holds.
#[derive(Debug)]
pub(super) enum Holds {
    /// Nothing; a store may be made here.
    Nothing,
    /// What is left of a first start that was cut short before anything was stored.
    Unfinished,
    /// No store, but what was kept of one: it is not a new place.
    Remains,
    /// A store that is about to take the place of another.
    Replaced,
    Store(State),
}

impl Directory {
    /// Makes the directory if need be; changes nothing about one that is there.
    pub fn prepare(path: &Path) -> Result<Self, StoreError> {
        let failed = |error: &io::Error| StoreError::io(path.display(), error);
        let unusable = |why: &str| Err(StoreError::Unusable(format!("{} {why}", path.display())));
        match fs::symlink_metadata(path) {
            Ok(found) if found.is_symlink() => return unusable("is a symbolic link; name the directory itself"),
            Ok(found) if !found.is_dir() => return unusable("is not a directory"),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                make_durably(path).map_err(|error| failed(&error))?;
            }
            Err(error) => return Err(failed(&error)),
        }
        // sled keeps the path for later, so it must survive a change of directory.
        Ok(Self { path: fs::canonicalize(path).map_err(|error| failed(&error))? })
    }

    /// A directory that is there.
    pub fn existing(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Unusable(format!("{} does not exist", path.display())));
        }
        Self::prepare(path)
    }

    /// Sees that nobody else can look into it: the records quote what people wrote.
    pub fn protect(&self) -> Result<(), StoreError> {
        let mode = fs::metadata(&self.path).map_err(|error| self.failed("", &error))?.permissions().mode();
        if mode & 0o077 != 0 && fs::set_permissions(&self.path, Permissions::from_mode(0o700)).is_err() {
            let path = self.path.display();
            return Err(StoreError::Unusable(format!(
                "{path} is open to others and not ours; use a subdirectory of it"
            )));
        }
        Ok(())
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes the lock; it lasts as long as the file, and ends with the process.
    pub fn lock(&self) -> Result<File, StoreError> {
        let path = self.path.join(LOCK);
        let failed = |error: &io::Error| StoreError::io(path.display(), error);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(|error| failed(&error))?;
        patiently(LETTING_GO, || match file.try_lock() {
            Ok(()) => Ok(()),
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                let _ = file.rewind().and_then(|()| file.read_to_string(&mut text));
                Err(StoreError::Locked { pid: text.trim().parse().ok() })
            }
            Err(TryLockError::Error(error)) => Err(failed(&error)),
        })?;
        // The process id is for the message of the next one only. It must not stand in the
        // way on a full disk, where the store can still be read.
        let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(file)
    }

    /// What is there.
    pub fn holds(&self) -> Result<Holds, StoreError> {
        if self.path.join(REPLACING).exists() {
            return Ok(Holds::Replaced);
        }
        match fs::read(self.path.join(STATE)) {
            Ok(text) => {
                let state = serde_json::from_slice(&text)
                    .map_err(|error| StoreError::Corrupt(format!("{STATE} cannot be read: {error}")))?;
                return Ok(Holds::Store(state));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(self.failed(STATE, &error)),
        }
        if self.path.join(CREATING).exists() {
            return Ok(Holds::Unfinished);
        }
        // A kill may come before the mark is in its place.
        let harmless = [LOCK, "creating.new", "replacing.new", NEW, "lost+found"];
        let mut names = self.names()?;
        names.retain(|name| !harmless.contains(&name.as_str()));
        if names.iter().any(|name| name == EXPORTS || name.starts_with("audit") || name.starts_with("quarantine-")) {
            return Ok(Holds::Remains);
        }
        match names.pop() {
            None => Ok(Holds::Nothing),
            Some(name) => Err(StoreError::Unusable(format!(
                "{} holds `{name}` but no `{STATE}`, so it is no store of this bot; choose an empty directory",
                self.path.display(),
            ))),
        }
    }

    /// Marks the directory as being made into a store, and throws away what an earlier attempt left.
    pub fn begin(&self) -> Result<(), StoreError> {
        self.write(CREATING, b"")?;
        for name in self.names()? {
            let path = self.path.join(&name);
            let removed = match name.as_str() {
                "db" | "conf" | "state.json.new" | "room" => fs::remove_file(path),
                "blobs" | NEW => fs::remove_dir_all(path),
                _ if name.starts_with("snap.") => fs::remove_file(path),
                _ => Ok(()),
            };
            removed.map_err(|error| self.failed(&name, &error))?;
        }
        Ok(())
    }

    /// sled never syncs these, and cannot open a database without them.
    pub fn sync_database(&self) -> Result<(), StoreError> {
        for name in ["conf", "db"] {
            match File::open(self.path.join(name)).and_then(|file| file.sync_all()) {
                // What is missing is noticed when the database is read.
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(self.failed(name, &error)),
                _ => {}
            }
        }
        sync_directory(&self.path).map_err(|error| self.failed("", &error))
    }

    /// Writes `state.json`; from here on this is a store.
    pub fn write_state(&self, state: &State) -> Result<(), StoreError> {
        let text = serde_json::to_vec_pretty(state).map_err(|error| StoreError::Io(error.to_string()))?;
        self.write(STATE, &text)?;
        match fs::remove_file(self.path.join(CREATING)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(self.failed(CREATING, &error)),
            _ => Ok(()),
        }
    }

    /// Deletes snapshots that were being written when the process was killed: sled takes
    /// such a file for the newest one and would refuse to open for ever.
    pub fn remove_unfinished_snapshots(&self) -> Result<(), StoreError> {
        for name in self.snapshots()?.into_iter().filter(|name| name.ends_with(GENERATING)) {
            fs::remove_file(self.path.join(&name)).map_err(|error| self.failed(&name, &error))?;
        }
        Ok(())
    }

    /// The names of sled's snapshots.
    pub fn snapshots(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.names()?.into_iter().filter(|name| name.starts_with("snap.")).collect())
    }

    /// Copies the database into a new directory, with or without its snapshots.
    pub fn copy_database(&self, to: &Path, snapshots: bool) -> Result<(), StoreError> {
        let mut names = vec!["db".to_owned(), "conf".to_owned()];
        if snapshots {
            names.extend(self.snapshots()?.into_iter().filter(|name| !name.ends_with(GENERATING)));
        }
        let copied = (|| {
            if to.exists() {
                fs::remove_dir_all(to)?;
            }
            fs::create_dir_all(to.join("blobs"))?;
            for name in names {
                match fs::copy(self.path.join(&name), to.join(&name)) {
                    // What is missing is noticed when the database is read.
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
            let Ok(blobs) = fs::read_dir(self.path.join("blobs")) else { return Ok(()) };
            for blob in blobs {
                let blob = blob?;
                fs::copy(blob.path(), to.join("blobs").join(blob.file_name()))?;
            }
            Ok(())
        })();
        copied.map_err(|error| StoreError::io(to.display(), &error))
    }

    /// Where exports are kept, made if need be.
    pub fn exports(&self) -> Result<PathBuf, StoreError> {
        let path = self.path.join(EXPORTS);
        if !path.is_dir() {
            make_durably(&path).map_err(|error| self.failed(EXPORTS, &error))?;
        }
        Ok(path)
    }

    /// The newest export, if there is one.
    pub fn newest_export(&self) -> Option<PathBuf> {
        export::list(&self.path.join(EXPORTS)).pop()
    }

    /// Whether the records are older than what has happened since.
    pub fn is_restored(&self) -> bool {
        self.path.join(RESTORED).exists()
    }

    /// From here on they are of today.
    pub fn is_up_to_date(&self) -> Result<(), StoreError> {
        self.remove(RESTORED)
    }

    /// Removes a file of ours durably; it may be gone already.
    pub fn remove(&self, name: &str) -> Result<(), StoreError> {
        let removed = match fs::remove_file(self.path.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => sync_directory(&self.path),
        };
        removed.map_err(|error| self.failed(name, &error))
    }

    /// The name of a place for what is set aside now.
    pub fn quarantine_name() -> String {
        format!("quarantine-{}", chrono::Utc::now().format("%Y%m%dT%H%M%S%.3f"))
    }

    /// Moves the snapshots out of sled's sight, and keeps them.
    pub fn quarantine_snapshots(&self) -> Result<PathBuf, StoreError> {
        let name = Self::quarantine_name();
        let place = self.path.join(&name);
        fs::create_dir_all(&place).map_err(|error| self.failed(&name, &error))?;
        for snapshot in self.snapshots()? {
            fs::rename(self.path.join(&snapshot), place.join(&snapshot))
                .map_err(|error| self.failed(&snapshot, &error))?;
        }
        sync_directory(&self.path).map_err(|error| self.failed("", &error))?;
        Ok(place)
    }

    /// Whether sled could write a few segments here.
    pub fn has_room(&self) -> Result<(), StoreError> {
        let path = self.path.join("room");
        let written = File::create(&path).and_then(|mut file| {
            file.write_all(&vec![1; 2 << 20])?;
            file.sync_all()
        });
        let removed = fs::remove_file(&path);
        written.and(removed).map_err(|error| self.failed("room", &error))
    }

    /// Why sled has panicked: it does where it cannot write, and does not say what was wrong.
    pub fn reason_of_a_panic(&self) -> StoreError {
        let gave_up = || self.failed("db", &io::Error::other("the database gave up"));
        self.has_room().err().unwrap_or_else(gave_up)
    }

    /// Replaces a small file so that after any crash it is either the old or the new one.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let new = self.path.join(format!("{name}.new"));
        let written = (|| {
            let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&new, self.path.join(name))?;
            sync_directory(&self.path)
        })();
        written.map_err(|error| self.failed(name, &error))
    }

    pub fn names(&self) -> Result<Vec<String>, StoreError> {
        let names = fs::read_dir(&self.path).and_then(|entries| {
            entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<io::Result<_>>()
        });
        names.map_err(|error| self.failed("", &error))
    }

    pub fn failed(&self, name: &str, error: &io::Error) -> StoreError {
        StoreError::io(self.path.join(name).display(), error)
    }
}

/// Makes a directory and those above it, so that a power loss takes none of them away.
fn make_durably(path: &Path) -> io::Result<()> {
    let parent = parent(path);
    if !parent.exists() {
        make_durably(parent)?;
    }
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
        made => made?,
    }
    sync_directory(parent)
}

/// The directory that a path is in.
pub(super) fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."))
}

/// Makes the names in a directory durable.
pub(super) fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}
