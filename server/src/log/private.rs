//! A directory and a file that only their owner reads: what is in the log is sealed, but which devices
//! belong together and how much they write is not.

use std::{
    fs::{DirBuilder, OpenOptions},
    io::{self, ErrorKind},
    path::Path,
};

/// Makes `dir` and an empty `file` in it where there are none. On Unix a new directory gets mode 0700
/// (one that is there is its owner's to judge) and the file 0600, also one that was there.
///
/// # Errors
/// The disk's.
pub fn make(dir: &Path, file: &str) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        builder.mode(0o700);
        options.mode(0o600);
    }
    builder.create(dir)?;
    let path = dir.join(file);
    match options.open(&path) {
        // Another's must not be opened here: closing it could end a lock that this process holds.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => close_to_others(&path),
        made => made.map(drop),
    }
}

/// Gives a file mode 0600 on Unix.
///
/// # Errors
/// The disk's.
#[cfg(unix)]
pub fn close_to_others(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = std::fs::metadata(path)?.permissions();
    if permissions.mode() & 0o077 == 0 {
        return Ok(());
    }
    permissions.set_mode(0o600);
    std::fs::set_permissions(path, permissions)
}

/// Does nothing: what others may read of a directory goes for its files as well.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn close_to_others(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::{fs::Permissions, os::unix::fs::PermissionsExt};

    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_made_is_its_owner_s_alone() {
        let outer = tempfile::tempdir().unwrap();
        let dir = outer.path().join("a/b");
        make(&dir, "log").unwrap();
        assert_eq!(
            (mode(&outer.path().join("a")), mode(&dir), mode(&dir.join("log"))),
            (0o700, 0o700, 0o600)
        );
    }

    #[test]
    fn a_file_that_was_there_is_closed_and_kept_and_its_directory_left() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("log");
        std::fs::write(&file, "kept").unwrap();
        std::fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
        std::fs::set_permissions(dir.path(), Permissions::from_mode(0o755)).unwrap();
        make(dir.path(), "log").unwrap();
        assert_eq!((mode(&file), mode(dir.path())), (0o600, 0o755));
        assert_eq!(std::fs::read(&file).unwrap(), b"kept");
    }
}
