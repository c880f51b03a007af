//! A file written whole or not at all: beside its place first, then, once it is on disk, into it.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::backend::files::sync_dir;

/// Writes the file; whether it took the place of one that was there. Whoever reads it meanwhile, or after a
/// crash, finds either the old one or the new one. `random` tells the file beside it from anybody else's.
///
/// # Errors
/// The folder is missing or may not be written in, the file may not be written or is a folder, the disk is
/// full. What was there is there still.
pub fn write(path: &Path, bytes: &[u8], random: u64) -> io::Result<bool> {
    // A link stays one: what it points to is written.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let before = fs::metadata(&path).ok();
    // Putting another in its place would get round this.
    if before.as_ref().is_some_and(|before| before.permissions().readonly()) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let (folder, beside) = beside(&path, random)?;
    let written = write_beside(&beside, bytes, before.as_ref()).and_then(|()| fs::rename(&beside, &path));
    if let Err(error) = written {
        // Where it cannot be removed either, the first error is the one to tell.
        let _ = fs::remove_file(&beside);
        return Err(error);
    }
    sync_dir(&folder)?;
    Ok(before.is_some())
}

/// The file's folder, and a hidden name in it that nothing has.
fn beside(path: &Path, random: u64) -> io::Result<(PathBuf, PathBuf)> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{random:016x}"));
    let beside = folder.join(hidden);
    Ok((folder, beside))
}

fn write_beside(path: &Path, bytes: &[u8], before: Option<&fs::Metadata>) -> io::Result<()> {
    let mut file: File = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    if let Some(before) = before {
        // Who may read it stays as it was.
        file.set_permissions(before.permissions())?;
    }
    file.sync_all()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_takes_its_place_and_nothing_else_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("möte.md");
        assert!(!write(&path, b"ett", 1).unwrap());
        assert!(write(&path, b"tv\xC3\xA5", 2).unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"tv\xC3\xA5");
        assert_eq!(names(dir.path()), ["möte.md"]);
    }

    #[test]
    fn what_fails_leaves_what_was_there() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("mapp.md");
        fs::create_dir(&folder).unwrap();
        assert!(write(&folder, b"x", 1).is_err());
        let locked = dir.path().join("fast.md");
        fs::write(&locked, b"ett").unwrap();
        let mut readonly = fs::metadata(&locked).unwrap().permissions();
        readonly.set_readonly(true);
        fs::set_permissions(&locked, readonly).unwrap();
        assert_eq!(write(&locked, b"x", 1).unwrap_err().kind(), io::ErrorKind::PermissionDenied);
        assert_eq!(fs::read(&locked).unwrap(), b"ett");
        let missing = dir.path().join("finns inte").join("möte.md");
        assert_eq!(write(&missing, b"x", 1).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(names(dir.path()), ["fast.md", "mapp.md"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_and_who_may_read_stay() {
        use std::os::unix::fs::PermissionsExt;

        let dir = tempfile::tempdir().unwrap();
        let (path, link) = (dir.path().join("möte.md"), dir.path().join("länk.md"));
        fs::write(&path, b"ett").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(write(&link, b"nytt", 1).unwrap());
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"nytt");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
