//! A wall clock for the bot that a test can set, in a process whose other clocks go on as ever.

use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Launch;

/// A clock on the wall.
pub struct WallClock {
    directory: tempfile::TempDir,
    file: std::fs::File,
}

impl WallClock {
    /// One that is right.
    pub fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let file = std::fs::File::create(directory.path().join("ahead")).unwrap();
        let clock = Self { directory, file };
        clock.set_ahead(0);
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/wall_clock.c");
        // Whoever built this test has a C compiler: `ring` needs one.
        let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
        let library = clock.library();
        let built = Command::new(&compiler).args(["-shared", "-fPIC", "-O1", "-o"]).arg(library).arg(source).status();
        assert!(built.is_ok_and(|status| status.success()), "`{compiler}` cannot build tests/faults/wall_clock.c");
        clock
    }

    fn library(&self) -> PathBuf {
        self.directory.path().join("wall_clock.so")
    }

    /// The bot looks at this clock.
    pub fn hang_before(&self, launch: Launch) -> Launch {
        let ahead = self.directory.path().join("ahead");
        launch.set("LD_PRELOAD", self.library().to_str().unwrap()).set("CLOCK_FILE", ahead.to_str().unwrap())
    }

    /// Sets it to so many seconds ahead of the true time.
    pub fn set_ahead(&self, seconds: i64) {
        self.file.write_all_at(&seconds.to_ne_bytes(), 0).unwrap();
    }
}
