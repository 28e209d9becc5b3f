//! A disk as the standard promises it, and no better: what was synced is there after a power
//! loss; of what was not, each name, write and sector is there or not.
//!
//! It is fed the calls that `tests/faults/file_calls.c` noted.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::life::{self, Acks};

/// A call that changed a file, or made a change durable.
#[derive(Debug, Clone)]
pub struct Call {
    /// `C`reate, `W`rite, `T`runcate, `S`ync, `R`ename, `U`nlink, `M`ake a directory; `r` is
    /// `sync_file_range`, which promises nothing.
    pub kind: char,
    offset: usize,
    bytes: Vec<u8>,
    /// Below the root.
    path: PathBuf,
}

impl Call {
    /// What a rename makes of its path: it stays below the root.
    fn to(&self) -> PathBuf {
        PathBuf::from(std::str::from_utf8(&self.bytes).unwrap())
    }
}

/// Reads a log of the shim.
pub fn read_log(log: &Path, root: &Path) -> Vec<Call> {
    let bytes = fs::read(log).unwrap();
    let (mut calls, mut rest) = (Vec::new(), &bytes[..]);
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let line = std::str::from_utf8(&rest[..end]).unwrap();
        let mut fields = line.splitn(4, ' ');
        let mut field = || fields.next().unwrap();
        let (kind, offset, length) = (field(), field().parse().unwrap(), field().parse().unwrap());
        let below = |path: &str| Path::new(path).strip_prefix(root).unwrap().to_owned();
        let path = below(field());
        let (payload, after) = rest[end + 1..].split_at(length);
        let bytes = match kind {
            "R" => below(std::str::from_utf8(payload).unwrap()).into_os_string().into_encoded_bytes(),
            _ => payload.to_vec(),
        };
        calls.push(Call { kind: kind.chars().next().unwrap(), offset, bytes, path });
        rest = after;
    }
    calls
}

/// How much of what was not synced a power loss leaves.
#[derive(Debug, Clone, Copy)]
pub enum Loss {
    /// All is gone.
    Everything,
    /// Each write and each change of a name by itself.
    Any,
    /// Each sector of 512 bytes of each write, too.
    Sectors,
    /// The first of the changes, and of the last of these the first pages.
    Tail,
}

#[derive(Debug, Clone)]
enum Node {
    Directory,
    File(usize),
}

type Names = BTreeMap<PathBuf, Node>;

#[derive(Debug, Clone)]
enum Rename {
    Add(PathBuf, Node),
    Remove(PathBuf),
    Move(PathBuf, PathBuf),
}

impl Rename {
    fn parent(&self) -> Option<&Path> {
        match self {
            Self::Add(path, _) | Self::Remove(path) | Self::Move(path, _) => path.parent(),
        }
    }

    fn apply(&self, names: &mut Names) {
        match self {
            Self::Add(path, node) => drop(names.insert(path.clone(), node.clone())),
            Self::Remove(path) => drop(names.remove(path)),
            Self::Move(from, to) => {
                let moved: Vec<PathBuf> = names.keys().filter(|path| path.starts_with(from)).cloned().collect();
                if !moved.is_empty() {
                    names.retain(|path, _| !path.starts_with(to));
                }
                for path in moved {
                    let below = path.strip_prefix(from).unwrap();
                    let target = if below == Path::new("") { to.clone() } else { to.join(below) };
                    let node = names.remove(&path).unwrap();
                    names.insert(target, node);
                }
            }
        }
    }
}

#[derive(Debug, Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Cut(usize),
}

impl Change {
    fn apply(&self, file: &mut Vec<u8>) {
        match self {
            Self::Cut(length) => file.resize(*length, 0),
            Self::Write(at, bytes) => {
                if file.len() < at + bytes.len() {
                    file.resize(at + bytes.len(), 0);
                }
                file[*at..at + bytes.len()].copy_from_slice(bytes);
            }
        }
    }

