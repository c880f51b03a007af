//! A backup's file: new, whole, read back, and only then under its name. What is there already stays.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use super::{BackupError, error::at, sealed::MAX_FILE};
use crate::backend::{
    files::{beside, parent, sync_dir, write_fresh},
    random_bytes,
};

/// Puts a new file at the path, once `verify` finds what is on the disk good.
///
/// A file that is there is never replaced: it may be the only copy of what a computer held that is gone.
pub(super) fn put(
    path: &Path,
    bytes: Vec<u8>,
    verify: impl FnOnce(Vec<u8>) -> Result<(), BackupError>,
) -> Result<(), BackupError> {
    if path.symlink_metadata().is_ok() {
        return Err(BackupError::Exists(path.to_owned()));
    }
    let fresh = beside(path, &format!("{:016x}", u64::from_be_bytes(random_bytes())));
    let written = (|| {
        write_fresh(&fresh, &[&bytes]).map_err(at(path))?;
        drop(bytes);
        verify(read(&fresh)?)?;
        name(&fresh, path)
    })();
    // Named, it has two names; not named, it is of no use.
    let _ = fs::remove_file(&fresh);
    written?;
    sync_dir(parent(path)).map_err(at(path))
}

/// Gives a file a name that nothing has.
fn name(fresh: &Path, path: &Path) -> Result<(), BackupError> {
    match fs::hard_link(fresh, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(BackupError::Exists(path.to_owned()))
        }
        // A memory stick has no second names; between the look and the renaming nobody is expected.
        Err(_) if path.symlink_metadata().is_err() => fs::rename(fresh, path).map_err(at(path)),
        Err(_) => Err(BackupError::Exists(path.to_owned())),
        Ok(()) => Ok(()),
    }
}

/// The file's bytes; no more of them than a backup may have.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, BackupError> {
    let file = File::open(path).map_err(at(path))?;
    let length = file.metadata().map_err(at(path))?.len();
    if length > MAX_FILE {
        return Err(BackupError::NotABackup);
    }
    let mut bytes = Vec::new();
    let room = usize::try_from(length).map_err(|_| BackupError::NoMemory)?;
    bytes.try_reserve_exact(room).map_err(|_| BackupError::NoMemory)?;
    file.take(MAX_FILE).read_to_end(&mut bytes).map_err(at(path))?;
    Ok(bytes)
}
