//! Where in a data directory the store lies: in `store`, or, each time it had to be made anew, in `store-1`,
//! `store-2`, … The newest counts. A name is never used twice, since an opening that hung may wake up and go on
//! writing where it was; and making the new one and giving it its name are two steps, so that a crash between
//! them leaves the old one as it was.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::backend::files::{create_private_dir, sync_dir};

/// The directory in which whatever could not be used is kept.
pub(super) const QUARANTINE: &str = "quarantine";
/// Says that the store was not closed: whether all of it is there is looked at when it is next opened.
const OPEN: &str = "store.open";
/// The directories of what was not finished.
const UNFINISHED: [&str; 2] = ["store.new", "store.copy"];

/// The stores that lie in the data directory, by their numbers; `store` is number 0.
fn numbers(data_dir: &Path) -> io::Result<Vec<u32>> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(data_dir)? {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| match name {
            "store" => Some(0),
            _ => name.strip_prefix("store-")?.parse().ok(),
        });
        numbers.extend(number.filter(|number| *number == 0 || path(data_dir, *number).ends_with(&name)));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// Where the store with this number lies.
pub(super) fn path(data_dir: &Path, number: u32) -> PathBuf {
    match number {
        0 => data_dir.join("store"),
        number => data_dir.join(format!("store-{number}")),
    }
}

/// The number of the store that counts; 0 where there is none yet.
pub(super) fn newest(data_dir: &Path) -> io::Result<u32> {
    Ok(numbers(data_dir)?.last().copied().unwrap_or(0))
}

/// Removes what a crash left unfinished, and puts aside the stores that a newer one has replaced.
pub(super) fn tidy(data_dir: &Path, now_ms: i64) -> io::Result<()> {
    for name in UNFINISHED {
        remove(&data_dir.join(name))?;
    }
    let numbers = numbers(data_dir)?;
    for number in numbers.iter().take(numbers.len().saturating_sub(1)) {
        put_aside(data_dir, *number, now_ms)?;
    }
    Ok(())
}

/// Moves a store to `quarantine/<time>`, or `<time>-1`, … where that is taken.
pub(super) fn put_aside(data_dir: &Path, number: u32, now_ms: i64) -> io::Result<()> {
    let quarantine = data_dir.join(QUARANTINE);
    create_private_dir(&quarantine)?;
    let mut kept = quarantine.join(now_ms.to_string());
    let mut more = 0;
    while kept.try_exists()? {
        more += 1;
        kept = quarantine.join(format!("{now_ms}-{more}"));
    }
    fs::rename(path(data_dir, number), kept)?;
    sync_dir(&quarantine)?;
    sync_dir(data_dir)
}

/// An empty directory for a new store, and one for a copy of the old.
pub(super) fn unfinished(data_dir: &Path) -> io::Result<[PathBuf; 2]> {
    let dirs = UNFINISHED.map(|name| data_dir.join(name));
    for dir in &dirs {
        remove(dir)?;
        create_private_dir(dir)?;
    }
    Ok(dirs)
}

/// An empty directory for a copy that is only looked at.
pub(super) fn scratch(data_dir: &Path) -> io::Result<PathBuf> {
    let [_, dir] = UNFINISHED.map(|name| data_dir.join(name));
    remove(&dir)?;
    create_private_dir(&dir)?;
    Ok(dir)
}

/// Gives a finished store its name; from then on it counts.
pub(super) fn finish(data_dir: &Path, new: &Path, number: u32) -> io::Result<PathBuf> {
    let path = path(data_dir, number);
    fs::rename(new, &path)?;
    sync_dir(data_dir)?;
    Ok(path)
}

/// Removes a directory with all that is in it; that there is none is fine.
pub(super) fn remove(dir: &Path) -> io::Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

/// Whether the store was not closed, or found doubtful, when it was last used.
pub(super) fn was_open(data_dir: &Path) -> bool {
    data_dir.join(OPEN).exists()
}

/// Notes that the store is open.
pub(super) fn note_open(data_dir: &Path) -> io::Result<()> {
    fs::write(data_dir.join(OPEN), [])?;
    sync_dir(data_dir)
}

/// Notes that the store was closed in order, with all that was written on the disk.
pub(super) fn note_closed(data_dir: &Path) -> io::Result<()> {
    match fs::remove_file(data_dir.join(OPEN)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result.and_then(|()| sync_dir(data_dir)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_newest_counts_and_the_others_are_put_aside_with_nothing_deleted() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path();
        assert_eq!(newest(dir).unwrap(), 0);
        for name in ["store", "store-9", "store-10", "store-010", "store-x", "store.new"] {
            fs::create_dir(dir.join(name)).unwrap();
            fs::write(dir.join(name).join("db"), name).unwrap();
        }
        assert_eq!(newest(dir).unwrap(), 10);
        tidy(dir, 5).unwrap();
        assert_eq!(newest(dir).unwrap(), 10);
        let kept = |name: &str| fs::read_to_string(dir.join(QUARANTINE).join(name).join("db")).unwrap();
        assert_eq!((kept("5"), kept("5-1")), ("store".into(), "store-9".into()));
        assert!(dir.join("store-x").exists() && dir.join("store-010").exists(), "not ours");
        assert!(!dir.join("store.new").exists(), "only a copy, and not a finished one");
    }

    #[test]
    fn what_was_not_closed_is_noted_until_it_is() {
        let dir = tempfile::tempdir().unwrap();
        assert!(!was_open(dir.path()));
        note_open(dir.path()).unwrap();
        note_open(dir.path()).unwrap();
        assert!(was_open(dir.path()));
        note_closed(dir.path()).unwrap();
        note_closed(dir.path()).unwrap();
        assert!(!was_open(dir.path()));
    }
}