    /// The parts of a write that `size` bytes at once may leave behind.
    fn torn(&self, size: usize) -> Vec<Self> {
        let Self::Write(at, bytes) = self else { return vec![self.clone()] };
        let mut parts = Vec::new();
        let (mut from, end) = (*at, at + bytes.len());
        while from < end {
            let to = ((from / size + 1) * size).min(end);
            parts.push(Self::Write(from, bytes[from - at..to - at].to_vec()));
            from = to;
        }
        parts
    }
}

#[derive(Debug, Default)]
struct File {
    safe: Vec<u8>,
    pending: Vec<Change>,
}

/// The disk after some calls.
#[derive(Debug, Default)]
pub struct Disk {
    now: Names,
    safe: Names,
    pending: Vec<Rename>,
    files: Vec<File>,
    acknowledged: String,
}

impl Disk {
    pub fn acknowledged(&self) -> Acks {
        life::acks(&self.acknowledged)
    }

    /// One more call.
    pub fn take(&mut self, call: &Call) {
        if call.path == Path::new("acks") {
            self.acknowledged.push_str(std::str::from_utf8(&call.bytes).unwrap());
            return;
        }
        let path = call.path.clone();
        match call.kind {
            'C' => {
                self.files.push(File::default());
                self.rename(Rename::Add(path, Node::File(self.files.len() - 1)));
            }
            'M' => self.rename(Rename::Add(path, Node::Directory)),
            'U' => self.rename(Rename::Remove(path)),
            'R' => self.rename(Rename::Move(path, call.to())),
            'W' => self.file(&path).pending.push(Change::Write(call.offset, call.bytes.clone())),
            'T' => self.file(&path).pending.push(Change::Cut(call.offset)),
            'S' => self.sync(&path),
            _ => {}
        }
    }

    fn rename(&mut self, rename: Rename) {
        rename.apply(&mut self.now);
        self.pending.push(rename);
    }

    fn file(&mut self, path: &Path) -> &mut File {
        match self.now[path] {
            Node::File(id) => &mut self.files[id],
            Node::Directory => panic!("{} is a directory", path.display()),
        }
    }

    fn sync(&mut self, path: &Path) {
        if let Some(Node::File(_)) = self.now.get(path) {
            let file = self.file(path);
            for change in std::mem::take(&mut file.pending) {
                change.apply(&mut file.safe);
            }
            return;
        }
        let (these, others) = self.pending.drain(..).partition(|rename: &Rename| rename.parent() == Some(path));
        self.pending = others;
        for rename in these {
            rename.apply(&mut self.safe);
        }
    }

    /// Writes what a power loss leaves into a directory.
    pub fn lose_power(&self, loss: Loss, random: &mut fastrand::Rng, into: &Path) {
        let mut names = self.safe.clone();
        let kept = random.usize(..=self.pending.len());
        for (at, rename) in self.pending.iter().enumerate() {
            let keep = match loss {
                Loss::Everything => false,
                Loss::Any | Loss::Sectors => random.bool(),
                Loss::Tail => at < kept,
            };
            if keep {
                rename.apply(&mut names);
            }
        }
        fs::create_dir_all(into).unwrap();
        for (path, node) in &names {
            let whole = into.join(path);
            if !whole.parent().unwrap().is_dir() {
                continue; // its directory is gone
            }
            match node {
                Node::Directory => fs::create_dir_all(whole).unwrap(),
                Node::File(id) => fs::write(whole, self.files[*id].after(loss, random)).unwrap(),
            }
        }
    }
}

impl File {
    fn after(&self, loss: Loss, random: &mut fastrand::Rng) -> Vec<u8> {
        let mut bytes = self.safe.clone();
        let changes: Vec<Change> = match loss {
            Loss::Everything => Vec::new(),
            Loss::Any => self.pending.iter().filter(|_| random.bool()).cloned().collect(),
            Loss::Sectors => {
                let parts = self.pending.iter().flat_map(|change| change.torn(512));
                parts.filter(|_| random.bool()).collect()
            }
            Loss::Tail => {
                let parts: Vec<Change> = self.pending.iter().flat_map(|change| change.torn(4096)).collect();
                let kept = random.usize(..=parts.len());
                parts.into_iter().take(kept).collect()
            }
        };
        for change in changes {
            change.apply(&mut bytes);
        }
        bytes
    }
}
