//! Small files that must never be lost: device keys, epoch keys, relay addresses, the membership
//! chain. Each is replaced atomically, carries a checksum, and keeps its previous version beside
//! it. Here is also the lock that lets only one process work in a data directory.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use super::durable::{self, Durable};

/// The largest body that is written or read: 64 MiB.
pub const MAX_BODY: usize = 64 << 20;

const MAGIC: &[u8; 8] = b"samskriv";
const VERSION: u32 = 1;
/// Magic, version (big endian), BLAKE3 of both and of the body.
const HEADER: usize = 8 + 4 + 32;

/// Why a small file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Neither the file nor its previous version is whole.
    #[error("{} is damaged, and so is its previous version", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// A newer program wrote the file. It is left as it is.
    #[error("{} has format {found}, this program knows {VERSION}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format's version.
        found: u32,
    },
    /// The body is longer than [`MAX_BODY`].
    #[error("{} would be longer than {MAX_BODY} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
}

/// Why a data directory could not be locked.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process works in the directory.
    #[error("held by process {pid:?}")]
    HeldBy {
        /// Its process id, if it could be read.
        pid: Option<u32>,
    },
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The directory or the lock file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A data directory held by this process. The system lets go of it when the value is dropped or
/// the process dies.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Replaces the file's body. When this returns, the new body is on disk; at every moment before,
/// [`read`] gives either the old body or the new one. Only the owner may read it (mode 0600).
pub fn write(path: &Path, body: &[u8]) -> Result<(), FileError> {
    if body.len() > MAX_BODY {
        return Err(FileError::TooLarge { path: path.to_owned() });
    }
    let whole = match load(path)? {
        Loaded::Newer(found) => {
            return Err(FileError::Newer { path: path.to_owned(), found });
        }
        Loaded::Whole(_) => true,
        Loaded::Missing | Loaded::Damaged => false,
    };
    let at = |error_path: &Path| {
        let path = error_path.to_owned();
        move |source| FileError::Io { path, source }
    };
    let directory = parent(path);
    create_private_dir(directory).map_err(at(directory))?;
    let fresh = beside(path, "new");
    write_fresh(&fresh, &[&header(body), body]).map_err(at(&fresh))?;
    // A damaged file never takes the place of a previous version that is whole. A copy does, so that there is
    // no moment without the file itself.
    if whole {
        let (copy, previous) = (beside(path, "copy"), beside(path, "previous"));
        copy_or_link(path, &copy).map_err(at(&copy))?;
        fs::rename(&copy, &previous).map_err(at(&previous))?;
    }
    fs::rename(&fresh, path).map_err(at(path))?;
    sync_dir(directory).map_err(at(directory))
}

/// Removes a file with its previous version; that there is none is fine.
pub fn remove(path: &Path) -> Result<(), FileError> {
    // The file goes last: alone, its previous version would stand for it.
    for path in [beside(path, "new"), beside(path, "copy"), beside(path, "previous"), path.to_owned()] {
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(FileError::Io { path, source });
            }
            _ => {}
        }
    }
    let directory = parent(path);
    sync_dir(directory).map_err(|source| FileError::Io { path: directory.to_owned(), source })
}

/// A second name for a file, or a second file where the file system has no such names.
fn copy_or_link(path: &Path, copy: &Path) -> io::Result<()> {
    match fs::remove_file(copy) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    if fs::hard_link(path, copy).is_err() {
        fs::copy(path, copy)?;
        // Windows flushes only what was opened for writing.
        durable::make(Durable::File(copy), || OpenOptions::new().write(true).open(copy)?.sync_all())?;
    }
    Ok(())
}

/// The body last written, or the one before it where the file itself is missing or damaged;
/// `None` if there is neither.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, FileError> {
    let newer = |path: &Path, found| Err(FileError::Newer { path: path.to_owned(), found });
    let damaged = match load(path)? {
        Loaded::Whole(body) => return Ok(Some(body)),
        Loaded::Newer(found) => return newer(path, found),
        Loaded::Missing => false,
        Loaded::Damaged => true,
    };
    let previous = beside(path, "previous");
    match load(&previous)? {
        Loaded::Whole(body) => {
            tracing::warn!(path = %path.display(), damaged, "read the previous version");
            Ok(Some(body))
        }
        Loaded::Newer(found) => newer(&previous, found),
        Loaded::Missing if !damaged => Ok(None),
        Loaded::Missing | Loaded::Damaged => Err(FileError::Damaged { path: path.to_owned() }),
    }
}

