//! A directory and a file that only their owner reads: what is in the log is sealed, but which devices
//! belong together and how much they write is not.

use std::{
    fs::{DirBuilder, OpenOptions},
    io,
    path::Path,
};

/// Makes `dir` where there is none. On Unix it gets mode 0700; one that is there is its owner's to judge.
///
/// # Errors
/// The disk's.
pub fn make_directory(dir: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// Makes an empty file where there is none. On Unix it gets mode 0600.
///
/// # Errors
/// The disk's, and where there is one.
pub fn make_file(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
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
        make_directory(&dir).unwrap();
        make_file(&dir.join("log")).unwrap();
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
        make_directory(dir.path()).unwrap();
        assert!(make_file(&file).is_err());
        close_to_others(&file).unwrap();
        assert_eq!((mode(&file), mode(dir.path())), (0o600, 0o755));
        assert_eq!(std::fs::read(&file).unwrap(), b"kept");
    }
}
