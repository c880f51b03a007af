//! A small file system in memory, to be full in earnest, where the machine lets us mount one.
#![allow(clippy::print_stderr)]

use std::{
    fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    process::Command,
};

/// A file system of a few MiB, as long as the value lives.
pub(in crate::backend) struct Small {
    dir: tempfile::TempDir,
}

impl Small {
    /// `None` where this machine does not let us.
    pub(in crate::backend) fn mount() -> Option<Small> {
        let dir = tempfile::tempdir().unwrap();
        let args = ["-t", "tmpfs", "-o", "size=4m", "samskriv-test"];
        let mounted = Command::new("mount").args(args).arg(dir.path()).output();
        let mounted = mounted.is_ok_and(|done| done.status.success());
        if !mounted {
            eprintln!("skipped: this machine does not let us mount a small file system");
        }
        mounted.then_some(Small { dir })
    }

    /// Where it is mounted.
    pub(in crate::backend) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Takes all the room there is.
    pub(in crate::backend) fn fill(&self) -> PathBuf {
        let path = self.dir.path().join("filler");
        let mut file = fs::File::create(&path).unwrap();
        // The last bytes one by one: a rest of a page is room for a change.
        for size in [1 << 16, 4096, 1] {
            let piece = vec![7; size];
            loop {
                match file.write_all(&piece) {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => panic!("{error}"),
                }
            }
        }
        path
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.dir.path()).status();
    }
}