/// The body of this very file, whatever the one before it is; `Some(None)` where it is damaged, `None` where there is
/// no such file.
pub(crate) fn look(path: &Path) -> Result<Option<Option<Vec<u8>>>, FileError> {
    Ok(match load(path)? {
        Loaded::Whole(body) => Some(Some(body)),
        Loaded::Damaged => Some(None),
        Loaded::Missing => None,
        Loaded::Newer(found) => return Err(FileError::Newer { path: path.to_owned(), found }),
    })
}

/// A lock that this process has let go of is held a moment longer by a program that it is just starting, which has a copy
/// of every open file until it begins.
const TRIES: u32 = 40;
const TRY_AGAIN: Duration = Duration::from_millis(5);

/// Takes the directory for this process, or says which one has it. Creates the directory.
pub fn lock(dir: &Path) -> Result<Lock, LockError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| LockError::Io { path, source }
    };
    create_private_dir(dir).map_err(at(dir))?;
    let path = dir.join("lock");
    let file = private(OpenOptions::new().read(true).write(true).create(true).truncate(false))
        .open(&path)
        .map_err(at(&path))?;
    // Windows' locks forbid others to read the locked file, so the holder's id lies beside it there.
    let pid = if cfg!(windows) { dir.join("lock.pid") } else { path.clone() };
    let mut tries = 0;
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(fs::TryLockError::WouldBlock) => {
                let pid = read_pid(&pid);
                tries += 1;
                if tries == TRIES || pid != Some(std::process::id()) {
                    return Err(LockError::HeldBy { pid });
                }
                std::thread::sleep(TRY_AGAIN);
            }
            Err(fs::TryLockError::Error(source)) => return Err(LockError::Io { path, source }),
        }
    }
    fs::write(&pid, format!("{}\n", std::process::id())).map_err(at(&pid))?;
    Ok(Lock { _file: file })
}

/// Creates the directory and its parents where they are missing; on Unix only the owner may
/// enter what is created.
pub(crate) fn create_private_dir(dir: &Path) -> io::Result<()> {
    let missing: Vec<&Path> =
        dir.ancestors().take_while(|dir| !dir.as_os_str().is_empty() && !dir.is_dir()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)?;
    missing.into_iter().try_for_each(|dir| sync_dir(parent(dir)))
}

/// Makes durable which files the directory has. Windows has no such call and orders a
/// directory's changes in its own journal.
pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    durable::make(Durable::Names(dir), || {
        #[cfg(unix)]
        File::open(dir)?.sync_all()?;
        Ok(())
    })
}

/// Makes the options create files that only the owner may read.
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Writes a new file of these parts, in place of whatever lies there, and makes its bytes durable.
pub(crate) fn write_fresh(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = private(OpenOptions::new().write(true).create_new(true)).open(path)?;
    for part in parts {
        file.write_all(part)?;
    }
    durable::make(Durable::File(path), || file.sync_all())
}

/// `path` with `.extension` added to its name.
pub(crate) fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

/// The directory that the path lies in.
pub(crate) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

enum Loaded {
    Whole(Vec<u8>),
    Missing,
    Damaged,
    Newer(u32),
}

fn load(path: &Path) -> Result<Loaded, FileError> {
    let io = |source| FileError::Io { path: path.to_owned(), source };
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Loaded::Missing),
        Err(error) => return Err(io(error)),
    };
    let length = file.metadata().map_err(io)?.len();
    let mut head = [0; HEADER];
    match file.read_exact(&mut head) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(Loaded::Damaged),
        Err(error) => return Err(io(error)),
    }
    let (magic, rest) = head.split_at(MAGIC.len());
    let (version, _) = rest.split_at(4);
    let version = u32::from_be_bytes([version[0], version[1], version[2], version[3]]);
    if magic != MAGIC || length > (HEADER + MAX_BODY) as u64 {
        return Ok(Loaded::Damaged);
    }
    let mut body = Vec::with_capacity(usize::try_from(length).unwrap_or(0).saturating_sub(HEADER));
    file.take(MAX_BODY as u64 + 1).read_to_end(&mut body).map_err(io)?;
    // The header's layout is the same for all versions, so a damaged number is not taken for a newer one.
    if checksum(version, &body) != head[HEADER - 32..] {
        return Ok(Loaded::Damaged);
    }
    Ok(if version == VERSION { Loaded::Whole(body) } else { Loaded::Newer(version) })
}

fn header(body: &[u8]) -> Vec<u8> {
    [&MAGIC[..], &VERSION.to_be_bytes(), &checksum(VERSION, body)].concat()
}

fn checksum(version: u32, body: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(MAGIC);
    hasher.update(&version.to_be_bytes());
    hasher.update(body);
    *hasher.finalize().as_bytes()
}

