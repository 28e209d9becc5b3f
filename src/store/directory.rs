//! The directory around the database: whose it is, who holds it, and what state it is in.
//!
//! ```text
//! bot.lock      held while the store is open; the holder's process id
//! creating      there from before the first open until `state.json` is durable
//! state.json    this is a store, and which one
//! db conf snap.* blobs/          sled's
//! quarantine-*/                  snapshots a repair has set aside
//! ```

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::StoreError;
use super::meta::State;

const LOCK: &str = "bot.lock";
const CREATING: &str = "creating";
const STATE: &str = "state.json";

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
                let parent = path.parent().filter(|parent| *parent != Path::new(""));
                let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
                made.and_then(|()| sync_directory(parent)).map_err(|error| failed(&error))?;
            }
            Err(error) => return Err(failed(&error)),
        }
        // sled keeps the path for later, so it must survive a change of directory.
        Ok(Self { path: fs::canonicalize(path).map_err(|error| failed(&error))? })
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
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                let _ = file.read_to_string(&mut text);
                return Err(StoreError::Locked { pid: text.trim().parse().ok() });
            }
            Err(TryLockError::Error(error)) => return Err(failed(&error)),
        }
        // The process id is for the message of the next one only. It must not stand in the
        // way on a full disk, where the store can still be read.
        let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(file)
    }

    /// What is there.
    pub fn holds(&self) -> Result<Holds, StoreError> {
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
        match self.names()?.into_iter().find(|name| name != LOCK && name != "lost+found") {
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
                "blobs" => fs::remove_dir_all(path),
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
            File::open(self.path.join(name))
                .and_then(|file| file.sync_all())
                .map_err(|error| self.failed(name, &error))?;
        }
        sync_directory(Some(&self.path)).map_err(|error| self.failed("", &error))
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
        for name in self.snapshots()?.into_iter().filter(|name| name.ends_with(".generating")) {
            fs::remove_file(self.path.join(&name)).map_err(|error| self.failed(&name, &error))?;
        }
        Ok(())
    }

    /// The names of sled's snapshots.
    pub fn snapshots(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.names()?.into_iter().filter(|name| name.starts_with("snap.")).collect())
    }

    /// Copies the database without its snapshots into a new directory beside this one's files.
    pub fn copy_without_snapshots(&self) -> Result<PathBuf, StoreError> {
        let copy = self.path.join("repair");
        let copied = (|| {
            if copy.exists() {
                fs::remove_dir_all(&copy)?;
            }
            fs::create_dir_all(copy.join("blobs"))?;
            for name in ["db", "conf"] {
                fs::copy(self.path.join(name), copy.join(name))?;
            }
            for blob in fs::read_dir(self.path.join("blobs"))? {
                let blob = blob?;
                fs::copy(blob.path(), copy.join("blobs").join(blob.file_name()))?;
            }
            Ok(())
        })();
        copied.map_err(|error| self.failed("repair", &error))?;
        Ok(copy)
    }

    /// Moves the snapshots out of sled's sight, and keeps them.
    pub fn quarantine_snapshots(&self) -> Result<PathBuf, StoreError> {
        let name = format!("quarantine-{}", chrono::Utc::now().format("%Y%m%dT%H%M%S%.3f"));
        let place = self.path.join(&name);
        fs::create_dir_all(&place).map_err(|error| self.failed(&name, &error))?;
        for snapshot in self.snapshots()? {
            fs::rename(self.path.join(&snapshot), place.join(&snapshot))
                .map_err(|error| self.failed(&snapshot, &error))?;
        }
        sync_directory(Some(&self.path)).map_err(|error| self.failed("", &error))?;
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

    /// Replaces a small file so that after any crash it is either the old or the new one.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let new = self.path.join(format!("{name}.new"));
        let written = (|| {
            let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&new, self.path.join(name))?;
            sync_directory(Some(&self.path))
        })();
        written.map_err(|error| self.failed(name, &error))
    }

    fn names(&self) -> Result<Vec<String>, StoreError> {
        let names = fs::read_dir(&self.path).and_then(|entries| {
            entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<io::Result<_>>()
        });
        names.map_err(|error| self.failed("", &error))
    }

    fn failed(&self, name: &str, error: &io::Error) -> StoreError {
        StoreError::io(self.path.join(name).display(), error)
    }
}

/// Makes the names in a directory durable.
fn sync_directory(path: Option<&Path>) -> io::Result<()> {
    path.map_or(Ok(()), |path| File::open(path)?.sync_all())
}
