//! Looking at all of a store without touching it: sled repairs and renames files when it opens them, so a copy
//! is looked at.

use std::{fs, io, path::Path, time::Duration};

use super::{
    Store, StoreError,
    guard::guarded,
    place,
    salvage::{self, Walked},
};

/// A store that is looked at.
pub struct Look {
    /// A copy of it, to be read.
    pub store: Store,
    /// The length of its files together, in bytes.
    pub bytes: u64,
    /// How many values are damaged, or places that cannot be read.
    pub damaged: u32,
    /// Whether what is whole is not all that was ever written.
    pub lacks: bool,
}

/// Lets `look` see a copy of the newest store in the data directory; none where there is no store yet.
///
/// # Errors
/// What the system refuses, and what would keep a start from opening the store as it is.
pub fn look_at<T>(
    data_dir: &Path,
    patience: Duration,
    look: impl FnOnce(&Look) -> T,
) -> Result<Option<T>, StoreError> {
    let from = place::path(data_dir, place::newest(data_dir)?);
    if !from.join("db").exists() {
        return Ok(None);
    }
    let copy = place::scratch(data_dir)?;
    let looked = copy_all(&from, &copy).map_err(StoreError::Io).and_then(|bytes| {
        let dir = copy.clone();
        let (store, walked) = guarded(patience, move |steps| {
            let store = Store::open(&dir)?;
            let walked = salvage::look(&store, steps)?;
            Ok((store, walked))
        })?;
        let Walked { damaged, .. } = walked;
        Ok(look(&Look { store, bytes, damaged, lacks: damaged == 0 && !walked.is_whole() }))
    });
    place::remove(&copy)?;
    looked.map(Some)
}

/// Copies a directory's files and those in its directories; how many bytes they are.
fn copy_all(from: &Path, to: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir(&to)?;
            bytes += copy_all(&entry.path(), &to)?;
        } else {
            bytes += fs::copy(entry.path(), to)?;
        }
    }
    Ok(bytes)
}