fn read_pid(path: &Path) -> Option<u32> {
    let mut text = String::new();
    File::open(path).ok()?.take(32).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    fn place() -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("device/keys");
        (dir, path)
    }

    #[test]
    fn a_copy_that_a_program_just_being_started_has_is_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let held = lock(dir.path()).unwrap();
        let copy = held._file.try_clone().unwrap();
        drop(held);
        let started = std::thread::spawn(move || {
            std::thread::sleep(2 * TRY_AGAIN);
            drop(copy);
        });
        let again = lock(dir.path()).unwrap();
        started.join().unwrap();
        let refused = lock(dir.path()).map(drop);
        assert!(matches!(refused, Err(LockError::HeldBy { pid: Some(_) })), "{refused:?}");
        drop(again);
    }

    #[test]
    fn nothing_then_what_was_written_last() {
        let (_dir, path) = place();
        assert_eq!(read(&path).unwrap(), None);
        for body in [&b"first"[..], b"", &[7; 100_000]] {
            write(&path, body).unwrap();
            assert_eq!(read(&path).unwrap().as_deref(), Some(body));
        }
        assert!(!beside(&path, "new").exists());
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read() {
        use std::os::unix::fs::PermissionsExt;
        let (_dir, path) = place();
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // What a crash left behind must not pass its looser mode on.
        fs::write(beside(&path, "new"), b"left over").unwrap();
        fs::set_permissions(beside(&path, "new"), fs::Permissions::from_mode(0o644)).unwrap();
        write(&path, b"one").unwrap();
        write(&path, b"two").unwrap();
        for path in [&path, &beside(&path, "previous")] {
            assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn any_damage_gives_the_previous_version() {
        let (_dir, path) = place();
        write(&path, b"old").unwrap();
        write(&path, b"new").unwrap();
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 0x10;
            fs::write(&path, flipped).unwrap();
            assert_eq!(read(&path).unwrap().as_deref(), Some(&b"old"[..]), "flipped {at}");
            fs::write(&path, &whole[..at]).unwrap();
            assert_eq!(read(&path).unwrap().as_deref(), Some(&b"old"[..]), "cut at {at}");
        }
    }

    #[test]
    fn a_damaged_file_does_not_replace_the_previous_version() {
        let (_dir, path) = place();
        write(&path, b"old").unwrap();
        write(&path, b"new").unwrap();
        fs::write(&path, b"noise").unwrap();
        write(&path, b"newer").unwrap();
        assert_eq!(read(&path).unwrap().as_deref(), Some(&b"newer"[..]));
        fs::write(&path, b"noise").unwrap();
        assert_eq!(read(&path).unwrap().as_deref(), Some(&b"old"[..]));
    }

    #[test]
    fn both_damaged_is_an_error() {
        let (_dir, path) = place();
        write(&path, b"only").unwrap();
        fs::write(&path, b"").unwrap();
        assert!(matches!(read(&path), Err(FileError::Damaged { .. })));
        fs::write(beside(&path, "previous"), b"noise").unwrap();
        assert!(matches!(read(&path), Err(FileError::Damaged { .. })));
    }

    #[test]
    fn a_crash_between_the_two_renames_gives_the_old_body() {
        let (_dir, path) = place();
        write(&path, b"old").unwrap();
        fs::rename(&path, beside(&path, "previous")).unwrap();
        assert_eq!(read(&path).unwrap().as_deref(), Some(&b"old"[..]));
        write(&path, b"new").unwrap();
        assert_eq!(read(&path).unwrap().as_deref(), Some(&b"new"[..]));
    }

    #[test]
    fn a_newer_format_is_refused_and_left_alone() {
        let (_dir, path) = place();
        write(&path, b"old").unwrap();
        let newer = [&MAGIC[..], &9_u32.to_be_bytes(), &checksum(9, b"later"), b"later"].concat();
        fs::write(&path, &newer).unwrap();
        assert!(matches!(read(&path), Err(FileError::Newer { found: 9, .. })));
        assert!(matches!(write(&path, b"new"), Err(FileError::Newer { found: 9, .. })));
        assert_eq!(fs::read(&path).unwrap(), newer);
    }

    #[test]
    fn a_body_over_the_limit_is_refused() {
        let (_dir, path) = place();
        assert!(matches!(write(&path, &vec![0; MAX_BODY + 1]), Err(FileError::TooLarge { .. })));
    }

    #[test]
    fn the_second_to_lock_is_told_who_was_first() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("data");
        let first = lock(&dir).unwrap();
        match lock(&dir) {
            Err(LockError::HeldBy { pid }) => assert_eq!(pid, Some(std::process::id())),
            other => panic!("{other:?}"),
        }
        drop(first);
        lock(&dir).unwrap();
    }
}
