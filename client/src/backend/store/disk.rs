//! Sled's files as the operating system sees them: making them durable, which sled does not do by
//! itself, and their size.

#[cfg(any(target_os = "linux", target_os = "android"))]
use std::fs::File;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::backend::durable::{self, Durable};

/// The directory that sled keeps its files in.
pub(super) struct Disk {
    dir: PathBuf,
    // Held from the start: the kernel tells each open file once of a failed write since it was opened.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    handle: File,
}

impl Disk {
    /// The directory, which exists.
    pub(super) fn open(dir: &Path) -> io::Result<Disk> {
        Ok(Disk {
            dir: dir.to_owned(),
            #[cfg(any(target_os = "linux", target_os = "android"))]
            handle: File::open(dir)?,
        })
    }

    /// Fails where sled's file is gone: sled would hang when it is next given something.
    pub(super) fn check(&self) -> io::Result<()> {
        fs::metadata(self.dir.join("db")).map(drop)
    }

    /// Makes all of sled's files durable. On Linux sled's own flush is a `sync_file_range`, which
    /// does not survive a power cut; `syncfs` did, in 60 of 60 (design/ARCHITECTURE.md).
    #[cfg(any(target_os = "linux", target_os = "android"))]
    pub(super) fn sync(&self) -> io::Result<()> {
        durable::make(Durable::All(&self.dir), || Ok(rustix::fs::syncfs(&self.handle)?))
    }

    /// Makes all of sled's files durable.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    pub(super) fn sync(&self) -> io::Result<()> {
        durable::make(Durable::All(&self.dir), || sync_each(&self.dir))
    }

    /// The length of all of sled's files together, in bytes. What cannot be read counts nothing.
    pub(super) fn bytes(&self) -> u64 {
        let files = files(&self.dir).unwrap_or_default();
        files.iter().filter_map(|file| fs::metadata(file).ok()).map(|file| file.len()).sum()
    }
}

/// The files in the directory and in the directories directly in it.
fn files(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            for entry in fs::read_dir(entry.path())? {
                files.push(entry?.path());
            }
        } else {
            files.push(entry.path());
        }
    }
    Ok(files)
}

/// Makes the directory's files durable, one by one.
#[cfg(any(test, not(any(target_os = "linux", target_os = "android"))))]
fn sync_each(dir: &Path) -> io::Result<()> {
    // Windows flushes only what was opened for writing.
    let sync = |path: &Path| fs::OpenOptions::new().write(true).open(path)?.sync_all();
    for file in files(dir)? {
        match sync(&file) {
            // Sled removes old snapshots and blobs in the background.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            result => result?,
        }
    }
    crate::backend::files::sync_dir(&dir.join("blobs"))?;
    crate::backend::files::sync_dir(dir)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn both_ways_to_sync_take_what_sled_lays_down() {
        let dir = tempfile::tempdir().unwrap();
        let disk = Disk::open(dir.path()).unwrap();
        assert!(disk.check().is_err());
        assert!(sync_each(dir.path()).is_err(), "sled always has a directory for blobs");
        let db = sled::Config::new().path(dir.path()).flush_every_ms(None).open().unwrap();
        db.insert("key", "value").unwrap();
        disk.check().unwrap();
        disk.sync().unwrap();
        sync_each(dir.path()).unwrap();
        let names = |file: &PathBuf| file.file_name().unwrap().to_str().unwrap().to_owned();
        assert!(files(dir.path()).unwrap().iter().map(names).any(|name| name == "db"));
        assert!(disk.bytes() >= fs::metadata(dir.path().join("db")).unwrap().len());
    }
}
